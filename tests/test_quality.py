"""The quality floor: the shipped model on the fixtures, and on a corpus of which it has seen segments alone.

The floors may rise with a better model; lowering one is a decision to be told
in docs/decisions.md.
"""

from __future__ import annotations

import numpy as np
import pytest
from fixtures_lib import Fixture, load

import stripper
from stripper.training import corpora
from stripper.training.metrics import micro_f1, segment_counts, shingle_scores

ARTICLES = [fixture for fixture in load("pages") if fixture.expected["confidence"] == "high"]
OTHERS = [fixture for fixture in load("pages") if fixture.expected["confidence"] == "low"]


def scores(fixture: Fixture) -> tuple[float, float]:
    article = stripper.extract(fixture.data, url=fixture.expected["url"])
    return shingle_scores(article.text, "\n".join(fixture.expected["text"]))


@pytest.mark.parametrize("fixture", ARTICLES, ids=str)
def test_the_text_of_a_fixture(fixture: Fixture) -> None:
    precision, recall = scores(fixture)
    assert precision >= 0.8
    assert recall >= 0.8


def test_the_text_of_all_fixtures() -> None:
    precision, recall = np.mean([scores(fixture) for fixture in ARTICLES], axis=0)
    assert 2 * precision * recall / (precision + recall) >= 0.95


def test_the_headlines_of_the_fixtures() -> None:
    right = [stripper.extract(f.data).title == f.expected["title"] for f in ARTICLES]
    assert np.mean(right) >= 0.9


def test_the_related_titles_of_the_fixtures() -> None:
    found = wanted = common = 0
    for fixture in ARTICLES:
        ours = set(stripper.extract(fixture.data).related_titles)
        gold = set(fixture.related_titles)
        found, wanted, common = found + len(ours), wanted + len(gold), common + len(ours & gold)
    assert 2 * common / (found + wanted) >= 0.75


def test_confidence_tells_articles_from_other_pages() -> None:
    articles = [stripper.extract(fixture.data).confidence for fixture in ARTICLES]
    others = [stripper.extract(fixture.data).confidence for fixture in OTHERS]
    assert np.mean(articles) >= 0.85
    assert max(others) < min(np.median(articles), 0.5)


@pytest.mark.skipif(not corpora.default_folder().is_dir(), reason=f"no corpora in {corpora.default_folder()}")
def test_segments_of_a_corpus() -> None:
    samples = corpora.load(corpora.default_folder(), ["trafilatura-eval"])[::6]
    counts = [
        segment_counts(stripper.extract(sample.read()).text, sample.kept, sample.dropped)
        for sample in samples
    ]
    assert float(micro_f1(np.sum(counts, axis=0)[None])[0]) >= 0.9
