"""Measure what was told of each block against what is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import average_precision_score, confusion_matrix, precision_recall_curve

from stripper.training.dataset import NO_TITLE, Example
from stripper.training.metrics import BINS, calibration_error
from stripper.types import LABELS, TARGETS, Reading

#: From this share of its words on that stand in the gold text a block is body.
BODY = 0.5
#: A curve is thinned to at most so many points.
POINTS = 300


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was told and what is known of n blocks.

    ``probabilities``: float32 (n, targets); ``truth``: float32 (n, targets), 1 or 0, NaN where nobody knows;
    ``labels``: int8 (n,), numbers of LABELS.
    """

    probabilities: np.ndarray
    truth: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, slots=True)
class Curve:
    """How well the probability of a target tells its blocks from others.

    ``precision`` and ``recall`` run along the threshold; ``average_precision`` is the area below them
    (scikit-learn's, without interpolation); ``decided`` are the precision and the recall of the labels
    given.
    """

    target: str
    blocks: int
    positives: int
    precision: np.ndarray
    recall: np.ndarray
    average_precision: float
    decided: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The share of a target's blocks by bins of its probability; ``error`` is the expected calibration error."""

    target: str
    told: np.ndarray
    true: np.ndarray
    counts: np.ndarray
    error: float


def of_page(example: Example, reading: Reading) -> Verdicts:
    """The blocks of a page; those that a reading took from elsewhere have no truth, and are left out."""
    count = len(example.title_like)
    labels = [LABELS.index(label) for label in reading.labels[:count]]
    return Verdicts(reading.probabilities[:count], _truth(example, count), np.array(labels, np.int8))


def _truth(example: Example, count: int) -> np.ndarray:
    truth = np.full((count, len(TARGETS)), np.nan, np.float32)
    body, title, related = range(len(TARGETS))
    if example.body is not None:
        truth[:, body] = np.where(np.isnan(example.body), np.nan, example.body >= BODY)
    if example.title is not None and example.title != NO_TITLE:
        truth[:, title] = np.arange(count) == example.title
    if example.related is not None:
        truth[:, related] = example.related
    return truth


def join(parts: Iterable[Verdicts]) -> Verdicts:
    """Those of several pages as one."""
    parts = list(parts)
    return Verdicts(
        np.vstack([part.probabilities for part in parts]),
        np.vstack([part.truth for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )


def curve(verdicts: Verdicts, target: str) -> Curve:
    """The precision-recall curve of a target, over the blocks of which it is known."""
    truth, probability, given = _known(verdicts, target)
    precision, recall, _ = precision_recall_curve(truth, probability)
    # Evenly along the curve's length, as its points crowd where nothing happens.
    length = np.cumsum(np.hypot(np.diff(precision, prepend=precision[0]), np.diff(recall, prepend=recall[0])))
    kept = np.unique(np.searchsorted(length, np.linspace(0, length[-1], POINTS)))
    right = float((given & truth).sum())
    decided = right / max(int(given.sum()), 1), right / max(int(truth.sum()), 1)
    area = float(average_precision_score(truth, probability))
    return Curve(target, len(truth), int(truth.sum()), precision[kept], recall[kept], area, decided)


def calibration(verdicts: Verdicts, target: str) -> Calibration:
    """How often blocks are of a target, by its probability, over the blocks of which it is known."""
    truth, probability, _ = _known(verdicts, target)
    true, told = calibration_curve(truth, probability, n_bins=BINS)
    edges = np.linspace(0, 1, BINS + 1)[1:-1]
    counts = np.bincount(np.searchsorted(edges, probability), minlength=BINS)  # in the bins of that function
    return Calibration(target, told, true, counts[counts > 0], calibration_error(truth, probability))


def confusion(verdicts: Verdicts) -> np.ndarray:
    """How many blocks of each label (row) were given each label (column), int (labels, labels), over the
    pages of which all is known."""
    known = ~np.isnan(verdicts.truth).any(axis=1)
    truth = verdicts.truth[known]
    true = np.full(len(truth), LABELS.index("boilerplate"))
    for target in ("body", "related", "title"):  # the latter win
        true[truth[:, TARGETS.index(target)] == 1] = LABELS.index(target)
    return confusion_matrix(true, verdicts.labels[known], labels=range(len(LABELS)))


def _known(verdicts: Verdicts, target: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether the blocks of which it is known are of a target, its probability, and whether they were given it."""
    column = TARGETS.index(target)
    truth = verdicts.truth[:, column]
    known = ~np.isnan(truth)
    given = verdicts.labels[known] == LABELS.index(target)
    return truth[known] == 1, verdicts.probabilities[known, column], given
