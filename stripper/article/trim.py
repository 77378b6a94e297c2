"""Trim what stands around the titles of related headlines: arrows and bullets, running numbers, times, counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from stripper.types import Headline

#: What stands around each of at least so many headlines of a group is no part of them.
LEAST = 3
# Signs that point, mark an item of a list, or part what stands side by side.
_SIGNS = "←→↑↓⇐⇒⟵⟶↩↪▲△▴▵▶▷▸▹►▻▼▽▾▿◀◁◂◃◄◅•·・‧∙◦‣■□▪▫●◆◇◎|"
# Signs that point alone, and quote or hold what stands between two of them, each with the other.
_PAIRS = {"«": "»", "»": "«", "‹": "›", "›": "‹", "<": ">", ">": "<"}
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_DATE = r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)\.?|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d{6}"
_CLOCK = r"\d{1,2}[:h]\d\d(?::\d\d)?"
_TIME = rf"[\[(]?(?:{_DATE}|{_CLOCK})(?:[\s,–-]{{1,4}}{_CLOCK})?[\])]?"
_RANK = re.compile(r"^(\d{1,2})[.):]?\s+(?:\1[.):]?\s+)?(?=\S)")
_YEAR = re.compile(r"\s?[(\[](?:19|20)\d\d[)\]]")

_Found = list[re.Match[str]]


def trim(headlines: Sequence[Headline]) -> list[Headline]:
    """The headlines of a group, each with its title alone, which is empty where it was but a time."""
    titles = [_without_signs(headline.title) for headline in headlines]
    for pattern, is_around in _AROUND if len(titles) >= LEAST else ():
        titles = _without(titles, pattern, is_around)
    return [replace(headline, title=title) for headline, title in zip(headlines, titles)]


def _without_signs(title: str) -> str:
    """A title without signs at its ends that point, mark or part, and neither quote nor hold a part of it; as it is if
    it has nothing else."""
    pointing = "".join(sign for sign, other in _PAIRS.items() if other not in title)
    return title.strip(_SPACES + _SIGNS + pointing) or title


def _without(titles: list[str], pattern: re.Pattern[str], is_around: Callable[[_Found], bool]) -> list[str]:
    """The titles without what the pattern finds in all of them, if that is what stands around titles."""
    found = [match for match in map(pattern.search, titles) if match]
    if len(found) < len(titles) or not is_around(found):
        return titles
    return [title[: match.start()] + title[match.end() :] for title, match in zip(titles, found)]


def _rise(ranks: _Found) -> bool:
    """Whether numbers rise by one."""
    return all(int(other[1]) == int(one[1]) + 1 for one, other in pairwise(ranks))


def _count(numbers: _Found) -> bool:
    """Whether numbers in brackets may count something: they are not all years."""
    return not all(_YEAR.fullmatch(number[0]) for number in numbers)


# What stands before titles, then what stands behind them.
_AROUND: tuple[tuple[re.Pattern[str], Callable[[_Found], bool]], ...] = (
    (_RANK, _rise),
    (re.compile(rf"^{_TIME}(?:[\s|–—-]{{1,4}}|$)"), bool),
    (re.compile(rf"[\s|,–—-]{{0,4}}(?<![\d.:/-]){_TIME}$"), bool),
    (re.compile(r"\s?[(\[]\s?\d[\d.,\s]*[)\]]$"), _count),
)
