"""Look up the tokens of names, texts and URLs, and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, pairwise

import numpy as np

from stripper.native.index import Index

_PART = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


def name_rows(index: Index, keys: list[str], most: int, longest: int) -> tuple[bytes, bytes]:
    """The rows of the tokens of all names that are known, and how many there are of each, as the bytes of int64."""
    return _rows(index, (name_tokens(key, most, longest) for key in keys))


def text_rows(
    index: Index,
    keys: list[str],
    short: int,
    beginning: int,
    ending: int,
    longest: int,
    label: int,
    edges: str,
) -> tuple[bytes, bytes]:
    """The same for texts; of one of at most ``label`` characters as a whole, too."""
    found = []
    for key in keys:
        tokens = text_tokens(key, short, beginning, ending, longest, edges)
        if len(key) <= label and len(key.split()) > short:
            tokens.append(label_token(key, longest, edges))
        found.append(tokens)
    return _rows(index, found)


def url_rows(
    index: Index, keys: list[str], most: int, longest: int, ending: int, parameter: int
) -> tuple[bytes, bytes]:
    """The same for URLs."""
    return _rows(index, (url_tokens(key, most, longest, ending, parameter) for key in keys))


def wording_rows(
    index: Index, keys: list[str], most: int, beginning: int, shortest: int, longest: int
) -> tuple[bytes, bytes]:
    """The same for what headings say.

    Raises:
        ValueError: fewer words or characters than none are wanted, or pieces of none.
    """
    if most < 0 or beginning < 0 or shortest < 1:
        raise ValueError("there are no pieces of no characters")
    return _rows(index, (wording_tokens(key, most, beginning, shortest, longest) for key in keys))


def token_rows(index: Index, keys: list[str]) -> tuple[bytes, bytes]:
    """The same for keys that are tokens themselves."""
    return _rows(index, ([key] for key in keys))


def _rows(index: Index, found: Iterable[list[str]]) -> tuple[bytes, bytes]:
    rows = [[index[token] for token in tokens if token in index] for tokens in found]
    sizes = np.fromiter(map(len, rows), np.int64)
    return np.fromiter(chain.from_iterable(rows), np.int64).tobytes(), sizes.tobytes()


def name_tokens(names: str, most: int, longest: int) -> list[str]:
    """The tokens of an element's names: their parts, and pairs of parts of one name.

    Of at most so many names, and so many characters of each.
    """
    tokens = []
    for name in names.split(None, most)[:most]:
        parts = _PART.findall(name[:longest])
        if not name.islower():
            parts = [part.lower() for part in parts]
        tokens += [part for part in parts if len(part) > 2]
        if len(parts) > 1:
            tokens += map("-".join, pairwise(parts))
    return _distinct(tokens)


def text_tokens(text: str, short: int, beginning: int, ending: int, longest: int, edges: str) -> list[str]:
    """The tokens of a text: its first words, its last, and all if there are at most ``short``; digits as 0.

    So many characters at its beginning and its end are looked at; words are without what stands at
    their ``edges``, and of at most ``longest`` characters.
    """
    words = _words(text[:beginning].split(None, short + 1)[: short + 1], longest, edges)
    [last] = _words(text[-ending:].rsplit(None, 1)[-1:], longest, edges)
    tokens = [f"1 {words[0]}", f"2 {' '.join(words[:2])}", f"3 {' '.join(words[:3])}", f"-1 {last}"]
    if len(words) <= short:
        tokens += [f"w {word}" for word in dict.fromkeys(words)]
        tokens.append(f"= {' '.join(words)}")
    return tokens


def label_token(text: str, longest: int, edges: str) -> str:
    """The token of a whole text."""
    return f"= {' '.join(_words(text.split(), longest, edges))}"


def _words(words: list[str], longest: int, edges: str) -> list[str]:
    """The words case-folded, without punctuation around them, digits as 0; an empty one if there is none."""
    folded = _DIGIT.sub("0", " ".join(words).casefold()).split(" ")
    return [word.strip(edges)[:longest] for word in folded]


def url_tokens(url: str, most: int, longest: int, ending: int, parameter: int) -> list[str]:
    """The tokens of a link's URL: the first words of its path, its ending, its parameters' names.

    Of at most so many segments and parameters, and so many characters of each, and of the ending.
    """
    path, _, query = url.partition("?")
    if "//" in path:
        path = path.partition("//")[2].partition("/")[2]
    begins = [segment[:longest] for segment in path.split("/", most)[:most] if segment]
    segments = [segment[:longest] for segment in _DIGIT.sub("0", "/".join(begins).lower()).split("/")]
    tokens = [f"/{segment}" for segment in segments if len(segment) < longest] if begins else []
    if begins:
        tokens += [f"^{segments[0]}", f".{segments[-1].rpartition('.')[2][:ending]}"]
    if query:
        pairs = query.split("&", most)[:most]
        tokens += [f"?{pair.partition('=')[0][:parameter]}" for pair in pairs if pair]
    return _distinct(tokens)


def wording_tokens(text: str, most: int, beginning: int, shortest: int, longest: int) -> list[str]:
    """The tokens of what a heading says: all of it, its first words, and the pieces of its beginning, from the shortest
    size to the longest."""
    words = _WORD.findall(text.casefold())
    said = " ".join(words)
    padded = f" {said[:beginning]} "
    tokens = [f"= {said}", *(f"w {word}" for word in words[:most])]
    for size in range(shortest, longest + 1):
        tokens += [padded[start : start + size] for start in range(len(padded) - size + 1)]
    return _distinct(tokens)


def _distinct(tokens: list[str]) -> list[str]:
    return list(dict.fromkeys(tokens))
