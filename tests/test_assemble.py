"""Assembly: labels, text, headline and groups from blocks and probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from fixtures_lib import page_of

from stripper.article.assemble import assemble
from stripper.article.label import label_blocks, label_blocks_at
from stripper.article.threshold import body_threshold
from stripper.article.title import head_title
from stripper.text.segment import segment_text
from stripper.types import Article, Head, Page

THRESHOLDS = (0.2, 0.3, 0.5)
BODY, TITLE, NONE = (0.9, 0, 0), (0, 0.9, 0), (0, 0, 0)
MENU = ["Home", "News", "Sports", "Weather", "Contact", "Search", "Subscribe to the newsletter", "Log in"]


def article(html: str, rows: list, url: str | None = None, head: Head | None = None) -> Article:
    page = page_of(html)
    page.head = head or Head()
    assert len(page.texts) == len(rows), page.texts
    probabilities = np.array(rows, np.float32)
    labels = label_blocks(page, probabilities, THRESHOLDS)
    return assemble(page, labels, probabilities, (), 0.5, url, "html")


def test_blocks_are_parted_by_blank_lines_and_lines_by_line_feeds() -> None:
    html = "<p>One</p><p>two<br>lines</p><ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3<td>4</table>"
    assert article(html, [BODY] * 7).text == "One\n\ntwo\nlines\n\na\nb\n\n1\t2\n3\t4"


def test_lines_around_what_was_left_out_are_parted_by_a_blank_line() -> None:
    assert article("<p>one<br>two<br>three</p>", [BODY, NONE, BODY]).text == "one\n\nthree"


def test_a_copy_of_a_long_block_is_left_out_and_a_short_refrain_is_not() -> None:
    long = "word " * 30
    html = f"<p>{long}<p>La la<p>New<p>La la<p>New too<aside><p>{long}</aside><p>{'Menu ' * 50}"
    assert article(html, [BODY] * 6 + [NONE]).text == f"{long.strip()}\n\nLa la\n\nNew\n\nLa la\n\nNew too"


@pytest.mark.parametrize(
    ("html", "others", "times"),
    [
        ("<p>{0}<p>New<p>{0}<p>{0}", 50, 3),  # beside the first
        ("<p>{0}<p>New<div><p>{0}</div>", 50, 1),
        ("<p>{0}<p>New<div><p>{0}</div>", 5, 2),  # hardly anything else is on the page
        ("<p>{0}<p>New<p hidden>{0}", 50, 1),
        ("<p>{0}<p>New<p hidden>{0}", 5, 1),
        ("{0}<br>New<br>{0}", 50, 1),
    ],
)
def test_a_paragraph_may_be_said_again_beside_the_first_or_on_a_clean_page(
    html: str, others: int, times: int
) -> None:
    paragraph = " ".join(["word"] * 30)
    page = f"<main>{html.format(paragraph)}</main><p>{'Menu ' * others}"
    rows = [BODY] * (1 + html.count("{0}")) + [NONE]
    assert article(page, rows).text.count(paragraph) == times


def test_of_an_article_shown_twice_the_short_blocks_are_left_out_too() -> None:
    shown = f"<h2>Part one</h2><p>{'word ' * 30}</p><h2>Part two</h2><p>{'other ' * 30}</p>"
    once = article(shown, [BODY] * 4).text
    assert article(shown + shown, [BODY] * 8).text == once


@pytest.mark.parametrize(
    ("html", "rows", "kept"),
    [
        ("<ul><li>rope<li><div>a lamp</div><li>two pairs of socks</ul>", [0.45, 0.55, 0.6], [True] * 3),
        ("<ul><li>rope<li><div>a lamp</div><li>two pairs of socks</ul>", [0.55, 0.4, 0.45], [False] * 3),
        ("<p>rope<p>a lamp<p>two pairs of socks", [0.45, 0.55, 0.6], [True] * 3),
        # Two make no list, what is told surely stays, and so do long blocks and what looks otherwise.
        ("<li>rope<li>a lamp", [0.45, 0.55], [False, True]),
        ("<li>rope<li>a lamp<li>socks", [0.45, 0.55, 0.9], [False, True, True]),
        ("<p>rope<p class=x>a lamp<p>socks", [0.45, 0.55, 0.45], [False, True, False]),
        (f"<p>{'rope ' * 50}<p>lamp<p>socks", [0.45, 0.55, 0.55], [False, True, True]),
    ],
)
def test_short_items_that_the_threshold_parts_by_little_are_body_or_not_as_a_whole(
    html: str, rows: list[float], kept: list[bool]
) -> None:
    probabilities = np.array([(body, 0, 0) for body in rows])
    labels = label_blocks_at(page_of(html), probabilities, 0.5, THRESHOLDS)
    assert [label == "body" for label in labels] == kept


def test_a_list_of_headlines_is_related_as_a_whole() -> None:
    html = "<p>It rained.<ol>" + "".join(f'<li><a href="/{n}">Ferry {n}</a>' for n in range(3)) + "</ol>"
    rows = np.array([BODY, (0, 0, 0.6), (0, 0, 0.45), (0, 0, 0.65)])
    assert label_blocks(page_of(html), rows, THRESHOLDS) == ["body"] + ["related"] * 3


def test_what_is_never_seen_is_left_out() -> None:
    result = article(
        "<h1>Mit&shy;tel&#xFFFF;</h1><p>Süd&shy;&#1;tiro\u200bler \ufeffWein می\u200cخواهم", [TITLE, BODY]
    )
    assert (result.title, result.text) == ("Mittel", "Südtiroler Wein می\u200cخواهم")


def test_what_is_never_seen_is_no_paragraph_and_no_headline() -> None:
    html = "<h1>&#8203;</h1><p>It rained.<p>&#8203;<p>&shy; \ufeff<p>It rained again."
    rows = [TITLE, BODY, BODY, BODY, BODY]
    result = article(html, rows, head=Head(titles=["Rain at last"]))
    assert (result.title, result.text) == ("Rain at last", "It rained.\n\nIt rained again.")
    assert article("<h1>&#8203;</h1><p>It rained.", [TITLE, BODY]).title is None


def test_the_headline_is_not_repeated_in_the_text() -> None:
    result = article("<h1>Ferry is back</h1><h2>Ferry is back!</h2><p>It sailed.", [TITLE, BODY, BODY])
    assert (result.title, result.text) == ("Ferry is back", "It sailed.")


def test_of_two_likely_headlines_the_one_before_the_body_is_taken() -> None:
    html = "<h1>Ferry is back: the crossing</h1><h2>Boat sails</h2><p>It sailed."
    assert article(html, [(0, 0.9, 0), (0, 0.7, 0), BODY]).title == "Boat sails"


def test_a_headline_in_two_lines() -> None:
    assert article("<h1>Boat<br>sails</h1><p>It sailed.", [TITLE, NONE, BODY]).title == "Boat sails"


def test_a_kicker_belongs_to_the_headline_where_the_head_has_both() -> None:
    html = "<div>Saltwick</div><h1>Boat sails</h1><p>It sailed."
    both = Head(titles=["Saltwick: Boat sails"])
    assert article(html, [NONE, TITLE, BODY], head=both).title == "Saltwick: Boat sails"
    alone = Head(titles=["Saltwick: Boat sails", "Boat sails"])
    assert article(html, [NONE, TITLE, BODY], head=alone).title == "Boat sails"


def test_the_title_of_the_head_loses_the_name_of_the_site() -> None:
    assert head_title(Head(titles=["Boat sails | The Courier"], site_names=["Courier"])) == "Boat sails"
    assert head_title(Head(titles=["Boat sails - Courier", "Boat sails"])) == "Boat sails"
    assert head_title(Head(titles=["Boats - and more"], site_names=["Courier"])) == "Boats - and more"
    of_host = Head(titles=["Boats sail - The Harrow Mail Online"], address="https://www.harrowmail.example/a")
    assert head_title(of_host) == "Boats sail"
    assert head_title(Head(titles=["Boats - sea"], address="https://www.sea.example/")) == "Boats - sea"
    assert head_title(Head()) is None


def threshold(page: Page, body: np.ndarray, least: float) -> float:
    others = np.zeros((len(body), 2))
    return body_threshold(page, np.column_stack([body, others]), (least, *THRESHOLDS[1:]))


def test_less_of_flattened_text_is_expected_to_be_body() -> None:
    lines, body = ["It rained.", "It snowed.", "Subscribe."], np.array([0.9, 0.45, 0.05])
    assert threshold(page_of("<p>{}<p>{}<p>{}".format(*lines)), body, 0.2) == pytest.approx(0.45)
    assert threshold(segment_text("\n\n".join(lines)), body, 0.2) == pytest.approx(0.9)


def test_the_threshold_is_low_where_the_classifier_is_unsure() -> None:
    page = page_of("<p>aaaa<p>bbbb<p>cccc")
    assert threshold(page, np.array([0.99, 0.98, 0.05]), 0.2) > 0.9
    assert threshold(page, np.array([0.30, 0.28, 0.01]), 0.2) < 0.3
    assert threshold(page, np.array([0.30, 0.28, 0.01]), 0.5) == 0.5


def test_what_is_doubtful_stays_where_nearly_all_is_body() -> None:
    page = page_of("<p>aaaaaaaaaaaaaaaaaaaa<p>bbbb")
    assert threshold(page, np.array([0.99, 0.3]), 0.5) < 0.3
    assert threshold(page, np.array([0.7, 0.3]), 0.5) == pytest.approx(0.7)


def test_flattened_text_is_nearly_clean_from_a_lower_share_on() -> None:
    body = np.array([0.9, 0.3])  # 0.76 of the characters, as far as one can tell
    lines = "aaaaaaaaaaaaaaaaaaaa", "bbbbbb"
    assert threshold(segment_text("\n\n".join(lines)), body, 0.5) < 0.3
    assert threshold(page_of("<p>{}<p>{}".format(*lines)), body, 0.5) > 0.3


def test_what_is_doubtful_stays_in_what_an_extractor_left() -> None:
    page = segment_text("\n\n".join(("a" * 200, "b" * 10, "c" * 120, "d" * 200)))
    body, others = [0.99, 0.01, 0.1, 0.99], [0, 0, 0, 0]
    labels = label_blocks(page, np.array([(one, 0, other) for one, other in zip(body, others)]), THRESHOLDS)
    assert labels == ["body", "boilerplate", "body", "body"]
    others[1] = 0.8  # a page that somebody flattened
    labels = label_blocks(page, np.array([(one, 0, other) for one, other in zip(body, others)]), THRESHOLDS)
    assert labels == ["body", "related", "boilerplate", "body"]


def test_what_an_extractor_left_has_hardly_a_line_that_plainly_is_no_text() -> None:
    page = segment_text("\n\n".join(("a" * 200, "b" * 20, "c" * 90, "d" * 200)))
    unsure = [(0.3, 0, 0), (0.4, 0.5, 0), (0.3, 0, 0), (0.9, 0, 0)]
    assert label_blocks(page, np.array(unsure), THRESHOLDS) == ["body", "body", "body", "body"]
    whole = [*unsure[:2], (0.05, 0, 0), unsure[3]]
    assert label_blocks(page, np.array(whole), THRESHOLDS) == ["boilerplate", "title", "boilerplate", "body"]


def test_the_headline_of_what_an_extractor_left_stands_above_all_text_or_surely_is_one() -> None:
    page = segment_text("\n\n".join(("a" * 90, "b" * 20, "c" * 90, "d" * 300)))

    def labels(*rows: tuple[float, float]) -> list[str]:
        return label_blocks(page, np.array([(body, title, 0) for body, title in rows]), THRESHOLDS)

    assert labels((0.3, 0.5), (0.9, 0), (0.9, 0), (0.9, 0)) == ["title", "body", "body", "body"]
    assert labels((0.3, 0), (0.1, 0.95), (0.9, 0), (0.9, 0)) == ["boilerplate", "title", "body", "body"]
    assert labels((0.3, 0), (0.1, 0.7), (0.9, 0), (0.9, 0)) == ["body", "body", "body", "body"]
    assert labels((0.8, 0), (0.1, 0.95), (0.9, 0), (0.9, 0)) == ["body", "body", "body", "body"]


@pytest.mark.parametrize(("times", "expected"), [(5, {"boilerplate"}), (4, {"body", "boilerplate"})])
def test_a_line_that_is_said_often_is_labelled_everywhere_alike(times: int, expected: set[str]) -> None:
    page = segment_text("\n\n".join(f"Notice\n\n{letter * 200}" for letter in "abcdefgh"[:times]))
    likely = [
        row for _, one in zip(range(times), (0.6, 0.2, 0.6, 0.2, 0.2)) for row in ((one, 0, 0), (0.9, 0, 0))
    ]
    labels = label_blocks_at(page, np.array(likely), 0.5, THRESHOLDS)
    assert set(labels[::2]) == expected and set(labels[1::2]) == {"body"}


def test_a_list_has_no_gaps_where_its_lines_may_be_headlines() -> None:
    page = segment_text("\n".join(f"Story {number}" for number in range(5)))

    def labels(*related: float) -> str:
        found = label_blocks(page, np.array([(0.1, 0, one) for one in related]), THRESHOLDS)
        return "".join(label[0] for label in found)

    assert labels(0.8, 0.3, 0.2, 0.8, 0.8) == "rrrrr"
    assert labels(0.8, 0.1, 0.3, 0.8, 0.8) == "rbrrr"
    assert labels(0.3, 0.8, 0.8, 0.8, 0.3) == "brrrb"
    assert labels(0.8, 0.3, 0.3, 0.3, 0.3) == "rbbbb"


def test_a_doubtful_line_goes_on_with_the_list_before_it() -> None:
    page = segment_text("Story one\n\nStory two")
    either = np.array([(0.1, 0, 0.8), (0.56, 0, 0.52)])
    assert label_blocks(page, either, THRESHOLDS) == ["related", "related"]
    assert label_blocks(page, np.array([(0.1, 0, 0.8), (0.45, 0, 0.3)]), THRESHOLDS) == ["related", "related"]
    assert label_blocks(page, np.array([(0.1, 0, 0.8), (0.9, 0, 0.3)]), THRESHOLDS) == ["related", "body"]
    assert label_blocks(page, either[::-1], THRESHOLDS) == ["body", "related"]


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ((0.15, 0, 0.4), "related"),
        ((0.45, 0, 0.2), "related"),
        ((0.9, 0, 0.2), "body"),
        ((0.15, 0, 0.1), "boilerplate"),
    ],
)
def test_a_line_between_two_headlines_is_one_where_it_is_content(row: tuple, label: str) -> None:
    page = segment_text("\n".join(["Ferry is back", "Harbour opens", "Bridge is closed"]))
    headline = (0.1, 0, 0.8)
    assert label_blocks(page, np.array([headline, row, headline]), THRESHOLDS)[1] == label


def test_a_line_of_nearly_clean_text_is_the_headline_if_it_is_likelier_that_than_not() -> None:
    page = segment_text("Ferry is back\n\nIt sailed at nine, said the harbour master on Monday.")
    for first, label in (((0.4, 0.45, 0), "title"), ((0.6, 0.8, 0), "title"), ((0.6, 0.1, 0), "body")):
        assert label_blocks(page, np.array([first, BODY]), THRESHOLDS)[0] == label


def test_the_first_line_of_nearly_clean_text_may_be_its_headline_unless_it_ends_as_sentences_do() -> None:
    for first, label in (("Ferry is back", "title"), ("The ferry is back.", "body"), ("Ferry" * 40, "body")):
        page = segment_text(f"{first}\n\nIt sailed at nine, said the harbour master on Monday.")
        assert label_blocks(page, np.array([(0.6, 0.25, 0), BODY]), THRESHOLDS)[0] == label


@pytest.mark.parametrize(
    ("first", "below", "likely", "told"),
    [
        ("Ferry is back on Monday | The Harbour Post", "Ferry is back, on Monday", 0.1, True),
        # hardly a headline
        ("Ferry is back on Monday | The Harbour Post", "Ferry is back, on Monday", 0.02, False),
        # too short a part of it
        ("Ferry is back on Monday | The Harbour Post", "Ferry is b", 0.1, False),
        ("Ferry is back on Monday | The Harbour Post", "Ferry is away on Monday", 0.1, False),
        ("Ferry post", "Ferry", 0.1, False),
    ],
)
def test_the_first_line_tells_the_headline_that_it_holds(
    first: str, below: str, likely: float, told: bool
) -> None:
    text = "It sailed at nine, said the harbour master on Monday."
    page = segment_text("\n\n".join([first, *MENU, "Harbour news", below, text, *MENU]))
    rows = [NONE, *[NONE] * 8, (0, 0.6, 0), (0, likely, 0), BODY, *[NONE] * 8]
    labels = label_blocks(page, np.array(rows, np.float32), THRESHOLDS)
    assert labels.index("title") == (10 if told else 9)


def test_a_headline_that_says_what_the_first_line_tells_stays_the_headline() -> None:
    name = "Ferry is back on Monday"
    page = segment_text("\n\n".join([f"{name} | Post", *MENU, name, "It sailed at nine.", name, *MENU]))
    rows = [NONE, *[NONE] * 8, (0, 0.6, 0), BODY, (0, 0.7, 0), *[NONE] * 8]
    assert label_blocks(page, np.array(rows, np.float32), THRESHOLDS).index("title") == 9


def test_what_is_hidden_in_the_midst_of_a_block_is_no_text() -> None:
    html = "<p>It rained <span hidden>twice</span><i hidden>or so</i>on Monday.<p hidden>Then it snowed."
    assert article(html, [BODY, BODY, BODY, BODY]).text == "It rained on Monday.\n\nThen it snowed."


def test_nothing_is_body_below_the_least_probability() -> None:
    assert article("<p>aaaa<p>bbbb", [(0.1, 0, 0), (0.05, 0, 0)]).text == ""


def test_blocks_are_compared_and_shown_like_a_sequence() -> None:
    one, other = (article("<p>One<p>two", [BODY, NONE]) for _ in range(2))
    assert one == other
    assert [block.text for block in one.blocks[:1]] == ["One"]
    assert one.blocks[1].label == "boilerplate"
    assert repr(one.blocks) == "<2 blocks>"


def test_a_headline_without_a_letter_has_no_kicker() -> None:
    assert article("<h1>!</h1><p>It rained.", [TITLE, BODY], head=Head(titles=["Rain!"])).title == "!"


def test_a_sign_alone_is_no_text() -> None:
    assert (
        article("<h2>Install</h2><p>¶</p><p>It rained.<p>.<p>∎ 1", [BODY] * 5).text
        == "Install\n\nIt rained.\n\n∎ 1"
    )


def test_the_headline_is_one_that_is_shown_where_one_is() -> None:
    html = "<h1>Ferry is back</h1><p style='display:none'>Ferry</p><p>It sailed."
    assert article(html, [TITLE, TITLE, BODY]).title == "Ferry is back"
    assert article(html, [NONE, TITLE, BODY]).title == "Ferry"


def test_a_headline_does_not_begin_with_what_parts_it_from_its_kicker() -> None:
    html = "<h1><span class=k>Trial</span><span class=c>: </span><span class=t>Boat sails</span></h1><p>It sailed."
    assert article(html, [NONE, NONE, TITLE, BODY]).title == "Boat sails"
    assert article("<h1>Trial: boat - sails</h1><p>It sailed.", [TITLE, BODY]).title == "Trial: boat - sails"
    assert (
        article("<h1>– We sail</h1><p>It sailed.", [TITLE, BODY]).title == "– We sail"
    )  # a quotation in Norwegian
    assert article("<h1>-20 degrees</h1><p>It froze.", [TITLE, BODY]).title == "-20 degrees"
