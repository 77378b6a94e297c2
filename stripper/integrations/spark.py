"""Extract on Spark: a DataFrame of pages becomes one of articles; WARC files become one of pages.

from stripper.integrations import spark
pages = spark.read_warc(session, ["hdfs:///crawl/a.warc.gz", ...])
spark.extract(pages, "html", "url").write.parquet("articles")
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import stripper
from stripper import api
from stripper.batch.many import Result, extract_batch
from stripper.batch.parquet import related_type
from stripper.model.classifier import Model
from stripper.model.locate import is_path

if TYPE_CHECKING:
    from stripper.batch.many import Batch

try:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession
except ImportError as error:
    raise stripper.MissingExtraError("Spark", "spark") from error

_LINK = "struct<title: string, url: string>"
_GROUP = f"struct<heading: string, kind: string, links: array<{_LINK}>>"
#: What a row of :func:`extract` has beside the columns that are kept.
ARTICLE = f"title string, text string, related array<{_GROUP}>, source string, confidence float, error string"
#: What a row of :func:`read_warc` has.
PAGE = "id string, url string, date string, content_type string, html binary, error string"
_COLUMNS = ("title", "text", "related", "source", "confidence")
#: So many rows pass the classifier together.
BATCH = 16


def extract(
    pages: DataFrame,
    html_col: str,
    url_col: str | None = None,
    content_type_col: str | None = None,
    *,
    leave_out: api.Roles = (),
    limits: stripper.Limits = api.LIMITS,
    model: api.AnyModel = None,
) -> DataFrame:
    """The articles of a DataFrame of pages, a row each; the columns of the pages but ``html_col`` are kept.

    Args:
        pages: with the pages in a column of strings or bytes.
        html_col: the name of that column.
        url_col: the name of that of their URLs.
        content_type_col: the name of that of the HTTP header ``Content-Type``, for pages as bytes.
        leave_out, limits: as for :func:`stripper.extract_many`.
        model: the name of a model, or a folder that each worker has.

    A page that cannot be read is a row with an ``error``, and so is one that has an ``error``
    already, as :func:`read_warc` gives.  The model is loaded once for each worker.

    Raises:
        ValueError: the pages have no such column, another one has the name of one of an article's, or there
            is no such role.
        ModelError: the model of this name cannot be used.  A folder is looked at by the workers alone.
    """
    _check_columns(pages, (html_col, url_col, content_type_col))
    if model is None or isinstance(model, Model) or not is_path(model):
        api.load_model(model)
    read = partial(
        extract_batch, metadata=False, left_out=api.named_roles(leave_out), limits=limits, model=model
    )
    kept = [field for field in pages.schema.fields if field.name not in (html_col, "error")]
    doubled = sorted({field.name for field in kept}.intersection(_COLUMNS))
    if doubled:
        raise ValueError(f"the pages have columns that an article has too: rename {', '.join(doubled)}")
    schema = ", ".join([*(f"`{field.name}` {field.dataType.simpleString()}" for field in kept), ARTICLE])
    told = "error" if "error" in pages.columns else None
    columns = _Columns(html_col, url_col, content_type_col, told, tuple(field.name for field in kept))
    return pages.mapInArrow(partial(_extract, columns=columns, read=read), schema)


def _check_columns(pages: DataFrame, named: Sequence[str | None]) -> None:
    missing = [repr(name) for name in named if name is not None and name not in pages.columns]
    if missing:
        raise ValueError(
            f"the pages have no column {', '.join(missing)}: they have {', '.join(pages.columns)}"
        )


@dataclass(frozen=True, slots=True)
class _Columns:
    """The names of the pages' columns; None for those that they have not got."""

    html: str
    url: str | None
    content_type: str | None
    error: str | None
    kept: tuple[str, ...]


def _extract(
    batches: Iterator[pa.RecordBatch], columns: _Columns, read: Callable[[Batch], list[Result]]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, BATCH):
            part = batch.slice(start, BATCH)
            names = (columns.html, columns.url, columns.content_type, columns.error)
            pages, urls, types, errors = (
                part.column(name).to_pylist() if name else [None] * part.num_rows for name in names
            )
            given = [
                (page if page is not None else "", url, kind) for page, url, kind in zip(pages, urls, types)
            ]
            rows = list(map(_row, read(given), errors))
            yield _beside(part.select(list(columns.kept)), rows)


def _row(result: Result, error: str | None) -> dict[str, Any]:
    if error is not None or isinstance(result, stripper.StripperError):
        return {**dict.fromkeys(_COLUMNS), "error": error or str(result)}
    record = result.as_dict()
    return {**{name: record[name] for name in _COLUMNS}, "error": None}


def _beside(kept: pa.RecordBatch, rows: list[dict[str, Any]]) -> pa.RecordBatch:
    made = pa.RecordBatch.from_pylist(rows, schema=_article_schema())
    return pa.RecordBatch.from_arrays(
        [*kept.columns, *made.columns], names=[*kept.schema.names, *made.schema.names]
    )


def _article_schema() -> pa.Schema:
    text = pa.string()
    return pa.schema(
        [("title", text), ("text", text), ("related", related_type()), ("source", text),
         ("confidence", pa.float32()), ("error", text)]
    )  # fmt: skip


def read_warc(session: SparkSession, paths: str | Path | Sequence[str | Path]) -> DataFrame:
    """The HTML pages of a WARC file or several, a row each, of whatever file system Spark reads; a file is one task.

    Pages are responses with status 200, and resources; a file without any is a row with an ``error``.
    """
    named = [paths] if isinstance(paths, (str, Path)) else paths
    files = session.read.format("binaryFile").load(list(map(str, named))).select("path", "content")
    return files.mapInArrow(_read, PAGE)


def _read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    from stripper.io.streams import unpacked
    from stripper.io.warc import read_warc as read

    schema = pa.schema([(name, pa.binary() if name == "html" else pa.string()) for name in _PAGE_COLUMNS])
    for batch in batches:
        for path, content in zip(batch.column("path").to_pylist(), batch.column("content")):
            rows = []
            stream = io.BufferedReader(io.BytesIO(content.as_buffer()))
            for record in read(path, unpacked(stream)):
                rows.append(
                    {"id": record.id or record.name, "url": record.url, "date": record.date,
                     "content_type": record.content_type, "html": record.data or b"", "error": record.error}
                )  # fmt: skip
                if len(rows) == BATCH:
                    yield pa.RecordBatch.from_pylist(rows, schema=schema)
                    rows = []
            if rows:
                yield pa.RecordBatch.from_pylist(rows, schema=schema)


_PAGE_COLUMNS = ("id", "url", "date", "content_type", "html", "error")
