"""Tell the shapes of URLs."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = re.compile(r"\d+")


def shape_urls(urls: list[str], slug: int, number: int, ending: int) -> list[tuple[str, str, str, str]]:
    """Each URL's host, ``""`` in a relative one; its path; its shape without and with the path's leading words.

    A slug has at least so many words, a long number so many digits, a path's ending so many characters at most.

    Raises:
        ValueError: fewer words or digits are wanted than a slug or a number has.
    """
    if not 2 <= slug <= 99 or number < 1 or ending < 0:
        raise ValueError("a slug has two words at least, a number one digit")
    return [_shape(url, slug, number, ending) for url in urls]


@lru_cache(maxsize=8192)
def _shape(url: str, slug: int, number: int, ending_limit: int) -> tuple[str, str, str, str]:
    url = url.lower()
    _, scheme, rest = url.partition("//")
    host, _, path = rest.partition("/") if scheme else ("", "", url)
    path, _, query = path.partition("#")[0].partition("?")
    folder, _, last = path.rstrip("/").rpartition("/")
    above, kinds, words = _folder(folder, slug, number)
    name, dot, ending = last.rpartition(".")
    if not dot or len(ending) > ending_limit:
        name, ending = last, ""
    kind = f"{_kind(name, slug, number)}/" if last else ""
    end, numbered = f".{ending}", ""
    if query and (ending or not last):  # a path without an ending names the item itself
        pairs = [pair for pair in query.split("&") if pair.rpartition("=")[2].isdigit()]
        numbered = "/".join(["", *pairs])
        end = "/".join([end, *(pair.partition("=")[0] for pair in pairs)])
    return host.removeprefix("www."), f"{above}{name}{numbered}", f"{kinds}{kind}{end}", f"{words}{kind}{end}"


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
