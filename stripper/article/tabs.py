"""Tell labels that stand side by side, each over a list of its own (tabs), from headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, takewhile

from stripper.types import HEADING_TAGS, Headline, Page

#: So many labels side by side are tabs at most, each of at most so many characters where none is known to be a heading.
MOST_TABS, LONGEST = 100, 60


@dataclass(slots=True)
class _Tabs:
    """Labels side by side, and the lists below them that they may head.

    ``labels``: the blocks; ``reach``: the element that holds labels and lists; ``held``: the numbers
    of the headlines in the lists; ``panels``: the first of each list.
    """

    labels: range
    reach: int
    held: range
    panels: list[int]


def with_tabs(page: Page, headlines: list[Headline], headings: Mapping[int, int]) -> dict[int, int]:
    """The headings (the number of a headline, the block above it), each of the tabs over its own list."""
    found = dict(headings)
    if page.flattened:
        return found
    beside: dict[int, range] = {}
    below: dict[int, range] = {}  # the headlines that an element holds one after the other
    for owner, block in _may_be_headed_by_tabs(headlines, headings):
        if block not in beside:
            run = _side_by_side(page, block)
            beside |= dict.fromkeys(run, run if _may_be_tabs(page, run) else range(0))
        labels = beside[block]
        if len(labels) < 2:
            continue
        reach = page.common(labels[0], headlines[owner].first)
        if owner not in below.get(reach, ()):
            later = (headlines[index].first for index in range(owner, len(headlines)))
            below[reach] = range(owner, owner + sum(takewhile(bool, map(partial(page.holds, reach), later))))
        held = range(owner, below[reach].stop)
        tabs = _Tabs(labels, reach, held, _panels(page, headlines, held, len(labels)))
        if _may_head(tabs) and (headings.get(owner) == block or _are_tabs(page, tabs, headlines, headings)):
            found |= zip(tabs.panels, labels)
    return found


def _may_head(tabs: _Tabs) -> bool:
    """Whether there are several lists, of two headlines or more, and no more of them than labels."""
    return len(tabs.held) >= 2 * len(tabs.panels) and 1 < len(tabs.panels) <= len(tabs.labels)


def _may_be_headed_by_tabs(
    headlines: list[Headline], headings: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Headlines by their number, each with a block that may be a tab: its heading, or what stands right before."""
    last = -1
    for owner, headline in enumerate(headlines):
        before = headline.first - 1
        if owner in headings:
            yield owner, headings[owner]
        if last < before != headings.get(owner):
            yield owner, before
        last = max(last, headline.last)


def _are_tabs(page: Page, tabs: _Tabs, headlines: list[Headline], headings: Mapping[int, int]) -> bool:
    """Whether short labels of which none was found to be a heading are tabs all the same: as many as there are
    lists right below the element that they stand in, none of a single headline; and the element that holds both
    has no heading of a list, and no headline above them."""
    blocks = [headlines[panel].first for panel in tabs.panels]
    above = [headlines[tabs.held.start - 1].first] if tabs.held.start else []
    within = [headings[panel] for panel in tabs.panels if panel in headings]
    own = page.child_of(tabs.reach, page.nodes[tabs.labels[0]])
    return (
        len(tabs.panels) == len(tabs.labels)
        and tabs.labels.stop == blocks[0]
        and all(len(page.texts[label]) <= LONGEST for label in tabs.labels)
        and all(last - first > 1 for first, last in pairwise([*tabs.panels, tabs.held.stop]))
        and not any(page.holds(own, block) for block in blocks)
        and not any(page.holds(tabs.reach, block) for block in [*above, *within])
    )


def _panels(page: Page, headlines: list[Headline], held: range, most: int) -> list[int]:
    """The first headline in each of the elements side by side that hold some; of too many one more."""
    whole = page.common(headlines[held[0]].first, headlines[held[-1]].first)
    panels: dict[int, int] = {}
    for index in held:
        panels.setdefault(page.child_of(whole, page.nodes[headlines[index].first]), index)
        if len(panels) > most:
            break
    return list(panels.values())


def _side_by_side(page: Page, block: int) -> range:
    """A block with those next to it that have an element of the same tag in the same place."""
    look, first, last = _place(page, block), block, block
    while first > 0 and _place(page, first - 1) == look:
        first -= 1
    while last + 1 < len(page.texts) and _place(page, last + 1) == look:
        last += 1
    return range(first, last + 1)


def _may_be_tabs(page: Page, run: range) -> bool:
    """Whether blocks side by side are labels, but no headings; and not too many, for which all below
    each of them would be gone through."""
    if len(run) > MOST_TABS or page.tags[page.nodes[run[0]]] in HEADING_TAGS:
        return False
    return all(any(map(str.isalnum, page.texts[block])) for block in run)


def _place(page: Page, block: int) -> tuple[str, int]:
    node = page.nodes[block]
    outer = page.parents[node]
    alone = outer >= 0 and page.tags[outer] == "li"
    return page.tags[node], page.parents[outer] if alone else outer
