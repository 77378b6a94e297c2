"""Do work in processes that may hang or die, without losing any of it, nor its order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")
R = TypeVar("R")

#: So many batches a process are worked on ahead of what was asked for.
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Workers(Generic[T, R]):
    """Processes that do ``work`` on batches; it gives a result for each item.

    ``failed`` makes the result of an item whose worker hung (for ``timeout`` seconds),
    ran out of memory (``memory`` megabytes; None: no limit) or died, from what happened.
    """

    work: Callable[[Sequence[T]], list[R]]
    failed: Callable[[T, str], R]
    jobs: int
    timeout: float
    memory: int | None

    def results(self, batches: Iterable[Sequence[T]]) -> Iterator[list[R]]:
        """The results of each batch, in their order."""
        # A process that begins anew holds nothing of this one's, whatever system it is on.
        pool = ProcessPool(
            max_workers=self.jobs,
            initializer=_begin,
            initargs=(self.memory,),
            context=multiprocessing.get_context("spawn"),
        )
        waiting: deque[tuple[Sequence[T], Future]] = deque()
        try:
            for batch in batches:
                waiting.append((batch, self._schedule(pool, batch)))
                if len(waiting) >= AHEAD * self.jobs:
                    yield self._finished(pool, *waiting.popleft())
            while waiting:
                yield self._finished(pool, *waiting.popleft())
        finally:
            pool.stop()
            pool.join()

    def _schedule(self, pool: ProcessPool, batch: Sequence[T]) -> Future:
        return pool.schedule(self.work, args=(batch,), timeout=self.timeout)

    def _finished(self, pool: ProcessPool, batch: Sequence[T], future: Future) -> list[R]:
        """The results of a batch; where it failed, those of its items one by one."""
        try:
            return future.result()
        except Exception as error:  # whatever it is, the others must not be lost
            if len(batch) > 1:
                return [
                    row
                    for item in batch
                    for row in self._finished(pool, [item], self._schedule(pool, [item]))
                ]
            return [self.failed(batch[0], self._cause(error))]

    def _cause(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"took more than {self.timeout:g} seconds"
        if isinstance(error, MemoryError):
            return f"took more than {self.memory} megabytes of memory"
        if isinstance(error, ProcessExpired):
            return f"its process died (exit code {error.exitcode})"
        return f"{type(error).__name__}: {error}"


def _begin(memory: int | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began this one ends it
    if memory is not None:
        _limit(memory)


def _limit(memory: int) -> None:
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (memory * 1_000_000, memory * 1_000_000))


def processors() -> int:
    """How many processors this machine has."""
    return multiprocessing.cpu_count()
