"""The characters of texts as numbers, which of them make words, and the words as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from stripper import native
from stripper.native.words import IDEOGRAPH, LETTER

#: The first so many characters stand for a word's stem.
STEM = 7
#: Parts the texts; no line has it.
PARTER = "\n"
#: An odd number whose powers are far from any sum of few small ones.
BASE = 0x9E3779B97F4A7C15
#: No code point from here on is a letter.
_END_OF_LETTERS = 0x40000
# An odd number, so that what follows a word changes all bits of a phrase.
_STEP = 0xD1342543DE82EF95


def characters_of(texts: Sequence[str]) -> np.ndarray:
    """The case-folded code points of all texts, uint32, with a parter between them and at both ends."""
    text = PARTER.join(["", *texts, ""]).casefold()
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def kinds() -> np.ndarray:
    """What each code point is: a letter (of any script, but no decimal digit), an ideograph, both or none."""
    points = np.arange(_END_OF_LETTERS + 1, dtype=np.uint32)
    shown = points.view("U1")
    found = (np.char.isalnum(shown) & ~np.char.isdecimal(shown)) * np.uint8(LETTER)
    for first, last in ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        found[first : last + 1] |= IDEOGRAPH
    return found


def phrases_of(texts: Sequence[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    """The phrases of all texts one after the other, uint32, and how many there are in each, int64 (n,).

    A phrase is a hash of ``length`` words in a row, each by its first letters; an ideograph is, with the one behind
    it, a word of its own, since words are not parted by spaces there.
    """
    phrases, sizes = native.find_phrases(
        characters_of(texts), kinds(), ord(PARTER), STEM, BASE, _STEP, length
    )
    return np.frombuffer(phrases, np.uint32), np.frombuffer(sizes, np.int64)
