"""Articles as XML: ``article`` (attributes ``schema_version``, ``url``, ``source``, ``confidence``) holds ``title``;
``text`` with ``heading``, ``p`` (lines parted by line feeds), ``item`` (attribute ``number`` in an ordered list),
``row`` (cells parted by tabs), ``quote`` and ``code`` (lines as in ``p``); ``related`` with ``group`` (attribute
``kind``) of ``heading`` and ``link`` (attribute ``url``); ``metadata``.  What is not known is not there.  Several
articles stand in ``articles``, each ``article`` with an attribute ``input``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from lxml import etree

from stripper.article.formats.shared import Named, clean
from stripper.article.outline import Part, outline
from stripper.types import SCHEMA_VERSION, Article

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def one(article: Article) -> str:
    """An article as a whole document."""
    return _HEAD + _serialised(_article(article))


def many(articles: Iterable[Named]) -> Iterator[str]:
    """The pieces of one document that holds several articles."""
    yield _HEAD + "<articles>\n"
    for name, article in articles:
        element = _article(article)
        element.set("input", clean(name))
        yield _serialised(element)
    yield "</articles>\n"


def _article(article: Article) -> etree._Element:
    root = _element(
        None,
        "article",
        schema_version=str(SCHEMA_VERSION),
        url=article.url,
        source=article.source,
        confidence=f"{article.confidence:.4f}",
    )
    if article.title is not None:
        _element(root, "title", article.title)
    text = _element(root, "text")
    for part in outline(article):
        _add_part(text, part)
    related = _element(root, "related")
    for group in article.related:
        element = _element(related, "group", kind=group.kind)
        if group.heading is not None:
            _element(element, "heading", group.heading)
        for link in group.links:
            _element(element, "link", link.title, url=link.url)
    if article.metadata:
        metadata = _element(root, "metadata")
        for name, value in asdict(article.metadata).items():
            if value is not None:
                _element(metadata, name, value)
    return root


def _add_part(parent: etree._Element, part: Part) -> None:
    if part.kind in ("paragraph", "code"):
        name = "p" if part.kind == "paragraph" else part.kind
        _element(parent, name, "\n".join(line.text for line in part.lines))
        return
    for line in part.lines:
        _element(parent, line.kind, line.text, number=str(line.number) if line.ordered else None)


def _element(
    parent: etree._Element | None, name: str, text: str = "", **attributes: str | None
) -> etree._Element:
    element = etree.Element(name) if parent is None else etree.SubElement(parent, name)
    element.text = clean(text) or None
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute, clean(value))
    return element


def _serialised(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode", pretty_print=True))
