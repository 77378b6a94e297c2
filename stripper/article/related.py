"""Gather related headlines into the groups that a reader sees."""

from __future__ import annotations

from urllib.parse import urljoin

from stripper.types import Link, Page, RelatedGroup

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: How many blocks before a group's first link its heading may stand.
HEADING_REACH = 6
#: Two related links further apart than this (blocks) are not in one group.
GAP = 12
LONGEST_HEADING = 80


def related_groups(page: Page, labels: list[str], url: str | None) -> tuple[RelatedGroup, ...]:
    """The blocks labelled related, grouped, each group under its heading."""
    best = _best_links(page)
    headings = _headings(page, labels)
    groups: list[RelatedGroup] = []
    seen: set[tuple] = set()
    for blocks in _runs(labels, headings):
        links = dict.fromkeys(Link(*_title_and_url(page, best, block, url)) for block in blocks)
        unique = tuple({link.title: link for link in reversed(links)}.values())[::-1]
        heading = _heading(page, labels, headings, blocks[0])
        key = tuple(link.title for link in unique)
        if key not in seen:
            seen.add(key)
            groups.append(RelatedGroup(heading, _kind(labels, blocks), unique))
    return tuple(groups)


def absolute(url: str, page: Page, page_url: str | None) -> str:
    """``url`` against the page's base and URL; as written where neither is known."""
    base = urljoin(page_url or "", page.head.base or "")
    try:
        return urljoin(base, url.strip()) if base else url
    except ValueError:
        return url


def _best_links(page: Page) -> dict[int, int]:
    """Per block the piece of its longest link."""
    best: dict[int, int] = {}
    for piece, block in enumerate(page.link_blocks):
        if block not in best or len(page.link_texts[piece]) > len(page.link_texts[best[block]]):
            best[block] = piece
    return best


def _title_and_url(page: Page, best: dict[int, int], block: int, url: str | None) -> tuple[str, str | None]:
    piece = best.get(block)
    if piece is None:
        return page.texts[block], None
    return page.link_texts[piece] or page.texts[block], absolute(page.link_urls[piece], page, url)


def _headings(page: Page, labels: list[str]) -> set[int]:
    """The blocks that may head a group: headings, but no piece of a card such as its kicker."""
    linked = list(zip(page.link_blocks, page.link_numbers))
    cards = {number for block, number in linked if labels[block] == "related"}
    pieces = {block for block, number in linked if number in cards}
    return {
        index
        for index, node in enumerate(page.nodes)
        if page.tags[page.blockish[node]] in _HEADINGS and index not in pieces
    }


def _runs(labels: list[str], headings: set[int]) -> list[list[int]]:
    """The related blocks in order, parted at headings, body text and wide gaps."""
    runs: list[list[int]] = []
    parted = True
    for index, label in enumerate(labels):
        if label == "related":
            if parted or index - runs[-1][-1] > GAP:
                runs.append([])
            runs[-1].append(index)
            parted = False
        elif label in ("body", "title") or index in headings:
            parted = True
    return runs


def _heading(page: Page, labels: list[str], headings: set[int], first: int) -> str | None:
    """The nearest heading before the first link, if nothing but boilerplate lies between."""
    for index in range(first - 1, max(first - 1 - HEADING_REACH, -1), -1):
        if labels[index] != "boilerplate":
            return None
        if index in headings and len(page.texts[index]) <= LONGEST_HEADING:
            return page.texts[index]
    return None


def _kind(labels: list[str], blocks: list[int]) -> str:
    """``inline`` between paragraphs of the body; ``other`` elsewhere."""
    before = "body" in labels[max(blocks[0] - 3, 0) : blocks[0]]
    after = "body" in labels[blocks[-1] + 1 : blocks[-1] + 4]
    return "inline" if before and after and len(blocks) <= 3 else "other"
