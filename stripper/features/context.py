"""What stands around a block: neighbours, windows, headings, its place on the page."""

from __future__ import annotations

import numpy as np

from stripper.features import windows
from stripper.features.view import CODE, Columns, View
from stripper.types import HEADING_TAGS

#: Half-widths, in blocks, of the windows around a block.
WINDOWS = (3, 10)
OFFSETS = (-2, -1, 1, 2)
_NEIGHBOURS = tuple(
    f"context.{name}{by:+d}"
    for by in OFFSETS
    for name in ("words", "linked", "stops", "is_p", "is_heading", "is_item", "sibling", "climb")
)
_WINDOWS = tuple(
    f"context.{name}_{side}{width}"
    for width in WINDOWS
    for side in ("before", "after")
    for name in ("words", "linked", "prose")
)
_OF_TEXT = (
    *(f"context.{name}{by:+d}" for by in OFFSETS for name in ("words", "stops")),
    *(
        f"context.{name}_{side}{width}"
        for width in WINDOWS
        for side in ("before", "after")
        for name in ("words", "prose")
    ),
)
_OF_ELEMENTS = tuple(f"context.{name}" for name in ("since_heading", "until_heading", "page_linked"))
_HEADINGS = tuple(sorted(HEADING_TAGS))
_IMAGES = ("img", "picture", "amp-img")


def context_features(view: View) -> Columns:
    """Neighbours, windows and position; NaN beyond the page's borders."""
    return _around(view) | _images(view)


def text_context_features(view: View) -> Columns:
    """Those of them that need no elements."""
    stops = view.character_classes[view.starts + view.sizes - 1] == CODE["stop"]
    near = windows.neighbours(np.array([np.log1p(view.words), stops]), OFFSETS)
    means = windows.means(np.array([view.words, view.prose > 0]), windows.sides(WINDOWS))
    columns = np.concatenate([near, means], axis=1).swapaxes(0, 1).reshape(-1, view.n)
    position = _position(view, np.zeros(view.n, bool))
    return {_OF_TEXT: columns} | {name: position[name] for name in position if name not in _OF_ELEMENTS}


def _around(view: View) -> Columns:
    own = view.tags[view.block_node]
    heading = (view.sorts(_HEADINGS) >= 0)[view.block_node]
    values = np.array([view.words, view.linked, view.prose > 0])
    means = windows.means(values.astype(np.float32), windows.sides(WINDOWS)).swapaxes(0, 1)
    return {
        _NEIGHBOURS: _neighbours(view, own, heading),
        _WINDOWS: means.reshape(-1, view.n),
        **_position(view, heading),
    }


def _neighbours(view: View, own: np.ndarray, heading: np.ndarray) -> np.ndarray:
    """What the blocks nearby are, shape (columns, n)."""
    last = view.character_classes[view.starts + view.sizes - 1]
    parent, depth = view.parents[view.block_node], view.depths[view.block_node]
    is_p, is_item = own == view.numbers(("p", "li"))
    shown = (np.log1p(view.words), view.linked, last == CODE["stop"], is_p, heading, is_item, parent, depth)
    columns = windows.neighbours(np.array(shown), OFFSETS).swapaxes(0, 1)
    inside = np.abs(OFFSETS)[:, None] < view.n
    columns[:, -2] = np.where(inside, columns[:, -2] == parent, np.nan)
    columns[:, -1] -= depth
    return columns.reshape(-1, view.n)


def _images(view: View) -> Columns:
    """Images between a block and its neighbours: what stands by one may be its caption."""
    images = np.cumsum(view.sorts(_IMAGES) >= 0)
    upto = np.concatenate([[0], images[view.node], images[-1:]])
    gaps = upto[1:] - upto[:-1]
    return {
        "context.images_before": np.minimum(gaps[:-1], 5),
        "context.images_after": np.minimum(gaps[1:], 5),
        "context.since_image": windows.distances(gaps[None, 1:] > 0)[0, 0],
    }


def _position(view: View, heading: np.ndarray) -> Columns:
    n, index = view.n, np.arange(view.n)
    before = np.cumsum(view.words) - view.words
    prose_before = np.cumsum(view.prose) - view.prose
    total, prose = view.words.sum(), max(view.prose.sum(), 1)
    flags = np.array([view.prose > 0, heading])
    (since_prose, until_prose), (since_heading, until_heading) = windows.distances(flags)
    return {
        "context.index": index,
        "context.share_of_blocks": index / n,
        "context.share_of_words": before / total,
        "context.share_of_prose": prose_before / prose,
        "context.since_prose": since_prose,
        "context.until_prose": until_prose,
        "context.since_heading": since_heading,
        "context.until_heading": until_heading,
        "context.page_blocks": float(np.log1p(n)),
        "context.page_words": float(np.log1p(total)),
        "context.page_prose": float(np.log1p(prose)),
        "context.page_linked": float((view.words * view.linked).sum() / total),
        "context.page_ideographs": float(view.counts[:, CODE["ideograph"]].sum() / view.sizes.sum()),
    }
