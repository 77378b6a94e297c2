"""``stripper info``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

import stripper
from stripper import api, native
from stripper.cli.options import add_model
from stripper.cli.output import OK, write_out
from stripper.model.locate import model_folder
from stripper.model.store import read_manifest

BRIEF = "show what a model is"
DESCRIPTION = """\
Show the version of stripper, and what a model's manifest tells of it (of the scores
the model's own; its card, README.md beside the manifest, has the others and intervals)."""
EXAMPLES = """\
examples:
  stripper info
  stripper info -m models/mine"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    folder = model_folder(args.model or api.DEFAULT_MODELS["html"])
    manifest = read_manifest(folder)
    features = manifest.pop("features", [])
    manifest["scores"] = _headline_scores(manifest.get("scores") or {}) or "not measured"
    facts = {
        "stripper": stripper.__version__,
        "kernels": native.NAME,
        "model": str(folder),
        **manifest,
        "features": len(features),
    }
    write_out(_lines(facts), None)
    return OK


def _headline_scores(scores: dict[str, Any]) -> dict[str, str]:
    """Of what `evaluate --scores` wrote a line for each corpus: our own figures, without intervals and peers."""
    found = {}
    for table in scores.get("tables", ()):
        ours = ((name, figure and figure["value"]) for name, figure in table["rows"][0]["figures"].items())
        figures = ", ".join(f"{name} {value:.3f}" for name, value in ours if value is not None)
        found[table["corpus"]] = f"{figures} ({table['pages']} pages)"
    for check in scores.get("article_checks", ()):
        found[f"{check['corpus']}, confidence"] = (
            f"AUC {check['auc']:.3f}, calibration error {check['calibration_error']:.3f}"
            f" ({check['articles']} articles, {check['others']} other pages)"
        )
    return found


def _lines(facts: dict[str, Any], indent: str = "") -> Iterator[str]:
    """``key: value`` lines; a mapping's own below it, indented."""
    for key, value in facts.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:\n"
            yield from _lines(value, indent + "  ")
        else:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"{indent}{key}: {shown}\n"
