"""Articles as HTML: each ``article`` is followed by its related groups, an ``aside`` each."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from stripper.article.formats.shared import Named, boxes, cells_of, clean, is_web
from stripper.article.outline import Line, Part, Piece, lists_of, outline
from stripper.types import Article, Metadata

_TAIL = "</body>\n</html>\n"


def one(article: Article) -> str:
    """An article as a whole document."""
    return _head(article.title or "Article", article.metadata) + _section(article) + _TAIL


def many(articles: Iterable[Named]) -> Iterator[str]:
    """The pieces of one document that holds several articles."""
    yield _head("Articles", None)
    for _, article in articles:
        yield _section(article)
    yield _TAIL


def _head(title: str, metadata: Metadata | None) -> str:
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


def _section(article: Article) -> str:
    lines = ["<article>"]
    if article.title:
        lines.append(f"<h1>{_escape(article.title)}</h1>")
    lines += map(_part, outline(article))
    lines.append("</article>")
    for heading, links in boxes(article.related):
        lines += ["<aside>", *([f"<h2>{_escape(heading)}</h2>"] if heading else []), "<ul>"]
        lines += [f"<li>{_link(link.title, link.url)}</li>" for link in links]
        lines += ["</ul>", "</aside>"]
    return "\n".join(lines) + "\n"


def _part(part: Part) -> str:
    if part.kind == "item":
        return _lists(part.lines)
    if part.kind == "row":
        return "<table>\n" + "\n".join(map(_row, part.lines)) + "\n</table>"
    texts = [_line(line.pieces) for line in part.lines]
    if part.kind == "code":
        return "<pre>" + "\n".join(texts) + "</pre>"
    if part.kind == "quote":
        return "<blockquote>\n" + "\n".join(f"<p>{text}</p>" for text in texts) + "\n</blockquote>"
    if part.kind == "heading":
        level = part.lines[0].level
        return f"<h{level}>{texts[0]}</h{level}>"
    return "<p>" + "<br>\n".join(texts) + "</p>"


def _row(line: Line) -> str:
    tag = "th" if line.header else "td"
    cells = (f"<{tag}>{_line(cell)}</{tag}>" for cell in cells_of(line))
    return f"<tr>{''.join(cells)}</tr>"


def _lists(lines: list[Line]) -> str:
    return "\n".join(map(_list, lists_of(lines)))


def _list(items: list[tuple[Line, list[Line]]]) -> str:
    first = items[0][0]
    tag = "ol" if first.ordered else "ul"
    start = f' start="{first.number}"' if first.ordered and first.number > 1 else ""
    texts = (f"<li>{_line(item.pieces)}{_lists(below) if below else ''}</li>" for item, below in items)
    return f"<{tag}{start}>\n" + "\n".join(texts) + f"\n</{tag}>"


def _line(pieces: Iterable[Piece]) -> str:
    return "".join(_link(text, link.url) if link else _escape(text) for text, link in pieces)


def _link(text: str, url: str | None) -> str:
    title = _escape(text)
    return f'<a href="{_escape(url or "")}">{title}</a>' if is_web(url) else title


def _escape(text: str) -> str:
    return html.escape(clean(text))
