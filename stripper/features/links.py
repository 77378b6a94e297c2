"""What a block's links tell: how much of it they are, and where they lead."""

from __future__ import annotations

from collections import Counter

import numpy as np

from stripper import native
from stripper.features.view import Columns, View
from stripper.letters import COLONS

# An ending has at most so many characters.
_ENDING = 6
# What parts what leads to a link from it.
_LEADS = f"{COLONS}|»›>–—"
_OF_URL = (
    *(f"links.url_{name}" for name in ("foreign", "fragment", "scheme", "query", "length", "depth")),
    *(f"links.url_{name}" for name in ("slug_words", "digits", "repeats", "extension")),
    # Beside the page's own URL:
    *(f"related.url_{name}" for name in ("is_page", "same_section", "more_segments")),
    *(f"related.url_{name}" for name in ("more_slug_words", "more_digits", "same_ending")),
)
_BESIDE = ("related.words_before", "related.words_after", "related.colon_before")

# Which row of what is described a URL's length is, and which of what is found its depth.
_LENGTH, _DEPTH = _OF_URL.index("links.url_length"), 4


def link_features(view: View) -> Columns:
    """Link density and the look of the URL that the block's longest link leads to."""
    page, n = view.page, view.n
    blocks = np.asarray(page.link_blocks, np.int64)
    count = np.bincount(blocks, minlength=n).astype(np.float32)
    longest = np.zeros(n, np.float32)
    np.maximum.at(longest, blocks, np.fromiter(map(len, page.link_texts), np.float32))
    starts, beside = _beside_links(view, blocks)
    return {
        "links.density": view.linked,
        "links.count": np.minimum(count, 20),
        "links.words_per_link": view.words * view.linked / np.maximum(count, 1),
        "links.whole": view.linked > 0.9,
        "links.longest": np.log1p(longest),
        "links.starts": starts,
        "links.anchor_blocks": _blocks_of_anchor(view, blocks),
        _BESIDE: beside,
        _OF_URL: _of_urls(view),
    }


def _of_urls(view: View) -> np.ndarray:
    """What the URL of each block's longest link looks like, shape (columns, n)."""
    page = view.page
    columns = np.full((len(_OF_URL), view.n), np.nan)
    if not view.longest:
        return columns
    repeats = Counter(dict(zip(page.link_numbers, page.link_urls)).values())
    row = {url: number for number, url in enumerate(repeats)}
    own = page.head.address
    (*hosts, _), found = native.describe_urls([*repeats, own], own, _ENDING)
    home = Counter(filter(None, hosts)).most_common(1)
    foreign = [host not in ("", home[0][0]) for host in hosts] if home else np.zeros(len(hosts))
    numbers = np.frombuffer(found).reshape(-1, len(hosts) + 1)
    often = np.minimum(list(repeats.values()), 10)
    described = np.vstack([foreign, numbers[:7, :-1], often, numbers[7:, :-1]])
    np.minimum(described[_LENGTH], 200, out=described[_LENGTH])
    if not numbers[_DEPTH, -1]:  # nothing is known of the page's own URL
        described[-6:-4], described[-4:] = 0, np.nan
    columns[:, list(view.longest)] = described[
        :, [row[page.link_urls[piece]] for piece in view.longest.values()]
    ]
    return columns


def _beside_links(view: View, blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether a block begins with a link, (n,); and the words before its first link and behind its last, and whether a
    colon parts the former, (3, n)."""
    page, texts = view.page, view.page.texts
    starts, beside = np.zeros(view.n, bool), np.full((3, view.n), np.nan)
    beside[2] = 0
    starts[blocks] = True
    beside[:2, blocks] = 0
    # Most links are all of their block.
    parts = {block for block, text in zip(page.link_blocks, page.link_texts) if text != texts[block]}
    links: dict[int, list[str]] = {block: [] for block in parts}
    for block, text in zip(page.link_blocks, page.link_texts):
        if block in parts:
            links[block].append(text)
    for block, within in links.items():
        text = texts[block]
        starts[block] = any(link and text.startswith(link) for link in within)
        if within[0] != text:
            lead = text.partition(within[0])[0].rstrip()
            beside[0, block] = min(lead.count(" ") + bool(lead), 20)
            beside[2, block] = bool(lead) and lead[-1] in _LEADS
        if within[-1] != text:
            beside[1, block] = len(text.rpartition(within[-1])[2].split(None, 19))
    return starts, beside


def _blocks_of_anchor(view: View, blocks: np.ndarray) -> np.ndarray:
    """Over how many blocks the block's anchor reaches (a card's anchor wraps several)."""
    anchors, pair = np.asarray(view.page.link_numbers, np.int64), np.empty(len(blocks), np.int64)
    native.number_pairs(anchors, blocks, pair)
    is_new = np.ones(len(blocks), bool)
    is_new[1:] = pair[1:] > np.maximum.accumulate(pair)[:-1]
    reach = np.bincount(anchors, is_new)
    most = np.zeros(view.n)
    np.maximum.at(most, blocks, np.minimum(reach[anchors], 10))
    return most
