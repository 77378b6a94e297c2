"""Write HTML in which nothing that a page says can break out of its place.

A document runs the one script and shows the style sheets that are written into it, and nothing else: its
Content Security Policy (W3C, CSP Level 3) names them by their digests and forbids all network.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

#: Elements without content or end tag (HTML Standard, section 13.1.2).
_VOID = frozenset(("br", "hr", "img", "input", "meta", "source"))
#: What no HTML text may hold (HTML Standard, section 13.2.3.5), and lone surrogates, which UTF-8 does not have.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


class Html(str):
    """Markup that needs no escaping any more."""

    __slots__ = ()


def escape(text: str) -> Html:
    """Text as markup that shows it, for content and for quoted attributes."""
    return Html(html.escape(_FORBIDDEN.sub("\ufffd", text)))


def el(tag: str, /, *content: str | Iterable[str], **attributes: Any) -> Html:
    """An element; what is no :class:`Html` among its content is escaped, and so are all attributes.

    An attribute that is None or False is left out, one that is True has no value; ``class_`` and ``for_``
    lose their underscore, every other becomes a dash.

    >>> el("p", "1 < 2", class_="sum", hidden=True)
    '<p class="sum" hidden>1 &lt; 2</p>'
    """
    start = tag + "".join(map(_attribute, attributes, attributes.values()))
    return Html(f"<{start}>") if tag in _VOID else Html(f"<{start}>{''.join(_inside(content))}</{tag}>")


def _attribute(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def _inside(content: Iterable[str | Iterable[str]]) -> Iterable[str]:
    for piece in content:
        if isinstance(piece, str):
            yield piece if isinstance(piece, Html) else escape(piece)
        else:
            yield from _inside(piece)


def data(value: Any, name: str) -> Html:
    """A value as JSON that a script reads from the element called ``name``; it ends no element."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Html(f'<script type="application/json" id="{name}">{text}</script>')


def static(name: str, room: str = "stripper.report") -> str:
    """A style sheet or script of a room."""
    return (files(room) / "static" / name).read_text("utf-8")


def document(
    title: str,
    body: Html,
    style: str,
    script: str,
    *,
    sheets: Iterable[str] = (),
    form_action: str = "'none'",
) -> str:
    """A self-contained document with one style sheet and one script.

    ``sheets`` are style sheets that frames within it may show too, ``form_action`` is where its forms may
    be sent to.
    """
    policy = content_security_policy([style, *sheets], script, form_action)
    return "<!DOCTYPE html>\n" + el(
        "html",
        el(
            "head",
            el("meta", charset="utf-8"),
            el("meta", http_equiv="Content-Security-Policy", content=policy),
            el("meta", name="viewport", content="width=device-width, initial-scale=1"),
            el("meta", name="color-scheme", content="light dark"),
            el("meta", name="referrer", content="same-origin"),
            el("title", title),
            el("style", Html(style)),
        ),
        el("body", body, el("script", Html(script))),
        lang="en",
    )


def content_security_policy(sheets: Iterable[str], script: str, form_action: str) -> str:
    """What a document with these style sheets and this script may load and run: these, and images within it."""
    styles = " ".join(map(digest, sheets))
    return (
        f"default-src 'none'; script-src {digest(script)}; style-src {styles}; img-src data:;"
        f" base-uri 'none'; form-action {form_action}"
    )


def digest(text: str) -> str:
    """A style sheet or script as a Content Security Policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
