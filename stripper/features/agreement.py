"""How far a block agrees with what the page's head and JSON-LD say about the article."""

from __future__ import annotations

import numpy as np

from stripper.features.view import CODE, View

#: Blocks of more words than this are not compared with the title word by word.
LONGEST_TITLE = 60
_EDGES = ".,:;!?\"'“”„«»()[]|–—-‘’…"
_HEADINGS = {"h1": 3, "h2": 2, "h3": 1}


def agreement_features(view: View) -> dict[str, np.ndarray]:
    """Agreement with titles, descriptions and articleBody; distance from the headline."""
    head = view.page.head
    blocks = _block_tokens(view)
    title = _overlap(blocks, view.n, head.titles)
    description = _overlap(blocks, view.n, head.descriptions)
    body = _squeezed(head.body)
    described = _stands_in(view, _squeezed(" ".join(head.descriptions)), slice(40))
    headline = _headline(view, title[:, 2])
    away = np.arange(view.n) - headline if headline is not None else np.full(view.n, np.nan)
    words_before = np.cumsum(view.words) - view.words
    article = any("article" in kind or "posting" in kind for kind in head.types)
    return {
        "agreement.title_precision": title[:, 0],
        "agreement.title_recall": title[:, 1],
        "agreement.title_f1": title[:, 2],
        "agreement.title_best": title[:, 2] >= title[:, 2].max(),
        "agreement.description_precision": description[:, 0],
        "agreement.description_recall": description[:, 1],
        "agreement.in_description": described,
        "agreement.body_start": _stands_in(view, body, slice(40)),
        "agreement.body_end": _stands_in(view, body, slice(-40, None)),
        "agreement.headline_away": np.clip(away, -100, 100),
        "agreement.headline_words_away": np.nan
        if headline is None
        else np.sign(away) * np.log1p(np.abs(words_before - words_before[headline])),
        "agreement.headline_up": _climb(view, headline)[0],
        "agreement.headline_down": _climb(view, headline)[1],
        "agreement.headline_same_article": _same_article(view, headline),
        "agreement.headlines_since": _headlines_since(view, headline),
        "agreement.headline_same_parent": False
        if headline is None
        else view.parents[view.block_node] == view.parents[view.block_node[headline]],
        "agreement.headline_f1": title[:, 2].max(),
        "agreement.page_is_article": article,
        "agreement.page_has_body": np.log1p(len(head.body)),
        "agreement.page_has_description": bool(head.descriptions),
    }


def _climb(view: View, headline: int | None) -> tuple[np.ndarray, np.ndarray]:
    """How many elements up from the headline, then down to the block, the way in the tree leads."""
    if headline is None:
        return np.full(view.n, np.nan), np.full(view.n, np.nan)
    common = np.zeros(view.n, np.int64)
    node = view.block_node[headline]
    while node >= 0:
        common += (view.block_node >= node) & (view.block_node < view.ends[node])
        node = view.parents[node]
    depths = view.depths[view.block_node] + 1
    return depths[headline] - common, depths - common


def _same_article(view: View, headline: int | None) -> np.ndarray:
    """Whether the nearest ``<article>`` around a block is that around the headline."""
    if headline is None:
        return np.full(view.n, np.nan)
    nearest: list[int] = []
    for node, (parent, tag) in enumerate(zip(view.page.parents, view.page.tags)):
        nearest.append(node if tag == "article" else (nearest[parent] if parent >= 0 else -1))
    article = np.asarray(nearest)[view.block_node]
    return article == article[headline]


def _headlines_since(view: View, headline: int | None) -> np.ndarray:
    """How many ``<h1>`` stand between the headline and the block (negative before it)."""
    h1 = np.array([view.page.tags[node] == "h1" for node in view.block_node], np.int64)
    upto = np.cumsum(h1)
    return np.clip(upto - (upto[headline] if headline is not None else 0), -5, 5)


def _tokens(text: str, ideographic: bool) -> set[str]:
    """Words; single characters where words are not parted by spaces."""
    text = text.casefold().replace("\xad", "")  # soft hyphens
    if ideographic:
        return set(filter(str.isalnum, text))
    words = text.split()
    return {word if word.isalnum() else word.strip(_EDGES) for word in words} - {""}


def _block_tokens(view: View) -> dict[int, tuple[set[str], bool]]:
    """The tokens of the blocks that are short enough to be compared, and how they were told."""
    ideographic = view.counts[:, CODE["ideograph"]] > 0.3 * view.sizes
    short = np.flatnonzero(view.words <= LONGEST_TITLE).tolist()
    return {k: (_tokens(view.page.texts[k], bool(ideographic[k])), bool(ideographic[k])) for k in short}


def _overlap(blocks: dict[int, tuple[set[str], bool]], n: int, references: list[str]) -> np.ndarray:
    """Per block: word precision, recall and F1 against the best reference, shape (n, 3)."""
    scores = np.zeros((n, 3), np.float32)
    sets = {flag: [_tokens(text, flag) for text in references] for flag in (False, True)}
    wanted = set().union(*sets[False], *sets[True])
    for index, (tokens, ideographic) in blocks.items():
        if tokens.isdisjoint(wanted):
            continue
        best = (0.0, 0.0, 0.0)
        for reference in sets[ideographic]:
            common = len(tokens & reference)
            if common:
                precision, recall = common / len(tokens), common / len(reference)
                best = max(best, (precision, recall, 2 * precision * recall / (precision + recall)), key=_f1)
        scores[index] = best
    return scores


def _f1(score: tuple[float, float, float]) -> float:
    return score[2]


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


def _stands_in(view: View, reference: str, part: slice) -> np.ndarray:
    """Whether the part of a block stands in the reference, white space aside."""
    if not reference:
        return np.zeros(view.n, bool)
    return np.array(
        [len(text) >= 12 and _squeezed(text[part]) in reference for text in view.page.texts], bool
    )


def _headline(view: View, title_f1: np.ndarray) -> int | None:
    """The block most likely to be the headline: agreeing with the title, a heading, first."""
    tags = [_HEADINGS.get(view.page.tags[node], 0) for node in view.block_node]
    rank = title_f1 + 0.1 * np.array(tags, np.float32) - 0.5 * (view.linked > 0.5)
    rank = np.where((title_f1 > 0.3) | (np.array(tags) == 3), rank, -1)
    best = int(np.argmax(rank))
    return best if rank[best] > 0 else None
