"""``stripper explain``."""

from __future__ import annotations

import argparse

import stripper
from stripper.cli.inputs import cause_of, check_apart_from, read_page
from stripper.cli.options import add_limits, add_model, add_source, limits_of
from stripper.cli.output import FAILED, OK, complain, write_out
from stripper.errors import InputError
from stripper.html.decode import decode
from stripper.io.files import STDIN, read_input
from stripper.report.explain import LIMITS

BRIEF = "show what is made of each block of a page, and why"
DESCRIPTION = """\
Tell what is made of each block of a page, and why: one HTML file that needs no
network, with the page's blocks on the left and the article on the right."""
EXAMPLES = """\
examples:
  stripper explain page.html -o why.html
  stripper explain page.html --gold article.txt --render -o why.html
  stripper explain --from text lines.txt -o why.html"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("page", metavar="PAGE", help="a file, a URL, or - for standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--gold", metavar="FILE", help="the article's true text: tell what is wrong")
    parser.add_argument(
        "--render", action="store_true", help="also show the page itself, made harmless (needs nh3)"
    )
    parser.add_argument("--url", help="the page's own address, to make its links absolute")
    add_limits(parser, LIMITS)
    add_source(parser)
    add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    if args.source == "text" and (args.url or args.render):
        args.parser.error("--url and --render are for pages, not for --from text")
    check_apart_from(filter(None, (args.page, args.gold)), args.output)
    try:
        write_out([_explained(args)], args.output)
    except (InputError, MemoryError) as error:
        complain(cause_of(error, args.page), args.page)
        return FAILED
    return OK


def _explained(args: argparse.Namespace) -> str:
    gold = decode(read_input(args.gold)) if args.gold else None
    name = "standard input" if args.page == STDIN else args.page
    told = {"name": name, "gold": gold, "limits": limits_of(args), "model": args.model}
    data, content_type, url = read_page(args.page, args.url, args.max_bytes)
    if args.source == "text":
        return stripper.explain_from_text(decode(data, content_type), **told)
    return stripper.explain(data, url=url, content_type=content_type, with_page=args.render, **told)
