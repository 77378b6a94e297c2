"""Write a model's card: what it is, what it was made from, how well it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stripper.model.store import read_manifest
from stripper.training.dataset import MEASURED_ON

#: Where each corpus comes from, and what its licence asks for.
CREDITS = {
    "fundus": ("test data of flairNLP/fundus, MIT License. https://github.com/flairNLP/fundus"),
    "wcxb": (
        "Web Content eXtraction Benchmark 1.0 (development split) by Murrough Foley, 2026,"
        " Creative Commons Attribution 4.0 International"
        " (https://creativecommons.org/licenses/by/4.0/); used to fit weights, its pages and"
        " gold text are not part of the model."
    ),
    "daniel": "DAnIEL corpus v2.1 (Lejeune et al.) as distributed in rundimeco/waddle.",
    "trafilatura-eval": "tests of adbar/trafilatura, Apache License 2.0; of its pages some segments are known to be text or not.",
    "readability": "tests of mozilla/readability, Apache License 2.0; measured on, never trained on.",
}
#: What is true of models that were made from all of these.
_LANGUAGES = """trained on pages in some twenty-five languages, most of them English, Chinese, Greek,
  Russian, Polish and German. """
_NOTICES = """ What notices say, three words at
  a time, is known from the pages and from some 8,700 lines written down for it in sixty languages, and decides alone."""
_LABELS = """- Related links were labelled on about 490 pages only, most of them in English and German; lists of the
  old web (tables, bare lists without classes) are often missed.
"""


def write_card(folder: Path) -> None:
    """Write ``README.md`` beside the model in ``folder``, from its manifest."""
    manifest = read_manifest(folder)
    parts = [_head(manifest), _corpora(manifest), _scores(manifest.get("scores") or {}), _limits(manifest)]
    (folder / "README.md").write_text("\n".join(parts), encoding="utf-8")


def _head(manifest: dict[str, Any]) -> str:
    made = ", ".join(f"{name} {version}" for name, version in manifest["made_with"].items())
    return f"""# Model card: {manifest["name"]}

Tells, for each block of a news page, whether it is body, headline, related link or
boilerplate, and for the page as a whole whether it is an article.

- Kind: linear vocabulary weights and passes of gradient-boosted trees over
  {len(manifest["features"])} named features, as plain numpy arrays (`model.npz`, nothing is unpickled).
- Protocol: {manifest["protocol"]}; SHA-256 `{manifest["sha256"]}`.
- Made with {made}; seed {manifest["seed"]}.
- Languages: {_LANGUAGES if _has_all(manifest) else ""}No list of words decides: weights of words are learned, those of
  headings above links also from some 8,500 headings written down for it in seventy languages.{_NOTICES if manifest["source"] == "text" else ""}
"""


def _has_all(manifest: dict[str, Any]) -> bool:
    """Whether the model was made from all that the shipped ones were."""
    return set(CREDITS) - MEASURED_ON <= set(manifest["corpora"])


def _corpora(manifest: dict[str, Any]) -> str:
    lines = [
        f"- **{name}**, {corpus['pages']} pages (SHA-256 `{corpus['sha256'][:16]}…`)"
        + (f": {CREDITS[name]}" if name in CREDITS else "")
        for name, corpus in manifest["corpora"].items()
    ]
    measured = [table["corpus"] for table in (manifest.get("scores") or {}).get("tables", [])]
    lines += [f"- **{name}**: {CREDITS[name]}" for name in sorted(MEASURED_ON) if name in measured]
    return "\n".join(["## Corpora", "", *lines, ""])


def _scores(scores: dict[str, Any]) -> str:
    if not scores:
        return "## Figures\n\nNot measured: run `stripper evaluate --scores FILE`.\n"
    lines = [
        "## Figures",
        "",
        "By cross-validation grouped by registered domain; 95% bootstrap intervals over pages.",
        "Every row of a table is measured on the same pages.",
        "",
    ]
    for table in scores["tables"]:
        lines += [*_table(table), ""]
    for check in scores["article_checks"]:
        lines.append(
            f"`confidence` on {check['corpus']}, {check['articles']} articles against"
            f" {check['others']} other pages: AUC {check['auc']:.3f}, expected calibration"
            f" error {check['calibration_error']:.3f}."
        )
    return "\n".join([*lines, ""])


def _table(table: dict[str, Any]) -> list[str]:
    metrics = list(table["rows"][0]["figures"])
    lines = [
        f"### {table['corpus']}, {table['pages']} pages",
        "",
        "| | " + " | ".join(metrics) + " |",
        "|---" * (len(metrics) + 1) + "|",
    ]
    for row in table["rows"]:
        cells = [_cell(row["figures"][metric]) for metric in metrics]
        lines.append(f"| {row['name']} | " + " | ".join(cells) + " |")
    return lines


def _cell(figure: dict[str, float] | None) -> str:
    if figure is None or figure["value"] is None:
        return ""
    return f"{figure['value']:.3f} ± {(figure['high'] - figure['low']) / 2:.3f}"


def _limits(manifest: dict[str, Any]) -> str:
    return f"""## Limits

- The text of pages that are no articles (home pages, listings, products, forums) is whatever looks
  most like prose; `confidence` is low there.
{_LABELS if _has_all(manifest) else ""}- Gold texts differ in taste: what counts as body (captions, bylines, standfirsts) follows the
  majority of the corpora.
"""
