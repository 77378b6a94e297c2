"""Cut a flattened page into blocks: the lines that somebody left of it, as a reader would part them.

A line is a block, with three exceptions:

- the lines of one hard-wrapped paragraph are one block;
- the pieces of one sentence are one block (flatteners that end a line at every
  element leave links and emphasis on lines of their own);
- cells that only tabs or wide spaces part are a block each.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, pairwise, starmap
from typing import NamedTuple

import numpy as np

from stripper import native
from stripper.errors import TooLargeError
from stripper.types import Limits, Page

#: Hard-wrapped lines have at most so many characters, and at least so many.
WIDEST, NARROWEST = 120, 40
#: Lines from this share of the width on are long.  For a width speaks each long line without room for the next word, and
#: against it so often each that had room, and each that is longer.
LONG, UNFULL, OVER = 0.85, 3, 2
#: And where at least this share of the lines after them begins without a capital: else they are headlines.
GOES_ON = 0.3
#: So many long lines show that a text is hard-wrapped.
LEAST_LINES = 5
#: How broad thin, broad and other letters are in print, beside their mean.
THIN, BROAD, USUAL = 0.58, 1.5, 1.12
#: A text is double-spaced where at most this share of its lines follows another without a blank line.
NEAR = 0.05
#: Hyphens part words at line ends where at least so many do, one in so many lines that go on, and where the text has
#: more of these words without the hyphen than with it.
LEAST_PARTED, ONE_IN = 3, 40
#: An ideograph needs so many columns behind a line: what may not begin or end one takes others along.
NEEDED = 7
#: Elements within sentences end lines where so many of them go on with the one before; one does in a short text.
BROKEN, SHORT = 2, 30
#: A text has at most so many lines, unless told otherwise.
MOST = Limits().blocks

#: So many spaces part cells.
WIDE = 3
BULLETS = "*•·‣▪▸●◦○◆■□►▶➤✓✔"
_ENDS = ".!?…。！？｡؟۔।॥။។།։：:;"
_CLOSING = "\"'”’»)]}›」』）"
_GOES_ON = ",;:.!?%)]}’”»、。，"
_IDEOGRAPH = "\u2e80-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003fffd"
_IDEOGRAPH_FIRST = re.compile(f"[{_IDEOGRAPH}]")
_IDEOGRAPHS = re.compile(f"[{_IDEOGRAPH}]{{2}}")
_THIN = re.compile(r"[ijltfrI .,:;'’!|()\[\]/]")
_BROAD = re.compile("[A-HJ-ZÀ-ÖØ-ÞΑ-ΩА-Яmwжмфшщыю—@%&]")
_ADDRESS = re.compile(r"[A-Za-z]+://\S+")
_HYPHENS = "-\u2010"
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_WIDE_CHARACTER = re.compile(f"[{_IDEOGRAPH}\u1100-\u115f\ua000-\ua4cf\uac00-\ud7a3]")


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
    lines = list(starmap(_Line, native.cut_lines(text, BULLETS, WIDE, most + 1)))
    if len(lines) > most:
        raise TooLargeError.passing("blocks", f"more than {most:,} lines")
    blocks = _joined(_closed_up(lines))
    return page_of(
        ["".join(pieces) for _, pieces in blocks],
        ["li" if first.item else "" for first, _ in blocks],
        [first.follows for first, _ in blocks],
    )


def page_of(texts: list[str], tags: list[str], breaks: list[bool]) -> Page:
    """A page of blocks of these texts, over one element for all, which has no tag, and one for each other tag."""
    elements = list(dict.fromkeys(("", "li", *tags)))
    others = len(elements) - 1
    return Page(
        texts=texts,
        nodes=list(map(elements.index, tags)),
        visible=[True] * len(texts),
        breaks=breaks,
        strong=[0.0] * len(texts),
        parents=[-1] + [0] * others,
        tags=elements,
        attrs=[""] * len(elements),
        depths=[0] + [1] * others,
        blockish=list(range(len(elements))),
    )


def _closed_up(lines: list[_Line]) -> list[_Line]:
    """The lines as if none were blank, where blank lines part those of hard-wrapped paragraphs."""
    if sum(line.follows for line in lines) > NEAR * len(lines):
        return lines
    closed = [line._replace(follows=True) for line in lines]
    return closed if _wrapping(closed).width else lines


class _Wrapping(NamedTuple):
    """The width at which lines are hard-wrapped, 0 where they are not, and how well it tells where they end; the size of
    each line, and how much more room each's first word would have needed at the end of the one before."""

    width: int
    score: float
    sizes: list[int]
    rooms: list[int]

    def parts(self, place: int) -> bool:
        """Whether the line before the one at ``place`` had no room for its first word."""
        size = self.sizes[place - 1]
        return size <= self.width < size + self.rooms[place]


def _wrapping(lines: list[_Line]) -> _Wrapping:
    """How lines are wrapped: by characters between words, by columns, of which ideographs take two, behind any of them,
    or, as on paper, by how broad letters are."""
    sizes = [len(line.text) for line in lines]
    rooms = [
        2 if _IDEOGRAPH_FIRST.match(line.text) else 1 + len(line.text.partition(" ")[0]) for line in lines
    ]
    wide = [0 if line.text.isascii() else len(_WIDE_CHARACTER.findall(line.text)) for line in lines]
    found = _wrapped(lines, sizes, rooms)
    if not any(wide):
        breadths = [_breadth(line.text) for line in lines]
        needed = [1 + _breadth(line.text.partition(" ")[0]) for line in lines]
        found = max(found, _wrapped(lines, breadths, needed), key=lambda one: one.score)
    else:
        rooms = [NEEDED if _WIDE_CHARACTER.match(line.text) else room for line, room in zip(lines, rooms)]
        found = max(
            found, _wrapped(lines, [a + b for a, b in zip(sizes, wide)], rooms), key=lambda one: one.score
        )
    return found


def _breadth(text: str) -> int:
    """About how many letters of mean breadth take the room of a text in print."""
    thin, broad = len(_THIN.findall(text)), len(_BROAD.findall(text))
    return round(USUAL * (len(text) - thin - broad) + THIN * thin + BROAD * broad)


def _wrapped(lines: list[_Line], sizes: list[int], rooms: list[int]) -> _Wrapping:
    """The width that tells best where lines of these sizes end."""
    after = [place for place, line in enumerate(lines) if place and line.follows and not line.item]
    size = np.array([sizes[place - 1] for place in after], np.int64)
    room = size + np.array([rooms[place] for place in after], np.int64)
    known = np.zeros(
        (WIDEST + 2, WIDEST + 2)
    )  # how many lines have a size, and need so much room with the next word
    np.add.at(known, (np.minimum(size, WIDEST + 1), np.minimum(room, WIDEST + 1)), 1)
    known = known.cumsum(axis=0).cumsum(axis=1)
    several = [s for s, line in zip(sizes, lines) if " " in line.text or _WIDE_CHARACTER.search(line.text)]
    upto = np.bincount(np.minimum(np.array(several, np.int64), WIDEST + 1), minlength=WIDEST + 2).cumsum()
    widths = np.arange(NARROWEST, WIDEST + 1)
    short = (LONG * widths).astype(np.int64)
    fitting = known[widths, widths] - known[short, widths]
    full = known[widths, -1] - known[short, -1] - fitting
    scores = full - UNFULL * fitting - OVER * (len(several) - upto[widths])
    best = int(np.argmax(scores))
    width, score = int(widths[best]), float(scores[best])
    ends = np.flatnonzero((size > LONG * width) & (size <= width) & (room > width))
    going_on = sum(not lines[after[place]].text[0].isupper() for place in ends.tolist())
    is_wrapped = score > 0 and len(ends) >= LEAST_LINES and going_on >= GOES_ON * len(ends)
    return _Wrapping(width, score, sizes, rooms) if is_wrapped else _Wrapping(0, 0.0, sizes, rooms)


def _is_broken(lines: list[_Line]) -> bool:
    """Whether elements within a sentence end lines: some begin with what ends a sentence or goes on with it, or
    without a capital, behind a space."""
    count = 0
    for one, other in pairwise(lines):
        if other.follows and not other.item:
            spaced, first = one.after or other.before, other.text[0]
            count += first.islower() if spaced else first in _GOES_ON
    return count >= (BROKEN if len(lines) > SHORT else 1)


def _joined(lines: list[_Line]) -> list[tuple[_Line, list[str]]]:
    """The first line of each paragraph, and the pieces of its text."""
    wrapping, broken = _wrapping(lines), _is_broken(lines)
    glues = [_glue_at(lines, place, wrapping, broken) for place in range(len(lines))]
    words = _parted_words(lines, glues)
    paragraphs: list[tuple[_Line, list[str]]] = []
    for place, (line, glue) in enumerate(zip(lines, glues)):
        if glue is None:
            paragraphs.append((line, [line.text]))
            continue
        pieces = paragraphs[-1][1]
        if place in words:
            pieces[-1] = pieces[-1][: len(pieces[-1]) - words[place]]
            glue = ""
        pieces += glue, line.text
    return paragraphs


def _glue_at(lines: list[_Line], place: int, wrapping: _Wrapping, broken: bool) -> str | None:
    """What joins the line at a place to the one before; None where a new paragraph begins."""
    one, other = lines[place - 1], lines[place]
    if not place or not other.follows or other.item or are_addresses(one.text, other.text):
        return None
    if wrapping.parts(place):
        return "" if _IDEOGRAPHS.match(one.text[-1] + other.text[0]) else " "
    return _glue(one, other, broken)


def _parted_words(lines: list[_Line], glues: list[str | None]) -> dict[int, int]:
    """Where a line goes on with a word or a compound that the one before begins, and how many characters at the end
    of that are no part of it: the hyphen that parts a word, but none of a compound."""
    joins = [place for place, glue in enumerate(glues) if glue == " "]
    halves = {place: pair for place in joins if (pair := _halves(lines[place - 1].text, lines[place].text))}
    if not halves:
        return {}
    counts = Counter(chain.from_iterable(_WORD.findall(line.text.lower()) for line in lines))
    scores = {place: counts[one + other] - counts[f"{one}-{other}"] for place, (one, other) in halves.items()}
    signs = Counter(map(np.sign, scores.values()))
    parts = len(halves) >= max(LEAST_PARTED, len(joins) / ONE_IN) and signs[1] > signs[-1]
    return {
        place: int(score > 0 or (score == 0 and not lines[place].text[0].isupper()))
        for place, score in scores.items()
        if score or parts
    }


def _halves(one: str, other: str) -> tuple[str, str] | None:
    """The last word of a line that ends with a hyphen, and the first of the next."""
    if one[-1] not in _HYPHENS or not one[-2:-1].isalpha() or not other[0].isalpha():
        return None
    return _WORD.findall(one.rpartition(" ")[2].lower())[-1], _WORD.findall(other.partition(" ")[0].lower())[
        0
    ]


def _glue(one: _Line, other: _Line, broken: bool) -> str | None:
    """What joins a line to the one before; None where a new paragraph begins."""
    if ends_sentence(one.text):
        return None
    first = other.text[0]
    if first in _GOES_ON and not other.before:
        return ""
    if not broken:
        # A line of a list may begin without a capital; one that goes on with a long one hardly does otherwise.
        return " " if first.islower() and len(one.text) >= NARROWEST else None
    # An element ended in the midst of a sentence leaves the space beside it.
    spaced = one.after or other.before
    return " " if first.islower() or first in _GOES_ON or spaced else None


def are_addresses(one: str, other: str) -> bool:
    """Whether both texts are URLs alone, as in a list of them."""
    return all(map(_ADDRESS.fullmatch, (one, other)))


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do, in quotation marks or not."""
    return text.rstrip(_CLOSING)[-1:] in _ENDS
