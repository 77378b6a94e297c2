"""The page on which one pastes or drops a page or flattened text."""

from __future__ import annotations

from stripper.report.markup import Html, digest, document, el, static

_ROOM = "stripper.server"
_SOURCES = {"auto": "Whichever it looks like", "html": "A page (HTML)", "text": "Flattened text"}


def form(error: str | None = None) -> str:
    """The page, with what went wrong with the last input, if something did."""
    body = el(
        "main",
        el("h1", "stripper"),
        el("p", "Paste a page or flattened text, or drop a file anywhere, to see what is kept and why."),
        el("p", error, id="error", role="alert") if error else "",
        el("form", _fields(), method="post", action="explain", enctype="multipart/form-data", id="form"),
        el("p", "Nothing leaves this machine. Programs send pages to ", el("code", "POST /extract"), "; ",
           el("a", "openapi.json", href="openapi.json"), " describes it.", class_="soft"),
    )  # fmt: skip
    return document(
        "stripper", body, static("form.css", _ROOM), static("form.js", _ROOM), form_action="'self'"
    )


def policy_of_reports() -> str:
    """The Content Security Policy that reports are sent with; they hold a stricter one of their own."""
    return (
        f"default-src 'none'; script-src {digest(static('explain.js'))}; style-src 'unsafe-inline';"
        " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _fields() -> list[Html]:
    sources = [
        el(
            "label",
            el("input", type="radio", name="source", value=value, checked=value == "auto"),
            f" {text}",
        )
        for value, text in _SOURCES.items()
    ]
    file = el("input", type="file", name="file", id="file", accept=".html,.htm,.xhtml,.txt,.gz,text/*")
    return [
        el("label", "Page or text", for_="text"),
        el("textarea", name="text", id="text", rows="14", spellcheck="false", autofocus=True),
        el("div", el("label", "or a file ", file), el("span", id="dropped", role="status"), class_="row"),
        el("fieldset", el("legend", "What it is"), sources),
        el("label", "Its address, to make links absolute", for_="url"),
        el("input", type="url", name="url", id="url", placeholder="https://"),
        el("details", el("summary", "Compare with its true text"),
           el("textarea", name="gold", id="gold", rows="6", aria_label="The article's true text")),
        el("label", el("input", type="checkbox", name="render", value="1"), " Show the page itself too, made harmless"),
        el("p", el("button", "Explain", type="submit")),
    ]  # fmt: skip
