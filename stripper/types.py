"""The plain types that the stages hand to each other.

Public: :class:`Article`, :class:`Block`, :class:`Link`, :class:`RelatedGroup`,
:class:`Metadata`.  Between the stages: :class:`Page`, which holds a page's
blocks as columns so that features are computed for all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: What a block can be.  ``related`` is a headline that links to another
#: content item; ``boilerplate`` is all that is none of the others.
LABELS = ("title", "body", "related", "boilerplate")

#: What a block of the body can be within the article.
ROLES = ("paragraph", "heading", "list", "quote", "table", "standfirst", "embed", "caption")

#: What a group of related links can be.
KINDS = (
    "most_popular",
    "editors_picks",
    "related",
    "latest",
    "section",
    "recommended",
    "sponsored",
    "inline",
    "nextprev",
    "author",
    "other",
)

#: Raised with every change of what :meth:`Article.as_dict` gives.
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the text it shows and where it leads.

    ``url`` is absolute when the page's URL or its ``<base>`` is known, as
    written otherwise, and None in flattened text other than Markdown.
    """

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RelatedGroup:
    """Related links that a reader sees as one box, in order.

    ``heading`` is the box's heading as shown, or None; ``kind`` is one of
    :data:`KINDS`.
    """

    heading: str | None
    kind: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One visual run of text: a paragraph, heading, list item, table row, ...

    Attributes:
        index: position in document order, from 0.
        text: the text, white space collapsed (kept in ``<pre>``).
        tag: the element that makes it a block, such as ``p`` or ``li``;
            in flattened text ``li`` for items of lists, ``""`` for all else.
        path: the elements down to the text (the innermost 100), with their names,
            such as ``html/body/div.main/p.lead``; in flattened text ``/li`` or ``""``.
        links: the links inside the block.
        visible: False where the markup hides it (``hidden`` attribute, inline
            style, ``<template>``, ``<noscript>``), or where it stood in JSON-LD.
        label: one of :data:`LABELS`.
        probability: the classifier's probability of that label, in [0, 1].
        role: one of :data:`ROLES` for a block of the body, ``""`` for all else.
    """

    index: int
    text: str
    tag: str
    path: str
    links: tuple[Link, ...]
    visible: bool
    label: str
    probability: float
    role: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; None where it does not say.

    ``date`` is ISO 8601 (``YYYY-MM-DD``), ``language`` is ISO 639-1, ``image``
    is the URL of the lead image.
    """

    author: str | None = None
    date: str | None = None
    site: str | None = None
    language: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What is left of a page.

    Attributes:
        text: the article's text, a blank line between blocks; ``""`` if none.
        title: the headline as shown, or None.
        related: the groups of related links, in reading order.
        url: the page's URL, if it was given.
        blocks: every block of the page with its label.
        confidence: the probability in [0, 1] that the page is an article.
        source: where the text stood: ``html``, ``json-ld`` (the page is drawn
            by a script) or ``text`` (flattened text).
        metadata: only when asked for.
    """

    text: str
    title: str | None
    related: tuple[RelatedGroup, ...]
    url: str | None
    blocks: Sequence[Block]
    confidence: float
    source: str = "html"
    metadata: Metadata | None = None

    @property
    def related_titles(self) -> list[str]:
        """The titles of all related links, in order."""
        return [link.title for group in self.related for link in group.links]

    def as_dict(self) -> dict[str, Any]:
        """The article as plain data, for JSON and the like: what ``stripper -f json`` writes; blocks are left out.

        >>> Article("It rained.", None, (), None, (), 0.9).as_dict()["text"]
        'It rained.'
        """
        return {
            "schema_version": SCHEMA_VERSION,
            "url": self.url,
            "title": self.title,
            "text": self.text,
            "related": [asdict(group) for group in self.related],
            "metadata": asdict(self.metadata) if self.metadata else None,
            "source": self.source,
            "confidence": round(self.confidence, 4),
        }


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may have at most: time and memory are bounded with it.

    More ``bytes`` (characters of a str) or ``blocks`` are refused with a
    :class:`~stripper.TooLargeError`; nothing is cut off.  Where a page is nested
    deeper than 2,048 elements, those below ``depth`` become siblings (browsers
    do the same at 512); no text is lost.
    """

    bytes: int = 20_000_000
    blocks: int = 200_000
    depth: int = 512


@dataclass(slots=True)
class Head:
    """What a page's head and JSON-LD say about it, for the classifier and as metadata.

    ``titles`` are the candidates for the headline (``<title>``, ``og:title``,
    JSON-LD ``headline``), ``descriptions`` those for the standfirst; ``types``
    are the lower-case ``og:type`` and JSON-LD ``@type`` values; ``body`` is
    JSON-LD's ``articleBody``; ``address`` is the page's own URL; ``authors`` and ``published``
    (``YYYY-MM-DD``) are those of JSON-LD.
    """

    titles: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    body: str = ""
    address: str = ""
    base: str | None = None
    authors: list[str] = field(default_factory=list)
    published: str = ""


@dataclass(slots=True)
class Headline:
    """A headline of another item: where it leads, and the blocks it stands in.

    ``sure`` is its probability, ``number`` its anchor's (-1 for none), ``lead``
    what stands before the link in its own block ("Read also:").
    """

    title: str
    url: str | None
    first: int
    last: int
    sure: float
    lead: str | None = None
    number: int = -1


@dataclass(slots=True)
class Group:
    """Headlines that a reader sees as one box, under its heading."""

    heading: str | None
    headlines: list[Headline]


#: The elements that HTML has for headings.
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

#: What the classifier tells of a block.
TARGETS = ("body", "title", "related")


@dataclass(slots=True)
class Page:
    """A page cut into *n* blocks over *m* elements, as columns.

    Block columns (length n): ``texts``; ``nodes``, the innermost element that
    holds the block's whole text; ``visible``; ``breaks``, True where only a
    ``<br>`` parts the block from the one before; ``strong``, the share of the
    block's characters in bold; ``pictured``, of Markdown alone, whether an image stands right above the block.

    Element columns (length m, document order): ``parents`` (-1 for the root),
    ``tags``, ``attrs`` (the values of class, id, itemprop, role and the like,
    joined by spaces), ``depths``; ``blockish``, the nearest enclosing element
    that makes a block (itself, if it is one).

    Link pieces (length k, document order): ``link_blocks``, the block a piece
    stands in; ``link_texts``; ``link_urls``, the ``href`` as written;
    ``link_numbers``, the number of its ``<a href>`` in document order, from 0
    (an anchor over several blocks has a piece in each).
    """

    texts: list[str] = field(default_factory=list)
    nodes: list[int] = field(default_factory=list)
    visible: list[bool] = field(default_factory=list)
    breaks: list[bool] = field(default_factory=list)
    strong: list[float] = field(default_factory=list)
    pictured: list[bool] = field(default_factory=list)

    parents: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attrs: list[str] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    blockish: list[int] = field(default_factory=list)

    link_blocks: list[int] = field(default_factory=list)
    link_texts: list[str] = field(default_factory=list)
    link_urls: list[str] = field(default_factory=list)
    link_numbers: list[int] = field(default_factory=list)

    head: Head = field(default_factory=Head)

    @property
    def flattened(self) -> bool:
        """Whether the page came as text: its elements have no names."""
        return bool(self.tags) and not self.tags[0]

    def longest_links(self) -> dict[int, int]:
        """For each block that holds a link the piece of the longest one, the first of several."""
        longest: dict[int, int] = {}
        for piece, block in enumerate(self.link_blocks):
            best = longest.get(block)
            if best is None or len(self.link_texts[piece]) > len(self.link_texts[best]):
                longest[block] = piece
        return longest

    def anchors(self) -> dict[int, list[int]]:
        """The pieces of each anchor, by its number."""
        pieces: dict[int, list[int]] = {}
        for piece, number in enumerate(self.link_numbers):
            pieces.setdefault(number, []).append(piece)
        return pieces

    def common(self, one: int, other: int) -> int:
        """The innermost element that holds two blocks."""
        a, b = self.nodes[one], self.nodes[other]
        while a != b:
            if self.depths[a] >= self.depths[b]:
                a = self.parents[a]
            else:
                b = self.parents[b]
        return a

    def holds(self, node: int, block: int) -> bool:
        """Whether an element holds a block."""
        inner = self.nodes[block]
        while self.depths[inner] > self.depths[node]:
            inner = self.parents[inner]
        return inner == node

    def child_of(self, whole: int, node: int) -> int:
        """The child of the element ``whole`` that holds the element ``node`` (``whole`` itself if that is it)."""
        while node != whole and self.parents[node] != whole:
            node = self.parents[node]
        return node

    def look_of(self, block: int) -> tuple[str, ...]:
        """The tag and the names of a block's element, and those of the two above."""
        look: tuple[str, ...] = ()
        node = self.nodes[block]
        for _ in range(3):
            if node >= 0:
                look += self.tags[node], self.attrs[node]
                node = self.parents[node]
        return look


@dataclass(slots=True)
class Reading:
    """What a model makes of a page of *n* blocks, before it becomes an article.

    ``labels``, n of :data:`LABELS`; ``probabilities``, float32 of shape (n, targets); ``groups`` of
    related headlines, and of which of the :data:`KINDS` each is; ``confidence`` and ``source`` as an
    :class:`Article` has them.
    """

    page: Page
    url: str | None
    labels: list[str]
    probabilities: np.ndarray
    groups: list[Group]
    kinds: list[str]
    confidence: float
    source: str
