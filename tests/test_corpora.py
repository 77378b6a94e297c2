"""Corpora become samples; made-up ones test the reading, the real ones only what must hold."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from stripper.errors import CorpusError
from stripper.training.corpora import READERS, Sample, default_folder, fold_of, found_in, load, load_related

PAGE = "<html><head><title>Harbour bridge to be rebuilt - Example News</title></head><body><p>x</p></body></html>"
needs_corpora = pytest.mark.skipif(
    not default_folder().is_dir(), reason=f"no corpora in {default_folder()} (set STRIPPER_CORPORA)"
)


def write(folder: Path, corpus: str, *rows: dict[str, Any], page: str | bytes = PAGE) -> None:
    pages = folder / corpus / "pages"
    pages.mkdir(parents=True)
    data = page.encode() if isinstance(page, str) else page
    for row in rows:
        (pages / f"{row['id']}.html.gz").write_bytes(gzip.compress(data))
    lines = "\n".join(json.dumps(row) for row in rows)
    (folder / corpus / "gold.jsonl").write_text(lines + "\n", encoding="utf-8")


def read_one(folder: Path, corpus: str) -> Sample:
    [sample] = load(folder, [corpus])
    return sample


def daniel(*paragraphs: str, id: str = "p1") -> dict[str, Any]:
    return {"id": id, "url": "http://news.example.co.uk/", "paragraphs": list(paragraphs)}


def segments(id: str, url: str | None) -> dict[str, Any]:
    return {"id": id, "url": url, "with": ["kept"], "without": ["dropped"]}


def test_a_headline_that_stands_in_the_pages_title_becomes_the_title(tmp_path: Path) -> None:
    write(tmp_path, "daniel", daniel("Harbour bridge to be rebuilt", "First.", "Second."))
    sample = read_one(tmp_path, "daniel")
    assert sample.title == "Harbour bridge to be rebuilt"
    assert sample.text == "First.\nSecond."
    assert sample.page_type == "article" and sample.site == "example.co.uk"
    assert sample.key == ("daniel", "p1")


def test_a_first_paragraph_that_is_no_headline_stays(tmp_path: Path) -> None:
    write(tmp_path, "daniel", daniel("The bridge in the harbour is old.", "Second."))
    sample = read_one(tmp_path, "daniel")
    assert sample.title is None
    assert sample.text == "The bridge in the harbour is old.\nSecond."


def test_an_only_paragraph_is_never_the_headline(tmp_path: Path) -> None:
    write(tmp_path, "daniel", daniel("Harbour bridge to be rebuilt"))
    assert read_one(tmp_path, "daniel").text == "Harbour bridge to be rebuilt"


def test_the_headline_is_looked_for_in_the_decoded_title(tmp_path: Path) -> None:
    page = "<meta charset=windows-1251><TITLE lang=ru>Мост &laquo;Северный&raquo; открыт</TITLE><p>Новости дня и города".encode(
        "cp1251"
    )
    write(tmp_path, "daniel", daniel("Мост «Северный» открыт", "Текст."), page=page)
    assert read_one(tmp_path, "daniel").title == "Мост «Северный» открыт"


def test_a_wcxb_page_may_have_no_gold_text(tmp_path: Path) -> None:
    row = {**segments("0001", "https://a.example.com/x"), "page_type": "forum", "title": "", "text": None}
    write(tmp_path, "wcxb", row)
    sample = read_one(tmp_path, "wcxb")
    assert (sample.text, sample.title, sample.page_type) == (None, None, "forum")
    assert (sample.kept, sample.dropped) == (("kept",), ("dropped",))


def test_the_text_of_a_readability_page_keeps_blocks_apart(tmp_path: Path) -> None:
    row = {
        "id": "a",
        "url": None,
        "title": "T",
        "expected_html": "<div><p>One <b>b</b>old.</p><p>Two.</p></div>",
    }
    write(tmp_path, "readability", row)
    assert read_one(tmp_path, "readability").text == "One bold.\nTwo."


@pytest.mark.parametrize(
    ("id", "head", "site"),
    [
        ("story", '<link rel="canonical" href="https://www.news.example.com.au/a">', "example.com.au"),
        ("story", '<meta property="og:url" content="//blog.example.org/a">', "example.org"),
        ("example.com-story.html", '<link rel="canonical" href="/a">', "example.com"),
        ("news.example.com.pa-story.html", "", "example.com.pa"),
        ("example.de.the.story.html", "", "example.de"),
        ("001", "", "001"),
    ],
)
def test_the_site_of_a_page_without_url(tmp_path: Path, id: str, head: str, site: str) -> None:
    write(tmp_path, "trafilatura-eval", segments(id, f"hard::{id}"), page=f"<head>{head}</head><p>x</p>")
    sample = read_one(tmp_path, "trafilatura-eval")
    assert sample.url is None and sample.page_type is None
    assert sample.site == site


def test_the_page_is_read_as_fetched(tmp_path: Path) -> None:
    write(tmp_path, "trafilatura-eval", segments("a", None), page=b"\xff\x00<p>")
    sample = read_one(tmp_path, "trafilatura-eval")
    assert sample.read() == b"\xff\x00<p>"
    sample.path.write_bytes(b"no gzip")
    with pytest.raises(CorpusError, match=r"a\.html\.gz"):
        sample.read()


def test_malformed_data_are_named_with_file_and_line(tmp_path: Path) -> None:
    write(tmp_path, "daniel", daniel("One", "Two"), daniel("One", id="p2"))
    gold = tmp_path / "daniel" / "gold.jsonl"
    for damage, message in [
        ('{"id": "p1"', "line 2: not JSON"),
        ("[]", "line 2: not an object"),
        ('{"id": "p1", "url": "http://a.com/"}', "line 2: 'paragraphs' must be list, not NoneType"),
        (
            '{"id": "p1", "url": "http://a.com/", "paragraphs": [1]}',
            "line 2: 'paragraphs' must be a list of strings",
        ),
        (
            '{"id": "p9", "url": "http://a.com/", "paragraphs": ["a"]}',
            r"line 2: the page .*p9\.html\.gz is missing",
        ),
    ]:
        gold.write_text(json.dumps(daniel("One", "Two")) + "\n" + damage + "\n", encoding="utf-8")
        with pytest.raises(CorpusError, match=rf"gold\.jsonl, {message}"):
            load(tmp_path, ["daniel"])


def test_a_missing_or_unknown_corpus_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus in it"):
        load(tmp_path)
    write(tmp_path, "daniel", daniel("One", "Two"))
    with pytest.raises(CorpusError, match=r"no such corpus: fundus, nosuch \(there are daniel\)"):
        load(tmp_path, ["nosuch", "daniel", "fundus"])


def test_related_labels_by_page(tmp_path: Path) -> None:
    file = tmp_path / "related.jsonl"
    group = {"heading": None, "kind": "latest", "links": [{"a": 3, "title": "T", "href": "/t"}]}
    rows = [{"corpus": "wcxb", "id": "1", "groups": []}, {"corpus": "fundus", "id": "2", "groups": [group]}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert load_related(file) == {("wcxb", "1"): [], ("fundus", "2"): [group]}
    file.write_text(json.dumps({"corpus": "wcxb", "id": "1", "groups": [{}]}), encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1: a group needs"):
        load_related(file)


def test_folds_are_stable_and_even() -> None:
    folds = [fold_of(f"site{k}.example", 5) for k in range(2000)]
    assert [folds.count(fold) > 340 for fold in range(5)] == [True] * 5
    assert fold_of("example.com", 5) == 4  # models are compared across machines and years


@needs_corpora
def test_the_corpora_are_whole() -> None:
    samples = load(default_folder())
    counts = {name: sum(sample.corpus == name for sample in samples) for name in READERS}
    assert counts == {
        "fundus": 125,
        "daniel": 1212,
        "wcxb": 1358,
        "trafilatura-eval": 990,
        "readability": 130,
    }
    assert len({sample.key for sample in samples}) == len(samples)
    assert all(sample.site for sample in samples)
    assert sum(sample.page_type == "article" and sample.text is None for sample in samples) == 2
    titled = [sample.title is not None for sample in samples if sample.corpus == "daniel"]
    assert 0.9 < sum(titled) / len(titled) < 1


@needs_corpora
def test_related_labels_name_pages_of_the_corpora() -> None:
    keys = {sample.key for sample in load(default_folder(), ["fundus", "wcxb"])}
    labels = load_related(default_folder().parent / "labels" / "related.jsonl")
    assert labels and labels.keys() <= keys


def test_any_other_corpus_has_a_plain_form(tmp_path: Path) -> None:
    write(tmp_path, "mine", {"id": "p1", "text": "First.\nSecond.", "title": "Bridge", "language": "Welsh"})
    write(tmp_path, "daniel", daniel("One", "Two"))
    write(tmp_path, "a", {"id": "list", "url": "https://news.example.org/", "page_type": "listing"})
    assert found_in(tmp_path) == ["daniel", "a", "mine"]
    _, listing, article = load(tmp_path)
    assert (article.page_type, article.text, article.title) == ("article", "First.\nSecond.", "Bridge")
    assert (article.language, article.url, article.site) == ("Welsh", None, "p1")
    assert (listing.page_type, listing.text, listing.title) == ("listing", None, None)
    (tmp_path / "mine" / "gold.jsonl").write_text('{"id": "p1", "text": ["First."]}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match="line 1: 'text' must be str, not list"):
        load(tmp_path, ["mine"])
