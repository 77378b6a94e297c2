"""Our figures beside the peers', on the same pages, with bootstrap intervals."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from stripper.training import metrics
from stripper.training.corpora import LEFT_OUT, Key, Sample
from stripper.training.metrics import Interval, Statistic
from stripper.training.peers import Output

#: What we are called among the extractors; and where the roles are left out that a corpus' gold leaves out.
NAME = "stripper"
CHOSEN = "stripper, roles chosen"
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
    Metric("shingle P", "shingles", metrics.mean_precision),
    Metric("shingle R", "shingles", metrics.mean_recall),
    Metric("shingle F1", "shingles", metrics.f1_of_means),
)
_WORDS = (Metric("word F1", "words", metrics.mean),)
_TITLES = (Metric("title", "title", metrics.mean), Metric("title exact", "title exact", metrics.mean))
_SEGMENTS = (
    Metric("segment P", "segments", metrics.micro_precision),
    Metric("segment R", "segments", metrics.micro_recall),
    Metric("segment F1", "segments", metrics.micro_f1),
)
_TEXTS = _SHINGLES + _WORDS + _TITLES
#: What is measured on a corpus, on its articles alone; on any other what is measured on texts.
METRICS = {
    "fundus": _TEXTS,
    "wcxb": _TEXTS,
    "daniel": _TEXTS,
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


def score(samples: Sequence[Sample], outputs: Outputs) -> Scores:
    """Per kind of score the columns of the samples, in order; zeros for a page that does not count."""
    return {
        kind: np.array([of(sample, outputs[sample.key]) for sample in samples], float)
        for kind, of in _SCORES.items()
    }


def compare(samples: Sequence[Sample], outputs: Mapping[str, Outputs], ours: str | None = None) -> Comparison:
    """The figures of all extractors on all corpora among the samples.

    ``outputs`` gives per extractor what it made of every sample; ``ours`` names
    the one that is set against the best of the others.
    """
    tables = [_table(name, parts, outputs, ours) for name, parts in _by_corpus(samples).items()]
    checks = [] if ours is None else list(_article_checks(samples, outputs[ours]))
    return Comparison(tables, checks)


def _by_corpus(samples: Sequence[Sample]) -> dict[str, list[Sample]]:
    """The samples of each corpus, those of METRICS first."""
    parts: dict[str, list[Sample]] = {name: [] for name in METRICS}
    for sample in samples:
        parts.setdefault(sample.corpus, []).append(sample)
    return {name: of for name, of in parts.items() if of}


def counts(sample: Sample) -> bool:
    """Whether the text of a page is measured: of pages that are told to be no articles it is not."""
    return sample.page_type in (None, "article")


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


def _table(corpus: str, samples: list[Sample], outputs: Mapping[str, Outputs], ours: str | None) -> Table:
    samples = [sample for sample in samples if counts(sample)]
    columns = METRICS.get(corpus, _TEXTS)
    if corpus not in LEFT_OUT:
        outputs = {name: of for name, of in outputs.items() if name != CHOSEN}
    scores = {name: score(samples, of) for name, of in outputs.items()}
    rows = [_row(columns, name, samples, of, scores[name]) for name, of in outputs.items()]
    rows.sort(key=lambda row: row.name != ours)
    differences = []
    if ours is not None:
        peers_rows = [row for row in rows if row.name not in (ours, CHOSEN)]
        for metric in columns:
            best = _best(peers_rows, metric.name)
            if best is not None:
                pair = scores[ours][metric.scores], scores[best][metric.scores]
                gap = metrics.paired_interval(*pair, metric.statistic)
                differences.append(Difference(metric.name, best, gap))
    return Table(corpus, len(samples), rows, differences)


def _row(
    columns: Sequence[Metric], name: str, samples: list[Sample], outputs: Outputs, scores: Scores
) -> Row:
    of_samples = [outputs[sample.key] for sample in samples]
    untitled = all(output.title is None for output in of_samples)
    figures = {
        metric.name: None
        if metric in _TITLES and untitled
        else metrics.interval(scores[metric.scores], metric.statistic)
        for metric in columns
    }
    return Row(name, figures, sum(output.error is not None for output in of_samples))


def _best(rows: list[Row], metric: str) -> str | None:
    """The row with the highest figure, if any has one."""
    known = {row.name: figure.value for row in rows if (figure := row.figures[metric]) is not None}
    known = {name: value for name, value in known.items() if not math.isnan(value)}
    return max(known, key=lambda name: known[name], default=None)


def _article_checks(samples: Sequence[Sample], outputs: Outputs) -> Iterator[ArticleCheck]:
    """For each corpus that has articles and other pages."""
    for corpus, parts in _by_corpus(samples).items():
        of_corpus = [sample for sample in parts if sample.page_type is not None]
        truth = [sample.page_type == "article" for sample in of_corpus]
        confidence = [value for sample in of_corpus if (value := outputs[sample.key].confidence) is not None]
        if len(set(truth)) == 2 and len(confidence) == len(truth):
            yield ArticleCheck(
                corpus,
                sum(truth),
                len(truth) - sum(truth),
                metrics.auc(truth, confidence),
                metrics.calibration_error(truth, confidence),
            )


def _format_table(table: Table) -> str:
    names = list(table.rows[0].figures)
    width = max(len(row.name) for row in table.rows)
    lines = [
        f"{table.corpus}: {table.pages} pages",
        "  " + " " * width + "".join(f"{name:>16}" for name in names) + "  errors",
    ]
    for row in table.rows:
        figures = "".join(f"{_format(row.figures[name]):>16}" for name in names)
        lines.append(f"  {row.name:<{width}}{figures}{row.errors:>8}")
    for difference in table.differences:
        gap = difference.interval
        figure = f"{gap.value:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]"
        lines.append(f"  {difference.metric}: {figure} over {difference.peer}")
    return "\n".join(lines) + "\n"


def _format(figure: Interval | None) -> str:
    if figure is None or math.isnan(figure.value):
        return "-"
    return f"{figure.value:.3f} ± {(figure.high - figure.low) / 2:.3f}"


def _plain(value: object) -> object:
    """The same with None for NaN, which JSON does not have."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
