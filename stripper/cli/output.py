"""Write what comes out of a command, and tell what went wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from stripper.io.files import STDIN, told_of

#: Exit statuses.
OK, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def write_out(pieces: Iterable[str], output: str | None) -> None:
    """Write to a file, or to standard output where none is named."""
    if output is None or output == STDIN:
        _print(pieces)
        return
    # Opened once there is something to write: a failure leaves an older file as it was.
    iterator = iter(pieces)
    first = next(iterator, None)
    if first is not None:
        with told_of(output), open(output, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(first)
            file.writelines(iterator)


def _print(pieces: Iterable[str]) -> None:
    try:
        with told_of("standard output"):
            sys.stdout.writelines(pieces)
            sys.stdout.flush()
    except OSError:
        # What is left must not be flushed at exit (docs.python.org, library/signal, "Note on SIGPIPE").
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def complain(cause: str, name: str | None = None) -> None:
    """Tell on standard error what went wrong, and with which input."""
    print("stripper", *([] if name is None else [name or "''"]), cause, sep=": ", file=sys.stderr)
