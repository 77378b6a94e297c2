"""Compare what is in the same group."""

from __future__ import annotations

import numpy as np


def compare_groups(groups: np.ndarray, values: np.ndarray, missing: float, out: np.ndarray) -> None:
    """Write into ``out`` (3, k), float64, for each of k values, float64, the greatest of its group; and of the others of
    its group the mean and the greatest, ``missing`` if there are none.

    ``groups`` (k,), int64, are numbers from 0 on, below k.

    Raises:
        ValueError: the arrays do not fit to each other, or a group's number is too great.
    """
    k = len(groups)
    if values.shape != groups.shape or out.shape != (3, k):
        raise ValueError("there must be a place for each value")
    if k and not 0 <= groups.min() <= groups.max() < k:
        raise ValueError("there are more groups than values")
    best = _greatest(groups, values)
    second = _greatest(groups, np.where(values == best, -np.inf, values))
    several = np.bincount(groups, values == best)[groups] > 1
    count = np.bincount(groups)[groups]
    out[0] = best
    out[1] = (np.bincount(groups, values)[groups] - values) / np.maximum(count - 1, 1)
    out[2] = np.where((values == best) & ~several, second, best)
    out[1:, count == 1] = missing


def _greatest(groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The greatest value within each value's group."""
    greatest = np.full(len(groups), -np.inf)
    np.maximum.at(greatest, groups, values)
    return greatest[groups]
