"""Tell headings from kickers and times in flattened text, where no element's look does: by how headlines follow each other.

Of a list every headline has its kicker, as far before it as the others have theirs; the heading of the
list stands before the first alone, where the gap is wider.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stripper import native
from stripper.features.view import View

#: So many headlines behind a candidate's own, and before it, are looked at, no further than so many blocks away.
AROUND, NEAR = 4, 60
#: A gap counts to so many blocks.
WIDEST = 25
#: What a candidate says is looked for in so many blocks before each of so many headlines on either side.
SAID_BEFORE, SAID_AROUND = 3, 6
#: Stands for what nothing else stands beside.
_FAR = 99
_SIDES = np.arange(1, AROUND + 1), -np.arange(1, AROUND + 1)


@dataclass(slots=True)
class _Places:
    """Where k candidates for h headlines stand: the ``block`` (k,), so many blocks ``away`` (k,) from the ``first`` (h,) of
    the headline ``owner`` (k,); before each headline is a ``gap`` (h,) of so many blocks."""

    block: np.ndarray
    away: np.ndarray
    owner: np.ndarray
    first: np.ndarray
    gap: np.ndarray


def rhythm(
    view: View, block: np.ndarray, owner: np.ndarray, first: np.ndarray, last: np.ndarray
) -> list[np.ndarray]:
    """Columns of k candidates: their ``block`` (k,) before the headline ``owner`` (k,) of h, from their ``first``
    to their ``last`` block (h,): blank lines around, the gaps before the headlines around, what stands as far
    before those, and how often the same is said."""
    gap = np.minimum(first - np.append(-1, last[:-1]) - 1, WIDEST)
    at = _Places(block, first[owner] - block, owner, first, gap)
    parted = ~np.asarray(view.page.breaks)
    blank = np.cumsum(parted)
    columns = [blank[first[owner]] - blank[block], parted[block], _said_around(view, at)]
    for steps in _SIDES:
        columns += _on_side(view, at, steps)
    return columns


def at_same_place(
    block: np.ndarray, owner: np.ndarray, first: np.ndarray, values: np.ndarray
) -> list[np.ndarray]:
    """For values (k,) of the candidates: behind and before, the mean of those that stand as far before the headlines
    around, and the value less the greatest; _FAR where there are none."""
    away = np.minimum(first[owner] - block, WIDEST)
    table = np.full((len(first) + 2 * AROUND, WIDEST + 1), np.nan)
    table[owner + AROUND, away] = values
    columns = []
    for steps in _SIDES:
        near = table[owner[:, None] + AROUND + steps, away[:, None]]
        count = (~np.isnan(near)).sum(axis=1)
        best = np.where(np.isnan(near), -np.inf, near).max(axis=1)
        columns += [
            np.where(count, np.nansum(near, axis=1) / np.maximum(count, 1), _FAR),
            np.where(count, values - best, _FAR),
        ]
    return columns


def _others(at: _Places, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The headlines so many steps from each candidate's own, (k, steps), and whether there are any."""
    other = at.owner[:, None] + steps
    known = (other >= 0) & (other < len(at.first))
    return np.where(known, other, 0), known


def _on_side(view: View, at: _Places, steps: np.ndarray) -> list[np.ndarray]:
    """Of the headlines so many steps away: how many in a row have something as far before them, how many there are, and
    what share has; how far away that is beside the narrowest gap and the widest, and the next gap; and how unlike
    in length it is."""
    other, known = _others(at, steps)
    near = known & (np.abs(at.first[other] - at.first[at.owner][:, None]) <= NEAR)
    held = near & (at.gap[other] >= at.away[:, None])
    count, holding = near.sum(axis=1), held.sum(axis=1)
    gaps = np.where(near, at.gap[other], -1)
    long = np.log1p(view.sizes)
    there = np.where(held, at.first[other] - at.away[:, None], 0)
    unlike = np.abs(long[there] - long[at.block][:, None])
    return [
        np.logical_and.accumulate(held, axis=1).sum(axis=1),
        count,
        holding / np.maximum(count, 1),
        at.away - np.where(near, at.gap[other], WIDEST + 1).min(axis=1),
        at.away - gaps.max(axis=1),
        gaps[:, 0],
        (unlike * held).sum(axis=1) / np.maximum(holding, 1),
    ]


def _said_around(view: View, at: _Places) -> np.ndarray:
    """How often a candidate's text stands right before the headlines around its own."""
    numbers, _ = native.number_keys(view.page.texts)
    said = np.frombuffer(numbers, np.int64)
    around, before = np.arange(1, SAID_AROUND + 1), np.arange(1, SAID_BEFORE + 1)
    other, known = _others(at, np.append(around, -around))
    inside = known[:, :, None] & (at.gap[other][:, :, None] >= before)
    there = np.where(inside, at.first[other][:, :, None] - before, 0)
    return (inside & (said[there] == said[at.block][:, None, None])).sum(axis=(1, 2))
