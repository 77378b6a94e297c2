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


BY_HAND = (
    """<div><a href="/">Home</a> <a href="/news">News</a></div>
    <div><h2>Reservoir path to close until spring</h2><div>12 November 2025</div>
    <p>The path around Ellerby reservoir will close on Monday, the water company said.</p>
    <p>READ MORE: <a href="/inquiry">Inquiry into the Ellerby flood hears from farmers</a></p>
    <p>Walkers can use the old railway line instead. The car park stays open.</p></div>
    <div><b>Latest</b><br><a href="/bus">School bus saved after parents raise nine thousand pounds</a><br>
    <a href="/mill">Fire at the old mill was started by a faulty lamp</a></div><div>&copy; 2025 Ellerby Notes</div>""",
    """<title>Bürgermeister tritt zurück</title><table><tr><td><a href=/>Start</a><br><a href=/politik>Politik</a></td><td>
    <font size=5>Bürgermeister tritt nach Streit zurück</font>
    <p>Der Bürgermeister von Altdorf ist am Freitag zurückgetreten.
    <p>Er begründete den Schritt mit dem Streit um das neue Schwimmbad.</td>
    <td><b>Meistgelesen</b><ul><li><a href=/a>Feuerwehr rettet Katze aus brennendem Haus</a>
    <li><a href=/b>Neues Schwimmbad kostet doppelt so viel wie geplant</a></ul></td></tr></table>""",
)


@pytest.mark.parametrize(
    ("page", "title", "paragraphs", "related"),
    [
        (
            BY_HAND[0],
            "Reservoir path to close until spring",
            ["The path around", "Walkers can use"],
            {"READ MORE:": ["Inquiry into the"], "Latest": ["School bus saved", "Fire at the"]},
        ),
        (
            BY_HAND[1],
            "Bürgermeister tritt nach Streit zurück",
            ["Der Bürgermeister von", "Er begründete den"],
            {"Meistgelesen": ["Feuerwehr rettet Katze", "Neues Schwimmbad kostet"]},
        ),
    ],
)
def test_a_page_written_by_hand(page: str, title: str, paragraphs: list[str], related: dict) -> None:
    article = stripper.extract(page)
    assert article.title == title
    assert [" ".join(line.split()[:3]) for line in article.text.split("\n\n")] == paragraphs
    found = {
        group.heading: [" ".join(link.title.split()[:3]) for link in group.links] for group in article.related
    }
    assert found == related
