"""Cut Markdown, as html2text, markdownify or pandoc make it of a page, into blocks with their links and headings.

Its marks are read, and are no part of the text: those of headings, lists, quotes, links, images, emphasis, code,
rules and tables.  A link may go over several blocks, as a card's does.  A dash or a number stays before a line unless
a link follows, since in articles such lines are speech more often than items.

Source: CommonMark 0.31.2, https://spec.commonmark.org/0.31.2/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from stripper.letters import is_small
from stripper.text.segment import (
    LEAST_LINES,
    MOST,
    WIDEST,
    are_addresses,
    check_lines,
    ends_sentence,
    page_of,
)
from stripper.types import Page

#: So many headings between blank lines show that a text without links is Markdown.
LEAST_HEADINGS = 2
#: The width of wrapped lines is that of this share of them; the rest may hold what cannot be broken.
WIDTH_OF = 0.8
#: Lines are wrapped where at least this share of them would not hold the next word.
WRAPPED = 0.8

#: A row of more characters lays out a page, if it has so many bars.
LONGEST_ROW, LEAST_BARS = 300, 3

# No pattern goes back over more than it read since the last bracket, asterisk or quotation mark.
_URL = r"<[^<>\n]*>|(?:data|javascript):[^\"()]{0,500}?(?=\)| \")|(?:[^()\s<>]|(?<=-)\n|\([^()\s]*\))*"
_TARGET = rf"\(\s?({_URL})(?:\s(?:\"[^\"]*\"|'[^']*'))?\s?\)"
_FENCE = r"^[ \t]*(?:```|~~~)"
_BRACKET = re.compile(
    rf"{_FENCE}[\s\S]*?(?:{_FENCE}|\Z)|\\([!-/:-@\[-`{{-~])|!?\[|\](?:{_TARGET}|\[([^\[\]]*)\])?",
    re.MULTILINE,
)
_INLINE = re.compile(rf"\]{_TARGET}")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_DEFINITION = re.compile(r"\[([^\[\]]+)\]: ?<?([^\s<>]+)>?(?: [\"'(].*)?")
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*]+)(?<=\S)\1|(?<![\w_])_(?=\S)([^_]+)(?<=\S)_(?![\w_])|`([^`]+)`")

# Noncharacters stand where links begin and end, and for images; escaped punctuation is kept from what is read
# of marks in the last plane, which no text uses.
_BEGIN, _END, _IMAGE = "\ufdd0", "\ufdd1", "\ufdd2"
_UNMARKED = {0xFDD0: None, 0xFDD1: None, 0xFDD2: None}
_PLANE = 0x10FF00
_UNESCAPED = {_PLANE + code: chr(code) for code in range(0x21, 0x7F)}

_EDGES = _BEGIN + _END + " "
_HEADING = re.compile(r"(#{1,6})(?: (.*?))??(?: #+)?")
_UNDERLINE = re.compile(r"=+|-+")
_RULE = re.compile(r"([-*_])(?: ?\1){2,}")
_COLUMNS = re.compile(r"\|? ?:?-+:? ?(?:\| ?:?-+:? ?)+\|?")
_CELLS = re.compile(r"\||[ \t]{2,}")
_ITEM = re.compile(r"(?:([*+-])|\d{1,3}[.)]) (?=\S)")
_QUOTE = re.compile(r"(?:> ?)+")
_WORD = re.compile(r"[^ -]*[ -]?")
_FENCES = ("```", "~~~")
# What a page says about itself, as YAML before the text.
_FRONT = re.compile(r"\s*---[ \t]*\r?\n(?:[\w-]+:[^\n]*\n|[ \t-][^\n]*\n|\r?\n){1,60}?---[ \t]*(?:\r?\n|\Z)")
_BREAK = ("  ", "\\")
_OPENING = "*_`" + _EDGES


class _Line(NamedTuple):
    """A line without the marks before it; its tag; the size it had; whether it follows the one before
    without a blank line; whether it may go on with that, and the next with it; whether it is code; and whether
    nothing but an image stands right above it."""

    text: str
    tag: str
    size: int
    follows: bool
    goes_on: bool = False
    open: bool = False
    code: bool = False
    pictured: bool = False


def is_markdown(text: str) -> bool:
    """Whether a text has a link as Markdown writes them, several headings that stand alone, or YAML before it."""
    if _FRONT.match(text) or ("](" in text and _INLINE.search(text)):
        return True
    if "][" not in text and "# " not in text:
        return False
    lines = ["", *map(str.strip, text.splitlines()), ""]
    if "][" in text and any(map(_DEFINITION.fullmatch, lines)):
        return True
    alone = (line for above, line, below in zip(lines, lines[1:], lines[2:]) if not above and not below)
    return sum(line[0:1] == "#" and _HEADING.fullmatch(line) is not None for line in alone) >= LEAST_HEADINGS


def cut_markdown(text: str, most: int = MOST) -> Page:
    """Cut Markdown into a :class:`~stripper.types.Page` of blocks with links; headings have the tags of HTML's.

    Raises:
        TooLargeError: it has more than ``most`` lines.
    """
    lines = _FRONT.sub("", text.translate(_UNMARKED), count=1).splitlines()
    wrapped = _are_wrapped(list(_lines(lines)))
    marked, urls = _with_links(lines)
    told = list(islice(_lines(list(_with_cells(marked))), most + 1))
    check_lines(len(told), most)
    return _page(_joined(told, wrapped), urls)


def _page(paragraphs: Iterable[tuple[_Line, str]], urls: Sequence[str]) -> Page:
    """A page of the paragraphs that show something, with the pieces of their links."""
    firsts: list[_Line] = []
    texts: list[str] = []
    pieces: list[tuple[int, str, int]] = []
    number, inside = 0, False
    for first, marked in paragraphs:
        shown = marked if first.code else _plain(marked)
        found = []
        for place, part in enumerate(re.split(f"([{_BEGIN}{_END}])", shown)):
            if place % 2:
                inside, number = part == _BEGIN, number + (part == _END)
            elif inside and part.strip():
                found.append((len(texts), part.strip(), number))
        text = " ".join(shown.translate(_UNMARKED).split())
        if text:
            firsts.append(first)
            texts.append(text)
            pieces += found
    page = page_of(texts, [first.tag for first in firsts], [first.follows for first in firsts])
    page.pictured = [first.pictured for first in firsts]
    page.link_blocks = [block for block, _, _ in pieces]
    page.link_texts = [text for _, text, _ in pieces]
    page.link_urls = [urls[number] for _, _, number in pieces]
    page.link_numbers = [number for _, _, number in pieces]
    return page


def _with_links(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines with a mark for each image and two for each link, and where the links lead, in order."""
    found = (_DEFINITION.fullmatch(line.strip()) for line in lines)
    targets = {told[1].casefold(): told[2] for told in found if told}
    text, end = "\n".join(lines), 0
    parts: list[str] = []
    urls: list[str] = []
    opened: list[int] = []  # where in the parts the brackets stand that are not closed yet
    for bracket in _BRACKET.finditer(text):
        parts.append(text[end : bracket.start()])
        end = bracket.end()
        if bracket[1]:
            parts.append(chr(_PLANE + ord(bracket[1])))
        elif bracket[0] in ("[", "!["):
            opened.append(len(parts))
            parts.append(bracket[0])
        elif bracket[0][0] != "]":  # code
            parts.append(bracket[0])
        else:
            _close(parts, opened, urls, bracket, targets)
    return "".join((*parts, text[end:])).splitlines(), urls


def _close(
    parts: list[str], opened: list[int], urls: list[str], bracket: re.Match[str], targets: Mapping[str, str]
) -> None:
    """Make a link, or an image, of what the bracket closes, if it tells where one leads."""
    if not opened:
        parts.append(bracket[0])
        return
    place = opened.pop()
    url = bracket[2]
    if url is None and bracket[3] is not None:
        name = bracket[3] or "".join(parts[place + 1 : place + 2])
        url = targets.get(name.casefold())
    if url is None:
        parts.append(bracket[0])
    elif parts[place] == "![":
        parts[place:] = [_IMAGE]
    else:
        parts[place] = _BEGIN
        parts.append(_END)
        urls.append(url.strip("<>").replace("\n", "").translate(_UNESCAPED))
        opened.clear()  # no link holds another


def _with_cells(lines: Iterable[str]) -> Iterator[str]:
    """The lines, and of rows that lay out a page the cells, in which wide spaces part what stood below each other."""
    for line in lines:
        if len(line) > LONGEST_ROW and line.count("|") >= LEAST_BARS:
            yield from chain.from_iterable((cell, "") for cell in _CELLS.split(line))
        else:
            yield line


def _lines(lines: Sequence[str]) -> Iterator[_Line]:
    """What the lines hold beside marks; definitions of links, rules and the like are left out."""
    raws = [line.replace(_IMAGE, "") for line in lines]
    bare = [" ".join(raw.split()) for raw in raws]
    follows, fence, pictured = False, "", False
    for marked, raw, line, below in zip(lines, raws, bare, [*bare[1:], ""]):
        if fence or line.startswith(_FENCES):
            is_code = bool(fence) and not line.startswith(fence)
            fence = fence if is_code else "" if fence else line[:3]
            found = _Line(line, "", 0, follows, code=True) if is_code and line else None
        else:
            found = _read(line, below.strip(_EDGES), len(raw), follows, not raw.endswith(_BREAK))
        shows = found is not None and bool(found.text.strip(_EDGES))
        if found is not None:
            yield found._replace(pictured=pictured and shows)
        pictured = not shows and (pictured or _IMAGE in marked)
        follows = shows


def _read(line: str, below: str, size: int, follows: bool, open_: bool) -> _Line | None:
    """What a line holds; ``below``: the next one."""
    line = _QUOTE.sub("", line, count=1) if line.startswith(">") else line
    bare = line.strip(_EDGES)
    if not bare or any(of.fullmatch(bare) for of in (_RULE, _UNDERLINE, _COLUMNS, _DEFINITION)):
        links = "".join(mark for mark in line if mark in (_BEGIN, _END))
        return _Line(links, "", size, follows) if links else None
    rest = _without_bullet(line)
    bare = rest.lstrip(_EDGES)
    heading = _HEADING.fullmatch(bare.rstrip())
    if heading:
        return _Line(rest.removesuffix(bare) + (heading[2] or ""), f"h{len(heading[1])}", size, follows)
    if not follows and len(below) > 2 and _UNDERLINE.fullmatch(below):
        return _Line(line, "h1" if below[0] == "=" else "h2", size, follows)
    if rest != line:
        return _Line(rest, "li", size, follows, open=open_)
    if bare[0] == bare[-1] == "|":
        cells = (cell.strip() for cell in line.split("|"))
        return _Line(" | ".join(filter(None, cells)), "", size, follows)
    return _Line(line, "", size, follows, goes_on=not _ITEM.match(bare), open=open_)


def _without_bullet(line: str) -> str:
    """An item without what stands before it: an asterisk, or, before a link or a heading, a dash or a number."""
    start = len(line) - len(line.lstrip(_EDGES))
    bullet = _ITEM.match(line, start)
    if bullet and (bullet[1] == "*" or line.startswith((_BEGIN, "#"), bullet.end())):
        return line[:start] + line[bullet.end() :]
    return line


def _are_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether the lines of paragraphs are hard-wrapped: few of them had room for the next one's first word, or
    for the first part of one with hyphens."""
    pairs = [(one, other) for one, other in pairwise(lines) if _may_go_on(one, other)]
    if len(pairs) < LEAST_LINES:
        return False
    width = sorted(one.size for one, _ in pairs)[int(WIDTH_OF * len(pairs))]
    sizes = (one.size + 1 + len(_WORD.match(other.text)[0]) for one, other in pairs)  # type: ignore[index]
    return width <= WIDEST and sum(size > width for size in sizes) >= WRAPPED * len(pairs)


def _may_go_on(one: _Line, other: _Line) -> bool:
    return one.open and other.follows and other.goes_on and not are_addresses(one.text, other.text)


def _joined(lines: Sequence[_Line], wrapped: bool) -> Iterator[tuple[_Line, str]]:
    """The first line of each paragraph, and the text of all of its lines."""
    first, texts = None, [""]
    for one, other in pairwise((None, *lines)):
        assert other is not None
        if one is not None and _may_go_on(one, other) and (wrapped or _goes_on(one, other)):
            texts += _glue(one), other.text
            continue
        if first is not None:
            yield first, "".join(texts)
        first, texts = other, [other.text]
    if first is not None:
        yield first, "".join(texts)


def _goes_on(one: _Line, other: _Line) -> bool:
    """Whether a line ends no sentence, and the next begins none."""
    return is_small(other.text.lstrip(_OPENING)[:1]) and not ends_sentence(one.text.strip(_EDGES))


def _glue(one: _Line) -> str:
    """What stands for the end of a line that goes on: nothing behind a hyphen, where wrapping parts words."""
    return "" if one.text[-1:] == "-" and one.text[-2:-1].isalnum() else " "


def _plain(text: str) -> str:
    """A text without the marks of emphasis and code, one within another."""
    text = _ADDRESS.sub(r"\1", text)
    for _ in range(2):
        text = _EMPHASIS.sub(lambda found: found[2] or found[3] or found[4], text)
    return text.replace("**", "").translate(_UNESCAPED)
