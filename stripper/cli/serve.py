"""``stripper serve``."""

from __future__ import annotations

import argparse
import os

from stripper import api
from stripper.cli.options import add_limits, add_model, limits_of, port, positive, seconds
from stripper.cli.output import OK
from stripper.errors import MissingExtraError, how_to_install
from stripper.types import Limits

#: The names of this machine itself.
LOOPBACK = ("localhost", "127.0.0.1", "::1")

BRIEF = "answer requests, and explain pages that one pastes or drops"
DESCRIPTION = f"""\
Answer requests on this machine ({how_to_install("serve")}):
POST /extract gives the article of a page or of flattened text as JSON, and the page
at / explains one that is pasted or dropped there."""
EXAMPLES = """\
examples:
  stripper serve
  curl --data-binary @page.html -H 'Content-Type: text/html' localhost:8000/extract
  curl --data-binary @lines.txt -H 'Content-Type: text/plain' localhost:8000/extract"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve at; loopback unless told")
    parser.add_argument("--port", type=port, default=8000, help="8000 unless told; 0 for any that is free")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME",
                        help="answer to this name too, or to any (*); loopback's and --host's unless told")  # fmt: skip
    parser.add_argument("-j", "--jobs", type=positive, default=os.cpu_count(), metavar="N",
                        help="so many processes; as many as there are processors unless told")  # fmt: skip
    parser.add_argument(
        "--timeout", type=seconds, default=30.0, metavar="SECONDS", help="for an input; 30 unless told"
    )
    add_limits(parser, Limits(bytes=10_000_000))
    add_model(parser)


def run(args: argparse.Namespace) -> int:
    """Run the command; its exit status."""
    try:
        from stripper.server.app import make_app
        from stripper.server.run import run as serve
    except ModuleNotFoundError as error:
        if error.name not in ("fastapi", "uvicorn"):
            raise
        raise MissingExtraError("the server", "serve") from None
    hosts = {*LOOPBACK, args.host, *args.allow_host}
    api.load_model(args.model)
    app = make_app(
        jobs=args.jobs, timeout=args.timeout, limits=limits_of(args), hosts=hosts, model=args.model
    )
    serve(app, args.host, args.port)
    return OK
