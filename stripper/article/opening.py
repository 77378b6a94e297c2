"""Keep the paragraphs that clean flattened text begins with, where a sub-heading below them looks like the headline.

What an extractor leaves may have no headline; then its first sub-heading looks like one, and the paragraphs above like
teasers of other articles.  But those share few words with the article below them, its own beginning shares many.
"""

from __future__ import annotations

import numpy as np

from stripper.article.threshold import BODY, CLEAN_TEXT, RELATED, TITLE, sizes_of
from stripper.letters import STOPS, last_sign
from stripper.types import Page

#: Within one story at least this share of the words above a line, or below it if those are fewer, is said on both sides;
#: of teasers and an article so much in one text of a hundred (docs/experiments.md).
ONE_STORY = 0.2
#: Paragraphs, and no menus, stand above a line where at least this share (of characters) ends as sentences do.
SENTENCES = 0.8
_STOPS = tuple(STOPS)


def doubtful_headline(page: Page, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> int | None:
    """The likely headline of flattened text that has paragraphs above it, nearly all body below it, and no headline of
    another item: it may be a sub-heading."""
    body, title, related = probabilities.T
    line = int(np.argmax(title))
    if not line or title[line] < thresholds[TITLE] or (related >= thresholds[RELATED]).any():
        return None
    sizes = sizes_of(page)
    above, below = sizes[:line], sizes[line + 1 :]
    clean = 0 < CLEAN_TEXT * below.sum() <= below @ body[line + 1 :]
    return line if clean and above @ _end_as_sentences(page, line) >= SENTENCES * above.sum() else None


def with_opening(page: Page, probabilities: np.ndarray, line: int) -> np.ndarray:
    """The probabilities where a line is a sub-heading: it and the paragraphs above it are at least as likely body as what
    stands below it, and neither it nor anything below is the headline."""
    found, below = probabilities.copy(), slice(line + 1, None)
    likely = np.average(probabilities[below, BODY], weights=sizes_of(page)[below])
    opening = np.flatnonzero(np.append(_end_as_sentences(page, line), True))
    found[opening, BODY] = np.maximum(found[opening, BODY], likely)
    found[line:, TITLE] = 0
    return found


def _end_as_sentences(page: Page, line: int) -> np.ndarray:
    """Whether each of the blocks before a line ends as sentences do, bool (line,)."""
    return np.array([last_sign(text) in _STOPS for text in page.texts[:line]], bool)
