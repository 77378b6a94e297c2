"""Find what notices say: phrases of boilerplate that stand on several sites or were written down."""

from __future__ import annotations

import numpy as np

from stripper.model.notices import LENGTH, Notices
from stripper.training.gather import Data
from stripper.training.written import BOILERPLATE, NOTICES, read_written
from stripper.words import phrases_of

#: A phrase stands in boilerplate of at least so many sites, or in a written line; and in articles of at most one
#: for every so many of those.
LEAST_SITES, PER_BODY_SITE = 3, 8
#: So many texts are read at once, to save memory.
_AT_ONCE = 100_000


def fit_notices(data: Data, pages: np.ndarray) -> Notices:
    """What the boilerplate of the pages says that the bool array ``pages`` picks, and what was written down."""
    label, weight = data.targets["body"]
    rows = data.rows(pages & np.array([not example.made for example in data.examples])) & (weight > 0)
    _, sites = np.unique([example.sample.site for example in data.examples], return_inverse=True)
    outside, in_sites = _count_sites(data, rows & ~label, sites)
    inside, in_bodies = _count_sites(data, rows & label, sites)
    written = np.unique(phrases_of([text for _, text in read_written(BOILERPLATE, NOTICES)], LENGTH)[0])
    bodies_of_outside = _looked_up(outside, inside, in_bodies) * PER_BODY_SITE
    learned = outside[(in_sites >= LEAST_SITES) & (bodies_of_outside <= in_sites)]
    sites_of_written = _looked_up(written, outside, in_sites) + 1  # the line itself
    kept = written[_looked_up(written, inside, in_bodies) * PER_BODY_SITE <= sites_of_written]
    return Notices(np.union1d(learned, kept))


def _count_sites(data: Data, rows: np.ndarray, sites: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The phrases of some rows, sorted, and on how many of the pages' ``sites`` each stands."""
    picked = np.flatnonzero(rows)
    pairs = [
        _distinct_pairs(data, picked[start : start + _AT_ONCE], sites)
        for start in range(0, len(picked), _AT_ONCE)
    ]
    phrases = np.unique(np.concatenate([np.zeros(0, np.uint64), *pairs])) >> np.uint64(32)
    return np.unique(phrases.astype(np.uint32), return_counts=True)


def _distinct_pairs(data: Data, rows: np.ndarray, sites: np.ndarray) -> np.ndarray:
    """Each phrase of some rows with each site that it stands on, as uint64: the phrase above the site."""
    owners = data.owner[rows]
    blocks = rows - data.starts[owners]
    phrases, sizes = phrases_of(
        [data.examples[k].page.texts[block] for k, block in zip(owners, blocks)], LENGTH
    )
    return np.unique(
        phrases.astype(np.uint64) << np.uint64(32) | np.repeat(sites[owners], sizes).astype(np.uint64)
    )


def _looked_up(wanted: np.ndarray, phrases: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The counts of those phrases that are wanted; 0 for one that is not there."""
    if not len(phrases):
        return np.zeros(len(wanted), np.int64)
    place = np.minimum(np.searchsorted(phrases, wanted), len(phrases) - 1)
    return np.where(phrases[place] == wanted, counts[place], 0)
