"""Put columns together."""

from __future__ import annotations

import numpy as np


def join_columns(columns: list[np.ndarray | float], missing: float, out: np.ndarray) -> None:
    """Write columns (n,), or several as the rows of an array (k, n), of booleans, bytes, int32, int64, float32 or float64
    into the rows of ``out`` (columns, n), float32; ``missing`` for what is no number.  A float fills a column.

    Raises:
        ValueError: a column is of another shape or kind, or there is no place for it.
    """
    place = 0
    for column in columns:
        if isinstance(column, float):
            column = np.full(out.shape[1:], column)
        rows = column[None] if column.ndim == 1 else column
        if (
            rows.shape[1:] != out.shape[1:]
            or rows.dtype.char not in "?Bilqfd"
            or len(rows) > len(out) - place
        ):
            raise ValueError(f"column {place} is not one of {out.shape[1]} numbers")
        out[place : place + len(rows)] = rows
        place += len(rows)
    if place != len(out):
        raise ValueError("there must be a place for each column")
    out[np.isnan(out)] = missing
