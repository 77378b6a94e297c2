"""What words a block shares with what stands around it: the parts of one story share names and
things (Hearst: TextTiling, Computational Linguistics 23:1, 1997), a teaser of another story few."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stripper.features.view import View

#: Words of fewer characters tell little of what a text is about.
LEAST_WORD = 4
#: Distances, in blocks, within which a word is said again.
REACHES = (1, 3, 8)
_WORD = re.compile(r"[^\W\d_]{4,}")
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


@dataclass(slots=True)
class Mentions:
    """Every distinct word of every block: k pairs of a ``word`` and a ``block`` number, sorted;
    ``weight``: how rare the word is; ``total`` (n,): the sum of the weights in each block."""

    word: np.ndarray
    block: np.ndarray
    weight: np.ndarray
    total: np.ndarray
    said: np.ndarray

    def share(self, flags: np.ndarray) -> np.ndarray:
        """Of each block's words the share (by weight) that is flagged; ``flags`` is (k,)."""
        return np.bincount(self.block, self.weight * flags, len(self.total)) / np.maximum(self.total, 1e-6)


def mentions(view: View) -> Mentions:
    """The words of all blocks; pairs of characters where words are not parted by spaces."""
    number: dict[str, int] = {}
    words: list[int] = []
    blocks: list[int] = []
    for block, text in enumerate(view.page.texts):
        found = {number.setdefault(word, len(number)) for word in _words(text.casefold())}
        words += found
        blocks += [block] * len(found)
    pairs = np.array([words, blocks], np.int64)
    word, block = pairs[:, np.lexsort(pairs[::-1])]
    said = np.bincount(word, minlength=len(number))
    weight = np.log((view.n + 1) / (said + 0.5))[word] if len(word) else np.zeros(0)
    return Mentions(word, block, weight, np.bincount(block, weight, view.n), said[word])


def _words(text: str) -> list[str]:
    # The first letters stand for a word's stem.
    words = [word[:7] for word in _WORD.findall(text)]
    for run in _IDEOGRAPHS.findall(text):
        words += map("".join, pairwise(run))
    return words


def cohesion_features(view: View) -> dict[str, np.ndarray]:
    """The share of a block's words that stand before and after it, near and anywhere."""
    found = mentions(view)
    before, after = _distances(found)
    columns = {}
    for reach in REACHES:
        columns[f"cohesion.before{reach}"] = found.share(before <= reach)
        columns[f"cohesion.after{reach}"] = found.share(after <= reach)
    return (
        columns
        | _across(view, found)
        | {
            "cohesion.before": found.share(np.isfinite(before)),
            "cohesion.after": found.share(np.isfinite(after)),
            "cohesion.often": found.share(found.said > 2),
            "cohesion.said": found.share(np.log(np.maximum(found.said, 1))),
            "cohesion.weight": np.log1p(found.total),
        }
    )


def _distances(found: Mentions) -> tuple[np.ndarray, np.ndarray]:
    """How many blocks back, and on, each word is said next; infinite if it is not."""
    before, after = np.full(len(found.word), np.inf), np.full(len(found.word), np.inf)
    same = found.word[1:] == found.word[:-1]
    steps = (found.block[1:] - found.block[:-1])[same]
    before[1:][same] = steps
    after[:-1][same] = steps
    return before, after


def _across(view: View, found: Mentions) -> dict[str, np.ndarray]:
    """What the texts before and after a block have in common, near (besides its own words) and as a
    whole: little where one story ends and another begins."""
    same = found.word[1:] == found.word[:-1]
    one, other, weight = found.block[:-1][same], found.block[1:][same], found.weight[1:][same]
    columns = {}
    for reach in REACHES[1:]:
        start, end = np.maximum(one + 1, other - reach), np.minimum(other, one + reach + 1)
        near = start < end
        shared = _ranges(start[near], end[near], weight[near], view.n)
        sides = (_window(found.total, reach, -1), _window(found.total, -1, reach))
        columns[f"cohesion.across{reach}"] = shared / np.maximum(np.minimum(*sides), 1e-6)
    return columns | {"cohesion.crossing": _crossing(view, found)}


def _crossing(view: View, found: Mentions) -> np.ndarray:
    """Of the words before a block, or after it if those are fewer, the share said on both sides."""
    if not len(found.word):
        return np.zeros(view.n)
    begins = np.flatnonzero(np.diff(found.word, prepend=-1))
    ends = np.append(begins[1:], len(found.word)) - 1
    first, last, weight = found.block[begins], found.block[ends], found.weight[begins]
    shared = _ranges(first + 1, np.maximum(last, first + 1), weight, view.n)
    before = _ranges(first + 1, np.full(len(first), view.n), weight, view.n)
    after = _ranges(np.zeros(len(last), np.int64), last, weight, view.n)
    return shared / np.maximum(np.minimum(before, after), 1e-6)


def _ranges(start: np.ndarray, end: np.ndarray, weight: np.ndarray, n: int) -> np.ndarray:
    """(n,) sums of the weights of the ranges from ``start`` to before ``end`` that hold each place."""
    steps = np.bincount(start, weight, n + 1) - np.bincount(end, weight, n + 1)
    return np.cumsum(steps)[:n]


def _window(values: np.ndarray, before: int, after: int) -> np.ndarray:
    """The sum over the blocks from ``before`` blocks back to ``after`` blocks on."""
    n, index = len(values), np.arange(len(values))
    upto = np.concatenate(([0.0], np.cumsum(values)))
    low, high = np.maximum(index - before, 0), np.minimum(index + after + 1, n)
    return upto[np.maximum(high, low)] - upto[low]


def likeness_features(view: View, first: np.ndarray) -> dict[str, np.ndarray]:
    """The share of a block's words said in what a first pass took for body, headline and related.

    ``first`` (n, targets) are its probabilities.  The block itself is left out.
    """
    found = mentions(view)
    columns = {}
    for k, name in enumerate(("body", "title", "related")):
        chance = np.clip(first[found.block, k], 0, 0.999)
        silent = np.log1p(-chance)
        nobody = np.bincount(found.word, silent)[found.word] - silent if len(found.word) else silent
        columns[f"cohesion.in_{name}"] = found.share(1 - np.exp(nobody))
    columns["cohesion.body_less_related"] = columns["cohesion.in_body"] - columns["cohesion.in_related"]
    return columns | _beside_headline(view, found, int(np.argmax(first[:, 1])))


def _beside_headline(view: View, found: Mentions, headline: int) -> dict[str, np.ndarray]:
    """What a block shares with the text after the likeliest headline and before it, and those with each other."""
    columns = {}
    for name, side in (("after", found.block > headline), ("before", found.block < headline)):
        elsewhere = np.bincount(found.word, side)[found.word] - side if len(found.word) else side
        columns[f"cohesion.{name}_headline"] = found.share(elsewhere > 0)
    columns["cohesion.headline_crossing"] = np.full(view.n, _crossing(view, found)[headline])
    return columns
