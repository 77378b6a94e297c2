"""What mail, browsers in a terminal and text extraction put into lines, undone."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stripper
from stripper.text.segment import segment_text
from stripper.text.tidy import tidied

PAGE = "The ferry is sold\n\nIt sailed for years.\nNobody knows who bought it."


@pytest.mark.parametrize(
    "plain",
    [
        "",
        PAGE,
        "He said: a > b\n\n> So he did.\n\nAnd more.\n\nAnd more.",
        "[1] The first note.\n[2] The second.",
        "- It sails, he said.\n- It does not.\n- It does.",
        "o tempora\no mores",
        "A long line " * 200,
        "The iPhone of McDonald. " * 80,
    ],
)
def test_what_is_the_text_s_own_stays(plain: str) -> None:
    assert tidied(plain) == plain


def test_quoted_mail_loses_its_brackets() -> None:
    assert tidied("".join(f"> {line}\n" if line else ">\n" for line in PAGE.split("\n"))).strip() == PAGE
    assert tidied("> > Deep.\n> > Deeper.").split("\n") == ["Deep.", "Deeper."]


def test_unseen_characters_and_directions_around_lines_go() -> None:
    text = "\u200f\u202bThe fer\u00adry\u202c\r\n\u200b\n\ufeffis \u200esold\u200f\x0cIt sailed."
    assert tidied(text).splitlines() == ["The ferry", "", "is \u200esold", "It sailed."]


def test_numbers_of_links_go_with_the_list_of_where_they_lead() -> None:
    lines = [f"   [{k}]Story number {k} [of many]" for k in range(1, 13)]
    list_ = [f"   {k}. https://example.org/{k}" for k in range(1, 13)]
    text = "\n".join([*lines, "", "The end.", "", "References", "", "   Visible links:", *list_, ""])
    shown = [line.strip() for line in tidied(text).splitlines() if line.strip()]
    assert shown == [*(f"Story number {k} [of many]" for k in range(1, 13)), "The end."]


def test_numbers_of_markdown_stay() -> None:
    links = "\n\n".join(f"[Story number {k}][{k}]" for k in range(1, 13))
    text = "\n".join([links, "", *(f"[{k}]: https://example.org/{k}" for k in range(1, 13))])
    assert tidied(text) == text
    article = stripper.extract_from_text(text)
    assert article.blocks[3].links[0].url == "https://example.org/4"


def test_numbers_that_do_not_rise_by_one_stay() -> None:
    text = "\n".join(f"As {k} have shown [{7 * k % 11}]." for k in range(1, 13))
    assert tidied(text) == text


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("*    Bread\n*    Milk", ["Bread", "Milk"]),
        ("*\nBread\n•\nMilk", ["Bread", "Milk"]),
        ("  * News\n     + World\n     + Home\n     + Money", ["News", "World", "Home", "Money"]),
        ("  * News\n    o World\n    o Home\n    o Money", ["News", "World", "Home", "Money"]),
        ("-   Bread\n-   Milk\n-   Cheese", ["Bread", "Milk", "Cheese"]),
    ],
)
def test_bullets_of_all_sorts_are_read(text: str, items: list[str]) -> None:
    page = segment_text(tidied(text))
    assert page.texts == items
    assert {page.tags[node] for node in page.nodes} == {"li"}


def test_words_run_together_are_parted_in_long_lines() -> None:
    pieces = [f"Story {chr(97 + k)} is told here. It goes on for a while, as stories do." for k in range(20)]
    assert tidied("".join(pieces)).splitlines() == pieces
    menu = ["Home", "News", "Sport", "Business", "Culture", "Travel", "Earth", "Audio", "Video", "Live"]
    text = "".join(menu) + ("the ferry sailed on " * 60).strip()
    assert tidied(text).splitlines()[:9] == menu[:9]


def test_lines_are_wrapped_at_the_width_that_tells_best_where_they_end() -> None:
    words = (
        "The ferry sailed at nine from the old harbour said the mayor of the town and nobody waited for it. "
    )
    paragraphs = [(words * k).strip() for k in (3, 5, 4)]
    wrapped = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in paragraphs)
    addresses = "\n".join(f"https://example.org/{'long' * 20}/{k}" for k in range(6))
    assert segment_text(f"{wrapped}\n\n{addresses}").texts[:3] == paragraphs


def test_ideographs_are_wrapped_by_columns_and_joined_without_spaces() -> None:
    paragraph = "市議会は火曜日の夜港と市を結ぶ旧路面電車を再開すると発表した" * 8
    lines = [paragraph[k : k + 36] for k in range(0, len(paragraph), 36)]
    assert segment_text("\n".join(lines)).texts == [paragraph]


def test_titles_in_ideographs_are_not_wrapped() -> None:
    titles = [("旧路面電車を再開すると市議会が発表した" * 4)[: 40 + 7 * k % 23] + str(k) for k in range(20)]
    assert segment_text("\n".join(titles)).texts == titles


def test_thai_is_measured_by_letters() -> None:
    paragraph = "สภาเมืองลงมติเมื่อวันอังคารให้เปิดเดินรถรางสายเก่าที่เชื่อมท่าเรือกับตัวเมืองอีกครั้งหลังปิดมานานหลายปี "
    view = stripper.features.view(segment_text(f"หน้าแรก\n\n{paragraph * 3}"))
    assert view.words[0] < 4
    assert 50 < view.words[1] < 100


@given(st.text("[](){}<>!*_-=|+o•.:/123 \n\t\x0c\u200b\u200fabA。", max_size=300))
def test_letters_are_never_lost_but_behind_numbered_links(text: str) -> None:
    kept = [letter for letter in tidied(text) if letter in "abA"]
    assert kept == [letter for letter in text if letter in "abA"]
