"""What names of elements and first words are worth, as learned from the training sites.

A :class:`Vocabulary` holds a weight per token and target.  The tokens of an
element are its tag and the parts of its class, id and role; those of a text
are its first and last words and, if it is short, every word.  Those of the
heading above a block, and of its longest link's URL, count as well.  A score is the
sum of the weights of the tokens (a linear model), so that scores add up along
the path from the root and are looked up once per distinct tag, names and text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol

import numpy as np

from stripper import native
from stripper.letters import STOPS
from stripper.native import tokens
from stripper.types import HEADING_TAGS, TARGETS, Page

#: Every word of a text of at most this many words is a token.
SHORT_TEXT = 8
#: Of an element so many names count, each to so many characters.
MOST_NAMES, LONGEST_NAME = 12, 60
#: Of a URL so many segments, and parameters, count.
MOST_SEGMENTS = 6
#: A text of at most this many characters is a label, such as that of a button.
LONGEST_LABEL = 24
#: A line of flattened text of at most this many characters may be a heading.
LONGEST_HEADING = 40

_EDGES = ".,:;!?\"'“”„«»()[]|–—-‘’…>→"
# Of a text so many characters at its beginning and its end are looked at; and of a word, a URL's segment, its ending
# and a parameter.
_BEGINNING, _ENDING, _WORD, _SEGMENT, _SUFFIX, _PARAMETER = 200, 30, 20, 20, 6, 12
_NAME_LIMITS = MOST_NAMES, LONGEST_NAME
_TEXT_LIMITS = SHORT_TEXT, _BEGINNING, _ENDING, _WORD
_URL_LIMITS = MOST_SEGMENTS, _SEGMENT, _SUFFIX, _PARAMETER


def element_tokens(tag: str, names: str) -> list[str]:
    """The tokens of an element: its tag, and the parts and pairs of parts of its names."""
    return [tag_token(tag), *tokens.name_tokens(names, *_NAME_LIMITS)]


def tag_token(tag: str) -> str:
    """The token of an element's tag."""
    return f"<{tag}"


def text_tokens(text: str) -> list[str]:
    """The tokens of a text: its first words, its last, and all if it is short; digits as 0."""
    return tokens.text_tokens(text, *_TEXT_LIMITS, _EDGES)


def url_tokens(url: str) -> list[str]:
    """The tokens of a link's URL: the first words of its path, its ending, its parameters' names."""
    return tokens.url_tokens(url, *_URL_LIMITS)


def headings_above(page: Page) -> np.ndarray:
    """Per block the last heading before it that is no link; -1 where there is none.

    In flattened text every short line that ends no sentence may be one.
    """
    headings = _labels(page.texts) if page.flattened else _headings(page)
    last = np.full(len(page.texts) + 1, -1)
    last[np.array(headings, np.int64) + 1] = headings
    return np.maximum.accumulate(last)[:-1]


def _headings(page: Page) -> list[int]:
    tags, blockish, linked = page.tags, page.blockish, set(page.link_blocks)
    return [
        index
        for index, node in enumerate(page.nodes)
        if tags[blockish[node]] in HEADING_TAGS and index not in linked
    ]


def _labels(texts: list[str]) -> list[int]:
    return [
        index for index, text in enumerate(texts) if len(text) <= LONGEST_HEADING and text[-1] not in STOPS
    ]


def page_tokens(page: Page) -> set[str]:
    """What is known of a page as a whole: its elements' tokens, its labels, its types."""
    labels = {text for text in page.texts if len(text) <= LONGEST_LABEL}
    found = {tokens.label_token(text, _WORD, _EDGES) for text in labels}.union(type_tokens(page))
    for key in set(zip(page.tags, page.attrs)):
        found.update(element_tokens(*key))
    return found


def type_tokens(page: Page) -> list[str]:
    """The tokens of what a page's head says that it is."""
    return [f"type {kind}" for kind in page.head.types]


@dataclass(slots=True)
class Weights:
    """A weight per token and target: ``values`` is float32 of shape (tokens, targets)."""

    tokens: list[str]
    values: np.ndarray
    _known: dict[str, int] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, int]:
        """The row of each token."""
        if not self._known:  # numbered when first looked for: most weights are only joined to others
            self._known = dict(zip(self.tokens, range(len(self.tokens))))
        return self._known

    def only(self, kept: np.ndarray) -> Weights:
        """The weights of some tokens alone: ``kept`` is bool, one for each token."""
        return Weights([self.tokens[row] for row in np.flatnonzero(kept).tolist()], self.values[kept])

    def rows(self, tokens: Iterable[str]) -> list[int]:
        """The rows of the tokens that are known."""
        return [row for row in map(self.known.get, tokens) if row is not None]

    def sum(self, tokens: Iterable[str]) -> np.ndarray:
        """The summed weights of the tokens that are known, shape (targets,)."""
        return self.sums([sorted(self.rows(tokens))])[0]

    def sums(self, groups: Sequence[Collection[int] | np.ndarray]) -> np.ndarray:
        """The summed rows of each group, shape (groups, targets)."""
        rows = np.fromiter(chain.from_iterable(groups), np.int64)
        return self.sums_of(rows, np.fromiter(map(len, groups), np.int64, len(groups)))

    def sums_of(self, rows: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """The same of groups of these sizes, whose rows follow each other."""
        sums = np.empty((len(sizes), self.values.shape[1]), np.float32)
        native.sum_rows(self.values, rows, sizes, sums)
        return sums


class View(Protocol):
    """What is known of a page: those of its columns that a vocabulary looks at."""

    page: Page
    n: int
    tags: np.ndarray
    tag_numbers: dict[str, int]
    longest: dict[int, int]
    looked_up: dict[Any, Any]


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
    return page.only(~spaced), page.only(spaced)


@dataclass(slots=True)
class LookedUp:
    """What was looked up for keys: ``numbers``, the place of each key among the distinct ``keys``; of these, one
    after the other, ``rows``, those of their tokens, and ``sizes``, how many they are; ``sums`` (keys, targets).
    """

    numbers: np.ndarray
    keys: list[str]
    rows: np.ndarray
    sizes: np.ndarray
    sums: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        """The summed weights of each key's tokens, equal keys or not."""
        return self.sums[self.numbers]


# Compared by identity: what it looked up is kept under its name.
@dataclass(slots=True, eq=False)
class Lookup:
    """Weights of the tokens of keys, which a kernel of stripper.native looks up."""

    weights: Weights
    kernel: Callable[..., tuple[bytes, bytes]]
    limits: tuple
    _index: native.Index | None = None

    @property
    def index(self) -> native.Index:
        """The rows of the tokens, made when something is first looked up."""
        if self._index is None:
            self._index = native.Index(self.weights.tokens)
        return self._index

    def rows(self, keys: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """The rows of all keys' tokens, and how many there are of each key."""
        rows, sizes = self.kernel(self.index, list(keys), *self.limits)
        return np.frombuffer(rows, np.int64), np.frombuffer(sizes, np.int64)

    def known(self, tokens: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The rows of those tokens that are known, and for each token whether it is, as 0 or 1."""
        rows, sizes = native.token_rows(self.index, tokens)
        return np.frombuffer(rows, np.int64), np.frombuffer(sizes, np.int64)

    def look_up(self, keys: Iterable[str]) -> LookedUp:
        """What there is of keys, of which some may be equal."""
        numbers, distinct = native.number_keys(list(keys))
        rows, sizes = self.rows(distinct)
        return LookedUp(
            np.frombuffer(numbers, np.int64), list(distinct), rows, sizes, self.weights.sums_of(rows, sizes)
        )

    def looked_up(self, view: View, keys: list[str]) -> LookedUp:
        """The same of all keys of one sort that a page has, once a view."""
        if self not in view.looked_up:
            view.looked_up[self] = self.look_up(keys)
        return view.looked_up[self]

    def last(self, *rows: np.ndarray) -> float:
        """The last target's weights summed over the rows, each counted once."""
        met = np.zeros(len(self.weights.values), bool)
        met[np.concatenate(rows)] = True
        return float(self.weights.values[np.flatnonzero(met), -1].sum())


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
    _names: Lookup = field(init=False)
    _texts: Lookup = field(init=False)
    _urls: Lookup = field(init=False)

    def __post_init__(self) -> None:
        elements, labels = _parted(self.page)
        elements = _joined([self.near, self.far, elements])
        self._names = Lookup(elements, native.name_rows, _NAME_LIMITS)
        texts = _joined([self.text, self.under, labels])
        self._texts = Lookup(texts, native.text_rows, (*_TEXT_LIMITS, LONGEST_LABEL, _EDGES))
        self._urls = Lookup(self.url, native.url_rows, _URL_LIMITS)

    def element_scores(self, view: View) -> np.ndarray:
        """Each element's own near and far scores, float32 of shape (m, 2 * targets)."""
        own = self._names.weights.sums_of(*self._tags(view))
        names = self._names.looked_up(view, view.page.attrs)
        return (own[view.tags] + names.scores)[:, :-1]

    def text_scores(self, view: View) -> np.ndarray:
        """Each block's text score, float32 of shape (n, targets)."""
        return self._texts.looked_up(view, view.page.texts).scores[:, : len(TARGETS)]

    def heading_scores(self, view: View) -> np.ndarray:
        """What each block's heading says of it, float32 of shape (n, targets)."""
        said = self._texts.looked_up(view, view.page.texts).scores[:, len(TARGETS) : -1]
        above = headings_above(view.page)
        return np.where(above[:, None] >= 0, said[above], np.float32(0))

    def url_scores(self, view: View) -> np.ndarray:
        """What the URL of each block's longest link says of it, float32 of shape (n, targets)."""
        scores = np.zeros((view.n, len(TARGETS)), np.float32)
        urls = [view.page.link_urls[piece] for piece in view.longest.values()]
        scores[list(view.longest)] = self._urls.look_up(urls).scores
        return scores

    def page_score(self, view: View) -> float:
        """The log-odds that the page is an article, by its tokens alone."""
        page = view.page
        texts, names = self._texts.looked_up(view, page.texts), self._names.looked_up(view, page.attrs)
        sizes = np.fromiter(map(len, texts.keys), np.int64, len(texts.keys))
        labels = texts.rows[np.repeat(sizes <= LONGEST_LABEL, texts.sizes)]
        types, _ = self._texts.known(type_tokens(page))
        tags, _ = self._tags(view)
        return self._names.last(tags, names.rows) + self._texts.last(types, labels)

    def _tags(self, view: View) -> tuple[np.ndarray, np.ndarray]:
        """The rows of those of the page's tags that are known, and for each tag whether it is, as 0 or 1."""
        return self._names.known(list(map(tag_token, view.tag_numbers)))
