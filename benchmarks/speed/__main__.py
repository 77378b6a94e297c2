"""Time the bare parse, ours and the peers; our stages; how time grows; start-up.

    python benchmarks/speed [CORPORA] [--corpus NAME] [--pages N]

What the figures mean stands in ../README.md.
"""

from __future__ import annotations

import argparse
import platform
from pathlib import Path

import growth
import numpy as np
import sides
import stages
import startup
from lxml import etree

from stripper import native
from stripper.training import corpora, peers


def _read(folder: Path, corpus: str, most: int | None) -> list[sides.Case]:
    return [sides.case(sample.read(), sample.url) for sample in corpora.load(folder, [corpus])[:most]]


def _describe(corpus: str, cases: list[sides.Case], names: list[str]) -> str:
    size = np.median([len(page.data) for page in cases]) / 1000
    lines = np.median([len(page.lines.encode()) for page in cases]) / 1000
    packages = ", ".join(dict.fromkeys(map(peers.release, names)))
    python = f"Python {platform.python_version()}, lxml {etree.__version__}, numpy {np.__version__}"
    return (
        f"{corpus}: {len(cases)} pages, median {size:.0f} kB, flattened {lines:.0f} kB; kernels: {native.NAME}; "
        f"{python}; {packages}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/speed", description="Time the bare parse, ours and the peers, and our stages."
    )
    parser.add_argument("corpora", nargs="?", type=Path, default=corpora.default_folder(), metavar="CORPORA")
    parser.add_argument(
        "--corpus", choices=list(corpora.READERS), default="fundus", help="fundus unless told"
    )
    parser.add_argument("--pages", type=int, metavar="N", help="the first N pages only")
    return parser.parse_args()


def _print(text: str) -> None:
    print(text, end="\n\n", flush=True)


def main() -> None:
    """Print the tables."""
    arguments = _arguments()
    cases = _read(arguments.corpora, arguments.corpus, arguments.pages)
    names = peers.installed()
    table = sides.ways(names)
    sides.warm_up(table)
    _print(_describe(arguments.corpus, cases, names))
    _print(sides.report(sides.measure(cases, table)))
    for source in ("html", "text"):
        _print(f"{source}\n{stages.report(stages.profile(cases, source))}")
    _print(growth.grow(cases))
    idle, parse, ours = growth.peak_memory(growth.glued(cases, growth.SIZES[-1]))
    _print(
        f"peak memory, MB: {idle:.0f} with the model, {parse:.0f} after parsing 10 MB, {ours:.0f} after extracting"
    )
    _print(startup.report(startup.start_up()))


if __name__ == "__main__":
    main()
