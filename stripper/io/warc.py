"""Read pages or texts from WARC files, and write what was extracted as records that refer to theirs.

ISO 28500:2017 (WARC 1.1): a ``response`` record holds what a server sent, a
``resource`` record what was taken without a protocol; a ``conversion`` record
(6.3.7) holds another form of its content, here the text; a ``metadata`` record
(6.3.5) what is known of it, here title and related links as JSON.  The last two
refer to the record that they were made from.

**Pages** are responses with status 200 and resources, of HTML; a response that
tells no type is a page if it begins like one.  **Texts** are conversions of type
``text/plain``, such as Common Crawl's WET files hold; they are UTF-8.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from stripper.errors import InputError, MissingExtraError
from stripper.io.records import Record
from stripper.io.streams import Unpacked, zstandard

HTML_TYPES = ("text/html", "application/xhtml+xml")
#: A page has at most so many bytes; what stands behind is not read.
MOST = 100_000_000
#: What a page begins with (WHATWG MIME Sniffing, 7.1).
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])",
    re.I,
)
#: What records have that no clock has told.
NO_DATE = "1970-01-01T00:00:00Z"


def read_warc(file: str, stream: Unpacked | io.BufferedReader, source: str = "html") -> Iterator[Record]:
    """The pages among a WARC file's records, or its texts (``source="text"``).

    A record that is damaged is one with an error, and the next ones follow; a file
    that holds none of what is asked for is one with an error, too.
    """
    found = None
    for found in _found(file, stream, _page if source == "html" else _text):
        yield found
    if found is None:
        yield Record(file, error=_NOTHING[source])


_NOTHING = {
    "html": "holds no page: no response of HTML with status 200, and no resource (texts are read with --from text)",
    "text": "holds no text: no conversion record of plain text (pages are read without --from text)",
}


def _found(
    file: str, stream: Unpacked | io.BufferedReader, read: Callable[[str, Any], Record | None]
) -> Iterator[Record]:
    records = _records(stream)
    number = 0
    while records:
        name = f"{file}/{number:06}"
        try:
            found = read(name, next(records))
        except StopIteration:
            return
        except Exception as error:  # of what damaged or hostile bytes raise in warcio there is no list
            cause = str(error).partition("\n")[0] or type(error).__name__
            yield Record(name, error=f"damaged WARC record: {cause}")
            records = _next_records(records.reader, stream)
        else:
            if found is not None:
                yield found
        number += 1


def _records(stream: Unpacked | io.BufferedReader) -> Any:
    records = _warcio().archiveiterator.ArchiveIterator(stream)
    records.INC_RECORD = ""  # what it would write to standard error
    return records


def _next_records(reader: Any, stream: Unpacked | io.BufferedReader) -> Any:
    """The records from the next one on that can be told, None if there is none."""
    try:
        while line := reader.readline():
            if line.startswith(b"WARC/1."):
                records = _records(stream)
                records.reader, records.next_line = reader, line
                return records
    except InputError:  # where the compressed data are damaged the next record is in the next member
        if isinstance(stream, Unpacked) and stream.skip():
            return _records(stream)
    return None


def _page(name: str, record: Any) -> Record | None:
    """The page that a record holds, if it holds one."""
    if record.rec_type == "resource":
        content_type = record.content_type or ""
        return _of(name, record, _payload(record), content_type) if _is_html(content_type) else None
    http = record.http_headers
    if record.rec_type != "response" or http is None or http.get_statuscode() != "200":
        return None
    content_type = http.get_header("Content-Type") or ""
    if content_type and not _is_html(content_type):
        return None
    data = _body(record)
    return _of(name, record, data, content_type) if content_type or _HTML_START.match(data) else None


def _text(name: str, record: Any) -> Record | None:
    """The text that a record holds, if it holds one."""
    content_type = record.content_type or ""
    if record.rec_type != "conversion" or _media_type(content_type) != "text/plain":
        return None
    return _of(name, record, _payload(record).decode("utf-8", "replace"), content_type)


def _is_html(content_type: str) -> bool:
    return _media_type(content_type) in HTML_TYPES


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _of(name: str, record: Any, data: bytes | str, content_type: str) -> Record:
    headers = record.rec_headers
    return Record(
        name,
        data,
        url=headers.get_header("WARC-Target-URI"),
        content_type=content_type or None,
        date=headers.get_header("WARC-Date"),
        id=headers.get_header("WARC-Record-ID"),
    )


def _payload(record: Any) -> bytes:
    data: bytes = record.raw_stream.read(MOST)
    return data


def _body(record: Any) -> bytes:
    """The body of a response, its transfer and content codings undone (RFC 9110, section 8.4)."""
    http, stream = record.http_headers, record.raw_stream
    if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = _warcio().bufferedreaders.ChunkedDataReader(stream)
    data: bytes = stream.read(MOST)
    for coding in reversed((http.get_header("Content-Encoding") or "").split(",")):
        data = _decoded(data, coding.strip().lower())
    return data


def _decoded(data: bytes, coding: str) -> bytes:
    """The data without a coding; as they are if they have not got it, since many crawlers undo it and keep the header."""
    if coding in ("gzip", "x-gzip", "deflate"):
        for window in (47, -15):  # gzip's or zlib's format, or, as some servers send deflate, neither
            try:
                return zlib.decompressobj(window).decompress(data, MOST)
            except zlib.error:
                continue
    elif coding == "br":
        brotli = _brotli()
        try:
            return bytes(brotli.Decompressor().process(data, output_buffer_limit=MOST))
        except brotli.error:
            return data
    elif coding == "zstd":
        zstd = zstandard()
        try:
            return bytes(zstd.ZstdDecompressor().stream_reader(data).read(MOST))
        except zstd.ZstdError:
            return data
    return data


def write_records(stream: IO[bytes], compressed: bool, pages: list[tuple[Record, str, str]]) -> None:
    """Write pages, each with its text (``""`` where there is none) and its metadata (JSON)."""
    warcio = _warcio()
    writer = warcio.warcwriter.WARCWriter(stream, gzip=compressed, warc_version="1.1")
    for record, text, metadata in pages:
        if text:
            writer.write_record(_made(writer, record, "conversion", "text/plain; charset=utf-8", text))
        writer.write_record(_made(writer, record, "metadata", "application/json", metadata))


def read_metadata(stream: IO[bytes]) -> Iterator[bytes]:
    """The metadata of pages that were written so."""
    for record in _warcio().archiveiterator.ArchiveIterator(stream):
        if record.rec_type == "metadata":
            yield record.content_stream().read()


def _made(writer: Any, record: Record, kind: str, content_type: str, content: str) -> Any:
    identity = "".join((record.id or "").split())
    refers_to = identity if identity.startswith("<") else _identity(record.name)
    headers = {
        "WARC-Record-ID": _identity(f"{kind} of {refers_to}"),
        "WARC-Refers-To": refers_to,
        "WARC-Date": record.date or NO_DATE,
        "Content-Type": content_type,
    }
    payload = io.BytesIO(content.encode("utf-8", "replace"))
    address = "".join((record.url or "").split()) or Path(os.path.abspath(record.name)).as_uri()
    return writer.create_warc_record(address, kind, payload=payload, warc_headers_dict=headers)


def _identity(name: str) -> str:
    """The same for the same name, on every run."""
    told = name.encode("utf-8", "backslashreplace").decode()
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, told)}>"


def _warcio() -> Any:
    try:
        import warcio.archiveiterator
        import warcio.bufferedreaders
        import warcio.warcwriter
    except ImportError as error:
        raise MissingExtraError("WARC", "warc") from error
    return warcio


def _brotli() -> Any:
    try:
        import brotli
    except ImportError as error:
        raise MissingExtraError("Brotli", "warc") from error
    return brotli
