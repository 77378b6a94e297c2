"""Take URLs apart."""

from __future__ import annotations

import re

_DIGIT = re.compile(r"\d")


def split_urls(urls: list[str], ending: int) -> list[tuple]:
    """Each URL's host, segments and ending (of at most so many characters); whether it is but a fragment, of a scheme of
    its own, has a query; its path's length, segments, words and digits; whether its longest segment is dotted."""
    return [_split(url, ending) for url in urls]


def _split(url: str, ending: int) -> tuple:
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
