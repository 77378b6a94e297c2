"""The front door: a page in, an article out."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from stripper import features
from stripper.article.assemble import assemble
from stripper.article.related import related_groups
from stripper.article.roles import leave_roles_out
from stripper.article.title import head_title
from stripper.errors import ModelMismatchError, NotAPageError, TooLargeError
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.io.files import is_url
from stripper.judge import judge_pages, judge_text
from stripper.letters import encodable
from stripper.model.classifier import Model
from stripper.model.locate import model_folder
from stripper.model.store import read_model
from stripper.text.markdown import cut_markdown, is_markdown
from stripper.text.segment import segment_text
from stripper.text.tidy import tidied
from stripper.types import ROLES, Article, Head, Limits, Metadata, Page, Reading

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from lxml.etree import _Element, _ElementTree

    Input: TypeAlias = bytes | bytearray | memoryview | str | _Element | _ElementTree | BeautifulSoup

#: One role, or several.
Roles: TypeAlias = str | Collection[str]
#: A model, its name or its folder; None for the shipped one.
AnyModel: TypeAlias = Model | str | Path | None
#: The shipped models, by what they read.
DEFAULT_MODELS = {"html": "news", "text": "news-text"}
LIMITS = Limits()
#: A path or URL is looked for in a str of at most so many characters (Linux's PATH_MAX).
LONGEST_NAME = 4_096
_SIZED = (bytes, bytearray, str)


def extract(
    html: Input,
    *,
    url: str | None = None,
    content_type: str | None = None,
    metadata: bool = False,
    leave_out: Roles = (),
    limits: Limits = LIMITS,
    model: AnyModel = None,
) -> Article:
    """Extract the article and the related links from a page.

    Args:
        html: the page as bytes (or bytearray, memoryview) in any encoding, a str, an lxml
            element or tree, or a BeautifulSoup object.  Trees are not changed.
        url: the page's URL, against which links are made absolute.
        content_type: the HTTP header ``Content-Type``, for its charset.
        metadata: whether to read author, date, site, language and lead image too.
        leave_out: a role, or several, whose blocks are no part of the text: any of
            :data:`~stripper.types.ROLES`.
        limits: how many bytes and blocks the page may have.
        model: a model, its name or its folder; the shipped one by default.

    Returns:
        The article; an empty one for empty input.

    Raises:
        NotAPageError: the input is a PDF, an image, an archive, ..., or a str that is but a URL or the path of a file.
        TooLargeError: it has more bytes or blocks than the limits allow.
        ModelError: the model cannot be used.
        TypeError: an argument is of none of the types above.
        ValueError: there is no such role.

    >>> import stripper
    >>> stripper.extract("").text
    ''
    """
    left_out = named_roles(leave_out)
    root, page = read_page(html, url, content_type, limits)
    article = read_article(page, url, load_model(model), left_out)
    return with_metadata(article, root, page.head) if metadata else article


def extract_from_text(
    text: str, *, leave_out: Roles = (), limits: Limits = LIMITS, model: AnyModel = None
) -> Article:
    """Extract the article and the related headlines from flattened text.

    Args:
        text: a page that somebody reduced to lines, or the output of another
            extractor.
        leave_out: a role, or several, whose blocks are no part of the text: paragraph,
            heading or list.
        limits: how many bytes (characters) and blocks (lines) the text may have.
        model: a model for text, its name or its folder; the shipped one by default.

    Returns:
        The article; an empty one for empty text.  Its related links have no URLs, unless the text
        is Markdown.

    Raises:
        TooLargeError: the text has more characters or lines than the limits allow.
        ModelError: the model cannot be used.
        TypeError: ``text`` is no str, or another argument of no type that it may have.
        ValueError: there is no such role.

    >>> import stripper
    >>> stripper.extract_from_text("").text
    ''
    """
    page = cut_text(text, limits)
    return read_text(page, load_model(model, "text"), named_roles(leave_out))


def cut_text(text: str, limits: Limits = LIMITS) -> Page:
    """The blocks of flattened text."""
    if not isinstance(text, str):
        raise TypeError(f"flattened text must be str, not {type(text).__name__}")
    check_limits(limits)
    _check_size(text, limits)
    text = tidied(encodable(text))
    return (cut_markdown if is_markdown(text) else segment_text)(text, limits.blocks)


def read_page(
    html: Input, url: str | None = None, content_type: str | None = None, limits: Limits = LIMITS
) -> tuple[_Element | None, Page]:
    """The tree of a page, None if it is empty, and its blocks."""
    check_limits(limits)
    if not isinstance(url, str | None):
        raise TypeError(f"url must be str or None, not {type(url).__name__}")
    if isinstance(html, str):
        _check_is_content(html)
    _check_size(html, limits)
    root = parse(html, content_type, limits.depth)
    if root is None:
        return None, Page()
    page = segment(root, limits.blocks)
    page.head = read_head(root)
    page.head.address = page.head.address or url or ""
    if page.head.body.count("\n") >= limits.blocks:
        raise TooLargeError.passing("blocks", f"JSON-LD's articleBody has more than {limits.blocks:,} lines")
    return root, page


def check_limits(limits: Limits) -> None:
    """Refuse what are no limits, such as a mere number."""
    if not isinstance(limits, Limits):
        raise TypeError(f"limits must be Limits(bytes=..., blocks=...), not {type(limits).__name__}")


def _check_is_content(html: str) -> None:
    """Refuse a str that only tells where a page is."""
    name = html.strip()
    if "<" in name or "\n" in name or len(name) > LONGEST_NAME:
        return
    if is_url(name) and len(name.split()) == 1:
        raise NotAPageError("this is a URL, not an HTML page: fetch it, and give what the server sends")
    if os.path.isfile(name):
        raise NotAPageError(
            "this is the path of a file, not an HTML page: give what Path(...).read_bytes() reads"
        )


def _check_size(given: Any, limits: Limits) -> None:
    size = given.nbytes if isinstance(given, memoryview) else len(given) if isinstance(given, _SIZED) else 0
    if size > limits.bytes:
        raise TooLargeError.passing("bytes", f"{size:,} bytes, more than {limits.bytes:,}")


def with_metadata(article: Article, root: _Element | None, head: Head) -> Article:
    """The article with what its page says about itself."""
    if root is None:
        return replace(article, metadata=Metadata())
    from stripper.article.metadata import read_metadata

    return replace(article, metadata=read_metadata(root, article.url, head))


def named_roles(named: Roles) -> frozenset[str]:
    """The roles of one name or several; ``ValueError`` if one is not of :data:`~stripper.types.ROLES`."""
    roles = frozenset((named,) if isinstance(named, str) else named)
    for role in sorted(roles.difference(ROLES)):
        raise ValueError(f"no role is called {role!r}: there are {', '.join(ROLES)}")
    return roles


def read_text(page: Page, model: Model, left_out: frozenset[str] = frozenset()) -> Article:
    """The article of a flattened page that was cut into blocks, without the blocks of some roles."""
    return article_of(judge_text(page, model), left_out)


def article_of(reading: Reading, left_out: frozenset[str] = frozenset()) -> Article:
    """The article that a reading makes, without the blocks of some roles."""
    page, labels = reading.page, reading.labels
    if not page.texts:
        return Article("", head_title(page.head), (), reading.url, (), 0.0, reading.source)
    if left_out:
        labels = leave_roles_out(page, labels, left_out)
    related = related_groups(reading.groups, reading.kinds)
    probabilities, confidence = reading.probabilities, reading.confidence
    return assemble(page, labels, probabilities, related, confidence, reading.url, reading.source)


def load_model(model: AnyModel = None, source: str = "html") -> Model:
    """The model of this name or in this folder; the shipped one for None.

    ``source`` is what it is to read: ``html``, or ``text`` for flattened text.

    Raises:
        ModelNotFoundError: no such name or folder, or a file of it is missing.
        ModelDamagedError: the file is not the one that its manifest describes.
        ModelMismatchError: made for another protocol, for other features or
            for another kind of input.
        TypeError: ``model`` is none of these.
    """
    if not isinstance(model, Model | str | Path | None):
        raise TypeError(f"model must be a model, its name or its folder, not {type(model).__name__}")
    if not isinstance(model, Model):
        model = _read(model_folder(DEFAULT_MODELS[source] if model is None else model))
    if model.source != source:
        raise ModelMismatchError(f"{model.name}: a model for {model.source}, not for {source}")
    return model


def _read(folder: Path) -> Model:
    loaded = read_model(folder)
    wanted = features.TABLES[loaded.source].columns
    if loaded.features != wanted:
        odd = sorted(set(loaded.features) ^ set(wanted))[:3] or ["their order"]
        raise ModelMismatchError(f"{folder}: made for other features ({', '.join(odd)}, ...): retrain it")
    return loaded


def read_article(
    page: Page, url: str | None, model: Model, left_out: frozenset[str] = frozenset()
) -> Article:
    """The article of a page that was cut into blocks, without the blocks of some roles."""
    return read_articles([(page, url)], model, left_out)[0]


def read_articles(
    pages: Sequence[tuple[Page, str | None]], model: Model, left_out: frozenset[str] = frozenset()
) -> list[Article]:
    """The same for several pages with their URLs, which are classified together."""
    return [article_of(reading, left_out) for reading in judge_pages(pages, model)]
