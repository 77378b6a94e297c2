"""``stripper evaluate``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from stripper.cli.options import add_corpora, add_source
from stripper.cli.output import OK, write_out
from stripper.errors import MissingExtraError, how_to_install

BRIEF = "score a model against gold, beside its peers"
DESCRIPTION = f"""\
Train and test by cross-validation, grouped by site, and report the scores
beside those of other extractors on the same pages
({how_to_install("peers")})."""
EXAMPLES = """\
example:
  stripper evaluate --corpora corpora --labels labels/related.jsonl --report report.md
  stripper evaluate --corpora corpora --labels labels/related.jsonl --report report.html -j 2"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_source(parser)
    add_corpora(parser)
    parser.add_argument(
        "--related", action="store_true", help="report on related links alone, without the peers"
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        help="write the report there, not to standard output; as .html with plots and the worst pages explained",
    )
    parser.add_argument("--scores", metavar="FILE", type=Path, help="also write the scores there, as JSON")
    parser.add_argument(
        "--cache",
        metavar="DIR",
        type=Path,
        default=Path(".cache"),
        help="where to keep what the other extractors gave; .cache unless told",
    )


def run(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    as_page = args.report is not None and Path(args.report).suffix.lower() in (".html", ".htm")
    if as_page and (args.source == "text" or args.related):
        args.parser.error("an HTML report is of pages as a whole: not with --from text or --related")
    if args.related and (args.source == "text" or args.scores):
        args.parser.error("--related is a report on pages: not with --from text or --scores")
    if args.source == "text":
        _evaluate_text(args)
    elif args.related:
        from stripper.training import evaluate, related

        measured = evaluate.evaluate_related(args.corpora, args.labels, args.jobs)
        write_out([related.report(measured)], args.report)
    else:
        _evaluate_pages(args, as_page)
    return OK


def _evaluate_text(args: argparse.Namespace) -> None:
    from stripper.training import evaluate_text

    evaluation = evaluate_text.evaluate_text(args.corpora, args.labels, args.jobs, args.cache)
    _write_scores(evaluation.comparison, args.scores)
    write_out([evaluate_text.as_text(evaluation)], args.report)


def _evaluate_pages(args: argparse.Namespace, as_page: bool) -> None:
    from stripper.training import evaluate

    write_page = _writer_of_pages() if as_page else None  # what it lacks is told before the long run
    evaluation = evaluate.evaluate(args.corpora, args.labels, args.jobs, args.cache)
    _write_scores(evaluation.comparison, args.scores)
    if write_page:
        write_page(evaluation, Path(args.report), args.jobs)
    else:
        write_out([evaluate.as_text(evaluation)], args.report)


def _write_scores(comparison: Any, output: Path | None) -> None:
    from stripper.training import compare

    if output is not None:
        output.write_text(compare.to_json(comparison), encoding="utf-8")


def _writer_of_pages() -> Any:
    try:
        from stripper.report.evaluation import write_evaluation
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise MissingExtraError("an evaluation as HTML", "report") from None
    return write_evaluation
