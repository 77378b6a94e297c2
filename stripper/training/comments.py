"""Find what readers say below articles, by the names of its elements: to learn what it looks like, and to measure how
much of it is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stripper.features.view import View, view
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.letters import squeezed
from stripper.training.corpora import Key, Sample

#: What elements are called in which readers comment.
_NAMES = re.compile(r"comment|kommentar|komentar|disqus|respond|replies", re.IGNORECASE)
#: Readers say at least so many paragraphs, of at least so many characters each.
LEAST, PARAGRAPH = 3, 60
#: Of their paragraphs at most this share stands in the gold: the article's own element may be called so too.
IN_GOLD = 0.1
#: At most so many pages of a site are measured; on a page that keeps more than this share of them comments are many.
PER_SITE, MANY = 3, 0.1


@dataclass(frozen=True, slots=True)
class Kept:
    """Of how many ``pages`` with readers' comments which ``share`` of these paragraphs an extractor keeps, as their mean, and on how
    many pages it keeps ``many``."""

    pages: int
    share: float
    many: int


def find_comments(view: View, sample: Sample) -> int | None:
    """The element of a page that holds the most that readers say, None if there is none."""
    page = view.page
    gold = squeezed(sample.text or "")
    kept = [squeezed(segment) for segment in sample.kept]
    best, most = None, 0.0
    for node, names in enumerate(page.attrs):
        if view.node_words[node] > most and _NAMES.search(names):
            said = [squeezed(page.texts[block]) for block in blocks_in(view, node)]
            long = _paragraphs(said)
            known = sum(text in gold for text in long)
            is_article = any(segment in text for text in said for segment in kept)
            if len(long) >= LEAST and known <= IN_GOLD * len(long) and not is_article:
                best, most = node, float(view.node_words[node])
    return best


def blocks_in(view: View, node: int) -> list[int]:
    """The blocks of an element."""
    return ((view.node >= node) & (view.node < view.ends[node])).nonzero()[0].tolist()


def measure_comments(samples: Sequence[Sample], texts: Mapping[str, Mapping[Key, str]]) -> dict[str, Kept]:
    """What each extractor keeps of what readers say on the samples' pages; ``texts``: by its name, what it made of them."""
    said = _said_on(samples)
    measured = {}
    for name, of in texts.items():
        shares = [_share_kept(paragraphs, of[key]) for key, paragraphs in said.items()]
        many = sum(share > MANY for share in shares)
        measured[name] = Kept(len(shares), sum(shares) / max(len(shares), 1), many)
    return measured


def _said_on(samples: Sequence[Sample]) -> dict[Key, list[str]]:
    """The paragraphs, squeezed, that readers say on each page where they say some."""
    found: dict[Key, list[str]] = {}
    of_site: Counter[str] = Counter()
    for sample in samples:
        root = parse(sample.read()) if of_site[sample.site] < PER_SITE else None
        page = None if root is None else segment(root)
        if page is not None and page.texts:
            shown = view(page)
            node = find_comments(shown, sample)
            if node is not None:
                of_site[sample.site] += 1
                found[sample.key] = _paragraphs(
                    [squeezed(page.texts[block]) for block in blocks_in(shown, node)]
                )
    return found


def _share_kept(paragraphs: list[str], text: str) -> float:
    whole = squeezed(text)
    return sum(paragraph in whole for paragraph in paragraphs) / len(paragraphs)


def _paragraphs(said: list[str]) -> list[str]:
    return [text for text in said if len(text) >= PARAGRAPH]
