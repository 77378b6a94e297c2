"""Number the shapes of URLs."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from stripper.native.numbering import number_keys

_DIGITS = re.compile(r"\d+")


class Shape(NamedTuple):
    """A URL's host, ``""`` in a relative one; its path; its shape without and with the path's leading words."""

    host: str
    path: str
    coarse: str
    fine: str


def number_shapes(urls: list[str], address: str, slug: int, number: int, ending: int, longest: int) -> bytes:
    """Numbers for the shapes of k URLs, as the bytes of int64 (4, k): for all of a shape, then for its host and path,
    its host and coarse, and its host and fine shape; equal for equal ones, from 0, in the order in which they are first met.

    A relative URL is on the host of the page's ``address``, or if that has none on that of most others.  Of a URL at most
    so many characters are looked at; for the other limits see :func:`shape_of`.

    Raises:
        ValueError: fewer words or digits are wanted than a slug or a number has.
    """
    if not 2 <= slug <= 99 or number < 1 or ending < 0 or longest < 0:
        raise ValueError("a slug has two words at least, a number one digit")
    shapes = [shape_of(url[:longest], slug, number, ending) for url in urls]
    known = Counter(shape.host for shape in shapes if shape.host)
    home = shape_of(address[:longest], slug, number, ending).host or max(
        known, key=known.__getitem__, default=""
    )
    shapes = [shape._replace(host=shape.host or home) for shape in shapes]
    whole, path, coarse, fine = (
        [(part, shape.host, shape[part]) for shape in shapes] if part else shapes
        for part in range(len(Shape._fields))
    )
    return number_keys([*whole, *path, *coarse, *fine])[0]


@lru_cache(maxsize=8192)
def shape_of(url: str, slug: int, number: int, longest_ending: int) -> Shape:
    """The shape of a URL, absolute or relative; parameters count where their values are numbers.

    A slug has at least so many words, a long number so many digits, a path's ending so many characters at most.

    >>> shape_of("https://www.a.org/news/2026/ferry-is-back-12345.html", 3, 5, 5).fine
    'news/0/s9/.html'
    """
    url = url.lower()
    _, scheme, rest = url.partition("//")
    host, _, path = rest.partition("/") if scheme else ("", "", url)
    path, _, query = path.partition("#")[0].partition("?")
    folder, _, last = path.rstrip("/").rpartition("/")
    above, kinds, words = _folder(folder, slug, number)
    name, dot, ending = last.rpartition(".")
    if not dot or len(ending) > longest_ending:
        name, ending = last, ""
    kind = f"{_kind(name, slug, number)}/" if last else ""
    end, numbered = f".{ending}", ""
    if query and (ending or not last):  # a path without an ending names the item itself
        pairs = [pair for pair in query.split("&") if pair.rpartition("=")[2].isdigit()]
        numbered = "/".join(["", *pairs])
        end = "/".join([end, *(pair.partition("=")[0] for pair in pairs)])
    path = f"{above}{name}{numbered}"
    return Shape(host.removeprefix("www."), path, f"{kinds}{kind}{end}", f"{words}{kind}{end}")


@lru_cache(maxsize=8192)
def _folder(path: str, slug: int, number: int) -> tuple[str, str, str]:
    """A path's segments, their kinds, and the words among them with the kinds of the others, each with a
    ``/`` behind it."""
    segments = list(filter(None, path.split("/")))
    kinds = [_kind(segment, slug, number) for segment in segments]
    words = [segment if kind == "w" else kind for segment, kind in zip(segments, kinds)]
    above, of_kinds, of_words = (
        "".join([f"{part}/" for part in parts]) for parts in (segments, kinds, words)
    )
    return above, of_kinds, of_words


def _kind(segment: str, slug: int, number: int) -> str:
    """``w``: a word; ``s``: a slug, ``s9``, ``9s``: one with a long number; ``9``: a long number,
    ``0``: a short one; ``x``: a mixture."""
    if segment.isalpha():
        return "w"
    escapes = segment.count("%")
    parters = segment.count("-") + segment.count("_") + segment.count("+") + segment.count("%20")
    digits = max(map(len, _DIGITS.findall(segment)), default=0)
    if parters >= slug - 1 or escapes > 2 * slug:
        return "s" if digits < number else "s9" if segment[-1].isdecimal() else "9s"
    if escapes or not digits:
        return "w"
    return ("9" if digits >= number else "0") if segment.isdigit() else "x"
