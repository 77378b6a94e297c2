"""What the links and headings of Markdown tell; other flattened text has none."""

from __future__ import annotations

import numpy as np

from stripper.features import windows
from stripper.features.view import NO_LEVEL, Columns, View
from stripper.types import HEADING_TAGS

WIDTHS = (2, 5, 12)
OFFSETS = (-2, -1, 1, 2)
_NEAR = (
    *(f"markup.linked{by:+d}" for by in OFFSETS),
    *(f"markup.linked_{side}{width}" for width in WIDTHS for side in ("before", "after")),
)
_HEADINGS = tuple(f"markup.{side}_{what}" for what in ("h1", "heading") for side in ("since", "until"))
_OWN = ("markup.level", "markup.linked", *_NEAR, *_HEADINGS, "markup.h1s", "markup.links", "markup.above")


def markup_features(view: View) -> Columns:
    """A line's level as a heading and the share of it that is linked, and what of both stands around; NaN without either."""
    page = view.page
    if not page.link_blocks and HEADING_TAGS.isdisjoint(page.tags):
        return {_OWN: np.full((len(_OWN), view.n), np.nan)}
    levels = view.levels()
    first, heading = levels == 1, levels < NO_LEVEL
    linked = view.linked[None].astype(np.float64)
    near = (windows.neighbours(linked, OFFSETS), windows.means(linked, windows.sides(WIDTHS)))
    # The level of the last heading at or above a line.
    last = np.maximum.accumulate(np.where(heading, np.arange(view.n), -1))
    return {
        _OWN: np.array([
            levels, view.linked, *np.concatenate(near, axis=1)[0],
            *windows.distances(np.array([first, heading])).reshape(-1, view.n),
            np.full(view.n, first.sum()), np.full(view.n, (view.linked > 0.5).mean()),
            np.where(last >= 0, levels[last], NO_LEVEL),
        ])
    }  # fmt: skip
