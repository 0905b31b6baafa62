"""What every request passes: the name of the host, sizes, times, rates; headers of every answer; log and counts."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import Match

from sojourn.serve.http.negotiation import best_language
from sojourn.serve.http.problems import LANGUAGES, Refusal, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sojourn.serve.http.metrics import Metrics
    from sojourn.serve.http.settings import Settings

ACCESS = logging.getLogger("sojourn.access")
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# Parts of the address that name an interface; all else is the website.
ROUTES = ("sparql", "api", "reconcile", "id", "healthz", "metrics", "mcp")
OPEN = ("sparql", "api", "reconcile", "id", "mcp")
CLIENTS = 10_000


def route_of(path: str) -> str:
    """The interface that an address belongs to: a small closed set, for counts."""
    first = path.strip("/").partition("/")[0]
    return first if first in ROUTES else "site"


class RecordedAnswer:
    """Writes the access log, counts, and puts the headers on every answer that make it safe to show."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, sent, status = time.perf_counter(), 0, 500
        route = route_of(scope["path"])
        self.metrics.open += 1

        async def counted(message: Message) -> None:
            nonlocal sent, status
            if message["type"] == "http.response.start":
                status = message["status"]
                _safe(MutableHeaders(scope=message), route)
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            self.metrics.open -= 1
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in METHODS else "other"
            self.metrics.record(route, method, status, seconds, sent)
            _log(scope, status, sent, seconds)


def _safe(headers: MutableHeaders, route: str) -> None:
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    if route in OPEN:
        headers.setdefault("Access-Control-Allow-Origin", "*")


def _log(scope: Scope, status: int, sent: int, seconds: float) -> None:
    """One line of JSON a request, so that nothing in an address can be taken for another line."""
    client = scope["client"][0] if scope.get("client") else "-"
    # The address as it was sent; what was asked for is not logged.
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    line = {
        "client": client,
        "method": scope["method"][:16],
        "path": path[:400],
        "status": status,
        "bytes": sent,
        "ms": round(seconds * 1000, 1),
    }
    ACCESS.info(json.dumps(line))


class Guarded:
    """Refuses what is too much before anything is done about it, and answers what browsers ask first (CORS)."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self._check(scope)
        except Refusal as refusal:
            lang = best_language(Headers(scope=scope).get("accept-language"), LANGUAGES)
            await problem(refusal, lang)(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await _preflight(scope)(scope, receive, send)
            return
        await self.app(scope, _Body(receive, self.settings), send)

    def _check(self, scope: Scope) -> None:
        headers, bounds = Headers(scope=scope), self.settings.bounds
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _host_name(hosts[0]) not in self.settings.hosts:
            raise Refusal(421, "host")
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > bounds.address:
            raise Refusal(414, "long-address", most=bounds.address)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > bounds.body:
            raise Refusal(413, "large-body", most=bounds.body)
        if bounds.rate and scope.get("client") and scope["path"] not in ("/healthz", "/metrics"):
            self._count(scope["client"][0])

    def _count(self, client: str) -> None:
        """A bucket of tokens a client, which fills again with time."""
        rate, now = float(self.settings.bounds.rate), time.monotonic()
        left, then = self._clients.pop(client, (rate, now))
        left = min(rate, left + (now - then) * rate / 60)
        self._clients[client] = max(0.0, left - 1), now
        if len(self._clients) > CLIENTS:
            self._clients.popitem(last=False)
        if left < 1:
            raise Refusal(429, "rate", headers={"Retry-After": str(int((1 - left) * 60 / rate) + 1)}, rate=int(rate))


def _host_name(host: str) -> str:
    """The name in a `Host` header, without the port."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]


def _preflight(scope: Scope) -> Response:
    allowed = ", ".join(sorted({*_methods(scope), "OPTIONS"}))
    if route_of(scope["path"]) not in OPEN:
        return Response(status_code=204, headers={"Allow": allowed})
    headers = {
        "Allow": allowed,
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, Mcp-Session-Id, Mcp-Protocol-Version",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


def _methods(scope: Scope) -> set[str]:
    """The methods that the address of a request takes."""
    for route in scope["app"].router.routes:
        match, _ = route.matches({**scope, "method": "GET"})
        if match is not Match.NONE:
            return set(getattr(route, "methods", None) or ("GET", "POST"))
    return set()


class _Body:
    """The body of a request: no longer than allowed, and not slower."""

    def __init__(self, receive: Receive, settings: Settings) -> None:
        self.receive, self.bounds = receive, settings.bounds
        self.size, self.done = 0, False
        self.deadline = time.monotonic() + settings.bounds.body_seconds

    async def __call__(self) -> Message:
        """The next part of it."""
        if self.done:
            return await self.receive()
        try:
            message = await asyncio.wait_for(self.receive(), max(0.0, self.deadline - time.monotonic()))
        except TimeoutError:
            raise Refusal(408, "slow-body", headers={"Connection": "close"}) from None
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
            self.done = not message.get("more_body", False)
            if self.size > self.bounds.body:
                raise Refusal(413, "large-body", headers={"Connection": "close"}, most=self.bounds.body)
        return message
