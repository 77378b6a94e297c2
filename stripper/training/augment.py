"""Make harder pages out of the corpora's: what other sites append to their articles.

Pages of the open web carry a second article below the first (endless
scrolling) or readers' comments more often than the corpora's do.  Here such
text, taken from other pages of the corpora, is put behind the article of a
page.  The labels are then aligned anew: what was put in is not in the gold.

And articles of many thousand words, of which the corpora have hardly any, are
made by putting other articles' paragraphs in between the page's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from random import Random

from lxml import etree

from stripper import features
from stripper.html.parse import parse
from stripper.html.segment import elements_of, segment
from stripper.letters import without_unseen
from stripper.training.align import words
from stripper.training.corpora import Sample

#: The element that holds this share of a page's prose holds its article.
SHARE = 0.75
#: An element around it that has at most so many times its words belongs to it.
GROWTH = 1.5
VOICES = (2, 7)
#: A lengthened article gets between ten to the power of these many words more.
ADDED = (3.0, 4.2)
#: A line of at least so many characters is a paragraph.
PARAGRAPH = 40


def with_second_article(sample: Sample, other: Sample) -> etree._Element | None:
    """The sample's page with the other page's article behind its own; None where it has none."""
    root, guest = parse(sample.read()), parse(other.read())
    if root is None or guest is None:
        return None
    own, second = _article(root), _article(guest)
    if own is None or second is None:
        return None
    _put_behind(own, _copy(second))
    return root


def with_voices(sample: Sample, others: list[Sample], random: Random) -> etree._Element | None:
    """The sample's page with paragraphs of the others' gold behind its article, as comments."""
    root = parse(sample.read())
    own = _article(root) if root is not None else None
    if own is None:
        return None
    outer, inner = random.choice((("div", "div"), ("ul", "li"), ("section", "article"), ("ol", "li")))
    box = etree.Element(outer)
    for other in others:
        lines = [line for line in (other.text or "").splitlines() if len(line) > 40] or ["—"]
        voice = etree.SubElement(box, inner)
        etree.SubElement(voice, random.choice(("p", "span", "h4", "div"))).text = _name(other, random)
        for line in random.sample(lines, min(len(lines), random.randint(1, 2))):
            etree.SubElement(voice, random.choice(("p", "div"))).text = line
    _put_behind(own, box)
    return root


def lengthened(sample: Sample, others: list[Sample], random: Random) -> tuple[etree._Element, Sample] | None:
    """The sample's page with the others' paragraphs within its article, and the sample with a gold text
    to match; None where no paragraph of the page stands in its gold, or the others have none."""
    root, lines = parse(sample.read()), (sample.text or "").splitlines()
    if root is None:
        return None
    place = {" ".join(line.split()): k for k, line in enumerate(lines) if len(line) >= PARAGRAPH}
    known = [(element, place[text]) for element in root.iter("p") if (text := _shown(element)) in place]
    if not known:
        return None
    after, line = known[len(known) // 2]
    more = list(_paragraphs(others, int(10 ** random.uniform(*ADDED))))
    if not more:
        return None
    for text in reversed(more):
        element = etree.Element("p", dict(after.attrib))
        element.text = text
        after.addnext(element)
    return root, replace(sample, text="\n".join([*lines[: line + 1], *more, *lines[line + 1 :]]))


def _shown(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _paragraphs(samples: list[Sample], most: int) -> Iterator[str]:
    """The paragraphs of gold texts, up to so many words."""
    for sample in samples:
        for line in without_unseen(sample.text or "").splitlines():
            if len(line) >= PARAGRAPH:
                yield line
                most -= len(words(line))
            if most < 0:
                return


def _name(sample: Sample, random: Random) -> str:
    """Two words of a gold text, as a reader's name might look."""
    words = [word for word in (sample.text or "").split() if word[:1].isupper()] or ["Anonymous"]
    return " ".join(random.sample(words, min(2, len(words))))


def _article(root: etree._Element) -> etree._Element | None:
    """The element that holds the page's article and headline, as far as prose tells."""
    page = segment(root)
    if not page.texts:
        return None
    view = features.view(page)
    holders = (view.node_prose >= SHARE * view.node_prose[0]).nonzero()[0]
    node = int(holders[view.depths[holders].argmax()])
    while node > 0 and view.node_words[view.parents[node]] <= GROWTH * view.node_words[node]:
        node = int(view.parents[node])
    return elements_of(root)[node]


def _copy(element: etree._Element) -> etree._Element:
    copy = deepcopy(element)
    copy.tail = None
    if copy.tag in ("html", "body"):
        copy.tag = "div"
    return copy


def _put_behind(element: etree._Element, added: etree._Element) -> None:
    if element.tag in ("html", "body"):
        element.append(added)
    else:
        element.addnext(added)
