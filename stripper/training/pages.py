"""Score texts page by page, and gather the pages by language and by site."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stripper.training import metrics
from stripper.training.compare import Outputs, counts
from stripper.training.corpora import Sample


@dataclass(frozen=True, slots=True)
class PageScore:
    """Shingle precision and recall of the text of a page, NaN where undefined."""

    sample: Sample
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """0 where nothing agrees."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total > 0 else 0.0  # NaN > 0 is false


@dataclass(frozen=True, slots=True)
class GroupScore:
    """Pages of a corpus that share a language or a site, the worst first; F1 is that of the mean precision
    and the mean recall, NaN where both are undefined."""

    corpus: str
    name: str
    pages: list[PageScore]
    precision: float
    recall: float
    f1: float


def score_pages(samples: Sequence[Sample], outputs: Outputs) -> list[PageScore]:
    """The scores of the pages that have a gold text and count, the worst first."""
    scores = [
        PageScore(sample, *metrics.shingle_scores(outputs[sample.key].text, sample.text))
        for sample in samples
        if sample.text is not None and counts(sample)
    ]
    return sorted(scores, key=lambda page: (page.f1, page.sample.key))


def gather(pages: Sequence[PageScore], name: Callable[[Sample], str | None]) -> list[GroupScore]:
    """The pages by corpus and name, the group with the least F1 first; those without a name are left out."""
    parts: dict[tuple[str, str], list[PageScore]] = {}
    for page in pages:
        named = name(page.sample)
        if named is not None:
            parts.setdefault((page.sample.corpus, named), []).append(page)
    groups = [_group(corpus, named, part) for (corpus, named), part in parts.items()]
    return sorted(groups, key=lambda group: (_or_zero(group.f1), group.corpus, group.name))


def _group(corpus: str, name: str, pages: list[PageScore]) -> GroupScore:
    columns = [
        number
        for page in pages
        for score in (page.precision, page.recall)
        for number in ((0, 0) if math.isnan(score) else (score, 1))
    ]
    sums = np.array(columns, float).reshape(-1, 4).sum(0)
    precision, recall = metrics.mean_precision(sums), metrics.mean_recall(sums)
    return GroupScore(corpus, name, pages, float(precision), float(recall), float(metrics.f1_of_means(sums)))


def _or_zero(figure: float) -> float:
    return 0.0 if math.isnan(figure) else figure
