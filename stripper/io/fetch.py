"""Fetch a page from the web.

Straight through urllib3, which trafilatura's downloader stands on too.  That
downloader itself tells the cause of a failure to its log only, asks a host
that hangs several times over, waits between tries on a 503, and goes on
without a certificate where the right one fails.
"""

from __future__ import annotations

import time
from urllib.parse import urljoin

import urllib3
from urllib3.exceptions import (
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    SSLError,
    TimeoutError,
)

from stripper.errors import FetchError

TIMEOUT = 30.0
MAX_BYTES = 20_000_000
MAX_REDIRECTS = 10
_PIECE = 1 << 16
_HEADERS = {
    **urllib3.util.make_headers(accept_encoding=True, user_agent="Mozilla/5.0 (compatible; stripper)"),
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
}


def fetch(url: str, timeout: float = TIMEOUT, max_bytes: int = MAX_BYTES) -> tuple[bytes, str | None, str]:
    """The body behind an http(s) URL, its ``Content-Type`` header, and the URL that redirects led to.

    No request is repeated.  ``timeout`` (seconds) is for all of it, redirects
    included; a host that falls silent just before it is over is waited for
    once more.  ``max_bytes`` is measured after a content encoding such as gzip
    is undone.  Addresses of the local network are not refused: the URL is the
    caller's own.

    Raises:
        FetchError: no answer in time, a status other than 200, a body that is
            too large or breaks off, no such host, a bad certificate, ...
    """
    deadline = time.monotonic() + timeout
    try:
        with urllib3.PoolManager(headers=_HEADERS, retries=False) as pool:
            response, final = _follow(pool, url, deadline)
            with response:
                if response.status != 200:
                    raise FetchError(f"{url}: status {response.status} {response.reason or ''}".rstrip())
                data = _body(response, url, deadline, max_bytes)
    except HTTPError as error:
        raise FetchError(f"{url}: {_cause(error, timeout)}") from error
    return data, response.headers.get("Content-Type"), final


def _follow(pool: urllib3.PoolManager, url: str, deadline: float) -> tuple[urllib3.BaseHTTPResponse, str]:
    """The first response that is not a redirect, its body unread, and where it came from."""
    final = url
    for _ in range(MAX_REDIRECTS + 1):
        timeout = urllib3.Timeout(total=_left(deadline))
        response = pool.request("GET", final, redirect=False, preload_content=False, timeout=timeout)
        location = response.get_redirect_location()
        if not location:
            return response, final
        response.close()
        try:
            final = urljoin(final, location)
        except ValueError as error:
            raise FetchError(f"{url}: redirected to what is no URL: {location}") from error
    raise FetchError(f"{url}: more than {MAX_REDIRECTS} redirects")


def _body(response: urllib3.BaseHTTPResponse, url: str, deadline: float, max_bytes: int) -> bytes:
    body = bytearray()
    # read1 gives what has come so far, so that the deadline holds for a host that sends drop by drop.
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > max_bytes:
            raise FetchError(f"{url}: larger than {max_bytes} bytes")
        _left(deadline)
    return bytes(body)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _cause(error: HTTPError, timeout: float) -> str:
    if isinstance(error, NameResolutionError):
        return "no such host"
    if isinstance(error, NewConnectionError) and isinstance(error.__cause__, OSError):
        return (error.__cause__.strerror or str(error.__cause__)).lower()
    if isinstance(error, TimeoutError):
        return f"no answer within {timeout:g} seconds"
    if isinstance(error, SSLError):
        return f"no secure connection: {error}"
    return str(error.args[0] if len(error.args) > 1 else error)  # behind what it says may stand its own cause
