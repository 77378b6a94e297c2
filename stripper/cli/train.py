"""``stripper train``."""

from __future__ import annotations

import argparse
from pathlib import Path

from stripper.cli.options import add_corpora, add_source
from stripper.cli.output import OK

BRIEF = "train a model"
DESCRIPTION = """\
Train a model. The same corpora, labels and versions give the same model."""
EXAMPLES = """\
example:
  stripper train --corpora corpora --labels labels/related.jsonl -o models/news -j 4"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_source(parser)
    add_corpora(parser)
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, required=True, help="the folder to write the model to"
    )
    parser.add_argument(
        "--scores", metavar="FILE", type=Path, help="what `evaluate --scores` wrote, for the manifest"
    )


def run(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    from stripper.training.train import train

    train(args.corpora, args.labels, args.output, args.source, args.jobs, args.scores)
    return OK
