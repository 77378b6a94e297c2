"""Our figures beside the peers', on the same pages, with bootstrap intervals."""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

from stripper.html.decode import decode
from stripper.training import metrics, peers
from stripper.training.corpora import Sample
from stripper.training.metrics import Interval, Statistic
from stripper.training.peers import Output

Key = tuple[str, str]
Outputs = Mapping[Key, Output]
#: Per kind of score, the columns (pages, k) that a statistic sums.
Scores = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Metric:
    """A column of a report: its heading, the scores it needs and what it makes of their sums."""

    name: str
    scores: str
    statistic: Statistic


_SHINGLES = (
    Metric("shingle P", "precision", metrics.mean),
    Metric("shingle R", "recall", metrics.mean),
    Metric("shingle F1", "shingles", metrics.f1_of_means),
)
_WORDS = (Metric("word F1", "words", metrics.mean),)
_TITLES = (Metric("title", "title", metrics.mean), Metric("title exact", "title exact", metrics.mean))
_SEGMENTS = (
    Metric("segment P", "segments", metrics.micro_precision),
    Metric("segment R", "segments", metrics.micro_recall),
    Metric("segment F1", "segments", metrics.micro_f1),
)
#: What is measured on each corpus; in wcxb only on the articles.
METRICS = {
    "fundus": _SHINGLES + _WORDS + _TITLES,
    "wcxb": _SHINGLES + _WORDS + _TITLES,
    "daniel": _SHINGLES + _WORDS + _TITLES,
    "trafilatura-eval": _SEGMENTS,
    "readability": _WORDS,
}


@dataclass(frozen=True, slots=True)
class Row:
    """An extractor's figures by the metric's name (None where it has no titles), and pages it failed on."""

    name: str
    figures: dict[str, Interval | None]
    errors: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Ours minus the best peer's figure, over the same pages."""

    metric: str
    peer: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a corpus, ours first."""

    corpus: str
    pages: int
    rows: list[Row]
    differences: list[Difference]


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """How well the confidence tells articles from other pages."""

    corpus: str
    articles: int
    others: int
    auc: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All figures of an evaluation."""

    tables: list[Table]
    article_checks: list[ArticleCheck]


@dataclass(frozen=True, slots=True)
class Worst:
    """A page on which the text went wrong: shingle precision, recall and F1, NaN where undefined."""

    id: str
    site: str
    precision: float
    recall: float
    f1: float


def run_peers(samples: Sequence[Sample], names: Sequence[str], jobs: int, cache: Path | str) -> dict[str, dict[Key, Output]]:
    """What each named peer makes of each page: name -> (corpus, id) -> output.

    Outputs are kept in the folder ``cache``, by peer, version, page and URL, so
    that only what is new is computed.
    """
    Path(cache).mkdir(parents=True, exist_ok=True)
    with closing(_Cache(Path(cache) / "peers.sqlite")) as store:
        outputs: dict[str, dict[Key, Output]] = {name: {} for name in names}
        work = (delayed(_run)(*task) for task in _tasks(samples, names, store, outputs))
        for key, digest, found in Parallel(n_jobs=jobs, return_as="generator_unordered")(work):
            store.put(digest, found)
            for name, output in found.items():
                outputs[name][key] = output
    return {name: {sample.key: outputs[name][sample.key] for sample in samples} for name in names}


def score(samples: Sequence[Sample], outputs: Outputs) -> Scores:
    """Per kind of score the columns of the samples, in order; zeros for a page that does not count."""
    return {kind: np.array([of(sample, outputs[sample.key]) for sample in samples], float) for kind, of in _SCORES.items()}


def compare(samples: Sequence[Sample], outputs: Mapping[str, Outputs], ours: str | None = None) -> Comparison:
    """The figures of all extractors on all corpora among the samples.

    ``outputs`` gives per extractor what it made of every sample; ``ours`` names
    the one that is set against the best of the others.
    """
    corpora = [name for name in METRICS if any(sample.corpus == name for sample in samples)]
    tables = [_table(name, [s for s in samples if s.corpus == name], outputs, ours) for name in corpora]
    checks = [] if ours is None else list(_article_checks(samples, outputs[ours]))
    return Comparison(tables, checks)


def report(comparison: Comparison) -> str:
    """The comparison as tables of fixed width; ± is half the width of the 95% interval."""
    parts = [_format_table(table) for table in comparison.tables]
    parts += [
        f"{check.corpus}: confidence, {check.articles} articles and {check.others} other pages\n"
        f"  AUC {check.auc:.3f}, calibration error {check.calibration_error:.3f}\n"
        for check in comparison.article_checks
    ]
    return "\n".join(parts)


def to_json(comparison: Comparison) -> str:
    """The comparison as JSON; null where a figure is undefined."""
    return json.dumps(_plain(asdict(comparison)), indent=1, allow_nan=False) + "\n"


def worst(samples: Sequence[Sample], outputs: Outputs, corpus: str, n: int) -> list[Worst]:
    """The n pages of a corpus with gold text whose shingle F1 is lowest, the lowest first."""
    pages = []
    for sample in samples:
        if sample.corpus == corpus and sample.text is not None and _counts(sample):
            precision, recall = metrics.shingle_scores(outputs[sample.key].text, sample.text)
            total = precision + recall
            f1 = 2 * precision * recall / total if total > 0 else 0.0  # NaN > 0 is false
            pages.append(Worst(sample.id, sample.site, precision, recall, f1))
    return sorted(pages, key=lambda page: (page.f1, page.id))[:n]


def _shingles(sample: Sample, output: Output) -> list[float]:
    if sample.text is None:
        return [0, 0, 0, 0]
    scores = metrics.shingle_scores(output.text, sample.text)
    return [number for score in scores for number in ((0, 0) if math.isnan(score) else (score, 1))]


def _words(sample: Sample, output: Output) -> list[float]:
    return [0, 0] if sample.text is None else [metrics.word_f1(output.text, sample.text), 1]


def _title(sample: Sample, output: Output) -> list[float]:
    return [0, 0] if sample.title is None else [metrics.title_agrees(output.title, sample.title), 1]


def _title_exact(sample: Sample, output: Output) -> list[float]:
    return [0, 0] if sample.title is None else [metrics.title_exact(output.title, sample.title), 1]


def _segments(sample: Sample, output: Output) -> list[float]:
    return list(metrics.segment_counts(output.text, sample.kept, sample.dropped)[:3])


_SCORES: dict[str, Callable[[Sample, Output], list[float]]] = {
    "shingles": _shingles,
    "words": _words,
    "title": _title,
    "title exact": _title_exact,
    "segments": _segments,
}
