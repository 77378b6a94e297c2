"""Label the blocks of a page by the classifier's probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter

import numpy as np

from stripper.letters import squeezed
from stripper.types import HEADING_TAGS, Page

_BODY, _TITLE, _RELATED = range(3)
#: A page of which the classifier takes at least this share (of characters) for body is nearly
#: clean, and so is flattened text of the lower share; its blocks are body from this probability on.
CLEAN, CLEAN_TEXT, DOUBTFUL = 0.8, 0.7, 0.2
#: In flattened text as extractors leave it, only what has a lower probability than this is no body: else little would
#: be won, much lost, and what was cleaned would not come out the same when it is read again.
EXTRACTED = 0.05
#: What has a lower probability than this of being body plainly is none; of what extractors leave that is at most this
#: share (of characters), of whole pages far more.
PLAINLY_NONE, HARDLY_ANY = 0.1, 0.03
#: A line is likely body from this probability on, and seldom the headline of nearly clean flattened text.
LIKELY_BODY = 0.5
#: Lines of at least this probability may be headlines of others; of so many such before and behind one, no
#: further than so many lines each, at least half are headlines where it goes on with their list.
MAY_BE_RELATED, BESIDE, REACH = 0.2, 2, 6
#: Without a letter or a digit a block of at most so many characters is no text.
LONGEST_SIGN = 3
#: Blocks of at least this probability are likely headlines, are likelier headlines than not, and surely are.
LIKELY_TITLE, LIKELIER_TITLE, SURE_TITLE = 0.2, 0.5, 0.8
#: The first line of nearly clean flattened text may be its headline with at most so many characters.
LONGEST_TITLE = 150
#: A block of at least so many characters is not said twice.
LEAST_REPEATED = 100
#: So many blocks of at most so many characters, alike and in a row, are all labelled alike where their
#: probabilities differ by less than that. An item of a list holds its blocks so many levels down.
LEAST_ITEMS, LONGEST_ITEM, NEAR, ITEM_LEVELS = 3, 200, 0.3, 3
#: Body has so much more log-odds than it should on lines of sites that were not learned from (docs/experiments.md).
OVERSURE = 0.3
#: The first so many characters tell most blocks from the headline.
BEGINNING = 8
_STOPS = ".!…。"


def label_blocks(page: Page, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> list[str]:
    """One of LABELS per block; only the lines of one heading are the title."""
    return label_blocks_at(page, probabilities, body_threshold(page, probabilities, thresholds), thresholds)


def label_blocks_at(
    page: Page, probabilities: np.ndarray, least: float, thresholds: tuple[float, ...]
) -> list[str]:
    """The same with ``least`` as the threshold for body, whatever the page is like."""
    body, title, related = probabilities.T
    body, related = _evened(page, body, least), _evened(page, related, thresholds[_RELATED])
    labels = np.full(len(body), "boilerplate", dtype="<U11")
    labels[related >= thresholds[_RELATED]] = "related"
    labels[(body >= least) & (body >= related) & _says_something(page)] = "body"
    if page.flattened:
        may_be_related = related >= MAY_BE_RELATED
        doubtful = (labels == "body") & may_be_related & (body < LIKELY_BODY)
        goes_on = (related >= thresholds[_RELATED]) | doubtful
        _go_on_with_lists(labels, goes_on, (body + related > 0.5) & (body < LIKELY_BODY))
        _close_gaps(labels, may_be_related)
        headline = _headline_of_text(page, probabilities, labels, thresholds)
    else:
        labels[_asides(page)] = "boilerplate"
        headline = _headline(
            _of_visible(page, title, thresholds[_TITLE]), labels == "body", thresholds[_TITLE]
        )
    if headline is not None:
        labels[_lines_of_heading(page, headline)] = "title"
    result = labels.tolist()
    _drop_repeats(page, result)
    return result


def labelled(labels: list[str], wanted: str) -> list[int]:
    """The blocks with a label, in order."""
    return [index for index, label in enumerate(labels) if label == wanted]


def _evened(page: Page, likely: np.ndarray, least: float) -> np.ndarray:
    """The probabilities, with their mean for short blocks alike in a row that the threshold ``least`` parts by little:
    a list is kept as a whole or not at all."""
    if page.flattened:
        return likely
    evened = likely.copy()
    for items in _rows_alike(page, (np.abs(likely - least) < NEAR).tolist()):
        if np.ptp(likely[items]) < NEAR:
            evened[items] = np.average(likely[items], weights=[len(page.texts[item]) for item in items])
    return evened


def _rows_alike(page: Page, near: list[bool]) -> Iterator[list[int]]:
    """The rows of blocks that look alike, where all of them are ``near``."""
    for is_near, run in groupby(range(len(near)), key=near.__getitem__):
        found = list(run)
        if is_near and len(found) >= LEAST_ITEMS:
            around = range(max(found[0] - 1, 0), min(found[-1] + 2, len(near)))
            for _, row in groupby(around, key=partial(_look_of_item, page)):
                items = list(row)
                if len(items) >= LEAST_ITEMS and all(near[item] for item in items):
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
    says = _sizes(page) > LONGEST_SIGN
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


def body_threshold(page: Page, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> float:
    """The threshold at which the expected F1 of the text is greatest, but not below that for body.

    It is about one half where the classifier is sure, and lower where it is
    not (Lipton, Elkan, Naryanaswamy: Optimal Thresholding of Classifiers to
    Maximize F1 Measure, ECML PKDD 2014).  In what is nearly all body there is
    little to leave out and much to lose: there what is doubtful stays, and in
    what an extractor left nearly all.
    """
    body = probabilities[:, _BODY]
    if _is_extracted(page, probabilities, thresholds):
        return EXTRACTED
    if _is_mostly_body(page, body):
        return DOUBTFUL
    order = np.argsort(-body, kind="stable")
    sizes = _sizes(page)[order]
    found = np.cumsum(sizes * (_less_sure(body) if page.flattened else body)[order])
    expected = 2 * found / (np.cumsum(sizes) + max(found[-1], 1e-9))
    return max(float(body[order[int(np.argmax(expected))]]), thresholds[_BODY])


def _less_sure(likely: np.ndarray) -> np.ndarray:
    """Probabilities with OVERSURE less of log-odds."""
    return likely / (likely + (1 - likely) * np.exp(OVERSURE))


def _is_mostly_body(page: Page, body: np.ndarray) -> bool:
    sizes, least = _sizes(page), CLEAN_TEXT if page.flattened else CLEAN
    return bool(sizes @ body >= least * sizes.sum())


def _is_extracted(page: Page, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> bool:
    """Whether flattened text looks like what an extractor leaves: no headline of another item, and hardly any of it
    plainly is no body."""
    body, _, related = probabilities.T
    if not page.flattened or (related >= thresholds[_RELATED]).any():
        return False
    sizes = _sizes(page)
    return bool(sizes[body < PLAINLY_NONE].sum() <= HARDLY_ANY * sizes.sum())


def _sizes(page: Page) -> np.ndarray:
    return np.fromiter(map(len, page.texts), np.float64, len(page.texts))


def _of_visible(page: Page, title: np.ndarray, least: float) -> np.ndarray:
    """The probabilities of being the headline, 0 for hidden blocks where one that is visible may be it."""
    visible = np.where(page.visible, title, 0)
    return visible if visible.max() >= least else title


def _headline(title: np.ndarray, is_body: np.ndarray, least: float) -> int | None:
    """The block that is the headline.

    Of several that probably are, the last before the body: what stands further
    up repeats it in a bar or a trail of breadcrumbs.
    """
    best = int(np.argmax(title))
    if title[best] < least:
        return None
    start = int(np.argmax(is_body)) if is_body.any() else len(title)
    likely = np.flatnonzero(title[:start] >= LIKELY_TITLE)
    return int(likely[-1]) if len(likely) else best


def _headline_of_text(
    page: Page, probabilities: np.ndarray, labels: np.ndarray, thresholds: tuple[float, ...]
) -> int | None:
    """The line of flattened text that is the headline."""
    body, title, _ = probabilities.T
    is_extracted = _is_extracted(page, probabilities, thresholds)
    if is_extracted or _is_mostly_body(page, body):
        title = _of_nearly_clean(page, body, title, thresholds[_TITLE])
    if is_extracted:
        return _headline_above(title, body, labels, thresholds[_TITLE])
    return _headline(title, labels == "body", thresholds[_TITLE])


def _of_nearly_clean(page: Page, body: np.ndarray, title: np.ndarray, least: float) -> np.ndarray:
    """The probabilities of being the headline in nearly clean text, which may begin with a short paragraph: 0 for
    lines that are likelier body, but the first one is the headline if it may be and does not end as sentences do."""
    is_likelier_body = (body >= LIKELY_BODY) | (body > title)
    found = np.where(is_likelier_body & (title < LIKELIER_TITLE), 0, title)
    first = page.texts[0]
    if title[0] >= LIKELY_TITLE and len(first) <= LONGEST_TITLE and first[-1] not in _STOPS:
        found[0] = max(title[0], least)
    return found


def _headline_above(title: np.ndarray, body: np.ndarray, labels: np.ndarray, least: float) -> int | None:
    """The headline of what an extractor left, which stands above all of the text: further down a line has to be sure,
    and what stands above it likely to be none, such as teasers, which are labelled so."""
    best = int(np.argmax(title))
    first = int(np.argmax(labels == "body"))
    if best > first and (title[best] < SURE_TITLE or (body[:best] >= LIKELY_BODY).any()):
        best = int(np.argmax(title[: first + 1]))
    if title[best] < least:
        return None
    labels[:best] = "boilerplate"
    return best


def _lines_of_heading(page: Page, index: int) -> slice:
    """The blocks around ``index`` that only a line break or a colon parts within one heading."""
    heading = page.blockish[page.nodes[index]]
    first, last = index, index + 1
    if page.tags[heading] in HEADING_TAGS and not page.flattened:
        while _continues(page, first, heading):
            first -= 1
        while last < len(page.texts) and _continues(page, last, heading):
            last += 1
    return slice(first, last)


def _continues(page: Page, index: int, heading: int) -> bool:
    """Whether a block goes on with what the one before it begins in the same heading."""
    if index == 0 or not all(page.blockish[page.nodes[k]] == heading for k in (index - 1, index)):
        return False
    return page.breaks[index] or page.texts[index - 1].endswith((":", "："))


def _drop_repeats(page: Page, labels: list[str]) -> None:
    """What repeats the headline, or stood in the body already, is a copy.

    Short blocks may be said twice (a refrain, the names of speakers), but not
    beside a long one that is.
    """
    body = labelled(labels, "body")
    title = {squeezed(page.texts[index]) for index in labelled(labels, "title")} - {""}
    # Case folding makes at most three characters of one.
    beginnings = {one[:size] for one in title for size in range(3 * BEGINNING + 1)}
    seen: set[str] = set()
    repeated: list[bool] = []
    for index in body:
        repeated.append(page.texts[index] in seen)
        seen.add(page.texts[index])
    for said, run in groupby(zip(repeated, body), key=itemgetter(0)):
        indices = [index for _, index in run]
        copied = said and max(len(page.texts[index]) for index in indices) >= LEAST_REPEATED
        for index in indices:
            text = page.texts[index]
            if copied or (squeezed(text[:BEGINNING]) in beginnings and squeezed(text) in title):
                labels[index] = "boilerplate"
