"""Write results: JSON Lines, Parquet, WARC, or a folder of files that keeps the inputs' tree.

A sink writes *shards*, each whole in itself, and joins them in the end.  What is
written for an article is rendered where the article was made, so that no more
than that passes between processes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Protocol

from stripper.article.write import FORMATS, write
from stripper.errors import OutputError
from stripper.io.files import STDIN
from stripper.io.records import Record
from stripper.io.streams import unpacked, zstandard
from stripper.letters import encodable
from stripper.types import Article

#: The endings of the files in a folder, by format.
ENDINGS = {"text": ".txt", "markdown": ".md", "json": ".json", "html": ".html", "xml": ".xml"}
#: Where a folder tells errors, and what `..` becomes in it.
_ERRORS, _UP = "errors.jsonl", "parent"
#: So many bytes a file's name may have.
_MOST_NAME = 255


@dataclass(frozen=True, slots=True)
class Row:
    """What came of a record (given here without its data): what was rendered, or the error."""

    record: Record
    rendered: Any = None
    error: str | None = None


class Sink(Protocol):
    """A way to write results."""

    def render(self, article: Article) -> Any:
        """What is to be written of an article; plain data."""

    def write(self, shard: Path, rows: Sequence[Row]) -> None:
        """Write a shard: a file, or a folder."""

    def join(self, shards: Sequence[Path], output: Path) -> None:
        """Make one output of the shards, in their order."""

    def has_errors(self, output: Path) -> bool:
        """Whether a whole output tells that an input failed."""


def sink_for(output: str, format: str) -> Sink:
    """The sink that an output's name asks for; a folder's files are of ``format``.

    Raises:
        OutputError: no sink writes what has this ending, or it is no name at all.
        MissingExtraError: what writes Parquet is not installed.
    """
    if output == STDIN or Path(output).name in ("", ".."):
        raise OutputError(f"{output}: a batch is written to a file, or to a folder of its own, with a name")
    name = output.lower()
    compress = next((ending for ending in _COMPRESS if name.endswith(ending)), "")
    kind = PurePath(name.removesuffix(compress)).suffix
    if kind in (".jsonl", ".ndjson"):
        return JsonLines(compress)
    if kind == ".warc" and compress != ".zst":
        return Warc(compress == ".gz")
    if kind == ".parquet" and not compress:
        from stripper.batch.parquet import Parquet

        return Parquet()
    if PurePath(name).suffix and not output.endswith(("/", "\\")) and not Path(output).is_dir():
        raise OutputError(
            f"{output}: no output has this ending: .jsonl, .jsonl.gz, .jsonl.zst, .parquet, .warc, .warc.gz, or a folder"
        )
    return Folder(format)


def _zstd(data: bytes) -> bytes:
    return zstandard().ZstdCompressor(level=10).compress(data)


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


_COMPRESS: dict[str, Callable[[bytes], bytes]] = {".gz": _gzip, ".zst": _zstd}


def json_row(row: Row) -> dict[str, Any]:
    """A result as an object: that of an article, or ``input``, ``url`` and ``error``."""
    about = {"input": encodable(row.record.name), "id": row.record.id, "url": row.record.url}
    return {**about, **(row.rendered or {}), "error": row.error and encodable(row.error)}


@dataclass(frozen=True, slots=True)
class JsonLines:
    """An object a line; gzip members and Zstandard frames join as they are."""

    compress: str

    def render(self, article: Article) -> Any:
        return article.as_dict()

    def write(self, shard: Path, rows: Sequence[Row]) -> None:
        lines = (json.dumps(json_row(row), ensure_ascii=False) for row in rows)
        data = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
        shard.write_bytes(_COMPRESS[self.compress](data) if self.compress else data)

    def join(self, shards: Sequence[Path], output: Path) -> None:
        _concatenate(shards, output)

    def has_errors(self, output: Path) -> bool:
        with output.open("rb") as file:
            # The error is a row's last field: null, or a string.
            return any(line.endswith(b'"}\n') for line in io.BufferedReader(unpacked(file)))


@dataclass(frozen=True, slots=True)
class Warc:
    """Two records a page: the text, and title and related links as JSON."""

    compressed: bool

    def render(self, article: Article) -> Any:
        return article.as_dict()

    def write(self, shard: Path, rows: Sequence[Row]) -> None:
        from stripper.io.warc import write_records

        pages = []
        for row in rows:
            about = json_row(row)
            text = about.pop("text", "") or ""
            pages.append((row.record, text, json.dumps(about, ensure_ascii=False)))
        with shard.open("wb") as file:
            write_records(file, self.compressed, pages)

    def join(self, shards: Sequence[Path], output: Path) -> None:
        _concatenate(shards, output)

    def has_errors(self, output: Path) -> bool:
        from stripper.io.warc import read_metadata

        with output.open("rb") as file:
            return any(metadata.endswith(b'"}') for metadata in read_metadata(file))


@dataclass(frozen=True, slots=True)
class Folder:
    """A file for each page, at the input's path and name; and ``errors.jsonl``, if there were any."""

    format: str

    def render(self, article: Article) -> Any:
        return write(article, self.format)

    def write(self, shard: Path, rows: Sequence[Row]) -> None:
        shard.mkdir()
        errors = [json_row(row) for row in rows if row.error is not None]
        for row in rows:
            if row.error is None:
                file = shard / _inside(row.record.name, ENDINGS[self.format])
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(row.rendered, encoding="utf-8", errors="replace")
        if errors:
            lines = "".join(f"{json.dumps(error, ensure_ascii=False)}\n" for error in errors)
            (shard / _ERRORS).write_text(lines, encoding="utf-8", errors="replace")

    def join(self, shards: Sequence[Path], output: Path) -> None:
        output.mkdir()
        for shard in shards:
            for file in sorted(path for path in shard.rglob("*") if path.is_file()):
                place = output / file.relative_to(shard)
                place.parent.mkdir(parents=True, exist_ok=True)
                many = file.relative_to(shard) == Path(_ERRORS)  # a page that is given twice has one file
                with file.open("rb") as source, place.open("ab" if many else "wb") as target:
                    shutil.copyfileobj(source, target)

    def has_errors(self, output: Path) -> bool:
        return (output / _ERRORS).exists()


def _inside(name: str, ending: str) -> PurePath:
    """The path of an input as one below the output's folder, with an ending; ``..`` is a folder as others are."""
    parts = [_UP if part == ".." else part for part in PurePath(name).parts]
    *folders, last = (part.strip("/\\:") or "root" for part in parts)
    return PurePath(*folders, _short(last, ending))


def _short(name: str, ending: str) -> str:
    """A file's name with an ending; one that is too long for file systems is cut, and told from others by its digest."""
    whole = os.fsencode(name + ending)
    if len(whole) <= _MOST_NAME:
        return name + ending
    kept = os.fsencode(name)[: _MOST_NAME - 40].decode("utf-8", "ignore")
    return f"{kept}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}{ending}"


def _concatenate(shards: Sequence[Path], output: Path) -> None:
    with output.open("wb") as target:
        for shard in shards:
            with shard.open("rb") as source:
                shutil.copyfileobj(source, target)


assert set(ENDINGS) == set(FORMATS)
