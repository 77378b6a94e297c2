"""Extract flattened text, and what came out of it again: how often is it the same?

python benchmarks/reliability/again.py [CORPORA] [--pages N]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import stripper
from stripper.html.decode import decode
from stripper.training import corpora
from stripper.training.flatten import FLATTENERS, flatten
from stripper.types import Article

SEED = 7
#: Those with whole gold texts.
CORPORA = ("fundus", "wcxb", "daniel")
#: What loses more than this share of its characters is told apart.
MUCH = 0.02


def main() -> None:
    """Print how many texts came to what."""
    parser = argparse.ArgumentParser(description="Extract flattened text, and what came out of it again.")
    parser.add_argument("corpora", nargs="?", type=Path, default=corpora.default_folder(), metavar="CORPORA")
    parser.add_argument("--pages", type=int, default=50, metavar="N", help="of each corpus")
    arguments = parser.parse_args()
    counts = read_twice(texts(arguments.corpora, arguments.pages))
    print(f"{counts.total()} texts")
    for verdict, count in counts.most_common():
        print(f"{count:6} {verdict}")


def read_twice(flattened: Iterable[str]) -> Counter[str]:
    """How many texts came to what."""
    counts: Counter[str] = Counter()
    for text in flattened:
        once = stripper.extract_from_text(text)
        counts[_verdict(once, stripper.extract_from_text(once.text))] += 1
    return counts


def texts(folder: Path, pages: int) -> Iterator[str]:
    """Pages drawn from each corpus, flattened in every way."""
    random = Random(SEED)
    for name in CORPORA:
        samples = corpora.load(folder, (name,))
        for sample in random.sample(samples, min(pages, len(samples))):
            page = decode(sample.read())
            yield from (flatten(page, flattener) for flattener in FLATTENERS)


def _verdict(once: Article, again: Article) -> str:
    before, after = once.text.split(), again.text.split()
    if before == after:
        return "the same"
    if before == (again.title or "").split() + after:
        return "the same but for a first line that is then the title"
    lost = 1 - len(again.text) / len(once.text)
    return f"otherwise, {'more' if lost > MUCH else 'no more'} than {MUCH:.0%} lost"


if __name__ == "__main__":
    main()
