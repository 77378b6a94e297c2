"""Cut a parsed page into blocks: every visible character in exactly one block.

One walk over the tree, in document order.  Text is gathered into a *run* until
something parts it visually: the start or end of a block-level element (HTML
Standard, section 15.3 "Non-replaced elements"), or a ``<br>``.  A run becomes
one block, with two exceptions that only the eye of a reader makes:

- links with nothing but separators between them (a menu in one ``<div>``)
  become a block each;
- the labelled pieces of a card or a headline (kicker, headline, teaser, time
  in ``<span class=…>`` side by side) become a block each.

The short cells of a table row become one block, their texts parted by tabs.
An anchor without content that lies over a card is the link of its headline.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

from lxml import etree

from stripper.errors import TooLargeError
from stripper.types import HEADING_TAGS, Limits, Page

# fmt: off
#: Elements that part text from what stands before and after them.
BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "html", "iframe", "legend", "li", "listing", "main", "menu", "nav", "noframes", "noscript",
    "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary",
    "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "tr", "ul", "video",
    "xmp",
))
#: Elements whose content is never text to read.
SKIPPED_TAGS = frozenset((
    "audio", "canvas", "embed", "head", "iframe", "link", "meta", "object", "script", "style",
    "svg", "title", "video",
))
# fmt: on
#: Elements whose content is not rendered, though it may be text.
HIDDEN_TAGS = frozenset(("datalist", "noframes", "noscript", "template"))
STRONG_TAGS = frozenset(("b", "strong"))
VERBATIM_TAGS = frozenset(("listing", "plaintext", "pre", "textarea", "xmp"))
#: Attributes whose values say what an element is for.
NAMING_ATTRIBUTES = frozenset(
    ("class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "property", "rel")
)
#: A table row is one block only if no cell is longer than this (characters).
LONGEST_CELL = 200
#: A card's pieces are told apart only in runs up to this length (characters).
LONGEST_CARD = 600
#: A card that an empty anchor lies over has at most so many blocks, and stands so many levels up.
LARGEST_CARD = 6
CARD_LEVELS = 3
#: A page has at most so many blocks, unless told otherwise.
MOST = Limits().blocks

# A piece of a run: its text, innermost element, link (-1 for none), whether bold.
Piece = tuple[str, int, int, bool]


def segment(root: etree._Element, most: int = MOST) -> Page:
    """Cut the tree under ``root`` into a :class:`Page`; the tree stays as it is.

    Raises:
        TooLargeError: it has more than ``most`` blocks.
    """
    return _Walk(most).over(root)


class _Walk:
    """The state of one walk over one tree."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.page = Page()
        self.run: list[Piece] = []
        self.hrefs: list[str] = []
        # Anchors without content: element, link, and how many blocks stand before.
        self.empty: list[tuple[int, int, int]] = []
        self.node = -1
        self.link = -1
        self.strong = False
        self.visible = True
        self.verbatim = False
        self.line_breaks = 0

    def over(self, root: etree._Element) -> Page:
        # The open elements, innermost last: each with what to restore at its end.
        opened: list[tuple] = []
        parent_of = etree._Element.getparent
        parent, skipping = None, None
        for element in root.iter():
            if opened:
                parent = parent_of(element)
                while opened[-1][0] is not parent:
                    skipping = self._close(opened.pop(), skipping)
            tag = element.tag
            if skipping is not None or not isinstance(tag, str):
                if tag == "a" and element.get("href") is not None:
                    self.hrefs.append(element.get("href"))
                opened.append((element, None))
                continue
            if tag[0] == "{":
                tag = tag[tag.index("}") + 1 :]
            before = (self.node, self.link, self.strong, self.visible, self.verbatim, len(self.page.texts))
            opened.append((element, tag, before))
            if tag in SKIPPED_TAGS:
                skipping = element
                if tag in BLOCK_TAGS:
                    self._flush()
                continue
            self._open(element, tag)
        while len(opened) > 1:
            skipping = self._close(opened.pop(), skipping)
        self._flush()
        if self.empty:
            _lay_over(self.page, self.empty, self.hrefs)
        return self.page

    def _open(self, element: etree._Element, tag: str) -> None:
        attributes = element.items()
        page = self.page
        is_block = tag in BLOCK_TAGS
        if is_block:
            self._flush()
            self.line_breaks = 0
        elif tag == "br":
            self._flush()
            self.line_breaks += 1
        hidden = tag in HIDDEN_TAGS
        names = ""
        for key, value in attributes:
            if key in NAMING_ATTRIBUTES:
                names = f"{names} {value}" if names else value
            elif key == "hidden" or (key == "style" and _hides(value)):
                hidden = True
        if hidden and self.visible:
            self._flush()
            self.visible = False
        parent, self.node = self.node, len(page.parents)
        page.parents.append(parent)
        page.tags.append(tag)
        page.attrs.append(names)
        page.depths.append(page.depths[parent] + 1 if parent >= 0 else 0)
        page.blockish.append(self.node if is_block or parent < 0 else page.blockish[parent])
        if tag == "a":
            href = element.get("href")
            if href is not None:
                self.link = len(self.hrefs)
                self.hrefs.append(href)
                if not len(element) and not (element.text or "").strip() and "#" not in href:
                    self.empty.append((self.node, self.link, len(page.texts)))
        elif tag in STRONG_TAGS:
            self.strong = True
        elif tag in VERBATIM_TAGS:
            self.verbatim = True
        text = element.text
        if text:
            self.run.append((text, self.node, self.link, self.strong))

    def _close(self, opened: tuple, skipping: etree._Element | None) -> etree._Element | None:
        """End an element: flush, restore what held outside it, take its tail."""
        element = opened[0]
        if skipping is element:
            skipping = None
        elif opened[1] is not None and skipping is None:
            tag, (node, link, strong, visible, verbatim, first_block) = opened[1:]
            if tag in BLOCK_TAGS or visible != self.visible:
                self._flush()
                self.line_breaks = 0
                if tag == "tr":
                    self._merge_row(first_block)
            self.node, self.link, self.strong = node, link, strong
            self.visible, self.verbatim = visible, verbatim
        if skipping is None:
            tail = element.tail
            if tail:
                self.run.append((tail, self.node, self.link, self.strong))
        return skipping

    def _flush(self) -> None:
        """Turn the run gathered so far into its blocks."""
        run = self.run
        if not run:
            return
        if len(run) == 1 and not self.verbatim:
            text = " ".join(run[0][0].split())
            if text:
                self._emit([run[0]], text)
        elif any(not piece[0].isspace() for piece in run):
            self._flush_pieces(run)
        self.run = []

    def _flush_pieces(self, run: list[Piece]) -> None:
        if self.verbatim:
            self._emit(run, "".join(map(itemgetter(0), run)).strip("\r\n").rstrip())
            return
        for part in _parts(run, self.page):
            text = " ".join("".join(map(itemgetter(0), part)).split())
            if text:
                self._emit(part, text)

    def _emit(self, pieces: list[Piece], text: str) -> None:
        page = self.page
        filled = [piece for piece in pieces if not piece[0].isspace()]
        index = len(page.texts)
        if index >= self.most:
            raise TooLargeError(f"more than {self.most:,} blocks: see stripper.Limits")
        page.texts.append(text)
        page.nodes.append(_common_ancestor([piece[1] for piece in filled], page))
        page.visible.append(self.visible)
        page.breaks.append(self.line_breaks == 1)
        page.strong.append(_share_of_strong(filled))
        self.line_breaks = 0
        for link, linked in groupby(filled, key=itemgetter(2)):
            if link >= 0:
                page.link_blocks.append(index)
                page.link_texts.append(" ".join("".join(map(itemgetter(0), linked)).split()))
                page.link_urls.append(self.hrefs[link])
                page.link_numbers.append(link)

    def _merge_row(self, first: int) -> None:
        """Make one block of the blocks since ``first`` if they are short cells of one row."""
        page = self.page
        cells = [page.blockish[node] for node in page.nodes[first:]]
        if len(cells) < 2 or len(set(cells)) < len(cells):
            return
        row = self.node
        if any(page.tags[cell] not in ("td", "th") or page.parents[cell] != row for cell in cells):
            return
        texts = page.texts[first:]
        if max(map(len, texts)) > LONGEST_CELL or len(set(page.visible[first:])) > 1:
            return
        sizes = [len(text) for text in texts]
        bold = sum(size * share for size, share in zip(sizes, page.strong[first:]))
        page.texts[first:] = ["\t".join(texts)]
        page.nodes[first:] = [row]
        page.strong[first:] = [bold / sum(sizes)]
        del page.visible[first + 1 :], page.breaks[first + 1 :]
        for k in range(len(page.link_blocks) - 1, -1, -1):
            if page.link_blocks[k] <= first:
                break
            page.link_blocks[k] = first


def _lay_over(page: Page, empty: list[tuple[int, int, int]], hrefs: list[str]) -> None:
    """Give the links of empty anchors to the headlines of the cards that they lie over.

    Where several lead to different places (icons to share by), there is no card.
    """
    linked = set(page.link_blocks)
    claims: dict[int, dict[str, int]] = {}
    for node, link, before in empty:
        block = _covered(page, node, before)
        if block is not None and block not in linked:
            claims.setdefault(block, {}).setdefault(hrefs[link], link)
    for block, links in claims.items():
        if len(links) > 1:
            continue
        (link,) = links.values()
        page.link_blocks.append(block)
        page.link_texts.append(page.texts[block])
        page.link_urls.append(hrefs[link])
        page.link_numbers.append(link)
    order = sorted(range(len(page.link_blocks)), key=page.link_blocks.__getitem__)
    page.link_blocks = [page.link_blocks[k] for k in order]
    page.link_texts = [page.link_texts[k] for k in order]
    page.link_urls = [page.link_urls[k] for k in order]
    page.link_numbers = [page.link_numbers[k] for k in order]


def _covered(page: Page, anchor: int, before: int) -> int | None:
    """The headline of the smallest card around an empty anchor; None if there is no card."""
    near = range(max(before - LARGEST_CARD, 0), min(before + LARGEST_CARD, len(page.texts)))
    card, inside = anchor, []
    for _ in range(CARD_LEVELS):
        card = page.parents[card]
        if card < 0:
            return None
        inside = [block for block in near if _is_within(page, page.nodes[block], card)]
        if inside:
            break
    if len(inside) > LARGEST_CARD or sum(len(page.texts[block]) for block in inside) > LONGEST_CARD:
        return None
    headings = [block for block in inside if page.tags[page.blockish[page.nodes[block]]] in HEADING_TAGS]
    return headings[0] if headings else inside[0] if len(inside) == 1 else None


def _is_within(page: Page, node: int, ancestor: int) -> bool:
    while node > ancestor:
        node = page.parents[node]
    return node == ancestor


def _hides(style: str) -> bool:
    """Whether an inline style hides its element."""
    style = style.replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def _common_ancestor(nodes: list[int], page: Page) -> int:
    ancestor = nodes[0]
    parents, depths = page.parents, page.depths
    for node in nodes[1:]:
        while node != ancestor:
            if depths[node] > depths[ancestor]:
                node = parents[node]
            else:
                ancestor = parents[ancestor]
    return ancestor


def _share_of_strong(pieces: list[Piece]) -> float:
    if len(pieces) == 1:
        return 1.0 if pieces[0][3] else 0.0
    total = sum(len(piece[0]) for piece in pieces)
    return sum(len(piece[0]) for piece in pieces if piece[3]) / total


def _parts(run: list[Piece], page: Page) -> list[list[Piece]]:
    """The run cut where a reader sees several things side by side."""
    links = {piece[2] for piece in run}
    if len(links - {-1}) > 1 and not any(piece[2] < 0 and _has_letters(piece[0]) for piece in run):
        return _cut_at_links(run)
    filled = [piece for piece in run if not piece[0].isspace()]
    if len(filled) > 1 and sum(len(piece[0]) for piece in filled) <= LONGEST_CARD:
        return _cut_card(run, filled, page)
    return [run]


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _cut_at_links(run: list[Piece]) -> list[list[Piece]]:
    parts: list[list[Piece]] = [[]]
    last = -1
    for piece in run:
        if piece[2] >= 0:
            if last not in (-1, piece[2]):
                parts.append([])
            last = piece[2]
        parts[-1].append(piece)
    return parts


def _cut_card(run: list[Piece], filled: list[Piece], page: Page) -> list[list[Piece]]:
    """Part the labelled children of a card or a headline; prose stays whole."""
    top = _common_ancestor([piece[1] for piece in filled], page)
    children = [_child_under(top, piece[1], page) for piece in filled]
    distinct = set(children)
    if top in distinct or len(distinct) < 2:
        return [run]
    tag = page.tags[page.blockish[top]]
    in_card = any(piece[2] >= 0 for piece in filled) or tag in HEADING_TAGS
    labelled = sum(1 for child in distinct if page.attrs[child] or page.tags[child] in ("a", "time"))
    if tag == "p" or not in_card or labelled < len(distinct) - 1 or labelled < 1:
        return [run]
    return [list(part) for _, part in groupby(run, key=_last_child(top, page))]


def _child_under(top: int, node: int, page: Page) -> int:
    """The child of ``top`` that holds ``node`` (``top`` itself for loose text)."""
    while node != top and page.parents[node] != top:
        node = page.parents[node]
    return node


def _last_child(top: int, page: Page) -> Callable[[Piece], int]:
    """A key for groupby: white space loose between children goes to the one before."""
    last = -1

    def key(piece: Piece) -> int:
        nonlocal last
        if not piece[0].isspace():
            last = _child_under(top, piece[1], page)
        return last

    return key
