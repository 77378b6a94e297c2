"""Tell what moved the probabilities of a page's blocks: the features that count most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stripper import features, judge
from stripper.model.classifier import Model, Pass, candidates_of
from stripper.model.contributions import contributions
from stripper.types import TARGETS

#: So many features are told of each pass.
MOST = 6
#: What adds less than this to the log-odds moved nothing.
LEAST = 0.02


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature that moved a block's score: its name, its value (None: the block has none), and what it
    adds to the log-odds beside the other blocks of the page."""

    feature: str
    value: float | None
    added: float


#: Of a block, by target: what moved the first pass, which sees the block alone, and the last,
#: which sees what was made of those around it too.
Reasons = dict[str, tuple[list[Reason], list[Reason]]]


def find_reasons(view: features.View, model: Model) -> list[Reasons]:
    """What moved the scores of each of a page's n blocks, for the targets that it was a candidate for."""
    rows = judge.last_rows([view], model)
    alone = rows[:, : len(model.features) - len(features.TABLES[model.source].names[2])]
    found: list[Reasons] = [{} for _ in range(view.n)]
    for number, target in enumerate(TARGETS):
        first = _of_pass(model.passes[0], number, alone, model.features)
        last = _of_pass(model.passes[-1], number, rows, model.features)
        for block in last:
            found[block][target] = first.get(block, []), last[block]
    return found


def _of_pass(one: Pass, target: int, rows: np.ndarray, names: tuple[str, ...]) -> dict[int, list[Reason]]:
    """The reasons of each candidate of a pass, by its block."""
    candidates = candidates_of(rows, one.gates[target])
    rows = rows[candidates]
    added = contributions(one.trees[target], rows)
    order = np.argsort(-np.abs(added), axis=1, kind="stable")[:, :MOST]
    return {
        int(block): [
            Reason(names[column], _value(row[column]), float(by[column]))
            for column in most.tolist()
            if abs(by[column]) >= LEAST
        ]
        for block, row, by, most in zip(candidates, rows, added, order)
    }


def _value(value: np.float32) -> float | None:
    return None if value == features.MISSING else float(value)
