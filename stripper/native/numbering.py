"""Number keys."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np


def number_keys(keys: list[Hashable]) -> tuple[bytes, dict]:
    """A number for each key, as the bytes of int64: equal for equal ones, from 0, in the order in which they are
    first met; and the number of each distinct one."""
    numbers: dict[Hashable, int] = {}
    every = [numbers.setdefault(key, len(numbers)) for key in keys]
    return np.array(every, np.int64).tobytes(), numbers
