"""What was learned of groups of related headlines: their headings, whether they lead to content, and their kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

import numpy as np

from stripper import native
from stripper.model.trees import Trees
from stripper.model.vocabulary import Lookup, Weights
from stripper.native import tokens
from stripper.types import KINDS, Group

#: Stands for what speaks for a kind without any other token.
ALWAYS = "always"
#: A heading stands over content from these log-odds on, a probability of 0.1: a list is left out where it surely is of
#: something else.
LEAST_CONTENT = -2.2
#: So many texts and looks of candidates, of at most so many characters, are remembered across pages.
REMEMBERED, LONGEST = 50_000, 300
# Of a heading so many words count, and the pieces of so many characters of its beginning: from three characters to five.
_WORDING_LIMITS = 8, 60, 3, 5
_Key = TypeVar("_Key", str, tuple[str, ...])


def wording_tokens(text: str) -> list[str]:
    """What a heading says: its words, and its pieces of three to five characters."""
    return tokens.wording_tokens(text, *_WORDING_LIMITS)


def kind_tokens(group: Group, beside: Iterable[str]) -> list[str]:
    """All that tells a group's kind: what its heading says, and what tells it ``beside``."""
    heading = [] if group.heading is None else wording_tokens(group.heading)
    return list(dict.fromkeys([*heading, *beside, ALWAYS]))


@dataclass(slots=True)
class Grouping:
    """``wording``, of one target: how much a token, said or of the look, speaks for a heading; ``first`` and
    ``second``: trees over a candidate's columns at the first and the second look;
    ``least``: the probability at which it heads a group; ``kind``: a weight per token and kind; ``content``, of
    one target: how much a heading's token speaks for content below it, and not for jobs, courses or things to buy.
    """

    wording: Weights
    first: Trees
    second: Trees
    least: float
    kind: Weights
    content: Weights
    _headings: Lookup = field(init=False)
    _kinds: Lookup = field(init=False)
    _contents: Lookup = field(init=False)
    _sounds: dict[str, float] = field(init=False, default_factory=dict)
    _looks: dict[tuple[str, ...], float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._headings = Lookup(self.wording, native.wording_rows, _WORDING_LIMITS)
        self._kinds = Lookup(self.kind, native.wording_rows, _WORDING_LIMITS)
        self._contents = Lookup(self.content, native.wording_rows, _WORDING_LIMITS)

    def sounds(self, texts: Sequence[str]) -> np.ndarray:
        """How much the text of each of k candidates sounds like a heading, float32 (k,)."""
        return _remembered(
            self._sounds, texts, lambda new: self.wording.sums_of(*self._headings.rows(new)), len
        )

    def looks(self, looks: Sequence[tuple[str, ...]], tokens: Callable[..., list[str]]) -> np.ndarray:
        """How much each candidate looks like one, by the ``tokens`` of its look, float32 (k,)."""
        return _remembered(
            self._looks,
            looks,
            lambda new: self.wording.sums_of(*_known(self._headings, [tokens(*look) for look in new])),
            lambda look: sum(map(len, look)),
        )

    def kinds(self, groups: Sequence[Group], tokens: Iterable[list[str]]) -> list[str | None]:
        """The likeliest kind of each group, by its heading and its other ``tokens``; None where its heading surely
        stands over no content."""
        rows = [
            dict.fromkeys([*_heading(self._kinds, group), *self._kinds.known([*beside, ALWAYS])[0].tolist()])
            for group, beside in zip(groups, tokens)
        ]
        likeliest = self.kind.sums(rows).argmax(axis=1).tolist()
        return [
            KINDS[kind] if leads else None for kind, leads in zip(likeliest, self._lead_to_content(groups))
        ]

    def _lead_to_content(self, groups: Sequence[Group]) -> list[bool]:
        """Whether each group has no heading, or one that may stand over content."""
        always = self._contents.known([ALWAYS])[0].tolist()
        said = self.content.sums([[*_heading(self._contents, group), *always] for group in groups])
        may = (said[:, 0] >= LEAST_CONTENT).tolist()
        return [group.heading is None or leads for group, leads in zip(groups, may)]


def _heading(lookup: Lookup, group: Group) -> list[int]:
    """The rows of what a group's heading says."""
    return [] if group.heading is None else lookup.rows([group.heading])[0].tolist()


def _known(lookup: Lookup, tokens: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
    """The rows of those tokens of several keys that are known, and how many they are of each key."""
    rows, known = lookup.known(list(chain.from_iterable(tokens)))
    ends = np.cumsum([0, *map(len, tokens)])
    return rows, np.diff(np.cumsum(np.append(0, known))[ends])


def _remembered(
    remembered: dict[_Key, float],
    keys: Sequence[_Key],
    scores: Callable[[list[_Key]], np.ndarray],
    size: Callable[[_Key], int],
) -> np.ndarray:
    """The score of each key, remembered or of those that ``scores`` gives for several, float32 (k,)."""
    new = [key for key in dict.fromkeys(keys) if key not in remembered]
    fresh = dict(zip(new, scores(new)[:, 0].tolist())) if new else {}
    known = [fresh[key] if key in fresh else remembered[key] for key in keys]
    if len(remembered) < REMEMBERED:
        remembered.update((key, score) for key, score in fresh.items() if size(key) <= LONGEST)
    return np.array(known, np.float32)
