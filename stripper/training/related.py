"""Measure related links: titles, headings and kinds, against the labelled groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from stripper.letters import without_unseen
from stripper.training.corpora import Key
from stripper.training.metrics import TITLE_AGREES, tokenise
from stripper.types import RelatedGroup

SPONSORED = "sponsored"
#: So many of the worst pages are listed.
WORST = 20


@dataclass(frozen=True, slots=True)
class Title:
    """A title with the heading and the kind of its group."""

    text: str
    heading: str | None
    kind: str


@dataclass(slots=True)
class Page:
    """The found and the gold titles of one page, and which agree, as pairs of their numbers."""

    key: Key
    found: list[Title]
    gold: list[Title]
    pairs: list[tuple[int, int]]

    @property
    def f1(self) -> float:
        """1 where there is nothing to find and nothing was found."""
        total = len(self.found) + len(self.gold)
        return 2 * len(self.pairs) / total if total else 1.0

    @property
    def missed(self) -> int:
        """How many gold titles were not found."""
        return len(self.gold) - len(self.pairs)

    @property
    def too_many(self) -> int:
        """How many titles were found that are none."""
        return len(self.found) - len(self.pairs)


@dataclass(slots=True)
class Figures:
    """Micro precision, recall and F1 of the titles, their mean F1 by page, and
    the share of right headings and kinds among the pairs, all and by kind."""

    pages: int
    precision: float
    recall: float
    f1: float
    mean_f1: float
    headings: float
    kinds: float
    by_kind: dict[str, tuple[int, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """The labelled pages, those with the most errors first, the figures over them, those of sponsored
    links, and the share of gold body words lost with and without the related decision."""

    pages: list[Page]
    titles: Figures
    sponsored: Figures
    lost: tuple[float, float]


def of_groups(groups: Iterable[RelatedGroup]) -> list[Title]:
    """The titles of what was found."""
    return [Title(link.title, group.heading, group.kind) for group in groups for link in group.links]


def of_labels(groups: Iterable[dict]) -> list[Title]:
    """The titles of a page's labels, which hold what the page does; a soft hyphen is not seen."""
    return [
        Title(without_unseen(link["title"]), without_unseen(group["heading"] or "") or None, group["kind"])
        for group in groups
        for link in group["links"]
    ]


def compare(key: Key, found: list[Title], gold: list[Title]) -> Page:
    """Pair the titles of a page one to one, the best agreeing first; repeated titles are merged."""
    found, gold = _merged(found), _merged(gold)
    mine, yours = ([Counter(tokenise(title.text.casefold())) for title in titles] for titles in (found, gold))
    rated = [
        (_f1(one, other), i, j) for i, one in enumerate(mine) for j, other in enumerate(yours) if one & other
    ]
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(
        (row for row in rated if row[0] >= TITLE_AGREES), key=lambda row: (-row[0], *row[1:])
    ):
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return Page(key, found, gold, pairs)


def _f1(one: Counter, other: Counter) -> float:
    return 2 * (one & other).total() / (one.total() + other.total())


def _merged(titles: list[Title]) -> list[Title]:
    return list({_plain(title.text): title for title in reversed(titles)}.values())[::-1]


def _plain(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


def figures(pages: Sequence[Page]) -> Figures:
    """The figures over all pages."""
    matched = sum(len(page.pairs) for page in pages)
    found, gold = (sum(len(getattr(page, side)) for page in pages) for side in ("found", "gold"))
    both = [(page.found[i], page.gold[j]) for page in pages for i, j in page.pairs]
    kinds = Counter(gold.kind for _, gold in both)
    right = Counter(gold.kind for found, gold in both if found.kind == gold.kind)
    headings = sum(_plain(found.heading) == _plain(gold.heading) for found, gold in both)
    return Figures(
        pages=len(pages),
        precision=matched / max(found, 1),
        recall=matched / max(gold, 1),
        f1=2 * matched / max(found + gold, 1),
        mean_f1=float(np.mean([page.f1 for page in pages])),
        headings=headings / max(matched, 1),
        kinds=right.total() / max(matched, 1),
        by_kind={kind: (count, right[kind] / count) for kind, count in kinds.most_common()},
    )


def lost_share(texts: Sequence[str], golds: Sequence[str]) -> float:
    """The share of the gold texts' words that the texts do not have."""
    wanted = [Counter(tokenise(gold.casefold())) for gold in golds]
    kept = [(Counter(tokenise(text.casefold())) & gold).total() for text, gold in zip(texts, wanted)]
    return 1 - sum(kept) / max(sum(gold.total() for gold in wanted), 1)


def measure(
    found: Mapping[Key, Sequence[RelatedGroup]], labels: Mapping[Key, list[dict]], lost: tuple[float, float]
) -> Measured:
    """Set what was found on the labelled pages against their labels."""
    keys = [key for key in labels if key in found]
    titles = {key: (of_groups(found[key]), of_labels(labels[key])) for key in keys}
    pages = [compare(key, *(_without(side) for side in titles[key])) for key in keys]
    pages.sort(key=lambda page: 2 * len(page.pairs) - len(page.found) - len(page.gold))
    sponsored = [compare(key, *(_only(side) for side in titles[key])) for key in keys]
    paid = figures([page for page in sponsored if page.found or page.gold])
    return Measured(pages, figures(pages), paid, lost)


def report(measured: Measured) -> str:
    """The figures as text."""
    whole, paid, lost = measured.titles, measured.sponsored, measured.lost
    lines = [
        f"related: {whole.pages} pages",
        f"  titles    P {whole.precision:.3f}  R {whole.recall:.3f}  F1 {whole.f1:.3f}  by page {whole.mean_f1:.3f}",
        f"  headings  {whole.headings:.3f}",
        f"  kinds     {whole.kinds:.3f}",
        *(f"    {kind:<14}{share:.3f}  of {count}" for kind, (count, share) in whole.by_kind.items()),
        f"  sponsored P {paid.precision:.3f}  R {paid.recall:.3f}  F1 {paid.f1:.3f}, on {paid.pages} pages",
        f"  gold body words lost: {lost[0]:.4f} with the related decision, {lost[1]:.4f} without",
        "",
        "related: our worst pages by titles missed and titles too many",
    ]
    lines += [
        f"  {page.f1:.3f}  {page.missed:3d} missed {page.too_many:3d} too many  {page.key[0]}  {page.key[1]}"
        for page in measured.pages[:WORST]
    ]
    return "\n".join([*lines, ""])


def _without(titles: list[Title]) -> list[Title]:
    return [title for title in titles if title.kind != SPONSORED]


def _only(titles: list[Title]) -> list[Title]:
    return [title for title in titles if title.kind == SPONSORED]
