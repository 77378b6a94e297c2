"""Read an input: a file, a gzip file, or standard input; and keep outputs apart from inputs."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from stripper.errors import InputError, OutputError, TooLargeError

STDIN = "-"
#: An input may have, and a gzip file may unpack to, at most this many bytes unless
#: told: a page is far smaller, and a few kilobytes can hold gigabytes.
MAX_UNPACKED = 100_000_000
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20


def is_url(name: str) -> bool:
    """Whether an input's name is an address of the web."""
    return name.lower().startswith(("http://", "https://"))


def read_input(name: str, most: int = MAX_UNPACKED) -> bytes:
    """The bytes behind ``name``: a path, or ``-`` for standard input; gzip is unpacked.

    No more is read than is needed to see that there are more than ``most`` bytes.

    Raises:
        TooLargeError: there are more bytes, packed or unpacked.
        InputError: the gzip data are damaged.
        OSError: the file cannot be read.
    """
    if name == STDIN:
        return unpack(_read(sys.stdin.buffer, f"{name}: has", most), name, most)
    with open(name, "rb") as file:
        return unpack(_read(file, f"{name}: has", most), name, most)


def unpack(data: bytes, name: str, most: int = MAX_UNPACKED) -> bytes:
    """``data``, unpacked if its first bytes are those of a gzip file (RFC 1952).

    Raises:
        TooLargeError: the gzip data unpack to more than ``most`` bytes.
        InputError: they are damaged.
    """
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as file:
            return _read(file, f"{name}: unpacks to", most)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{name}: damaged gzip data: {error}") from error


def _read(file: IO[bytes] | gzip.GzipFile, what: str, most: int) -> bytes:
    """All of a file that has at most so many bytes; in pieces, since a reader sets aside as much as it is asked for."""
    pieces, left = [], most + 1
    while left and (piece := file.read(min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise TooLargeError.passing("bytes", f"{what} more than {most:,} bytes")
    return b"".join(pieces)


def check_apart(name: str, output: str) -> None:
    """Refuse an output that is the same file as an input."""
    source = 0 if name == STDIN else name
    if os.path.isfile(output) and os.path.exists(source) and os.path.samefile(source, output):
        raise OutputError(f"{output}: this is one of the inputs: name another")


@contextmanager
def told_of(output: str) -> Iterator[None]:
    """Errors of the system that name no file are those of the output."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.strerror:
            error.filename = output
        raise
