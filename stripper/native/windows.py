"""Look at what stands around each place of a row."""

from __future__ import annotations

import numpy as np


def window_sums(values: np.ndarray, windows: np.ndarray, mean: bool, out: np.ndarray) -> None:
    """Write into ``out`` (k, windows, n), float64, the sums of the values (k, n), float32 or float64, from so many
    places back to so many on, for each pair of these in ``windows`` (windows, 2), int64; or their means, 0 where a
    window lies beyond the row.

    Running sums are kept in the precision of the values.

    Raises:
        ValueError: the arrays do not fit to each other.
    """
    k, n = values.shape
    if windows.shape[1] != 2 or out.shape != (k, len(windows), n):
        raise ValueError("there must be a place for each window of each value")
    upto = np.zeros((k, n + 1))
    upto[:, 1:] = np.cumsum(values, axis=1)
    index = np.arange(n)
    for place, (before, after) in enumerate(np.clip(windows, -n - 1, n + 1).tolist()):
        start, end = np.clip(index - before, 0, n), np.clip(index + after + 1, 0, n)
        out[:, place] = upto[:, end] - upto[:, start]
        if mean:
            out[:, place] /= np.maximum(end - start, 1)


def neighbours(values: np.ndarray, offsets: np.ndarray, out: np.ndarray) -> None:
    """Write into ``out`` (k, offsets, n), float32, the values (k, n), float32 or float64, so many places further on;
    NaN beyond the row.

    Raises:
        ValueError: the arrays do not fit to each other.
    """
    k, n = values.shape
    if out.shape != (k, len(offsets), n):
        raise ValueError("there must be a place for each neighbour of each value")
    out[:] = np.nan
    for place, by in enumerate(np.clip(offsets, -n, n).tolist()):
        out[:, place, max(-by, 0) : n - max(by, 0)] = values[:, max(by, 0) : n - max(-by, 0)]


def distances(flags: np.ndarray, farthest: int, out: np.ndarray) -> None:
    """Write into ``out`` (k, 2, n), float64, how many places back, and on, the next true one of the flags (k, n)
    stands, at most ``farthest``; NaN if none does.

    Raises:
        ValueError: the arrays do not fit to each other.
    """
    k, n = flags.shape
    if out.shape != (k, 2, n):
        raise ValueError("there must be a place for the two distances of each flag")
    out[:, 0] = _since(flags, farthest)
    out[:, 1] = _since(flags[:, ::-1], farthest)[:, ::-1]


def _since(flags: np.ndarray, farthest: int) -> np.ndarray:
    index = np.arange(flags.shape[1])
    last = np.full(flags.shape, -1)
    last[:, 1:] = np.maximum.accumulate(np.where(flags, index, -1), axis=1)[:, :-1]
    return np.where(last >= 0, np.minimum(index - last, farthest), np.nan)
