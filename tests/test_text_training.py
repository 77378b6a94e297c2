"""Labels are carried from pages to their flattened text."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import pytest
from test_training import corpus, quick  # noqa: F401  (fixtures)

import stripper
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.training import compare, compose, corpora, dataset, evaluate_text, flatten, labels, peers, texts
from stripper.training.evaluate_text import c4_rules
from stripper.training.flatten import FIRST_MARK
from stripper.training.interrupt import interrupted
from stripper.training.peers import Output
from stripper.training.plain import plain_page
from stripper.training.train import train

PAGE = """<html><head><title>Ferry kept</title></head><body><nav><a href=/>Home</a></nav>
<h1>Ferry kept</h1><p>The council <a href=/c>of Harrowmere</a> voted to keep it.</p>
<aside><h3>Most read</h3><ul><li><a href=/1>Bridge opens in May</a></li></ul></aside></body></html>"""


@pytest.mark.parametrize("name", flatten.FLATTENERS)
def test_marks_tell_which_block_a_line_came_from(name: str) -> None:
    from lxml import etree

    root = parse(PAGE)
    assert root is not None
    flatten.mark(root)
    page = segment(root)
    text = flatten.flatten(etree.tostring(root, encoding="unicode", method="html"), name)
    held = {mark for block in page.texts for mark in flatten.marks(block)}
    assert held <= set(flatten.marks(text))
    assert _words(flatten.unmarked(text)) == _words(flatten.flatten(PAGE, name))


def _words(text: str) -> list[str]:
    """What stands in a text beside signs alone, such as the line below a heading of Markdown, which is as long."""
    return [word for word in text.split() if any(map(str.isalnum, word))]


@pytest.mark.parametrize("change", flatten.HARSHER, ids=lambda change: change.__name__)
def test_harsher_flatteners_invent_no_words(change) -> None:  # type: ignore[no-untyped-def]
    text = flatten.flatten(PAGE, "get_text")
    assert set(change(text, Random(1)).split()) <= set(text.split())


def test_a_page_that_cannot_be_flattened_gives_no_text() -> None:
    assert [flatten.flatten(page, name) for page in ("", " ") for name in flatten.FLATTENERS] == [
        ""
    ] * 2 * len(flatten.FLATTENERS)


@pytest.mark.usefixtures("quick")
def test_examples_of_text_have_the_labels_of_their_pages(corpus: Path) -> None:  # noqa: F811
    samples = corpora.load(corpus, ["fundus", "wcxb", "mine"])
    groups = corpora.load_related(corpus / "related.jsonl")
    examples = texts.build_texts(samples, groups, 1, 7)
    assert len(examples) > len(samples)
    bodies = [example for example in examples if example.body is not None and example.coverage > 0.9]
    assert bodies
    for example in bodies:
        gold = set((example.sample.text or "").split())
        for text, share in zip(example.page.texts, example.body, strict=True):
            words = _words(text)
            if share == 1 and len(words) > 3:
                assert sum(word in gold for word in words) >= 0.6 * len(words)
    again = texts.build_texts(samples, groups, 1, 7)
    assert [example.page.texts for example in again] == [example.page.texts for example in examples]


@pytest.mark.parametrize("name", flatten.FLATTENERS)
def test_of_a_flattened_plain_page_is_known_what_each_line_is(corpus: Path, name: str) -> None:  # noqa: F811
    one, *rest = dataset.articles_of(dataset.trained_on(corpus))
    others = [replace(rest[0], title=f"The harbour master counts {k} boats on the quay") for k in range(20)]
    linked = 0
    for seed in range(9):
        (small,) = texts._small(partial(plain_page, one, others, Random(seed)), name, seed)
        body = [text for text, share in zip(small.page.texts, small.body) if share > 0.5]
        known = {*_words(small.sample.text or "")}
        assert body and sum(word in known for text in body for word in _words(text)) >= 0.9 * len(known)
        assert (
            small.made == "harder" and small.title >= 0 and small.page.texts[small.title].endswith(one.title)
        )
        told = [link.title for _, group in small.groups or () for link in group.headlines]
        assert all("boats on the quay" in title for title in told)
        linked += len(told)
    assert linked


def test_no_text_is_made_of_a_page_that_cannot_be_made_small() -> None:
    assert texts._small(lambda: None, "html-text", 1) == []


@pytest.mark.usefixtures("quick")
def test_a_model_for_text_is_trained(corpus: Path, tmp_path: Path) -> None:  # noqa: F811
    train(corpus, corpus / "related.jsonl", tmp_path / "tiny", "text", 1)
    article = stripper.extract_from_text("A line of text.\n" * 3, model=str(tmp_path / "tiny"))
    assert article.source == "text"


def test_a_page_is_narrowed_to_the_element_that_holds_the_article() -> None:
    root = parse("<body><nav><p>Home</p></nav><main><div><p>Ferry kept.<p>It sails.</div></main>")
    assert root is not None
    flatten.mark(root)
    marked = compose.Marked("", dict.fromkeys(flatten.marks("".join(root.xpath("//main//text()"))), 1.0))
    found = {texts._narrowed(root, marked, Random(k)).tag for k in range(9)}
    assert found == {"div", "main", "body"}


def test_what_stands_above_the_headline_is_cut_off_with_it() -> None:
    marked = compose.Marked(
        "Home\nF{}erry kept\nI{}t sails.".format(*map(chr, (FIRST_MARK, FIRST_MARK + 1))), None
    )
    assert flatten.unmarked(texts._below_headline(marked)).startswith("Home")
    marked.title = {0}
    assert flatten.unmarked(texts._below_headline(marked)) == "It sails."


def _article_of(lines: list[tuple[str, bool]]) -> compose.Marked:
    """A text of lines with marks, and whether each is the article's."""
    text = "\n".join(line[:1] + chr(FIRST_MARK + k) + line[1:] for k, (line, _) in enumerate(lines))
    return compose.Marked(text, {k: float(body) for k, (_, body) in enumerate(lines)})


def test_an_article_is_interrupted_by_what_stands_behind_it() -> None:
    story = [(f"The ferry sails on day {k}.", True) for k in range(5)]
    behind = [(f"Bridge {k} opens in May", False) for k in range(9)]
    marked = _article_of([("Home\n", False), *story, *behind])
    before = flatten.unmarked(marked.text).splitlines()
    parted = 0
    for seed in range(30):
        text = interrupted(marked, Random(seed))
        found = flatten.unmarked(text).splitlines()
        assert sorted(found) == sorted(before) and flatten.marks(text) != flatten.marks(marked.text)
        told = [line for line in found if line.startswith("The ferry")]
        assert found[:3] == before[:3] and told == [line for line, _ in story]
        parted += found[-1] != told[-1] and found[found.index(told[-1]) - 1].startswith("Bridge")
    assert 5 < parted < 25


@pytest.mark.parametrize(
    "lines",
    [
        [("Home", False), ("It sails.", True), ("It does.", True)],  # nothing behind it
        [("It sails.", True), ("Home", False)],  # one paragraph
        [("It sails", True), ("every day.", True), ("Home", False)],  # pieces of one
        [("Home", False)],
    ],
)
def test_no_article_is_interrupted_where_there_is_nothing_to_put_or_nowhere(
    lines: list[tuple[str, bool]],
) -> None:
    assert interrupted(_article_of(lines), Random(1)) == ""


def test_composed_texts_are_told_apart_by_parts(corpus: Path) -> None:  # noqa: F811
    samples = [
        sample for sample in corpora.load(corpus, ["fundus", "wcxb", "mine"]) if sample.text and sample.title
    ]
    others = 0
    for seed in range(9):
        marked = compose.compose(samples[0], samples[1:], Random(seed))
        lines = [line for line in flatten.unmarked(marked.text).splitlines() if line]
        assert lines.count(" ".join(samples[0].title.split())) == 1
        known = (marked.title or set()) | set(marked.body or {}) | (marked.related or set())
        shown = {mark for line in marked.text.splitlines() for mark in flatten.marks(line)}
        assert known <= shown
        others += len(shown - known)  # teasers and headings
    assert others


def test_labels_as_numbers_are_spelled_out() -> None:
    root = parse(PAGE)
    assert root is not None
    page = segment(root)
    group = {"kind": "most_popular", "heading": labels.digest("Most  read:"), "links": [[2, 0, 2]]}
    lost = {"kind": "related", "heading": labels.digest("Not there"), "links": [99]}
    assert labels.spelled_out(page, [group, lost]) == [
        {"heading": "Most read", "kind": "most_popular", "links": [{"a": 2, "title": "Bridge opens"}]},
        {"heading": None, "kind": "related", "links": []},
    ]


def test_our_labels_hold_no_text() -> None:
    for groups in labels._further("text").values():
        for group in groups:
            assert group["heading"] is None or len(group["heading"]) == 8
            assert all(isinstance(link, int | list) for link in group["links"])


def test_the_rules_of_c4() -> None:
    assert (
        c4_rules("Most read\nThe ferry was sold on Monday.\nToo short.\n") == "The ferry was sold on Monday."
    )


@pytest.mark.usefixtures("quick")
def test_what_was_made_of_flattened_text_is_measured(
    corpus: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(peers.PEERS, "trafilatura", lambda html, url: Output("Sign up", "Sign up"))
    monkeypatch.setattr(peers, "installed", lambda: ["trafilatura"])
    monkeypatch.setattr(peers, "release", lambda name: f"{name} 1")
    given = evaluate_text.give(dataset.trained_on(corpus), 1, tmp_path)
    read = evaluate_text.inputs(given)
    found = {
        sample.key: {name: stripper.extract_from_text(text) for name, text in named.items()}
        for sample, named in read
    }
    groups = corpora.load_related(corpus / "related.jsonl")
    measured = evaluate_text.measure(given, found, groups, 1)
    assert {table.corpus for table in measured.comparison.tables} == {
        f"{name}, flattened by {flattener}"
        for name in ("fundus", "wcxb", "mine")
        for flattener in flatten.FLATTENERS
    }
    figures = {row.name: row.figures["shingle F1"] for row in measured.comparison.tables[0].rows}
    ours, rules = figures[compare.NAME], figures["C4 rules"]
    assert ours and rules and ours.value > rules.value
    assert measured.cleaned["trafilatura"][0][1] == 0 < measured.clean[1]
    assert len(measured.composed) == len(given.composed)
    told = evaluate_text.as_text(measured)
    assert "flattened by inscriptis\n\nfundus: " in told
    assert f"; all of it {sum(map(all, measured.composed))}\n" in told
