"""The front door: what may go in, and what comes out, with the shipped model."""

from __future__ import annotations

import copy
import dataclasses
import gzip
import json
import pickle
from pathlib import Path
from typing import Any

import bs4
import lxml.html
import pytest
from fixtures_lib import load
from lxml import etree

import stripper
from stripper import KINDS, LABELS, NotAPageError
from stripper.article.write import write
from stripper.model.locate import model_folder

PAGES = {fixture.slug: fixture for fixture in load("pages")}
PAGE = PAGES["most-popular-sidebar"]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module")
def article() -> stripper.Article:
    return stripper.extract(PAGE.data, url=PAGE.expected["url"])


def test_bytes_str_trees_and_soups_give_the_same(article: stripper.Article) -> None:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    tree = lxml.html.fromstring(PAGE.data, parser=parser)
    raw = (bytearray(PAGE.data), memoryview(PAGE.data))
    for page in (PAGE.content, *raw, tree, etree.ElementTree(tree), bs4.BeautifulSoup(PAGE.data, "lxml")):
        other = stripper.extract(page, url=PAGE.expected["url"])
        assert other.text == article.text
        assert other.title == article.title
        assert other.related_titles == article.related_titles


def test_a_tree_is_not_changed() -> None:
    tree = lxml.html.fromstring(PAGE.content)
    before = etree.tostring(tree)
    stripper.extract(tree, metadata=True)
    assert etree.tostring(tree) == before


def test_an_xml_declaration_in_a_str_does_no_harm(article: stripper.Article) -> None:
    page = '<?xml version="1.0" encoding="iso-8859-1"?>\n' + PAGE.content
    assert stripper.extract(page).text == article.text


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "windows-1252"], ids=["with a BOM", "UTF-16", "by the header"]
)
def test_encodings(encoding: str, article: stripper.Article) -> None:
    page = PAGE.content.encode(encoding, "xmlcharrefreplace")
    content_type = "text/html; charset=windows-1252" if encoding == "windows-1252" else None
    assert stripper.extract(page, content_type=content_type).text == article.text


@pytest.mark.parametrize("empty", ["", b"", " \n\t", b"\xef\xbb\xbf", "<!-- nothing -->", "<html></html>"])
def test_empty_input_gives_an_empty_article(empty: str | bytes) -> None:
    article = stripper.extract(empty, url="https://news.example/")
    assert (article.text, article.title, article.related, article.confidence) == ("", None, (), 0.0)
    assert article.url == "https://news.example/"
    assert len(article.blocks) == 0


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (gzip.compress(b"<p>x</p>", mtime=0), "gzip"),
    ],
)
def test_what_is_no_page_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(NotAPageError, match=what):
        stripper.extract(data)


@pytest.mark.parametrize("wrong", [None, 3, ["<p>"]])
def test_a_wrong_type_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match=type(wrong).__name__):
        stripper.extract(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("function", [stripper.extract, stripper.explain])
def test_a_str_that_only_tells_where_a_page_is_is_refused(function: Any, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(PAGE.data)
    with pytest.raises(NotAPageError, match=r"this is the path of a file, .*read_bytes"):
        function(str(file))
    with pytest.raises(NotAPageError, match="this is a URL, not an HTML page: fetch it"):
        function(" https://news.example/rain\n")


@pytest.mark.parametrize(
    "text", ["Test", "no-such.html", "https://news.example is new", "\0", "\ud800", "a" * 5_000]
)
def test_a_short_text_is_a_page(text: str) -> None:
    stripper.extract(text)


@pytest.mark.parametrize("function", [stripper.extract, stripper.extract_from_text, stripper.explain])
@pytest.mark.parametrize("wrong", [{"model": 3}, {"limits": 10}])
def test_an_argument_of_a_wrong_type_is_named(function: Any, wrong: dict[str, int]) -> None:
    with pytest.raises(TypeError, match=f"^{next(iter(wrong))} must be .* not int"):
        function("<p>It rained.", **wrong)


def test_a_url_is_text() -> None:
    with pytest.raises(TypeError, match=r"^url must be str or None, not bytes"):
        stripper.extract("<p>It rained.", url=b"https://news.example/")  # type: ignore[arg-type]


def test_blocks_show_where_each_piece_of_the_page_went(article: stripper.Article) -> None:
    assert [block.index for block in article.blocks] == list(range(len(article.blocks)))
    assert {block.label for block in article.blocks} <= set(LABELS)
    assert all(0 <= block.probability <= 1 for block in article.blocks)
    body = [squeezed(block.text) for block in article.blocks if block.label == "body"]
    assert "".join(body) == squeezed(article.text)
    assert sum(block.label == "title" for block in article.blocks) == 1
    assert all(block.path.startswith("html/body") for block in article.blocks if block.visible)


def test_links_are_absolute_when_the_url_is_known(article: stripper.Article) -> None:
    links = [link for group in article.related for link in group.links]
    assert links
    assert all(link.url and link.url.startswith("https://") for link in links)
    assert {group.kind for group in article.related} <= set(KINDS)


def test_links_are_as_written_when_it_is_not() -> None:
    relative = [link.url for group in stripper.extract(PAGE.data).related for link in group.links]
    assert any(url is not None and url.startswith("/") for url in relative)


def test_a_base_makes_links_absolute() -> None:
    page = PAGE.content.replace("<head>", '<head><base href="https://base.example/dir/">', 1)
    links = [link for group in stripper.extract(page).related for link in group.links]
    assert all(link.url and link.url.startswith("https://") for link in links)


@pytest.mark.parametrize("base", ["http://[", "//[::1"])
def test_a_base_that_is_no_url_counts_no_more_than_none(base: str) -> None:
    page = PAGE.content.replace("<head>", f'<head><base href="{base}">', 1)
    url = PAGE.expected["url"]
    assert stripper.extract(page, url=url).related == stripper.extract(PAGE.content, url=url).related
    assert stripper.extract(page, url="http://[").related == stripper.extract(PAGE.content).related


def test_metadata_only_when_asked_for(article: stripper.Article) -> None:
    assert article.metadata is None
    asked = stripper.extract(PAGE.data, url=PAGE.expected["url"], metadata=True)
    assert asked.metadata is not None
    assert asked.metadata.language == "en"
    assert dataclasses.replace(asked, metadata=None) == article


@pytest.mark.parametrize("empty", [b"", "<!-- nothing -->"])
def test_an_empty_page_has_empty_metadata(empty: bytes | str) -> None:
    assert stripper.extract(empty, metadata=True).metadata == stripper.Metadata()
    assert [article.metadata for article in stripper.extract_many([empty], metadata=True)] == [
        stripper.Metadata()
    ]


def test_an_article_becomes_plain_data(article: stripper.Article) -> None:
    assert json.loads(json.dumps(article.as_dict())) == json.loads(write(article, "json"))


def test_an_article_can_be_copied_and_pickled(article: stripper.Article) -> None:
    assert copy.deepcopy(article) == pickle.loads(pickle.dumps(article)) == article


def test_a_model_may_be_given_by_its_folder(article: stripper.Article) -> None:
    folder = model_folder("news")
    for model in (folder, str(folder), stripper.load_model(folder)):
        assert stripper.extract(PAGE.data, url=PAGE.expected["url"], model=model) == article
        assert list(stripper.extract_many([PAGE.data], urls=[PAGE.expected["url"]], model=model)) == [article]


def test_an_article_that_only_json_ld_holds_is_found_there() -> None:
    fixture = PAGES["json-ld-only"]
    article = stripper.extract(fixture.data)
    assert article.source == "json-ld"
    assert squeezed(article.text) == squeezed("".join(fixture.expected["text"]))
    assert article.confidence > 0.5
    assert not any(block.visible for block in article.blocks if block.label == "body")


def test_the_same_page_gives_the_same_article_whatever_came_before(article: stripper.Article) -> None:
    for fixture in PAGES.values():
        stripper.extract(fixture.data)
    assert stripper.extract(PAGE.data, url=PAGE.expected["url"]) == article
