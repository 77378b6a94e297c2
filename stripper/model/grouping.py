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
    """``wording``, of one target: how much a text sounds like a heading;
    ``heading``: trees over a candidate's columns and its wording; ``least``: the
    probability at which it heads a group; ``kind``: a weight per token and kind.
    """

    wording: Weights
    heading: Trees
    least: float
    kind: Weights

    def sounds(self, texts: Iterable[Sequence[str]]) -> np.ndarray:
        """The wording's score of each text, given as its tokens."""
        return self.wording.sums([self.wording.rows(tokens) for tokens in texts])[:, 0]

    def headings(self, rows: np.ndarray, blocks: list[int], owners: list[int]) -> dict[int, int]:
        """For each headline that a candidate heads the likeliest one's block.

        ``rows`` (k, columns) are the candidates', ``blocks`` and ``owners``
        their blocks and the numbers of the headlines that they stand before.
        """
        best: dict[int, tuple[float, int]] = {}
        for sure, block, owner in zip(self.heading.probability(rows).tolist(), blocks, owners):
            if sure >= self.least and (owner not in best or sure >= best[owner][0]):
                best[owner] = (sure, block)
        return {owner: block for owner, (_, block) in best.items()}

    def kinds(self, groups: Iterable[Sequence[str]]) -> list[str]:
        """The likeliest kind of each group, given as its tokens."""
        scores = self.kind.sums([self.kind.rows([*tokens, ALWAYS]) for tokens in groups])
        return [KINDS[index] for index in scores.argmax(axis=1)]
