"""Captions of pictures are told by what they say."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import stripper
from stripper import features
from stripper.model.captions import BITS, LAST, LEAST, Captions, buckets_of, no_captions
from stripper.training.captions import fit_captions
from stripper.training.dataset import Example
from stripper.training.gather import Data
from stripper.types import Page

CREDIT = "The harbour seen from the old tower (Photo: Jane Doe)"
SENTENCE = "The harbour was closed on Monday because nobody came to open it."


def buckets(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    return buckets_of(Page(texts=texts), range(len(texts)))


def test_each_bucket_of_a_text_counts_once_and_its_last_words_once_more() -> None:
    found, sizes = buckets(["one two three", "", "one one one"])
    shape = set(buckets(["one"])[0]) & set(buckets(["two"])[0])
    assert sizes.tolist() == [6 + len(shape), len(shape), 2 + len(shape)]
    assert found.min() >= 0 and found.max() < 2**BITS


def test_where_words_stand_counts_at_the_end_alone() -> None:
    words = [f"w{chr(97 + k)}w" for k in range(LAST + 3)]
    (one, _), (other, _) = buckets([" ".join(words)]), buckets([" ".join([*words[2::-1], *words[3:]])])
    assert one.tolist() == other.tolist()
    assert one.tolist() != buckets([" ".join(reversed(words))])[0].tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [("a b", "a b."), ("a b", "a (b"), ("a b", "a b 1"), ("a b", "a b 1 c d e f g h i")],
)
def test_the_shape_of_a_text_counts(one: str, other: str) -> None:
    assert set(buckets([one])[0]) ^ set(buckets([other])[0])


def test_a_caption_has_high_log_odds() -> None:
    weights = np.zeros(2**BITS, np.float32)
    own = sorted(set(buckets(["Photo"])[0]) - set(buckets(["Ferry"])[0]))
    weights[own] = LEAST / len(own)
    texts = ["Photo", "Ferry", ""]
    assert Captions(weights, 0.0).are_in(Page(texts=texts), [0, 1, 2]).tolist() == [True, False, False]
    assert Captions(weights, -0.1).are_in(Page(texts=texts), [0, 1, 2]).tolist() == [False] * 3
    assert no_captions().are_in(Page(texts=texts), [0, 1, 2]).tolist() == [False] * 3
    assert no_captions().are_in(Page(), []).shape == (0,)


def test_a_caption_is_none_of_the_article() -> None:
    paragraphs = [
        "The ferry to the island sails again from Monday on, the harbour master said on Friday morning.",
        "The ferry in the harbour of the island on Friday. Photograph: Jane Doe/Getty Images",
        "It had stayed in the harbour for six weeks, since nobody could mend the pump that keeps it dry.",
        "The council wants to buy another pump, and somebody who knows how to mend the one that it has.",
    ]
    text = "\n".join(["Ferry to the island sails again", *paragraphs])
    model = stripper.load_model(source="text")
    assert stripper.extract_from_text(text, model=model).text.split("\n\n") == [
        paragraphs[0],
        *paragraphs[2:],
    ]
    unknowing = replace(model, captions=no_captions())
    assert paragraphs[1] in stripper.extract_from_text(text, model=unknowing).text
    assert stripper.explain_from_text(text, model=model).count(' caption"') == 1


def data_of(*pages: tuple[str, list[tuple[str, bool]] | None]) -> Data:
    """The lines of pages, each behind how it was made, with whether they are captions; all others are body."""
    lines = [[text for text, _ in page or [("Ferry", False)]] for _, page in pages]
    captions = [None if page is None else np.array([flag for _, flag in page]) for _, page in pages]
    examples = [
        Example(
            sample=SimpleNamespace(site=str(k)), page=Page(texts=texts), made=made, view=None,
            base=np.zeros((0, 1), np.float32), body=None, title=None, title_like=np.zeros(0, bool), related=None,
            groups=None, coverage=1.0, captions=flags,
        )  # type: ignore[arg-type]
        for k, (texts, flags, (made, _)) in enumerate(zip(lines, captions, pages))
    ]  # fmt: skip
    sizes = [len(texts) for texts in lines]
    count = sum(sizes)
    return Data(
        examples=examples,
        table=features.TEXT,
        base=np.zeros((count, 1), np.float32),
        owner=np.repeat(np.arange(len(pages)), sizes),
        starts=np.concatenate(([0], np.cumsum(sizes))),
        targets={"body": (np.ones(count, bool), np.ones(count))},
        tokens=None,  # type: ignore[arg-type]
    )


def learned(*pages: tuple[str, list[tuple[str, bool]] | None]) -> Captions:
    return fit_captions(data_of(*pages), np.ones(len(pages), bool))


def test_captions_are_told_by_words_wherever_they_stand() -> None:
    lines = [(f"{CREDIT} {k}", True) for k in "abcdefghij" * 9] + [(f"{SENTENCE} {k}", False) for k in "abcd"]
    found = learned(("", lines))
    page = Page(texts=["A boat (Photo: Jane Doe) below it", "Nobody came to open it."])
    assert found.are_in(page, [0, 1]).tolist() == [True, False]


def test_an_image_above_tells_of_a_caption() -> None:
    page = Page(texts=["Ferry", "Ferry"], pictured=[False, True])
    (one, _), (other, _) = buckets_of(page, [0]), buckets_of(page, [1])
    assert set(one.tolist()) < set(other.tolist())


def test_made_pages_and_pages_whose_captions_are_unknown_teach_nothing() -> None:
    page = [(CREDIT, True), (SENTENCE, False)]
    alone = learned(("", page))
    assert len(alone.weights)
    for other in (("harder", [(SENTENCE, True)] * 9), ("", None)):
        assert np.array_equal(learned(("", page), other).weights, alone.weights)


@pytest.mark.parametrize("flag", [True, False])
def test_without_captions_or_without_body_nothing_is_known(flag: bool) -> None:
    assert not len(learned(("", [(CREDIT, flag), (SENTENCE, flag)])).weights)
