"""``stripper extract``."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from stripper import api
from stripper.article.write import FORMATS, write, write_all
from stripper.cli.inputs import cause_of, check_apart_from, read_page
from stripper.cli.options import add_extraction, add_format, check_metadata, limits_of
from stripper.cli.output import FAILED, OK, complain, write_out
from stripper.errors import StripperError
from stripper.html.decode import decode
from stripper.types import Article

log = logging.getLogger("stripper")

#: The format json, one object a line whatever the number of inputs.
_JSON_LINES = "jsonl"

BRIEF = "extract the article from pages (the default)"
DESCRIPTION = """\
Extract the article from pages: files, gzip files, URLs, or - for standard input."""
EXAMPLES = """\
examples:
  stripper extract page.html
  stripper extract -f json --metadata --url https://news.example/rain page.html
  stripper extract -f markdown -o rain.md https://news.example/rain
  stripper extract -f jsonl pages/*.html.gz > articles.jsonl

Of several inputs, json is one object a line (JSON Lines) with the input's name, as
jsonl is of one input too; text has a line `==> NAME <==` above each article; markdown a rule between two;
html and xml are one document that holds all. An input that fails is told on
standard error and left out."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, a URL, or - for standard input")
    add_format(parser, (*FORMATS, _JSON_LINES), "text unless told")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--url", help="the page's own address, to make its links absolute")
    parser.add_argument(
        "--no-related", action="store_true", help="the article alone, in markdown, html and xml"
    )
    parser.add_argument(
        "--no-links", action="store_true", help="the text without its links, in markdown and html"
    )
    add_extraction(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    _check(args)
    model = api.load_model(args.model, args.source)
    failed: list[str] = []
    articles = _articles(args, model, failed)
    if args.no_related:
        articles = ((name, replace(article, related=())) for name, article in articles)
    if args.no_links:
        articles = ((name, _without_links(article)) for name, article in articles)
    if args.format == _JSON_LINES:
        pieces: Iterable[str] = write_all(articles, "json")
    elif len(args.inputs) == 1:
        pieces = (write(article, args.format) for _, article in articles)
    else:
        pieces = write_all(articles, args.format)
    write_out(pieces, args.output)
    return FAILED if failed else OK


def _check(args: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    if args.url and len(args.inputs) > 1:
        args.parser.error("--url is the address of one page, and there are several inputs")
    if args.source == "text" and args.url:
        args.parser.error("--url is for pages, not for --from text")
    check_metadata(args, args.format == "text")
    if args.no_related and args.format in ("json", _JSON_LINES):
        args.parser.error("json always holds related links: --no-related is for markdown, html and xml")
    if args.no_links and args.format not in ("markdown", "html"):
        args.parser.error("only markdown and html hold the links of the text: --no-links is for these")
    check_apart_from(args.inputs, args.output)


def _articles(args: argparse.Namespace, model: Any, failed: list[str]) -> Iterator[tuple[str, Article]]:
    """Each input's name and article; one that fails is complained of and added to ``failed``."""
    for name in args.inputs:
        try:
            article = _of_text(name, args, model) if args.source == "text" else _of_page(name, args, model)
        except (StripperError, OSError, MemoryError) as error:
            failed.append(name)
            complain(cause_of(error, name), name)
        else:
            if not article.text and not article.blocks:
                complain("there is no text in it", name)
            log.info("%s: %d characters, confidence %.2f", name, len(article.text), article.confidence)
            yield name, article


def _of_page(name: str, args: argparse.Namespace, model: Any) -> Article:
    data, content_type, url = read_page(name, args.url, args.max_bytes)
    options = {
        "metadata": args.metadata,
        "leave_out": args.leave_out,
        "limits": limits_of(args),
        "model": model,
    }
    return api.extract(data, url=url, content_type=content_type, **options)


def _of_text(name: str, args: argparse.Namespace, model: Any) -> Article:
    """Flattened text is UTF-8, or of whatever other encoding its bytes show."""
    data, content_type, _ = read_page(name, None, args.max_bytes)
    text = decode(data, content_type)
    return api.extract_from_text(text, leave_out=args.leave_out, limits=limits_of(args), model=model)


def _without_links(article: Article) -> Article:
    return replace(article, blocks=[replace(block, links=()) for block in article.blocks])
