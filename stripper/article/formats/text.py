"""Articles as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stripper.article.formats.shared import Named, clean
from stripper.types import Article


def one(article: Article) -> str:
    """An article as a whole document."""
    return clean(article.text) + "\n" if article.text else ""


def many(articles: Iterable[Named]) -> Iterator[str]:
    """Several articles, each below a line with its name."""
    for number, (name, article) in enumerate(articles):
        yield ("\n" if number else "") + f"==> {name} <==\n{one(article)}"
