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
``confidence``) holds ``title``; ``text`` with ``heading``, ``p`` (lines parted by line feeds), ``item`` (attribute
``number`` in an ordered list), ``row`` (cells parted by tabs), ``quote`` and ``code`` (lines as in ``p``);
``related`` with ``group`` (attribute ``kind``) of ``heading`` and ``link``
(attribute ``url``); ``metadata``.  What is not known is not there.  Of several
articles: ``articles``, each ``article`` with an attribute ``input``.

**markdown** is CommonMark with GitHub's tables; title, address and metadata stand before it as YAML where metadata are asked for.
Behind the article and a rule come the related groups; those without a heading are
lists behind a rule of their own.

**html**: each ``article`` is followed by its related groups, an ``aside`` each.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import chain, groupby, islice
from urllib.parse import quote

from lxml import etree

from stripper.article.outline import Line, Part, Piece, lists_of, outline
from stripper.types import SCHEMA_VERSION, Article, Link, Metadata, RelatedGroup

#: What is not in the production Char of XML 1.0.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What would end a line for many readers of JSON Lines, or cannot be written as UTF-8.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MARKDOWN = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w+;)")
_MARKDOWN_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#>=|:]))(.)")
_SPACE = re.compile(r"\s+")
_SCHEME = re.compile(r"\s*([^/?#]*?)\s*:", re.DOTALL)

#: An article with the name of the input that it comes from.
Named = tuple[str, Article]


def write(article: Article, format: str) -> str:
    """One article as a whole document.

    Args:
        article: what :func:`stripper.extract` gave.
        format: ``text``, ``markdown``, ``json``, ``html`` or ``xml``.

    Raises:
        ValueError: there is no such format.

    >>> article = Article("It rained.", "Rain & more", (), None, (), 0.9)
    >>> print(write(article, "markdown"), end="")
    # Rain & more
    <BLANKLINE>
    It rained.
    """
    if format not in FORMATS:
        raise ValueError(f"no format is called {format!r}: there are {', '.join(FORMATS)}")
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
    return _dump(article.as_dict(), indent=2)


def _jsons(articles: Iterable[Named]) -> Iterator[str]:
    for name, article in articles:
        yield _dump({"input": name, **article.as_dict()})


def _dump(record: object, indent: int | None = None) -> str:
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _markdown(article: Article) -> str:
    front = _front_matter(article)
    parts = [front] if front else []
    parts += [f"# {_markdown_text(article.title)}"] if article.title else []
    parts += map(_markdown_part, outline(article))
    for number, (heading, links) in enumerate(_boxes(article.related)):
        if parts and (number == 0 or heading is None):
            parts += ["---"]
        parts += [f"## {_markdown_text(heading)}"] if heading else []
        parts += ["\n".join(f"- {_markdown_link(link.title, link.url)}" for link in links)]
    return "\n\n".join(parts) + "\n" if parts else ""


def _markdowns(articles: Iterable[Named]) -> Iterator[str]:
    for number, (_, article) in enumerate(articles):
        yield ("\n---\n\n" if number else "") + _markdown(article)


def _front_matter(article: Article) -> str:
    """Title, address and metadata as YAML, whose strings may be JSON's, where metadata were asked for."""
    if article.metadata is None:
        return ""
    told = {"title": article.title, "url": article.url, **asdict(article.metadata)}
    lines = [f"{name}: {_dump(value).strip()}" for name, value in told.items() if value is not None]
    return "\n".join(["---", *lines, "---"]) if lines else ""


def _markdown_part(part: Part) -> str:
    if part.kind == "item":
        return "\n".join(_markdown_list(part.lines))
    if part.kind == "row":
        return "\n".join(_markdown_table([_cells(line) for line in part.lines]))
    if part.kind == "code":
        code = "\n".join(_clean(line.text) for line in part.lines)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        return f"{fence}\n{code}\n{fence}"
    texts = [_markdown_line(line.pieces) for line in part.lines]
    if part.kind == "quote":
        return "\n>\n".join(f"> {text}" for text in texts)
    if part.kind == "heading":
        return f"{'#' * part.lines[0].level} {texts[0]}"
    return "\\\n".join(texts)


def _markdown_list(lines: list[Line], indent: str = "") -> Iterator[str]:
    for place, items in enumerate(lists_of(lines)):
        if place and not indent:
            yield ""
        # Another mark parts a list from the one before (CommonMark 0.31.2, section 5.3).
        bullet, end = ("- ", ". ") if place % 2 == 0 else ("* ", ") ")
        for item, below in items:
            marker = f"{item.number}{end}" if item.ordered else bullet
            yield f"{indent}{marker}{_markdown_line(item.pieces)}"
            if below:
                yield from _markdown_list(below, indent + " " * len(marker))


def _markdown_table(rows: list[list[list[Piece]]]) -> Iterator[str]:
    """GitHub's: its first row is that of the headings."""
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        cells = [_markdown_line(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{' --- |' * width}"


def _markdown_link(text: str, url: str | None) -> str:
    title = _markdown_text(text)
    if not _is_web(url):
        return title
    # Percent-encoded, the URL can hold no space and no angle bracket.
    url = quote(url or "", safe="%/:=&?~#+!$,;'@()*[]")
    url = re.sub("&(?=#?[0-9A-Za-z]+;)", "&amp;", url)
    return f"[{title}](<{url}>)" if "(" in url or ")" in url else f"[{title}]({url})"


def _markdown_line(pieces: Iterable[Piece]) -> str:
    """Pieces on one line, escaped so that they are read as text (CommonMark and GitHub's tables), or links."""
    told = (_markdown_link(text, link.url) if link else _markdown_run(text) for text, link in pieces)
    return _MARKDOWN_START.sub(r"\1\\\2", "".join(told).strip())


def _markdown_text(text: str) -> str:
    return _markdown_line([(text, None)])


def _markdown_run(text: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", _SPACE.sub(" ", _clean(text)))


def _html(article: Article) -> str:
    return _html_head(article.title or "Article", article.metadata) + _html_section(article) + _HTML_TAIL


def _htmls(articles: Iterable[Named]) -> Iterator[str]:
    yield _html_head("Articles", None)
    for _, article in articles:
        yield _html_section(article)
    yield _HTML_TAIL


def _html_head(title: str, metadata: Metadata | None) -> str:
    told = metadata or Metadata()
    language = f' lang="{_escape(told.language)}"' if told.language else ""
    named = (
        ('name="author"', told.author),
        ('property="article:published_time"', told.date),
        ('property="og:site_name"', told.site),
        ('property="og:image"', told.image),
    )
    metas = "".join(
        f'<meta {name} content="{_escape(value)}">\n' for name, value in named if value is not None
    )
    return (
        f'<!DOCTYPE html>\n<html{language}>\n<head>\n<meta charset="utf-8">\n'
        f"<title>{_escape(title)}</title>\n{metas}</head>\n<body>\n"
    )


def _html_section(article: Article) -> str:
    lines = ["<article>"]
    if article.title:
        lines.append(f"<h1>{_escape(article.title)}</h1>")
    lines += map(_html_part, outline(article))
    lines.append("</article>")
    for heading, links in _boxes(article.related):
        lines += ["<aside>", *([f"<h2>{_escape(heading)}</h2>"] if heading else []), "<ul>"]
        lines += [f"<li>{_html_link(link.title, link.url)}</li>" for link in links]
        lines += ["</ul>", "</aside>"]
    return "\n".join(lines) + "\n"


def _html_part(part: Part) -> str:
    if part.kind == "item":
        return _html_lists(part.lines)
    if part.kind == "row":
        return "<table>\n" + "\n".join(map(_html_row, part.lines)) + "\n</table>"
    texts = [_html_line(line.pieces) for line in part.lines]
    if part.kind == "code":
        return "<pre>" + "\n".join(texts) + "</pre>"
    if part.kind == "quote":
        return "<blockquote>\n" + "\n".join(f"<p>{text}</p>" for text in texts) + "\n</blockquote>"
    if part.kind == "heading":
        level = part.lines[0].level
        return f"<h{level}>{texts[0]}</h{level}>"
    return "<p>" + "<br>\n".join(texts) + "</p>"


def _html_row(line: Line) -> str:
    tag = "th" if line.header else "td"
    cells = (f"<{tag}>{_html_line(cell)}</{tag}>" for cell in _cells(line))
    return f"<tr>{''.join(cells)}</tr>"


def _html_lists(lines: list[Line]) -> str:
    return "\n".join(map(_html_list, lists_of(lines)))


def _html_list(items: list[tuple[Line, list[Line]]]) -> str:
    first = items[0][0]
    tag = "ol" if first.ordered else "ul"
    start = f' start="{first.number}"' if first.ordered and first.number > 1 else ""
    texts = (
        f"<li>{_html_line(item.pieces)}{_html_lists(below) if below else ''}</li>" for item, below in items
    )
    return f"<{tag}{start}>\n" + "\n".join(texts) + f"\n</{tag}>"


def _html_line(pieces: Iterable[Piece]) -> str:
    return "".join(_html_link(text, link.url) if link else _escape(text) for text, link in pieces)


def _html_link(text: str, url: str | None) -> str:
    title = _escape(text)
    return f'<a href="{_escape(url or "")}">{title}</a>' if _is_web(url) else title


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
    element.text = _clean(text) or None
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute, _clean(value))
    return element


def _serialised(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode", pretty_print=True))


def _cells(line: Line) -> list[list[Piece]]:
    """The cells of a row, in pieces."""
    cells: list[list[Piece]] = [[]]
    for text, link in line.pieces:
        first, *others = text.split("\t")
        cells[-1].append((first, link))
        cells += [[(other, link)] for other in others]
    return cells


def _boxes(groups: Iterable[RelatedGroup]) -> Iterator[tuple[str | None, list[Link]]]:
    """The headings of related groups with their links; groups without a heading, one behind another, are one."""
    for heading, run in groupby(groups, key=lambda group: group.heading):
        if heading is None:
            yield None, [link for group in run for link in group.links]
        else:
            yield from ((heading, list(group.links)) for group in run)


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
