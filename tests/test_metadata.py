"""Metadata: what the page says, the tree unchanged."""

from __future__ import annotations

import lxml.etree
import lxml.html
import pytest

from stripper.article.metadata import read_metadata
from stripper.types import Head, Metadata

URL = "https://news.example/2024/ferry"
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head>
<title>Ferry returns | Harrow News</title>
<meta property="og:site_name" content="Harrow News">
<meta property="og:image" content="/pictures/ferry.jpg">
<meta property="article:published_time" content="2024-03-05T06:00:00+00:00">
<meta property="article:modified_time" content="2024-04-01T06:00:00+00:00">
<meta name="author" content="Orla Penhallow">
</head><body><article><h1>Ferry returns</h1><p>The ferry returns on Thursday.</p></article></body></html>"""


def page(head: str = "", html: str = "<html>") -> str:
    return (
        f"<!DOCTYPE html>{html}<head><title>T</title>{head}</head><body><p>One.</p><p>Two.</p></body></html>"
    )


def test_reads_what_the_page_says() -> None:
    assert read_metadata(PAGE, URL) == Metadata(
        author="Orla Penhallow",
        date="2024-03-05",
        site="Harrow News",
        language="en",
        image="https://news.example/pictures/ferry.jpg",
    )


def test_a_tree_of_either_kind_gives_the_same_and_stays_as_it_was() -> None:
    for root in (lxml.html.document_fromstring(PAGE), lxml.etree.fromstring(PAGE, lxml.etree.HTMLParser())):
        before = lxml.etree.tostring(root)
        assert read_metadata(root, URL) == read_metadata(PAGE, URL)
        assert lxml.etree.tostring(root) == before


def test_a_page_that_says_nothing_gives_nothing() -> None:
    assert read_metadata(page()) == Metadata()
    assert read_metadata("") == Metadata()
    assert read_metadata("<!-- nothing -->") == Metadata()


def test_a_date_in_the_text_is_no_publication_date() -> None:
    assert (
        read_metadata("<html><body><p>In 1958 it rained.</p><p>On 12 May 2019 too.</p></body></html>").date
        is None
    )


@pytest.mark.parametrize(
    ("head", "html", "language"),
    [
        ("", "<html lang='zh-Hant-TW'>", "zh"),
        ("", "<html lang=' PT_br'>", "pt"),
        ("<meta property='og:locale' content='nb_NO'>", "<html>", "nb"),
        ("<meta property='og:locale' content='nb_NO'>", "<html lang='sv'>", "sv"),
        ("<meta property='og:locale' content='nb_NO'>", "<html lang=''>", "nb"),
        ("<meta http-equiv='Content-Language' content='de, en'>", "<html>", "de"),
        ("", "<html lang='gsw'>", None),
        ("", "<html lang='{{ lang }}'>", None),
    ],
)
def test_language(head: str, html: str, language: str | None) -> None:
    assert read_metadata(page(head, html)).language == language


def test_json_ld_is_read() -> None:
    head = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
    "headline": "T", "datePublished": "2023-02-01", "author": {"@type": "Person", "name": "Merrin Tolgate"}}</script>"""
    found = read_metadata(page(head))
    assert (found.author, found.date) == ("Merrin Tolgate", "2023-02-01")


def test_broken_json_ld_and_lone_surrogates_do_not_raise() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "author": [}</script><meta name="a" content="\ud800">'
    assert read_metadata(page(head)).author is None


@pytest.mark.parametrize(("image", "url"), [("http://[bad", URL), ("/ferry.jpg", "http://[bad")])
def test_an_image_or_a_page_without_a_url_that_can_be_one(image: str, url: str) -> None:
    assert read_metadata(page(f'<meta property="og:image" content="{image}">'), url).image in (image, None)


def test_author_and_date_of_json_ld_come_first() -> None:
    head = Head(authors=["Ben Trevanion", "Orla Penhallow"], published="2024-03-04")
    found = read_metadata(PAGE, URL, head)
    assert (found.author, found.date) == ("Ben Trevanion; Orla Penhallow", "2024-03-04")
