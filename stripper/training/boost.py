"""Fit gradient-boosted trees with scikit-learn and turn them into plain arrays."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from stripper.model.trees import Trees

#: The depth of every tree; the arrays hold perfect trees of it.
DEPTH = 6
#: Into how many bins a column is cut, and from about how many of its values.
BINS = 200
SAMPLED = 50_000


def fit_trees(
    rows: np.ndarray, positive: np.ndarray, weight: np.ndarray, iterations: int, rate: float, seed: int
) -> Trees:
    """Trees for a binary label: float32 rows (n, features), bool labels, weights (n,).

    The rows are binned here, not by scikit-learn, which takes minutes to find
    weighted quantiles.
    """
    edges = [_edges(column) for column in rows.T]
    binned = np.empty(rows.shape, np.float64)
    for k, (column, cuts) in enumerate(zip(rows.T, edges)):
        binned[:, k] = np.searchsorted(cuts, column)
    booster = HistGradientBoostingClassifier(
        max_iter=iterations,
        learning_rate=rate,
        max_depth=DEPTH,
        max_leaf_nodes=40,
        min_samples_leaf=40,
        l2_regularization=2.0,
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    )
    booster.fit(binned, positive, sample_weight=weight)
    trees = [_perfect(predictors[0].nodes, edges) for predictors in booster._predictors]
    features, thresholds, values = (np.stack(part) for part in zip(*trees))
    return Trees(features, thresholds, values, float(np.ravel(booster._baseline_prediction)[0]))


def _edges(column: np.ndarray) -> np.ndarray:
    """At most BINS - 1 values of the column that part it evenly, all below its greatest."""
    step = max(len(column) // SAMPLED, 1)
    values = np.unique(column[::step])
    if len(values) > BINS:
        values = np.unique(np.quantile(column[::step], np.linspace(0, 1, BINS + 1), method="lower"))
    return values[:-1]


def _perfect(nodes: np.ndarray, edges: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A tree's nodes laid out as a perfect tree; leaves above the bottom are pushed down left."""
    inner = 2**DEPTH - 1
    features = np.zeros(inner, np.int32)
    thresholds = np.full(inner, np.inf, np.float32)
    values = np.zeros(inner + 1, np.float32)
    waiting = [(0, 0)]
    while waiting:
        node, place = waiting.pop()
        row = nodes[node]
        if row["is_leaf"]:
            while place < inner:
                place = 2 * place + 1
            values[place - inner] = row["value"]
            continue
        features[place] = row["feature_idx"]
        thresholds[place] = edges[row["feature_idx"]][int(row["num_threshold"])]
        waiting.append((int(row["left"]), 2 * place + 1))
        waiting.append((int(row["right"]), 2 * place + 2))
    return features, thresholds, values
