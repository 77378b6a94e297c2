"""``stripper batch``."""

from __future__ import annotations

import argparse
import logging
import signal
from pathlib import Path

from stripper.article.write import FORMATS
from stripper.cli.options import add_extraction, add_format, check_metadata, limits_of, positive, seconds
from stripper.cli.output import FAILED, INTERRUPTED, OK, complain

log = logging.getLogger("stripper")

BRIEF = "extract a whole crawl into one output"
DESCRIPTION = """\
Extract every page of files, folders, JSON Lines and WARC files into one output, in
the order of the inputs. What fails is told in the output and counted at the end."""
EXAMPLES = """\
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a file, folder or pattern, or - for paths on standard input",
    )
    parser.add_argument("-o", "--output", metavar="OUTPUT", required=True, help="its ending tells the format")
    parser.add_argument("-j", "--jobs", type=positive, default=1, metavar="N", help="so many processes")
    add_format(parser, FORMATS, "of the files in a folder; text unless told")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was not finished")
    parser.add_argument("--errors", choices=("rows", "skip", "strict"), default="rows",
                        help="an input that fails is a row with its error, or none, or ends the run")  # fmt: skip
    parser.add_argument(
        "--timeout", type=seconds, default=30.0, metavar="SECONDS", help="for a page; 30 unless told"
    )
    parser.add_argument(
        "--memory-limit",
        type=positive,
        metavar="MB",
        help="of address space for a process, some 1000 at least; none unless told",
    )
    parser.add_argument("--include", action="append", default=[], metavar="PATTERN",
                        help="read the files of a folder with such a name; *.html, *.htm and *.xhtml unless told")  # fmt: skip
    for name in ("html", "url", "id"):
        parser.add_argument(
            f"--{name}-field", default=name, metavar="NAME", help=f"of JSON Lines; {name} unless told"
        )
    add_extraction(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    from stripper.batch.run import Task, run_batch
    from stripper.batch.shards import is_finished
    from stripper.batch.sinks import Folder, sink_for
    from stripper.io.records import Fields

    sink = sink_for(args.output, args.format)
    check_metadata(args, args.format == "text" and isinstance(sink, Folder))
    if args.resume and is_finished(Path(args.output)):
        complain("stands whole: nothing is left to do (without --resume it is made anew)", args.output)
        return FAILED if sink.has_errors(Path(args.output)) else OK
    limits = limits_of(args)
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
        complain("interrupted: the same command with --resume goes on", args.output)
        return INTERRUPTED
    log.info("%s: %d records, %d errors", args.output, counts.records, counts.errors)
    told = [] if args.verbose else counts.failures  # of those -v has told already
    for name, cause in told:
        complain(cause.removeprefix(f"{name}: "), name)
    if counts.errors:
        how = "" if args.verbose or counts.errors == len(told) else " (-v tells which)"
        complain(f"{counts.errors:,} of {counts.records:,} inputs failed{how}", args.output)
    return FAILED if counts.errors else OK
