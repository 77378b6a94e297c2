"""Find what captions of pictures say: which lines are some the elements tell from which they came."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from stripper.model.captions import BITS, Captions, buckets_of, no_captions
from stripper.training.gather import Data
from stripper.training.tokens import fit_quietly
from stripper.types import Page

#: The inverse strength of the L2 penalty, and the iterations.
C, ITERATIONS = 0.03, 60


def fit_captions(data: Data, pages: np.ndarray) -> Captions:
    """How captions are told from body on the pages that the bool array ``pages`` picks; not at all if none has both."""
    label, weight = data.targets["body"]
    tables, is_caption = [], []
    for k in np.flatnonzero(pages):
        example = data.examples[k]
        if example.captions is None or example.made:
            continue
        rows = slice(data.starts[k], data.starts[k + 1])
        known = example.captions | (label[rows] & (weight[rows] > 0))
        tables.append(_table(example.page, np.flatnonzero(known)))
        is_caption.append(example.captions[known])
    target = np.concatenate([np.zeros(0, bool), *is_caption])
    if target.all() or not target.any():
        return no_captions()
    model = LogisticRegression(C=C, max_iter=ITERATIONS, solver="liblinear")
    fit_quietly(model, sparse.vstack(tables, format="csr"), target, np.ones(len(target)))
    weights = model.coef_[0].astype(np.float16).astype(np.float32)
    return Captions(weights, float(model.intercept_[0]))


def _table(page: Page, blocks: np.ndarray) -> sparse.csr_matrix:
    """Which buckets each of some blocks is in, float32 of shape (blocks, buckets)."""
    buckets, sizes = buckets_of(page, blocks.tolist())
    ends = np.concatenate([[0], np.cumsum(sizes)])
    return sparse.csr_matrix((np.ones(len(buckets), np.float32), buckets, ends), (len(blocks), 2**BITS))
