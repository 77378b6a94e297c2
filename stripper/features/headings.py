"""What tells the heading of a group of related headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from stripper.features.view import View
from stripper.types import Headline, Page

#: A heading stands at most so many blocks before the first headline below it.
REACH = 25
#: A heading has at most so many characters.
LONGEST = 90
_COLONS = ":："
#: Headlines below a heading are counted to so many.
MOST = 12
#: A heading that reaches over a headline is looked for so many headlines back, among those
#: of at least this probability.
BACK, LIKELY = 40, 0.2
#: Steps for what is nowhere, and the level of what is no heading element.
_FAR, _NO_LEVEL = 99, 7


@dataclass(slots=True)
class Candidates:
    """The blocks before headlines that may head them.

    ``rows``: float32 (k, columns); ``blocks``: each candidate's block;
    ``owners``: the number of the headline that it stands before; ``looks``: a
    number for its element's tag and names; ``levels``: of its heading element;
    ``reaches``: the element that holds it and its headline.
    """

    page: Page
    headlines: list[Headline]
    rows: np.ndarray
    blocks: list[int]
    owners: list[int]
    looks: list[int]
    levels: list[int]
    reaches: list[int]

    def first_look(self, sounds: np.ndarray, looks: np.ndarray) -> np.ndarray:
        """The rows with what was learned: ``sounds`` and ``looks`` (k,) are how much each candidate
        sounds, and its element looks, like a heading; the wording also beside those before the
        same headline, and those of the same look."""
        beside = self._beside(sounds)
        return np.column_stack([self.rows, sounds, looks, *beside]).astype(np.float32)

    def second_look(self, rows: np.ndarray, sure: np.ndarray) -> np.ndarray:
        """The rows of the first look with its verdicts: ``sure`` (k,) is how likely each is a
        heading; and with what it says of the heading that already reaches over the headline."""
        best = self.likeliest(sure, LIKELY)
        columns = {owner: self._over(owner, sure, best) for owner in set(self.owners)}
        above = [
            (*columns[owner], level - columns[owner][2]) for owner, level in zip(self.owners, self.levels)
        ]
        return np.column_stack([rows, sure, np.array(above), *self._beside(sure)]).astype(np.float32)

    def _beside(self, values: np.ndarray) -> tuple[np.ndarray, ...]:
        """Values beside the best before the same headline, and the mean and the best of the others of
        the same look."""
        return values - _greatest(np.asarray(self.owners), values), *_others(np.asarray(self.looks), values)

    def likeliest(self, sure: np.ndarray, least: float) -> dict[int, int]:
        """For each headline that has one of at least this probability, the likeliest candidate's number."""
        best: dict[int, int] = {}
        for place, (owner, chance) in enumerate(zip(self.owners, sure.tolist())):
            if chance >= least and (owner not in best or chance >= sure[best[owner]]):
                best[owner] = place
        return best

    def _over(self, owner: int, sure: np.ndarray, best: dict[int, int]) -> tuple[float, int, int]:
        """The last heading before a headline's own that reaches over it: its probability,
        headlines since, and level."""
        first = self.headlines[owner].first
        for earlier in range(owner - 1, max(owner - BACK, 0) - 1, -1):
            place = best.get(earlier)
            if place is not None and self.page.holds(self.reaches[place], first):
                return float(sure[place]), owner - earlier, self.levels[place]
        return 0.0, _FAR, _NO_LEVEL


def _greatest(group: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The greatest value within each row's group."""
    greatest = np.full(group.max(initial=0) + 1, -np.inf)
    np.maximum.at(greatest, group, values)
    return greatest[group]


def _others(group: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the greatest value of the other rows of each row's group; missing if it is alone."""
    count = np.bincount(group)[group]
    mean = np.where(count > 1, (np.bincount(group, values)[group] - values) / np.maximum(count - 1, 1), _FAR)
    best = _greatest(group, values)
    second = _greatest(group, np.where(values == best, -np.inf, values))
    several = np.bincount(group, values == best)[group] > 1
    return mean, np.where(count > 1, np.where((values == best) & ~several, second, best), _FAR)


def heading_candidates(
    view: View, labels: Sequence[str], headlines: list[Headline], probabilities: np.ndarray
) -> Candidates:
    """Every short block between a headline and the one before it, with its columns."""
    page = view.page
    spans, last = [], -1
    for headline in headlines:
        spans.append(range(max(last + 1, headline.first - REACH), headline.first))
        last = max(last, headline.last)
    looks = [(page.tags[node], page.attrs[node]) for node in view.block_node.tolist()]
    around = _Around(
        between=Counter(looks[block] for span in spans for block in span),
        anywhere=Counter(looks),
        said=Counter(page.texts[block] for span in spans for block in span),
    )
    found = Candidates(page, headlines, np.zeros((0, 0), np.float32), [], [], [], [], [])
    rows = []
    numbers: dict[tuple[str, str], int] = {}
    for owner, span in enumerate(spans):
        shared = _of_headline(view, headlines, owner, span)
        for block in _after_text(span, labels):
            if not _may_head(page.texts[block]):
                continue
            own = _of_block(view, block, span, headlines[owner])
            counts = around.of(looks[block], page.texts[block], len(headlines))
            verdicts = (probabilities[block, 0], probabilities[block, 2])
            reach = page.common(block, headlines[owner].first)
            spent = _spent(view, block, span, reach)
            rows.append((*own, *counts, *verdicts, *shared, *_reach(page, headlines, owner, reach), *spent))
            found.blocks.append(block)
            found.owners.append(owner)
            found.looks.append(numbers.setdefault(looks[block], len(numbers)))
            found.levels.append(_level(page, block))
            found.reaches.append(reach)
    if rows:
        found.rows = np.array(rows, np.float32)
    return found


def _after_text(span: range, labels: Sequence[str]) -> range:
    """What follows the last paragraph of the article in a span, and that itself, which may be short."""
    for block in reversed(span):
        if labels[block] in ("body", "title"):
            return range(block + (labels[block] == "title"), span.stop)
    return span


def _may_head(text: str) -> bool:
    return len(text) <= LONGEST and any(map(str.isalnum, text))


@dataclass(slots=True)
class _Around:
    """How often elements of one look, and texts, stand between headlines and on the page."""

    between: Counter
    anywhere: Counter
    said: Counter

    def of(self, look: tuple[str, str], text: str, headlines: int) -> tuple[float, ...]:
        count = self.between[look]
        return count, count / headlines, self.anywhere[look], self.said[text], headlines


def _steps(page: Page, one: int, other: int) -> tuple[int, int]:
    """How many elements up from each of two blocks the nearest common one stands."""
    depth = page.depths[page.common(one, other)]
    return page.depths[page.nodes[one]] - depth, page.depths[page.nodes[other]] - depth


def _level(page: Page, block: int) -> int:
    """1 to 6 for ``<h1>`` to ``<h6>``."""
    tag = page.tags[page.blockish[page.nodes[block]]]
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else _NO_LEVEL


def _of_block(view: View, block: int, span: range, headline: Headline) -> tuple[float, ...]:
    page, text = view.page, view.page.texts[block]
    up, down = _steps(page, block, headline.first)
    level, tag = _level(page, block), page.tags[page.blockish[page.nodes[block]]]
    return (
        span.stop - block, block - span.start, up, down, level, level - _level(page, headline.first),
        len(text), text.count(" ") + 1, view.linked[block], page.visible[block], page.strong[block],
        text[-1] in _COLONS, text[0].isupper(), text.isupper(), any(map(str.isdigit, text)),
        tag == "p", tag == "div", tag == "li", tag == "button",
        sum(_level(page, later) < _NO_LEVEL for later in range(block + 1, span.stop)),
        int(np.count_nonzero(view.linked[block + 1 : span.stop] > 0.5)),
        float(view.words[block + 1 : span.stop].sum()),
    )  # fmt: skip


def _reach(page: Page, headlines: list[Headline], owner: int, reach: int) -> tuple[float, ...]:
    """Over how many headlines the element ``reach`` goes, and whether over the one before."""
    inside = (page.holds(reach, headline.first) for headline in headlines[owner : owner + MOST])
    before = owner > 0 and page.holds(reach, headlines[owner - 1].first)
    return sum(takewhile(bool, inside)), before


def _spent(view: View, block: int, span: range, reach: int) -> tuple[float, ...]:
    """How many linked blocks stand between a candidate and its headline within an element that holds
    the candidate and not the headline: it may head those; and by how many elements they are nearer."""
    page, depth = view.page, view.page.depths[reach]
    linked = block + 1 + np.flatnonzero(view.linked[block + 1 : span.stop] > 0.5)
    nearer = [page.depths[page.common(block, later)] - depth for later in linked.tolist()]
    return sum(step > 0 for step in nearer), max(nearer, default=-1)


def _of_headline(view: View, headlines: list[Headline], owner: int, span: range) -> tuple[float, ...]:
    """What all candidates of one headline share."""
    own = headlines[owner]
    before = _steps(view.page, own.first, headlines[owner - 1].last)[0] if owner else _FAR
    later = headlines[owner + 1] if owner + 1 < len(headlines) else None
    after = _steps(view.page, own.first, later.first)[0] if later else _FAR
    return (
        len(span), owner, before, after, _level(view.page, own.first), own.sure, len(own.title),
        later.first - own.last if later else _FAR,
    )  # fmt: skip


def wording_tokens(text: str) -> tuple[str, ...]:
    """What a heading says: its words, and its pieces of three to five characters."""
    words = _said(text)
    tokens = {f"= {' '.join(words)}", *(f"w {word}" for word in words[:8])}
    padded = f" {' '.join(words)[:60]} "
    for size in (3, 4, 5):
        tokens.update(padded[start : start + size] for start in range(len(padded) - size + 1))
    return tuple(sorted(tokens))


def look_tokens(page: Page, block: int) -> tuple[str, ...]:
    """What a heading looks like: the tags and the parts of names of its element and the two above."""
    tokens, node = set(), page.nodes[block]
    for place in ("own", "up", "upper"):
        if node >= 0:
            tokens.add(f"{place} <{page.tags[node]}>")
            tokens |= {f"{place} {word}" for word in name_words(page.attrs[node])}
            node = page.parents[node]
    return tuple(sorted(tokens))


def name_words(names: str) -> list[str]:
    """The words of an element's classes and id."""
    return re.findall(r"[a-z]{3,}", names.lower())


def _said(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
