"""The command ``batch``: many inputs, one output, whatever happens on the way."""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import io
import json
import os
import random
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard
from fixtures_lib import FIXTURES, load
from lxml import etree
from warc_lib import warc
from warcio.archiveiterator import ArchiveIterator

import stripper
from stripper import cli
from stripper.batch import run, shards, sinks
from stripper.batch.progress import progress_of
from stripper.batch.run import Counts, Task, run_batch
from stripper.batch.shards import _remove
from stripper.batch.sinks import Row
from stripper.batch.workers import Workers
from stripper.cli.output import FAILED, INTERRUPTED, OK, WRONG_USE
from stripper.errors import InputError, OutputError, StripperError
from stripper.io.records import Record, extent_of, read_records

PAGES = load("pages")
ROOT = FIXTURES.parent


def rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    if path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return [json.loads(line) for line in data.splitlines()]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches and shards small enough for a few pages to make several."""
    monkeypatch.setattr(run, "BATCH", 2)
    monkeypatch.setattr(run, "SHARD", 2)


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_a_folder_to_json_lines(tmp_path: Path, small: None, ending: str) -> None:
    output = tmp_path / f"out{ending}"
    assert run_batch([str(FIXTURES / "pages")], str(output), jobs=2) == Counts(len(PAGES), 0)
    found = rows(output)
    assert [row["input"] for row in found] == sorted(map(str, (FIXTURES / "pages").glob("*/page.html")))
    by_name = {Path(row["input"]).parent.name: row for row in found}
    for fixture in PAGES:
        article = stripper.extract(fixture.data)
        row = by_name[fixture.slug]
        assert (row["title"], row["text"], row["error"]) == (article.title, article.text, None)
        assert [group["heading"] for group in row["related"]] == [group.heading for group in article.related]
    assert os.listdir(tmp_path) == [output.name]


@pytest.mark.parametrize("name", ["out.jsonl.gz", "out.parquet", "out.warc.gz", "out"])
def test_the_bytes_are_the_same_whatever_the_number_of_jobs(tmp_path: Path, small: None, name: str) -> None:
    outputs = []
    for jobs in (1, 3):
        output = tmp_path / str(jobs) / name
        output.parent.mkdir()
        run_batch([str(FIXTURES / "pages")], str(output), jobs=jobs)
        files = sorted(output.rglob("*")) if output.is_dir() else [output]
        outputs.append(
            {file.relative_to(tmp_path / str(jobs)): file.read_bytes() for file in files if file.is_file()}
        )
    assert outputs[0] == outputs[1]


def test_a_warc_to_parquet(tmp_path: Path) -> None:
    pages = [(f.expected["url"], f.data, "text/html; charset=utf-8") for f in PAGES[:4]]
    pages.insert(1, ("https://a.example/logo", b"\x89PNG\r\n\x1a\n", "image/png"))
    source = warc(tmp_path / "crawl.warc.gz", pages)
    assert run_batch([str(source)], str(tmp_path / "out.parquet")) == Counts(4, 0)
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["url"] for row in table] == [f.expected["url"] for f in PAGES[:4]]
    articles = [stripper.extract(f.data, url=f.expected["url"]) for f in PAGES[:4]]
    assert [row["text"] for row in table] == [article.text for article in articles]
    assert [[link["title"] for group in row["related"] for link in group["links"]] for row in table] == [
        article.related_titles for article in articles
    ]
    assert all(row["id"].startswith("<urn:uuid:") for row in table)


def test_chunks_and_the_charset_of_http_are_heard(tmp_path: Path) -> None:
    sentence = "Die Fähre kam am Abend über den Fluß, und die Leute gingen müde nach Hause. "
    body = f"<h1>Fähre</h1><article><p>{sentence * 3}</p><p>{sentence * 4}</p></article>".encode("cp1250")
    source = warc(
        tmp_path / "a.warc", [("https://a.example/", body, "text/html; charset=cp1250")], chunked=True
    )
    run_batch([str(source)], str(tmp_path / "out.jsonl"))
    [row] = rows(tmp_path / "out.jsonl")
    assert row["text"].startswith(sentence) and row["url"] == "https://a.example/"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_of_a_damaged_warc_what_can_be_read_is(tmp_path: Path, cut: float) -> None:
    pages = [(f.expected["url"], f.data, "text/html") for f in PAGES]
    whole = warc(tmp_path / "whole.warc.gz", pages).read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[: int(cut * len(whole))])
    counts = run_batch([str(tmp_path / "cut.warc.gz")], str(tmp_path / "out.jsonl"))
    found = rows(tmp_path / "out.jsonl")
    assert 1 <= len(found) < len(PAGES) and counts.records == len(found)
    good = [row for row in found if row["error"] is None]
    assert [row["url"] for row in good] == [url for url, _, _ in pages][: len(good)]
    assert counts.errors == len(found) - len(good)


def test_warc_out_refers_to_warc_in(tmp_path: Path) -> None:
    pages = [(f.expected["url"], f.data, "text/html") for f in PAGES[:3]]
    source = warc(tmp_path / "crawl.warc.gz", pages)
    run_batch([str(source)], str(tmp_path / "out.warc.gz"))
    with source.open("rb") as file:
        ids = {
            r.rec_headers["WARC-Target-URI"]: r.rec_headers["WARC-Record-ID"]
            for r in ArchiveIterator(file)
            if r.rec_type == "response"
        }
    with (tmp_path / "out.warc.gz").open("rb") as file:
        found = [(r.rec_type, r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(file)]
    assert [kind for kind, _, _ in found] == ["conversion", "metadata"] * 3
    for (url, data, _), conversion, metadata in zip(pages, found[::2], found[1::2]):
        article = stripper.extract(data, url=url)
        assert conversion[1]["WARC-Refers-To"] == metadata[1]["WARC-Refers-To"] == ids[url]
        assert conversion[2].decode() == article.text
        assert json.loads(metadata[2])["title"] == article.title
        assert len(json.loads(metadata[2])["related"]) == len(article.related)


def test_a_folder_keeps_the_tree_and_tells_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in (
        ("a/one.html", b"<h1>Ferry</h1><p>It rained."),
        ("a/b/two.htm", b"%PDF-1.7"),
        ("a/x.css", b"p"),
    ):
        Path("in", name).parent.mkdir(parents=True, exist_ok=True)
        Path("in", name).write_bytes(data)
    assert run_batch(["in"], "out", Task(format="markdown")) == Counts(2, 1)
    assert sorted(str(p) for p in Path("out").rglob("*") if p.is_file()) == [
        "out/errors.jsonl",
        "out/in/a/one.html.md",
    ]
    assert Path("out/in/a/one.html.md").read_text() == stripper.article.write.write(
        stripper.extract(b"<h1>Ferry</h1><p>It rained."), "markdown"
    )
    [error] = rows(Path("out/errors.jsonl"))
    assert error["input"] == "in/a/b/two.htm" and error["error"].startswith("this is a PDF document")


def test_json_lines_in_with_other_names(tmp_path: Path) -> None:
    lines = [{"page": f.content, "link": f.expected["url"], "key": k} for k, f in enumerate(PAGES[:3])]
    text = "".join(f"{json.dumps(line)}\n" for line in lines) + '{"page": 3}\nnot json\n\n'
    (tmp_path / "in.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    options = ["--html-field", "page", "--url-field", "link", "--id-field", "key"]
    assert (
        cli.main(["batch", str(tmp_path / "in.jsonl.gz"), "-o", str(tmp_path / "out.jsonl"), *options]) == 1
    )
    found = rows(tmp_path / "out.jsonl")
    assert [(row["id"], row["url"]) for row in found[:3]] == [
        (str(k), f.expected["url"]) for k, f in enumerate(PAGES[:3])
    ]
    assert found[3]["error"] == "no object with a string in the field 'page'"
    assert found[4]["error"].startswith("not valid JSON")


def test_paths_on_standard_input_and_patterns(tmp_path: Path) -> None:
    names = f"{FIXTURES}/pages/c*/page.html\n\n{tmp_path}/no-*.html\n"
    command = [sys.executable, "-m", "stripper", "batch", "-", "-o", str(tmp_path / "out.jsonl")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, input=names.encode(), capture_output=True, check=False, env=environment)
    found = rows(tmp_path / "out.jsonl")
    assert [row["input"] for row in found[:-1]] == sorted(map(str, FIXTURES.glob("pages/c*/page.html")))
    assert found[-1]["error"] == "No such file or directory"
    assert ran.returncode == 1
    assert ran.stderr.decode().splitlines() == [
        f"stripper: {tmp_path}/no-*.html: No such file or directory",
        f"stripper: {tmp_path}/out.jsonl: 1 of {len(found)} inputs failed",
    ]


def test_paths_that_cannot_be_are_errors_and_the_others_are_read(tmp_path: Path) -> None:
    good = tmp_path / os.fsdecode(b"caf\xe9.html")
    good.write_bytes(b"<p>It rained.")
    names = [os.fsencode(good), b"x" * 300, b"with\0null.html", b""]
    command = [sys.executable, "-m", "stripper", "batch", "-", "-o", str(tmp_path / "out.jsonl")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8:strict"}
    ran = subprocess.run(command, input=b"\n".join(names), capture_output=True, check=False, env=environment)
    assert ran.returncode == 1 and b"Traceback" not in ran.stderr
    found = rows(tmp_path / "out.jsonl")
    assert [row["error"] for row in found] == [None, "File name too long", "embedded null byte"]
    assert found[0]["input"] == f"{tmp_path}/caf\ufffd.html"


def test_a_pipe_is_an_input(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"<p>It rained all day, and the river rose.")
    os.close(writing)
    assert run_batch([f"/dev/fd/{reading}"], str(tmp_path / "out.jsonl")) == Counts(1, 0)
    assert rows(tmp_path / "out.jsonl")[0]["text"] == "It rained all day, and the river rose."
    os.close(reading)


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.warc", "out"])
def test_halves_of_surrogate_pairs_can_be_written(tmp_path: Path, name: str) -> None:
    page = tmp_path / os.fsdecode(b"caf\xe9.html")
    told = {"@type": "NewsArticle", "headline": "Rain \ud83d again"}
    page.write_text(f'<script type="application/ld+json">{json.dumps(told)}</script><p>It rained.')
    lines = tmp_path / "lines.jsonl"
    line = {"html": "<p>It \ud800 rained.", "url": "https://a.example/\udfff", "id": "\ud800"}
    lines.write_text(json.dumps(line) + "\n")
    assert run_batch([str(page), str(lines)], str(tmp_path / name)) == Counts(2, 0)
    if name == "out.parquet":
        first, second = pq.read_table(tmp_path / name).to_pylist()
        assert (first["title"], first["input"]) == ("Rain \ufffd again", f"{tmp_path}/caf\ufffd.html")
        assert (second["url"], second["id"]) == ("https://a.example/\ufffd", "\ufffd")


def test_json_too_deep_to_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        "[" * 200_000 + '\n{"html": "<p>It rained all day, and the river rose."}\n'
    )
    assert run_batch([str(tmp_path / "in.jsonl")], str(tmp_path / "out.jsonl")) == Counts(2, 1)
    first, second = rows(tmp_path / "out.jsonl")
    assert "not valid JSON" in first["error"] and second["text"] == "It rained all day, and the river rose."


def test_no_address_can_add_a_header_to_a_record(tmp_path: Path) -> None:
    line = {
        "html": "<p>It rained.",
        "url": "http://a.example/x\r\nInjected: yes",
        "id": "<a\r\nInjected: yes>",
    }
    (tmp_path / "in.jsonl").write_text(json.dumps(line) + "\n")
    run_batch([str(tmp_path / "in.jsonl")], str(tmp_path / "out.warc"))
    assert b"\nInjected" not in (tmp_path / "out.warc").read_bytes()


def test_a_local_page_has_a_valid_address_in_warc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("rain day.html", os.fsdecode(b"caf\xe9.html")):
        Path(name).write_text("<p>It rained.")
    run_batch(["rain day.html", os.fsdecode(b"./caf\xe9.html")], "out.warc")
    with open("out.warc", "rb") as file:
        found = [record.rec_headers["WARC-Target-URI"] for record in ArchiveIterator(file)]
    folder = tmp_path.resolve().as_uri()
    assert sorted(set(found)) == [f"{folder}/caf%E9.html", f"{folder}/rain%20day.html"]


def test_flattened_text(tmp_path: Path) -> None:
    assert run_batch([str(FIXTURES / "text")], str(tmp_path / "out.jsonl"), Task(source="text")).errors == 0
    by_name = {Path(row["input"]).parent.name: row for row in rows(tmp_path / "out.jsonl")}
    for fixture in load("text"):
        assert by_name[fixture.slug]["text"] == stripper.extract_from_text(fixture.content).text


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out"])
def test_flattened_text_out_of_warc_keeps_its_urls(tmp_path: Path, name: str) -> None:
    pages = [(f.expected["url"], f.data, "text/html") for f in PAGES[:3]]
    source, texts = warc(tmp_path / "in.warc.gz", pages), tmp_path / "texts.warc.gz"
    run_batch([str(source)], str(texts))
    task, output = Task(source="text", format="json"), tmp_path / name
    assert run_batch([str(texts)], str(output), task) == Counts(3, 0)
    if name == "out.parquet":
        found = pq.read_table(output).to_pylist()
    elif name == "out.jsonl":
        found = rows(output)
    else:
        found = [json.loads(path.read_text()) for path in sorted(output.rglob("*.json"))]
    assert [row["url"] for row in found] == [url for url, _, _ in pages]
    article = stripper.extract(PAGES[0].data, url=pages[0][0])
    assert found[0]["text"] == stripper.extract_from_text(article.text).text


@pytest.fixture
def one_bad(tmp_path: Path) -> list[str]:
    names = []
    for number, data in enumerate((b"<p>It rained.", b"\x89PNG\r\n\x1a\n", b"<p>It rained again.")):
        (tmp_path / f"{number}.html").write_bytes(data)
        names.append(str(tmp_path / f"{number}.html"))
    return names


def test_errors_are_skipped_where_asked_for(tmp_path: Path, one_bad: list[str]) -> None:
    assert run_batch(one_bad, str(tmp_path / "out.jsonl"), errors="skip") == Counts(3, 1)
    assert [row["input"] for row in rows(tmp_path / "out.jsonl")] == [one_bad[0], one_bad[2]]


def test_strict_ends_the_run_at_the_first_error(tmp_path: Path, one_bad: list[str]) -> None:
    with pytest.raises(InputError, match=r"1\.html: this is a PNG image"):
        run_batch(one_bad, str(tmp_path / "out.jsonl"), errors="strict")
    assert not (tmp_path / "out.jsonl").exists()


def misbehave(items: Sequence[str]) -> list[str]:
    for item in items:
        if item == "hang":
            time.sleep(60)
        if item == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if item == "grow":
            bytearray(3_000_000_000)
        if item == "raise":
            raise IndexError("no such block")
        if item == "odd":
            raise etree.XMLSyntaxError("unknown error", 0, 0, 0)
    return [f"{item} done" for item in items]


def failed(item: str, cause: str) -> str:
    return f"{item}: {cause}"


def test_a_page_that_hangs_dies_or_grows_is_an_error_and_the_others_go_on() -> None:
    workers = Workers(misbehave, failed, 2, 1.0, 2500)
    batches = [["a", "hang"], ["b", "die", "c"], ["raise"], ["grow", "d"], ["e", "odd"]]
    found = [row for batch in workers.results(iter(batches)) for row in batch]
    assert found == [
        "a done", "hang: took more than 1 seconds", "b done", "die: its process died (exit code -9)", "c done",
        "raise: IndexError: no such block", "grow: took more than 2500 megabytes of memory", "d done", "e done",
        "odd: XMLSyntaxError: unknown error (line 0)",
    ]  # fmt: skip


class Deadly:
    """Ends the process that it is handed to."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (7,)


def names(items: Sequence[Any]) -> list[str]:
    return [f"{item} done" for item in items]


def failed_of(item: Any, cause: str) -> str:
    return f"{type(item).__name__}: {cause}"


def test_what_ends_a_process_before_it_begins_is_an_error_and_the_others_go_on() -> None:
    workers = Workers(names, failed_of, 1, 60.0, None)
    batches = [["a", Deadly()], ["b"], [Deadly(), "c", "d"], ["e"]]
    found = [row for batch in workers.results(iter(batches)) for row in batch]
    died = "Deadly: its process died before it could begin with it"
    assert found == ["a done", died, "b done", died, "c done", "d done", "e done"]


def masks(items: Sequence[int]) -> list[bool]:
    return [signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()) for _ in items]


def test_workers_do_not_hear_ctrl_c_even_as_they_begin() -> None:
    workers = Workers(masks, failed_of, 1, 60, None)
    assert list(workers.results([[1], [2]])) == [[True], [True]]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_too_little_memory_to_begin_with_is_told(tmp_path: Path, one_bad: list[str]) -> None:
    with pytest.raises(StripperError, match="100 megabytes of memory are too few"):
        run_batch(one_bad, str(tmp_path / "out.jsonl"), memory=100)


def many(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        page = PAGES[number % len(PAGES)]
        (folder / f"{number:04}.html").write_bytes(page.data)
    return folder


def start(source: Path, output: Path, *options: str) -> subprocess.Popen[bytes]:
    # Where the tests run in the background of a shell, interrupts are ignored, and children inherit that.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    code += "from stripper.batch import run; run.BATCH = run.SHARD = 3; from stripper import cli; import sys; sys.exit(cli.main())"
    command = [sys.executable, "-c", code, "batch", str(source), "-o", str(output), "-j", "2", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def killed(source: Path, output: Path, after: float) -> bool:
    """Whether a run was killed, with all its processes, before it ended."""
    options = ["--resume"] if output.with_name(f"{output.name}.unfinished").exists() else []
    process = start(source, output, *options)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def test_a_run_killed_ten_times_gives_the_same_bytes(tmp_path: Path) -> None:
    source = many(tmp_path / "in", 120)
    assert start(source, tmp_path / "whole.jsonl.gz").wait() == 0
    draw, output, kills = random.Random(5), tmp_path / "out.jsonl.gz", 0
    unfinished = tmp_path / "out.jsonl.gz.unfinished"
    for _ in range(10):
        kills += killed(source, output, draw.uniform(0.3, 1.6))
        if output.exists() and not unfinished.exists():
            output.unlink()
    if unfinished.exists() or not output.exists():
        assert start(source, output, *["--resume"] * unfinished.exists()).wait() == 0
    assert kills >= 5
    assert output.read_bytes() == (tmp_path / "whole.jsonl.gz").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["in", "out.jsonl.gz", "whole.jsonl.gz"]


def test_an_input_named_on_standard_input_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "pages.jsonl"
    lines.write_text('{"html": "<p>It rained."}\n')
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(f"{lines}\n".encode())))
    with pytest.raises(OutputError, match="one of the inputs"):
        run_batch(["-"], str(lines))
    assert lines.read_text() == '{"html": "<p>It rained."}\n'


@pytest.mark.parametrize("name", ["out.jsonl", "out"])
@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_run_killed_while_it_cleaned_up_can_go_on(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch, name: str, kept: int
) -> None:
    source, output = many(tmp_path / "in", 12), tmp_path / name
    removed = []

    def remove(path: Path) -> None:
        removed.append(path)
        if len(removed) > 3 * 2 + 1 + kept:  # what may be in the way of three shards and of the whole
            raise KeyboardInterrupt
        _remove(path)

    monkeypatch.setattr(shards, "_remove", remove)
    with pytest.raises(KeyboardInterrupt):
        run_batch([str(source)], str(output))
    monkeypatch.setattr(shards, "_remove", _remove)
    assert run_batch([str(source)], str(output), resume=True) == Counts(12, 0)
    assert sorted(os.listdir(tmp_path)) == ["in", name]
    assert len(os.listdir(output)) == 1 if name == "out" else len(rows(output)) == 12


@pytest.mark.parametrize("name", ["out.jsonl", "out"])
def test_an_output_that_was_whole_and_is_gone_is_told(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source, output = many(tmp_path / "in", 12), tmp_path / name
    named = os.replace

    def replace(whole: Path, path: Path) -> None:
        named(whole, path)
        raise KeyboardInterrupt

    monkeypatch.setattr(shards.os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        run_batch([str(source)], str(output))
    _remove(output)
    with pytest.raises(
        OutputError, match=r"unfinished: the output was whole, and is gone: remove the folder"
    ):
        run_batch([str(source)], str(output), resume=True)
    _remove(tmp_path / f"{name}.unfinished")
    monkeypatch.setattr(shards.os, "replace", named)
    assert run_batch([str(source)], str(output)) == Counts(12, 0)


def test_ctrl_c_ends_it_and_it_can_go_on(tmp_path: Path) -> None:
    source = many(tmp_path / "in", 300)
    process = start(source, tmp_path / "out.jsonl")
    journal = tmp_path / "out.jsonl.unfinished" / "journal.jsonl"
    while not journal.exists() or journal.read_bytes().count(b"\n") < 3:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(5) == INTERRUPTED
    told = f"stripper: {tmp_path}/out.jsonl: interrupted: the same command with --resume goes on\n"
    assert process.communicate() == (b"", told.encode())
    assert start(source, tmp_path / "out.jsonl").wait() == WRONG_USE  # not without --resume
    assert start(source, tmp_path / "out.jsonl", "--resume").wait() == 0
    assert len(rows(tmp_path / "out.jsonl")) == 300


def test_another_run_is_not_gone_on_with(tmp_path: Path, one_bad: list[str]) -> None:
    with pytest.raises(InputError):
        run_batch(one_bad, str(tmp_path / "out.jsonl"), errors="strict")
    with pytest.raises(OutputError, match=r"go on with --resume, or remove the folder"):
        run_batch(one_bad, str(tmp_path / "out.jsonl"))
    with pytest.raises(OutputError, match=r"was another \(inputs, errors\)"):
        run_batch(one_bad[:1], str(tmp_path / "out.jsonl"), resume=True)


def test_an_output_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    for name in ("out.csv", "out.parquet.gz"):
        with pytest.raises(OutputError, match=rf"{name}: no output has this ending"):
            run_batch([], str(tmp_path / name))
    for name in ("-", ".", "..", f"{tmp_path}/.."):
        with pytest.raises(OutputError, match=r"with a name"):
            run_batch([], name)


def test_what_stands_at_the_output_is_not_lost(tmp_path: Path, one_bad: list[str]) -> None:
    texts, page, lines = tmp_path / "texts", Path(one_bad[0]), tmp_path / "pages.jsonl"
    texts.mkdir()
    run_batch([str(page)], str(texts))  # into an empty folder
    lines.write_text('{"html": "<p>It rained."}\n')
    for inputs, output, cause in (
        (one_bad, texts, "a folder with files in it"),
        ([str(tmp_path)], tmp_path, "a folder with files in it"),
        ([str(lines)], lines, "one of the inputs"),
    ):
        assert cli.main(["batch", *inputs, "-o", str(output)]) == WRONG_USE
        with pytest.raises(OutputError, match=cause):
            run_batch(inputs, str(output))
    for inputs in ([f"{tmp_path}/*.jsonl"], [f"{tmp_path}/*"]):  # found by a pattern
        with pytest.raises(OutputError, match="one of the inputs"):
            run_batch(inputs, str(lines))
    with pytest.raises(OutputError, match="one of the inputs"):  # in a folder
        run_batch([str(tmp_path)], str(lines), include=("*.jsonl",))
    with pytest.raises(OutputError, match="a folder with files in it"):
        run_batch(one_bad, str(tmp_path.rename(tmp_path.with_suffix(".jsonl"))))


def test_inputs_that_changed_are_not_gone_on_with(tmp_path: Path, small: None) -> None:
    source, output = many(tmp_path / "in", 12), tmp_path / "out.jsonl"
    (source / "0009.html").write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError):
        run_batch([str(source)], str(output), errors="strict")
    (source / "0000-more.html").write_bytes(b"<p>It rained.")
    with pytest.raises(OutputError, match="the inputs are not those of the unfinished run"):
        run_batch([str(source)], str(output), errors="strict", resume=True)
    (source / "0000-more.html").unlink()
    (source / "0009.html").write_bytes(b"<p>It rained.")
    assert run_batch([str(source)], str(output), errors="strict", resume=True) == Counts(12, 0)


@pytest.mark.parametrize("ending", ["jsonl", "warc"])
def test_other_content_under_the_same_name_is_not_gone_on_with(
    tmp_path: Path, small: None, ending: str
) -> None:
    source, output = tmp_path / f"in.{ending}", tmp_path / "out.jsonl"

    def write_input(first: str) -> None:
        pages = [first, *(f"<p>It rained on day {day}." for day in range(6)), "%PDF-1.7"]
        if ending == "warc":
            warc(source, [("https://a.example/", page.encode(), "text/html") for page in pages])
        else:
            source.write_text("".join(f"{json.dumps({'html': page})}\n" for page in pages))

    write_input("<p>It rained all day.")
    read = source.read_bytes()
    with pytest.raises(InputError):
        run_batch([str(source)], str(output), errors="strict")
    write_input("<p>It snowed all day.")
    with pytest.raises(
        OutputError, match=r"not those of the unfinished run: remove the folder to begin anew"
    ):
        run_batch([str(source)], str(output), errors="strict", resume=True)
    source.write_bytes(read)
    with pytest.raises(InputError):  # goes on, to the same error
        run_batch([str(source)], str(output), errors="strict", resume=True)


@pytest.mark.parametrize("name", ["out.jsonl", "out"])
def test_of_a_finished_run_nothing_is_left_to_do(
    tmp_path: Path, one_bad: list[str], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    output = tmp_path / name
    command = ["batch", one_bad[0], "-o", str(output), "--resume"]
    if name == "out":
        output.mkdir()  # an empty folder is no finished run
    assert cli.main(command) == 0
    made, told = output.stat().st_mtime_ns, capsys.readouterr().err
    assert cli.main(command) == 0
    assert (output.stat().st_mtime_ns, told) == (made, "")
    assert "nothing is left to do" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.zst", "out.parquet", "out.warc.gz", "out"])
def test_a_finished_run_keeps_its_status(tmp_path: Path, name: str) -> None:
    page, output = Row(Record("a.html", b"")), tmp_path / name
    sink = sinks.sink_for(str(output), "text")
    article = sink.render(stripper.Article('It rained: {"error": "none"}', None, (), None, (), 0.9))
    for failed, status in ((False, OK), (True, FAILED)):
        rows = [replace(page, rendered=article), *[replace(page, error="too odd")] * failed]
        sink.write(tmp_path / f"shard {failed}", rows)
        sink.join([tmp_path / f"shard {failed}"], output)
        assert cli.main(["batch", "a.html", "-o", str(output), "--resume"]) == status
        _remove(output)


def test_a_folder_of_pages_can_hold_the_output(tmp_path: Path, small: None) -> None:
    """What an unfinished run has written there is not read when it is gone on with."""
    source = many(tmp_path / "in", 12)
    (source / "0009.html").write_bytes(b"%PDF-1.7")
    task = Task(format="html")
    with pytest.raises(InputError):
        run_batch([str(source)], str(source / "out"), task, errors="strict")
    (source / "0009.html").write_bytes(b"<p>It rained.")
    assert run_batch([str(source)], str(source / "out"), task, errors="strict", resume=True) == Counts(12, 0)


def test_what_a_run_has_not_finished_is_not_found_by_a_pattern(tmp_path: Path, small: None) -> None:
    many(tmp_path / "in", 12)
    (tmp_path / "in" / "0009.html").write_bytes(b"%PDF-1.7")
    arguments = ([f"{tmp_path}/**/*.html"], str(tmp_path / "out"), Task(format="html"))
    with pytest.raises(InputError):
        run_batch(*arguments, errors="strict")
    (tmp_path / "in" / "0009.html").write_bytes(b"<p>It rained.")
    assert run_batch(*arguments, errors="strict", resume=True) == Counts(12, 0)


def test_inputs_whose_names_would_meet_in_the_folder_keep_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    long = f"{'длинно' * 20}.html"
    for name, day in (("../a.html", "Monday"), ("a.html", "Tuesday"), (long, "Friday")):
        Path(name).write_text(f"<h1>Rain</h1><p>It rained on the dry hills above the town on {day}.</p>")
    inputs = ["../a.html", "a.html", "./a.html", long, "a.html"]
    assert run_batch(inputs, "out") == Counts(5, 0)
    found = {str(path.relative_to("out")): path.read_text() for path in Path("out").rglob("*.txt")}
    assert "Monday" in found["parent/a.html.txt"]
    assert found["a.html.txt"].count("Tuesday") == 1
    [cut] = [name for name in found if name.startswith("длинно")]
    assert len(found) == 3 and "Friday" in found[cut]


def test_progress_through_warc_tells_how_many_pages_there_will_be(tmp_path: Path, small: None) -> None:
    source = warc(tmp_path / "in.warc", [(f.expected["url"], f.data, "text/html") for f in PAGES])
    bar = progress_of(extent_of([str(source)], ()), 0)
    totals = []
    for record in read_records([str(source)], (), run.FIELDS):
        bar.told([Row(record)], 0)
        bar.n = len(totals) + 1
        totals.append(bar.total)
    assert totals[-1] == len(PAGES)
    assert all(len(PAGES) / 4 <= total <= 4 * len(PAGES) for total in totals[5:])


def test_the_first_failing_inputs_are_told_with_their_causes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(run.TOLD + 1):
        (tmp_path / f"{number}.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    names, output = sorted(map(str, tmp_path.glob("*.html"))), f"{tmp_path}/out.jsonl"
    assert cli.main(["batch", *names[1:], "-o", output]) == FAILED
    causes = [f"stripper: {name}: this is a PNG image, not an HTML page" for name in names]
    assert capsys.readouterr().err.splitlines() == [
        *causes[1:],
        f"stripper: {output}: {run.TOLD} of {run.TOLD} inputs failed",
    ]
    assert cli.main(["batch", *names, "-o", output]) == FAILED
    assert capsys.readouterr().err.splitlines() == [
        *causes[:-1],
        f"stripper: {output}: {run.TOLD + 1} of {run.TOLD + 1} inputs failed (-v tells which)",
    ]


def test_with_v_each_failing_input_is_told(one_bad: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "stripper", "batch", "-v", *one_bad, "-o", str(tmp_path / "out.jsonl")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, capture_output=True, check=False, env=environment, text=True)
    assert f"{one_bad[1]}: this is a PNG image" in ran.stderr


@pytest.mark.parametrize(
    "options", [["--timeout", "0"], ["--timeout", "-3"], ["--timeout", "nan"], ["-j", "x"], ["-j", "0"]]
)
def test_numbers_that_mean_nothing_are_refused(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["batch", str(tmp_path), "-o", str(tmp_path / "out.jsonl"), *options])
    assert ended.value.code == WRONG_USE
    assert f"{options[1]} is no" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = many(tmp_path / "in", 40)
    command = f"ulimit -f 8; exec {sys.executable} -m stripper batch {source} -o {tmp_path}/out.jsonl"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["sh", "-c", command], capture_output=True, check=False, env=environment)
    assert (ran.returncode, ran.stderr.decode()) == (1, f"stripper: {tmp_path}/out.jsonl: File too large\n")
    assert start(source, tmp_path / "out.jsonl", "--resume").wait() == 0
    assert len(rows(tmp_path / "out.jsonl")) == 40


@pytest.mark.parametrize(
    ("package", "source", "output", "message"),
    [
        (
            "warcio",
            "in.warc",
            "out.jsonl",
            "WARC needs a package: pip install '.[warc]' in the project's folder",
        ),
        (
            "pyarrow",
            "in.html",
            "out.parquet",
            "Parquet needs a package: pip install '.[parquet]' in the project's folder",
        ),
        (
            "zstandard",
            "in.html.zst",
            "out.jsonl",
            "Zstandard needs a package: pip install '.[zstd]' in the project's folder",
        ),
    ],
)
def test_a_missing_package_is_told_with_what_to_install(
    tmp_path: Path, package: str, source: str, output: str, message: str
) -> None:
    (tmp_path / source).write_bytes(b"\x28\xb5\x2f\xfd" if source.endswith("zst") else b"WARC/1.0")
    code = f"import sys; sys.modules[{package!r}] = None; from stripper.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "batch", source, "-o", output]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=tmp_path, text=True)
    assert (ran.returncode, ran.stderr) == (1, f"stripper: {message}\n")


def test_records_are_read_as_they_are_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0

    def endless(*args: object) -> Iterator[Record]:
        nonlocal taken
        while True:
            taken += 1
            yield Record(f"{taken}", f"<p>It rained on day {taken}.")

    monkeypatch.setattr(run, "read_records", endless)
    monkeypatch.setattr(run, "_add", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run_batch(["x"], str(tmp_path / "out.jsonl"))
    assert taken <= run.BATCH * (run.SHARD + 8)


def test_on_a_terminal_progress_is_shown(tmp_path: Path, one_bad: list[str]) -> None:
    import pty

    process, terminal = pty.fork()
    if process == 0:
        os.environ["PYTHONPATH"] = str(ROOT)
        command = [sys.executable, "-m", "stripper", "batch", *one_bad, "-o", str(tmp_path / "out.jsonl")]
        os.execv(sys.executable, command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 90, 0, 0))
    shown = b""
    with contextlib.suppress(OSError):  # Linux's way to say that it has ended
        while piece := os.read(terminal, 4096):
            shown += piece
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 1
    assert b"3/3" in shown and b"errors=1" in shown and b"1 of 3 inputs failed" in shown
