"""The real flattened page, and twenty made like it from articles of the corpora."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

import stripper
from stripper.training import compose, corpora, evaluate_text, flatten, texts

SHARED = corpora.default_folder().parent
SEED_PAGE = SHARED / "seed" / "flattened_page.txt"
TITLE = (
    "Governor: Total power outage in Kyiv Oblast possible if Russia continues to attack energy infrastructure"
)


@pytest.mark.skipif(not SEED_PAGE.is_file(), reason=f"no {SEED_PAGE}")
def test_the_seed_page() -> None:
    text = SEED_PAGE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    headline = lines.index(TITLE)
    popular, picks = lines.index("Most Popular"), lines.index("Editors' Picks")
    article = stripper.extract_from_text(text)
    assert article.title == TITLE
    assert article.text.split("\n\n") == lines[headline + 1 : popular]
    assert [(group.heading, group.kind) for group in article.related] == [
        ("Most Popular", "most_popular"),
        ("Editors' Picks", "editors_picks"),
    ]
    assert article.related_titles == lines[popular + 1 : picks] + lines[picks + 1 :]


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no corpora in {SHARED}")
def test_twenty_pages_like_it() -> None:
    samples = [
        sample
        for sample in corpora.load(SHARED / "corpora", ["fundus", "wcxb", "daniel"])
        if sample.page_type == "article" and sample.title and compose.is_plain(sample)
    ]
    random = Random(20)
    random.shuffle(samples)
    pools = ((sample, texts.in_tongue_of(sample, samples)) for sample in samples)
    chosen = list(islice(((sample, others) for sample, others in pools if len(others) >= 20), 20))
    exact = 0
    for sample, others in chosen:
        marked = compose.compose(sample, random.sample(others, 20), random)
        article = stripper.extract_from_text(flatten.unmarked(marked.text))
        exact += evaluate_text.is_exact(article, marked)
    assert len(chosen) == 20
    assert exact >= 17
