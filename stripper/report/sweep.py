"""Tell what other thresholds would make of a page's text."""

from __future__ import annotations

import numpy as np

from stripper.article.label import label_blocks, label_blocks_at
from stripper.types import Reading

#: The thresholds that are tried.
STEPS = tuple(step / 20 for step in range(1, 20))


def sweep(reading: Reading, thresholds: tuple[float, ...]) -> np.ndarray:
    """Which blocks are body at each of STEPS, bool of shape (n, steps).

    A heading of related links that was taken for text is none at any threshold.
    """
    page, probabilities = reading.page, reading.probabilities
    body = np.array([
        [label == "body" for label in label_blocks_at(page, probabilities, step, thresholds)]
        for step in STEPS
    ]).T  # fmt: skip
    plain = label_blocks(page, probabilities, thresholds)
    body[[one != other for one, other in zip(plain, reading.labels)]] = False
    return body
