"""The learned vocabulary's scores, summed along each block's path."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from stripper.features.view import View
from stripper.types import Page


class Scorer(Protocol):
    """What scores the names of elements and the words of texts."""

    def element_scores(self, page: Page) -> np.ndarray: ...
    def text_scores(self, page: Page) -> np.ndarray: ...


_TARGETS = ("body", "title", "related")


def vocabulary_features(view: View, vocabulary: Scorer) -> dict[str, np.ndarray]:
    """Per target the sums over near elements, far elements and the text's tokens."""
    elements = vocabulary.element_scores(view.page)
    near = _near_sums(view, elements[:, : len(_TARGETS)])
    far = _far_sums(view, elements[:, len(_TARGETS) :])
    text = vocabulary.text_scores(view.page)
    columns = {}
    for k, target in enumerate(_TARGETS):
        columns[f"vocabulary.near_{target}"] = near[:, k]
        columns[f"vocabulary.far_{target}"] = far[:, k]
        columns[f"vocabulary.text_{target}"] = text[:, k]
    return columns


def _far_sums(view: View, own: np.ndarray) -> np.ndarray:
    """The sum over the elements strictly above each block's block-level element."""
    total = _sum_down(own, view.page.parents)
    return (total - own)[view.block_node]


def _near_sums(view: View, own: np.ndarray) -> np.ndarray:
    """The sum over the elements from each block's block-level one down to its innermost."""
    total = _sum_down(own, view.page.parents)
    return total[view.node] - (total - own)[view.block_node]


def _sum_down(own: np.ndarray, parents: list[int]) -> np.ndarray:
    """Per element the sum over it and all elements above it."""
    rows = own.tolist()
    for node in range(1, len(rows)):
        above, row = rows[parents[node]], rows[node]
        rows[node] = [a + b for a, b in zip(above, row)]
    return np.array(rows, np.float32)
