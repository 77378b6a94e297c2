"""Training: from a small corpus of the fixtures to a model, twice the same."""

from __future__ import annotations

import gzip
import math
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from corpora_lib import ARTICLES, write_corpora
from lxml import html
from sklearn.metrics import roc_auc_score

import stripper
from stripper import features
from stripper.html.segment import segment
from stripper.judge import classify
from stripper.training import augment, corpora, dataset, fit, reduce
from stripper.training.augment import lengthened, with_second_article, with_voices
from stripper.training.comments import Kept, find_comments, measure_comments
from stripper.training.compose import headings_in, script_of
from stripper.training.corpora import FOLDS, Sample, are_learned_together
from stripper.training.crossval import cross_validate
from stripper.training.gather import gather
from stripper.training.peers import Output
from stripper.training.plain import plain_listing, plain_page
from stripper.training.train import train
from stripper.training.written import HEADINGS, read_written
from stripper.types import TARGETS


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpora(tmp_path_factory.mktemp("corpora"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    few = (((5, 0.3),) * 3,) * 2
    monkeypatch.setattr(fit, "PASSES", {"html": few, "text": few})
    monkeypatch.setattr(fit, "WHOLE", (5, 0.3))


def test_labels_of_the_fixtures(corpus: Path) -> None:
    samples = dataset.trained_on(corpus)
    examples = dataset.build(samples, {}, 1)
    assert len(examples) == len(samples)
    for example in examples:
        if example.sample.page_type == "article":
            assert example.coverage > 0.95, example.sample.id
            assert example.body is not None
            assert example.title is not None
            assert example.title >= 0, example.sample.id
            assert example.related is None


def test_what_is_put_into_a_page_is_not_body(corpus: Path) -> None:
    samples = [s for s in dataset.trained_on(corpus) if s.page_type == "article"]
    examples = dataset.build_harder(samples, 1, seed=3)
    plain = {example.sample.id: example for example in dataset.build(samples, {}, 1)}
    assert examples
    for example in examples:
        before = plain[example.sample.id]
        assert example.made
        if example.sample.text != before.sample.text:
            continue  # made longer
        assert len(example.page.texts) > len(before.page.texts)
        assert (example.view.words * (example.body > 0.5)).sum() == pytest.approx(
            (before.view.words * (before.body > 0.5)).sum(), rel=0.05
        )


def test_what_is_put_into_a_page_is_of_its_language_and_fold() -> None:
    articles = [
        Sample("fundus", f"{k}", None, f"{k}.example", "article", "Text.", None, (), (), Path("p"), language)
        for language in ("de", "nl")
        for k in range(40)
    ]
    plans = list(augment.plans(articles, 1, augment.alike))
    assert {plan.way for plan in plans} == {"second", "voices", "longer"}
    for plan in plans:
        assert all(other.language == plan.sample.language for other in plan.others)
        assert all(are_learned_together(other, plan.sample) for other in plan.others)


def test_comments_put_into_flattened_text_speak_the_language_of_the_article() -> None:
    said = {
        "en": "The ferry is back in the harbour after the storm, and the captain said that it was a good day.",
        "de": "Die Fähre ist nach dem Sturm wieder im Hafen, und der Kapitän sagte, dass es ein guter Tag war.",
    }
    articles = [
        Sample("wcxb", f"{text} {k}", None, f"{k}.example", "article", text, None, (), (), Path("p"))
        for text in said.values()
        for k in range(40)
    ]
    segments = [
        Sample(
            "trafilatura-eval",
            f"{text} {k}",
            None,
            f"{k}.test",
            None,
            None,
            None,
            (text[:40],),
            (),
            Path("p"),
        )
        for text in said.values()
        for k in range(40)
    ]
    plans = list(augment.plans_of_comments(articles, segments, [1], augment.speaking_alike))
    assert plans and all(plan.others for plan in plans)
    for plan in plans:
        assert all(other.kept[0] == plan.sample.text[:40] for other in plan.others)
        assert all(are_learned_together(other, plan.sample) for other in plan.others)


def test_an_article_is_made_longer_by_the_paragraphs_of_others(corpus: Path) -> None:
    one, other, third = (s for s in corpora.load(corpus, ["fundus"])[:3])
    made = lengthened(one, [other, third], Random(1))
    assert made is not None
    root, longer = made
    texts = segment(root).texts
    lines = longer.text.splitlines()
    assert set(one.text.splitlines()) < set(lines)
    added = [line for line in lines if line in other.text.splitlines()]
    assert len(added) > 2 and lines.index(added[0]) > 0 and lines[-1] == one.text.splitlines()[-1]
    assert [text for text in texts if text in lines] == [line for line in lines if line in texts]


def test_a_small_page_is_the_beginning_of_an_article_with_little_around_it(corpus: Path) -> None:
    related = corpora.load_related(corpus / "related.jsonl")
    articles = dataset.articles_of(dataset.trained_on(corpus))
    plain = {example.sample.key: example for example in dataset.build(articles, related, 1)}
    linked = 0
    for seed in range(8):
        for small in dataset.build_small(articles, related, 1, seed):
            before = plain[small.sample.key]
            lines = (small.sample.text or "").splitlines()
            assert small.made
            assert len(small.page.texts) < len(before.page.texts)
            assert {line[:20] for line in lines} <= {line[:20] for line in before.sample.text.splitlines()}
            assert small.body is not None and small.body.max() == 1
            assert (small.related is None) == (before.related is None)
            told = {link.title for _, group in small.groups or () for link in group.headlines}
            assert told <= {link.title for _, group in before.groups or () for link in group.headlines}
            linked += len(told)
    assert linked


def test_a_plain_listing_holds_headlines_and_no_article(corpus: Path) -> None:
    one, *rest = dataset.articles_of(dataset.trained_on(corpus))
    others = [replace(rest[0], title=f"The harbour master counts {k} boats on the quay") for k in range(20)]
    shown = set()
    for seed in range(9):
        made = plain_listing(one, others, Random(seed))
        assert made is not None
        root, sample, groups = made
        texts = set(segment(root).texts)
        assert (sample.page_type, sample.text, sample.title, groups) == ("listing", None, None, None)
        assert not texts.intersection((one.text or "").splitlines())
        shown |= texts
    assert shown.intersection(other.title for other in others)
    assert plain_listing(one, others[:2], Random(1)) is None


def test_small_pages_tell_which_pages_are_articles(corpus: Path) -> None:
    samples = dataset.trained_on(corpus)
    forum = next(s for s in samples if s.page_type == "article" and s.corpus == "wcxb")
    samples = [replace(forum, page_type="forum"), *(s for s in samples if s is not forum)]
    small = dataset.build_small(samples, {}, 1, 1)
    whole, harder = dataset.build(samples[:2], {}, 1), dataset.build_harder(samples, 1, 1)
    article, weight = fit._page_labels(gather([*whole, *small, *harder]))
    told = slice(len(whole), len(whole) + len(small))
    assert {example.sample.page_type for example in small} == {"article", "forum"}
    assert article[told].tolist() == [example.sample.page_type == "article" for example in small]
    assert (weight[told] == fit.SMALL_WEIGHT).all() and (weight[: len(whole)] > 0).all()
    assert len(harder) and not weight[told.stop :].any()


def test_of_a_plain_page_is_known_what_each_block_is(corpus: Path) -> None:
    one, *rest = dataset.articles_of(dataset.trained_on(corpus))
    titles = [f"The harbour master counts {k} boats on the quay" for k in range(20)]
    others = [replace(rest[0], title=title) for title in titles]
    inserted = 0
    for seed in range(40):
        made = plain_page(one, others, Random(seed))
        assert made is not None
        root, sample, groups = made
        page = segment(root)
        small = dataset.label(sample, page, groups, made="small")
        assert small.title is not None and page.texts[small.title] == one.title
        told = " ".join(text for text, body in zip(page.texts, small.body) if body > 0.5)
        assert told.split() == (sample.text or "").split()
        anchors = page.anchors()
        links = [link for group in groups for link in group["links"]]
        assert len({link["title"] for link in links}) == len(links)
        for link in links:
            assert [page.link_texts[piece] for piece in anchors[link["a"]]] == [link["title"]]
        assert small.related.sum() == len(links)
        inserted += any(group["kind"] == "inline" for group in groups)
    assert inserted
    assert plain_page(one, others[:3], Random(0)) is None
    assert plain_page(replace(one, title=None), others, Random(0)) is None


def test_every_script_has_headings_of_lists() -> None:
    for script in {script_of(text) for _, text in read_written(HEADINGS)}:
        assert {kind for kind, _ in headings_in(script)} - {"inline", "nextprev"}, script


def test_what_is_left_of_labels_has_the_numbers_of_the_links_that_are_left() -> None:
    root = html.fromstring("<body><a href=a>a</a><p><a href=b>b</a></p><a href=c>c</a><a href=d>d</a></body>")
    anchors = list(root.iter("a"))
    reduce._remove(root.find("p"))
    groups = [{"links": [{"a": 0, "title": "a"}, 2, [3, 1, 2]]}, {"links": [1]}]
    assert reduce._left_of(groups, anchors, root) == [{"links": [{"a": 0, "title": "a"}, 1, [2, 1, 2]]}]


def test_a_second_article_comes_after_the_first(corpus: Path) -> None:

    one, other, third = (s for s in corpora.load(corpus, ["fundus"])[:3])
    for root, added in (
        (with_second_article(one, other), other),
        (with_voices(one, [other, third], Random(1)), None),
    ):
        assert root is not None
        texts = segment(root).texts
        first = next(k for k, text in enumerate(texts) if text in one.text.splitlines())
        if added is not None:
            assert next(k for k, text in enumerate(texts) if text in added.text.splitlines()) > first


@pytest.mark.usefixtures("quick")
def test_training_twice_gives_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        train(corpus, corpus / "related.jsonl", tmp_path / name / "tiny", "html", 1)
    one, two = ((tmp_path / name / "tiny" / "model.npz").read_bytes() for name in ("one", "two"))
    assert one == two
    article = stripper.extract(ARTICLES[0].data, model=str(tmp_path / "one" / "tiny"))
    assert article.text
    card = (tmp_path / "one" / "tiny" / "README.md").read_text("utf-8")
    assert "Not measured" in card
    assert "- **mine**, " in card and "**readability**" not in card


@pytest.mark.usefixtures("quick")
def test_cross_validation_predicts_every_page_once(corpus: Path) -> None:
    samples = dataset.trained_on(corpus)
    related = corpora.load_related(corpus / "related.jsonl")
    examples = dataset.build_all(samples, related, 1, seed=3)
    folds = cross_validate(examples, 1)
    predicted = folds.found
    assert [model.source for model in folds.models] == ["html"] * FOLDS
    assert set(predicted) == {sample.key for sample in samples}
    assert all(np.isfinite(page.article.confidence) for page in predicted.values())
    assert {key for key, page in predicted.items() if page.unrelated is not None} == set(related) & set(
        predicted
    )


@pytest.mark.usefixtures("quick")
def test_training_and_use_score_the_vocabulary_alike(corpus: Path) -> None:
    samples = dataset.trained_on(corpus)
    data = gather(dataset.build(samples, corpora.load_related(corpus / "related.jsonl"), 1))
    model = fit.fit(data, np.ones(len(data.examples), bool))
    _, weights = fit.fit_vocabulary(data.tokens, np.ones(len(data.base), bool), data.targets)
    scores = fit._token_scores(data, weights)
    for k, example in enumerate(data.examples):
        used = features.HTML.vocabulary_pass(features.view(example.page), model.vocabulary)
        assert np.allclose(scores[data.starts[k] : data.starts[k + 1]], used, atol=0.02)


@pytest.mark.usefixtures("quick")
def test_written_boilerplate_speaks_against_body(corpus: Path) -> None:
    samples = dataset.trained_on(corpus)
    data = gather(dataset.build(samples, corpora.load_related(corpus / "related.jsonl"), 1))
    _, weights = fit.fit_vocabulary(data.tokens, np.ones(len(data.base), bool), data.targets)
    known = np.asarray(data.tokens.written.sum(axis=1)).ravel() > 3  # lines of which enough tokens are shared
    body, *_ = (data.tokens.written[known] @ weights).T
    assert (body < 0).mean() > 0.9
    in_body, *_ = (data.tokens.counts @ weights)[data.targets["body"][0]].T
    assert np.median(in_body) > 0


@pytest.mark.usefixtures("quick")
def test_a_model_tells_apart_what_it_has_learned(corpus: Path) -> None:
    samples = dataset.trained_on(corpus)
    data = gather(dataset.build(samples, corpora.load_related(corpus / "related.jsonl"), 1))
    model = fit.fit(data, np.ones(len(data.examples), bool))
    probabilities = np.vstack([classify(features.view(example.page), model) for example in data.examples])
    for k, target in enumerate(TARGETS):
        label, weight = data.targets[target]
        known = weight > 0
        assert roc_auc_score(label[known], probabilities[known, k]) > 0.95, target


@pytest.mark.usefixtures("quick")
def test_only_the_related_target_sees_what_tells_related_links(corpus: Path) -> None:
    samples = dataset.trained_on(corpus)
    data = gather(dataset.build(samples, corpora.load_related(corpus / "related.jsonl"), 1))
    model = fit.fit(data, np.ones(len(data.examples), bool))
    names = np.array(model.features)
    for body, title, _ in (one.trees for one in model.passes):
        for trees in (body, title):
            used = names[trees.features[np.isfinite(trees.thresholds)]]
            assert not [name for name in used if name.startswith("related.")]


def test_a_corpus_without_related_labels_is_refused(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("")
    with pytest.raises(stripper.CorpusError, match="related"):
        train(corpus, tmp_path / "none.jsonl", tmp_path / "model", "html", 1)


def test_corpora_of_articles_alone_are_refused(corpus: Path, tmp_path: Path) -> None:
    shutil.copytree(corpus / "mine", tmp_path / "mine")
    with pytest.raises(stripper.CorpusError, match="nothing to learn 'article' from"):
        train(tmp_path, corpus / "related.jsonl", tmp_path / "model", "html", 1)


def test_of_some_pages_segments_alone_are_known(corpus: Path) -> None:
    [sample] = corpora.load(corpus, ["trafilatura-eval"])
    [example] = dataset.build([sample], {}, 1)
    known = {text: body for text, body in zip(example.page.texts, example.body) if not math.isnan(body)}
    assert known[sample.kept[0]] == 1
    data = gather([example])
    label, weight = data.targets["body"]
    assert sorted(known.values()) == [0, 1]
    assert (weight > 0).sum() == 2 and label.sum() == 1
    assert not data.targets["title"][1].any()


def test_at_most_so_many_pages_of_a_site_are_learned_from(corpus: Path) -> None:
    sample = corpora.load(corpus, ["fundus"])[0]
    assert len(dataset.learned_from([sample] * 10)) == dataset.PER_SITE


@pytest.mark.parametrize("scores", ["{", "[]", '{"figures": {}}'])
def test_scores_that_are_none_are_told_before_anything_is_learned(tmp_path: Path, scores: str) -> None:
    file = tmp_path / "scores.json"
    file.write_text(scores)
    with pytest.raises(stripper.CorpusError, match=r"scores\.json: no"):
        train(tmp_path / "none", tmp_path / "none.jsonl", tmp_path / "model", "html", 1, file)


SAID = "".join(
    f"<li><b>Ann {k}</b><p>{'I waited for this ferry for years and never saw it. ' * 2}{k}</p></li>"
    for k in range(4)
)


def commented(folder: Path, name: str, sides: str, **known: object) -> Sample:
    """A page with an article and what stands behind it."""
    text = "The ferry sails again from Monday on, at least as far as the islands, the council said today."
    html = f"<body><div class='page comments-open'><h1>Ferry</h1><p>{text}</p><p>{text[::-1]}</p></div>{sides}</body>"
    path = folder / f"{name}.html.gz"
    path.write_bytes(gzip.compress(html.encode()))
    gold = {
        "page_type": "article",
        "text": f"{text}\n{text[::-1]}",
        "kept": (),
        "dropped": (),
        "title": None,
    } | known
    return Sample("mine", name, None, f"{name}.example", path=path, **gold)  # type: ignore[arg-type]


def test_what_readers_say_is_found_by_the_names_of_its_elements(tmp_path: Path) -> None:
    for sides, known, found in (
        (f"<ol class='comment-list'>{SAID}</ol>", {}, "comment-list"),
        (f"<div id='kommentare'><ul class='x'>{SAID}</ul></div>", {}, "kommentare"),
        (f"<ol class='posts'>{SAID}</ol>", {}, None),
        ("<ol class='comment-list'><li>Nice.</li></ol>", {}, None),
        (f"<ol class='comments'>{SAID}</ol>", {"page_type": None, "text": None, "kept": ("I waited for this",)}, None),
    ):  # fmt: skip
        sample = commented(tmp_path, "one", sides, **known)
        page = dataset.read_page(sample)
        assert page is not None
        comments = find_comments(features.view(page), sample)
        assert (comments and page.attrs[comments.node]) == found


def test_what_readers_say_is_known_to_be_no_body(tmp_path: Path) -> None:
    kept = {"page_type": None, "text": None, "kept": ("The ferry sails",)}
    sample = commented(tmp_path, "one", f"<ol class='comment-list'>{SAID}</ol>", **kept)
    [example] = dataset.build([sample], {}, 1)
    assert example.body is not None
    told = [text for text, body in zip(example.page.texts, example.body) if body == 0]
    assert 0 < len(told) <= dataset.COMMENTS
    assert all(text.startswith(("Ann", "I waited")) for text in told)


def test_comments_of_another_page_stand_behind_the_article(tmp_path: Path) -> None:
    guest = commented(tmp_path, "guest", f"<ol class='comment-list'>{SAID}</ol>")
    quiet, host = commented(tmp_path, "quiet", ""), commented(tmp_path, "host", "")
    names = set()
    for seed in range(30):
        root = augment.with_comments(host, [quiet, guest], Random(seed))
        assert root is not None
        box = root.find(".//ol")
        assert [element.tag for element in root.iter("h1", "ol")] == ["h1", "ol"]
        assert len(box) == 4
        names.add(box.get("class"))
    assert len(names) == 3 and {"comment-list", None} < names
    assert augment.with_comments(host, [quiet], Random(0)) is None


def test_what_is_kept_of_what_readers_say_is_measured(tmp_path: Path) -> None:
    sample = commented(tmp_path, "one", f"<ol class='comment-list'>{SAID}</ol>")
    quiet = commented(tmp_path, "two", "")
    whole = " ".join(html.fromstring(sample.read()).itertext())
    half = whole[: whole.index("Ann 2")]
    texts = {"all": whole, "half": half, "none": sample.text}
    kept = measure_comments(
        [sample, quiet], {name: {sample.key: Output(text)} for name, text in texts.items()}
    )
    assert kept == {"all": Kept(1, 1.0, 1), "half": Kept(1, 0.5, 1), "none": Kept(1, 0.0, 0)}
