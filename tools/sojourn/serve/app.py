"""The application: which address is answered by what, and how errors are answered."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sojourn.model.errors import SojournError
from sojourn.serve.http.answers import language
from sojourn.serve.http.metrics import Metrics
from sojourn.serve.http.middleware import Guarded, RecordedAnswer, route_of
from sojourn.serve.http.problems import Refusal, problem, problem_response
from sojourn.serve.http.settings import Settings
from sojourn.serve.processes.backend import Backend
from sojourn.serve.processes.rule_worker import RefusedError
from sojourn.serve.reconciliation import reconcile
from sojourn.serve.rest import api
from sojourn.serve.web.linked_data import identifier, see_other
from sojourn.serve.web.site import Site
from sojourn.serve.web.sparql import sparql

LOG = logging.getLogger("sojourn.serve")


def create_app(settings: Settings) -> Starlette:
    """The application for these settings. Its processes start and end with its lifespan."""
    backend, metrics = Backend(settings), Metrics()
    tools = _tools(backend, settings) if settings.mcp else None

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(backend.close)
            await backend.start()
            if tools is not None:
                await stack.enter_async_context(tools.router.lifespan_context(tools))
            yield

    app = Starlette(
        routes=[
            Route("/healthz", healthz, methods=["GET"]),
            Route("/metrics", show_metrics, methods=["GET"]),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/sparql/", sparql, methods=["GET", "POST"]),
            *api.routes(),
            *reconcile.routes(),
            *(tools.routes if tools is not None else ()),
            Route("/.well-known/void", _void, methods=["GET"]),
            Route("/{path:path}", page, methods=["GET"]),
        ],
        middleware=[Middleware(RecordedAnswer, metrics=metrics), Middleware(Guarded, settings=settings)],
        exception_handlers={
            HTTPException: _http_error,
            Refusal: _refusal,
            RefusedError: _refused,
            SojournError: _sojourn_error,
            Exception: _fault,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.settings, app.state.backend, app.state.metrics = settings, backend, metrics
    app.state.site = Site(settings.site) if settings.site else None
    app.state.reconcile = reconcile.Service(backend, settings.url)
    app.state.scheme = str(backend.registry.meta("scheme")["id"])
    return app


def _tools(backend: Backend, settings: Settings) -> Starlette:
    """The tools for assistants at `/mcp`, without sessions: any process may answer any request."""
    from sojourn.serve.assistants.assistant import create_server, security

    made: Starlette = create_server(backend).streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=settings.bounds.body,
        transport_security=security(settings),
    )
    return made


async def healthz(request: Request) -> Response:
    """Whether the server can answer: 200 with what it serves, 503 while no process is there."""
    backend: Backend = request.app.state.backend
    ready = {
        "sparql": sum(sandbox.running for sandbox in backend.sandboxes.members),
        "rules": sum(worker.running for worker in backend.workers.members),
    }
    ok = all(ready.values())
    body = {"status": "ok" if ok else "starting", "processes": ready, "version": backend.version}
    return JSONResponse(body, 200 if ok else 503, {"Cache-Control": "no-store"})


async def show_metrics(request: Request) -> Response:
    """Counts in the text format of Prometheus."""
    backend: Backend = request.app.state.backend
    gauges = {
        "queries_waiting": backend.sandboxes.waiting,
        "rules_waiting": backend.workers.waiting,
        "query_processes_restarted_total": backend.sandboxes.restarts,
        "rule_processes_restarted_total": backend.workers.restarts,
        "cache_bytes": backend.cache.size,
        "cache_hits_total": backend.cache.hits,
        "cache_misses_total": backend.cache.misses,
    }
    text = request.app.state.metrics.text(gauges)
    return PlainTextResponse(text, headers={"Cache-Control": "no-store"}, media_type="text/plain; version=0.0.4")


async def page(request: Request) -> Response:
    """An identifier, or a file of the website."""
    site: Site | None = request.app.state.site
    found = identifier(request)
    if found is not None:
        target = found.headers["location"].partition("#")[0]
        if site is None or site.find(target) is not None:
            return found
    if site is None or route_of(request.url.path) != "site":
        raise Refusal(404, "no-page")
    return await run_in_threadpool(site.answer, request)


async def _void(request: Request) -> Response:
    return see_other(f"/scheme/{request.app.state.scheme}.ttl")


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    id = {404: "no-page", 405: "method"}.get(error.status_code, "bad-request")
    headers = dict(error.headers or {})
    if "Allow" in headers:
        headers["Allow"] = ", ".join(sorted({*headers["Allow"].split(", "), "OPTIONS"}))
    return problem(Refusal(error.status_code, id, headers=headers), language(request))


async def _refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return problem(error, language(request))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return problem_response(error.status, error.error, near=error.near)


async def _sojourn_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SojournError)
    return problem(error, language(request))


async def _fault(request: Request, error: Exception) -> Response:
    LOG.error("fault while answering", exc_info=error)
    return problem(Refusal(500, "fault"), language(request))
