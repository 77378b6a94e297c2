"""Pages of which segments alone are known are learned from with what the model for pages finds."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stripper.training.corpora import Sample
from stripper.training.taught import _is_told, taught, teacher

STORY = (
    "The old ferry between Harrowmere and the island will run for another two years, the council said on Monday.",
    "It had planned to sell the boat in spring, after the new bridge at Brod had opened to cars and lorries.",
    "But the bridge is late, and more than nine hundred people cross the water to work and to school every day.",
    "“Nobody here wants to row,” said Ana Weir, who has sold tickets on the quay since the boat was built.",
)
ELSEWHERE = "Harvest fair draws record crowd to the old mill"
PAGE = f"""<html lang="en-GB"><head><title>Council keeps the ferry | Harrowmere Post</title></head><body>
<header><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav></header>
<main><article><h1>Council keeps the ferry</h1>{"".join(f"<p>{line}</p>" for line in STORY)}</article></main>
<aside class="most-read"><h3>Most read</h3><ul><li><a href="/fair">{ELSEWHERE}</a></li>
<li><a href="/school">School roof to be mended before winter, says mayor</a></li></ul></aside></body></html>"""


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(PAGE.encode()))
    return Sample(
        "trafilatura-eval", "1", None, "post.example", None, None, None, STORY[:1], (ELSEWHERE,), path, None
    )


def test_a_text_that_agrees_with_all_segments_is_learned_from(sample: Sample) -> None:
    [found] = taught([sample], 1)
    assert found.text == "\n".join(STORY)
    assert (found.page_type, found.title, found.language) == ("article", "Council keeps the ferry", "en")
    assert (found.key, found.site, found.kept) == (sample.key, sample.site, sample.kept)


@pytest.mark.parametrize(
    "changes",
    [
        {"kept": (ELSEWHERE,)},
        {"dropped": (STORY[2],)},
        {"kept": ()},
        {"page_type": "article", "text": "\n".join(STORY)},
    ],
    ids=["one is missing", "one is there", "none is known", "the gold is known"],
)
def test_other_pages_are_not(sample: Sample, changes: dict[str, Any]) -> None:
    assert taught([replace(sample, **changes)], 1) == []


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Council keeps the ferry", True),
        ("Council Keeps the Ferry!", True),
        ("Most read", False),
        (None, False),
    ],
)
def test_a_headline_is_learned_if_the_head_tells_it(title: str | None, told: bool) -> None:
    assert _is_told(title, ["Harrowmere Post", "Council keeps the ferry | Harrowmere Post"]) == told


def test_the_teacher_is_the_shipped_model() -> None:
    assert teacher()["name"] == "news"
    assert len(teacher()["sha256"]) == 64
