"""Put text back together that was set on sheets of paper, as PDFs are, between which form feeds stand."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, islice, takewhile
from typing import TypeAlias

from stripper.text.segment import ends_sentence

#: A head or a foot has at most so many lines; each stands on at least so many sheets, and on this share of them.
LINES, LEAST, SHARE = 3, 2, 0.4
#: Sheets have at least so many lines in the mean; else what looks like heads may be all of their text.
SHEET = 12

#: A line at the edge of a sheet: its place there, and its text without digits.
_Look: TypeAlias = tuple[int, str]

_DIGITS = re.compile(r"\d+")


def without_sheets(text: str) -> str:
    """The text without the heads, feet and numbers of sheets; a sentence goes on over their edges."""
    if "\f" not in text:
        return text
    sheets = [lines for lines in map(_trimmed, map(str.splitlines, text.split("\f"))) if lines]
    if sum(map(len, sheets)) < SHEET * len(sheets):
        return text
    heads = _repeated([_edge(sheet) for sheet in sheets])
    feet = _repeated([_edge(sheet[::-1]) for sheet in sheets])
    parts: list[str] = []
    for sheet in sheets:
        kept = _below(sheet, heads if parts else set())  # the first may begin with the headline
        kept = _below(kept[::-1], feet)[::-1]
        if kept and parts:
            parts.append("\n\n" if ends_sentence(parts[-1]) else "\n")
        parts += ["\n".join(kept)] if kept else []
    return "".join(parts)


def _trimmed(lines: list[str]) -> list[str]:
    """Without blank lines before and after all others."""
    shown = [place for place, line in enumerate(lines) if line and not line.isspace()]
    return lines[shown[0] : shown[-1] + 1] if shown else []


def _edge(lines: list[str]) -> list[_Look]:
    """The first lines that are not blank, but for their numbers and spaces, each behind its place among them."""
    shown = islice(filter(None, map(str.strip, lines)), LINES)
    return [(place, _DIGITS.sub("#", "".join(line.split()))) for place, line in enumerate(shown)]


def _repeated(edges: list[list[_Look]]) -> set[_Look]:
    """What stands at the same place of many sheets."""
    counts = Counter(chain.from_iterable(edges))
    return {look for look, count in counts.items() if count >= max(LEAST, SHARE * len(edges))}


def _below(lines: list[str], looks: set[_Look]) -> list[str]:
    """What stands behind the first lines that look so."""
    count = sum(1 for _ in takewhile(looks.__contains__, _edge(lines)))
    shown = [place for place, line in enumerate(lines) if line.strip()]
    return lines[shown[count] :] if count < len(shown) else []
