"""Cut a parsed page into blocks: every visible character in exactly one block.

One walk over the tree, in document order (stripper/native/walk.py).  Text is gathered into a *run* until
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

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from lxml import etree

from stripper import native
from stripper.errors import TooLargeError
from stripper.native import walk
from stripper.native.walk import Piece
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
#: And if it has no more cells than this, whose texts stand so many levels within at most.
MOST_CELLS, CELL_LEVELS = 200, 10
#: A card's pieces are told apart only in runs up to this length (characters).
LONGEST_CARD = 600
#: What ends a text that the next element's goes on from without a space, a letter or a digit aside; and
#: how long its last word is at least: shorter ones begin a word (``<i>e</i>Commerce``).
ENDS, LEAST_WORD = ".!?…:)", 3
#: A card that an empty anchor lies over has at most so many blocks, and stands so many levels up.
LARGEST_CARD = 6
CARD_LEVELS = 3
#: A page has at most so many blocks, unless told otherwise.
MOST = Limits().blocks

# What the walk is to make of tags and attributes.
_KINDS = {
    tag: sum(flag for flag, tags in (
        (walk.PARTS, BLOCK_TAGS), (walk.SKIPPED, SKIPPED_TAGS), (walk.HIDDEN, HIDDEN_TAGS),
        (walk.STRONG, STRONG_TAGS), (walk.VERBATIM, VERBATIM_TAGS),
        (walk.BREAK, ("br",)), (walk.ANCHOR, ("a",)), (walk.ROW, ("tr",)),
    ) if tag in tags)
    for tag in (*BLOCK_TAGS, *SKIPPED_TAGS, *HIDDEN_TAGS, *STRONG_TAGS, *VERBATIM_TAGS, "br", "a")
}  # fmt: skip
_ATTRIBUTES = dict.fromkeys(NAMING_ATTRIBUTES, walk.NAMES) | {"hidden": walk.HIDES, "style": walk.STYLES}
_HIDING = ("display:none", "visibility:hidden")


def segment(root: etree._Element, most: int = MOST) -> Page:
    """Cut the tree under ``root`` into a :class:`Page`; the tree stays as it is.

    Raises:
        TooLargeError: it has more than ``most`` blocks.
    """
    return _Cut(most, *native.walk_tree(root, _KINDS, _ATTRIBUTES, _HIDING)).page


def elements_of(root: etree._Element) -> list[etree._Element]:
    """The elements that the numbers in a :class:`Page` are of."""
    found = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag.rpartition("}")[2] in SKIPPED_TAGS:
            walk.skip_subtree()
        else:
            found.append(element)
    return found


class _Cut:
    """The runs of one walk over one tree, cut into blocks."""

    def __init__(
        self, most: int, parents: list[int], tags: list[str], names: list[str], depths: list[int],
        blockish: list[int], hrefs: list[str], events: list[tuple],
    ) -> None:  # fmt: skip
        self.most, self.hrefs = most, hrefs
        self.page = Page(parents=parents, tags=tags, attrs=names, depths=depths, blockish=blockish)
        # Anchors without content: element, link, and how many blocks stand before; and the blocks before rows.
        empty: list[tuple[int, int, int]] = []
        before_rows: list[int] = []
        for size, alike in groupby(events, key=len):
            if size == 6:
                self._add_texts(*zip(*alike))
                continue
            for event in alike:
                match size:
                    case 4:
                        self._add_run(*event)
                    case 2:
                        empty.append((*event, len(self.page.texts)))
                    case 0:
                        before_rows.append(len(self.page.texts))
                    case _:
                        self._merge_row(event[0], before_rows.pop())
        if empty:
            _lay_over(self.page, empty, hrefs)

    def _add_texts(
        self, texts: Sequence[str], nodes: Sequence[int], links: Sequence[int],
        strong: Sequence[bool], visible: Sequence[bool], breaks: Sequence[bool],
    ) -> None:  # fmt: skip
        """Add the blocks of runs with but one piece: most are."""
        page = self.page
        self._make_room(len(texts))
        for block, (text, link) in enumerate(zip(texts, links), len(page.texts)):
            if link >= 0:
                self._add_link(block, text, link)
        page.texts += texts
        page.nodes += nodes
        page.strong += map(float, strong)
        page.visible += visible
        page.breaks += breaks

    def _add_run(self, run: list[Piece], visible: bool, verbatim: bool, breaks: bool) -> None:
        """Turn a run into its blocks."""
        if verbatim:
            text = "".join(map(itemgetter(0), run)).strip("\r\n").rstrip()
            self._emit(run, text, visible, breaks)
            return
        run = _spaced(run)
        filled = [piece for piece in run if not piece[0].isspace()]
        for part in _parts(run, filled, self.page):
            text = _collapsed(part)
            if text:
                self._emit(part, text, visible, breaks)
                breaks = False

    def _emit(self, part: list[Piece], text: str, visible: bool, breaks: bool) -> None:
        """Add a block of pieces, of which some are not blank."""
        self._make_room(1)
        page = self.page
        filled = [piece for piece in part if not piece[0].isspace()]
        for link, linked in groupby(part, key=itemgetter(2)):
            shown = _collapsed(linked) if link >= 0 else ""
            if shown:
                self._add_link(len(page.texts), shown, link)
        page.nodes.append(_common_ancestor([piece[1] for piece in filled], page))
        page.texts.append(text)
        page.strong.append(_share_of_strong(filled))
        page.visible.append(visible)
        page.breaks.append(breaks)

    def _make_room(self, more: int) -> None:
        """Refuse the page if it has too many blocks with so many more."""
        if len(self.page.texts) + more > self.most:
            raise TooLargeError.passing("blocks", f"more than {self.most:,} blocks")

    def _add_link(self, block: int, text: str, link: int) -> None:
        page = self.page
        page.link_blocks.append(block)
        page.link_texts.append(text)
        page.link_urls.append(self.hrefs[link])
        page.link_numbers.append(link)

    def _merge_row(self, row: int, first: int) -> None:
        """Make one block of the blocks since ``first`` if they are short cells of the element ``row``; what stands before
        an empty cell is parted from what follows it by a tab more."""
        page = self.page
        if len(page.texts) - first > MOST_CELLS:
            return
        cells = [_cell_of(row, node, page) for node in page.nodes[first:]]
        if len(cells) < 2 or len(set(cells)) < len(cells):
            return
        if any(page.tags[cell] not in ("td", "th") or page.parents[cell] != row for cell in cells):
            return
        texts = page.texts[first:]
        if max(map(len, texts)) > LONGEST_CELL or len(set(page.visible[first:])) > 1:
            return
        sizes = [len(text) for text in texts]
        bold = sum(size * share for size, share in zip(sizes, page.strong[first:]))
        within = dict(zip(cells, texts))
        columns = (cell for cell in range(row + 1, cells[-1] + 1) if page.parents[cell] == row)
        page.texts[first:] = ["\t".join(within.get(cell, "") for cell in columns).rstrip("\t")]
        page.nodes[first:] = [row]
        page.strong[first:] = [bold / sum(sizes)]
        del page.visible[first + 1 :], page.breaks[first + 1 :]
        for k in range(len(page.link_blocks) - 1, -1, -1):
            if page.link_blocks[k] <= first:
                break
            page.link_blocks[k] = first


def _cell_of(row: int, node: int, page: Page) -> int:
    """The child of the row that holds ``node``; some other element where none does, not within CELL_LEVELS, or
    where it is a heading."""
    for _ in range(CELL_LEVELS):
        if node <= row or page.parents[node] == row or page.tags[node] in HEADING_TAGS:
            break
        node = page.parents[node]
    return node


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


def _spaced(run: list[Piece]) -> list[Piece]:
    """The run with a space between the texts of two elements that only their looks part: a kicker and its headline,
    a label and its value."""
    spaced = run[:1]
    for before, after in pairwise(run):
        if before[1] != after[1] and _run_together(before[0], after[0]):
            spaced.append((" ", before[1], before[2] if before[2] == after[2] else -1, before[3]))
        spaced.append(after)
    return spaced


def _run_together(before: str, after: str) -> bool:
    """Whether a capital follows the end of a word or a sentence, in texts of which one has several words: names
    with a capital within them have one."""
    last, first = before[-1], after[0]
    if not first.isupper() or not (last.islower() or last.isdigit() or last in ENDS):
        return False
    words = before.split()
    return len(words[-1]) >= LEAST_WORD and (len(words) > 1 or len(after.split()) > 1)


def _collapsed(pieces: Iterable[Piece]) -> str:
    """The text of pieces, each stretch of white space a single space."""
    return " ".join("".join(map(itemgetter(0), pieces)).split())


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
    total = sum(len(piece[0]) for piece in pieces)
    return sum(len(piece[0]) for piece in pieces if piece[3]) / total


def _parts(run: list[Piece], filled: list[Piece], page: Page) -> list[list[Piece]]:
    """The run, of several pieces that are ``filled``, cut where a reader sees several things side by side."""
    links = {piece[2] for piece in run}
    if len(links - {-1}) > 1 and not any(piece[2] < 0 and _has_letters(piece[0]) for piece in run):
        return _cut_at_links(run)
    if sum(len(piece[0]) for piece in filled) <= LONGEST_CARD:
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
    children = [page.child_of(top, piece[1]) for piece in filled]
    distinct = set(children)
    if top in distinct or len(distinct) < 2:
        return [run]
    tag = page.tags[page.blockish[top]]
    in_card = any(piece[2] >= 0 for piece in filled) or tag in HEADING_TAGS
    labelled = sum(1 for child in distinct if page.attrs[child] or page.tags[child] in ("a", "time"))
    if tag == "p" or not in_card or labelled < len(distinct) - 1 or labelled < 1:
        return [run]
    return [list(part) for _, part in groupby(run, key=_last_child(top, page))]


def _last_child(top: int, page: Page) -> Callable[[Piece], int]:
    """A key for groupby: white space loose between children goes to the one before."""
    last = -1

    def key(piece: Piece) -> int:
        nonlocal last
        if not piece[0].isspace():
            last = page.child_of(top, piece[1])
        return last

    return key
