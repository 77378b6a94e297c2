"""Look at what stands above and below the elements of a tree.

Elements are numbered in document order; ``parents`` (m,), int64, are -1 for roots.  All of these raise ``ValueError`` where
the arrays do not fit to each other, or number what is not there, or where a parent stands behind its child.
"""

from __future__ import annotations

import numpy as np

#: So many sorts of elements are told apart.
MOST_SORTS = 64


def end_elements(parents: np.ndarray, out: np.ndarray) -> None:
    """Write into ``out`` (m,), int64, one past the last descendant of each element."""
    _check(parents, out.shape == parents.shape)
    last = np.arange(len(parents))
    children = np.flatnonzero(parents >= 0)
    last[parents[children]] = children  # of several children the last stays
    while True:
        # A step goes twice as deep as the one before.
        deeper = last[last]
        if np.array_equal(deeper, last):
            break
        last = deeper
    out[:] = last + 1


def sum_subtrees(values: np.ndarray, nodes: np.ndarray, ends: np.ndarray, out: np.ndarray) -> None:
    """Write into ``out`` (k, m), float64, for each element the sums of the values (k, n), float64, of all that stands in
    it: ``nodes`` (n,), int64, tells in which element a value stands, ``ends`` (m,), int64, where each element ends.

    A sum is by how much the running sum over all elements has grown.
    """
    k, m = len(values), len(ends)
    if out.shape != (k, m) or values.shape != (k, len(nodes)):
        raise ValueError("there must be a place for each sum")
    if not (_are_below(m, nodes) and _are_below(m + 1, ends)):
        raise ValueError("there is no such element")
    upto = np.zeros((k, m + 1))
    for row, own in zip(upto, values):
        np.cumsum(np.bincount(nodes, own, m), out=row[1:])
    out[:] = upto[:, ends] - upto[:, :-1]


def sum_paths(values: np.ndarray, ends: np.ndarray, out: np.ndarray) -> None:
    """Write into ``out`` (m, k), float64, for each element the sums of the values (m, k), float32, of it and of all that
    hold it; ``ends`` (m,), int64, tells where each element ends.

    A sum is that over all elements that began before, less what has ended.
    """
    m, width = values.shape
    if out.shape != values.shape or ends.shape != (m,):
        raise ValueError("there must be a place for each sum")
    if not _are_below(m + 1, ends):
        raise ValueError("there is no such element")
    ended = (ends[:, None] * width + np.arange(width)).ravel()
    ending = np.bincount(ended, values.ravel(), (m + 1) * width).reshape(m + 1, width)
    np.cumsum(values - ending[:-1], axis=0, out=out)


def flag_within(parents: np.ndarray, sorts: np.ndarray, nodes: np.ndarray, out: np.ndarray) -> None:
    """Write into ``out`` (k, n), bool, whether each of the elements ``nodes`` (n,), int64, is or stands in one of each of
    k sorts, at most 64; ``sorts`` (m,), int64, tells of which sort each element is, -1 for none."""
    k = len(out)
    _check(parents, sorts.shape == parents.shape and out.shape == (k, len(nodes)) and k <= MOST_SORTS)
    if not (_are_below(len(parents), nodes) and _are_below(k + 1, sorts + 1)):
        raise ValueError("there is no such element")
    within = np.where(sorts >= 0, np.uint64(1) << np.maximum(sorts, 0).astype(np.uint64), np.uint64(0))
    above = np.where(parents >= 0, parents, np.arange(len(parents)))
    while True:
        # A step goes twice as high as the one before.
        within |= within[above]
        higher = above[above]
        if np.array_equal(higher, above):
            break
        above = higher
    out[:] = within[nodes] >> np.arange(k, dtype=np.uint64)[:, None] & np.uint64(1)


def count_common(
    parents: np.ndarray, ends: np.ndarray, element: int, nodes: np.ndarray, out: np.ndarray
) -> None:
    """Write into ``out`` (n,), int64, how many elements are or hold both one and each of the elements ``nodes`` (n,), int64."""
    if ends.shape != parents.shape or out.shape != nodes.shape:
        raise ValueError("there must be a place for each element")
    if not 0 <= element < len(parents):
        raise ValueError("there is no such element")
    path = [element]
    while (above := int(parents[path[-1]])) >= 0:
        if above >= path[-1]:
            raise ValueError("a parent stands behind its child")
        path.append(above)
    out[:] = sum((nodes >= one) & (nodes < ends[one]) for one in path)


def find_common(
    parents: np.ndarray, ends: np.ndarray, ones: np.ndarray, others: np.ndarray, out: np.ndarray
) -> None:
    """Write into ``out`` (k,), int64, the innermost element that is or holds both of each pair of elements, ``ones`` and
    ``others`` (k,), int64.

    Raises:
        ValueError: as above, or no element holds both.
    """
    if ends.shape != parents.shape or not ones.shape == others.shape == out.shape:
        raise ValueError("there must be a place for each element")
    if not _are_below(len(parents), ones):
        raise ValueError("there is no such element")
    above, end = parents.tolist(), ends.tolist()
    found = []
    for element, other in zip(ones.tolist(), others.tolist()):
        while not element <= other < end[element]:
            if above[element] >= element:
                raise ValueError("a parent stands behind its child")
            element = above[element]
            if element < 0:
                raise ValueError("no element holds both")
        found.append(element)
    out[:] = found


def _are_below(count: int, numbers: np.ndarray) -> bool:
    return not len(numbers) or bool(0 <= numbers.min() <= numbers.max() < count)


def _check(parents: np.ndarray, fits: bool) -> None:
    if not fits:
        raise ValueError("there must be a place for each element")
    if (parents >= np.arange(len(parents))).any() or (parents < -1).any():
        raise ValueError("a parent stands behind its child")
