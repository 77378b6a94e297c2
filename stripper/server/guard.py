"""Refuse requests that other sites make a browser send, and bodies that are too large.

A page of another site can send requests to loopback, under its own name by DNS rebinding too: hence the
checks of Host and Origin (RFC 6454; OWASP, "Cross-Site Request Forgery Prevention").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What every answer tells the browser.
_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """An application behind these checks; ``hosts`` are the names that it answers to, in small letters ("*": any)."""

    app: ASGIApp
    hosts: Collection[str]
    most: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(headers)
        if refused:
            status, cause = refused
            await JSONResponse({"error": cause}, status)(scope, receive, _with_headers(send))
            return
        await self.app(scope, self._counted(receive), _with_headers(send))

    def _refused(self, headers: Headers) -> tuple[int, str] | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if "*" not in self.hosts and _name(host) not in self.hosts:
            return 421, f"this server is not called {host!r}: begin it with --allow-host to answer to it"
        if origin is not None and origin.partition("://")[2] != host:
            return 403, f"the request comes from another site: {origin!r}"
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            return 400, "the Content-Length is no number"
        return (413, self._too_large()) if int(length) > self.most else None

    def _counted(self, receive: Receive) -> Receive:
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most:
                raise HTTPException(413, self._too_large())
            return message

        return counted

    def _too_large(self) -> str:
        return f"the request has more than {self.most:,} bytes"


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
        await send(message)

    return sent
