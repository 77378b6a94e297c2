"""The speed benchmark runs and has a row for each way, stage and size; how fast is not tested."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from corpora_lib import write_corpora
from fixtures_lib import load

import stripper
from stripper import features
from stripper.training.peers import Output

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks" / "speed"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks" / "reliability"))

import again
import batch
import growth
import roles
import sides
import stages
import startup

SLUGS = ("most-popular-sidebar", "russian-windows-1251", "chinese")
CASES = [sides.case(f.data, f.expected["url"]) for f in load("pages") if f.slug in SLUGS]


def first_columns(table: str) -> list[str]:
    return [line[:24].strip() for line in table.splitlines()]


def test_every_way_has_a_row_with_both_ratios() -> None:
    timings = sides.measure(CASES, sides.ways([sides.PEER]))
    assert list(timings) == [sides.PARSE, sides.OURS, sides.METADATA, sides.TEXT, sides.PEER]
    for timing in timings.values():
        assert len(timing.times) == len(CASES) and (timing.times > 0).all() and timing.failed == 0
    report = sides.report(timings)
    assert first_columns(report)[2:] == list(timings)
    parse, peer = (
        report.splitlines()[k].removeprefix(name).split() for k, name in ((2, sides.PARSE), (6, sides.PEER))
    )
    # Four times, then to the parse and to the peer: of medians, by page (and the highest).
    assert parse[4:7] == ["1.00", "1.00", "1.00"] and peer[7:9] == ["1.00", "1.00"]


def test_a_way_that_fails_is_counted() -> None:
    table = {**sides.ways([sides.PEER]), "broken": lambda page: Output("", error="ValueError: no")}
    timings = sides.measure(CASES, table)
    assert timings["broken"].failed == len(CASES)
    assert sides.report(timings).splitlines()[-1].split()[-1] == str(len(CASES))


def test_a_legacy_page_is_decoded_for_those_that_do_not() -> None:
    [case] = [case for case in CASES if case.data != case.utf8]
    assert case.text.encode("utf-8") == case.utf8
    with pytest.raises(UnicodeDecodeError):
        case.data.decode("utf-8")


@pytest.mark.parametrize("source", ["html", "text"])
def test_every_stage_has_a_row(source: str) -> None:
    times = stages.profile(CASES, source)
    table = features.TABLES[source]
    passes = {"html": ["pass 2, features", "pass 2"], "text": []}[source]
    passes = passes or [f"pass {k}{what}" for k in (2, 3) for what in (", features", "")]
    families = [family.__name__.replace("_", " ") for family in table.families]
    read = ["decode", "decode, parse", "segment", "head"] if source == "html" else ["segment"]
    assert list(times) == [
        *(*read, "view", *families, "all of these", "vocabulary features", "pass 1", *passes),
        *("whole", "label", "related", "assemble"),
    ]
    assert all(len(each) == len(CASES) for each in times.values())
    assert first_columns(stages.report(times))[1:] == list(times)


def test_a_glued_page_has_the_size_that_was_asked_for() -> None:
    page = growth.glued(CASES, 100_000)
    assert 99_990 <= len(page.data) <= 100_000
    assert len(page.lines) > 2 * max(len(case.lines) for case in CASES)


def test_growth_has_a_row_for_each_size() -> None:
    rows = first_columns(growth.grow(CASES, sizes=(2_000, 4_000), scale=0.001))
    assert rows[1:5] == ["pages, 2,000 bytes", "pages, 4,000 bytes", "grows with its power", "10 links"]
    assert rows[-4:] == ["0 levels", "1 levels", "5 levels", "grows with its power"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_peak_memory_is_that_of_the_page_alone() -> None:
    hoard = bytearray(300_000_000)
    idle, parse, ours = growth.peak_memory(CASES[0])
    assert hoard and 20 < idle <= parse + 20 and parse <= ours + 20 and ours < 250


def test_start_up_has_a_row_for_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "TIMES", 1)
    steps = startup.start_up()
    assert all(time > 0 for time in steps.values())
    assert first_columns(startup.report(steps))[1:] == list(steps)


def test_trafilatura_without_its_lists() -> None:
    paragraphs = "".join(
        f"<p>The ferry sailed on day {day} of the long week, said the harbour master.</p>" for day in range(9)
    )
    page = f"<html><body><article><h1>Ferry</h1>{paragraphs}<ul><li>nine o'clock sharp<li>ten</ul></article></body></html>"
    whole, part = (roles._text(page, left_out, {}) for left_out in ((), roles.LEFT_OUT))
    assert "nine o'clock sharp" in whole and "nine o'clock sharp" not in part
    assert "on day 8" in part


def test_texts_of_the_corpora_are_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "CORPORA", ("fundus",))
    counts = again.read_twice(again.texts(write_corpora(tmp_path), 2))
    assert counts.total() == 2 * len(again.FLATTENERS)
    assert counts["the same"] >= 6


def test_a_batch_is_timed_beside_trafilatura(tmp_path: Path) -> None:
    class Sample:
        url, site = None, "a.example"

        def __init__(self, data: bytes) -> None:
            self.data = data

        def read(self) -> bytes:
            return self.data

    samples = [Sample(case.data) for case in CASES]
    rows = [line.split() for line in batch.compare(tmp_path, samples, (1,)).splitlines()]  # type: ignore[arg-type]
    assert rows[1][0] == "1" and all(float(rate) > 0 for rate in rows[1][1:])
    assert len((tmp_path / "1.jsonl").read_text().splitlines()) == len(CASES)
    assert len(list((tmp_path / "trafilatura-1").iterdir())) >= 1


@pytest.mark.parametrize("name", ["roles.py", "reliability/hostile.py"])
def test_help_is_shown_and_nothing_run(name: str) -> None:
    script = Path(roles.__file__).parent / name
    environment = {**os.environ, "PYTHONPATH": str(Path(stripper.__file__).parents[1])}
    ran = subprocess.run(
        [sys.executable, str(script), "--help"], capture_output=True, check=False, env=environment, text=True
    )
    assert (ran.returncode, ran.stderr, ran.stdout.splitlines()[0][:7]) == (0, "", "usage: ")
