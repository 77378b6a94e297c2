"""What tells the heading of a group of related headlines, and the kind of the group."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from stripper.features.view import View
from stripper.types import Group, Headline, Page

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
_TIME = re.compile(r"\d{1,2}[:.h]\d\d|(?:19|20)\d\d|\d{1,2}[./]\d{1,2}")
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

    def first_look(self, sounds: np.ndarray) -> np.ndarray:
        """The rows with what the candidates' wording tells: ``sounds`` (k,) is how much each
        sounds like a heading; also beside those before the same headline, and those that look alike."""
        looks, owners = np.asarray(self.looks, np.int64), np.asarray(self.owners, np.int64)
        alike = _others(looks, sounds)
        rows = np.column_stack([self.rows, sounds, sounds - _greatest(owners, sounds), *alike])
        return rows.astype(np.float32)

    def second_look(self, rows: np.ndarray, sure: np.ndarray) -> np.ndarray:
        """The rows of the first look with its verdicts: ``sure`` (k,) is how likely each is a
        heading; and with what it says of the heading that already reaches over the headline."""
        best = self.likeliest(sure, LIKELY)
        columns = {owner: self._over(owner, sure, best) for owner in set(self.owners)}
        above = [
            (*columns[owner], level - columns[owner][2]) for owner, level in zip(self.owners, self.levels)
        ]
        return np.column_stack([rows, sure, np.array(above)]).astype(np.float32)

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
        for block in span:
            if labels[block] in ("body", "title") or not _may_head(page.texts[block]):
                continue
            own = _of_block(view, block, span, headlines[owner])
            counts = around.of(looks[block], page.texts[block], len(headlines))
            verdicts = (probabilities[block, 0], probabilities[block, 2])
            reach = page.common(block, headlines[owner].first)
            nearer = _nearer(view, block, span, reach)
            rows.append((*own, *counts, *verdicts, *shared, *_reach(page, headlines, owner, reach), *nearer))
            found.blocks.append(block)
            found.owners.append(owner)
            found.looks.append(numbers.setdefault(looks[block], len(numbers)))
            found.levels.append(_level(page, block))
            found.reaches.append(reach)
    if rows:
        found.rows = np.array(rows, np.float32)
    return found


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


def _nearer(view: View, block: int, span: range, reach: int) -> tuple[float, ...]:
    """By how many elements a candidate is nearer to the next block than to its headline, and to
    the nearest linked block between them: it may head those."""
    if block + 1 == span.stop:
        return 0, -1
    page, depth = view.page, view.page.depths[reach]
    linked = block + 1 + np.flatnonzero(view.linked[block + 1 : span.stop] > 0.5)
    nearest = max((page.depths[page.common(block, later)] - depth for later in linked.tolist()), default=-1)
    return page.depths[page.common(block, block + 1)] - depth, nearest


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


def _said(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def group_tokens(page: Page, labels: Sequence[str], groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """What tells each group's kind: its heading, its elements, its place, its number, its links."""
    layout = _Layout(page, labels)
    own = _segments(page.head.address)
    return [tuple(sorted(_tokens(page, layout, own, group))) for group in groups]


def _tokens(page: Page, layout: _Layout, own: list[str], group: Group) -> set[str]:
    first, last = group.headlines[0].first, group.headlines[-1].last
    number = _rounded(len(group.headlines))
    tokens = {"heading none"} if group.heading is None else set(wording_tokens(group.heading))
    tokens |= _element_words(page, group) | layout.tokens(first, last) | _link_words(own, group)
    tokens.add(f"number {number}")
    tokens.add(f"place {layout.place(first, last)} number {number}")
    tokens.add(f"lead {any(headline.lead for headline in group.headlines)}")
    return tokens | _between(page, group)


def _between(page: Page, group: Group) -> set[str]:
    """What stands beside the headlines: ranks, times and dates, other lines; and whether the heading is a link."""
    last, beside = group.headlines[0].first - 1, []
    for headline in group.headlines:
        if 0 <= headline.first - last - 1 <= MOST:
            beside += page.texts[last + 1 : headline.first]
        last = headline.last
    number = len(group.headlines)
    shown = [text for text in beside if text != group.heading]
    ranks = sum(text.strip(" .#").isdigit() for text in shown)
    timed = sum(len(text) < LONGEST and _TIME.search(text) is not None for text in shown)
    return {
        f"ranked {ranks > number / 2}",
        f"timed {_rounded(4 * timed / number)}",
        f"beside {_rounded(2 * len(shown) / number)}",
        f"heading linked {group.heading in page.link_texts}",
    }


def _rounded(number: float) -> int:
    return next(bound for bound in (0, 1, 2, 3, 4, 6, 9, 14, 10**9) if number <= bound)


def _element_words(page: Page, group: Group) -> set[str]:
    """The parts of names on the way from the root, told apart by how near they stand."""
    paths = [_path(page, headline.first) for headline in group.headlines]
    common = set(paths[0]).intersection(*paths[1:])
    outer = [node for node in paths[0] if node in common]
    tokens = set()
    for node in paths[0]:
        near = "in" if node not in common else "near" if node in outer[:4] else "far"
        words = {page.tags[node], *re.findall(r"[a-z]{3,}", page.attrs[node].lower())}
        tokens |= {f"{near} {word}" for word in words}
    return tokens


def _path(page: Page, block: int) -> list[int]:
    """The elements from a block's innermost one to the root."""
    path, node = [], page.nodes[block]
    while node >= 0:
        path.append(node)
        node = page.parents[node]
    return path


class _Layout:
    """Where things stand on a page, beside its article."""

    def __init__(self, page: Page, labels: Sequence[str]) -> None:
        self.upto = np.cumsum([0, *map(len, page.texts)])
        body = [index for index, label in enumerate(labels) if label == "body"]
        self.body = (body[0], body[-1]) if body else None

    def place(self, first: int, last: int) -> str:
        """Where the blocks from ``first`` to ``last`` stand beside the body."""
        if self.body is None:
            return "alone"
        return "before" if last < self.body[0] else "after" if first > self.body[1] else "inside"

    def tokens(self, first: int, last: int) -> set[str]:
        place = self.place(first, last)
        behind = int(self.upto[-1] - self.upto[last])
        tokens = {f"place {place}", f"behind {5 * behind // max(int(self.upto[-1]), 1)}"}
        if place == "after" and self.body is not None:
            away = int(self.upto[first] - self.upto[self.body[1] + 1])
            tokens.add(f"away {_rounded(away // 150)}")
        return tokens


def _link_words(own: list[str], group: Group) -> set[str]:
    """What the headlines' URLs share with the page's own, given as its segments."""
    links = [_segments(headline.url or "") for headline in group.headlines]
    same = sum(link[1:2] == own[1:2] for link in links) if own else 0
    foreign = any(link and link[0] and own and _domain(link[0]) != _domain(own[0]) for link in links)
    words = {f"url {segment}" for link in links[:3] for segment in link[1:3] if len(segment) < 20}
    return {f"section {3 * same // len(links)}", f"foreign {foreign}", *words}


def _segments(url: str) -> list[str]:
    """A URL's host and the segments of its path; an empty host where it has none."""
    _, scheme, rest = url.partition("//")
    host, _, path = rest.partition("/") if scheme else ("", "", url.lstrip("/"))
    return [host.lower(), *filter(None, path.partition("?")[0].lower().split("/"))] if url else []


def _domain(host: str) -> str:
    return ".".join(host.split(".")[-2:])
