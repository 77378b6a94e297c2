"""The command: inputs, formats, errors, exit statuses."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

import stripper
from stripper import api, cli, native
from stripper.article.write import FORMATS
from stripper.errors import (
    InputError,
    ModelDamagedError,
    ModelMismatchError,
    ModelNotFoundError,
    NotAPageError,
)
from stripper.model.locate import PLACES
from stripper.report import evaluation as evaluation_report
from stripper.training import compare, evaluate, evaluate_text, related
from stripper.types import Article, Link, Metadata, RelatedGroup

ROOT = Path(__file__).resolve().parent.parent
FIXTURE = ROOT / "fixtures" / "pages" / "most-popular-sidebar"
SHIPPED = any((place / "news" / "manifest.json").is_file() for place in PLACES)


class Calls(list[dict[str, Any]]):
    """What ``extract`` was called with."""


@pytest.fixture
def extract(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """In place of the extractor: the input is the text, ``%PDF`` is no page."""
    calls = Calls()

    def fake(html: bytes, *, metadata: bool = False, url: str | None = None, **more: Any) -> Article:
        calls.append({"html": html, "metadata": metadata, "url": url, **more})
        if html.startswith(b"%PDF"):
            raise NotAPageError("this is a PDF")
        found = Metadata(author="O. P.") if metadata else None
        return Article(html.decode(), "Дождь", (), url, (), 0.9, metadata=found)

    monkeypatch.setattr(api, "extract", fake)
    monkeypatch.setattr(api, "load_model", lambda model, source: f"model {model}")
    return calls


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.html"
    path.write_text("It rained.", encoding="utf-8")
    return str(path)


def run(*args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "stripper", *args],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def test_extract_is_the_command_where_none_is_named(
    extract: Calls, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for args in ([page], ["extract", page], ["-f", "text", page], ["-v", page], ["extract", "-v", page]):
        assert cli.main(args) == 0
        assert capsys.readouterr().out == "It rained.\n"


def test_options_reach_the_extractor(extract: Calls, page: str) -> None:
    options = [
        "-f",
        "json",
        "--metadata",
        "--url",
        "https://n.example/",
        "--leave-out",
        "list, table",
        "-m",
        "./mine",
    ]
    assert cli.main([*options, "--max-bytes", "9000", "--max-blocks", "90", page]) == 0
    assert extract == [
        {
            "html": b"It rained.",
            "metadata": True,
            "url": "https://n.example/",
            "content_type": None,
            "leave_out": ["list", "table"],
            "limits": stripper.Limits(bytes=9000, blocks=90),
            "model": "model ./mine",
        }
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_the_output_file_holds_what_standard_output_would(
    extract: Calls, page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    for inputs in ([page], [page, page]):
        assert cli.main(["-f", format, *inputs]) == 0
        printed = capsys.readouterr().out
        assert cli.main(["-f", format, "-o", str(tmp_path / "out"), *inputs]) == 0
        assert capsys.readouterr().out == ""
        assert (tmp_path / "out").read_text(encoding="utf-8") == printed
        assert "It rained." in printed


def test_json_is_one_object_or_one_a_line(
    extract: Calls, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["-f", "json", page])
    assert json.loads(capsys.readouterr().out)["title"] == "Дождь"
    cli.main(["-f", "json", "--metadata", page, page])
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["input"] for line in lines] == [page, page]
    assert json.loads(lines[0])["metadata"]["author"] == "O. P."


def test_jsonl_is_one_object_a_line_of_one_input_too(
    extract: Calls, page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for inputs in ([page], [page, page]):
        assert cli.main(["-f", "jsonl", *inputs]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [json.loads(line)["input"] for line in lines] == inputs


def test_standard_input_and_gzip(
    extract: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packed = tmp_path / "page.gz"
    packed.write_bytes(gzip.compress(b"Packed."))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Piped.")))
    assert cli.main(["-", str(packed)]) == 0
    assert capsys.readouterr().out == f"==> - <==\nPiped.\n\n==> {packed} <==\nPacked.\n"


def test_without_arguments_standard_input_is_extracted(
    extract: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Piped.")))
    assert cli.main([]) == 0
    assert capsys.readouterr().out == "Piped.\n"


def test_without_arguments_on_a_terminal_the_usage_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit) as caught:
        cli.main([])
    assert caught.value.code == 2
    assert "usage: stripper" in capsys.readouterr().err


@pytest.mark.parametrize("format", ["text", "markdown", "html", "xml"])
def test_an_article_without_related_links(
    monkeypatch: pytest.MonkeyPatch,
    extract: Calls,
    page: str,
    capsys: pytest.CaptureFixture[str],
    format: str,
) -> None:
    cli.main(["-f", format, page])
    alone = capsys.readouterr().out
    group = RelatedGroup("Most read", "most_popular", (Link("Snow", "https://n.example/snow"),))
    found = Article("It rained.", "Дождь", (group,), None, (), 0.9)
    monkeypatch.setattr(api, "extract", lambda html, **more: found)
    assert cli.main(["-f", format, "--no-related", page]) == 0
    assert capsys.readouterr().out == alone


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_json_always_holds_related_links(page: str, capsys: pytest.CaptureFixture[str], format: str) -> None:
    with pytest.raises(SystemExit):
        cli.main(["-f", format, "--no-related", page])
    assert "json always holds related links" in capsys.readouterr().err


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_an_article_without_the_links_of_its_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    text = "It rained at Ostrana all night, said the {} at noon, and the rivers rose by more than a metre."
    for name, office in ("linked", "<a href=/o>weather office</a>"), ("plain", "weather office"):
        (tmp_path / name).write_text(f"<h1>Rain</h1><p>{text.format(office)}</p>")
    outputs = []
    for options in ["linked"], ["--no-links", "linked"], ["plain"]:
        assert cli.main(["-f", format, *options[:-1], str(tmp_path / options[-1])]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] != outputs[1] == outputs[2]


@pytest.mark.parametrize("format", ["text", "json", "jsonl", "xml"])
def test_only_markdown_and_html_hold_links(
    page: str, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["-f", format, "--no-links", page])
    assert "only markdown and html" in capsys.readouterr().err


def test_plain_text_has_no_metadata(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["--metadata", page])
    assert caught.value.code == 2
    assert "no place for metadata" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        (["-o", "texts"], "no place for metadata"),
        (["-o", "out.jsonl", "--from", "text"], "for pages, not for --from text"),
    ],
)
def test_a_batch_refuses_metadata_where_they_have_no_place(
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    cause: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        cli.main(["batch", "--metadata", page, *options])
    assert caught.value.code == 2
    assert cause in capsys.readouterr().err


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize(
    "args",
    [
        ["page.html", "-o", "page.html"],
        ["other.html", "page.html", "-f", "json", "-o", "./page.html"],
        ["explain", "page.html", "-o", "page.html"],
        ["explain", "other.html", "--gold", "page.html", "-o", "page.html"],
    ],
)
def test_an_output_is_no_input(
    extract: Calls,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    args: list[str],
    link: bool,
) -> None:
    folder = Path(page).parent
    monkeypatch.chdir(folder)
    (folder / "other.html").write_text("Other.")
    if link:
        os.link(page, folder / "link.html")
        args = [*args[:-1], "link.html"]
    assert cli.main(args) == 2
    assert capsys.readouterr().err == f"stripper: {args[-1]}: this is one of the inputs: name another\n"
    assert Path(page).read_text() == "It rained." and (folder / "other.html").read_text() == "Other."


def test_an_output_is_not_what_standard_input_reads(page: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stripper", "-", "-o", page]
    with open(page, "rb") as file:
        ran = subprocess.run(command, stdin=file, capture_output=True, check=False, env=environment)
    assert (ran.returncode, b"one of the inputs" in ran.stderr) == (2, True)
    assert Path(page).read_text() == "It rained."


def test_a_url_is_fetched(
    extract: Calls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = (gzip.compress(b"Fetched."), "text/html; charset=koi8-r", "https://n.example/final")
    monkeypatch.setattr("stripper.io.fetch.fetch", lambda url, max_bytes: found)
    assert cli.main(["HTTPS://n.example/first"]) == 0
    assert cli.main(["--url", "https://n.example/mine", "https://n.example/first"]) == 0
    assert [call["url"] for call in extract] == ["https://n.example/final", "https://n.example/mine"]
    assert [call["content_type"] for call in extract] == ["text/html; charset=koi8-r"] * 2
    assert capsys.readouterr().out == "Fetched.\n" * 2


def test_what_is_fetched_may_be_text_and_as_large_as_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Дождь шёл всю ночь, и к утру река вышла из берегов. " * 4
    most = []

    def fetch(url: str, max_bytes: int) -> tuple[bytes, str, str]:
        most.append(max_bytes)
        return text.encode("koi8-r"), "text/plain; charset=koi8-r", url

    monkeypatch.setattr("stripper.io.fetch.fetch", fetch)
    assert cli.main(["--from", "text", "--max-bytes", "50000000", "https://n.example/lines"]) == 0
    assert cli.main(["explain", "--from", "text", "https://n.example/lines"]) == 0
    assert text.strip() in capsys.readouterr().out
    assert most == [50_000_000, 20_000_000]


def test_no_more_is_read_than_may_be(
    extract: Calls, page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped = io.BytesIO(b"x" * 5000)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(piped))
    packed = Path(page).with_suffix(".gz")
    packed.write_bytes(gzip.compress(b"x" * 5000))
    assert cli.main(["--max-bytes", "100", "-", page, str(packed)]) == 1
    assert piped.tell() == 101
    output = capsys.readouterr()
    assert output.out == f"==> {page} <==\nIt rained.\n"
    more = "more than 100 bytes: Limits(bytes=...), or --max-bytes, allows more"
    assert output.err.splitlines() == [
        f"stripper: -: has {more}",
        f"stripper: {packed}: unpacks to {more}",
    ]
    assert cli.main(["--max-bytes", str(10**15), page]) == 0


@pytest.mark.parametrize("command", [["extract"], ["explain"]])
@pytest.mark.parametrize(("told", "cause"), [("", "does not fit into memory"), ("2 GB", "2 GB")])
def test_too_little_memory_is_told_with_the_input(
    extract: Calls,
    page: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    told: str,
    cause: str,
) -> None:
    def grow(*args: object, **more: object) -> None:
        raise MemoryError(*[told] if told else [])

    monkeypatch.setattr(api, "extract", grow)
    monkeypatch.setattr(stripper, "explain", grow)
    assert cli.main([*command, page]) == 1
    assert capsys.readouterr().err == f"stripper: {page}: {cause}\n"


@pytest.mark.parametrize("format", FORMATS)
def test_an_older_file_stays_where_there_is_no_article(tmp_path: Path, format: str) -> None:
    (tmp_path / "old").write_text("old")
    command = ["-f", format, "-o", str(tmp_path / "old"), *(str(tmp_path / name) for name in "ab")]
    assert cli.main(command) == 1
    assert (tmp_path / "old").read_text() == "old"


def test_an_input_that_fails_does_not_stop_the_others(
    extract: Calls, page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    none, pdf, damaged = (str(tmp_path / name) for name in ("none.html", "a.pdf", "b.gz"))
    Path(pdf).write_bytes(b"%PDF-1.7")
    Path(damaged).write_bytes(gzip.compress(b"x" * 100)[:20])
    assert cli.main(["-f", "json", none, pdf, damaged, page]) == 1
    output = capsys.readouterr()
    assert [json.loads(line)["text"] for line in output.out.splitlines()] == ["It rained."]
    first, second, third = output.err.splitlines()
    assert first == f"stripper: {none}: No such file or directory"
    assert second == f"stripper: {pdf}: this is a PDF"
    assert third.startswith(f"stripper: {damaged}: damaged gzip data: ")


def test_an_input_that_fails_leaves_the_output_file_as_it_was(extract: Calls, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("older")
    assert cli.main(["-o", str(tmp_path / "out"), str(tmp_path / "none.html")]) == 1
    assert (tmp_path / "out").read_text() == "older"


def test_an_output_file_that_cannot_be_written(
    extract: Calls, page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = str(tmp_path / "none" / "out")
    assert cli.main(["-o", output, page]) == 1
    assert capsys.readouterr().err == f"stripper: {output}: No such file or directory\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux's device that is always full")
def test_a_full_disk_is_told_with_its_name(extract: Calls, page: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "stripper"]
    for args, name in ((["info"], "standard output"), ([page, "-f", "json", "-o", "/dev/full"], "/dev/full")):
        with open("/dev/full", "wb") as full:
            ran = subprocess.run(
                [*command, *args], stdout=full, stderr=subprocess.PIPE, check=False, env=environment
            )
        assert (ran.returncode, ran.stderr.decode()) == (1, f"stripper: {name}: No space left on device\n")


def test_an_input_without_a_name_is_told(extract: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([""]) == 1
    assert capsys.readouterr().err == "stripper: '': No such file or directory\n"


@pytest.mark.parametrize(
    "args",
    [
        ["-v"],
        ["--meta", "-f", "json", "page.html"],
        ["batch", "a.jsonl", "-o", "b.jsonl", "--url", "link"],
        ["--nonsense", "page.html"],
        ["-f", "pdf", "page.html"],
        ["extract"],
        ["--leave-out", "lists", "page.html"],
        ["--url", "https://n.example/", "a.html", "b.html"],
        ["train"],
        ["evaluate", "--corpora", "c", "--labels", "l", "-j", "0"],
        ["evaluate", "--corpora", "c", "--labels", "l", "--related", "--report", "r.html"],
        ["evaluate", "--corpora", "c", "--labels", "l", "--from", "text", "--report", "r.HTM"],
        ["evaluate", "--corpora", "c", "--labels", "l", "--related", "--from", "text"],
        ["evaluate", "--corpora", "c", "--labels", "l", "--related", "--scores", "s.json"],
        ["evaluate", "--corpora", "c", "--labels", "l", "-j", "many"],
    ],
)
def test_wrong_use(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(args)
    assert caught.value.code == 2
    assert "usage: stripper" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (ModelNotFoundError("mine: no such model"), 2, "stripper: mine: no such model\n"),
        (ModelMismatchError("mine: a model for text"), 2, "stripper: mine: a model for text\n"),
        (ModelDamagedError("mine: damaged"), 1, "stripper: mine: damaged\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_ends_the_command(
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    status: int,
    message: str,
) -> None:
    def fail(model: object, source: str) -> None:
        raise error

    monkeypatch.setattr(api, "load_model", fail)
    assert cli.main([page]) == status
    assert capsys.readouterr().err == message


def test_a_fault_of_the_program_is_not_hidden(
    extract: Calls, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "extract", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main([page])


def test_train_and_evaluate_hand_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[tuple[Any, ...]] = []
    evaluation = types.SimpleNamespace(comparison=compare.Comparison([], []))
    train = types.ModuleType("train")
    train.train = lambda *args: calls.append(args)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "stripper.training.train", train)
    monkeypatch.setattr(evaluate, "evaluate_related", lambda *args: calls.append(args))
    monkeypatch.setattr(evaluate, "evaluate", lambda *args: calls.append(args) or evaluation)
    monkeypatch.setattr(evaluate, "as_text", lambda given: "# Scores\n" if given is evaluation else "")
    monkeypatch.setattr(evaluate_text, "evaluate_text", lambda *args: calls.append(args) or evaluation)
    monkeypatch.setattr(evaluate_text, "as_text", lambda given: "# Texts\n" if given is evaluation else "")
    monkeypatch.setattr(related, "report", lambda given: "# Related\n")
    monkeypatch.setattr(evaluation_report, "write_evaluation", lambda *args: calls.append(args))
    data = ["--corpora", "corpora", "--labels", "labels.jsonl"]
    assert cli.main(["train", *data, "-o", "models/mine", "-j", "3"]) == 0
    assert cli.main(["evaluate", *data]) == 0
    assert capsys.readouterr().out == "# Scores\n"
    assert cli.main(["evaluate", *data, "--related", "-j", "2"]) == 0
    assert capsys.readouterr().out == "# Related\n"
    report, scores = str(tmp_path / "report.md"), tmp_path / "scores.json"
    assert cli.main(["evaluate", *data, "--cache", "c", "--scores", str(scores), "--report", report]) == 0
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == "# Scores\n"
    assert json.loads(scores.read_text(encoding="utf-8")) == {"tables": [], "article_checks": []}
    scores.unlink()
    assert cli.main(["evaluate", *data, "--from", "text", "--scores", str(scores)]) == 0
    assert capsys.readouterr().out == "# Texts\n"
    assert json.loads(scores.read_text(encoding="utf-8")) == {"tables": [], "article_checks": []}
    assert cli.main(["evaluate", *data, "--report", "report.HTML", "-j", "2"]) == 0
    given = (Path("corpora"), Path("labels.jsonl"))
    assert calls == [
        (*given, Path("models/mine"), "html", 3, None),
        (*given, 1, Path(".cache")),
        (*given, 2),
        (*given, 1, Path("c")),
        (*given, 1, Path(".cache")),
        (*given, 2, Path(".cache")),
        (evaluation, Path("report.HTML"), 2),
    ]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    manifest = {
        "protocol": 1,
        "name": "mine",
        "scores": {
            "tables": [
                {
                    "corpus": "fundus",
                    "pages": 125,
                    "rows": [
                        {"name": "stripper", "figures": {"shingle F1": {"value": 0.967}, "title": None}},
                        {"name": "peer", "figures": {"shingle F1": {"value": 0.5}}},
                    ],
                }
            ],
            "article_checks": [
                {"corpus": "wcxb", "articles": 711, "others": 647, "auc": 0.97, "calibration_error": 0.0436}
            ],
        },
        "labels": ["title", "body"],
        "corpora": {"Ελλάδα": "ab12"},
        "features": ["words", "links"],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_info(model: Path) -> None:
    # Under a locale without UTF-8, for the Greek name is to come out whole.
    result = run(
        "info", "-m", str(model), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING=""
    )
    assert result.stderr == b""
    assert result.stdout.decode("utf-8").splitlines() == [
        f"stripper: {stripper.__version__}",
        f"kernels: {native.NAME}",
        f"model: {model}",
        "protocol: 1",
        "name: mine",
        "scores:",
        "  fundus: shingle F1 0.967 (125 pages)",
        "  wcxb, confidence: AUC 0.970, calibration error 0.044 (711 articles, 647 other pages)",
        'labels: ["title", "body"]',
        "corpora:",
        "  Ελλάδα: ab12",
        "features: 2",
    ]


def test_info_of_a_model_that_was_not_measured(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (model / "manifest.json").write_text('{"name": "mine", "scores": {}}')
    assert cli.main(["info", "-m", str(model)]) == 0
    assert "scores: not measured\n" in capsys.readouterr().out


def test_info_of_no_model() -> None:
    result = run("info", "-m", "./none")
    assert result.returncode == 2
    assert result.stderr.startswith(b"stripper: ./none: no such model")


def test_a_reader_that_has_seen_enough_is_no_error(model: Path) -> None:
    manifest = {"name": "mine", "notes": "x" * 1_000_000}
    (model / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    command = [sys.executable, "-m", "stripper", "info", "-m", str(model)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_version_and_help() -> None:
    assert run("--version").stdout.decode().strip() == f"stripper {stripper.__version__}"
    for command in ("extract", "train", "evaluate", "info"):
        result = run(command, "--help")
        assert result.returncode == 0
        assert result.stdout.startswith(f"usage: stripper {command} ".encode())
        assert command in run("--help").stdout.decode()


def test_the_command_imports_no_more_than_it_needs() -> None:
    heavy = ("bs4", "pandas", "sklearn", "trafilatura", "urllib3")
    code = f"import sys, stripper.cli; print([name for name in {heavy!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == b"[]"


@pytest.mark.skipif(not SHIPPED, reason="test_packaging.py tells that the model is missing")
def test_the_real_thing(tmp_path: Path) -> None:
    expected = json.loads((FIXTURE / "article.json").read_text(encoding="utf-8"))
    page, pdf = FIXTURE / "page.html", tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n")
    result = run("-f", "json", "--metadata", "--url", expected["url"], str(page))
    assert (result.returncode, result.stderr) == (0, b"")
    record = json.loads(result.stdout)
    assert record["title"] == expected["title"]
    assert expected["text"][1] in record["text"]
    assert record["url"] == expected["url"]
    assert [link["title"] for link in record["related"][0]["links"]] == [
        link["title"] for link in expected["related"][0]["links"]
    ]
    result = run(str(pdf), str(page))
    assert result.returncode == 1
    assert result.stderr.startswith(f"stripper: {pdf}: ".encode())
    assert result.stderr.count(b"\n") == 1
    assert expected["text"][1].encode() in result.stdout


def test_md_is_markdown(extract: Calls, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["-f", "md", page]) == 0
    assert capsys.readouterr().out == "# Дождь\n\nIt rained.\n"


def test_what_may_have_been_meant_is_told(
    extract: Calls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = tmp_path / "crawl.jsonl"
    lines.write_text('{"html": "<p>It rained."}\n{"html": "<p>It snowed."}\n')
    assert cli.main(["exract", "none.html", str(tmp_path), str(lines)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "stripper: exract: No such file or directory: is the command `stripper extract` meant?",
        "stripper: none.html: No such file or directory",
        f"stripper: {tmp_path}: Is a directory: `stripper batch` reads the pages of a folder",
        f"stripper: {lines}: this is JSON Lines, not an HTML page: `stripper batch` reads it",
    ]


@pytest.mark.parametrize("text", ["{", "{ not JSON }", "[1]"])
def test_what_only_begins_as_json_is_a_page(extract: Calls, text: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(text)
    assert cli.main([str(tmp_path / "page.html")]) == 0


def test_an_empty_page_is_told(
    extract: Calls, page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    assert cli.main([str(empty), page]) == 0
    assert capsys.readouterr().err == f"stripper: {empty}: there is no text in it\n"


def test_an_error_that_names_its_input_names_it_once(
    monkeypatch: pytest.MonkeyPatch, extract: Calls, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*args: object, **more: object) -> None:
        raise InputError(f"{page}: too odd")

    monkeypatch.setattr(api, "extract", fail)
    assert cli.main([page]) == 1
    assert capsys.readouterr().err == f"stripper: {page}: too odd\n"


@pytest.mark.parametrize("package", ["lightgbm", "scipy", "sklearn", "threadpoolctl", "tld"])
def test_training_without_its_packages_says_what_to_install(
    package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("stripper.training")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    given = ["--corpora", str(tmp_path), "--labels", "x.jsonl"]
    assert cli.main(["train", *given, "-o", str(tmp_path / "model")]) == 1
    told = "stripper: training and evaluating need packages: pip install '.[train]' in the project's folder\n"
    assert capsys.readouterr().err == told
