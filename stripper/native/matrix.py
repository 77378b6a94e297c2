"""Put columns together."""

from __future__ import annotations

import numpy as np


def join_columns(columns: list[np.ndarray], missing: float, out: np.ndarray) -> None:
    """Write columns (n,) of booleans, bytes, int32, int64, float32 or float64 into the rows of ``out`` (columns, n),
    float32; ``missing`` for what is no number.

    Raises:
        ValueError: a column is of another shape or kind, or there is no place for it.
    """
    if len(columns) != len(out):
        raise ValueError("there must be a place for each column")
    for place, column in enumerate(columns):
        if column.shape != out.shape[1:] or column.dtype.char not in "?Bilqfd":
            raise ValueError(f"column {place} is not one of {out.shape[1]} numbers")
        out[place] = column
    out[np.isnan(out)] = missing
