"""The columns that several feature families share, computed once per page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from string import digits
from typing import Any, TypeAlias

import numpy as np

from stripper import native
from stripper.features.mentions import Mentions, mentions, no_mentions
from stripper.features.shapes import number_shapes
from stripper.letters import COLONS, COMMAS, STOPS
from stripper.types import Page

#: The class of every character; each character has exactly one.
CLASSES = (
    "space",
    "lower",
    "upper",
    "caseless",  # letters of scripts without case, but for those below
    "ideograph",  # Han and Kana, which stand without spaces between words
    "unspaced",  # letters of Thai, Lao, Burmese, Khmer and Tibetan, which do so too
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
#: So many letters of a script without spaces make a word; so many are prose, for in Thai nothing ends a sentence.
UNSPACED, LEAST_UNSPACED = 4.5, 60
#: The level of what is no heading element.
NO_LEVEL = 7
#: How many containers of a block are looked at.
LEVELS = 6

_UNSPACED = (0x0E01, 0x0E4E), (0x0E80, 0x0ECD), (0x0F40, 0x0FBC), (0x1000, 0x103F), (0x1780, 0x17D3)
_BARS = "|·•‣›»→▶►▸/\\¦‧・■●"
_QUOTES = "\"'`´"


#: Columns of a page's n blocks: (n,) under its name, or several, (names, n), under theirs; a float where all blocks have the same.
Columns: TypeAlias = dict[str | tuple[str, ...], np.ndarray | float]


@dataclass(slots=True)
class View:
    """A page's columns as arrays; n blocks, m elements, k blocks with links.

    ``counts`` (n, 16): characters per class; ``words`` (n,): white-space
    separated words, with 1.7 ideographs, and UNSPACED letters of scripts without spaces, counted as one; ``linked`` (n,): the
    share of non-space characters inside links; ``prose`` (n,): the words of
    blocks that look like running text, else 0; ``node``, ``block_node`` (n,):
    the innermost and the block-level element; ``containers`` (LEVELS, n): the
    latter and those above it; ``mentions``: the words of flattened text, none
    for pages with elements.

    ``ends`` (m,): one past an element's last descendant; ``tags``, ``looks``
    (m,): numbers of its tag (those in ``tag_numbers``), and of tag and names;
    ``node_*`` (m,): sums over each subtree.

    ``longest``: for each of the k blocks the piece of its longest link;
    ``shapes`` (4, k): numbers of that link's shape, path, coarse and fine shape.

    ``looked_up``: what a vocabulary has looked up of the page, by what it was looked up in.
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
    mentions: Mentions
    node: np.ndarray
    block_node: np.ndarray
    containers: np.ndarray
    parents: np.ndarray
    depths: np.ndarray
    ends: np.ndarray
    tags: np.ndarray
    tag_numbers: dict[str, int]
    looks: np.ndarray
    node_words: np.ndarray
    node_linked_words: np.ndarray
    node_blocks: np.ndarray
    node_prose: np.ndarray
    longest: dict[int, int]
    shapes: np.ndarray
    looked_up: dict[Any, Any] = field(default_factory=dict, repr=False)

    def numbers(self, tags: Sequence[str]) -> np.ndarray:
        """The numbers of some tags, shape (tags, 1); -1 for one that the page has not."""
        return np.array([[self.tag_numbers.get(tag, -1)] for tag in tags])

    def sorts(self, tags: Sequence[str]) -> np.ndarray:
        """The place of each element's tag among some, shape (m,); -1 for that of none."""
        places = np.full(len(self.tag_numbers), -1, np.int64)
        for place, tag in enumerate(tags):
            if tag in self.tag_numbers:
                places[self.tag_numbers[tag]] = place
        return places[self.tags]

    def having(self, character: str) -> np.ndarray:
        """Whether each block has a character, (n,)."""
        flags = np.zeros(self.n, bool)
        places = np.flatnonzero(self.characters == ord(character))
        flags[np.searchsorted(self.starts, places, "right") - 1] = True
        return flags

    def ending(self, characters: str) -> np.ndarray:
        """Whether each block ends with one of the characters, (n,)."""
        wanted = np.array(list(map(ord, characters)), np.uint32)
        last = self.characters[self.starts + self.sizes - 1]
        return (last[:, None] == wanted).any(axis=1)

    def levels(self) -> np.ndarray:
        """Of each block's element 1 to 6 for ``<h1>`` to ``<h6>``, NO_LEVEL for others."""
        levels = [
            int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in digits else NO_LEVEL
            for tag in self.tag_numbers
        ]
        return np.array(levels)[self.tags[self.block_node]]

    def within(self, sorts: np.ndarray, count: int, node: np.ndarray) -> np.ndarray:
        """Whether each of some elements ``node`` (k,) is or stands in one of each of so many ``sorts`` (m,), shape
        (count, k)."""
        found = np.empty((count, len(node)), bool)
        native.flag_within(self.parents, sorts, node, found)
        return found

    def common(self, element: int, node: np.ndarray) -> np.ndarray:
        """How many elements hold both one element and each of some others ``node`` (k,)."""
        found = np.empty(len(node), np.int64)
        native.count_common(self.parents, self.ends, element, node, found)
        return found

    def holding(self, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        """The innermost elements that hold both of each pair of elements, shape (k,)."""
        found = np.empty(len(ones), np.int64)
        native.find_common(self.parents, self.ends, ones, others, found)
        return found

    def subtree_sums(self, values: np.ndarray) -> np.ndarray:
        """The sums of block columns (k, n) over each element's subtree, shape (k, m)."""
        return _subtree_sums(values, self.node, self.ends)


def clipped(values: np.ndarray, most: int) -> np.ndarray:
    """The values, none further from 0 than ``most``."""
    return np.minimum(np.maximum(values, -most), most)


def view(page: Page) -> View:
    """Compute the shared columns of a page of at least one block."""
    n = len(page.texts)
    sizes = np.fromiter(map(len, page.texts), np.int64, n)
    starts = np.cumsum(sizes) - sizes
    characters = np.frombuffer("".join(page.texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    classes, counts = np.empty(len(characters), np.uint8), np.empty((n, len(CLASSES)), np.float32)
    native.count_classes(characters, _class_table(), sizes, classes, counts)
    unspaced = counts[:, CODE["unspaced"]]
    counts[:, CODE["caseless"]] += unspaced
    words = counts[:, CODE["space"]] + 1 + counts[:, CODE["ideograph"]] / 1.7 + unspaced / UNSPACED
    linked = _share_of_linked(page, n, sizes - counts[:, CODE["space"]])
    ended = (counts[:, CODE["stop"]] > 0) | (unspaced >= LEAST_UNSPACED)
    prose = np.where((linked < 0.4) & (words >= 8) & ended, words, 0)
    node = np.asarray(page.nodes, np.int64)
    block_node = np.asarray(page.blockish, np.int64)[node]
    parents = np.asarray(page.parents, np.int64)
    ends = _ends(parents)
    tags, tag_numbers = _numbered(page.tags)
    looks = np.empty_like(tags)
    native.number_pairs(tags, _numbered(page.attrs)[0], looks)
    sums = _subtree_sums(np.array([words, words * linked, np.ones(n), prose]), node, ends)
    longest = page.longest_links()
    urls = [page.link_urls[piece] for piece in longest.values()]
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
        mentions=mentions(page.texts) if page.flattened else no_mentions(n),
        node=node,
        block_node=block_node,
        containers=_containers(block_node, parents),
        parents=parents,
        depths=np.asarray(page.depths, np.int64),
        ends=ends,
        tags=tags,
        tag_numbers=tag_numbers,
        looks=looks,
        node_words=sums[0],
        node_linked_words=sums[1],
        node_blocks=sums[2],
        node_prose=sums[3],
        longest=longest,
        shapes=number_shapes(urls, page.head.address),
    )


def _share_of_linked(page: Page, n: int, inked: np.ndarray) -> np.ndarray:
    sizes = np.fromiter(map(len, page.link_texts), np.int64)
    spaces = np.fromiter(map(str.count, page.link_texts, repeat(" ")), np.int64)
    linked = np.bincount(np.asarray(page.link_blocks, np.int64), sizes - spaces, n)
    return np.minimum(linked / np.maximum(inked, 1), 1).astype(np.float32)


def _numbered(keys: list[str]) -> tuple[np.ndarray, dict[str, int]]:
    """A number for each key, equal for equal ones, from 0; and the number of each distinct one."""
    numbers, distinct = native.number_keys(keys)
    return np.frombuffer(numbers, np.int64), distinct


def _ends(parents: np.ndarray) -> np.ndarray:
    """One past the last descendant of each element (they stand in document order)."""
    ends = np.empty(len(parents), np.int64)
    native.end_elements(parents, ends)
    return ends


def _containers(block_node: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """The block-level elements and those above them, shape (LEVELS, n); the root again above the root."""
    above = np.maximum(parents, 0)
    levels = [block_node]
    for _ in range(LEVELS - 1):
        levels.append(above[levels[-1]])
    return np.array(levels)


def _subtree_sums(values: np.ndarray, node: np.ndarray, ends: np.ndarray) -> np.ndarray:
    sums = np.empty((len(values), len(ends)))
    native.sum_subtrees(values.astype(np.float64, copy=False), node, ends, sums)
    return sums


@cache
def _class_table() -> np.ndarray:
    """The class of each code point below 0x20000 (what lies above is like 0x1FFFF)."""
    by_category = {
        "Ll": "lower", "Lu": "upper", "Lt": "upper", "Lo": "caseless", "Lm": "caseless",
        "Mn": "caseless", "Mc": "caseless", "Nd": "digit", "Nl": "digit", "No": "digit",
        "Zs": "space", "Zl": "space", "Zp": "space", "Pd": "dash", "Ps": "bracket",
        "Pe": "bracket", "Pi": "quote", "Pf": "quote", "Po": "punctuation", "Pc": "punctuation",
        "Sm": "symbol", "Sc": "symbol", "Sk": "symbol", "So": "symbol",
        "Me": "other", "Cc": "other", "Cf": "other", "Cs": "other", "Co": "other", "Cn": "other",
    }  # fmt: skip
    codes = {category: CODE[name] for category, name in by_category.items()}
    categories = map(unicodedata.category, map(chr, range(0x20000)))
    table = np.frombuffer(bytearray(map(codes.__getitem__, categories)), np.uint8)
    for characters, name in (
        (" \t\n\r\f\v", "space"), (STOPS, "stop"), (COMMAS, "comma"), (COLONS, "colon"),
        (_BARS, "bar"), (_QUOTES, "quote"),
    ):  # fmt: skip
        table[[ord(character) for character in characters]] = CODE[name]
    for first, last in ((0x3041, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        table[first : last + 1] = CODE["ideograph"]
    # Georgian: small letters to Unicode, whose capitals no running text has.
    table[[code for code in range(0x10D0, 0x1100) if table[code] == CODE["lower"]]] = CODE["caseless"]
    for first, last in _UNSPACED:
        letters = table[first : last + 1]
        letters[letters == CODE["caseless"]] = CODE["unspaced"]
    table[0x1FFFF] = CODE["ideograph"]
    return table
