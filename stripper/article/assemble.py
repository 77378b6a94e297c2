"""Make the article out of a page's labelled blocks."""

from __future__ import annotations

import numpy as np

from stripper.article.blocks import Blocks
from stripper.article.label import labelled
from stripper.article.title import page_title
from stripper.letters import without_unseen
from stripper.types import Article, Page, RelatedGroup


def assemble(
    page: Page,
    labels: list[str],
    probabilities: np.ndarray,
    related: tuple[RelatedGroup, ...],
    confidence: float,
    url: str | None,
    source: str,
) -> Article:
    """The article of a page of n blocks, by its ``labels`` and ``probabilities`` (n, targets)."""
    return Article(
        text=body_text(page, labels),
        title=page_title(page, labels),
        related=related,
        url=url,
        blocks=Blocks(page, labels, probabilities, url),
        confidence=confidence,
        source=source,
    )


def body_text(page: Page, labels: list[str]) -> str:
    """The body blocks in reading order, parted by a blank line.

    Lines that only a ``<br>`` parts, the rows of a table and the items of a
    list follow each other without one; of flattened text the items alone.  Characters that are never seen are left out.
    """
    pieces: list[str] = []
    last = -1
    for index in labelled(labels, "body"):
        text = without_unseen(page.texts[index])
        if text.strip():
            if last >= 0:
                pieces.append("\n" if _is_next_line(page, last, index) else "\n\n")
            pieces.append(text)
            last = index
    return "".join(pieces)


def _is_next_line(page: Page, last: int, index: int) -> bool:
    if page.breaks[index] and not page.flattened:
        return last == index - 1
    above, below = page.blockish[page.nodes[last]], page.blockish[page.nodes[index]]
    tag = page.tags[below]
    return tag == page.tags[above] and tag in ("li", "tr") and page.parents[above] == page.parents[below]
