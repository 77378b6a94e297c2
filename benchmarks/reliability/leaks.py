"""Extract pages of the corpora over and over in one process, and print its memory on the way.

python benchmarks/reliability/leaks.py [CORPORA] [--times N]
"""

from __future__ import annotations

import argparse
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

import stripper
from stripper.training import corpora

#: After so many extractions memory is told, and so many times that again.
FIRST = 1_000


def resident() -> float:
    """Megabytes of this process that are in memory (Linux alone tells)."""
    [line] = [
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS:")
    ]
    return int(line.split()[1]) / 1000


def main() -> None:
    """Print a row at 1,000, 2,000, 4,000, ... extractions and at the end."""
    parser = argparse.ArgumentParser(
        description="Print the memory of a process that extracts page after page."
    )
    parser.add_argument("corpora", nargs="?", type=Path, default=corpora.default_folder(), metavar="CORPORA")
    parser.add_argument("--times", type=int, default=100_000, metavar="N")
    arguments = parser.parse_args()
    samples = corpora.load(arguments.corpora)
    started, told = perf_counter(), FIRST
    print(f"{'extractions':>12}{'MB':>8}{'seconds':>9}   of {len(samples)} pages in turn")
    for number, sample in enumerate(islice(cycle(samples), arguments.times), 1):
        article = stripper.extract(sample.read(), url=sample.url)
        stripper.extract_from_text(article.text)
        if number in (told, arguments.times):
            print(f"{number:12,}{resident():8.0f}{perf_counter() - started:9.0f}", flush=True)
            told *= 2


if __name__ == "__main__":
    main()
