"""Tell on a terminal how far a run is; in a pipe nothing is told."""

from __future__ import annotations

from collections.abc import Sequence

from tqdm import tqdm

from stripper.batch.sinks import Row
from stripper.io.records import Extent


class Progress(tqdm):
    """Progress through pages; where only their ``bytes`` are known how many there are is told from these."""

    bytes = 0

    def told(self, rows: Sequence[Row], errors: int) -> None:
        """Count rows, and tell how many errors there were so far."""
        done = self.n + len(rows)
        if self.bytes and rows and rows[-1].record.read:
            self.total = max(done, round(done * self.bytes / rows[-1].record.read))
        self.set_postfix(errors=errors, refresh=False)
        self.update(len(rows))


def progress_of(extent: Extent | None, done: int) -> Progress:
    """The progress of a run through so much, of which so many records are done."""
    pages = extent.pages if extent else None
    bar = Progress(unit=" pages", total=pages, initial=done, disable=None, dynamic_ncols=True)
    bar.bytes = extent.bytes if extent and pages is None else 0
    return bar
