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
from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from stripper import native
from stripper.errors import TooLargeError
from stripper.letters import COLONS, STOPS, is_small, last_sign
from stripper.types import Limits, Page

#: Hard-wrapped lines have at most so many characters, and at least so many.
WIDEST, NARROWEST = 120, 40
#: Lines from this share of the width on are long.  For a width speaks each long line without room for the next word, and
#: against it so often each that had room, and each that is longer.
LONG, UNFULL, OVER = 0.85, 3, 2
#: And where at least this share of the lines after them begins with a letter, but no capital: else they are headlines.
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
_ENDS = f"{STOPS}{COLONS};"
_GOES_ON = ",;:.!?%)]}’”»、。，"
_IDEOGRAPH = (
    (0x2E80, 0x312F), (0x31A0, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFF60), (0x20000, 0x3FFFD),
)  # fmt: skip
_WIDE = (*_IDEOGRAPH, (0x1100, 0x115F), (0xA000, 0xA4CF), (0xAC00, 0xD7A3))
#: No character below is wide.
_FIRST_WIDE = 0x1100
_IDEOGRAPHS = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _IDEOGRAPH)}]{{2}}")
_THIN = "ijltfrI .,:;'’!|()[]/"
_BROAD = "".join(re.findall("[A-HJ-ZÀ-ÖØ-ÞΑ-ΩА-Я]", "".join(map(chr, range(0x430))))) + "mwжмфшщыю—@%&"
#: By code point, up to the last one of either: whether a letter is thin, or broad.
_PRINT = np.zeros((2, max(map(ord, _THIN + _BROAD)) + 2), bool)
_PRINT[0, list(map(ord, _THIN))] = _PRINT[1, list(map(ord, _BROAD))] = True
_ADDRESS = re.compile(r"[A-Za-z]+://\S+")
_HYPHENS = "-\u2010"
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")


class _Lines(NamedTuple):
    """Lines as columns: their texts; whether they are items of a list; whether a single space stood before and after
    them; and whether they follow the line before without a blank line."""

    texts: Sequence[str]
    items: Sequence[bool]
    before: Sequence[bool]
    after: Sequence[bool]
    follows: Sequence[bool]


def segment_text(text: str, most: int = MOST) -> Page:
    """Cut ``text`` into a :class:`Page` of blocks without links; ``breaks`` is True where no
    blank line stands before a block.

    Raises:
        TooLargeError: it has more than ``most`` lines.
    """
    cut = native.cut_lines(text, BULLETS, WIDE, most + 1)
    check_lines(len(cut), most)
    lines = _closed_up(_Lines(*zip(*cut)) if cut else _Lines((), (), (), (), ()))
    blocks = _joined(lines)
    return page_of(
        ["".join(pieces) for pieces in blocks.values()],
        ["li" if lines.items[first] else "" for first in blocks],
        [lines.follows[first] for first in blocks],
    )


def check_lines(count: int, most: int) -> None:
    """Refuse a text of more than ``most`` lines."""
    if count > most:
        raise TooLargeError.passing("blocks", f"more than {most:,} lines")


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


def _closed_up(lines: _Lines) -> _Lines:
    """The lines as if none were blank, where blank lines part those of hard-wrapped paragraphs."""
    if sum(lines.follows) > NEAR * len(lines.texts):
        return lines
    closed = lines._replace(follows=[True] * len(lines.texts))
    return closed if _wrapping(closed, _following(closed)).places else lines


def _following(lines: _Lines) -> np.ndarray:
    """The places of the lines that may go on with the one before."""
    after = np.flatnonzero(np.array(lines.follows, bool) & ~np.array(lines.items, bool))
    return after[after > 0]


class _Sizes(NamedTuple):
    """The size of each line; how much more room its first word would have needed at the end of the line before; and
    whether the line may be parted elsewhere."""

    size: np.ndarray
    room: np.ndarray
    parted: np.ndarray


class _Wrapping(NamedTuple):
    """How well a width tells where lines end, and before which lines it does; none, where lines are not hard-wrapped."""

    score: float
    places: frozenset[int]


def _wrapping(lines: _Lines, after: np.ndarray) -> _Wrapping:
    """How lines are wrapped, by those that come ``after`` another one: by characters between words; by columns, of
    which ideographs take two, behind any of them; or, as on paper, by how broad letters are."""
    sizes = _measured(lines.texts)
    return max((_wrapped(lines.texts, one, after) for one in sizes), key=lambda one: one.score)


def _measured(texts: Sequence[str]) -> tuple[_Sizes, _Sizes]:
    """The sizes of lines in characters; and in columns where there are wide characters, else in print."""
    size = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(size)
    starts = ends - size
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    spaces = np.append(np.flatnonzero(characters == ord(" ")), len(characters))
    word = np.minimum(spaces[np.searchsorted(spaces, starts)], ends) - starts
    far = np.flatnonzero(characters >= _FIRST_WIDE)
    far = far[_are_in(_WIDE, characters[far])]
    if not len(far):
        breadths = _breadths(characters)
        in_print = _Sizes(breadths(starts, ends), 1 + breadths(starts, starts + word), word < size)
        return _Sizes(size, 1 + word, word < size), in_print
    wide = np.bincount(np.searchsorted(ends, far, "right"), minlength=len(texts))
    first, parted = characters[starts], (word < size) | (wide > 0)
    room = np.where(_are_in(_IDEOGRAPH, first), 2, 1 + word)
    in_columns = _Sizes(size + wide, np.where(_are_in(_WIDE, first), NEEDED, room), parted)
    return _Sizes(size, room, parted), in_columns


def _breadths(characters: np.ndarray) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Tells about how many letters of mean breadth take the room in print of what stands between two places."""
    known = np.minimum(characters, _PRINT.shape[1] - 1)
    thin, broad = (np.append(0, flags[known].cumsum()) for flags in _PRINT)

    def between(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        few, much = thin[ends] - thin[starts], broad[ends] - broad[starts]
        return np.rint(USUAL * (ends - starts - few - much) + THIN * few + BROAD * much).astype(np.int64)

    return between


def _are_in(ranges: Sequence[tuple[int, int]], characters: np.ndarray) -> np.ndarray:
    bounds = chain.from_iterable((first, last + 1) for first, last in sorted(ranges))
    return np.searchsorted(np.fromiter(bounds, np.uint32), characters, "right") % 2 == 1


def _wrapped(texts: Sequence[str], sizes: _Sizes, after: np.ndarray) -> _Wrapping:
    """The width that tells best where lines of these sizes end."""
    size = sizes.size[after - 1]
    room = size + sizes.room[after]
    # How many lines have a size, and need so much room with the next word.
    known = np.bincount(_upto(size) * (WIDEST + 2) + _upto(room), minlength=(WIDEST + 2) ** 2)
    known = known.reshape(WIDEST + 2, WIDEST + 2).cumsum(axis=0).cumsum(axis=1)
    upto = np.bincount(_upto(sizes.size[sizes.parted]), minlength=WIDEST + 2).cumsum()
    widths = np.arange(NARROWEST, WIDEST + 1)
    short = (LONG * widths).astype(np.int64)
    fitting = known[widths, widths] - known[short, widths]
    full = known[widths, -1] - known[short, -1] - fitting
    scores = full - UNFULL * fitting - OVER * (upto[-1] - upto[widths])
    best = int(np.argmax(scores))
    width, score = int(widths[best]), float(scores[best])
    places = after[(size <= width) & (width < room)]
    ends = after[(size > LONG * width) & (size <= width) & (room > width)].tolist()
    firsts = (texts[place][0] for place in ends)
    going_on = sum(first.isalpha() and not first.isupper() for first in firsts)
    is_wrapped = score > 0 and len(ends) >= LEAST_LINES and going_on >= GOES_ON * len(ends)
    return _Wrapping(score, frozenset(places.tolist())) if is_wrapped else _Wrapping(0.0, frozenset())


def _upto(sizes: np.ndarray) -> np.ndarray:
    return np.minimum(sizes, WIDEST + 1)


def _is_broken(lines: _Lines, after: list[int]) -> bool:
    """Whether elements within a sentence end lines: some begin with what ends a sentence or goes on with it, or
    without a capital, behind a space."""
    count = 0
    for place in after:
        spaced, first = lines.after[place - 1] or lines.before[place], lines.texts[place][0]
        count += is_small(first) if spaced else first in _GOES_ON
    return count >= (BROKEN if len(lines.texts) > SHORT else 1)


def _joined(lines: _Lines) -> dict[int, list[str]]:
    """The pieces of each paragraph's text, by the place of its first line."""
    glues = _glues(lines, _following(lines))
    words = _parted_words(lines.texts, [place for place, glue in glues.items() if glue == " "])
    paragraphs: dict[int, list[str]] = {}
    pieces: list[str] = []
    for place, text in enumerate(lines.texts):
        if place in words:
            pieces[-1] = pieces[-1][: len(pieces[-1]) - words[place]]
            pieces.append(text)
        elif place in glues:
            pieces += glues[place], text
        else:
            paragraphs[place] = pieces = [text]
    return paragraphs


def _parted_words(texts: Sequence[str], joins: list[int]) -> dict[int, int]:
    """Where, of the lines that go on with the one before, one goes on with a word or a compound that that begins, and how
    many characters at the end of that are no part of it: the hyphen that parts a word, but none of a compound."""
    halves = {place: pair for place in joins if (pair := _halves(texts[place - 1], texts[place]))}
    if not halves:
        return {}
    counts = Counter(chain.from_iterable(_WORD.findall(text.lower()) for text in texts))
    scores = {place: counts[one + other] - counts[f"{one}-{other}"] for place, (one, other) in halves.items()}
    signs = Counter(map(np.sign, scores.values()))
    parts = len(halves) >= max(LEAST_PARTED, len(joins) / ONE_IN) and signs[1] > signs[-1]
    return {
        place: int(score > 0 or (score == 0 and not texts[place][0].isupper()))
        for place, score in scores.items()
        if score or parts
    }


def _halves(one: str, other: str) -> tuple[str, str] | None:
    """The last word of a line that ends with a hyphen, and the first of the next."""
    if one[-1] not in _HYPHENS or not one[-2:-1].isalpha() or not other[0].isalpha():
        return None
    last, first = one.rpartition(" ")[2].lower(), other.partition(" ")[0].lower()
    return _WORD.findall(last)[-1], _WORD.findall(first)[0]


def _glues(lines: _Lines, after: np.ndarray) -> dict[int, str]:
    """What joins lines to the one before, for those that begin no paragraph."""
    wrapped, places = _wrapping(lines, after).places, after.tolist()
    broken = _is_broken(lines, places)
    glues: dict[int, str] = {}
    for place in places:
        one, other = lines.texts[place - 1], lines.texts[place]
        if are_addresses(one, other):
            continue
        if place in wrapped:
            glues[place] = "" if _IDEOGRAPHS.match(one[-1] + other[0]) else " "
            continue
        glue = _glue(one, other, lines.before[place], lines.after[place - 1], broken)
        if glue is not None:
            glues[place] = glue
    return glues


def _glue(one: str, other: str, before: bool, after: bool, broken: bool) -> str | None:
    """What joins a line to the one before; None where a new paragraph begins."""
    first = other[0]
    lower, goes_on = is_small(first), first in _GOES_ON
    # An element ended in the midst of a sentence leaves the space beside it.
    spaced = broken and (after or before)
    if not (lower or goes_on or spaced) or ends_sentence(one):
        return None
    if goes_on and not before:
        return ""
    # A line of a list may begin without a capital; one that goes on with a long one hardly does otherwise.
    return " " if broken or (lower and len(one) >= NARROWEST) else None


def are_addresses(one: str, other: str) -> bool:
    """Whether both texts are URLs alone, as in a list of them."""
    return all(map(_ADDRESS.fullmatch, (one, other)))


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do, in quotation marks or not."""
    return last_sign(text) in _ENDS
