"""Gradient-boosted trees as plain arrays, evaluated without what fitted them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stripper.native import sum_leaves


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

    def log_odds(self, rows: np.ndarray, which: np.ndarray | None = None) -> np.ndarray:
        """The raw score of each row of a float32 matrix (n, features), or of each that ``which`` numbers."""
        if which is None:
            which = np.arange(len(rows), dtype=np.int64)
        sums = np.empty(len(which), np.float32)
        sum_leaves(self.features, self.thresholds, self.values, rows, which, self.baseline, sums)
        return sums

    def probability(self, rows: np.ndarray, which: np.ndarray | None = None) -> np.ndarray:
        """The probability of the positive class for each row, or each that ``which`` numbers."""
        return sigmoid(self.log_odds(rows, which))


def sigmoid(log_odds: np.ndarray) -> np.ndarray:
    """The logistic function, without overflow."""
    return (0.5 * (1 + np.tanh(0.5 * log_odds))).astype(np.float32)
