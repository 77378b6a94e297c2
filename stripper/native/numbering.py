"""Number keys."""

from __future__ import annotations

from typing import Any

import numpy as np


def number_keys(keys: list[Any]) -> tuple[bytes, dict[Any, int]]:
    """A number for each key, as the bytes of int64: equal for equal ones, from 0, in the order in which they are
    first met; and the number of each distinct one."""
    numbers: dict[Any, int] = {}
    every = [numbers.setdefault(key, len(numbers)) for key in keys]
    return np.array(every, np.int64).tobytes(), numbers


def number_pairs(ones: np.ndarray, others: np.ndarray, out: np.ndarray) -> None:
    """Write into ``out`` a number for each pair of two columns, all int64: equal for equal ones, from 0, in the
    order in which they are first met.

    Raises:
        ValueError: the columns are not of one length.
    """
    if not ones.shape == others.shape == out.shape:
        raise ValueError("the columns are not of one length")
    numbers: dict[tuple[int, int], int] = {}
    out[:] = [numbers.setdefault(pair, len(numbers)) for pair in zip(ones.tolist(), others.tolist())]


def number_paths(parents: np.ndarray, names: np.ndarray, out: np.ndarray) -> None:
    """The same for each element of a tree by its parent's number and its own name: equal where the same names
    stand on the way from the root.  ``parents`` are -1 for roots.

    Raises:
        ValueError: the columns are not of one length, or a parent stands behind its child.
    """
    if not parents.shape == names.shape == out.shape:
        raise ValueError("the columns are not of one length")
    if (parents >= np.arange(len(parents))).any():
        raise ValueError("a parent stands behind its child")
    numbers: dict[tuple[int, int], int] = {}
    found: list[int] = []
    for parent, name in zip(parents.tolist(), names.tolist()):
        pair = (found[parent] if parent >= 0 else -1), name
        found.append(numbers.setdefault(pair, len(numbers)))
    out[:] = found
