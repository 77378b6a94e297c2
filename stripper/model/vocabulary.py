"""What names of elements and first words are worth, as learned from the training sites.

A :class:`Vocabulary` holds a weight per token and target.  The tokens of an
element are its tag and the parts of its class, id and role; those of a text
are its first and last words and, if it is short, every word.  Those of the
heading above a block, and of its longest link's URL, count as well.  A score is the
sum of the weights of the tokens (a linear model), so that scores add up along
the path from the root and are looked up once per distinct tag, names and text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np

from stripper.types import HEADING_TAGS, TARGETS, Page

#: Every word of a text of at most this many words is a token.
SHORT_TEXT = 8
#: Of an element so many names count, each to so many characters.
MOST_NAMES, LONGEST_NAME = 12, 60
#: Of a URL so many segments, and parameters, count.
MOST_SEGMENTS = 6
#: The names of so many elements, and so many short texts (those of menus), are remembered across
#: pages; of at most so many characters, since pages hold worse.
REMEMBERED = 50_000
LONGEST_NAMES, LONGEST_TEXT = 200, 60
#: A text of at most this many characters is a label, such as that of a button.
LONGEST_LABEL = 24
#: A line of flattened text of at most this many characters may be a heading.
LONGEST_HEADING = 40

_PART = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_DIGIT = re.compile(r"\d")
_STOPS = ".!?…。！？؟।"
_EDGES = ".,:;!?\"'“”„«»()[]|–—-‘’…>→"


def element_tokens(tag: str, names: str) -> list[str]:
    """The tokens of an element: its tag, and the parts and pairs of parts of its names."""
    return [*tag_tokens(tag), *name_tokens(names)]


def tag_tokens(tag: str) -> list[str]:
    """The token of an element's tag."""
    return [f"<{tag}"]


def name_tokens(names: str) -> list[str]:
    """The tokens of an element's names: their parts, and pairs of parts of one name."""
    tokens = []
    for name in names.split(None, MOST_NAMES)[:MOST_NAMES]:
        parts = _PART.findall(name[:LONGEST_NAME])
        if not name.islower():
            parts = [part.lower() for part in parts]
        tokens += [part for part in parts if len(part) > 2]
        if len(parts) > 1:
            tokens += map("-".join, pairwise(parts))
    return _distinct(tokens)


def text_tokens(text: str) -> list[str]:
    """The tokens of a text: its first words, its last, and all if it is short; digits as 0."""
    words = _words(text[:200].split(None, SHORT_TEXT + 1)[: SHORT_TEXT + 1])
    [last] = _words(text[-30:].rsplit(None, 1)[-1:])
    tokens = [f"1 {words[0]}", f"2 {' '.join(words[:2])}", f"3 {' '.join(words[:3])}", f"-1 {last}"]
    if len(words) <= SHORT_TEXT:
        tokens += [f"w {word}" for word in dict.fromkeys(words)]
        tokens.append(f"= {' '.join(words)}")
    return tokens


def _words(words: list[str]) -> list[str]:
    """The words case-folded, without punctuation around them, digits as 0; an empty one if there is none."""
    folded = _DIGIT.sub("0", " ".join(words).casefold()).split(" ")
    return [word.strip(_EDGES)[:20] for word in folded]


def url_tokens(url: str) -> list[str]:
    """The tokens of a link's URL: the first words of its path, its ending, its parameters' names."""
    path, _, query = url.partition("?")
    if "//" in path:
        path = path.partition("//")[2].partition("/")[2]
    begins = [segment[:20] for segment in path.split("/", MOST_SEGMENTS)[:MOST_SEGMENTS] if segment]
    segments = [segment[:20] for segment in _DIGIT.sub("0", "/".join(begins).lower()).split("/")]
    tokens = [f"/{segment}" for segment in segments if len(segment) < 20] if begins else []
    if begins:
        tokens += [f"^{segments[0]}", f".{segments[-1].rpartition('.')[2][:6]}"]
    if query:
        pairs = query.split("&", MOST_SEGMENTS)[:MOST_SEGMENTS]
        tokens += [f"?{pair.partition('=')[0][:12]}" for pair in pairs if pair]
    return _distinct(tokens)


def _distinct(tokens: list[str]) -> list[str]:
    return list(dict.fromkeys(tokens))


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
    return {label_token(text) for text in labels}.union(type_tokens(page))


def label_token(text: str) -> str:
    """The token of a whole text."""
    return f"= {' '.join(_words(text.split()))}"


def type_tokens(page: Page) -> list[str]:
    """The tokens of what a page's head says that it is."""
    return [f"type {kind}" for kind in page.head.types]


def _said_tokens(text: str) -> list[str]:
    """The tokens of a text, and of the label that it may be."""
    tokens = text_tokens(text)
    if len(text) <= LONGEST_LABEL and len(text.split()) > SHORT_TEXT:
        tokens.append(label_token(text))
    return tokens


@dataclass(slots=True)
class Weights:
    """A weight per token and target: ``values`` is float32 of shape (tokens, targets)."""

    tokens: list[str]
    values: np.ndarray
    _rows: dict[str, int] = field(default_factory=dict)

    def rows(self, tokens: Iterable[str]) -> list[int]:
        """The rows of the tokens that are known."""
        # Numbered when first looked for: most weights are only joined to others.
        known = self._rows or self._number()
        return [known[token] for token in tokens if token in known]

    def _number(self) -> dict[str, int]:
        self._rows = dict(zip(self.tokens, range(len(self.tokens))))
        return self._rows

    def sum(self, tokens: Iterable[str]) -> np.ndarray:
        """The summed weights of the tokens that are known, shape (targets,)."""
        return self.sums([sorted(self.rows(tokens))])[0]

    def sums(self, groups: Sequence[Sequence[int]]) -> np.ndarray:
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


def _parted(page: Weights) -> tuple[Weights, Weights]:
    """The weights of elements' tokens, and those of labels and types, which have a space in them."""
    spaced = np.array([" " in token for token in page.tokens], bool)
    elements, labels = (
        Weights([page.tokens[row] for row in rows], page.values[rows])
        for rows in (np.flatnonzero(~spaced).tolist(), np.flatnonzero(spaced).tolist())
    )
    return elements, labels


@dataclass(slots=True)
class _Lookup:
    """Weights of the tokens of keys; the rows of keys of at most ``longest`` characters are remembered."""

    weights: Weights
    tokens: Callable[[str], list[str]]
    longest: int
    _remembered: dict[str, list[int]] = field(default_factory=dict)

    def rows(self, keys: Iterable[str]) -> list[list[int]]:
        """The rows of each key's tokens."""
        remembered, found = self._remembered, []
        for key in keys:
            rows = remembered.get(key)
            if rows is None:
                rows = self.weights.rows(self.tokens(key))
                if len(key) <= self.longest and len(remembered) < REMEMBERED:
                    remembered[key] = rows
            found.append(rows)
        return found

    def scores(self, keys: Iterable[str]) -> np.ndarray:
        """The summed weights of each key's tokens, shape (keys, targets)."""
        place: dict[str, int] = {}
        numbers = [place.setdefault(key, len(place)) for key in keys]
        return self.weights.sums(self.rows(place))[numbers]

    def last(self, groups: Iterable[Iterable[int]]) -> float:
        """The last target's weights summed over the rows of all groups, each counted once."""
        return float(self.weights.values[sorted(set().union(*groups)), -1].sum())


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
    # Places that share their tokens, side by side; of labels and elements, the page's weight is the last.
    _tags: _Lookup = field(init=False)
    _names: _Lookup = field(init=False)
    _texts: _Lookup = field(init=False)
    _urls: _Lookup = field(init=False)

    def __post_init__(self) -> None:
        elements, labels = _parted(self.page)
        elements = _joined([self.near, self.far, elements])
        self._tags = _Lookup(elements, tag_tokens, LONGEST_NAMES)
        self._names = _Lookup(elements, name_tokens, LONGEST_NAMES)
        self._texts = _Lookup(_joined([self.text, self.under, labels]), _said_tokens, LONGEST_TEXT)
        self._urls = _Lookup(self.url, url_tokens, 0)

    def element_scores(self, page: Page) -> np.ndarray:
        """Each element's own near and far scores, float32 of shape (m, 2 * targets)."""
        return (self._tags.scores(page.tags) + self._names.scores(page.attrs))[:, :-1]

    def text_scores(self, page: Page) -> np.ndarray:
        """Each block's text score, float32 of shape (n, targets)."""
        return self._texts.scores(page.texts)[:, : len(TARGETS)]

    def heading_scores(self, page: Page) -> np.ndarray:
        """What each block's heading says of it, float32 of shape (n, targets)."""
        scores = np.zeros((len(page.texts), len(TARGETS)), np.float32)
        above = headings_above(page)
        below = [block for block, heading in enumerate(above) if heading >= 0]
        scores[below] = self._texts.scores(page.texts[above[block]] for block in below)[:, len(TARGETS) : -1]
        return scores

    def url_scores(self, page: Page) -> np.ndarray:
        """What the URL of each block's longest link says of it, float32 of shape (n, targets)."""
        scores = np.zeros((len(page.texts), len(TARGETS)), np.float32)
        links = page.longest_links()
        scores[list(links)] = self._urls.scores(page.link_urls[piece] for piece in links.values())
        return scores

    def page_score(self, page: Page) -> float:
        """The log-odds that the page is an article, by its tokens alone."""
        labels = (text for text in dict.fromkeys(page.texts) if len(text) <= LONGEST_LABEL)
        types = self._texts.weights.rows(type_tokens(page))
        elements = [*self._tags.rows(dict.fromkeys(page.tags)), *self._names.rows(dict.fromkeys(page.attrs))]
        return self._names.last(elements) + self._texts.last([types, *self._texts.rows(labels)])
