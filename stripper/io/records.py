"""Read pages, or texts, from where they lie: files, folders, JSON Lines and WARC files, compressed or not."""

from __future__ import annotations

import glob
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from itertools import filterfalse
from pathlib import Path
from typing import IO, Any

from stripper.errors import InputError
from stripper.io.files import MAX_UNPACKED, STDIN, check_apart, is_url
from stripper.io.streams import Unpacked, unpacked
from stripper.letters import encodable

#: What of a folder is read, unless told otherwise; each also compressed.
PAGES = ("*.html", "*.htm", "*.xhtml")
TEXTS = ("*.txt",)
_WARC = (".warc", ".wet")
_HOLD_MANY = (*_WARC, ".jsonl", ".ndjson")
_COMPRESSED = (".gz", ".zst")
#: How the name of a folder ends in which a run grows.
UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Record:
    """A page as it was stored, or the error for which there is none.

    ``name`` tells it from all others of the run: its file's path, and behind a
    ``/`` its number there, if the file holds several.  ``date`` is ISO 8601, in
    UTC; ``id`` is that of a WARC record or the field that was asked for; ``read``
    is how many bytes of the inputs had been read when it was found, and ``digest``
    that of what was read up to it, where it is asked for.
    """

    name: str
    data: bytes | str = b""
    url: str | None = None
    content_type: str | None = None
    date: str | None = None
    id: str | None = None
    error: str | None = None
    read: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the fields of JSON Lines."""

    html: str = "html"
    url: str = "url"
    id: str = "id"


def read_records(
    inputs: Iterable[str],
    include: tuple[str, ...],
    fields: Fields,
    output: str | None = None,
    source: str = "html",
) -> Iterator[Record]:
    """The pages or texts behind the inputs, in order.

    Args:
        inputs: files, folders, patterns, or ``-`` for paths on standard input, a line
            each.  Names decide: ``.warc`` (or ``.wet``) and ``.jsonl`` (or ``.ndjson``)
            hold many pages, all others one; each may end in ``.gz`` or ``.zst`` too.
        include: the patterns of names that are read of a folder.
        fields: the names of the fields of JSON Lines.
        output: a file that is none of the inputs, since it is to be written.
        source: what is read of WARC files: pages (``html``) or texts (``text``).

    What cannot be read is a record with an error.

    Raises:
        OutputError: the output is one of the inputs.
        MissingExtraError: what reads WARC files or Zstandard is not installed.
    """
    before = 0
    for file in _files(inputs, include):
        if isinstance(file, Record):
            yield replace(file, read=before)
            continue
        if output is not None:
            check_apart(file, output)
        try:
            with open(file, "rb") as raw:
                for record in _read(file, raw, fields, source):
                    yield replace(record, read=before + (raw.tell() if raw.seekable() else 0))
        except OSError as error:
            yield Record(file, error=error.strerror or str(error), read=before)
        except MemoryError:
            yield Record(file, error="does not fit into memory", read=before)
        except ValueError as error:  # no file can have such a name
            yield Record(file, error=str(error), read=before)
        except InputError as error:
            yield Record(file, error=str(error).removeprefix(f"{file}: "), read=before)
        before += _size(file)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is to read: bytes, and pages where these are known without reading."""

    bytes: int
    pages: int | None


def extent_of(inputs: Sequence[str], include: tuple[str, ...]) -> Extent | None:
    """How much the inputs hold; None where paths come on standard input."""
    if STDIN in inputs:
        return None
    files = list(_files(inputs, include))
    names = [file for file in files if isinstance(file, str)]
    pages = None if any(_kind(name) in _HOLD_MANY for name in names) else len(files)
    return Extent(sum(map(_size, names)), pages)


def paths_of(inputs: Sequence[str], include: tuple[str, ...]) -> Iterator[str]:
    """The files behind the inputs, but for those whose paths come on standard input."""
    files = _files([name for name in inputs if name != STDIN], include)
    return (file for file in files if isinstance(file, str))


def _size(file: str) -> int:
    try:
        return os.stat(file).st_size
    except (OSError, ValueError):
        return 0


def _files(inputs: Iterable[str], include: tuple[str, ...]) -> Iterator[str | Record]:
    """The paths of the files to read, and the errors of the folders that cannot be."""
    for name in inputs:
        if name == STDIN:
            lines = map(os.fsdecode, sys.stdin.buffer)
            yield from _files((line.rstrip("\r\n") for line in lines if line.strip()), include)
        elif glob.has_magic(name) and not os.path.exists(name):
            found = filterfalse(_is_unfinished, sorted(glob.glob(name, recursive=True)))
            for path in list(found) or [name]:
                yield from _of_path(path, include)
        else:
            yield from _of_path(name, include)


def _of_path(name: str, include: tuple[str, ...]) -> Iterator[str | Record]:
    if is_url(name) and not os.path.exists(name):
        yield Record(name, error="URLs are not read here, only files: fetch it first (`stripper URL` does)")
        return
    if not os.path.isdir(name):
        yield name
        return
    refused: list[OSError] = []
    found = list(_below(name, include, refused))
    errors = {Path(error.filename): error.strerror or str(error) for error in refused}
    for path in sorted([*found, *errors]):
        yield Record(str(path), error=errors[path]) if path in errors else str(path)
    if not found and not errors:
        yield Record(name, error=f"the folder holds no file called {' or '.join(include)} (see --include)")


def _is_unfinished(path: str) -> bool:
    """Whether a path is below what a run has not finished."""
    return any(part.endswith(UNFINISHED) for part in Path(path).parts)


def _below(folder: str, include: tuple[str, ...], refused: list[OSError]) -> Iterator[Path]:
    """The files of a folder and those below it, but for what a run has not finished; others, such as pipes, are none."""
    for at, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = [name for name in folders if not name.endswith(UNFINISHED)]
        paths = (Path(at, name) for name in names if _is_included(name, include))
        yield from (path for path in paths if path.is_file() or not path.exists())


def _is_included(name: str, include: tuple[str, ...]) -> bool:
    """Whether one of the patterns is that of a name, in capitals or not."""
    name = name.lower()
    patterns = [pattern.lower() for pattern in include]
    return any(fnmatchcase(one, pattern) for one in (name, _uncompressed(name)) for pattern in patterns)


def _uncompressed(name: str) -> str:
    return name[: -len(Path(name).suffix)] if Path(name).suffix in _COMPRESSED else name


def _kind(file: str) -> str:
    return Path(_uncompressed(file)).suffix.lower()


def _read(file: str, raw: io.BufferedReader, fields: Fields, source: str) -> Iterator[Record]:
    kind = _kind(file)
    if kind in _WARC:
        from stripper.io.warc import read_warc

        yield from read_warc(file, unpacked(raw), source)
    elif kind in _HOLD_MANY:
        yield from _json_lines(file, _buffered(raw), fields)
    else:
        modified = datetime.fromtimestamp(os.fstat(raw.fileno()).st_mtime, timezone.utc)
        yield Record(file, _page(_buffered(raw)), date=modified.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _buffered(raw: io.BufferedReader) -> io.BufferedReader:
    stream = unpacked(raw)
    return io.BufferedReader(stream) if isinstance(stream, Unpacked) else stream


def _page(stream: io.BufferedReader) -> bytes:
    data = stream.read(MAX_UNPACKED + 1)
    if len(data) > MAX_UNPACKED:
        raise InputError(f"holds more than {MAX_UNPACKED:,} bytes")
    return data


def _json_lines(file: str, stream: IO[bytes], fields: Fields) -> Iterator[Record]:
    for number, line in enumerate(stream):
        name = f"{file}/{number:06}"
        if line.strip():
            try:
                yield _of_row(name, json.loads(line), fields)
            except (ValueError, RecursionError) as error:
                yield Record(name, error=f"not valid JSON: {error}")


def _of_row(name: str, row: Any, fields: Fields) -> Record:
    if not isinstance(row, dict) or not isinstance(row.get(fields.html), str):
        return Record(name, error=f"no object with a string in the field {fields.html!r}")
    url, identity = row.get(fields.url), row.get(fields.id)
    return Record(
        name,
        encodable(row[fields.html]),
        url=encodable(url) if isinstance(url, str) else None,
        id=None if identity is None else encodable(str(identity)),
    )
