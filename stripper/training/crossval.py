"""Predict every page by a model that has not seen its site."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from stripper.api import classify
from stripper.article.assemble import assemble
from stripper.model.classifier import Model
from stripper.training.corpora import fold_of
from stripper.training.dataset import Example, learned_from
from stripper.training.fit import THREADS, Data, fit, gather
from stripper.types import Article

FOLDS = 5

Key = tuple[str, str]


def cross_validate(examples: list[Example], jobs: int) -> dict[Key, Article]:
    """The article of every example, by the model of the fold that its site is in.

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
    return {key: article for part in Parallel(n_jobs=jobs)(work) for key, article in part.items()}


def _fold(data: Data, examples: list[Example], fold: int) -> dict[Key, Article]:
    started = time.monotonic()
    seen = np.array([fold_of(example.sample.site, FOLDS) != fold for example in data.examples])
    with threadpool_limits(THREADS):
        model = fit(data, seen)
    held = [e for e in examples if not e.made and fold_of(e.sample.site, FOLDS) == fold]
    articles = {(e.sample.corpus, e.sample.id): predict(e, model) for e in held}
    print(f"fold {fold}: {seen.sum()} pages learned, {len(held)} predicted,"
          f" {time.monotonic() - started:.0f} s", file=sys.stderr)  # fmt: skip
    return articles


def predict(example: Example, model: Model) -> Article:
    """The article of an example's page, without its blocks."""
    probabilities, confidence = classify(example.page, model)
    article = assemble(example.page, probabilities, model.thresholds, confidence, example.sample.url, "html")
    return replace(article, blocks=())
