"""Pages from where they lie: folders, compressed files, and WARC files, whole or damaged."""

from __future__ import annotations

import gzip
import io
import os
import random
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

import brotli
import pytest
import zstandard
from fixtures_lib import load
from warc_lib import warc
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from stripper.io import records
from stripper.io.records import PAGES, Fields, Record, read_records

SITE = [(f.expected["url"], f.data, "text/html") for f in load("pages")]
URLS = [url for url, _, _ in SITE]


def read(*names: object, include: tuple[str, ...] = PAGES, source: str = "html") -> list[Record]:
    return list(read_records([str(name) for name in names], include, Fields(), source=source))


def good(found: Sequence[Record]) -> list[str | None]:
    return [record.url for record in found if record.error is None]


def test_a_folder_without_pages_and_what_is_no_page_in_one(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("rain")
    [record] = read(tmp_path)
    assert record.error == "the folder holds no file called *.html or *.htm or *.xhtml (see --include)"
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.html")
    [record] = read(tmp_path)
    assert (record.name, record.error) == (str(tmp_path / "gone.html"), "No such file or directory")


def test_what_does_not_fit_into_memory_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.jsonl", "b.html"):
        (tmp_path / name).write_text('{"html": "<p>It rained."}')
    monkeypatch.setattr(records, "_page", lambda stream: bytearray(1 << 62))
    assert [record.error for record in read(tmp_path / "b.html", tmp_path / "a.jsonl")] == [
        "does not fit into memory",
        None,
    ]


def test_urls_are_not_read(tmp_path: Path) -> None:
    for name in ("https://a.example/rain.html", "HTTP://a.example/?a=[b]"):
        [record] = read(name)
        assert (record.name, (record.error or "")[:22]) == (name, "URLs are not read here")


def test_names_are_read_in_capitals_too(tmp_path: Path) -> None:
    for name in ("INDEX.HTML", "b.Htm.GZ".replace("GZ", "gz"), "c.txt"):
        (tmp_path / name).write_text("<p>It rained.")
    assert [Path(record.name).name for record in read(tmp_path)] == ["INDEX.HTML", "b.Htm.gz"]


def test_a_folder_that_may_not_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.html").write_text("<p>It rained.")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [(Path(r.name).name, r.error) for r in read(tmp_path)] == [
        ("a.html", None),
        ("shut", "Permission denied"),
    ]
    assert [r.error for r in read(tmp_path / "shut")] == ["Permission denied"]


def test_damaged_zstandard_is_an_error_as_damaged_gzip_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = random.Random(3).randbytes(5000)
    for ending, pack in (("gz", gzip.compress), ("zst", zstandard.compress)):
        packed, name = pack(page), tmp_path / f"page.html.{ending}"
        name.write_bytes(packed)
        assert read(name)[0].data == page
        for bad in (packed[:-100], packed[:10] + bytes(200) + packed[210:] + packed[:30]):
            name.write_bytes(bad)
            [record] = read(name)
            assert record.error is not None and re.match("damaged (gzip|Zstandard) data: ", record.error)
    monkeypatch.setattr(records, "MAX_UNPACKED", 1000)
    (tmp_path / "bomb.html.zst").write_bytes(zstandard.compress(bytes(1001)))
    assert read(tmp_path / "bomb.html.zst")[0].error == "holds more than 1,000 bytes"


def coded(path: Path, responses: Sequence[tuple[bytes, dict[str, str]]]) -> Path:
    """A WARC file with a response for each body and its headers."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for body, headers in responses:
            http = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html"), *headers.items()], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                "https://a.example/", "response", payload=io.BytesIO(body), http_headers=http
            )
            writer.write_record(record)
    return path


def mixed(path: Path) -> Path:
    """A WARC file with records of many kinds, each with its own URL."""
    page, text = b"<!DOCTYPE html><p>It rained.", "Дождь шёл.".encode()
    responses = [
        ("200 OK", "text/html; charset=utf-8", page),
        ("404 Not Found", "text/html", page),
        ("302 Found", "text/html", page),
        ("200 OK", "", b"\xef\xbb\xbf\n" + page),
        ("200 OK", "", b"%PDF-1.7"),
        ("200 OK", "image/png", b"\x89PNG"),
    ]
    others = [
        ("resource", "text/html; charset=utf-8", page),
        ("resource", "text/css", b"p {}"),
        ("conversion", "text/plain", text),
        ("conversion", "application/json", b"{}"),
        ("metadata", "text/html", page),
    ]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for number, (status, kind, body) in enumerate(responses):
            headers = [("Content-Type", kind)] if kind else []
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://a.example/{number}", "response", payload=io.BytesIO(body), http_headers=http
                )
            )
        for number, (record_type, kind, body) in enumerate(others, len(responses)):
            writer.write_record(
                writer.create_warc_record(
                    f"https://a.example/{number}",
                    record_type,
                    payload=io.BytesIO(body),
                    warc_content_type=kind,
                )
            )
    return path


def test_pages_of_warc_are_good_responses_and_resources_of_html(tmp_path: Path) -> None:
    found = read(mixed(tmp_path / "a.warc.gz"))
    assert [(record.url, record.content_type) for record in found] == [
        ("https://a.example/0", "text/html; charset=utf-8"),
        ("https://a.example/3", None),
        ("https://a.example/6", "text/html; charset=utf-8"),
    ]
    assert all(b"<p>It rained." in record.data and record.error is None for record in found)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.wet", "a.wet", "a.warc.wet.gz", "a.WET.gz"])
def test_texts_of_warc_are_conversions_in_plain_text(tmp_path: Path, name: str) -> None:
    [record] = read(mixed(tmp_path / name), source="text")
    assert (record.url, record.data, record.error) == ("https://a.example/8", "Дождь шёл.", None)


def test_a_warc_file_without_what_is_asked_for_is_an_error(tmp_path: Path) -> None:
    pages = warc(tmp_path / "pages.warc.gz", SITE[:2])
    [record] = read(pages, source="text")
    assert (record.name, (record.error or "")[:13]) == (str(pages), "holds no text")
    (tmp_path / "empty.wet").write_bytes(b"")
    images = warc(tmp_path / "images.warc", [("https://a.example/logo", b"GIF89a", "image/gif")])
    assert [(record.error or "")[:13] for record in read(images, tmp_path / "empty.wet")] == [
        "holds no page"
    ] * 2


def test_content_codings_are_undone_and_lying_ones_ignored(tmp_path: Path) -> None:
    page = SITE[0][1]
    raw = zlib.compressobj(wbits=-15)
    bodies = {
        "gzip": [gzip.compress(page), page],
        "X-GZIP": [gzip.compress(page)],
        "deflate": [zlib.compress(page), raw.compress(page) + raw.flush(), page],
        "br": [brotli.compress(page), page],
        "zstd": [zstandard.compress(page), page],
        "gzip, br": [brotli.compress(gzip.compress(page))],
        "identity": [page],
    }
    responses = [(body, {"Content-Encoding": name}) for name, many in bodies.items() for body in many]
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    responses += [(body, {"Transfer-Encoding": "Chunked"}) for body in (chunked, page)]
    found = read(coded(tmp_path / "a.warc.gz", responses))
    assert [record.error for record in found] == [None] * len(responses)
    assert all(record.data == page for record in found)


def spoil(data: bytes, url: str) -> bytes:
    """A WARC file's bytes with the length of one response too small, and garbage before the next record."""
    start = data.index(b"WARC-Target-URI: " + url.encode())
    length = re.compile(rb"Content-Length: (\d+)").search(data, start)
    assert length is not None
    behind = data.index(b"WARC/1.0", start)
    return data[: length.start(1)] + b"100" + data[length.end(1) : behind] + b"garbage\r\n" + data[behind:]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_behind_a_broken_record_reading_goes_on(
    tmp_path: Path, pack: object, capfd: pytest.CaptureFixture[str]
) -> None:
    data = spoil(warc(tmp_path / "whole.warc", SITE).read_bytes(), URLS[4])
    (tmp_path / "broken.warc").write_bytes(pack(data))  # type: ignore[operator]
    found = read(tmp_path / "broken.warc")
    assert set(URLS) - {URLS[4]} <= set(good(found))
    assert any(record.error and record.error.startswith("damaged WARC record: ") for record in found)
    assert not any("\n" in (record.error or "") for record in found)
    assert len({record.name for record in found}) == len(found)
    assert capfd.readouterr() == ("", "")


def test_behind_a_broken_member_reading_goes_on(tmp_path: Path) -> None:
    data = bytearray(warc(tmp_path / "whole.warc.gz", SITE).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 50] = random.Random(1).randbytes(50)
    (tmp_path / "broken.warc.gz").write_bytes(data)
    found = read(tmp_path / "broken.warc.gz")
    [error] = [record.error for record in found if record.error]
    assert error.startswith("damaged WARC record: damaged gzip data: ")
    assert len(good(found)) == len(SITE) - 1 and good(found)[-1] == URLS[-1]


def test_damage_at_random_raises_nothing(tmp_path: Path) -> None:
    whole = {name: warc(tmp_path / name, SITE[:6]).read_bytes() for name in ("a.warc", "a.warc.gz")}
    whole["a.warc.zst"] = zstandard.compress(whole["a.warc"])
    for name, data in whole.items():
        for seed in range(40):
            draw, damaged = random.Random(seed), bytearray(data)
            for _ in range(draw.choice((1, 20, 500))):
                damaged[draw.randrange(len(damaged))] = draw.randrange(256)
            (tmp_path / name).write_bytes(
                damaged[: draw.choice((len(damaged), draw.randrange(len(damaged))))]
            )
            for record in read(tmp_path / name):
                assert record.error is None or record.error
