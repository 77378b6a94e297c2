"""Read what is compressed with gzip or Zstandard, also past a member that is damaged."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from stripper.errors import InputError, MissingExtraError


@dataclass(frozen=True, slots=True)
class Packing:
    """A way to compress: ``magic`` is what each member begins with, ``piece`` so many bytes are unpacked at a time.

    A few bytes of Zstandard may hold hundreds of kilobytes, hence its small pieces.
    """

    name: str
    magic: bytes
    piece: int
    begin: Callable[[], Any]
    damaged: type[Exception]


def packing_of(start: bytes) -> Packing | None:
    """How data that begin like this are compressed; None if they are not.

    Raises:
        MissingExtraError: Zstandard's package is not installed.
    """
    if start.startswith(b"\x1f\x8b\x08"):
        return Packing("gzip", b"\x1f\x8b\x08", 1 << 14, lambda: zlib.decompressobj(31), zlib.error)
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        zstd = zstandard()
        return Packing("Zstandard", b"\x28\xb5\x2f\xfd", 1 << 10, _begin_zstandard, zstd.ZstdError)
    return None


def _begin_zstandard() -> Any:
    return zstandard().ZstdDecompressor().decompressobj()


class Unpacked(io.RawIOBase):
    """What the members of a compressed stream hold.

    Data that are damaged raise an :class:`~stripper.InputError`, behind which
    :meth:`skip` goes on with the next member.
    """

    def __init__(self, raw: IO[bytes], packing: Packing) -> None:
        self._raw, self._packing = raw, packing
        self._member: Any = None
        self._packed, self._ready = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and self._unpack():
            pass
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _unpack(self) -> bool:
        """Unpack a piece; whether there was one."""
        self._packed = self._packed or self._raw.read(self._packing.piece)
        if self._member is None:
            self._packed = self._packed.lstrip(b"\0")  # gzip members may be padded
            if not self._packed:
                return False
            self._member = self._packing.begin()
        if not self._packed:
            raise InputError(f"damaged {self._packing.name} data: cut off")
        try:
            self._ready = memoryview(self._member.decompress(self._packed))
        except self._packing.damaged as error:
            raise InputError(f"damaged {self._packing.name} data: {error}") from error
        self._packed = self._member.unused_data if self._member.eof else b""
        if self._member.eof:
            self._member = None
        return True

    def skip(self) -> bool:
        """Leave out what is left of a damaged member; whether another one follows."""
        magic, rest = self._packing.magic, self._packed[1:]
        self._member, self._ready = None, memoryview(b"")
        while (place := rest.find(magic)) < 0:
            more = self._raw.read(self._packing.piece)
            if not more:
                self._packed = b""
                return False
            rest = rest[1 - len(magic) :] + more
        self._packed = rest[place:]
        return True


def unpacked(raw: io.BufferedReader[Any]) -> Unpacked | io.BufferedReader[Any]:
    """A stream, unpacked on the way if its first bytes are those of gzip or Zstandard.

    Raises:
        MissingExtraError: Zstandard's package is not installed.
    """
    packing = packing_of(raw.peek(4))
    return Unpacked(raw, packing) if packing else raw


def zstandard() -> Any:
    """The package zstandard."""
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError("Zstandard", "zstd") from error
    return zstandard
