"""Read what a page's head and its JSON-LD say about the page.

Sources: HTML's ``<title>``, ``<base>``, ``<link rel="canonical">`` and ``<meta name="description">``, the
Open Graph protocol and Twitter cards, and schema.org's Article in JSON-LD.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from stripper.letters import encodable
from stripper.types import Head

#: The ``property`` or ``name`` of a ``<meta>``, and the field of Head it fills.
META = {
    "og:title": "titles",
    "twitter:title": "titles",
    "og:site_name": "site_names",
    "description": "descriptions",
    "og:description": "descriptions",
    "twitter:description": "descriptions",
    "og:type": "types",
    "og:url": "addresses",
}
#: JSON-LD nodes are looked for no deeper than this, and no more than this many.
DEEPEST_NODE = 6
MOST_NODES = 200

_FIELDS = ("titles", "addresses", "persons", "organizations", "dates")
_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d)")
_TAGS = tuple(f"{{*}}{tag}" for tag in ("title", "meta", "base", "link", "script"))
_INTERESTING = ("@type", "articleBody", "headline")
_NESTED = ("@graph", "mainEntity")
_JSON = json.JSONDecoder(strict=False)  # control characters in strings are common
_WRAPPER = re.compile(r"(?:\s|<!--|-->|<!\[CDATA\[|//|/\*|\*/|;)*")
# None of these runs past the next "<", so that they take linear time.
_UNREAD = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>|<!--[^<>]*-->", re.I)
_BREAK = re.compile(
    r"</?(?:address|article|aside|blockquote|br|dd|div|dl|dt|fig\w+|footer|h[1-6r]|header|li|ol|p|pre"
    r"|section|t[dhr]|table|ul)\b[^<>]*>",
    re.I,
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)


def read_head(root: etree._Element) -> Head:
    """The :class:`Head` of the page under ``root``.

    Strings are plain text, white space collapsed, without repetitions, the
    likeliest first.  JSON-LD that is not valid JSON is left out: it is common,
    and says nothing about the page that the page itself does not show.
    """
    head = Head()
    metas: dict[str, list[str]] = {name: [] for name in META}
    nodes: list[dict[str, Any]] = []
    titles: list[str] = []
    fields: dict[str, list[str]] = {name: [] for name in (*_FIELDS, *META.values())}
    for element in root.iter(*_TAGS):
        tag = element.tag.rpartition("}")[2]
        if tag == "meta":
            name = element.get("property") or element.get("name")
            found = metas.get(name.strip().lower()) if name else None
            if found is not None:
                found.append(element.get("content") or "")
        elif tag == "script":
            if "ld+json" in element.get("type", "").lower():
                nodes += _nodes(element.text or "")
        elif tag == "title":
            if not titles and not _is_in_drawing(element):
                titles.append("".join(element.itertext()))
        elif tag == "link":
            if element.get("rel", "").lower() == "canonical":
                fields["addresses"].append(element.get("href") or "")
        elif head.base is None and element.get("href"):
            head.base = element.get("href").strip()
    fields["titles"] = titles
    for name, contents in metas.items():
        fields[META[name]] += contents
    bodies = [""]
    for node in nodes:
        _read_node(node, fields, bodies)
    head.titles = _distinct(fields["titles"])
    head.site_names = _distinct(fields["site_names"])
    head.descriptions = _distinct(fields["descriptions"])
    head.types = _distinct(kind.lower() for kind in fields["types"])
    head.address = next(filter(None, map(str.strip, fields["addresses"])), "")
    head.body = max(map(_lines, bodies), key=len)
    head.authors = _distinct(fields["persons"]) or _distinct(fields["organizations"])
    head.published = next((day[1] for day in map(_DAY.match, fields["dates"]) if day), "")
    return head


def _is_in_drawing(element: etree._Element) -> bool:
    """Whether a ``<title>`` names an icon and not the page."""
    return next(element.iterancestors("{*}svg"), None) is not None


def _nodes(script: str) -> list[dict[str, Any]]:
    """The JSON-LD objects of one script that describe the page."""
    if not any(key in script for key in _INTERESTING):
        return []
    start = _WRAPPER.match(script)
    try:
        # What follows the value, such as a semicolon, is not read.
        value, _ = _JSON.raw_decode(script, start.end() if start else 0)
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    waiting = [(value, 0)]
    while waiting and len(found) < MOST_NODES:
        value, depth = waiting.pop()
        if depth > DEEPEST_NODE:
            continue
        if isinstance(value, list):
            waiting += [(item, depth + 1) for item in reversed(value[:MOST_NODES])]
        elif isinstance(value, dict):
            found.append(value)
            waiting += [(value[key], depth + 1) for key in _NESTED if key in value]
    return found


def _read_node(node: dict[str, Any], fields: dict[str, list[str]], bodies: list[str]) -> None:
    types = [re.split(r"[/:#]", kind)[-1] for kind in _strings(node.get("@type"))]
    fields["types"] += types
    if not any("Article" in kind or "Posting" in kind for kind in types) and "articleBody" not in node:
        return
    fields["titles"] += [*_strings(node.get("headline")), *_strings(node.get("name"))]
    fields["descriptions"] += _strings(node.get("description"))
    bodies += _strings(node.get("articleBody"))
    fields["dates"] += _strings(node.get("datePublished"))
    for author in _items(node.get("author")):
        _read_author(author, fields)
    for publisher in _items(node.get("publisher")):
        fields["site_names"] += _strings(publisher.get("name") if isinstance(publisher, dict) else publisher)


def _read_author(author: Any, fields: dict[str, list[str]]) -> None:
    """A name, or a person or an organization with one."""
    if isinstance(author, dict) and "@value" not in author:
        is_organization = any("Organization" in kind for kind in _strings(author.get("@type")))
        fields["organizations" if is_organization else "persons"] += _strings(author.get("name"))
    else:
        fields["persons"] += (name for name in _strings(author) if "://" not in name)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _strings(value: Any) -> list[str]:
    """The strings of a JSON-LD value: a string, a value object, or a list of these."""
    items = (item.get("@value") if isinstance(item, dict) else item for item in _items(value))
    return [encodable(item) for item in items if isinstance(item, str)]


def _distinct(values: Iterable[str]) -> list[str]:
    collapsed: Iterator[str] = (" ".join(html.unescape(value).split()) for value in values)
    return [value for value in dict.fromkeys(collapsed) if value]


def _lines(text: str) -> str:
    """Plain text, a paragraph a line, of a string that may hold HTML, escaped or not."""
    text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", _UNREAD.sub("", text)))
    lines = (" ".join(line.split()) for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
