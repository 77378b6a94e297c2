"""Clean the text of a page of characters that XML forbids, and mend what control characters are left of."""

from __future__ import annotations

import re
from contextlib import suppress

from stripper import native
from stripper.letters import encodable

# What XML 1.0 (section 2.2) does not allow in a document, surrogates apart: what
# of it Unicode takes for white space becomes that, the rest is left out.
_SPACED = bytes.maketrans(b"\x0b\x0c\x1c\x1d\x1e\x1f", b"      ")
_FORBIDDEN = bytes((*range(9), *range(14, 28)))
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
# Where windows-1252 has no character, its standard has a control character.
WINDOWS_1252 = "".join(
    char if char != "\ufffd" else chr(byte)
    for byte, char in enumerate(bytes(range(256)).decode("cp1252", "replace"))
)
_WINDOWS_1252_BYTES = {char: byte for byte, char in enumerate(WINDOWS_1252)}
# U+0080 to U+009F, which no text means: windows-1252 that was taken for Latin-1, whose characters HTML
# (section 13.2.5.84) has for such references, or UTF-8 that was taken for either and encoded once more.
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROL = re.compile(r"[\x80-\x9f]")
_REST = f"[\x80-\xbf{re.escape(WINDOWS_1252[0x80:0xA0])}]"
_MANGLED = re.compile(
    f"(?:[\xc2-\xdf]{_REST}|[\xe0-\xef]{_REST}{{2}}|[\xf0-\xf4]{_REST}{{3}})+|{_CONTROL.pattern}"
)
_MEANT = {
    byte: char if char > "\x9f" else None for byte, char in enumerate(WINDOWS_1252[0x80:0xA0], start=0x80)
}


def encode(text: str) -> bytes:
    """UTF-8 of text, without what XML forbids and C1."""
    data = encodable(text).encode("utf-8")
    scanned = native.scan_utf8(data)
    return data if scanned is not None and scanned[1] else clean(data)


def clean(data: bytes) -> bytes:
    """UTF-8 without what XML forbids, and without control characters of C1."""
    if _C1.search(data):
        data = _MANGLED.sub(_mend, data.decode("utf-8")).encode("utf-8")
    data = data.translate(_SPACED, _FORBIDDEN)
    for character in _NONCHARACTERS:
        data = data.replace(character, b"")
    return data


def without_forbidden(text: str) -> str:
    """The text without the characters that XML does not allow."""
    return clean(text.encode("utf-8", "replace")).decode("utf-8")


def _mend(mangled: re.Match[str]) -> str:
    """What was meant by a run that reads as UTF-8, where control characters show that it is; by one of these alone."""
    text = mangled[0]
    if len(text) > 1 and _CONTROL.search(text):
        with suppress(UnicodeDecodeError):
            text = bytes(_WINDOWS_1252_BYTES.get(char, ord(char)) for char in text).decode("utf-8")
    return text.translate(_MEANT)
