"""Put texts together of articles, other articles' teasers and lists of headlines, as somebody leaves of a page.

Each line has a mark, and what it is is known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from stripper.training.corpora import Sample
from stripper.training.flatten import FIRST_MARK
from stripper.training.written import HEADINGS, read_written

#: How many teasers stand before a headline, how many lists there are, and headlines in each.
TEASERS, LISTS, TITLES = (2, 16), (0, 3), (2, 9)
#: A made list has a heading this often, a page teasers before its headline, and blank lines.
HEADED, TEASED, PARTED = 0.85, 0.7, 0.5
#: Teasers are this often of the so many other articles that have most words (of so many
#: characters) in common with the article.
NEAR, TOPIC, LONG_WORD = 0.5, 8, 5
#: The headlines of made lists have at least so many words.
LEAST_TITLE = 5
#: A teaser is a paragraph of at least so many characters that ends as sentences do.
LEAST_TEASER, ENDS = 40, (".", "!", "?", "…", "。", "।", '"', "”", "»")
#: Plain articles have more words than this, and at most so many lines.
PLAIN_WORDS, PLAIN_LINES = 60, 40

Seen = set[int]


@dataclass(slots=True)
class Marked:
    """A text with marks, and what is known of each mark.

    ``body``: the share of its block's words that stand in the gold text, None
    where the gold is of no use; ``title``: the headline's (None: not known); ``related``: those of
    headlines of other items, None where nobody labelled the page; ``groups``:
    kind, heading and, per headline, its marks.  ``captions``: those of captions of pictures, None where
    no element tells.
    """

    text: str
    body: dict[int, float] | None
    title: Seen | None = None
    related: Seen | None = None
    groups: list[tuple[str, str | None, list[Seen]]] | None = None
    made: str = ""
    captions: Seen | None = None


def is_plain(sample: Sample) -> bool:
    """Whether an article is paragraphs alone, of usual number: no date lines or captions left in its gold."""
    lines = (sample.text or "").splitlines()
    told = len({*lines, sample.title}) == len(lines) + 1 and all(map(is_sentence, lines))
    return told and sum(len(line.split()) for line in lines) > PLAIN_WORDS and len(lines) <= PLAIN_LINES


def is_sentence(line: str) -> bool:
    """Whether a line ends as sentences do."""
    return line.strip().endswith(ENDS)


def compose(sample: Sample, others: Sequence[Sample], random: Random) -> Marked:
    """A text as somebody leaves of a page: teasers, an article, and lists of headlines around it."""
    marked = Marked("", {}, related=set(), groups=[], made="composed")
    sheet = _Sheet(marked, random.random() < PARTED)
    lists = random.randint(*LISTS)
    before = random.choice((0, 0, 0, 1)) if lists else 0
    if random.random() < TEASED:
        teased = _nearest(sample, others) if random.random() < NEAR else others
        for _ in range(random.randint(*TEASERS)):
            sheet.add(_teaser(random.choice(teased), random))
        sheet.blank(random)
    titles = [other.title for other in others if other.title and is_headline(other.title)]
    random.shuffle(titles)
    _add_lists(sheet, titles, before, random)
    marked.title = sheet.add(sample.title or "")
    sheet.blank(random)
    _add_article(sheet, sample)
    sheet.blank(random)
    _add_lists(sheet, titles, lists - before, random)
    marked.text = "\n".join(sheet.lines)
    return marked


def alone(sample: Sample, random: Random) -> Marked:
    """The article alone, half of the time below its headline."""
    marked = Marked("", {}, related=set(), groups=[], made="harder")
    marked.title = set()
    sheet = _Sheet(marked, random.random() < PARTED)
    if sample.title and random.random() < 0.5:
        marked.title = sheet.add(sample.title)
    _add_article(sheet, sample)
    marked.text = "\n".join(sheet.lines)
    return marked


class _Sheet:
    """Lines under way, each with a mark."""

    def __init__(self, marked: Marked, parted: bool) -> None:
        self.marked, self.parted = marked, parted
        self.lines: list[str] = []
        self.count = 0

    def add(self, line: str) -> Seen:
        line = line.strip()
        if not line:
            return set()
        self.lines.append(line[:1] + chr(FIRST_MARK + self.count) + line[1:])
        if self.parted:
            self.lines.append("")
        self.count += 1
        return {self.count - 1}

    def blank(self, random: Random) -> None:
        if random.random() < 0.7:
            self.lines.append("")


def is_headline(title: str) -> bool:
    """Whether nobody would take a title for the heading of a list, as one of a few words may be."""
    return len(title.split()) >= LEAST_TITLE or (" " not in title and len(title) >= 3 * LEAST_TITLE)


def _nearest(sample: Sample, others: Sequence[Sample]) -> Sequence[Sample]:
    """The others that have most words in common with an article: on one topic, as a site's feed is."""
    words = _words(sample)
    return sorted(others, key=lambda other: -len(words & _words(other)) / max(len(_words(other)), 1))[:TOPIC]


def _words(sample: Sample) -> set[str]:
    """The longer words of an article, and pairs of characters of scripts without spaces."""
    text = sample.text or "…"
    long = {word.casefold() for word in text.split() if len(word) >= LONG_WORD}
    return long | set(map("".join, pairwise(text[:2000]))) if len(long) < 9 else long


def _teaser(other: Sample, random: Random) -> str:
    """A sentence or a paragraph of another article."""
    paragraphs = (line.strip() for line in (other.text or "").splitlines())
    usable = [line for line in paragraphs if len(line) >= LEAST_TEASER and is_sentence(line)]
    line = random.choice(usable[:6] or ["…"])
    end = line.find(". ", LEAST_TEASER)
    return line[: end + 1] if 0 < end < 300 else line[:300]


def _add_lists(sheet: _Sheet, titles: list[str], count: int, random: Random) -> None:
    known = sheet.marked
    assert known.related is not None and known.groups is not None
    for place in range(count):
        picked = [titles.pop() for _ in range(min(len(titles), random.randint(*TITLES)))]
        if not picked:
            return
        kind, heading = random.choice(headings_in(script_of(picked[0])))
        headed = place > 0 or random.random() < HEADED  # nobody can part two lists without headings
        if headed:
            sheet.add(heading)
        rows = [sheet.add(title) for title in picked]
        for row in rows:
            known.related |= row
        known.groups.append((kind, heading if headed else None, [row for row in rows if row]))
        sheet.blank(random)


def script_of(text: str) -> str:
    """The script of a text's first letter."""
    return unicodedata.name(next(filter(str.isalpha, text), "a")).split()[0]


def headings_in(script: str) -> list[tuple[str, str]]:
    """The written headings in a script, with their kinds; all, where there is none."""
    return written_in(script, HEADINGS) or read_written(HEADINGS)


@cache
def written_in(script: str, file: Path) -> list[tuple[str, str]]:
    """What was written down in a script, each behind what stands before it."""
    return [(before, text) for before, text in read_written(file) if script_of(text) == script]


def _add_article(sheet: _Sheet, sample: Sample) -> None:
    assert sheet.marked.body is not None
    for paragraph in (sample.text or "").splitlines():
        for mark in sheet.add(paragraph):
            sheet.marked.body[mark] = 1.0
