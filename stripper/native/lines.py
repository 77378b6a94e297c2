"""Cut text into lines and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

#: A line's text; whether it is an item of a list; whether a single space stood before and after it; and whether
#: it follows the line before without a blank one.
Line: TypeAlias = tuple[str, bool, bool, bool, bool]

# One space: not the indentation of source code.
_SPACED = re.compile(r" \S")


def cut_lines(text: str, bullets: str, wide: int, most: int) -> list[Line]:
    """The first lines of a text, at most so many, that are not blank, with white space collapsed.

    Cells of a line, which tabs or at least ``wide`` spaces part, are lines of their own.  An item begins with one of
    the ``bullets`` and white space, which are left out.
    """
    return list(islice(_lines(text, bullets, re.compile(rf"\t+| {{{wide},}}")), most))


def _lines(text: str, bullets: str, gap: re.Pattern[str]) -> Iterator[Line]:
    follows = False
    for raw in text.splitlines():
        bare = raw.strip()
        before = after = False
        if len(bare) < len(raw):
            before, after = _SPACED.match(raw) is not None, _SPACED.match(raw[::-1]) is not None
        for cell in gap.split(bare):
            rest = cell[1:].lstrip()
            item = bool(rest) and cell[0] in bullets and cell[1].isspace()
            shown = " ".join((rest if item else cell).split())
            if shown:
                yield shown, item, before, after, follows
            follows = bool(shown)
