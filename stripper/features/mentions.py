"""Note which words are said in which blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stripper import native, words

#: Words of fewer characters tell little of what a text is about.
LEAST_WORD = 4


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
        return np.array(sums) / np.maximum(self.total, 1e-6)

    def elsewhere(self, values: np.ndarray) -> np.ndarray:
        """The sums of values (c, k) over all other blocks that say the same word, (c, k)."""
        return np.array([np.bincount(self.word, row)[self.word] - row for row in values])


def mentions(texts: Sequence[str]) -> Mentions:
    """The words of all texts; pairs of characters where words are not parted by spaces."""
    n, parter = len(texts), ord(words.PARTER)
    numbers = native.number_words(
        words.characters_of(texts), words.kinds(), parter, LEAST_WORD, words.STEM, words.BASE
    )
    word, block = (np.frombuffer(column, np.int64) for column in numbers)
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
