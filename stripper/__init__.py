"""Clean article text, and related links as data, from scraped news pages.

>>> import stripper
>>> page = "<h1>Rain at last</h1>" + "<p>It rained on the dry hills above the town on Monday.</p>" * 3
>>> article = stripper.extract(page, url="https://news.example/rain")
>>> article.url
'https://news.example/rain'
"""

from stripper.api import extract, extract_from_text, load_model
from stripper.article.write import write
from stripper.batch import extract_many
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
from stripper.report.explain import explain, explain_from_text
from stripper.types import KINDS, LABELS, ROLES, Article, Block, Limits, Link, Metadata, RelatedGroup

__version__ = "0.1.0"

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
