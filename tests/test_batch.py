"""Many pages at once give what each gives alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from fixtures_lib import load

import stripper

FIXTURES = [fixture for fixture in load("pages") for _ in range(2)]
PAGES = [fixture.data for fixture in FIXTURES]
URLS = [fixture.expected["url"] for fixture in FIXTURES]


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_page_gives_what_it_gives_alone(jobs: int) -> None:
    together = list(stripper.extract_many(PAGES, urls=URLS, jobs=jobs, metadata=True, leave_out="list"))
    assert together == [
        stripper.extract(page, url=url, metadata=True, leave_out="list") for page, url in zip(PAGES, URLS)
    ]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_stands_in_the_place_of_its_page(jobs: int) -> None:
    results = list(stripper.extract_many([PAGES[0], b"%PDF-1.7", "", PAGES[1]], jobs=jobs))
    assert [type(result).__name__ for result in results] == ["Article", "NotAPageError", "Article", "Article"]
    assert str(results[1]) == "this is a PDF document, not an HTML page"
    assert results[2] == stripper.extract("")


def test_pages_are_read_as_they_are_asked_for() -> None:
    taken = []

    def pages() -> Iterator[str]:
        for number in range(1000):
            taken.append(number)
            yield f"<p>It rained on {number} days."

    results = stripper.extract_many(pages())
    assert not taken
    next(results)
    assert len(taken) <= 64


def test_nothing_comes_of_nothing() -> None:
    assert list(stripper.extract_many([])) == []
    assert list(stripper.extract_many(["", b" "])) == [stripper.extract("")] * 2


def test_wrong_use_is_told_before_any_page_is_read() -> None:
    with pytest.raises(ValueError, match="no role is called 'lists'"):
        stripper.extract_many(iter([]), leave_out="lists")
    with pytest.raises(stripper.ModelNotFoundError):
        stripper.extract_many(iter([]), model="no-such")
    for page in ("abc", b"abc"):
        with pytest.raises(TypeError, match=f"pages must be several pages, .* not one {type(page).__name__}"):
            stripper.extract_many(page)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="jobs must be 1 or more, or -1 for one a core, not 0"):
        stripper.extract_many([], jobs=0)
    with pytest.raises(TypeError, match="limits must be"):
        stripper.extract_many([], limits=10)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="there are fewer URLs than pages"):
        list(stripper.extract_many(["a", "b"], urls=[None]))
    with pytest.raises(ValueError, match="there are fewer pages than Content-Types"):
        list(stripper.extract_many(["a"], content_types=[None, None]))


@pytest.mark.parametrize("jobs", [1, 2])
def test_pages_before_an_error_of_the_input_come_out_first(jobs: int) -> None:
    def pages() -> Iterator[str]:
        yield from ["<p>It rained."] * 21
        raise OSError("the disk is gone")

    results = stripper.extract_many(pages(), jobs=jobs)
    assert [type(next(results)) for _ in range(21)] == [stripper.Article] * 21
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)


def test_leaving_early_warns_of_nothing(recwarn: pytest.WarningsRecorder) -> None:
    for _ in stripper.extract_many(["<p>It rained."] * 200, jobs=2):
        break
    gc.collect()
    assert not [str(warning.message) for warning in recwarn]


def test_each_page_has_its_own_content_type() -> None:
    texts = ["Příliš žluťoučký kůň", "Съешь ещё этих мягких булок"]
    pages = [f"<title>{text}</title>".encode(f"cp125{number}") for number, text in enumerate(texts)]
    types = ["text/html; charset=windows-1250", "text/html; charset=windows-1251"]
    titles = [article.title for article in stripper.extract_many(pages, content_types=types)]
    assert titles == texts
