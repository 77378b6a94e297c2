"""Time our own stages one by one, on pages and on flattened text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sides import Case, timed

import stripper
from stripper import api, features, judge
from stripper.article.label import label_blocks
from stripper.html.decode import to_utf8
from stripper.html.head import read_head
from stripper.html.parse import parse
from stripper.html.segment import segment
from stripper.model.classifier import Model
from stripper.model.store import read_model
from stripper.text.segment import segment_text
from stripper.types import Page, Reading


@dataclass(slots=True)
class Stages:
    """Runs the stages one by one and keeps their times by name."""

    times: dict[str, list[float]]

    def run(self, name: str, stage: Callable[..., Any], *arguments: Any) -> Any:
        """What the stage gives."""
        result, milliseconds = timed(partial(stage, *arguments))
        self.times.setdefault(name, []).append(milliseconds)
        return result


def profile(cases: list[Case], source: str) -> dict[str, np.ndarray]:
    """Milliseconds of each of our stages, for the pages that have text; ``source``: ``html`` or ``text``."""
    # A model that has met none of the pages: it remembers what it has scored.
    read_model.cache_clear()
    model = stripper.load_model(None, source)
    stages = Stages({})
    for case in cases:
        page = _read(case, stages) if source == "html" else stages.run("segment", segment_text, case.lines)
        if page.texts:
            _run_stages(page, case.url, model, stages)
    return {name: np.array(times) for name, times in stages.times.items()}


def report(stages: dict[str, np.ndarray]) -> str:
    """A row for each stage, with its median and mean milliseconds."""
    lines = [f"{'stage, ms':24}{'median':>9}{'mean':>9}"]
    lines += [f"{name:24}{np.median(times):9.2f}{times.mean():9.2f}" for name, times in stages.items()]
    return "\n".join(lines)


def _read(case: Case, stages: Stages) -> Page:
    stages.run("decode", to_utf8, case.data)
    root = stages.run("decode, parse", parse, case.data)
    page = stages.run("segment", segment, root)
    page.head = stages.run("head", read_head, root)
    return page


def _run_stages(page: Page, url: str | None, model: Model, stages: Stages) -> None:
    """The way of :func:`stripper.extract` for a page that no script draws."""
    table = features.TABLES[model.source]
    view = stages.run("view", features.view, page)
    for family in table.families:
        stages.run(family.__name__.replace("_", " "), family, view)
    plain = stages.run("all of these", table.first_pass, view)
    learned = stages.run("vocabulary features", table.vocabulary_pass, view, model.vocabulary)
    rows = np.hstack([plain, learned])
    found = stages.run("pass 1", model.passes[0].probabilities, rows)
    for number, one in enumerate(model.passes[1:], 2):
        around = stages.run(f"pass {number}, features", table.verdict_pass, view, found)
        found = stages.run(f"pass {number}", one.probabilities, np.hstack([rows, around]))
    sure = stages.run("whole", judge.confidence, view, found, model)
    labels = stages.run("label", label_blocks, page, found, model.thresholds)
    groups, kinds, labels = stages.run("related", judge.read_related, view, labels, found, model, url)
    reading = Reading(page, url, labels, found, groups, kinds, sure, model.source)
    stages.run("assemble", api.article_of, reading)
