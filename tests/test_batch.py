"""Many pages at once give what each gives alone."""

from __future__ import annotations

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
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        list(stripper.extract_many(["a", "b"], urls=[None]))
