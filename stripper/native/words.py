"""Note which words are said in which blocks of a text, and which words follow each other."""

from __future__ import annotations

import numpy as np

LETTER, IDEOGRAPH = 1, 2
#: No phrase has more words.
LONGEST_PHRASE = 8


def number_words(
    characters: np.ndarray, kinds: np.ndarray, parter: int, least: int, stem: int, base: int
) -> tuple[bytes, bytes]:
    """The distinct pairs of a word and a block that says it, sorted, as the bytes of two int64 columns.

    ``characters``, uint32, begin and end with a ``parter``, and one stands between blocks.  ``kinds``, uint8, tells of
    each code point whether it is a LETTER, an IDEOGRAPH, both or none (those beyond its end are like the last).
    Words are runs of at least ``least`` letters, of which the first ``stem`` count; and two ideographs side by side.
    They are numbered as they are first said, in each block words before pairs, and are the same where the sums of
    their characters times the powers of ``base`` are.

    Raises:
        ValueError: there are no kinds, the parter is a letter or an ideograph, or stands not at both ends.
    """
    _check(characters, kinds, parter)
    starts, sizes = _pieces(kinds.take(characters, mode="clip"), least, stem)
    block, n = _blocks(characters, parter, starts)
    word, block = _distinct(_keys(characters, starts, sizes, stem, base), block, n)
    return word.tobytes(), block.tobytes()


def find_phrases(
    characters: np.ndarray, kinds: np.ndarray, parter: int, stem: int, base: int, step: int, length: int
) -> tuple[bytes, bytes]:
    """The phrases of all blocks one after the other, as the bytes of uint32, and how many each block has, of int64.

    A phrase is ``length`` words of a block in a row: runs of letters, of which the first ``stem`` count; an ideograph
    is a word with the one behind it, if one is there.  Characters, kinds and parter, and what is raised, are as for
    :func:`number_words`.  A phrase is the upper half of ((a * step + b) * step + c) * step, where a, b and c
    are the sums of its words' characters times the powers of ``base``.

    Raises:
        ValueError: a phrase has less than one word or more than eight.
    """
    if not 1 <= length <= LONGEST_PHRASE:
        raise ValueError("phrases have one to eight words")
    _check(characters, kinds, parter)
    starts, sizes = _words(kinds.take(characters, mode="clip"), stem)
    block, n = _blocks(characters, parter, starts)
    keys = _keys(characters, starts, sizes, stem, base)
    hashes = np.zeros(max(len(keys) + 1 - length, 0), np.uint64)
    for k in range(length):
        hashes = (hashes + keys[k : k + len(hashes)]) * np.uint64(step)
    inside = block[: len(hashes)] == block[length - 1 :]
    counts = np.bincount(block[: len(hashes)][inside], minlength=n)
    return (hashes[inside] >> np.uint64(32)).astype(np.uint32).tobytes(), counts.tobytes()


def _check(characters: np.ndarray, kinds: np.ndarray, parter: int) -> None:
    if not len(kinds) or kinds[min(parter, len(kinds) - 1)]:
        raise ValueError("the parter must be no letter")
    if not len(characters) or not characters[0] == characters[-1] == parter:
        raise ValueError("a parter must stand at both ends")


def _blocks(characters: np.ndarray, parter: int, starts: np.ndarray) -> tuple[np.ndarray, int]:
    """In which block each piece begins, and how many blocks there are."""
    parters = np.flatnonzero(characters == parter)
    return np.searchsorted(parters, starts) - 1, len(parters) - 1


def _pieces(kinds: np.ndarray, least: int, stem: int) -> tuple[np.ndarray, np.ndarray]:
    """Where words, and pairs of ideographs, begin in a text, and how many characters stand for each."""
    is_letter = kinds & LETTER
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    starts, sizes = edges[::2], edges[1::2] - edges[::2]
    long = sizes >= least
    starts, sizes = starts[long], np.minimum(sizes[long], stem)
    is_ideograph = kinds >= IDEOGRAPH
    pairs = np.flatnonzero(is_ideograph[1:] & is_ideograph[:-1])
    return np.append(starts, pairs), np.append(sizes, np.full(len(pairs), min(2, stem)))


def _words(kinds: np.ndarray, stem: int) -> tuple[np.ndarray, np.ndarray]:
    """Where words, and ideographs, begin in a text that ends with neither, and how many characters stand for each."""
    is_ideograph = kinds >= IDEOGRAPH
    is_letter = (kinds == LETTER).astype(np.int8)
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    alone = np.flatnonzero(is_ideograph)
    starts = np.append(edges[::2], alone)
    sizes = np.append(edges[1::2] - edges[::2], 1 + is_ideograph[alone + 1])
    order = np.argsort(starts)
    return starts[order], np.minimum(sizes[order], stem)


def _keys(characters: np.ndarray, starts: np.ndarray, sizes: np.ndarray, stem: int, base: int) -> np.ndarray:
    """A number for each piece of a text, of at most ``stem`` characters, equal for equal ones."""
    place = np.arange(stem)
    pieces = characters.take(starts[:, None] + place, mode="clip") * (place < sizes[:, None])
    return pieces.astype(np.uint64) @ np.cumprod(np.full(stem, base, np.uint64))


def _distinct(keys: np.ndarray, block: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct pairs of a word and one of n blocks, sorted; the words numbered as they are first said."""
    order = np.argsort(block, kind="stable")
    keys, block = keys[order], block[order]
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    number = np.empty_like(first)
    number[np.argsort(first)] = np.arange(len(first))
    return np.divmod(np.unique(number[place] * n + block), n)
