"""Notices are told by what they say."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import stripper
from stripper import features
from stripper.model.notices import LENGTH, Notices
from stripper.training.dataset import Example
from stripper.training.gather import Data
from stripper.training.notices import fit_notices
from stripper.training.written import BOILERPLATE, NOTICES, read_written
from stripper.words import phrases_of

ASKS = "Please enter a valid email address"  # four phrases


def known_from(*texts: str) -> Notices:
    return Notices(np.unique(phrases_of(texts, LENGTH)[0]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ASKS, True),
        ("PLEASE ENTER a valid — email, address!", True),
        (f"{ASKS} in the small green box below", True),  # 4 of 10 phrases
        (f"{ASKS} in the small square green box below", False),
        ("Please enter", False),
        ("2024", False),
        ("The ferry to the island stays until May", False),
        ("address email valid a enter please", False),
    ],
)
def test_a_notice_says_what_is_known_of_notices(text: str, expected: bool) -> None:
    assert known_from(ASKS).are_in([text]).tolist() == [expected]


def test_each_text_is_told_alone() -> None:
    texts = ["Please enter", "a valid email", "", ASKS, "address", ASKS]
    assert known_from(ASKS).are_in(texts).tolist() == [False, True, False, True, False, True]
    assert known_from(ASKS).are_in([]).tolist() == []
    assert Notices(np.zeros(0, np.uint32)).are_in(texts).tolist() == [False] * 6


def test_words_that_are_not_parted() -> None:
    notices = known_from("動画を再生するには同意が必要です")
    assert notices.are_in(
        ["この動画を再生するには同意が必要です", "市議会は火曜日に予算案を可決した"]
    ).tolist() == [True, False]


PARAGRAPHS = [
    "The council of Harrowmere voted on Tuesday to keep the ferry to the island until the end of May.",
    "Some forty people had come to the meeting, and most of them spoke for the boat and its crew.",
    "The bridge will open in June, said the mayor, who had come by bicycle as she does every week.",
]


def test_a_notice_is_none_of_the_article() -> None:
    model = stripper.load_model(source="text")
    text = "\n".join(["Ferry kept until May", *PARAGRAPHS])
    assert stripper.extract_from_text(text, model=model).text.split("\n\n")[-3:] == PARAGRAPHS
    told = replace(model, notices=known_from(PARAGRAPHS[1]))
    article = stripper.extract_from_text(text, model=told)
    assert PARAGRAPHS[1] not in article.text and PARAGRAPHS[2] in article.text
    assert article.blocks[2].label == "boilerplate"


def test_the_report_tells_that_a_block_is_a_notice() -> None:
    told = replace(stripper.load_model(source="text"), notices=known_from(PARAGRAPHS[1]))
    report = stripper.explain_from_text("\n".join(PARAGRAPHS), model=told)
    assert report.count(' notice"') == 1


def data_of(*pages: tuple[str, str, list[tuple[str, bool]]]) -> Data:
    """The lines of pages, each behind its site and how it was made, with whether they are body."""
    examples = [
        Example(
            sample=SimpleNamespace(site=site), page=SimpleNamespace(texts=[text for text, _ in lines]), made=made,
            view=None, base=np.zeros((0, 1), np.float32), body=None, title=None, title_like=np.zeros(0, bool),
            related=None, groups=None, coverage=1.0,
        )  # type: ignore[arg-type]
        for site, made, lines in pages
    ]  # fmt: skip
    sizes = [len(lines) for *_, lines in pages]
    label = np.array([is_body for *_, lines in pages for _, is_body in lines])
    return Data(
        examples=examples,
        table=features.TEXT,
        base=np.zeros((len(label), 1), np.float32),
        owner=np.repeat(np.arange(len(pages)), sizes),
        starts=np.concatenate(([0], np.cumsum(sizes))),
        targets={"body": (label, np.ones(len(label)))},
        tokens=None,  # type: ignore[arg-type]
    )


def learned(*pages: Any, picked: list[bool] | None = None) -> Notices:
    return fit_notices(data_of(*pages), np.array(picked or [True] * len(pages)))


ODD = "Quoggle the zimmer before wumping"


def test_what_several_sites_say_outside_of_articles_is_known() -> None:
    pages = [(f"{k}.example", "", [(ODD, False), (PARAGRAPHS[0], True)]) for k in range(3)]
    assert learned(*pages).are_in([ODD, PARAGRAPHS[0]]).tolist() == [True, False]
    assert not learned(*pages[:2]).are_in([ODD]).any()
    assert not learned(*pages, picked=[True, True, False]).are_in([ODD]).any()
    assert not learned(*pages[:2], pages[0]).are_in([ODD]).any()  # the same site twice
    assert not learned(*pages[:2], ("2.example", "harder", pages[2][2])).are_in([ODD]).any()


def test_what_articles_say_too_is_not() -> None:
    outside = [(f"{k}.example", "", [(ODD, False)]) for k in range(7)]
    inside = [("a.example", "", [(ODD, True)])]
    assert not learned(*outside, *inside).are_in([ODD]).any()
    assert learned(("7.example", "", [(ODD, False)]), *outside, *inside).are_in([ODD]).all()


def test_what_was_written_down_is_known_unless_articles_say_it() -> None:
    line = read_written(NOTICES)[0][1]
    page = ("a.example", "", [(PARAGRAPHS[0], True), (PARAGRAPHS[1], False)])
    assert learned(page).are_in([line, PARAGRAPHS[0]]).tolist() == [True, False]
    assert not learned(page, ("b.example", "", [(line, True)])).are_in([line]).any()


def test_the_written_notices() -> None:
    lines = read_written(NOTICES)
    assert len(set(lines)) == len(lines) > 3000
    assert len({language for language, _ in lines}) > 20
    assert not set(lines) & set(read_written(BOILERPLATE))


def test_what_a_model_knows_is_no_more_than_its_texts() -> None:
    known = stripper.load_model(source="text").notices.known
    assert known.dtype == np.uint32 and (np.diff(known.astype(np.int64)) > 0).all()
    assert not len(stripper.load_model().notices.known)
