"""Draw plots as figures of a document: an image within it for light and one for dark, and its numbers."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stripper.report.markup import Html, el
from stripper.training.verdicts import Calibration, Curve


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of text, of axes, of the grid, of the labels (as in explain.css) and of the bands."""

    ink: str
    soft: str
    line: str
    labels: Mapping[str, str]
    bands: Sequence[str]


_LIGHT = Colours(
    "#1c1d1f", "#5d6168", "#dcdcd6",
    {"body": "#009e73", "title": "#0072b2", "related": "#d68c00"},
    ("#b3261e", "#e58f6b", "#ead9a0", "#9cc9b4", "#2f8f6f"),
)  # fmt: skip
_DARK = Colours(
    "#e6e6e3", "#a0a4ab", "#34373c",
    {"body": "#26c496", "title": "#56aae2", "related": "#f0b038"},
    ("#ff8a80", "#c9774f", "#8c7d45", "#4c8a70", "#26c496"),
)  # fmt: skip
#: The bounds of the bands that pages are told apart by, by their F1.
BANDS = (0.5, 0.8, 0.9, 0.95)
BAND_NAMES = ("< 0.5", "0.5–0.8", "0.8–0.9", "0.9–0.95", "≥ 0.95")

Rows = Sequence[Sequence[str]]


def draw_precision_recall(curves: Sequence[Curve]) -> Html:
    """Precision over recall, a line a label; a dot where the labels given are."""

    def draw(axes: Axes, colours: Colours) -> None:
        for one in curves:
            name = f"{one.target} {one.average_precision:.3f}"
            axes.plot(one.recall, one.precision, color=colours.labels[one.target], lw=1.8, label=name)
            axes.plot(*reversed(one.decided), "o", color=colours.labels[one.target], ms=6)
        axes.set(xlabel="recall", ylabel="precision", xlim=(0, 1.01), ylim=(0, 1.01))
        axes.legend(loc="lower left", title="average precision")

    rows = [
        [one.target, f"{one.blocks:,}", f"{one.positives:,}", f"{one.average_precision:.3f}", *map("{:.3f}".format, one.decided)]
        for one in curves
    ]  # fmt: skip
    heads = ("label", "blocks known", "of the label", "average precision", "precision", "recall")
    caption = "Precision and recall by threshold; the dots are the labels as given."
    return _figure(draw, (4.6, 3.9), caption, heads, rows)


def draw_calibration(calibrations: Sequence[Calibration]) -> Html:
    """The share of blocks that are of a label over the probability told, a line a label."""

    def draw(axes: Axes, colours: Colours) -> None:
        axes.plot([0, 1], [0, 1], color=colours.soft, lw=1, ls=":")
        for one in calibrations:
            name = f"{one.target} {one.error:.3f}"
            axes.plot(one.told, one.true, "o-", color=colours.labels[one.target], lw=1.8, ms=4, label=name)
        axes.set(xlabel="probability told", ylabel="share true", xlim=(0, 1.01), ylim=(0, 1.01))
        axes.legend(loc="upper left", title="expected calibration error")

    rows = [
        [one.target, f"{told:.3f}", f"{true:.3f}", f"{count:,}"]
        for one in calibrations
        for told, true, count in zip(one.told, one.true, one.counts)
    ]
    caption = "How often a block is of a label, by the probability told. On the dotted line both agree."
    return _figure(draw, (4.6, 3.9), caption, ("label", "told", "true", "blocks"), rows)


def draw_bands(corpus: str, shares: Mapping[str, Sequence[float]]) -> Html:
    """The share of pages in each band of F1, a bar an extractor; the first one on top."""

    def draw(axes: Axes, colours: Colours) -> None:
        names = list(shares)
        left = [0.0] * len(names)
        for band, (label, colour) in enumerate(zip(BAND_NAMES, colours.bands)):
            widths = [100 * shares[name][band] for name in names]
            axes.barh(names, widths, left=left, height=0.72, color=colour, label=label)
            left = [start + width for start, width in zip(left, widths)]
        axes.invert_yaxis()
        axes.set(xlabel="% of pages", xlim=(0, 100))
        axes.grid(visible=False)
        axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1), ncols=5, handlelength=1.2, columnspacing=1.2)

    rows = [[name, *(f"{100 * share:.1f}" for share in bands)] for name, bands in shares.items()]
    caption = f"{corpus}: the pages by their shingle F1, ours beside the others."
    size = 5.2, 1.1 + 0.27 * len(shares)
    return _figure(draw, size, caption, ("% of pages", *BAND_NAMES), rows)


def _figure(
    draw: Callable[[Axes, Colours], None],
    size: tuple[float, float],
    caption: str,
    heads: Sequence[str],
    rows: Rows,
) -> Html:
    light, dark = (_image(draw, size, colours) for colours in (_LIGHT, _DARK))
    numbers = el(
        "table",
        el("thead", el("tr", [el("th", head, scope="col") for head in heads])),
        el("tbody", [_row(row) for row in rows]),
    )
    return el(
        "figure",
        el(
            "picture",
            el("source", srcset=dark, media="(prefers-color-scheme: dark)"),
            el("img", src=light, alt=f"Plot. {caption}", width=round(size[0] * 100), height=round(size[1] * 100)),
        ),
        el("figcaption", caption),
        el("details", el("summary", "Numbers"), el("div", numbers, class_="wide")),
    )  # fmt: skip


def _row(row: Sequence[str]) -> Html:
    first, *rest = row
    return el("tr", el("th", first, scope="row"), [el("td", cell, class_="n") for cell in rest])


def _image(draw: Callable[[Axes, Colours], None], size: tuple[float, float], colours: Colours) -> str:
    """The plot as a ``data:`` URL of an SVG without a background."""
    with mpl.rc_context(_style(colours)):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.add_subplot(), colours)
        file = io.BytesIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(file.getvalue()).decode()}"


def _style(colours: Colours) -> dict[Any, Any]:
    ink, soft, line = colours.ink, colours.soft, colours.line
    return {
        "svg.hashsalt": "stripper",
        "font.size": 10,
        "text.color": ink,
        "axes.labelcolor": soft,
        "axes.edgecolor": line,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": line,
        "grid.linewidth": 0.6,
        "xtick.color": soft,
        "ytick.color": ink,
        "ytick.left": False,
        "xtick.bottom": False,
        "legend.frameon": False,
        "legend.title_fontsize": 9,
        "legend.fontsize": 9.5,
    }
