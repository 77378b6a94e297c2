"""Tell what the lines of an article's text are: paragraphs, headings, items of lists, rows of tables, quotes, code."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice

from stripper.letters import without_unseen
from stripper.types import HEADING_TAGS, Article, Block, Link

_LISTS = ("ol", "ul", "menu", "dl")
_VERBATIM = ("listing", "plaintext", "pre", "xmp")
_KINDS = {"list": "item", "table": "row", "quote": "quote", "embed": "quote"}
_MARK = re.compile(r"(?:-|(\d{1,3})[.)]) (?=\S)")
#: A bold paragraph that sounds like a heading is one of this level.
_BOLD = 3
#: So many links of a block are looked for in a line; the title of one, where it is part of a word, also so many
#: characters further on.
AHEAD, NEAR = 3, 300

#: A piece of a line, and the link that it is.
Piece = tuple[str, Link | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, in pieces; ``level`` of a heading, from 2 on, since the title is the one of the first;
    of an item the number of lists that it stands in, whether the innermost is ``ordered``, and its ``number``
    there; ``within``, the path to the innermost list, and ``tag`` are those of its block.  A row of a table
    may be its ``header``."""

    pieces: tuple[Piece, ...] = ()
    kind: str = "paragraph"
    level: int = 0
    ordered: bool = False
    number: int = 0
    within: str = ""
    tag: str = ""
    header: bool = False

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs together: the lines of a paragraph, the items of a list, the rows of a table, the
    lines of code, the paragraphs of a quote, or a heading."""

    kind: str
    lines: list[Line]


def outline(article: Article) -> list[Part]:
    """The parts of an article's text, in their order."""
    parts: list[Part] = []
    paragraphs = _numbered(_paragraphs(article))
    for paragraph in _with_items(list(paragraphs)) if article.source == "text" else paragraphs:
        for kind, run in groupby(paragraph, key=lambda line: line.kind):
            lines = list(run)
            if kind == "heading":
                parts += [Part(kind, [line]) for line in lines]
            elif kind != "paragraph" and parts and parts[-1].kind == kind:
                parts[-1].lines.extend(lines)
            else:
                parts.append(Part(kind, lines))
    return parts


def lists_of(lines: list[Line]) -> Iterator[list[tuple[Line, list[Line]]]]:
    """The lists that items make one behind another: their items, each with those of the lists within it."""
    top = min(line.level for line in lines)
    found: list[tuple[Line, list[Line]]] = []
    for line in lines:
        if found and line.level > top:
            found[-1][1].append(line)
            continue
        before = found[-1][0] if found else line
        if found and (line.ordered, line.number) != (before.ordered, before.number + 1):
            yield found
            found = []
        found.append((line, []))
    yield found


def _paragraphs(article: Article) -> Iterator[list[Line]]:
    """What a blank line parts, as lines."""
    known = deque(_lines_of_blocks(article))
    for paragraph in article.text.split("\n\n"):
        lines = []
        for text in filter(str.strip, paragraph.split("\n")):
            is_known = known and known[0].text == text
            lines.append(known.popleft() if is_known else Line(((text, None),)))
        if lines:
            yield lines


def _numbered(paragraphs: Iterable[list[Line]]) -> Iterator[list[Line]]:
    """The paragraphs with the numbers of their items.  What stands within an item, such as code, ends no list."""
    lists: dict[int, Line] = {}  # the last items of the lists that go on, by their levels
    latest = Line()
    for paragraph in paragraphs:
        numbered = []
        for place, line in enumerate(paragraph):
            if line.kind == "item":
                before = lists.get(line.level)
                is_parted = place == 0 and before is latest
                goes_on = before is not None and _goes_on(before, line, is_parted)
                line = replace(line, number=before.number + 1 if before and goes_on else 1)
                lists = {level: item for level, item in lists.items() if level < line.level}
                lists[line.level] = line
            else:
                lists = {level: item for level, item in lists.items() if _is_within(line, item)}
            latest = line
            numbered.append(line)
        yield numbered


def _goes_on(before: Line, line: Line, is_parted: bool) -> bool:
    """Whether an item is of the same list as the one before: a blank line parts ``<li>`` of two lists only."""
    return before.within == line.within and not (is_parted and before.tag == line.tag == "li")


def _is_within(line: Line, item: Line) -> bool:
    return f"{line.within}/".startswith(f"{item.within}/")


def _with_items(paragraphs: list[list[Line]]) -> Iterator[list[Line]]:
    """The paragraphs of flattened text, where those with dashes, or numbers one after another, are items of a list."""
    marks = [_MARK.match(lines[0].text) if lines[0].kind == "paragraph" else None for lines in paragraphs]
    number = 0
    for lines, before, mark, after in zip(paragraphs, [None, *marks], marks, [*marks[1:], None]):
        goes_on = _are_next(before, mark)
        if mark and (goes_on or _are_next(mark, after)):
            number = int(mark[1] or (number + 1 if goes_on else 1))
            pieces = tuple(_without_start(lines[0].pieces, mark.end()))
            yield [Line(pieces, "item", 1, ordered=bool(mark[1]), number=number), *lines[1:]]
        else:
            yield lines


def _are_next(one: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    """Whether the marks of two items, dashes or numbers, stand one after the other in a list."""
    if not one or not other:
        return False
    numbers = one[1], other[1]
    return int(other[1]) == int(one[1]) + 1 if all(numbers) else not any(numbers)


def _without_start(pieces: Iterable[Piece], count: int) -> Iterator[Piece]:
    """Pieces without so many characters before."""
    for text, link in pieces:
        if len(text) > count:
            yield text[count:], link
        count = max(0, count - len(text))


def _lines_of_blocks(article: Article) -> Iterator[Line]:
    """The lines of the blocks that the text was made of."""
    for block in article.blocks:
        if block.label == "body":
            line = _line(block)
            texts = filter(str.strip, without_unseen(block.text).split("\n"))
            for pieces in _linked(texts, block.links):
                yield replace(line, pieces=pieces)


def _linked(texts: Iterable[str], links: tuple[Link, ...]) -> Iterator[tuple[Piece, ...]]:
    """The lines of a block, each cut where the links stand whose titles it holds, in their order."""
    titled = (Link(without_unseen(link.title).strip(), link.url) for link in links)
    rest = deque(link for link in titled if link.title)
    for text in texts:
        pieces: list[Piece] = []
        place = 0
        while (found := _next_in(text, place, rest)) is not None:
            number, start = found
            for _ in range(number):
                rest.popleft()
            link = rest.popleft()
            pieces += (text[place:start], None), (link.title, link)
            place = start + len(link.title)
        yield *pieces, (text[place:], None)


def _next_in(text: str, place: int, links: Iterable[Link]) -> tuple[int, int] | None:
    """Which of the next links stands in a text behind a place, and where; one whose title goes over two lines
    stands in none."""
    for number, link in enumerate(islice(links, AHEAD)):
        start = _find(text, link.title, place)
        if start >= 0:
            return number, start
    return None


def _find(text: str, title: str, place: int) -> int:
    """Where a title next stands in a text: soon behind that as words of their own, if in the midst of a word."""
    first = start = text.find(title, place)
    while start >= 0 and not _is_parted(text, start, start + len(title)):
        start = text.find(title, start + 1, first + len(title) + NEAR)
    return first if start < 0 else start


def _is_parted(text: str, start: int, end: int) -> bool:
    """Whether no word goes over either end of a span."""
    beside = text[max(start - 1, 0) : start] + text[end : end + 1]
    return not any(character.isalnum() or character == "_" for character in beside)


def _line(block: Block) -> Line:
    """What a block's lines are."""
    steps = block.path.split("/")
    tags = [step.partition(".")[0] for step in steps]
    kind, level = _kind(block, tags)
    lists = [place for place, tag in enumerate(tags) if tag in _LISTS]
    within = "/".join(steps[: lists[-1] + 1]) if lists else ""
    if kind != "item":
        header = kind == "row" and (block.tag == "th" or "thead" in tags)
        return Line((), kind, level, within=within, tag=block.tag, header=header)
    ordered = bool(lists) and tags[lists[-1]] == "ol"
    return Line((), kind, len(lists), ordered, within=within, tag=block.tag)


def _kind(block: Block, tags: list[str]) -> tuple[str, int]:
    """What a block is within elements of these tags, and the level of a heading."""
    if block.tag in _VERBATIM:
        return "code", 0
    if block.tag in HEADING_TAGS:
        return "heading", max(int(block.tag[1]), 2)
    if block.role == "heading" and block.tag:
        return "heading", _BOLD
    kind = "item" if block.tag == "li" else _KINDS.get(block.role, "paragraph")
    if kind == "row" and [tag for tag in tags if tag in ("caption", "tr")][-1:] == ["caption"]:
        return "paragraph", 0
    return kind, 0
