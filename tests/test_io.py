"""Ways in: files, gzip, standard input, and URLs (from a server on loopback)."""

from __future__ import annotations

import gzip
import io
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stripper.errors import FetchError, InputError, TooLargeError
from stripper.io.fetch import MAX_REDIRECTS, fetch
from stripper.io.files import read_input, unpack

PAGE = "<html><body><p>Дождь</p></body></html>".encode("windows-1251")


def test_a_file_and_a_gzip_file_whatever_its_name(tmp_path: Path) -> None:
    plain, packed = tmp_path / "page.html.gz", tmp_path / "page.html"
    plain.write_bytes(PAGE)
    packed.write_bytes(gzip.compress(PAGE))
    assert read_input(str(plain)) == read_input(str(packed)) == PAGE


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (PAGE, gzip.compress(PAGE)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert read_input("-") == PAGE


def test_gzip_of_several_members_is_read_to_its_end() -> None:
    assert unpack(gzip.compress(b"one ") + gzip.compress(b"two"), "page") == b"one two"


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(PAGE)[:-9],
        gzip.compress(PAGE)[:5],
        gzip.compress(PAGE)[:12] + b"\xff" * 20,
        gzip.compress(PAGE)[:-8] + bytes(8),
    ],
    ids=["cut off", "cut off in the header", "broken", "wrong checksum"],
)
def test_damaged_gzip(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^page: damaged gzip data: "):
        unpack(data, "page")


def test_a_gzip_file_that_unpacks_to_too_much() -> None:
    assert len(unpack(gzip.compress(bytes(1000)), "page", 1000)) == 1000
    with pytest.raises(TooLargeError, match=r"^page: unpacks to more than 1,000 bytes: "):
        unpack(gzip.compress(bytes(1001)), "page", 1000)


def test_a_file_that_has_too_much(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(bytes(3_000_000))
    name = str(tmp_path / "page.html")
    assert len(read_input(name, 3_000_000)) == 3_000_000
    with pytest.raises(TooLargeError, match=r"page\.html: has more than 2,999,999 bytes: "):
        read_input(name, 2_999_999)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_input(str(tmp_path / "none.html"))
    with pytest.raises(OSError):  # noqa: PT011 - which one, depends on the system
        read_input(str(tmp_path))


class Handler(BaseHTTPRequestHandler):
    """Each path behaves in its own way; counts what it is asked for."""

    requests: list[str] = []  # noqa: RUF012 - emptied by the fixture

    def do_GET(self) -> None:
        self.requests.append(self.path)
        kind, _, rest = self.path[1:].partition("/")
        getattr(self, kind)(rest)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page(self, rest: str) -> None:
        self.send(PAGE, Content_Type="text/html; charset=windows-1251")

    def gzip(self, rest: str) -> None:
        self.send(gzip.compress(PAGE), Content_Encoding="gzip")

    def bad_gzip(self, rest: str) -> None:
        self.send(b"no gzip at all", Content_Encoding="gzip")

    def bomb(self, rest: str) -> None:
        self.send(gzip.compress(bytes(5_000_000)), Content_Encoding="gzip")

    def status(self, rest: str) -> None:
        self.send(b"sorry", int(rest), Retry_After="60")

    def endless(self, rest: str) -> None:
        self.send(b"")
        try:
            while True:
                self.wfile.write(bytes(10_000))
        except OSError:
            self.close_connection = True

    def silent(self, rest: str) -> None:
        self.server.done.wait()  # type: ignore[attr-defined]

    def drops(self, rest: str) -> None:
        self.send(b"")
        try:
            while not self.server.done.wait(0.1):  # type: ignore[attr-defined]
                self.wfile.write(b"x")
        except OSError:
            self.close_connection = True

    def cut(self, rest: str) -> None:
        self.send(PAGE, Content_Length="1000")

    def moved(self, rest: str) -> None:
        self.send(b"", 302, Location="/" + rest)

    def loop(self, rest: str) -> None:
        self.send(b"", 302, Location="/loop")

    def to_nowhere(self, rest: str) -> None:
        self.send(b"", 302, Location="http://[bad")

    def to_file(self, rest: str) -> None:
        self.send(b"", 302, Location="file://localhost/etc/hosts")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    Handler.requests.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.done = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.done.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_with_its_content_type(site: str) -> None:
    assert fetch(f"{site}/page") == (PAGE, "text/html; charset=windows-1251", f"{site}/page")


def test_no_content_type_is_none(site: str) -> None:
    assert fetch(f"{site}/gzip") == (PAGE, None, f"{site}/gzip")


def test_redirects_are_followed_and_told(site: str) -> None:
    data, _, final = fetch(f"{site}/moved/moved/page")
    assert (data, final) == (PAGE, f"{site}/page")


@pytest.mark.parametrize(
    ("path", "cause"),
    [
        ("status/404", "status 404 Not Found"),
        ("status/503", "status 503 Service Unavailable"),
        ("status/204", "status 204 No Content"),
        ("endless", "larger than 100000 bytes"),
        ("bomb", "larger than 100000 bytes"),
        ("loop", f"more than {MAX_REDIRECTS} redirects"),
        ("to_nowhere", "redirected to what is no URL: http://[bad"),
        ("to_file", "Not supported URL scheme file"),
        ("cut", "Connection broken: IncompleteRead"),
        ("bad_gzip", "Received response with content-encoding: gzip, but failed to decode it."),
    ],
)
def test_a_failure_names_the_url_and_the_cause(site: str, path: str, cause: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(f"{site}/{path}", timeout=20, max_bytes=100_000)
    assert str(caught.value).startswith(f"{site}/{path}: ")
    assert str(caught.value).removeprefix(f"{site}/{path}: ").startswith(cause)
    assert len(Handler.requests) == (MAX_REDIRECTS + 1 if path == "loop" else 1)


@pytest.mark.parametrize("path", ["silent", "drops", "moved/silent"])
def test_a_host_that_hangs_fails_once_the_time_is_over(site: str, path: str) -> None:
    start = time.monotonic()
    with pytest.raises(FetchError, match=f"^{site}/{path}: no answer within 0.5 seconds$"):
        fetch(f"{site}/{path}", timeout=0.5)
    assert 0.4 < time.monotonic() - start < 5
    assert len(Handler.requests) == len(path.split("/"))


def test_connection_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(FetchError, match=f"^{url}: connection refused$"):
            fetch(url)


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchError, match=r"^http://nowhere\.example/: no such host$"):
        fetch("http://nowhere.example/")


def test_no_secure_connection_where_there_is_none(site: str) -> None:
    url = site.replace("http:", "https:") + "/page"
    with pytest.raises(FetchError, match=f"^{url}: no secure connection: "):
        fetch(url)


@pytest.mark.parametrize("url", ["http://", "http://[", "http://a b/", "ftp://news.example/"])
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url, timeout=5)
