"""Learn what heads related headlines, which headings stand over content, and of which kind groups are.

The labels are few, and in few languages.  `headings.tsv` and `kinds.tsv` add headings in some
seventy languages, written down with their kinds for this purpose, and `offers.tsv` those of jobs, courses and things
to buy: as examples of wording, beside the labelled groups, not as rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from stripper import features
from stripper.article.label import label_blocks
from stripper.article.related import find_headlines
from stripper.errors import CorpusError
from stripper.features.headings import Candidates
from stripper.letters import squeezed
from stripper.model.grouping import ALWAYS, Grouping, kind_tokens, wording_tokens
from stripper.model.trees import Trees
from stripper.model.vocabulary import Weights
from stripper.training.boost import fit_trees
from stripper.training.dataset import Example
from stripper.training.written import FURTHER_HEADINGS, HEADINGS, OFFERS, read_written
from stripper.types import KINDS, TARGETS, Group, Page

#: The probability from which a candidate heads a group.
LEAST = 0.4
#: Iterations and learning rate of the trees for headings, and what a heading weighs.
SETTING = (300, 0.03)
HEADING_WEIGHT = 4.0
#: Headings are few: a leaf of their trees holds at least so many candidates.
LEAF = 10
#: The inverse strength of the L2 penalty, for headings and content, and for kinds, and how many examples a token must stand in.
C, KIND_C = 0.3, 0.1
LEAST_EXAMPLES = 2
#: What speaks less than this for or against a heading, or content below it, is left out: half of the tokens, whose sum tells nothing.
LEAST_WEIGHT = 0.01
#: A labelled group's heading stands at most so many blocks before its first headline.
REACH = 20
#: What a written heading weighs beside a candidate, and beside a labelled group.
WRITTEN_WORDING = 0.1
WRITTEN_KIND = 2.0
#: What a written heading of content, and one of something else, weighs beside one of a labelled group.
WRITTEN_CONTENT, WRITTEN_OFFER = 1.0, 3.0

Tokens = list[str]
#: A candidate's wording and its look.
Said = tuple[Tokens, Tokens]


@dataclass(slots=True)
class Labelled:
    """A page whose related links are labelled, as a model reads it before grouping.

    ``labels``: of its blocks; ``found``: the candidates; ``heads``: bool per candidate.
    """

    example: Example
    labels: list[str]
    found: Candidates
    heads: np.ndarray


def fit_grouping(
    examples: list[Example],
    scores: list[np.ndarray],
    folds: np.ndarray,
    thresholds: tuple[float, ...],
    seed: int,
) -> Grouping:
    """What is learned from the examples, by the probabilities (n, targets) that
    models gave their blocks which have not seen their sites; ``folds``: one number each.

    Raises:
        CorpusError: no example's related links are labelled.
    """
    pages, numbers = [], []
    for example, probabilities, fold in zip(examples, scores, folds.tolist()):
        if example.groups is not None:
            pages += _readings(example, probabilities, thresholds)
            numbers += [fold] * 2
    if not any(page.heads.any() for page in pages):
        raise CorpusError("nothing to learn headings from: no page has labelled groups of related links")
    fold = np.repeat(numbers, [len(page.heads) for page in pages])
    heads = np.concatenate([page.heads for page in pages])
    tokens = [_said(page.example.page, block) for page in pages for block in page.found.blocks]
    parts = [page for page in pages if len(page.heads)]
    ends = np.cumsum([len(page.heads) for page in parts])[:-1]
    sounds = np.split(_sounds(tokens, heads, fold), ends)
    rows = [page.found.first_look(*of.T) for page, of in zip(parts, sounds)]
    first = np.concatenate(rows)
    sure = np.split(_unseen(first, heads, fold, seed), ends)
    second = np.concatenate([page.found.second_look(*of) for page, *of in zip(parts, rows, sure)])
    trees = _trees(first, heads, seed), _trees(second, heads, seed)
    return Grouping(_wording(tokens, heads), *trees, LEAST, _kinds(pages[1::2]), _content(examples))


def _trees(rows: np.ndarray, heads: np.ndarray, seed: int) -> Trees:
    return fit_trees(rows, heads, np.where(heads, HEADING_WEIGHT, 1.0), *SETTING, seed, LEAF)


def _unseen(rows: np.ndarray, heads: np.ndarray, fold: np.ndarray, seed: int) -> np.ndarray:
    """The probability of each candidate by trees that learned from the other folds."""
    sure = np.zeros(len(heads))
    for number in np.unique(fold):
        held = fold == number
        sure[held] = _trees(rows[~held], heads[~held], seed).probability(rows[held])
    return sure


def _said(page: Page, block: int) -> Said:
    return wording_tokens(page.texts[block]), features.look_tokens(*page.look_of(block))


def _sounds(tokens: list[Said], heads: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """How much each candidate sounds and looks like a heading (k, 2), by those of the other folds."""
    sounds = np.zeros((len(heads), 2))
    for number in np.unique(fold):
        held, used = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        wording = _wording([tokens[k] for k in used], heads[used])
        for column in (0, 1):
            sounds[held, column] = wording.sums([wording.rows(tokens[k][column]) for k in held])[:, 0]
    return sounds


def _readings(example: Example, probabilities: np.ndarray, thresholds: tuple[float, ...]) -> list[Labelled]:
    """A page with the headlines that were found, and with those that are labelled."""
    labels = label_blocks(example.page, probabilities, thresholds)
    related = probabilities[:, TARGETS.index("related")]
    found = find_headlines(example.page, labels, related, example.sample.url)
    groups = [group for _, group in example.groups or []]
    gold = [headline for group in groups for headline in group.headlines]
    gold.sort(key=lambda headline: headline.first)
    upto = _headings(example.page, groups)
    readings = []
    for headlines in (found, gold):
        candidates = features.heading_candidates(example.view, labels, headlines, probabilities)
        readings.append(Labelled(example, labels, candidates, _heads(candidates, upto)))
    return readings


def _heads(found: Candidates, upto: np.ndarray) -> np.ndarray:
    """Which candidates head the headline that they stand before, bool (k,)."""
    first = np.array([found.headlines[owner].first for owner in found.owners], int)
    return first <= upto[found.blocks]


def _headings(page: Page, groups: list[Group]) -> np.ndarray:
    """Up to which block each block heads headlines, int (n,), -1 for none: the nearest before a group's first
    headline that has its heading's words heads it to its last."""
    upto = np.full(len(page.texts), -1)
    for group in groups:
        first, heading = group.headlines[0].first, squeezed(group.heading or "")
        for index in range(first - 1, max(first - REACH, 0) - 1, -1):
            if heading and squeezed(page.texts[index]) == heading:
                upto[index] = max(upto[index], group.headlines[-1].last)
                break
    return upto


def _wording(tokens: Sequence[Said], heads: np.ndarray) -> Weights:
    """How much each token speaks for a heading."""
    written = [wording_tokens(text) for _, text in read_written(HEADINGS, FURTHER_HEADINGS)]
    label = np.concatenate([heads, np.ones(len(written), bool)])
    weight = np.concatenate([np.where(heads, 1.0, 0.5), np.full(len(written), WRITTEN_WORDING)])
    return _telling(_fit([*(wording + look for wording, look in tokens), *written], label, weight, C))


def _telling(weights: Weights) -> Weights:
    """Those weights that tell anything."""
    return weights.only(np.abs(weights.values[:, 0]) >= LEAST_WEIGHT)


def _kinds(pages: list[Labelled]) -> Weights:
    """How much each token speaks for each of KINDS."""
    tokens: list[Tokens] = []
    kinds, weight = [], []
    for page in pages:
        gold = page.example.groups or []
        groups = [group for _, group in gold]
        tokens += map(kind_tokens, groups, features.group_tokens(page.example.view, page.labels, groups))
        kinds += [KINDS.index(kind) for kind, _ in gold]
        weight += [len(group.headlines) ** 0.5 for group in groups]
    for kind, text in read_written(HEADINGS, FURTHER_HEADINGS):
        tokens.append(wording_tokens(text))
        kinds.append(KINDS.index(kind))
        weight.append(WRITTEN_KIND)
    return _fit(tokens, np.array(kinds), np.array(weight), KIND_C)


def _content(examples: list[Example]) -> Weights:
    """How much each token of a heading speaks for content below it."""
    groups = [group for example in examples for _, group in example.groups or [] if group.heading]
    content = [text for _, text in read_written(HEADINGS, FURTHER_HEADINGS)]
    offers = [text for _, text in read_written(OFFERS)]
    headings = [*(group.heading or "" for group in groups), *content, *offers]
    leads = np.repeat([True, False], [len(groups) + len(content), len(offers)])
    labelled = [len(group.headlines) ** 0.5 for group in groups]
    weight = [*labelled, *[WRITTEN_CONTENT] * len(content), *[WRITTEN_OFFER] * len(offers)]
    tokens = [[*wording_tokens(heading), ALWAYS] for heading in headings]
    return _telling(_fit(tokens, leads, np.array(weight), C))


def _fit(tokens: Sequence[Tokens], label: np.ndarray, weight: np.ndarray, c: float) -> Weights:
    """Weights per token and class of a logistic regression; one column for two classes."""
    count = Counter(chain.from_iterable(tokens))
    names = sorted(token for token, times in count.items() if times >= LEAST_EXAMPLES)
    place = {token: k for k, token in enumerate(names)}
    indices = [[place[token] for token in row if token in place] for row in tokens]
    ends = np.cumsum([0, *map(len, indices)])
    flat = list(chain.from_iterable(indices))
    counts = sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(tokens), len(names)))
    model = LogisticRegression(C=c, max_iter=400, fit_intercept=False).fit(
        counts, label, sample_weight=weight
    )
    values = np.zeros((len(names), 1 if len(model.classes_) == 2 else len(KINDS)), np.float32)
    if len(model.classes_) == 2:
        values[:, 0] = model.coef_[0]
    else:
        values[:] = model.coef_.min()  # a kind without examples is never the likeliest
        values[:, model.classes_] = model.coef_.T
    return Weights(names, values)
