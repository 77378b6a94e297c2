"""Odd shapes of flattened text: blocks are cut as if the text had come in lines of its own."""

from __future__ import annotations

import textwrap

from stripper.api import cut_text
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
