"""What the shape and the rhythm of lines tell where no element does."""

from __future__ import annotations

import re

import numpy as np

from stripper.features import windows
from stripper.features.view import CODE, Columns, View

#: A headline has from so many to so many words.
HEADLINE = (4, 25)
#: A label (a section, a button, the heading of a box) has at most so many words.
LABEL = 4
WIDTHS = (2, 5, 12)
OFFSETS = (-2, -1, 1, 2)
#: What a line may be.
SHAPES = ("headline", "label", "sentence", "long", "dated", "item", "question", "lower", "shouted", "quote")
_NEAR = (
    *(f"{{}}{by:+d}" for by in OFFSETS),
    *("since_{}", "until_{}"),
    *(f"{{}}_{side}{width}" for width in WIDTHS for side in ("before", "after")),
)
_SHAPES = tuple(f"lines.is_{shape}" for shape in SHAPES)
_SHAPES_NEAR = tuple(f"lines.{name.format(shape)}" for shape in SHAPES for name in _NEAR)
_AROUND = [window for width in WIDTHS for window in (*windows.sides((width,)), (width, width))]
_RHYTHM = tuple(
    f"lines.{name}_{side}{width}"
    for width in WIDTHS
    for side in ("before", "after", "around")
    for name in ("size", "spread")
)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}\b")
_QUESTIONS = "?？"
#: Lines longer than this (characters) are not looked through for dates.
LONGEST_DATE = 80


def line_features(view: View) -> Columns:
    """Blank lines, kinds of lines around, how alike their lengths are, and the place in the text."""
    shapes = _shapes(view)
    near = (
        windows.neighbours(shapes, OFFSETS),
        windows.distances(shapes > 0),
        windows.means(shapes, windows.sides(WIDTHS)),
    )
    return {
        _SHAPES: shapes,
        _SHAPES_NEAR: np.concatenate(near, axis=1).reshape(-1, view.n),
        **_gaps(view),
        _RHYTHM: _rhythm(view),
    }


def _shapes(view: View) -> np.ndarray:
    """What lines may be, in the order of SHAPES: 0 or 1, float32 of shape (shapes, n)."""
    counts, words = view.counts, view.words
    end = view.starts + view.sizes - 1
    first, last = view.character_classes[view.starts], view.character_classes[end]
    stops = counts[:, CODE["stop"]] > 0
    closed = ((last == CODE["stop"]) | (last == CODE["quote"])) & stops
    letters = counts[:, CODE["lower"]] + counts[:, CODE["upper"]]
    shapes = (
        (words >= HEADLINE[0]) & (words <= HEADLINE[1]) & ~closed,
        words <= LABEL,
        closed & (words >= LABEL),
        words > 40,
        _dated(view),
        view.tags[view.block_node] == view.tag_numbers.get("li", -1),
        (last == CODE["stop"]) & view.ending(_QUESTIONS),
        first == CODE["lower"],
        (counts[:, CODE["upper"]] > 0.7 * np.maximum(letters, 1)) & (letters > 2),
        first == CODE["quote"],
    )
    return np.array(shapes, np.float32)


def _dated(view: View) -> np.ndarray:
    """Whether a short line has a date or a time of day."""
    dated = (view.counts[:, CODE["digit"]] > 1) & (view.sizes <= LONGEST_DATE)
    lines = np.flatnonzero(dated)
    dated[lines] = [_CLOCK.search(view.page.texts[line]) is not None for line in lines.tolist()]
    return dated


def _gaps(view: View) -> Columns:
    """Blank lines around a line, and its place among the lines that none parts."""
    index = np.arange(view.n)
    gap = ~np.asarray(view.page.breaks)
    gap[0] = True
    run = np.cumsum(gap) - 1
    size = np.bincount(run)[run]
    start = np.flatnonzero(gap)[run]
    return {
        "lines.gap_before": gap,
        "lines.gap_after": np.append(gap[1:], True),
        "lines.run": np.minimum(size, 100),
        "lines.in_run": np.minimum(index - start, 100),
        "lines.to_end_of_run": np.minimum(start + size - 1 - index, 100),
        "lines.gaps": float(gap.mean()),
        "lines.run_words": np.log1p(np.bincount(run, view.words)[run]),
    }


def _rhythm(view: View) -> np.ndarray:
    """How alike in length (natural logarithm of words) a line and those around it are, shape (columns, n)."""
    size = np.log1p(view.words)
    mean, of_squares = windows.means(np.array([size, size**2]), _AROUND)
    spread = np.sqrt(np.maximum(of_squares - mean**2, 0))
    return np.array([size - mean, spread]).swapaxes(0, 1).reshape(-1, view.n)
