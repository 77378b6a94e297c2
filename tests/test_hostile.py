"""Pages made to break what reads them: an article comes out, or an error that says why."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures_lib import FIXTURES

import stripper

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks" / "reliability"))

import damage
import hostile

#: Numbers that are cheap enough for every run; the full ones stand in docs/reliability.md.
SMALL = 2_000


def test_bytes_at_random_are_refused() -> None:
    with pytest.raises(stripper.NotAPageError):
        stripper.extract(hostile.at_random(SMALL))


@pytest.mark.parametrize(
    "make", [make for make in hostile.MAKERS if make is not hostile.at_random], ids=lambda make: make.__name__
)
def test_a_hostile_page_gives_an_article(make: Callable[[int], bytes]) -> None:
    article = stripper.extract(make(SMALL), url="https://news.example/a")
    assert stripper.extract(make(SMALL), url="https://news.example/a") == article
    assert all(len(block.path) < 60_000 for block in article.blocks)


@pytest.mark.parametrize("make", [hostile.deep, hostile.nested_tables, hostile.framesets, hostile.unclosed])
def test_nothing_is_lost_however_deep(make: Callable[[int], bytes]) -> None:
    article = stripper.extract(make(SMALL))
    assert sum(block.text.count("rain") for block in article.blocks) == make(SMALL).count(b"rain")


@pytest.mark.parametrize("file", sorted((FIXTURES / "hostile").glob("*")), ids=lambda file: file.name)
def test_what_once_broke_it_does_no_more(file: Path) -> None:
    data = file.read_bytes()
    article = stripper.extract(data, url="https://news.example/a")
    assert stripper.extract(data, url="https://news.example/a") == article


@pytest.mark.parametrize(
    "page", sorted((FIXTURES / "pages").glob("*/page.html")), ids=lambda f: f.parent.name
)
def test_a_damaged_page_gives_an_article(page: Path) -> None:
    outcomes = damage.try_page(page.parent.name, page.read_bytes(), "https://news.example/a")
    assert [outcome.damage for outcome in outcomes] == [one.__name__ for one in damage.DAMAGES]
    assert [outcome.what for outcome in outcomes if outcome.what not in ("article", "refused")] == []


def test_an_exception_is_told_with_its_page_and_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **options: object) -> None:
        raise IndexError("no such block")

    monkeypatch.setattr(stripper, "extract", broken)
    outcomes = damage.try_page("ferry", b"<p>It rained.", None)
    assert damage.bad(outcomes) == outcomes
    assert "ferry, truncated:" in damage.report(outcomes) and "no such block" in damage.report(outcomes)


LIMITS = stripper.Limits(bytes=1000, blocks=10)


@pytest.mark.parametrize(
    ("door", "given", "message"),
    [
        (
            stripper.extract,
            b"a" * 1001,
            "1,001 bytes, more than 1,000: Limits(bytes=...), or --max-bytes, allows more",
        ),
        (
            stripper.extract,
            "a" * 1001,
            "1,001 bytes, more than 1,000: Limits(bytes=...), or --max-bytes, allows more",
        ),
        (
            stripper.extract,
            memoryview(b"a" * 1001),
            "1,001 bytes, more than 1,000: Limits(bytes=...), or --max-bytes, allows more",
        ),
        (
            stripper.extract,
            """<script type="application/ld+json">{"articleBody": "%s"}</script>""" % (r"a\n" * 11),
            "JSON-LD's articleBody has more than 10 lines: Limits(blocks=...), or --max-blocks, allows more",
        ),
        (
            stripper.extract,
            "<p>a" * 11,
            "more than 10 blocks: Limits(blocks=...), or --max-blocks, allows more",
        ),
        (
            stripper.extract_from_text,
            "a" * 1001,
            "1,001 bytes, more than 1,000: Limits(bytes=...), or --max-bytes, allows more",
        ),
        (
            stripper.extract_from_text,
            "a.\n" * 11,
            "more than 10 lines: Limits(blocks=...), or --max-blocks, allows more",
        ),
    ],
)
def test_what_is_over_the_limit_is_refused(door: Callable, given: bytes | str, message: str) -> None:
    with pytest.raises(stripper.TooLargeError) as raised:
        door(given, limits=LIMITS)
    assert str(raised.value) == message


@pytest.mark.parametrize("given", ["a" * 1000, "<p>a" * 10, ""])
def test_what_is_at_the_limit_is_not(given: str) -> None:
    stripper.extract(given, limits=LIMITS)


def test_elements_below_the_depth_become_siblings() -> None:
    page = hostile.deep(3000)
    shallow = stripper.extract(page, limits=stripper.Limits(depth=50))
    assert max(block.path.count("/") for block in shallow.blocks) == 50
    assert max(block.path.count("/") for block in stripper.extract(page).blocks) >= 99


def test_memory_stays_as_it_is_over_many_extractions() -> None:
    pages = [page.read_bytes() for page in sorted((FIXTURES / "pages").glob("*/page.html"))]

    def used() -> int:
        for _ in range(2):
            for page in pages:
                stripper.extract_from_text(stripper.extract(page, url="https://news.example/a").text)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        first, second, third = used(), used(), used()
    finally:
        tracemalloc.stop()
    assert third - second < 50_000 and second - first < 1_000_000
