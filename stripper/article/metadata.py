"""Read what a page says about itself: author, date, site, language, lead image."""

from __future__ import annotations

import re
import warnings
from copy import deepcopy
from typing import TYPE_CHECKING

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring, tostring

from stripper.article.related import absolute
from stripper.types import Head, Metadata

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Where a page gives its language, the surest first.
_LANGUAGES = (
    "/html/@lang",
    "/html/@xml:lang",
    "//meta[@property='og:locale']/@content",
    "//meta[@http-equiv][translate(@http-equiv, 'CLNT', 'clnt')='content-language']/@content",
    "//meta[@itemprop='inLanguage']/@content",
)
#: The first subtag of a language tag (RFC 5646), where it is one of ISO 639-1.
_LANGUAGE = re.compile(r"\s*([a-z]{2})(?![a-z])", re.IGNORECASE)


def read_metadata(root: _Element | str, url: str | None = None, head: Head | None = None) -> Metadata:
    """The metadata of a page, given as a tree (which is not changed) or a str.

    Author and date are those of JSON-LD in ``head``.  Where it has none they, and site and image
    always, are what trafilatura makes of meta elements and the usual mark-up (its site is the host's
    name where the page gives none); the date is that of publication, and not guessed from
    dates in the text.  ``url`` is the page's own: it may hold the date, and
    the image's URL is made absolute against it.
    """
    from trafilatura import extract_metadata  # slow to import, and needed here only

    tree = _copy(root)
    if tree is None:
        return Metadata()
    language = _language(tree)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateutil's, of time zones that it does not know
        found = extract_metadata(tree, default_url=url, extensive=False)
    head = head or Head()
    image = found.image and absolute(found.image, url or "")
    return Metadata(
        author="; ".join(head.authors) or found.author or None,
        date=head.published or found.date or None,
        site=found.sitename or None,
        language=language,
        image=image or None,
    )


def _copy(root: _Element | str) -> HtmlElement | None:
    """A tree of our own, of the class that trafilatura asks for; None for an empty page."""
    if isinstance(root, HtmlElement):
        return deepcopy(root)
    page = root if isinstance(root, str) else tostring(root, encoding="unicode")
    try:
        # As bytes, since lxml refuses a str that declares an encoding.
        return document_fromstring(page.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except ParserError:
        return None


def _language(tree: HtmlElement) -> str | None:
    for path in _LANGUAGES:
        for value in tree.xpath(path):
            if match := _LANGUAGE.match(value):
                return match[1].lower()
    return None
