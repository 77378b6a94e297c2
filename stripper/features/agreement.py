"""How far a block agrees with what the page's head and JSON-LD say about the article."""

from __future__ import annotations

import numpy as np

from stripper import native
from stripper.features.view import CODE, Columns, View, clipped

#: Blocks of more words than this are not compared with the title word by word.
LONGEST_TITLE = 60
#: Blocks of fewer characters than this are not looked for in the description and the body.
LEAST_QUOTED = 12
_EDGES = ".,:;!?\"'“”„«»()[]|–—-‘’…"
#: Parts the texts of blocks where they are handled as one; no text of an element has it.
_PARTER = "\0"
_HEADINGS = ("h1", "h2", "h3")
_BESIDE_HEADLINE = (
    *(f"agreement.headline_{name}" for name in ("away", "words_away", "up", "down", "same_article")),
    "agreement.headlines_since",
    "agreement.headline_same_parent",
)


def agreement_features(view: View) -> Columns:
    """Agreement with titles, descriptions and articleBody; distance from the headline."""
    head = view.page.head
    overlaps = _overlaps(view, head.titles + head.descriptions)
    title, description = _best(overlaps[:, : len(head.titles)]), _best(overlaps[:, len(head.titles) :])
    described, body_start = _stand_in(view, slice(40), (" ".join(head.descriptions), head.body))
    (body_end,) = _stand_in(view, slice(-40, None), (head.body,))
    article = any("article" in kind or "posting" in kind for kind in head.types)
    return {
        "agreement.title_precision": title[0],
        "agreement.title_recall": title[1],
        "agreement.title_f1": title[2],
        "agreement.title_best": title[2] >= title[2].max(),
        "agreement.description_precision": description[0],
        "agreement.description_recall": description[1],
        "agreement.in_description": described,
        "agreement.body_start": body_start,
        "agreement.body_end": body_end,
        _BESIDE_HEADLINE: _beside_headline(view, _headline(view, title[2])),
        "agreement.headline_f1": float(title[2].max()),
        "agreement.page_is_article": float(article),
        "agreement.page_has_body": float(np.log1p(len(head.body))),
        "agreement.page_has_description": float(bool(head.descriptions)),
    }


def _words(text: str, ideographic: bool) -> set[str]:
    """The distinct words of a text; single characters where words are not parted by spaces."""
    text = _folded(text)
    return (
        set(filter(str.isalnum, text))
        if ideographic
        else {word.strip(_EDGES) for word in text.split()} - {""}
    )


def _folded(text: str) -> str:
    return text.casefold().replace("\xad", "")  # soft hyphens


def _overlaps(view: View, references: list[str]) -> np.ndarray:
    """Per reference and block: word precision, recall and F1, shape (3, references, n)."""
    scores = np.zeros((3, len(references), view.n))
    short = view.words <= LONGEST_TITLE
    ideographic = view.counts[:, CODE["ideograph"]] > 0.3 * view.sizes
    for flag in (False, True):
        blocks = np.flatnonzero(short & (ideographic == flag))
        if len(blocks) and references:
            tokens = [_words(text, flag) for text in references]
            said, common = _common([view.page.texts[block] for block in blocks.tolist()], flag, tokens)
            found = np.flatnonzero(common.any(axis=0))
            common = common[:, found]
            precision = common / said[found]
            recall = common / np.maximum([[len(words)] for words in tokens], 1)
            f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
            scores[:, :, blocks[found]] = precision, recall, f1
    return scores


def _common(texts: list[str], ideographic: bool, references: list[set[str]]) -> tuple[np.ndarray, np.ndarray]:
    """How many distinct words each of n texts has, and how many in common with each reference, (references, n)."""
    wanted = list(set().union(*references))
    # All texts at once: most are short.
    joined = _folded("".join([f"{text} {_PARTER} " for text in texts]))
    found, sizes, distinct = native.word_rows(native.Index(wanted), joined, _PARTER, _EDGES, ideographic)
    text = np.repeat(np.arange(len(texts)), sizes)
    held = np.array([[word in reference for word in wanted] for reference in references], np.float64)
    said = held.reshape(len(references), -1)[:, np.frombuffer(found, np.int64)]
    return np.array(distinct), np.array([np.bincount(text, row, len(texts)) for row in said])


def _best(scores: np.ndarray) -> np.ndarray:
    """Of scores (3, references, n) those beside the reference of the best F1, float32 of shape (3, n)."""
    _, references, n = scores.shape
    if not references:
        return np.zeros((3, n), np.float32)
    # Single precision, in which equal agreement is equal.
    return scores[:, np.argmax(scores[2], axis=0), np.arange(n)].astype(np.float32)


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


def _stand_in(view: View, part: slice, references: tuple[str, ...]) -> np.ndarray:
    """Whether the part of each block stands in each reference, white space aside, shape (references, n)."""
    flags = np.zeros((len(references), view.n), bool)
    if any(references):
        blocks = np.flatnonzero(view.sizes >= LEAST_QUOTED)
        texts = view.page.texts
        parts = _squeezed(_PARTER.join([texts[block][part] for block in blocks.tolist()])).split(_PARTER)
        for row, reference in enumerate(map(_squeezed, references)):
            if reference and len(blocks):
                flags[row, blocks] = [part in reference for part in parts]
    return flags


def _headline(view: View, title_f1: np.ndarray) -> int | None:
    """The block most likely to be the headline: agreeing with the title, a heading, first."""
    headings = view.tags[view.block_node] == view.numbers(_HEADINGS)
    rank = title_f1 + np.array([0.3, 0.2, 0.1], np.float32) @ headings - 0.5 * (view.linked > 0.5)
    rank = np.where((title_f1 > 0.3) | headings[0], rank, -1)
    best = int(np.argmax(rank))
    return best if rank[best] > 0 else None


def _beside_headline(view: View, headline: int | None) -> np.ndarray:
    """How far from the headline a block stands, and on which way through the tree, shape (columns, n)."""
    own = view.block_node
    h1 = np.cumsum(view.tags[own] == view.numbers(("h1",))[0])
    if headline is None:
        columns = np.full((len(_BESIDE_HEADLINE), view.n), np.nan)
        columns[-2:] = np.minimum(h1, 5), np.zeros(view.n)
        return columns
    element = int(own[headline])
    away = np.arange(view.n) - headline
    words_before = np.cumsum(view.words) - view.words
    common, depths = view.common(element, own), view.depths[own] + 1
    return np.array([
        clipped(away, 100),
        np.sign(away) * np.log1p(np.abs(words_before - words_before[headline])),
        depths[headline] - common,
        depths - common,
        _same_article(view, element),
        clipped(h1 - h1[headline], 5),
        view.parents[own] == view.parents[element],
    ])  # fmt: skip


def _same_article(view: View, element: int) -> np.ndarray:
    """Whether the nearest ``<article>`` around a block is that around an element."""
    own, articles = view.block_node, view.sorts(("article",))
    around = np.flatnonzero((articles[: element + 1] == 0) & (view.ends[: element + 1] > element))
    nearest = int(around[-1]) if len(around) else -1
    articles[: nearest + 1] = -1
    outer = max(nearest, 0)  # the root, if no article is around
    return (own >= outer) & (own < view.ends[outer]) & ~view.within(articles, 1, own)[0]
