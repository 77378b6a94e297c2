"""What a first pass of the classifier said of a block's neighbours and containers.

The sequence step: a later pass sees, beside a block's own first verdict, the
verdicts on what stands around it, on what shares its containers, and on what
looks like it.
"""

from __future__ import annotations

import numpy as np

from stripper.features.context import shift, window_mean
from stripper.features.view import View

#: Offsets, in blocks, of the neighbours whose verdicts are looked at.
OFFSETS = (-3, -2, -1, 1, 2, 3)


def verdict_features(view: View, first: np.ndarray) -> dict[str, np.ndarray]:
    """Columns from first-pass probabilities ``first`` (n, targets)."""
    body, title, related = first.T
    columns = {"verdict.body": body, "verdict.title": title, "verdict.related": related}
    columns |= _around(view, body, related)
    columns |= _containers(view, body, related)
    columns |= _alike(view, body, related)
    return columns | _whole_page(view, body, title)


def text_verdict_features(view: View, first: np.ndarray) -> dict[str, np.ndarray]:
    """The same without elements: what stands around a line, and before its headline."""
    body, title, related = first.T
    columns = {"verdict.body": body, "verdict.title": title, "verdict.related": related}
    columns |= _around(view, body, related) | _whole_page(view, body, title)
    for by in OFFSETS:
        columns[f"verdict.title{by:+d}"] = shift(title, by) if abs(by) < view.n else np.full(view.n, np.nan)
    for width in (2, 5, 12):
        columns[f"related.verdict_before{width}"] = window_mean(related, width, -1)
        columns[f"related.verdict_after{width}"] = window_mean(related, -1, width)
    columns["verdict.titles_before"] = np.cumsum(title) - title
    return columns


def _around(view: View, body: np.ndarray, related: np.ndarray) -> dict[str, np.ndarray]:
    columns = {}
    for by in OFFSETS:
        inside = abs(by) < view.n
        for name, verdict in (("verdict.body", body), ("related.verdict", related)):
            columns[f"{name}{by:+d}"] = shift(verdict, by) if inside else np.full(view.n, np.nan)
    weight = body * view.words
    for width in (2, 5, 12):
        for name, before, after in (("before", width, -1), ("after", -1, width)):
            columns[f"verdict.body_{name}{width}"] = window_mean(body, before, after)
            mass = window_mean(weight, before, after)
            columns[f"verdict.body_words_{name}{width}"] = mass / np.maximum(
                window_mean(view.words, before, after), 0.01
            )
    columns["verdict.related_around"] = window_mean(related, 4, 4)
    return columns


def _containers(view: View, body: np.ndarray, related: np.ndarray) -> dict[str, np.ndarray]:
    """The word-weighted mean verdict in each of the containers above, the block left out."""
    weight = np.sqrt(view.words)
    sums = [_subtree(view, column) for column in (weight, weight * body, weight * related)]
    total = max((weight * body).sum(), 1e-6)
    columns = {}
    node = view.block_node
    for level in range(5):
        rest = sums[0][node] - weight
        alone = rest < 0.5
        rest = np.maximum(rest, 0.5)
        columns[f"verdict.up{level}_body"] = np.where(alone, np.nan, (sums[1][node] - weight * body) / rest)
        columns[f"verdict.up{level}_related"] = np.where(
            alone, np.nan, (sums[2][node] - weight * related) / rest
        )
        columns[f"verdict.up{level}_share"] = sums[1][node] / total
        node = np.where(view.parents[node] >= 0, view.parents[node], node)
    return columns


def _subtree(view: View, values: np.ndarray) -> np.ndarray:
    own = np.bincount(view.node, values, len(view.ends))
    upto = np.concatenate(([0.0], np.cumsum(own)))
    return upto[view.ends] - upto[:-1]


def _alike(view: View, body: np.ndarray, related: np.ndarray) -> dict[str, np.ndarray]:
    """The mean verdicts on the other blocks with the same tag, names and parent's tag."""
    page = view.page
    keys: dict[tuple, int] = {}
    kind = np.array(
        [
            keys.setdefault((page.tags[node], page.attrs[node], page.tags[page.parents[node]]), len(keys))
            for node in view.node.tolist()
        ]
    )
    weight = np.sqrt(view.words)
    total = np.bincount(kind, weight)[kind] - weight
    columns = {"verdict.alike_words": np.log1p(total)}
    for name, verdict in (("verdict.alike", body), ("related.alike", related)):
        mass = np.bincount(kind, weight * verdict)[kind] - weight * verdict
        columns[name] = np.where(total > 0.5, mass / np.maximum(total, 0.5), np.nan)
    return columns


def _whole_page(view: View, body: np.ndarray, title: np.ndarray) -> dict[str, np.ndarray]:
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
        "verdict.total": np.full(view.n, np.log1p(total)),
        "verdict.title_away": np.clip(index - headline, -60, 60),
        "verdict.title_best": np.full(view.n, title[headline]),
        "verdict.first_away": np.clip(index - first, -60, 60),
        "verdict.last_away": np.clip(index - last, -60, 60),
        "verdict.surest": np.full(view.n, body.max()),
    }
