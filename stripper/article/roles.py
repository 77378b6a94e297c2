"""Name what each body block is within the article: its role.

The page's structure tells most roles; a standfirst is told by how it differs
from the paragraphs, and by the page's own description.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from stripper.letters import COLONS, COMMAS, STOPS, last_sign, squeezed
from stripper.types import HEADING_TAGS, Page

#: The role of a block within an element of this tag, the innermost first, at most LEVELS up:
#: a whole article in an item of a list is no list.
_TAGS = {"li": "list", "dt": "list", "dd": "list", "tr": "table", "caption": "table"}
_TAGS |= {"blockquote": "quote", "figcaption": "caption"} | dict.fromkeys(HEADING_TAGS, "heading")
LEVELS = 4
#: What the blocks of quotes that networks hand out for embedding are called (oEmbed 1.0, section 2.3.4.4).
_EMBEDS = frozenset(("embed", "tweet", "twitter", "instagram", "tiktok", "bluesky", "mastodon"))
_STANDFIRSTS = frozenset(
    ("standfirst", "lead", "lede", "dek", "intro", "summary", "subtitle", "subheadline", "description")
)
#: A heading has at most so many characters; a standfirst at least so many words' worth.
LONGEST_HEADING, LEAST_STANDFIRST = 100, 30
#: A standfirst is among the first so many blocks of the body.
FIRST = 3
_ENDS = f"{STOPS}{COMMAS}{COLONS}"
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def name_roles(page: Page, labels: list[str]) -> list[str]:
    """One of :data:`~stripper.types.ROLES` for each body block, ``""`` for what is none."""
    name = _line_role if page.flattened else _role
    body = [index for index, label in enumerate(labels) if label == "body"]
    roles = [""] * len(page.texts)
    for index in body:
        roles[index] = name(page, index)
    if not page.flattened:
        for index in _standfirsts(page, body, roles):
            roles[index] = "standfirst"
    return roles


def leave_roles_out(page: Page, labels: list[str], left_out: Collection[str]) -> list[str]:
    """The labels with the body blocks of some roles made boilerplate."""
    roles = name_roles(page, labels)
    return ["boilerplate" if role in left_out else label for label, role in zip(labels, roles)]


def is_caption(page: Page, index: int) -> bool:
    """Whether the elements of a page tell that a block is the caption of a picture."""
    return _role(page, index) == "caption"


def _line_role(page: Page, index: int) -> str:
    if page.nodes[index]:
        return "list"
    return "heading" if _sounds_like_heading(page.texts[index]) else "paragraph"


def _role(page: Page, index: int) -> str:
    node = page.nodes[index]
    for _ in range(LEVELS):
        if node < 0:
            break
        role = _of_element(page, node)
        if role:
            return role
        node = page.parents[node]
    bold = page.strong[index] == 1
    return "heading" if bold and _sounds_like_heading(page.texts[index]) else "paragraph"


def _of_element(page: Page, node: int) -> str:
    """The role that an element gives to the blocks within it; ``""`` for none."""
    names = _names(page, node)
    if "caption" in names:
        return "caption"
    role = _TAGS.get(page.tags[node], "")
    return "embed" if role == "quote" and not _EMBEDS.isdisjoint(names) else role


def _sounds_like_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and last_sign(text) not in _ENDS


def _names(page: Page, node: int) -> set[str]:
    """The words of an element's names, lower-case."""
    return {part.lower() for part in _PART.findall(page.attrs[node])}


def _standfirsts(page: Page, body: list[int], roles: list[str]) -> list[int]:
    """Of the first blocks those before the paragraphs that look otherwise than these, and sum the article up."""
    sizes: Counter = Counter()
    for index in body:
        if roles[index] == "paragraph":
            sizes[_look(page, index)] += len(page.texts[index])
    usual = sizes.most_common(1)[0][0] if sizes else None
    described = [squeezed(text) for text in page.head.descriptions]
    headings = Counter(_tag(page, index) for index in body)
    found = []
    for index in body[:FIRST]:
        if _look(page, index) == usual:
            break
        text = page.texts[index]
        if roles[index] in ("paragraph", "heading") and len(text) >= LEAST_STANDFIRST:
            alone = roles[index] == "heading" and headings[_tag(page, index)] == 1
            if alone or _sums_up(squeezed(text), described) or _is_named(page, index):
                found.append(index)
    return found


def _tag(page: Page, index: int) -> str:
    return page.tags[page.blockish[page.nodes[index]]]


def _look(page: Page, index: int) -> tuple[str, str, int]:
    element = page.blockish[page.nodes[index]]
    return page.tags[element], page.attrs[element], page.parents[element]


def _sums_up(text: str, described: list[str]) -> bool:
    return any(text and (text.startswith(given) or given.startswith(text)) for given in described if given)


def _is_named(page: Page, index: int) -> bool:
    element = page.blockish[page.nodes[index]]
    return any(
        not _STANDFIRSTS.isdisjoint(_names(page, node))
        for node in (element, page.parents[element])
        if node >= 0
    )
