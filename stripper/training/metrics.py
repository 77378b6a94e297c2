"""How well a text agrees with the gold text: scores per page, and figures with intervals.

Every figure of an evaluation is a function of sums over pages (a mean is a sum
of scores over a sum of ones).  A page's scores are therefore kept as the row of
numbers that is summed, its *columns*, and a :data:`Statistic` turns the sums
into the figure.  This makes a bootstrap over pages one matrix product.

Characters that are never seen, soft hyphens most of all, count on neither side:
some gold texts and some extractors have them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from stripper.letters import without_unseen

#: From sums of shape (..., k) to figures of shape (...).
Statistic = Callable[[np.ndarray], np.ndarray]

SHINGLE = 4
#: Two titles agree from this F1 of their words on.
TITLE_AGREES = 0.8
BINS = 10
RESAMPLES = 2000
SEED = 20

# Han (with radicals and number signs) and Kana, which are written without spaces.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00016fe0-\U00016fff\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"(?=[{_UNSPACED}])\w|[^\W{_UNSPACED}]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95% bootstrap percentile interval."""

    value: float
    low: float
    high: float


def tokenise(text: str) -> list[str]:
    r"""The words of a text: runs of ``\w``, but each Han or Kana character by itself.

    The published benchmarks take runs of ``\w`` only, which makes one token of
    a whole Chinese clause and one error of every character in it.  Texts
    without such characters are cut exactly as there.
    """
    return _TOKEN.findall(text)


def shingle_scores(predicted: str, gold: str, n: int = SHINGLE) -> tuple[float, float]:
    """Precision and recall of the shingles (runs of n words) of a text, in [0, 1].

    As in ``evaluate.py`` of scrapinghub/article-extraction-benchmark: shingles
    are multisets, a text of fewer than n words is one shingle, case counts.
    Precision is NaN where the prediction has no words, recall where the gold
    has none; such pages are left out of the mean there and here.  The words are
    those of :func:`tokenise`.
    """
    found, wanted = _shingles(predicted, n), _shingles(gold, n)
    common = (found & wanted).total()
    precision = common / found.total() if found else float("nan")
    recall = common / wanted.total() if wanted else float("nan")
    return precision, recall


def word_f1(predicted: str, gold: str) -> float:
    """F1 in [0, 1] of the lower-case words as multisets; 1 where both texts are empty.

    The metric of WCXB (Web Content eXtraction Benchmark, 2026), with the words
    of :func:`tokenise`.
    """
    found, wanted = (Counter(_words(text.lower())) for text in (predicted, gold))
    total = found.total() + wanted.total()
    return 2 * (found & wanted).total() / total if total else 1.0


def segment_counts(text: str, kept: Sequence[str], dropped: Sequence[str]) -> tuple[int, int, int, int]:
    """True positives, false negatives, false positives and true negatives of one page.

    As in trafilatura's own evaluation: a segment is found where it is a
    substring of the text, runs of white space being one space in both.
    """
    text = _collapse(text)
    kept_found = sum(_collapse(segment) in text for segment in kept)
    dropped_found = sum(_collapse(segment) in text for segment in dropped)
    return kept_found, len(kept) - kept_found, dropped_found, len(dropped) - dropped_found


def title_agrees(predicted: str | None, gold: str) -> bool:
    """Whether the words of two titles agree with an F1 of at least TITLE_AGREES."""
    return predicted is not None and word_f1(predicted, gold) >= TITLE_AGREES


def title_exact(predicted: str | None, gold: str) -> bool:
    """Whether two titles are the same but for white space."""
    return predicted is not None and _collapse(predicted) == _collapse(gold)


def mean(sums: np.ndarray) -> np.ndarray:
    """Of columns (score, 1), or (0, 0) for a page that does not count; NaN without a page."""
    return _ratio(sums[..., 0], sums[..., 1])


def mean_precision(sums: np.ndarray) -> np.ndarray:
    """Of columns (precision, 1, recall, 1), with zeros where one is undefined."""
    return mean(sums[..., :2])


def mean_recall(sums: np.ndarray) -> np.ndarray:
    """Of columns (precision, 1, recall, 1), with zeros where one is undefined."""
    return mean(sums[..., 2:])


def f1_of_means(sums: np.ndarray) -> np.ndarray:
    """Of columns (precision, 1, recall, 1): the F1 of mean precision and mean recall."""
    precision, recall = mean_precision(sums), mean_recall(sums)
    return _ratio(2 * precision * recall, precision + recall)


def micro_precision(sums: np.ndarray) -> np.ndarray:
    """Of columns (true positives, false negatives, false positives)."""
    return _ratio(sums[..., 0], sums[..., 0] + sums[..., 2])


def micro_recall(sums: np.ndarray) -> np.ndarray:
    """Of columns (true positives, false negatives, false positives)."""
    return _ratio(sums[..., 0], sums[..., 0] + sums[..., 1])


def micro_f1(sums: np.ndarray) -> np.ndarray:
    """Of columns (true positives, false negatives, false positives)."""
    return _ratio(2 * sums[..., 0], 2 * sums[..., 0] + sums[..., 1] + sums[..., 2])


def interval(columns: np.ndarray, statistic: Statistic) -> Interval:
    """The statistic of pages of shape (n, k) and its interval, resampling pages."""
    return _interval(statistic(columns.sum(0)), statistic(_resampled(columns)))


def paired_interval(ours: np.ndarray, theirs: np.ndarray, statistic: Statistic) -> Interval:
    """The statistic of ours minus that of theirs, both over the same pages in every resample."""
    if ours.shape != theirs.shape:
        raise ValueError(f"a paired interval needs the same pages: {ours.shape} and {theirs.shape}")
    difference = statistic(ours.sum(0)) - statistic(theirs.sum(0))
    return _interval(difference, statistic(_resampled(ours)) - statistic(_resampled(theirs)))


def auc(truth: Sequence[bool], confidence: Sequence[float]) -> float:
    """The area under the ROC curve: how surely a positive ranks before a negative."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(truth, confidence))


def calibration_error(
    truth: Sequence[bool] | np.ndarray, confidence: Sequence[float] | np.ndarray, bins: int = BINS
) -> float:
    """The expected calibration error over bins of equal width, in [0, 1].

    Naeini, Cooper and Hauskrecht 2015: the mean over all examples of the gap
    between a bin's mean confidence and its share of positives.
    """
    positive, probability = np.asarray(truth, float), np.asarray(confidence, float)
    number = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = np.bincount(number, probability - positive, bins)
    return float(np.abs(gaps).sum() / len(positive))


def _shingles(text: str, n: int) -> Counter[tuple[str, ...]]:
    tokens = _words(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[k : k + n]) for k in range(max(1, len(tokens) - n + 1)))


def _words(text: str) -> list[str]:
    return tokenise(without_unseen(text))


def _collapse(text: str) -> str:
    return _SPACE.sub(" ", without_unseen(text)).strip()


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(denominator == 0, np.nan, numerator / denominator)


def _resampled(columns: np.ndarray) -> np.ndarray:
    """The sums (RESAMPLES, k) over pages drawn with replacement; the same pages for the same n."""
    return _draws(len(columns)) @ columns


@lru_cache(maxsize=2)
def _draws(n: int) -> np.ndarray:
    """How often each of n pages is drawn: (RESAMPLES, n)."""
    return np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(float)


def _interval(value: np.ndarray, resampled: np.ndarray) -> Interval:
    known = resampled[~np.isnan(resampled)]
    low, high = np.percentile(known, [2.5, 97.5]) if len(known) else (np.nan, np.nan)
    return Interval(float(value), float(low), float(high))
