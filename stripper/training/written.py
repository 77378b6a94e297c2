"""Read what was written down as examples, since the corpora show those of few publishers and languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
#: Headings of related links, each behind its kind; of the first the lists of composed texts have theirs.
HEADINGS, FURTHER_HEADINGS = _FOLDER / "headings.tsv", _FOLDER / "kinds.tsv"
#: Headings of lists that lead to no content, each behind what they lead to.
OFFERS = _FOLDER / "offers.tsv"
#: Lines that stand in and around articles and are no part of them, each behind its language.
BOILERPLATE = _FOLDER / "boilerplate.tsv"
#: What stands in the place of something that is not shown, or asks for something, each behind its language.
NOTICES = _FOLDER / "notices.tsv"


@cache
def read_written(*files: Path) -> list[tuple[str, str]]:
    """What stands before the tab and behind it, in each line of the files."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [(before, behind) for before, _, behind in (line.partition("\t") for line in lines)]
