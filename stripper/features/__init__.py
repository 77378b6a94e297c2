"""The features of a page's blocks: a table of named columns, one file per family.

To add a feature, add a named column to the family it belongs to (see
docs/add-a-feature.md) and retrain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np

from stripper import native
from stripper.features.agreement import agreement_features
from stripper.features.cohesion import cohesion_features, likeness_features, shared_across
from stripper.features.context import context_features, text_context_features
from stripper.features.dom import dom_features
from stripper.features.headings import Candidates, heading_candidates, look_tokens
from stripper.features.kinds import group_tokens
from stripper.features.lines import line_features
from stripper.features.links import link_features
from stripper.features.markup import markup_features
from stripper.features.text import text_features
from stripper.features.urls import url_features, url_verdict_features
from stripper.features.verdicts import text_verdict_features, verdict_features
from stripper.features.view import Columns, View, view
from stripper.features.vocabulary import Scorer, text_vocabulary_features, vocabulary_features
from stripper.types import TARGETS, Page

#: Stands in for a value that does not exist, such as the neighbour of the last block.
MISSING = -1000.0


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that models for one kind of input see, in the order of their families.

    ``families`` need nothing learned; ``vocabulary`` needs the learned weights;
    ``verdicts``, of the passes after the first, the probabilities of the one before.
    """

    source: str
    families: tuple[Callable[[View], Columns], ...]
    vocabulary: Callable[[View, Scorer], Columns]
    verdicts: tuple[Callable[[View, np.ndarray], Columns], ...]

    def first_pass(self, view: View) -> np.ndarray:
        """The features that need nothing learned, float32 of shape (n, columns)."""
        return _matrix([family(view) for family in self.families], self.names[0], view.n)

    def vocabulary_pass(self, view: View, vocabulary: Scorer) -> np.ndarray:
        """The learned vocabulary's scores, float32 of shape (n, columns)."""
        return _matrix([self.vocabulary(view, vocabulary)], self.names[1], view.n)

    def rows(self, view: View, vocabulary: Scorer) -> np.ndarray:
        """Both side by side."""
        families = [*(family(view) for family in self.families), self.vocabulary(view, vocabulary)]
        return _matrix(families, [*self.names[0], *self.names[1]], view.n)

    def verdict_pass(self, view: View, before: np.ndarray) -> np.ndarray:
        """What the probabilities (n, targets) of the pass before say of each block's surroundings."""
        return _matrix([family(view, before) for family in self.verdicts], self.names[2], view.n)

    @property
    def names(self) -> tuple[list[str], list[str], list[str]]:
        """The names of the columns of the three: first pass, vocabulary, verdicts."""
        return _names(self)

    @property
    def columns(self) -> tuple[str, ...]:
        """All names of columns, in the order that a model is fitted to."""
        return tuple(chain.from_iterable(self.names))


#: Pages with their elements.
HTML = Table(
    "html",
    (text_features, link_features, url_features, dom_features, context_features, agreement_features),
    vocabulary_features,
    (verdict_features, url_verdict_features),
)
#: Flattened text.
TEXT = Table(
    "text",
    (text_features, text_context_features, line_features, cohesion_features, markup_features),
    text_vocabulary_features,
    (text_verdict_features, likeness_features),
)
TABLES = {table.source: table for table in (HTML, TEXT)}

__all__ = [
    "HTML",
    "MISSING",
    "TABLES",
    "TEXT",
    "Candidates",
    "Scorer",
    "Table",
    "View",
    "group_tokens",
    "heading_candidates",
    "look_tokens",
    "shared_across",
    "view",
]


def _matrix(families: list[Columns], names: list[str], n: int) -> np.ndarray:
    matrix = np.empty((len(names), n), np.float32)
    native.join_columns([column for family in families for column in family.values()], MISSING, matrix)
    return matrix.T


@cache
def _names(table: Table) -> tuple[list[str], list[str], list[str]]:
    tiny, unsure = view(_TINY), np.zeros((1, len(TARGETS)), np.float32)
    first = [name for family in table.families for name in _names_of(family(tiny))]
    learned = _names_of(table.vocabulary(tiny, _Nothing()))
    return first, learned, [name for family in table.verdicts for name in _names_of(family(tiny, unsure))]


def _names_of(columns: Columns) -> list[str]:
    return [name for key in columns for name in ((key,) if isinstance(key, str) else key)]


_TINY = Page(
    texts=["x"], nodes=[0], visible=[True], breaks=[False], strong=[0.0],
    parents=[-1], tags=["body"], attrs=[""], depths=[0], blockish=[0],
)  # fmt: skip


class _Nothing:
    """A vocabulary that knows no token."""

    def element_scores(self, view: View) -> np.ndarray:
        return np.zeros((len(view.parents), 2 * len(TARGETS)), np.float32)

    def text_scores(self, view: View) -> np.ndarray:
        return np.zeros((view.n, len(TARGETS)), np.float32)

    heading_scores = url_scores = text_scores
