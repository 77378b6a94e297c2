"""Extract every page of the corpora, and each of them damaged in three ways.

    python benchmarks/reliability/damage.py [CORPORA] [--jobs N] [--pages N]

Prints how many of each kind gave an article, were refused as no page, or raised another
exception, and the slowest; exits with 1 if any did, or took more than two seconds.
"""

from __future__ import annotations

import argparse
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

from joblib import Parallel, delayed

import stripper
from stripper.training import corpora

#: No page may take longer (seconds).
LONGEST = 2.0
_CHARSET = re.compile(rb"""(charset\s*=\s*["']?\s*)([^\s"'>;/]+)""", re.I)
_CHARSETS = (b"utf-16", b"windows-1251", b"gb18030", b"shift_jis", b"iso-8859-7", b"x-unknown", b"utf-7")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page: ``article``, ``refused``, or an exception's traceback; and in how many seconds."""

    page: str
    damage: str
    what: str
    seconds: float


def as_it_is(data: bytes, draw: Random) -> bytes:
    """The page as stored."""
    return data


def truncated(data: bytes, draw: Random) -> bytes:
    """The page up to a random byte."""
    return data[: draw.randrange(len(data) + 1)]


def flipped(data: bytes, draw: Random) -> bytes:
    """One byte in two hundred, at least one, made another."""
    damaged = bytearray(data)
    for _ in range(len(data) // 200 + 1):
        damaged[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(damaged)


def declared_otherwise(data: bytes, draw: Random) -> bytes:
    """Another encoding declared than the page has; put in front where it declares none."""
    charset = draw.choice(_CHARSETS)
    changed, count = _CHARSET.subn(lambda found: found[1] + charset, data)
    return changed if count else b"<meta charset=" + charset + b">" + data


DAMAGES: tuple[Callable[[bytes, Random], bytes], ...] = (as_it_is, truncated, flipped, declared_otherwise)


def try_page(name: str, data: bytes, url: str | None) -> list[Outcome]:
    """What becomes of a page as it is and damaged; the same on every run."""
    found = []
    for damage in DAMAGES:
        damaged = damage(data, Random(f"{damage.__name__} {name}")) if data else data
        started = perf_counter()
        try:
            stripper.extract(damaged, url=url)
            what = "article"
        except stripper.NotAPageError:
            what = "refused"
        except Exception:  # what must not happen is what is looked for
            what = traceback.format_exc()
        found.append(Outcome(name, damage.__name__, what, perf_counter() - started))
    return found


def report(outcomes: list[Outcome]) -> str:
    """A row for each damage; then the exceptions."""
    lines = [f"{'':24}{'pages':>8}{'articles':>10}{'refused':>9}{'raised':>8}{'slowest s':>11}"]
    for damage in DAMAGES:
        rows = [outcome for outcome in outcomes if outcome.damage == damage.__name__]
        told = [outcome.what for outcome in rows]
        raised = sum(what not in ("article", "refused") for what in told)
        slowest = max(rows, key=lambda outcome: outcome.seconds)
        lines.append(
            f"{damage.__name__.replace('_', ' '):24}{len(rows):8}{told.count('article'):10}"
            f"{told.count('refused'):9}{raised:8}{slowest.seconds:11.2f}  {slowest.page}"
        )
    return "\n".join(
        [*lines, *(f"\n{outcome.page}, {outcome.damage}:\n{outcome.what}" for outcome in bad(outcomes))]
    )


def bad(outcomes: list[Outcome]) -> list[Outcome]:
    """Those that raised what they must not, or took too long."""
    return [
        outcome
        for outcome in outcomes
        if outcome.what not in ("article", "refused") or outcome.seconds > LONGEST
    ]


def _try_sample(sample: corpora.Sample) -> list[Outcome]:
    return try_page("/".join(sample.key), sample.read(), sample.url)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Extract every page, as it is and damaged.")
    parser.add_argument("corpora", nargs="?", type=Path, default=corpora.default_folder(), metavar="CORPORA")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--pages", type=int, metavar="N", help="the first N pages only")
    arguments = parser.parse_args()
    samples = corpora.load(arguments.corpora)[: arguments.pages]
    parts = Parallel(n_jobs=arguments.jobs, batch_size=8)(delayed(_try_sample)(sample) for sample in samples)
    outcomes = [outcome for part in parts for outcome in part]
    print(report(outcomes))
    return 1 if bad(outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
