"""Gradient-boosted trees as plain arrays, evaluated with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

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

    def log_odds(self, rows: np.ndarray) -> np.ndarray:
        """The raw score of each row of a float32 matrix (n, features), shape (n,)."""
        if len(self.features) == 0:
            return np.full(len(rows), self.baseline, np.float32)
        parts = [self._leaves(rows[k : k + CHUNK]) for k in range(0, len(rows), CHUNK)]
        return np.concatenate([np.zeros(0, np.float32), *parts]) + np.float32(self.baseline)

    def _leaves(self, rows: np.ndarray) -> np.ndarray:
        """The sum of the leaves that each row falls into."""
        trees, inner = self.features.shape
        n, width = rows.shape
        flat = np.ascontiguousarray(rows).ravel()
        row = (np.arange(n, dtype=np.int32) * width)[:, None]
        tree = np.arange(trees, dtype=np.int32)[None, :]
        features, thresholds = self.features.ravel(), self.thresholds.ravel()
        position = np.zeros((n, trees), np.int32)
        for _ in range((inner + 1).bit_length() - 1):
            node = position + tree * inner
            right = flat.take(row + features.take(node)) > thresholds.take(node)
            position = 2 * position + 1 + right
        leaf = position - inner + tree * (inner + 1)
        return self.values.ravel().take(leaf).sum(axis=1)

    def probability(self, rows: np.ndarray) -> np.ndarray:
        """The probability of the positive class for each row, shape (n,)."""
        return sigmoid(self.log_odds(rows))


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    """The logistic function, without overflow."""
    return (0.5 * (1 + np.tanh(0.5 * log_odds))).astype(np.float32)
