"""Extract the pages of a run into one output, shard by shard."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

import stripper
from stripper import api
from stripper.batch.many import Result, batched, extract_batch
from stripper.batch.progress import Progress, progress_of
from stripper.batch.shards import Shards, open_shards
from stripper.batch.sinks import Folder, Row, Sink, sink_for
from stripper.batch.workers import Workers
from stripper.errors import InputError, OutputError, StripperError
from stripper.html.decode import decode
from stripper.io.files import check_apart, told_of
from stripper.io.records import PAGES, TEXTS, Fields, Record, extent_of, paths_of, read_records
from stripper.model.locate import model_folder
from stripper.model.store import read_manifest
from stripper.types import Limits

log = logging.getLogger("stripper")

#: So many records pass the classifier together; a shard holds those of so many such batches.
BATCH, SHARD = 16, 32
#: So many failing inputs are kept with their causes.
TOLD = 5
FIELDS = Fields()


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with each page: ``source`` is html or text; ``format`` that of a folder's files."""

    source: str = "html"
    metadata: bool = False
    leave_out: tuple[str, ...] = ()
    limits: Limits = api.LIMITS
    model: str | None = None
    format: str = "text"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records a run had, and how many of them had an error; names and causes of the first that failed since
    it began, or was gone on with."""

    records: int
    errors: int
    failures: Sequence[tuple[str, str]] = field(default=(), compare=False)


def run_batch(
    inputs: Sequence[str],
    output: str,
    task: Task = Task(),
    *,
    jobs: int = 1,
    include: tuple[str, ...] | None = None,
    fields: Fields = FIELDS,
    errors: str = "rows",
    timeout: float = 30.0,
    memory: int | None = None,
    resume: bool = False,
) -> Counts:
    """Extract every page behind the inputs into one output; the same bytes whatever ``jobs`` is.

    Args:
        inputs: as for :func:`~stripper.io.records.read_records`.
        output: its ending tells what is written: see :func:`~stripper.batch.sinks.sink_for`.
        task: what is done with each page.
        jobs: so many processes.
        include: patterns of the names that are read of a folder.
        fields: the names of the fields of JSON Lines.
        errors: an input that fails is a row with its error (``rows``), or none (``skip``), or ends the run (``strict``).
        timeout: a page may take so many seconds.
        memory: a process may take so many megabytes; None: no limit.
        resume: go on with the unfinished run of the same output.

    Raises:
        OutputError: the output cannot be written so, something stands there that would be lost, or
            its unfinished run is another one.
        InputError: with ``errors="strict"``, an input failed.
        ModelError: the model cannot be used.
        OSError: the output cannot be written.
    """
    sink = sink_for(output, task.format)
    included = include or (PAGES if task.source == "html" else TEXTS)
    manifest = read_manifest(model_folder(task.model or api.DEFAULT_MODELS[task.source]))
    api.load_model(task.model, task.source)  # an error of the model comes now
    told = {"inputs": list(inputs), "output": output, "task": asdict(task), "include": included, "errors": errors,
            "fields": asdict(fields), "model": manifest["sha256"], "version": stripper.__version__}  # fmt: skip
    shards = open_shards(Path(output), sink, told, resume)
    if shards.joined:
        shards.finish()
        return Counts(shards.records, shards.errors)
    _check_nothing_is_lost(Path(output), sink, paths_of(inputs, included))
    shards.begin()
    workers = Workers(partial(extract_rows, task=task, sink=sink), _failed, jobs, timeout, memory)
    records = _not_yet_done(_digested(read_records(inputs, included, fields, output, task.source)), shards)
    failures: list[tuple[str, str]] = []
    with progress_of(extent_of(inputs, included), shards.records) as bar, told_of(output):
        for rows in _shards_of(_shown(workers.results(batched(records, BATCH)), bar, shards.errors)):
            failed = _add(shards, rows, errors)
            failures += failed[: TOLD - len(failures)]
        shards.finish()
    return Counts(shards.records, shards.errors, failures)


def _check_nothing_is_lost(output: Path, sink: Sink, inputs: Iterable[str]) -> None:
    """What is finished takes the place of what stood there: that must be neither an input nor a folder's files."""
    if output.is_dir() and (not isinstance(sink, Folder) or any(output.iterdir())):
        raise OutputError(f"{output}: this is a folder with files in it: name another, or remove it")
    if output.exists():
        for name in inputs:
            check_apart(name, str(output))


def _digested(records: Iterable[Record]) -> Iterator[Record]:
    """The records, each with the digest of what was read up to it."""
    digest = hashlib.sha256()
    for record in records:
        data = record.data.encode() if isinstance(record.data, str) else record.data
        told = (record.name, record.url, record.content_type, record.id, record.error, len(data))
        digest.update(repr(told).encode())
        digest.update(data)
        yield replace(record, digest=digest.hexdigest())


def _not_yet_done(records: Iterator[Record], shards: Shards) -> Iterator[Record]:
    """The records behind those that the shards hold."""
    last = deque(islice(records, shards.records), maxlen=1)
    if shards.records and (not last or last[0].digest != shards.digest):
        raise OutputError(
            f"{shards.folder}: the inputs are not those of the unfinished run: remove the folder to begin anew"
        )
    yield from records


def _shown(results: Iterator[list[Row]], bar: Progress, errors: int) -> Iterator[list[Row]]:
    """The results, as they are counted on the terminal."""
    for rows in results:
        errors += sum(row.error is not None for row in rows)
        bar.told(rows, errors)
        yield rows


def _add(shards: Shards, rows: list[Row], errors: str) -> list[tuple[str, str]]:
    """Add the rows to the shards; names and causes of those that failed."""
    failed = [(row.record.name, row.error) for row in rows if row.error is not None]
    if failed and errors == "strict":
        raise InputError(": ".join(failed[0]))
    for name, cause in failed:
        log.info("%s: %s", name, cause)
    kept = rows if errors == "rows" else [row for row in rows if row.error is None]
    shards.add(kept, len(rows), len(failed), rows[-1].record.digest)
    return failed


def _shards_of(results: Iterator[list[Row]]) -> Iterator[list[Row]]:
    while rows := list(chain.from_iterable(islice(results, SHARD))):
        yield rows


def _failed(record: Record, error: str) -> Row:
    return Row(replace(record, data=b""), error=error)


def extract_rows(records: Sequence[Record], task: Task, sink: Sink) -> list[Row]:
    """What comes of some records, rendered for a sink."""
    results = iter(_extract([record for record in records if record.error is None], task))
    return [
        _row(record, next(results), sink) if record.error is None else _failed(record, record.error)
        for record in records
    ]


def _row(record: Record, result: Result, sink: Sink) -> Row:
    if isinstance(result, StripperError):
        return _failed(record, str(result))
    return Row(replace(record, data=b""), sink.render(result))


def _extract(records: Sequence[Record], task: Task) -> list[Result]:
    if task.source == "html":
        pages = [(record.data, record.url, record.content_type) for record in records]
        left_out = api.named_roles(task.leave_out)
        return extract_batch(pages, task.metadata, left_out, task.limits, task.model)
    return [_extract_text(record, task) for record in records]


def _extract_text(record: Record, task: Task) -> Result:
    try:
        text = record.data if isinstance(record.data, str) else decode(record.data)
        article = api.extract_from_text(text, leave_out=task.leave_out, limits=task.limits, model=task.model)
        return replace(article, url=record.url)
    except StripperError as error:
        return error
