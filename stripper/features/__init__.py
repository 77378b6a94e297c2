"""The features of a page's blocks: a table of named columns, one file per family.

To add a feature, add a named column to the family it belongs to (see
docs/add-a-feature.md) and retrain.
"""

from __future__ import annotations

import numpy as np

from stripper.features.agreement import agreement_features
from stripper.features.context import context_features
from stripper.features.dom import dom_features
from stripper.features.grouping import group_tokens, heading_candidates, wording_tokens
from stripper.features.links import link_features
from stripper.features.text import text_features
from stripper.features.verdicts import verdict_features
from stripper.features.view import View, view
from stripper.features.vocabulary import Scorer, vocabulary_features
from stripper.types import TARGETS, Page

#: The families that need nothing learned, in the order of their columns.
FAMILIES = (text_features, link_features, dom_features, context_features, agreement_features)
#: Stands in for a value that does not exist, such as the neighbour of the last block.
MISSING = -1000.0

__all__ = [
    "FAMILIES",
    "MISSING",
    "Scorer",
    "View",
    "first_pass",
    "group_tokens",
    "heading_candidates",
    "names",
    "second_pass",
    "view",
    "vocabulary_pass",
    "wording_tokens",
]


def first_pass(view: View) -> np.ndarray:
    """The features that need nothing learned, float32 of shape (n, len(names()))."""
    return _matrix([column for family in FAMILIES for column in family(view).values()], view.n)


def vocabulary_pass(view: View, vocabulary: Scorer) -> np.ndarray:
    """The learned vocabulary's scores, float32 of shape (n, 11)."""
    return _matrix(list(vocabulary_features(view, vocabulary).values()), view.n)


def second_pass(view: View, first: np.ndarray) -> np.ndarray:
    """What the first pass' probabilities (n, targets) say of each block's surroundings."""
    return _matrix(list(verdict_features(view, first).values()), view.n)


def _matrix(columns: list, n: int) -> np.ndarray:
    matrix = np.empty((len(columns), n), np.float32)
    for row, column in zip(matrix, columns):
        row[:] = column
    np.nan_to_num(matrix, copy=False, nan=MISSING)
    return matrix.T


def names() -> tuple[list[str], list[str], list[str]]:
    """The names of the columns of the three passes: first, vocabulary, second."""
    tiny = view(_TINY)
    first = [name for family in FAMILIES for name in family(tiny)]
    learned = list(vocabulary_features(tiny, _Nothing()))
    return first, learned, list(verdict_features(tiny, np.zeros((1, len(TARGETS)), np.float32)))


_TINY = Page(
    texts=["x"], nodes=[0], visible=[True], breaks=[False], strong=[0.0],
    parents=[-1], tags=["body"], attrs=[""], depths=[0], blockish=[0],
)  # fmt: skip


class _Nothing:
    """A vocabulary that knows no token."""

    def element_scores(self, page: Page) -> np.ndarray:
        return np.zeros((len(page.parents), 2 * len(TARGETS)), np.float32)

    def text_scores(self, page: Page) -> np.ndarray:
        return np.zeros((len(page.texts), len(TARGETS)), np.float32)

    heading_scores = url_scores = text_scores
