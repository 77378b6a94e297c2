"""Write plain pages: an article with a menu, lists of headlines and a footer, in few elements with few names;
and such without an article.

Pages that somebody writes by hand, print versions and those of small sites look so;
the corpora's have hundreds of blocks, and a name on each element.  As in composed
texts (:mod:`stripper.training.compose`) what each link is is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from random import Random
from typing import Any

from lxml import etree
from lxml.builder import E

from stripper.article.formats.shared import clean
from stripper.training.augment import name_in
from stripper.training.compose import TITLES, headings_in, is_headline, is_sentence, script_of, written_in
from stripper.training.corpora import Sample
from stripper.training.reduce import PARAGRAPHS, first_sentence
from stripper.training.written import BOILERPLATE

#: So many links a menu has, so many lists there are, and lines such as stand around articles.
MENU, LISTS, LINES = (2, 8), (0, 3), (1, 3)
#: So many pages name their elements, and have a head, a list above the article, and first sentences instead of paragraphs.
NAMED, HEAD, ABOVE, SHORT = 0.3, 0.8, 0.2, 0.5
#: So many articles have a line with name and date, paragraphs that are a list, a headline of another item
#: (behind words in bold), and lines such as stand around articles behind them.
SIGNED, LISTED, INSERTED, BOLD, LINED = 0.6, 0.3, 0.3, 0.4, 0.1
#: A list of headlines has a heading this often.
HEADED = 0.85

Row = dict[str, Any]


@dataclass(slots=True)
class _Page:
    """A page under way: words for its menus and headlines for its lists, what its article says, and the groups of
    links that were put in."""

    random: Random
    named: bool
    titles: list[str]
    words: list[str]
    script: str
    lines: list[str] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    links: int = 0

    def element(self, tag: str, name: str, *content: Any) -> etree._Element:
        return getattr(E, tag)(*content, **({"class": name} if self.named else {}))

    def link(self, text: str) -> etree._Element:
        self.links += 1
        return E.a(text, href=f"/{self.random.randrange(1 << 24):x}")


def plain_page(
    sample: Sample, others: Sequence[Sample], random: Random
) -> tuple[etree._Element, Sample, list[Row]] | None:
    """A page with the beginning of the sample's article and headlines of the others, the sample with its gold text, and the
    groups of links; None where the sample has no headline or no text, or the others are too few."""
    title, lines = clean(sample.title or ""), clean(sample.text or "").splitlines()
    paragraphs = [line for line in map(str.strip, lines) if line]
    if not title or not paragraphs:
        return None
    page = _begun(paragraphs[0], others, random)
    if page is None:
        return None
    root = _with_head(page, title, _body(page, partial(_article, page, sample, title, paragraphs)))
    groups = [group for group in page.groups if group["links"]]
    return root, replace(sample, text="\n".join(page.lines)), groups


def plain_listing(
    sample: Sample, others: Sequence[Sample], random: Random
) -> tuple[etree._Element, Sample, None] | None:
    """A page with menus and headlines of the others alone, as the sample's site might have it; None where the
    sample has no text, or the others are too few."""
    page = _begun(sample.text, others, random) if sample.text else None
    if page is None:
        return None
    root = _with_head(page, random.choice(page.words), _body(page, list))
    return root, replace(sample, page_type="listing", text=None, title=None), None


def _begun(text: str, others: Sequence[Sample], random: Random) -> _Page | None:
    """A page in the script of a text, to be made with headlines of the others; None where they are too few."""
    others_say = [clean(other.title or "") for other in others]
    titles = [said for said in others_say if said and is_headline(said)]
    if len(titles) < TITLES[1]:
        return None
    random.shuffle(titles)
    words = [word for said in others_say for word in said.split() if word[:1].isalpha()] or ["…"]
    return _Page(random, random.random() < NAMED, titles, words, script_of(text))


def _with_head(page: _Page, title: str, body: etree._Element) -> etree._Element:
    random = page.random
    head = E.head(E.title(random.choice((title, f"{title} - {random.choice(page.words)}"))))
    return E.html(head, body) if random.random() < HEAD else E.html(body)


def _body(page: _Page, article: Callable[[], list[etree._Element]]) -> etree._Element:
    """Menu, lists, article and footer, one below the other."""
    random = page.random
    above, count = random.random() < ABOVE, random.randint(*LISTS)
    parts = [page.element("div", "header", *_menu(page))]
    if above and count:
        parts.append(page.element("div", "sidebar", *_list(page)))
    tag = random.choice(("div", "article", "main"))
    parts.append(page.element(tag, "content", *article()))
    for _ in range(count - 1 if above and count else count):
        tag = random.choice(("div", "aside", "section"))
        parts.append(page.element(tag, "sidebar", *_list(page)))
    tag = random.choice(("div", "footer"))
    parts.append(page.element(tag, "footer", *_footer(page)))
    return E.body(*parts)


def _menu(page: _Page) -> list[etree._Element]:
    links, way = _links(page, *MENU), page.random.choice(("ul", "nav", "bars"))
    if way == "ul":
        return [E.ul(*map(E.li, links))]
    return [E.nav(*links)] if way == "nav" else _parted(links, " | ")


def _links(page: _Page, least: int, most: int) -> list[etree._Element]:
    """Links of a word each."""
    return [page.link(page.random.choice(page.words)) for _ in range(page.random.randint(least, most))]


def _parted(elements: list[etree._Element], by: str) -> list[etree._Element]:
    for element in elements[:-1]:
        element.tail = by
    return elements


def _article(page: _Page, sample: Sample, title: str, paragraphs: list[str]) -> list[etree._Element]:
    random = page.random
    parts = [page.element(random.choice(("h1", "h1", "h1", "h2", "h2", "h3")), "title", title)]
    if random.random() < SIGNED:
        name = clean(name_in(sample, random))
        signed = random.choice((name, _date(random), f"{name} | {_date(random)}"))
        parts.append(page.element(random.choice(("div", "p")), "date", signed))
    kept = paragraphs[: random.randint(*PARAGRAPHS)]
    if random.random() < SHORT:
        kept = [first_sentence(line) or line for line in kept]
    told = _paragraphs(page, kept)
    if random.random() < INSERTED and len(told) > 1 and page.titles:
        told.insert(random.randrange(1, len(told)), _insert(page))
    behind = _lines(page) if random.random() < LINED else []
    return [*parts, *told, *map(E.p, behind)]


def _paragraphs(page: _Page, lines: list[str]) -> list[etree._Element]:
    """Lines as paragraphs; where several in a row are no sentences, as a list, and a single one as a heading."""
    random = page.random
    page.lines += lines
    tag, above = random.choice(("p", "p", "p", "div", "br")), random.choice(("h2", "h3", "h4", "b"))
    if tag == "br":
        return [E.div(*(part for line in lines for part in (line, E.br(), E.br())))]
    body: list[etree._Element] = []
    for are_told, run in groupby(lines, key=is_sentence):
        told = list(run)
        if are_told and len(told) > 2 and random.random() < LISTED:
            body += [E.p(told[0]), E.ul(*map(E.li, told[1:-1])), E.p(told[-1])]
        elif are_told:
            body += map(getattr(E, tag), told)
        elif len(told) > 1:
            body.append(getattr(E, random.choice(("ul", "ol")))(*map(E.li, told)))
        else:
            body.append(getattr(E, above)(told[0]))
    return body


def _date(random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1998, 2026)
    time = f"{random.randint(0, 23)}:{random.randint(0, 59):02}"
    return random.choice(
        (f"{day}.{month}.{year}", f"{year}-{month:02}-{day:02}", f"{day}/{month:02}/{year} {time}")
    )


def _insert(page: _Page) -> etree._Element:
    """A paragraph with a headline of another item, behind what leads to it."""
    title = page.titles.pop()
    leads = [text for kind, text in headings_in(page.script) if kind == "inline"] or [""]
    lead = page.random.choice(leads).rstrip(":") + ":"
    page.groups.append({"kind": "inline", "heading": lead, "links": [{"a": page.links, "title": title}]})
    link = page.link(title)
    return E.p(E.b(lead), " ", link) if page.random.random() < BOLD else E.p(f"{lead} ", link)


def _lines(page: _Page) -> list[str]:
    known = [text for _, text in written_in(page.script, BOILERPLATE)]
    return page.random.sample(known, min(len(known), page.random.randint(*LINES)))


def _list(page: _Page) -> list[etree._Element]:
    """A list of headlines, most of the time below a heading."""
    random = page.random
    titles = [page.titles.pop() for _ in range(min(len(page.titles), random.randint(*TITLES)))]
    headings = [pair for pair in headings_in(page.script) if pair[0] not in ("inline", "nextprev")]
    kind, heading = random.choice(headings)
    headed = random.random() < HEADED
    links = [{"a": number, "title": title} for number, title in enumerate(titles, page.links)]
    page.groups.append({"kind": kind, "heading": heading if headed else None, "links": links})
    rows = _rows(page, [page.link(title) for title in titles])
    if not headed:
        return rows
    return [getattr(E, random.choice(("h2", "h3", "h4", "b", "div", "strong")))(heading), *rows]


def _rows(page: _Page, links: list[etree._Element]) -> list[etree._Element]:
    """Links as a list, each in an element of its own, each on its line, or just one behind the other."""
    way = page.random.choice(("ul", "ul", "ol", "p", "div", "br", "plain"))
    if way in ("ul", "ol"):
        return [getattr(E, way)(*map(E.li, links))]
    if way in ("p", "div"):
        return [getattr(E, way)(link) for link in links]
    return links if way == "plain" else [part for link in links for part in (link, E.br())]


def _footer(page: _Page) -> list[etree._Element]:
    year, links = page.random.randint(1998, 2026), _links(page, 0, 3)
    return [E.p(f"© {year} {page.random.choice(page.words)}"), *_parted(links, " ")]
