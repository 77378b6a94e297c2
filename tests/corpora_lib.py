"""The fixtures as corpora: small, but with all that training and evaluation read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from fixtures_lib import INJECTIONS, Fixture, load

from stripper import api
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.training import corpora, dataset
from stripper.training.corpora import FOLDS
from stripper.training.crossval import Folds, predict
from stripper.training.evaluate import Evaluation, measure
from stripper.training.peers import Output

ARTICLES = [
    fixture for fixture in load("pages") if fixture.expected["source"] == "html" and fixture.expected["text"]
]

_NAMES = ("fundus", "wcxb", "daniel", "trafilatura-eval", "mine")


def write_corpora(folder: Path) -> Path:
    """The fixtures as corpora that models are trained on, one of them in the plain form."""
    for name in _NAMES:
        (folder / name / "pages").mkdir(parents=True)
    rows: dict[str, list[dict]] = {name: [] for name in _NAMES}
    for k, fixture in enumerate(ARTICLES):
        expected = fixture.expected
        name = ("fundus", "wcxb", "mine")[k % 3]
        row = {
            "id": fixture.slug,
            "url": expected["url"],
            "title": expected["title"],
            "text": "\n".join(expected["text"]),
        }
        row |= {"page_type": "article", "with": [], "without": [], "author": None, "date": None}
        rows[name].append(row)
        (folder / name / "pages" / f"{fixture.slug}.html.gz").write_bytes(
            gzip.compress(fixture.data, mtime=0)
        )
    segments = {"with": ARTICLES[0].expected["text"][:1], "without": ["Polityka prywatności"]}
    rows["trafilatura-eval"].append({"id": "known-in-part", "url": "https://in-part.example/", **segments})
    page = folder / "trafilatura-eval" / "pages" / "known-in-part.html.gz"
    page.write_bytes(gzip.compress(ARTICLES[0].data, mtime=0))
    others = [fixture for fixture in load("pages") if fixture.expected["confidence"] == "low"]
    for k, fixture in enumerate(others * 6):  # enough for every fold of every fold
        row = {"id": f"other-{k}", "url": f"https://site-{k}.example/", "title": "", "text": None}
        rows["wcxb"].append({**row, "page_type": "listing", "with": [], "without": []})
        page = folder / "wcxb" / "pages" / f"other-{k}.html.gz"
        page.write_bytes(gzip.compress(fixture.data, mtime=0))
    for name, lines in rows.items():
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (folder / name / "gold.jsonl").write_text(text, "utf-8")
    lines = [
        {
            "corpus": name,
            "id": fixture.slug,
            "groups": groups(fixture),
        }
        for fixture in ARTICLES
        for name in ("fundus", "wcxb", "mine")
    ]
    (folder / "related.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return folder


def groups(fixture: Fixture) -> list[dict]:
    """The fixture's groups of related links, each link with the number of its anchor."""
    page = segment(parse(fixture.data))
    shown = dict(zip(page.link_texts, page.link_numbers))
    return [
        {
            "heading": group["heading"],
            "kind": group["kind"],
            "links": [
                {"a": shown[link["title"]], "title": link["title"], "href": link["url"]}
                for link in group["links"]
                if link["title"] in shown
            ],
        }
        for group in fixture.expected["related"]
    ]


def add_hostile(folder: Path) -> None:
    """One more page of fundus, and its id, site, gold and page try to run scripts."""
    page = "'\"><img src=x onerror=window.ran=1><script>window.ran=1</script>"
    url = 'https://x"><script>window.ran=1<.example/'
    text = "The ferry <script>window.ran = 1</script> sails again from Monday on, at least as far as the islands."
    row = {"id": page.replace("/", "\u2215"), "url": url, "title": page, "text": text}
    with (folder / "fundus" / "gold.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    (folder / "fundus" / "pages" / f"{row['id']}.html.gz").write_bytes(gzip.compress(INJECTIONS, mtime=0))


def evaluated(folder: Path) -> Evaluation:
    """What an evaluation of the corpora in a folder measures, by the shipped model and beside one other."""
    samples = dataset.trained_on(folder)
    groups = corpora.load_related(folder / "related.jsonl")
    model = api.load_model()
    found = {example.sample.key: predict(example, model) for example in dataset.build(samples, groups, 1)}
    whole = {sample.key: Output("\n".join(dataset.read_page(sample).texts), None) for sample in samples}
    return measure(samples, Folds(found, [model] * FOLDS), groups, {"all <b>": whole}, ["all <b> 1.0"])
