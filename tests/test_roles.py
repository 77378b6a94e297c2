"""Roles: what each block of the body is within the article."""

from __future__ import annotations

import lxml.html
import pytest
from fixtures_lib import load, page_of
from lxml import etree

import stripper
from stripper.article.roles import leave_roles_out, name_roles
from stripper.text.segment import segment_text
from stripper.types import ROLES

TWEET = '<blockquote class="twitter-tweet"><p>We sail at nine.</p></blockquote>'


def roles_of(html: str) -> list[str]:
    page = page_of(html)
    return name_roles(page, ["body"] * len(page.texts))


@pytest.mark.parametrize(
    ("html", "role"),
    [
        ("<p>It sailed.", "paragraph"),
        ("<h3>The crossing</h3>", "heading"),
        ("<p><b>The crossing</b></p>", "heading"),
        ("<p><b>The ferry sailed at nine.</b></p>", "paragraph"),
        ("<ul><li>nine<li>ten</ul>", "list"),
        ("<ul><li><p>nine</p></li></ul>", "list"),
        ("<dl><dt>ferry<dd>a boat</dl>", "list"),
        ("<blockquote><p>We sail.</p></blockquote>", "quote"),
        (TWEET, "embed"),
        ("<table><tr><td>nine<td>ten</table>", "table"),
        ("<figure><img src=f.jpg><figcaption>The ferry</figcaption></figure>", "caption"),
        ('<p class="wp-caption-text">The ferry</p>', "caption"),
        ("<ul><li><div><div><div><div><p>A whole article in an item.</p></div></div></div></div></ul>", "paragraph"),
        ("<h2><span>The</span> crossing</h2>", "heading"),
    ],
)  # fmt: skip
def test_the_structure_tells_the_role(html: str, role: str) -> None:
    assert set(roles_of(html)) == {role}
    assert role in ROLES


PARAGRAPHS = "".join(f"<p>The ferry sailed on day {day} of the week.</p>" for day in range(4))


@pytest.mark.parametrize(
    ("first", "role"),
    [
        ('<p class="standfirst">The island has its ferry back at last.</p>', "standfirst"),
        ("<h2>The island has its ferry back at last.</h2>", "standfirst"),
        ('<div class="x7">The island has its ferry back after a long winter.</div>', "standfirst"),
        ('<div class="x7">Nobody on the island had believed it any more.</div>', "paragraph"),
        ("<p>The island has its ferry back after a long winter.</p>", "paragraph"),
        ('<p class="lead">By our reporter</p>', "paragraph"),
    ],
)
def test_a_standfirst_looks_otherwise_than_the_paragraphs_and_sums_them_up(first: str, role: str) -> None:
    head = '<meta name="description" content="The island has its ferry back after a long winter.">'
    assert roles_of(f"<head>{head}</head><body>{first}{PARAGRAPHS}")[0] == role


def test_a_heading_is_a_standfirst_only_where_no_other_is_of_its_kind() -> None:
    heading = "<h2>The island has its ferry back at last</h2>"
    assert roles_of(f"<body>{heading}{PARAGRAPHS}{heading}{PARAGRAPHS}")[0] == "heading"


def test_only_the_body_has_roles() -> None:
    page = page_of("<p>One<p>Two")
    assert name_roles(page, ["body", "boilerplate"]) == ["paragraph", ""]


def test_roles_of_flattened_text() -> None:
    page = segment_text("The crossing\n\nThe ferry sailed at nine.\n\n• Bread\n• Milk")
    assert name_roles(page, ["body"] * 4) == ["heading", "paragraph", "list", "list"]


def test_what_has_a_role_is_left_out() -> None:
    page = page_of(f"<p>It sailed.</p>{TWEET}<h2>Later</h2>")
    labels = leave_roles_out(page, ["body"] * 3, {"embed", "heading"})
    assert labels == ["body", "boilerplate", "boilerplate"]


def test_an_article_without_some_roles() -> None:
    listed = [page.data for page in load("pages") if "list" in _roles(stripper.extract(page.data))]
    assert listed
    for data in listed:
        whole, part = (stripper.extract(data, leave_out=roles) for roles in ((), ("list",)))
        assert "list" not in _roles(part)
        assert len(part.text) < len(whole.text)
        assert part.related == whole.related


def _roles(article: stripper.Article) -> set[str]:
    return {block.role for block in article.blocks}


def test_one_role_may_be_named_alone() -> None:
    text = "The crossing\n\nThe ferry sailed at nine, said the harbour master on Monday.\n"
    assert "heading" not in _roles(stripper.extract_from_text(text, leave_out="heading"))


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("The crossing", "heading"),
        ("The “crossing”", "heading"),
        ("Ferries (and boats)", "heading"),
        ("“We waited eleven years.”", "paragraph"),
        ("(The writer is a councillor.)", "paragraph"),
        ("„Elf Jahre haben wir gewartet!“", "paragraph"),
        ("「十一年待ちました。」", "paragraph"),
        ("کشتی نو بجے روانہ ہوئی۔", "paragraph"),
        ("ጀልባው በዘጠኝ ሰዓት ተነሳ።", "paragraph"),
        ("متى تعود العبارة؟", "paragraph"),
    ],
)
def test_a_short_line_that_ends_as_sentences_do_is_no_heading(line: str, role: str) -> None:
    assert name_roles(segment_text(f"{line}\n\nIt sailed at nine."), ["body"] * 2)[0] == role


@pytest.mark.parametrize("door", [stripper.extract, stripper.extract_from_text])
def test_a_role_that_there_is_not(door) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no role is called 'lists': there are paragraph, heading"):
        door("It sailed.", leave_out=("lists", "table"))


def test_the_outermost_element_has_nothing_above_it() -> None:
    element = lxml.html.fragment_fromstring(
        "<div>It rained all night long, and the river rose.<p>It fell.</div>"
    )
    etree.SubElement(element, "span").set("class", "summary")
    assert "standfirst" not in _roles(stripper.extract(element))
