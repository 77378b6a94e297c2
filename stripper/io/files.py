"""Read an input: a file, a gzip file, or standard input."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from pathlib import Path

from stripper.errors import InputError

STDIN = "-"
#: A gzip file may unpack to at most this many bytes: a page is far smaller,
#: and a few kilobytes can hold gigabytes.
MAX_UNPACKED = 100_000_000
_GZIP = b"\x1f\x8b"


def read_input(name: str) -> bytes:
    """The bytes behind ``name``: a path, or ``-`` for standard input; gzip is unpacked.

    Raises:
        InputError: the gzip data are damaged or too large.
        OSError: the file cannot be read.
    """
    data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    return unpack(data, name)


def unpack(data: bytes, name: str) -> bytes:
    """``data``, unpacked if its first bytes are those of a gzip file (RFC 1952).

    Raises:
        InputError: the gzip data are damaged, or unpack to more than MAX_UNPACKED bytes.
    """
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as file:
            unpacked = file.read(MAX_UNPACKED + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{name}: damaged gzip data: {error}") from error
    if len(unpacked) > MAX_UNPACKED:
        raise InputError(f"{name}: unpacks to more than {MAX_UNPACKED} bytes")
    return unpacked
