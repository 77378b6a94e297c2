"""Many pages in, results out: the classifier sees a batch at a time, and processes share the batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from stripper import api
from stripper.errors import StripperError
from stripper.types import Article, Limits

if TYPE_CHECKING:
    from stripper.api import AnyModel, Input, Roles

    #: Pages, each with its URL and the HTTP header Content-Type.
    Batch: TypeAlias = Sequence[tuple[Input, str | None, str | None]]

Result: TypeAlias = Article | StripperError
T = TypeVar("T")

#: So many pages pass the classifier together.
BATCH = 16
#: So many batches a process are worked on ahead of what was asked for.
AHEAD = 2
_MISSING: Any = object()
_ONE_PAGE = (str, bytes, bytearray, memoryview)


def extract_many(
    pages: Iterable[Input],
    *,
    urls: Iterable[str | None] | None = None,
    content_types: Iterable[str | None] | None = None,
    jobs: int = 1,
    metadata: bool = False,
    leave_out: Roles = (),
    limits: Limits = api.LIMITS,
    model: AnyModel = None,
) -> Iterator[Result]:
    """Extract the articles of many pages, in their order.

    The pages are read as the results are asked for, some batches ahead.  An error of
    ``pages`` itself comes behind the results of those before it.

    Args:
        pages: as for :func:`~stripper.extract`; bytes, bytearray or str where there are several jobs.
        urls: the URL of each page, or None where it is not known.
        content_types: the HTTP header ``Content-Type`` of each page, or None.
        jobs: so many processes; -1 for one a core.
        metadata, leave_out, limits: as for :func:`~stripper.extract`.
        model: a model, its name or its folder; the shipped one by default.

    Yields:
        For each page its article, or the error for which it has none (an
        :class:`~stripper.StripperError`, such as that it is an image).

    Raises:
        ModelError: the model cannot be used.
        TypeError: ``pages`` is one page, or an argument is of no type that it may have.
        ValueError: there is no such role, or not one URL or Content-Type for each page, or ``jobs`` is 0.

    >>> import stripper
    >>> pages = ["<p>It rained.</p>", b"%PDF-1.7"]
    >>> [type(result).__name__ for result in stripper.extract_many(pages)]
    ['Article', 'NotAPageError']
    """
    if isinstance(pages, _ONE_PAGE):
        raise TypeError(
            f"pages must be several pages, such as a list of them, not one {type(pages).__name__}"
        )
    if jobs == 0:
        raise ValueError("jobs must be 1 or more, or -1 for one a core, not 0")
    api.check_limits(limits)
    read = partial(
        extract_batch, metadata=metadata, left_out=api.named_roles(leave_out), limits=limits, model=model
    )
    api.load_model(model)  # an error of the model comes now
    given = _with(_with(((page,) for page in pages), urls, "URLs"), content_types, "Content-Types")
    errors: list[Exception] = []
    batches: Iterator[Batch] = batched(_before_error(given, errors), BATCH)
    results = chain.from_iterable(map(read, batches)) if jobs == 1 else _in_processes(read, batches, jobs)
    return _and_then(results, errors)


def _with(
    pages: Iterable[tuple[Any, ...]], told: Iterable[str | None] | None, what: str
) -> Iterator[tuple[Any, ...]]:
    """The pages, each with what is told of it, or None."""
    if told is None:
        yield from ((*page, None) for page in pages)
        return
    for page, one in zip_longest(pages, told, fillvalue=_MISSING):
        if page is _MISSING or one is _MISSING:
            few, many = (what, "pages") if one is _MISSING else ("pages", what)
            raise ValueError(f"there are fewer {few} than {many}: give one for each page, or None")
        yield (*page, one)


def _before_error(items: Iterable[T], errors: list[Exception]) -> Iterator[T]:
    """The items up to where they end or fail; the error is put into the list."""
    try:
        yield from items
    except Exception as error:  # whatever it is, what came before it must not be lost
        errors.append(error)


def _and_then(results: Iterable[Result], errors: list[Exception]) -> Iterator[Result]:
    yield from results
    for error in errors:
        raise error


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, so many at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _in_processes(read: partial[list[Result]], batches: Iterator[Batch], jobs: int) -> Iterator[Result]:
    from joblib import effective_n_jobs  # here, since one process does without

    # Its processes need no guard around the main module.
    from joblib.externals.loky import ProcessPoolExecutor

    jobs = effective_n_jobs(jobs)
    executor = ProcessPoolExecutor(jobs, env={"OMP_NUM_THREADS": "1"})
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for batch in batches:
            waiting.append(executor.submit(read, batch))
            if len(waiting) >= AHEAD * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        executor.shutdown(kill_workers=True)


def extract_batch(
    batch: Batch, metadata: bool, left_out: frozenset[str], limits: Limits, model: AnyModel
) -> list[Result]:
    """The article of each page, or its error."""
    results: list[Result | None] = []
    read = []
    for page, url, content_type in batch:
        try:
            read.append((*api.read_page(page, url, content_type, limits), url))
            results.append(None)
        except StripperError as error:
            results.append(error)
    articles = iter(
        api.read_articles([(page, url) for _, page, url in read], api.load_model(model), left_out)
    )
    if metadata:
        articles = (
            api.with_metadata(article, root, page.head) for article, (root, page, _) in zip(articles, read)
        )
    return [next(articles) if result is None else result for result in results]
