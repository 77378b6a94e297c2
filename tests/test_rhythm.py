"""In flattened text the gaps between headlines tell headings from kickers."""

from __future__ import annotations

import numpy as np

from stripper import features
from stripper.api import cut_text
from stripper.features.rhythm import AROUND, WIDEST, at_same_place, rhythm

HEADLINES = [f"The council of Harrowmere votes on ferry number {k} today" for k in range(6)]
LINES = ["Most Read", *(line for headline in HEADLINES for line in ("Sport", headline))]
#: The heading, and the kicker of each headline; and their headlines.
BLOCK = np.array([0, 1, 3, 5, 7, 9, 11])
OWNER = np.array([0, 0, 1, 2, 3, 4, 5])
FIRST = np.array([2, 4, 6, 8, 10, 12])


def columns(text: str = "\n".join(LINES)) -> np.ndarray:
    view = features.view(cut_text(text))
    return np.array(rhythm(view, BLOCK, OWNER, FIRST, FIRST))


def test_a_kicker_stands_before_every_headline_and_a_heading_before_the_first() -> None:
    _, _, said, *sides = columns()
    ahead, behind = np.split(np.array(sides), 2)
    in_a_row, count, share, beyond_narrowest, beyond_widest, following, unlike = ahead
    assert in_a_row.tolist() == [0, 4, 4, 3, 2, 1, 0]
    assert count.tolist() == [4, 4, 4, 3, 2, 1, 0]
    assert share.tolist() == [0, 1, 1, 1, 1, 1, 0]
    assert beyond_narrowest.tolist() == [1, 0, 0, 0, 0, 0, 1 - WIDEST - 1]
    assert beyond_widest.tolist() == [1, 0, 0, 0, 0, 0, 2]
    assert following.tolist() == [1, 1, 1, 1, 1, 1, -1]
    assert not unlike.any()
    assert behind[0].tolist() == [0, 0, 1, 2, 3, 4, 4]
    assert said.tolist() == [0, 5, 5, 5, 5, 5, 5]


def test_blank_lines_part_a_heading_from_its_headline() -> None:
    blank, parted, *_ = columns("\n".join([LINES[0], "", *LINES[1:7], "", *LINES[7:]]))
    assert blank.tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert parted.tolist() == [True, True, False, False, True, False, False]


def test_values_beside_those_at_the_same_place() -> None:
    values = np.array([9.0, 1, 2, 3, 4, 5, 6])
    mean_behind, less_behind, mean_before, less_before = at_same_place(BLOCK, OWNER, FIRST, values)
    assert AROUND == 4
    assert mean_behind.tolist() == [99, 3.5, 4.5, 5, 5.5, 6, 99]
    assert less_behind.tolist() == [99, -4, -4, -3, -2, -1, 99]
    assert mean_before.tolist() == [99, 99, 1, 1.5, 2, 2.5, 3.5]
    assert less_before.tolist() == [99, 99, 1, 1, 1, 1, 1]


def test_a_single_candidate_has_nothing_beside_it() -> None:
    one = np.array([0])
    assert np.ravel(at_same_place(one, one, np.array([1]), np.array([0.5]))).tolist() == [99] * 4
