"""Lints the fixtures: what ``article.json`` expects must stand in its page."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

import pytest
from fixtures_lib import FIXTURES, NAMES, Fixture, load
from lxml import html

from stripper.types import KINDS

PAGES = load("pages")
TEXTS = load("text")
ALL = PAGES + TEXTS

FIELDS = ["schema", "url", "title", "text", "related", "absent", "confidence", "source", "pattern"]
HIDDEN = (
    "//script|//style|//template|//noscript|//head|//comment()"
    "|//*[@hidden]|//*[contains(translate(@style, ' ', ''), 'display:none')]"
)


def squeeze(text: str) -> str:
    """Without white space and cell bars: block limits do not matter here."""
    return re.sub(r"[\s|]+", "", text)


def tree_of(fixture: Fixture) -> html.HtmlElement:
    return html.document_fromstring(fixture.content)


def shown(fixture: Fixture) -> str:
    """What a reader sees, squeezed."""
    if fixture.room == "text":
        return squeeze(fixture.content)
    tree = tree_of(fixture)
    for node in tree.xpath(HIDDEN):
        node.drop_tree()
    return squeeze(tree.text_content())


def article_body(fixture: Fixture) -> str:
    """The page's one JSON-LD ``articleBody``, squeezed."""
    scripts = tree_of(fixture).xpath("//script[@type='application/ld+json']/text()")
    items = [item for script in scripts for item in json.loads(script)["@graph"]]
    (body,) = [item["articleBody"] for item in items if "articleBody" in item]
    return squeeze(body)


def test_there_are_enough_of_each() -> None:
    assert len(PAGES) >= 18
    assert len(TEXTS) >= 4
    assert len({fixture.expected["pattern"] for fixture in ALL}) == len(ALL)


@pytest.mark.parametrize("room", NAMES)
def test_a_folder_holds_its_two_files_alone(room: str) -> None:
    for folder in (FIXTURES / room).iterdir():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder.name)
        assert {path.name for path in folder.iterdir()} == {NAMES[room], "article.json"}


@pytest.mark.parametrize("fixture", ALL, ids=str)
def test_fields(fixture: Fixture) -> None:
    expected = fixture.expected
    assert [field for field in expected if field != "encoding"] == FIELDS
    assert expected["schema"] == 1
    assert re.match(r"https?://[a-z0-9.-]+\.example/", expected["url"])
    assert expected["confidence"] in ("high", "low")
    assert expected["source"] in (("text",) if fixture.room == "text" else ("html", "json-ld"))
    assert (expected["text"] is None) == (expected["confidence"] == "low")
    assert expected["pattern"] and "\n" not in expected["pattern"]
    for group in expected["related"]:
        assert set(group) == {"heading", "kind", "links"}
        assert group["kind"] in KINDS
        assert group["links"]


@pytest.mark.parametrize("fixture", ALL, ids=str)
def test_strings_are_tidy(fixture: Fixture) -> None:
    expected = fixture.expected
    strings = [*(expected["text"] or []), *expected["absent"], *fixture.related_titles]
    for string in strings:
        assert string and string == "\t".join(" ".join(cell.split()) for cell in string.split("\t"))
        assert not re.search(r"</?[a-z]|&[a-z]+;", string)


@pytest.mark.parametrize("fixture", ALL, ids=str)
def test_text_stands_in_the_page_in_order(fixture: Fixture) -> None:
    source = article_body(fixture) if fixture.expected["source"] == "json-ld" else shown(fixture)
    position = 0
    for block in fixture.expected["text"] or []:
        found = source.find(squeeze(block), position)
        assert found >= 0, block
        position = found + len(squeeze(block))


@pytest.mark.parametrize("fixture", ALL, ids=str)
def test_title_and_related_stand_in_the_page(fixture: Fixture) -> None:
    page = shown(fixture)
    expected = fixture.expected
    if expected["title"] and expected["source"] != "json-ld":
        assert squeeze(expected["title"]) in page
    for group in expected["related"]:
        assert group["heading"] is None or squeeze(group["heading"]) in page
        for link in group["links"]:
            assert squeeze(link["title"]) in page


@pytest.mark.parametrize("fixture", PAGES, ids=str)
def test_a_related_link_leads_where_an_anchor_with_its_title_leads(fixture: Fixture) -> None:
    base = fixture.expected["url"]
    anchors = [
        (urljoin(base, anchor.get("href")), squeeze(anchor.text_content()))
        for anchor in tree_of(fixture).xpath("//a[@href]")
    ]
    for group in fixture.expected["related"]:
        for link in group["links"]:
            title = squeeze(link["title"])
            assert any(url == link["url"] and title in text for url, text in anchors), link


@pytest.mark.parametrize("fixture", TEXTS, ids=str)
def test_a_flattened_text_has_no_urls(fixture: Fixture) -> None:
    urls = [link["url"] for group in fixture.expected["related"] for link in group["links"]]
    assert urls == [None] * len(urls)


@pytest.mark.parametrize("fixture", ALL, ids=str)
def test_absent_strings_stand_in_the_page_and_not_in_the_text(fixture: Fixture) -> None:
    source = fixture.content
    page = squeeze(source if fixture.room == "text" else tree_of(fixture).text_content())
    text = squeeze("".join(fixture.expected["text"] or []))
    for string in fixture.expected["absent"]:
        assert squeeze(string) in page, string
        assert squeeze(string) not in text, string


@pytest.mark.parametrize("fixture", ALL, ids=str)
def test_title_and_related_are_not_text(fixture: Fixture) -> None:
    blocks = set(fixture.expected["text"] or [])
    assert fixture.expected["title"] not in blocks
    assert blocks.isdisjoint(fixture.related_titles)


def test_the_windows_1251_page_declares_nothing() -> None:
    (fixture,) = [one for one in PAGES if one.encoding == "windows-1251"]
    assert b"charset" not in fixture.data
    assert b"encoding" not in fixture.data
    with pytest.raises(UnicodeDecodeError):
        fixture.data.decode("utf-8")


def test_the_hard_wrapped_text_is_hard_wrapped() -> None:
    (fixture,) = [one for one in TEXTS if one.slug == "hard-wrapped"]
    assert max(map(len, fixture.content.splitlines())) <= 72
