"""What several formats have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from stripper.article.outline import Line, Piece
from stripper.types import Article, Link, RelatedGroup

#: What is not in the production Char of XML 1.0.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SCHEME = re.compile(r"\s*([^/?#]*?)\s*:", re.DOTALL)
#: An article with the name of the input that it comes from.
Named = tuple[str, Article]


def cells_of(line: Line) -> list[list[Piece]]:
    """The cells of a row, in pieces."""
    cells: list[list[Piece]] = [[]]
    for text, link in line.pieces:
        first, *others = text.split("\t")
        cells[-1].append((first, link))
        cells += [[(other, link)] for other in others]
    return cells


def boxes(groups: Iterable[RelatedGroup]) -> Iterator[tuple[str | None, list[Link]]]:
    """The headings of related groups with their links; groups without a heading, one behind another, are one."""
    for heading, run in groupby(groups, key=lambda group: group.heading):
        if heading is None:
            yield None, [link for group in run for link in group.links]
        else:
            yield from ((heading, list(group.links)) for group in run)


def is_web(url: str | None) -> bool:
    """Whether a link may lead there: not where it would run a script, say."""
    if url is None:
        return False
    scheme = _SCHEME.match(url)
    return scheme is None or scheme[1].lower() in ("http", "https")


def clean(text: str) -> str:
    """A text without the characters that no XML may hold."""
    return _FORBIDDEN.sub("", text)
