"""How time and memory grow with a page: real pages glued together, and pages made to be hard."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from sides import Case, bare_parse, case, ours, timed

#: Sizes of glued pages (bytes), and of made ones as parts of the greatest.
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
PARTS = (0.1, 0.3, 1.0)
_ITEM = "<li><a href=/news/2026/{0}/the-ferry-is-late-{0}>The ferry of line {0} is late again</a></li>\n"


def links(count: int) -> str:
    """Lists of twenty links under a heading each."""
    lists = (range(start, min(start + 20, count)) for start in range(0, count, 20))
    boxes = (f"<h3>Line {box[0]}</h3><ul>{''.join(map(_ITEM.format, box))}</ul>" for box in lists)
    return f"<html><body><h1>Late</h1><p>{'It rained. ' * 50}</p>{''.join(boxes)}</body></html>"


def tiny_blocks(count: int) -> str:
    """Blocks of a word each."""
    return f"<html><body>{''.join(f'<div>word{number}</div>' for number in range(count))}</body></html>"


def nested(levels: int) -> str:
    """A text in each of so many elements, one in the other."""
    return f"<html><body>{'<div class=in>It rained on. ' * levels}{'</div>' * levels}</body></html>"


#: Makes of pages, each with its greatest number.
MADE: dict[str, tuple[Callable[[int], str], int]] = {
    "links": (links, 100_000),
    "tiny blocks": (tiny_blocks, 100_000),
    "levels": (nested, 5_000),
}


def glued(cases: list[Case], size: int) -> Case:
    """The bytes of pages after each other, as many as make up a page of this size, the last cut off."""
    data, number = b"", 0
    while len(data) < size:
        data += cases[number % len(cases)].utf8
        number += 1
    return case(data[:size].decode("utf-8", "ignore").encode())


def grow(cases: list[Case], sizes: Iterable[int] = SIZES, scale: float = 1.0) -> str:
    """A row for each page: its size, the bare parse, ours, the ratio; and for each kind how both grow.

    ``scale``: the made pages' greatest numbers are multiplied by it.
    """
    lines = [f"{'page':24}{'kB':>9}{'parse ms':>10}{'ours ms':>10}{'ratio':>8}"]
    lines += _rows({f"pages, {size:,} bytes": glued(cases, size) for size in sizes})
    for name, (make, most) in MADE.items():
        numbers = [int(part * most * scale) for part in PARTS]
        lines += _rows({f"{number:,} {name}": case(make(number).encode()) for number in numbers})
    return "\n".join(lines)


def _rows(pages: dict[str, Case]) -> list[str]:
    sizes = np.array([len(page.data) for page in pages.values()])
    parse = np.array([_fastest(partial(bare_parse, page)) for page in pages.values()])
    mine = np.array([_fastest(partial(ours, page)) for page in pages.values()])
    lines = [
        f"{name:24}{size / 1000:9.0f}{bare:10.1f}{own:10.1f}{own / bare:8.1f}"
        for name, size, bare, own in zip(pages, sizes, parse, mine)
    ]
    return [
        *lines,
        f"{'  grows with its power':24}{'':9}{_exponent(sizes, parse):10.2f}{_exponent(sizes, mine):10.2f}",
    ]


def _fastest(call: Callable[[], object]) -> float:
    """The lesser of two times."""
    return min(timed(call)[1] for _ in range(2))


def _exponent(sizes: np.ndarray, times: np.ndarray) -> float:
    """The power of the size that the time grows with: 1 is linear (least squares over logarithms)."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def peak_memory(page: Case) -> tuple[float, float, float]:
    """Megabytes at most of a fresh process (Linux alone tells): with the model loaded; after a bare parse; after ours."""
    return _peak("pass", page), _peak("etree.fromstring(data, parser)", page), _peak("extract(data)", page)


_PROCESS = """\
import sys
from lxml import etree
from stripper import extract
parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
extract("<p>It rained.")
data = sys.stdin.buffer.read()
{work}
# Not getrusage's, which begins with that of the process that forked this one.
[peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(int(peak) / 1000)
"""


def _peak(work: str, page: Case) -> float:
    command = [sys.executable, "-c", _PROCESS.format(work=work)]
    return float(subprocess.run(command, input=page.utf8, capture_output=True, check=True).stdout)
