"""Tell what each block is known to be, and how much it weighs in learning that."""

from __future__ import annotations

import numpy as np

from stripper.training.dataset import NO_TITLE, Example
from stripper.training.labels import further_pages
from stripper.types import TARGETS

#: What a page of a corpus weighs in learning the body: fundus has the cleanest
#: gold and the pages of today, but few of them; daniel's are of 2012.
BODY_WEIGHT = {"fundus": 3.0, "wcxb": 1.3, "daniel": 0.7}
#: What a block weighs of a page of which segments alone are known to be body or not, where a
#: whole page weighs 100.
SEGMENT_WEIGHT = 10.0
#: What a page made from another weighs, in learning the body and the headline.
MADE_WEIGHT = {"": (1.0, 1.0), "harder": (0.4, 1.0), "small": (0.4, 1.0), "composed": (1.0, 3.0)}
#: What a page weighs in learning which links are related if its labels are our own: those of
#: daniel, whose lists are those of 2012, teach headings and kinds alone (docs/experiments.md).
FURTHER_WEIGHT = {"fundus": 0.5, "wcxb": 0.5, "trafilatura-eval": 0.25}
#: Blocks whose words stand in the gold only in part weigh this much.
DOUBTFUL = 0.3
#: Of the blocks that lie further than NEARBY blocks from any body block, one in
#: THINNED is learned from, with the weight of all.
NEARBY = 15
THINNED = 4


def targets_of(examples: list[Example]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each of TARGETS a bool label and a weight (0: unknown) per block of all examples."""
    columns: dict[str, list] = {target: [] for target in TARGETS}
    for example in examples:
        for target, labels in zip(TARGETS, _labels(example)):
            columns[target].append(labels)
    return {
        target: (
            np.concatenate([label for label, _ in parts]),
            np.concatenate([weight for _, weight in parts]),
        )
        for target, parts in columns.items()
    }


def _labels(example: Example) -> list[tuple[np.ndarray, np.ndarray]]:
    """A label and a weight per block, for each of TARGETS."""
    return [_body(example), _title(example), _related(example)]


def _body(example: Example) -> tuple[np.ndarray, np.ndarray]:
    n = len(example.page.texts)
    if example.body is not None and example.sample.page_type is None:
        return example.body == 1, (SEGMENT_WEIGHT * ~np.isnan(example.body)).astype(np.float32)
    if example.body is None or example.sample.page_type != "article":
        return np.zeros(n, bool), np.zeros(n, np.float32)
    weight = np.sqrt(np.minimum(example.view.words, 200))
    weight = np.where((example.body > 0.15) & (example.body < 0.85), DOUBTFUL * weight, weight)
    label = (example.body >= 0.5) & ~example.title_like
    weight = _page_weight(example, _thinned(weight, label))
    weight *= BODY_WEIGHT.get(example.sample.corpus, 1.0) * MADE_WEIGHT[example.made][0]
    return label, weight


def _page_weight(example: Example, weight: np.ndarray) -> np.ndarray:
    """Weights that sum to the same for every page."""
    return (weight * (100 / max(weight.sum(), 1e-6))).astype(np.float32)


def _thinned(weight: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Of the blocks that lie further than NEARBY blocks from any labelled one, one in THINNED with
    the weight of all; of the others each."""
    far = np.convolve(label, np.ones(2 * NEARBY + 1), "same")[: len(label)] < 0.5
    picked = np.arange(len(label)) % THINNED == 0
    return np.where(far, weight * picked * THINNED, weight)


def _title(example: Example) -> tuple[np.ndarray, np.ndarray]:
    n = len(example.page.texts)
    label = np.zeros(n, bool)
    if example.title in (None, -1) or example.sample.page_type != "article":
        return label, np.zeros(n, np.float32)
    if example.title != NO_TITLE:
        label[example.title] = True
    weight = np.full(n, MADE_WEIGHT[example.made][1], np.float32)
    weight[example.title_like & ~label] *= 0.3
    return label, _thinned(weight, label) if example.page.flattened else weight


def _related(example: Example) -> tuple[np.ndarray, np.ndarray]:
    n = len(example.page.texts)
    if example.related is None:
        return np.zeros(n, bool), np.zeros(n, np.float32)
    further = example.sample.key in further_pages()
    share = FURTHER_WEIGHT.get(example.sample.corpus, 0.0) if further else 1.0
    weight = np.full(n, share, np.float32)
    # Without elements every line may be one; with them the links alone.
    return example.related, _thinned(weight, example.related) if example.page.flattened else weight
