"""Flatten labelled pages to text, each line with the labels of the blocks it came from.

Before a page is flattened every run of text in its tree gets a mark, a character
of Unicode's private plane 15, inside its first word.  Flatteners carry the marks
along; cutting the marked tree into blocks, and the marked text into lines, tells
which runs of text each of them holds.
"""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Callable
from random import Random

from lxml import etree

#: The first mark; there are so many.
FIRST_MARK, MARKS = 0xF0000, 65_000
_MARK = re.compile("[\U000f0000-\U000ffffd]")
#: Where harsher flatteners put a limit (characters).
SHORT_LINE, WRAP = 30, (60, 100)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MENUS = ("nav", "header", "footer")


def mark(root: etree._Element) -> None:
    """Put a mark into every run of text under ``root``, in document order."""
    number = 0
    for element in root.iter(etree.Element):
        for name in ("text", "tail"):
            text = getattr(element, name)
            if text and not text.isspace() and number < MARKS:
                start = len(text) - len(text.lstrip()) + 1
                setattr(element, name, text[:start] + chr(FIRST_MARK + number) + text[start:])
                number += 1


def marks(text: str) -> list[int]:
    """The numbers of the marks in a text."""
    return [ord(found) - FIRST_MARK for found in _MARK.findall(text)]


def unmarked(text: str) -> str:
    """The text without marks."""
    return _MARK.sub("", text)


def html_text(html: str) -> str:
    """By html-text, which knows where browsers break lines."""
    import html_text

    return html_text.extract_text(html)


def get_text(html: str) -> str:
    """By BeautifulSoup's ``get_text``, a line for every run of text."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(html, "lxml").get_text("\n")


def inscriptis(html: str) -> str:
    """By inscriptis, which lays out tables in columns."""
    from inscriptis import get_text  # type: ignore[import-untyped]

    return get_text(html)


def markdown(html: str) -> str:
    """By markdownify, which keeps links, headings and emphasis as Markdown."""
    from markdownify import markdownify

    return markdownify(html)


def extracted(html: str) -> str:
    """What trafilatura takes for the article and, of some pages, for its comments."""
    import trafilatura

    return trafilatura.extract(html, include_comments=len(html) % 2 == 0, favor_recall=True) or ""


#: The flatteners; all are measured.  The plain ones leave text alone.
FLATTENERS: dict[str, Callable[[str], str]] = {
    "html-text": html_text,
    "get_text": get_text,
    "inscriptis": inscriptis,
    "markdownify": markdown,
}
PLAIN = ("html-text", "get_text", "inscriptis")


def flatten(html: str, name: str) -> str:
    """The page's text by the named flattener; empty where it can make nothing of the page."""
    if not html.strip():
        return ""
    try:
        return FLATTENERS[name](html)
    except (ValueError, AssertionError, etree.ParserError, RecursionError):
        return ""


def without_headings(root: etree._Element) -> None:
    """Drop the heading elements."""
    _drop(root, _HEADINGS)


def without_menus(root: etree._Element) -> None:
    """Drop navigation, header and footer."""
    _drop(root, _MENUS)


def _drop(root: etree._Element, tags: tuple[str, ...]) -> None:
    for element in list(root.iter(*tags)):
        element.clear(keep_tail=True)


def without_short_lines(text: str, random: Random) -> str:
    return "\n".join(line for line in text.splitlines() if len(line) >= SHORT_LINE or not line.strip())


def without_blank_lines(text: str, random: Random) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def wrapped(text: str, random: Random) -> str:
    """Hard-wrapped, as in mail."""
    width = random.randint(*WRAP)
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


def stripped(text: str, random: Random) -> str:
    """Each line without white space around it."""
    return "\n".join(line.strip() for line in text.splitlines())


#: What harsher flatteners do to the text that a plain one makes.
HARSHER: tuple[Callable[[str, Random], str], ...] = (
    without_short_lines,
    without_blank_lines,
    wrapped,
    stripped,
)
