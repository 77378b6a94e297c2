"""Extract on Spark: a DataFrame of pages becomes one of articles; WARC files become one of pages.

from stripper.integrations import spark
pages = spark.read_warc(session, ["hdfs:///crawl/a.warc.gz", ...])
spark.extract(pages, "html", "url").write.parquet("articles")
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import stripper
from stripper.article.write import record_of

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


def extract(pages: DataFrame, html_col: str, url_col: str | None = None, **options: Any) -> DataFrame:
    """The articles of a DataFrame of pages, a row each; the columns of the pages but ``html_col`` are kept.

    Args:
        pages: with the pages in a column of strings or bytes.
        html_col: the name of that column.
        url_col: the name of that of their URLs.
        options: ``leave_out``, ``limits`` and ``model`` (a name, or a folder that each worker
            has), as for :func:`stripper.extract_many`.

    A page that cannot be read is a row with an ``error``.  The model is loaded once for each worker.
    """
    kept = [field for field in pages.schema.fields if field.name != html_col]
    taken = {name.split()[0] for name in ARTICLE.split(", ") if " " in name}
    kept = [field for field in kept if field.name not in taken or field.name == url_col]
    schema = ", ".join([*(f"`{field.name}` {field.dataType.simpleString()}" for field in kept), ARTICLE])
    names = [field.name for field in kept]
    work = partial(_extract, html=html_col, url=url_col, kept=names, options=options)
    return pages.mapInArrow(work, schema)


def _extract(
    batches: Iterator[pa.RecordBatch],
    html: str,
    url: str | None,
    kept: Sequence[str],
    options: dict[str, Any],
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, BATCH):
            part = batch.slice(start, BATCH)
            pages = [page if page is not None else "" for page in part.column(html).to_pylist()]
            urls = part.column(url).to_pylist() if url else None
            results = stripper.extract_many(pages, urls=urls, **options)
            rows = [_row(result) for result in results]
            yield _beside(part.select(list(kept)), rows)


def _row(result: stripper.Article | stripper.StripperError) -> dict[str, Any]:
    if isinstance(result, stripper.StripperError):
        return {**dict.fromkeys(_COLUMNS), "error": str(result)}
    record = record_of(result)
    return {**{name: record[name] for name in _COLUMNS}, "error": None}


def _beside(kept: pa.RecordBatch, rows: list[dict[str, Any]]) -> pa.RecordBatch:
    made = pa.RecordBatch.from_pylist(rows, schema=_article_schema())
    return pa.RecordBatch.from_arrays(
        [*kept.columns, *made.columns], names=[*kept.schema.names, *made.schema.names]
    )


def _article_schema() -> pa.Schema:
    text = pa.string()
    link = pa.struct([("title", text), ("url", text)])
    group = pa.struct([("heading", text), ("kind", text), ("links", pa.list_(link))])
    return pa.schema(
        [("title", text), ("text", text), ("related", pa.list_(group)), ("source", text),
         ("confidence", pa.float32()), ("error", text)]
    )  # fmt: skip


def read_warc(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    """The HTML pages of WARC files, a row each, of whatever file system Spark reads; a file is one task."""
    files = session.read.format("binaryFile").load(list(paths)).select("path", "content")
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
