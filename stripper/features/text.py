"""What a block's own characters tell: length, case, punctuation, beginning and end."""

from __future__ import annotations

import numpy as np

from stripper.features.view import CODE, View

_SHARES = ("upper", "caseless", "ideograph", "digit", "stop", "comma", "colon", "quote", "bracket",
           "dash", "bar", "symbol", "punctuation")  # fmt: skip
_COUNTED = ("stop", "comma", "digit", "quote")
_FIRST = ("upper", "lower", "digit", "quote", "bracket", "bar", "dash")
_LAST = ("stop", "colon", "quote", "bracket", "digit", "lower", "comma")


def text_features(view: View) -> dict[str, np.ndarray]:
    """Statistics of each block's text, from one pass over the page's characters."""
    counts, words = view.counts, view.words
    inked = np.maximum(view.sizes - counts[:, CODE["space"]], 1)
    classes, characters = view.character_classes, view.characters
    first = classes[view.starts]
    last = classes[view.starts + view.sizes - 1]
    before_last = classes[view.starts + np.maximum(view.sizes - 2, 0)]
    last_character = characters[view.starts + view.sizes - 1]
    capitalised, longest_word = _word_shapes(view)
    columns = {
        "text.words": np.log1p(words),
        "text.characters_per_word": inked / words,
        "text.longest_word": longest_word,
        "text.capitalised": capitalised / words,
        "text.words_per_sentence": words / (counts[:, CODE["stop"]] + 1),
        "text.ends_sentence": (last == CODE["stop"])
        | ((before_last == CODE["stop"]) & np.isin(last, (CODE["quote"], CODE["bracket"]))),
        "text.ends_ellipsis": (last_character == ord("…"))
        | ((last == CODE["stop"]) & (before_last == CODE["stop"])),
        "text.ends_question": np.isin(last_character, (ord("?"), ord("？"), ord("؟"))),
        "text.copyright": _has(view, "©"),
        "text.at": _has(view, "@"),
        "text.strong": np.asarray(view.page.strong, np.float32),
        "text.repeats": _repeats(view),
        "text.seen_before": _seen_before(view),
    }
    columns |= {f"text.share_{name}": counts[:, CODE[name]] / inked for name in _SHARES}
    columns |= {f"text.count_{name}": counts[:, CODE[name]] for name in _COUNTED}
    columns |= {f"text.first_{name}": first == CODE[name] for name in _FIRST}
    columns |= {f"text.last_{name}": last == CODE[name] for name in _LAST}
    return columns


def _word_shapes(view: View) -> tuple[np.ndarray, np.ndarray]:
    """Per block: the number of words that begin with a capital, the longest word's length."""
    classes = view.character_classes
    is_space = classes == CODE["space"]
    begins = np.empty(len(classes), bool)
    begins[0] = True
    begins[1:] = is_space[:-1]
    begins[view.starts] = True
    capitals = np.add.reduceat((begins & (classes == CODE["upper"])).astype(np.float32), view.starts)
    word_starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(word_starts, len(classes)))
    owner = np.searchsorted(view.starts, word_starts, side="right") - 1
    longest = np.maximum.reduceat(lengths, np.searchsorted(owner, np.arange(view.n)))
    return capitals, np.minimum(longest, 60)


def _has(view: View, character: str) -> np.ndarray:
    found = np.flatnonzero(view.characters == ord(character))
    flags = np.zeros(view.n, bool)
    flags[np.searchsorted(view.starts, found, side="right") - 1] = True
    return flags


def _repeats(view: View) -> np.ndarray:
    """How often the very same text stands on the page."""
    count: dict[str, int] = {}
    for text in view.page.texts:
        count[text] = count.get(text, 0) + 1
    return np.array([min(count[text], 10) for text in view.page.texts], np.float32)


def _seen_before(view: View) -> np.ndarray:
    seen: set[str] = set()
    flags = np.zeros(view.n, bool)
    for index, text in enumerate(view.page.texts):
        flags[index] = text in seen
        seen.add(text)
    return flags
