"""What names of elements and first words are worth, as learned from the training sites.

A :class:`Vocabulary` holds a weight per token and target.  The tokens of an
element are its tag and the parts of its class, id and role; those of a text
are its first and last words and, if it is short, every word.  Those of the
heading above a block, and of its longest link's URL, count as well.  A score is the
sum of the weights of the tokens (a linear model), so that scores add up along
the path from the root and are looked up once per distinct element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np

from stripper.types import HEADING_TAGS, TARGETS, Page

#: Every word of a text of at most this many words is a token.
SHORT_TEXT = 8
#: So many distinct elements, and texts of at most so many characters (those of
#: menus), are remembered across pages.
REMEMBERED = 100_000
LONGEST_REMEMBERED = 60
#: A text of at most this many characters is a label, such as that of a button.
LONGEST_LABEL = 24
#: A line of flattened text of at most this many characters may be a heading.
LONGEST_HEADING = 40

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_DIGIT = re.compile(r"\d")
_STOPS = ".!?…。！？؟।"
_EDGES = ".,:;!?\"'“”„«»()[]|–—-‘’…>→"


def element_tokens(tag: str, names: str) -> tuple[str, ...]:
    """The tokens of an element: its tag, and the parts and pairs of parts of its names."""
    tokens = {f"<{tag}"}
    for name in names.split()[:12]:
        tokens.update(_name_tokens(name[:60]))
    return tuple(sorted(tokens))


@lru_cache(REMEMBERED)
def _name_tokens(name: str) -> tuple[str, ...]:
    parts = _PART.findall(name)
    if not name.islower():
        parts = [part.lower() for part in parts]
    tokens = [part for part in parts if len(part) > 2]
    if len(parts) > 1:
        tokens += map("-".join, pairwise(parts))
    return tuple(tokens)


def text_tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text: its first words, its last, and all if it is short; digits as 0."""
    words = _words(text[:200].split(None, SHORT_TEXT + 1)[: SHORT_TEXT + 1]) or [""]
    last = "".join(_words(text[-30:].split()[-1:]))
    tokens = {f"1 {words[0]}", f"2 {' '.join(words[:2])}", f"3 {' '.join(words[:3])}", f"-1 {last}"}
    if len(words) <= SHORT_TEXT:
        tokens.update(f"w {word}" for word in words)
        tokens.add(f"= {' '.join(words)}")
    return tuple(sorted(tokens))


def _words(words: list[str]) -> list[str]:
    """The words case-folded, without punctuation around them, digits as 0."""
    return [_DIGIT.sub("0", word.casefold().strip(_EDGES))[:20] for word in words]


def url_tokens(url: str) -> tuple[str, ...]:
    """The tokens of a link's URL: the first words of its path, its ending, its parameters' names."""
    path, _, query = url.partition("?")
    if "//" in path:
        path = path.partition("//")[2].partition("/")[2]
    segments = [_DIGIT.sub("0", segment.lower())[:20] for segment in path.split("/")[:6] if segment]
    tokens = {f"/{segment}" for segment in segments if len(segment) < 20}
    if segments:
        tokens.add(f"^{segments[0]}")
        tokens.add(f".{segments[-1].rpartition('.')[2][:6]}")
    tokens.update(f"?{pair.partition('=')[0][:12]}" for pair in query.split("&")[:6] if pair)
    return tuple(sorted(tokens))


def headings_above(page: Page) -> list[int]:
    """Per block the last heading before it that is no link; -1 where there is none.

    In flattened text every short line that ends no sentence may be one.
    """
    linked = set(page.link_blocks)
    if page.flattened:
        return _labels_above(page.texts)
    above, last = [], -1
    for index, node in enumerate(page.nodes):
        above.append(last)
        if page.tags[page.blockish[node]] in HEADING_TAGS and index not in linked:
            last = index
    return above


def _labels_above(texts: list[str]) -> list[int]:
    above, last = [], -1
    for index, text in enumerate(texts):
        above.append(last)
        if len(text) <= LONGEST_HEADING and text[-1] not in _STOPS:
            last = index
    return above


def page_tokens(page: Page) -> set[str]:
    """What is known of a page as a whole: its elements' tokens, its labels, its types."""
    tokens = set(page_label_tokens(page))
    for key in set(zip(page.tags, page.attrs)):
        tokens.update(element_tokens(*key))
    return tokens


def page_label_tokens(page: Page) -> set[str]:
    """The tokens of a page's short texts and types."""
    labels = {text for text in page.texts if len(text) <= LONGEST_LABEL}
    tokens = {f"= {' '.join(_words(text.split()))}" for text in labels}
    tokens.update(f"type {kind}" for kind in page.head.types)
    return tokens


@dataclass(slots=True)
class Weights:
    """A weight per token and target: ``values`` is float32 of shape (tokens, targets)."""

    tokens: list[str]
    values: np.ndarray
    _rows: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows = {token: row for row, token in enumerate(self.tokens)}

    def rows(self, tokens: Iterable[str]) -> list[int]:
        """The rows of the tokens that are known."""
        known = self._rows
        return [known[token] for token in tokens if token in known]

    def sum(self, tokens: Iterable[str]) -> np.ndarray:
        """The summed weights of the tokens that are known, shape (targets,)."""
        return self.sums([sorted(self.rows(tokens))])[0]

    def sums(self, groups: list[list[int]]) -> np.ndarray:
        """The summed rows of each group, shape (groups, targets)."""
        sums = np.zeros((len(groups), self.values.shape[1]), np.float32)
        sizes = np.fromiter(map(len, groups), np.int64, len(groups))
        filled = np.flatnonzero(sizes)
        if len(filled):
            rows = np.fromiter(chain.from_iterable(groups), np.int64)
            starts = (np.cumsum(sizes) - sizes)[filled]
            sums[filled] = np.add.reduceat(self.values[rows], starts)
        return sums


def _joined(parts: list[Weights]) -> Weights:
    """The weights side by side: one row for a token, 0 where a part does not know it."""
    tokens = list(dict.fromkeys(chain.from_iterable(part.tokens for part in parts)))
    joined = Weights(tokens, np.zeros((len(tokens), sum(part.values.shape[1] for part in parts)), np.float32))
    column = 0
    for part in parts:
        width = part.values.shape[1]
        joined.values[joined.rows(part.tokens), column : column + width] = part.values
        column += width
    return joined


@dataclass(slots=True)
class Vocabulary:
    """Weights of tokens in six places.

    ``near``: on the elements from a block's block-level one inwards; ``far``:
    on the elements above it; ``text``: in its text; ``under``: in the heading
    above it; ``url``: in its longest link's URL; ``page``, of one target:
    anywhere on the page.
    """

    near: Weights
    far: Weights
    text: Weights
    under: Weights
    url: Weights
    page: Weights
    _joined: Weights = field(init=False)
    # Per tag and names: the scores of all places, and the rows of the tokens.
    _elements: dict[tuple[str, str], tuple[np.ndarray, list[int]]] = field(init=False, default_factory=dict)
    _texts: dict[str, np.ndarray] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._joined = _joined([self.near, self.far, self.page])

    def element_scores(self, page: Page) -> np.ndarray:
        """Each element's own near and far scores, float32 of shape (m, 2 * targets)."""
        known = self._known(page)
        place = {key: k for k, key in enumerate(known)}
        scores = np.array([scores for scores, _ in known.values()])
        return scores[[place[key] for key in zip(page.tags, page.attrs)], :-1]

    def text_scores(self, page: Page) -> np.ndarray:
        """Each block's text score, float32 of shape (n, targets)."""
        remembered = self._texts
        new = [text for text in dict.fromkeys(page.texts) if text not in remembered]
        fresh = dict(zip(new, self.text.sums([self.text.rows(text_tokens(text)) for text in new])))
        scores = np.array([fresh[text] if text in fresh else remembered[text] for text in page.texts])
        if len(remembered) < REMEMBERED:
            remembered.update((text, row) for text, row in fresh.items() if len(text) <= LONGEST_REMEMBERED)
        return scores

    def heading_scores(self, page: Page) -> np.ndarray:
        """What each block's heading says of it, float32 of shape (n, targets)."""
        above = headings_above(page)
        headings = sorted(set(above) - {-1})
        place = {heading: k for k, heading in enumerate(headings)} | {-1: len(headings)}
        rows = [self.under.rows(text_tokens(page.texts[heading])) for heading in headings]
        return self.under.sums([*rows, []])[[place[heading] for heading in above]]

    def url_scores(self, page: Page) -> np.ndarray:
        """What the URL of each block's longest link says of it, float32 of shape (n, targets)."""
        scores = np.zeros((len(page.texts), len(TARGETS)), np.float32)
        links = page.longest_links()
        if links:
            rows = [self.url.rows(url_tokens(page.link_urls[piece])) for piece in links.values()]
            scores[list(links)] = self.url.sums(rows)
        return scores

    def page_score(self, page: Page) -> float:
        """The log-odds that the page is an article, by its tokens alone."""
        rows = set(self._joined.rows(page_label_tokens(page)))
        for _, of_element in self._known(page).values():
            rows.update(of_element)
        return float(self._joined.sums([sorted(rows)])[0, -1])

    def _known(self, page: Page) -> dict[tuple[str, str], tuple[np.ndarray, list[int]]]:
        """What is known of each distinct element of the page."""
        remembered = self._elements
        keys = dict.fromkeys(zip(page.tags, page.attrs))
        new = [key for key in keys if key not in remembered]
        rows = [self._joined.rows(element_tokens(*key)) for key in new]
        fresh = dict(zip(new, zip(self._joined.sums(rows), rows)))
        if len(remembered) < REMEMBERED:
            remembered.update(fresh)
        return {key: fresh[key] if key in fresh else remembered[key] for key in keys}
