"""Make small pages out of the corpora's: an article of a few paragraphs with little around it.

Plain sites, print versions, old pages and those that somebody writes by hand
have ten blocks where the corpora's have two hundred, and few names of elements.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random
from typing import Any

from lxml import etree

from stripper.html.parse import parse
from stripper.training import augment
from stripper.training.corpora import Sample

Rows = list[dict[str, Any]]
#: A paragraph's element, and the number of its line in the gold text.
Paragraph = tuple[etree._Element, int]

#: Of what stands beside headline and paragraphs, and beside what holds them, so much stays; of a list so many items.
STAYS, ITEMS = 0.3, (2, 6)
#: Elements with more children of one tag than this are lists.
LEAST_ITEMS = 4
#: So many paragraphs stay of an article; on so many pages only the first sentence of each.
PARAGRAPHS, SHORT = (2, 8), 0.3
#: At least this share of the gold's paragraphs is found on a page that is made small.
KNOWN = 0.7
_SENTENCE = re.compile(r".{20,}?[.!?。！？।](?=\s|$|[^\x00-\u2fff])", re.S)


def reduced(
    sample: Sample, groups: Rows | None, random: Random
) -> tuple[etree._Element, Sample, Rows | None] | None:
    """A page with the beginning of the sample's article and some of what stands around it, the sample with its
    gold text, and what is left of the labelled ``groups``; None where too few paragraphs of its gold are found."""
    root, lines = parse(sample.read()), (sample.text or "").splitlines()
    known = [] if root is None else augment.paragraphs_of(root, lines)
    if (
        root is None
        or not known
        or len(known) < KNOWN * sum(len(line) >= augment.PARAGRAPH for line in lines)
    ):
        return None
    anchors = [anchor for anchor in root.iter("a") if "href" in anchor.attrib]
    kept = known[: random.randint(*PARAGRAPHS)]
    if random.random() < SHORT:
        _keep_first_sentences(kept, lines)
    lines = _shorten(root, lines, kept[-1], known[-1])
    _thin_out(root, _holding(root, sample, [element for element, _ in kept]), random)
    etree.strip_elements(root, "script", with_tail=False)
    augment.rename(root, random)
    return root, replace(sample, text="\n".join(lines)), groups and _left_of(groups, anchors, root)


def _keep_first_sentences(paragraphs: list[Paragraph], lines: list[str]) -> None:
    for element, line in paragraphs:
        sentence = first_sentence(augment.shown(element))
        if sentence:
            element[:] = []
            element.text = lines[line] = sentence


def first_sentence(text: str) -> str:
    """The first sentence of twenty characters or more; nothing where none is parted from the rest."""
    found = _SENTENCE.match(text)
    return found.group() if found else ""


def _shorten(root: etree._Element, lines: list[str], end: Paragraph, last: Paragraph) -> list[str]:
    """Take what stands behind one paragraph up to the last out of a page; the lines of its gold text that are left."""
    if end[0] is last[0]:
        return lines
    kept, holding, after = {*end[0].iter()}, {*last[0].iterancestors()}, False
    for element in [*root.iter(etree.Element)]:
        if after and element not in kept and element not in holding:
            _remove(element)
        after = (after or element is end[0]) and element is not last[0]
    return [*lines[: end[1] + 1], *lines[last[1] + 1 :]]


def _holding(root: etree._Element, sample: Sample, paragraphs: list[etree._Element]) -> set[etree._Element]:
    """The elements of the paragraphs and of what says the headline, all that is in them, and all that they are in."""
    title = " ".join((sample.title or "").split())
    headings = root.iter("h1", "h2", "h3", "title")
    told = [heading for heading in headings if title and augment.shown(heading) == title]
    return {inner for held in (*paragraphs, *told) for inner in (*held.iter(), *held.iterancestors())}


def _thin_out(element: etree._Element, holding: set[etree._Element], random: Random) -> None:
    """Take away most of what stands beside what an element holds, and most items of the lists that stay."""
    for child in [*element]:
        if child in holding:
            _thin_out(child, holding, random)
        elif child.tag != "head" and random.random() >= STAYS:
            _remove(child)
        elif child.tag != "head":
            _shorten_lists(child, random)


def _shorten_lists(element: etree._Element, random: Random) -> None:
    for inner in [*element.iter(etree.Element)]:
        items = [child for child in inner if child.tag == inner[0].tag]
        for item in items[random.randint(*ITEMS) :] if len(items) > LEAST_ITEMS else []:
            _remove(item)


def _remove(element: etree._Element) -> None:
    """Take an element out, but not the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _left_of(groups: Rows, anchors: list[etree._Element], root: etree._Element) -> Rows:
    """Labelled groups with the links that are left of a page's ``anchors``, by their new numbers."""
    left = {*root.iter("a")}
    stay = [number for number, anchor in enumerate(anchors) if anchor in left]
    numbers = {number: new for new, number in enumerate(stay)}
    rows = [{**group, "links": _renumbered(group["links"], numbers)} for group in groups]
    return [row for row in rows if row["links"]]


def _renumbered(links: list[Any], numbers: dict[int, int]) -> list[Any]:
    """The links that are left, as corpora and :mod:`stripper.training.labels` give them."""
    renumbered: list[Any] = []
    for link in links:
        if isinstance(link, dict) and link["a"] in numbers:
            renumbered.append({**link, "a": numbers[link["a"]]})
        elif isinstance(link, list) and link[0] in numbers:
            renumbered.append([numbers[link[0]], *link[1:]])
        elif isinstance(link, int) and link in numbers:
            renumbered.append(numbers[link])
    return renumbered
