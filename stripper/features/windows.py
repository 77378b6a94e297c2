"""Look at the blocks around each block, in several columns at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stripper import native

#: Blocks further away than this count as so far.
FARTHEST = 100


def neighbours(values: np.ndarray, offsets: Sequence[int]) -> np.ndarray:
    """The values (k, n) so many blocks further on (back, if negative), NaN beyond the page.

    Of shape (k, offsets, n).
    """
    k, n = values.shape
    out = np.empty((k, len(offsets), n), np.float32)
    native.neighbours(_floats(values), np.array(offsets, np.int64), out)
    return out


def sides(widths: Sequence[int]) -> list[tuple[int, int]]:
    """For each width the window of so many blocks before a block, and that of as many after it."""
    return [window for width in widths for window in ((width, -1), (-1, width))]


def sums(values: np.ndarray, windows: Sequence[tuple[int, int]]) -> np.ndarray:
    """The sums of the values (k, n) from so many blocks back to so many on, for each pair of these.

    Of shape (k, windows, n).
    """
    return _sums(values, windows, False)


def means(values: np.ndarray, windows: Sequence[tuple[int, int]]) -> np.ndarray:
    """Their means, 0 where a window lies beyond the page; of shape (k, windows, n)."""
    return _sums(values, windows, True)


def _sums(values: np.ndarray, windows: Sequence[tuple[int, int]], mean: bool) -> np.ndarray:
    k, n = values.shape
    out = np.empty((k, len(windows), n))
    native.window_sums(_floats(values), np.array(windows, np.int64), mean, out)
    return out


def _floats(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values, np.float32 if values.dtype == np.float32 else np.float64)


def distances(flags: np.ndarray) -> np.ndarray:
    """How many blocks back, and on, the next flagged block stands, itself excluded; NaN if none does.

    ``flags`` are (k, n), of the result's shape (k, 2, n).
    """
    k, n = flags.shape
    out = np.empty((k, 2, n))
    native.distances(np.ascontiguousarray(flags), FARTHEST, out)
    return out
