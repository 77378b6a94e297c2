"""Turn labelled pages, flattened in several ways, into examples of flattened text."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from random import Random
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from lxml import etree

from stripper import features
from stripper.api import cut_text
from stripper.article.roles import is_caption
from stripper.html.decode import decode
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.training import augment, dataset, flatten
from stripper.training.align import align, coverage
from stripper.training.compose import TITLES, Marked, Seen, alone, compose
from stripper.training.corpora import Key, Sample, are_learned_together
from stripper.training.dataset import Example
from stripper.training.flatten import marks, unmarked
from stripper.training.interrupt import interrupted
from stripper.types import Group, Headline, Page

#: What makes the examples of one page, to be called with what stands beside it.
Work = tuple[Callable[..., list[Example]], tuple[Any, ...], dict[str, Any]]

#: An article is put together anew so many times, between teasers and lists of headlines.
COMPOSED = 2
#: One page in so many is also flattened more harshly; one in so many is also the element that
#: holds its article; one that element below the headline; one what an extractor leaves of it; one nothing
#: but its article; one, beside all whose related links are labelled, is made Markdown.
HARSHER, NARROWED, HEADLESS, EXTRACTED, CLEAN, MARKDOWN = 2, 3, 3, 3, 3, 2
#: Readers' comments stand so many times below one of the articles that have some put behind them.
SAID = 2
#: The element that holds an article has at least this share of its runs of text; of those
#: above it at most so many are taken instead.
HOLDS, CLIMB = 0.9, 2


def build_texts(samples: list[Sample], related: dict[Key, list[dict]], jobs: int, seed: int) -> list[Example]:
    """The examples of the samples: each flattened, some more harshly too; some as an extractor leaves them, some made
    harder, longer or small, some put together anew; and each article interrupted."""
    random = Random(seed)
    work = chain(
        _of_pages(samples, related, random),
        _of_harder(samples, seed, random),
        _of_small(samples, related, seed),
        _of_interrupted(samples, related, seed),
    )
    return [example for part in Parallel(n_jobs=jobs)(work) for example in part]


def _of_pages(samples: list[Sample], related: dict[Key, list[dict]], random: Random) -> Iterator[Work]:
    """Each page in several ways, and what is made of its gold text alone."""
    tongues: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        if sample.is_article:
            tongues[_tongue(sample)].append(sample)
    for k, sample in enumerate(samples):
        yield from _of_page(k, sample, related.get(sample.key), random)
        if sample.is_article:
            yield from _of_gold(k, sample, tongues[_tongue(sample)], random)


def _of_page(k: int, sample: Sample, groups: list[dict] | None, random: Random) -> Iterator[Work]:
    """The k-th page, flattened."""
    names = list(flatten.PLAIN)
    random.shuffle(names)
    ways = ["plain", *["harsher"] * (k % HARSHER == 0)]
    if groups:
        ways = ["plain", "harsher", "plain"]
    ways += ["narrowed"] * (k % NARROWED == 0)
    if sample.is_article:
        ways += ["headless"] * (k % HEADLESS == 0)
    yield delayed(_flattened)(sample, groups, names, ways, random.randrange(1 << 30))
    if groups or k % MARKDOWN == 0:
        yield delayed(_flattened)(sample, groups, ["markdownify"], ["plain"], 0)
    if k % EXTRACTED == 0:
        yield delayed(_extracted)(sample)


def _of_gold(k: int, sample: Sample, others: list[Sample], random: Random) -> Iterator[Work]:
    """The gold text of the k-th page by itself, and put together with what others in its tongue say."""
    if k % CLEAN == 0:
        yield delayed(_clean)(sample, random.randrange(1 << 30))
    others = [other for other in others if are_learned_together(other, sample)]
    if sample.title and len(others) >= TITLES[1]:
        for _ in range(COMPOSED):
            several = random.sample(others, min(len(others), 40))
            yield delayed(_composed)(sample, several, random.randrange(1 << 30))


def _of_harder(samples: list[Sample], seed: int, random: Random) -> Iterator[Work]:
    """Pages made of several."""
    articles = dataset.articles_of(samples)
    # Where no element tells whose words they are, another language would.
    plans = chain(
        augment.plans(articles, seed, augment.alike),
        augment.plans_of_comments(articles, samples, range(seed, seed + SAID), augment.speaking_alike),
    )
    return _each_by_one(_made, plans, random)


def _of_small(samples: list[Sample], related: dict[Key, list[dict]], seed: int) -> Iterator[Work]:
    """Small pages made of others."""
    return _each_by_one(_small, dataset.plans_of_small(samples, related, seed), Random(seed + 1))


def _of_interrupted(samples: list[Sample], related: dict[Key, list[dict]], seed: int) -> Iterator[Work]:
    """Each article interrupted by what stands behind it."""
    plans = ((sample, related.get(sample.key)) for sample in samples if sample.is_article)
    return _each_by_one(_interrupted, plans, Random(seed + 2))


def _each_by_one(make: Callable[..., list[Example]], plans: Iterable[Any], random: Random) -> Iterator[Work]:
    """Each of the pages to be made, by one of the flatteners."""
    for plan in plans:
        name = random.choice(list(flatten.FLATTENERS))
        yield delayed(make)(plan, name, random.randrange(1 << 30))


def in_tongue_of(sample: Sample, samples: list[Sample]) -> list[Sample]:
    """Those of the samples, of other sites, that are in the sample's script and language."""
    tongue = _tongue(sample)
    return [other for other in samples if other.site != sample.site and _tongue(other) == tongue]


def _tongue(sample: Sample) -> str:
    """The script of a gold text, and the language or country where the corpus tells it."""
    letters = [character for character in (sample.text or "")[:300] if character.isalpha()]
    script = unicodedata.name(letters[len(letters) // 2], "?").split()[0] if letters else "?"
    return f"{script} {sample.language}"


def _flattened(
    sample: Sample, groups: list[dict] | None, names: list[str], ways: list[str], seed: int
) -> list[Example]:
    """A page in each of the ways, each by the next of the named flatteners."""
    random = Random(seed)
    examples = []
    for place, way in enumerate(ways):
        root = parse(sample.read())
        if root is not None:
            examples += _in_way(sample, root, groups, way, names[place % len(names)], random)
    return examples


def _made(plan: augment.Plan, name: str, seed: int) -> list[Example]:
    """A page made of others, whole or narrowed; with what readers said, whole, since they say it around the article."""
    random = Random(seed)
    made = plan.make()
    if made is None:
        return []
    root, sample = made
    way = "made" if plan.way == "comments" else random.choice(("made", "narrowed", "headless"))
    return _in_way(sample, root, None, way, name, random)


def _small(plan: dataset.Small, name: str, seed: int) -> list[Example]:
    """A small page, flattened."""
    made = plan()
    if made is None:
        return []
    root, sample, groups = made
    return _in_way(sample, root, groups, "small", name, Random(seed))


def _interrupted(page: tuple[Sample, list[dict] | None], name: str, seed: int) -> list[Example]:
    """An article interrupted by what stands behind it, flattened."""
    sample, groups = page
    return _flattened(sample, groups, [name], ["interrupted"], seed)


def _in_way(
    sample: Sample, root: etree._Element, groups: list[dict] | None, way: str, name: str, random: Random
) -> list[Example]:
    """A page in one of the ways by the named flattener."""
    if way == "harsher" and random.random() < 0.3:
        random.choice((flatten.without_headings, flatten.without_menus))(root)
    marked = _mark(sample, root, groups)
    if marked is None:
        return []
    if way in ("narrowed", "headless"):
        root = _narrowed(root, marked, random)
    html = etree.tostring(root, encoding="unicode", method="html")
    marked.text = flatten.flatten(html, name)
    if way == "headless":
        marked.text = _below_headline(marked)
    if way == "interrupted":
        marked.text = interrupted(marked, random)
    if way == "harsher" and random.random() < 0.7:
        marked.text = random.choice(flatten.HARSHER)(marked.text, random)
    marked.made = "" if way == "plain" else "harder"
    return _example(sample, marked)


def _narrowed(root: etree._Element, marked: Marked, random: Random) -> etree._Element:
    """The element that holds the article, or one above it: what a cruder extractor leaves."""
    body = {mark for mark, share in (marked.body or {}).items() if share >= 0.5}
    held: dict[etree._Element, int] = defaultdict(int)
    for element in reversed(list(root.iter(etree.Element))):
        held[element] += len(body.intersection(marks(element.text or "")))
        parent = element.getparent()
        if parent is not None:
            held[parent] += held[element] + len(body.intersection(marks(element.tail or "")))
    path = [root]
    while body and (inner := next((e for e in path[-1] if held[e] >= HOLDS * len(body)), None)) is not None:
        path.append(inner)
    found = path[max(len(path) - 1 - random.randint(0, CLIMB), 0)]
    found.tail = None
    return found


def _below_headline(marked: Marked) -> str:
    """The lines below the headline: what an extractor leaves that gives the headline by itself."""
    lines, title = marked.text.splitlines(), marked.title or set()
    above = [place for place, line in enumerate(lines) if title.intersection(marks(line))]
    return "\n".join(lines[above[-1] + 1 if above else 0 :])


def _extracted(sample: Sample) -> list[Example]:
    """What an extractor leaves of a page: nearly clean.

    It drops the marks as unprintable, so the lines are aligned with the gold text anew.
    """
    page = cut_text(flatten.extracted(decode(sample.read())))
    if not page.texts or not sample.text:
        return []
    view = features.view(page)
    base = features.TEXT.first_pass(view)
    body = align(page.texts, sample.text)
    covered = coverage(body, page.texts, sample.text)
    title, like = _title(sample, page, [], Marked("", None))
    if title is not None:
        title = int(np.argmax(like)) if like.any() else dataset.NO_TITLE
    view = dataset.slim(view)
    shares = body if covered >= dataset.LEAST_COVERAGE else None
    return [Example(sample, page, view, base, shares, title, like, None, None, covered, made="harder")]


def _clean(sample: Sample, seed: int) -> list[Example]:
    """The article alone."""
    return _example(sample, alone(sample, Random(seed)))


def _mark(sample: Sample, root: etree._Element, groups: list[dict] | None) -> Marked | None:
    """Mark the tree, and tell by its blocks what each mark is."""
    flatten.mark(root)
    page = segment(root)
    if not page.texts:
        return None
    held = [marks(text) for text in page.texts]
    page.texts = [unmarked(text) for text in page.texts]
    page.link_texts = [unmarked(text) for text in page.link_texts]
    page.head = read_head(root)
    dom = dataset.label(sample, page, groups)
    captions = {mark for index, of in enumerate(held) if is_caption(page, index) for mark in of}
    marked = Marked("", None, captions=captions)
    if dom.body is not None:
        marked.body = {mark: float(share) for share, of in zip(dom.body, held) for mark in of}
    if dom.title is not None and dom.title >= 0:
        marked.title = set(held[dom.title])
    if dom.related is not None and dom.groups is not None:
        marked.related = {mark for flag, of in zip(dom.related, held) if flag for mark in of}
        marked.groups = [
            (kind, group.heading, [_held(held, headline, marked.related) for headline in group.headlines])
            for kind, group in dom.groups
        ]
    return marked


def _held(held: list[list[int]], headline: Headline, related: Seen) -> Seen:
    found = {mark for of in held[headline.first : headline.last + 1] for mark in of}
    return found & related or found


def _example(sample: Sample, marked: Marked) -> list[Example]:
    page = cut_text(marked.text)
    if not page.texts:
        return []
    held = [marks(text) for text in page.texts]
    page.texts = [unmarked(text) for text in page.texts]
    page.link_texts = [unmarked(text) for text in page.link_texts]
    if not all(page.texts):
        return []
    view = features.view(page)
    base = features.TEXT.first_pass(view)
    body = None if marked.body is None else _share(held, marked.body)
    covered = 0.0 if body is None else coverage(body, page.texts, sample.text or "")
    title, like = _title(sample, page, held, marked)
    related, captions = _are(held, marked.related), _are(held, marked.captions)
    groups = None if marked.groups is None else list(_groups(page, held, marked.groups))
    view = dataset.slim(view)
    return [
        Example(sample, page, view, base, body, title, like, related, groups, covered, marked.made, captions)
    ]


def _share(held: list[list[int]], known: dict[int, float]) -> np.ndarray:
    """Per block the mean of what its marks are known to be; 0 for one without marks."""
    return np.array([sum(known.get(mark, 0.0) for mark in of) / max(len(of), 1) for of in held], np.float32)


def _are(held: list[list[int]], known: Seen | None) -> np.ndarray | None:
    """Whether more than half of each block's marks are known to be something; None where nothing is."""
    return None if known is None else _share(held, dict.fromkeys(known, 1.0)) > 0.5


def _title(
    sample: Sample, page: Page, held: list[list[int]], marked: Marked
) -> tuple[int | None, np.ndarray]:
    """The headline's block, -1 where it is not among them, and those that repeat it."""
    like = np.zeros(len(page.texts), bool)
    if not sample.title:
        return None, like
    wanted = dataset.characters(sample.title)
    for index, text in enumerate(page.texts):
        if len(text) <= 3 * len(sample.title) + 10:
            like[index] = dataset.bag_f1(dataset.characters(text), wanted) >= dataset.LIKE
    if marked.title is None:
        return -1, like
    holding = [index for index, of in enumerate(held) if like[index] and marked.title.intersection(of)]
    return (holding[0] if holding else dataset.NO_TITLE), like


def _groups(
    page: Page, held: list[list[int]], groups: list[tuple[str, str | None, list[Seen]]]
) -> Iterator[tuple[str, Group]]:
    """The labelled groups as blocks of the text, with their kinds."""
    where = {mark: index for index, of in enumerate(held) for mark in of}
    for kind, heading, rows in groups:
        headlines = []
        for seen in rows:
            blocks = sorted({where[mark] for mark in seen if mark in where})
            if blocks:
                text = " ".join(page.texts[block] for block in blocks)
                headlines.append(Headline(text, None, blocks[0], blocks[-1], 1.0))
        if headlines:
            yield kind, Group(heading, sorted(headlines, key=lambda headline: headline.first))


def _composed(sample: Sample, others: Sequence[Sample], seed: int) -> list[Example]:
    """Teasers of other articles, the article, and lists of other headlines, as lines."""
    return _example(sample, compose(sample, others, Random(seed)))
