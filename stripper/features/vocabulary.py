"""The learned vocabulary's scores, summed along each block's path."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from stripper import native
from stripper.features import windows
from stripper.features.view import Columns, View
from stripper.types import TARGETS

#: So many lines of flattened text before a line, and after it, are summed up.
WIDTH = 5
_OFFSETS = (-2, -1, 1, 2)
_OF_ELEMENTS = tuple(
    f"vocabulary.{place}_{target}" for target in TARGETS for place in ("near", "far", "text")
)
_OF_TEXT = tuple(
    f"vocabulary.text_{target}{place}"
    for target in TARGETS
    for place in ("", *(f"{by:+d}" for by in _OFFSETS), "_before", "_after")
)


class Scorer(Protocol):
    """What scores the names of elements, the words of texts, and URLs."""

    def element_scores(self, view: View) -> np.ndarray: ...
    def text_scores(self, view: View) -> np.ndarray: ...
    def heading_scores(self, view: View) -> np.ndarray: ...
    def url_scores(self, view: View) -> np.ndarray: ...


def vocabulary_features(view: View, vocabulary: Scorer) -> Columns:
    """Per target the sums over the tokens of near and far elements, text, heading and URL."""
    elements = vocabulary.element_scores(view)
    along_path = _sum_down(view, elements)
    # Elements from the block-level one inwards are near, those above it are far.
    above = (along_path - elements)[view.block_node]
    near = (along_path[view.node] - above)[:, : len(TARGETS)]
    far = above[:, len(TARGETS) :]
    text = vocabulary.text_scores(view)
    under = vocabulary.heading_scores(view)
    url = vocabulary.url_scores(view)
    related = TARGETS.index("related")
    return {
        _OF_ELEMENTS: np.stack([near, far, text], axis=2).reshape(view.n, -1).T,
        "related.under": under[:, related],
        "related.url": url[:, related],
    }


def text_vocabulary_features(view: View, vocabulary: Scorer) -> Columns:
    """Per target the sums over the tokens of a block's text, and of those around it."""
    text = np.ascontiguousarray(vocabulary.text_scores(view).T)
    around = (text[:, None], windows.neighbours(text, _OFFSETS), windows.means(text, windows.sides((WIDTH,))))
    columns = np.concatenate(around, axis=1).reshape(-1, view.n)
    under = vocabulary.heading_scores(view)
    return {_OF_TEXT: columns, "vocabulary.under": under[:, TARGETS.index("related")]}


def _sum_down(view: View, own: np.ndarray) -> np.ndarray:
    """Per element the sum over it and all elements above it."""
    sums = np.empty(own.shape)
    native.sum_paths(np.ascontiguousarray(own, np.float32), view.ends, sums)
    return sums
