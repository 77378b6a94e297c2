"""Peers run once, and figures stand beside each other."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import pytest

from stripper.training import compare, peers
from stripper.training.compare import Row, score
from stripper.training.corpora import Sample
from stripper.training.outputs import run_peers
from stripper.training.pages import score_pages
from stripper.training.peers import Output

GOLD = "The council has agreed to rebuild the old harbour bridge by next spring, said the mayor."
PAGE = f"<?xml version='1.0' encoding='utf-8'?><html><head><title>Bridge</title></head><body><p>{GOLD}</p></body></html>"


def sample(
    id: str, corpus: str = "wcxb", page_type: str | None = "article", text: str | None = GOLD
) -> Sample:
    title = "Bridge" if text else None
    return Sample(
        corpus, id, None, f"{id}.example", page_type, text, title, ("old harbour",), ("log in",), Path(id)
    )


@pytest.fixture
def page(tmp_path: Path) -> Sample:
    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(PAGE.encode()))
    return Sample("fundus", "a", None, "a.example", "article", GOLD, "Bridge", (), (), path)


def test_a_peers_output_is_computed_once(
    page: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def peer(html: str, url: str | None) -> Output:
        calls.append(html)
        return Output("text", "title")

    monkeypatch.setitem(peers.PEERS, "boilerpy3", peer)
    monkeypatch.setattr(peers, "release", lambda name: f"{name} 1")
    first = run_peers([page], ["boilerpy3"], 1, tmp_path / "cache")
    assert first == {"boilerpy3": {page.key: Output("text", "title")}}
    assert run_peers([page], ["boilerpy3"], 1, tmp_path / "cache") == first
    assert len(calls) == 1 and calls[0].startswith("<html>")
    monkeypatch.setattr(peers, "release", lambda name: f"{name} 2")
    run_peers([page], ["boilerpy3"], 1, tmp_path / "cache")
    assert len(calls) == 2


def test_a_peer_that_raises_gives_no_text_and_is_counted(
    page: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def peer(html: str, url: str | None) -> Output:
        raise RecursionError("too deep")

    monkeypatch.setitem(peers.PEERS, "boilerpy3", peer)
    monkeypatch.setattr(peers, "release", lambda name: f"{name} 1")
    outputs = run_peers([page], ["boilerpy3"], 1, tmp_path)
    assert outputs["boilerpy3"][page.key] == Output("", error="RecursionError: too deep")
    [table] = compare.compare([page], outputs).tables
    assert table.rows[0].errors == 1


@pytest.mark.parametrize("name", peers.PEERS)
def test_every_installed_peer_reads_a_page(name: str) -> None:
    if name not in peers.installed():
        pytest.skip(f"{name} is not installed")
    paragraph = "<p>" + " ".join([GOLD] * 4) + "</p>"
    output = peers.run(name, PAGE.replace(f"<p>{GOLD}</p>", f"<article>{paragraph * 3}</article>"), None)
    assert output.error is None
    assert GOLD in output.text
    assert output.title in ("Bridge", None)


@pytest.mark.parametrize(("corpus", "shown"), [("wcxb", True), ("daniel", False)])
def test_our_text_without_some_roles_is_no_peers(corpus: str, shown: bool) -> None:
    page = sample("a", corpus)
    ours, chosen, peer = Output("The council"), Output(GOLD), Output("The")
    outputs = {compare.NAME: ours, compare.CHOSEN: chosen, "peer": peer}
    [table] = compare.compare(
        [page], {name: {page.key: output} for name, output in outputs.items()}, compare.NAME
    ).tables
    assert (compare.CHOSEN in [row.name for row in table.rows]) == shown
    assert {difference.peer for difference in table.differences} == {"peer"}


def test_pages_that_do_not_count_have_zeros() -> None:
    samples = [sample("a"), sample("b", text=None), sample("c")]
    outputs = {("wcxb", "a"): Output(GOLD, "Bridge"), ("wcxb", "b"): Output("x"), ("wcxb", "c"): Output("")}
    scores = score(samples, outputs)
    assert scores["words"].tolist() == [[1, 1], [0, 0], [0, 1]]
    # No text has no precision, but a recall.
    assert scores["shingles"].tolist() == [[1, 1, 1, 1], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert scores["title"].tolist() == [[1, 1], [0, 0], [0, 1]]
    assert scores["segments"].tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 0]]


def pages() -> list[Sample]:
    articles = [sample(f"a{k}") for k in range(8)]
    others = [sample(f"f{k}", page_type="forum", text="A thread.") for k in range(4)]
    return [*articles, *others, sample("t", "trafilatura-eval", None, None)]


def outputs(text: str, title: str | None, certain: bool) -> dict[tuple[str, str], Output]:
    return {
        s.key: Output(text, title, (0.9 if s.page_type == "article" else 0.2) if certain else None)
        for s in pages()
    }


def value(row: Row, metric: str) -> float:
    figure = row.figures[metric]
    assert figure is not None
    return figure.value


def test_ours_stands_beside_the_best_peer() -> None:
    half = GOLD[: len(GOLD) // 2]
    given = {
        "weak": outputs("Log in", None, False),
        "good": outputs(half, "Bridge", False),
        "ours": outputs(GOLD, "Bridge", True),
    }
    comparison = compare.compare(pages(), given, "ours")
    articles, segments = comparison.tables
    assert (articles.corpus, articles.pages, segments.corpus) == ("wcxb", 8, "trafilatura-eval")
    assert [row.name for row in articles.rows] == ["ours", "weak", "good"]
    ours, weak, good = articles.rows
    assert value(ours, "shingle F1") == 1 and value(ours, "title") == 1
    assert weak.figures["title"] is None
    gap = next(item for item in articles.differences if item.metric == "word F1")
    assert gap.peer == "good"
    assert gap.interval.value == pytest.approx(1 - value(good, "word F1"))
    assert value(segments.rows[0], "segment F1") == 1
    [check] = comparison.article_checks
    assert (check.articles, check.others, check.auc) == (8, 4, 1)
    assert check.calibration_error == pytest.approx((8 * 0.1 + 4 * 0.2) / 12)


def test_the_report_and_its_json() -> None:
    comparison = compare.compare(
        pages(), {"ours": outputs(GOLD, "Bridge", True), "empty": outputs("", None, False)}, "ours"
    )
    text = compare.report(comparison)
    assert "wcxb: 8 pages" in text and "AUC 1.000" in text
    lines = text.splitlines()
    assert next(line for line in lines if line.strip().startswith("ours")).split()[1:4] == [
        "1.000",
        "±",
        "0.000",
    ]
    # An extractor without any text has no precision.
    assert next(line for line in lines if line.strip().startswith("empty")).split()[1] == "-"
    assert "word F1: +1.000 [+1.000, +1.000] over empty" in text
    data = json.loads(compare.to_json(comparison))
    empty = data["tables"][0]["rows"][1]
    assert empty["figures"]["shingle P"]["value"] is None and empty["figures"]["word F1"]["value"] == 0


def test_the_worst_pages_come_first() -> None:
    given = {s.key: Output(GOLD) for s in pages()}
    given["wcxb", "a3"] = Output("")
    given["wcxb", "a5"] = Output(GOLD + " Log in to comment on it")
    first, second, third, *_ = score_pages(pages(), given)
    assert (first.sample.id, first.recall, first.f1) == ("a3", 0, 0)
    assert math.isnan(first.precision)
    assert second.sample.id == "a5" and second.recall == 1 and second.precision < 1
    assert third.sample.id == "a0"
