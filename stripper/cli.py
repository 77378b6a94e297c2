"""The command ``stripper``.  Run ``stripper --help``."""

from __future__ import annotations

import argparse
import difflib
import json
import logging
import math
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import stripper
from stripper import api, native
from stripper.article.write import FORMATS, write, write_all
from stripper.errors import (
    InputError,
    MissingExtraError,
    ModelMismatchError,
    ModelNotFoundError,
    NotAPageError,
    OutputError,
    StripperError,
    how_to_install,
)
from stripper.html.decode import decode
from stripper.io.files import STDIN, check_apart, is_url, read_input, told_of, unpack
from stripper.model.locate import model_folder
from stripper.model.store import read_manifest
from stripper.report.explain import LIMITS
from stripper.types import ROLES, Article, Limits

log = logging.getLogger("stripper")

#: The names of this machine itself.
LOOPBACK = ("localhost", "127.0.0.1", "::1")

OK, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
#: The format json, one object a line whatever the number of inputs.
_JSON_LINES = "jsonl"
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
_EXTRACT = """\
Extract the article from pages: files, gzip files, URLs, or - for standard input."""
_EXTRACT_EXAMPLES = """\
examples:
  stripper extract page.html
  stripper extract -f json --metadata --url https://news.example/rain page.html
  stripper extract -f markdown -o rain.md https://news.example/rain
  stripper extract -f jsonl pages/*.html.gz > articles.jsonl

Of several inputs, json is one object a line (JSON Lines) with the input's name, as
jsonl is of one input too; text has a line `==> NAME <==` above each article; markdown a rule between two;
html and xml are one document that holds all. An input that fails is told on
standard error and left out."""
_EXPLAIN = """\
Tell what is made of each block of a page, and why: one HTML file that needs no
network, with the page's blocks on the left and the article on the right."""
_EXPLAIN_EXAMPLES = """\
examples:
  stripper explain page.html -o why.html
  stripper explain page.html --gold article.txt --render -o why.html
  stripper explain --from text lines.txt -o why.html"""
_SERVE = f"""\
Answer requests on this machine ({how_to_install("serve")}):
POST /extract gives the article of a page or of flattened text as JSON, and the page
at / explains one that is pasted or dropped there."""
_SERVE_EXAMPLES = """\
examples:
  stripper serve
  curl --data-binary @page.html -H 'Content-Type: text/html' localhost:8000/extract
  curl --data-binary @lines.txt -H 'Content-Type: text/plain' localhost:8000/extract"""
_BATCH = """\
Extract every page of files, folders, JSON Lines and WARC files into one output, in
the order of the inputs. What fails is told in the output and counted at the end."""
_BATCH_EXAMPLES = """\
examples:
  stripper batch crawl.warc.gz -o articles.parquet -j 4
  stripper batch pages/ more/*.html.gz -o articles.jsonl.zst
  stripper batch crawl.jsonl --html-field body -o texts/ -f markdown
  find . -name '*.html' | stripper batch - -o articles.jsonl
  stripper batch --from text crawl.warc.wet.gz -o articles.jsonl

of WARC files: pages (responses of HTML with status 200, and resources), or with
--from text texts (conversion records of plain text)
outputs: .jsonl, .jsonl.gz, .jsonl.zst, .parquet, .warc, .warc.gz (conversion and
metadata records), or a folder of files.

The output gets its name when it is whole; until then it grows in OUTPUT.unfinished,
and after any end of the run the same command with --resume goes on, unless what was
read has changed since; where nothing is left to do it says so."""
_TRAIN = """\
Train a model. The same corpora, labels and versions give the same model."""
_TRAIN_EXAMPLES = """\
example:
  stripper train --corpora corpora --labels labels/related.jsonl -o models/news -j 4"""
_EVALUATE = f"""\
Train and test by cross-validation, grouped by site, and report the scores
beside those of other extractors on the same pages
({how_to_install("peers")})."""
_EVALUATE_EXAMPLES = """\
example:
  stripper evaluate --corpora corpora --labels labels/related.jsonl --report report.md
  stripper evaluate --corpora corpora --labels labels/related.jsonl --report report.html -j 2"""
_INFO = """\
Show the version of stripper, and what a model's manifest tells of it (of the scores
the model's own; its card, README.md beside the manifest, has the others and intervals)."""


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
        _complain(str(error))
        return WRONG_USE
    except StripperError as error:
        _complain(str(error))
        return FAILED
    except ModuleNotFoundError as error:
        if error.name not in _FOR_TRAINING:
            raise
        _complain(f"training and evaluating need packages: {how_to_install('train')}")
        return FAILED
    except OSError as error:
        _complain(error.strerror or str(error), error.filename)
        return FAILED
    return status


def _extract(args: argparse.Namespace) -> int:
    if args.url and len(args.inputs) > 1:
        args.parser.error("--url is the address of one page, and there are several inputs")
    if args.source == "text" and args.url:
        args.parser.error("--url is for pages, not for --from text")
    _check_metadata(args, args.format == "text")
    if args.no_related and args.format in ("json", _JSON_LINES):
        args.parser.error("json always holds related links: --no-related is for markdown, html and xml")
    if args.no_links and args.format not in ("markdown", "html"):
        args.parser.error("only markdown and html hold the links of the text: --no-links is for these")
    _check_apart(args.inputs, args.output)
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
    _write(pieces, args.output)
    return FAILED if failed else OK


def _without_links(article: Article) -> Article:
    return replace(article, blocks=[replace(block, links=()) for block in article.blocks])


def _check_metadata(args: argparse.Namespace, as_text: bool) -> None:
    """Refuse ``--metadata`` where there are none, or no place for them."""
    if args.metadata and args.source == "text":
        args.parser.error("--metadata is for pages, not for --from text")
    if args.metadata and as_text:
        args.parser.error("plain text has no place for metadata: -f json, markdown, html or xml")


def _check_apart(inputs: Iterable[str], output: str | None) -> None:
    """Refuse an output that is one of the inputs, before anything is written."""
    if output is not None and output != STDIN:
        for name in inputs:
            check_apart(name, output)


def _articles(args: argparse.Namespace, model: Any, failed: list[str]) -> Iterator[tuple[str, Article]]:
    """Each input's name and article; one that fails is complained of and added to ``failed``."""
    for name in args.inputs:
        try:
            article = _of_text(name, args, model) if args.source == "text" else _of_page(name, args, model)
        except (StripperError, OSError, MemoryError) as error:
            failed.append(name)
            _complain(_cause(error, name), name)
        else:
            if not article.text and not article.blocks:
                _complain("there is no text in it", name)
            log.info("%s: %d characters, confidence %.2f", name, len(article.text), article.confidence)
            yield name, article


def _cause(error: Exception, name: str) -> str:
    """What went wrong with an input, without its name."""
    if isinstance(error, MemoryError):
        return str(error) or "does not fit into memory"
    cause = error.strerror if isinstance(error, OSError) else None
    return (cause or str(error)).removeprefix(f"{name}: ") + _hint(error, name)


def _hint(error: Exception, name: str) -> str:
    """What may have been meant by an input that cannot be read."""
    if isinstance(error, IsADirectoryError):
        return ": `stripper batch` reads the pages of a folder"
    if isinstance(error, FileNotFoundError):
        for command in difflib.get_close_matches(name, _COMMANDS, 1):
            return f": is the command `stripper {command}` meant?"
    return ""


def _of_text(name: str, args: argparse.Namespace, model: Any) -> Article:
    """Flattened text is UTF-8, or of whatever other encoding its bytes show."""
    data, content_type, _ = _read_page(name, None, args.max_bytes)
    text = decode(data, content_type)
    return api.extract_from_text(text, leave_out=args.leave_out, limits=_limits(args), model=model)


def _limits(args: argparse.Namespace) -> Limits:
    return Limits(bytes=args.max_bytes, blocks=args.max_blocks)


def _of_page(name: str, args: argparse.Namespace, model: Any) -> Article:
    data, content_type, url = _read_page(name, args.url, args.max_bytes)
    options = {
        "metadata": args.metadata,
        "leave_out": args.leave_out,
        "limits": _limits(args),
        "model": model,
    }
    return api.extract(data, url=url, content_type=content_type, **options)


def _read_page(name: str, url: str | None, most: int) -> tuple[bytes, str | None, str | None]:
    """An input's bytes, its Content-Type if a server told one, and its address if it is known."""
    if not is_url(name):
        data = read_input(name, most)
        _refuse_json_lines(data)
        return data, None, url
    from stripper.io.fetch import fetch

    data, content_type, final = fetch(name, max_bytes=most)
    return unpack(data, name, most), content_type, url or final


def _refuse_json_lines(data: bytes) -> None:
    first = data.lstrip().partition(b"\n")[0]
    if first.startswith(b"{"):
        with suppress(ValueError, RecursionError):
            json.loads(first)
            raise NotAPageError("this is JSON Lines, not an HTML page: `stripper batch` reads it")


def _explain(args: argparse.Namespace) -> int:
    if args.source == "text" and (args.url or args.render):
        args.parser.error("--url and --render are for pages, not for --from text")
    _check_apart(filter(None, (args.page, args.gold)), args.output)
    try:
        _write([_explained(args)], args.output)
    except (InputError, MemoryError) as error:
        _complain(_cause(error, args.page), args.page)
        return FAILED
    return OK


def _explained(args: argparse.Namespace) -> str:
    gold = decode(read_input(args.gold)) if args.gold else None
    name = "standard input" if args.page == STDIN else args.page
    told = {"name": name, "gold": gold, "limits": _limits(args), "model": args.model}
    data, content_type, url = _read_page(args.page, args.url, args.max_bytes)
    if args.source == "text":
        return stripper.explain_from_text(decode(data, content_type), **told)
    return stripper.explain(data, url=url, content_type=content_type, with_page=args.render, **told)


def _batch(args: argparse.Namespace) -> int:
    from stripper.batch.run import Task, run_batch
    from stripper.batch.shards import is_finished
    from stripper.batch.sinks import Folder, sink_for
    from stripper.io.records import Fields

    sink = sink_for(args.output, args.format)
    _check_metadata(args, args.format == "text" and isinstance(sink, Folder))
    if args.resume and is_finished(Path(args.output)):
        _complain("stands whole: nothing is left to do (without --resume it is made anew)", args.output)
        return FAILED if sink.has_errors(Path(args.output)) else OK
    limits = _limits(args)
    task = Task(args.source, args.metadata, tuple(args.leave_out), limits, args.model, args.format)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        counts = run_batch(
            args.inputs, args.output, task,
            jobs=args.jobs, include=tuple(args.include) or None,
            fields=Fields(args.html_field, args.url_field, args.id_field),
            errors=args.errors, timeout=args.timeout, memory=args.memory_limit, resume=args.resume,
        )  # fmt: skip
    except KeyboardInterrupt:
        _complain("interrupted: the same command with --resume goes on", args.output)
        return INTERRUPTED
    log.info("%s: %d records, %d errors", args.output, counts.records, counts.errors)
    told = [] if args.verbose else counts.failures  # of those -v has told already
    for name, cause in told:
        _complain(cause.removeprefix(f"{name}: "), name)
    if counts.errors:
        how = "" if args.verbose or counts.errors == len(told) else " (-v tells which)"
        _complain(f"{counts.errors:,} of {counts.records:,} inputs failed{how}", args.output)
    return FAILED if counts.errors else OK


def _serve(args: argparse.Namespace) -> int:
    try:
        from stripper.server.app import make_app
        from stripper.server.run import run
    except ModuleNotFoundError as error:
        if error.name not in ("fastapi", "uvicorn"):
            raise
        raise MissingExtraError("the server", "serve") from None
    hosts = {*LOOPBACK, args.host, *args.allow_host}
    api.load_model(args.model)
    app = make_app(jobs=args.jobs, timeout=args.timeout, limits=_limits(args), hosts=hosts, model=args.model)
    run(app, args.host, args.port)
    return OK


def _write(pieces: Iterable[str], output: str | None) -> None:
    if output is None or output == STDIN:
        _print(pieces)
        return
    # Opened once there is something to write: a failure leaves an older file as it was.
    iterator = iter(pieces)
    first = next(iterator, None)
    if first is not None:
        with told_of(output), open(output, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(first)
            file.writelines(iterator)


def _print(pieces: Iterable[str]) -> None:
    try:
        with told_of("standard output"):
            sys.stdout.writelines(pieces)
            sys.stdout.flush()
    except OSError:
        # What is left must not be flushed at exit (docs.python.org, library/signal, "Note on SIGPIPE").
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def _train(args: argparse.Namespace) -> int:
    from stripper.training.train import train

    train(args.corpora, args.labels, args.output, args.source, args.jobs, args.scores)
    return OK


def _evaluate(args: argparse.Namespace) -> int:
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
        _write([related.report(measured)], args.report)
    else:
        _evaluate_pages(args, as_page)
    return OK


def _evaluate_text(args: argparse.Namespace) -> None:
    from stripper.training import evaluate_text

    evaluation = evaluate_text.evaluate_text(args.corpora, args.labels, args.jobs, args.cache)
    _write_scores(evaluation.comparison, args.scores)
    _write([evaluate_text.as_text(evaluation)], args.report)


def _evaluate_pages(args: argparse.Namespace, as_page: bool) -> None:
    from stripper.training import evaluate

    write_page = _writer_of_pages() if as_page else None  # what it lacks is told before the long run
    evaluation = evaluate.evaluate(args.corpora, args.labels, args.jobs, args.cache)
    _write_scores(evaluation.comparison, args.scores)
    if write_page:
        write_page(evaluation, Path(args.report), args.jobs)
    else:
        _write([evaluate.as_text(evaluation)], args.report)


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


def _info(args: argparse.Namespace) -> int:
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
    _write(_lines(facts), None)
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


def _complain(cause: str, name: str | None = None) -> None:
    print("stripper", *([] if name is None else [name or "''"]), cause, sep=": ", file=sys.stderr)


def _with_command(argv: Sequence[str]) -> list[str]:
    """The arguments with ``extract`` put in where no command is named; without any, standard input is extracted,
    unless it is a terminal."""
    if not argv and not sys.stdin.isatty():
        return ["extract", STDIN]
    place = 0
    while place < len(argv) and argv[place] in _VERBOSE:
        place += 1
    if place == len(argv) or argv[place] in _COMMANDS or argv[place] in _FRONT_OPTIONS:
        return list(argv)
    return [*argv[:place], "extract", *argv[place:]]


def _parser() -> argparse.ArgumentParser:
    parser = _ArgumentParser(prog="stripper", description=_DESCRIPTION, epilog=_EXAMPLES)
    parser.add_argument("-V", "--version", action="version", version=f"stripper {stripper.__version__}")
    parser.add_argument(*_VERBOSE, action="store_true", help="tell on standard error what is done")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (add, brief) in _COMMANDS.items():
        command = commands.add_parser(name, help=brief)
        # Suppressed, or it would undo the one given before the command.
        command.add_argument(
            *_VERBOSE, action="store_true", default=argparse.SUPPRESS, help="tell what is done"
        )
        add(command)
    return parser


class _ArgumentParser(argparse.ArgumentParser):
    """Keeps the line breaks of descriptions and examples, and takes no option cut short."""

    def __init__(self, **options: Any) -> None:
        # Of two commands' options one may begin as the other does (--url, --url-field).
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **options)


def _add_extract(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _EXTRACT, _EXTRACT_EXAMPLES
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, a URL, or - for standard input")
    _add_format(parser, (*FORMATS, _JSON_LINES), "text unless told")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--url", help="the page's own address, to make its links absolute")
    parser.add_argument(
        "--no-related", action="store_true", help="the article alone, in markdown, html and xml"
    )
    parser.add_argument(
        "--no-links", action="store_true", help="the text without its links, in markdown and html"
    )
    _add_extraction(parser)
    parser.set_defaults(run=_extract, parser=parser)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _EXPLAIN, _EXPLAIN_EXAMPLES
    parser.add_argument("page", metavar="PAGE", help="a file, a URL, or - for standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--gold", metavar="FILE", help="the article's true text: tell what is wrong")
    parser.add_argument(
        "--render", action="store_true", help="also show the page itself, made harmless (needs nh3)"
    )
    parser.add_argument("--url", help="the page's own address, to make its links absolute")
    _add_limits(parser, LIMITS)
    _add_source(parser)
    _add_model(parser)
    parser.set_defaults(run=_explain, parser=parser)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _SERVE, _SERVE_EXAMPLES
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve at; loopback unless told")
    parser.add_argument("--port", type=_port, default=8000, help="8000 unless told; 0 for any that is free")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME",
                        help="answer to this name too, or to any (*); loopback's and --host's unless told")  # fmt: skip
    parser.add_argument("-j", "--jobs", type=_positive, default=os.cpu_count(), metavar="N",
                        help="so many processes; as many as there are processors unless told")  # fmt: skip
    parser.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for an input; 30 unless told"
    )
    _add_limits(parser, Limits(bytes=10_000_000))
    _add_model(parser)
    parser.set_defaults(run=_serve)


def _add_extraction(parser: argparse.ArgumentParser) -> None:
    """What is done with each page."""
    parser.add_argument(
        "--metadata", action="store_true", help="also read author, date, site, language and lead image"
    )
    parser.add_argument(
        "--leave-out", metavar="ROLE,...", type=_roles, default=(),
        help=f"leave blocks of these roles out of the text: {', '.join(ROLES)}",
    )  # fmt: skip
    _add_limits(parser, api.LIMITS)
    _add_source(parser)
    _add_model(parser)


def _add_limits(parser: argparse.ArgumentParser, limits: Limits) -> None:
    for name in ("bytes", "blocks"):
        most = getattr(limits, name)
        parser.add_argument(
            f"--max-{name}", metavar="N", type=_positive, default=most,
            help=f"refuse what has more {name}; {most:,} unless told",
        )  # fmt: skip


def _add_batch(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _BATCH, _BATCH_EXAMPLES
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file, folder or pattern, or - for paths on standard input",
    )
    parser.add_argument("-o", "--output", metavar="OUTPUT", required=True, help="its ending tells the format")
    parser.add_argument("-j", "--jobs", type=_positive, default=1, metavar="N", help="so many processes")
    _add_format(parser, FORMATS, "of the files in a folder; text unless told")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was not finished")
    parser.add_argument("--errors", choices=("rows", "skip", "strict"), default="rows",
                        help="an input that fails is a row with its error, or none, or ends the run")  # fmt: skip
    parser.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for a page; 30 unless told"
    )
    parser.add_argument(
        "--memory-limit",
        type=_positive,
        metavar="MB",
        help="of address space for a process, some 1000 at least; none unless told",
    )
    parser.add_argument("--include", action="append", default=[], metavar="PATTERN",
                        help="read the files of a folder with such a name; *.html, *.htm and *.xhtml unless told")  # fmt: skip
    for name in ("html", "url", "id"):
        parser.add_argument(
            f"--{name}-field", default=name, metavar="NAME", help=f"of JSON Lines; {name} unless told"
        )
    _add_extraction(parser)
    parser.set_defaults(run=_batch, parser=parser)


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _TRAIN, _TRAIN_EXAMPLES
    _add_source(parser)
    _add_corpora(parser)
    parser.add_argument(
        "-o", "--output", metavar="DIR", type=Path, required=True, help="the folder to write the model to"
    )
    parser.add_argument(
        "--scores", metavar="FILE", type=Path, help="what `evaluate --scores` wrote, for the manifest"
    )
    parser.set_defaults(run=_train)


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog = _EVALUATE, _EVALUATE_EXAMPLES
    _add_source(parser)
    _add_corpora(parser)
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
    parser.set_defaults(run=_evaluate, parser=parser)


def _add_info(parser: argparse.ArgumentParser) -> None:
    parser.description = _INFO
    _add_model(parser)
    parser.set_defaults(run=_info)


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-m", "--model", metavar="MODEL", help="a model's name or folder; the shipped one unless told"
    )


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="source", choices=("html", "text"), default="html",
        help="what the inputs are: pages, or text that pages were reduced to; html unless told",
    )  # fmt: skip


def _add_corpora(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--corpora", metavar="DIR", type=Path, required=True, help="the folder of the corpora"
    )
    parser.add_argument(
        "--labels", metavar="FILE", type=Path, required=True, help="the labels of related links (JSON Lines)"
    )
    parser.add_argument(
        "-j", "--jobs", metavar="N", type=_positive, default=1, help="processes; 1 unless told"
    )


def _add_format(parser: argparse.ArgumentParser, choices: Sequence[str], help: str) -> None:
    parser.add_argument("-f", "--format", type=_format, choices=choices, default="text", help=help)


def _format(text: str) -> str:
    return "markdown" if text == "md" else text


def _roles(text: str) -> list[str]:
    roles = [role.strip() for role in text.split(",") if role.strip()]
    try:
        api.named_roles(roles)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return roles


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port: 0 to 65535")
    return port


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds")
    return seconds


_COMMANDS = {
    "extract": (_add_extract, "extract the article from pages (the default)"),
    "explain": (_add_explain, "show what is made of each block of a page, and why"),
    "serve": (_add_serve, "answer requests, and explain pages that one pastes or drops"),
    "batch": (_add_batch, "extract a whole crawl into one output"),
    "train": (_add_train, "train a model"),
    "evaluate": (_add_evaluate, "score a model against gold, beside its peers"),
    "info": (_add_info, "show what a model is"),
}
