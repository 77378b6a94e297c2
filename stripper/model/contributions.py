"""Tell which features moved the score of each row.

On its way down a tree a row is expected to end at the mean leaf of the rows that came as far; every
split moves that expectation, and the move is the contribution of the split's feature (Saabas,
"Interpreting random forests", 2014, https://blog.datadive.net/interpreting-random-forests/).  The rows
are those of one page, so that a contribution tells what sets a block apart from the others of its page.
"""

from __future__ import annotations

import numpy as np

from stripper.model.trees import Trees


def contributions(trees: Trees, rows: np.ndarray) -> np.ndarray:
    """What each feature adds to the log-odds of each row, float64 of shape (n, features).

    A row's contributions sum to its log-odds less the mean of those of all n rows.
    """
    n, columns = rows.shape
    added = np.zeros(n * columns)
    steps, leaves = _ways(trees, rows)
    before = _expected(np.zeros(leaves.shape, np.intp), leaves)
    for features, nodes in steps:
        after = _expected(nodes, leaves)
        places = np.arange(n)[:, None] * columns + features
        added += np.bincount(places.ravel(), (after - before).ravel(), minlength=added.size)
        before = after
    return added.reshape(n, columns)


def _ways(trees: Trees, rows: np.ndarray) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """For each level the features (n, trees) that rows are split by and the nodes, counted from the left,
    that they come to; and the values of the leaves that they end in."""
    depth = trees.values.shape[1].bit_length() - 1
    every = np.arange(len(trees.values))
    nodes = np.zeros((len(rows), len(every)), np.intp)
    steps = []
    for level in range(depth):
        inner = 2**level - 1 + nodes
        features = trees.features[every, inner].astype(np.intp)
        values = np.take_along_axis(rows, features, axis=1)
        nodes = 2 * nodes + (values > trees.thresholds[every, inner])
        steps.append((features, nodes))
    return steps, trees.values[every, nodes].astype(np.float64)


def _expected(nodes: np.ndarray, leaves: np.ndarray) -> np.ndarray:
    """For each row and tree the mean leaf of the rows that come to the same node."""
    most = int(nodes.max(initial=0)) + 1
    places = np.arange(nodes.shape[1]) * most + nodes
    size = most * nodes.shape[1]
    sums = np.bincount(places.ravel(), leaves.ravel(), minlength=size)
    counts = np.bincount(places.ravel(), minlength=size)
    return sums[places] / counts[places]
