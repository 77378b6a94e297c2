"""Options that several commands have, and what their values may be."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path

from stripper import api
from stripper.types import ROLES, Limits


def add_extraction(parser: argparse.ArgumentParser) -> None:
    """What is done with each page."""
    parser.add_argument(
        "--metadata", action="store_true", help="also read author, date, site, language and lead image"
    )
    parser.add_argument(
        "--leave-out", metavar="ROLE,...", type=_roles, default=(),
        help=f"leave blocks of these roles out of the text: {', '.join(ROLES)}",
    )  # fmt: skip
    add_limits(parser, api.LIMITS)
    add_source(parser)
    add_model(parser)


def add_limits(parser: argparse.ArgumentParser, limits: Limits) -> None:
    """How large an input may be; ``limits`` unless told."""
    for name in ("bytes", "blocks"):
        most = getattr(limits, name)
        parser.add_argument(
            f"--max-{name}", metavar="N", type=positive, default=most,
            help=f"refuse what has more {name}; {most:,} unless told",
        )  # fmt: skip


def add_source(parser: argparse.ArgumentParser) -> None:
    """Whether pages or flattened text are read."""
    parser.add_argument(
        "--from", dest="source", choices=("html", "text"), default="html",
        help="what the inputs are: pages, or text that pages were reduced to; html unless told",
    )  # fmt: skip


def add_model(parser: argparse.ArgumentParser) -> None:
    """Which model judges."""
    parser.add_argument(
        "-m", "--model", metavar="MODEL", help="a model's name or folder; the shipped one unless told"
    )


def add_corpora(parser: argparse.ArgumentParser) -> None:
    """What is learned from or measured on, and in how many processes."""
    parser.add_argument(
        "--corpora", metavar="DIR", type=Path, required=True, help="the folder of the corpora"
    )
    parser.add_argument(
        "--labels", metavar="FILE", type=Path, required=True, help="the labels of related links (JSON Lines)"
    )
    parser.add_argument(
        "-j", "--jobs", metavar="N", type=positive, default=1, help="processes; 1 unless told"
    )


def add_format(parser: argparse.ArgumentParser, choices: Sequence[str], help: str) -> None:
    """In which format articles are written."""
    parser.add_argument("-f", "--format", type=_format, choices=choices, default="text", help=help)


def check_metadata(args: argparse.Namespace, as_text: bool) -> None:
    """Refuse ``--metadata`` where there are none, or no place for them."""
    if args.metadata and args.source == "text":
        args.parser.error("--metadata is for pages, not for --from text")
    if args.metadata and as_text:
        args.parser.error("plain text has no place for metadata: -f json, markdown, html or xml")


def limits_of(args: argparse.Namespace) -> Limits:
    """What :func:`add_limits` was told."""
    return Limits(bytes=args.max_bytes, blocks=args.max_blocks)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def port(text: str) -> int:
    """A port of TCP, or 0."""
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port: 0 to 65535")
    return number


def seconds(text: str) -> float:
    """A time above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds")
    return number


def _format(text: str) -> str:
    return "markdown" if text == "md" else text


def _roles(text: str) -> list[str]:
    roles = [role.strip() for role in text.split(",") if role.strip()]
    try:
        api.named_roles(roles)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return roles
