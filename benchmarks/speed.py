"""Time the bare parse, ours and the peers, page by page in turn.

    python benchmarks/speed.py [CORPORA] [NAME] [PAGES]

CORPORA is the folder of the corpora, NAME one of them (fundus), PAGES how many
of its pages are taken at most (all).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
from lxml import etree

import stripper
from stripper import api, features
from stripper.article.assemble import assemble
from stripper.html.decode import decode
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.training import corpora, peers

PARSE, OURS, METADATA, PEER = "lxml parse", "stripper", "stripper, metadata", "trafilatura"

#: Takes a page's bytes, its text and its URL.
Way = Callable[[bytes, str, "str | None"], object]


def ways(names: list[str]) -> dict[str, Way]:
    """What is timed: the bare parse, ours, and the named peers."""
    table: dict[str, Way] = {
        PARSE: lambda data, text, url: etree.fromstring(
            data, etree.HTMLParser(encoding="utf-8", huge_tree=True)
        ),
        OURS: lambda data, text, url: stripper.extract(data, url=url),
        METADATA: lambda data, text, url: stripper.extract(data, url=url, metadata=True),
    }
    for name in names:
        table[name] = lambda data, text, url, name=name: peers.run(name, text, url)
    return table


def measure(pages: list[tuple[bytes, str | None]], table: dict[str, Way]) -> dict[str, np.ndarray]:
    """Milliseconds of each way for each page; the ways take turns on every page."""
    for way in table.values():  # imports, models
        way(b"<p>warm</p>", "<p>warm</p>", None)
    times: dict[str, list[float]] = {name: [] for name in table}
    for data, url in pages:
        text = decode(data)
        for name, way in table.items():
            if name == METADATA:
                continue
            started = perf_counter()
            way(data, text, url)
            times[name].append(perf_counter() - started)
    # Apart, since it meets pages that ours has met already.
    for data, url in pages:
        started = perf_counter()
        table[METADATA](data, "", url)
        times[METADATA].append(perf_counter() - started)
    return {name: 1000 * np.array(values) for name, values in times.items()}


def report(times: dict[str, np.ndarray]) -> str:
    """A row for each way; ratios are medians over pages of the ratio on a page."""
    lines = [f"{'ms':24}{'median':>9}{'mean':>9}{'p99':>9}{'x parse':>9}{'x ' + PEER:>15}"]
    for name, values in times.items():
        ratio = np.median(values / times[PARSE])
        line = f"{name:24}{np.median(values):9.2f}{values.mean():9.2f}{np.percentile(values, 99):9.2f}{ratio:9.1f}"
        if PEER in times:
            line += f"{np.median(values / times[PEER]):15.2f}"
        lines.append(line)
    return "\n".join(lines)


def profile(pages: list[tuple[bytes, str | None]]) -> str:
    """The median milliseconds of our stages."""
    model = stripper.load_model()
    times: dict[str, list[float]] = {}
    for data, url in pages:
        stages = _Stages(times)
        root = stages.run("decode, parse", parse, data)
        head = stages.run("head", read_head, root)
        page = stages.run("segment", segment, root)
        page.head = head
        view = stages.run("view", features.view, page)
        for family in features.FAMILIES:
            stages.run(family.__name__.replace("_", " "), family, view)
        learned = stages.run("vocabulary features", features.vocabulary_pass, view, model.vocabulary)
        rows = np.hstack([features.first_pass(view), learned])
        first = stages.run("first pass", model.first.probabilities, rows)
        second_rows = stages.run("second features", features.second_pass, view, first)
        second = stages.run("second pass", model.second.probabilities, np.hstack([rows, second_rows]))
        sure = stages.run("confidence", api.confidence, view, second, model)
        stages.run("assemble", assemble, page, second, model.thresholds, sure, url, "html")
    lines = [f"{name:24}{np.median(values):9.2f}" for name, values in times.items()]
    return "\n".join(["stage, ms", *lines])


class _Stages:
    def __init__(self, times: dict[str, list[float]]) -> None:
        self.times = times

    def run(self, name: str, stage: Callable, *arguments: object):  # type: ignore[no-untyped-def]
        started = perf_counter()
        result = stage(*arguments)
        self.times.setdefault(name, []).append(1000 * (perf_counter() - started))
        return result


def read(folder: Path, name: str, most: int | None) -> list[tuple[bytes, str | None]]:
    """The pages of a corpus, in its order."""
    return [(sample.read(), sample.url) for sample in corpora.load(folder, [name])[:most]]


def main(arguments: list[str]) -> None:
    """Print the tables."""
    folder = Path(arguments[0]) if arguments else corpora.default_folder()
    name = arguments[1] if len(arguments) > 1 else "fundus"
    pages = read(folder, name, int(arguments[2]) if len(arguments) > 2 else None)
    print(f"{name}: {len(pages)} pages, median {np.median([len(data) for data, _ in pages]) / 1000:.0f} kB\n")
    print(report(measure(pages, ways(peers.installed()))), end="\n\n")
    print(profile(pages))


if __name__ == "__main__":
    main(sys.argv[1:])
