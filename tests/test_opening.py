"""Clean flattened text keeps what stands above a sub-heading that looks like its headline."""

from __future__ import annotations

import numpy as np
import pytest

import stripper
from stripper import features
from stripper.api import cut_text
from stripper.article.opening import doubtful_headline, with_opening

ABOVE = [
    "The Water Board monitors the dam's gates and path and sets its own fees.",
    "Twice a year, it tells the towns of the valley what the dam cost and how many visitors walked on it.",
]
HEADING = "The Brezna dam was finished in 1956"
BELOW = [
    "The Brezna Water Board was formed in 1949 by four towns in the valley.",
    "The board built the dam to protect the valley from floods and to bring water to the four towns.",
    "Its gates were opened for visitors in 1961, and a path on the dam was laid in 1974.",
    "More than 40,000 visitors walk on the dam each year, most of them in summer.",
]
TEASERS = [
    "Pope said he was praying for a mild winter and a good harvest in the south.",
    "Motorist clocked at 124mph on a moorland road loses her licence for three years.",
]
THRESHOLDS = (0.2, 0.3, 0.4)


def told(above: int, below: int) -> np.ndarray:
    """Probabilities of paragraphs, a likely headline and text below it."""
    return np.array([[0.1, 0, 0]] * above + [[0.2, 0.9, 0]] + [[0.9, 0, 0]] * below)


def text_of(*lines: str) -> str:
    return "\n\n".join(lines)


def test_clean_text_keeps_its_beginning() -> None:
    text = text_of(*ABOVE, HEADING, *BELOW)
    article = stripper.extract_from_text(text)
    assert article.title is None
    assert article.text == text


def test_a_notice_above_a_sub_heading_is_none_of_the_article() -> None:
    notice = "Please enter a valid email address."
    article = stripper.extract_from_text(text_of(ABOVE[0], notice, ABOVE[1], HEADING, *BELOW))
    assert article.title is None
    assert article.text == text_of(*ABOVE, HEADING, *BELOW)


def test_teasers_of_others_stay_out() -> None:
    article = stripper.extract_from_text(text_of(*TEASERS, HEADING, *BELOW))
    assert article.title == HEADING
    assert article.text == text_of(*BELOW)


def test_one_story_shares_more_words_across_a_line_than_several() -> None:
    shared = [
        features.shared_across(features.view(cut_text(text_of(*above, HEADING, *BELOW))), len(above))
        for above in (ABOVE, TEASERS)
    ]
    assert shared[0] > 0.3 > 0.1 > shared[1]


@pytest.mark.parametrize(
    ("above", "change", "expected"),
    [
        (ABOVE, None, 2),
        ([], None, None),  # nothing above it
        (["Home", "News", *ABOVE[:1]], None, 3),  # a few labels beside paragraphs
        (["Home | News | Sport | Weather | Traffic", *ABOVE[:1]], None, None),  # a menu
        (ABOVE, (2, 1, 0.2), None),  # no likely headline
        (ABOVE, (4, 2, 0.5), None),  # headlines of others
        (ABOVE, (slice(4, 7), 0, 0.1), None),  # hardly any body below
    ],
)
def test_a_headline_is_doubtful_below_paragraphs_and_above_clean_text(
    above: list[str], change: tuple | None, expected: int | None
) -> None:
    page, probabilities = cut_text(text_of(*above, HEADING, *BELOW)), told(len(above), len(BELOW))
    if change is not None:
        probabilities[change[0], change[1]] = change[2]
    assert doubtful_headline(page, probabilities, THRESHOLDS) == expected


def test_a_headline_at_the_end_is_none_of_a_clean_text() -> None:
    page = cut_text(text_of(*ABOVE, HEADING))
    assert doubtful_headline(page, told(2, 0), THRESHOLDS) is None


def test_what_stands_above_a_sub_heading_is_as_likely_body_as_what_stands_below() -> None:
    page = cut_text(text_of("By Anna Krall", *ABOVE, HEADING, *BELOW))
    before = told(3, len(BELOW))
    before[1, 0] = 0.95
    found = with_opening(page, before, 3)
    assert found[:, 0] == pytest.approx([0.1, 0.95, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9])
    assert not found[3:, 1].any()
    assert before[3, 1] == 0.9


def test_the_report_tells_why() -> None:
    report = stripper.explain_from_text(text_of(*ABOVE, HEADING, *BELOW))
    items = [part.split('"', 1)[0] for part in report.split('aria-selected="false" class="')[1:]]
    assert ["opening" in item.split() for item in items] == [True] * 3 + [False] * 4
