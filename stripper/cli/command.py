"""The command ``stripper``: find the command that is meant, and run it."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import ModuleType
from typing import Any

import stripper
from stripper.cli import batch, evaluate, explain, extract, info, serve, train
from stripper.cli.inputs import COMMANDS
from stripper.cli.output import FAILED, INTERRUPTED, OK, WRONG_USE, complain
from stripper.errors import ModelMismatchError, ModelNotFoundError, OutputError, StripperError, how_to_install
from stripper.io.files import STDIN

#: What each of the commands is, in their order.
_MODULES: tuple[ModuleType, ...] = (extract, explain, serve, batch, train, evaluate, info)
#: What only training and evaluating import.
_FOR_TRAINING = ("lightgbm", "scipy", "sklearn", "threadpoolctl", "tld")
_VERBOSE = ("-v", "--verbose")
_FRONT_OPTIONS = ("-h", "--help", "-V", "--version")
_DESCRIPTION = """\
Clean article text, and related links as data, from scraped news pages.

`stripper page.html` is short for `stripper extract page.html`."""
_EXAMPLES = """\
examples:
  stripper page.html                      the article's text
  stripper extract -f json page.html.gz   text, title and related links as JSON
  curl -s URL | stripper -                a page from standard input
  stripper extract --from text lines.txt  a page that was reduced to lines
  stripper explain page.html -o why.html  what was made of each block, and why
  stripper info                           what the shipped model is

`stripper COMMAND --help` tells more of each.
exit status: 0 all well, 1 an input failed, 2 wrong use"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process, by default); its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        # What is written is UTF-8 (RFC 8259 for JSON, and the XML declaration) whatever the locale.
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    args = _parser().parse_args(_with_command(sys.argv[1:] if argv is None else argv))
    level = logging.INFO if args.verbose else logging.CRITICAL
    logging.basicConfig(level=level, format="%(name)s: %(message)s")
    try:
        status: int = args.run(args)
    except BrokenPipeError:
        return OK  # whoever read our output has seen enough
    except KeyboardInterrupt:
        return INTERRUPTED
    except (ModelNotFoundError, ModelMismatchError, OutputError) as error:
        complain(str(error))
        return WRONG_USE
    except StripperError as error:
        complain(str(error))
        return FAILED
    except ModuleNotFoundError as error:
        if error.name not in _FOR_TRAINING:
            raise
        complain(f"training and evaluating need packages: {how_to_install('train')}")
        return FAILED
    except OSError as error:
        complain(error.strerror or str(error), error.filename)
        return FAILED
    return status


def _with_command(argv: Sequence[str]) -> list[str]:
    """The arguments with ``extract`` put in where no command is named; without any, standard input is extracted,
    unless it is a terminal."""
    if not argv and not sys.stdin.isatty():
        return ["extract", STDIN]
    place = 0
    while place < len(argv) and argv[place] in _VERBOSE:
        place += 1
    if place == len(argv) or argv[place] in COMMANDS or argv[place] in _FRONT_OPTIONS:
        return list(argv)
    return [*argv[:place], "extract", *argv[place:]]


def _parser() -> argparse.ArgumentParser:
    parser = _ArgumentParser(prog="stripper", description=_DESCRIPTION, epilog=_EXAMPLES)
    parser.add_argument("-V", "--version", action="version", version=f"stripper {stripper.__version__}")
    parser.add_argument(*_VERBOSE, action="store_true", help="tell on standard error what is done")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module in zip(COMMANDS, _MODULES, strict=True):
        command = commands.add_parser(
            name, help=module.BRIEF, description=module.DESCRIPTION, epilog=module.EXAMPLES
        )
        # Suppressed, or it would undo the one given before the command.
        command.add_argument(
            *_VERBOSE, action="store_true", default=argparse.SUPPRESS, help="tell what is done"
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run, parser=command)
    return parser


class _ArgumentParser(argparse.ArgumentParser):
    """Keeps the line breaks of descriptions and examples, and takes no option cut short."""

    def __init__(self, **options: Any) -> None:
        # Of two commands' options one may begin as the other does (--url, --url-field).
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **options)
