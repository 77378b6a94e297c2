"""The writers: what a page says stays text in every format."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import lxml.html
import numpy as np
import pytest
from fixtures_lib import page_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import stripper
from stripper.article.assemble import assemble
from stripper.article.write import FORMATS, write, write_all
from stripper.types import Article, Block, Link, Metadata, RelatedGroup

HOSTILE = [
    "<script>alert(1)</script>",
    "</p></article><!-- ]]> --> &amp; & &lt; \"quoted\" 'too'",
    "# no heading",
    "1. no list",
    "- no list",
    "*no* _emphasis_ `code` [link](javascript:x) ![image](x) ~~gone~~",
    "a \\ backslash\\",
    "\x00\x1b[31mred\x1b[0m\x0b\x0c\x85\u2028\ufffe",
    "शांति 平和 السلام 🕊",
]


def article(text: str = "", title: str | None = None, **more: object) -> Article:
    return Article(text, title, **{"related": (), "url": None, "blocks": (), "confidence": 0.5, **more})  # type: ignore[arg-type]


def block(text: str, tag: str, role: str = "", path: str = "") -> Block:
    return Block(0, text, tag, path, (), True, "body", 1.0, role)


def test_lines_alike_are_what_their_own_blocks_are() -> None:
    blocks = (block("Bundes\xadtag", "h2"), block("Rain", "li"), block("Rain", "p"))
    found = article("Bundestag\n\nRain\n\nRain", blocks=blocks)
    assert write(found, "markdown") == "## Bundestag\n\n- Rain\n\nRain\n"


@pytest.mark.parametrize("caption", ["Rain in mm", "<p>Rain in mm</p>"])
def test_the_caption_of_a_table_is_no_row_of_it(caption: str) -> None:
    said = "<p>It rained on the dry hills above the town on Monday, and it went on raining until Tuesday night.</p>"
    row = "<tr><td>{}</td><td>{}</td></tr>".format
    table = f"<table><caption>{caption}</caption>{row('Day', 'Rain')}{row('Monday', '12')}{row('Tuesday', '9')}</table>"
    found = stripper.extract(f"<article><h1>Rain at last</h1>{said * 6}{table}{said * 6}</article>")
    rows = "| Day | Rain |\n| --- | --- |\n| Monday | 12 |\n| Tuesday | 9 |\n"
    assert f"\n\nRain in mm\n\n{rows}\n" in write(found, "markdown")
    assert "<p>Rain in mm</p>\n<table>\n<tr><td>Day</td>" in write(found, "html")
    assert "<p>Rain in mm</p>\n    <row>Day" in write(found, "xml")


def cleaned(text: str) -> str:
    """Without what XML 1.0 forbids, decided by another way than the one under test: libxml2's."""

    def allowed(char: str) -> bool:
        try:
            etree.Element("a").text = char
        except (ValueError, UnicodeEncodeError):
            return False
        return True

    return "".join(filter(allowed, text))


def parsed(page: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(page.encode(), parser=parser)


FULL = article(
    "First line.\n\nSecond thoughts\n\none\ntwo\n\nupper\nlower",
    "Rain & more",
    related=(
        RelatedGroup(
            "Most <read>", "most_popular", (Link("A & B", "https://n.example/?a=1&b=2"), Link("No address"))
        ),
        RelatedGroup(None, "editors_picks", (Link("C", "javascript:alert(1)"),)),
    ),
    url="https://n.example/rain",
    blocks=(block("Second thoughts", "h3"), block("one", "li"), block("two", "li")),
    confidence=0.98765432,
    metadata=Metadata(author="O. P.", language="en"),
)


def test_text() -> None:
    assert write(FULL, "text") == FULL.text + "\n"
    assert write(article(), "text") == ""


def test_markdown() -> None:
    assert (
        write(FULL, "markdown")
        == """---
title: "Rain & more"
url: "https://n.example/rain"
author: "O. P."
language: "en"
---

# Rain & more

First line.

### Second thoughts

- one
- two

upper\\
lower

---

## Most \\<read>

- [A & B](https://n.example/?a=1&b=2)
- No address

---

- C
"""
    )


def test_related_groups_without_a_heading_have_none() -> None:
    """One behind another they are one list; their own links and those of the group before do not run together."""
    headings = (None, None, "Read", "Read", None)
    groups = [RelatedGroup(heading, "inline", (Link(f"T{n}"),)) for n, heading in enumerate(headings)]
    found = article("It rained.", related=tuple(groups))
    assert write(found, "markdown") == (
        "It rained.\n\n---\n\n- T0\n- T1\n\n## Read\n\n- T2\n\n## Read\n\n- T3\n\n---\n\n- T4\n"
    )
    asides = parsed(write(found, "html")).xpath("//aside")
    assert [[e.text for e in aside.iter("h2", "li")] for aside in asides] == [
        ["T0", "T1"],
        ["Read", "T2"],
        ["Read", "T3"],
        ["T4"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# no heading", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("2024) no list", "2024\\) no list"),
        ("1.5 million", "1.5 million"),
        ("- no list", "\\- no list"),
        ("--- ", "\\---"),
        ("> no quotation", "\\> no quotation"),
        ("| a | b |", "\\| a | b |"),
        ("    no code", "no code"),
        (
            "snake_case *x* `y` [z] <b> ~~g~~ \\",
            "snake\\_case \\*x\\* \\`y\\` \\[z\\] \\<b> \\~\\~g\\~\\~ \\\\",
        ),
        ("fish &amp; chips & peas &#60;", "fish \\&amp; chips & peas \\&#60;"),
        ("a\x1b[31m\x00b", "a\\[31mb"),
    ],
)
def test_markdown_escapes(text: str, expected: str) -> None:
    assert write(article(text), "markdown") == expected + "\n"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://n.example/a b<c>\n(d)", "[T](<https://n.example/a%20b%3Cc%3E%0A(d)>)"),
        ("https://n.example/a b<c>", "[T](https://n.example/a%20b%3Cc%3E)"),
        ("https://n.example/rain_(weather)", "[T](<https://n.example/rain_(weather)>)"),
        ("https://n.example/?q=&copy;", "[T](https://n.example/?q=&amp;copy;)"),
        ("/rain", "[T](/rain)"),
        ("JavaScript:alert(1)", "T"),
        (" java\nscript:alert(1)", "T"),
        ("data:text/html,x", "T"),
        (None, "T"),
    ],
)
def test_markdown_links(url: str | None, expected: str) -> None:
    group = RelatedGroup("H", "latest", (Link("T", url),))
    assert write(article(related=(group,)), "markdown") == f"## H\n\n- {expected}\n"


LINKED = (
    "<h1>Rain</h1><article><h2>At <a href=/sea>sea</a></h2>"
    "<p>The rain at Ostrana began at noon, said <a href='/office?a=1&b=2'>the *weather* office</a>, a day late.<br>"
    "It is over, as <a href='javascript:x()'>nobody</a> had <a href=/foretold> foretold\xad</a>.</p>"
    "<ul><li><a href=/one>One</a> of them is here</li><li>In one town, <a href=/in>in</a> Ostrana</li></ul>"
    "<table><tr><td>Ostrana</td><td><a href=/mm>20 mm</a></td></tr><tr><td><a href=/b>Brod</a></td><td>20 mm</td></tr></table>"
    "<p>It rained on, and the rivers rose for two days, until the bridge at Brod could not be crossed.</p></article>"
)


@pytest.fixture(scope="module")
def linked() -> Article:
    page = page_of(LINKED)
    labels = ["title", *["body"] * (len(page.texts) - 1)]
    return assemble(page, labels, np.full((len(labels), 3), 0.9), (), 0.9, "https://n.example/", "html")


def test_links_in_the_text_in_markdown(linked: Article) -> None:
    assert write(linked, "markdown") == (
        "# Rain\n\n"
        "## At [sea](https://n.example/sea)\n\n"
        "The rain at Ostrana began at noon, said [the \\*weather\\* office](https://n.example/office?a=1&b=2), a day late.\\\n"
        "It is over, as nobody had [foretold](https://n.example/foretold).\n\n"
        "- [One](https://n.example/one) of them is here\n"
        "- In one town, [in](https://n.example/in) Ostrana\n\n"
        "| Ostrana | [20 mm](https://n.example/mm) |\n"
        "| --- | --- |\n"
        "| [Brod](https://n.example/b) | 20 mm |\n\n"
        "It rained on, and the rivers rose for two days, until the bridge at Brod could not be crossed.\n"
    )


def test_links_in_the_text_in_html(linked: Article) -> None:
    links = [(a.text, a.get("href")) for a in parsed(write(linked, "html")).iter("a")]
    assert links == [
        ("sea", "https://n.example/sea"),
        ("the *weather* office", "https://n.example/office?a=1&b=2"),
        ("foretold", "https://n.example/foretold"),
        ("One", "https://n.example/one"),
        ("in", "https://n.example/in"),
        ("20 mm", "https://n.example/mm"),
        ("Brod", "https://n.example/b"),
    ]


def test_a_link_over_two_lines_hides_no_other() -> None:
    links = (Link("one two", "/a"), Link("three", "/b"))
    text = "It is one\ntwo, then three."
    found = article(text, blocks=(replace(block(text, "p"), links=links),))
    assert write(found, "markdown") == "It is one\\\ntwo, then [three](/b).\n"


def test_json() -> None:
    record = json.loads(write(FULL, "json"))
    assert list(record) == [
        "schema_version",
        "url",
        "title",
        "text",
        "related",
        "metadata",
        "source",
        "confidence",
    ]
    assert record["schema_version"] == 1
    assert record["text"] == FULL.text
    assert record["related"][0] == {
        "heading": "Most <read>",
        "kind": "most_popular",
        "links": [
            {"title": "A & B", "url": "https://n.example/?a=1&b=2"},
            {"title": "No address", "url": None},
        ],
    }
    assert record["metadata"] == asdict(Metadata(author="O. P.", language="en"))
    assert record["confidence"] == 0.9877


@given(st.text(st.characters(codec=None)))
def test_json_gives_back_any_string(text: str) -> None:
    one = article(text, text)
    assert json.loads(write(one, "json").encode())["text"] == text
    (line,) = "".join(write_all([("a", one)], "json")).splitlines()
    assert json.loads(line)["title"] == text


@given(st.text(min_size=1))
def test_xml_and_html_give_back_any_title_but_for_forbidden_characters(text: str) -> None:
    group = RelatedGroup(text, "latest", (Link(text, text),))
    one = article(title=text, related=(group,))
    root = etree.fromstring(write(one, "xml").encode())
    expected = cleaned(text)
    assert (root.findtext("title") or "") == expected
    assert root.find("related/group/link").get("url") == expected  # type: ignore[union-attr]
    page = parsed(write(one, "html"))
    (heading,) = page.iter("h1")
    assert heading.text_content().split() == expected.split()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_html_holds_hostile_strings_as_text(hostile: str) -> None:
    group = RelatedGroup(hostile, "latest", (Link(hostile, hostile),))
    one = article(hostile, hostile, related=(group,), metadata=Metadata(language=hostile))
    page = parsed(write(one, "html"))
    assert {element.tag for element in page.iter()} <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "article",
        "h1",
        "h2",
        "p",
        "br",
        "aside",
        "ul",
        "li",
        "a",
    }
    assert len(page.xpath("//body/article")) == len(page.xpath("//body/aside")) == 1
    (title,) = page.iter("h1")
    assert title.text_content() == cleaned(hostile)


def test_html_and_xml_keep_headings_and_lists() -> None:
    page = parsed(write(FULL, "html"))
    assert [e.text_content() for e in page.xpath("//article/h3 | //article/ul/li")] == [
        "Second thoughts",
        "one",
        "two",
    ]
    assert page.xpath("//article/p/text()") == ["First line.", "upper", "\nlower"]
    assert page.xpath("//a/@href") == ["https://n.example/?a=1&b=2"]
    assert page.get("lang") == "en"
    root = etree.fromstring(write(FULL, "xml").encode())
    assert root.xpath("related/group/@kind") == ["most_popular", "editors_picks"]
    text = root.find("text")
    assert text is not None
    assert [(e.tag, e.text) for e in text] == [
        ("p", "First line."),
        ("heading", "Second thoughts"),
        ("item", "one"),
        ("item", "two"),
        ("p", "upper\nlower"),
    ]


STRUCTURED = article(
    "In short\n\nBoil\nStir\n\nslowly\n\nServe\n\nLength\tDay\nup to 6 m\t\t9|9\n\nIt rained.\n\nAnd how."
    "\n\ndef tide(day):\n    return `x`\n\n    pass",
    blocks=(
        block("In short", "p", "heading"),
        *(block(text, "p", "list", "body/ol.steps/li/p") for text in ("Boil", "Stir")),
        block("slowly", "li", "list", "body/ol.steps/li/ul/li"),
        block("Serve", "li", "list", "body/ol.steps/li"),
        *(block(text, "tr", "table") for text in ("Length\tDay", "up to 6 m\t\t9|9")),
        *(block(text, "p", "quote") for text in ("It rained.", "And how.")),
        block("def tide(day):\n    return `x`\n\n    pass", "pre", "paragraph"),
    ),
)


def test_the_structure_of_the_text_in_markdown() -> None:
    wanted = """### In short

1. Boil
2. Stir
   - slowly
3. Serve

| Length | Day |  |
| --- | --- | --- |
| up to 6 m |  | 9\\|9 |

> It rained.
>
> And how.

```
def tide(day):
    return `x`
    pass
```
"""
    assert write(STRUCTURED, "markdown") == wanted


def test_the_structure_of_the_text_in_html_and_xml() -> None:
    page = parsed(write(STRUCTURED, "html"))
    assert page.xpath("//h3/text()") == ["In short"]
    assert page.xpath("//article/ol/li/text()") == ["Boil", "Stir", "Serve"]
    assert page.xpath("//ol/li[2]/ul/li/text()") == ["slowly"]
    assert [[cell.text for cell in row] for row in page.xpath("//tr")] == [
        ["Length", "Day"],
        ["up to 6 m", None, "9|9"],
    ]
    assert page.xpath("//blockquote/p/text()") == ["It rained.", "And how."]
    assert "    return" in page.xpath("string(//pre)")
    text = etree.fromstring(write(STRUCTURED, "xml").encode()).find("text")
    assert text is not None
    assert [e.tag for e in text] == ["heading", *["item"] * 4, *["row"] * 2, *["quote"] * 2, "code"]
    assert text.findtext("code") == "def tide(day):\n    return `x`\n    pass"
    assert [e.get("number") for e in text.iter("item")] == ["1", "2", None, "3"]


def test_the_header_of_a_table() -> None:
    rows = (
        block("Day\tRain", "tr", "table", "body/table/thead/tr"),
        block("Monday\t12", "tr", "table", "body/table/tbody/tr"),
        block("Weekend", "th", "table", "body/table/tbody/tr/th"),
    )
    page = parsed(write(article("Day\tRain\nMonday\t12\n\nWeekend", blocks=rows), "html"))
    cells = [[(cell.tag, cell.text) for cell in row] for row in page.xpath("//table/tr")]
    assert cells == [
        [("th", "Day"), ("th", "Rain")],
        [("td", "Monday"), ("td", "12")],
        [("th", "Weekend")],
    ]


LISTS = article(
    "one\ntwo\n\nonce\n\ntwice\n\nthree\n\nmake\n\nfour\n\nIt rained.\n\nanew\n\nand anew\n\nat last",
    blocks=(
        *(block(text, "li", "list", "body/ol/li") for text in ("one", "two")),
        block("once", "li", "list", "body/ol/li/ul/li"),
        block("twice", "li", "list", "body/ol/li/ol/li"),
        block("three", "li", "list", "body/ol/li"),
        block("make", "pre", "list", "body/ol/li/pre"),
        block("four", "p", "list", "body/ol/li/p"),
        block("It rained.", "p", "paragraph", "body/p"),
        *(block(text, "li", "list", "body/ol/li") for text in ("anew", "and anew")),
        block("at last", "li", "list", "body/ul/li"),
    ),
)


def test_lists_one_behind_another_in_markdown() -> None:
    wanted = """1. one
2. two
   - once
   1) twice
3. three

```
make
```

4. four

It rained.

1. anew

1) and anew

- at last
"""
    assert write(LISTS, "markdown") == wanted


def test_lists_one_behind_another_in_html() -> None:
    page = parsed(write(LISTS, "html"))
    lists = page.xpath("//article/ol | //article/ul")
    assert [(e.tag, e.get("start"), [item.text for item in e]) for e in lists] == [
        ("ol", None, ["one", "two", "three"]),
        ("ol", "4", ["four"]),
        ("ol", None, ["anew"]),
        ("ol", None, ["and anew"]),
        ("ul", None, ["at last"]),
    ]
    assert [e.tag for e in page.xpath("//li[2]/*")] == ["ul", "ol"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3. third\n\n4) fourth", "3. third\n4. fourth"),
        ("1. first\n\n2. second\n\n1. anew\n\n2. again", "1. first\n2. second\n\n1) anew\n2) again"),
        (
            "1. July is dry.\n\nIt rained.\n\n2. July too.",
            "1\\. July is dry.\n\nIt rained.\n\n2\\. July too.",
        ),
        ("3. third\n\n5. fifth", "3\\. third\n\n5\\. fifth"),
        ("- dry\n\n- wet\n\nIt rained.\n\n- so", "- dry\n- wet\n\nIt rained.\n\n\\- so"),
        ("1. dry\n\n2. wet\n\n- so\n\n- and so", "1. dry\n2. wet\n\n* so\n* and so"),
    ],
)
def test_lines_of_flattened_text_with_numbers_or_dashes_are_a_list(text: str, expected: str) -> None:
    assert write(article(text, source="text"), "markdown") == expected + "\n"


def test_items_of_flattened_markdown_keep_their_links() -> None:
    texts = "1. The stage is rebuilt.", "2. stage two"
    links = Link("stage", "https://n.example/stage"), Link("2. stage", "https://n.example/two")
    blocks = [replace(block(text, "", "paragraph", ""), links=(link,)) for text, link in zip(texts, links)]
    shown = write(replace(article("\n\n".join(texts), source="text"), blocks=blocks), "markdown")
    assert shown == (
        "1. The [stage](https://n.example/stage) is rebuilt.\n2. [stage](https://n.example/two) two\n"
    )


def test_several_articles() -> None:
    pair = [("a.html", article("One.", "A")), ("<b>", article("Two.", "B"))]
    assert "".join(write_all(pair, "text")) == "==> a.html <==\nOne.\n\n==> <b> <==\nTwo.\n"
    assert "".join(write_all(pair, "markdown")) == "# A\n\nOne.\n\n---\n\n# B\n\nTwo.\n"
    records = [json.loads(line) for line in "".join(write_all(pair, "json")).splitlines()]
    assert [(record["input"], record["title"]) for record in records] == [("a.html", "A"), ("<b>", "B")]
    root = etree.fromstring("".join(write_all(pair, "xml")).encode())
    assert [(e.get("input"), e.findtext("title")) for e in root] == [("a.html", "A"), ("<b>", "B")]
    page = parsed("".join(write_all(pair, "html")))
    assert page.xpath("//article/h1/text()") == ["A", "B"]


def test_an_empty_article() -> None:
    assert write(article(), "text") == write(article(), "markdown") == ""
    assert write(article(metadata=Metadata()), "markdown") == ""
    assert json.loads(write(article(), "json"))["title"] is None
    assert [e.tag for e in etree.fromstring(write(article(), "xml").encode())] == ["text", "related"]
    assert parsed(write(article(), "html")).xpath("//article") != []


def test_an_unknown_format() -> None:
    assert FORMATS == ("text", "markdown", "json", "html", "xml")
    with pytest.raises(ValueError, match="no format is called 'pdf': there are text, markdown"):
        stripper.write(article(), "pdf")
