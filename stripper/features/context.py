"""What stands around a block: neighbours, windows, headings, its place on the page."""

from __future__ import annotations

import numpy as np

from stripper.features.view import CODE, View
from stripper.types import HEADING_TAGS

#: Half-widths, in blocks, of the windows around a block.
WINDOWS = (3, 10)
_OF_ELEMENTS = tuple(
    f"context.{name}"
    for name in ("linked", "is_", "sibling", "climb", "since_heading", "until_heading", "page_linked")
)
_IMAGES = frozenset(("img", "picture", "amp-img"))


def context_features(view: View) -> dict[str, np.ndarray]:
    """Neighbours, windows and position; NaN beyond the page's borders."""
    return _neighbours(view) | _windows(view) | _position(view) | _images(view)


def text_context_features(view: View) -> dict[str, np.ndarray]:
    """Those of them that need no elements."""
    columns = _neighbours(view) | _windows(view) | _position(view)
    return {name: column for name, column in columns.items() if not name.startswith(_OF_ELEMENTS)}


def shift(values: np.ndarray, by: int) -> np.ndarray:
    """The value ``by`` blocks further on (back, if negative); NaN beyond the page."""
    shifted = np.full(len(values), np.nan, np.float32)
    if by > 0:
        shifted[:-by] = values[by:]
    else:
        shifted[-by:] = values[:by]
    return shifted


def window_mean(values: np.ndarray, before: int, after: int) -> np.ndarray:
    """The mean over the blocks from ``before`` blocks back to ``after`` blocks on."""
    n = len(values)
    upto = np.concatenate(([0.0], np.cumsum(values)))
    low = np.maximum(np.arange(n) - before, 0)
    high = np.minimum(np.arange(n) + after + 1, n)
    return (upto[high] - upto[low]) / np.maximum(high - low, 1)


def _neighbours(view: View) -> dict[str, np.ndarray]:
    last = view.character_classes[view.starts + view.sizes - 1]
    tags = [view.page.tags[node] for node in view.block_node]
    shown = {
        "words": np.log1p(view.words),
        "linked": view.linked,
        "stops": (last == CODE["stop"]).astype(np.float32),
        "is_p": np.array([tag == "p" for tag in tags], np.float32),
        "is_heading": np.array([tag in HEADING_TAGS for tag in tags], np.float32),
        "is_item": np.array([tag == "li" for tag in tags], np.float32),
    }
    columns: dict[str, np.ndarray] = {}
    for by in (-2, -1, 1, 2):
        if view.n <= abs(by):
            columns |= {f"context.{name}{by:+d}": np.full(view.n, np.nan) for name in shown}
            columns |= {f"context.{name}{by:+d}": np.full(view.n, np.nan) for name in ("sibling", "climb")}
            continue
        for name, values in shown.items():
            columns[f"context.{name}{by:+d}"] = shift(values, by)
        parent = view.parents[view.block_node]
        columns[f"context.sibling{by:+d}"] = shift(parent, by) == parent
        columns[f"context.climb{by:+d}"] = (
            shift(view.depths[view.block_node], by) - view.depths[view.block_node]
        )
    return columns


def _images(view: View) -> dict[str, np.ndarray]:
    """Images between a block and its neighbours: what stands by one may be its caption."""
    images = np.cumsum([tag in _IMAGES for tag in view.page.tags])
    gaps = np.diff(images[view.node], prepend=0, append=images[-1])
    return {
        "context.images_before": np.minimum(gaps[:-1], 5),
        "context.images_after": np.minimum(gaps[1:], 5),
        "context.since_image": since(gaps[1:] > 0),
    }


def _windows(view: View) -> dict[str, np.ndarray]:
    columns = {}
    is_prose = (view.prose > 0).astype(np.float32)
    for width in WINDOWS:
        for name, before, after in (("before", width, -1), ("after", -1, width)):
            columns[f"context.words_{name}{width}"] = window_mean(view.words, before, after)
            columns[f"context.linked_{name}{width}"] = window_mean(view.linked, before, after)
            columns[f"context.prose_{name}{width}"] = window_mean(is_prose, before, after)
    return columns


def _position(view: View) -> dict[str, np.ndarray]:
    n, index = view.n, np.arange(view.n)
    before = np.cumsum(view.words) - view.words
    prose_before = np.cumsum(view.prose) - view.prose
    total, prose = view.words.sum(), max(view.prose.sum(), 1)
    heading = np.array([view.page.tags[node] in HEADING_TAGS for node in view.block_node])
    return {
        "context.index": index,
        "context.share_of_blocks": index / n,
        "context.share_of_words": before / total,
        "context.share_of_prose": prose_before / prose,
        "context.since_prose": since(view.prose > 0),
        "context.until_prose": since((view.prose > 0)[::-1])[::-1],
        "context.since_heading": since(heading),
        "context.until_heading": since(heading[::-1])[::-1],
        "context.page_blocks": np.full(n, np.log1p(n)),
        "context.page_words": np.full(n, np.log1p(total)),
        "context.page_prose": np.full(n, np.log1p(prose)),
        "context.page_linked": np.full(n, (view.words * view.linked).sum() / total),
        "context.page_ideographs": np.full(n, view.counts[:, CODE["ideograph"]].sum() / view.sizes.sum()),
    }


def since(flags: np.ndarray) -> np.ndarray:
    """How many blocks back the last flagged block stands, itself excluded; NaN if none does."""
    index = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, index, -1))
    last = np.concatenate(([-1], last[:-1]))
    return np.where(last >= 0, np.minimum(index - last, 100), np.nan)
