"""Other extractors, called so that each can do its best on a decoded page.

All of them get the page as a str, decoded by :mod:`stripper.html.decode`, so
that a figure tells about extraction and not about encodings.  None of them
downloads anything.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from stripper.training.corpora import block_text


@dataclass(frozen=True, slots=True)
class Output:
    """What an extractor makes of a page.

    ``confidence`` is the probability that the page is an article, where the
    extractor gives one; ``error`` is what it raised, if it did.
    """

    text: str
    title: str | None = None
    confidence: float | None = None
    error: str | None = None


#: Takes a page and its URL, if known.
Peer = Callable[[str, "str | None"], Output]

# Of newspaper4k's optional parts, and of dates, which nobody asked for.
_WARNINGS = ("nltk is not installed", "tzname .* identified but not understood")
# lxml refuses a str with an encoding declaration.
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def installed() -> list[str]:
    """The names of the peers whose packages are installed, in the order of PEERS."""
    return [name for name in PEERS if _version(name) is not None]


def release(name: str) -> str:
    """A peer's package and its version, such as ``trafilatura 2.0.0``."""
    return f"{PACKAGES[name]} {_version(name)}"


def run(name: str, html: str, url: str | None) -> Output:
    """What the named peer makes of a page; empty, with ``error``, where it raises."""
    page = _XML_DECLARATION.sub("", html, count=1) if html.lstrip().startswith("<?xml") else html
    with warnings.catch_warnings():
        for message in _WARNINGS:
            warnings.filterwarnings("ignore", message=message)
        try:
            return PEERS[name](page, url)
        except Exception as error:  # others' code on others' pages: any type may come
            return Output("", error=f"{type(error).__name__}: {error}"[:200])


def _trafilatura(html: str, url: str | None, **favour: Any) -> Output:
    """Defaults without comments, as in trafilatura's own evaluation."""
    from trafilatura import bare_extraction

    _quieten("trafilatura", "htmldate")
    document: Any = bare_extraction(html, url=url, include_comments=False, with_metadata=True, **favour)
    return Output("") if document is None else Output(document.text or "", document.title)


def _readability(html: str, url: str | None) -> Output:
    """The summary's text with block breaks, and the short title."""
    from readability import Document

    _quieten("readability.readability")
    document = Document(html, url=url)
    title = document.short_title()
    return Output(block_text(document.summary()), None if title == "[no-title]" else title)


def _newspaper(html: str, url: str | None) -> Output:
    """The language is the page's own declaration, English without one, as by default."""
    from newspaper import Article

    _quieten("newspaper")
    # fetch_images would download; without a URL it refuses to begin.
    article = Article(url or "http://localhost/", fetch_images=False)
    article.download(input_html=html, ignore_read_more=True).parse()
    return Output(article.text, article.title or None)


def _resiliparse(html: str, url: str | None) -> Output:
    """Main content; it gives no headline."""
    from resiliparse.extract.html2text import extract_plain_text

    return Output(extract_plain_text(html, main_content=True))


def _justext(html: str, url: str | None) -> Output:
    """Default thresholds, with all stop lists in one, as trafilatura's own evaluation does.

    It needs to be told the language, which pages often do not say; a list of
    all languages costs it little.  It gives no headline.
    """
    from justext import justext

    paragraphs = justext(html, _stoplist())
    return Output("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


def _boilerpy(html: str, url: str | None) -> Output:
    """The extractor for news articles, forgiving malformed pages."""
    from boilerpy3.extractors import ArticleExtractor

    _quieten("boilerpy3")
    document = ArticleExtractor(raise_on_failure=False).get_doc(html)
    return Output(document.content, document.title or None)


#: The package of each peer, by the name it has on the package index.
PACKAGES = {
    "trafilatura": "trafilatura",
    "trafilatura precision": "trafilatura",
    "trafilatura recall": "trafilatura",
    "readability-lxml": "readability-lxml",
    "newspaper4k": "newspaper4k",
    "resiliparse": "Resiliparse",
    "jusText": "jusText",
    "boilerpy3": "boilerpy3",
}
PEERS: dict[str, Peer] = {
    "trafilatura": _trafilatura,
    "trafilatura precision": partial(_trafilatura, favor_precision=True),
    "trafilatura recall": partial(_trafilatura, favor_recall=True),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "resiliparse": _resiliparse,
    "jusText": _justext,
    "boilerpy3": _boilerpy,
}


@cache
def _stoplist() -> frozenset[str]:
    from justext import get_stoplist, get_stoplists

    return frozenset().union(*(get_stoplist(language) for language in sorted(get_stoplists())))


@cache
def _quieten(*loggers: str) -> None:
    """Their complaints about single pages would drown ours."""
    for logger in loggers:
        logging.getLogger(logger).setLevel(logging.CRITICAL)


def _version(name: str) -> str | None:
    try:
        return version(PACKAGES[name])
    except PackageNotFoundError:
        return None
