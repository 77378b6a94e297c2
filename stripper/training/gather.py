"""Gather examples into one table of blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stripper import features
from stripper.training.dataset import Example
from stripper.training.targets import targets_of
from stripper.training.tokens import TokenTable, token_table


@dataclass(slots=True)
class Data:
    """All blocks of all pages as one table of N rows.

    ``owner``: each row's page; ``starts``: each page's first row, and N at the
    end; ``targets``: per target a bool label and a weight (0: unknown).
    """

    examples: list[Example]
    table: features.Table
    base: np.ndarray
    owner: np.ndarray
    starts: np.ndarray
    targets: dict[str, tuple[np.ndarray, np.ndarray]]
    tokens: TokenTable

    def rows(self, pages: np.ndarray) -> np.ndarray:
        """Bool over rows from bool over pages."""
        return pages[self.owner]


def gather(examples: list[Example], table: features.Table = features.HTML) -> Data:
    """Concatenate the examples' blocks; their own feature rows are dropped, to save memory."""
    sizes = [len(example.page.texts) for example in examples]
    base = np.concatenate([example.base for example in examples])
    for example in examples:
        example.base = np.zeros((0, base.shape[1]), np.float32)
    return Data(
        examples=examples,
        table=table,
        base=base,
        owner=np.repeat(np.arange(len(examples)), sizes),
        starts=np.concatenate(([0], np.cumsum(sizes))),
        targets=targets_of(examples),
        tokens=token_table(
            [example.page for example in examples], [example.sample.site for example in examples]
        ),
    )
