"""Loads ``fixtures/``: one :class:`Fixture` per folder of pages/ and text/; and cuts pages into blocks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stripper.features.view import Columns
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.types import Page

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
NAMES = {"pages": "page.html", "text": "page.txt"}
#: A page whose every piece tries to run a script or to load something.
INJECTIONS = (FIXTURES / "hostile" / "injections.html").read_bytes()


@dataclass(frozen=True, slots=True)
class Fixture:
    """One input with what should come of it.

    ``data`` is the input as bytes, ``expected`` is ``article.json`` as read;
    ``fixtures/README.md`` tells its fields.
    """

    room: str
    slug: str
    data: bytes
    expected: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.room}/{self.slug}"

    @property
    def encoding(self) -> str:
        """The encoding the bytes are really in, whatever the page declares."""
        return str(self.expected.get("encoding", "utf-8"))

    @property
    def content(self) -> str:
        """The input decoded with its true encoding."""
        return self.data.decode(self.encoding)

    @property
    def related_titles(self) -> list[str]:
        """The expected titles of all related links, in order."""
        return [link["title"] for group in self.expected["related"] for link in group["links"]]


def load(room: str, root: Path = FIXTURES) -> list[Fixture]:
    """All fixtures of ``pages`` or ``text``, sorted by slug."""
    folders = sorted(path for path in (root / room).iterdir() if path.is_dir())
    return [_read(room, folder) for folder in folders]


def _read(room: str, folder: Path) -> Fixture:
    expected = json.loads((folder / "article.json").read_text(encoding="utf-8"))
    return Fixture(room, folder.name, (folder / NAMES[room]).read_bytes(), expected)


def page_of(html: str | bytes) -> Page:
    """The blocks and the head of a page that is not empty."""
    root = parse(html)
    assert root is not None
    page = segment(root)
    page.head = read_head(root)
    return page


def by_name(columns: Columns) -> dict[str, np.ndarray]:
    """Each column of a family under its own name."""
    found: dict[str, np.ndarray] = {}
    for key, column in columns.items():
        found |= {key: column} if isinstance(key, str) else dict(zip(key, column))
    return found
