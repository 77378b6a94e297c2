"""Predict every page by a model that has not seen its site."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from stripper import features
from stripper.api import article_of, cut_text, read_text
from stripper.article.assemble import body_text
from stripper.article.label import label_blocks
from stripper.judge import classify, judge_pages
from stripper.model.classifier import Model
from stripper.training.corpora import FOLDS, LEFT_OUT, Key, Sample, fold_of
from stripper.training.dataset import Example, learned_from
from stripper.training.fit import THREADS, fit
from stripper.training.gather import Data, gather
from stripper.training.verdicts import Verdicts, of_page
from stripper.types import TARGETS, Article, Page

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Predicted:
    """A page's article, without its blocks; ``chosen``: its text without the roles that the gold of
    its corpus leaves out; ``unrelated``, where its related links are labelled: the text if nothing were taken
    for a related link; ``verdicts``: what was told of its blocks beside what is known of them."""

    article: Article
    chosen: str
    unrelated: str | None
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class Folds(Generic[R]):
    """What was made of every page, and the models of the folds that made it."""

    found: dict[Key, R]
    models: list[Model]

    def model_of(self, sample: Sample) -> Model:
        """The model that has not seen the site of a page."""
        return self.models[fold_of(sample.site, FOLDS)]


def cross_validate(examples: list[Example], jobs: int) -> Folds[Predicted]:
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
    measured = [(example.sample, example) for example in examples if not example.made]
    return _over_folds(data, measured, predict, jobs)


def cross_validate_texts(
    examples: list[Example], texts: list[tuple[Sample, dict[str, str]]], jobs: int
) -> dict[Key, dict[str, Article]]:
    """The same for flattened text: what is made of each of the named texts of a page."""
    data = gather(examples, features.TEXT)
    return _over_folds(data, texts, _read_texts, jobs).found


def _over_folds(
    data: Data, measured: list[tuple[Sample, T]], read: Callable[[T, Model], R], jobs: int
) -> Folds[R]:
    parts: list[list[tuple[Sample, T]]] = [[] for _ in range(FOLDS)]
    for sample, page in measured:
        parts[fold_of(sample.site, FOLDS)].append((sample, page))
    work = (delayed(_fold)(data, part, read, fold) for fold, part in enumerate(parts))
    done = Parallel(n_jobs=jobs)(work)
    return Folds(
        {key: read for found, _ in done for key, read in found.items()}, [model for _, model in done]
    )


def _fold(
    data: Data, held: list[tuple[Sample, T]], read: Callable[[T, Model], R], fold: int
) -> tuple[dict[Key, R], Model]:
    started = time.monotonic()
    seen = np.array([fold_of(example.sample.site, FOLDS) != fold for example in data.examples])
    with threadpool_limits(THREADS):
        model = fit(data, seen)
    found = {sample.key: read(page, model) for sample, page in held}
    print(f"fold {fold}: {seen.sum()} pages learned, {len(held)} predicted,"
          f" {time.monotonic() - started:.0f} s", file=sys.stderr)  # fmt: skip
    return found, model


def _read_texts(texts: dict[str, str], model: Model) -> dict[str, Article]:
    return {name: replace(read_text(cut_text(text), model), blocks=()) for name, text in texts.items()}


def predict(example: Example, model: Model) -> Predicted:
    """What a model makes of an example's page."""
    unrelated = None if example.groups is None else _unrelated(example.page, model)
    reading = judge_pages([(example.page, example.sample.url)], model)[0]
    article = article_of(reading)
    left_out = LEFT_OUT.get(example.sample.corpus, ())
    chosen = ["boilerplate" if block.role in left_out else block.label for block in article.blocks]
    chosen_text = body_text(example.page, chosen)
    return Predicted(replace(article, blocks=()), chosen_text, unrelated, of_page(example, reading))


def _unrelated(page: Page, model: Model) -> str:
    probabilities = classify(features.view(page), model)
    probabilities[:, TARGETS.index("related")] = 0
    return body_text(page, label_blocks(page, probabilities, model.thresholds))
