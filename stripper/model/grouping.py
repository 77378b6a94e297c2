"""What was learned of groups of related headlines: their headings and their kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stripper.features.grouping import Candidates, wording_tokens
from stripper.model.trees import Trees
from stripper.model.vocabulary import Weights
from stripper.types import KINDS

#: Stands for what speaks for a kind without any other token.
ALWAYS = "always"


@dataclass(slots=True)
class Grouping:
    """``wording``, of one target: how much a text sounds like a heading; ``first`` and
    ``second``: trees over a candidate's columns at the first and the second look;
    ``least``: the probability at which it heads a group; ``kind``: a weight per token and kind.
    """

    wording: Weights
    first: Trees
    second: Trees
    least: float
    kind: Weights

    def headings(self, found: Candidates) -> dict[int, int]:
        """For each headline that a candidate heads, by its number, the likeliest one's block."""
        if not found.blocks:
            return {}
        tokens = (wording_tokens(found.page.texts[block]) for block in found.blocks)
        sounds = self.wording.sums([self.wording.rows(row) for row in tokens])[:, 0]
        rows = found.first_look(sounds)
        rows = found.second_look(rows, self.first.probability(rows))
        best = found.likeliest(self.second.probability(rows), self.least)
        return {owner: found.blocks[place] for owner, place in best.items()}

    def kinds(self, groups: Iterable[Sequence[str]]) -> list[str]:
        """The likeliest kind of each group, given as its tokens."""
        scores = self.kind.sums([self.kind.rows([*tokens, ALWAYS]) for tokens in groups])
        return [KINDS[index] for index in scores.argmax(axis=1)]
