"""Articles as JSON: an object with ``schema_version`` (1), ``url``, ``title``, ``text``, ``related`` (groups of
``heading``, ``kind`` and ``links``, each of ``title`` and ``url``), ``metadata`` (null, or ``author``, ``date``,
``site``, ``language``, ``image``), ``source`` and ``confidence`` (to four places); blocks are left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from stripper.article.formats.shared import Named
from stripper.types import Article

#: What would end a line for many readers of JSON Lines, or cannot be written as UTF-8.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def one(article: Article) -> str:
    """An article as a whole document."""
    return dump(article.as_dict(), indent=2)


def many(articles: Iterable[Named]) -> Iterator[str]:
    """Several articles, an object a line, with its name as ``input``."""
    for name, article in articles:
        yield dump({"input": name, **article.as_dict()})


def dump(record: object, indent: int | None = None) -> str:
    """What a record is in JSON, with a line feed behind it."""
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
