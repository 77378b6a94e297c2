"""Parsing: every kind of input, and pages that are hard on a parser."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from lxml import etree, html

from stripper.html.parse import DEEPEST, MOST_ATTRIBUTES, _Shallow, _without_floods, parse

PAGE = "<html><body><p>Über <b>uns</b></p><p>Ende</p></body></html>"


def text(root: etree._Element | None) -> str:
    assert root is not None
    return "".join(root.itertext())


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        PAGE.encode(),
        bytearray(PAGE.encode()),
        PAGE.encode("utf-16"),
        html.fromstring(PAGE),
        html.fromstring(PAGE).getroottree(),
        BeautifulSoup(PAGE, "lxml"),
        BeautifulSoup(PAGE, "html.parser"),
        BeautifulSoup(PAGE, "html.parser").body,
    ],
    ids=lambda page: type(page).__name__,
)
def test_every_kind_of_input_gives_the_same_text(page: object) -> None:
    assert text(parse(page)) == "Über unsEnde"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "page", ["", b"", " \n\t", b"\xef\xbb\xbf", "\ufeff \n", "<!-- only this -->", b"\0", "<!DOCTYPE html>"]
)
def test_input_without_content_gives_none(page: str | bytes) -> None:
    assert parse(page) is None


@pytest.mark.parametrize("page", [None, 1, ["<p>"], object()])
def test_other_types_are_refused_by_name(page: object) -> None:
    with pytest.raises(TypeError, match=type(page).__name__):
        parse(page)  # type: ignore[arg-type]


def test_declarations_in_a_str_do_no_harm() -> None:
    for start in (
        '<?xml version="1.0" encoding="utf-16"?>',
        "<meta charset=koi8-r>",
        "<meta charset=utf-16>",
    ):
        assert text(parse(start + PAGE)) == "Über unsEnde"


def test_the_content_type_is_heard() -> None:
    assert (
        text(parse("<p>Вчера шёл дождь".encode("koi8-r"), "text/html; charset=koi8-r")) == "Вчера шёл дождь"
    )


def test_fragments_and_bare_text() -> None:
    assert text(parse("just text")) == "just text"
    assert text(parse("one<p>two</p>three")) == "onetwothree"


def test_lone_surrogates_and_forbidden_characters() -> None:
    assert text(parse("<p>a\ud800b\0c\x0cd")) == "a\ufffdbc d"


def test_comments_do_not_part_text() -> None:
    root = parse("<p>one<!-- x -->two<?php y ?></p>")
    assert root is not None
    assert root.findtext(".//p") == "onetwo"


def test_the_toolbar_of_a_page_that_is_played_back_is_left_out() -> None:
    begin, end = (f"<!-- {word} WAYBACK TOOLBAR INSERT -->" for word in ("BEGIN", "END"))
    page = f"<body>{begin}<div id=wm-ipp><p>12 captures</p></div>{end}<p>Ferries</p></body>"
    assert text(parse(page)) == "Ferries"
    assert "Ferries" in text(parse(page.replace(end, "")))


def test_an_element_is_taken_without_what_stands_around_it() -> None:
    tree = html.fromstring("<div>before<section><p>inside</p></section>after</div>")
    before = html.tostring(tree)
    root = parse(tree[0])
    assert root is not None
    assert (text(root), root.tail, root.getparent()) == ("inside", None, None)
    assert html.tostring(tree) == before


def test_frames() -> None:
    root = parse(
        "<html><frameset><frame src=a><noframes><body><p>No <b>frames</b></p></body></noframes></frameset></html>"
    )
    assert root is not None
    assert text(root) == "No frames"
    assert root.find(".//noframes//b") is not None


def test_frames_within_frames_end() -> None:
    root = parse("<html><frameset>" + "<noframes><html><frameset>" * 2000 + "innermost")
    assert text(root).endswith("innermost")


@pytest.mark.parametrize("depth", [100, 2000, 2050, 5000, 50_000])
def test_no_text_is_lost_in_the_deep(depth: int) -> None:
    root = parse("<div>" * depth + "deep <a href=x>link</a> tail" + "</div>" * depth + "<p>after</p>")
    assert text(root) == "deep link tailafter"
    assert root is not None
    assert [a.text for a in root.iter("a")] == ["link"]
    assert root.find("body/p") is not None


LATE = "<html><head><title>t</title></head><body><p>early</p></body></html>"


@pytest.mark.parametrize(
    "page",
    [
        LATE + "loose <p>late</p>",
        LATE + "<html><head><title>u</title></head><body>loose <p>late</p></body></html>",
        LATE + "</html>loose</html><p>late</p></html>",
        "<div>" * 3000 + "</div>" * 3000 + LATE + "loose <p>late</p>",
    ],
)
def test_what_stands_behind_the_end_of_the_page_belongs_to_it(page: str) -> None:
    root = parse(page)
    assert root is not None
    assert root.getnext() is None
    body = root.find("body")
    assert body is not None
    assert [word for word in ("early", "loose", "late") if word in text(body)] == ["early", "loose", "late"]


def test_a_tree_of_several_roots_is_read_whole_and_left_alone() -> None:
    tree = etree.fromstring(LATE + "<p>late</p>", etree.HTMLParser()).getroottree()
    for given in (tree, tree.getroot()):
        root = parse(given)
        assert root is not None
        assert text(root).endswith("earlylate")
    assert [element.tag for element in tree.getroot().itersiblings()] == ["html"]


def test_what_is_too_deep_becomes_siblings() -> None:
    page = "".join(f"<i id=n{n}>{n} " for n in range(3000))
    root = etree.fromstring(page, etree.HTMLParser(target=_Shallow(), huge_tree=True))
    assert text(root).split() == [str(n) for n in range(3000)]
    assert [element.get("id") for element in root.iter("i")] == [f"n{n}" for n in range(3000)]
    assert sum(1 for _ in list(root.iter())[-1].iterancestors()) == DEEPEST


def test_threads_do_not_disturb_each_other() -> None:
    pages = [f"<p>page {n} " + "<b>x</b>" * 200 for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert [text(root) for root in pool.map(parse, pages)] == [text(parse(page)) for page in pages]


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_attributes_beyond_a_thousand_are_dropped(quote: str) -> None:
    attributes = " ".join(f"a{number}={quote}{number}{quote}" for number in range(3000))
    root = parse(f"<p {attributes} id=last>It rained.</p><p {attributes}")
    assert root is not None
    kept = root.find(".//p")
    assert len(kept.attrib) == MOST_ATTRIBUTES and kept.get("a999") == "999"
    assert kept.text == "It rained."


def test_a_long_tag_with_few_attributes_stays_as_it_is() -> None:
    page = f"<p title='{'many words ' * 5000}' id=last>It rained.</p><a href='data:{'A/' * 5000}'>Rain</a>"
    assert _without_floods(page.encode()) == page.encode()


def test_names_that_no_writer_allows_are_left_out_where_elements_become_siblings() -> None:
    root = parse("<div>" * 3000 + "<a\x9db id=x a\xd7d=1 b='2&#1;'>It &#1;rained.</a\x9db><p \xc3=1>")
    assert root is not None
    assert "".join(root.itertext()) == "It rained."
    assert all(set(element.attrib) <= {"id", "b"} for element in root.iter())


LITTLE_MEMORY = """
import resource
from stripper.html.parse import parse
parse(b"<p>Once, so that all is loaded.</p>")
held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + 40_000_000, resource.RLIM_INFINITY))
parse(b"<p><b>A</b> <i>b</i></p>" * 400_000)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
def test_a_tree_that_does_not_fit_into_memory_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", LITTLE_MEMORY], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.endswith("MemoryError: not enough memory to parse a page of 9,600,000 bytes\n")
