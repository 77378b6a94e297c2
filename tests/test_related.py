"""Related headlines: found in blocks, grouped, headed; and how they are measured."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from urllib.parse import urljoin

import numpy as np
import pytest
from fixtures_lib import page_of

from stripper import features
from stripper.api import load_model
from stripper.article.related import absolute, find_headlines, group_headlines, related_groups
from stripper.features.headings import Candidates
from stripper.judge import find_headings
from stripper.model.grouping import ALWAYS, Grouping, kind_tokens
from stripper.model.trees import Trees
from stripper.model.vocabulary import Weights
from stripper.training import grouping, related
from stripper.training.written import FURTHER_HEADINGS, HEADINGS, read_written
from stripper.types import KINDS, Group, Headline, Link, RelatedGroup


def titles(html: str, *texts: str, url: str | None = None) -> list[Headline]:
    """The headlines of a page on which the blocks of these texts are related."""
    page = page_of(html)
    labels = ["related" if text in texts else "boilerplate" for text in page.texts]
    assert labels.count("related") >= len(texts), page.texts
    return find_headlines(page, labels, np.full(len(labels), 0.9), url)


def test_a_headline_is_the_text_of_its_link() -> None:
    (found,) = titles(
        "<p>Read also: <a href=/x>Ferry is back</a></p>", "Read also: Ferry is back", url="http://a.b/"
    )
    assert (found.title, found.url, found.lead) == ("Ferry is back", "http://a.b/x", "Read also:")


def test_what_only_parts_a_lead_from_the_link_does_not_belong_to_it() -> None:
    (found,) = titles("<p>READ NEXT | <a href=/x>Ferry is back</a></p>", "READ NEXT | Ferry is back")
    assert found.lead == "READ NEXT"


def test_the_headline_of_a_card_is_what_shares_its_element() -> None:
    html = (
        "<a href=/x><div>Ferry news today</div><h3><span class=k>Ferry is back:</span> "
        "<span class=t>the first boat sails</span> <span class=d>12:30</span></h3>"
        "<p>A teaser.</p></a><a href=/y><h3>Other</h3></a>"
    )
    found = titles(html, "Ferry is back:", "the first boat sails", "A teaser.", "Other")
    assert [headline.title for headline in found] == ["Ferry is back: the first boat sails", "Other"]


def test_neither_a_teaser_nor_what_is_said_twice_is_part_of_a_title() -> None:
    html = (
        "<a href=/x><span class=t>Ferry is back</span> <span class=m>Ferry is back</span> "
        "<span class=s>The first boat of the year sails with hardly anybody on board.</span></a>"
    )
    teaser = "The first boat of the year sails with hardly anybody on board."
    page = page_of(html)
    related = np.array([0.8 if text == teaser else 0.9 for text in page.texts])
    (found,) = find_headlines(page, ["related"] * len(page.texts), related, None)
    assert found.title == "Ferry is back"


def test_a_heading_reaches_over_the_element_that_holds_it_and_its_first_headline() -> None:
    html = "<div><h3>Most read</h3><ul><li><a href=/1>One</a><li><a href=/2>Two</a></ul></div><ul><li><a href=/3>Three</a></ul>"
    page = page_of(html)
    found = titles(html, "One", "Two", "Three")
    groups = group_headlines(page, found, ["related"] * len(page.texts), {0: page.texts.index("Most read")})
    assert [(group.heading, [h.title for h in group.headlines]) for group in groups] == [
        ("Most read", ["One", "Two"]),
        (None, ["Three"]),
    ]


def test_links_that_a_short_text_parts_are_headlines_each() -> None:
    text = "Learn more: Video Specs and Ad Specs"
    found = titles("<p>Learn more: <a href=/v>Video Specs</a> and <a href=/a>Ad Specs</a></p>", text)
    assert [headline.title for headline in found] == ["Video Specs", "Ad Specs"]


def test_a_related_line_without_a_link_is_a_headline() -> None:
    (found,) = titles("<p>Ferry is back</p>", "Ferry is back")
    assert (found.title, found.url) == ("Ferry is back", None)


BASES = (
    "https://a.example/news/x;p?q#f", "http://a.example", "//a.example/x", "news/x", "mailto:a", "file:///x/y",
)  # fmt: skip
STARTS = (
    "",
    "/",
    "//",
    "/./",
    "http://b.example",
    "https://b.example:80/",
    "HTTPS://b.example/",
    "http://[b/",
    "ftp://b/",
    "#",
)
ENDS = (
    "",
    "a/b-c.html",
    "../a",
    ".a",
    "a;",
    "a;p",
    "?",
    "?a=/../b;c",
    "a?#",
    "a#",
    "a?b#c?d#",
    " ",
    "a b",
    "\ta",
    "ä",
    "a\x00",
    "a\xa0",
)


def test_an_absolute_link_is_what_the_standard_library_makes_of_it() -> None:
    for base, start, end in product(BASES, STARTS, ENDS):
        url = start + end
        try:
            joined = urljoin(base, url.strip())
        except ValueError:
            joined = url
        assert absolute(url, base) == joined, (base, url)


LIST = "<h3>Most read</h3><ol>{}</ol><h3>Latest</h3><ol>{}</ol>"


def item(name: str) -> str:
    return f"<li><a href=/{name}>Story {name}</a></li>"


def grouped(html: str, headings: dict[int, int]) -> list[tuple[str | None, list[str]]]:
    page = page_of(html)
    labels = ["related" if text.startswith("Story") else "boilerplate" for text in page.texts]
    labels = ["body" if text.startswith("Body") else label for text, label in zip(page.texts, labels)]
    found = find_headlines(page, labels, np.full(len(labels), 0.9), None)
    groups = group_headlines(page, found, labels, headings)
    return [(group.heading, [headline.title for headline in group.headlines]) for group in groups]


def test_a_heading_begins_a_group() -> None:
    html = LIST.format(item("a") + item("b"), item("c"))
    assert grouped(html, {0: 0, 2: 3}) == [("Most read", ["Story a", "Story b"]), ("Latest", ["Story c"])]


def test_body_text_parts_groups() -> None:
    html = f"<div>{item('a')}</div><p>Body</p><div>{item('b')}</div>"
    assert grouped(html, {}) == [(None, ["Story a"]), (None, ["Story b"])]


def test_a_heading_reaches_over_many_blocks_within_its_element() -> None:
    topics = "".join(f"<a href=/t{k}>Topic {k}</a> " for k in range(12))
    html = f"<div><h3>Most read</h3><div>{item('a')}<p>{topics}</p></div><div>{item('b')}</div></div>"
    assert grouped(html, {0: 0}) == [("Most read", ["Story a", "Story b"])]


def test_a_list_within_a_list_ends_before_the_outer_one() -> None:
    html = (
        f"<div><h3>Today</h3><div>{item('a')}</div><div><h4>Live</h4><ul>{item('b')}</ul></div>"
        f"<div>{item('c')}</div></div><p>Body</p><div>{item('d')}</div>"
    )
    assert grouped(html, {0: 0, 1: 2}) == [
        ("Today", ["Story a", "Story c"]),
        ("Live", ["Story b"]),
        (None, ["Story d"]),
    ]


def test_a_box_shown_twice_comes_out_once() -> None:
    html = LIST.format(item("a") + item("b"), item("c")) * 2
    assert [heading for heading, _ in grouped(html, {0: 0, 2: 3, 3: 5, 5: 8})] == ["Most read", "Latest"]


def test_titles_and_addresses_are_unique_within_a_group() -> None:
    html = "<div><a href=/a>Story a</a></div><div><a href=/a>Story a again</a></div><div><a href=/b>Story a</a></div>"
    assert grouped(html, {}) == [(None, ["Story a"])]


def test_of_two_links_to_one_page_the_headline_is_not_the_time() -> None:
    html = "<div><a href=/a>18:45</a></div><div><a href=/a>Story a</a></div>"
    page = page_of(html)
    found = find_headlines(page, ["related"] * 2, np.array([0.9, 0.8]), None)
    (group,) = group_headlines(page, found, ["related"] * 2, {})
    assert [headline.title for headline in group.headlines] == ["Story a"]


def test_the_candidates_stand_between_headlines() -> None:
    page = page_of(LIST.format(item("a") + item("b"), item("c")))
    labels = ["related" if text.startswith("Story") else "boilerplate" for text in page.texts]
    found = find_headlines(page, labels, np.full(len(labels), 0.9), None)
    candidates = features.heading_candidates(features.view(page), labels, found, np.zeros((len(labels), 3)))
    assert [page.texts[block] for block in candidates.blocks] == ["Most read", "Latest"]
    assert candidates.owners == [0, 2]
    assert candidates.levels == [3, 3]
    assert np.isfinite(candidates.rows).all()


def candidates_of(html: str) -> Candidates:
    page = page_of(html)
    labels = ["related" if text.startswith("Story") else "boilerplate" for text in page.texts]
    found = find_headlines(page, labels, np.full(len(labels), 0.9), None)
    return features.heading_candidates(features.view(page), labels, found, np.zeros((len(labels), 3)))


def test_the_likeliest_candidate_heads_a_headline() -> None:
    found = candidates_of("<h3>Today</h3><h3>Most read</h3><a href=/a>Story a</a>")
    assert [found.page.texts[block] for block in found.blocks] == ["Today", "Most read"]
    assert found.likeliest(np.array([0.9, 0.6]), 0.5) == {0: 0}
    assert found.likeliest(np.array([0.4, 0.3]), 0.5) == {}


def test_of_the_text_only_what_stands_right_before_a_list_may_head_it() -> None:
    page = page_of("<p>Body one.</p><p>Body two:</p><p>Share</p><a href=/a>Story a</a>")
    labels = ["body", "body", "boilerplate", "related"]
    found = find_headlines(page, labels, np.full(4, 0.9), None)
    candidates = features.heading_candidates(features.view(page), labels, found, np.zeros((4, 3)))
    assert [page.texts[block] for block in candidates.blocks] == ["Body two:", "Share"]


def test_the_look_of_a_heading_is_its_element_and_those_around_it() -> None:
    page = page_of('<section class="box-news"><h2 id=top>Most read</h2></section>')
    assert features.look_tokens(*page.look_of(0)) == [
        "own <h2>",
        "own top",
        "up <section>",
        "up box",
        "up news",
        "upper <body>",
    ]


def test_a_candidate_with_links_of_its_own_is_told_apart() -> None:
    found = candidates_of(
        "<div><h3>Topics</h3><p><a href=/t>Ferries</a></p></div><div><h3>Most read</h3><a href=/a>Story a</a></div>"
    )
    assert [found.page.texts[block] for block in found.blocks] == ["Topics", "Ferries", "Most read"]
    assert found.rows[:, -6].tolist() == [1, 0, 0]  # linked blocks that it may head instead


def test_a_kicker_is_told_apart_from_a_heading() -> None:
    card = "<li><p>Culture</p><a href=/{0}>Story {0}</a></li>"
    found = candidates_of(f"<div><p>Ad</p><h3>Most read</h3>{card.format('a')}{card.format('b')}</div>")
    assert [found.page.texts[block] for block in found.blocks] == ["Ad", "Most read", "Culture", "Culture"]
    before, like, headlines, share = found.rows[:, -4:].T  # in the element that holds it and its headline
    assert before.tolist() == [0, 1, 0, 0]
    assert like.tolist() == [2, 0, 0, 0]  # <p> like the kickers
    assert headlines.tolist() == [2, 2, 1, 1]
    assert share.tolist() == [1, 0, 0, 0]


def test_of_kickers_beside_their_headlines_there_are_as_many() -> None:
    pair = "<p>Culture</p><a href=/{0}>Story {0}</a>"
    found = candidates_of(f"<div><h3>Most read</h3>{''.join(map(pair.format, 'abc'))}</div>")
    assert found.rows[:2, -3:].tolist() == [[0, 3, 0], [2, 3, np.float32(2 / 3)]]


def test_a_list_cut_by_an_advertisement_stays_under_its_heading() -> None:
    part, other = "<ul class=list>{}</ul>", "<ul class=more>{}</ul>"
    box = f"<div><h3>Most read</h3>{part.format(item('a'))}</div>"
    advertisement = "<p>Advertisement</p>"
    cut = part.format(item("b") + item("c"))
    html = f"{box}{advertisement}<div>{cut}</div>"
    assert grouped(html, {0: 0}) == [("Most read", ["Story a", "Story b", "Story c"])]
    apart = [("Most read", ["Story a"]), (None, ["Story b", "Story c"])]
    assert grouped(f"{box}{advertisement * 2}<div>{cut}</div>", {0: 0}) == apart
    assert grouped(f"{box}{other.format(item('b') + item('c'))}", {0: 0}) == apart
    assert grouped(f"{box}<div><div>{cut}</div></div>", {0: 0}) == apart


def test_a_second_look_sees_the_heading_that_already_reaches_over_a_headline() -> None:
    found = candidates_of(
        "<div><h2>Most read</h2><a href=/a>Story a</a><p>Share</p><a href=/b>Story b</a></div>"
        "<p>Share</p><a href=/c>Story c</a>"
    )
    assert found.owners == [0, 1, 2]
    rows = found.second_look(np.zeros((3, 1), np.float32), np.array([0.9, 0.1, 0.1]))
    sure, since = rows[:, 2], rows[:, 3]  # of the heading above, after the first look's row and verdict
    assert sure == pytest.approx([0, 0.9, 0])
    assert since[1] == 1


def test_a_grouping_gives_headings_and_kinds() -> None:
    # One stump: a row goes right, to a leaf of 2, where the wording's score exceeds 0.
    found = candidates_of(LIST.format(item("a") + item("b"), item("c")))
    column = found.rows.shape[1]
    trees = Trees(
        np.full((1, 1), column, np.int32), np.zeros((1, 1), np.float32), np.array([[-2, 2]], np.float32), 0.0
    )
    kinds = Weights(["w read", ALWAYS], np.eye(2, len(KINDS), dtype=np.float32))
    content = Weights(["w jobs", ALWAYS], np.array([[-3], [0.5]], np.float32))
    learned = Grouping(Weights(["w read"], np.ones((1, 1), np.float32)), trees, trees, 0.5, kinds, content)
    model = replace(load_model(), grouping=learned)
    assert find_headings(found, model) == {0: found.blocks[0]}
    headline = Headline("Story", None, 0, 0, 0.9)
    groups = [Group(heading, [headline]) for heading in ("Read", None, None, "Jobs")]
    beside = [["x"], ["x", "w read"], ["x"], ["x"]]
    assert learned.kinds(groups, beside) == [KINDS[0], KINDS[0], KINDS[1], None]
    assert kind_tokens(groups[0], ["x", "w read"])[:2] == ["= read", "w read"]
    assert [len(kind_tokens(groups[1], row)) for row in beside[:3]] == [2, 3, 2]


def test_a_labelled_heading_heads_the_headlines_of_its_own_group_alone() -> None:
    html = (
        "<h3>Most read</h3><ul><li><a href=/1>One</a><li><a href=/2>Two</a></ul><p><a href=/3>Three</a></p>"
    )
    page, found = page_of(html), titles(html, "One", "Two", "Three")
    upto = grouping._headings(page, [Group("Most read", found[:2]), Group(None, found[2:])])
    assert upto.tolist() == [2, -1, -1, -1]
    for seen, heads in ((found, True), (found[1:], True), (found[2:], False)):
        labels = ["related" if block == seen[0].first else "boilerplate" for block in range(4)]
        probabilities = np.zeros((4, 3), np.float32)
        candidates = features.heading_candidates(features.view(page), labels, seen, probabilities)
        assert dict(zip(candidates.blocks, grouping._heads(candidates, upto).tolist()))[0] is heads


TABS = (
    "<div><ul><li><button>Most read</button></li><li><button>Latest</button></li></ul><div>"
    "<ol><li><a href=/a>Story a</a><li><a href=/b>Story b</a></ol>"
    "<div><p><a href=/c>Story c</a></p><p><a href=/d>Story d</a></p></div></div></div>"
)


@pytest.mark.parametrize("chosen", ["Most read", "Latest"])
def test_each_tab_heads_its_own_list(chosen: str) -> None:
    page = page_of(TABS)
    assert grouped(TABS, {0: page.texts.index(chosen)}) == [
        ("Most read", ["Story a", "Story b"]),
        ("Latest", ["Story c", "Story d"]),
    ]


def test_tabs_head_their_lists_though_none_was_found_to_be_a_heading() -> None:
    html = "<section><h2>Keywords</h2><p>Ferry</p></section>" + TABS
    assert [heading for heading, _ in grouped(html, {0: 0})] == ["Most read", "Latest"]
    assert [heading for heading, _ in grouped(html, {})] == ["Most read", "Latest"]


def test_no_tabs_where_a_heading_stands_in_the_element_that_holds_their_lists() -> None:
    html = TABS.replace("<div><ul>", "<div><h2>Read also</h2><ul>")
    assert [heading for heading, _ in grouped(html, {0: 0})] == ["Read also"]


def test_labels_side_by_side_over_one_list_are_no_tabs() -> None:
    html = "<div><b>Most</b> <b>read</b><ul>" + item("a") + item("b") + "</ul></div>"
    assert len(grouped(html, {0: 0})) == 1


def test_the_tokens_of_a_group() -> None:
    page = page_of("<p>Body</p><aside class=most-read><h3>Most read</h3><a href=/news/a>Story a</a></aside>")
    page.head.address = "https://site.example/news/own"
    group = Group("Most read", [Headline("Story a", "https://site.example/news/a", 2, 2, 1.0)])
    (tokens,) = features.group_tokens(features.view(page), ["body", "boilerplate", "related"], [group])
    assert {
        "near most",
        "place after",
        "number 1",
        "section 3",
        "foreign False",
        "ranked False",
        "heading linked False",
    } <= set(tokens)


def test_without_a_heading_the_place_counts_once_more() -> None:
    page = page_of("<p>Body</p><ul><li><a href=/a>Story a</a></ul>")
    view, labels = features.view(page), ["body", "related"]
    for heading in (None, "Read also"):
        group = Group(heading, [Headline("Story a", "/a", 1, 1, 1.0)])
        (tokens,) = features.group_tokens(view, labels, [group])
        assert "place after" in tokens
        assert ({"heading none", "none place after"} <= set(tokens)) == (heading is None)


def test_ranks_and_times_beside_headlines_are_told() -> None:
    html = "<h3><a href=/most>Most read</a></h3>" + "".join(
        f"<p>{k}</p><a href=/{k}>Story {k}</a><p>12:3{k}</p>" for k in range(4)
    )
    page = page_of(html)
    labels = ["related" if text.startswith("Story") else "boilerplate" for text in page.texts]
    found = find_headlines(page, labels, np.full(len(labels), 0.9), None)
    (tokens,) = features.group_tokens(features.view(page), labels, [Group("Most read", found)])
    assert {"ranked True", "timed 3", "heading linked True"} <= set(tokens)


def test_the_written_headings_are_of_known_kinds() -> None:
    written = read_written(HEADINGS, FURTHER_HEADINGS)
    assert len(written) > 1000
    assert {kind for kind, _ in written} == set(KINDS)
    assert len(set(written)) == len(written)


def gold(*rows: tuple[str, str | None, str]) -> list[related.Title]:
    return [related.Title(*row) for row in rows]


def test_titles_agree_by_their_words_one_to_one() -> None:
    found = gold(("A ferry is back today", "Most read", "latest"), ("Something else", None, "other"))
    wanted = gold(("Ferry is back today", "MOST READ", "most_popular"), ("Missed", None, "other"))
    page = related.compare(("c", "1"), found, wanted)
    figures = related.figures([page])
    assert page.pairs == [(0, 0)]
    assert (figures.precision, figures.recall, figures.f1, figures.mean_f1) == (0.5, 0.5, 0.5, 0.5)
    assert (figures.headings, figures.kinds, figures.by_kind) == (1.0, 0.0, {"most_popular": (1, 0.0)})


def test_a_soft_hyphen_in_a_label_parts_no_word() -> None:
    label = {"heading": "Meist\xadgelesen", "kind": "most_popular", "links": [{"title": "Eine Fäh\xadre"}]}
    assert related.of_labels([label]) == gold(("Eine Fähre", "Meistgelesen", "most_popular"))


def test_repeated_titles_are_merged_before_they_are_compared() -> None:
    twice = gold(("Ferry is back", None, "other"), ("Ferry is back!", "Latest", "latest"))
    page = related.compare(("c", "1"), twice, twice[:1])
    assert (len(page.found), len(page.gold), page.f1) == (1, 1, 1.0)


def test_a_page_without_related_links_is_right_when_none_is_found() -> None:
    assert related.compare(("c", "1"), [], []).f1 == 1.0
    assert related.compare(("c", "1"), gold(("x", None, "other")), []).f1 == 0.0


def test_sponsored_titles_are_reported_apart() -> None:
    labels = {("c", "1"): [{"heading": None, "kind": "sponsored", "links": [{"title": "Buy this"}]}]}
    text = related.report(related.measure({("c", "1"): []}, labels, (0.0, 0.0)))
    assert "related: 1 pages\n  titles    P 0.000  R 0.000  F1 0.000  by page 1.000" in text
    assert "sponsored P 0.000  R 0.000" in text


@pytest.mark.parametrize(("text", "share"), [("one two", 0.0), ("one", 0.5), ("", 1.0)])
def test_the_share_of_lost_words(text: str, share: float) -> None:
    assert related.lost_share([text], ["One two"]) == share


def test_groups_become_public_without_what_is_never_seen() -> None:
    groups = [Group("La\xadtest", [Headline("Sto\u200bry a", "/a", 0, 0, 1.0)])]
    assert related_groups(groups, ["latest"]) == (RelatedGroup("Latest", "latest", (Link("Story a", "/a"),)),)


def test_an_element_that_a_damaged_page_calls_like_a_heading_has_no_level() -> None:
    found = candidates_of("<p>Body</p><h³>Most read</h³><a href=/a>Story a</a>")
    assert set(found.levels) == {7}


def test_an_item_of_the_articles_own_list_heads_nothing() -> None:
    for tag, heads in (("li", []), ("p", ["The town grows:"])):
        page = page_of(f"<{tag}>The town grows:</{tag}><a href=/a>Story a</a>")
        found = titles("<a href=/a>Story a</a>", "Story a")
        found = [replace(found[0], first=1, last=1)]
        candidates = features.heading_candidates(
            features.view(page), ["body", "related"], found, np.zeros((2, 3))
        )
        assert [page.texts[block] for block in candidates.blocks] == heads


def test_a_headline_that_is_never_seen_is_none() -> None:
    unseen, shown = Headline("\u200b", "/a", 1, 1, 0.9), Headline("Ferry is back", "/b", 2, 2, 0.9)
    groups = [Group("\u200b", [unseen, shown]), Group("More", [unseen])]
    assert related_groups(groups, ["related", "related"]) == (
        RelatedGroup(None, "related", (Link("Ferry is back", "/b"),)),
    )
