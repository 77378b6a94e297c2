"""Find what readers say below articles, by the names of its elements, to learn what it looks like."""

from __future__ import annotations

import re

from stripper.features.view import View
from stripper.letters import squeezed
from stripper.training.corpora import Sample

#: What elements are called in which readers comment.
_NAMES = re.compile(r"comment|kommentar|komentar|disqus|respond|replies", re.IGNORECASE)
#: Readers say at least so many paragraphs, of at least so many characters each.
LEAST, PARAGRAPH = 3, 60
#: Of their paragraphs at most this share stands in the gold: the article's own element may be called so too.
IN_GOLD = 0.1


def find_comments(view: View, sample: Sample) -> int | None:
    """The element of a page that holds the most that readers say, None if there is none."""
    page = view.page
    gold = squeezed(sample.text or "")
    kept = [squeezed(segment) for segment in sample.kept]
    best, most = None, 0.0
    for node, names in enumerate(page.attrs):
        if view.node_words[node] > most and _NAMES.search(names):
            said = [squeezed(page.texts[block]) for block in blocks_in(view, node)]
            long = [text for text in said if len(text) >= PARAGRAPH]
            known = sum(text in gold for text in long)
            is_article = any(segment in text for text in said for segment in kept)
            if len(long) >= LEAST and known <= IN_GOLD * len(long) and not is_article:
                best, most = node, float(view.node_words[node])
    return best


def blocks_in(view: View, node: int) -> list[int]:
    """The blocks of an element."""
    return ((view.node >= node) & (view.node < view.ends[node])).nonzero()[0].tolist()
