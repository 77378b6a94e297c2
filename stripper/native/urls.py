"""Describe URLs."""

from __future__ import annotations

import re

import numpy as np

_DIGIT = re.compile(r"\d")


def describe_urls(urls: list[str], own: str, ending: int) -> tuple[list[str], bytes]:
    """The host of each of k URLs, and as the bytes of float64 (14, k): whether it is but a fragment, of a scheme of its
    own, has a query; its path's length, segments, words and digits; whether its longest segment is dotted.  Then beside
    the page's ``own``: whether it has the same segments, the same first one; by how many segments, words and digits
    it has more; whether it has the same ending (of which at most so many characters count).

    Raises:
        ValueError: an ending has fewer characters than none.
    """
    if ending < 0:
        raise ValueError("an ending has no characters at least")
    parts = [_split(url, ending) for url in urls]
    described = [_beside(one, _split(own, ending)) for one in parts]
    return [host for host, *_ in parts], np.array(described, np.float64).reshape(-1, 14).T.tobytes()


def _beside(parts: tuple, own: tuple) -> tuple:
    """The numbers of a URL, itself and beside another."""
    _, segments, last, *alone, depth, words, digits, dotted = parts
    _, own_segments, own_last, *_, own_depth, own_words, own_digits, _ = own
    return (
        *(*alone, depth, words, digits, dotted),
        *(segments == own_segments, segments[:1] == own_segments[:1]),
        *(depth - own_depth, words - own_words, digits - own_digits, last == own_last),
    )


def _split(url: str, ending: int) -> tuple:
    """A URL's host, segments and ending, and the first eight of these numbers."""
    host, path = "", url
    before, _, rest = url.partition("//")
    if rest and before in ("http:", "https:", ""):
        host, _, rest = rest.partition("/")
        path = rest if host else url
    scheme = "" if host else url.partition(":")[0]
    path, fragment, _ = path.partition("#")
    path, _, query = path.partition("?")
    segments = list(filter(None, path.split("/")))
    longest = max(segments, key=len, default="")
    dotted = "." in longest
    return (
        host.lower(),
        segments,
        segments[-1].rpartition(".")[2][:ending] if dotted else "",
        bool(fragment) and not path,
        scheme.isalpha() and scheme not in ("http", "https") and scheme != url,
        bool(query),
        len(path),
        len(segments),
        longest.count("-") + longest.count("_") + longest.count("%20"),
        len(_DIGIT.findall(path)),
        dotted,
    )
