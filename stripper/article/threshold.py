"""How likely a block has to be body to be it, by how clean the page or text is."""

from __future__ import annotations

import numpy as np

from stripper.types import TARGETS, Page

BODY, TITLE, RELATED = map(TARGETS.index, ("body", "title", "related"))
#: A page of which the classifier takes at least this share (of characters) for body is nearly
#: clean, and so is flattened text of the lower share; its blocks are body from this probability on.
CLEAN, CLEAN_TEXT, DOUBTFUL = 0.8, 0.7, 0.2
#: In flattened text as extractors leave it, only what has a lower probability than this is no body: else little would
#: be won, much lost, and what was cleaned would not come out the same when it is read again.
EXTRACTED = 0.05
#: What has a lower probability than this of being body plainly is none; of what extractors leave that is at most this
#: share (of characters), of whole pages far more.
PLAINLY_NONE, HARDLY_ANY = 0.1, 0.03
#: Body has so much more log-odds than it should on lines of sites that were not learned from (docs/experiments.md).
OVERSURE = 0.3


def body_threshold(page: Page, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> float:
    """The threshold at which the expected F1 of the text is greatest, but not below that for body.

    It is about one half where the classifier is sure, and lower where it is
    not (Lipton, Elkan, Naryanaswamy: Optimal Thresholding of Classifiers to
    Maximize F1 Measure, ECML PKDD 2014).  In what is nearly all body there is
    little to leave out and much to lose: there what is doubtful stays, and in
    what an extractor left nearly all.
    """
    body = probabilities[:, BODY]
    if is_extracted(page, probabilities, thresholds):
        return EXTRACTED
    if is_mostly_body(page, body):
        return DOUBTFUL
    order = np.argsort(-body, kind="stable")
    sizes = sizes_of(page)[order]
    found = np.cumsum(sizes * (_less_sure(body) if page.flattened else body)[order])
    expected = 2 * found / (np.cumsum(sizes) + max(found[-1], 1e-9))
    return max(float(body[order[int(np.argmax(expected))]]), thresholds[BODY])


def _less_sure(likely: np.ndarray) -> np.ndarray:
    """Probabilities with OVERSURE less of log-odds."""
    return likely / (likely + (1 - likely) * np.exp(OVERSURE))


def is_mostly_body(page: Page, body: np.ndarray) -> bool:
    """Whether a page or text is nearly clean, by its blocks' probabilities ``body`` (n,) of being body."""
    sizes, least = sizes_of(page), CLEAN_TEXT if page.flattened else CLEAN
    return bool(sizes @ body >= least * sizes.sum())


def is_extracted(page: Page, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> bool:
    """Whether flattened text looks like what an extractor leaves: no headline of another item, and hardly any of it
    plainly is no body."""
    body, _, related = probabilities.T
    if not page.flattened or (related >= thresholds[RELATED]).any():
        return False
    sizes = sizes_of(page)
    return bool(sizes[body < PLAINLY_NONE].sum() <= HARDLY_ANY * sizes.sum())


def sizes_of(page: Page) -> np.ndarray:
    """The characters of each block, float64 (n,)."""
    return np.fromiter(map(len, page.texts), np.float64, len(page.texts))
