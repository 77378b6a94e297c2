"""Labels from gold text."""

from __future__ import annotations

import numpy as np
import pytest

from stripper.training.align import align, coverage, place, words

LEAD = "The council has agreed to rebuild the old harbour bridge by next spring."
FIRST = "Engineers found cracks in two of its piers last autumn and closed it to lorries at once."
HEADING = "Costs are shared"
SECOND = "The town pays a third of the sum, while the region and the railway company pay the rest."
THIRD = "Work starts in March, said the mayor, if the river does not rise before then."
BODY = [LEAD, FIRST, HEADING, SECOND, THIRD]
GOLD = "\n".join(BODY)
MENU = ["Home", "News", "Sport", "Log in"]
FOOTER = ["Read more about the town", "Terms of use", "All rights reserved"]


def shares(texts: list[str], gold: str = GOLD) -> list[float]:
    return align(texts, gold).round(2).tolist()


def test_a_page_is_parted_into_body_and_the_rest() -> None:
    texts = MENU + BODY + FOOTER
    found = align(texts, GOLD)
    assert found.dtype == np.float32 and found.shape == (len(texts),)
    assert found.tolist() == [0] * len(MENU) + [1] * len(BODY) + [0] * len(FOOTER)
    assert coverage(found, texts, GOLD) == 1


def test_what_stands_between_paragraphs_is_left_out() -> None:
    texts = [LEAD, "Advertisement", FIRST, "Photo: the bridge", HEADING, "Share", SECOND, THIRD]
    assert shares(texts) == [1, 0, 1, 0, 1, 0, 1, 1]


@pytest.mark.parametrize("copy_first", [True, False])
def test_of_two_copies_the_one_beside_the_body_wins(copy_first: bool) -> None:
    teaser = [LEAD, *(f"Story number {k} of the day" for k in range(20))]
    texts = teaser + BODY if copy_first else BODY + teaser[::-1]
    expected = [0] * len(teaser) + [1] * len(BODY)
    assert shares(texts) == (expected if copy_first else expected[::-1])


def test_of_two_copies_the_one_in_paragraphs_wins() -> None:
    heap = " ".join(BODY)
    body = [*BODY[:2], "Advertisement", *BODY[2:]]
    assert shares([heap, "Play", *body]) == [0, 0, 1, 1, 0, 1, 1, 1]
    assert shares([*body, "Play", heap]) == [1, 1, 0, 1, 1, 1, 0, 0]


def test_the_headline_in_a_breadcrumb_does_not_win_over_the_headline() -> None:
    texts = [f"Home News {LEAD}", LEAD, "By our reporter", *BODY[1:]]
    assert shares(texts) == [0, 1, 0, 1, 1, 1, 1]


def test_a_teaser_that_begins_like_a_paragraph_takes_nothing_from_it() -> None:
    teaser = "Engineers found cracks in two of its piers, our reporter learns."
    texts = [LEAD, teaser, "By our reporter", *BODY[1:]]
    assert shares(texts) == [1, 0, 0, 1, 1, 1, 1]


def test_a_block_that_is_the_headline_wins_over_one_that_holds_more() -> None:
    texts = [LEAD, "Share", "Print", "Send to a friend", f"{LEAD} | Our reporter", "Today", *BODY[1:]]
    assert shares(texts) == [1, 0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_gold_in_another_order_is_found_once() -> None:
    texts = [LEAD, *MENU, LEAD, "By our reporter", *BODY[1:], *FOOTER]
    gold = "\n".join([*BODY[1:], LEAD])
    assert np.flatnonzero(align(texts, gold)).tolist() == [5, 7, 8, 9, 10]


def test_a_common_phrase_is_no_evidence() -> None:
    other = "Shares fell again, and it does not rise before autumn."
    assert shares([*BODY[:4], other]) == [1, 1, 1, 1, 0]


def test_a_word_in_common_over_a_border_is_no_evidence() -> None:
    gold = "\n".join([*BODY[:2], "By our reporter", *BODY[2:]])
    assert shares([*BODY[:2], "By someone from the town", *BODY[2:]], gold) == [1, 1, 0, 1, 1, 1]


def test_a_short_block_counts_only_beside_its_neighbours() -> None:
    body = [*BODY[:2], *BODY[3:]]
    stories = [f"Story {k}" for k in range(20)]
    texts = [HEADING, *stories, *body, *stories, HEADING]
    assert np.flatnonzero(align(texts, GOLD)).tolist() == [21, 22, 23, 24]
    texts = [*stories, *body, *stories, "Costs"]
    assert np.flatnonzero(align(texts, f"{GOLD}\nCosts")).tolist() == [20, 21, 22, 23]
    parted = [LEAD, FIRST, "Advertisement", HEADING, "Advertisement", SECOND, THIRD]
    assert shares(parted) == [1, 1, 0, 1, 0, 1, 1]


def test_a_changed_word_costs_one_word() -> None:
    changed = FIRST.replace("cracks", "fissures").replace("of its", "of the")
    found = align([LEAD, changed, *BODY[2:]], GOLD)
    assert found[1] == pytest.approx(1 - 2 / len(words(FIRST)), abs=1e-3)


def test_a_block_that_holds_more_than_the_gold_gets_its_share() -> None:
    found = align([LEAD, f"{FIRST} {FOOTER[0]}", *BODY[2:]], GOLD)
    assert found[1] == pytest.approx(len(words(FIRST)) / (len(words(FIRST)) + 5), abs=1e-3)


def test_words_glued_in_the_gold_are_parted() -> None:
    gold = f"{LEAD}\n{FIRST}\n{HEADING}{SECOND}\n{THIRD}"
    assert shares(BODY, gold) == [1] * len(BODY)


def test_spelling_of_the_same_text_does_not_matter() -> None:
    shown = [LEAD.upper(), FIRST.replace("Engineers", "Engi\u00adneers"), *BODY[2:]]
    shown[3] = SECOND.replace("railway", "rail\u200bway").replace(" ", "\u00a0")
    assert shares(shown) == [1] * len(BODY)


def test_text_without_spaces_is_matched_by_the_character() -> None:
    body = ["市议会同意在明年春天之前重建旧港大桥。", "工程师去年秋天在两个桥墩上发现了裂缝。"]
    assert shares(["首页", "新闻", *body, "版权所有"], "\n".join(body)) == [0, 0, 1, 1, 0]
    assert words("ＡＢ旧港カ") == ["ab", "旧", "港", "カ"]


def test_gold_of_another_page_has_low_coverage() -> None:
    texts = [*MENU, LEAD, "Subscribe to read on", *FOOTER]
    found = align(texts, GOLD)
    assert np.flatnonzero(found).tolist() == [4]
    assert coverage(found, texts, GOLD) == pytest.approx(len(words(LEAD)) / len(words(GOLD)))
    assert coverage(align(FOOTER, GOLD), FOOTER, GOLD) == 0


def test_nothing_to_align() -> None:
    assert align([], GOLD).shape == (0,)
    assert shares(["", "…", "Home"], "") == [0, 0, 0]
    assert coverage(align(["Home"], ""), ["Home"], "") == 0
    assert shares(["Home", "Hello world"], "Hello world") == [0, 1]


def test_each_gold_word_is_used_once() -> None:
    texts = [*BODY * 3, f"{LEAD} {SECOND}"]
    held = sum(share * len(words(text)) for share, text in zip(align(texts, GOLD), texts))
    assert held <= len(words(GOLD)) + 1e-3


def test_segments_label_the_blocks_that_hold_them() -> None:
    texts = [
        "The ferry  sails again.",
        "Log in",
        "Log in",
        "Log in now",
        "The boat and the crew",
        "The boat",
        "Logs",
    ]
    found = place(texts, ["ferry sails", "The boat", "crew"], ["LOG IN", "and the", "", "Lo"])
    assert found.tolist() == pytest.approx([1, 0, 0, 0, *[float("nan")] * 3], nan_ok=True)
