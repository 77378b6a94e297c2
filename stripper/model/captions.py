"""Tell captions of pictures by what they say: a linear model over hashed words (Weinberger et al.: Feature Hashing
for Large Scale Multitask Learning, ICML 2009).

In flattened text a caption begins as a paragraph does and stands between two; but it says who took the picture, and
who is seen where on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np

from stripper import native, words
from stripper.letters import last_sign
from stripper.types import Page

#: Words are put into so many buckets, as a power of two; the last so many words of a text count once more, by themselves.
BITS, LAST = 18, 6
#: A text is a caption from these log-odds on.
LEAST = 0.5
#: A text is as long as others with as many times so many words, up to the last of these steps.
STEP, STEPS = 8, 8
#: Signs that stand within captions more often than elsewhere.
SIGNS = "(/|©:-–—["
# An odd number, so that the last words are put into other buckets.
_MARK = np.uint32(0x9E3779B1)
_REST = 32 - BITS
_NUMBER = re.compile(r"\d")


@dataclass(slots=True)
class Captions:
    """How captions are told: ``weights``, float32, of each bucket, none where nothing is known; and the ``baseline``."""

    weights: np.ndarray
    baseline: float

    def are_in(self, page: Page, blocks: Sequence[int]) -> np.ndarray:
        """Whether each of k blocks of a page is a caption, bool (k,)."""
        if not len(self.weights):
            return np.zeros(len(blocks), bool)
        sums = np.empty((len(blocks), 1), np.float32)
        native.sum_rows(self.weights[:, None], *buckets_of(page, blocks), sums)
        return sums[:, 0] + self.baseline >= LEAST


def no_captions() -> Captions:
    """That of a model that looks for none."""
    return Captions(np.zeros(0, np.float32), 0.0)


def buckets_of(page: Page, blocks: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """The distinct buckets of k blocks one after the other, int64, and how many there are of each, int64 (k,)."""
    texts = [page.texts[block] for block in blocks]
    pictured = [page.pictured[block] for block in blocks] if page.pictured else [False] * len(blocks)
    said, sizes = words.phrases_of(texts, 1)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    is_last = np.arange(len(said)) >= (np.cumsum(sizes) - LAST)[owner]
    shapes = [list(_shape(*row)) for row in zip(texts, sizes.tolist(), pictured)]
    of_shape = np.repeat(np.arange(len(sizes)), list(map(len, shapes)))
    hashes = (said, said[is_last] * _MARK, np.array([one for shape in shapes for one in shape], np.uint32))
    owners = np.concatenate([owner, owner[is_last], of_shape])
    distinct = np.unique(owners << BITS | np.concatenate(hashes).astype(np.int64) >> _REST)
    return distinct & (2**BITS - 1), np.bincount(distinct >> BITS, minlength=len(sizes))


def _shape(text: str, size: int, is_pictured: bool) -> Iterator[int]:
    """Hashes of how long a text is, in words, how it ends, what signs and numbers it has, and what stands above it."""
    end, last = text[-1:], last_sign(text)
    yield _hash(f"length {min(size // STEP, STEPS)}")
    yield _hash("end " if end.isalnum() else f"end {end}")
    yield _hash("last " if last.isalnum() else f"last {last}")
    for sign in SIGNS:
        if sign in text:
            yield _hash(sign)
    if _NUMBER.search(text):
        yield _hash("number")
    if is_pictured:
        yield _hash("image")


@lru_cache(1_000)
def _hash(token: str) -> int:
    return crc32(token.encode(errors="replace"))
