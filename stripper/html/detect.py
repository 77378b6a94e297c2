"""Detect the encoding of text that declares none: charset_normalizer finds the script; among Latin encodings the
alphabets of Unicode's CLDR decide."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stripper.html.declare import codec_of

#: Latin codecs, the likeliest first, as detection tells them apart.
LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257", "iso8859-15")
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
#: Detection reads this much text around non-ASCII bytes (bytes).
SAMPLE = 2_000
#: So many bytes outside ASCII may stand in a text of any alphabet.
FEW = 4
# Text with bytes outside ASCII not far from each other.
_TEXT = re.compile(rb"(?:[A-Za-z]?[\x80-\xff]+[^<>\x80-\xff]{0,20})+")
_OPENING = re.compile(rb"<(?:script|style)\b|<!--", re.I)
_CLOSING = re.compile(rb"</(?:script|style)\s*>|-->", re.I)
_STRANGE_SIGN = re.compile(r"[^\W\d_][¨¯¹²³¼½¾¿¡¢£¤¥¦¬¶±ˇ˘˛˙˝¸]|[¹²³¼½¾¢¤¥¦¬¶±][^\W\d_]")
_ASCII_LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))
_HIGH = bytes(range(128, 256))


def detect(sample: bytes) -> str:
    """The codec of undeclared text."""
    if not is_latin(sample):
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
    return None if best is None else codec_of(best.encoding)


def _strangeness(sample: bytes, codec: str) -> int:
    """How many characters of the text the likeliest language does not explain."""
    text = sample.decode(codec, "replace")
    beyond = [char for char in text if char > "\x7f"]
    letters = [char for char in beyond if char.isalpha()]
    strange = min(sum(char not in alphabet for char in letters) for alphabet in ALPHABETS)
    # Controls, and signs that touch a letter, are strange in every language.
    controls = sum(char == "\ufffd" or char < "\xa0" for char in beyond)
    return strange + controls + len(_STRANGE_SIGN.findall(text))


def sample_of(data: bytes) -> bytes:
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


def is_latin(sample: bytes) -> bool:
    """Whether most letters are ASCII, as in any text of a Latin alphabet."""
    letters = len(sample) - len(sample.translate(None, _ASCII_LETTERS))
    return _count_high(sample) <= max(letters, FEW)


def _count_high(text: bytes) -> int:
    return len(text) - len(text.translate(None, _HIGH))
