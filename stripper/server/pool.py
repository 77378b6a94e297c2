"""Processes that work on requests: a page that hangs or kills its process harms no other."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError

from pebble import ProcessExpired, ProcessPool

from stripper.errors import StripperError
from stripper.server.work import Input, load_models
from stripper.types import Limits

#: So many requests for each process are kept waiting; more are told to come again.
WAITING = 16


class UnansweredError(StripperError):
    """A request could not be answered; ``status`` is that of HTTP (RFC 9110, section 15)."""

    def __init__(self, status: int, cause: str) -> None:
        super().__init__(cause)
        self.status = status


class Pool:
    """As many processes as there are ``jobs``; one that takes more than ``timeout`` seconds is ended."""

    def __init__(self, jobs: int, timeout: float, model: str | None, limits: Limits) -> None:
        self._jobs, self._timeout, self._model, self._limits = jobs, timeout, model, limits
        self._waiting = 0

    def __enter__(self) -> Pool:
        self._pool = self._made()
        return self

    def _made(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._jobs,
            initializer=_begin,
            initargs=(self._model,),
            context=multiprocessing.get_context("spawn"),
        )

    def __exit__(self, *_: object) -> None:
        self._pool.stop()
        self._pool.join()

    async def do(self, work: Callable[[Input, str | None, Limits], str], sent: Input) -> str:
        """What ``work`` makes of the input.

        Raises:
            StripperError: as the work does.
            UnansweredError: it took too long, killed its process, or too many others wait.
        """
        if self._waiting >= WAITING * self._jobs:
            raise UnansweredError(503, "too many requests wait: come again later")
        self._waiting += 1
        try:
            return await self._answer(work, sent)
        except (TimeoutError, asyncio.TimeoutError):  # Python 3.10 has two
            raise UnansweredError(504, f"it took more than {self._timeout:g} seconds") from None
        except ProcessExpired as error:
            raise UnansweredError(500, f"its process died (exit code {error.exitcode})") from None
        finally:
            self._waiting -= 1

    async def _answer(self, work: Callable[[Input, str | None, Limits], str], sent: Input) -> str:
        """The same; a pool of which a process died that had no work is replaced first."""
        pool, args = self._pool, (sent, self._model, self._limits)
        try:
            return await asyncio.wrap_future(pool.schedule(work, args=args, timeout=self._timeout))
        except RuntimeError:
            if pool.active:
                raise
        if self._pool is pool:  # no other request has replaced it
            self._pool = self._made()
            pool.stop()
            await asyncio.to_thread(pool.join)
        return await asyncio.wrap_future(self._pool.schedule(work, args=args, timeout=self._timeout))


def _begin(model: str | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began this one ends it
    load_models(model)
