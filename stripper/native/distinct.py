"""Look up the distinct words of texts."""

from __future__ import annotations

import numpy as np

from stripper.native.index import Index


def word_rows(
    index: Index, text: str, parter: str, edges: str, characters: bool
) -> tuple[bytes, list[int], list[int]]:
    """The rows of the words of several texts that are known, each once a text, as the bytes of int64; for each
    text how many they are, and how many distinct words it has.

    Behind each text stands a ``parter``, a character, alone between spaces.  Words are parted by white space, without
    what stands at their ``edges``; or single ``characters``, letters and digits.
    """
    rows: list[int] = []
    sizes, distinct = [], []
    said: dict[str, None] = {}
    for word in filter(lambda one: one.isalnum() or one == parter, text) if characters else text.split():
        if word == parter:
            known = [index[one] for one in said if one in index]
            rows += known
            sizes.append(len(known))
            distinct.append(len(said))
            said = {}
        elif bare := word if characters else word.strip(edges):
            said[bare] = None
    return np.array(rows, np.int64).tobytes(), sizes, distinct
