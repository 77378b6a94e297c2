"""Make a model: read the corpora, fit, write the model, its manifest and its card."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
import time
from pathlib import Path
from typing import Any

import lightgbm
import lxml.etree
import numpy as np
import scipy
import sklearn
from threadpoolctl import threadpool_limits

from stripper import __version__, features
from stripper.errors import CorpusError
from stripper.model.store import save_model
from stripper.training import corpora, dataset, fit, texts
from stripper.training.card import write_card
from stripper.training.gather import gather
from stripper.training.labels import FILES, load_labels


def train(
    corpora_folder: Path, labels: Path, output: Path, source: str, jobs: int, scores: Path | None = None
) -> None:
    """Fit a model for ``source`` (html or text) to the corpora and write it into ``output``.

    ``scores`` is a file that ``stripper evaluate --scores`` wrote;
    what it says goes into the manifest and the model card.

    Raises:
        CorpusError: the corpora, the labels or the scores are missing or malformed.
    """
    started = time.monotonic()
    measured = _read_scores(scores) if scores else {}  # before the long run
    samples = dataset.learned_from(dataset.trained_on(corpora_folder))
    groups = load_labels(labels, source)
    build = texts.build_texts if source == "text" else dataset.build_all
    examples = build(samples, groups, jobs, fit.SEED)
    _tell(started, f"{len(examples)} pages read")
    data = gather(examples, features.TABLES[source])
    _tell(started, f"{len(data.base)} blocks gathered")
    with threadpool_limits(fit.THREADS):
        model = fit.fit(data, np.ones(len(examples), bool), output.name)
    manifest = _manifest(samples, [labels, *FILES[source]], measured)
    save_model(model, output, manifest)
    write_card(output)
    _tell(started, f"model written to {output}")


def _read_scores(file: Path) -> dict[str, Any]:
    try:
        scores = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CorpusError(f"{file}: no JSON: {error}") from error
    if not isinstance(scores, dict) or "tables" not in scores:
        raise CorpusError(f"{file}: not what `stripper evaluate --scores` writes")
    return scores


def _tell(started: float, what: str) -> None:
    print(f"{time.monotonic() - started:6.0f} s  {what}", file=sys.stderr)


def _manifest(samples: list[corpora.Sample], labels: list[Path], scores: dict[str, Any]) -> dict[str, Any]:
    counts: dict[str, int] = {}
    digests: dict[str, Any] = {}
    for sample in samples:
        counts[sample.corpus] = counts.get(sample.corpus, 0) + 1
        digests.setdefault(sample.corpus, hashlib.sha256()).update(sample.read())
    return {
        "made_with": {
            "stripper": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "scikit-learn": sklearn.__version__,
            "lightgbm": lightgbm.__version__,
            "lxml": lxml.etree.__version__,
        },
        "seed": fit.SEED,
        "corpora": {name: {"pages": counts[name], "sha256": digests[name].hexdigest()} for name in counts},
        "labels": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in labels},
        "scores": scores,
    }
