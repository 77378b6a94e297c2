"""What holds for every page and every text, shown on generated ones."""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from fixtures_lib import Fixture, load
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stripper
from stripper.html.parse import parse
from stripper.html.segment import SKIPPED_TAGS, segment
from stripper.letters import UNSEEN
from stripper.text.segment import segment_text

#: The same examples on every run, and so many of each; docs/reliability.md tells of longer runs.
EXAMPLES = settings(
    max_examples=int(os.environ.get("STRIPPER_EXAMPLES", 100)),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

# fmt: off
TAGS = ("p", "div", "a", "li", "ul", "ol", "h1", "h2", "h3", "span", "b", "em", "br", "img", "time", "article", "aside",
        "nav", "header", "footer", "main", "section", "figure", "figcaption", "blockquote", "table", "tr", "td", "th",
        "caption", "pre", "button", "form", "select", "option", "textarea", "label", "script", "style", "noscript",
        "template", "svg", "title", "iframe", "video", "dl", "dt", "dd", "center", "font", "custom-tag", "html", "body",
        "head", "frameset", "noframes", "plaintext", "math", "ruby", "rt", "details", "summary", "hr", "input")
NAMES = ("article-body", "related", "teaser", "most-read", "c-12 x", "MenuItem", "caption", "\u00e9t\u00e9", "a" * 200, "", "_-_")
WORDS = ("It", "rained", "on", "the", "harbour", "of", "Lipnik.", "Fähre", "新闻", "記事です。", "कल", "؟", "...", "2026", "«so»",
         "\u00ad", "\u200b", "\u00a0", "\t", "\n", "\n\n", "|", "Read", "also:", "12:30", "🚢", "\U0001f468\u200d\U0001f469", "&amp;", "&#0;", "&#1;",
         "<", ">", "\"", "\u202e", "\ufffd", "a" * 300, "e\u0301" * 20, "—", "!" * 40)
# fmt: on
LINKS = (
    "/news/2026/ferry-is-back-12345",
    "https://a.example/x?y=1#z",
    "#top",
    "javascript:void(0)",
    "",
    "//",
    "http://[",
)

_LINKED_DATA = re.compile(r'ld\+json">(.*?)</script>')

words = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
texts = st.one_of(words, words, words, st.text(max_size=40))
attributes = st.fixed_dictionaries(
    {},
    optional={
        "class": st.sampled_from(NAMES),
        "id": st.sampled_from(NAMES),
        "href": st.sampled_from(LINKS),
        "style": st.sampled_from(("display:none", "color:red", "visibility : hidden")),
        "hidden": st.just(""),
        "colspan": st.sampled_from(("2", "99999999", "-1")),
    },
)


def _element(tag: str, attributes: dict[str, str], inside: list[str], closed: bool) -> str:
    start = " ".join([tag, *(f'{name}="{value}"' for name, value in attributes.items())])
    return f"<{start}>{''.join(inside)}{f'</{tag}>' if closed else ''}"


def _grow(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    closed = st.sampled_from((True, True, True, False))
    return st.builds(_element, st.sampled_from(TAGS), attributes, st.lists(parts, max_size=5), closed)


linked_data = st.builds(
    lambda body, headline: json.dumps({"@type": "NewsArticle", "headline": headline, "articleBody": body}),
    st.lists(words, max_size=8).map("\n".join),
    words,
).map('<script type="application/ld+json">{}</script>'.format)
heads = st.builds("<head><title>{}</title>{}</head>".format, words, st.one_of(st.just(""), linked_data))
pages = st.builds(
    "{}{}".format,
    st.one_of(st.just(""), heads),
    st.lists(st.recursive(texts, _grow, max_leaves=30), max_size=6).map("".join),
)
lines = st.lists(texts, max_size=30).map("\n".join)


def squeezed(text: str) -> str:
    """The text without white space and without what is never seen."""
    return "".join(text.translate(UNSEEN).split())


def is_subsequence(part: str, whole: str) -> bool:
    characters = iter(whole)
    return all(character in characters for character in part)


def extracted(page: str | bytes) -> stripper.Article | None:
    """The article; None for what is no page, which is the one error that a page may raise."""
    try:
        return stripper.extract(page)
    except stripper.NotAPageError:
        return None


def shown(page: str) -> str:
    """The text of a page's tree outside of what is never text to read."""
    root = parse(page)
    skipped = " or ".join(f"self::{tag}" for tag in sorted(SKIPPED_TAGS))
    return "" if root is None else "".join(root.xpath(f"//text()[not(ancestor::*[{skipped}])]"))


@EXAMPLES
@given(pages)
def test_every_visible_character_is_in_one_block(page: str) -> None:
    root = parse(page)
    blocks = segment(root).texts if root is not None else []
    assert squeezed("".join(blocks)) == squeezed(shown(page))


@EXAMPLES
@given(pages)
def test_the_text_is_a_part_of_the_page_in_its_order(page: str) -> None:
    article = extracted(page)
    if article is not None:
        told = json.loads(_LINKED_DATA.search(page)[1])["articleBody"] if article.source == "json-ld" else ""
        assert is_subsequence(squeezed(article.text), squeezed(told or shown(page)))


@EXAMPLES
@given(pages)
def test_every_related_title_stands_in_the_page(page: str) -> None:
    article = extracted(page)
    if article is not None:
        whole = squeezed(shown(page))
        for group in article.related:
            assert group.links
            assert len({link.title for link in group.links}) == len(group.links)
            assert all(is_subsequence(squeezed(link.title), whole) for link in group.links)


@EXAMPLES
@given(pages, pages)
def test_a_page_gives_the_same_whatever_came_before(page: str, other: str) -> None:
    first = extracted(page)
    extracted(other)
    assert extracted(page) == first


@EXAMPLES
@given(st.binary(max_size=400))
def test_bytes_at_random(data: bytes) -> None:
    extracted(data)
    extracted(b"<p>" + data + b"<p>It rained.")


@EXAMPLES
@given(lines)
def test_flattened_text_is_cut_without_loss(text: str) -> None:
    cut = segment_text(text).texts
    article = stripper.extract_from_text(text)
    letters = re.compile(r"[^\W_]")
    assert "".join(letters.findall("".join(cut))) == "".join(letters.findall(text))
    assert is_subsequence(squeezed(article.text), squeezed(text))
    assert stripper.extract_from_text(text) == article


def test_threads_do_not_disturb_each_other() -> None:
    made = [
        f"<h1>Ferry {n}</h1><p>{'It rained on the harbour. ' * (n + 1)}</p><a href=/x>Next {n}</a>"
        for n in range(40)
    ]
    alone = [stripper.extract(page) for page in made]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stripper.extract, made * 3)) == alone * 3


@pytest.mark.parametrize("fixture", load("text"), ids=str)
def test_what_came_out_of_a_text_comes_out_again(fixture: Fixture) -> None:
    once = stripper.extract_from_text(fixture.content)
    again = stripper.extract_from_text(once.text)
    # Of a text that has no title the first lines may be taken for it and for its caption.
    assert is_subsequence(squeezed(again.text), squeezed(once.text))
    assert len(again.text) >= 0.9 * len(once.text)
