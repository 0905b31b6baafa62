"""How fast `sojourn serve` answers, on loopback, with the built registry: queries, REST, reconciliation, and many clients.

    PYTHONPATH=tools:. python tests/bench/bench_serve.py

The server is a process of its own, with its usual limits and queries prepared; memory is that of it and its processes.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.bench.draw_queries import drawn
from tests.serve.running import free_port

import sojourn
from sojourn.graph.queries.query import example_queries
from sojourn.serve.run import allow_connections

SECONDS, RATE, CLIENTS, SLOW = 8.0, 50.0, 100, 1_000


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


async def slow(port: int, number: int, end: asyncio.Event) -> None:
    """A connection that sends its head a letter at a time, and is made again when the server has had enough of it."""
    while not end.is_set():
        writer = None
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            for letter in f"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Number: {number}\r\n":
                writer.write(letter.encode())
                await writer.drain()
                with suppress(TimeoutError):
                    await asyncio.wait_for(end.wait(), 0.5)
                if end.is_set():
                    return
        except OSError:
            await asyncio.sleep(0.1)
        finally:
            if writer is not None:
                writer.close()


async def crowd(port: int, server: int, paths: Sequence[str]) -> None:
    """Many clients at once beside many slow connections, twice: the second time nothing may have grown."""
    end = asyncio.Event()
    tasks = [asyncio.create_task(slow(port, number, end)) for number in range(SLOW)]
    await asyncio.sleep(2)
    for turn in ("first", "second"):
        found: list[tuple[int, float]] = []

        async def client(number: int, found: list[tuple[int, float]] = found) -> None:
            connection = Connection(port)
            found.extend([await connection.get(paths[(number + turn) % len(paths)]) for turn in range(20)])

        await asyncio.gather(*(client(number) for number in range(CLIENTS)))
        wrong = sum(code != 200 for code, _ in found)
        shown(f"{CLIENTS} clients beside {SLOW:,} slow connections, {turn}", [s for _, s in found], wrong)
        print(f"   memory: {memory(server):,} MB")
    end.set()
    await asyncio.gather(*tasks)


async def killed(port: int, server: int) -> None:
    """A process for queries that is killed while several clients ask: how many answers are lost."""
    found: list[int] = []
    end = time.perf_counter() + SECONDS / 2

    async def client(start: int) -> None:
        connection, number = Connection(port), start
        while time.perf_counter() < end:
            text = f"ASK {{ ?s ?p {number} }}"
            found.append((await connection.get(f"/sparql?query={quote(text)}"))[0])
            number += CLIENTS

    async def kill() -> None:
        await asyncio.sleep(1)
        # The first is the template, which answers nothing; its copies follow.
        os.kill([pid for pid in processes(server) if b"query_worker" in command(pid)][1], signal.SIGKILL)

    await asyncio.gather(kill(), *(client(number) for number in range(8)))
    lost = [code for code in found if code != 200]
    print(f"a process killed under load: {len(found):,} queries asked, {len(lost)} not answered {lost}")


async def everything(port: int, server: int) -> None:
    """All measurements, one after the other."""
    queries = [f"/sparql?query={quote(query.text)}" for query in example_queries()]
    connection = Connection(port)
    first = [(query.name, *await connection.get(path)) for query, path in zip(example_queries(), queries, strict=True)]
    shown("example queries, first time", [s for *_, s in first], sum(code != 200 for _, code, _ in first))
    print("   not answered:", ", ".join(name for name, code, _ in first if code != 200) or "none")
    await at_a_rate(port, queries)
    await as_fast_as_it_goes(port, "example queries", queries)
    await as_fast_as_it_goes(
        port, "ASK, never asked before", [f"/sparql?query=ASK%7B%3Fs%20%3Fp%20{n}%7D" for n in range(99_999)]
    )
    ids = [one.id for one in sojourn.load().definitions(concept="immigration")][:60]
    pair = urlencode({"a": "nzl-obm-arrival", "b": "aus-oad-long-term-arrival"})
    await warm(port, "compare, again", f"/api/v1/compare?{pair}")
    await warm(port, "classify, again", "/api/v1/classify?rule=nzl-obm-arrival")
    await each(port, "compare, other pairs", [f"/api/v1/compare?a={ids[0]}&b={id}" for id in ids[1:]])
    await each(port, "classify, other definitions", [f"/api/v1/classify?rule={id}&framework=un-2021" for id in ids])
    await each(port, "search, other words", [f"/api/v1/search?q={quote(query)}" for query in drawn(500, 7)])
    await warm(port, "health", "/healthz")
    labels = [one.label["en"] for one in sojourn.load().countries()]
    names = [*labels, *(label[:2] + label[3:] for label in labels)]
    batch = {f"q{n}": {"query": names[n % len(names)], "type": "country", "limit": 3} for n in range(1_000)}
    body = urlencode({"queries": json.dumps(batch)}).encode()
    await warm(port, "1,000 labels, half misspelt", "/reconcile/en", body, "application/x-www-form-urlencoded")
    await killed(port, server)
    print(f"memory before the crowd: {memory(server):,} MB")
    await crowd(port, server, [*queries[:5], "/healthz", f"/api/v1/compare?{pair}"])


async def each(port: int, name: str, paths: Sequence[str]) -> None:
    """Requests that were not made before, one after the other."""
    connection = Connection(port)
    found = [await connection.get(path) for path in paths]
    shown(name, [s for _, s in found], sum(code != 200 for code, _ in found))


def command(pid: int) -> bytes:
    """How a process was started."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def processes(server: int) -> list[int]:
    """A process, and those that it and they started."""
    threads = Path(f"/proc/{server}/task").glob("*/children")
    started = [int(pid) for thread in threads for pid in thread.read_text("ascii").split()]
    return [server, *(pid for one in started for pid in processes(one))]


def equal_priority(server: int) -> None:
    """Give the server's processes, which are sessions of their own, the priority that this one was given."""
    with suppress(OSError):
        own = Path("/proc/self/autogroup").read_text("ascii").rpartition(" ")[2]
        for pid in processes(server):
            Path(f"/proc/{pid}/autogroup").write_text(own, "ascii")


def memory(server: int) -> int:
    """Megabytes of the server and its processes."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) for pid in processes(server))
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


async def ready(port: int) -> None:
    """Wait until the server answers, and has prepared its queries."""
    for _ in range(600):
        with suppress(OSError, asyncio.IncompleteReadError):
            if (await Connection(port).get("/healthz"))[0] == 200:
                break
        await asyncio.sleep(0.1)
    await asyncio.sleep(5)


def main() -> None:
    """Start a server and measure it."""
    allow_connections(4_096)
    port = free_port()
    start = [sys.executable, "-m", "sojourn", "serve", "--port", str(port), "--no-access-log"]
    with subprocess.Popen(start, stderr=subprocess.DEVNULL) as server:
        try:
            asyncio.run(ready(port))
            equal_priority(server.pid)
            asyncio.run(everything(port, server.pid))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
