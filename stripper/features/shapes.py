"""The shapes of URLs: those of a site's articles are alike, in any language.

A shape names what each segment of the path is: a word, a slug, a number, a mixture.  What
is linked under one shape tends to be of one sort: headlines, topics or authors.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

#: A slug has so many words.
SLUG = 3
#: A number of so many digits names an item, a shorter one a date or a page.
NUMBER = 5
#: A path's ending has at most so many characters.
ENDING = 5
#: Of a URL so many characters are looked at, and remembered: some hold a whole image.
LONGEST = 2_000
_DIGIT, _LONG_NUMBER = re.compile(r"\d"), re.compile(rf"\d{{{NUMBER}}}")


class Shape(NamedTuple):
    """A URL's host, ``""`` in a relative one; its path; its shape without and with the path's leading words."""

    host: str
    path: str
    coarse: str
    fine: str


@lru_cache(maxsize=8192)
def shape_of(url: str) -> Shape:
    """The shape of a URL, absolute or relative; parameters count where their values are numbers.

    >>> shape_of("https://www.a.org/news/2026/ferry-is-back-12345.html").fine
    'news/0/s9/.html'
    """
    url = url.lower()
    _, scheme, rest = url.partition("//")
    host, _, path = rest.partition("/") if scheme else ("", "", url)
    path, _, query = path.partition("#")[0].partition("?")
    folder, _, last = path.rstrip("/").rpartition("/")
    above, kinds, words = _folder(folder)
    name, dot, ending = last.rpartition(".")
    if not dot or len(ending) > ENDING:
        name, ending = last, ""
    kind = f"{_kind(name)}/" if last else ""
    end, numbered = f".{ending}", ""
    if query and (ending or not last):  # a path without an ending names the item itself
        pairs = [pair for pair in query.split("&") if pair.rpartition("=")[2].isdigit()]
        numbered = "/".join(["", *pairs])
        end = "/".join([end, *(pair.partition("=")[0] for pair in pairs)])
    return Shape(
        host.removeprefix("www."), f"{above}{name}{numbered}", f"{kinds}{kind}{end}", f"{words}{kind}{end}"
    )


@lru_cache(maxsize=8192)
def _folder(path: str) -> tuple[str, str, str]:
    """A path's segments, their kinds, and the words among them with the kinds of the others, each with a
    ``/`` behind it."""
    segments = list(filter(None, path.split("/")))
    kinds = [_kind(segment) for segment in segments]
    words = [segment if kind == "w" else kind for segment, kind in zip(segments, kinds)]
    above, of_kinds, of_words = (
        "".join([f"{part}/" for part in parts]) for parts in (segments, kinds, words)
    )
    return above, of_kinds, of_words


def _kind(segment: str) -> str:
    """``w``: a word; ``s``: a slug, ``s9``, ``9s``: one with a long number; ``9``: a long number,
    ``0``: a short one; ``x``: a mixture."""
    if segment.isalpha():
        return "w"
    escapes = segment.count("%")
    parters = segment.count("-") + segment.count("_") + segment.count("+")
    if escapes:
        parters += segment.count("%20")
    long = _LONG_NUMBER.search(segment) is not None
    if parters >= SLUG - 1 or escapes > 2 * SLUG:
        return "s" if not long else "s9" if segment[-1].isdecimal() else "9s"
    if escapes or not _DIGIT.search(segment):
        return "w"
    return ("9" if long else "0") if segment.isdigit() else "x"


def shape_keys(urls: list[str], address: str) -> list[tuple[str, ...]]:
    """What equal shapes have in common: of all URLs the whole shape, then host and path, host and coarse,
    host and fine shape.  A relative URL is on the host of the page's ``address``, or on that of most."""
    shapes = [shape_of(url[:LONGEST]) for url in urls]
    hosts = Counter(shape.host for shape in shapes if shape.host)
    home = shape_of(address[:LONGEST]).host or next((host for host, _ in hosts.most_common(1)), "")
    of_urls = [shape.host or home for shape in shapes]
    paths, coarse, fine = ([shape[part] for shape in shapes] for part in (1, 2, 3))
    return [
        *zip(of_urls, paths, coarse, fine),
        *zip(of_urls, paths, repeat("path")),
        *zip(of_urls, coarse, repeat("coarse")),
        *zip(of_urls, fine, repeat("fine")),
    ]
