"""Time `stripper batch` on a WARC file made of the corpora, beside trafilatura's parallel command line.

    python benchmarks/batch.py [CORPORA] [--pages N] [--memory N ...]

Prints pages a second with 1, 2 and 4 processes, how well they scale, and the peak memory of
the command and of its largest worker at several numbers of pages.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from stripper.html.decode import decode
from stripper.training import corpora

JOBS = (1, 2, 4)
_OURS = [sys.executable, "-m", "stripper", "batch"]
_THEIRS = [sys.executable, "-m", "trafilatura.cli"]
_PEAK = """\
import resource, sys
from stripper.cli import main
status = main(sys.argv[1:])
[own] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(int(own) / 1000, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)
"""


def write_warc(path: Path, samples: list[corpora.Sample], pages: int) -> None:
    """A WARC file with so many pages, the samples in turn."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number, sample in enumerate(islice(cycle(samples), pages)):
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            url = sample.url or f"https://{sample.site}/{number}"
            body = io.BytesIO(sample.read())
            writer.write_record(writer.create_warc_record(url, "response", payload=body, http_headers=http))


def write_files(folder: Path, samples: list[corpora.Sample]) -> None:
    """A file for each page, decoded, as trafilatura's command reads them."""
    folder.mkdir()
    for number, sample in enumerate(samples):
        (folder / f"{number:05}.html").write_text(decode(sample.read()), encoding="utf-8")


def timed(command: list[str]) -> float:
    """The seconds that a command takes, its start included; one thread a process."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    started = perf_counter()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return perf_counter() - started


def compare(folder: Path, samples: list[corpora.Sample], jobs: tuple[int, ...] = JOBS) -> str:
    """A row for each number of processes."""
    write_warc(folder / "pages.warc.gz", samples, len(samples))
    write_files(folder / "pages", samples)
    lines = [
        f"{'processes':>10}{'stripper, pages/s':>20}{'scaling':>9}{'trafilatura, pages/s':>22}{'scaling':>9}"
    ]
    first: list[float] = []
    for number in jobs:
        output = folder / f"{number}.jsonl"
        ours = timed([*_OURS, str(folder / "pages.warc.gz"), "-o", str(output), "-j", str(number)])
        out = folder / f"trafilatura-{number}"
        theirs = timed([*_THEIRS, "--input-dir", str(folder / "pages"), "--output-dir", str(out),
                        "--parallel", str(number)])  # fmt: skip
        rates = [len(samples) / seconds for seconds in (ours, theirs)]
        first = first or rates
        scaling = [rate / one / (number / jobs[0]) for rate, one in zip(rates, first)]
        lines.append(f"{number:10}{rates[0]:20.1f}{scaling[0]:9.2f}{rates[1]:22.1f}{scaling[1]:9.2f}")
    return "\n".join(lines)


def memory(folder: Path, samples: list[corpora.Sample], pages: int) -> str:
    """Peak memory with two processes, at so many pages."""
    source = folder / f"{pages}.warc.gz"
    write_warc(source, samples, pages)
    options = ["batch", str(source), "-o", str(folder / f"{pages}.jsonl"), "-j", "2"]
    ran = subprocess.run([sys.executable, "-c", _PEAK, *options], check=True, capture_output=True, text=True)
    own, worker = map(float, ran.stdout.split())
    return f"{pages:,} pages: {own:.0f} MB, its largest worker {worker:.0f} MB"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time stripper batch beside trafilatura's command line.")
    parser.add_argument("corpora", nargs="?", type=Path, default=corpora.default_folder(), metavar="CORPORA")
    parser.add_argument("--pages", type=int, metavar="N", help="the first N pages only")
    parser.add_argument("--memory", type=int, nargs="*", default=[2_000, 20_000], metavar="N")
    arguments = parser.parse_args()
    samples = corpora.load(arguments.corpora)[: arguments.pages]
    with tempfile.TemporaryDirectory() as folder:
        print(f"{len(samples)} pages")
        print(compare(Path(folder), samples), end="\n\n", flush=True)
        for pages in arguments.memory:
            print(memory(Path(folder), samples, pages), flush=True)


if __name__ == "__main__":
    main()
