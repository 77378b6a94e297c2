"""Extract the same pages in one thread and in several: the same articles, and in what time.

python benchmarks/reliability/threads.py [CORPORA] [--pages N]
"""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import stripper
from stripper.training import corpora

THREADS = (1, 2, 4, 8)


def main() -> None:
    """Print a row for each number of threads."""
    parser = argparse.ArgumentParser(description="Compare what several threads make of the same pages.")
    parser.add_argument("corpora", nargs="?", type=Path, default=corpora.default_folder(), metavar="CORPORA")
    parser.add_argument("--pages", type=int, default=500, metavar="N")
    arguments = parser.parse_args()
    pages = [sample.read() for sample in corpora.load(arguments.corpora)[:: 3800 // arguments.pages]]
    alone = [stripper.extract(page) for page in pages]
    print(f"{'threads':>8}{'pages a s':>11}{'other than alone':>18}")
    for threads in THREADS:
        started = perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(stripper.extract, pages))
        rate = len(pages) / (perf_counter() - started)
        print(f"{threads:8}{rate:11.0f}{sum(map(lambda one, other: one != other, alone, found)):18}")


if __name__ == "__main__":
    main()
