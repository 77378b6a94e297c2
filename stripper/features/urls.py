"""What the shapes of the links' URLs tell: see :mod:`stripper.features.shapes`."""

from __future__ import annotations

import numpy as np

from stripper.features.view import Columns, View
from stripper.types import TARGETS

#: A link of so many words reads like a headline.
HEADLINE = 5
_RELATED = TARGETS.index("related")


def url_features(view: View) -> Columns:
    """Of the links of the same shape as a block's longest one: their number, and the share of long ones."""
    columns = np.full((2, view.n), np.nan)
    if view.longest:
        blocks, link, fine = list(view.longest), view.shapes[0], view.shapes[3]
        # A link that stands on the page twice counts once.
        longest, shape = np.zeros(link.max() + 1), np.zeros(link.max() + 1, np.int64)
        np.maximum.at(longest, link, view.words[blocks])
        shape[link] = fine
        alike = np.bincount(shape)
        long = np.bincount(shape, longest >= HEADLINE)
        columns[:, blocks] = np.log1p(alike[fine]), long[fine] / alike[fine]
    return {"related.url_alike": columns[0], "related.url_alike_long": columns[1]}


def url_verdict_features(view: View, first: np.ndarray) -> Columns:
    """The mean verdicts ``first`` (n, targets) on the other blocks whose links have the same shape or path."""
    columns = np.full((3, view.n), np.nan)
    if view.longest:
        blocks, group = list(view.longest), view.shapes[1:]
        values = first[blocks, _RELATED]
        others = np.bincount(group.ravel())[group] - 1
        rest = np.bincount(group.ravel(), np.concatenate([values] * 3))[group] - values
        columns[:, blocks] = np.where(others > 0, rest / np.maximum(others, 1), np.nan)
    path, coarse, fine = columns
    return {
        "related.url_verdict_coarse": coarse,
        "related.url_verdict_fine": fine,
        "related.url_verdict_path": path,
    }
