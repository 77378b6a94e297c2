"""Turn labelled pages into examples: features and labels for every block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random

import numpy as np
from joblib import Parallel, delayed
from lxml import etree

from stripper import features
from stripper.article.related import absolute, base_of
from stripper.features.view import View
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.training import augment, corpora
from stripper.training.align import align, coverage, place
from stripper.training.comments import find_comments
from stripper.training.corpora import Key, Sample, are_learned_together
from stripper.training.labels import spelled_out
from stripper.training.plain import plain_listing, plain_page
from stripper.training.reduce import reduced
from stripper.types import Group, Headline, Page

#: What these corpora hold is measured and never learned from.
MEASURED_ON = frozenset(("readability",))
#: Pages whose gold text is not found on them to at least this share teach nothing of the body.
LEAST_COVERAGE = 0.6
#: A block that is so like the headline (F1 of their characters) repeats it.
LIKE = 0.8
#: Models learn from at most so many pages of a site in a corpus.
PER_SITE = 5
NO_TITLE = -2
#: Of so many articles one is made a small page.
REDUCED = 2
#: Of so many a plain page is made, with headlines of those of so many others that are in its language.
PLAIN, DRAWN = 2, 200
#: Of what readers say on a page of which segments alone are known at most so many blocks are known to be no body.
COMMENTS = 6
#: The headline of a card is told from at most so many pieces of its anchor.
MOST_PIECES = 4
#: A made page, its sample and its labelled groups; and what makes one, or nothing where that cannot be done.
Made = tuple[etree._Element, Sample, list[dict] | None]
Small = Callable[[], Made | None]
_HEADINGS = {"h1": 0.3, "h2": 0.15, "h3": 0.05}


@dataclass(slots=True)
class Example:
    """One page of n blocks.

    ``base``: float32 (n, features); ``body``: the share of each block's words
    that stand in the gold text, NaN where the gold does not tell, or None where it is of no use; ``title``:
    the headline's block, -1 where none agrees with the gold, NO_TITLE where it was
    left out, None without gold;
    ``title_like``: blocks that repeat the headline; ``related``: bool (n,), or
    None where nobody labelled the page; ``groups``: those labels as groups, with their kinds;
    ``coverage``: share of gold words found; ``made``: how the page was made from another (:mod:`stripper.training.augment`,
    :mod:`stripper.training.texts`): ``harder``, ``small``, ``composed``, or not at all (empty).
    ``captions``: bool (n,), the captions of pictures, or None where nothing tells.
    """

    sample: Sample
    page: Page
    view: View
    base: np.ndarray
    body: np.ndarray | None
    title: int | None
    title_like: np.ndarray
    related: np.ndarray | None
    groups: list[tuple[str, Group]] | None
    coverage: float
    made: str = ""
    captions: np.ndarray | None = None


def build_all(samples: list[Sample], related: dict[Key, list[dict]], jobs: int, seed: int) -> list[Example]:
    """The examples of the samples, and those of the pages that are made of some of them."""
    examples = build(samples, related, jobs)
    examples += build_harder(samples, jobs, seed)
    return examples + build_small(samples, related, jobs, seed)


def build(samples: list[Sample], related: dict[Key, list[dict]], jobs: int) -> list[Example]:
    """The examples of the samples, in order; pages without a single block are left out."""
    work = (delayed(_example)(sample, related.get(sample.key)) for sample in samples)
    return [example for example in Parallel(n_jobs=jobs)(work) if example is not None]


def trained_on(folder: Path) -> list[Sample]:
    """The samples of those corpora in a folder that models are trained on."""
    return corpora.load(folder, [name for name in corpora.found_in(folder) if name not in MEASURED_ON])


def learned_from(samples: list[Sample]) -> list[Sample]:
    """The samples of the corpora that models are trained on, at most PER_SITE of a site."""
    count: Counter[tuple[str, str]] = Counter()
    picked = []
    for sample in samples:
        site = (sample.corpus, sample.site)
        if sample.corpus not in MEASURED_ON and count[site] < PER_SITE:
            count[site] += 1
            picked.append(sample)
    return picked


def build_harder(samples: list[Sample], jobs: int, seed: int) -> list[Example]:
    """Examples of pages made of some of the samples' (:func:`stripper.training.augment.plans`)."""
    articles = articles_of(samples)
    plans = chain(
        augment.plans(articles, seed, augment.anyone),
        augment.plans_of_comments(articles, learned_from(samples), [seed], augment.anyone),
    )
    work = (delayed(_made)(plan) for plan in plans)
    return [example for example in Parallel(n_jobs=jobs)(work) if example is not None]


def build_small(samples: list[Sample], related: dict[Key, list[dict]], jobs: int, seed: int) -> list[Example]:
    """Examples of small pages made of some of the samples', articles and others."""
    plans = chain(plans_of_small(samples, related, seed), _plans_of_others(samples, seed))
    work = (delayed(_small)(plan) for plan in plans)
    return [example for example in Parallel(n_jobs=jobs)(work) if example is not None]


def plans_of_small(samples: list[Sample], related: dict[Key, list[dict]], seed: int) -> Iterator[Small]:
    """Small articles to be made of some of the samples' (:func:`stripper.training.reduce.reduced`,
    :func:`stripper.training.plain.plain_page`)."""
    for k, sample in enumerate(articles_of(samples)[::REDUCED]):
        yield partial(reduced, sample, related.get(sample.key), Random(seed + k))
    yield from _plans_of_plain(plain_page, samples, seed)


def _plans_of_others(samples: list[Sample], seed: int) -> Iterator[Small]:
    """Small pages that are no articles, made of the samples' that are none, and of menus and headlines alone."""
    told = [s for s in learned_from(samples) if s.page_type not in (None, "article") and s.text]
    for k, sample in enumerate(told):
        yield partial(reduced, sample, None, Random(seed + k))
    yield from _plans_of_plain(plain_listing, samples, seed + 1)


def _plans_of_plain(
    make: Callable[[Sample, list[Sample], Random], Made | None], samples: list[Sample], seed: int
) -> Iterator[Small]:
    articles, random = articles_of(samples), Random(seed)
    for k, sample in enumerate(articles[1::PLAIN]):
        near = [other for other in articles if are_learned_together(other, sample)]
        others = augment.speaking_alike(sample, random.sample(near, min(len(near), DRAWN)))
        yield partial(make, sample, others, Random(seed + k))


def articles_of(samples: list[Sample]) -> list[Sample]:
    """The articles with a gold text that models learn from."""
    return [sample for sample in learned_from(samples) if sample.is_article]


def _made(plan: augment.Plan) -> Example | None:
    made = plan.make()
    if made is None:
        return None
    return _of_tree(*made, None, "harder")


def _small(plan: Small) -> Example | None:
    made = plan()
    return None if made is None else _of_tree(*made, "small")


def _of_tree(root: etree._Element, sample: Sample, groups: list[dict] | None, made: str) -> Example | None:
    page = segment(root)
    page.head = read_head(root)
    return label(sample, page, groups, made) if page.texts else None


def read_page(sample: Sample) -> Page | None:
    """The sample's page, cut into blocks; None if it has none."""
    root = parse(sample.read())
    if root is None:
        return None
    page = segment(root)
    page.head = read_head(root)
    page.head.address = page.head.address or sample.url or ""
    return page if page.texts else None


def _example(sample: Sample, groups: list[dict] | None) -> Example | None:
    page = read_page(sample)
    return None if page is None else label(sample, page, groups)


def label(sample: Sample, page: Page, groups: list[dict] | None, made: str = "") -> Example:
    view = features.view(page)
    base = features.HTML.first_pass(view)
    body, covered = _body(view, sample)
    title, title_like = _title(page, view, sample.title, body)
    rows = None if groups is None else spelled_out(page, groups)
    related = None if rows is None else _related(page, rows)
    gold = None if rows is None else list(_gold_groups(page, rows, sample.url))
    return Example(sample, page, slim(view), base, body, title, title_like, related, gold, covered, made)


def slim(view: View) -> View:
    """The view without its per-character arrays, which only the first pass needs."""
    view.characters = view.character_classes = view.counts = np.zeros(0, np.int64)
    return view


def _body(view: View, sample: Sample) -> tuple[np.ndarray | None, float]:
    page = view.page
    if sample.page_type is None:
        shares = place(page.texts, sample.kept, sample.dropped)
        comments = find_comments(view, sample)
        if comments is not None:
            shares[comments.blocks[:: -(-len(comments.blocks) // COMMENTS)]] = 0
        return shares, 0.0
    if not sample.text:
        return None, 0.0
    shares = align(page.texts, sample.text)
    covered = coverage(shares, page.texts, sample.text)
    return (shares if covered >= LEAST_COVERAGE else None), covered


def _title(
    page: Page, view: View, gold: str | None, body: np.ndarray | None
) -> tuple[int | None, np.ndarray]:
    """The block that is the headline: agreeing with the gold, a heading, close before the body."""
    like = np.zeros(len(page.texts), bool)
    if not gold:
        return None, like
    wanted = characters(gold)
    body_blocks = np.flatnonzero(body > 0.5) if body is not None else np.zeros(0, int)
    start = body_blocks[0] if len(body_blocks) else None
    best, rank = -1, 0.0
    for index, text in enumerate(page.texts):
        if len(text) > 3 * len(gold) + 10:
            continue
        agreement = bag_f1(characters(text), wanted)
        like[index] = agreement >= LIKE
        if agreement < LIKE:
            continue
        score = agreement + _HEADINGS.get(page.tags[view.block_node[index]], 0.0)
        score -= 0.3 * (view.linked[index] > 0.5) + 0.3 * (not page.visible[index])
        if start is not None:
            score -= 0.2 * (index > start) + min(abs(start - index), 40) * 0.004
        if score > rank:
            best, rank = index, score
    return best, like


def characters(text: str) -> list[str]:
    """Words, or characters where words are not parted by spaces."""
    words = text.casefold().split()
    if len(words) <= 2:
        return [character for character in text.casefold() if character.isalnum()]
    return ["".join(filter(str.isalnum, word)) for word in words]


def bag_f1(words: list[str], gold: list[str]) -> float:
    """The F1 of two word bags."""
    left, common = list(gold), 0
    for word in words:
        if word in left:
            left.remove(word)
            common += 1
    return 2 * common / max(len(words) + len(gold), 1)


def _related(page: Page, groups: list[dict]) -> np.ndarray:
    """The blocks that hold the headline of a labelled link."""
    flags = np.zeros(len(page.texts), bool)
    anchors = page.anchors()
    for group in groups:
        for link in group["links"]:
            blocks = dict.fromkeys(page.link_blocks[piece] for piece in anchors.get(link["a"], []))
            flags[_holders(page, list(blocks), link["title"])] = True
    return flags


def _holders(page: Page, blocks: list[int], title: str) -> list[int]:
    """Those of an anchor's blocks that together agree best with its headline."""
    best, wanted = 0.5, characters(title)
    found: list[int] = []
    for start in range(len(blocks)):
        for end in range(start + 1, min(start + MOST_PIECES, len(blocks)) + 1):
            agreement = bag_f1(characters(" ".join(map(page.texts.__getitem__, blocks[start:end]))), wanted)
            if agreement > best:
                best, found = agreement, blocks[start:end]
    return found


def _gold_groups(page: Page, rows: list[dict], url: str | None) -> Iterator[tuple[str, Group]]:
    """The labelled groups as blocks of the page, with their kinds."""
    pieces = page.anchors()
    for row in rows:
        shown = [(link, pieces[link["a"]]) for link in row["links"] if link["a"] in pieces]
        headlines = [_gold_headline(page, link, of_anchor, row["heading"], url) for link, of_anchor in shown]
        if headlines:
            yield row["kind"], Group(row["heading"], sorted(headlines, key=lambda headline: headline.first))


def _gold_headline(
    page: Page, link: dict, pieces: list[int], heading: str | None, url: str | None
) -> Headline:
    blocks = [page.link_blocks[piece] for piece in pieces]
    lead = heading if heading and page.texts[blocks[0]].startswith(heading) else None
    target = absolute(page.link_urls[pieces[0]], base_of(page, url))
    return Headline(link["title"], target, min(blocks), max(blocks), 1.0, lead)
