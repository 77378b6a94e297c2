"""Interrupt articles of flattened text by what stands behind them.

Sites put lists of headlines, sign-ups and captions between an article's paragraphs, most often before the last;
where no element tells them apart, the paragraph behind looks like a teaser.  Here lines from
behind an article are moved between its paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from stripper.training.compose import Marked, is_sentence
from stripper.training.flatten import marks, unmarked

#: An article is interrupted so many times, by so many lines.
TIMES, LINES = (1, 3), (1, 8)
#: So often that is before its last paragraph or the last but one.
LATE = 0.6


def interrupted(marked: Marked, random: Random) -> str:
    """The text with lines from behind its article between the paragraphs; empty where it has none to move, or nowhere
    to put them."""
    rows = _rows(marked.text)
    body = [place for place, row in enumerate(rows) if _is_body(row, marked)]
    starts = list(_starts(rows, body))
    behind = rows[body[-1] + 1 :] if body else []
    if not starts or not behind:
        return ""
    put: dict[int, list[str]] = {}
    for _ in range(random.randint(*TIMES)):
        first = random.randrange(len(behind) or 1)
        moved = behind[first : first + random.randint(*LINES)]
        del behind[first : first + len(moved)]
        place = random.choice(starts[-2:] if random.random() < LATE else starts)
        put.setdefault(place, []).extend(moved)
    within = [row for place in range(body[-1] + 1) for row in (*put.get(place, ()), rows[place])]
    return "\n".join([*within, *behind])


def _rows(text: str) -> list[str]:
    """The lines, each with the blank ones behind it."""
    rows: list[str] = []
    for line in text.splitlines():
        if line.strip() or not rows:
            rows.append(line)
        else:
            rows[-1] += "\n" + line
    return rows


def _is_body(row: str, marked: Marked) -> bool:
    held = marks(row)
    return sum((marked.body or {}).get(mark, 0.0) for mark in held) > 0.5 * len(held)


def _starts(rows: list[str], body: list[int]) -> Iterator[int]:
    """The rows that begin a paragraph, but for the first: the row of the article before ends as sentences do."""
    for before, place in pairwise(body):
        if is_sentence(unmarked(rows[before])):
            yield place
