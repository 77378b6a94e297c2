"""What is done with an input, in a process of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import stripper
from stripper import api
from stripper.article.write import write
from stripper.html.decode import decode
from stripper.io.files import unpack
from stripper.report.explain import LIMITS
from stripper.types import Limits

#: What is written in HTML shows one of these before long.
_MARKUP = re.compile(r"<(?:!doctype|!--|\?xml|html|head|body|title|meta|main|article|div|p|h\d|a|ul|table)[\s>]", re.I)  # fmt: skip
_SEARCHED = 20_000


@dataclass(frozen=True, slots=True)
class Input:
    """What somebody sent: a page or flattened text; ``source`` is html, text, or auto to see which it is."""

    data: bytes
    source: str
    name: str = ""
    url: str | None = None
    content_type: str | None = None
    metadata: bool = False
    left_out: frozenset[str] = frozenset()
    with_page: bool = False
    gold: str | None = None


def load_models(model: str | None) -> None:
    """Have the models ready."""
    api.load_model(model)
    api.load_model(None, "text")


def extract(sent: Input, model: str | None, limits: Limits) -> str:
    """The article as JSON; the input may be gzipped."""
    sent = replace(sent, data=unpack(sent.data, "the input"))
    text = _text_of(sent)
    if text is not None:
        return write(stripper.extract_from_text(text, leave_out=sent.left_out, limits=limits), "json")
    article = stripper.extract(
        sent.data, url=sent.url, content_type=sent.content_type, metadata=sent.metadata,
        leave_out=sent.left_out, limits=limits, model=model,
    )  # fmt: skip
    return write(article, "json")


def explain(sent: Input, model: str | None, limits: Limits) -> str:
    """The report on the input, which may be gzipped, as HTML."""
    sent = replace(sent, data=unpack(sent.data, sent.name))
    limits = replace(limits, blocks=min(limits.blocks, LIMITS.blocks))
    text = _text_of(sent)
    if text is not None:
        return stripper.explain_from_text(text, name=sent.name, gold=sent.gold, limits=limits)
    return stripper.explain(
        sent.data, url=sent.url, content_type=sent.content_type, name=sent.name, gold=sent.gold,
        with_page=sent.with_page, limits=limits, model=model,
    )  # fmt: skip


def _text_of(sent: Input) -> str | None:
    """The input, if it is flattened text."""
    if sent.source == "html":
        return None
    text = decode(sent.data, sent.content_type)
    return None if sent.source == "auto" and _MARKUP.search(text[:_SEARCHED]) else text
