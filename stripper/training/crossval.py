"""Predict every page by a model that has not seen its site."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from stripper import features
from stripper.api import classify, read_article
from stripper.article.assemble import body_text, label_blocks
from stripper.model.classifier import Model
from stripper.training.corpora import fold_of
from stripper.training.dataset import Example, learned_from
from stripper.training.fit import THREADS, Data, fit, gather
from stripper.types import TARGETS, Article, Page

FOLDS = 5

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Predicted:
    """A page's article, without its blocks; ``unrelated``, where its related links are
    labelled: the text if nothing were taken for a related link."""

    article: Article
    unrelated: str | None


def cross_validate(examples: list[Example], jobs: int) -> dict[Key, Predicted]:
    """What the model of the fold that its site is in makes of every example.

    The site of a page is in the same fold in every corpus, so that no model has
    seen any page of a site that it is measured on.
    """
    learned = {
        sample.key for sample in learned_from([example.sample for example in examples if not example.made])
    }
    data = gather([example for example in examples if example.sample.key in learned])
    for example in examples:  # pages that are only measured: their rows are computed anew
        example.base = np.zeros((0, 0), np.float32)
    work = (delayed(_fold)(data, examples, fold) for fold in range(FOLDS))
    return {key: predicted for part in Parallel(n_jobs=jobs)(work) for key, predicted in part.items()}


def _fold(data: Data, examples: list[Example], fold: int) -> dict[Key, Predicted]:
    started = time.monotonic()
    seen = np.array([fold_of(example.sample.site, FOLDS) != fold for example in data.examples])
    with threadpool_limits(THREADS):
        model = fit(data, seen)
    held = [e for e in examples if not e.made and fold_of(e.sample.site, FOLDS) == fold]
    predicted = {e.sample.key: predict(e, model) for e in held}
    print(f"fold {fold}: {seen.sum()} pages learned, {len(held)} predicted,"
          f" {time.monotonic() - started:.0f} s", file=sys.stderr)  # fmt: skip
    return predicted


def predict(example: Example, model: Model) -> Predicted:
    """What a model makes of an example's page."""
    unrelated = None if example.groups is None else _unrelated(example.page, model)
    article = read_article(example.page, example.sample.url, model)
    return Predicted(replace(article, blocks=()), unrelated)


def _unrelated(page: Page, model: Model) -> str:
    probabilities = classify(features.view(page), model)
    probabilities[:, TARGETS.index("related")] = 0
    return body_text(page, label_blocks(page, probabilities, model.thresholds))
