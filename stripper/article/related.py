"""Gather related headlines into the groups that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urljoin

import numpy as np

from stripper.article.tabs import with_tabs
from stripper.article.trim import trim
from stripper.letters import STOPS, last_sign, without_unseen
from stripper.types import Group, Headline, Link, Page, RelatedGroup

#: Two headlines further apart than this (blocks) are not in one group.
GAP = 8
#: Two headlines under one heading are so many blocks apart where the list is cut.
CUT = 2
#: A text before the link in its own block, of at most so many characters, heads it.
LONGEST_LEAD = 60
#: Of a group shown twice at least this share of the headlines agrees.
SAME = 0.7
#: A piece of a card of at most so many words (as white space parts them) is a kicker beside the
#: headline if it is less likely than that by this factor.
SHORT_KICKER, KICKER = 2, 0.3
#: A sentence of at least so many words behind a headline is a teaser.
TEASER = 8
_STOPS = tuple(stop for stop in STOPS if stop not in "?？؟!！")
_PARTERS = " |–—-»›>"
# URLs that stay as they are, and paths from the root that only lack what stands before them: those
# of which `urljoin` drops nothing, such as an empty query or the parameters of a path.
_REST = r"[^\s\x00-\x20;?#]*(?:\?[^\s\x00-\x20#]+)?(?:#[^\s\x00-\x20]+)?"
_WHOLE = re.compile(rf"https?://[A-Za-z0-9.:@_-]+(?:/{_REST})?")
_FROM_ROOT = re.compile(rf"/(?!/){_REST}")


def find_headlines(page: Page, labels: Sequence[str], related: np.ndarray, url: str | None) -> list[Headline]:
    """One for each anchor in the blocks labelled related.

    ``related`` (n,) is each block's probability of being related.
    """
    pieces: dict[int, list[int]] = {block: [] for block, label in enumerate(labels) if label == "related"}
    for piece, block in enumerate(page.link_blocks):
        if block in pieces:
            pieces[block].append(piece)
    cards, base = page.anchors(), base_of(page, url)
    found: dict[tuple[int, int], Headline] = {}
    shown: set[int] = set()  # the numbers of the cards among them
    for block, within in pieces.items():
        for headline in _of_block(page, block, within, float(related[block]), base):
            card = cards.get(headline.number, ())
            if headline.number in shown:
                continue
            if len(card) > 1:
                shown.add(headline.number)
                headline = _of_card(page, card, labels, related, base)
            found.setdefault((headline.first, headline.number), headline)
    return [found[place] for place in sorted(found)]


def _of_card(
    page: Page, card: Sequence[int], labels: Sequence[str], related: np.ndarray, base: str
) -> Headline:
    """The headline of an anchor over several blocks: the likeliest, with what shares its element.

    Kicker and teaser in elements of their own are no part of it, nor is a short kicker beside it.
    """
    shown = [piece for piece in card if labels[page.link_blocks[piece]] == "related"]
    best = max(shown, key=lambda piece: related[page.link_blocks[piece]])
    least = KICKER * related[page.link_blocks[best]]
    parts = [
        piece
        for piece in card
        if piece == best
        or (
            _element(page, piece) == _element(page, best)
            and (
                related[page.link_blocks[piece]] >= least
                or len(page.link_texts[piece].split()) > SHORT_KICKER
            )
            and _worded(page.link_texts[piece])
        )
    ]
    first = page.link_texts[parts[0]]
    parts = [piece for piece in parts if piece == best or not _teases(page.link_texts[piece], first)]
    blocks = [page.link_blocks[piece] for piece in parts]
    title = " ".join(dict.fromkeys(page.link_texts[piece] for piece in parts))
    sure = float(related[page.link_blocks[best]])
    target = absolute(page.link_urls[best], base)
    return Headline(title, target, blocks[0], blocks[-1], sure, None, page.link_numbers[best])


def _element(page: Page, piece: int) -> int:
    """The block-level element that a piece of a link stands in."""
    return page.blockish[page.nodes[page.link_blocks[piece]]]


def _teases(text: str, first: str) -> bool:
    """Whether a piece of a card is a sentence behind a first one that is none."""
    return len(text.split()) >= TEASER and last_sign(text) in _STOPS and last_sign(first) not in _STOPS


def _worded(text: str) -> bool:
    """Whether a text has more letters than digits: no time, no count."""
    return sum(map(str.isalpha, text)) > sum(map(str.isdigit, text))


def _of_block(page: Page, block: int, pieces: list[int], sure: float, base: str) -> Iterator[Headline]:
    """The headlines of one block: its longest link, or all links that only a short text parts."""
    text, texts = page.texts[block], page.link_texts
    pieces = [piece for piece in pieces if texts[piece]]
    if not pieces:
        yield Headline(text, None, block, block, sure)
        return
    if len(text) - sum(len(texts[piece]) for piece in pieces) > LONGEST_LEAD:
        pieces = [max(pieces, key=lambda piece: len(texts[piece]))]
    lead = text.partition(texts[pieces[0]])[0].strip(_PARTERS)
    named = lead if len(lead) <= LONGEST_LEAD and any(map(str.isalpha, lead)) else None
    for piece in pieces:
        target = absolute(page.link_urls[piece], base)
        yield Headline(texts[piece], target, block, block, sure, named, page.link_numbers[piece])


def blocks_of(headlines: Iterable[Headline]) -> set[int]:
    """All blocks that headlines stand in."""
    return {block for headline in headlines for block in range(headline.first, headline.last + 1)}


def group_headlines(
    page: Page, headlines: list[Headline], labels: Sequence[str], headings: Mapping[int, int]
) -> list[Group]:
    """The headlines in groups, each title and each URL once; of a box shown twice the first.

    ``headings`` names, for a headline by its number in the list, the block that
    heads it and those below it, as far as the element goes that holds both.
    """
    headings = with_tabs(page, headlines, headings)
    groups: list[Group] = []
    group = Group(None, [])
    over: list[tuple[int, Group]] = []  # the elements that headings reach over, the outermost first
    for index, headline in enumerate(headlines):
        previous = headlines[index - 1] if index else None
        interrupted = previous is not None and _interrupted(page, previous, headline, labels)
        if interrupted:
            over.clear()
        while over and not page.holds(over[-1][0], headline.first):
            over.pop()
        if index in headings:
            _reach_over(page, over, headings[index], headline)
            groups.append(over[-1][1])
        if headline.lead is None and over:
            group = over[-1][1]
        elif previous is None or interrupted or not _goes_on(page, group, previous, headline):
            group = Group(headline.lead, [])
            groups.append(group)
        group.headlines.append(headline)
    for group in groups:
        group.headlines = trim(group.headlines)
    return list(_once([group for group in groups if group.headlines]))


def _reach_over(page: Page, over: list[tuple[int, Group]], heading: int, headline: Headline) -> None:
    """Add the group that a heading heads from a headline on; it ends those that reach no further."""
    reach = page.common(heading, headline.first)
    while over and page.depths[over[-1][0]] >= page.depths[reach]:
        over.pop()
    over.append((reach, Group(page.texts[heading], [])))


def _once(groups: list[Group]) -> Iterator[Group]:
    """The groups without repetitions, and of a box shown twice the first."""
    latest: dict[str, frozenset[str]] = {}  # the titles of the last group with a headline of this one
    for group in groups:
        group.headlines = _distinct(group.headlines)
        titles = frozenset(headline.title for headline in group.headlines)
        others = {latest[title] for title in titles if title in latest}
        if not any(_same(titles, other) for other in others):
            latest |= dict.fromkeys(titles, titles)
            yield group


def _goes_on(page: Page, group: Group, one: Headline, other: Headline) -> bool:
    """Whether a headline goes on with the group of the one before it: near to it, under the same lead; or
    under a heading that reaches less far, where only an advertisement parts a list that looks the same."""
    if group.heading == other.lead == one.lead:
        return other.first - one.last <= GAP
    cut = one.lead is other.lead is None and other.first - one.last <= CUT
    return cut and _looks(page, one) == _looks(page, other)


def _looks(page: Page, headline: Headline) -> tuple[int, tuple[str, ...]]:
    """How deep a headline stands, and in what elements."""
    return page.depths[page.nodes[headline.first]], page.look_of(headline.first)


def _interrupted(page: Page, one: Headline, other: Headline, labels: Sequence[str]) -> bool:
    """Whether the article's text stands between two headlines, or a wide gap in flattened text,
    where no element tells how far a heading reaches."""
    wide = page.flattened and other.first - one.last > GAP
    between = labels[one.last + 1 : other.first]
    return wide or "body" in between or "title" in between


def _distinct(headlines: list[Headline]) -> list[Headline]:
    """One headline for each URL, the surest that is more than a time, and each title once."""
    best: dict[str, Headline] = {}
    for headline in headlines:
        key = headline.url or f"text {headline.title}"
        if key not in best or _likely(headline) > _likely(best[key]):
            best[key] = headline
    titles: dict[str, Headline] = {}
    for headline in sorted(best.values(), key=lambda headline: headline.first):
        titles.setdefault(headline.title, headline)
    return list(titles.values())


def _likely(headline: Headline) -> tuple[bool, float]:
    """What tells which of several is likelier the headline."""
    return _worded(headline.title), headline.sure


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two groups of these titles are one box shown twice."""
    return len(one & other) >= SAME * max(len(one), len(other))


def related_groups(groups: list[Group], kinds: Sequence[str]) -> tuple[RelatedGroup, ...]:
    """The public form of the groups and their kinds, without characters that are never seen."""
    found = []
    for group, kind in zip(groups, kinds):
        heading = without_unseen(group.heading or "").strip() or None
        links = (Link(without_unseen(headline.title), headline.url) for headline in group.headlines)
        shown = tuple(link for link in links if link.title.strip())
        if shown:
            found.append(RelatedGroup(heading, kind, shown))
    return tuple(found)


def base_of(page: Page, page_url: str | None) -> str:
    """What the page's links are relative to: its ``<base>``, else its URL; ``""`` where neither is known."""
    try:
        return urljoin(page_url or "", page.head.base or "")
    except ValueError:  # a <base> that is no URL counts no more than in a browser
        return page_url or ""


def absolute(url: str, base: str) -> str:
    """``url`` against the page's base; as written where none is known, or one of them is no URL."""
    if not base or _WHOLE.fullmatch(url):
        return url
    try:
        if "/." not in url and _FROM_ROOT.fullmatch(url):
            return _site(base) + url
        return urljoin(base, url.strip())
    except ValueError:
        return url


@lru_cache
def _site(base: str) -> str:
    """What stands before paths from the root: scheme and host."""
    return urljoin(base, "/")[:-1]
