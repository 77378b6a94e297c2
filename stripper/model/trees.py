"""Gradient-boosted trees as plain arrays, evaluated with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

#: So many rows at a time fit into the processor's cache.
CHUNK = 1024


@dataclass(slots=True)
class Trees:
    """An additive model of T perfect binary trees of depth D.

    ``features`` and ``thresholds``, shape (T, 2**D - 1), hold each inner node's
    split in level order: a row goes right where its value is greater than the
    threshold.  ``values``, shape (T, 2**D), holds the leaves from left to right.
    A raw score is ``baseline`` plus one leaf a tree; it is a log-odds.
    """

    features: np.ndarray
    thresholds: np.ndarray
    values: np.ndarray
    baseline: float
    # The columns and thresholds of each level, tree by tree.
    _levels: list[tuple[np.ndarray, np.ndarray]] = field(init=False)

    def __post_init__(self) -> None:
        depth = self.values.shape[1].bit_length() - 1
        levels = [slice(2**level - 1, 2 ** (level + 1) - 1) for level in range(depth)]
        self._levels = [
            (self.features[:, level].ravel().astype(np.intp), self.thresholds[:, level].ravel())
            for level in levels
        ]

    def log_odds(self, rows: np.ndarray, which: np.ndarray | None = None) -> np.ndarray:
        """The raw score of each row of a float32 matrix (n, features), or of each that ``which`` numbers."""
        if which is None:
            which = np.arange(len(rows))
        if len(self.features) == 0:
            return np.full(len(which), self.baseline, np.float32)
        # How far apart columns, and rows, lie in memory.
        flat = rows.ravel(order="A")
        column, row = (len(rows), 1) if rows.flags.f_contiguous else (1, rows.shape[1])
        parts = [self._leaves(flat, column, row * which[k : k + CHUNK]) for k in range(0, len(which), CHUNK)]
        return np.concatenate([np.zeros(0, np.float32), *parts]) + np.float32(self.baseline)

    def _leaves(self, flat: np.ndarray, column: int, row: np.ndarray) -> np.ndarray:
        """The sum of the leaves that each row falls into."""
        (features, thresholds), *deeper = self._levels
        place = (column * features)[:, None] + row
        value = flat.take(place)
        node = 2 * np.arange(len(features))[:, None] + (value > thresholds[:, None])
        threshold = np.empty_like(value)
        # The same arrays for all levels, and no look for places out of bounds ("wrap"): it saves a third of the time.
        for features, thresholds in deeper:
            (column * features).take(node, out=place, mode="wrap")
            place += row
            flat.take(place, out=value, mode="wrap")
            thresholds.take(node, out=threshold, mode="wrap")
            node += node
            node += value > threshold
        return self.values.ravel().take(node.T).sum(axis=1)

    def probability(self, rows: np.ndarray, which: np.ndarray | None = None) -> np.ndarray:
        """The probability of the positive class for each row, or each that ``which`` numbers."""
        return sigmoid(self.log_odds(rows, which))


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    """The logistic function, without overflow."""
    return (0.5 * (1 + np.tanh(0.5 * log_odds))).astype(np.float32)
