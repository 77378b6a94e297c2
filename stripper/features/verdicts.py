"""What a first pass of the classifier said of a block's neighbours and containers.

The sequence step: a later pass sees, beside a block's own first verdict, the
verdicts on what stands around it, on what shares its containers, and on what
looks like it.
"""

from __future__ import annotations

import numpy as np

from stripper import native
from stripper.features import windows
from stripper.features.view import Columns, View, clipped
from stripper.types import TARGETS

#: Offsets, in blocks, of the neighbours whose verdicts are looked at.
OFFSETS = (-3, -2, -1, 1, 2, 3)
#: Half-widths, in blocks, of the windows around a block.
WIDTHS = (2, 5, 12)
#: Blocks further away than this count as so far.
FARTHEST = 60
#: How many of the containers above a block are looked at.
LEVELS = 5
_OWN = tuple(f"verdict.{target}" for target in TARGETS)
_NEIGHBOURS = tuple(f"{name}{by:+d}" for by in OFFSETS for name in ("verdict.body", "related.verdict"))
_WINDOWS = tuple(
    f"verdict.{name}_{side}{width}"
    for width in WIDTHS
    for side in ("before", "after")
    for name in ("body", "body_words")
)
_TITLES = tuple(f"verdict.title{by:+d}" for by in OFFSETS)
_RELATED = tuple(f"related.verdict_{side}{width}" for width in WIDTHS for side in ("before", "after"))
_CONTAINERS = tuple(
    f"verdict.up{level}_{name}" for level in range(LEVELS) for name in ("body", "related", "share")
)


def verdict_features(view: View, first: np.ndarray) -> Columns:
    """Columns from first-pass probabilities ``first`` (n, targets)."""
    body, title, related = first.T
    around, _, _ = _around(view, first)
    return {
        _OWN: first.T,
        **around,
        _CONTAINERS: _containers(view, body, related),
        **_alike(view, body, related),
        **_whole_page(view, body, title),
    }


def text_verdict_features(view: View, first: np.ndarray) -> Columns:
    """The same without elements: what stands around a line, and before its headline."""
    body, title, _ = first.T
    around, near_title, others = _around(view, first)
    return {
        _OWN: first.T,
        **around,
        **_whole_page(view, body, title),
        _TITLES: near_title,
        _RELATED: others,
        "verdict.titles_before": np.cumsum(title) - title,
        **_cleanness(view, first),
    }


def _cleanness(view: View, first: np.ndarray) -> Columns:
    """How much of all words, of those before the likeliest headline and of those after it is body; and
    the surest headline of another item before and after it: an extractor's output has none."""
    body, title, related = first.T
    headline, words = int(np.argmax(title)), np.maximum(view.words, 1e-6)
    parts = {"": slice(None), "_above": slice(headline), "_below": slice(headline + 1, None)}
    columns: Columns = {}
    for name, part in parts.items():
        weight = words[part].sum()
        share = (body[part] * words[part]).sum() / weight if weight else np.nan
        columns[f"verdict.clean{name}"] = float(share)
        columns[f"verdict.others{name}"] = float(related[part].max(initial=0))
    return columns


def _around(view: View, first: np.ndarray) -> tuple[Columns, np.ndarray, np.ndarray]:
    """The verdicts around each block; of its neighbours on titles (offsets, n), and the mean ones on
    related links in each window (windows, n), apart."""
    body, _, related = first.T
    near_body, near_title, near_related = windows.neighbours(first.T, OFFSETS)
    values = np.array([body, body * view.words, view.words, related])
    bodies, weighted, words, others = windows.means(values, [*windows.sides(WIDTHS), (4, 4)])
    near = np.array([near_body, near_related]).swapaxes(0, 1).reshape(-1, view.n)
    around = (
        np.array([bodies[:-1], weighted[:-1] / np.maximum(words[:-1], 0.01)])
        .swapaxes(0, 1)
        .reshape(-1, view.n)
    )
    columns: Columns = {_NEIGHBOURS: near, _WINDOWS: around, "verdict.related_around": others[-1]}
    return columns, near_title, others[:-1]


def _containers(view: View, body: np.ndarray, related: np.ndarray) -> np.ndarray:
    """The word-weighted mean verdict in each of the containers above, the block left out, shape (columns, n)."""
    weight = np.sqrt(view.words)
    values = np.array([weight * body, weight * related, weight])
    sums = view.subtree_sums(values)[:, view.containers[:LEVELS]]
    rest = sums - values[:, None]
    means = np.where(rest[2] < 0.5, np.nan, rest[:2] / np.maximum(rest[2], 0.5))
    share = sums[0] / max(values[0].sum(), 1e-6)
    return np.array([*means, share]).swapaxes(0, 1).reshape(-1, view.n)


def _alike(view: View, body: np.ndarray, related: np.ndarray) -> Columns:
    """The mean verdicts on the other blocks with the same tag, names and parent's tag."""
    kind = np.empty(view.n, np.int64)
    native.number_pairs(view.looks[view.node], view.tags[view.parents[view.node]], kind)
    weight = np.sqrt(view.words)
    total = np.bincount(kind, weight)[kind] - weight
    columns: Columns = {"verdict.alike_words": np.log1p(total)}
    for name, verdict in (("verdict.alike", body), ("related.alike", related)):
        mass = np.bincount(kind, weight * verdict)[kind] - weight * verdict
        columns[name] = np.where(total > 0.5, mass / np.maximum(total, 0.5), np.nan)
    return columns


def _whole_page(view: View, body: np.ndarray, title: np.ndarray) -> Columns:
    weight = body * view.words
    total = max(weight.sum(), 1e-6)
    before = np.cumsum(weight) - weight
    headline = int(np.argmax(title))
    index = np.arange(view.n)
    sure = np.flatnonzero((body > 0.5) & (view.words >= 10))
    first, last = (sure[0], sure[-1]) if len(sure) else (0, view.n - 1)
    return {
        "verdict.share_before": before / total,
        "verdict.share_after": (total - before - weight) / total,
        "verdict.total": float(np.log1p(total)),
        "verdict.title_away": clipped(index - headline, FARTHEST),
        "verdict.title_best": float(title[headline]),
        "verdict.first_away": clipped(index - first, FARTHEST),
        "verdict.last_away": clipped(index - last, FARTHEST),
        "verdict.surest": float(body.max()),
    }
