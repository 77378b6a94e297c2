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
from collections.abc import Iterator
from contextlib import suppress

from stripper import native
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

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: WHATWG Encoding Standard, section 4.2: the labels for which Python knows no
#: codec or, by design of the standard, not the one meant.  With "-" for "_".
LABELS = {
    label: codec
    for codec, labels in {
        "utf-8": "unicode unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        "cp1252": "ascii iso8859-1 iso88591 x-cp1252 x-user-defined",
        "cp1250": "x-cp1250",
        "cp1251": "x-cp1251",
        "cp1253": "x-cp1253",
        "cp1254": "iso8859-9 iso88599 x-cp1254",
        "cp1255": "x-cp1255",
        "cp1256": "x-cp1256",
        "cp1257": "x-cp1257",
        "cp1258": "x-cp1258",
        "cp874": "iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 dos-874",
        "iso8859-2": "iso88592",
        "iso8859-5": "iso88595",
        "iso8859-6": "iso88596 iso-8859-6-e iso-8859-6-i csiso88596e csiso88596i",
        "iso8859-7": "iso88597 sun-eu-greek",
        "iso8859-8": "iso88598 iso-8859-8-e iso-8859-8-i csiso88598e csiso88598i logical visual",
        "iso8859-15": "iso885915 csisolatin9",
        "mac-roman": "x-mac-roman csmacintosh mac",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "koi8-r": "koi koi8",
        "koi8-u": "koi8-ru",
        "gb18030": "gb2312 gb-2312 gb-2312-80 csgb2312 gbk x-gbk",
        "big5hkscs": "big5 cn-big5 x-x-big5",
        "cp932": "shift-jis x-sjis windows-31j",
        "euc_jis_2004": "euc-jp x-euc-jp cseucpkdfmtjapanese",
        "cp949": "euc-kr cseuckr csksc56011987 iso-ir-149 ks-c-5601-1989 ksc-5601 windows-949",
    }.items()
    for label in labels.split()
}
#: Codecs, by Python's name, that a page may ask for.  Python has others, such as
#: ``punycode`` or ``utf-7``, that the web must not use.
CODECS = frozenset(LABELS.values()) | {
    *("cp866", "iso2022_jp", "iso8859-3", "iso8859-4", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-16")
}
EAST_ASIAN = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949"))
#: Latin codecs, the likeliest first, as detection tells them apart.
LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "iso8859-15")
ALL_LATIN = frozenset(LATIN) | {
    *("cp1258", "iso8859-3", "iso8859-4", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-16", "mac-roman")
}
#: What undeclared text in another script is looked at as, by charset_normalizer's names.
OTHER_SCRIPTS = [
    *("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949", "cp1251", "koi8_r", "cp866", "iso8859_5"),
    *("cp1253", "cp1255", "cp1256", "tis_620"),
]
#: Letters outside ASCII that a language writes: the main exemplar characters of
#: Unicode CLDR, with the auxiliary ones that are common.
ALPHABETS = tuple(
    frozenset(letters + letters.upper().replace("SS", ""))
    for letters in (
        "äöüßé",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíñóúüªº",  # Spanish
        "áàâãçéêíóôõúüªº",  # Portuguese
        "àèéìíòóùúî",  # Italian
        "àçéèíïóòúüñ",  # Catalan
        "áéèëêïíóöôúüä",  # Dutch
        "æøåéèàòóôä",  # Danish, Norwegian
        "åäöéàüšž",  # Swedish, Finnish
        "áðéíóúýþæö",  # Icelandic
        "áéíóú",  # Irish
        "äöõüšž",  # Estonian
        "ëç",  # Albanian
        "ąćęłńóśźż",  # Polish
        "áčďéěíňóřšťúůýžäöü",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "áéíóöőúüű",  # Hungarian
        "ăâîșțşţ",  # Romanian
        "čćđšž",  # Croatian, Bosnian, Serbian, Slovene
        "çğıöşüâîûİ",  # Turkish
        "ąčęėįšųūž",  # Lithuanian
        "āčēģīķļņšūž",  # Latvian
    )
)

#: Where a declaration is looked for (bytes): further than the standard's 1024,
#: since pages put much before it.
DECLARED_WITHIN = 16_384
#: Detection reads this much text around non-ASCII bytes (bytes).
SAMPLE = 2_000
#: Of random bytes one in eleven is a control character; where one in so many is, and FEW are, they are no text.
RARE = 25
#: With fewer bytes than this outside ASCII, valid UTF-8 may be chance.
FEW = 16

# Text with bytes outside ASCII not far from each other.
_TEXT = re.compile(rb"(?:[A-Za-z]?[\x80-\xff]+[^<>\x80-\xff]{0,20})+")
_OPENING = re.compile(rb"<(?:script|style)\b|<!--", re.I)
_CLOSING = re.compile(rb"</(?:script|style)\s*>|-->", re.I)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';]+)""", re.I)
_STRANGE_SIGN = re.compile(r"[^\W\d_][¨¯¹²³¼½¾¿¡¢£¤¥¦¬¶±ˇ˘˛˙˝¸]|[¹²³¼½¾¢¤¥¦¬¶±][^\W\d_]")
_ASCII_LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))
_HIGH = bytes(range(128, 256))
# Without those that stand in pages: NUL as padding, white space, and ISO-2022's escape.
_CONTROLS = bytes((*range(1, 9), *range(14, 27), *range(28, 32)))

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

# What XML 1.0 (section 2.2) does not allow in a document, surrogates apart: what
# of it Unicode takes for white space becomes that, the rest is left out.
_SPACED = bytes.maketrans(b"\x0b\x0c\x1c\x1d\x1e\x1f", b"      ")
_FORBIDDEN = bytes((*range(9), *range(14, 28)))
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())

# Where windows-1252 has no character, its standard has a control character.
_WINDOWS_1252 = "".join(
    char if char != "\ufffd" else chr(byte)
    for byte, char in enumerate(bytes(range(256)).decode("cp1252", "replace"))
)
_WINDOWS_1252_BYTES = {char: byte for byte, char in enumerate(_WINDOWS_1252)}

# U+0080 to U+009F, which no text means: windows-1252 that was taken for Latin-1, whose characters HTML
# (section 13.2.5.84) has for such references, or UTF-8 that was taken for either and encoded once more.
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROL = re.compile(r"[\x80-\x9f]")
_REST = f"[\x80-\xbf{re.escape(_WINDOWS_1252[0x80:0xA0])}]"
_MANGLED = re.compile(
    f"(?:[\xc2-\xdf]{_REST}|[\xe0-\xef]{_REST}{{2}}|[\xf0-\xf4]{_REST}{{3}})+|{_CONTROL.pattern}"
)
_MEANT = {
    byte: char if char > "\x9f" else None for byte, char in enumerate(_WINDOWS_1252[0x80:0xA0], start=0x80)
}


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
        return _encode(page.removeprefix("\ufeff"))
    refuse(page)
    unicode = _unicode_form(page)
    if unicode is not None:
        mark, codec = unicode
        return _encode(page[len(mark) :].decode(codec, "replace"))
    if page.startswith(codecs.BOM_UTF8):
        page = page[len(codecs.BOM_UTF8) :]
    scanned = native.scan_utf8(page)
    if scanned is None:
        return _encode(_decode_legacy(page, content_type))
    characters, is_clean = scanned
    beyond_ascii = len(page) - characters
    if beyond_ascii < FEW and (beyond_ascii or b"\x1b" in page):
        text = _chance_utf8(page, content_type)
        if text is not None:
            return _encode(text)
    return page if is_clean else _clean(page)


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
    for codec in _declared(data, content_type):
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
    declared = _declared(data, content_type)
    sample = _sample(data)
    for codec in declared:
        if codec == "utf-8" or (codec in ALL_LATIN and not _is_latin(sample)):
            continue
        decoded = _decode_as(codec, data)
        # A few bytes that the encoding lacks are damage; many, a wrong label.
        if decoded.count("\ufffd") * 200 <= len(sample):
            return decoded
    if "utf-8" in declared and damaged < whole:
        return text
    return _decode_as(_detect(sample), data)


def _decode_as(codec: str, data: bytes) -> str:
    if codec == "cp1252":
        return codecs.charmap_decode(data, "strict", _WINDOWS_1252)[0]
    return data.decode(codec, "replace")


def _declared(data: bytes, content_type: str | None) -> list[str]:
    """The codecs that the HTTP header and the page itself name, in this order."""
    labels = []
    if content_type:
        found = _CHARSET.search(content_type)
        if found:
            labels.append(found[1])
        elif "/" not in content_type:
            labels.append(content_type)
    from bs4.dammit import EncodingDetector  # here, since most pages never need it

    start = _COMMENT.sub(b"", data[:DECLARED_WITHIN])
    inside = EncodingDetector.find_declared_encoding(start, is_html=True, search_entire_document=True)
    if inside:
        labels.append(inside)
    return [codec for label in labels if (codec := _codec(label)) is not None]


def _codec(label: str) -> str | None:
    """Python's name of the codec for a label of the web; None if unknown."""
    label = label.strip().lower()
    if not re.fullmatch(r"[a-z0-9_.:+-]{1,40}", label):
        return None
    label = label.replace("_", "-")
    if label.startswith(("utf-16", "utf-32", "ucs-2", "csunicode")):
        return "utf-8"  # the label itself was read as ASCII
    try:
        name = codecs.lookup(LABELS.get(label, label)).name
    except LookupError:
        return None
    name = LABELS.get(name.replace("_", "-"), name)
    return name if name in CODECS else None


def _sample(data: bytes) -> bytes:
    """The visible texts with the most bytes outside ASCII, about SAMPLE bytes of them."""
    texts = {text.strip()[:SAMPLE] for part in _unscripted(data) for text in _TEXT.findall(part)}
    kept: list[bytes] = []
    room = SAMPLE
    for text in sorted(texts, key=lambda text: (-_count_high(text), text)):
        if room <= 0:
            break
        kept.append(text)
        room -= len(text)
    return b"\n".join(kept)


def _unscripted(data: bytes) -> Iterator[bytes]:
    """What stands outside of scripts, styles and comments."""
    first, *parts = _OPENING.split(data)
    yield first
    for part in parts:
        end = _CLOSING.search(part)
        yield part[end.end() - 1 :] if end else b""


def _count_high(text: bytes) -> int:
    return len(text) - len(text.translate(None, _HIGH))


def _is_latin(sample: bytes) -> bool:
    """Whether most letters are ASCII, as in any text of a Latin alphabet."""
    letters = len(sample) - len(sample.translate(None, _ASCII_LETTERS))
    return _count_high(sample) <= max(letters, FEW // 4)


def _detect(sample: bytes) -> str:
    """The codec of undeclared text."""
    if not _is_latin(sample):
        # One damaged byte rules an encoding out: the parts may do without it.
        for text in (sample, *sample.split(b"\n")[:5]):
            codec = _detect_script(text)
            if codec is not None:
                return codec
    # The prevalent one, if no other halves what is strange.
    return min(LATIN, key=lambda codec: (_strangeness(sample, codec) + 1) * (1 + (codec != LATIN[0])))


def _detect_script(text: bytes) -> str | None:
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(
        text, cp_isolation=OTHER_SCRIPTS, threshold=0.4, preemptive_behaviour=False, enable_fallback=False
    ).best()
    return None if best is None else _codec(best.encoding)


def _strangeness(sample: bytes, codec: str) -> int:
    """How many characters of the text the likeliest language does not explain."""
    text = sample.decode(codec, "replace")
    beyond = [char for char in text if char > "\x7f"]
    letters = [char for char in beyond if char.isalpha()]
    strange = min(sum(char not in alphabet for char in letters) for alphabet in ALPHABETS)
    # Controls, and signs that touch a letter, are strange in every language.
    controls = sum(char == "\ufffd" or char < "\xa0" for char in beyond)
    return strange + controls + len(_STRANGE_SIGN.findall(text))


def _encode(text: str) -> bytes:
    """UTF-8 of text, without what XML forbids and C1."""
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        # Surrogate pairs become their character, lone ones U+FFFD.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        data = text.encode("utf-8")
    scanned = native.scan_utf8(data)
    return data if scanned is not None and scanned[1] else _clean(data)


def _clean(data: bytes) -> bytes:
    """UTF-8 without what XML forbids, and without control characters of C1."""
    if _C1.search(data):
        data = _MANGLED.sub(_mend, data.decode("utf-8")).encode("utf-8")
    data = data.translate(_SPACED, _FORBIDDEN)
    for character in _NONCHARACTERS:
        data = data.replace(character, b"")
    return data


def _mend(mangled: re.Match[str]) -> str:
    """What was meant by a run that reads as UTF-8, where control characters show that it is; by one of these alone."""
    text = mangled[0]
    if len(text) > 1 and _CONTROL.search(text):
        with suppress(UnicodeDecodeError):
            text = bytes(_WINDOWS_1252_BYTES.get(char, ord(char)) for char in text).decode("utf-8")
    return text.translate(_MEANT)


def without_forbidden(text: str) -> str:
    """The text without the characters that XML does not allow."""
    return _clean(text.encode("utf-8", "replace")).decode("utf-8")
