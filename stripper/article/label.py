"""Label the blocks of a page by the classifier's probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby

import numpy as np

from stripper.article.headline import LIKELY_BODY, headline_of_page, headline_of_text, lines_of_heading
from stripper.article.threshold import BODY, RELATED, body_threshold, is_extracted, is_mostly_body, sizes_of
from stripper.letters import squeezed
from stripper.types import Page

#: Lines of at least this probability may be headlines of others; of so many such before and behind one, no
#: further than so many lines each, at least half are headlines where it goes on with their list.
MAY_BE_RELATED, BESIDE, REACH = 0.2, 2, 6
#: Without a letter or a digit a block of at most so many characters is no text.
LONGEST_SIGN = 3
#: A block of at least so many characters is said but once.
LEAST_REPEATED = 100
#: So many blocks of at most so many characters, alike and in a row, are all labelled alike where their
#: probabilities differ by less than that. An item of a list holds its blocks so many levels down.
LEAST_ITEMS, LONGEST_ITEM, NEAR, ITEM_LEVELS = 3, 200, 0.3, 3
#: So are lines of flattened text, of at most so many characters, that say the same so often.
OFTEN = 5
#: The first so many characters tell most blocks from the headline.
BEGINNING = 8


def label_blocks(page: Page, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> list[str]:
    """One of LABELS per block; only the lines of one heading are the title."""
    return label_blocks_at(page, probabilities, body_threshold(page, probabilities, thresholds), thresholds)


def label_blocks_at(
    page: Page, probabilities: np.ndarray, least: float, thresholds: tuple[float, ...]
) -> list[str]:
    """The same with ``least`` as the threshold for body, whatever the page is like."""
    body, title, related = probabilities.T
    body, related = _evened(page, body, related, (least, thresholds[RELATED]))
    labels = np.full(len(body), "boilerplate", dtype="<U11")
    labels[related >= thresholds[RELATED]] = "related"
    labels[(body >= least) & (body >= related) & _says_something(page)] = "body"
    if page.flattened:
        may_be_related = related >= MAY_BE_RELATED
        doubtful = (labels == "body") & may_be_related & (body < LIKELY_BODY)
        goes_on = (related >= thresholds[RELATED]) | doubtful
        _go_on_with_lists(labels, goes_on, (body + related > 0.5) & (body < LIKELY_BODY))
        _close_gaps(labels, may_be_related)
        extracted = is_extracted(page, probabilities, thresholds)
        headline = headline_of_text(page, probabilities, labels == "body", thresholds, extracted)
        if extracted and headline is not None:
            labels[:headline] = "boilerplate"  # such as teasers
    else:
        labels[_asides(page)] = "boilerplate"
        headline = headline_of_page(page, title, labels == "body", thresholds)
    if headline is not None:
        labels[lines_of_heading(page, headline)] = "title"
    result = labels.tolist()
    _drop_headlines(page, result)
    _drop_copies(page, result, probabilities[:, BODY])
    return result


def labelled(labels: list[str], wanted: str) -> list[int]:
    """The blocks with a label, in order."""
    return [index for index, label in enumerate(labels) if label == wanted]


def _evened(
    page: Page, body: np.ndarray, related: np.ndarray, least: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Both probabilities, with their mean for blocks that are to be labelled alike; ``least``: their thresholds."""
    if page.flattened:
        often = _said_often(page)
        return _with_means(page, body, often), _with_means(page, related, often)
    return (
        _with_means(page, body, _rows_alike(page, body, least[0])),
        _with_means(page, related, _rows_alike(page, related, least[1])),
    )


def _with_means(page: Page, likely: np.ndarray, alike: Iterable[list[int]]) -> np.ndarray:
    """The probabilities, with their mean over the characters for blocks that are alike."""
    evened = likely.copy()
    for items in alike:
        evened[items] = np.average(likely[items], weights=[len(page.texts[item]) for item in items])
    return evened


def _said_often(page: Page) -> list[list[int]]:
    """The short lines that say the same, where it is said often, as notices between paragraphs are."""
    said: dict[str, list[int]] = {}
    for index, text in enumerate(page.texts):
        said.setdefault(text, []).append(index)
    return [same for text, same in said.items() if len(same) >= OFTEN and len(text) <= LONGEST_ITEM]


def _rows_alike(page: Page, likely: np.ndarray, least: float) -> Iterator[list[int]]:
    """The rows of short blocks that look alike, which the threshold ``least`` parts by little: a list is kept as a
    whole or not at all."""
    near = (np.abs(likely - least) < NEAR).tolist()
    for is_near, run in groupby(range(len(near)), key=near.__getitem__):
        found = list(run)
        if is_near and len(found) >= LEAST_ITEMS:
            around = range(max(found[0] - 1, 0), min(found[-1] + 2, len(near)))
            for _, row in groupby(around, key=partial(_look_of_item, page)):
                items = list(row)
                alike = len(items) >= LEAST_ITEMS and all(near[item] for item in items)
                if alike and np.ptp(likely[items]) < NEAR:
                    yield items


def _look_of_item(page: Page, index: int) -> tuple[int, str, str]:
    """What short blocks alike, or in the items of one list, have in common; a long block has nothing."""
    if len(page.texts[index]) > LONGEST_ITEM:
        return index, "", ""
    own = element = page.blockish[page.nodes[index]]
    for _ in range(ITEM_LEVELS):
        if page.tags[element] == "li":
            return page.parents[element], "li", ""
        element = max(page.parents[element], 0)
    return page.parents[own], page.tags[own], page.attrs[own]


def _says_something(page: Page) -> np.ndarray:
    """Whether each block has a letter or a digit; a lone full stop or a pilcrow is no text."""
    says = sizes_of(page) > LONGEST_SIGN
    for index in np.flatnonzero(~says).tolist():
        says[index] = any(map(str.isalnum, page.texts[index]))
    return says


def _asides(page: Page) -> list[int]:
    """The hidden blocks that stand in the midst of the visible one behind them, whose text they would part."""
    found: list[int] = []
    for index in np.flatnonzero(~np.array(page.visible, bool)[:-1])[::-1].tolist():
        goes_on = page.visible[index + 1] or found[-1:] == [index + 1]
        if goes_on and page.blockish[page.nodes[index]] == page.blockish[page.nodes[index + 1]]:
            found.append(index)
    return found


def _go_on_with_lists(labels: np.ndarray, goes_on: np.ndarray, doubtful: np.ndarray) -> None:
    """A line goes on with the list right before it where it may be a headline of others, although it may be body; and,
    between two headlines, where it is more likely either than neither, but not likely body."""
    for index in np.flatnonzero(goes_on[1:]).tolist():
        if labels[index] == "related":
            labels[index + 1] = "related"
    for index in (np.flatnonzero(doubtful[1:-1]) + 1).tolist():
        if labels[index - 1] == "related" == labels[index + 1]:
            labels[index] = "related"


def _close_gaps(labels: np.ndarray, may_be_related: np.ndarray) -> None:
    """A line goes on with the list around it where it may be a headline of others, and half of those
    around it that may be are: lines alike are rarely of different kinds."""
    lines = np.flatnonzero(may_be_related)
    sure = labels[lines] == "related"
    seen, found = np.zeros((2, 2, len(lines)), np.int64)  # before each line, and behind it
    for by in range(1, BESIDE + 1):
        near = lines[by:] - lines[:-by] <= REACH
        seen[0, by:] += near
        seen[1, :-by] += near
        found[0, by:] += near & sure[:-by]
        found[1, :-by] += near & sure[by:]
    within = found.all(axis=0) & (2 * found.sum(axis=0) >= seen.sum(axis=0))
    labels[lines[within & (labels[lines] == "boilerplate")]] = "related"


def _drop_headlines(page: Page, labels: list[str]) -> None:
    """What says the headline once more is no body."""
    title = {squeezed(page.texts[index]) for index in labelled(labels, "title")} - {""}
    # Case folding makes at most three characters of one.
    beginnings = {one[:size] for one in title for size in range(3 * BEGINNING + 1)}
    for index in labelled(labels, "body"):
        text = page.texts[index]
        if squeezed(text[:BEGINNING]) in beginnings and squeezed(text) in title:
            labels[index] = "boilerplate"


def _drop_copies(page: Page, labels: list[str], likely: np.ndarray) -> None:
    """A passage that stood in the body already is a copy; one block is none that an author says again.

    Short blocks may be said twice (a refrain, the names of speakers), but not
    beside a long one that is.
    """
    said: dict[str, int] = {}
    before: list[int | None] = []
    body = labelled(labels, "body")
    for index in body:
        before.append(said.get(page.texts[index]))
        said[page.texts[index]] = index
    for is_said, run in groupby(zip(before, body), key=lambda pair: pair[0] is not None):
        first, indices = zip(*run)
        long = max(len(page.texts[index]) for index in indices) >= LEAST_REPEATED
        if is_said and long and not _says_again(page, first[0], indices, likely):
            for index in indices:
                labels[index] = "boilerplate"


def _says_again(page: Page, first: int, indices: tuple[int, ...], likely: np.ndarray) -> bool:
    """Whether an author says one block again: beside the first, or in what is nearly clean. Nobody hides what he says."""
    one, other = page.nodes[first], page.nodes[indices[0]]
    beside = one != other and page.parents[one] == page.parents[other]
    is_one = len({page.texts[index] for index in indices}) == 1
    shown = all(page.visible[index] for index in indices)
    return is_one and shown and (beside or is_mostly_body(page, likely))
