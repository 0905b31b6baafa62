"""How fast the server answers, on loopback, with the built registry: queries, REST, reconciliation, and many clients.

PYTHONPATH=tools:. python tests/bench/bench_serve.py
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.serve.running import Running, running

from sojourn.graph.query import example_queries
from sojourn.serve.run import allow_connections

SECONDS, RATE, CLIENTS, SILENT = 8.0, 50.0, 100, 1_000


class Connection:
    """One connection of a client that keeps it open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, body: bytes | None = None, media: str = "application/json") -> tuple[int, float]:
        """The status of an answer, and its seconds."""
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        method = "GET" if body is None else "POST"
        size = len(body or b"")
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media}\r\nContent-Length: {size}\r\n\r\n"
        started = time.perf_counter()
        self.writer.write(head.encode() + (body or b""))
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await self.reader.readexactly(length)
        return int(answer.split(b" ")[1]), time.perf_counter() - started


def shown(name: str, seconds: Sequence[float], wrong: int = 0) -> None:
    """One line: median, 99th percentile, longest, and how many were not answered with 200."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(
        f"{name:<52} n {len(ordered):>5}  p50 {statistics.median(ordered) * 1000:7.2f} ms  p99 {p99 * 1000:7.2f} ms"
        f"  max {ordered[-1] * 1000:7.1f} ms  wrong {wrong}"
    )


async def at_a_rate(port: int, paths: Sequence[str]) -> None:
    """Requests at a steady rate, whatever the answers take."""
    free = [Connection(port) for _ in range(32)]
    found: list[tuple[int, float]] = []

    async def one(path: str) -> None:
        connection = free.pop()
        found.append(await connection.get(path))
        free.append(connection)

    tasks, started = [], time.perf_counter()
    for number in range(int(SECONDS * RATE)):
        await asyncio.sleep(max(0.0, started + number / RATE - time.perf_counter()))
        tasks.append(asyncio.create_task(one(paths[number % len(paths)])))
    await asyncio.gather(*tasks)
    shown(f"example queries at {RATE:.0f} a second", [s for _, s in found], sum(code != 200 for code, _ in found))


async def as_fast_as_it_goes(port: int, name: str, paths: Sequence[str], clients: int = 8) -> None:
    """As many requests as several clients can make one after the other."""
    found: list[tuple[int, float]] = []
    end = time.perf_counter() + SECONDS / 2

    async def client(start: int) -> None:
        connection, number = Connection(port), start
        while time.perf_counter() < end:
            found.append(await connection.get(paths[number % len(paths)]))
            number += 1

    await asyncio.gather(*(client(number) for number in range(clients)))
    shown(f"{name}: {len(found) / (SECONDS / 2):.0f} a second", [s for _, s in found], sum(c != 200 for c, _ in found))


async def warm(port: int, name: str, path: str, body: bytes | None = None, media: str = "application/json") -> None:
    """One request after the other, the first apart."""
    connection = Connection(port)
    status, first = await connection.get(path, body, media)
    found = [await connection.get(path, body, media) for _ in range(200 if first < 0.2 else 5)]
    shown(f"{name} (first {first * 1000:.0f} ms, {status})", [s for _, s in found], sum(c != 200 for c, _ in found))


async def crowd(port: int, paths: Sequence[str]) -> None:
    """Many clients at once beside many connections that say nothing."""
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(SILENT)]
    found: list[tuple[int, float]] = []

    async def client(number: int) -> None:
        connection = Connection(port)
        found.extend([await connection.get(paths[(number + turn) % len(paths)]) for turn in range(20)])

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    for _, writer in silent:
        writer.close()
    shown(
        f"{CLIENTS} clients beside {SILENT} silent connections", [s for _, s in found], sum(c != 200 for c, _ in found)
    )


async def everything(served: Running) -> None:
    """All measurements, one after the other."""
    port = served.port
    queries = [f"/sparql?query={quote(query.text)}" for query in example_queries()]
    connection = Connection(port)
    first = [(query.name, *await connection.get(path)) for query, path in zip(example_queries(), queries, strict=True)]
    shown("example queries, first time", [s for *_, s in first], sum(code != 200 for _, code, _ in first))
    print("   not answered:", ", ".join(name for name, code, _ in first if code != 200) or "none")
    known = [path for path, (_, code, _) in zip(queries, first, strict=True) if code == 200]
    await at_a_rate(port, known)
    await as_fast_as_it_goes(port, "example queries", known)
    await as_fast_as_it_goes(
        port, "ASK, never asked before", [f"/sparql?query=ASK%7B%3Fs%20%3Fp%20{n}%7D" for n in range(99_999)]
    )
    pair = urlencode({"a": "nzl-obm-arrival", "b": "aus-oad-long-term-arrival"})
    await warm(port, "compare", f"/api/v1/compare?{pair}")
    await warm(port, "classify", "/api/v1/classify?rule=nzl-obm-arrival")
    await warm(port, "search", "/api/v1/search?q=residence")
    await warm(port, "health", "/healthz")
    labels = [one.label["en"] for one in served.app.state.backend.entries("country")]
    names = [*labels, *(label[:2] + label[3:] for label in labels)]
    batch = {f"q{n}": {"query": names[n % len(names)], "type": "country", "limit": 3} for n in range(1_000)}
    body = urlencode({"queries": json.dumps(batch)}).encode()
    await warm(port, "1,000 labels, half misspelt", "/reconcile/en", body, "application/x-www-form-urlencoded")
    before = memory()
    await crowd(port, [*known[:5], "/healthz", f"/api/v1/compare?{pair}"])
    print(f"   memory of the server: {before} MB before, {memory()} MB after")


def memory() -> int:
    """Megabytes of this process, which is server and client at once."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def main() -> None:
    """Start a server and measure it."""
    allow_connections(4_096)
    with running(processes=2) as served:
        asyncio.run(everything(served))


if __name__ == "__main__":
    main()
