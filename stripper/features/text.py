"""What a block's own characters tell: length, case, punctuation, beginning and end."""

from __future__ import annotations

import numpy as np

from stripper import native
from stripper.features.view import CODE, Columns, View

_SHARES = ("upper", "caseless", "ideograph", "digit", "stop", "comma", "colon", "quote", "bracket",
           "dash", "bar", "symbol", "punctuation")  # fmt: skip
_COUNTED = ("stop", "comma", "digit", "quote")
_FIRST = ("upper", "lower", "digit", "quote", "bracket", "bar", "dash")
_LAST = ("stop", "colon", "quote", "bracket", "digit", "lower", "comma")
_QUESTIONS = "?？؟"
_OF_CLASSES = [
    tuple(f"text.{what}_{name}" for name in names)
    for what, names in (("share", _SHARES), ("count", _COUNTED), ("first", _FIRST), ("last", _LAST))
]


def text_features(view: View) -> Columns:
    """Statistics of each block's text, from one pass over the page's characters."""
    counts, words = view.counts.T, view.words
    inked = np.maximum(view.sizes - counts[CODE["space"]], 1)
    classes = view.character_classes
    ends = view.starts + view.sizes - 1
    first, last, last_character = classes[view.starts], classes[ends], view.characters[ends]
    twice = classes[ends - (view.sizes > 1)] == CODE["stop"]
    capitalised, longest_word = _words(view)
    repeats, seen_before = _repeats(view)
    columns: Columns = {
        "text.words": np.log1p(words),
        "text.characters_per_word": inked / words,
        "text.longest_word": np.minimum(longest_word, 60),
        "text.capitalised": capitalised / words,
        "text.words_per_sentence": words / (counts[CODE["stop"]] + 1),
        "text.ends_sentence": (last == CODE["stop"])
        | (twice & ((last == CODE["quote"]) | (last == CODE["bracket"]))),
        "text.ends_ellipsis": (last_character == ord("…")) | (twice & (last == CODE["stop"])),
        "text.ends_question": view.ending(_QUESTIONS),
        "text.copyright": view.having("©"),
        "text.at": view.having("@"),
        "text.strong": np.asarray(view.page.strong, np.float32),
        "text.repeats": repeats,
        "text.seen_before": seen_before,
    }
    shares, counted = counts[_codes(_SHARES)] / inked, counts[_codes(_COUNTED)]
    begins, closes = first == _codes(_FIRST)[:, None], last == _codes(_LAST)[:, None]
    return columns | dict(zip(_OF_CLASSES, (shares, counted, begins, closes)))


def _codes(classes: tuple[str, ...]) -> np.ndarray:
    return np.array([CODE[name] for name in classes])


def _words(view: View) -> np.ndarray:
    """Per block the number of words that begin with a capital, and the longest word's length, shape (2, n)."""
    found = np.empty((2, view.n), np.float32)
    native.measure_words(view.character_classes, view.sizes, CODE["space"], CODE["upper"], found)
    return found


def _repeats(view: View) -> tuple[np.ndarray, np.ndarray]:
    """How often the very same text stands on the page; whether it has stood there before."""
    numbers, distinct = native.number_keys(view.page.texts)
    number = np.frombuffer(numbers, np.int64)
    first = np.empty(len(distinct), np.int64)
    first[number[::-1]] = np.arange(view.n)[::-1]  # of several places the last stays
    return np.minimum(np.bincount(number)[number], 10), first[number] < np.arange(view.n)
