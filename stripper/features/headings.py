"""What tells the heading of a group of related headlines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from stripper import native
from stripper.features.view import NO_LEVEL, View
from stripper.letters import COLONS
from stripper.types import Headline, Page

#: A heading stands at most so many blocks before the first headline below it.
REACH = 25
#: A heading has at most so many characters.
LONGEST = 90
#: Headlines below a heading are counted to so many.
MOST = 12
#: So many blocks before a candidate, and behind it, are looked at for what its element holds.
AHEAD, BEHIND = 10, 40
#: A heading that reaches over a headline is looked for so many headlines back, among those
#: of at least this probability.
BACK, LIKELY = 40, 0.2
#: Steps for what is nowhere.
_FAR = 99
_PLACES = ("own", "up", "upper")
_NAME_WORD = re.compile(r"[a-z]{3,}")


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
        return values - _compared(self.owners, values)[0], *_compared(self.looks, values)[1:]

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
        return 0.0, _FAR, NO_LEVEL


def _compared(groups: list[int], values: np.ndarray) -> np.ndarray:
    """For each of k values the greatest of its group, and of the others the mean and the greatest, _FAR if
    there are none, shape (3, k)."""
    numbers, _ = native.number_keys(groups)
    found = np.empty((3, len(groups)))
    native.compare_groups(np.frombuffer(numbers, np.int64), values.astype(np.float64), _FAR, found)
    return found


def heading_candidates(
    view: View, labels: Sequence[str], headlines: list[Headline], probabilities: np.ndarray
) -> Candidates:
    """Every short block between a headline and the one before it, with its columns."""
    page, spans = view.page, _spans(headlines)
    found = [
        (block, owner)
        for owner, span in enumerate(spans)
        for block in _after_text(span, page, labels)
        if _may_head(page.texts[block])
    ]
    if not found:
        return Candidates(page, headlines, np.zeros((0, 0), np.float32), [], [], [], [], [])
    at = _places(view, headlines, spans, *np.array(found).T)
    looks, levels = view.looks[view.block_node], view.levels()
    columns = (
        *_of_block(view, at, levels), *_between(view, at, levels), *_around(page, at, spans, looks),
        *probabilities[at.block][:, [0, 2]].T,
        *_of_headline(view, at, headlines, levels), *_reach(view, at), *_spent(view, at), *_inside(view, at, looks),
    )  # fmt: skip
    return Candidates(
        page=page,
        headlines=headlines,
        rows=np.array(columns, np.float32).T,
        blocks=at.block.tolist(),
        owners=at.owner.tolist(),
        looks=looks[at.block].tolist(),
        levels=levels[at.block].tolist(),
        reaches=at.reach.tolist(),
    )


def _spans(headlines: list[Headline]) -> list[range]:
    """The blocks between each headline and the one before it, at most REACH."""
    spans, last = [], -1
    for headline in headlines:
        spans.append(range(max(last + 1, headline.first - REACH), headline.first))
        last = max(last, headline.last)
    return spans


def _after_text(span: range, page: Page, labels: Sequence[str]) -> range:
    """What follows the last paragraph of the article in a span, and that itself, which may be short; but
    no item of the article's own lists."""
    for block in reversed(span):
        if labels[block] in ("body", "title"):
            is_text = labels[block] == "title" or page.tags[page.blockish[page.nodes[block]]] == "li"
            return range(block + is_text, span.stop)
    return span


def _may_head(text: str) -> bool:
    return len(text) <= LONGEST and any(map(str.isalnum, text))


@dataclass(slots=True)
class _Places:
    """Where k candidates for h headlines stand.

    ``block`` (k,): in the span from ``start`` (k,) to ``stop`` (k,), the first block of the headline
    ``owner`` (k,); ``reach`` (k,): the element that holds both; ``first``, ``last`` (h,): each
    headline's blocks; ``node`` (h,): the innermost element of the first.
    """

    block: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    owner: np.ndarray
    reach: np.ndarray
    first: np.ndarray
    last: np.ndarray
    node: np.ndarray


def _places(
    view: View, headlines: list[Headline], spans: list[range], block: np.ndarray, owner: np.ndarray
) -> _Places:
    first = np.array([headline.first for headline in headlines])
    last = np.array([headline.last for headline in headlines])
    start = np.array([span.start for span in spans])[owner]
    node = view.node[first]
    reach = view.holding(view.node[block], node[owner])
    return _Places(block, start, first[owner], owner, reach, first, last, node)


def _of_block(view: View, at: _Places, levels: np.ndarray) -> tuple[np.ndarray, ...]:
    """Where a candidate stands, beside its headline, and how it is written."""
    page, level, depth = view.page, levels[at.block], view.depths[at.reach]
    written = [
        (
            len(text), text.count(" ") + 1, page.visible[block], page.strong[block],
            text[-1] in COLONS, text[0].isupper(), text.isupper(), any(map(str.isdigit, text)),
        )
        for block, text in ((block, page.texts[block]) for block in at.block.tolist())
    ]  # fmt: skip
    length, words, *rest = np.array(written, np.float32).T
    return (
        at.stop - at.block, at.block - at.start,
        view.depths[view.node[at.block]] - depth, view.depths[at.node[at.owner]] - depth,
        level, level - levels[at.stop], length, words, view.linked[at.block], *rest,
        *(view.tags[view.block_node[at.block]] == view.numbers(("p", "div", "li", "button"))),
    )  # fmt: skip


def _between(view: View, at: _Places, levels: np.ndarray) -> np.ndarray:
    """How many headings, linked blocks and words stand between a candidate and its headline, (3, k)."""
    upto = np.empty((3, view.n))
    for row, counted in zip(upto, (levels < NO_LEVEL, view.linked > 0.5, view.words)):
        np.cumsum(counted, out=row)
    return upto[:, at.stop - 1] - upto[:, at.block]


def _around(page: Page, at: _Places, spans: list[range], looks: np.ndarray) -> tuple[np.ndarray, ...]:
    """How often elements of a candidate's look, and its text, stand between headlines and on the page."""
    blocks = list(chain.from_iterable(spans))
    anywhere = np.bincount(looks)
    between = np.bincount(looks[blocks], minlength=len(anywhere))[looks[at.block]]
    said = Counter(map(page.texts.__getitem__, blocks))
    same = np.array([said[page.texts[block]] for block in at.block.tolist()])
    headlines = np.full(len(at.block), len(at.first))
    return between, between / headlines, anywhere[looks[at.block]], same, headlines


def _of_headline(
    view: View, at: _Places, headlines: list[Headline], levels: np.ndarray
) -> tuple[np.ndarray, ...]:
    """What all candidates of one headline share."""
    own, before = at.node[at.owner], np.maximum(at.owner - 1, 0)
    after = np.minimum(at.owner + 1, len(headlines) - 1)
    beside = np.array([view.node[at.last[before]], at.node[after]])
    held = view.holding(np.concatenate([own, own]), beside.ravel())
    steps = view.depths[own] - view.depths[held].reshape(2, -1)
    owners = [headlines[owner] for owner in at.owner.tolist()]
    return (
        at.stop - at.start, at.owner,
        np.where(before < at.owner, steps[0], _FAR), np.where(after > at.owner, steps[1], _FAR),
        levels[at.stop], np.array([headline.sure for headline in owners]),
        np.array([len(headline.title) for headline in owners]),
        np.where(after > at.owner, at.first[after] - at.last[at.owner], _FAR),
    )  # fmt: skip


def _reach(view: View, at: _Places) -> tuple[np.ndarray, np.ndarray]:
    """Over how many headlines the element that holds a candidate and its own goes, and whether over the
    one before."""
    held, _ = _held(view, at, at.owner, at.node, np.arange(-1, MOST))
    return np.logical_and.accumulate(held[:, 1:], axis=1).sum(axis=1), held[:, 0]


def _spent(view: View, at: _Places) -> tuple[np.ndarray, np.ndarray]:
    """How many linked blocks stand between a candidate and its headline within an element that holds
    the candidate and not the headline: it may head those; and by how many elements they are nearer."""
    linked = np.flatnonzero(view.linked > 0.5)
    first = np.searchsorted(linked, at.block, "right")
    count = np.searchsorted(linked, at.stop) - first
    # A row for each candidate and each linked block behind it.
    candidate = np.repeat(np.arange(len(count)), count)
    later = linked[np.arange(len(candidate)) + np.repeat(first - np.cumsum(count) + count, count)]
    held = view.holding(view.node[at.block[candidate]], view.node[later])
    nearer = view.depths[held] - view.depths[at.reach[candidate]]
    most = np.full(len(count), -1)
    np.maximum.at(most, candidate, nearer)
    return np.bincount(candidate, nearer > 0, len(count)), most


def _inside(view: View, at: _Places, looks: np.ndarray) -> tuple[np.ndarray, ...]:
    """Within the element that holds a candidate and its headline: how many blocks stand before the candidate,
    how many of its own look behind it, how many of the headline's look, and how many of the one for each of the
    other: of kickers there are as many as of headlines, of headings one."""
    ahead, _ = _held(view, at, at.block, view.node, np.arange(-AHEAD, 0))
    behind, other = _held(view, at, at.block, view.node, np.arange(1, BEHIND))
    like = (behind & (looks[other] == looks[at.block][:, None])).sum(axis=1)
    headlines = (behind & (looks[other] == looks[at.stop][:, None])).sum(axis=1)
    return ahead.sum(axis=1), like, headlines, like / np.maximum(headlines, 1)


def _held(
    view: View, at: _Places, place: np.ndarray, nodes: np.ndarray, offsets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Of blocks or headlines in the elements ``nodes`` those so many places from one ``place`` (k,) for each candidate:
    whether they stand in the element that holds it and its headline, and which they are, shape (k, offsets)."""
    others = place[:, None] + offsets
    known = (others >= 0) & (others < len(nodes))
    others = np.where(known, others, 0)
    node, reach = nodes[others], at.reach[:, None]
    return known & (reach <= node) & (node < view.ends[reach]), others


def look_tokens(*look: str) -> list[str]:
    """What a heading looks like: the tags and the parts of names of its element and the two above."""
    tokens = []
    for place, tag, names in zip(_PLACES, look[::2], look[1::2]):
        tokens.append(f"{place} <{tag}>")
        tokens += [f"{place} {word}" for word in name_words(names)]
    return list(dict.fromkeys(tokens))


def name_words(names: str) -> list[str]:
    """The words of an element's classes and id."""
    return _NAME_WORD.findall(names.lower())
