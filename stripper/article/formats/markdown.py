"""Articles as Markdown: CommonMark, with GitHub's tables; title, address and metadata stand before it as YAML where
metadata are asked for.  Behind the article and a rule come the related groups; those without a heading are lists
behind a rule of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from urllib.parse import quote

from stripper.article.formats.json import dump
from stripper.article.formats.shared import Named, boxes, cells_of, clean, is_web
from stripper.article.outline import Line, Part, Piece, lists_of, outline
from stripper.types import Article

_MARKS = re.compile(r"[\\`*_\[\]<~]|&(?=#?\w+;)")
_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+#>=|:]))(.)")
_SPACE = re.compile(r"\s+")


def one(article: Article) -> str:
    """An article as a whole document."""
    front = _front_matter(article)
    parts = [front] if front else []
    parts += [f"# {_text(article.title)}"] if article.title else []
    parts += map(_part, outline(article))
    for number, (heading, links) in enumerate(boxes(article.related)):
        if parts and (number == 0 or heading is None):
            parts += ["---"]
        parts += [f"## {_text(heading)}"] if heading else []
        parts += ["\n".join(f"- {_link(link.title, link.url)}" for link in links)]
    return "\n\n".join(parts) + "\n" if parts else ""


def many(articles: Iterable[Named]) -> Iterator[str]:
    """The pieces of one document that holds several articles."""
    for number, (_, article) in enumerate(articles):
        yield ("\n---\n\n" if number else "") + one(article)


def _front_matter(article: Article) -> str:
    """Title, address and metadata as YAML, whose strings may be JSON's, where metadata were asked for."""
    if article.metadata is None:
        return ""
    told = {"title": article.title, "url": article.url, **asdict(article.metadata)}
    lines = [f"{name}: {dump(value).strip()}" for name, value in told.items() if value is not None]
    return "\n".join(["---", *lines, "---"]) if lines else ""


def _part(part: Part) -> str:
    if part.kind == "item":
        return "\n".join(_list(part.lines))
    if part.kind == "row":
        return "\n".join(_table([cells_of(line) for line in part.lines]))
    if part.kind == "code":
        code = "\n".join(clean(line.text) for line in part.lines)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        return f"{fence}\n{code}\n{fence}"
    texts = [_line(line.pieces) for line in part.lines]
    if part.kind == "quote":
        return "\n>\n".join(f"> {text}" for text in texts)
    if part.kind == "heading":
        return f"{'#' * part.lines[0].level} {texts[0]}"
    return "\\\n".join(texts)


def _list(lines: list[Line], indent: str = "") -> Iterator[str]:
    for place, items in enumerate(lists_of(lines)):
        if place and not indent:
            yield ""
        # Another mark parts a list from the one before (CommonMark 0.31.2, section 5.3).
        bullet, end = ("- ", ". ") if place % 2 == 0 else ("* ", ") ")
        for item, below in items:
            marker = f"{item.number}{end}" if item.ordered else bullet
            yield f"{indent}{marker}{_line(item.pieces)}"
            if below:
                yield from _list(below, indent + " " * len(marker))


def _table(rows: list[list[list[Piece]]]) -> Iterator[str]:
    """GitHub's: its first row is that of the headings."""
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        cells = [_line(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{' --- |' * width}"


def _link(text: str, url: str | None) -> str:
    title = _text(text)
    if not is_web(url):
        return title
    # Percent-encoded, the URL can hold no space and no angle bracket.
    url = quote(url or "", safe="%/:=&?~#+!$,;'@()*[]")
    url = re.sub("&(?=#?[0-9A-Za-z]+;)", "&amp;", url)
    return f"[{title}](<{url}>)" if "(" in url or ")" in url else f"[{title}]({url})"


def _line(pieces: Iterable[Piece]) -> str:
    """Pieces on one line, escaped so that they are read as text (CommonMark and GitHub's tables), or links."""
    told = (_link(text, link.url) if link else _run(text) for text, link in pieces)
    return _START.sub(r"\1\\\2", "".join(told).strip())


def _text(text: str) -> str:
    return _line([(text, None)])


def _run(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", _SPACE.sub(" ", clean(text)))
