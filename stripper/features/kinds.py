"""What tells the kind of a group of related headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from stripper.features.headings import LONGEST, name_words, wording_tokens
from stripper.types import Group, Page

#: Lines between two headlines are looked at where they are at most so many.
MOST_BETWEEN = 12
_TIME = re.compile(r"\d{1,2}[:.h]\d\d|(?:19|20)\d\d|\d{1,2}[./]\d{1,2}")


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
    tokens.add(f"heading linked {group.heading in layout.linked}")
    tokens.add(f"number {number}")
    tokens.add(f"place {layout.place(first, last)} number {number}")
    tokens.add(f"lead {any(headline.lead for headline in group.headlines)}")
    return tokens | _between(page, group)


def _between(page: Page, group: Group) -> set[str]:
    """What stands beside the headlines: ranks, times and dates, other lines."""
    last, beside = group.headlines[0].first - 1, []
    for headline in group.headlines:
        if 0 <= headline.first - last - 1 <= MOST_BETWEEN:
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
        words = {page.tags[node], *name_words(page.attrs[node])}
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
        self.linked = frozenset(page.link_texts)
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
