"""Find what readers say below articles, by the names of its elements: to learn what it looks like, and to measure how
much of it is kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from stripper import features
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.letters import squeezed
from stripper.training.corpora import Key, Sample
from stripper.training.peers import Output

#: What elements are called in which readers comment.
_NAMES = re.compile(r"comment|kommentar|komentar|disqus|respond|replies", re.IGNORECASE)
#: Readers say at least so many paragraphs, of at least so many characters each.
LEAST, PARAGRAPH = 3, 60
#: Of their paragraphs at most this share stands in the gold: the article's own element may be called so too.
IN_GOLD = 0.1
#: At most so many pages of a site are measured; on a page that keeps more than this share of them comments are many.
PER_SITE, MANY = 3, 0.1


@dataclass(frozen=True, slots=True)
class Comments:
    """What readers say on a page: the element that holds it, its blocks, and its paragraphs, squeezed."""

    node: int
    blocks: list[int]
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """Of how many ``pages`` with readers' comments which ``share`` of these paragraphs an extractor keeps, as their mean, and on how
    many pages it keeps ``many``."""

    pages: int
    share: float
    many: int


def find_comments(view: features.View, sample: Sample) -> Comments | None:
    """What readers say in the element of a page that holds the most of it, None if there is none."""
    page = view.page
    gold = squeezed(sample.text or "")
    kept = [squeezed(segment) for segment in sample.kept]
    best, most = None, 0.0
    for node, names in enumerate(page.attrs):
        if view.node_words[node] > most and _NAMES.search(names):
            blocks = ((view.node >= node) & (view.node < view.ends[node])).nonzero()[0].tolist()
            said = [squeezed(page.texts[block]) for block in blocks]
            long = [text for text in said if len(text) >= PARAGRAPH]
            known = sum(text in gold for text in long)
            is_article = any(segment in text for text in said for segment in kept)
            if len(long) >= LEAST and known <= IN_GOLD * len(long) and not is_article:
                best, most = Comments(node, blocks, long), float(view.node_words[node])
    return best


def comments_in(root: etree._Element | None, sample: Sample) -> Comments | None:
    """The same of a tree, which may be empty."""
    page = None if root is None else segment(root)
    return find_comments(features.view(page), sample) if page is not None and page.texts else None


def measure_comments(
    samples: Sequence[Sample], outputs: Mapping[str, Mapping[Key, Output]]
) -> dict[str, Kept]:
    """What each extractor keeps of what readers say on the samples' pages; ``outputs``: by its name, what it made of them."""
    said = _said_on(samples)
    measured = {}
    for name, of in outputs.items():
        shares = [_share_kept(paragraphs, of[key].text) for key, paragraphs in said.items()]
        many = sum(share > MANY for share in shares)
        measured[name] = Kept(len(shares), sum(shares) / max(len(shares), 1), many)
    return measured


def _said_on(samples: Sequence[Sample]) -> dict[Key, list[str]]:
    """The paragraphs that readers say on each page where they say some."""
    found: dict[Key, list[str]] = {}
    of_site: Counter[str] = Counter()
    for sample in samples:
        comments = comments_in(parse(sample.read()), sample) if of_site[sample.site] < PER_SITE else None
        if comments is not None:
            of_site[sample.site] += 1
            found[sample.key] = comments.paragraphs
    return found


def _share_kept(paragraphs: list[str], text: str) -> float:
    whole = squeezed(text)
    return sum(paragraph in whole for paragraph in paragraphs) / len(paragraphs)
