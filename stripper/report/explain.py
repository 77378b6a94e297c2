"""Explain an extraction: a page with its blocks coloured, the article beside it, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stripper import api, features, judge
from stripper.article.related import blocks_of
from stripper.article.threshold import BODY, body_threshold
from stripper.model.classifier import Model
from stripper.report.markup import Html, data, document, el, static
from stripper.report.reasons import Reason, Reasons, find_reasons
from stripper.report.render import Rendered, render
from stripper.report.sweep import STEPS, sweep
from stripper.types import LABELS, TARGETS, Article, Block, Limits, Page, Reading, RelatedGroup

if TYPE_CHECKING:
    from stripper.api import AnyModel, Input

#: A report holds every block several times over, so that a page may have fewer of them.
LIMITS = Limits(blocks=20_000)
#: A block is told to be unsure where its label has less than this probability.
SURE = 0.75
#: Reasons are told of the targets that have at least this probability, and of body.
LEAST_PROBABILITY = 0.05
#: From this share of its words on a block stands in the gold text.
IN_GOLD = 0.5


def explain(
    html: Input,
    *,
    url: str | None = None,
    content_type: str | None = None,
    name: str = "",
    gold: str | None = None,
    with_page: bool = False,
    limits: Limits = LIMITS,
    model: AnyModel = None,
) -> str:
    """Tell what :func:`~stripper.extract` makes of a page, block by block, and why.

    Args:
        html, url, content_type, model: as for :func:`~stripper.extract`.
        name: what the page is called in the report.
        gold: the article's true text; the report then tells what was wrongly kept and lost.
        with_page: whether the report also shows the page itself, made harmless (needs nh3:
            ``pip install '.[render]'`` in the project's folder).
        limits: how many bytes and blocks the page may have.

    Returns:
        A self-contained HTML document, which loads nothing and runs no script but its own.

    Raises:
        NotAPageError: the input is a PDF, an image, an archive, ...
        TooLargeError: it has more bytes or blocks than the limits allow.
        ModelError: the model cannot be used.
        MissingExtraError: the page itself is asked for, and nh3 is not installed.
        TypeError: ``html`` is of no type that is read.
    """
    root, page = api.read_page(html, url, content_type, limits)
    judged = _judge_page(page, api.load_model(model), url)
    rendered = render(root, judged.reading) if with_page and root is not None else None
    return _report(judged, name or url or "", gold, rendered)


def explain_from_text(
    text: str,
    *,
    name: str = "",
    gold: str | None = None,
    limits: Limits = LIMITS,
    model: AnyModel = None,
) -> str:
    """The same for flattened text, as :func:`~stripper.extract_from_text` cleans it."""
    judged = _judge_text(api.cut_text(text, limits), api.load_model(model, "text"))
    return _report(judged, name, gold, None)


def explain_page(
    page: Page, model: Model, *, url: str | None = None, name: str = "", gold: str | None = None
) -> str:
    """The same for a page that was cut into blocks, by a model that reads such pages."""
    judged = _judge_text(page, model) if page.flattened else _judge_page(page, model, url)
    return _report(judged, name, gold, None)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A page's reading, with what moved the probabilities, which blocks have a mark since they are no body for what they
    say, or body for where they stand, and what other thresholds would do."""

    reading: Reading
    article: Article
    reasons: list[Reasons]
    marks: dict[str, set[int]]
    names: tuple[str, ...]
    threshold: float
    swept: np.ndarray


def _judge_page(page: Page, model: Model, url: str | None) -> _Judged:
    reasons = find_reasons(features.view(page), model) if page.texts else []
    return _judged(judge.judge_pages([(page, url)], model)[0], reasons, set(), model)


def _judge_text(page: Page, model: Model) -> _Judged:
    reading = judge.judge_text(page, model)
    if not page.texts:
        return _judged(reading, [], set(), model)
    view = features.view(page)
    raised = reading.probabilities[:, BODY] > judge.classify(view, model)[:, BODY]
    return _judged(reading, find_reasons(view, model), set(np.flatnonzero(raised).tolist()), model)


def _judged(reading: Reading, reasons: list[Reasons], openings: set[int], model: Model) -> _Judged:
    count, thresholds = len(reading.labels), model.thresholds
    reasons += [{}] * (count - len(reasons))  # of paragraphs that stood in JSON-LD
    threshold = body_threshold(reading.page, reading.probabilities, thresholds) if count else thresholds[0]
    swept = sweep(reading, thresholds) if count else np.zeros((0, len(STEPS)), bool)
    page = reading.page
    marks = {
        "notice": set(np.flatnonzero(model.notices.are_in(page.texts)).tolist()),
        "caption": set(np.flatnonzero(model.captions.are_in(page, range(len(page.texts)))).tolist()),
        "opening": openings,
    }
    return _Judged(reading, api.article_of(reading), reasons, marks, model.features, threshold, swept)


def _report(judged: _Judged, name: str, gold: str | None, rendered: Rendered | None) -> str:
    truth = None if gold is None else _in_gold(judged.reading.page, gold)
    groups = _groups_of(judged.reading)
    body = el(
        "div",
        _header(judged, name),
        _toolbar(judged, truth, rendered is not None),
        el(
            "main",
            _left(judged, groups, truth, rendered),
            _right(judged),
        ),
        _detail(),
        class_="app",
    )
    style, script = static("explain.css"), static("explain.js")
    sheets = rendered.sheets if rendered else ()
    return document(
        f"{name or 'A page'}, explained", Html(body + _facts(judged, truth)), style, script, sheets=sheets
    )


def _in_gold(page: Page, gold: str) -> np.ndarray:
    """Which blocks stand in the gold text, bool of shape (n,)."""
    from stripper.training.align import align

    return align(page.texts, gold) >= IN_GOLD


def _groups_of(reading: Reading) -> dict[int, int]:
    """For the blocks of headlines of other items the number of their group, from 1."""
    return {
        block: number
        for number, group in enumerate(reading.groups, 1)
        for block in blocks_of(group.headlines)
    }


def _header(judged: _Judged, name: str) -> Html:
    article = judged.article
    sources = {
        "html": "HTML",
        "json-ld": "HTML drawn by a script: the text stood in JSON-LD",
        "text": "flattened text",
    }
    facts = [
        sources[article.source],
        f"{len(article.blocks):,} blocks",
        f"{len(article.text):,} characters of text",
        f"an article with probability {article.confidence:.2f}",
    ]
    return el("header", el("h1", name or "A page"), el("p", " · ".join(facts)))


def _toolbar(judged: _Judged, truth: np.ndarray | None, rendered: bool) -> Html:
    counts = {label: judged.reading.labels.count(label) for label in LABELS}
    unsure = sum(block.probability < SURE for block in judged.article.blocks)
    chips = [_chip(label, f"{label} {counts[label]:,}", f"k-{label}") for label in LABELS]
    only = [_chip("unsure", f"only unsure {unsure:,}", "only")]
    if truth is not None:
        kept = np.array([label == "body" for label in judged.reading.labels], bool)
        only.append(_chip("wrong", f"only wrongly kept {np.sum(kept & ~truth):,}", "only g-wrong"))
        only.append(_chip("lost", f"only wrongly lost {np.sum(~kept & truth):,}", "only g-lost"))
    views = [
        el("button", "Blocks", type="button", id="view-blocks", aria_pressed="true"),
        el("button", "Page", type="button", id="view-page", aria_pressed="false"),
    ]
    return el(
        "div",
        el("div", views, class_="views", role="group", aria_label="View") if rendered else "",
        el("div", chips, role="group", aria_label="Show blocks labelled", class_="chips"),
        el("div", only, role="group", aria_label="Show only", class_="chips"),
        el("label", el("span", "Search"), el("input", type="search", id="search", placeholder="Search the blocks ( / )")),
        _slider(judged.threshold),
        el(
            "div",
            el("button", "Copy text", type="button", id="copy-text"),
            el("button", "Copy JSON", type="button", id="copy-json"),
            class_="copy",
        ),
        el("p", id="said", role="status", aria_live="polite"),
        class_="toolbar",
    )  # fmt: skip


def _chip(value: str, text: str, class_: str) -> Html:
    pressed = "false" if class_.startswith("only") else "true"
    swatch = el("span", class_="swatch", aria_hidden="true")
    return el(
        "button",
        swatch,
        text,
        type="button",
        class_=f"chip {class_}",
        data_filter=value,
        aria_pressed=pressed,
    )


def _slider(threshold: float) -> Html:
    nearest = min(range(len(STEPS)), key=lambda step: abs(STEPS[step] - threshold))
    return el(
        "div",
        el("label", "Threshold of body ", el("output", f"{threshold:.2f}", id="at"), for_="threshold"),
        el(
            "input", type="range", id="threshold", min="0", max=str(len(STEPS) - 1), value=str(nearest),
            aria_describedby="change",
        ),
        el("button", "Reset", type="button", id="reset", disabled=True),
        el("span", f"chosen for this page: {threshold:.2f}", id="change"),
        class_="slider",
    )  # fmt: skip


def _left(
    judged: _Judged, groups: dict[int, int], truth: np.ndarray | None, rendered: Rendered | None
) -> Html:
    blocks: Sequence[Block] = judged.article.blocks
    items = [
        _item(
            block,
            groups.get(block.index),
            truth,
            [mark for mark, of in judged.marks.items() if block.index in of],
        )
        for block in blocks
    ]
    frame = ""
    if rendered:
        frame = el(
            "iframe",
            id="page",
            title="The page",
            sandbox="allow-same-origin",
            srcdoc=rendered.document,
            hidden=True,
        )
    return el(
        "section",
        el("ol", items, id="blocks", role="listbox", aria_label="Blocks in reading order", tabindex="0"),
        el("p", "No block is left by these filters." if items else "The page holds no text.", id="none", hidden=bool(items)),
        frame,
        class_="left", aria_label="Page",
    )  # fmt: skip


def _item(block: Block, group: int | None, truth: np.ndarray | None, marks: list[str]) -> Html:
    classes = [f"k-{block.label}", f"p{int(block.probability * 10)}"]
    if block.probability < SURE:
        classes.append("unsure")
    if truth is not None and truth[block.index] != (block.label == "body"):
        classes.append("g-lost" if truth[block.index] else "g-wrong")
    if not block.visible:
        classes.append("unseen")
    classes += marks
    said = f"{block.label} {block.probability:.2f}{', unsure' if block.probability < SURE else ''}: "
    return el(
        "li",
        el("span", said, class_="sr"),
        el("span", f"{group}", class_="group", title=f"group {group}") if group else "",
        el("span", block.text, class_="tx"),
        id=f"b{block.index}", role="option", aria_selected="false", class_=" ".join(classes),
    )  # fmt: skip


def _right(judged: _Judged) -> Html:
    article = judged.article
    ever = set(np.flatnonzero(judged.swept.any(axis=1)).tolist())
    paragraphs = [
        el(
            "p", block.text, id=f"a{block.index}", class_=f"r-{block.role or 'paragraph'}",
            hidden=block.label != "body", data_b=block.index,
        )
        for block in article.blocks
        if block.label == "body" or block.index in ever
    ]  # fmt: skip
    title = (
        el("h2", article.title, class_="title") if article.title else el("p", "no headline", class_="nothing")
    )
    related = [_group(number, group) for number, group in enumerate(article.related, 1)]
    return el(
        "section",
        title,
        el("div", paragraphs or el("p", "no text", class_="nothing"), id="text"),
        el("h2", "Related links", class_="over"),
        related or el("p", "none", class_="nothing"),
        class_="right", aria_label="Article", tabindex="0",
    )  # fmt: skip


def _group(number: int, group: RelatedGroup) -> Html:
    links = [el("li", _link(link.title, link.url)) for link in group.links]
    heading = el("span", group.heading) if group.heading else el("span", "no heading", class_="nothing")
    kind = el("span", group.kind.replace("_", " "), class_="kind")
    return el(
        "section", el("h3", el("span", str(number), class_="group"), " ", heading, " ", kind), el("ol", links)
    )


def _link(text: str, url: str | None) -> Html:
    """A link to follow, if it leads to a site; else its text alone."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return el("span", text)
    return el("a", text, href=url, rel="noreferrer noopener nofollow", target="_blank")


def _detail() -> Html:
    keys = "Arrow keys or j and k move, Enter shows, Escape closes, u goes to the next unsure block, / searches and Escape comes back."
    return Html(
        el("aside", id="detail", hidden=True, aria_label="About the block", tabindex="-1")
        + el("footer", el("p", keys))
    )


def _facts(judged: _Judged, truth: np.ndarray | None) -> Html:
    """What the script needs to know beside what the document shows."""
    names: dict[str, int] = {}
    steps: dict[tuple[int, str], int] = {}
    default = np.array([[label == "body"] for label in judged.reading.labels], bool).reshape(-1, 1)
    changing: np.ndarray = (judged.swept != default).any(axis=1)
    facts = {
        "blocks": [_of_block(block, judged, names, steps) for block in judged.article.blocks],
        "features": list(names),
        "paths": list(steps),
        "steps": STEPS,
        "threshold": round(judged.threshold, 4),
        "sweep": {
            block: "".join("01"[int(kept)] for kept in judged.swept[block])
            for block in np.flatnonzero(changing).tolist()
        },
        "gold": None if truth is None else "".join("01"[int(one)] for one in truth),
        "article": judged.article.as_dict(),
    }
    return data(facts, "facts")


def _of_block(
    block: Block, judged: _Judged, names: dict[str, int], steps: dict[tuple[int, str], int]
) -> list[Any]:
    row = judged.reading.probabilities[block.index]
    reasons = {
        target: [_told(reasons, names) for reasons in both]
        for target, both in judged.reasons[block.index].items()
        if target == "body" or row[TARGETS.index(target)] >= LEAST_PROBABILITY
    }
    probabilities = [round(float(value), 3) for value in row]
    links = [[link.title, link.url] for link in block.links]
    return [probabilities, _numbered(block.path, steps), block.role, links, reasons]


def _numbered(path: str | None, steps: dict[tuple[int, str], int]) -> int:
    """The number of a path's last step, or -1; each step goes on from another, as blocks share most of theirs."""
    last = -1
    for step in path.split("/") if path else ():
        last = steps.setdefault((last, step), len(steps))
    return last


def _told(reasons: Iterable[Reason], names: dict[str, int]) -> list[list[float | None]]:
    """Each reason as the number of its feature, its value and what it adds."""
    return [
        [
            names.setdefault(reason.feature, len(names)),
            None if reason.value is None else float(f"{reason.value:.3g}"),
            round(reason.added, 2),
        ]
        for reason in reasons
    ]
