"""Flattened text: its lines become blocks, and an article comes out."""

from __future__ import annotations

import io
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from fixtures_lib import Fixture, by_name, load
from hypothesis import given, settings
from hypothesis import strategies as st

import stripper
from stripper import features
from stripper.api import cut_text
from stripper.cli import main
from stripper.features.cohesion import cohesion_features, likeness_features
from stripper.letters import encodable, without_unseen
from stripper.model.vocabulary import headings_above
from stripper.text.segment import segment_text

TEXTS = load("text")
PARAGRAPH = (
    "The council of Harrowmere voted on Tuesday to keep the old ferry running for another ten years,"
    " although the new bridge opens in May and few people are expected to wait for a boat."
)


def blocks(text: str) -> list[str]:
    return segment_text(text).texts


def test_a_line_is_a_block_and_blank_lines_part() -> None:
    page = segment_text("Home\n\nOne story.\nAnother story.\n")
    assert page.texts == ["Home", "One story.", "Another story."]
    assert page.breaks == [False, False, True]
    assert page.flattened


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = "\n\n".join(textwrap.fill(f"{PARAGRAPH} {k}.", 72) for k in range(4))
    assert blocks(wrapped) == [f"{PARAGRAPH} {k}." for k in range(4)]


def test_headlines_below_each_other_are_not_wrapped_lines() -> None:
    headlines = "\n".join(f"Ferry number {k} is sold to the highest bidder" for k in range(12))
    assert len(blocks(headlines)) == 12


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He told \nRadio Sever\n that it rains.", ["He told Radio Sever that it rains."]),
        ("He told\nRadio Sever\n, which asked,\nthat it rains.", None),
        ("It rained.\nIt snowed.", ["It rained.", "It snowed."]),
        ("Most read\nFerry sold", ["Most read", "Ferry sold"]),
        (
            "The ferry that had sailed for ninety years\nwas sold.",
            ["The ferry that had sailed for ninety years was sold."],
        ),
        ("Most read\niPhone sold\neBay opens", ["Most read", "iPhone sold", "eBay opens"]),
    ],
)
def test_the_pieces_of_a_sentence_are_joined(text: str, expected: list[str] | None) -> None:
    if expected is None:
        assert blocks(text)[-1].endswith("Radio Sever, which asked, that it rains.")
    else:
        assert blocks(text) == expected


def test_cells_and_bullets() -> None:
    assert blocks("Home\tNews\tSport") == ["Home", "News", "Sport"]
    assert blocks("Most read          Latest") == ["Most read", "Latest"]
    page = segment_text("  * Ferry sold\n  * Bridge opens\n- He said so")
    assert page.texts == ["Ferry sold", "Bridge opens", "- He said so"]
    assert [page.tags[node] for node in page.nodes] == ["li", "li", ""]


def test_a_short_line_may_be_a_heading() -> None:
    page = segment_text(
        "Most read\nFerry sold to the highest bidder after a long night of talks.\nBridge opens\n"
    )
    assert headings_above(page).tolist() == [-1, 0, 0]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab. ,A\n\t|*•你。\u200b\u0000\ud800"), max_size=400))
def test_every_character_is_in_a_block_and_nothing_breaks(text: str) -> None:
    page = segment_text(text)
    kept = "".join("".join(page.texts).split())
    wanted = "".join(text.split())
    assert sorted(kept.replace("*", "").replace("•", "")) == sorted(wanted.replace("*", "").replace("•", ""))
    article = stripper.extract_from_text(text)
    page = cut_text(text)
    kept = sorted("".join("".join(page.texts).split()).replace("*", "").replace("•", ""))
    seen = "".join(without_unseen(encodable(text)).split())
    assert kept == sorted(seen.replace("*", "").replace("•", ""))
    assert len(article.blocks) == len(page.texts)
    if page.texts:
        rows = features.TEXT.first_pass(features.view(page))
        assert np.isfinite(rows).all()


def test_texts_before_and_after_a_line_share_little_where_a_story_begins() -> None:
    ferry = ["The ferry of Harrowmere sails.", "Harrowmere keeps its ferry.", "No ferry, no Harrowmere."]
    goats = ["Goats climb towers.", "Towers suit goats well.", "Such towers, such goats."]
    columns = by_name(
        cohesion_features(features.view(segment_text("\n\n".join([*ferry, "A headline", *goats]))))
    )
    crossing, across = columns["cohesion.crossing"], columns["cohesion.across3"]
    assert crossing[3] == across[3] == 0
    assert min(crossing[1], crossing[5]) > 0.3
    between = by_name(cohesion_features(features.view(segment_text("A ferry.\n\nSome goats.\n\nThe ferry."))))
    assert between["cohesion.across3"][1] == pytest.approx(1)


def test_words_are_shared_with_one_side_of_the_headline() -> None:
    page = segment_text("Goats climb.\n\nFerry sold\n\nThe ferry sails.\n\nA ferry is sold.")
    view = features.view(page)
    first = np.zeros((view.n, 3))
    first[1, 1] = 0.9
    columns = by_name(likeness_features(view, first))
    assert columns["cohesion.after_headline"][1] > columns["cohesion.before_headline"][1] == 0
    assert columns["cohesion.headline_crossing"].tolist() == [0.0] * 4


def test_nothing_in_nothing_out() -> None:
    for text in ("", " \n\t\n"):
        article = stripper.extract_from_text(text)
        assert (article.text, article.title, article.related, article.source) == ("", None, (), "text")


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="bytes"):
        stripper.extract_from_text(b"text")  # type: ignore[arg-type]


def test_a_model_for_pages_is_refused_for_text() -> None:
    with pytest.raises(stripper.ModelMismatchError, match="news"):
        stripper.extract_from_text("text", model="news")
    with pytest.raises(stripper.ModelMismatchError, match="news-text"):
        stripper.extract("<p>text", model="news-text")


@pytest.mark.parametrize("fixture", TEXTS, ids=str)
def test_the_text_of_a_fixture(fixture: Fixture) -> None:
    article = stripper.extract_from_text(fixture.content)
    words = set(article.text.split())
    wanted = set(" ".join(fixture.expected["text"]).split())
    assert len(words & wanted) >= 0.9 * len(wanted)
    assert len(words & wanted) >= 0.85 * len(words)
    assert all(link.url is None for group in article.related for link in group.links)


def test_teasers_before_the_headline_are_left_out() -> None:
    fixture = next(fixture for fixture in TEXTS if fixture.slug == "teasers-first")
    article = stripper.extract_from_text(fixture.content)
    assert article.title == fixture.expected["title"]
    assert article.text.split("\n\n") == fixture.expected["text"]
    assert [group.heading for group in article.related] == [
        group["heading"] for group in fixture.expected["related"]
    ]
    assert article.related_titles == fixture.related_titles


def test_the_order_of_pages_and_repetition_do_not_matter() -> None:
    once = [stripper.extract_from_text(fixture.content) for fixture in TEXTS]
    again = [stripper.extract_from_text(fixture.content) for fixture in reversed(TEXTS)]
    assert once == again[::-1]


def test_the_command_reads_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "lines.txt"
    file.write_text(TEXTS[0].content, encoding="utf-8")
    assert main(["extract", "--from", "text", str(file)]) == 0
    shown = capsys.readouterr().out
    assert shown.rstrip("\n") == stripper.extract_from_text(TEXTS[0].content).text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert main(["--from", "text", "-"]) == 0
    assert capsys.readouterr().out == shown


def test_the_address_of_a_page_is_no_option_for_text(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["extract", "--from", "text", "--url", "https://a.example/", "lines.txt"])
    assert "--from text" in capsys.readouterr().err
