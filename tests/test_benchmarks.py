"""The speed benchmark runs and has a row for each way and stage; how fast is not tested."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from fixtures_lib import load

from stripper import features
from stripper.training.peers import Output

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import roles
import speed

SLUGS = ("most-popular-sidebar", "russian-windows-1251", "chinese")
CASES = [speed.case(f.data, f.expected["url"]) for f in load("pages") if f.slug in SLUGS]


def first_columns(table: str) -> list[str]:
    return [line[:24].strip() for line in table.splitlines()]


def test_every_way_has_a_row_with_both_ratios() -> None:
    timings = speed.measure(CASES, speed.ways([speed.PEER]))
    assert list(timings) == [speed.PARSE, speed.OURS, speed.METADATA, speed.PEER]
    for timing in timings.values():
        assert len(timing.times) == len(CASES) and (timing.times > 0).all() and timing.failed == 0
    report = speed.report(timings)
    assert first_columns(report)[2:] == list(timings)
    parse, peer = (
        report.splitlines()[k].removeprefix(name).split() for k, name in ((2, speed.PARSE), (5, speed.PEER))
    )
    # Three times, then to the parse and to the peer: of medians, by page.
    assert parse[3:5] == ["1.00", "1.00"] and peer[5:7] == ["1.00", "1.00"]


def test_a_way_that_fails_is_counted() -> None:
    table = {**speed.ways([speed.PEER]), "broken": lambda page: Output("", error="ValueError: no")}
    timings = speed.measure(CASES, table)
    assert timings["broken"].failed == len(CASES)
    assert speed.report(timings).splitlines()[-1].split()[-1] == str(len(CASES))


def test_a_legacy_page_is_decoded_for_those_that_do_not() -> None:
    [case] = [case for case in CASES if case.data != case.utf8]
    assert case.text.encode("utf-8") == case.utf8
    with pytest.raises(UnicodeDecodeError):
        case.data.decode("utf-8")


def test_every_stage_has_a_row() -> None:
    stages = speed.profile(CASES)
    families = [family.__name__.replace("_", " ") for family in features.HTML.families]
    assert list(stages) == [
        *("decode", "decode, parse", "head", "segment", "view", *families, "all of these"),
        *("vocabulary features", "first pass", "second-pass features", "second pass", "whole"),
        *("label", "related", "assemble"),
    ]
    assert all(len(times) == len(CASES) for times in stages.values())
    assert first_columns(speed.report_profile(stages))[1:] == list(stages)


def test_trafilatura_without_its_lists() -> None:
    paragraphs = "".join(
        f"<p>The ferry sailed on day {day} of the long week, said the harbour master.</p>" for day in range(9)
    )
    page = f"<html><body><article><h1>Ferry</h1>{paragraphs}<ul><li>nine o'clock sharp<li>ten</ul></article></body></html>"
    whole, part = (roles._text(page, left_out, {}) for left_out in ((), roles.LEFT_OUT))
    assert "nine o'clock sharp" in whole and "nine o'clock sharp" not in part
    assert "on day 8" in part
