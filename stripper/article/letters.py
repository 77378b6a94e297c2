"""What of a text is seen, and what of it counts where texts are compared."""

from __future__ import annotations

#: Characters that are never seen: soft hyphen, zero-width space, word joiner, byte order mark; and
#: what XML 1.0 (section 2.2) does not allow, which pages hold as character references.
UNSEEN = dict.fromkeys(
    (0xAD, 0x200B, 0x2060, 0xFEFF, *range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)
)


def squeezed(text: str) -> str:
    """Its case-folded letters and digits."""
    return "".join(filter(str.isalnum, text.casefold()))
