"""Evaluate perfect binary trees."""

from __future__ import annotations

import numpy as np

#: So many rows at a time fit into the processor's cache.
CHUNK = 1024


def sum_leaves(
    features: np.ndarray,
    thresholds: np.ndarray,
    values: np.ndarray,
    rows: np.ndarray,
    which: np.ndarray,
    baseline: float,
    out: np.ndarray,
) -> None:
    """Write into ``out`` (c,) for each of ``rows`` (n, columns) that ``which`` (c,) numbers the sum of one leaf
    a tree, and the baseline.

    ``features``, int32, and ``thresholds`` (trees, inner nodes) are in level order, ``values`` (trees, leaves)
    from left to right; a row goes right where its value is greater than the threshold.  Rows may lie in
    memory row by row, or column by column.  The leaves are summed up in double precision, tree after tree.

    Raises:
        ValueError: the arrays do not fit to each other, or number what is not there.
    """
    (trees, inner), leaves, (n, columns) = features.shape, values.shape[1], rows.shape
    if (
        inner != leaves - 1
        or inner & leaves
        or not features.shape == thresholds.shape == (len(values), inner)
    ):
        raise ValueError("the trees are not perfect")
    if which.shape != out.shape:
        raise ValueError("there must be a place for the score of each row")
    if features.size and not 0 <= features.min() <= features.max() < columns:
        raise ValueError("a tree looks at a column that is not there")
    if which.size and not 0 <= which.min() <= which.max() < n:
        raise ValueError("there is no such row")
    # How far apart columns, and rows, lie in memory.
    column, row = (1, columns) if rows.flags.c_contiguous else (n, 1)
    levels = [
        (column * features[:, level].ravel().astype(np.intp), thresholds[:, level].ravel())
        for level in (slice(2**k - 1, 2 ** (k + 1) - 1) for k in range(leaves.bit_length() - 1))
    ]
    for start in range(0, len(which), CHUNK):
        chosen = slice(start, start + CHUNK)
        leaf = _leaves(rows.ravel(order="K"), levels, trees, row * which[chosen])
        sums = np.zeros((1 + trees, leaf.shape[1]))
        np.add.accumulate(values.ravel().take(leaf), axis=0, out=sums[1:])
        out[chosen] = sums[-1].astype(np.float32) + np.float32(baseline)


def _leaves(
    flat: np.ndarray, levels: list[tuple[np.ndarray, np.ndarray]], trees: int, row: np.ndarray
) -> np.ndarray:
    """The number of the leaf that each row falls into in each tree, shape (trees, rows)."""
    node = np.repeat(np.arange(trees)[:, None], len(row), axis=1)
    place = np.empty_like(node)
    value, threshold = np.empty((2, *node.shape), np.float32)
    # The same arrays for all levels, and no look for places out of bounds ("wrap"): it saves a third of the time.
    for places, thresholds in levels:
        places.take(node, out=place, mode="wrap")
        place += row
        flat.take(place, out=value, mode="wrap")
        thresholds.take(node, out=threshold, mode="wrap")
        node += node
        node += value > threshold
    return node
