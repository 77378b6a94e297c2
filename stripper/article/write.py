"""Write articles: as text, Markdown, JSON, HTML or XML, each of which is told in a module of its own.

Nothing that a page says can break out of the format that it is written in.
Characters that XML 1.0 forbids (control characters, most of all) are left out,
save in JSON, which can escape them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from stripper.article.formats import html, json, markdown, text, xml
from stripper.article.formats.shared import Named
from stripper.types import Article

_FORMATS = {"text": text, "markdown": markdown, "json": json, "html": html, "xml": xml}
FORMATS = tuple(_FORMATS)


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
    return _FORMATS[format].one(article)


def write_all(articles: Iterable[Named], format: str) -> Iterator[str]:
    """Several articles as the pieces of one document in one of FORMATS; of none there is no piece."""
    rest = iter(articles)
    first = list(islice(rest, 1))
    return _FORMATS[format].many(chain(first, rest)) if first else iter(())
