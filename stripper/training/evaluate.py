"""Measure: ours by cross-validation grouped by site, and the peers, on the same pages."""

from __future__ import annotations

from pathlib import Path

from stripper.training import compare, corpora, dataset, peers
from stripper.training.crossval import cross_validate
from stripper.training.fit import SEED
from stripper.training.peers import Output

NAME = "stripper"
#: So many of the worst pages of each corpus are listed.
WORST = 20


def evaluate(corpora_folder: Path, labels: Path, jobs: int, cache: Path, scores: Path | None = None) -> str:
    """The report on all corpora, ours and the installed peers'.

    Outputs of peers are kept in ``cache``.  ``scores`` is a file to write the
    figures to, as JSON, for the manifest of a model.
    """
    samples = corpora.load(corpora_folder)
    examples = dataset.build(samples, corpora.load_related(labels), jobs)
    examples += dataset.build_harder(samples, jobs, SEED)
    articles = cross_validate(examples, jobs)
    ours = {sample.key: Output("", confidence=0.0) for sample in samples}  # as an empty page has it
    for key, article in articles.items():
        ours[key] = Output(article.text, article.title, article.confidence)
    names = peers.installed()
    outputs = {NAME: ours, **compare.run_peers(samples, names, jobs, cache)}
    comparison = compare.compare(samples, outputs, NAME)
    if scores is not None:
        scores.write_text(compare.to_json(comparison), encoding="utf-8")
    versions = "peers: " + ", ".join(map(peers.release, names)) + "\n"
    worst = (_worst(samples, ours, name) for name in ("fundus", "wcxb", "daniel"))
    return "\n".join([compare.report(comparison), versions, *worst])


def _worst(samples: list[corpora.Sample], ours: compare.Outputs, corpus: str) -> str:
    lines = [
        f"  {page.f1:.3f}  P {page.precision:.3f}  R {page.recall:.3f}  {page.site}  {page.id}"
        for page in compare.worst(samples, ours, corpus, WORST)
    ]
    return "\n".join([f"{corpus}: our worst pages by shingle F1", *lines, ""])
