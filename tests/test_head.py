"""The head: what it gathers, and what it survives."""

from __future__ import annotations

import json

import pytest

from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.types import Head


def head(page: str) -> Head:
    root = parse(page)
    assert root is not None
    return read_head(root)


def ld(script: str, type_: str = "application/ld+json") -> Head:
    return head(f'<script type="{type_}">{script}</script><p>x')


def test_html_and_open_graph() -> None:
    found = head(
        """<head><title> Rain &amp; snow
        | Daily</title><base href=" /en/ "><base href="/de/">
        <meta property="og:title" content="Rain &amp;amp; snow"><meta name="twitter:title" content="Rain &amp; snow">
        <meta name="OG:Site_Name" content="Daily"><meta property="og:type" content="Article">
        <meta name="description" content="It  rained."><meta property="og:description" content="It rained.">
        <meta name="description"><meta charset="utf-8"></head>
        <body><svg><title>Icon</title></svg>"""
    )
    assert found == Head(
        titles=["Rain & snow | Daily", "Rain & snow"],
        site_names=["Daily"],
        descriptions=["It rained."],
        types=["article"],
        base="/en/",
    )


def test_an_icon_does_not_name_the_page() -> None:
    assert head("<body><svg><title>Icon</title></svg><p>x").titles == []


ARTICLE = {
    "@type": ["NewsArticle", "https://schema.org/Report"],
    "headline": "Rain",
    "name": "Rain, again",
    "description": "It rained.",
    "articleBody": "One.\n\nTwo.",
    "publisher": {"@type": "Organization", "name": "Daily"},
    "author": {"@type": "Person", "name": "A. Writer"},
}
WANTED = Head(
    titles=["Rain", "Rain, again"],
    site_names=["Daily"],
    descriptions=["It rained."],
    types=["newsarticle", "report"],
    body="One.\nTwo.",
    authors=["A. Writer"],
)


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE),
        json.dumps([ARTICLE, ARTICLE]),
        json.dumps({"@graph": [ARTICLE]}),
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        f"/*<![CDATA[*/ {json.dumps(ARTICLE)} /*]]>*/",
        json.dumps(ARTICLE) + "; var x = 1;",
        json.dumps(ARTICLE).replace("\\n", "\n"),
    ],
    ids=["plain", "list", "graph", "comment", "cdata", "js-cdata", "trailing", "control"],
)
def test_json_ld_in_its_wrappings(script: str) -> None:
    assert ld(script) == WANTED


def test_the_main_entity_is_read_and_what_it_mentions_is_not() -> None:
    page = {
        "@type": "WebPage",
        "name": "Page",
        "mainEntity": ARTICLE,
        "hasPart": {"@type": "Product", "name": "No"},
    }
    found = ld(json.dumps(page))
    assert found.types == ["webpage", "newsarticle", "report"]
    assert found.titles == WANTED.titles


def test_other_things_have_types_but_no_titles() -> None:
    found = ld(json.dumps({"@type": "Product", "name": "A kettle", "description": "Boils."}))
    assert (found.types, found.titles, found.descriptions) == (["product"], [], [])


@pytest.mark.parametrize(
    "script",
    [
        "",
        '{"@type": "NewsArticle", "headline": "cut o',
        '{"@type": "NewsArticle",, }',
        '"@type"',
        "null // @type",
        '{"@type": 7, "headline": {"@value": 3}, "articleBody": [null, {}]}',
        '{"@type": "NewsArticle", "publisher": [null, 3, []]}',
        '{"@type":' + "[" * 100_000,
        '{"@graph":' * 500 + '{"@type": "NewsArticle", "headline": "deep"}' + "}" * 500,
    ],
)
def test_odd_json_ld_is_survived_and_the_next_script_read(script: str) -> None:
    good = json.dumps({"@type": "Article", "headline": {"@value": "Good"}})
    found = head(
        f'<script type="application/ld+json">{script}</script><script type="Application/LD+JSON">{good}</script>'
    )
    assert found.titles == ["Good"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>One &amp; only.</p><p>Two<br/>Three <b>bold</b></p>", "One & only.\nTwo\nThree bold"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\nTwo"),
        ("One\r\n\r\n Two\u00a0 &nbsp;three ", "One\nTwo three"),
        ("<style>p { x }</style>1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<!-- ad --><b>One", "One"),
        ("", ""),
    ],
)
def test_the_body_is_plain_text_in_lines(body: str, lines: str) -> None:
    assert ld(json.dumps({"@type": "Article", "articleBody": body})).body == lines


def test_the_longest_body_wins() -> None:
    found = ld(
        json.dumps([{"articleBody": "short"}, {"articleBody": "rather longer"}, {"articleBody": "mid-size"}])
    )
    assert found.body == "rather longer"


def test_a_tree_in_the_xhtml_name_space() -> None:
    from lxml import etree

    root = etree.fromstring(
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><!-- c --><title>Rain</title>'
        '<meta name="description" content="It rained."/></head><body/></html>'
    )
    found = read_head(root)
    assert (found.titles, found.descriptions) == (["Rain"], ["It rained."])


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Orla Penhallow", ["Orla Penhallow"]),
        ({"@type": "Person", "name": "Orla Penhallow"}, ["Orla Penhallow"]),
        (
            [{"@type": "Organization", "name": "Courier"}, {"name": "Orla"}, {"name": ["Ben", "Orla"]}],
            ["Orla", "Ben"],
        ),
        ({"@type": "NewsMediaOrganization", "name": "Courier"}, ["Courier"]),
        ("https://courier.example/orla", []),
        (None, []),
    ],
)
def test_authors_and_the_day_of_publication(author: object, expected: list[str]) -> None:
    told = {"@type": "NewsArticle", "author": author, "datePublished": "2024-03-05T23:30:00-05:00"}
    found = ld(json.dumps(told))
    assert (found.authors, found.published) == (expected, "2024-03-05")
