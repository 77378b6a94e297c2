"""Do work in processes that may hang or die, without losing any of it, nor its order."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from stripper.errors import StripperError

T = TypeVar("T")
R = TypeVar("R")

#: So many batches a process are worked on ahead of what was asked for.
AHEAD = 3


class WorkError(Exception):
    """What went wrong in another process, as text: some errors, such as lxml's, do not pass between processes."""


@dataclass(slots=True)
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
    _pool: ProcessPool = field(init=False)
    #: What is worked on, in order; without a future what is yet to be given to the pool.
    _waiting: deque[tuple[Sequence[T], Future | None]] = field(init=False, default_factory=deque)

    def results(self, batches: Iterable[Sequence[T]]) -> Iterator[list[R]]:
        """The results of each batch, in their order.

        Raises:
            StripperError: a process cannot even begin with so little memory.
        """
        self._begin()
        try:
            self._check_memory()
            for batch in batches:
                self._waiting.append((batch, self._schedule(batch)))
                if len(self._waiting) >= AHEAD * self.jobs:
                    yield self._next()
            while self._waiting:
                yield self._next()
        finally:
            self._end()

    def _begin(self) -> None:
        # A process that begins anew holds nothing of this one's, whatever system it is on.
        self._pool = ProcessPool(
            max_workers=self.jobs,
            initializer=_begin,
            initargs=(self.memory,),
            context=multiprocessing.get_context("spawn"),
        )

    def _end(self) -> None:
        self._pool.stop()
        self._pool.join()

    def _begin_anew(self) -> None:
        """Take another pool for one that broke: a worker died between two batches, or could not begin."""
        self._end()
        self._begin()
        self._waiting = deque((batch, None) for batch, _ in self._waiting)

    def _check_memory(self) -> None:
        if self.memory is None:
            return
        try:
            self._result(self._schedule([]))
        except Exception as error:  # whatever it is, no process can work so
            raise StripperError(
                f"{self.memory} megabytes of memory are too few for a process to begin with"
            ) from error

    def _schedule(self, batch: Sequence[T]) -> Future:
        try:
            with _interrupts_blocked():  # the first time, the pool begins its processes
                return self._pool.schedule(_do, args=(self.work, batch), timeout=self.timeout)
        except RuntimeError as error:  # the pool broke a moment ago
            future: Future = Future()
            future.set_exception(BrokenProcessPool(str(error)))
            return future

    def _result(self, future: Future) -> list[R]:
        while True:
            try:
                return future.result(1)
            except TimeoutError:
                if future.done():  # it is the work that took too long, or it has just ended
                    return future.result()
                if not self._pool.active:  # what a broken pool has not begun with it leaves as it is
                    raise BrokenProcessPool from None

    def _next(self) -> list[R]:
        """The results of the next batch; where it failed, those of its items one by one."""
        batch, future = self._waiting.popleft()
        try:
            return self._result(future or self._schedule(batch))
        except BrokenProcessPool:
            self._begin_anew()
        except Exception as error:  # whatever it is, the others must not be lost
            if len(batch) == 1:
                return [self.failed(batch[0], self._cause(error))]
        rows = [self._alone(item) for item in batch]
        self._waiting = deque((batch, future or self._schedule(batch)) for batch, future in self._waiting)
        return rows

    def _alone(self, item: T) -> R:
        for _ in range(2):  # the first time it may be another batch that breaks the pool
            try:
                return self._result(self._schedule([item]))[0]
            except BrokenProcessPool:
                self._begin_anew()
            except Exception as error:
                return self.failed(item, self._cause(error))
        return self.failed(item, "its process died before it could begin with it")

    def _cause(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"took more than {self.timeout:g} seconds"
        if isinstance(error, MemoryError):
            return f"took more than {self.memory} megabytes of memory"
        if isinstance(error, ProcessExpired):
            return f"its process died (exit code {error.exitcode})"
        return str(error) if isinstance(error, WorkError) else f"{type(error).__name__}: {error}"


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Threads that begin meanwhile, and their processes, never hear Ctrl-C: not even before ``_begin``."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    resource_tracker.ensure_running()  # begun later, it would unblock interrupts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _do(work: Callable[[Sequence[T]], list[R]], batch: Sequence[T]) -> list[R]:
    try:
        return work(batch)
    except MemoryError:
        raise
    except Exception as error:
        raise WorkError(f"{type(error).__name__}: {error}") from None


def _begin(memory: int | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began this one ends it
    if memory is not None:
        _limit(memory)


def _limit(memory: int) -> None:
    import resource  # not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (memory * 1_000_000, memory * 1_000_000))
