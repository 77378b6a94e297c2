"""Tell notices by what they say: three words in a row that stand in boilerplate and hardly in any article.

The vocabulary knows how a block begins and ends; a notice that asks for consent to show a video, or for an
address to send a newsletter to, begins like a sentence of an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stripper import native, words

#: A text of whose phrases at least this share is known is a notice.
LEAST_SHARE = 0.4
# An odd number, so that what follows a word changes all bits of a phrase.
_STEP = 0xD1342543DE82EF95


@dataclass(slots=True)
class Notices:
    """What notices say: ``known``, uint32, sorted, the phrases of :func:`phrases_of`."""

    known: np.ndarray

    def are_in(self, texts: Sequence[str]) -> np.ndarray:
        """Whether each text is a notice, bool (n,); one of fewer than three words is none."""
        if not len(self.known):
            return np.zeros(len(texts), bool)
        phrases, sizes = phrases_of(texts)
        found = self.known.take(np.searchsorted(self.known, phrases), mode="clip") == phrases
        ends = np.cumsum(sizes)
        met = np.concatenate(([0], np.cumsum(found)))
        return (sizes > 0) & (met[ends] - met[ends - sizes] >= LEAST_SHARE * sizes)


def phrases_of(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The phrases of all texts one after the other, uint32, and how many there are in each, int64 (n,).

    A phrase is a hash of three words in a row, each by its first letters; of four ideographs where
    words are not parted by spaces.
    """
    characters = words.characters_of(texts)
    parter = ord(words.PARTER)
    phrases, sizes = native.find_phrases(characters, words.kinds(), parter, words.STEM, words.BASE, _STEP)
    return np.frombuffer(phrases, np.uint32), np.frombuffer(sizes, np.int64)
