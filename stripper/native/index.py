"""The rows of tokens."""

from __future__ import annotations

from collections.abc import Iterable


class Index(dict[str, int]):
    """The row of each token."""

    def __init__(self, tokens: Iterable[str]) -> None:
        super().__init__((token, row) for row, token in enumerate(tokens))
