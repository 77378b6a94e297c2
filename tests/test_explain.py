"""The explain report: what it says, and that nothing of a page breaks out of its place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from fixtures_lib import INJECTIONS
from lxml import html

import stripper
from stripper import api, features, judge
from stripper.cli import main
from stripper.errors import TooLargeError
from stripper.model.classifier import candidates_of
from stripper.model.contributions import contributions
from stripper.report.markup import data, digest, el, escape
from stripper.types import LABELS, Limits

PAGES = Path(__file__).parent.parent / "fixtures" / "pages"
SIDEBAR = (PAGES / "most-popular-sidebar" / "page.html").read_bytes()


def facts_of(report: str) -> dict:
    """What the report's script reads."""
    found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', report, re.S)
    assert found
    return json.loads(found[1])


def path_of(facts: dict, block: int) -> str:
    at, steps = facts["blocks"][block][1], []
    while at >= 0:
        at, step = facts["paths"][at]
        steps.insert(0, step)
    return "/".join(steps)


def test_what_stands_in_an_element_is_escaped() -> None:
    assert el("p", "<b>", el("br"), ["&", el("i", '"')], title='">') == (
        '<p title="&quot;&gt;">&lt;b&gt;<br>&amp;<i>&quot;</i></p>'
    )
    assert el("a", name="x", for_="y", aria_label=1, hidden=True, id=None, open=False) == (
        '<a name="x" for="y" aria-label="1" hidden></a>'
    )


def test_what_html_may_not_hold_is_replaced() -> None:
    assert escape("a\x00b\x0bc\ud800d\ufffee\n") == "a\ufffdb\ufffdc\ufffdd\ufffde\n"


def test_data_end_no_element() -> None:
    text = data({"a": "</script><!--<script>&"}, "x")
    assert text.count("<") == 2
    assert json.loads(text.partition(">")[2].rpartition("<")[0]) == {"a": "</script><!--<script>&"}


def test_a_digest_is_that_of_the_standard() -> None:
    # The example of CSP Level 3, section 8.4.
    assert digest("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_contributions_sum_to_the_log_odds() -> None:
    _, page = api.read_page(SIDEBAR)
    model = api.load_model()
    rows = judge.last_rows([features.view(page)], model)
    one = model.passes[-1]
    rows = rows[candidates_of(rows, one.gates[0])]
    added = contributions(one.trees[0], rows).sum(axis=1)
    odds = one.trees[0].log_odds(rows)
    assert np.allclose(added, odds - odds.mean(), atol=1e-4)
    assert np.ptp(odds) > 5


def test_the_report_tells_of_each_block() -> None:
    url = "https://news.example/a"
    article = stripper.extract(SIDEBAR, url=url)
    facts = facts_of(stripper.explain(SIDEBAR, url=url))
    assert facts["article"]["text"] == article.text
    assert facts["article"]["related"][0]["heading"] == article.related[0].heading
    assert len(facts["blocks"]) == len(article.blocks)
    for block, (probabilities, _, role, links, reasons) in zip(article.blocks, facts["blocks"]):
        assert path_of(facts, block.index) == block.path
        assert role == block.role
        assert [title for title, _ in links] == [link.title for link in block.links]
        assert set(reasons) <= set(LABELS)
        if block.label in ("body", "title", "related"):
            assert probabilities[("body", "title", "related").index(block.label)] == pytest.approx(
                block.probability, abs=1e-3
            )


def test_the_reasons_are_features_with_their_values() -> None:
    facts = facts_of(stripper.explain(SIDEBAR))
    model = api.load_model()
    assert set(facts["features"]) <= set(model.features)
    body = next(block for block in facts["blocks"] if block[2] == "paragraph")
    alone, around = body[4]["body"]
    for reasons in (alone, around):
        sizes = [abs(added) for _, _, added in reasons]
        assert sizes == sorted(sizes, reverse=True) and 0 < len(sizes) <= 6
    assert sum(added for _, _, added in around) > 0


def test_other_thresholds_keep_less_the_higher_they_are() -> None:
    facts = facts_of(stripper.explain(SIDEBAR))
    for kept in facts["sweep"].values():
        assert len(kept) == len(facts["steps"])
        assert "01" not in kept


def test_gold_tells_what_is_wrong() -> None:
    article = stripper.extract(SIDEBAR)
    paragraphs = article.text.split("\n\n")
    report = stripper.explain(SIDEBAR, gold="\n\n".join(paragraphs[:-1]))
    assert len(re.findall(r'class="[^"]*g-wrong', report)) == 1 + 1  # the block, and the filter
    lost = stripper.explain(SIDEBAR, gold=article.text + "\n" + article.related[0].links[0].title)
    assert len(re.findall(r'class="[^"]*g-lost', lost)) == 1 + 1
    assert facts_of(stripper.explain(SIDEBAR))["gold"] is None


def test_flattened_text_is_explained_too() -> None:
    text = next((PAGES.parent / "text" / "teasers-first").glob("*.txt")).read_text("utf-8")
    facts = facts_of(stripper.explain_from_text(text))
    assert facts["article"]["text"] == stripper.extract_from_text(text).text
    assert facts["paths"] == []


@pytest.mark.parametrize("name", ["json-ld-only", "home-page", "malformed", "arabic-rtl"])
def test_pages_of_other_kinds(name: str) -> None:
    page = (PAGES / name / "page.html").read_bytes()
    facts = facts_of(stripper.explain(page, with_page=True))
    assert facts["article"]["text"] == stripper.extract(page).text


def test_an_empty_page_has_a_report() -> None:
    assert "The page holds no text." in stripper.explain("")
    assert "The page holds no text." in stripper.explain_from_text("")


def test_too_many_blocks_are_refused() -> None:
    with pytest.raises(TooLargeError):
        stripper.explain("<p>a" * 11, limits=Limits(blocks=10))


def test_a_report_is_the_same_each_time() -> None:
    assert stripper.explain(SIDEBAR, with_page=True) == stripper.explain(SIDEBAR, with_page=True)


def test_a_report_has_no_script_but_its_own() -> None:
    report = stripper.explain(INJECTIONS, name="<script>alert(1)</script>", with_page=True)
    tree = html.fromstring(report)
    assert [dict(script.attrib) for script in tree.iter("script")] == [
        {"type": "application/json", "id": "facts"}, {}
    ]  # fmt: skip
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy
    [frame] = tree.iter("iframe")
    assert frame.get("sandbox") == "allow-same-origin"
    page = html.fromstring(frame.get("srcdoc"))
    active = {
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "link",
        "meta",
        "base",
        "svg",
        "math",
        "video",
    }
    assert not active & {element.tag for element in page.iter()}
    for element in [*tree.iter(), *page.iter()]:
        assert not [name for name in element.keys() if name.startswith(("on", "style", "formaction"))]  # noqa: SIM118
    for name in ("href", "src"):
        links = [*tree.xpath(f"//@{name}"), *page.xpath(f"//@{name}")]
        assert all(link.startswith(("https://news.example/", "data:image/")) for link in links)


def test_a_page_with_names_that_xml_does_not_have() -> None:
    page = "<p>It rained <o:p></o:p> for days.</p><fb:like></fb:like><g:plusone>+1</g:plusone>"
    assert "It rained" in stripper.explain(page, with_page=True)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGES / "most-popular-sidebar" / "page.html"
    gold = tmp_path / "gold.txt"
    gold.write_text("A passenger ferry")
    out = tmp_path / "report.html"
    assert main(["explain", str(page), "-o", str(out), "--gold", str(gold), "--render"]) == 0
    assert "<iframe" in out.read_text("utf-8")
    assert main(["explain", str(tmp_path / "none.html")]) == 1
    assert "none.html: No such file" in capsys.readouterr().err
    picture = tmp_path / "picture.html"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n1234")
    assert main(["explain", str(picture)]) == 1
    assert f"stripper: {picture}: this is a PNG image" in capsys.readouterr().err
    assert main(["explain", str(page), "--max-blocks", "5"]) == 1
    assert f"stripper: {page}: more than 5 blocks" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["explain", "--from", "text", "--render", str(gold)])
    assert caught.value.code == 2
