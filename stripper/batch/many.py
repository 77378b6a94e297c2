"""Many pages in, results out: the classifier sees a batch at a time, and processes share the batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, TypeAlias, TypeVar

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


def extract_many(
    pages: Iterable[Input],
    *,
    urls: Iterable[str | None] | None = None,
    jobs: int = 1,
    metadata: bool = False,
    leave_out: Roles = (),
    limits: Limits = api.LIMITS,
    model: AnyModel = None,
) -> Iterator[Result]:
    """Extract the articles of many pages, in their order.

    The pages are read as the results are asked for, some batches ahead.

    Args:
        pages: as for :func:`~stripper.extract`; bytes, bytearray or str where there are several jobs.
        urls: the URL of each page, or None where it is not known.
        jobs: so many processes; -1 for one a core.
        metadata, leave_out, limits: as for :func:`~stripper.extract`.
        model: a model, its name or its folder; the shipped one by default.

    Yields:
        For each page its article, or the error for which it has none (an
        :class:`~stripper.StripperError`, such as that it is an image).

    Raises:
        ModelError: the model cannot be used.
        TypeError: a page is of none of the types.
        ValueError: there is no such role, or not one URL for each page.

    >>> import stripper
    >>> pages = ["<p>It rained.</p>", b"%PDF-1.7"]
    >>> [type(result).__name__ for result in stripper.extract_many(pages)]
    ['Article', 'NotAPageError']
    """
    read = partial(
        extract_batch, metadata=metadata, left_out=api.named_roles(leave_out), limits=limits, model=model
    )
    api.load_model(model)  # an error of the model comes now
    known = repeat(None) if urls is None else urls
    given = ((page, url, None) for page, url in zip(pages, known, strict=urls is not None))
    if jobs == 1:
        return chain.from_iterable(map(read, batched(given, BATCH)))
    return chain.from_iterable(_in_processes(read, batched(given, BATCH), jobs))


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, so many at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _in_processes(read: partial[list[Result]], batches: Iterator[Batch], jobs: int) -> Iterator[list[Result]]:
    from joblib import Parallel, delayed  # here, since one process does without

    return Parallel(n_jobs=jobs, return_as="generator")(delayed(read)(batch) for batch in batches)


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
