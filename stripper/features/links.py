"""What a block's links tell: how much of it they are, and where they lead."""

from __future__ import annotations

from collections import Counter

import numpy as np

from stripper.features.view import View

_COLONS = ":：|»›>–—"
_URL_COLUMNS = (
    *(f"links.url_{name}" for name in ("foreign", "fragment", "scheme", "query", "length", "depth")),
    *(f"links.url_{name}" for name in ("slug_words", "digits", "repeats", "extension")),
    # Beside the page's own URL:
    *(f"related.url_{name}" for name in ("is_page", "same_section", "more_segments")),
    *(f"related.url_{name}" for name in ("more_slug_words", "more_digits", "same_ending")),
)


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
    columns |= _beside_links(view)
    return columns | {name: url[:, k] for k, name in enumerate(_URL_COLUMNS)}


def _longest_links(view: View) -> tuple[np.ndarray, np.ndarray]:
    """Per block: its longest link's length in characters, and that link's URL columns."""
    page = view.page
    longest = np.zeros(view.n, np.float32)
    rows = np.full((view.n, len(_URL_COLUMNS)), np.nan, np.float32)
    repeats = Counter(dict(zip(page.link_numbers, page.link_urls)).values())
    hosts = Counter(filter(None, map(_host, repeats)))
    home = hosts.most_common(1)[0][0] if hosts else ""
    own = _Path(page.head.address)
    described: dict[str, tuple] = {}
    for block, piece in page.longest_links().items():
        url = page.link_urls[piece]
        longest[block] = len(page.link_texts[piece])
        if url not in described:
            described[url] = _describe(url, home, repeats[url], own)
        rows[block] = described[url]
    return longest, rows


def _host(url: str) -> str:
    scheme, _, rest = url.partition("//")
    return rest.partition("/")[0].lower() if rest and scheme in ("http:", "https:", "") else ""


class _Path:
    """What a URL's path and query look like."""

    def __init__(self, url: str) -> None:
        self.host = _host(url)
        path = url.partition("//")[2].partition("/")[2] if self.host else url
        path, self.hash, _ = path.partition("#")
        self.path, _, self.query = path.partition("?")
        self.segments = [segment for segment in self.path.split("/") if segment]
        last = max(self.segments, key=len) if self.segments else ""
        self.slug_words = last.count("-") + last.count("_") + last.count("%20")
        self.digits = sum(map(str.isdigit, self.path))
        self.dotted = "." in last
        self.ending = self.segments[-1].rpartition(".")[2][:6] if self.segments and self.dotted else ""


def _describe(url: str, home: str, repeats: int, own: _Path) -> tuple:
    link = _Path(url)
    scheme = url.partition(":")[0]
    known = bool(own.segments)
    return (
        bool(link.host) and link.host != home,
        bool(link.hash) and not link.path,
        scheme.isalpha() and scheme not in ("http", "https") and ":" in url,
        bool(link.query),
        min(len(link.path), 200),
        len(link.segments),
        link.slug_words,
        link.digits,
        min(repeats, 10),
        link.dotted,
        known and link.segments == own.segments,
        known and link.segments[:1] == own.segments[:1],
        len(link.segments) - len(own.segments) if known else np.nan,
        link.slug_words - own.slug_words if known else np.nan,
        link.digits - own.digits if known else np.nan,
        link.ending == own.ending if known else np.nan,
    )


def _starts_with_link(view: View) -> np.ndarray:
    page = view.page
    flags = np.zeros(view.n, bool)
    for block, text in zip(page.link_blocks, page.link_texts):
        if text and page.texts[block].startswith(text):
            flags[block] = True
    return flags


def _beside_links(view: View) -> dict[str, np.ndarray]:
    """The words before a block's first link and behind its last; whether a colon parts the former."""
    page, texts = view.page, view.page.texts
    before, after = np.full(view.n, np.nan), np.full(view.n, np.nan)
    colon = np.zeros(view.n, bool)
    for block, text in zip(page.link_blocks, page.link_texts):
        if np.isnan(before[block]):
            lead = texts[block].partition(text)[0].rstrip()
            before[block] = min(lead.count(" ") + bool(lead), 20)
            colon[block] = lead[-1:] in _COLONS and bool(lead)
        after[block] = min(len(texts[block].rpartition(text)[2].split(None, 20)), 20)
    return {"related.words_before": before, "related.words_after": after, "related.colon_before": colon}


def _blocks_of_anchor(view: View) -> np.ndarray:
    """Over how many blocks the block's anchor reaches (a card's anchor wraps several)."""
    page = view.page
    reach = Counter(number for number, _ in set(zip(page.link_numbers, page.link_blocks)))
    most = np.zeros(view.n, np.float32)
    for block, number in zip(page.link_blocks, page.link_numbers):
        most[block] = max(most[block], min(reach[number], 10))
    return most
