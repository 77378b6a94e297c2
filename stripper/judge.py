"""Where the stages meet: what a model makes of pages that were cut into blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from stripper import features
from stripper.article.assemble import body_text
from stripper.article.label import label_blocks
from stripper.article.opening import ONE_STORY, doubtful_headline, with_opening
from stripper.article.related import blocks_of, find_headlines, group_headlines
from stripper.article.threshold import EXTRACTED
from stripper.features.whole import whole_features
from stripper.model.classifier import Model
from stripper.types import TARGETS, Group, Page, Reading

#: JSON-LD's articleBody is taken where it has at least this many characters,
#: and the page itself shows less than SHOWN of it.
LEAST_ARTICLE_BODY = 250
SHOWN = 0.3


def judge_text(page: Page, model: Model) -> Reading:
    """What a model makes of a flattened page that was cut into blocks."""
    if not page.texts:
        return _of_nothing(page, None, "text")
    view = features.view(page)
    probabilities = classify(view, model)
    line = doubtful_headline(page, probabilities, model.thresholds)
    if line is not None and features.shared_across(view, line) >= ONE_STORY:
        probabilities = with_opening(page, probabilities, line)
    _rule_out(page, probabilities, model)
    labels = label_blocks(page, probabilities, model.thresholds)
    return _judge(view, labels, probabilities, model, None, "text")


def _rule_out(page: Page, probabilities: np.ndarray, model: Model) -> None:
    """Take out of the body, whatever the trees make of them, what notices say and what captions of pictures say."""
    body = probabilities[:, TARGETS.index("body")]
    body[model.notices.are_in(page.texts)] = 0
    likely = np.flatnonzero(body >= EXTRACTED)  # what is less likely is no body anyway
    body[likely[model.captions.are_in(page, likely.tolist())]] = 0


def judge_pages(pages: Sequence[tuple[Page, str | None]], model: Model) -> list[Reading]:
    """What a model makes of several pages that were cut into blocks, with their URLs."""
    views = [features.view(page) for page, _ in pages if page.texts]
    found = zip(views, classify_all(views, model)) if views else iter(())
    return [_judge_page(page, url, next(found) if page.texts else None, model) for page, url in pages]


def _judge_page(
    page: Page, url: str | None, classified: tuple[features.View, np.ndarray] | None, model: Model
) -> Reading:
    labels: list[str] = []
    probabilities = np.zeros((0, len(TARGETS)), np.float32)
    if classified:
        view, probabilities = classified
        labels = label_blocks(page, probabilities, model.thresholds)
    if _is_drawn_by_script(page, labels):
        probabilities[:, TARGETS.index("body")] = 0  # what the page shows is not the article
        probabilities = np.vstack([probabilities, _add_article_body(page)])
        labels = label_blocks(page, probabilities, model.thresholds)
        return _judge(features.view(page), labels, probabilities, model, url, "json-ld")
    return _judge(view, labels, probabilities, model, url, "html") if classified else _of_nothing(page, url)


def _is_drawn_by_script(page: Page, labels: list[str]) -> bool:
    """Whether JSON-LD holds an article that the page's own blocks do not show."""
    body = page.head.body
    if len(body) < LEAST_ARTICLE_BODY:
        return False
    return not page.texts or len(body_text(page, labels)) < SHOWN * len(body)


def _add_article_body(page: Page) -> np.ndarray:
    """Append articleBody's paragraphs as blocks that are not visible; their probabilities."""
    node = len(page.parents)
    page.parents.append(0 if node else -1)
    page.tags.append("script")
    page.attrs.append("articleBody")
    page.depths.append(1 if node else 0)
    page.blockish.append(node)
    paragraphs = [" ".join(line.split()) for line in page.head.body.splitlines()]
    paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    count = len(paragraphs)
    page.texts += paragraphs
    page.nodes += [node] * count
    page.visible += [False] * count
    page.breaks += [False] * count
    page.strong += [0.0] * count
    return np.tile(np.array([1, 0, 0], np.float32), (count, 1))


def _of_nothing(page: Page, url: str | None, source: str = "html") -> Reading:
    return Reading(page, url, [], np.zeros((0, len(TARGETS)), np.float32), [], [], 0.0, source)


def _judge(
    view: features.View,
    labels: list[str],
    probabilities: np.ndarray,
    model: Model,
    url: str | None,
    source: str,
) -> Reading:
    groups, kinds, labels = read_related(view, labels, probabilities, model, url)
    sure = confidence(view, probabilities, model)
    return Reading(view.page, url, labels, probabilities, groups, kinds, sure, source)


def classify(view: features.View, model: Model) -> np.ndarray:
    """The probabilities (n, targets) of each block."""
    return classify_all([view], model)[0]


def classify_all(views: Sequence[features.View], model: Model) -> list[np.ndarray]:
    """The same for several pages, whose blocks pass the trees together."""
    return np.split(model.passes[-1].probabilities(last_rows(views, model)), _ends(views))


def last_rows(views: Sequence[features.View], model: Model) -> np.ndarray:
    """What the last pass is told of the blocks of all pages, float32 of shape (n, columns)."""
    table = features.TABLES[model.source]
    first = _stacked([table.rows(view, model.vocabulary) for view in views])
    rows = first
    for one in model.passes[:-1]:
        before = np.split(one.probabilities(rows), _ends(views))
        rows = np.hstack([first, _stacked(list(map(table.verdict_pass, views, before)))])
    return rows


def _stacked(matrices: list[np.ndarray]) -> np.ndarray:
    return np.vstack(matrices) if len(matrices) > 1 else matrices[0]


def _ends(views: Sequence[features.View]) -> np.ndarray:
    return np.cumsum([view.n for view in views])[:-1]


def read_related(
    view: features.View, labels: list[str], probabilities: np.ndarray, model: Model, url: str | None
) -> tuple[list[Group], list[str], list[str]]:
    """The related headlines of a page in groups with their headings, the groups' kinds; and the labels,
    where a group's heading that was taken for text is none, nor are lists that lead to no content."""
    page = view.page
    headlines = find_headlines(page, labels, probabilities[:, TARGETS.index("related")], url)
    if not headlines:
        return [], [], labels
    headings = find_headings(features.heading_candidates(view, labels, headlines, probabilities), model)
    groups = group_headlines(page, headlines, _as_boilerplate(labels, headings.values()), headings)
    told = {group.heading for group in groups}
    labels = _as_boilerplate(labels, (block for block in headings.values() if page.texts[block] in told))
    kinds = model.grouping.kinds(groups, features.group_tokens(view, labels, groups))
    found = [(group, kind) for group, kind in zip(groups, kinds) if kind is not None]
    elsewhere = [blocks_of(group.headlines) for group, kind in zip(groups, kinds) if kind is None]
    labels = _as_boilerplate(labels, chain.from_iterable(elsewhere))
    return [group for group, _ in found], [kind for _, kind in found], labels


def find_headings(found: features.Candidates, model: Model) -> dict[int, int]:
    """For each headline that a candidate heads, by its number, the likeliest one's block."""
    if not found.blocks:
        return {}
    learned = model.grouping
    sounds = learned.sounds([found.page.texts[block] for block in found.blocks])
    looks = learned.looks([found.page.look_of(block) for block in found.blocks], features.look_tokens)
    rows = found.first_look(sounds, looks)
    rows = found.second_look(rows, learned.first.probability(rows))
    best = found.likeliest(learned.second.probability(rows), learned.least)
    return {owner: found.blocks[place] for owner, place in best.items()}


def _as_boilerplate(labels: list[str], blocks: Iterable[int]) -> list[str]:
    """The labels with those blocks taken out of the article."""
    labels = list(labels)
    for block in blocks:
        labels[block] = "boilerplate"
    return labels


def confidence(view: features.View, probabilities: np.ndarray, model: Model) -> float:
    """The probability that the page is an article, from its blocks' probabilities."""
    score = model.vocabulary.page_score(view)
    row = np.array([list(whole_features(view, probabilities, score).values())], np.float32)
    return float(model.whole.probability(row)[0])
