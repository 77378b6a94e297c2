"""The application: POST /extract, GET /healthz, and the page that shows the report."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

import stripper
from stripper.api import named_roles
from stripper.errors import InputError, NotAPageError, StripperError, TooLargeError
from stripper.server import work
from stripper.server.guard import Guard
from stripper.server.page import form, policy_of_reports
from stripper.server.pool import Pool, UnansweredError
from stripper.server.work import Input
from stripper.types import ROLES, Limits, Metadata, RelatedGroup

#: What is sent may have so many bytes, unless more are allowed.
LIMITS = Limits(bytes=10_000_000)
#: What a form has around what is filled in.
_ROUND_A_FORM = 100_000
#: What /extract may be asked.
_OPTIONS = ("from", "url", "metadata", "leave_out")
_LEAVE_OUT = Query(
    [], description=f"roles that are no part of the text, several parted by commas: {', '.join(ROLES)}"
)
_WRAPPED = re.compile(r"multipart/|application/([\w.-]+\+)?json\b", re.I)


class ArticleAnswer(BaseModel):
    """An article, as ``stripper extract -f json`` writes it."""

    schema_version: int
    url: str | None
    title: str | None
    text: str
    related: list[RelatedGroup]
    metadata: Metadata | None
    source: str
    confidence: float


class ErrorAnswer(BaseModel):
    """Why there is no article."""

    error: str


class Health(BaseModel):
    """That the server is well, and which it is."""

    status: Literal["ok"]
    version: str


_ERRORS = {
    400: "the request cannot be read",
    403: "the request comes from another site's page",
    413: "the input is too large",
    415: "the input is no page (a PDF, an image, an archive, ...), or stands within a form or JSON",
    421: "the server is not called so",
    422: "there is no such option, or it has no such value",
    500: "the input killed the process that worked on it",
    503: "too many requests wait",
    504: "the input took too long",
}
_BODY = {
    "requestBody": {
        "required": True,
        "description": "A page as crawled, with the Content-Type that its server sent; or flattened text.",
        "content": {kind: {"schema": {"type": "string"}} for kind in ("text/html", "text/plain")},
    }
}


def make_app(
    *,
    jobs: int = 1,
    timeout: float = 30.0,
    limits: Limits = LIMITS,
    hosts: Collection[str] = ("localhost", "127.0.0.1", "::1"),
    model: str | None = None,
) -> Guard:
    """The ASGI application, with ``jobs`` processes, each of which works on one request at a time.

    Args:
        timeout: seconds that the work on one input may take.
        limits: the bytes and blocks that an input may have.
        hosts: the names that the server answers to ("*": any).
        model: a model for pages, by name or folder; None for the shipped one.
    """
    pool = Pool(jobs, timeout, model, limits)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with pool:
            yield

    app = FastAPI(
        title="stripper", version=stripper.__version__, description=stripper.__doc__.partition("\n")[0],
        docs_url=None, redoc_url=None, lifespan=lifespan,
    )  # fmt: skip
    app.state.pool, app.state.most = pool, limits.bytes
    app.get("/healthz", name="healthz", response_model=Health)(_healthz)
    told: dict[int | str, dict[str, Any]] = {
        status: {"model": ErrorAnswer, "description": cause} for status, cause in _ERRORS.items()
    }
    app.post("/extract", name="extract", response_model=ArticleAnswer, responses=told, openapi_extra=_BODY)(
        _extract
    )
    app.get("/", include_in_schema=False)(_form)
    app.post("/explain", include_in_schema=False)(_explain)
    app.exception_handler(StripperError)(_failed)
    app.exception_handler(HTTPException)(_failed)
    app.exception_handler(RequestValidationError)(_misread)
    return Guard(app, frozenset(map(str.lower, hosts)), limits.bytes + _ROUND_A_FORM)


async def _healthz() -> Health:
    """Whether the server is there."""
    return Health(status="ok", version=stripper.__version__)


async def _extract(
    request: Request,
    source: Literal["html", "text"] | None = Query(
        None, alias="from", description="what is sent; text if the Content-Type is text/plain, else html"
    ),
    url: str | None = Query(None, description="the page's address, to make its links absolute"),
    metadata: bool = Query(False, description="also read author, date, site, language and lead image"),
    leave_out: list[str] = _LEAVE_OUT,
) -> Response:
    """The article of a page or of flattened text."""
    content_type = request.headers.get("content-type", "")
    _check(request, content_type)
    if source is None:
        source = "text" if content_type.lower().startswith("text/plain") else "html"
    data = await request.body()
    sent = Input(
        data,
        source,
        url=url,
        content_type=content_type or None,
        metadata=metadata,
        left_out=_roles(leave_out),
    )
    answer = await request.app.state.pool.do(work.extract, sent)
    return Response(answer, media_type="application/json")


def _check(request: Request, content_type: str) -> None:
    unknown = sorted(set(request.query_params).difference(_OPTIONS))
    if unknown:
        raise HTTPException(422, f"no option is called {', '.join(unknown)}: there are {', '.join(_OPTIONS)}")
    if _WRAPPED.match(content_type):
        raise HTTPException(
            415, "send the page itself as the body, as curl --data-binary does, not within a form or JSON"
        )


def _roles(named: list[str]) -> frozenset[str]:
    try:
        return named_roles([role.strip() for part in named for role in part.split(",") if role.strip()])
    except ValueError as error:
        raise HTTPException(422, str(error)) from None


async def _form() -> HTMLResponse:
    return _page(form())


async def _explain(request: Request) -> HTMLResponse:
    most = request.app.state.most
    async with request.form(max_files=1, max_fields=8, max_part_size=most) as fields:
        sent = await _sent(dict(fields))
    report = await request.app.state.pool.do(work.explain, sent)
    return HTMLResponse(report, headers={"content-security-policy": policy_of_reports()})


async def _sent(fields: dict[str, UploadFile | str]) -> Input:
    """The input that a form was filled in with: a file, or else what was pasted."""
    file, told = fields.get("file"), {name: value for name, value in fields.items() if isinstance(value, str)}
    name, data, content_type = "pasted", told.get("text", "").encode("utf-8", "replace"), "utf-8"
    source = told.get("source", "auto")
    if isinstance(file, UploadFile) and file.filename:
        name, data, content_type = file.filename, await file.read(), ""
        if source == "auto" and name.lower().endswith(".txt"):
            source = "text"
    if not data.strip():
        raise HTTPException(400, "there is nothing to explain: paste a page or choose a file")
    return Input(
        data, source, name, told.get("url") or None, content_type or None,
        with_page="render" in told, gold=told.get("gold") or None,
    )  # fmt: skip


async def _failed(request: Request, error: Exception) -> Response:
    status, cause = _status_of(error), str(getattr(error, "detail", error))
    if request.url.path == "/explain":
        return _page(form(cause), status)
    return JSONResponse({"error": cause}, status)


async def _misread(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return JSONResponse({"error": "; ".join(told)}, 422)


def _status_of(error: Exception) -> int:
    if isinstance(error, (HTTPException, UnansweredError)):
        return error.status_code if isinstance(error, HTTPException) else error.status
    kinds = {TooLargeError: 413, NotAPageError: 415, InputError: 400}
    return next((status for kind, status in kinds.items() if isinstance(error, kind)), 500)


def _page(page: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page, status, headers={"content-security-policy": "frame-ancestors 'none'"})
