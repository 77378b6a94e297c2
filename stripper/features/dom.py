"""What a block's elements tell: tags, containers and their shares, repeated structure."""

from __future__ import annotations

import numpy as np

from stripper.features.view import View
from stripper.types import Page

_OWN = ("p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote",
        "dd", "dt", "pre", "button", "option", "label", "section", "article", "body")  # fmt: skip
_INNER = ("a", "span", "time", "em", "i", "small", "font", "cite")
_ABOVE = ("a", "li", "ul", "ol", "nav", "header", "footer", "aside", "main", "article", "section",
          "form", "figure", "table", "blockquote", "address", "button", "details", "dialog", "dl",
          "p", "h1", "h2", "h3", "h4", "noscript", "template", "select", "center", "iframe")  # fmt: skip
_BIT = {tag: 1 << bit for bit, tag in enumerate(_ABOVE)}
#: How many containers above a block are looked at.
LEVELS = 6


def dom_features(view: View) -> dict[str, np.ndarray]:
    """Tags, ancestors, containers' sums and the page's repeated structures."""
    page = view.page
    own = np.array([page.tags[node] for node in view.block_node])
    inner = np.array([page.tags[node] for node in view.node])
    above = _tags_above(page)[view.node]
    columns = {f"dom.own_{tag}": own == tag for tag in _OWN}
    columns |= {f"dom.inner_{tag}": inner == tag for tag in _INNER}
    columns |= {f"dom.in_{tag}": (above & bit) > 0 for tag, bit in _BIT.items()}
    columns |= {
        "dom.depth": view.depths[view.node],
        "dom.visible": np.asarray(page.visible),
        "dom.after_break": np.asarray(page.breaks),
    }
    return columns | _containers(view) | _core(view) | _repetition(view)


def _tags_above(page: Page) -> np.ndarray:
    """Per element: a bit for each tag of ``_ABOVE`` that it has or stands in."""
    bits: list[int] = []
    for parent, tag in zip(page.parents, page.tags):
        bits.append((bits[parent] if parent >= 0 else 0) | _BIT.get(tag, 0))
    return np.asarray(bits, np.int64)


def _containers(view: View) -> dict[str, np.ndarray]:
    """Shares of the page's text and prose under each of the containers above a block."""
    columns = {}
    words, prose = max(view.words.sum(), 1), max(view.prose.sum(), 1)
    node = view.block_node
    for level in range(LEVELS):
        columns[f"dom.up{level}_words"] = view.node_words[node] / words
        columns[f"dom.up{level}_linked"] = view.node_linked_words[node] / view.node_words[node]
        columns[f"dom.up{level}_blocks"] = np.log1p(view.node_blocks[node])
        columns[f"dom.up{level}_prose"] = view.node_prose[node] / prose
        columns[f"dom.up{level}_prose_share"] = view.node_prose[node] / view.node_words[node]
        node = np.where(view.parents[node] >= 0, view.parents[node], node)
    return columns


def _core(view: View) -> dict[str, np.ndarray]:
    """Where a block lies relative to the innermost elements that hold most of the prose."""
    columns = {}
    prose = view.node_prose[0]
    for share in (0.5, 0.75, 0.9):
        holders = np.flatnonzero(view.node_prose >= share * prose)
        core = holders[np.argmax(view.depths[holders])]
        common = np.zeros(view.n, np.int64)
        node = core
        while node >= 0:
            common += (view.node >= node) & (view.node < view.ends[node])
            node = view.parents[node]
        name = f"dom.core{int(share * 100)}"
        columns[f"{name}_out"] = view.depths[core] + 1 - common
        columns[f"{name}_down"] = view.depths[view.node] + 1 - common
        inside = np.flatnonzero(common > view.depths[core])
        columns[f"{name}_before"] = np.arange(view.n) < (inside[0] if len(inside) else 0)
        columns[f"{name}_after"] = np.arange(view.n) > (inside[-1] if len(inside) else view.n)
    return columns


def _repetition(view: View) -> dict[str, np.ndarray]:
    """Statistics over the blocks whose elements look the same, from loose to strict."""
    page = view.page
    strict: dict[tuple, int] = {}
    loose: dict[tuple, int] = {}
    strict_of: list[int] = []
    loose_of: list[int] = []
    for _node, (parent, tag, names) in enumerate(zip(page.parents, page.tags, page.attrs)):
        above = (strict_of[parent], loose_of[parent]) if parent >= 0 else (-1, -1)
        strict_of.append(strict.setdefault((above[0], tag, names), len(strict)))
        loose_of.append(loose.setdefault((above[1], tag), len(loose)))
    columns = {}
    for name, kinds in (("like", strict_of), ("tagged", loose_of)):
        _, kind = np.unique(np.asarray(kinds)[view.node], return_inverse=True)
        count = np.bincount(kind)
        words = np.bincount(kind, view.words)
        columns[f"dom.{name}_count"] = np.log1p(count)[kind]
        columns[f"dom.{name}_words"] = (words / count)[kind]
        columns[f"dom.{name}_share"] = (words / view.words.sum())[kind]
        columns[f"dom.{name}_linked"] = (np.bincount(kind, view.words * view.linked) / words)[kind]
        columns[f"dom.{name}_prose"] = (np.bincount(kind, view.prose) / words)[kind]
    siblings = (
        np.bincount(view.parents[1:], minlength=len(view.parents)) if len(view.parents) > 1 else np.zeros(1)
    )
    columns["dom.siblings"] = np.log1p(siblings[np.maximum(view.parents[view.block_node], 0)])
    return columns
