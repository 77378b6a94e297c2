"""What stands around the titles of related headlines."""

from __future__ import annotations

import time

import pytest

from stripper.article.trim import trim
from stripper.types import Headline

TITLES = [
    "The ferry sails again",
    "A mayor walks into the sea",
    "Pumps fail (and nobody noticed)",
    "7 ways to bake",
]


def trimmed(titles: list[str]) -> list[str]:
    return [headline.title for headline in trim([Headline(title, None, 0, 0, 1.0) for title in titles])]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("← The ferry sails", "The ferry sails"),
        ("The ferry sails >>>", "The ferry sails"),
        ("« The ferry sails", "The ferry sails"),
        ("◎ 六月的渡輪", "六月的渡輪"),
        ("The ferry sails |", "The ferry sails"),
        ("«The ferry sails», says the mayor", "«The ferry sails», says the mayor"),
        ("»Wir fahren wieder«", "»Wir fahren wieder«"),
        ("Two sketches <5>", "Two sketches <5>"),
        ("- Tenkte på havet", "- Tenkte på havet"),
        ("→", "→"),
    ],
)
def test_signs_around_a_title_are_no_part_of_it(written: str, title: str) -> None:
    assert trimmed([written]) == [title]


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("18:30 ", ""),
        ("18h30 | ", ""),
        ("28.11.2011 ", ""),
        ("2013-04-09, 10:05 – ", ""),
        ("[10:05] ", ""),
        ("", " 24.04.2023"),
        ("", "14.10.2021 - 11:49"),
        ("", " (606)"),
        ("", "[12]"),
        ("12.01.2012 ", " (1 204)"),
    ],
)
def test_times_and_counts_around_all_titles_are_no_part_of_them(before: str, behind: str) -> None:
    assert trimmed([before + title + behind for title in TITLES]) == TITLES


def test_running_numbers_before_all_titles_are_no_part_of_them() -> None:
    assert trimmed([f"{place}: {title}" for place, title in enumerate(TITLES, 9)]) == TITLES


@pytest.mark.parametrize(
    "titles",
    [
        ["Songs of the sea (1998)", "Boats and sails (2004)", "Harbour lights (2021)"],
        ["18:30 is when the ferry sails", "A mayor walks", "Pumps fail"],
        ["18:30 Ferry sails", "19:05 Mayor walks"],
        ["3 ways to sail", "5 ways to walk", "9 ways to bake"],
    ],
)
def test_numbers_that_titles_are_made_of_stay(titles: list[str]) -> None:
    assert trimmed(titles) == titles


def test_what_is_but_a_time_is_no_title() -> None:
    assert trimmed(["18:45", "18:35", "17:40"]) == ["", "", ""]


@pytest.mark.parametrize("piece", [" ", "-", "|", "(1", "1.", "1:11 ", "»", "(1 ", "1.1.11 "])
def test_hostile_titles_are_trimmed_in_bounded_time(piece: str) -> None:
    start = time.process_time()
    trim([Headline(piece * 100_000 + "x", None, 0, 0, 1.0)] * 3)
    assert time.process_time() - start < 2


def test_a_title_of_signs_alone_costs_no_more_than_its_length() -> None:
    start = time.process_time()
    assert trimmed(["»" * 2_000_000 + "x"]) == ["x"]
    assert time.process_time() - start < 2
