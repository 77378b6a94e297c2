"""Look at the characters of texts that stand one behind the other."""

from __future__ import annotations

import numpy as np


def count_classes(
    characters: np.ndarray, table: np.ndarray, sizes: np.ndarray, classes: np.ndarray, counts: np.ndarray
) -> None:
    """Write into ``classes`` (c,), uint8, the class of each of the ``characters`` (c,), uint32, and into ``counts``
    (n, classes), float32, how many of each class each of n texts has.

    ``table``, uint8, tells the class of each code point (those beyond its end are like the last), ``sizes``
    (n,), int64, how many characters each text has.

    Raises:
        ValueError: the arrays do not fit to each other.
    """
    if classes.shape != characters.shape or len(counts) != len(sizes) or not len(table):
        raise ValueError("there must be a place for each character and each text")
    _check(classes, sizes)
    table.take(characters, out=classes, mode="clip")
    if classes.max(initial=0) >= counts.shape[1]:
        raise ValueError("there must be a place for each class")
    text = np.repeat(np.arange(len(sizes)) * counts.shape[1], sizes)
    counts[:] = np.bincount(text + classes, minlength=counts.size).reshape(counts.shape)


def measure_words(classes: np.ndarray, sizes: np.ndarray, space: int, upper: int, out: np.ndarray) -> None:
    """Write into ``out`` (2, n), float32, how many words of each text begin with a character of class ``upper``,
    and the length of its longest word, each with the ``space`` behind it.

    Raises:
        ValueError: the arrays do not fit to each other.
    """
    _check(classes, sizes)
    if out.shape != (2, len(sizes)):
        raise ValueError("there must be a place for each text")
    out[:] = 0
    filled = np.flatnonzero(sizes)
    starts = (np.cumsum(sizes) - sizes)[filled]
    begins = np.ones(len(classes), bool)
    np.equal(classes[:-1], space, out=begins[1:])
    begins[starts] = True
    words = np.flatnonzero(begins)
    if len(words):
        first = np.searchsorted(words, starts)
        out[0, filled] = np.add.reduceat(classes[words] == upper, first, dtype=np.int64)
        out[1, filled] = np.maximum.reduceat(np.diff(words, append=len(classes)), first)


def _check(classes: np.ndarray, sizes: np.ndarray) -> None:
    if (sizes < 0).any() or sizes.sum() != len(classes):
        raise ValueError("the texts must have all characters")
