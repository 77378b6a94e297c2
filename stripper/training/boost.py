"""Fit gradient-boosted trees with LightGBM and turn them into plain arrays."""

from __future__ import annotations

import numpy as np
from lightgbm import LGBMClassifier

from stripper.model.trees import Trees

#: The depth of every tree; the arrays hold perfect trees of it.
DEPTH = 6


def fit_trees(
    rows: np.ndarray,
    positive: np.ndarray,
    weight: np.ndarray,
    iterations: int,
    rate: float,
    seed: int,
    leaf: int = 40,
) -> Trees:
    """Trees for a binary label: float32 rows (n, features), bool labels, weights (n,);
    at least ``leaf`` rows in each leaf.

    Each tree sees three columns in ten, so that none of them leads alone.  The
    same input gives the same trees on one thread.
    """
    booster = LGBMClassifier(
        n_estimators=iterations,
        learning_rate=rate,
        max_depth=DEPTH,
        num_leaves=40,
        min_child_samples=leaf,
        reg_lambda=2.0,
        colsample_bytree=0.3,
        max_bin=200,
        subsample_for_bin=50_000,
        use_missing=False,
        random_state=seed,
        n_jobs=1,
        deterministic=True,
        force_col_wise=True,
        verbosity=-1,
    )
    booster.fit(rows, positive, sample_weight=weight)
    trees = [_perfect(tree["tree_structure"]) for tree in booster.booster_.dump_model()["tree_info"]]
    features, thresholds, values = (np.stack(part) for part in zip(*trees))
    return Trees(features, thresholds, values, 0.0)


def _perfect(root: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A tree's nodes laid out as a perfect tree; leaves above the bottom are pushed down left."""
    inner = 2**DEPTH - 1
    features = np.zeros(inner, np.int32)
    thresholds = np.full(inner, np.inf, np.float32)
    values = np.zeros(inner + 1, np.float32)
    waiting = [(root, 0)]
    while waiting:
        node, place = waiting.pop()
        if "leaf_value" in node:
            while place < inner:
                place = 2 * place + 1
            values[place - inner] = node["leaf_value"]
            continue
        features[place] = node["split_feature"]
        thresholds[place] = _not_above(node["threshold"])
        waiting.append((node["left_child"], 2 * place + 1))
        waiting.append((node["right_child"], 2 * place + 2))
    return features, thresholds, values


def _not_above(threshold: float) -> np.float32:
    """The greatest float32 that is not greater: float32 rows part there as they do at ``threshold``."""
    rounded = np.float32(threshold)
    return np.nextafter(rounded, np.float32(-np.inf)) if rounded > threshold else rounded
