"""What words a block shares with what stands around it: the parts of one story share names and
things (Hearst: TextTiling, Computational Linguistics 23:1, 1997), a teaser of another story few."""

from __future__ import annotations

import numpy as np

from stripper.features import windows
from stripper.features.mentions import Mentions
from stripper.features.view import Columns, View

#: Distances, in blocks, within which a word is said again.
REACHES = (1, 3, 8)
#: Those within which texts before and after a block are compared.
_FAR_REACHES = REACHES[1:]
#: So many decimal places are kept.
DIGITS = 6
_COLUMNS = (
    *(f"cohesion.{side}{reach}" for reach in REACHES for side in ("before", "after")),
    *(f"cohesion.across{reach}" for reach in _FAR_REACHES),
    "cohesion.crossing",
    *(f"cohesion.{name}" for name in ("before", "after", "often", "said", "weight")),
)
_LIKENESS = tuple(
    f"cohesion.{name}"
    for name in (
        *("in_body", "in_title", "in_related", "body_less_related"),
        *("after_headline", "before_headline", "headline_crossing"),
    )
)


def cohesion_features(view: View) -> Columns:
    """The share of a block's words that stand before and after it, near and anywhere."""
    found = view.mentions
    apart = _apart(found)
    near = np.concatenate([apart <= reach for reach in REACHES])
    shares = found.shares(np.array([*near, *np.isfinite(apart), found.said > 2, np.log(found.said)]))
    reached, anywhere = np.split(shares, [len(near)])
    columns = (*reached, *_across(found), _crossing(found), *anywhere, np.log1p(found.total))
    return {_COLUMNS: _settled(columns)}


def _settled(columns: tuple[np.ndarray, ...]) -> np.ndarray:
    """The columns without the last bits of their sums, which differ between versions of numpy, and in
    which trees would find something to learn."""
    return np.round(np.array(columns), DIGITS)


def _apart(found: Mentions) -> np.ndarray:
    """How many blocks back, and on, each word is said next, shape (2, k); infinite if it is not."""
    apart = np.full((2, len(found.word)), np.inf)
    steps = np.where(found.word[1:] == found.word[:-1], np.diff(found.block), np.inf)
    apart[0, 1:] = apart[1, :-1] = steps
    return apart


def _across(found: Mentions) -> np.ndarray:
    """What the texts before and after a block have in common near it, besides its own words, shape
    (reaches, n): little where one story ends and another begins."""
    same = found.word[1:] == found.word[:-1]
    one, other, weight = found.block[:-1][same], found.block[1:][same], found.weight[1:][same]
    shared = []
    for reach in _FAR_REACHES:
        start, end = np.maximum(one + 1, other - reach), np.minimum(other, one + reach + 1)
        near = start < end
        shared.append(_ranges(start[near], end[near], weight[near], len(found.total)))
    around = windows.sums(found.total[None], windows.sides(_FAR_REACHES)).reshape(-1, 2, len(found.total))
    return np.array(shared) / np.maximum(around.min(axis=1), 1e-6)


def _crossing(found: Mentions) -> np.ndarray:
    """Of the words before a block, or after it if those are fewer, the share said on both sides, (n,)."""
    n, first, last, weight = len(found.total), found.first, found.last, found.rarity
    shared = _ranges(first + 1, np.maximum(last, first + 1), weight, n)
    before = _ranges(first + 1, np.full(len(first), n), weight, n)
    after = _ranges(np.zeros_like(last), last, weight, n)
    return shared / np.maximum(np.minimum(before, after), 1e-6)


def _ranges(start: np.ndarray, end: np.ndarray, weight: np.ndarray, n: int) -> np.ndarray:
    """(n,) sums of the weights of the ranges from ``start`` to before ``end`` that hold each place."""
    steps = np.bincount(start, weight, n + 1) - np.bincount(end, weight, n + 1)
    return np.cumsum(steps)[:n]


def likeness_features(view: View, first: np.ndarray) -> Columns:
    """The share of a block's words said in what a first pass took for body, headline and related.

    ``first`` (n, targets) are its probabilities.  The block itself is left out.
    """
    found, headline = view.mentions, int(np.argmax(first[:, 1]))
    silent = np.log1p(-np.clip(first.T, 0, 0.999))[:, found.block]
    beside = np.array([found.block > headline, found.block < headline])
    elsewhere = found.elsewhere(np.concatenate([silent, beside]))
    body, title, related, after, before = found.shares(
        np.concatenate([1 - np.exp(elsewhere[:3]), elsewhere[3:] > 0])
    )
    crossing = np.full(view.n, shared_across(view, headline))
    return {_LIKENESS: _settled((body, title, related, body - related, after, before, crossing))}


def shared_across(view: View, block: int) -> float:
    """Of the words before a block, or after it if those are fewer, the share (by weight) said on both sides."""
    found = view.mentions
    begun, goes_on = found.first < block, found.last > block
    before, after, both = np.array([begun, goes_on, begun & goes_on]) @ found.rarity
    return float(both / max(min(before, after), 1e-6))
