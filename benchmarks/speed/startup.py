"""Time what a fresh process pays before its first article."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

import numpy as np
from sides import FIXTURES, timed

PAGE = FIXTURES / "most-popular-sidebar" / "page.html"
#: Each is timed in so many fresh processes.
TIMES = 7
_INSIDE = """\
from time import perf_counter
import sys
begin = perf_counter()
import numpy, lxml.etree
before = perf_counter()
import stripper
imported = perf_counter()
stripper.extract(open(sys.argv[1], "rb").read())
print(1000 * (before - begin), 1000 * (imported - before), 1000 * (perf_counter() - imported))
"""


def start_up() -> dict[str, float]:
    """Median milliseconds of each step, in fresh processes that take turns."""
    steps = np.array([_inside() for _ in range(TIMES)])
    command = [timed(partial(_run, [sys.executable, "-m", "stripper", str(PAGE)]))[1] for _ in range(TIMES)]
    names = ("import numpy and lxml", "import stripper", "first extract")
    return {**dict(zip(names, np.median(steps, axis=0))), "stripper page.html": float(np.median(command))}


def report(steps: dict[str, float]) -> str:
    """A row for each step."""
    return "\n".join([f"{'start-up, ms':24}", *(f"{name:24}{time:9.1f}" for name, time in steps.items())])


def _inside() -> list[float]:
    return [float(step) for step in _run([sys.executable, "-c", _INSIDE, str(PAGE)]).split()]


def _run(command: list[str]) -> str:
    # As installed packages have it, what is imported is compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout
