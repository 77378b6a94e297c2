"""Look through the bytes of a page."""

from __future__ import annotations

import re
from itertools import pairwise

# XML 1.0, section 2.2, and the control characters of C1; surrogates are not valid in UTF-8.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ufffe\uffff]")
_EDGE = re.compile(b"[<>]")


def scan_utf8(data: bytes) -> tuple[int, bool] | None:
    """How many characters UTF-8 has, and whether XML allows them all and none is of C1; None where the bytes are none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return len(text), _FORBIDDEN.search(text) is None


def far_edges(data: bytes, far: int) -> list[tuple[int, int]]:
    """Each ``<`` or ``>`` of which the next one, or the end, stands more than ``far`` bytes behind it, and where that
    is; -1 stands for the beginning."""
    edges = [-1, *(found.start() for found in _EDGE.finditer(data)), len(data)]
    return [(edge, after) for edge, after in pairwise(edges) if after - edge > far]
