"""The classifier: three targets, passes over the blocks, and a verdict on the page as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stripper.model.captions import Captions
from stripper.model.grouping import Grouping
from stripper.model.notices import Notices
from stripper.model.trees import Trees
from stripper.model.vocabulary import Vocabulary
from stripper.types import TARGETS


@dataclass(slots=True)
class Pass:
    """Trees per target; ``gates`` names, per target, columns of which one must
    exceed its bound for a block to be a candidate at all (none: every block)."""

    trees: tuple[Trees, ...]
    gates: tuple[tuple[tuple[int, float], ...], ...]

    def probabilities(self, rows: np.ndarray) -> np.ndarray:
        """float32 of shape (n, targets) for rows (n, features); 0 for what is no candidate."""
        result = np.zeros((len(rows), len(TARGETS)), np.float32)
        for k, (trees, gate) in enumerate(zip(self.trees, self.gates)):
            candidates = candidates_of(rows, gate)
            if len(candidates):
                result[candidates, k] = trees.probability(rows, candidates)
        return result


def candidates_of(rows: np.ndarray, gate: tuple[tuple[int, float], ...]) -> np.ndarray:
    """The rows in which one of the gate's columns exceeds its bound; all, without a gate."""
    if not gate:
        return np.arange(len(rows), dtype=np.int64)
    passes = np.zeros(len(rows), bool)
    for column, bound in gate:
        passes |= rows[:, column] > bound
    return np.flatnonzero(passes)


@dataclass(slots=True)
class Model:
    """All that was learned.

    ``source`` is the kind of input it reads (``html`` or ``text``); ``features``
    names the columns it was fitted to.  The first of the ``passes`` sees the features of a
    block, each later one also the verdicts of the one before on what stands around it;
    ``whole`` tells from the last one's whether the page is an article; ``grouping`` what heads related headlines and of which
    kind their groups are; ``notices`` and ``captions`` which lines of flattened text are none of the article, whatever
    the trees say (the model of pages knows none).  ``thresholds`` are, per target, the least
    probabilities that count.
    """

    name: str
    source: str
    features: tuple[str, ...]
    vocabulary: Vocabulary
    passes: tuple[Pass, ...]
    whole: Trees
    grouping: Grouping
    notices: Notices
    captions: Captions
    thresholds: tuple[float, ...]
