"""Show the page itself, made harmless, with the labels laid over its elements.

Scripts, frames, forms, links' targets and everything that would be loaded go; what stays are the
elements, their text, the images and the style sheets that the page holds itself.  The frame that it is
shown in forbids scripts, and its document's policy every style sheet but these and all network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from stripper.errors import MissingExtraError
from stripper.html.segment import BLOCK_TAGS, SKIPPED_TAGS, elements_of
from stripper.report.markup import Html, el, static
from stripper.types import Reading

#: Elements that stay what they are, beside those that nh3 allows, and some of these that would hide
#: what they hold; all others become plain ones.
_MORE_TAGS = frozenset(("address", "dir", "font", "main", "menu", "search", "section"))
_CLOSED_TAGS = frozenset(("area", "details", "map", "summary"))
#: What an element may keep of its attributes; a picture keeps its source if that is data.
_ATTRIBUTES = frozenset(("class", "id", "dir", "lang", "colspan", "rowspan", "start", "data-b", "data-k"))
_OF_IMAGES = _ATTRIBUTES | {"alt", "src", "width", "height"}
_IMAGE = re.compile(r"data:image/[\w.+-]+(;[\w=.+-]+)*,")
#: What a style sheet would load.
_LOADS = re.compile(r"""@import[^;]*;?|url\((?!\s*["']?data:image/)[^)]*\)?""", re.I)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document for a frame, and the style sheets that it shows."""

    document: Html
    sheets: tuple[str, ...]


def render(root: etree._Element, reading: Reading) -> Rendered:
    """The tree of a page with the labels of its blocks; the tree stays as it is.

    Raises:
        MissingExtraError: nh3 is not installed.
    """
    try:
        import nh3
    except ImportError:
        raise MissingExtraError("to render a page", "render") from None

    root, tags = deepcopy(root), (nh3.ALLOWED_TAGS - _CLOSED_TAGS) | _MORE_TAGS
    sheets = list(_sheets(root))
    _mark(root, reading, tags)
    clean = nh3.clean(
        etree.tostring(root, encoding="unicode", method="html"),
        tags=tags,
        clean_content_tags=set(SKIPPED_TAGS),
        attributes={"*": set(_ATTRIBUTES), "img": set(_OF_IMAGES)},
        attribute_filter=_harmless,
        url_schemes={"data"},
        link_rel=None,
    )
    over = static("render.css")
    styles = [el("style", Html(sheet), media=media) for sheet, media in [*sheets, (over, None)]]
    document = "<!DOCTYPE html>" + el("html", el("head", styles), el("body", Html(clean)))
    return Rendered(Html(document), (*(sheet for sheet, _ in sheets), over))


def _harmless(tag: str, name: str, value: str) -> str | None:
    return None if name == "src" and not _IMAGE.match(value) else value


def _sheets(root: etree._Element) -> Iterator[tuple[str, str | None]]:
    """The style sheets that stand in the page, with the media that they are for."""
    for element in root.iter("style"):
        # As a browser reads them: the policy names them by their digests.
        text = "".join(element.itertext()).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        if text.strip() and "</" not in text:
            yield _LOADS.sub("", text), element.get("media")


def _mark(root: etree._Element, reading: Reading, tags: set[str]) -> None:
    """Name the block that stands in each element, of several the longest, and its label."""
    page = reading.page
    longest: dict[int, int] = {}
    for block, node in enumerate(page.nodes):
        if node not in longest or len(page.texts[longest[node]]) < len(page.texts[block]):
            longest[node] = block
    for node, element in enumerate(elements_of(root)):
        if page.tags[node] not in tags:
            element.tag = "div" if page.tags[node] in BLOCK_TAGS else "span"
        if node in longest:
            element.set("data-b", str(longest[node]))
            element.set("data-k", reading.labels[longest[node]])
