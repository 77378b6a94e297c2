"""Read which encodings a page declares, and name them as Python does."""

from __future__ import annotations

import codecs
import re

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
#: Where a declaration is looked for (bytes): further than the standard's 1024,
#: since pages put much before it.
DECLARED_WITHIN = 16_384
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';]+)""", re.I)


def declared(data: bytes, content_type: str | None) -> list[str]:
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
    return [codec for label in labels if (codec := codec_of(label)) is not None]


def codec_of(label: str) -> str | None:
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
