"""What the shapes of the links' URLs tell: those of a site's articles are alike, in any language.

A shape names what each segment of the path is: a word, a slug, a number, a mixture.  What
is linked under one shape tends to be of one sort: headlines, topics or authors.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from stripper.features.view import View
from stripper.types import TARGETS

#: A slug has so many words.
SLUG = 3
#: A number of so many digits names an item, a shorter one a date or a page.
NUMBER = 5
#: A link of so many words reads like a headline.
HEADLINE = 5
#: A path's ending has at most so many characters.
ENDING = 5
_PARTER = re.compile(r"[-_+]|%20")
_NUMBER = re.compile(r"\d+")
_RELATED = TARGETS.index("related")


class Shape(NamedTuple):
    """A URL's host, ``""`` in a relative one; its path; its shape without and with the path's leading words."""

    host: str
    path: str
    coarse: str
    fine: str


@lru_cache(maxsize=8192)
def shape_of(url: str) -> Shape:
    """The shape of a URL, absolute or relative; parameters count where their values are numbers.

    >>> shape_of("https://www.a.org/news/2026/ferry-is-back-12345.html").fine
    'news/0/s9/.html'
    """
    _, scheme, rest = url.lower().partition("//")
    host, _, path = rest.partition("/") if scheme else ("", "", url.lower())
    path, _, query = path.partition("#")[0].partition("?")
    segments = [segment for segment in path.split("/") if segment]
    last, dot, ending = segments[-1].rpartition(".") if segments else ("", "", "")
    if dot and len(ending) <= ENDING:
        segments[-1] = last
    else:
        ending = ""
    numbered = [pair for pair in query.split("&") if pair.rpartition("=")[2].isdigit()]
    if not ending and segments:
        numbered = []  # a path without an ending names the item itself
    end = [f".{ending}", *(pair.partition("=")[0] for pair in numbered)]
    kinds = [_kind(segment) for segment in segments]
    words = [segment if kind == "w" else kind for segment, kind in zip(segments[:-1], kinds)]
    return Shape(
        host.removeprefix("www."),
        "/".join([*segments, *numbered]),
        "/".join([*kinds, *end]),
        "/".join([*words, *kinds[-1:], *end]),
    )


def _kind(segment: str) -> str:
    """``w``: a word; ``s``: a slug, ``s9``, ``9s``: one with a long number; ``9``: a long number,
    ``0``: a short one; ``x``: a mixture."""
    slug = len(_PARTER.findall(segment)) >= SLUG - 1 or segment.count("%") > 2 * SLUG
    numbers = _NUMBER.findall(segment)
    long = max(map(len, numbers), default=0) >= NUMBER
    if slug:
        return "s" if not long else "s9" if segment.endswith(numbers[-1]) else "9s"
    if not numbers or "%" in segment:
        return "w"
    return ("9" if long else "0") if segment.isdigit() else "x"


def url_features(view: View) -> dict[str, np.ndarray]:
    """Of the links of the same shape as a block's longest one: their number, and the share of long ones."""
    shapes = _shapes(view)
    longest: dict[Shape, float] = {}
    for block, shape in shapes.items():
        longest[shape] = max(longest.get(shape, 0.0), float(view.words[block]))
    alike: Counter[tuple[str, str]] = Counter()
    long: Counter[tuple[str, str]] = Counter()
    for shape, words in longest.items():
        alike[shape.host, shape.fine] += 1
        long[shape.host, shape.fine] += words >= HEADLINE
    columns = np.full((2, view.n), np.nan)
    for block, shape in shapes.items():
        key = (shape.host, shape.fine)
        columns[:, block] = np.log1p(alike[key]), long[key] / alike[key]
    return {"related.url_alike": columns[0], "related.url_alike_long": columns[1]}


def url_verdict_features(view: View, first: np.ndarray) -> dict[str, np.ndarray]:
    """The mean verdicts ``first`` (n, targets) on the other blocks whose links have the same shape or path."""
    shapes = _shapes(view)
    blocks = np.array(list(shapes), np.int64)
    return {
        f"related.url_verdict_{part}": _of_others(
            view.n,
            blocks,
            [(shape.host, getattr(shape, part)) for shape in shapes.values()],
            first[:, _RELATED],
        )
        for part in ("coarse", "fine", "path")
    }


def _of_others(n: int, blocks: np.ndarray, keys: list[tuple[str, str]], values: np.ndarray) -> np.ndarray:
    """Per block the mean value of the others with its key; missing where it is alone or has no link."""
    column = np.full(n, np.nan)
    numbers: dict[tuple[str, str], int] = {}
    group = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
    others = np.bincount(group)[group] - 1
    rest = np.bincount(group, values[blocks])[group] - values[blocks]
    column[blocks] = np.where(others > 0, rest / np.maximum(others, 1), np.nan)
    return column


def _shapes(view: View) -> dict[int, Shape]:
    """The shape of each block's longest link; a relative one is on the page's host, or on that of most."""
    page = view.page
    shapes = {block: shape_of(page.link_urls[piece]) for block, piece in page.longest_links().items()}
    hosts = Counter(shape.host for shape in shapes.values() if shape.host)
    home = shape_of(page.head.address).host or next((host for host, _ in hosts.most_common(1)), "")
    return {block: shape if shape.host else shape._replace(host=home) for block, shape in shapes.items()}
