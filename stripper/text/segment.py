"""Cut a flattened page into blocks: the lines that somebody left of it, as a reader would part them.

A line is a block, with three exceptions:

- the lines of one hard-wrapped paragraph are one block;
- the pieces of one sentence are one block (flatteners that end a line at every
  element leave links and emphasis on lines of their own);
- cells that only tabs or wide spaces part are a block each.
"""

from __future__ import annotations

from itertools import pairwise, starmap
from typing import NamedTuple

from stripper import native
from stripper.errors import TooLargeError
from stripper.types import Limits, Page

#: Hard-wrapped lines have at most so many characters, and at least so many.
WIDEST, NARROWEST = 120, 40
#: Text is hard-wrapped where at least this share of its long lines would not hold the next word.
WRAPPED = 0.8
#: Lines from this share of the width on are long.
LONG = 0.85
#: And where at least this share of the lines after them begins without a capital: else they are headlines.
GOES_ON = 0.3
#: So many long lines show that a text is hard-wrapped.
LEAST_LINES = 5
#: A text has at most so many lines, unless told otherwise.
MOST = Limits().blocks

#: So many spaces part cells.
WIDE = 3
_BULLETS = "*•·‣▪▸●◦○◆■□►▶➤✓✔"
_ENDS = ".!?…。！？｡؟۔।॥։:：;"
_CLOSING = "\"'”’»)]}›」』）"
_GOES_ON = ",;:.!?%)]}’”»、。，"


class _Line(NamedTuple):
    """A line's text; whether it is an item of a list; whether a single space stood before and
    after it; and whether it follows the line before without a blank line."""

    text: str
    item: bool
    before: bool
    after: bool
    follows: bool


def segment_text(text: str, most: int = MOST) -> Page:
    """Cut ``text`` into a :class:`Page` of blocks without links; ``breaks`` is True where no
    blank line stands before a block.

    Raises:
        TooLargeError: it has more than ``most`` lines.
    """
    lines = list(starmap(_Line, native.cut_lines(text, _BULLETS, WIDE, most + 1)))
    if len(lines) > most:
        raise TooLargeError.passing("blocks", f"more than {most:,} lines")
    blocks = _joined(lines, _width(lines))
    # One element for all, and one for the items of lists.
    return Page(
        texts=["".join(pieces) for _, pieces in blocks],
        nodes=[int(first.item) for first, _ in blocks],
        visible=[True] * len(blocks),
        breaks=[first.follows for first, _ in blocks],
        strong=[0.0] * len(blocks),
        parents=[-1, 0],
        tags=["", "li"],
        attrs=["", ""],
        depths=[0, 1],
        blockish=[0, 1],
    )


def _width(lines: list[_Line]) -> int:
    """The width at which the text is hard-wrapped; 0 where it is not."""
    sizes = sorted(len(line.text) for line in lines)
    width = sizes[-1 - len(sizes) // 50] if sizes else 0
    if not NARROWEST <= width <= WIDEST:
        return 0
    pairs = [pair for pair in pairwise(lines) if pair[1].follows and len(pair[0].text) > LONG * width]
    full = sum(_is_full(one, other, width) for one, other in pairs)
    goes_on = sum(not other.text[0].isupper() for _, other in pairs)
    if len(pairs) < LEAST_LINES or full < WRAPPED * len(pairs) or goes_on < GOES_ON * len(pairs):
        return 0
    return width


def _is_full(one: _Line, other: _Line, width: int) -> bool:
    """Whether the next line's first word would not have fitted into a line."""
    return len(one.text) + 1 + len(other.text.partition(" ")[0]) > width and not other.item


def _joined(lines: list[_Line], width: int) -> list[tuple[_Line, list[str]]]:
    """The first line of each paragraph, and the pieces of its text."""
    paragraphs: list[tuple[_Line, list[str]]] = []
    last = None
    for line in lines:
        glue = None if last is None else _glue(last, line, width)
        if glue is None:
            paragraphs.append((line, [line.text]))
        else:
            paragraphs[-1][1].extend((glue, line.text))
        last = line
    return paragraphs


def _glue(one: _Line, other: _Line, width: int) -> str | None:
    """What joins a line to the one before; None where a new paragraph begins."""
    if not other.follows or other.item:
        return None
    if width and _is_full(one, other, width) and len(one.text) <= width:
        return " "
    if one.text.rstrip(_CLOSING)[-1:] in _ENDS:
        return None
    first = other.text[0]
    if first in _GOES_ON and not other.before:
        return ""
    # An element ended in the midst of a sentence leaves the space beside it.
    spaced = one.after or other.before
    return " " if first.islower() or first in _GOES_ON or spaced else None
