"""Read pages from where they lie: files, folders, JSON Lines and WARC files, compressed or not."""

from __future__ import annotations

import glob
import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any

from stripper.errors import InputError, MissingExtraError
from stripper.io.files import STDIN, unpack

#: What of a folder is read, unless told otherwise; each also compressed.
PAGES = ("*.html", "*.htm", "*.xhtml")
TEXTS = ("*.txt",)
_HOLD_MANY = (".warc", ".jsonl", ".ndjson")
_COMPRESSED = (".gz", ".zst")
_ZSTD = b"\x28\xb5\x2f\xfd"
#: What damaged compressed data raise.
_DAMAGED = (gzip.BadGzipFile, EOFError, zlib.error)


@dataclass(frozen=True, slots=True)
class Record:
    """A page as it was stored, or the error for which there is none.

    ``name`` tells it from all others of the run: its file's path, and behind a
    ``/`` its number there, if the file holds several.  ``date`` is ISO 8601, in
    UTC; ``id`` is that of a WARC record or the field that was asked for.
    """

    name: str
    data: bytes | str = b""
    url: str | None = None
    content_type: str | None = None
    date: str | None = None
    id: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the fields of JSON Lines."""

    html: str = "html"
    url: str = "url"
    id: str = "id"


def read_records(inputs: Iterable[str], include: tuple[str, ...], fields: Fields) -> Iterator[Record]:
    """The pages behind the inputs, in order.

    Args:
        inputs: files, folders, patterns, or ``-`` for paths on standard input, a line
            each.  Names decide: ``.warc`` and ``.jsonl`` (or ``.ndjson``) hold many
            pages, all others one; each may end in ``.gz`` or ``.zst`` too.
        include: the patterns of names that are read of a folder.
        fields: the names of the fields of JSON Lines.

    What cannot be read is a record with an error.

    Raises:
        MissingExtraError: what reads WARC files or Zstandard is not installed.
    """
    for file in _files(inputs, include):
        try:
            yield from _read(file, fields)
        except OSError as error:
            yield Record(file, error=error.strerror or str(error))
        except (InputError, *_DAMAGED) as error:
            yield Record(file, error=str(error).removeprefix(f"{file}: "))


def count_pages(inputs: Sequence[str], include: tuple[str, ...]) -> int | None:
    """How many pages the inputs hold; None where only reading them tells."""
    if STDIN in inputs:
        return None
    files = list(_files(inputs, include))
    return None if any(_kind(file) in _HOLD_MANY for file in files) else len(files)


def _files(inputs: Iterable[str], include: tuple[str, ...]) -> Iterator[str]:
    for name in inputs:
        if name == STDIN:
            yield from _files((line.rstrip("\n") for line in sys.stdin if line.strip()), include)
        elif glob.has_magic(name) and not Path(name).exists():
            found = sorted(glob.glob(name, recursive=True))
            for path in found or [name]:
                yield from _of_path(path, include)
        else:
            yield from _of_path(name, include)


def _of_path(name: str, include: tuple[str, ...]) -> Iterator[str]:
    if Path(name).is_dir():
        found = (path for path in Path(name).rglob("*") if _is_included(path.name, include))
        yield from map(str, sorted(path for path in found if path.is_file()))
    else:
        yield name


def _is_included(name: str, include: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) or fnmatch(_uncompressed(name), pattern) for pattern in include)


def _uncompressed(name: str) -> str:
    return name[: -len(Path(name).suffix)] if Path(name).suffix in _COMPRESSED else name


def _kind(file: str) -> str:
    return Path(_uncompressed(file)).suffix.lower()


def _read(file: str, fields: Fields) -> Iterator[Record]:
    kind = _kind(file)
    if kind == ".warc":
        from stripper.io.warc import read_warc

        with open_stream(file) as stream:
            yield from read_warc(file, stream)
    elif kind in _HOLD_MANY:
        with open_stream(file) as stream:
            yield from _json_lines(file, stream, fields)
    else:
        modified = datetime.fromtimestamp(Path(file).stat().st_mtime, timezone.utc)
        data = Path(file).read_bytes()
        if data.startswith(_ZSTD):
            with open_stream(file) as stream:
                data = stream.read()
        yield Record(file, unpack(data, file), date=modified.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _json_lines(file: str, stream: IO[bytes], fields: Fields) -> Iterator[Record]:
    for number, line in enumerate(stream):
        name = f"{file}/{number:06}"
        if line.strip():
            try:
                yield _of_row(name, json.loads(line), fields)
            except ValueError as error:
                yield Record(name, error=f"not valid JSON: {error}")


def _of_row(name: str, row: Any, fields: Fields) -> Record:
    if not isinstance(row, dict) or not isinstance(row.get(fields.html), str):
        return Record(name, error=f"no object with a string in the field {fields.html!r}")
    url, identity = row.get(fields.url), row.get(fields.id)
    return Record(
        name,
        row[fields.html],
        url=url if isinstance(url, str) else None,
        id=None if identity is None else str(identity),
    )


def open_stream(file: str) -> IO[bytes]:
    """A file for reading, unpacked on the way if its first bytes are those of gzip or Zstandard.

    Raises:
        MissingExtraError: Zstandard's package is not installed.
        OSError: the file cannot be read.
    """
    raw = open(file, "rb")  # noqa: SIM115 - the caller closes what is returned, and that closes this
    start = raw.peek(4)[:4]
    if start.startswith(b"\x1f\x8b"):
        return io.BufferedReader(_Gzip(raw))
    if start.startswith(_ZSTD):
        return io.BufferedReader(zstandard().ZstdDecompressor().stream_reader(raw, read_across_frames=True))
    return raw


class _Gzip(gzip.GzipFile):
    """A gzip file that closes what it reads from."""

    def __init__(self, raw: IO[bytes]) -> None:
        super().__init__(fileobj=raw)
        self.myfileobj = raw  # type: ignore[assignment]  # what GzipFile closes


def zstandard() -> Any:
    """The package zstandard."""
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("Zstandard", "zstd") from error
    return zstandard
