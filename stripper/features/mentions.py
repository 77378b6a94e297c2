"""Note which words are said in which blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

#: Words of fewer characters tell little of what a text is about; the first so many stand for a word's stem.
LEAST_WORD, STEM = 4, 7
_LETTER, _IDEOGRAPH = 1, 2
#: No code point from here on is a letter.
_END_OF_LETTERS = 0x40000
# Parts the blocks; no line has it.
_PARTER = "\n"
# Powers of an odd number that is far from any sum of few small ones.
_POWERS = np.cumprod(np.full(STEM, 0x9E3779B97F4A7C15, np.uint64))


@dataclass(slots=True)
class Mentions:
    """Every distinct word of every block of n: k pairs of a ``word`` and a ``block`` number, sorted.

    ``weight`` (k,): how rare the word is; ``said`` (k,): in how many blocks; ``first``,
    ``last`` (words,): where each word is said first and last; ``rarity`` (words,): its
    weight; ``total`` (n,): the sum of the weights in each block.
    """

    word: np.ndarray
    block: np.ndarray
    weight: np.ndarray
    said: np.ndarray
    first: np.ndarray
    last: np.ndarray
    rarity: np.ndarray
    total: np.ndarray

    def shares(self, flags: np.ndarray) -> np.ndarray:
        """Of each block's words the shares (by weight) that are flagged; ``flags`` (c, k), shares (c, n)."""
        sums = [np.bincount(self.block, row, len(self.total)) for row in self.weight * flags]
        return np.stack(sums) / np.maximum(self.total, 1e-6)

    def elsewhere(self, values: np.ndarray) -> np.ndarray:
        """The sums of values (c, k) over all other blocks that say the same word, (c, k)."""
        return np.stack([np.bincount(self.word, row)[self.word] - row for row in values])


def mentions(texts: Sequence[str]) -> Mentions:
    """The words of all texts; pairs of characters where words are not parted by spaces."""
    n, text = len(texts), _PARTER.join(["", *texts, ""]).casefold()
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    starts, sizes = _words(_kinds().take(characters, mode="clip"))
    block = np.searchsorted(np.flatnonzero(characters == ord(_PARTER)), starts) - 1
    word, block = _distinct(_keys(characters, starts, sizes), block, n)
    said = np.bincount(word)
    ends = np.cumsum(said)
    rarity = np.log((n + 1) / (said + 0.5))
    weight = rarity[word]
    total = np.bincount(block, weight, n)
    return Mentions(word, block, weight, said[word], block[ends - said], block[ends - 1], rarity, total)


def no_mentions(n: int) -> Mentions:
    """Those of n blocks in which nobody looks for words."""
    none = np.zeros(0, np.int64)
    return Mentions(none, none, none, none, none, none, none, np.zeros(n))


@cache
def _kinds() -> np.ndarray:
    """What each code point is: a letter (of any script, but no decimal digit), an ideograph, both or none."""
    points = np.arange(_END_OF_LETTERS + 1, dtype=np.uint32)
    shown = points.view("U1")
    kinds = (np.char.isalnum(shown) & ~np.char.isdecimal(shown)) * np.uint8(_LETTER)
    for first, last in ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        kinds[first : last + 1] |= _IDEOGRAPH
    return kinds


def _words(kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where words, and pairs of ideographs, begin in a text, and how many characters stand for each."""
    is_letter = kinds & _LETTER
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    starts, sizes = edges[::2], edges[1::2] - edges[::2]
    long = sizes >= LEAST_WORD
    starts, sizes = starts[long], np.minimum(sizes[long], STEM)
    is_ideograph = kinds >= _IDEOGRAPH
    pairs = np.flatnonzero(is_ideograph[1:] & is_ideograph[:-1])
    return np.append(starts, pairs), np.append(sizes, np.full(len(pairs), 2))


def _keys(characters: np.ndarray, starts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """A number for each piece of a text, equal for equal ones."""
    place = np.arange(STEM)
    pieces = characters.take(starts[:, None] + place, mode="clip") * (place < sizes[:, None])
    return pieces.astype(np.uint64) @ _POWERS


def _distinct(keys: np.ndarray, block: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct pairs of a word and one of n blocks, sorted; the words numbered as they are first said."""
    order = np.argsort(block, kind="stable")
    keys, block = keys[order], block[order]
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    number = np.empty_like(first)
    number[np.argsort(first)] = np.arange(len(first))
    word, block = np.divmod(np.unique(number[place] * n + block), n)
    return word, block
