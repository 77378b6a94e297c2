"""What a block's links tell: how much of it they are, and where they lead."""

from __future__ import annotations

from collections import Counter

import numpy as np

from stripper.features.view import View

_URL_COLUMNS = ("foreign", "fragment", "scheme", "query", "length", "depth", "slug_words", "digits",
                "repeats", "extension")  # fmt: skip


def link_features(view: View) -> dict[str, np.ndarray]:
    """Link density and the shape of the URL that the block's longest link leads to."""
    page, n = view.page, view.n
    count = np.bincount(np.asarray(page.link_blocks, np.int64), minlength=n).astype(np.float32)
    longest, url = _longest_links(view)
    columns = {
        "links.density": view.linked,
        "links.count": np.minimum(count, 20),
        "links.words_per_link": view.words * view.linked / np.maximum(count, 1),
        "links.whole": view.linked > 0.9,
        "links.longest": np.log1p(longest),
        "links.starts": _starts_with_link(view),
        "links.anchor_blocks": _blocks_of_anchor(view),
    }
    return columns | {f"links.url_{name}": url[:, k] for k, name in enumerate(_URL_COLUMNS)}


def _longest_links(view: View) -> tuple[np.ndarray, np.ndarray]:
    """Per block: its longest link's length in characters, and that link's URL columns."""
    page = view.page
    longest = np.zeros(view.n, np.float32)
    rows = np.full((view.n, len(_URL_COLUMNS)), np.nan, np.float32)
    repeats = Counter(dict(zip(page.link_numbers, page.link_urls)).values())
    hosts = Counter(filter(None, map(_host, repeats)))
    home = hosts.most_common(1)[0][0] if hosts else ""
    described: dict[str, tuple] = {}
    for block, text, url in zip(page.link_blocks, page.link_texts, page.link_urls):
        if len(text) > longest[block]:
            longest[block] = len(text)
            if url not in described:
                described[url] = _describe(url, home, repeats[url])
            rows[block] = described[url]
    return longest, rows


def _host(url: str) -> str:
    scheme, _, rest = url.partition("//")
    return rest.partition("/")[0].lower() if rest and scheme in ("http:", "https:", "") else ""


def _describe(url: str, home: str, repeats: int) -> tuple:
    host = _host(url)
    path = url.partition("//")[2].partition("/")[2] if host else url
    path, _, query = path.partition("?")
    path, hash_sign, _ = path.partition("#")
    segments = [segment for segment in path.split("/") if segment]
    last = max(segments, key=len) if segments else ""
    scheme = url.partition(":")[0]
    return (
        bool(host) and host != home,
        bool(hash_sign) and not path,
        scheme.isalpha() and scheme not in ("http", "https") and ":" in url,
        bool(query),
        min(len(path), 200),
        len(segments),
        last.count("-") + last.count("_") + last.count("%20"),
        sum(map(str.isdigit, path)),
        min(repeats, 10),
        "." in last,
    )


def _starts_with_link(view: View) -> np.ndarray:
    page = view.page
    flags = np.zeros(view.n, bool)
    for block, text in zip(page.link_blocks, page.link_texts):
        if text and page.texts[block].startswith(text):
            flags[block] = True
    return flags


def _blocks_of_anchor(view: View) -> np.ndarray:
    """Over how many blocks the block's anchor reaches (a card's anchor wraps several)."""
    page = view.page
    reach = Counter(number for number, _ in set(zip(page.link_numbers, page.link_blocks)))
    most = np.zeros(view.n, np.float32)
    for block, number in zip(page.link_blocks, page.link_numbers):
        most[block] = max(most[block], min(reach[number], 10))
    return most
