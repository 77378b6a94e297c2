"""What names of elements and first words are worth, as learned from the training sites.

A :class:`Vocabulary` holds a weight per token and target.  The tokens of an
element are its tag and the parts of its class, id and role; those of a text
are its first and last words and, if it is short, every word.  A score is the
sum of the weights of the tokens (a linear model), so that scores add up along
the path from the root and are looked up once per distinct element.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from stripper.types import Page

#: What the weights are for, in the order of their columns.
TARGETS = ("body", "title", "related")
#: Every word of a text of at most this many words is a token.
SHORT_TEXT = 8
#: So many distinct elements, and texts of at most so many characters (those of
#: menus), are remembered across pages.
REMEMBERED = 100_000
LONGEST_REMEMBERED = 60
#: A text of at most this many characters is a label, such as that of a button.
LONGEST_LABEL = 24

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_DIGIT = re.compile(r"\d")
_EDGES = ".,:;!?\"'“”„«»()[]|–—-‘’…>→"


def element_tokens(tag: str, names: str) -> tuple[str, ...]:
    """The tokens of an element: its tag, and the parts and pairs of parts of its names."""
    tokens = {f"<{tag}"}
    for name in names.split()[:12]:
        parts = [part.lower() for part in _PART.findall(name[:60])]
        tokens.update(part for part in parts if len(part) > 2)
        tokens.update(f"{a}-{b}" for a, b in itertools.pairwise(parts))
    return tuple(sorted(tokens))


def text_tokens(text: str) -> tuple[str, ...]:
    """The tokens of a text: its first words, its last, and all if it is short; digits as 0."""
    words = [_word(word) for word in text[:200].split()[: SHORT_TEXT + 1]] or [""]
    last = _word((text[-30:].split() or [""])[-1])
    tokens = {f"1 {words[0]}", f"2 {' '.join(words[:2])}", f"3 {' '.join(words[:3])}", f"-1 {last}"}
    if len(words) <= SHORT_TEXT:
        tokens.update(f"w {word}" for word in words)
        tokens.add(f"= {' '.join(words)}")
    return tuple(sorted(tokens))


def _word(word: str) -> str:
    return _DIGIT.sub("0", word.casefold().strip(_EDGES))[:20]


def page_tokens(page: Page) -> set[str]:
    """What is known of a page as a whole: its elements' tokens, its labels, its types."""
    tokens = set(page_label_tokens(page))
    for key in set(zip(page.tags, page.attrs)):
        tokens.update(element_tokens(*key))
    return tokens


def page_label_tokens(page: Page) -> set[str]:
    """The tokens of a page's short texts and types."""
    labels = {text for text in page.texts if len(text) <= LONGEST_LABEL}
    tokens = {f"= {' '.join(map(_word, text.split()))}" for text in labels}
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
        return self.sum_rows(self.rows(tokens))

    def sum_rows(self, rows: Iterable[int]) -> np.ndarray:
        """The sum of the rows, always added up in the same order, shape (targets,)."""
        ordered = sorted(rows)
        if not ordered:
            return np.zeros(self.values.shape[1], np.float32)
        return self.values[ordered].sum(axis=0)


@dataclass(slots=True)
class Vocabulary:
    """Weights of tokens in three places.

    ``near``: on the elements from a block's block-level one inwards; ``far``:
    on the elements above it; ``text``: in its text; ``page``, of one target:
    anywhere on the page.
    """

    near: Weights
    far: Weights
    text: Weights
    page: Weights
    _elements: dict[tuple[str, str], tuple[np.ndarray, list[int]]] = field(default_factory=dict)
    _texts: dict[str, np.ndarray] = field(default_factory=dict)

    def element_scores(self, page: Page) -> np.ndarray:
        """Each element's own near and far scores, float32 of shape (m, 6)."""
        return np.array([self._element(key)[0] for key in zip(page.tags, page.attrs)], np.float32)

    def text_scores(self, page: Page) -> np.ndarray:
        """Each block's text score, float32 of shape (n, 3)."""
        return np.array([self._text(text) for text in page.texts], np.float32)

    def page_score(self, page: Page) -> float:
        """The log-odds that the page is an article, by its tokens alone."""
        rows = set(self.page.rows(page_label_tokens(page)))
        for key in set(zip(page.tags, page.attrs)):
            rows.update(self._element(key)[1])
        return float(self.page.sum_rows(rows)[0])

    def _element(self, key: tuple[str, str]) -> tuple[np.ndarray, list[int]]:
        """An element's near and far scores, and the rows of its tokens among the page's."""
        known = self._elements.get(key)
        if known is None:
            tokens = element_tokens(*key)
            scores = np.concatenate([self.near.sum(tokens), self.far.sum(tokens)])
            known = scores, self.page.rows(tokens)
            if len(self._elements) < REMEMBERED:
                self._elements[key] = known
        return known

    def _text(self, text: str) -> np.ndarray:
        known = self._texts.get(text)
        if known is None:
            known = self.text.sum(text_tokens(text))
            if len(text) <= LONGEST_REMEMBERED and len(self._texts) < REMEMBERED:
                self._texts[text] = known
        return known
