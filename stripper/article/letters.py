"""What of a text is seen, and what of it counts where texts are compared."""

from __future__ import annotations

#: Characters that are never seen: soft hyphen, zero-width space, word joiner, byte order mark.
UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))


def squeezed(text: str) -> str:
    """Its case-folded letters and digits."""
    return "".join(filter(str.isalnum, text.casefold()))
