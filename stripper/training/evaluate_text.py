"""Measure flattened text: ours by cross-validation grouped by site, and the peers on the same lines."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from joblib import Parallel, delayed

from stripper.html.decode import decode
from stripper.training import compare, compose, corpora, dataset, flatten, metrics, peers, related, texts
from stripper.training.compare import NAME, Comparison
from stripper.training.corpora import Key, Sample
from stripper.training.crossval import cross_validate_texts
from stripper.training.fit import SEED
from stripper.training.flatten import FLATTENERS
from stripper.training.labels import load_labels
from stripper.training.outputs import run_peers
from stripper.training.peers import Output
from stripper.types import Article

#: The peers that take text, each line wrapped in a ``<p>``.
BENT = ("boilerpy3", "jusText")
#: Extractors whose output is cleaned.
CLEANED = ("trafilatura", "readability-lxml", "newspaper4k")
CLEAN = "gold"
COMPOSED = "composed"
#: So many pages are put together from teasers, an article and lists of headlines.
COMPOSITIONS, OTHERS = 200, 20
#: A line of fewer words is dropped by the rules of C4 (Raffel et al., JMLR 21, 2020, section 2.2).
C4_WORDS = 5
C4_ENDS = (".", "!", "?", '"', "”", "。", "！", "？")

Texts = dict[Key, dict[str, str]]
Articles = dict[Key, dict[str, Article]]
#: Shingle precision, recall and F1.
Shingles = tuple[float, float, float]
#: Whether a text's title, body, lists and their headings are right.
Right = tuple[bool, bool, bool, bool]


@dataclass(frozen=True, slots=True)
class Given:
    """The texts that are read, of each page by their names, and what they were made of.

    ``flat``: the articles as each flattener has them; ``raw``: what others made of the pages with the
    cleanest gold, by their names; ``composed``: the texts that were put together.
    """

    articles: list[Sample]
    flat: Texts
    raw: Mapping[str, dict[Key, Output]]
    composed: dict[Key, compose.Marked]

    @property
    def cleanest(self) -> list[Sample]:
        """The articles whose gold texts are the cleanest."""
        return _cleanest(self.articles)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured: ``comparisons`` and ``related`` by flattener, what became of others' output
    (``cleaned``, before and after) and of ``clean`` gold text, and which of the composed texts came out right."""

    comparisons: dict[str, Comparison]
    related: dict[str, related.Measured]
    cleaned: dict[str, tuple[Shingles, Shingles]]
    clean: Shingles
    composed: list[Right]

    @property
    def comparison(self) -> Comparison:
        """All tables, each called by its corpus and its flattener."""
        tables = [
            replace(table, corpus=f"{table.corpus}, flattened by {name}")
            for name, comparison in self.comparisons.items()
            for table in comparison.tables
        ]
        return Comparison(tables, [])


def evaluate_text(corpora_folder: Path, labels: Path, jobs: int, cache: Path) -> Evaluation:
    """Measure ours and the peers on flattened text.

    Outputs of the peers whose output is cleaned are kept in ``cache``.
    """
    samples = dataset.trained_on(corpora_folder)
    given = give(samples, jobs, cache)
    examples = texts.build_texts(dataset.learned_from(samples), load_labels(labels, "text"), jobs, SEED)
    found = cross_validate_texts(examples, inputs(given), jobs)
    return measure(given, found, corpora.load_related(labels), jobs)


def give(samples: list[Sample], jobs: int, cache: Path) -> Given:
    """The texts that are made of the articles among the samples."""
    articles = [sample for sample in samples if sample.is_article]
    others = [name for name in CLEANED if name in peers.installed()]
    raw = run_peers(_cleanest(articles), others, jobs, cache)
    return Given(articles, _flattened(articles, jobs), raw, _compose(articles))


def inputs(given: Given) -> list[tuple[Sample, dict[str, str]]]:
    """All the texts of each page that are read: flattened, others' output, gold, put together."""
    read = []
    cleanest = {sample.key for sample in given.cleanest}
    for sample in given.articles:
        named = dict(given.flat[sample.key])
        named |= {
            name: outputs[sample.key].text for name, outputs in given.raw.items() if sample.key in outputs
        }
        if sample.key in cleanest:
            named[CLEAN] = sample.text or ""
        if sample.key in given.composed:
            named[COMPOSED] = flatten.unmarked(given.composed[sample.key].text)
        read.append((sample, named))
    return read


def measure(given: Given, found: Articles, labels: dict[Key, list[dict]], jobs: int) -> Evaluation:
    """Measure what was made of the texts; ``labels``: labelled related links."""
    return Evaluation(
        {name: _compared(given, found, name, jobs) for name in FLATTENERS},
        {name: _related(found, labels, name) for name in FLATTENERS},
        _cleaned(given, found),
        _shingles(given.cleanest, {sample.key: found[sample.key][CLEAN].text for sample in given.cleanest}),
        [_right(found[key][COMPOSED], marked) for key, marked in given.composed.items()],
    )


def as_text(evaluation: Evaluation) -> str:
    """What was measured as tables of fixed width."""
    parts = [
        f"flattened by {name}\n\n" + compare.report(comparison)
        for name, comparison in evaluation.comparisons.items()
    ]
    parts += [_told_related(name, measured) for name, measured in evaluation.related.items()]
    parts += [
        _told_cleaned(evaluation.cleaned),
        f"gold text put in: recall {evaluation.clean[1]:.4f}\n",
    ]
    return "\n".join([*parts, _told_composed(evaluation.composed)])


def c4_rules(text: str) -> str:
    """The lines that the rules of the C4 corpus keep: five words, and punctuation at the end."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line.endswith(C4_ENDS) and len(line.split()) >= C4_WORDS)


def is_exact(article: Article, marked: compose.Marked) -> bool:
    """Whether title, text, lists and their headings are those that a text was composed of."""
    return all(_right(article, marked))


def _cleanest(articles: list[Sample]) -> list[Sample]:
    """Those of fundus; all, where there is none."""
    return [sample for sample in articles if sample.corpus == "fundus"] or articles


def _flattened(samples: list[Sample], jobs: int) -> Texts:
    work = (delayed(_by_all)(sample) for sample in samples)
    return dict(zip((sample.key for sample in samples), Parallel(n_jobs=jobs)(work)))


def _by_all(sample: Sample) -> dict[str, str]:
    page = decode(sample.read())
    return {name: flatten.flatten(page, name) for name in FLATTENERS}


def _compose(samples: list[Sample]) -> dict[Key, compose.Marked]:
    """Texts as somebody leaves of a page, each from an article and others of its tongue."""
    random = Random(SEED + 1)
    titled = [sample for sample in samples if sample.title and compose.is_plain(sample)]
    made = {}
    for sample in random.sample(titled, min(COMPOSITIONS, len(titled))):
        others = texts.in_tongue_of(sample, titled)
        if len(others) > OTHERS:
            made[sample.key] = compose.compose(sample, random.sample(others, OTHERS), random)
    return made


def _compared(given: Given, found: Articles, name: str, jobs: int) -> Comparison:
    """A table for each corpus: ours, the rules of C4, and the peers that can be bent to the task."""
    ours = {key: Output(of[name].text, of[name].title) for key, of in found.items()}
    outputs = {NAME: ours, "C4 rules": {key: Output(c4_rules(of[name])) for key, of in given.flat.items()}}
    for peer in (peer for peer in BENT if peer in peers.installed()):
        bent = Parallel(n_jobs=jobs)(
            delayed(_bent)(given.flat[sample.key][name], peer) for sample in given.articles
        )
        outputs[peer] = dict(zip((sample.key for sample in given.articles), bent))
    return compare.compare(given.articles, outputs, NAME)


def _bent(text: str, name: str) -> Output:
    lines = (html.escape(line.strip()) for line in text.splitlines() if line.strip())
    page = "<html><body>" + "\n".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    return peers.run(name, page, None)


def _related(found: Articles, labels: dict[Key, list[dict]], name: str) -> related.Measured:
    return related.measure({key: of[name].related for key, of in found.items()}, labels, (0.0, 0.0))


def _cleaned(given: Given, found: Articles) -> dict[str, tuple[Shingles, Shingles]]:
    """Others' output, before and after it was cleaned."""
    cleaned = {}
    for name, outputs in given.raw.items():
        before = {key: output.text for key, output in outputs.items()}
        after = {sample.key: found[sample.key][name].text for sample in given.cleanest}
        cleaned[name] = (_shingles(given.cleanest, before), _shingles(given.cleanest, after))
    return cleaned


def _shingles(samples: list[Sample], found: dict[Key, str]) -> Shingles:
    outputs = {sample.key: Output(found[sample.key]) for sample in samples}
    sums = compare.score(samples, outputs)["shingles"].sum(axis=0)
    of = (metrics.mean_precision, metrics.mean_recall, metrics.f1_of_means)
    return float(of[0](sums)), float(of[1](sums)), float(of[2](sums))


def _right(article: Article, marked: compose.Marked) -> Right:
    line = {mark: flatten.unmarked(of) for of in marked.text.splitlines() for mark in flatten.marks(of)}
    title = " ".join(line[mark] for mark in marked.title or ())
    body = " ".join(line[mark] for mark in sorted(marked.body or {}))
    groups = marked.groups or []
    return (
        _plain(article.title) == _plain(title),
        _plain(article.text) == _plain(body),
        [[_plain(link.title) for link in group.links] for group in article.related]
        == [[_plain(line[mark]) for row in rows for mark in row] for _, _, rows in groups],
        [_plain(group.heading) for group in article.related] == [_plain(heading) for _, heading, _ in groups],
    )


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _told_related(name: str, measured: related.Measured) -> str:
    lines = related.report(measured).splitlines()
    return "\n".join([f"flattened by {name}, {lines[0]}", *lines[1:4], ""])


def _told_cleaned(cleaned: dict[str, tuple[Shingles, Shingles]]) -> str:
    lines = ["others' output, cleaned (shingle P, R, F1)"]
    for name, figures in cleaned.items():
        before, after = ("{:.3f} {:.3f} {:.3f}".format(*row) for row in figures)
        lines.append(f"  {name:<18}{before}  to  {after}")
    return "\n".join([*lines, ""])


def _told_composed(composed: list[Right]) -> str:
    """How many of the composed texts come out right, part by part."""
    title, text, lists, headings = (sum(right[part] for right in composed) for part in range(4))
    return (
        f"composed as teasers, article and lists: {len(composed)} texts; right title {title}, text {text},"
        f" lists {lists}, headings {headings}; all of it {sum(map(all, composed))}\n"
    )
