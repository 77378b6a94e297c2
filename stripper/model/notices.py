"""Tell notices by what they say: three words in a row that stand in boilerplate and hardly in any article.

The vocabulary knows how a block begins and ends; a notice that asks for consent to show a video, or for an
address to send a newsletter to, begins like a sentence of an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stripper import words

#: A text of whose phrases at least this share is known is a notice.
LEAST_SHARE = 0.4
#: So many words in a row are a phrase; ideographs, with the one behind each.
LENGTH = 3


@dataclass(slots=True)
class Notices:
    """What notices say: ``known``, uint32, sorted, the phrases of :func:`~stripper.words.phrases_of`."""

    known: np.ndarray

    def are_in(self, texts: Sequence[str]) -> np.ndarray:
        """Whether each text is a notice, bool (n,); one of fewer than three words is none."""
        if not len(self.known):
            return np.zeros(len(texts), bool)
        phrases, sizes = words.phrases_of(texts, LENGTH)
        found = self.known.take(np.searchsorted(self.known, phrases), mode="clip") == phrases
        ends = np.cumsum(sizes)
        met = np.concatenate(([0], np.cumsum(found)))
        return (sizes > 0) & (met[ends] - met[ends - sizes] >= LEAST_SHARE * sizes)
