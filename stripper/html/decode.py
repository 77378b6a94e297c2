"""Decode a page: bytes in any encoding become text, and never raise for it.

The order is that of the WHATWG Encoding and HTML Standards ("determining the
character encoding", section 13.2.3): a byte order mark, the HTTP header, the
page's own declaration, then detection.  One rule comes before the declarations,
since these are often wrong: bytes that are valid UTF-8 beyond chance are UTF-8.

1. A byte order mark (UTF-8, UTF-16, UTF-32), or the NULs of UTF-16 without one.
2. Valid UTF-8; UTF-8 with a few damaged bytes, which become U+FFFD.
3. The declared encodings, HTTP before ``<meta>``, where they decode the bytes
   and, if Latin, leave more ASCII letters than others in the text.
4. Detection: charset_normalizer finds the script; among Latin encodings the
   alphabets of Unicode's CLDR decide.

Bytes that are not valid UTF-8 and full of control characters are no page in any of these.
The control characters U+0080 to U+009F of a text are what is left of a mistake of the page's own, which is mended.
"""

from __future__ import annotations

import codecs
import re

from stripper import native
from stripper.errors import NotAPageError
from stripper.html.clean import WINDOWS_1252, clean, encode
from stripper.html.declare import declared
from stripper.html.detect import LATIN, detect, is_latin, sample_of
from stripper.html.refuse import refuse

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
EAST_ASIAN = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949"))
ALL_LATIN = frozenset(LATIN) | {
    *("cp1258", "iso8859-3", "iso8859-4", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-16", "mac-roman")
}
#: Of random bytes one in eleven is a control character; where one in so many is, and FEW are, they are no text.
RARE = 25
#: With fewer bytes than this outside ASCII, valid UTF-8 may be chance.
FEW = 16
# Without those that stand in pages: NUL as padding, white space, and ISO-2022's escape.
_CONTROLS = bytes((*range(1, 9), *range(14, 27), *range(28, 32)))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text of a page, without byte order mark, characters that XML forbids and those of C1.

    Args:
        data: the page as fetched, decompressed.
        content_type: the HTTP header ``Content-Type``, or a bare charset name.

    Bytes that the encoding does not have become U+FFFD.

    Raises:
        NotAPageError: the data are a PDF, an image, an archive, ..., or no text at all.
    """
    return to_utf8(data, content_type).decode("utf-8")


def to_utf8(page: bytes | str, content_type: str | None = None) -> bytes:
    """As :func:`decode`, encoded as UTF-8; ``page`` itself where it is that already."""
    if isinstance(page, str):
        refuse(page[:16].encode("utf-8", "replace"))
        return encode(page.removeprefix("\ufeff"))
    refuse(page)
    unicode = _unicode_form(page)
    if unicode is not None:
        mark, codec = unicode
        return encode(page[len(mark) :].decode(codec, "replace"))
    if page.startswith(codecs.BOM_UTF8):
        page = page[len(codecs.BOM_UTF8) :]
    scanned = native.scan_utf8(page)
    if scanned is None:
        return encode(_decode_legacy(page, content_type))
    characters, is_clean = scanned
    beyond_ascii = len(page) - characters
    if beyond_ascii < FEW and (beyond_ascii or b"\x1b" in page):
        text = _chance_utf8(page, content_type)
        if text is not None:
            return encode(text)
    return page if is_clean else clean(page)


def _unicode_form(data: bytes) -> tuple[bytes, str] | None:
    """The mark and codec of UTF-16 and UTF-32."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", codecs.BOM_UTF32_BE)):
        return next((mark, codec) for mark, codec in BYTE_ORDER_MARKS if data.startswith(mark))
    start = data[:1024]
    if len(start) < 4 or b"\0" not in start:
        return None
    # Markup is ASCII, so that in UTF-16 nearly every other byte of it is NUL.
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) / 2
    if max(even, odd) < 0.3 * half or min(even, odd) > 0.05 * half:
        return None
    return b"", "utf-16-be" if even > odd else "utf-16-le"


def _chance_utf8(data: bytes, content_type: str | None) -> str | None:
    """The text by its declaration, where that explains a few bytes better than UTF-8.

    Two-byte characters of East Asian encodings are now and then valid UTF-8 for
    some Greek, Cyrillic, Arabic, ... letter; ISO-2022-JP is ASCII throughout.
    """
    for codec in declared(data, content_type):
        if codec == "iso2022_jp" and b"\x1b" in data:
            return data.decode(codec, "replace")
        if codec in EAST_ASIAN:
            # Punctuation, Latin-1's signs and East Asian text are no chance.
            beyond = _BEYOND_ASCII.findall(data.decode("utf-8"))
            text = data.decode(codec, "replace")
            if all("\xc0" <= char < "\u0800" for char in beyond) and "\ufffd" not in text:
                return text
    return None


def _decode_legacy(data: bytes, content_type: str | None) -> str:
    """The text of bytes that are not valid UTF-8."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = (len(data) - len(text)) / 2  # at least: characters have two to four bytes
    if damaged * 10 < whole:
        return text
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls >= FEW and controls * RARE > len(data):
        raise NotAPageError("this is binary data, not an HTML page")
    named = declared(data, content_type)
    sample = sample_of(data)
    for codec in named:
        if codec == "utf-8" or (codec in ALL_LATIN and not is_latin(sample)):
            continue
        decoded = _decode_as(codec, data)
        # A few bytes that the encoding lacks are damage; many, a wrong label.
        if decoded.count("\ufffd") * 200 <= len(sample):
            return decoded
    if "utf-8" in named and damaged < whole:
        return text
    return _decode_as(detect(sample), data)


def _decode_as(codec: str, data: bytes) -> str:
    if codec == "cp1252":
        return codecs.charmap_decode(data, "strict", WINDOWS_1252)[0]
    return data.decode(codec, "replace")
