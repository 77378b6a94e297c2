"""Labels of related links on further pages of the corpora, as numbers.

``labels.jsonl`` and ``labels-text.jsonl`` have one page a line: ``corpus`` and ``id``, and ``groups``, each
with its ``kind``, its ``heading`` and its ``links``.  They hold nothing of a
page's text: a link is the number of its ``<a href>`` in document order, or
``[number, first, end]`` where only those words of the anchor's text are the
headline; a heading is a digest of its letters and digits, looked up on the page.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from stripper.letters import squeezed
from stripper.training.corpora import Key, load_related
from stripper.types import Page

#: Further labels by what is learned from.  Where elements tell what belongs together, those of the last
#: file, which were read once only, bring nothing (docs/experiments.md).
FILES = {
    "html": [Path(__file__).with_name("labels.jsonl")],
    "text": [Path(__file__).with_name(name) for name in ("labels.jsonl", "labels-text.jsonl")],
}
#: A heading stands at most so many blocks before the first link below it.
REACH = 40

Row = dict[str, Any]
Labels = dict[Key, list[Row]]


@cache
def further_pages() -> frozenset[Key]:
    """The pages that FILES have labels of."""
    return frozenset(_further("text"))


def load_labels(file: Path, source: str) -> Labels:
    """The labelled groups in ``file``, and those of ``source``'s FILES on pages that it does not have."""
    return _further(source) | load_related(file)


def _further(source: str) -> Labels:
    return {page: groups for file in FILES[source] for page, groups in load_related(file).items()}


def spelled_out(page: Page, groups: list[Row]) -> list[Row]:
    """The groups of a page with the texts of headings and titles that are given as numbers.

    What is not found on the page is left out.
    """
    anchors = page.anchors()
    return [_spelled_out(page, anchors, group) for group in groups]


def _spelled_out(page: Page, anchors: dict[int, list[int]], group: Row) -> Row:
    links = []
    first = len(page.texts)
    for link in group["links"]:
        if isinstance(link, dict):
            return group
        number, *span = link if isinstance(link, list) else [link]
        pieces = anchors.get(number, [])
        if pieces:
            words = " ".join(page.link_texts[piece] for piece in pieces).split()
            links.append({"a": number, "title": " ".join(words[slice(*span)] if span else words)})
            first = min(first, page.link_blocks[pieces[0]])
    heading = group["heading"] and _heading(page, first, group["heading"])
    return {"heading": heading, "kind": group["kind"], "links": links}


def _heading(page: Page, first: int, wanted: str) -> str | None:
    """The text with a digest: a block before the first link, or the beginning of that link's own."""
    for block in range(first - 1, max(first - REACH, 0) - 1, -1):
        if digest(page.texts[block]) == wanted:
            return page.texts[block]
    words = page.texts[first].split() if first < len(page.texts) else []
    leads = (" ".join(words[:count]) for count in range(1, min(len(words), 12) + 1))
    return next((lead for lead in leads if digest(lead) == wanted), None)


def digest(heading: str) -> str:
    """What stands for a heading: eight hexadecimal digits of its case-folded letters and digits."""
    return hashlib.sha256(squeezed(heading).encode("utf-8", "replace")).hexdigest()[:8]
