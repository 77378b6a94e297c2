"""Serve until somebody ends it."""

from __future__ import annotations

import socket
import sys

import uvicorn

from stripper.server.guard import Guard


def run(app: Guard, host: str, port: int) -> None:
    """Serve at an address; port 0 takes one that is free.

    Raises:
        OSError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listening.getsockname()[1]}/"
        print(f"stripper: serving on {address} (Ctrl-C ends it)", file=sys.stderr, flush=True)
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=5)
        uvicorn.Server(config).run(sockets=[listening])
