"""How a server is set up: what it serves, under which address, and within which limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sojourn.graph.queries.child import MEGABYTE
from sojourn.graph.queries.sandbox import Limits
from sojourn.graph.queries.store import packaged_graph
from sojourn.lookup.registry import PACKAGED
from sojourn.model.message import message
from sojourn.serve.http.problems import told

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class RequestBounds:
    """What one request, one client and all together may use."""

    query: Limits = field(default_factory=lambda: Limits(seconds=2.0, rows=10_000, bytes=10 * MEGABYTE, memory=1_024))
    rule_seconds: float = 5.0  # For a comparison, a classification or another use of a rule.
    rule_memory: int = 1_536  # Megabytes of a process that works on rules.
    body: int = MEGABYTE  # Bytes of a request's body.
    address: int = 16 * 1024  # Bytes of a request's address with its parameters.
    head_seconds: float = 10.0  # Until a connection has sent a whole head.
    body_seconds: float = 15.0  # Until a request has sent its whole body.
    idle_seconds: int = 5  # How long a connection may be silent between two requests.
    wait_seconds: float = 5.0  # How long a request waits for a free process.
    connections: int = 4_096  # Open connections.
    rate: int = 0  # Requests a minute and client; 0: as many as come.
    cache: int = 64 * MEGABYTE  # Bytes of answers that are kept.


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and how. `url` is the address under which users reach the server, without a slash at its end."""

    site: Path | None = None
    graph: Path = field(default_factory=packaged_graph)
    registry: Path = Path(PACKAGED)
    url: str = "http://127.0.0.1:8000"
    hosts: Sequence[str] = LOOPBACK
    processes: int = 2
    mcp: bool = False  # Whether assistants are offered tools at /mcp.
    prepared: bool = False  # Whether the queries that come with the graph are answered before anybody asks them.
    bounds: RequestBounds = field(default_factory=RequestBounds)


def public_url(host: str, port: int, url: str | None) -> str:
    """The address under which users reach the server: what was given, else the one it listens on if that is loopback.

    Raises UsageError for a host that others can reach without a given address: the `Host` of a request is never believed.
    """
    if url is not None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise told(message("serve-bad-url", url=url))
        return url.rstrip("/")
    if host not in LOOPBACK:
        raise told(message("serve-needs-url", host=host))
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def accepted_hosts(url: str, more: Sequence[str]) -> tuple[str, ...]:
    """The names that a request may call the server by: that of its address, this machine's own, and further ones."""
    return tuple(dict.fromkeys([urlsplit(url).hostname or "", *LOOPBACK, *(name.lower() for name in more)]))
