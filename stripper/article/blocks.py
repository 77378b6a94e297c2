"""Show a page's columns as the blocks that an article has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from stripper.article.related import absolute, base_of
from stripper.article.roles import name_roles
from stripper.types import Block, Link, Page

#: A path names so many elements at most, each with so many characters of its names: what a page
#: of many levels and long names would repeat for every block grows with their product.
LONGEST_PATH, LONGEST_STEP = 100, 500


class Blocks(Sequence):
    """The page's blocks, made when they are looked at."""

    __slots__ = ("_labels", "_made", "_page", "_probabilities", "_url")

    def __init__(self, page: Page, labels: list[str], probabilities: np.ndarray, url: str | None) -> None:
        self._page, self._labels, self._probabilities = page, labels, probabilities
        self._url = url
        self._made: tuple[Block, ...] | None = None

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]  # as Sequence has it
        return self._all()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return f"<{len(self)} blocks>"

    def _all(self) -> tuple[Block, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def _make(self) -> Iterator[Block]:
        page = self._page
        base = base_of(page, self._url)
        links: dict[int, list[Link]] = {}
        for block, text, url in zip(page.link_blocks, page.link_texts, page.link_urls):
            links.setdefault(block, []).append(Link(text, absolute(url, base)))
        roles = name_roles(page, self._labels)
        for index, (text, label) in enumerate(zip(page.texts, self._labels)):
            node = page.nodes[index]
            yield Block(
                index=index,
                text=text,
                tag=page.tags[page.blockish[node]],
                path=_path(page, node),
                links=tuple(links.get(index, ())),
                visible=page.visible[index],
                label=label,
                probability=_probability(label, self._probabilities[index]),
                role=roles[index],
            )


def _probability(label: str, row: np.ndarray) -> float:
    body, title, related = (float(value) for value in row)
    return {"body": body, "title": title, "related": related}.get(label, 1 - max(body, related))


def _path(page: Page, node: int) -> str:
    """The elements from the root to one, the innermost LONGEST_PATH of them."""
    steps: list[str] = []
    while node >= 0 and len(steps) < LONGEST_PATH:
        steps.append(".".join([page.tags[node], *page.attrs[node][:LONGEST_STEP].split()]))
        node = page.parents[node]
    return "/".join(reversed(steps))
