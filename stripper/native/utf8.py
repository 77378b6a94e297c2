"""Look through UTF-8."""

from __future__ import annotations

import re

# XML 1.0, section 2.2; surrogates are not valid in UTF-8.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def scan_utf8(data: bytes) -> tuple[int, bool] | None:
    """How many characters UTF-8 has, and whether XML allows them all; None where the bytes are none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return len(text), _FORBIDDEN.search(text) is None
