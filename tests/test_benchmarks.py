"""The speed benchmark runs and reports every way and stage; how fast is not tested."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from fixtures_lib import load

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import speed

PAGES = [(fixture.data, fixture.expected["url"]) for fixture in load("pages")[:2]]


def test_every_way_is_timed_on_every_page() -> None:
    times = speed.measure(PAGES, speed.ways([]))
    assert set(times) == {speed.PARSE, speed.OURS, speed.METADATA}
    assert all(len(values) == len(PAGES) and (values > 0).all() for values in times.values())
    lines = speed.report(times).splitlines()
    assert len(lines) == 1 + len(times)


def test_the_profile_names_every_stage() -> None:
    shown = speed.profile(PAGES)
    for stage in ("decode, parse", "segment", "text features", "first pass", "second pass", "assemble"):
        assert stage in shown


def test_a_ratio_to_the_peer_is_shown_where_it_is_installed() -> None:
    pytest.importorskip("trafilatura")
    assert "x trafilatura" in speed.report(speed.measure(PAGES, speed.ways(["trafilatura"]))).splitlines()[0]
