"""Read the inputs of a command."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from contextlib import suppress

from stripper.errors import NotAPageError
from stripper.io.files import STDIN, check_apart, is_url, read_input, unpack

#: The commands, one of which may have been meant by an input that is not there.
COMMANDS = ("extract", "explain", "serve", "batch", "train", "evaluate", "info")


def check_apart_from(inputs: Iterable[str], output: str | None) -> None:
    """Refuse an output that is one of the inputs, before anything is written."""
    if output is not None and output != STDIN:
        for name in inputs:
            check_apart(name, output)


def read_page(name: str, url: str | None, most: int) -> tuple[bytes, str | None, str | None]:
    """An input's bytes, its Content-Type if a server told one, and its address if it is known."""
    if not is_url(name):
        data = read_input(name, most)
        _refuse_json_lines(data)
        return data, None, url
    from stripper.io.fetch import fetch

    data, content_type, final = fetch(name, max_bytes=most)
    return unpack(data, name, most), content_type, url or final


def cause_of(error: Exception, name: str) -> str:
    """What went wrong with an input, without its name."""
    if isinstance(error, MemoryError):
        return str(error) or "does not fit into memory"
    cause = error.strerror if isinstance(error, OSError) else None
    return (cause or str(error)).removeprefix(f"{name}: ") + _hint(error, name)


def _hint(error: Exception, name: str) -> str:
    """What may have been meant by an input that cannot be read."""
    if isinstance(error, IsADirectoryError):
        return ": `stripper batch` reads the pages of a folder"
    if isinstance(error, FileNotFoundError):
        for command in difflib.get_close_matches(name, COMMANDS, 1):
            return f": is the command `stripper {command}` meant?"
    return ""


def _refuse_json_lines(data: bytes) -> None:
    first = data.lstrip().partition(b"\n")[0]
    if first.startswith(b"{"):
        with suppress(ValueError, RecursionError):
            json.loads(first)
            raise NotAPageError("this is JSON Lines, not an HTML page: `stripper batch` reads it")
