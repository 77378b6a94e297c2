"""What of a text is seen, what of it counts where texts are compared, and what can be written."""

from __future__ import annotations

import re

#: Characters that are never seen: soft hyphen, zero-width space, word joiner, byte order mark; and
#: what XML 1.0 (section 2.2) does not allow, which pages hold as character references.
UNSEEN = dict.fromkeys(
    (0xAD, 0x200B, 0x2060, 0xFEFF, *range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)
)
#: What ends a sentence, in the scripts that have signs for it; what parts one; and what leads to what follows.
STOPS = ".!?…。！？｡؟۔।॥։።။។།"
COMMAS = ",;、，；､،؛"
COLONS = ":："
# Quotes that open in some languages close in others.
_CLOSING = "\"'”’“‘»«›‹)]}」』》）"
# Faster than str.translate, which looks at each character alone.
_UNSEEN = re.compile(f"[{''.join(map(chr, UNSEEN))}]")


def without_unseen(text: str) -> str:
    """A text without characters that are never seen."""
    return _UNSEEN.sub("", text)


def is_small(letter: str) -> bool:
    """Whether a letter is a small one of a script whose sentences begin with capitals. Those of Georgian are small to
    Unicode, but running text has no capitals."""
    return letter.islower() and letter.title() != letter


def last_sign(text: str) -> str:
    """The last character of a text but for closing quotes and brackets; empty where it has no other."""
    return text.rstrip(_CLOSING)[-1:]


def encodable(text: str) -> str:
    """A text that can be written as UTF-8: halves of surrogate pairs, as escapes in JSON and undecodable
    file names leave them, are joined, or are U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def squeezed(text: str) -> str:
    """Its case-folded letters and digits."""
    return "".join(filter(str.isalnum, text.casefold()))
