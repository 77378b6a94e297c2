"""Labels from gold text: which of a page's blocks stand in it, in order.

The page and the gold text are sequences of words.  In short:

1. *Runs*: maximal stretches of words common to both, found through the gold
   text's k-grams.  A run goes on over the borders of blocks, so that a
   sub-heading between its two paragraphs is part of their run; then it is cut
   there into pieces.
2. *Chain*: of all pieces, those that follow each other both on the page and in
   the gold text and cover most of it; every jump costs, so that of two copies
   the one that is contiguous with the rest wins (sparse dynamic programming
   over match chains, as in Eppstein, Galil, Giancarlo and Italiano 1992).
3. *Gaps*: what differs by a word here and there, and short blocks whose
   neighbours are their neighbours in the gold text too.
4. *Strays*: blocks that stand nearly wholly in a part of the gold text that is
   still free, in whatever order.

Every gold word is used at most once: a second copy of a text gets nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

import numpy as np

#: The length of the k-grams through which runs are found (words).
K = 3
#: Shorter runs are not evidence that a text stands on the page (words).
LEAST_RUN = 5
#: A k-gram that stands in the gold text more often than this finds no runs.
MOST_REPEATS = 64
#: The chain is chosen among this many pieces of runs, the longest ones.
MOST_PIECES = 4000
#: What a jump costs the chain, in words: at once, per page word jumped over, at most for those.
JUMP, JUMP_PER_WORD, DEAREST_JUMP = 1.5, 0.005, 3.0
#: What it costs, in words, to begin or end a piece in the midst of a block.
CUT = 1.0
#: What it adds that a block starts where a paragraph of the gold text does (words): of two
#: copies, the one in paragraphs wins over the one in a single hidden heap.
PARAGRAPH = 0.5
#: Gaps longer than this are not compared word by word.
LONGEST_GAP = 60
#: A short block may stand this many blocks from the words that it touches in the gold text.
NEAR = 8
#: Blocks of fewer words than this need their neighbours to be taken.
LEAST_STRAY = 4
#: Out of order, at least this share of a block must stand in the gold text.
STRAY_SHARE = 0.8
#: A segment that stands in more blocks than this is no label of theirs.
MOST_HOLDERS = 3
#: From this share on a block counts as labelled.
LABELLED = 0.5

# Scripts written without spaces are matched by the character.
_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_IDEOGRAPHS}]|[^\\W_{_IDEOGRAPHS}]+")
# Soft hyphen, zero-width and direction marks: invisible, and absent from many golds.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")


def words(text: str) -> list[str]:
    """The words of a text in Unicode's NFKC, case-folded; Han and Kana by the character."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return _WORD.findall(text.casefold())


def align(texts: list[str], gold: str) -> np.ndarray:
    """The share of each block's words that stand in the gold text in order.

    Args:
        texts: the texts of a page's n blocks, in document order.
        gold: the page's article text.

    Returns:
        float32 of shape (n,), in [0, 1]; 0 for blocks without words.
    """
    shown = [words(text) for text in texts]
    wanted = _unglued([words(line) for line in gold.splitlines()], shown)
    number: dict[str, int] = {}
    paragraphs = [[number.setdefault(word, len(number)) for word in line] for line in wanted]
    blocks = [[number.get(word, -1) for word in text] for text in shown]
    alignment = _Alignment(_Words(blocks), _Words(paragraphs))
    if len(alignment.page.ids) and len(alignment.gold.ids):
        runs = _runs(alignment.page.ids, alignment.gold.ids)
        alignment.take_chain(runs)
        alignment.fill_blocks()
        alignment.take_short_blocks()
        alignment.take_strays(runs)
        alignment.drop_crumbs()
    return alignment.shares()


def place(texts: list[str], kept: Iterable[str], dropped: Iterable[str]) -> np.ndarray:
    """Labels from segments of a text that must be kept and dropped: 1 and 0 for the blocks that hold
    one, NaN for all else, shape (n,).

    White space and case aside.  A block of both is unknown; and so are those that share one to be kept.
    """
    squeezed = ["".join(text.split()).casefold() for text in texts]
    held: dict[int, set[float]] = {}
    for segments, label, most in ((kept, 1.0, 1), (dropped, 0.0, MOST_HOLDERS)):
        for segment in filter(None, ("".join(segment.split()).casefold() for segment in segments)):
            holders = [index for index, text in enumerate(squeezed) if segment in text]
            for index in holders if len(holders) <= most else ():
                held.setdefault(index, set()).add(label)
    shares = np.full(len(texts), np.nan, np.float32)
    for index, labels in held.items():
        if len(labels) == 1:
            shares[index] = labels.pop()
    return shares


def coverage(shares: np.ndarray, texts: list[str], gold: str) -> float:
    """The share in [0, 1] of the gold text's words that labelled blocks hold.

    ``shares`` is what :func:`align` returned for the same texts and gold; a
    block is labelled if its share is at least :data:`LABELLED`.
    """
    total = len(words(gold))
    held = sum(float(share) * len(words(text)) for share, text in zip(shares, texts) if share >= LABELLED)
    return min(held / total, 1.0) if total else 0.0


def _unglued(gold: list[list[str]], page: list[list[str]]) -> list[list[str]]:
    """The gold text with words cut in two that do not stand on the page while both halves do.

    Gold text made by joining elements without a space has such words.
    """
    known = {word for block in page for word in block}
    return [[part for word in line for part in _halves(word, known)] for line in gold]


def _halves(word: str, known: set[str]) -> tuple[str, ...]:
    if word not in known:
        for cut in range(2, len(word) - 1):
            if word[:cut] in known and word[cut:] in known:
                return word[:cut], word[cut:]
    return (word,)


class _Words:
    """The numbered words of n parts (blocks or paragraphs) in one array, and where each part stands."""

    def __init__(self, parts: list[list[int]]) -> None:
        self.ids = np.array([word for part in parts for word in part], np.int64)
        self.sizes = np.array([len(part) for part in parts], np.int64)
        self.ends = np.cumsum(self.sizes)
        self.starts = self.ends - self.sizes
        self.owners = np.repeat(np.arange(len(parts)), self.sizes)
        self.opens = np.zeros(len(self.ids), bool)
        self.opens[self.starts[self.sizes > 0]] = True


def _runs(page: np.ndarray, gold: np.ndarray) -> np.ndarray:
    """All maximal common runs of at least K words, by page position.

    Returns int64 of shape (r, 3): start on the page, start in gold, length.
    """
    k = min(K, len(page), len(gold))
    page_codes, gold_codes = _kgrams(page, k), _kgrams(gold, k)
    order = np.argsort(gold_codes, kind="stable")
    ordered = gold_codes[order]
    first = np.searchsorted(ordered, page_codes, "left")
    counts = np.searchsorted(ordered, page_codes, "right") - first
    counts[counts > MOST_REPEATS] = 0
    at_page = np.repeat(np.arange(len(page_codes)), counts)
    nth = np.arange(len(at_page)) - np.repeat(np.cumsum(counts) - counts, counts)
    at_gold = order[np.repeat(first, counts) + nth]
    by_diagonal = np.lexsort((at_page, at_page - at_gold))
    at_page, at_gold = at_page[by_diagonal], at_gold[by_diagonal]
    goes_on = (np.diff(at_page) == 1) & (np.diff(at_gold) == 1)
    starts = np.flatnonzero(np.concatenate([[len(at_page) > 0], ~goes_on]))
    lengths = np.diff(np.append(starts, len(at_page))) + k - 1
    runs: np.ndarray = np.column_stack([at_page[starts], at_gold[starts], lengths])
    return runs[np.lexsort((runs[:, 1], runs[:, 0]))]


def _kgrams(ids: np.ndarray, k: int) -> np.ndarray:
    """A number for every k-gram; -1 for one with a word that is not in the gold text."""
    windows = np.lib.stride_tricks.sliding_window_view(ids, k)
    codes = np.zeros(len(windows), np.int64)
    for column in windows.T:
        codes = (codes << 20) + column
    codes[(windows < 0).any(axis=1)] = -1
    return codes


def _hold_a_block(runs: np.ndarray, page: _Words) -> np.ndarray:
    """Whether each run holds a whole block of LEAST_STRAY words or more, by itself."""
    at_page, _, lengths = runs.T
    whole: np.ndarray = page.opens[at_page] & (lengths >= LEAST_STRAY)
    whole &= page.sizes[page.owners[at_page]] == lengths
    return whole


def _pieces(runs: np.ndarray, page: _Words) -> np.ndarray:
    """The runs cut at the borders of blocks, in order; as :func:`_runs`."""
    at_page, at_gold, lengths = runs.T
    first = page.owners[at_page]
    counts = page.owners[at_page + lengths - 1] - first + 1
    run = np.repeat(np.arange(len(runs)), counts)
    block = first[run] + np.arange(len(run)) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = np.maximum(at_page[run], page.starts[block])
    ends = np.minimum((at_page + lengths)[run], page.ends[block])
    pieces: np.ndarray = np.column_stack([starts, starts - at_page[run] + at_gold[run], ends - starts])
    pieces = pieces[ends > starts]
    return pieces[np.lexsort((pieces[:, 1], pieces[:, 0]))]


def _worth(pieces: np.ndarray, page: _Words, gold: _Words) -> np.ndarray:
    """What each piece adds to a chain, in words; float64 of shape (r,)."""
    at_page, at_gold, lengths = pieces.T
    ends = at_page + lengths
    opens = page.opens[at_page]
    closes = np.append(page.opens, True)[ends]
    worth: np.ndarray = lengths + PARAGRAPH * (opens & gold.opens[at_gold]) - CUT * ~opens - CUT * ~closes
    return worth


def _chain(pieces: np.ndarray, worth: np.ndarray) -> list[tuple[int, int, int]]:
    """The best chain of the pieces, overlaps trimmed: (start on page, start in gold, length)."""
    if not len(pieces):
        return []
    at_page, at_gold, lengths = pieces.T
    page_ends, gold_ends = at_page + lengths, at_gold + lengths
    best = worth.copy()
    before = np.full(len(pieces), -1)
    trims = np.zeros(len(pieces), np.int64)
    for k in range(1, len(pieces)):
        page_gap, gold_gap = at_page[k] - page_ends[:k], at_gold[k] - gold_ends[:k]
        trim = np.maximum(-np.minimum(page_gap, gold_gap), 0)
        jump = JUMP + np.minimum(np.maximum(page_gap, 0) * JUMP_PER_WORD, DEAREST_JUMP)
        jump[(page_gap == 0) & (gold_gap == 0)] = 0.0
        follows = (trim < lengths[k]) & (at_gold[:k] < at_gold[k])
        gain = np.where(follows, best[:k] - trim - jump, 0.0)
        j = int(gain.argmax())
        if gain[j] > 0:
            best[k] += gain[j]
            before[k], trims[k] = j, trim[j]
    chain = []
    k = int(best.argmax())
    while k >= 0:
        trim = int(trims[k])
        chain.append((int(at_page[k]) + trim, int(at_gold[k]) + trim, int(lengths[k]) - trim))
        k = int(before[k])
    return chain[::-1]


class _Alignment:
    """Which page word is which gold word, built up in passes."""

    def __init__(self, page: _Words, gold: _Words) -> None:
        self.page, self.gold = page, gold
        # Per page word the gold word that it is, or -1; per gold word whether it is used.
        self.match = np.full(len(page.ids), -1, np.int64)
        self.used = np.zeros(len(gold.ids), bool)

    def shares(self) -> np.ndarray:
        return (self._matched() / np.maximum(self.page.sizes, 1)).astype(np.float32)

    def _matched(self) -> np.ndarray:
        """The number of matched words of every block."""
        return np.bincount(self.page.owners[self.match >= 0], minlength=len(self.page.sizes))

    def _take(self, at_page: int, at_gold: int, length: int) -> None:
        self.match[at_page : at_page + length] = np.arange(at_gold, at_gold + length)
        self.used[at_gold : at_gold + length] = True

    def take_chain(self, runs: np.ndarray) -> None:
        """Take the best chain of the runs that are evidence: long, or a whole block."""
        least = min(LEAST_RUN, len(self.gold.ids))
        pieces = _pieces(runs[(runs[:, 2] >= least) | _hold_a_block(runs, self.page)], self.page)
        if len(pieces) > MOST_PIECES:
            pieces = pieces[np.sort(np.argsort(-pieces[:, 2], kind="stable")[:MOST_PIECES])]
        for piece in _chain(pieces, _worth(pieces, self.page, self.gold)):
            self._take(*piece)

    def fill_blocks(self) -> None:
        """Compare what lies between the matched words of a block word by word."""
        taken = np.flatnonzero(self.match >= 0)
        for left, right in zip(taken[:-1].tolist(), taken[1:].tolist()):
            if right - left == 1:
                continue
            low, high = int(self.match[left]) + 1, int(self.match[right])
            if self.page.owners[left] == self.page.owners[right]:
                self._fill(left + 1, right, low, high)
            else:
                tail = int(self.page.ends[self.page.owners[left]]) - left - 1
                low = self._fill(left + 1, left + 1 + tail, low, min(high, low + 2 * tail))
                head = right - int(self.page.starts[self.page.owners[right]])
                self._fill(right - head, right, max(low, high - 2 * head), high)

    def _fill(self, start: int, end: int, low: int, high: int) -> int:
        """Match the page words [start, end) within the gold words [low, high).

        Returns where the gold words go on.
        """
        if not (0 < end - start <= LONGEST_GAP and 0 < high - low <= LONGEST_GAP):
            return low
        page, gold = self.page.ids[start:end].tolist(), self.gold.ids[low:high].tolist()
        common = SequenceMatcher(None, page, gold, autojunk=False).get_matching_blocks()[:-1]
        if 2 * sum(block.size for block in common) < min(len(page), len(gold)):
            return low
        for block in common:
            self._take(start + block.a, low + block.b, block.size)
        return low + common[-1].b + common[-1].size

    def take_short_blocks(self) -> None:
        """Take whole blocks that touch, in the gold text, the words matched before or after them."""
        self._take_touching(range(len(self.page.sizes)), forward=True)
        self._take_touching(reversed(range(len(self.page.sizes))), forward=False)

    def _take_touching(self, blocks: Iterable[int], forward: bool) -> None:
        matched = self._matched()
        touch, away = -1, 0
        for block in blocks:
            start, end = int(self.page.starts[block]), int(self.page.ends[block])
            if start == end:
                continue
            if not matched[block] and touch >= 0 and away < NEAR:
                low = touch if forward else touch - (end - start)
                if self._is_free_copy(start, end, low):
                    self._take(start, low, end - start)
                    matched[block] = end - start
            away += 1
            if matched[block]:
                found = self.match[start:end]
                found = found[found >= 0]
                touch = int(found[-1]) + 1 if forward else int(found[0])
                away = 0

    def _is_free_copy(self, start: int, end: int, low: int) -> bool:
        """Whether the page words [start, end) are the unused gold words from ``low`` on."""
        high = low + end - start
        if low < 0 or high > len(self.gold.ids) or self.used[low:high].any():
            return False
        return bool((self.page.ids[start:end] == self.gold.ids[low:high]).all())

    def take_strays(self, runs: np.ndarray) -> None:
        """Take blocks that stand nearly wholly in unused gold words, those near the rest first."""
        taken = np.flatnonzero(self.match >= 0)
        if not len(taken):
            return
        pieces = self._free_pieces(runs)
        blocks = np.array(sorted(pieces), np.int64)
        starts, ends = self.page.starts[blocks], self.page.ends[blocks]
        after = taken[np.minimum(np.searchsorted(taken, ends), len(taken) - 1)]
        before = taken[np.maximum(np.searchsorted(taken, starts) - 1, 0)]
        away = np.minimum(np.abs(after - ends + 1), np.abs(starts - before))
        for block in blocks[np.argsort(away, kind="stable")].tolist():
            self._take_stray(block, pieces[block])

    def _free_pieces(self, runs: np.ndarray) -> dict[int, list[tuple[int, int, int]]]:
        """The runs over unused gold words, cut at the borders of blocks that are not yet matched."""
        free = np.concatenate([[0], np.cumsum(~self.used)])
        runs = runs[free[runs[:, 1] + runs[:, 2]] - free[runs[:, 1]] >= K]
        wanted = (self._matched() == 0) & (self.page.sizes >= LEAST_STRAY)
        pieces: dict[int, list[tuple[int, int, int]]] = {}
        for at_page, at_gold, length in _pieces(runs, self.page).tolist():
            block = int(self.page.owners[at_page])
            if wanted[block]:
                pieces.setdefault(block, []).append((at_page, at_gold, length))
        return pieces

    def _take_stray(self, block: int, pieces: list[tuple[int, int, int]]) -> None:
        start, end = int(self.page.starts[block]), int(self.page.ends[block])
        found = np.full(end - start, -1, np.int64)
        for at_page, at_gold, length in sorted(pieces, key=lambda piece: -piece[2]):
            here = found[at_page - start : at_page - start + length]
            there = np.arange(at_gold, at_gold + length)
            free = (here < 0) & ~self.used[there] & ~np.isin(there, found)
            here[free] = there[free]
        if (found >= 0).sum() >= STRAY_SHARE * (end - start):
            self.match[start:end] = found
            self.used[found[found >= 0]] = True

    def drop_crumbs(self) -> None:
        """Undo the match of a word or two where a run went over a block's border by chance."""
        matched = self._matched()
        crumbs = (matched < K) & (matched < self.page.sizes)
        self.match[crumbs[self.page.owners]] = -1
