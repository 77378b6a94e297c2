"""Sum up rows of weights."""

from __future__ import annotations

import numpy as np


def sum_rows(values: np.ndarray, rows: np.ndarray, sizes: np.ndarray, out: np.ndarray) -> None:
    """Write into ``out`` (groups, columns) for each group the sum of its rows of ``values`` (n, columns), both float32.

    ``rows``, int64, numbers those of one group after the other, ``sizes`` (groups,), int64, tells how many each has.
    They are summed up in double precision, one after the other.

    Raises:
        ValueError: the arrays do not fit to each other, or number what is not there.
    """
    if out.shape != (len(sizes), values.shape[1]):
        raise ValueError("there must be a place for the sum of each group")
    if (sizes < 0).any() or sizes.sum() != len(rows):
        raise ValueError("the groups must have all rows")
    if len(rows) and not 0 <= rows.min() <= rows.max() < len(values):
        raise ValueError("there is no such row")
    group = np.repeat(np.arange(len(sizes)), sizes)
    for place, column in zip(out.T, values[rows].T):
        place[:] = np.bincount(group, column, len(sizes))
