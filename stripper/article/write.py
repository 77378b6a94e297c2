"""Write articles: as text, Markdown, JSON, HTML or XML.

Nothing that a page says can break out of the format that it is written in.
Characters that XML 1.0 forbids (control characters, most of all) are left out,
save in JSON, which can escape them.

**json**: an object with ``schema_version`` (1), ``url``, ``title``, ``text``,
``related`` (groups of ``heading``, ``kind`` and ``links``, each of ``title``
and ``url``), ``metadata`` (null, or ``author``, ``date``, ``site``,
``language``, ``image``), ``source`` and ``confidence`` (to four places); blocks
are left out.  Of several articles: one object a line, with ``input`` first.

**xml**: ``article`` (attributes ``schema_version``, ``url``, ``source``,
``confidence``) holds ``title``; ``text`` with ``heading``, ``p`` and ``item``;
``related`` with ``group`` (attribute ``kind``) of ``heading`` and ``link``
(attribute ``url``); ``metadata``.  What is not known is not there.  Of several
articles: ``articles``, each ``article`` with an attribute ``input``.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import chain, groupby, islice
from urllib.parse import quote

from lxml import etree

from stripper.letters import without_unseen
from stripper.types import Article, Link, RelatedGroup

SCHEMA_VERSION = 1
#: What is not in the production Char of XML 1.0.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What would end a line for many readers of JSON Lines, or cannot be written as UTF-8.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MARKDOWN = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w+;)")
_MARKDOWN_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#>=|:]))(.)")
_SCHEME = re.compile(r"\s*([^/?#]*?)\s*:", re.DOTALL)

#: An article with the name of the input that it comes from.
Named = tuple[str, Article]


def write(article: Article, format: str) -> str:
    """One article as a whole document in one of FORMATS (a KeyError for another).

    >>> article = Article("It rained.", "Rain & more", (), None, (), 0.9)
    >>> print(write(article, "markdown"), end="")
    # Rain & more
    <BLANKLINE>
    It rained.
    """
    return _ONE[format](article)


def write_all(articles: Iterable[Named], format: str) -> Iterator[str]:
    """Several articles as the pieces of one document in one of FORMATS; of none there is no piece."""
    rest = iter(articles)
    first = list(islice(rest, 1))
    return _MANY[format](chain(first, rest)) if first else iter(())


def _text(article: Article) -> str:
    return _clean(article.text) + "\n" if article.text else ""


def _texts(articles: Iterable[Named]) -> Iterator[str]:
    for number, (name, article) in enumerate(articles):
        yield ("\n" if number else "") + f"==> {name} <==\n{_text(article)}"


def _json(article: Article) -> str:
    return _dump(record_of(article), indent=2)


def _jsons(articles: Iterable[Named]) -> Iterator[str]:
    for name, article in articles:
        yield _dump({"input": name, **record_of(article)})


def record_of(article: Article) -> dict[str, object]:
    """An article as the object that the format json writes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "related": [asdict(group) for group in article.related],
        "metadata": asdict(article.metadata) if article.metadata else None,
        "source": article.source,
        "confidence": round(article.confidence, 4),
    }


def _dump(record: dict[str, object], indent: int | None = None) -> str:
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _markdown(article: Article) -> str:
    parts = [f"# {_markdown_line(article.title)}"] if article.title else []
    parts += [_markdown_paragraph(lines) for lines in _paragraphs(article)]
    for group in article.related:
        parts += [f"## {_markdown_line(group.heading or _kind_name(group))}"]
        parts += ["\n".join(f"- {_markdown_link(link)}" for link in group.links)]
    return "\n\n".join(parts) + "\n" if parts else ""


def _markdowns(articles: Iterable[Named]) -> Iterator[str]:
    for number, (_, article) in enumerate(articles):
        yield ("\n---\n\n" if number else "") + _markdown(article)


def _markdown_paragraph(lines: list[tuple[str, str]]) -> str:
    groups = []
    for tag, run in _runs(lines):
        texts = [_markdown_line(text) for text in run]
        if tag == "li":
            groups.append("\n".join(f"- {text}" for text in texts))
        elif tag == "p":
            groups.append("\\\n".join(texts))
        else:
            groups += [f"{'#' * int(tag[1])} {text}" for text in texts]
    return "\n\n".join(groups)


def _markdown_link(link: Link) -> str:
    title = _markdown_line(link.title)
    if not _is_web(link.url):
        return title
    # Percent-encoded, the URL can hold nothing that ends the brackets around it.
    url = quote(link.url or "", safe="%/:=&?~#+!$,;'@()*[]")
    return f"[{title}](<{re.sub('&(?=#?[0-9A-Za-z]+;)', '&amp;', url)}>)"


def _markdown_line(text: str) -> str:
    """Text on one line, escaped so that it is read as text (CommonMark and GitHub's tables)."""
    line = _MARKDOWN.sub(r"\\\g<0>", " ".join(_clean(text).split()))
    return _MARKDOWN_START.sub(r"\1\\\2", line)


def _html(article: Article) -> str:
    language = article.metadata.language if article.metadata else None
    return _html_head(article.title or "Article", language) + _html_section(article) + _HTML_TAIL


def _htmls(articles: Iterable[Named]) -> Iterator[str]:
    yield _html_head("Articles", None)
    for _, article in articles:
        yield _html_section(article)
    yield _HTML_TAIL


def _html_head(title: str, language: str | None) -> str:
    attribute = f' lang="{_escape(language)}"' if language else ""
    return (
        f'<!DOCTYPE html>\n<html{attribute}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{_escape(title)}</title>\n</head>\n<body>\n"
    )


def _html_section(article: Article) -> str:
    lines = ["<article>"]
    if article.title:
        lines.append(f"<h1>{_escape(article.title)}</h1>")
    for paragraph in _paragraphs(article):
        lines += _html_paragraph(paragraph)
    lines.append("</article>")
    for group in article.related:
        lines.append(f"<aside>\n<h2>{_escape(group.heading or _kind_name(group))}</h2>\n<ul>")
        lines += [f"<li>{_html_link(link)}</li>" for link in group.links]
        lines.append("</ul>\n</aside>")
    return "\n".join(lines) + "\n"


def _html_paragraph(lines: list[tuple[str, str]]) -> Iterator[str]:
    for tag, run in _runs(lines):
        texts = [_escape(text) for text in run]
        if tag == "li":
            yield "<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>"
        elif tag == "p":
            yield "<p>" + "<br>\n".join(texts) + "</p>"
        else:
            yield from (f"<{tag}>{text}</{tag}>" for text in texts)


def _html_link(link: Link) -> str:
    title = _escape(link.title)
    return f'<a href="{_escape(link.url or "")}">{title}</a>' if _is_web(link.url) else title


def _escape(text: str) -> str:
    return html.escape(_clean(text))


def _xml(article: Article) -> str:
    return _XML_HEAD + _serialised(_xml_article(article))


def _xmls(articles: Iterable[Named]) -> Iterator[str]:
    yield _XML_HEAD + "<articles>\n"
    for name, article in articles:
        element = _xml_article(article)
        element.set("input", _clean(name))
        yield _serialised(element)
    yield "</articles>\n"


def _xml_article(article: Article) -> etree._Element:
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
    for tag, line in (line for paragraph in _paragraphs(article) for line in paragraph):
        _element(text, _XML_NAMES.get(tag, "heading"), line)
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


def _element(
    parent: etree._Element | None, name: str, text: str = "", **attributes: str | None
) -> etree._Element:
    element = etree.Element(name) if parent is None else etree.SubElement(parent, name)
    element.text = _clean(text) or None
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute, _clean(value))
    return element


def _serialised(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode", pretty_print=True))


def _paragraphs(article: Article) -> Iterator[list[tuple[str, str]]]:
    """The text as paragraphs of lines, each with what it is: ``h2`` to ``h6``, ``li`` or ``p``."""
    known = deque(_lines_of_blocks(article))
    for paragraph in article.text.split("\n\n"):
        lines = []
        for line in filter(str.strip, paragraph.split("\n")):
            known_here = known and known[0][1] == line
            lines.append(known.popleft() if known_here else ("p", line))
        if lines:
            yield lines


def _lines_of_blocks(article: Article) -> Iterator[tuple[str, str]]:
    """The lines of the blocks that the text was made of, each with what it is."""
    for block in article.blocks:
        if block.label == "body":
            tag = _TAGS.get(block.tag, "p")
            yield from ((tag, line) for line in without_unseen(block.text).split("\n") if line.strip())


def _runs(lines: list[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for tag, run in groupby(lines, key=lambda line: line[0]):
        yield tag, [text for _, text in run]


def _kind_name(group: RelatedGroup) -> str:
    return group.kind.replace("_", " ").capitalize()


def _is_web(url: str | None) -> bool:
    """Whether a link may lead there: not where it would run a script, say."""
    if url is None:
        return False
    scheme = _SCHEME.match(url)
    return scheme is None or scheme[1].lower() in ("http", "https")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


_HTML_TAIL = "</body>\n</html>\n"
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XML_NAMES = {"p": "p", "li": "item"}
#: The title is the one heading of the first level.
_TAGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6", "li": "li"}
_ONE: dict[str, Callable[[Article], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
    "html": _html,
    "xml": _xml,
}
_MANY: dict[str, Callable[[Iterable[Named]], Iterator[str]]] = {
    "text": _texts,
    "markdown": _markdowns,
    "json": _jsons,
    "html": _htmls,
    "xml": _xmls,
}
FORMATS = tuple(_ONE)
