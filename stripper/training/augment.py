"""Make harder pages out of the corpora's: what other sites append to their articles.

Pages of the open web carry a second article below the first (endless
scrolling) or readers' comments more often than the corpora's do.  Here such
text, taken from other pages of the corpora, is put behind the article of a
page: other articles, paragraphs of others as if readers said them, and what readers did say below other
articles.  The labels are then aligned anew: what was put in is not in the gold.

And articles of many thousand words, of which the corpora have hardly any, are
made by putting other articles' paragraphs in between the page's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from random import Random
from zlib import crc32

from lxml import etree

from stripper import features
from stripper.html.parse import parse
from stripper.html.segment import NAMING_ATTRIBUTES, elements_of, segment
from stripper.letters import without_unseen
from stripper.training.align import words
from stripper.training.comments import comments_in
from stripper.training.corpora import Sample, are_learned_together

#: One article in so many is also made harder.
HARDER = 4
#: One in so many is made longer, by articles of at most so many others.
LONGER, MORE = 10, 80
#: The element that holds this share of a page's prose holds its article.
SHARE = 0.75
#: An element around it that has at most so many times its words belongs to it.
GROWTH = 1.5
VOICES = (2, 7)
#: Below one article in so many stands what readers said on one of at most so many other pages.
COMMENTED, OTHERS = 6, 60
#: Its elements keep their names in so many of ten; else they have none, or such as no site has.
NAMED, NAMELESS = 4, 7
#: Of the first so many characters of a page in an article's language this share of the words stands in the article
#: too: half of them or a third in English and German, a fifth in Russian and Polish, less than a tenth in another's.
BEGINNING, SHARED = 400, 0.15
#: A lengthened article gets between ten to the power of these many words more.
ADDED = (3.0, 4.2)
#: A line of at least so many characters is a paragraph.
PARAGRAPH = 40


#: Which of several articles may be put into the page of one.
Choice = Callable[[Sample, list[Sample]], list[Sample]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a page is to be made of a sample's and the others': with a ``second`` article, with
    ``voices``, with ``comments``, or ``longer``."""

    way: str
    sample: Sample
    others: list[Sample]
    seed: int

    def make(self) -> tuple[etree._Element, Sample] | None:
        """The page, and the sample with the gold text that it has; None where it cannot be made."""
        if self.way == "longer":
            return lengthened(self.sample, self.others, Random(self.seed))
        if self.way == "second":
            root = with_second_article(self.sample, self.others[0])
        elif self.way == "comments":
            root = with_comments(self.sample, self.others, Random(self.seed))
        else:
            root = with_voices(self.sample, self.others, Random(self.seed))
        return None if root is None else (root, self.sample)


def plans(articles: list[Sample], seed: int, among: Choice) -> Iterator[Plan]:
    """Of one article in HARDER a harder page, half of each sort, and of one in LONGER a longer one.

    ``among`` gives the articles that may speak in comments on a page, or stand below one without siblings.
    """
    random = Random(seed)
    for k, sample in enumerate(articles[::HARDER]):
        siblings = [other for other in articles if other.site == sample.site and other.key != sample.key]
        others = among(sample, articles)
        if k % 2 and (siblings or others):
            yield Plan("second", sample, [random.choice(siblings or others)], random.randrange(1 << 30))
        elif others:
            voices = random.sample(others, min(len(others), random.randint(*VOICES)))
            yield Plan("voices", sample, voices, random.randrange(1 << 30))
    for sample in articles[1::LONGER]:
        others = alike(sample, articles)
        others = random.sample(others, min(len(others), MORE))
        yield Plan("longer", sample, others, random.randrange(1 << 30))


def plans_of_comments(
    articles: list[Sample], samples: list[Sample], seeds: Iterable[int], among: Choice
) -> Iterator[Plan]:
    """For each seed, of one article in COMMENTED a page with readers' comments, those of one of the samples' pages.

    ``among`` gives the pages whose comments may stand below an article.
    """
    pools = [
        (sample, among(sample, [other for other in samples if are_learned_together(other, sample)]))
        for sample in articles[2::COMMENTED]
    ]
    for random in map(Random, seeds):
        for sample, pool in pools:
            others = random.sample(pool, min(len(pool), OTHERS))
            yield Plan("comments", sample, others, random.randrange(1 << 30))


def anyone(sample: Sample, articles: list[Sample]) -> list[Sample]:
    """All of them: what tells a comment on a page is its elements, in any language (docs/experiments.md)."""
    return articles


def alike(sample: Sample, articles: list[Sample]) -> list[Sample]:
    """The articles of other sites in a page's language."""
    return [s for s in articles if s.language == sample.language and are_learned_together(s, sample)]


def speaking_alike(sample: Sample, others: list[Sample]) -> list[Sample]:
    """Those in a page's language, as far as words tell: of what is known of their text so many are the page's too."""
    known = set(words(sample.text or ""))
    return [other for other in others if _share_known(other, known) >= SHARED]


def _share_known(sample: Sample, known: set[str]) -> float:
    said = words((sample.text or " ".join(sample.kept))[:BEGINNING])
    return sum(word in known for word in said) / max(len(said), 1)


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
        etree.SubElement(voice, random.choice(("p", "span", "h4", "div"))).text = name_in(other, random)
        for line in random.sample(lines, min(len(lines), random.randint(1, 2))):
            etree.SubElement(voice, random.choice(("p", "div"))).text = line
    _put_behind(own, box)
    return root


def with_comments(sample: Sample, others: list[Sample], random: Random) -> etree._Element | None:
    """The sample's page with the comments of the first of the others' that has some behind its article."""
    root = parse(sample.read())
    own = _article(root) if root is not None else None
    found = (_comments(other) for other in others) if own is not None else iter(())
    said = next((comments for comments in found if comments is not None), None)
    if root is None or own is None or said is None:
        return None
    rename(said, random)
    _put_behind(own, said)
    return root


def _comments(sample: Sample) -> etree._Element | None:
    """A copy of the element that holds what readers say on a page."""
    root = parse(sample.read())
    found = comments_in(root, sample)
    return None if root is None or found is None else _copy(elements_of(root)[found.node])


def rename(element: etree._Element, random: Random) -> None:
    """Let names of elements tell as much as they do on a site that is known, or nothing."""
    way = random.randrange(10)
    if way < NAMED:
        return
    for inner in element.iter(etree.Element):
        for key in NAMING_ATTRIBUTES.intersection(inner.attrib):
            if way < NAMELESS:
                del inner.attrib[key]
            else:
                inner.set(key, f"x{crc32(inner.get(key).encode()):x}")


def lengthened(sample: Sample, others: list[Sample], random: Random) -> tuple[etree._Element, Sample] | None:
    """The sample's page with the others' paragraphs within its article, and the sample with a gold text
    to match; None where no paragraph of the page stands in its gold, or the others have none."""
    root, lines = parse(sample.read()), (sample.text or "").splitlines()
    known = [] if root is None else paragraphs_of(root, lines)
    if root is None or not known:
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


def paragraphs_of(root: etree._Element, lines: list[str]) -> list[tuple[etree._Element, int]]:
    """The elements of the paragraphs that stand in a gold text, and the number of each one's line."""
    place = {" ".join(line.split()): k for k, line in enumerate(lines) if len(line) >= PARAGRAPH}
    return [(element, place[text]) for element in root.iter("p") if (text := shown(element)) in place]


def shown(element: etree._Element) -> str:
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


def name_in(sample: Sample, random: Random) -> str:
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
