"""Time the bare parse, ours and the peers on the same pages, in one run.

    python benchmarks/speed.py [CORPORA] [--corpus NAME] [--pages N]

What the figures mean stands in README.md beside this file.
"""

from __future__ import annotations

import argparse
import gc
import platform
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
from stripper import api, features
from stripper.article.assemble import assemble, label_blocks
from stripper.article.metadata import read_metadata
from stripper.html.decode import to_utf8
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.model.classifier import Model
from stripper.model.store import read_model
from stripper.training import corpora, peers

PARSE, OURS, METADATA, PEER = "lxml parse", "stripper", "+ metadata", "trafilatura"
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "pages"


@dataclass(frozen=True, slots=True)
class Case:
    """A page: as fetched, as UTF-8, as text, and its URL, if known."""

    data: bytes
    utf8: bytes
    text: str
    url: str | None


#: Does its work on a page; what it gives is looked at for an ``error`` only.
Way = Callable[[Case], Any]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds, a page each, and on how many of the pages the way failed."""

    times: np.ndarray
    failed: int


def case(data: bytes, url: str | None = None) -> Case:
    """A page, decoded beforehand for those that do not decode themselves."""
    utf8 = to_utf8(data)
    return Case(data, utf8, utf8.decode("utf-8"), url)


def ways(names: Iterable[str]) -> dict[str, Way]:
    """What is timed: the bare parse, ours, metadata apart, and the named peers."""
    table: dict[str, Way] = {PARSE: _bare_parse, OURS: _ours}
    table |= {name: partial(_peer, name) for name in names}
    return table


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
    return {name: Timing(np.array(times[name]), failed[name]) for name in _rows(times)}


def report(timings: dict[str, Timing]) -> str:
    """A row for each way: milliseconds, and how often the time of the parse and of the peer it takes."""
    parse_times, peer_times = timings[PARSE].times, timings[PEER].times
    lines = [
        f"{'':24}{'ms':>9}{'':18}{'x ' + PARSE:>18}{'x ' + PEER:>18}",
        f"{'':24}{'median':>9}{'mean':>9}{'p99':>9}" + f"{'medians':>9}{'by page':>9}" * 2 + f"{'failed':>8}",
    ]
    for name, timing in timings.items():
        times = timing.times
        line = f"{name:24}{np.median(times):9.2f}{times.mean():9.2f}{np.percentile(times, 99):9.2f}"
        for reference in (parse_times, peer_times):
            line += f"{np.median(times) / np.median(reference):9.2f}{np.median(times / reference):9.2f}"
        lines.append(f"{line}{timing.failed:8}")
    return "\n".join(lines)


def profile(cases: list[Case]) -> dict[str, np.ndarray]:
    """Milliseconds of each of our stages, for the pages that have text."""
    # A model that has met none of the pages: it remembers what it has scored.
    read_model.cache_clear()
    model = stripper.load_model()
    stages = Stages({})
    for page in cases:
        _run_stages(page, model, stages)
    return {name: np.array(times) for name, times in stages.times.items()}


def report_profile(stages: dict[str, np.ndarray]) -> str:
    """A row for each stage, with its median and mean milliseconds."""
    lines = [f"{'stage, ms':24}{'median':>9}{'mean':>9}"]
    lines += [f"{name:24}{np.median(times):9.2f}{times.mean():9.2f}" for name, times in stages.items()]
    return "\n".join(lines)


@dataclass(slots=True)
class Stages:
    """Runs the stages one by one and keeps their times by name."""

    times: dict[str, list[float]]

    def run(self, name: str, stage: Callable[..., Any], *arguments: Any) -> Any:
        """What the stage gives."""
        result, milliseconds = timed(partial(stage, *arguments))
        self.times.setdefault(name, []).append(milliseconds)
        return result


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


def _bare_parse(page: Case) -> None:
    etree.fromstring(page.utf8, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def _ours(page: Case) -> stripper.Article:
    return stripper.extract(page.data, url=page.url)


def _peer(name: str, page: Case) -> peers.Output:
    return peers.run(name, page.text, page.url)


def _metadata_of(page: Case) -> Callable[[], Any]:
    root = parse(page.data)
    return partial(read_metadata, page.text if root is None else root, page.url)


def _rows(names: Iterable[str]) -> list[str]:
    """The order of the report: metadata stands under ours."""
    others = [name for name in names if name not in (PARSE, OURS, METADATA)]
    return [PARSE, OURS, METADATA, *others]


def _run_stages(case: Case, model: Model, stages: Stages) -> None:
    """The way of :func:`stripper.extract` for a page that no script draws."""
    stages.run("decode", to_utf8, case.data)
    root = stages.run("decode, parse", parse, case.data)
    head = stages.run("head", read_head, root)
    page = stages.run("segment", segment, root)
    if not page.texts:
        return
    page.head = head
    view = stages.run("view", features.view, page)
    for family in features.HTML.families:
        stages.run(family.__name__.replace("_", " "), family, view)
    plain = stages.run("all of these", features.HTML.first_pass, view)
    learned = stages.run("vocabulary features", features.HTML.vocabulary_pass, view, model.vocabulary)
    rows = np.hstack([plain, learned])
    first = stages.run("first pass", model.passes[0].probabilities, rows)
    around = stages.run("second-pass features", features.HTML.verdict_pass, view, first)
    second = stages.run("second pass", model.passes[1].probabilities, np.hstack([rows, around]))
    sure = stages.run("whole", api.confidence, view, second, model)
    labels = stages.run("label", label_blocks, page, second, model.thresholds)
    related, labels = stages.run("related", api.read_related, view, labels, second, model, case.url)
    stages.run("assemble", assemble, page, labels, second, related, sure, case.url, "html")


def _read(folder: Path, corpus: str, most: int | None) -> list[Case]:
    return [case(sample.read(), sample.url) for sample in corpora.load(folder, [corpus])[:most]]


def _describe(corpus: str, cases: list[Case], names: list[str]) -> str:
    size = np.median([len(page.data) for page in cases]) / 1000
    packages = ", ".join(dict.fromkeys(map(peers.release, names)))
    python = f"Python {platform.python_version()}, lxml {etree.__version__}, numpy {np.__version__}"
    return f"{corpus}: {len(cases)} pages, median {size:.0f} kB; {python}; {packages}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the bare parse, ours and the peers, and our stages.")
    parser.add_argument("corpora", nargs="?", type=Path, default=corpora.default_folder(), metavar="CORPORA")
    parser.add_argument(
        "--corpus", choices=list(corpora.READERS), default="fundus", help="fundus unless told"
    )
    parser.add_argument("--pages", type=int, metavar="N", help="the first N pages only")
    return parser.parse_args()


def main() -> None:
    """Print both tables."""
    arguments = _arguments()
    cases = _read(arguments.corpora, arguments.corpus, arguments.pages)
    names = peers.installed()
    table = ways(names)
    warm_up(table)
    print(_describe(arguments.corpus, cases, names), end="\n\n")
    print(report(measure(cases, table)), end="\n\n", flush=True)
    print(report_profile(profile(cases)))


if __name__ == "__main__":
    main()
