"""What was learned of groups of related headlines: their headings and their kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from stripper.model.trees import Trees
from stripper.model.vocabulary import Weights
from stripper.types import KINDS

#: Stands for what speaks for a kind without any other token.
ALWAYS = "always"


@dataclass(slots=True)
class Grouping:
    """``wording``, of one target: how much a token, said or of the look, speaks for a heading; ``first`` and
    ``second``: trees over a candidate's columns at the first and the second look;
    ``least``: the probability at which it heads a group; ``kind``: a weight per token and kind.
    """

    wording: Weights
    first: Trees
    second: Trees
    least: float
    kind: Weights

    def sounds(self, texts: Iterable[Sequence[str]]) -> np.ndarray:
        """The wording's score of each candidate, given as tokens."""
        return self.wording.sums([self.wording.rows(tokens) for tokens in texts])[:, 0]

    def kinds(self, groups: Iterable[Sequence[str]]) -> list[str]:
        """The likeliest kind of each group, given as its tokens."""
        scores = self.kind.sums([self.kind.rows([*tokens, ALWAYS]) for tokens in groups])
        return [KINDS[index] for index in scores.argmax(axis=1)]
