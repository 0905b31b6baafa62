"""Running the application on uvicorn: limits on connections and on slow heads, one log, a graceful stop."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import h11
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from uvicorn.protocols.http.h11_impl import H11Protocol

from sojourn.serve.http.negotiation import best_language
from sojourn.serve.http.problems import LANGUAGES, Refusal, problem
from sojourn.serve.http.settings import Settings

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

# What is in work when the server is told to stop may take so long to end.
GRACE_SECONDS = 10


class PatientH11(H11Protocol):
    """Uvicorn's HTTP, with an end to its patience: a connection that sends no whole head in time is closed."""

    head_seconds = 10.0
    most = 4_096
    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head; a connection beyond the limit is told so, in the one error shape, and closed."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self.app = _too_many
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Wait for what is missing of a head; a request that is being answered has all the time it needs."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._heard()
        elif self._head is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to wait for."""
        self._heard()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP in the one error shape."""
        shown = problem(Refusal(400, "bad-request"))
        headers = [*shown.raw_headers, (b"connection", b"close")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=bytes(shown.body)),
            h11.EndOfMessage(),
        ):
            if (output := self.conn.send(event)) is not None:
                self.transport.write(output)
        self.transport.close()

    def _wait_for_head(self) -> None:
        self._head = self.loop.call_later(self.head_seconds, self._late)

    def _heard(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _late(self) -> None:
        self._head = None
        answering = self.cycle is not None and not self.cycle.response_complete
        if not answering and not self.transport.is_closing():
            self.transport.close()


async def _too_many(scope: Scope, receive: Receive, send: Send) -> None:
    refusal = Refusal(503, "connections", headers={"Retry-After": "5", "Connection": "close"})
    lang = best_language(Headers(scope=scope).get("accept-language"), LANGUAGES)
    await problem(refusal, lang)(scope, receive, send)


def server(app: Starlette, settings: Settings, host: str, port: int, **more: Any) -> uvicorn.Server:
    """A server for the application, ready to `run()`."""
    bounds = settings.bounds
    protocol = type("Protocol", (PatientH11,), {"head_seconds": bounds.head_seconds, "most": bounds.connections})
    options: dict[str, Any] = {
        "http": protocol,
        "loop": "asyncio",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,
        "backlog": 1_024,
        "timeout_keep_alive": bounds.idle_seconds,
        "timeout_graceful_shutdown": GRACE_SECONDS,
        "h11_max_incomplete_event_size": bounds.address * 2,
    }
    return uvicorn.Server(uvicorn.Config(app, host=host, port=port, **{**options, **more}))


def set_up_logs(access: bool) -> None:
    """Both logs to standard error: what the server says, and one line of JSON a request."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    log = logging.getLogger("sojourn.access")
    log.setLevel(logging.INFO if access else logging.WARNING)
    log.propagate = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)


def allow_connections(wanted: int) -> None:
    """Raise the limit on open files as far as the system allows and as is needed."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + 256
    if soft != resource.RLIM_INFINITY and soft < needed:
        most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def share_memory() -> None:
    """Let all threads take memory from one place, where the system's C library has several (glibc).

    Answers are made in many threads and kept long: each place keeps gaps that no other may fill, and the process grew by
    a fifth for it. Only one thread runs Python at a time, so that none waits for the other.
    """
    import ctypes

    arenas_at_most = -8  # M_ARENA_MAX in malloc.h
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(arenas_at_most, 1)
