"""Read the headline of a page off its blocks and its head."""

from __future__ import annotations

import re

from stripper.article.label import labelled
from stripper.letters import squeezed, without_unseen
from stripper.types import Head, Page

#: The name of a host that names a site has so many characters.
LEAST_NAME = 5
_HOST = re.compile(r"https?://([\w.-]+)")
#: What parts a headline from a kicker that is left out.
_LEADING = re.compile(r"^[:：|·•]\s+")
_SEPARATORS = (" | ", " - ", " – ", " — ", " · ", " » ", " :: ", " « ", " • ", ": ")


def page_title(page: Page, labels: list[str]) -> str | None:
    """The headline as shown; what the head gives where none is shown."""
    shown = labelled(labels, "title")
    text = without_unseen(" ".join(page.texts[index] for index in shown)).strip()
    if not text:
        return head_title(page.head)
    return _with_kicker(page, shown[0], text) or _LEADING.sub("", text)


def _with_kicker(page: Page, first: int, text: str) -> str | None:
    """The head's title, where it is the headline with the words that stand right above it.

    None where the head gives the headline alone as well.
    """
    headline = squeezed(text)
    if not headline or any(squeezed(title) == headline for title in page.head.titles):
        return None
    above = {squeezed(page.texts[index]) for index in range(max(first - 2, 0), first)}
    for title in page.head.titles:
        front, found, back = squeezed(title).partition(headline)
        if found and not back and front in above:
            return title
    return None


def head_title(head: Head) -> str | None:
    """The headline that the page's head gives, without the site's name; None if it gives none."""
    if not head.titles:
        return None
    for title in head.titles[1:]:
        if any(other != title and other.startswith(title) for other in head.titles):
            return title
    title = head.titles[0]
    for separator in _SEPARATORS:
        front, found, back = title.rpartition(separator)
        if found and _names_site(back, head):
            return front
    return title


def _names_site(text: str, head: Head) -> bool:
    said = squeezed(text)
    names = [*map(squeezed, head.site_names), squeezed(_host_name(head.address))]
    return bool(said) and any(name and (name in said or said in name) for name in names)


def _host_name(address: str) -> str:
    """The longest part of an address's host, which often is the site's name; "" where it is too short to tell."""
    host = _HOST.match(address)
    name = max(host[1].split(".")[:-1], key=len, default="") if host else ""
    return name if len(name) >= LEAST_NAME else ""
