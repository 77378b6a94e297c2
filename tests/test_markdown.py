"""Markdown that was made of a page, cut into blocks."""

from __future__ import annotations

import re

import numpy as np
import pytest
from fixtures_lib import by_name
from hypothesis import given
from hypothesis import strategies as st

import stripper
from stripper import features
from stripper.errors import TooLargeError
from stripper.features.markup import markup_features
from stripper.text.markdown import cut_markdown, is_markdown
from stripper.text.segment import segment_text
from stripper.types import Limits, Page


def shown(text: str) -> list[tuple[str, str]]:
    """The tag and the text of each block."""
    page = cut_markdown(text)
    return [(page.tags[node], text) for node, text in zip(page.nodes, page.texts)]


def texts(text: str) -> list[str]:
    return cut_markdown(text).texts


def links(page: Page) -> list[tuple[int, str, str]]:
    return list(zip(page.link_blocks, page.link_texts, page.link_urls))


@pytest.mark.parametrize(
    "text",
    [
        "Read [the report](https://example.org/report) now.",
        '[Ferry](/ferry "To the ferry")',
        "# Ferry\n\nIt sails.\n\n## Harbour\n\nIt opened.\n",
    ],
)
def test_markdown_is_told_by_its_links_or_headings(text: str) -> None:
    assert is_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The ferry [sic] (see below) sails.",
        "# 1 in the list\nFerry",
        "#ferry #harbour",
        "a[i](",
        "x = a[0] (b)",
    ],
)
def test_plain_text_is_no_markdown(text: str) -> None:
    assert not is_markdown(text)


def test_headings_items_and_quotes_lose_their_marks() -> None:
    text = "# Ferry sold #\n\nHarbour\n-------\n\n* Bread\n* Milk\n\n> It sails,\n> He said.\n\n***\n\n"
    assert shown(text) == [
        ("h1", "Ferry sold"),
        ("h2", "Harbour"),
        ("li", "Bread"),
        ("li", "Milk"),
        ("", "It sails,"),
        ("", "He said."),
    ]


def test_dashes_and_numbers_stay_unless_a_link_follows() -> None:
    text = "- It sails, he said.\n- [Ferry sold](/a)\n1. First we ate.\n2. [Bridge opens](/b)"
    assert shown(text) == [
        ("", "- It sails, he said."),
        ("li", "Ferry sold"),
        ("", "1. First we ate."),
        ("li", "Bridge opens"),
    ]


def test_yaml_before_the_text_is_none_of_it() -> None:
    text = "---\ntitle: Ferry sold\nauthor: A. Smith\n---\n\n# Ferry sold\n\n---\n\nIt sailed.\n"
    assert is_markdown(text)
    assert texts(text) == ["Ferry sold", "It sailed."]
    assert texts("---\n\nIt sailed.\n\n---\n\n[Home](/)") == ["It sailed.", "Home"]


def test_emphasis_code_escapes_and_images_are_read() -> None:
    text = r"The **old _and_ slow** `ferry` \[1\] cost 2 \* 3 ![A ferry](f.jpg)and snake_case_names *stay*."
    assert texts(text) == ["The old and slow ferry [1] cost 2 * 3 and snake_case_names stay."]


def test_links_are_known_with_where_they_lead() -> None:
    page = cut_markdown(
        'See [the *report*](https://x.org/a_(b) "Report") and [more][1], <https://x.org>.\n\n[1]: /more'
    )
    assert page.texts == ["See the report and more, https://x.org."]
    assert links(page) == [(0, "the report", "https://x.org/a_(b)"), (0, "more", "/more")]


def test_a_link_over_several_blocks_is_one() -> None:
    page = cut_markdown("[![Ferry](f.jpg)\n\n### Ferry sold\n\nIt sailed for years.](/ferry)\n\n[Home](/)")
    assert page.texts == ["Ferry sold", "It sailed for years.", "Home"]
    assert page.link_numbers == [0, 0, 1]
    assert page.link_urls == ["/ferry", "/ferry", "/"]


def test_a_stray_bracket_is_text() -> None:
    page = cut_markdown("[ Ferry [sold](/a) today ](\n\nnobody ] knows [why")
    assert page.texts == ["[ Ferry sold today ](", "nobody ] knows [why"]
    assert links(page) == [(0, "sold", "/a")]


def test_wrapped_lines_are_one_paragraph() -> None:
    words = "The ferry sailed at nine from the old harbour, said the mayor of the well-known town to us. " * 6
    lines, line = [], ""
    for word in words.replace("-", "- ").split(" "):
        if len(line) + len(word) > 70:
            lines.append(line.rstrip(" "))
            line = ""
        line += word if word.endswith("-") else word + " "
    wrapped = "\n".join([*lines, line.strip()])
    assert texts(f"[Home](/)\n\n{wrapped}\n\nAnother story.") == ["Home", words.strip(), "Another story."]


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    text = "[Home](/)\nThe ferry sailed at nine.\nThe goats were on board.\nAll of them\nwere wet."
    assert texts(text) == [
        "Home",
        "The ferry sailed at nine.",
        "The goats were on board.",
        "All of them were wet.",
    ]


def test_code_is_left_as_it_is() -> None:
    assert texts("[a](b)\n\n```python\n# a comment\nx = y[0](z) ** 2\n```\n\nEnd.")[1:] == [
        "# a comment",
        "x = y[0](z) ** 2",
        "End.",
    ]


def test_rows_of_tables_lose_their_frames() -> None:
    assert texts("[a](b)\n\n| Port | Time |\n| --- | ---: |\n| Kiel | 9.00 |")[1:] == [
        "Port | Time",
        "Kiel | 9.00",
    ]


def test_cells_that_lay_out_a_page_are_blocks() -> None:
    paragraph = "The ferry sailed at nine from the old harbour, said the mayor of the town. " * 4
    row = f"| [Home](/) | [News](/n) |  |  | --- | --- | | Ferry sold  17 May 2012  {paragraph.strip()} |  | [More | here](/m) |"
    assert texts(row) == ["Home", "News", "Ferry sold", "17 May 2012", paragraph.strip(), "More", "here"]


def test_an_article_in_markdown_has_titles_with_urls_and_a_headline_without_marks() -> None:
    paragraph = (
        "The city council voted on Tuesday to close four of its eleven libraries, after a long debate."
    )
    page = "\n\n".join(
        [
            "[Home](/) [News](/news)",
            "# Council approves plan to close four libraries",
            *[f"{paragraph} It was the {k}th [vote](/v{k}) on **them**." for k in range(4, 9)],
            "### Most read",
            "* [Man arrested after fire at the old warehouse](/a)\n* [School reopens after flood damage repaired](/b)",
        ]
    )
    article = stripper.extract_from_text(page)
    assert article.title == "Council approves plan to close four libraries"
    assert article.text.count("It was the 5th vote on them.") == 1
    assert "](" not in article.text
    (group,) = article.related
    assert group.heading == "Most read"
    assert [(link.title, link.url) for link in group.links] == [
        ("Man arrested after fire at the old warehouse", "/a"),
        ("School reopens after flood damage repaired", "/b"),
    ]


def test_links_and_headings_are_seen_by_the_classifier() -> None:
    page = cut_markdown(
        "[Home](/)\n\n# Ferry sold\n\nIt sailed [for years](/a) from here.\n\n## Harbour\n\n* [Bread](/b)"
    )
    columns = by_name(markup_features(features.view(page)))
    assert columns["markup.level"].tolist() == [7, 1, 7, 2, 7]
    assert columns["markup.above"].tolist() == [7, 1, 1, 2, 2]
    assert columns["markup.linked"].tolist() == pytest.approx([1, 0, 8 / 23, 0, 1], abs=0.03)
    assert columns["markup.since_h1"][2:].tolist() == [1, 2, 3]
    plain = by_name(markup_features(features.view(segment_text("Ferry sold\n\n* Bread"))))
    assert all(np.isnan(column).all() for column in plain.values())


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(TooLargeError, match="more than 3 lines"):
        stripper.extract_from_text("[a](b)\n\nb\n\nc\n\nd", limits=Limits(blocks=3))


@pytest.mark.parametrize(
    "piece", ["[", "![", "[a](", "[a [", "**a ", "_a ", "](", "[a](<b", '[a](b "x', "[a](data:x"]
)
def test_hostile_markdown_is_read_in_bounded_time(piece: str) -> None:
    """Twenty thousand open marks: what goes back over them would take minutes."""
    assert cut_markdown("[a](b)\n\n" + piece * 20_000).texts


WORD = st.text("abcdefgäßжو中", min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
PIECE = st.one_of(
    WORDS,
    WORDS.map("**{}**".format),
    WORDS.map("_{}_".format),
    WORDS.map("[{}](https://example.org/a?b=c#d)".format),
    WORDS.map("[{}](</a b> 'A title')".format),
)
BLOCK = st.builds(
    "{}{}".format,
    st.sampled_from(("", "# ", "### ", "* ", "> ", "> * ", "* [](#) ")),
    st.lists(PIECE, min_size=1, max_size=4).map(" ".join),
)


@given(st.lists(BLOCK, min_size=1, max_size=8))
def test_every_word_of_markdown_stands_in_one_block(blocks: list[str]) -> None:
    page = cut_markdown("\n\n".join(blocks))
    wanted = re.sub(r"\]\([^)]*\)|^[#*>]+ |[*_\[\]>]|# ", " ", "\n".join(blocks), flags=re.MULTILINE).split()
    assert " ".join(page.texts).split() == wanted


@given(st.text("[](){}<>!*_`#-=|~>:\\ \n\"'ab", max_size=200))
def test_any_marks_are_cut_into_blocks_without_marks_of_our_own(text: str) -> None:
    page = cut_markdown(text)
    assert all(
        text == " ".join(text.split()) and "\ufdd0" not in text and "\ufdd1" not in text
        for text in page.texts
    )
    assert all(page.texts) and len(page.link_urls) == len(page.link_texts)
    assert all(name in page.texts[block] for block, name, _ in links(page))


def test_what_stands_right_below_an_image_is_told() -> None:
    text = "Ferry\n\n![A ferry](f.jpg)\n\nThe ferry on Friday\n\nIt sails ![now](n.png) again\n\n[![Boat](b.jpg)](/b)\n\nA boat\n\nEnd"
    page = cut_markdown(text)
    told = dict(zip(page.texts, page.pictured))
    assert [text for text, is_pictured in told.items() if is_pictured] == ["The ferry on Friday", "A boat"]
    assert page.texts == ["Ferry", "The ferry on Friday", "It sails again", "A boat", "End"]
