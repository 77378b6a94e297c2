"""What tells the kind of a group of related headlines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stripper.features.headings import LONGEST, name_words
from stripper.features.view import View
from stripper.types import Group, Page

#: Lines between two headlines are looked at where they are at most so many.
MOST_BETWEEN = 12
#: So many elements around all headlines of a group are near.
NEAR = 4
_TIME = re.compile(r"\d{1,2}[:.h]\d\d|(?:19|20)\d\d|\d{1,2}[./]\d{1,2}")


def group_tokens(view: View, labels: Sequence[str], groups: Sequence[Group]) -> list[list[str]]:
    """What tells each group's kind beside its heading: its elements, its place, its number, its links."""
    layout = _Layout(view, labels)
    own = _segments(view.page.head.address)
    return [list(dict.fromkeys(_tokens(layout, own, group))) for group in groups]


def _tokens(layout: _Layout, own: list[str], group: Group) -> list[str]:
    links = [_segments(headline.url or "") for headline in group.headlines]
    return [
        f"heading linked {group.heading in layout.linked}",
        f"lead {any(headline.lead for headline in group.headlines)}",
        *_element_words(layout, group),
        *_without_heading(
            group, [*_place(layout, group), *_shares(own, links), *_between(layout.view.page, group)]
        ),
        *_link_words(links),
    ]


def _without_heading(group: Group, tokens: list[str]) -> list[str]:
    """The tokens, and once more for a group that only they tell about."""
    if group.heading is not None:
        return tokens
    return ["heading none", *tokens, *(f"none {token}" for token in tokens)]


class _Layout:
    """What all groups of a page have in common: its body, its links' texts and its elements' words."""

    def __init__(self, view: View, labels: Sequence[str]) -> None:
        self.view = view
        self.linked = frozenset(view.page.link_texts)
        body = [index for index, label in enumerate(labels) if label == "body"]
        self.body = (body[0], body[-1]) if body else None
        self._words: dict[tuple[str, str, str], list[str]] = {}

    def words(self, near: str, node: int) -> list[str]:
        """An element's tag and the parts of its names, each behind a word for how near it stands."""
        page = self.view.page
        key = near, page.tags[node], page.attrs[node]
        if key not in self._words:
            self._words[key] = [f"{near} {word}" for word in (key[1], *name_words(key[2]))]
        return self._words[key]


def _element_words(layout: _Layout, group: Group) -> list[str]:
    """The parts of names on the way from the root, told apart by how near they stand."""
    page, ends = layout.view.page, layout.view.ends
    nodes = [page.nodes[headline.first] for headline in group.headlines]
    node, first, last, holding = nodes[0], min(nodes), max(nodes), 0
    words = []
    while node >= 0:
        holding += bool(node <= first and last < ends[node])
        words += layout.words("in" if not holding else "near" if holding <= NEAR else "far", node)
        node = page.parents[node]
    return words


def _place(layout: _Layout, group: Group) -> list[str]:
    """Where a group stands beside the body, and how far from it and from the end; its number."""
    first, last = group.headlines[0].first, group.headlines[-1].last
    number, starts = _rounded(len(group.headlines)), layout.view.starts
    total, place, tokens = len(layout.view.characters), "alone", []
    if layout.body is not None:
        begin, end = layout.body
        place = "before" if last < begin else "after" if first > end else "inside"
    if place == "after":
        away = int(starts[first] - starts[end] - layout.view.sizes[end])
        tokens.append(f"away {_rounded(away // 150)}")
    behind = 5 * (total - int(starts[last])) // max(total, 1)
    return [
        *tokens,
        f"place {place}",
        f"behind {behind}",
        f"number {number}",
        f"place {place} number {number}",
    ]


def _shares(own: list[str], links: list[list[str]]) -> list[str]:
    """What the headlines' URLs share with the page's own, all given as segments."""
    same = sum(link[1:2] == own[1:2] for link in links) if own else 0
    hosts = {link[0] for link in links if link and link[0]}
    foreign = bool(own) and any(_domain(host) != _domain(own[0]) for host in hosts)
    return [f"section {3 * same // len(links)}", f"foreign {foreign}"]


def _link_words(links: list[list[str]]) -> list[str]:
    """The first short segments of the first headlines' URLs."""
    return [f"url {segment}" for link in links[:3] for segment in link[1:3] if len(segment) < 20]


def _between(page: Page, group: Group) -> list[str]:
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
    return [
        f"ranked {ranks > number / 2}",
        f"timed {_rounded(4 * timed / number)}",
        f"beside {_rounded(2 * len(shown) / number)}",
    ]


def _rounded(number: float) -> int:
    return next(bound for bound in (0, 1, 2, 3, 4, 6, 9, 14, 10**9) if number <= bound)


def _segments(url: str) -> list[str]:
    """A URL's host and the segments of its path; an empty host where it has none."""
    _, scheme, rest = url.partition("//")
    host, _, path = rest.partition("/") if scheme else ("", "", url.lstrip("/"))
    return [host.lower(), *filter(None, path.partition("?")[0].lower().split("/"))] if url else []


def _domain(host: str) -> str:
    return ".".join(host.split(".")[-2:])
