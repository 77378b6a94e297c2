"""What a block's elements tell: tags, containers and their shares, repeated structure."""

from __future__ import annotations

import numpy as np

from stripper import native
from stripper.features.view import LEVELS, Columns, View

_OWN = ("p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote",
        "dd", "dt", "pre", "button", "option", "label", "section", "article", "body")  # fmt: skip
_INNER = ("a", "span", "time", "em", "i", "small", "font", "cite")
_ABOVE = ("a", "li", "ul", "ol", "nav", "header", "footer", "aside", "main", "article", "section",
          "form", "figure", "table", "blockquote", "address", "button", "details", "dialog", "dl",
          "p", "h1", "h2", "h3", "h4", "noscript", "template", "select", "center", "iframe")  # fmt: skip
_SHARES = (0.5, 0.75, 0.9)
_TAGS = (
    *(f"dom.own_{tag}" for tag in _OWN),
    *(f"dom.inner_{tag}" for tag in _INNER),
    *(f"dom.in_{tag}" for tag in _ABOVE),
)
_CONTAINERS = tuple(
    f"dom.up{level}_{name}"
    for level in range(LEVELS)
    for name in ("words", "linked", "blocks", "prose", "prose_share")
)
_REPETITION = tuple(
    f"dom.{kind}_{name}"
    for kind in ("like", "tagged")
    for name in ("count", "words", "share", "linked", "prose")
)


def dom_features(view: View) -> Columns:
    """Tags, ancestors, containers' sums and the page's repeated structures."""
    page = view.page
    own = view.tags[view.block_node] == view.numbers(_OWN)
    inner = view.tags[view.node] == view.numbers(_INNER)
    above = view.within(view.sorts(_ABOVE), len(_ABOVE), view.node)
    columns: Columns = {
        _TAGS: np.concatenate([own, inner, above]),
        "dom.depth": view.depths[view.node],
        "dom.visible": np.asarray(page.visible),
        "dom.after_break": np.asarray(page.breaks),
    }
    return columns | {
        _CONTAINERS: _containers(view),
        **_core(view),
        _REPETITION: _repetition(view),
        "dom.siblings": _siblings(view),
    }


def _containers(view: View) -> np.ndarray:
    """Shares of the page's text and prose under each of the containers above a block, shape (columns, n)."""
    words, prose = view.node_words[view.containers], view.node_prose[view.containers]
    columns = (
        words / max(view.words.sum(), 1),
        view.node_linked_words[view.containers] / words,
        np.log1p(view.node_blocks[view.containers]),
        prose / max(view.prose.sum(), 1),
        prose / words,
    )
    return np.array(columns).swapaxes(0, 1).reshape(-1, view.n)


def _core(view: View) -> Columns:
    """Where a block lies relative to the innermost elements that hold most of the prose."""
    columns: Columns = {}
    index = np.arange(view.n)
    for share in _SHARES:
        holds = view.node_prose >= share * view.node_prose[0]
        core = int(np.argmax(np.where(holds, view.depths, -1)))
        common = view.common(core, view.node)
        name = f"dom.core{int(share * 100)}"
        columns[f"{name}_out"] = view.depths[core] + 1 - common
        columns[f"{name}_down"] = view.depths[view.node] + 1 - common
        inside = np.flatnonzero(common > view.depths[core])
        columns[f"{name}_before"] = index < (inside[0] if len(inside) else 0)
        columns[f"{name}_after"] = index > (inside[-1] if len(inside) else view.n)
    return columns


def _repetition(view: View) -> np.ndarray:
    """Statistics over the blocks whose elements look the same, from strict to loose, shape (columns, n)."""
    strict, loose = _kinds(view, view.looks), _kinds(view, view.tags)
    kind = np.concatenate([strict, strict.max() + 1 + loose])
    words, linked, prose = (
        np.bincount(kind, np.concatenate([values, values]))
        for values in (view.words, view.words * view.linked, view.prose)
    )
    count = np.bincount(kind)
    columns = np.array(
        [np.log1p(count), words / count, words / view.words.sum(), linked / words, prose / words]
    )
    return columns[:, kind].reshape(-1, 2, view.n).swapaxes(0, 1).reshape(-1, view.n)


def _kinds(view: View, names: np.ndarray) -> np.ndarray:
    """A number for each block, equal where the same names (m,), numbers, stand on the way from the root to it."""
    ways, kind = np.empty_like(names), np.empty(view.n, np.int64)
    native.number_paths(view.parents, names, ways)
    native.number_pairs(ways[view.node], np.zeros(view.n, np.int64), kind)
    return kind


def _siblings(view: View) -> np.ndarray:
    children = np.bincount(view.parents[1:], minlength=len(view.parents))
    return np.log1p(children[np.maximum(view.parents[view.block_node], 0)])
