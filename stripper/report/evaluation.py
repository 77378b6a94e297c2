"""Show an evaluation: one self-contained HTML file, and beside it the worst pages explained."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np
from joblib import Parallel, delayed

from stripper import __version__
from stripper.model.classifier import Model
from stripper.report.explain import explain_page
from stripper.report.markup import Html, document, el, static
from stripper.report.plots import BANDS, draw_bands, draw_calibration, draw_precision_recall
from stripper.training import pages, verdicts
from stripper.training.compare import CHOSEN, NAME, ArticleCheck, Table
from stripper.training.corpora import FOLDS, Key, Sample
from stripper.training.dataset import read_page
from stripper.training.evaluate import WORST, Evaluation
from stripper.training.metrics import Interval
from stripper.training.pages import GroupScore, PageScore
from stripper.types import LABELS, TARGETS

#: The worst page of each of so many of a corpus' worst sites is explained.
SITES = 60
#: The figure by which a corpus' best peer is told.
_F1 = ("shingle F1", "word F1")
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)

#: A cell of a table: a number is shown with three places, a count as it is, a figure with its margin.
Cell = str | float | int | Interval | None
Links = Mapping[Key, str]


def write_evaluation(evaluation: Evaluation, file: Path, jobs: int) -> None:
    """Write the report into a file, and the explained pages into a folder of its name beside it.

    ``report.html`` links to ``report_pages/CORPUS-ID-DIGEST.html``.
    """
    scores = pages.score_pages(evaluation.samples, evaluation.outputs[NAME])
    folder = file.with_name(f"{file.stem}_pages")
    folder.mkdir(parents=True, exist_ok=True)
    chosen = _worth_explaining(evaluation, scores)
    work = (
        delayed(_explain)(sample, evaluation.folds.model_of(sample), folder / _file_name(sample))
        for sample in chosen
    )
    Parallel(n_jobs=jobs)(work)
    links = {sample.key: quote(f"{folder.name}/{_file_name(sample)}") for sample in chosen}
    file.write_text(as_html(evaluation, links), encoding="utf-8")


def as_html(evaluation: Evaluation, links: Links) -> str:
    """The report; ``links`` are the addresses of the pages that are explained."""
    scores = pages.score_pages(evaluation.samples, evaluation.outputs[NAME])
    peers = _best_peers(evaluation.comparison.tables)
    theirs = _peers_scores(evaluation, peers)
    sections = {
        "Figures": _figures(evaluation),
        "Texts": [_texts(evaluation), _comments(evaluation)],
        "Labels": _labels(evaluation),
        "Related links": _related(evaluation, links),
        "Languages": _groups("language", scores, theirs, lambda sample: sample.language, links),
        "Sites": _groups("site", scores, theirs, lambda sample: sample.site, links),
        "Pages": _worst_pages(scores, theirs, links),
    }
    names = {title: title.lower().replace(" ", "-") for title in sections}
    body = el(
        "div",
        el("header", el("h1", "Evaluation"), el("p", _facts(evaluation))),
        el("nav", [el("a", title, href=f"#{name}") for title, name in names.items()], aria_label="Sections"),
        el("main", [
            el("section", el("h2", title), sections[title], id=name) for title, name in names.items()
        ]),
    )  # fmt: skip
    return document("Evaluation", body, static("evaluation.css"), static("evaluation.js"))


def _worth_explaining(evaluation: Evaluation, scores: Sequence[PageScore]) -> list[Sample]:
    """The worst pages of each corpus, of each of its worst sites, of each language, and by related links."""
    corpora = {page.sample.corpus for page in scores}
    chosen: list[Sample] = []
    for corpus in sorted(corpora):
        of_corpus = [page for page in scores if page.sample.corpus == corpus]
        sites = pages.gather(of_corpus, lambda sample: sample.site)[:SITES]
        languages = pages.gather(of_corpus, lambda sample: sample.language)
        chosen += [page.sample for page in of_corpus[:WORST]]
        chosen += [group.pages[0].sample for group in (*sites, *languages)]
    by_key = {sample.key: sample for sample in evaluation.samples}
    chosen += [by_key[page.key] for page in evaluation.related.pages[:WORST]]
    found = evaluation.folds.found  # a page without a single block has nothing to explain
    return [sample for sample in {one.key: one for one in chosen}.values() if sample.key in found]


def _explain(sample: Sample, model: Model, file: Path) -> None:
    page = read_page(sample)
    if page is not None:
        name = f"{sample.corpus}, {sample.id}"
        report = explain_page(page, model, url=sample.url, name=name, gold=sample.text)
        file.write_text(report, encoding="utf-8")


def _file_name(sample: Sample) -> str:
    """A name that is safe in every file system; ids that look alike in it keep apart."""
    name = "-".join(sample.key)
    return f"{_UNSAFE.sub('_', name)[:80]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.html"


def _facts(evaluation: Evaluation) -> str:
    count = f"{len(evaluation.samples):,} pages of {len(evaluation.comparison.tables)} corpora"
    ours = f"stripper {__version__}, every page read by a model that has not seen its site ({FOLDS} folds)"
    return f"{count}; {ours}; {', '.join(evaluation.peers) or 'no other extractor is installed'}."


def _figures(evaluation: Evaluation) -> list[Html]:
    comparison = evaluation.comparison
    cards = [_card(table) for table in comparison.tables]
    tables = [_comparison(table) for table in comparison.tables]
    return [el("ul", cards, class_="cards"), *tables, *map(_article_check, comparison.article_checks)]


def _card(table: Table) -> Html:
    name = _headline(table)
    figure = table.rows[0].figures[name]
    over = [_over(one.interval, one.peer) for one in table.differences if one.metric == name]
    return el("li", el("h3", table.corpus), el("p", _value(figure), class_="big"), el("p", name),
              el("p", over[0] if over else ""))  # fmt: skip


def _headline(table: Table) -> str:
    """The figure that a corpus is told by: its F1."""
    return next(name for name in table.rows[0].figures if name.endswith("F1"))


def _over(gap: Interval, peer: str) -> str:
    return f"{gap.value:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}] over {peer}"


def _value(figure: Interval | None) -> str:
    return "-" if figure is None or math.isnan(figure.value) else f"{figure.value:.3f}"


def _comparison(table: Table) -> Html:
    names = list(table.rows[0].figures)
    rows = [[row.name, *(row.figures[name] for name in names), row.errors] for row in table.rows]
    caption = f"{table.corpus}: {table.pages:,} pages. ± is half the width of the 95% bootstrap interval."
    return _table(caption, ("extractor", *names, "errors"), rows)


def _article_check(check: ArticleCheck) -> Html:
    return el(
        "p",
        f"{check.corpus}: the confidence tells {check.articles:,} articles from {check.others:,} other pages with"
        f" an AUC of {check.auc:.3f} and a calibration error of {check.calibration_error:.3f}.",
    )


def _texts(evaluation: Evaluation) -> Html:
    """The extractors' pages by bands of F1, a plot a corpus with gold texts."""
    corpora = dict.fromkeys(sample.corpus for sample in evaluation.samples if sample.text is not None)
    plots = []
    for corpus in corpora:
        samples = [sample for sample in evaluation.samples if sample.corpus == corpus]
        f1 = {
            name: [page.f1 for page in pages.score_pages(samples, outputs)]
            for name, outputs in evaluation.outputs.items()
            if name != CHOSEN
        }
        by_mean = sorted(f1, key=lambda name: (name != NAME, -float(np.mean(f1[name]))))
        plots.append(draw_bands(corpus, {name: _bands(f1[name]) for name in by_mean}))
    return el("div", plots, class_="plots")


def _bands(scores: Sequence[float]) -> list[float]:
    counts = np.bincount(np.digitize(scores, BANDS), minlength=len(BANDS) + 1)
    return list(counts / max(len(scores), 1))


def _labels(evaluation: Evaluation) -> list[Html]:
    told = verdicts.join(page.verdicts for page in evaluation.folds.found.values())
    curves = [verdicts.curve(told, target) for target in TARGETS]
    calibrations = [verdicts.calibration(told, target) for target in TARGETS]
    plots = el("div", draw_precision_recall(curves), draw_calibration(calibrations), class_="plots")
    return [plots, _confusion(verdicts.confusion(told))]


def _confusion(counts: np.ndarray) -> Html:
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    rows = [
        el("tr", el("th", label, scope="row"), [
            el("td", f"{count:,}", el("small", f" {share:.1%}"), class_=f"n s{round(10 * float(share))}")
            for count, share in zip(counts[row], shares[row])
        ])
        for row, label in enumerate(LABELS)
    ]  # fmt: skip
    heads = el(
        "tr", el("th", "is \\ was told", scope="col"), [el("th", label, scope="col") for label in LABELS]
    )
    caption = (
        f"Confusion matrix: {counts.sum():,} blocks of the pages of which all labels are known, and the share of"
        " each row."
    )
    return _wide(
        el("table", el("caption", caption), el("thead", heads), el("tbody", rows), class_="confusion")
    )


def _comments(evaluation: Evaluation) -> Html:
    """What the extractors keep of readers' comments."""
    rows: list[list[Cell]] = [[name, of.pages, of.share, of.many] for name, of in evaluation.comments.items()]
    heads = ("", "pages", "share of paragraphs kept", "pages that keep many")
    return _table("Readers' comments that are kept", heads, rows)


def _related(evaluation: Evaluation, links: Links) -> list[Html]:
    whole, paid, lost = (
        evaluation.related.titles,
        evaluation.related.sponsored,
        evaluation.related.lost,
    )
    rows: list[list[Cell]] = [
        ["titles", whole.pages, whole.precision, whole.recall, whole.f1],
        ["titles of sponsored links", paid.pages, paid.precision, paid.recall, paid.f1],
    ]
    kinds: list[list[Cell]] = [[kind, count, share] for kind, (count, share) in whole.by_kind.items()]
    worst: list[list[Cell]] = [
        [_linked(page.key, links), page.key[0], page.missed, page.too_many, page.f1]
        for page in evaluation.related.pages[:WORST]
    ]
    said = (
        f"Mean F1 by page {whole.mean_f1:.3f}; the right heading for {whole.headings:.3f} and the right kind for"
        f" {whole.kinds:.3f} of the titles found; gold body words lost {lost[0]:.4f}, and {lost[1]:.4f} if nothing"
        " were taken for a related link."
    )
    return [
        _table("Titles of related links", ("", "pages", "precision", "recall", "F1"), rows),
        el("p", said),
        _table("Kinds", ("kind", "titles", "right"), kinds),
        _table("The pages with the most errors", ("page", "corpus", "missed", "too many", "F1"), worst),
    ]


def _best_peers(tables: Iterable[Table]) -> dict[str, str]:
    """The best of the others, by the corpus."""
    return {table.corpus: one.peer for table in tables for one in table.differences if one.metric in _F1}


def _peers_scores(evaluation: Evaluation, peers: Mapping[str, str]) -> list[PageScore]:
    """The scores of the pages as the best peer of their corpus reads them."""
    return [
        page
        for corpus, peer in peers.items()
        for page in pages.score_pages(
            [sample for sample in evaluation.samples if sample.corpus == corpus], evaluation.outputs[peer]
        )
    ]


def _groups(
    what: str,
    scores: Sequence[PageScore],
    theirs: Sequence[PageScore],
    name: Callable[[Sample], str | None],
    links: Links,
) -> Html:
    other = {(group.corpus, group.name): group.f1 for group in pages.gather(theirs, name)}
    rows = [
        [group.name, group.corpus, len(group.pages), group.precision, group.recall, group.f1,
         other.get((group.corpus, group.name)), _linked(_worst_of(group), links)]
        for group in pages.gather(scores, name)
    ]  # fmt: skip
    heads = (what, "corpus", "pages", "precision", "recall", "F1", "best other's F1", "its worst page")
    caption = f"Shingle scores by {what}, the worst first, beside the best other extractor of the corpus"
    return _listing(caption, heads, rows)


def _worst_of(group: GroupScore) -> Key:
    return group.pages[0].sample.key


def _worst_pages(scores: Sequence[PageScore], theirs: Sequence[PageScore], links: Links) -> Html:
    other = {page.sample.key: page.f1 for page in theirs}
    seen: dict[str, int] = {}
    rows = []
    for page in scores:
        corpus = page.sample.corpus
        seen[corpus] = seen.get(corpus, 0) + 1
        if seen[corpus] <= WORST:
            key = page.sample.key
            rows.append([_linked(key, links), corpus, page.sample.site, page.sample.language,
                         page.precision, page.recall, page.f1, other.get(key)])  # fmt: skip
    heads = ("page", "corpus", "site", "language", "precision", "recall", "F1", "best other's F1")
    return _listing(f"The {WORST} worst pages of each corpus by shingle F1, the worst first", heads, rows)


def _linked(key: Key, links: Links) -> Html:
    """A page's id, which leads to its explanation where there is one."""
    return el("a", key[1], href=links[key]) if key in links else el("span", key[1])


def _listing(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Html:
    """A table whose rows can be filtered by what they say."""
    search = el(
        "label", "Filter ", el("input", type="search", class_="filter", placeholder="a part of any name")
    )
    count = el("output", f"{len(rows):,} rows", class_="count")
    return el("div", el("p", search, " ", count), _table(caption, heads, rows), class_="listing")


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Html:
    """A table that can be sorted by each of its columns."""
    numbers = [all(not isinstance(row[column], str) for row in rows) for column in range(len(heads))]
    top = [
        el("th", el("button", head, type="button"), scope="col", class_="n" if number else None)
        for head, number in zip(heads, numbers)
    ]
    body = [el("tr", [_cell(cell) for cell in row]) for row in rows]
    return _wide(
        el("table", el("caption", caption), el("thead", el("tr", top)), el("tbody", body), class_="sortable")
    )


def _cell(cell: Cell) -> Html:
    if isinstance(cell, str):
        return el("td", cell)
    value = cell.value if isinstance(cell, Interval) else cell
    if value is None or math.isnan(value):
        return el("td", "-", class_="n")
    shown = f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
    if isinstance(cell, Interval):
        shown += f" ± {(cell.high - cell.low) / 2:.3f}"
    return el("td", shown, class_="n", data_v=value)


def _wide(table: Html) -> Html:
    return el("div", table, class_="wide", tabindex="0", role="region", aria_label="Table")
