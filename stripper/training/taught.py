"""Take what the model for pages makes of a page for its gold text, where all that is known of the page agrees.

Of some pages segments alone are known to be body or not, which says little of
their lines.  The model for pages sees the elements that flattened text has lost:
what it finds teaches what can be seen without them (distillation, Hinton,
Vinyals and Dean 2015, here with labels and no probabilities).
"""

from __future__ import annotations

from dataclasses import replace

from joblib import Parallel, delayed

from stripper.api import DEFAULT_MODELS, extract
from stripper.article.metadata import read_language
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.letters import squeezed
from stripper.model.locate import model_folder
from stripper.model.store import read_manifest
from stripper.training.corpora import Sample
from stripper.training.metrics import tokenise
from stripper.types import Article

#: A text of fewer words is no article.
LEAST_WORDS = 60


def teacher() -> dict[str, str]:
    """The name and the digest of the model whose texts are learned from."""
    name = DEFAULT_MODELS["html"]
    return {"name": name, "sha256": read_manifest(model_folder(name))["sha256"]}


def taught(samples: list[Sample], jobs: int) -> list[Sample]:
    """Those of the samples of which segments alone are known, as articles with the text that the shipped model
    finds, where it holds all that must be in it and nothing that must not."""
    told = [sample for sample in samples if sample.page_type is None and sample.kept]
    found = Parallel(n_jobs=jobs)(delayed(_taught)(sample) for sample in told)
    return [sample for sample in found if sample is not None]


def _taught(sample: Sample) -> Sample | None:
    root, article = parse(sample.read()), extract(sample.read(), url=sample.url)
    if root is None or not _agrees(article, sample):
        return None
    return replace(
        sample,
        page_type="article",
        text="\n".join(line for line in article.text.splitlines() if line.strip()),
        title=article.title if _is_told(article.title, read_head(root).titles) else None,
        language=read_language(root),
    )


def _agrees(article: Article, sample: Sample) -> bool:
    text = _words(article.text)
    has_all = all(_words(segment) in text for segment in sample.kept)
    has_no_other = not any(_words(segment) in text for segment in sample.dropped)
    return has_all and has_no_other and text.count(" ") >= LEAST_WORDS


def _words(text: str) -> str:
    return " ".join(tokenise(text))


def _is_told(title: str | None, titles: list[str]) -> bool:
    """Whether a headline is one that the head of its page tells."""
    return title is not None and any(squeezed(title) in squeezed(told) for told in titles)
