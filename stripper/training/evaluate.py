"""Measure: ours by cross-validation grouped by site, and the peers, on the same pages."""

from __future__ import annotations

from pathlib import Path

from stripper.training import compare, corpora, dataset, peers, related
from stripper.training.compare import CHOSEN, NAME
from stripper.training.crossval import Predicted, cross_validate
from stripper.training.fit import SEED
from stripper.training.labels import load_labels
from stripper.training.peers import Output

Labels = dict[related.Key, list[dict]]
#: So many of the worst pages of each corpus are listed.
WORST = 20


def evaluate(corpora_folder: Path, labels: Path, jobs: int, cache: Path, scores: Path | None = None) -> str:
    """The report on all corpora, ours and the installed peers', and on related links.

    Outputs of peers are kept in ``cache``.  ``scores`` is a file to write the
    figures to, as JSON, for the manifest of a model.
    """
    samples = corpora.load(corpora_folder)
    groups = corpora.load_related(labels)
    predicted = _predict(samples, load_labels(labels), jobs)
    ours = {sample.key: Output("", confidence=0.0) for sample in samples}  # as an empty page has it
    chosen = dict(ours)
    for key, page in predicted.items():
        ours[key] = Output(page.article.text, page.article.title, page.article.confidence)
        chosen[key] = Output(page.chosen, page.article.title, page.article.confidence)
    names = peers.installed()
    outputs = {NAME: ours, CHOSEN: chosen, **compare.run_peers(samples, names, jobs, cache)}
    comparison = compare.compare(samples, outputs, NAME)
    if scores is not None:
        scores.write_text(compare.to_json(comparison), encoding="utf-8")
    versions = "peers: " + ", ".join(map(peers.release, names)) + "\n"
    worst = (_worst(samples, ours, name) for name in ("fundus", "wcxb", "daniel"))
    return "\n".join([compare.report(comparison), _related(samples, predicted, groups), versions, *worst])


def evaluate_related(corpora_folder: Path, labels: Path, jobs: int) -> str:
    """The report on related links alone."""
    samples = corpora.load(corpora_folder, dataset.TRAINED_ON)
    predicted = _predict(samples, load_labels(labels), jobs)
    return _related(samples, predicted, corpora.load_related(labels))


def _predict(samples: list[corpora.Sample], groups: Labels, jobs: int) -> dict[related.Key, Predicted]:
    examples = dataset.build(samples, groups, jobs)
    examples += dataset.build_harder(samples, jobs, SEED)
    return cross_validate(examples, jobs)


def _related(samples: list[corpora.Sample], predicted: dict[related.Key, Predicted], groups: Labels) -> str:
    gold = {sample.key: sample.text for sample in samples if sample.page_type == "article" and sample.text}
    found = {key: page.article.related for key, page in predicted.items()}
    pairs = [(page, gold[key]) for key, page in predicted.items() if key in groups and key in gold]
    texts = [text for _, text in pairs]
    lost = (
        related.lost_share([page.article.text for page, _ in pairs], texts),
        related.lost_share([page.unrelated or "" for page, _ in pairs], texts),
    )
    return related.report(found, groups, lost)


def _worst(samples: list[corpora.Sample], ours: compare.Outputs, corpus: str) -> str:
    lines = [
        f"  {page.f1:.3f}  P {page.precision:.3f}  R {page.recall:.3f}  {page.site}  {page.id}"
        for page in compare.worst(samples, ours, corpus, WORST)
    ]
    return "\n".join([f"{corpus}: our worst pages by shingle F1", *lines, ""])
