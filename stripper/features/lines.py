"""What the shape and the rhythm of lines tell where no element does."""

from __future__ import annotations

import re

import numpy as np

from stripper.features.context import shifts, sides, since, window_means
from stripper.features.view import CODE, View

#: A headline has from so many to so many words.
HEADLINE = (4, 25)
#: A label (a section, a button, the heading of a box) has at most so many words.
LABEL = 4
WIDTHS = (2, 5, 12)
OFFSETS = (-2, -1, 1, 2)
_NEAR = (
    *(f"{{}}{by:+d}" for by in OFFSETS),
    "since_{}",
    "until_{}",
    *(f"{{}}_{side}{width}" for width in WIDTHS for side in ("before", "after")),
)
_RHYTHM = tuple(
    f"lines.{name}_{side}{width}"
    for width in WIDTHS
    for side in ("before", "after", "around")
    for name in ("size", "spread")
)
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}\b")
#: Lines longer than this (characters) are not looked through for dates.
LONGEST_DATE = 80


def line_features(view: View) -> dict[str, np.ndarray]:
    """Blank lines, kinds of lines around, how alike their lengths are, and the place in the text."""
    shapes = _shapes(view)
    columns = {f"lines.is_{name}": flags for name, flags in shapes.items()}
    names = [f"lines.{kind.format(name)}" for name in shapes for kind in _NEAR]
    columns |= dict(zip(names, _near(np.stack(list(shapes.values())))))
    return columns | _gaps(view) | dict(zip(_RHYTHM, _rhythm(view)))


def _near(flags: np.ndarray) -> np.ndarray:
    """Where around a line the kinds of lines are, whose ``flags`` are (kinds, n), shape (columns, n)."""
    kinds, n = flags.shape
    ago, ahead = since(flags > 0), since(flags[:, ::-1] > 0)[:, ::-1]
    columns = (*shifts(flags, OFFSETS), ago, ahead, *window_means(flags, sides(WIDTHS)))
    return np.stack(columns, axis=1).reshape(kinds * len(columns), n)


def _shapes(view: View) -> dict[str, np.ndarray]:
    """What a line may be, each a float32 column of 0 and 1."""
    words, last = view.words, view.character_classes[view.starts + view.sizes - 1]
    first = view.character_classes[view.starts]
    stops = view.counts[:, CODE["stop"]] > 0
    closed = np.isin(last, (CODE["stop"], CODE["quote"])) & stops
    letters = view.counts[:, CODE["lower"]] + view.counts[:, CODE["upper"]]
    dated = np.array(
        [len(text) <= LONGEST_DATE and _CLOCK.search(text) is not None for text in view.page.texts]
    )
    shapes = {
        "headline": (words >= HEADLINE[0]) & (words <= HEADLINE[1]) & ~closed,
        "label": words <= LABEL,
        "sentence": closed & (words >= LABEL),
        "long": words > 40,
        "dated": dated,
        "item": np.asarray(view.page.nodes) > 0,
        "question": (last == CODE["stop"]) & np.isin(view.characters[view.starts + view.sizes - 1], (63, 0xFF1F)),
        "lower": first == CODE["lower"],
        "shouted": (view.counts[:, CODE["upper"]] > 0.7 * np.maximum(letters, 1)) & (letters > 2),
        "quote": first == CODE["quote"],
    }  # fmt: skip
    return {name: flags.astype(np.float32) for name, flags in shapes.items()}


def _gaps(view: View) -> dict[str, np.ndarray]:
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
        "lines.gaps": np.full(view.n, gap.mean()),
        "lines.run_words": np.log1p(np.bincount(run, view.words)[run]),
    }


def _rhythm(view: View) -> np.ndarray:
    """How alike in length a line and those around it are (natural logarithms of words), shape (columns, n)."""
    size = np.log1p(view.words)
    windows = [window for width in WIDTHS for window in ((width, -1), (-1, width), (width, width))]
    mean, of_squares = window_means(np.stack([size, size**2]), windows).swapaxes(0, 1)
    spread = np.sqrt(np.maximum(of_squares - mean**2, 0))
    return np.stack([size - mean, spread], axis=1).reshape(-1, view.n)
