"""Features: one finite, named column for every block, the same every time."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures_lib import Fixture, by_name, load, page_of

from stripper import features
from stripper.features.agreement import agreement_features
from stripper.features.context import context_features
from stripper.features.dom import dom_features
from stripper.features.links import link_features
from stripper.features.shapes import ENDING, NUMBER, SLUG
from stripper.features.text import text_features
from stripper.features.urls import url_features, url_verdict_features
from stripper.native.shapes import shape_of

PAGE = """
<head><title>Ferry is back | The Courier</title></head><body>
<nav><a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>Ferry is back</h1>
<img src="a.jpg"><p>A boat.</p>
<p>The ferry sailed on Monday, for the first time in eleven years, with “eighty” people aboard.</p>
<p>It sailed again on Tuesday.</p></article>
<ul><li><a href="/2024/01/harbour-dues-rise-again-1234.html">Harbour dues rise again</a></li>
<li><a href="https://ads.example/x?y=1#z">Buy now</a></li></ul></body>"""


@pytest.fixture(scope="module")
def view() -> features.View:
    return features.view(page_of(PAGE))


def test_names_are_unique_and_as_many_as_the_columns(view: features.View) -> None:
    first, learned, second = features.HTML.names
    assert len(set(first + learned + second)) == len(first + learned + second)
    assert features.HTML.first_pass(view).shape == (view.n, len(first))
    assert features.HTML.verdict_pass(view, np.zeros((view.n, 3), np.float32)).shape == (view.n, len(second))


@pytest.mark.parametrize("fixture", load("pages"), ids=str)
def test_every_value_is_finite_and_the_same_every_time(fixture: Fixture) -> None:
    page = page_of(fixture.data)
    if not page.texts:
        return
    first = features.HTML.first_pass(features.view(page))
    assert np.isfinite(first).all()
    assert (first == features.HTML.first_pass(features.view(page))).all()


def test_georgian_has_no_small_letters() -> None:
    view = features.view(page_of("<p>ბორანი ისევ დაბრუნდა.</p>"))
    columns = by_name(text_features(view))
    assert not columns["text.first_lower"][0] and columns["text.share_caseless"][0] > 0.9


@pytest.mark.parametrize("html", ["x", "<p>?", "<a href=#>1</a>", "<table><tr><td>1<td>2", "漢字"])
def test_the_smallest_pages(html: str) -> None:
    view = features.view(page_of(html))
    assert np.isfinite(features.HTML.first_pass(view)).all()
    assert np.isfinite(features.HTML.verdict_pass(view, np.zeros((view.n, 3), np.float32))).all()


def test_text(view: features.View) -> None:
    columns = by_name(text_features(view))
    prose = view.page.texts.index(next(t for t in view.page.texts if t.startswith("The ferry")))
    assert columns["text.words"][prose] == pytest.approx(np.log1p(16))
    assert columns["text.count_comma"][prose] == 2
    assert columns["text.count_quote"][prose] == 2
    assert columns["text.ends_sentence"][prose]
    assert columns["text.first_upper"][prose]
    assert columns["text.capitalised"][prose] == pytest.approx(2 / 16)
    assert columns["text.longest_word"][prose] >= len("“eighty”")


def test_links(view: features.View) -> None:
    columns = by_name(link_features(view))
    dues = view.page.texts.index("Harbour dues rise again")
    advert = view.page.texts.index("Buy now")
    assert columns["links.density"][dues] == 1
    assert columns["links.url_slug_words"][dues] == 4
    assert columns["links.url_depth"][dues] == 3
    assert columns["links.url_digits"][dues] == 10
    assert columns["links.url_query"][advert]
    assert columns["links.density"][view.page.texts.index("A boat.")] == 0


@pytest.mark.parametrize(
    ("url", "coarse", "fine"),
    [
        ("https://www.a.org/articles/AST19MDT1.html?from=top", "w/x/.html", "articles/x/.html"),
        ("/news/2026/11/ferry-is-back-12345/", "w/0/0/s9/.", "news/0/0/s9/."),
        ("12345-ferry-is-back", "9s/.", "9s/."),
        ("/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC/", "s/.", "s/."),
        ("story.php?id=77&from=top", "w/.php/id", "w/.php/id"),
        ("", ".", "."),
        ("http://[", ".", "."),
    ],
)
def test_the_shape_of_a_url(url: str, coarse: str, fine: str) -> None:
    assert shape_of(url, SLUG, NUMBER, ENDING)[2:] == (coarse, fine)


def test_links_of_one_shape_tell_of_one_another() -> None:
    names = ["ferry-is-back", "harbour-dues-rise", "no-boat-on-monday", "sport"]
    texts = ["Ferry", "Harbour dues rise again on Monday", "No boat sails on Monday, says captain", "Sport"]
    links = "".join(f"<li><a href='/news/{name}'>{text}</a>" for name, text in zip(names, texts))
    view = features.view(page_of(f"<p>Top</p><ul>{links}</ul>"))
    columns = by_name(url_features(view))
    assert columns["related.url_alike"][1:] == pytest.approx(np.log1p([3, 3, 3, 1]))
    assert columns["related.url_alike_long"][1:] == pytest.approx([2 / 3, 2 / 3, 2 / 3, 0])
    related = np.array([0, 0.2, 0.9, 0.7, 0.4])
    verdicts = by_name(url_verdict_features(view, np.stack([related * 0, related * 0, related], axis=1)))
    assert verdicts["related.url_verdict_fine"][1:4] == pytest.approx([0.8, 0.45, 0.55])
    assert np.isnan(verdicts["related.url_verdict_fine"][[0, 4]]).all()


def test_dom(view: features.View) -> None:
    columns = by_name(dom_features(view))
    boat, news = view.page.texts.index("A boat."), view.page.texts.index("News")
    assert columns["dom.own_p"][boat]
    assert columns["dom.in_article"][boat]
    assert not columns["dom.in_article"][news]
    assert columns["dom.in_nav"][news]
    assert columns["dom.like_count"][boat] == pytest.approx(np.log1p(3))
    assert columns["dom.core50_out"][news] > columns["dom.core50_out"][boat]


def test_context(view: features.View) -> None:
    columns = by_name(context_features(view))
    boat = view.page.texts.index("A boat.")
    assert columns["context.images_before"][boat] == 1
    assert columns["context.images_before"][boat + 1] == 0
    assert columns["context.is_heading-1"][boat] == 1
    assert columns["context.since_heading"][boat] == 1
    assert columns["context.index"][boat] == boat


def test_agreement(view: features.View) -> None:
    columns = by_name(agreement_features(view))
    headline = view.page.texts.index("Ferry is back")
    assert columns["agreement.title_recall"][headline] < 1  # the title has the site's name too
    assert columns["agreement.title_precision"][headline] == 1
    assert columns["agreement.headline_away"][headline + 2] == 2
    assert columns["agreement.headline_same_article"][headline + 2]
    assert not columns["agreement.headline_same_article"][0]
