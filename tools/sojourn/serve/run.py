"""Running the application on uvicorn: limits on connections and on slow heads, one log, a graceful stop."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from sojourn.serve.http.problems import Refusal, problem
from sojourn.serve.http.settings import Settings

# What is in work when the server is told to stop may take so long to end.
GRACE_SECONDS = 10


class PatientH11(H11Protocol):
    """Uvicorn's HTTP, with an end to its patience: a connection that sends no whole head in time is closed."""

    head_seconds = 10.0
    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
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


def server(app: Starlette, settings: Settings, host: str, port: int, **more: Any) -> uvicorn.Server:
    """A server for the application, ready to `run()`."""
    bounds = settings.bounds
    protocol = type("Protocol", (PatientH11,), {"head_seconds": bounds.head_seconds})
    options: dict[str, Any] = {
        "http": protocol,
        "loop": "asyncio",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,
        "limit_concurrency": bounds.connections,
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
