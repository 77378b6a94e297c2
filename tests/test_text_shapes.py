"""Odd shapes of flattened text: blocks are cut as if the text had come in lines of its own."""

from __future__ import annotations

import textwrap
import time

import numpy as np
import pytest

from stripper.api import cut_text
from stripper.article.related import find_headlines, group_headlines
from stripper.types import Page

SENTENCES = (
    "The council of Harrowmere voted on Tuesday to keep the old ferry running for another ten years.",
    "Although the new bridge opens in May, few people are expected to wait for a boat, said the mayor.",
    "Nobody from the company that built it could be reached on the day of the vote, as the paper wrote.",
)
PARAGRAPHS = [" ".join(SENTENCES[k % 3 :] + SENTENCES[: k % 3]) + f" Part {k}." for k in range(4)]


def cut(text: str) -> list[tuple[str, bool]]:
    """The blocks, and whether no blank line stands before them."""
    page = cut_text(text)
    return list(zip(page.texts, page.breaks))


def wrapped(paragraphs: list[str], width: int = 72) -> str:
    return "\n\n".join(textwrap.fill(paragraph, width) for paragraph in paragraphs)


def tags(page: Page) -> list[str]:
    return [page.tags[node] for node in page.nodes]


def test_spaced_out_lines_are_as_if_they_were_not() -> None:
    plain = "\n".join(["Home", "News", "Sport", "", *PARAGRAPHS, "", "Most read", "Ferry sold"])
    for line_end in ("\n\n", "\n \n\n", "\r\r\n"):
        assert cut(plain.replace("\n", line_end)) == cut(plain)
    hard = wrapped(PARAGRAPHS)
    assert cut(hard.replace("\n", "\n\n")) == cut(hard) == [(text, False) for text in PARAGRAPHS]


def test_paragraphs_with_a_blank_line_between_all_stay_as_they_are() -> None:
    text = "\n\n".join(["Home", "News", *PARAGRAPHS, "Most read", "Ferry sold"])
    assert not any(follows for _, follows in cut(text))


def test_wrapped_lines_with_a_blank_line_between_all_are_paragraphs() -> None:
    spaced = "\n\n".join(line for line in wrapped(PARAGRAPHS).splitlines() if line)
    assert [text for text, _ in cut(spaced)] == PARAGRAPHS


def printed(paragraphs: list[str], head: str = "The Harrowmere Courier") -> str:
    """Sheets of 15 lines with a head and a number, between form feeds."""
    lines = wrapped(paragraphs).splitlines()
    sheets = [lines[start : start + 15] for start in range(0, len(lines), 15)]
    return "\f".join("\n".join((head, "", *sheet, "", str(k))) for k, sheet in enumerate(sheets, 1))


def test_heads_and_numbers_of_sheets_go_and_part_no_paragraph() -> None:
    paragraphs = [PARAGRAPHS[0].replace("o", one).replace("e", other) for one in "aiu" for other in "aiu"]
    assert [text for text, _ in cut(printed(paragraphs))] == ["The Harrowmere Courier", *paragraphs]


def test_form_feeds_alone_are_line_ends() -> None:
    assert cut("Ferry sold\fFerry sold\fIt sailed.") == cut("Ferry sold\nFerry sold\nIt sailed.")


PARTED = """\
The council voted on Tuesday to keep the extraordi-
nary ferry for ten years, although the well-known
bridge opens in May. An extraordinary crowd came to
the harbour, and the mayor told the people who wait-
ed there that nobody would lose a boat to the well-
known bridge. Those who had waited went home in the
evening, when the con-
ductor
"""


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u00ad"])
def test_words_parted_by_hyphens_are_whole_again(hyphen: str) -> None:
    (text, _), *_ = cut(PARTED.replace("-\n", f"{hyphen}\n"))
    assert "the extraordinary ferry" in text
    assert "who waited there" in text
    assert "the well-known bridge. Those" in text.replace("\u2010", "-")


def test_a_hyphen_that_parts_no_word_stays() -> None:
    lines = (
        "Die Stadt an der Fähre will im Mai die Haupt-\nund Nebenstraßen um den alten Hafen wieder öffnen."
    )
    assert cut(lines)[0][0] == lines.replace("\n", " ")


def test_lines_wrapped_by_the_breadth_of_letters_are_paragraphs() -> None:
    def is_full(line: str) -> bool:
        return (
            sum({"i": 5, "l": 5, "t": 5, "r": 6, "f": 5, " ": 5, "m": 16, "w": 14}.get(c, 10) for c in line)
            > 620
        )

    paragraphs, lines = [" ".join(PARAGRAPHS[k:] + PARAGRAPHS[:k]) for k in range(3)], []
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if is_full(f"{line} {word}"):
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines += line, ""
    assert len(set(map(len, lines))) > 10
    assert [text for text, _ in cut("\n".join(lines))] == paragraphs


HEADER = """\
Received: from mail.example.org
    by mx.example.com; Tue, 3 Mar 2026 09:12:45 +0100
From: Anna Smith <anna@example.org>
To: desk@example.com
Subject: Ferry of Harrowmere sold
 to the highest bidder
Date: Tue, 3 Mar 2026 09:12:44 +0100
"""


def test_of_the_header_of_a_mail_the_subject_stays() -> None:
    subject = ("Ferry of Harrowmere sold to the highest bidder", False)
    body = [(text, False) for text in PARAGRAPHS]
    assert cut(f"{HEADER}\n{wrapped(PARAGRAPHS)}") == [subject, *body]
    forwarded = f"See below.\n\n---------- Forwarded message ---------\n{HEADER}\n{wrapped(PARAGRAPHS)}"
    assert cut(forwarded)[2:] == [subject, *body]


def test_quotes_in_a_mail_lose_their_brackets() -> None:
    quoted = "".join(f"> {line}\n" for line in wrapped(PARAGRAPHS).splitlines())
    blocks = cut(f"{HEADER}\nThanks, Bob.\n\nOn Monday Bob wrote:\n{quoted}")
    assert [text for text, _ in blocks[-len(PARAGRAPHS) :]] == PARAGRAPHS
    assert ("> So he did.", False) in cut("He said: a > b\n\n> So he did.\n\nAnd more.")


@pytest.mark.parametrize(
    "text",
    ["Subject: the ferry\nFrom: nobody\nIt sailed.", f"They wrote this mail.\n\n{HEADER}\nAnd no more."],
)
def test_what_looks_like_the_header_of_a_mail_within_a_text_stays(text: str) -> None:
    assert "".join("".join(text for text, _ in cut(text)).split()) == "".join(text.split())


LINKED = [
    f"Ferry number {word} is sold to the highest bidder"
    for word in ["one", "two", "three", "four", "five", "six", "seven"]
]


@pytest.mark.parametrize("target", [" ({})", " <{}>", "     ({})"])
def test_where_links_lead_is_no_text(target: str) -> None:
    urls = [f"https://example.org/{k}_(ferry)" for k in range(len(LINKED))]
    links = [f"• {text}{target.format(url)}" for text, url in zip(LINKED, urls)]
    prose = PARAGRAPHS[0].replace("ferry", "ferry" + target.format("https://example.org/a?b=c"))
    page = cut_text("\n".join([*links, "", prose, "", *urls]))
    assert page.texts == [*LINKED, PARAGRAPHS[0], *urls]
    assert (page.link_texts, page.link_urls) == (LINKED, urls)
    assert tags(page)[: len(LINKED)] == ["li"] * len(LINKED)


def test_a_few_urls_in_parentheses_stay() -> None:
    text = "The ferry (https://example.org/ferry) sails.\nThe bridge <https://example.org/bridge> opens."
    assert [text for text, _ in cut(text)] == text.splitlines()


@pytest.mark.parametrize(
    "piece",
    [
        "a(/",
        "(/a(",
        "a <https://",
        "a(/(b)",
        "a     ",
        "----- \n",
        "Subject: a\n",
        " a\n",
        "a\f",
        "a-\nb",
        "\n\na",
    ],
)
def test_hostile_shapes_are_read_in_bounded_time(piece: str) -> None:
    start = time.process_time()
    cut_text("a (https://a.example) " * 8 + "\n-----\nSubject: a\nTo: b\nFrom: c\n" + piece * 20_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("rank", ["{}. ", "{} ", "{}) ", "{0}. {0}: "])
def test_running_numbers_before_headlines_are_no_part_of_them(rank: str) -> None:
    assert related_titles([rank.format(place) + text for place, text in enumerate(LINKED, 1)]) == LINKED


def test_numbers_that_do_not_run_are_part_of_headlines() -> None:
    numbered = [f"{2 * place} ferries are sold to {text}" for place, text in enumerate(LINKED, 1)]
    assert related_titles(numbered) == numbered


def related_titles(lines: list[str]) -> list[str]:
    """The titles of a list of related headlines in flattened text."""
    page = cut_text("\n".join(lines))
    labels = ["related"] * len(page.texts)
    found = find_headlines(page, labels, np.ones(len(labels)), None)
    return [
        headline.title for group in group_headlines(page, found, labels, {}) for headline in group.headlines
    ]
