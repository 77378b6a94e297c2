"""Measure: ours by cross-validation grouped by site, and the peers, on the same pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stripper.training import compare, corpora, dataset, pages, peers, related
from stripper.training.comments import Kept, measure_comments
from stripper.training.compare import CHOSEN, NAME, Comparison, Outputs
from stripper.training.corpora import Key, Sample
from stripper.training.crossval import Folds, Predicted, cross_validate
from stripper.training.fit import SEED
from stripper.training.labels import load_labels
from stripper.training.outputs import run_peers
from stripper.training.pages import PageScore
from stripper.training.peers import Output

#: So many of the worst pages of each corpus are listed.
WORST = 20


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, and of what.

    ``folds``: what our models made of the samples; ``outputs``: every extractor's, ours first, by its name;
    ``related``: the measure of related links; ``peers``: the others with their versions; ``comments``: what each extractor
    keeps of readers' comments.
    """

    samples: list[Sample]
    folds: Folds[Predicted]
    outputs: dict[str, Outputs]
    comparison: Comparison
    related: related.Measured
    peers: list[str]
    comments: dict[str, Kept]


def evaluate(corpora_folder: Path, labels: Path, jobs: int, cache: Path) -> Evaluation:
    """Measure ours and the installed peers on all corpora, and related links.

    Outputs of peers are kept in ``cache``.
    """
    samples = corpora.load(corpora_folder)
    folds = _predict(samples, labels, jobs)
    names = peers.installed()
    theirs = run_peers(samples, names, jobs, cache)
    return measure(samples, folds, corpora.load_related(labels), theirs, list(map(peers.release, names)))


def measure(
    samples: list[Sample],
    folds: Folds[Predicted],
    groups: dict[Key, list[dict]],
    theirs: Mapping[str, Outputs],
    releases: list[str],
) -> Evaluation:
    """Measure what our models and the others made of the samples; ``groups``: labelled related links."""
    ours = {sample.key: Output("", confidence=0.0) for sample in samples}  # as an empty page has it
    chosen = dict(ours)
    for key, page in folds.found.items():
        ours[key] = Output(page.article.text, page.article.title, page.article.confidence)
        chosen[key] = Output(page.chosen, page.article.title, page.article.confidence)
    outputs: dict[str, Outputs] = {NAME: ours, CHOSEN: chosen, **theirs}
    comparison = compare.compare(samples, outputs, NAME)
    kept = measure_comments([sample for sample in samples if compare.counts(sample)], {NAME: ours, **theirs})
    links = _related(samples, folds.found, groups)
    return Evaluation(samples, folds, outputs, comparison, links, releases, kept)


def evaluate_related(corpora_folder: Path, labels: Path, jobs: int) -> related.Measured:
    """Measure related links alone."""
    samples = dataset.trained_on(corpora_folder)
    found = _predict(samples, labels, jobs).found
    return _related(samples, found, corpora.load_related(labels))


def as_text(evaluation: Evaluation) -> str:
    """What was measured as tables of fixed width."""
    scores = pages.score_pages(evaluation.samples, evaluation.outputs[NAME])
    return "\n".join([
        compare.report(evaluation.comparison),
        related.report(evaluation.related),
        _told_comments(evaluation.comments),
        "peers: " + ", ".join(evaluation.peers) + "\n",
        *(_worst(scores, name) for name in _with_texts(evaluation.samples)),
    ])  # fmt: skip


def _told_comments(kept: dict[str, Kept]) -> str:
    lines = [f"  {name:<24}{of.share:.3f}{of.many:>6}" for name, of in kept.items()]
    pages = next(iter(kept.values())).pages
    head = f"readers' comments on {pages} pages: share of their paragraphs kept, pages that keep many"
    return "\n".join([head, *lines, ""])


def _with_texts(samples: list[Sample]) -> list[str]:
    """The corpora with gold texts that models are trained on."""
    named = dict.fromkeys(sample.corpus for sample in samples if sample.text)
    return [name for name in named if name not in dataset.MEASURED_ON]


def _predict(samples: list[Sample], labels: Path, jobs: int) -> Folds[Predicted]:
    groups = load_labels(labels, "html")
    return cross_validate(dataset.build_all(samples, groups, jobs, SEED), jobs)


def _related(
    samples: list[Sample], predicted: dict[Key, Predicted], groups: dict[Key, list[dict]]
) -> related.Measured:
    gold = {sample.key: sample.text or "" for sample in samples if sample.is_article}
    found = {key: page.article.related for key, page in predicted.items()}
    pairs = [(page, gold[key]) for key, page in predicted.items() if key in groups and key in gold]
    texts = [text for _, text in pairs]
    lost = (
        related.lost_share([page.article.text for page, _ in pairs], texts),
        related.lost_share([page.unrelated or "" for page, _ in pairs], texts),
    )
    return related.measure(found, groups, lost)


def _worst(scores: list[PageScore], corpus: str) -> str:
    lines = [
        f"  {page.f1:.3f}  P {page.precision:.3f}  R {page.recall:.3f}  {page.sample.site}  {page.sample.id}"
        for page in scores
        if page.sample.corpus == corpus
    ]
    return "\n".join([f"{corpus}: our worst pages by shingle F1", *lines[:WORST], ""])
