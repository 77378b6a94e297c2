"""Find the headline among the blocks of a page."""

from __future__ import annotations

import numpy as np

from stripper.article.threshold import TITLE, is_mostly_body
from stripper.letters import COLONS, STOPS, squeezed
from stripper.types import HEADING_TAGS, Page

#: A line is likely body from this probability on, and seldom the headline of nearly clean flattened text.
LIKELY_BODY = 0.5
#: Blocks of at least this probability are likely headlines, are likelier headlines than not, and surely are.
LIKELY_TITLE, LIKELIER_TITLE, SURE_TITLE = 0.2, 0.5, 0.8
#: The first line of nearly clean flattened text may be its headline with at most so many characters.
LONGEST_TITLE = 150
#: The first line of flattened text tells of a line below it that may be the headline, from this probability on, if it
#: holds it: at least so many letters and digits, and that share of its own.
MAY_BE_TITLE, SHORTEST_HELD, SHARE_HELD = 0.03, 10, 0.35
# Headlines ask; those that call with a wide mark, of East Asia, are many.
_STOPS = "".join(stop for stop in STOPS if stop not in "?？؟！")


def headline_of_page(
    page: Page, title: np.ndarray, is_body: np.ndarray, thresholds: tuple[float, ...]
) -> int | None:
    """The block that is the headline; a hidden one only where none that is visible may be it.

    ``title`` (n,) is each block's probability of being it, ``is_body`` (n,) whether it is labelled so.
    """
    visible, least = np.where(page.visible, title, 0), thresholds[TITLE]
    return _before_body(visible if visible.max() >= least else title, is_body, least)


def headline_of_text(
    page: Page, probabilities: np.ndarray, is_body: np.ndarray, thresholds: tuple[float, ...], extracted: bool
) -> int | None:
    """The line of flattened text that is the headline; ``extracted``: whether an extractor left the text."""
    body, title, _ = probabilities.T
    least = thresholds[TITLE]
    if extracted or is_mostly_body(page, body):
        title = _of_nearly_clean(page, body, title, least)
    if extracted:
        return _above_text(title, body, is_body, least)
    return _told_by_first_line(page, title, _before_body(title, is_body, least))


def _before_body(title: np.ndarray, is_body: np.ndarray, least: float) -> int | None:
    """The likeliest block; of several that probably are the headline, the last before the body: what stands further
    up repeats it in a bar or a trail of breadcrumbs."""
    best = int(np.argmax(title))
    if title[best] < least:
        return None
    start = int(np.argmax(is_body)) if is_body.any() else len(title)
    likely = np.flatnonzero(title[:start] >= LIKELY_TITLE)
    return int(likely[-1]) if len(likely) else best


def _told_by_first_line(page: Page, title: np.ndarray, found: int | None) -> int | None:
    """The likeliest line that the first one holds, as a document's title holds the headline beside the site's name;
    the headline found otherwise, where none is held or it says the same."""
    said = {
        line: squeezed(page.texts[line]) for line in np.flatnonzero(title >= MAY_BE_TITLE).tolist() if line
    }
    whole = squeezed(page.texts[0]) if said else ""
    least = max(SHORTEST_HELD, SHARE_HELD * len(whole))
    held = [line for line, text in said.items() if len(text) >= least and text in whole]
    if not held:
        return found
    best = max(held, key=title.__getitem__)
    return found if found is not None and squeezed(page.texts[found]) == said[best] else best


def _of_nearly_clean(page: Page, body: np.ndarray, title: np.ndarray, least: float) -> np.ndarray:
    """The probabilities of being the headline in nearly clean text, which may begin with a short paragraph: 0 for
    lines that are likelier body, but the first one is the headline if it may be and does not end as sentences do."""
    is_likelier_body = (body >= LIKELY_BODY) | (body > title)
    found = np.where(is_likelier_body & (title < LIKELIER_TITLE), 0, title)
    first = page.texts[0]
    if title[0] >= LIKELY_TITLE and len(first) <= LONGEST_TITLE and first[-1] not in _STOPS:
        found[0] = max(title[0], least)
    return found


def _above_text(title: np.ndarray, body: np.ndarray, is_body: np.ndarray, least: float) -> int | None:
    """The line that stands above all of the text; further down it has to be surely the headline, and what stands above
    it likely no body, such as teasers."""
    best, first = int(np.argmax(title)), int(np.argmax(is_body))
    if best > first and (title[best] < SURE_TITLE or (body[:best] >= LIKELY_BODY).any()):
        best = int(np.argmax(title[: first + 1]))
    return best if title[best] >= least else None


def lines_of_heading(page: Page, index: int) -> slice:
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
    return page.breaks[index] or page.texts[index - 1].endswith(tuple(COLONS))
