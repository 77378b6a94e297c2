"""Fit a model to examples: vocabulary, passes over the blocks, whole page, groups.

Every later step learns from what the earlier ones say of pages whose site they
have not seen (folds grouped by site), because that is what they will meet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from stripper import features
from stripper.errors import CorpusError
from stripper.features.whole import whole_features
from stripper.model.classifier import Model, Pass, candidates_of
from stripper.model.notices import Notices
from stripper.model.trees import Trees
from stripper.model.vocabulary import Vocabulary, Weights, page_tokens
from stripper.training.boost import fit_trees
from stripper.training.captions import fit_captions
from stripper.training.corpora import fold_of
from stripper.training.gather import Data
from stripper.training.grouping import fit_grouping
from stripper.training.notices import fit_notices
from stripper.training.tokens import LINK_PLACES, PLACES, fit_page_weights, fit_vocabulary
from stripper.types import TARGETS

Gates = tuple[tuple[tuple[int, float], ...], ...]
Settings = tuple[tuple[int, float], ...]

SEED = 20261122
INNER_FOLDS = 3
#: Sums in floating point depend on the number of threads, so it is fixed.
THREADS = 1
#: Iterations and learning rate per pass and target.  Where no element tells what belongs
#: together, more is left to the passes (docs/experiments.md).
PASSES: dict[str, tuple[Settings, ...]] = {
    "html": (((120, 0.12), (60, 0.1), (120, 0.1)), ((120, 0.1), (60, 0.1), (200, 0.1))),
    "text": (
        ((240, 0.1), (100, 0.1), (160, 0.08)),
        ((240, 0.08), (100, 0.1), (160, 0.08)),
        ((240, 0.08), (100, 0.1), (160, 0.08)),
    ),
}
WHOLE = (80, 0.06)
#: A block with a probability of being related of at most so much is not looked at again; in flattened
#: text one with at most so much of each target.
RULED_OUT = 0.01
RULED_OUT_LINE = {"body": 0.01, "title": 0.001, "related": 0.01}
#: What a page of a corpus weighs in learning which pages are articles: all of
#: these corpora's are, and they would teach what is typical of the corpus;
#: trafilatura-eval does not tell.
PAGE_WEIGHT = {"daniel": 0.1, "fundus": 0.5, "trafilatura-eval": 0.0}
#: What a small page that was made of another weighs in that, of whatever corpus.
SMALL_WEIGHT = 0.2
#: Least probabilities at which a block is body, title, related.
THRESHOLDS = (0.2, 0.3, 0.4)


def fit(data: Data, pages: np.ndarray, name: str = "news") -> Model:
    """A model from the pages that the bool array ``pages`` picks.

    Raises:
        CorpusError: the pages hold no example, or no counterexample, of a target.
    """
    inner = np.array([fold_of("inner " + example.sample.site, INNER_FOLDS) for example in data.examples])
    for fold in range(INNER_FOLDS):
        _check(data, pages & (inner != fold))
    learned, places = _vocabulary(data, pages, inner)
    rows = _rows(data, learned)
    scores, passes = _passes(data, rows, pages, inner)
    page_scores, page_weights = _page_weights(data, pages, inner)
    whole = _whole(data, scores, page_scores, pages)
    vocabulary = Vocabulary(*[*(places[place] for place in PLACES), page_weights])
    picked = np.flatnonzero(pages & np.array([not example.made for example in data.examples]))
    grouping = fit_grouping(
        [data.examples[k] for k in picked],
        [scores[data.starts[k] : data.starts[k + 1]] for k in picked],
        inner[picked],
        THRESHOLDS,
        SEED,
    )
    notices = fit_notices(data, pages) if data.table == features.TEXT else Notices(np.zeros(0, np.uint32))
    captions = fit_captions(data, pages)  # those of pages are not known, but told by their elements
    columns = data.table.columns
    return Model(
        name, data.table.source, columns, vocabulary, passes, whole, grouping, notices, captions, THRESHOLDS
    )


def _check(data: Data, pages: np.ndarray) -> None:
    rows = data.rows(pages)
    known = {target: label[rows & (weight > 0)] for target, (label, weight) in data.targets.items()}
    article, weight = _page_labels(data)
    known["article"] = article[pages & (weight > 0)]
    for target, label in known.items():
        if label.all() or not label.any():
            raise CorpusError(
                f"nothing to learn {target!r} from: the pages of too few sites tell what is and what is not"
            )


def _gates(table: features.Table, width: int) -> Gates:
    """The gates of a pass that sees the first ``width`` columns.

    On pages with elements a headline of others is linked, and a later pass looks
    at those alone that the one before did not rule out.
    """
    column = {name: k for k, name in enumerate(table.columns)}
    before = column["verdict.related"]
    if table == features.TEXT:
        ruled_out = tuple(((column[f"verdict.{target}"], RULED_OUT_LINE[target]),) for target in TARGETS)
        return ruled_out if before < width else ((), (), ())
    title = (("agreement.title_f1", 0.2), ("dom.own_h1", 0.5), ("dom.own_h2", 0.5))
    related = (before, RULED_OUT) if before < width else (column["links.count"], 0.5)
    return (), tuple((column[name], bound) for name, bound in title), (related,)


def _vocabulary(data: Data, pages: np.ndarray, inner: np.ndarray) -> tuple[np.ndarray, dict[str, Weights]]:
    """Out-of-fold scores on ``pages``, full scores elsewhere; and the weights from all pages."""
    places, weights = fit_vocabulary(data.tokens, data.rows(pages), data.targets)
    scores = _token_scores(data, weights)
    for fold in range(INNER_FOLDS):
        held = data.rows(pages & (inner == fold))
        _, weights = fit_vocabulary(data.tokens, data.rows(pages & (inner != fold)), data.targets)
        scores[held] = _token_scores(data, weights)[held]
    return scores, places


def _token_scores(data: Data, weights: np.ndarray) -> np.ndarray:
    """What the vocabulary's features give, for all blocks at once, in the order of their names."""
    tokens = data.tokens
    place = np.array([where for where, _ in tokens.names])
    scores = {where: tokens.counts @ (weights * (place == where)[:, None]) for where in PLACES}
    if data.table == features.TEXT:
        return _around_lines(data, scores)
    columns = [scores[where][:, k] for k in range(len(TARGETS)) for where in ("near", "far", "text")]
    columns += [scores[where][:, TARGETS.index("related")] for where in LINK_PLACES]
    return np.stack(columns, axis=1).astype(np.float32)


@dataclass(slots=True)
class _Given:
    """A vocabulary whose scores of one page's texts are known."""

    text: np.ndarray
    under: np.ndarray

    def element_scores(self, view: features.View) -> np.ndarray:
        raise NotImplementedError

    url_scores = element_scores

    def text_scores(self, view: features.View) -> np.ndarray:
        return self.text

    def heading_scores(self, view: features.View) -> np.ndarray:
        return self.under


def _around_lines(data: Data, scores: dict[str, np.ndarray]) -> np.ndarray:
    """The same for flattened text, page by page: its features look at neighbours too."""
    parts = [slice(*pair) for pair in pairwise(data.starts)]
    return np.concatenate(
        [
            features.TEXT.vocabulary_pass(example.view, _Given(scores["text"][part], scores["under"][part]))
            for example, part in zip(data.examples, parts)
        ]
    )


def _passes(
    data: Data, rows: np.ndarray, pages: np.ndarray, inner: np.ndarray
) -> tuple[np.ndarray, tuple[Pass, ...]]:
    """The last pass' out-of-fold probabilities (N, targets), and all passes."""
    first, *later = PASSES[data.table.source]
    scores, one = _pass(data, rows[:, : -_width_of_verdicts(data)], pages, inner, first)
    passes = [one]
    for settings in later:
        _fill_verdicts(data, rows, scores, pages)
        scores, one = _pass(data, rows, pages, inner, settings)
        passes.append(one)
    return scores, tuple(passes)


def _pass(
    data: Data, rows: np.ndarray, pages: np.ndarray, inner: np.ndarray, settings: Settings
) -> tuple[np.ndarray, Pass]:
    """Out-of-fold probabilities (N, targets), and the trees fitted to all the pages."""
    gates = _gates(data.table, rows.shape[1])
    scores = np.zeros((len(rows), len(TARGETS)), np.float32)
    trees = []
    for k, (target, gate, setting) in enumerate(zip(TARGETS, gates, settings)):
        label, weight = data.targets[target]
        candidates = np.zeros(len(rows), bool)
        candidates[candidates_of(rows, gate)] = True
        columns = _columns(data.table, target, rows.shape[1])
        for fold in range(INNER_FOLDS):
            held = candidates & data.rows(pages & (inner == fold))
            used = candidates & data.rows(pages & (inner != fold)) & (weight > 0)
            scores[held, k] = _trees(rows, columns, label, weight, used, setting).probability(rows[held])
        used = candidates & data.rows(pages) & (weight > 0)
        trees.append(_trees(rows, columns, label, weight, used, setting))
    return scores, Pass(tuple(trees), gates)


def _columns(table: features.Table, target: str, width: int) -> np.ndarray:
    """The columns of the first ``width`` that the trees of a target see.

    What tells headlines of other items is kept from the others: it says more of
    a corpus than of its articles (docs/experiments.md).
    """
    names = table.columns[:width]
    hidden = table == features.HTML and target != "related"
    return np.array([k for k, name in enumerate(names) if not (hidden and name.startswith("related."))])


def _trees(
    rows: np.ndarray,
    columns: np.ndarray,
    label: np.ndarray,
    weight: np.ndarray,
    used: np.ndarray,
    setting: tuple[int, float],
) -> Trees:
    """Trees over some of the columns, whose splits name columns of the whole table."""
    iterations, rate = setting
    used = np.flatnonzero(used)
    weight = weight[used] / weight[used].mean()
    trees = fit_trees(rows[np.ix_(used, columns)], label[used], weight, iterations, rate, SEED)
    return replace(trees, features=columns[trees.features].astype(np.int32))


def _width_of_verdicts(data: Data) -> int:
    return len(data.table.names[2])


def _rows(data: Data, learned: np.ndarray) -> np.ndarray:
    """One table for all passes, the columns of verdicts still empty."""
    width = data.base.shape[1]
    rows = np.zeros((len(data.base), width + learned.shape[1] + _width_of_verdicts(data)), np.float32)
    rows[:, :width] = data.base
    rows[:, width : width + learned.shape[1]] = learned
    return rows


def _fill_verdicts(data: Data, rows: np.ndarray, scores: np.ndarray, pages: np.ndarray) -> None:
    """What a pass' scores say of the blocks' surroundings, for the pages that are picked."""
    width = _width_of_verdicts(data)
    for index in np.flatnonzero(pages):
        part = slice(data.starts[index], data.starts[index + 1])
        rows[part, -width:] = data.table.verdict_pass(data.examples[index].view, scores[part])


def _page_labels(data: Data) -> tuple[np.ndarray, np.ndarray]:
    """Which pages are articles, and what each page weighs in learning that."""
    samples = [example.sample for example in data.examples]
    article = np.array([sample.page_type == "article" for sample in samples])
    weight = np.array([PAGE_WEIGHT.get(sample.corpus, 1.0) for sample in samples])
    made = np.array([example.made for example in data.examples])
    weight[made != ""] = 0
    weight[made == "small"] = SMALL_WEIGHT
    return article, weight


def _page_weights(data: Data, pages: np.ndarray, inner: np.ndarray) -> tuple[np.ndarray, Weights]:
    """Out-of-fold page scores, and the weights from all the pages."""
    article, weight = _page_labels(data)
    scores = np.zeros(len(pages), np.float32)
    for fold in range(INNER_FOLDS):
        weights = fit_page_weights(data.tokens, pages & (inner != fold), article, weight)
        for k in np.flatnonzero(pages & (inner == fold)):
            scores[k] = weights.sum(page_tokens(data.examples[k].page))[0]
    return scores, fit_page_weights(data.tokens, pages, article, weight)


def _whole(data: Data, scores: np.ndarray, page_scores: np.ndarray, pages: np.ndarray) -> Trees:
    """Trees that tell articles from other pages, by the last pass' scores."""
    article, weight = _page_labels(data)
    picked = np.flatnonzero(pages & (weight > 0))
    rows = np.array(
        [
            list(
                whole_features(
                    data.examples[k].view, scores[data.starts[k] : data.starts[k + 1]], page_scores[k]
                ).values()
            )
            for k in picked
        ],
        np.float32,
    )
    iterations, rate = WHOLE
    return fit_trees(rows, article[picked], weight[picked], iterations, rate, SEED)
