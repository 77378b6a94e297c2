"""The shapes of URLs: those of a site's articles are alike, in any language.

A shape names what each segment of the path is: a word, a slug, a number, a mixture.  What
is linked under one shape tends to be of one sort: headlines, topics or authors.
"""

from __future__ import annotations

from collections import Counter
from itertools import repeat
from typing import NamedTuple

from stripper import native

#: A slug has so many words.
SLUG = 3
#: A number of so many digits names an item, a shorter one a date or a page.
NUMBER = 5
#: A path's ending has at most so many characters.
ENDING = 5
#: Of a URL so many characters are looked at: some hold a whole image.
LONGEST = 2_000
_LIMITS = SLUG, NUMBER, ENDING


class Shape(NamedTuple):
    """A URL's host, ``""`` in a relative one; its path; its shape without and with the path's leading words."""

    host: str
    path: str
    coarse: str
    fine: str


def shape_of(url: str) -> Shape:
    """The shape of a URL, absolute or relative; parameters count where their values are numbers.

    >>> shape_of("https://www.a.org/news/2026/ferry-is-back-12345.html").fine
    'news/0/s9/.html'
    """
    return Shape(*native.shape_urls([url], *_LIMITS)[0])


def shape_keys(urls: list[str], address: str) -> list[tuple[str, ...]]:
    """What equal shapes have in common: of all URLs the whole shape, then host and path, host and coarse,
    host and fine shape.  A relative URL is on the host of the page's ``address``, or on that of most."""
    shapes = native.shape_urls([url[:LONGEST] for url in urls], *_LIMITS)
    hosts, paths, coarse, fine = zip(*shapes) if shapes else ((),) * 4
    known = Counter(filter(None, hosts))
    home = shape_of(address[:LONGEST]).host or next((host for host, _ in known.most_common(1)), "")
    of_urls = [host or home for host in hosts]
    return [
        *zip(of_urls, paths, coarse, fine),
        *zip(of_urls, paths, repeat("path")),
        *zip(of_urls, coarse, repeat("coarse")),
        *zip(of_urls, fine, repeat("fine")),
    ]
