"""Segmentation: every visible character in exactly one block, in reading order."""

from __future__ import annotations

import lxml.html
import pytest
from fixtures_lib import load, page_of
from lxml import etree

from stripper.html.segment import SKIPPED_TAGS, segment


def blocks(html: str) -> list[str]:
    return segment(lxml.html.document_fromstring(html)).texts


def squeezed(text: str) -> str:
    return "".join(text.split())


def all_text(root: etree._Element) -> str:
    """Every character outside of skipped elements, by another way than the one under test."""
    root = etree.fromstring(etree.tostring(root, method="html"), etree.HTMLParser(huge_tree=True))
    etree.strip_elements(root, *SKIPPED_TAGS, with_tail=False)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    return squeezed("".join(root.itertext()))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two</p>", ["One bold word.", "Two"]),
        ("loose<div>inner</div>tail", ["loose", "inner", "tail"]),
        ("<div>Hap<i>py</i></div>", ["Happy"]),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", ["a", "b", "c"]),
        ("first<br>second<br><br>third", ["first", "second", "third"]),
        ("<pre>a  b\n  c</pre>", ["a  b\n  c"]),
        ("<table><tr><td>1</td><td>goal</td></tr></table>", ["1\tgoal"]),
        ("<figure><img><figcaption>A hill</figcaption></figure>", ["A hill"]),
        ("<p>a<script>var x</script>b<style>c</style><svg><title>d</title></svg></p>", ["ab"]),
        ("<p>a<!-- b -->c<?d e?></p>", ["ac"]),
        ("<button>Share</button><select><option>A<option>B</select>", ["Share", "A", "B"]),
        ("<p>&nbsp;</p><p> \n </p>", []),
        ("<h2>A</h2>text<h2>B</h2>", ["A", "text", "B"]),
        ("<x-card><p>inside</p></x-card>", ["inside"]),
    ],
)
def test_what_parts_text(html: str, expected: list[str]) -> None:
    assert blocks(html) == expected


def test_a_menu_in_one_element_is_parted_at_its_links() -> None:
    html = '<div><a href="/a">News</a> | <a href="/b">Sport</a> | <a href="/c">Arts</a></div>'
    assert blocks(html) == ["News |", "Sport |", "Arts"]


def test_links_inside_prose_do_not_part_it() -> None:
    assert blocks('<p>See <a href="/a">this</a> and <a href="/b">that</a>.</p>') == ["See this and that."]


def test_a_card_in_one_anchor_is_parted_at_its_labelled_pieces() -> None:
    html = (
        '<a href="/x"><span class="kicker">Harbour</span> <span class="headline">Ferry is late again</span>'
        " <time>2 hours ago</time></a>"
    )
    assert blocks(html) == ["Harbour", "Ferry is late again", "2 hours ago"]


def test_a_kicker_inside_a_heading_is_parted() -> None:
    html = '<h1><span class="kicker">Flood</span><span class="headline">River rises by a metre</span></h1>'
    assert blocks(html) == ["Flood", "River rises by a metre"]


def test_styled_spans_in_a_paragraph_do_not_part_it() -> None:
    html = '<p><span class="s1">One sentence.</span> <span class="s2">Another one.</span></p>'
    assert blocks(html) == ["One sentence. Another one."]


def test_an_empty_cell_keeps_its_column() -> None:
    page = page_of(
        "<table><tr><th>Length<th>Day<th>Month<tr><td>6 m<td><td>120 €<tr><td><td>9<td>90<td></table>"
    )
    assert page.texts == ["Length\tDay\tMonth", "6 m\t\t120 €", "\t9\t90"]


def test_cells_with_one_short_paragraph_each_are_a_row() -> None:
    page = page_of("<table><tr><td><p>6 m</p><td><div>120 €</div><tr><td><p>a</p><p>b</p><td>c</table>")
    assert page.texts == ["6 m\t120 €", "a", "b", "c"]
    assert page_of("<table><tr><td><h1>Ferry</h1><td>12 May</table>").texts == ["Ferry", "12 May"]


def test_what_stands_before_a_row_that_is_out_of_place_is_no_cell() -> None:
    root = lxml.html.fragment_fromstring("<div>before <span>the row</span></div>")
    row = lxml.etree.SubElement(root, "tr")
    lxml.etree.SubElement(row, "td").text = "cell"
    assert "".join("".join(segment(root).texts).split()) == "beforetherowcell"


def test_words_in_elements_of_their_own_stay_apart_in_a_link() -> None:
    page = page_of("<a href=/x><b>France</b> <i>bans</i> <em>smoking</em></a>")
    assert page.link_texts == page.texts == ["France bans smoking"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><strong>What helps</strong><span>Sleep and tea.</span></p>", "What helps Sleep and tea."),
        ("<h1><span>Harbour news</span>Ferry sails</h1>", "Harbour news Ferry sails"),
        ("<p><time>21:04</time><mark>Key event</mark></p>", "21:04 Key event"),
        ("<p><b>It rained.</b><i>Then it snowed.</i></p>", "It rained. Then it snowed."),
        # Within a word, a name, a formula or a quotation nothing is put.
        ("<p><i>i</i>Phones and <b>e</b>Readers are cheap</p>", "iPhones and eReaders are cheap"),
        ("<p><b>Hafen</b><i>City</i></p>", "HafenCity"),
        ("<p>2 H<sub>2</sub>O, as they say</p>", "2 H2O, as they say"),
        ('<p>They say "<a href="/a">Rain is near</a>" again</p>', 'They say "Rain is near" again'),
        ("<p><b>all</b>together now</p>", "alltogether now"),
        ("<pre><b>foo bar</b><i>Baz qux</i></pre>", "foo barBaz qux"),
    ],
)
def test_texts_that_only_their_looks_part_do_not_run_together(html: str, expected: str) -> None:
    assert blocks(html) == [expected]


def test_texts_of_one_link_that_only_their_looks_part_stay_one_link() -> None:
    page = page_of(
        '<p><a href="/a"><b>Harbour news</b>Ferry sails</a><a href="/b">Boats for sale</a> today</p>'
    )
    assert page.link_texts == ["Harbour news Ferry sails", "Boats for sale"]
    assert page.texts == ["Harbour news Ferry sails Boats for sale today"]


def test_a_layout_table_is_not_a_row() -> None:
    html = f"<table><tr><td><a href=/a>Home</a><br><a href=/b>News</a></td><td>{'long text ' * 40}</td></tr></table>"
    assert blocks(html) == ["Home", "News", ("long text " * 40).strip()]


@pytest.mark.parametrize(
    "hidden",
    ['<div hidden>x</div>', '<div style="color:red; DISPLAY : none">x</div>', "<template>x</template>",
     '<p><span style="visibility:hidden">x</span></p>', "<noscript>x</noscript>"],
)  # fmt: skip
def test_what_is_not_rendered_is_known_as_such(hidden: str) -> None:
    page = segment(lxml.html.document_fromstring(f"<p>before</p>{hidden}<p>after</p>"))
    assert dict(zip(page.texts, page.visible)) == {"before": True, "x": False, "after": True}


def test_a_hidden_inline_piece_does_not_hide_its_paragraph() -> None:
    page = segment(lxml.html.document_fromstring("<p>seen <i hidden>not</i> seen too</p>"))
    assert list(zip(page.texts, page.visible)) == [("not", False), ("seen seen too", True)]


def test_line_breaks_are_told_from_paragraphs() -> None:
    page = segment(lxml.html.document_fromstring("<div>a<br>b<br><br>c</div><div>d</div>"))
    assert list(zip(page.texts, page.breaks)) == [("a", False), ("b", True), ("c", False), ("d", False)]


def test_links_have_numbers_texts_and_urls() -> None:
    html = '<a name=top>x</a><p><a href="/1">one</a> text <a href="/2"><b>tw</b>o</a></p><p>z</p>'
    page = segment(lxml.html.document_fromstring(html))
    assert page.link_numbers == [0, 1]
    assert page.link_texts == ["one", "two"]
    assert page.link_urls == ["/1", "/2"]
    assert [page.texts[block] for block in page.link_blocks] == ["one text two", "one text two"]


def test_an_anchor_over_several_blocks_links_each_of_them() -> None:
    page = segment(lxml.html.document_fromstring('<a href="/x"><div>Kicker</div><h3>Headline</h3></a>'))
    assert page.texts == ["Kicker", "Headline"]
    assert page.link_numbers == [0, 0]
    assert page.link_blocks == [0, 1]


def test_elements_and_blocks_know_their_place() -> None:
    page = segment(lxml.html.document_fromstring('<div class="a b" id="c"><p><em>x</em></p></div>'))
    (node,) = page.nodes
    assert page.tags[node] == "em"
    block = page.blockish[node]
    assert page.tags[block] == "p"
    assert page.attrs[page.parents[block]] == "a b c"
    assert page.depths[node] == page.depths[block] + 1


def test_a_tree_within_a_tree_is_cut_alone() -> None:
    root = lxml.html.document_fromstring("<div id=one><p>a</p></div>tail<div>other</div>")
    assert segment(root.get_element_by_id("one")).texts == ["a"]


def test_nothing_is_lost_on_a_deep_tree() -> None:
    html = "<div>a" * 200 + "<p>core</p>" + "b</div>" * 200
    assert blocks(html) == ["a"] * 200 + ["core"] + ["b"] * 200


@pytest.mark.parametrize("fixture", load("pages"), ids=str)
def test_every_visible_character_of_the_fixtures_is_in_one_block(fixture) -> None:
    root = lxml.html.document_fromstring(fixture.content)
    assert squeezed("".join(segment(root).texts)) == all_text(root)


CARD = "<div class=card><a href=/x></a><span>Kicker</span><h3>Ferry is back</h3><p>A teaser.</p></div>"


def test_an_empty_anchor_over_a_card_is_the_link_of_its_headline() -> None:
    page = segment(lxml.html.document_fromstring(CARD + "<p>Text <a href=/y>link</a></p>"))
    linked = zip(page.link_blocks, page.link_texts, page.link_urls, page.link_numbers)
    assert [(page.texts[block], *rest) for block, *rest in linked] == [
        ("Ferry is back", "Ferry is back", "/x", 0),
        ("Text link", "link", "/y", 1),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<h2><a href=#part></a>Part</h2>",
        "<h3><a href=/x>Linked</a></h3><div><a href=/y></a></div>",
        "<article><a href=/x></a>" + "<p>Paragraph of an article.</p>" * 20 + "</article>",
        "<a href=/x></a>",
        "<h4>Follow us</h4><a href=/x></a><a href=/y></a>",
    ],
)
def test_other_empty_anchors_are_no_links_of_a_headline(html: str) -> None:
    page = segment(lxml.html.document_fromstring(f"<div><div>{html}</div></div>"))
    assert page.link_texts in ([], ["Linked"])
