"""Look at the blocks around each block, in several columns at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Blocks further away than this count as so far.
FARTHEST = 100


def neighbours(values: np.ndarray, offsets: Sequence[int]) -> np.ndarray:
    """The values (k, n) so many blocks further on (back, if negative), NaN beyond the page.

    Of shape (k, offsets, n).
    """
    (k, n), reach = values.shape, max(map(abs, offsets))
    padded = np.full((k, n + 2 * reach), np.nan, np.float32)
    padded[:, reach : reach + n] = values
    return np.stack([padded[:, reach + by : reach + by + n] for by in offsets], axis=1)


def sides(widths: Sequence[int]) -> list[tuple[int, int]]:
    """For each width the window of so many blocks before a block, and that of as many after it."""
    return [window for width in widths for window in ((width, -1), (-1, width))]


def sums(values: np.ndarray, windows: Sequence[tuple[int, int]]) -> np.ndarray:
    """The sums of the values (k, n) from so many blocks back to so many on, for each pair of these.

    Of shape (k, windows, n).
    """
    (k, n), reach = values.shape, max(map(max, windows))
    upto = np.zeros((k, n + 2 * reach + 1))
    upto[:, reach + 1 : reach + 1 + n] = np.cumsum(values, axis=1)
    upto[:, reach + 1 + n :] = upto[:, reach + n, None]
    return np.stack(
        [
            upto[:, reach + after + 1 : reach + after + 1 + n] - upto[:, reach - before : reach - before + n]
            for before, after in windows
        ],
        axis=1,
    )


def means(values: np.ndarray, windows: Sequence[tuple[int, int]]) -> np.ndarray:
    """Their means, 0 where a window lies beyond the page; of shape (k, windows, n)."""
    return sums(values, windows) / np.maximum(sums(np.ones((1, values.shape[1])), windows), 1)


def distances(flags: np.ndarray) -> np.ndarray:
    """How many blocks back, and on, the next flagged block stands, itself excluded; NaN if none does.

    ``flags`` are (k, n), of the result's shape (k, 2, n).
    """
    return np.stack([_since(flags), _since(flags[:, ::-1])[:, ::-1]], axis=1)


def _since(flags: np.ndarray) -> np.ndarray:
    index = np.arange(flags.shape[1])
    last = np.full(flags.shape, -1)
    last[:, 1:] = np.maximum.accumulate(np.where(flags, index, -1), axis=1)[:, :-1]
    return np.where(last >= 0, np.minimum(index - last, FARTHEST), np.nan)
