"""What was learned of groups of related headlines: their headings and their kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from stripper.model.trees import Trees
from stripper.model.vocabulary import Weights
from stripper.types import KINDS

#: Stands for what speaks for a kind without any other token.
ALWAYS = "always"
#: So many texts and looks of candidates, of at most so many characters, are remembered across pages.
REMEMBERED, LONGEST = 50_000, 300


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
    _sounds: dict[tuple[str, ...], float] = field(init=False, default_factory=dict)

    def sounds(self, said: Sequence[tuple[str, ...]], tokens: Callable[..., Iterable[str]]) -> np.ndarray:
        """The wording's score of each of k candidates, by the tokens of what it says, float32 (k,)."""
        remembered = self._sounds
        new = [one for one in dict.fromkeys(said) if one not in remembered]
        scores = self.wording.sums([self.wording.rows(tokens(*one)) for one in new])[:, 0]
        fresh = dict(zip(new, scores.tolist()))
        known = [fresh[one] if one in fresh else remembered[one] for one in said]
        if len(remembered) < REMEMBERED:
            remembered.update((one, score) for one, score in fresh.items() if sum(map(len, one)) <= LONGEST)
        return np.array(known, np.float32)

    def kinds(self, groups: Iterable[Sequence[str]]) -> list[str]:
        """The likeliest kind of each group, given as its tokens."""
        scores = self.kind.sums([self.kind.rows([*tokens, ALWAYS]) for tokens in groups])
        return [KINDS[index] for index in scores.argmax(axis=1)]
