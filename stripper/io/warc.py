"""Read pages from WARC files, and write what was extracted as records that refer to theirs.

ISO 28500:2017 (WARC 1.1): a ``response`` record holds what a server sent; a
``conversion`` record (6.3.7) holds another form of its content, here the text; a
``metadata`` record (6.3.5) what is known of it, here title and related links as
JSON.  Both refer to the record that they were made from.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any
from uuid import NAMESPACE_URL, uuid5

from stripper.errors import MissingExtraError
from stripper.io.records import Record

HTML_TYPES = ("text/html", "application/xhtml+xml")
#: A page has at most so many bytes; what stands behind is not read.
MOST = 100_000_000
#: What records have that no clock has told.
NO_DATE = "1970-01-01T00:00:00Z"


def read_warc(file: str, stream: IO[bytes]) -> Iterator[Record]:
    """The pages among a WARC file's records; a record that is damaged is one with an error.

    Behind a record of which not even the length is known nothing more can be read.
    """
    warcio = _warcio()
    from warcio.exceptions import ArchiveLoadFailed

    records = iter(warcio.archiveiterator.ArchiveIterator(stream))
    number = 0
    while True:
        name = f"{file}/{number:06}"
        try:
            record = next(records)
            found = _page(name, record)
        except StopIteration:
            return
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, UnicodeError) as error:
            yield Record(name, error=f"damaged WARC record: {error}")
            return
        if found is not None:
            yield found
        number += 1


def _page(name: str, record: Any) -> Record | None:
    if record.rec_type != "response" or record.http_headers is None:
        return None
    content_type = record.http_headers.get_header("Content-Type") or ""
    if content_type.partition(";")[0].strip().lower() not in HTML_TYPES:
        return None
    headers = record.rec_headers
    return Record(
        name,
        record.content_stream().read(MOST),
        url=headers.get_header("WARC-Target-URI"),
        content_type=content_type,
        date=headers.get_header("WARC-Date"),
        id=headers.get_header("WARC-Record-ID"),
    )


def write_records(stream: IO[bytes], compressed: bool, pages: list[tuple[Record, str, str]]) -> None:
    """Write pages, each with its text (``""`` where there is none) and its metadata (JSON)."""
    warcio = _warcio()
    writer = warcio.warcwriter.WARCWriter(stream, gzip=compressed, warc_version="1.1")
    for record, text, metadata in pages:
        if text:
            writer.write_record(_made(writer, record, "conversion", "text/plain; charset=utf-8", text))
        writer.write_record(_made(writer, record, "metadata", "application/json", metadata))


def _made(writer: Any, record: Record, kind: str, content_type: str, content: str) -> Any:
    refers_to = record.id if record.id and record.id.startswith("<") else _identity(record.name)
    headers = {
        "WARC-Record-ID": _identity(f"{kind} of {refers_to}"),
        "WARC-Refers-To": refers_to,
        "WARC-Date": record.date or NO_DATE,
        "Content-Type": content_type,
    }
    payload = io.BytesIO(content.encode("utf-8", "replace"))
    address = record.url or f"file:{record.name}"
    return writer.create_warc_record(address, kind, payload=payload, warc_headers_dict=headers)


def _identity(name: str) -> str:
    """The same for the same name, on every run."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>"


def _warcio() -> Any:
    try:
        import warcio.archiveiterator
        import warcio.warcwriter
    except ImportError as error:
        raise MissingExtraError("WARC", "warc") from error
    return warcio
