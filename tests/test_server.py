"""The server: what it answers, what it refuses, and that requests do not wait for each other."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fixtures_lib import FIXTURES, INJECTIONS

import stripper
from stripper.article.write import write
from stripper.server import work
from stripper.server.app import make_app
from stripper.types import Limits

PAGE = (FIXTURES / "pages" / "most-popular-sidebar" / "page.html").read_bytes()
LISTS = (FIXTURES / "pages" / "table-list-quote" / "page.html").read_bytes()
TEXT = (FIXTURES / "text" / "teasers-first" / "page.txt").read_bytes()
HTML, PLAIN = {"content-type": "text/html"}, {"content-type": "text/plain"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = make_app(jobs=1, limits=Limits(bytes=1_000_000))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def test_a_page_gives_its_article(client: TestClient) -> None:
    url = "https://news.example/a"
    answer = client.post("/extract", params={"url": url, "metadata": True}, content=PAGE, headers=HTML)
    assert answer.status_code == 200
    assert answer.json() == json.loads(write(stripper.extract(PAGE, url=url, metadata=True), "json"))


def test_a_name_that_it_is_to_answer_to_may_have_capitals() -> None:
    with TestClient(make_app(hosts={"Box.Local"}), base_url="http://Box.local") as client:
        assert client.get("/healthz").status_code == 200


def test_flattened_text_gives_its_article(client: TestClient) -> None:
    expected = json.loads(write(stripper.extract_from_text(TEXT.decode()), "json"))
    assert client.post("/extract", content=TEXT, headers=PLAIN).json() == expected
    assert client.post("/extract", params={"from": "text"}, content=TEXT).json() == expected


@pytest.mark.parametrize("named", ["list,heading", ["list", "heading"]])
def test_roles_are_left_out(client: TestClient, named: str | list[str]) -> None:
    for sent, expected in (
        ({"content": LISTS, "headers": HTML}, stripper.extract(LISTS, leave_out=("list", "heading"))),
        (
            {"content": TEXT, "headers": PLAIN},
            stripper.extract_from_text(TEXT.decode(), leave_out=("list", "heading")),
        ),
    ):
        answer = client.post("/extract", params={"leave_out": named}, **sent)
        assert answer.json()["text"] == expected.text
    assert (
        "<li>" in LISTS.decode()
        and stripper.extract(LISTS).text != stripper.extract(LISTS, leave_out="list").text
    )


def test_the_charset_of_the_header_is_honoured(client: TestClient) -> None:
    page = (
        "<h1>Žluťoučký kůň</h1>".encode("cp1250")
        + "<p>Příliš žluťoučký kůň úpěl ďábelské ódy v lese. ".encode("cp1250") * 4
    )
    answer = client.post(
        "/extract", content=page, headers={"content-type": "text/html; charset=windows-1250"}
    )
    assert "Příliš žluťoučký kůň" in answer.json()["text"]


def test_a_gzipped_page_gives_its_article(client: TestClient) -> None:
    assert client.post("/extract", content=gzip.compress(PAGE)).json()["text"] == stripper.extract(PAGE).text
    answer = client.post("/extract", content=gzip.compress(PAGE)[:-20])
    assert (answer.status_code, "damaged gzip data" in answer.json()["error"]) == (400, True)


def test_its_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "version": stripper.__version__}


@pytest.mark.parametrize(
    ("status", "cause", "options"),
    [
        (415, "this is a PDF document", {"content": b"%PDF-1.7 "}),
        (413, "1,000,000", {"content": b"<p>" + b"a" * 1_000_001}),
        (413, "1,100,000", {"content": b"a" * 1_100_001}),
        (413, "1,100,000", {"content": iter([b"a" * 600_000, b"b" * 600_000])}),
        (421, "evil.example", {"content": PAGE, "headers": {"host": "evil.example"}}),
        (421, "", {"content": PAGE, "headers": {"host": "127.0.0.1.evil.example:8000"}}),
        (403, "another site", {"content": PAGE, "headers": {"origin": "http://evil.example"}}),
        (403, "another site", {"content": PAGE, "headers": {"origin": "null"}}),
        (403, "another site", {"content": PAGE, "headers": {"origin": "http://[bad"}}),
        (403, "another site", {"content": PAGE, "headers": {"origin": "http://127.0.0.1:9999"}}),
        (422, "query.from", {"content": PAGE, "params": {"from": "pdf"}}),
        (422, "no option is called metdata: there are from, url", {"content": PAGE, "params": {"metdata": "1"}}),
        (422, "no role is called 'tabel'", {"content": PAGE, "params": {"leave_out": "tabel"}}),
        (415, "send the page itself", {"files": {"file": ("page.html", PAGE)}}),
        (415, "send the page itself", {"json": {"html": PAGE.decode()}}),
    ],
)  # fmt: skip
def test_what_is_refused_is_told(client: TestClient, status: int, cause: str, options: dict) -> None:
    answer = client.post("/extract", **options)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"} and cause in answer.json()["error"]


def test_requests_of_its_own_page_are_answered(client: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1:8000", **HTML}
    assert client.post("/extract", content=PAGE, headers=headers).status_code == 200


def test_what_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/docs").status_code == client.get("/nothing").status_code == 404
    assert client.get("/extract").status_code == 405
    assert client.get("/nothing").json() == {"error": "Not Found"}


def test_it_describes_itself(client: TestClient) -> None:
    told = client.get("/openapi.json").json()
    assert set(told["paths"]) == {"/extract", "/healthz"}
    extract = told["paths"]["/extract"]["post"]
    assert {one["name"] for one in extract["parameters"]} == {"from", "url", "metadata", "leave_out"}
    assert {"200", "403", "413", "415", "421", "503", "504"} <= set(extract["responses"])
    [article] = [told["components"]["schemas"]["ArticleAnswer"]]
    assert set(article["properties"]) == set(json.loads(write(stripper.extract(PAGE), "json")))


def test_answers_tell_the_browser_to_be_careful(client: TestClient) -> None:
    for answer in (client.get("/"), client.post("/explain", data={"text": "<p>Hello"})):
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["page.html", "page.html.gz"])
def test_a_file_is_explained(client: TestClient, name: str) -> None:
    data = gzip.compress(PAGE) if name.endswith(".gz") else PAGE
    answer = client.post("/explain", files={"file": (name, data)})
    assert answer.text == stripper.explain(PAGE, name=name)


def test_what_is_pasted_is_explained(client: TestClient) -> None:
    pasted = {"text": PAGE.decode(), "url": "https://news.example/a", "render": "1", "gold": "A ferry"}
    options = {"url": pasted["url"], "name": "pasted", "gold": "A ferry", "with_page": True}
    assert client.post("/explain", data=pasted).text == stripper.explain(PAGE, **options)
    text = TEXT.decode()
    assert client.post("/explain", data={"text": text}).text == stripper.explain_from_text(
        text, name="pasted"
    )


@pytest.mark.parametrize(
    ("status", "cause", "file"),
    [(400, "there is nothing to explain", b" "), (415, "a PDF document", b"%PDF-1.7 <script>"),
     (400, "damaged gzip", b"\x1f\x8b\x08abc")],
)  # fmt: skip
def test_a_form_that_fails_is_shown_again(client: TestClient, status: int, cause: str, file: bytes) -> None:
    answer = client.post("/explain", files={"file": ("<b>.html", file)})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text and cause in answer.text and "<b>" not in answer.text


def sleep(sent: work.Input, model: str | None, limits: Limits) -> str:
    if sent.data == b"die":
        os._exit(3)
    if sent.data.startswith(b"/"):
        while not os.path.exists(sent.data):
            time.sleep(0.05)
    else:
        time.sleep(float(sent.data))
    return "{}"


def test_one_that_takes_long_or_dies_harms_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("stripper.server.app.work.extract", sleep)
    with TestClient(make_app(jobs=2, timeout=600.0), base_url="http://localhost") as client:
        first: list[int] = []
        end = str(tmp_path / "end")
        thread = threading.Thread(
            target=lambda: first.append(client.post("/extract", content=end).status_code)
        )
        thread.start()
        died = client.post("/extract", content="die")
        assert (died.status_code, died.json()["error"]) == (500, "its process died (exit code 3)")
        assert [client.post("/extract", content="0").status_code for _ in range(3)] == [200] * 3
        assert client.get("/healthz").status_code == 200
        assert first == []
        Path(end).touch()
        thread.join()
        assert first == [200]


def test_one_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stripper.server.app.work.extract", sleep)
    with TestClient(make_app(jobs=1, timeout=1.0), base_url="http://localhost") as client:
        hung = client.post("/extract", content="60")
        assert (hung.status_code, hung.json()["error"]) == (504, "it took more than 1 seconds")
        assert client.post("/extract", content="0").status_code == 200


def test_a_process_that_dies_without_work_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stripper.server.app.work.extract", sleep)
    with TestClient(make_app(jobs=1), base_url="http://localhost") as client:
        assert client.post("/extract", content="0").status_code == 200
        pool = client.app.app.state.pool._pool
        [worker] = pool._pool_manager.worker_manager.workers.values()
        os.kill(worker.pid, signal.SIGKILL)
        while pool.active:
            time.sleep(0.05)
        assert [client.post("/extract", content="0").status_code for _ in range(3)] == [200] * 3


def test_too_many_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stripper.server.app.work.extract", sleep)
    monkeypatch.setattr("stripper.server.pool.WAITING", 1)
    with TestClient(make_app(jobs=1, timeout=20.0), base_url="http://localhost") as client:
        first = threading.Thread(target=lambda: client.post("/extract", content="2"))
        first.start()
        while not client.app.app.state.pool._waiting:
            time.sleep(0.01)
        assert client.post("/extract", content="0").status_code == 503
        first.join()
        assert client.post("/extract", content="0").status_code == 200


def test_a_hostile_page_harms_nothing(client: TestClient) -> None:
    assert client.post("/extract", content=INJECTIONS, headers=HTML).status_code == 200


def test_the_command_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    import urllib.request

    command = [sys.executable, "-m", "stripper", "serve", "--port", "0", "-j", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        address = process.stderr.readline().split()[3]
        with urllib.request.urlopen(f"{address}healthz") as answer:
            assert json.load(answer)["status"] == "ok"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
        assert process.wait(timeout=20) in (0, 130)


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_what_is_no_port_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    from stripper.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["serve", f"--port={port}"])
    assert (ended.value.code, f"{port} is no port" in capsys.readouterr().err) == (2, True)


def test_an_address_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    from stripper.cli import main

    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 1
    assert "Address already in use" in capsys.readouterr().err
