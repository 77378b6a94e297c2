"""Parse a page into a tree of plain lxml elements."""

from __future__ import annotations

import re
import sys
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml import etree

from stripper import native
from stripper.html.clean import without_forbidden
from stripper.html.decode import to_utf8
from stripper.types import Limits

if TYPE_CHECKING:
    from typing import TypeAlias

    from bs4 import Tag

    Input: TypeAlias = bytes | bytearray | memoryview | str | etree._Element | etree._ElementTree | Tag

#: Where a page is nested deeper than libxml2 reads, elements below a depth become
#: siblings; browsers do the same at this one (Blink, "maximum DOM tree depth").
DEEPEST = Limits().depth
#: libxml2's XML_ERR_RESOURCE_LIMIT, which lxml names only since version 6.
RESOURCE_LIMIT = 114
#: Its XML_ERR_NO_MEMORY.
NO_MEMORY = 2
#: Attributes of an element beyond so many are dropped, where its tag has more than LONG_TAG bytes:
#: libxml2 reads attributes in time that grows with the square of their number.
MOST_ATTRIBUTES, LONG_TAG = 1_000, 4_000
#: What the Wayback Machine puts around its toolbar in the pages that it plays back.
TOOLBAR = b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"
#: The names of elements and attributes that HTML and SVG have, and custom ones.
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_FLOOD = re.compile(
    rb"""<[a-z][^\s<>]*(?:\s+[^\s=<>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?){%d}""" % MOST_ATTRIBUTES,
    re.I,
)


def parse(page: Input, content_type: str | None = None, deepest: int = DEEPEST) -> etree._Element | None:
    """The root element of a page, or None for a page without any content.

    Args:
        page: bytes (or bytearray, memoryview) in any encoding, a str, an lxml
            element or tree, or a BeautifulSoup object.  Of an element only what it contains is taken.
            A tree is not changed, but may be handed back itself: only read it.
        content_type: the HTTP header ``Content-Type``, for bytes.
        deepest: where a page is nested deeper than libxml2 reads, elements below
            this depth become siblings.

    Comments and processing instructions are left out, but for those of a tree; so is the
    Wayback Machine's toolbar.

    Raises:
        NotAPageError: the input is a PDF, an image, an archive, ...
        TypeError: the input is of none of the types above.
        MemoryError: the tree does not fit into it.
    """
    if isinstance(page, (bytes, bytearray, memoryview)):
        return _parse(to_utf8(bytes(page), content_type), deepest)
    if isinstance(page, str):
        return _parse(to_utf8(page), deepest)
    if isinstance(page, etree._ElementTree):
        page = page.getroot()
        return None if page is None else _alone(page)
    if isinstance(page, etree._Element):
        return _alone(page)
    bs4 = sys.modules.get("bs4")  # whoever has such an object has imported it
    if bs4 is not None and isinstance(page, bs4.Tag):
        return _parse(to_utf8(page.decode()), deepest)
    raise TypeError(
        "a page must be bytes, str, an lxml element or tree, or a BeautifulSoup object,"
        f" not {type(page).__module__}.{type(page).__qualname__}"
    )


def _parser(target: object = None) -> etree.HTMLParser:
    # One for each call: threads must not share parsers, and this costs 2 µs.
    return etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        collect_ids=False,  # nobody looks for elements by their id
        target=target,
    )


def _parse(data: bytes, deepest: int) -> etree._Element | None:
    root = _tree(_without_toolbar(data), deepest)
    if root is not None and len(root) and root[-1].tag == "frameset":
        # Browsers and libxml2 keep the content of <noframes> as text.
        for element in list(root.iter("noframes")):
            inner = _tree((element.text or "").encode("utf-8"), deepest)
            if inner is not None:
                element.text = inner.text
                element[:] = inner[:]
    return root


def _tree(data: bytes, deepest: int) -> etree._Element | None:
    if not data or data.isspace():
        return None
    parser = _parser()
    data = _without_floods(data)
    root = _read(data, parser)
    error = parser.error_log.last_error
    if error is not None and error.type == RESOURCE_LIMIT:
        # libxml2 stops at 2048 levels and loses the rest; its events do not.
        return _read(data, _parser(_Shallow(deepest)))
    if root is not None:
        _bring_home(root, list(root.itersiblings("html")))
    return root


def _read(data: bytes, parser: etree.HTMLParser) -> etree._Element | None:
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == NO_MEMORY:
            raise MemoryError(f"not enough memory to parse a page of {len(data):,} bytes") from error
        raise


def _without_toolbar(data: bytes) -> bytes:
    """The page without the toolbar of the Wayback Machine, which belongs to no page."""
    before, _, rest = data.partition(TOOLBAR[0])
    _, end, after = rest.partition(TOOLBAR[1])
    return before + after if end else data


def _without_floods(data: bytes) -> bytes:
    """The page without the attributes of an element beyond MOST_ATTRIBUTES."""
    pieces, done = [], 0
    for edge, after in native.far_edges(data, LONG_TAG):
        kept = _FLOOD.match(data, edge)
        if kept:
            pieces.append(data[done : kept.end()])
            done = after
    return b"".join([*pieces, data[done:]]) if pieces else data


def _bring_home(root: etree._Element, late: list[etree._Element]) -> None:
    """Put what stands behind ``</html>`` at the end of the body.

    libxml2 makes further roots of it; browsers go on with the body (HTML
    Standard, 13.2.6.4.22, the "after after body" insertion mode).
    """
    home = root.find("body")
    for element in late:
        for inner in (element, *element.iterchildren("body")):
            inner.tag = "div"
        (root if home is None else home).append(element)


def _alone(element: etree._Element) -> etree._Element:
    """The element as the root of its own tree, without text after it."""
    late = [] if element.getparent() is not None else list(element.itersiblings("html"))
    if element.getparent() is None and not element.tail and not late:
        return element
    copy = deepcopy(element)
    copy.tail = None
    _bring_home(copy, deepcopy(late))
    return copy


def _valid(tag: str) -> str:
    return tag if _NAME.fullmatch(tag) else "unknown"


class _Shallow:
    """A parser target that builds a tree no deeper than ``deepest``, losing no text."""

    def __init__(self, deepest: int = DEEPEST) -> None:
        self.deepest = deepest
        self.builder = etree.TreeBuilder()
        self.depth = 0
        self.below = ""  # the open element below the deepest, if any
        self.kept: list[str] = []  # the first <html> and <body>, which end with the page

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _valid(tag)
        if tag in self.kept:
            return
        if tag in ("html", "body"):
            self.kept.append(tag)
        self.depth += 1
        self._end_below()
        # libxml2 reads names and characters from damaged pages that lxml does not write.
        kept = {name: without_forbidden(value) for name, value in attributes.items() if _NAME.fullmatch(name)}
        self.builder.start(tag, kept)
        if self.depth > self.deepest:
            self.below = tag

    def end(self, tag: str) -> None:
        tag = _valid(tag)
        if tag in self.kept:
            return
        self.depth -= 1
        if self.depth < self.deepest:
            self.builder.end(tag)
        else:
            self._end_below()

    def data(self, data: str) -> None:
        self.builder.data(without_forbidden(data))

    def close(self) -> etree._Element:
        self._end_below()
        for tag in reversed(self.kept):
            self.builder.end(tag)
        return self.builder.close()

    def _end_below(self) -> None:
        if self.below:
            self.builder.end(self.below)
            self.below = ""
