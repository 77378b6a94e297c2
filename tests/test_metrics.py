"""Scores per page, figures over pages, and their intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stripper.training import metrics
from stripper.training.metrics import (
    auc,
    calibration_error,
    interval,
    paired_interval,
    segment_counts,
    shingle_scores,
    title_agrees,
    title_exact,
    tokenise,
    word_f1,
)


def test_words_are_runs_but_han_and_kana_are_single() -> None:
    assert tokenise("It's a café_1, naïve.") == ["It", "s", "a", "café_1", "naïve"]
    assert tokenise("新醫改2012年未達標。コーヒー、ok") == [*"新醫改", "2012", *"年未達標コーヒー", "ok"]
    assert tokenise("서울에서 열린 Привет") == ["서울에서", "열린", "Привет"]


def test_shingles_are_multisets() -> None:
    assert shingle_scores("a b c d e", "a b c d e") == (1, 1)
    # Found: abcd, bcde, cdef; wanted: abcd, bcde.
    assert shingle_scores("a b c d e f", "a b c d e") == (2 / 3, 1)
    # A paragraph given twice counts once.
    assert shingle_scores("a b c d. a b c d", "a b c d") == (1 / 5, 1)
    assert shingle_scores("land\xading stage at noon", "landing stage at noon\u200b") == (1, 1)
    # Case and order count.
    assert shingle_scores("A b c d", "a b c d") == (0, 0)


def test_a_short_text_is_one_shingle() -> None:
    assert shingle_scores("a b", "a b") == (1, 1)
    assert shingle_scores("a b", "a b c") == (0, 0)


def test_precision_without_words_and_recall_without_gold_are_undefined() -> None:
    precision, recall = shingle_scores("", "a b c d")
    assert math.isnan(precision) and recall == 0
    precision, recall = shingle_scores("a b c d", " .")
    assert precision == 0 and math.isnan(recall)
    assert all(map(math.isnan, shingle_scores("", "")))


def test_word_f1_ignores_case_and_order() -> None:
    assert word_f1("The dog barks", "barks the DOG") == 1
    assert word_f1("a b c d", "a b x y") == 0.5
    assert word_f1("a a", "a") == pytest.approx(2 / 3)
    assert word_f1("", "a") == 0
    assert word_f1("", "") == 1
    assert word_f1("港鐵加強服務", "港鐵加強") == pytest.approx(0.8)


def test_segments_are_found_whatever_their_white_space() -> None:
    text = "First line\n  goes on.\u00a0Second. Log in"
    assert segment_counts(
        text, ["line goes on. Second", "Third"], ["Log in", "Sign up", "First  Second"]
    ) == (1, 1, 1, 2)
    assert segment_counts("", ["a"], ["b"]) == (0, 1, 0, 1)


def test_titles() -> None:
    assert title_agrees("Rain at last, says mayor", "RAIN at last says mayor!")
    assert not title_agrees("Example News", "Rain at last")
    assert not title_agrees(None, "Rain at last")
    assert title_exact(" Rain\nat last", "Rain at last")
    assert not title_exact("Rain at last", "Rain At Last")
    assert not title_exact(None, "Rain at last")


def test_figures_are_made_of_sums() -> None:
    # Precision 0.5 and undefined, recall 1.0 and 0.0: the mean leaves out what is undefined.
    sums = np.array([[0.5, 1, 1, 1], [0, 0, 0, 1]]).sum(0)
    assert metrics.mean_precision(sums) == 0.5
    assert metrics.mean_recall(sums) == 0.5
    assert metrics.f1_of_means(sums) == 0.5
    counts = np.array([3.0, 1, 2])
    assert metrics.micro_precision(counts) == 0.6
    assert metrics.micro_recall(counts) == 0.75
    assert metrics.micro_f1(counts) == pytest.approx(2 * 0.6 * 0.75 / 1.35)
    assert np.isnan(metrics.mean(np.zeros(2)))


def test_the_interval_of_a_mean_is_that_of_the_normal_law() -> None:
    scores = np.random.default_rng(1).uniform(size=400)
    found = interval(np.column_stack([scores, np.ones(400)]), metrics.mean)
    half = 1.96 * scores.std() / math.sqrt(400)
    assert found.value == pytest.approx(scores.mean())
    assert found.low == pytest.approx(scores.mean() - half, abs=0.004)
    assert found.high == pytest.approx(scores.mean() + half, abs=0.004)
    assert found == interval(np.column_stack([scores, np.ones(400)]), metrics.mean)


def test_a_paired_interval_is_narrow_where_the_same_pages_are_hard() -> None:
    theirs = np.random.default_rng(1).uniform(0, 0.9, size=200)
    ours = theirs + 0.05
    one = np.ones(200)
    found = paired_interval(np.column_stack([ours, one]), np.column_stack([theirs, one]), metrics.mean)
    assert (found.value, found.low, found.high) == pytest.approx((0.05, 0.05, 0.05))
    with pytest.raises(ValueError, match="same pages"):
        paired_interval(np.ones((3, 2)), np.ones((4, 2)), metrics.mean)


def test_auc_and_calibration() -> None:
    assert auc([False, True, True], [0.1, 0.2, 0.9]) == 1
    assert auc([False, True], [0.5, 0.5]) == 0.5
    assert calibration_error([True, True, False, False], [1.0, 1.0, 0.0, 0.0]) == 0
    # One bin: confidence 0.95, half of the pages articles.
    assert calibration_error([True, False], [0.95, 0.95]) == pytest.approx(0.45)
    # Two bins, gaps 0.1 and 0.3.
    assert calibration_error([True, False], [0.9, 0.3]) == pytest.approx(0.2)
