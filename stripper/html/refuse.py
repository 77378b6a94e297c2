"""Refuse data that plainly are no page, by their first bytes."""

from __future__ import annotations

import codecs
import re

from stripper.errors import NotAPageError

#: The first bytes of what is not a page, and what it is.
MAGIC = {
    b"%PDF-": "a PDF document",
    b"%!PS": "a PostScript document",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a Microsoft Office document",
    b"\x89PNG\r\n\x1a\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"\x00\x00\x01\x00": "an icon image",
    b"\x00\x00\x00\x0cjP  \r\n\x87\n": "a JPEG 2000 image",
    b"\xff\x4f\xff\x51": "a JPEG 2000 image",
    b"\x00\x00\x00\x0cJXL \r\n\x87\n": "a JPEG XL image",
    b"\xff\x0a": "a JPEG XL image",
    b"8BPS\x00": "a Photoshop image",
    b"OggS": "an Ogg recording",
    b"ID3\x02": "an MP3 recording",
    b"ID3\x03": "an MP3 recording",
    b"ID3\x04": "an MP3 recording",
    b"fLaC": "a FLAC recording",
    b"\x1aE\xdf\xa3": "a Matroska or WebM video",
    b"FLV\x01": "a Flash video",
    b"\x1f\x8b": "gzip-compressed data: decompress it first",
    b"\x28\xb5\x2f\xfd": "Zstandard-compressed data: decompress it first",
    b"\xfd7zXZ\x00": "xz-compressed data: decompress it first",
    b"BZh91AY&SY": "bzip2-compressed data: decompress it first",
    b"\x04\x22\x4d\x18": "LZ4-compressed data: decompress it first",
    b"]\x00\x00": "LZMA-compressed data: decompress it first",
    b"\x1f\x9d": "LZW-compressed data: decompress it first",
    b"PK\x03\x04": "a zip archive or an Office document",
    b"PK\x05\x06": "a zip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"MSCF\x00\x00\x00\x00": "a cabinet archive",
    b"!<arch>\n": "an ar archive or a Debian package",
    b"WARC/1.": "a WARC file: read its records first",
    b"\x7fELF": "an executable",
    b"MZ\x90\x00": "an executable",
    b"\x00asm": "a WebAssembly module",
    b"wOFF": "a font",
    b"wOF2": "a font",
    b"SQLite format 3\x00": "an SQLite database",
    b"PAR1\x15": "a Parquet file",
}
_MAGIC_STARTS = tuple(MAGIC)
#: RIFF and ISO media name their kind after a length, at bytes 8-12 and 4-8.
RIFF_KINDS = {b"WEBP": "a WebP image", b"WAVE": "a WAV recording", b"AVI ": "an AVI video"}
ISO_KINDS = {b"avif": "an AVIF image", b"heic": "a HEIC image"}
#: Where the first bytes alone may be text, what follows them tells: sizes and types in BMP, Flash and Mach-O,
#: digits throughout in cpio's header.
PATTERNS = {
    re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}", re.S): "a BMP image",
    re.compile(rb"[CFZ]WS[\x01-\x3f].{3}[\0-\x07]", re.S): "a Flash film",
    re.compile(rb"07070(?:[12][0-9A-Fa-f]{104}|7[0-7]{70})"): "a cpio archive",
    re.compile(
        rb"[\xce\xcf]\xfa\xed\xfe.\0\0[\0\x01]|\xfe\xed\xfa[\xce\xcf][\0\x01]\0\0|\xca\xfe\xba\xbe\0\0", re.S
    ): "an executable",
}


def refuse(data: bytes) -> None:
    """Raise :class:`NotAPageError` for data that plainly are not a page."""
    start = data[:64].removeprefix(codecs.BOM_UTF8).lstrip()
    kind: str | None
    if data.startswith(_MAGIC_STARTS):
        kind = next(kind for magic, kind in MAGIC.items() if data.startswith(magic))
    elif start.startswith(b"%PDF-"):
        kind = MAGIC[b"%PDF-"]
    elif data.startswith(b"RIFF"):
        kind = RIFF_KINDS.get(data[8:12])
    elif data.startswith(b"\0\0\0") and data[4:8] == b"ftyp":
        kind = ISO_KINDS.get(data[8:12], "an MP4 video or recording")
    elif data[257:262] == b"ustar":  # POSIX.1-2001, pax, "ustar Interchange Format"
        kind = "a tar archive"
    else:
        kind = next((kind for pattern, kind in PATTERNS.items() if pattern.match(data)), None)
    if kind is not None:
        what, colon, advice = kind.partition(": ")
        raise NotAPageError(f"this is {what}, not an HTML page{colon}{advice}")
