"""Write results as Parquet: a row for each page, its related groups as a nested list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stripper.batch.sinks import Row, json_row
from stripper.errors import MissingExtraError
from stripper.types import Article


def related_type() -> Any:
    """Related groups, as a ``pyarrow.DataType``."""
    pa = _pyarrow()
    text = pa.string()
    link = pa.struct([("title", text), ("url", text)])
    return pa.list_(pa.struct([("heading", text), ("kind", text), ("links", pa.list_(link))]))


def schema() -> Any:
    """The columns, as a ``pyarrow.Schema``."""
    pa = _pyarrow()
    text = pa.string()
    metadata = pa.struct([(name, text) for name in ("author", "date", "site", "language", "image")])
    return pa.schema(
        [
            *((name, text) for name in ("input", "id", "url", "title", "text")),
            ("related", related_type()),
            ("metadata", metadata),
            ("source", text),
            ("confidence", pa.float32()),
            ("error", text),
        ]
    )


@dataclass(frozen=True, slots=True)
class Parquet:
    """A row group for each shard."""

    def __post_init__(self) -> None:
        _pyarrow()

    def render(self, article: Article) -> Any:
        return article.as_dict()

    def write(self, shard: Path, rows: Sequence[Row]) -> None:
        import pyarrow.parquet as pq

        table = _pyarrow().Table.from_pylist([json_row(row) for row in rows], schema=schema())
        pq.write_table(table, shard, compression="zstd")

    def join(self, shards: Sequence[Path], output: Path) -> None:
        import pyarrow.parquet as pq

        with pq.ParquetWriter(output, schema(), compression="zstd") as writer:
            for shard in shards:
                writer.write_table(pq.read_table(shard))

    def has_errors(self, output: Path) -> bool:
        import pyarrow.parquet as pq

        errors = pq.read_table(output, columns=["error"])["error"]
        return bool(errors.null_count < len(errors))


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("Parquet", "parquet") from error
    return pyarrow
