"""Measure flattened text: ours by cross-validation grouped by site, and the peers on the same lines."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from random import Random

from joblib import Parallel, delayed

from stripper.html.decode import decode
from stripper.training import compare, compose, corpora, dataset, flatten, metrics, peers, related, texts
from stripper.training.compare import NAME, Key
from stripper.training.corpora import Sample
from stripper.training.crossval import cross_validate_texts
from stripper.training.fit import SEED
from stripper.training.flatten import FLATTENERS
from stripper.training.labels import load_labels
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


def evaluate_text(corpora_folder: Path, labels: Path, jobs: int, cache: Path) -> str:
    """The report on flattened text."""
    samples = corpora.load(corpora_folder, dataset.TRAINED_ON)
    groups = load_labels(labels, "text")
    articles = [sample for sample in samples if sample.page_type == "article" and sample.text]
    fundus = [sample for sample in articles if sample.corpus == "fundus"]
    raw = compare.run_peers(fundus, [name for name in CLEANED if name in peers.installed()], jobs, cache)
    flat = _flattened(articles, jobs)
    composed = _compose(articles)
    inputs = _inputs(articles, flat, raw, composed)
    examples = texts.build_texts(dataset.learned_from(samples), groups, jobs, SEED)
    found = cross_validate_texts(examples, inputs, jobs)
    parts = [_by_flattener(articles, flat, found, name, jobs) for name in FLATTENERS]
    parts += [_related(found, corpora.load_related(labels), name) for name in FLATTENERS]
    parts += [_cleaning(fundus, raw, found), _clean(fundus, found), _compositions(found, composed)]
    return "\n".join(parts)


def _flattened(samples: list[Sample], jobs: int) -> Texts:
    work = (delayed(_by_all)(sample) for sample in samples)
    return dict(zip((sample.key for sample in samples), Parallel(n_jobs=jobs)(work)))


def _by_all(sample: Sample) -> dict[str, str]:
    page = decode(sample.read())
    return {name: flatten.flatten(page, name) for name in FLATTENERS}


def _inputs(
    samples: list[Sample],
    flat: Texts,
    raw: Mapping[str, dict[Key, Output]],
    composed: dict[Key, compose.Marked],
) -> list[tuple[Sample, dict[str, str]]]:
    """All the texts of each page that are read: flattened, others' output, gold, put together."""
    inputs = []
    for sample in samples:
        named = dict(flat[sample.key])
        named |= {name: outputs[sample.key].text for name, outputs in raw.items() if sample.key in outputs}
        if sample.corpus == "fundus":
            named[CLEAN] = sample.text or ""
        if sample.key in composed:
            named[COMPOSED] = flatten.unmarked(composed[sample.key].text)
        inputs.append((sample, named))
    return inputs


def c4_rules(text: str) -> str:
    """The lines that the rules of the C4 corpus keep: five words, and punctuation at the end."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line.endswith(C4_ENDS) and len(line.split()) >= C4_WORDS)


def _bent(text: str, name: str) -> Output:
    lines = (html.escape(line.strip()) for line in text.splitlines() if line.strip())
    page = "<html><body>" + "\n".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    return peers.run(name, page, None)


def _by_flattener(samples: list[Sample], flat: Texts, found: Articles, name: str, jobs: int) -> str:
    """A table for each corpus: ours, the rules of C4, and the peers that can be bent to the task."""
    ours = {key: Output(of[name].text, of[name].title) for key, of in found.items()}
    outputs = {NAME: ours, "C4 rules": {key: Output(c4_rules(of[name])) for key, of in flat.items()}}
    for peer in (peer for peer in BENT if peer in peers.installed()):
        bent = Parallel(n_jobs=jobs)(delayed(_bent)(flat[sample.key][name], peer) for sample in samples)
        outputs[peer] = dict(zip((sample.key for sample in samples), bent))
    return f"flattened by {name}\n\n" + compare.report(compare.compare(samples, outputs, NAME))


def _related(found: Articles, labels: dict[Key, list[dict]], name: str) -> str:
    groups = {key: of[name].related for key, of in found.items()}
    lines = related.report(related.measure(groups, labels, (0.0, 0.0))).splitlines()
    return "\n".join([f"flattened by {name}, {lines[0]}", *lines[1:4], ""])


def _cleaning(samples: list[Sample], raw: Mapping[str, dict[Key, Output]], found: Articles) -> str:
    """Others' output on fundus, before and after it was cleaned."""
    lines = ["others' output on fundus, cleaned (shingle P, R, F1)"]
    for name, outputs in raw.items():
        before = {key: output.text for key, output in outputs.items()}
        after = {sample.key: found[sample.key][name].text for sample in samples}
        figures = (_shingles(samples, before), _shingles(samples, after))
        lines.append(
            "  {:<18}{}  to  {}".format(name, *("{:.3f} {:.3f} {:.3f}".format(*row) for row in figures))
        )
    return "\n".join([*lines, ""])


def _clean(samples: list[Sample], found: Articles) -> str:
    _, recall, _ = _shingles(samples, {sample.key: found[sample.key][CLEAN].text for sample in samples})
    return f"gold text of fundus put in: recall {recall:.4f}\n"


def _shingles(samples: list[Sample], found: dict[Key, str]) -> tuple[float, float, float]:
    """Shingle precision, recall and F1."""
    outputs = {sample.key: Output(found[sample.key]) for sample in samples}
    sums = compare.score(samples, outputs)["shingles"].sum(axis=0)
    of = (metrics.mean_precision, metrics.mean_recall, metrics.f1_of_means)
    return float(of[0](sums)), float(of[1](sums)), float(of[2](sums))


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


def _compositions(found: Articles, wanted: dict[Key, compose.Marked]) -> str:
    """How many of the composed texts come out right, part by part."""
    parts = [_right(found[key][COMPOSED], marked) for key, marked in wanted.items()]
    title, text, lists, headings = (sum(column) for column in zip(*parts))
    return (
        f"composed as teasers, article and lists: {len(parts)} texts; right title {title}, text {text},"
        f" lists {lists}, headings {headings}; all of it {sum(map(all, parts))}\n"
    )


def is_exact(article: Article, marked: compose.Marked) -> bool:
    """Whether title, text, lists and their headings are those that a text was composed of."""
    return all(_right(article, marked))


def _right(article: Article, marked: compose.Marked) -> tuple[bool, bool, bool, bool]:
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
