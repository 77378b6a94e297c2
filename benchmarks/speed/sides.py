"""Time the bare parse, ours and the peers side by side, on the same pages."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from lxml import etree

import stripper
from stripper.article.metadata import read_metadata
from stripper.html.decode import to_utf8
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.training import peers

PARSE, OURS, TEXT, METADATA, PEER = "lxml parse", "stripper", "flattened text", "+ metadata", "trafilatura"
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "pages"


@dataclass(frozen=True, slots=True)
class Case:
    """A page: as fetched, as UTF-8, as text, flattened to a line for each block, and its URL, if known."""

    data: bytes
    utf8: bytes
    text: str
    lines: str
    url: str | None


#: Does its work on a page; what it gives is looked at for an ``error`` only.
Way = Callable[[Case], Any]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds, a page each; on how many of the pages the way failed; and the bytes that it read."""

    times: np.ndarray
    failed: int
    sizes: np.ndarray

    @property
    def per_megabyte(self) -> float:
        """Milliseconds for a million bytes."""
        return float(1e6 * self.times.sum() / self.sizes.sum())


def case(data: bytes, url: str | None = None) -> Case:
    """A page, decoded beforehand for those that do not decode themselves."""
    utf8 = to_utf8(data)
    root = parse(utf8)
    lines = "" if root is None else "\n".join(segment(root).texts)
    return Case(data, utf8, utf8.decode("utf-8"), lines, url)


def ways(names: Iterable[str]) -> dict[str, Way]:
    """What is timed: the bare parse, ours, metadata apart, and the named peers."""
    table: dict[str, Way] = {PARSE: bare_parse, OURS: ours, TEXT: _our_text}
    return table | {name: partial(_peer, name) for name in names}


def measure(cases: list[Case], table: dict[str, Way]) -> dict[str, Timing]:
    """Time each way on each page; on every page they take turns in another order.

    Metadata is timed apart, on the tree that :data:`OURS` would hand over.
    """
    times: dict[str, list[float]] = {name: [] for name in [*table, METADATA]}
    failed = dict.fromkeys(times, 0)
    for number, page in enumerate(cases):
        # What shares a cache (the variants of one peer) must not gain by its place.
        turns = list(times)
        random.Random(number).shuffle(turns)
        for name in turns:
            call = _metadata_of(page) if name == METADATA else partial(table[name], page)
            result, milliseconds = timed(call)
            times[name].append(milliseconds)
            failed[name] += getattr(result, "error", None) is not None
    pages = np.array([len(page.data) for page in cases])
    lines = np.array([len(page.lines.encode()) for page in cases])
    return {
        name: Timing(np.array(times[name]), failed[name], lines if name == TEXT else pages)
        for name in _rows(times)
    }


def report(timings: dict[str, Timing]) -> str:
    """A row for each way: milliseconds, and how often the time of the parse and of the peer it takes."""
    parse_times, peer_times = timings[PARSE].times, timings[PEER].times
    lines = [
        f"{'':24}{'ms':>9}{'':18}{'ms a':>9}{'x ' + PARSE:>27}{'x ' + PEER:>18}",
        f"{'':24}{'median':>9}{'mean':>9}{'p99':>9}{'MB':>9}"
        + f"{'medians':>9}{'by page':>9}{'p99':>9}{'medians':>9}{'by page':>9}{'failed':>8}",
    ]
    for name, timing in timings.items():
        times, ratios = timing.times, timing.times / parse_times
        lines.append(
            f"{name:24}{np.median(times):9.2f}{times.mean():9.2f}{np.percentile(times, 99):9.2f}"
            f"{timing.per_megabyte:9.1f}"
            f"{np.median(times) / np.median(parse_times):9.2f}{np.median(ratios):9.2f}"
            f"{np.percentile(ratios, 99):9.2f}"
            f"{np.median(times) / np.median(peer_times):9.2f}{np.median(times / peer_times):9.2f}"
            f"{timing.failed:8}"
        )
    return "\n".join(lines)


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What the call gives, and the milliseconds it took; it pays for no garbage but its own."""
    gc.collect()
    started = perf_counter()
    result = call()
    return result, 1000 * (perf_counter() - started)


def warm_up(table: dict[str, Way]) -> None:
    """Load models and late imports, on fixtures in several scripts and encodings."""
    pages = [case(file.read_bytes()) for file in sorted(FIXTURES.glob("*/page.html"))]
    for page in pages:
        for way in table.values():
            way(page)
        _metadata_of(page)()
    gc.collect()
    gc.freeze()  # what is loaded now need not be looked through before every call


def bare_parse(page: Case) -> None:
    """Parse the page as UTF-8 and free the tree."""
    etree.fromstring(page.utf8, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def ours(page: Case) -> stripper.Article:
    """Text, title and related links from the bytes as fetched."""
    return stripper.extract(page.data, url=page.url)


def _our_text(page: Case) -> stripper.Article:
    return stripper.extract_from_text(page.lines)


def _peer(name: str, page: Case) -> peers.Output:
    return peers.run(name, page.text, page.url)


def _metadata_of(page: Case) -> Callable[[], Any]:
    root = parse(page.data)
    return partial(read_metadata, page.text if root is None else root, page.url)


def _rows(names: Iterable[str]) -> list[str]:
    """The order of the report: what is ours stands together."""
    first = (PARSE, OURS, METADATA, TEXT)
    return [*first, *(name for name in names if name not in first)]
