"""Tell what the lines of an article's text are: paragraphs, headings, items of lists, rows of tables, quotes, code."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from stripper.letters import without_unseen
from stripper.types import HEADING_TAGS, Article, Block

_LISTS = ("ol", "ul", "menu", "dl")
_VERBATIM = ("listing", "plaintext", "pre", "xmp")
_KINDS = {"list": "item", "table": "row", "quote": "quote", "embed": "quote"}
#: A bold paragraph that sounds like a heading is one of this level.
_BOLD = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text; ``level`` of a heading, from 2 on, since the title is the one of the first;
    of an item the number of lists that it stands in, and whether the innermost is ``ordered``."""

    text: str
    kind: str = "paragraph"
    level: int = 0
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together: the lines of a paragraph, the items of a list, the rows of a table, the
    lines of code, the paragraphs of a quote, or a heading."""

    kind: str
    lines: list[Line]


def outline(article: Article) -> list[Part]:
    """The parts of an article's text, in their order."""
    parts: list[Part] = []
    for paragraph in _paragraphs(article):
        for kind, run in groupby(paragraph, key=lambda line: line.kind):
            lines = list(run)
            if kind == "heading":
                parts += [Part(kind, [line]) for line in lines]
            elif kind != "paragraph" and parts and parts[-1].kind == kind:
                parts[-1].lines.extend(lines)
            else:
                parts.append(Part(kind, lines))
    return parts


def items_of(lines: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """The items of a list, each with those of the lists within it."""
    top = min(line.level for line in lines)
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or lines[end].level == top:
            yield lines[start], lines[start + 1 : end]
            start = end


def _paragraphs(article: Article) -> Iterator[list[Line]]:
    """What a blank line parts, as lines."""
    known = deque(_lines_of_blocks(article))
    for paragraph in article.text.split("\n\n"):
        lines = []
        for text in filter(str.strip, paragraph.split("\n")):
            is_known = known and known[0].text == text
            lines.append(known.popleft() if is_known else Line(text))
        if lines:
            yield lines


def _lines_of_blocks(article: Article) -> Iterator[Line]:
    """The lines of the blocks that the text was made of."""
    for block in article.blocks:
        if block.label == "body":
            kind, level, ordered = _kind(block)
            for text in filter(str.strip, without_unseen(block.text).split("\n")):
                yield Line(text, kind, level, ordered)


def _kind(block: Block) -> tuple[str, int, bool]:
    """What a block is, with its level, and whether it is an item of an ordered list."""
    if block.tag in _VERBATIM:
        return "code", 0, False
    if block.tag in HEADING_TAGS:
        return "heading", max(int(block.tag[1]), 2), False
    if block.role == "heading" and block.tag:
        return "heading", _BOLD, False
    kind = "item" if block.tag == "li" else _KINDS.get(block.role, "paragraph")
    tags = [step.partition(".")[0] for step in block.path.split("/")]
    if kind == "row" and [tag for tag in tags if tag in ("caption", "tr")][-1:] == ["caption"]:
        return "paragraph", 0, False
    if kind != "item":
        return kind, 0, False
    lists = [tag for tag in tags if tag in _LISTS]
    return kind, len(lists), lists[-1:] == ["ol"]
