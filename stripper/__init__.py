"""Clean article text, and related links as data, from scraped news pages.

>>> import stripper
>>> page = "<h1>Rain at last</h1>" + "<p>It rained on the dry hills above the town on Monday.</p>" * 3
>>> article = stripper.extract(page, url="https://news.example/rain")
>>> article.url
'https://news.example/rain'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stripper.api import extract, extract_from_text, load_model
from stripper.errors import (
    CorpusError,
    FetchError,
    InputError,
    MissingExtraError,
    ModelDamagedError,
    ModelError,
    ModelMismatchError,
    ModelNotFoundError,
    NotAPageError,
    OutputError,
    StripperError,
    TooLargeError,
)
from stripper.types import KINDS, LABELS, ROLES, Article, Block, Limits, Link, Metadata, RelatedGroup

if TYPE_CHECKING:
    from stripper.article.write import write
    from stripper.batch import extract_many
    from stripper.report.explain import explain, explain_from_text

__version__ = "0.1.0"

# What is imported when it is first asked for: together these take as long as all the rest.
_LATER = {
    "explain": "stripper.report.explain",
    "explain_from_text": "stripper.report.explain",
    "extract_many": "stripper.batch",
    "write": "stripper.article.write",
}

__all__ = [
    "KINDS",
    "LABELS",
    "ROLES",
    "Article",
    "Block",
    "CorpusError",
    "FetchError",
    "InputError",
    "Limits",
    "Link",
    "Metadata",
    "MissingExtraError",
    "ModelDamagedError",
    "ModelError",
    "ModelMismatchError",
    "ModelNotFoundError",
    "NotAPageError",
    "OutputError",
    "RelatedGroup",
    "StripperError",
    "TooLargeError",
    "explain",
    "explain_from_text",
    "extract",
    "extract_from_text",
    "extract_many",
    "load_model",
    "write",
]


def __getattr__(name: str) -> Any:
    """What is imported late (PEP 562)."""
    if name not in _LATER:
        raise AttributeError(f"module 'stripper' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_LATER[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
