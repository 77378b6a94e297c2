"""The columns that several feature families share, computed once per page."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from stripper.types import Page

#: The class of every character; each character has exactly one.
CLASSES = (
    "space",
    "lower",
    "upper",
    "caseless",  # letters of scripts without case, but for those below
    "ideograph",  # Han and Kana, which stand without spaces between words
    "digit",
    "stop",  # ends a sentence
    "comma",
    "colon",
    "quote",
    "bracket",
    "dash",
    "bar",  # what parts menu items: | · • › / →
    "symbol",
    "punctuation",  # any other
    "other",
)
CODE = {name: code for code, name in enumerate(CLASSES)}

_STOPS = ".!?…。！？｡؟۔।॥։።"
_COMMAS = ",;、，；､،؛"
_COLONS = ":："
_BARS = "|·•‣›»→▶►▸/\\¦‧・■●"
_QUOTES = "\"'`´"


@dataclass(slots=True)
class View:
    """A page's columns as arrays; n blocks, m elements.

    ``counts`` (n, 16): characters per class; ``words`` (n,): white-space
    separated words, with 1.7 ideographs counted as one; ``linked`` (n,): the
    share of non-space characters inside links; ``prose`` (n,): the words of
    blocks that look like running text, else 0; ``ends`` (m,): one past an
    element's last descendant; ``node``, ``block_node`` (n,): the innermost and
    the block-level element; ``node_*`` (m,): sums over each subtree.
    """

    page: Page
    n: int
    characters: np.ndarray
    character_classes: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray
    counts: np.ndarray
    words: np.ndarray
    linked: np.ndarray
    prose: np.ndarray
    node: np.ndarray
    block_node: np.ndarray
    parents: np.ndarray
    depths: np.ndarray
    ends: np.ndarray
    node_words: np.ndarray
    node_linked_words: np.ndarray
    node_blocks: np.ndarray
    node_prose: np.ndarray


def view(page: Page) -> View:
    """Compute the shared columns of a page of at least one block."""
    n = len(page.texts)
    sizes = np.fromiter(map(len, page.texts), np.int64, n)
    starts = np.cumsum(sizes) - sizes
    characters = np.frombuffer("".join(page.texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _class_table()[np.minimum(characters, 0x1FFFF)]
    owner = np.repeat(np.arange(n, dtype=np.int64) * len(CLASSES), sizes)
    counts = np.bincount(owner + classes, minlength=n * len(CLASSES)).reshape(n, -1).astype(np.float32)
    words = counts[:, CODE["space"]] + 1 + counts[:, CODE["ideograph"]] / 1.7
    linked = _share_of_linked(page, n, sizes - counts[:, CODE["space"]])
    prose = np.where((linked < 0.4) & (words >= 8) & (counts[:, CODE["stop"]] > 0), words, 0)
    node = np.asarray(page.nodes, np.int64)
    parents = np.asarray(page.parents, np.int64)
    ends = _ends(page.parents)
    subtree = _SubtreeSums(node, ends)
    return View(
        page=page,
        n=n,
        characters=characters,
        character_classes=classes,
        starts=starts,
        sizes=sizes,
        counts=counts,
        words=words,
        linked=linked,
        prose=prose,
        node=node,
        block_node=np.asarray(page.blockish, np.int64)[node],
        parents=parents,
        depths=np.asarray(page.depths, np.int64),
        ends=ends,
        node_words=subtree.of(words),
        node_linked_words=subtree.of(words * linked),
        node_blocks=subtree.of(np.ones(n)),
        node_prose=subtree.of(prose),
    )


def _share_of_linked(page: Page, n: int, inked: np.ndarray) -> np.ndarray:
    linked = np.zeros(n)
    for block, text in zip(page.link_blocks, page.link_texts):
        linked[block] += len(text) - text.count(" ")
    return np.minimum(linked / np.maximum(inked, 1), 1).astype(np.float32)


def _ends(parents: list[int]) -> np.ndarray:
    """One past the last descendant of each element (they stand in document order)."""
    ends = list(range(1, len(parents) + 1))
    for node in range(len(parents) - 1, 0, -1):
        parent = parents[node]
        if ends[node] > ends[parent]:
            ends[parent] = ends[node]
    return np.asarray(ends, np.int64)


class _SubtreeSums:
    def __init__(self, node: np.ndarray, ends: np.ndarray) -> None:
        self.node, self.ends = node, ends

    def of(self, values: np.ndarray) -> np.ndarray:
        """The sum of a block column over each element's subtree."""
        own = np.bincount(self.node, values, len(self.ends))
        upto = np.concatenate(([0.0], np.cumsum(own)))
        return upto[self.ends] - upto[:-1]


@cache
def _class_table() -> np.ndarray:
    """The class of each code point below 0x20000 (what lies above is like 0x1FFFF)."""
    table = np.full(0x20000, CODE["other"], np.int64)
    by_category = {
        "Ll": "lower", "Lu": "upper", "Lt": "upper", "Lo": "caseless", "Lm": "caseless",
        "Mn": "caseless", "Mc": "caseless", "Nd": "digit", "Nl": "digit", "No": "digit",
        "Zs": "space", "Zl": "space", "Zp": "space", "Pd": "dash", "Ps": "bracket",
        "Pe": "bracket", "Pi": "quote", "Pf": "quote", "Po": "punctuation", "Pc": "punctuation",
        "Sm": "symbol", "Sc": "symbol", "Sk": "symbol", "So": "symbol",
    }  # fmt: skip
    for point in range(0x20000):
        name = by_category.get(unicodedata.category(chr(point)))
        if name:
            table[point] = CODE[name]
    for characters, name in (
        (" \t\n\r\f\v", "space"), (_STOPS, "stop"), (_COMMAS, "comma"), (_COLONS, "colon"),
        (_BARS, "bar"), (_QUOTES, "quote"),
    ):  # fmt: skip
        table[[ord(character) for character in characters]] = CODE[name]
    for first, last in ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        table[first : last + 1] = CODE["ideograph"]
    table[0x1FFFF] = CODE["ideograph"]
    return table
