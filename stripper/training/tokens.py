"""Fit the vocabulary: a weight for every token that several training sites share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from stripper.model.vocabulary import (
    Weights,
    element_tokens,
    headings_above,
    page_tokens,
    text_tokens,
    url_tokens,
)
from stripper.training.written import BOILERPLATE, read_written
from stripper.types import TARGETS, Page

#: Where a block's tokens stand, in the order of the vocabulary's parts.
PLACES = ("near", "far", "text", "under", "url")
#: Those that tell headlines of other items alone.
LINK_PLACES = ("under", "url")
#: A token must stand on the pages of at least this many sites.
MIN_SITES = 4
MIN_PAGE_SITES = 8
#: What a written line of boilerplate weighs beside a block.
BOILERPLATE_WEIGHT = 3.0
#: The inverse strength of the L2 penalty.
C = 1.0
PAGE_C = 0.02
ITERATIONS = 40


@dataclass(slots=True)
class TokenTable:
    """Token counts of all blocks of all pages.

    ``counts``: sparse float32 of shape (blocks, tokens); ``names``: per column
    its place and token; ``sites``: per row a number for its site.  ``written``: those
    of the lines of BOILERPLATE, of shape (lines, tokens).  ``pages``: which tokens stand
    anywhere on a page, of shape (pages, page tokens); ``page_names`` and ``page_sites`` likewise.
    """

    counts: sparse.csr_matrix
    names: list[tuple[str, str]]
    sites: np.ndarray
    written: sparse.csr_matrix
    pages: sparse.csr_matrix
    page_names: list[str]
    page_sites: np.ndarray


def token_table(pages: list[Page], sites: list[str]) -> TokenTable:
    """Count the tokens of every block of the pages; ``sites`` names each page's site."""
    elements = _Indexer(lambda key: element_tokens(*key))
    texts = _Indexer(text_tokens)
    urls = _Indexer(url_tokens)
    parts = [_page_counts(page, elements, texts, urls) for page in pages]
    lines = texts.rows(line for _, line in read_written(BOILERPLATE))
    tokens = dict(zip(PLACES, (elements.tokens, elements.tokens, texts.tokens, texts.tokens, urls.tokens)))
    counted = [
        sparse.vstack([_widen(part[k], len(tokens[place])) for part in parts], format="csr")
        for k, place in enumerate(PLACES)
    ]
    names = [(place, token) for place in PLACES for token in tokens[place]]
    number = {site: k for k, site in enumerate(sorted(set(sites)))}
    page_sites = np.array([number[site] for site in sites])
    owner = np.repeat(page_sites, [len(page.texts) for page in pages])
    counts = sparse.hstack(counted, format="csr", dtype=np.float32)
    written = _as_text(lines, {place: len(tokens[place]) for place in PLACES})
    keep = _shared(sparse.vstack([counts, written]), _with_lines(owner, written))
    whole = _Indexer(lambda tokens: tokens)
    present = whole.rows(frozenset(page_tokens(page)) for page in pages)
    kept = _shared(present, page_sites, MIN_PAGE_SITES)
    page_names = list(whole.tokens)
    return TokenTable(
        counts[:, keep],
        [names[k] for k in keep],
        owner,
        written[:, keep],
        present[:, kept],
        [page_names[k] for k in kept],
        page_sites,
    )


def _as_text(lines: sparse.csr_matrix, widths: dict[str, int]) -> sparse.csr_matrix:
    """Token counts of texts, with the columns of all places."""
    parts = [
        lines if place == "text" else sparse.csr_matrix((lines.shape[0], width))
        for place, width in widths.items()
    ]
    return sparse.hstack(parts, format="csr", dtype=np.float32)


def fit_page_weights(
    table: TokenTable, pages: np.ndarray, article: np.ndarray, weight: np.ndarray
) -> Weights:
    """Weights of what tells articles from other pages, from the pages (bool) that are picked."""
    used = np.flatnonzero(pages & (weight > 0))
    present = table.pages[used]
    keep = _shared(present, table.page_sites[used], MIN_PAGE_SITES)
    model = LogisticRegression(C=PAGE_C, max_iter=ITERATIONS, tol=1e-3)
    fit_quietly(model, present[:, keep], article[used], weight[used])
    return Weights([table.page_names[k] for k in keep], model.coef_.T.astype(np.float32))


def fit_vocabulary(
    table: TokenTable, rows: np.ndarray, targets: dict[str, tuple[np.ndarray, np.ndarray]]
) -> tuple[dict[str, Weights], np.ndarray]:
    """Block weights from the blocks ``rows`` (bool, all blocks).

    ``targets`` gives per target a bool label and a weight for all blocks; blocks
    of weight 0 are left out.  No written line is body.  Returns also the dense weights (tokens, targets).
    """
    weights = np.zeros((len(table.names), len(TARGETS)), np.float32)
    for k, target in enumerate(TARGETS):
        positive, weight = targets[target]
        used = np.flatnonzero(rows & (weight > 0))
        counts, sites, label = table.counts[used], table.sites[used], positive[used]
        weight = weight[used] * (len(used) / weight[used].sum())
        if target == "body":
            lines = table.written.shape[0]
            sites = _with_lines(sites, table.written)
            counts = sparse.vstack([counts, table.written], format="csr")
            label = np.append(label, np.zeros(lines, bool))
            weight = np.append(weight, np.full(lines, BOILERPLATE_WEIGHT))
        keep = _shared(counts, sites)
        keep = keep[[target == "related" or table.names[column][0] not in LINK_PLACES for column in keep]]
        model = LogisticRegression(C=C, max_iter=ITERATIONS, tol=1e-3)
        fit_quietly(model, counts[:, keep], label, weight)
        weights[keep, k] = model.coef_[0]
    return _places(table.names, weights), weights


def _with_lines(sites: np.ndarray, written: sparse.csr_matrix) -> np.ndarray:
    """The sites, and one more for each written line."""
    return np.append(sites, sites.max() + 1 + np.arange(written.shape[0]))


def fit_quietly(
    model: LogisticRegression, counts: sparse.csr_matrix, positive: np.ndarray, weight: np.ndarray
) -> None:
    """A fixed number of iterations is wanted, not convergence."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(counts, positive, sample_weight=weight)


def _places(names: list[tuple[str, str]], weights: np.ndarray) -> dict[str, Weights]:
    used = np.abs(weights).max(axis=1) > 1e-3
    places = {}
    for place in PLACES:
        rows = [k for k, (where, _) in enumerate(names) if where == place and used[k]]
        places[place] = Weights([names[k][1] for k in rows], weights[rows])
    return places


def _shared(counts: sparse.csr_matrix, sites: np.ndarray, least: int = MIN_SITES) -> np.ndarray:
    """The columns that stand on the pages of at least ``least`` sites."""
    coo = counts.tocoo()
    pairs = np.unique(coo.col.astype(np.int64) * (int(sites.max()) + 1) + sites[coo.row])
    per_token = np.bincount(pairs // (int(sites.max()) + 1), minlength=counts.shape[1])
    return np.flatnonzero(per_token >= least)


class _Indexer:
    """Numbers tokens in order of appearance, remembering whole keys."""

    def __init__(self, tokenise: Callable[..., Iterable[str]]) -> None:
        self.tokenise = tokenise
        self.tokens: dict[str, int] = {}
        self.seen: dict = {}

    def rows(self, keys: Iterable) -> sparse.csr_matrix:
        indices: list[int] = []
        ends = [0]
        for key in keys:
            found = self.seen.get(key)
            if found is None:
                tokens = sorted(self.tokenise(key))
                found = [self.tokens.setdefault(token, len(self.tokens)) for token in tokens]
                self.seen[key] = found
            indices.extend(found)
            ends.append(len(indices))
        shape = (len(ends) - 1, len(self.tokens))
        return sparse.csr_matrix((np.ones(len(indices), np.float32), indices, ends), shape=shape)


def _page_counts(page: Page, elements: _Indexer, texts: _Indexer, urls: _Indexer) -> tuple:
    own = elements.rows(zip(page.tags, page.attrs))
    near, far = _incidence(page)
    text = texts.rows(page.texts)
    links = page.longest_links()
    own_url = _ones([(np.array([*links], int), np.arange(len(links)))], (len(page.texts), len(links)))
    url = own_url @ urls.rows(page.link_urls[piece] for piece in links.values())
    return near @ own, far @ own, text, _under(page) @ text, url


def _under(page: Page) -> sparse.csr_matrix:
    """Blocks by blocks: which heading stands above each."""
    above = headings_above(page)
    below = np.flatnonzero(above >= 0)
    return _ones([(below, above[below])], (len(above), len(above)))


def _incidence(page: Page) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Blocks by elements: which elements are near a block, and which are far above it."""
    parents, node = np.array(page.parents), np.array(page.nodes)
    top, block = np.array(page.blockish)[node], np.arange(len(page.nodes))
    near, far = [], []
    while len(node):
        is_near = node >= top
        near.append((block[is_near], node[is_near]))
        far.append((block[~is_near], node[~is_near]))
        node = parents[node]
        inside = node >= 0
        node, top, block = node[inside], top[inside], block[inside]
    shape = (len(page.texts), len(page.parents))
    return _ones(near, shape), _ones(far, shape)


def _ones(pairs: list[tuple[np.ndarray, np.ndarray]], shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns = (np.concatenate(part) for part in zip(*pairs))
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)


def _widen(counts: sparse.csr_matrix, width: int) -> sparse.csr_matrix:
    counts.resize((counts.shape[0], width))
    return counts
