"""The shapes of URLs: those of a site's articles are alike, in any language.

A shape names what each segment of the path is: a word, a slug, a number, a mixture.  What
is linked under one shape tends to be of one sort: headlines, topics or authors.
"""

from __future__ import annotations

import numpy as np

from stripper import native

#: A slug has so many words.
SLUG = 3
#: A number of so many digits names an item, a shorter one a date or a page.
NUMBER = 5
#: A path's ending has at most so many characters.
ENDING = 5
#: Of a URL so many characters are looked at: some hold a whole image.
LONGEST = 2_000
_LIMITS = SLUG, NUMBER, ENDING, LONGEST


def number_shapes(urls: list[str], address: str) -> np.ndarray:
    """What URLs share, shape (4, urls): equal numbers where their whole shape is the same, host and path, host and
    coarse, host and fine shape.  A relative URL is on the host of the page's ``address``, or on that of most."""
    return np.frombuffer(native.number_shapes(urls, address, *_LIMITS), np.int64).reshape(4, -1)
