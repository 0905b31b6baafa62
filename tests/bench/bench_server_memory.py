"""What the memory of `sojourn serve` is made of, and whether it levels off: rounds of mixed requests, each round new ones.

    PYTHONPATH=tools:. python tests/bench/bench_server_memory.py [ROUNDS] [REQUESTS]

Memory is counted as the system counts it for each process alone (`Private` pages, and its share of those that processes have
in common: PSS); adding up resident pages would count the interpreter and the libraries once a process. Each round asks
queries, comparisons, classifications, searches and reconciliations that no round asked before, so that whatever is kept grows.
The cache of answers may grow to its limit (64 MB), and a process for rules until it is replaced by a new copy after a thousand
answers; what grows after that is a fault. The processes for queries share the whole graph with their template.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.bench.bench_serve import Connection, command, processes, ready
from tests.bench.draw_queries import drawn
from tests.serve.running import free_port

import sojourn
from sojourn.graph.queries.query import example_queries

ROUNDS, REQUESTS, CLIENTS = 40, 300, 4
# The rounds after which the caches are full; from then on, all processes together may grow by so many megabytes a round.
# At the start, with two processes of each kind: 153 MB for queries (314 where each loaded the graph itself), 35 MB for rules.
SETTLED, GROWTH = 30, 1.5
# The first rounds ask so many times more searches.
FIRST, FILLING = 12, 10
Asked = tuple[str, bytes | None, str]
FORM = "application/x-www-form-urlencoded"


def requests(number: int, count: int) -> Iterator[Asked]:
    """Requests of all kinds; each round draws other ones."""
    draw = random.Random(number)
    ids = [one.id for one in sojourn.load().definitions()]
    labels = [label for one in sojourn.load().countries() for label in one.data["label"].values()]
    queries = list(example_queries())
    # Searches are cheap, and what they keep is full after some thousands: the first rounds ask many.
    searches = FILLING if number <= FIRST else 1
    words = drawn(count * searches, number)
    for at in range(count):
        match at % 6:
            case 0:
                query = draw.choice(queries).text
                yield f"/sparql?query={quote(query + f'# {number} {at}')}", None, ""
            case 1:
                a, b = draw.sample(ids, 2)
                yield f"/api/v1/compare?{urlencode({'a': a, 'b': b})}", None, ""
            case 2:
                yield f"/api/v1/classify?rule={draw.choice(ids)}&framework=un-2021", None, ""
            case 3:
                for word in words[at * searches : (at + 1) * searches]:
                    yield f"/api/v1/search?q={quote(word)}", None, ""
            case 4:
                rule = {"event": "arrival", "threshold": {"value": draw.randint(1, 3_000), "unit": "day"}}
                body = json.dumps({"a": rule, "b": draw.choice(ids)}).encode()
                yield "/api/v1/compare", body, "application/json"
            case _:
                batch = {f"q{n}": {"query": draw.choice(labels)[1:], "limit": 3} for n in range(50)}
                yield "/reconcile/en", urlencode({"queries": json.dumps(batch)}).encode(), FORM


def name(pid: int) -> str:
    """What a process is for."""
    found = command(pid)
    return "queries" if b"query_worker" in found else "rules" if b"processes.work" in found else "server"


def megabytes(pid: int) -> float:
    """The proportional share of a process in the memory of the machine."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1_000


def measured(server: int) -> dict[str, float]:
    """Megabytes by kind of process, and of all."""
    found: dict[str, float] = {}
    for pid in processes(server):
        found[name(pid)] = found.get(name(pid), 0.0) + megabytes(pid)
    return {**found, "all": sum(found.values())}


async def one_round(port: int, asked: list[Asked]) -> int:
    """Ask everything, by several clients; how many were not answered with 200."""
    waiting, wrong = iter(asked), 0

    async def client() -> None:
        nonlocal wrong
        connection = Connection(port)
        for path, body, media in waiting:
            status, _ = await connection.get(path, body, media or "application/json")
            wrong += status != 200

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return wrong


async def kept(port: int) -> float:
    """Megabytes of answers that the server keeps, as it says itself."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    text = (await reader.read()).decode()
    writer.close()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("sojourn_cache_bytes ")) / 1e6


async def rounds(port: int, server: int, count: int, size: int) -> list[float]:
    """Measure after each round."""
    await ready(port)
    print("round       server   queries     rules       all MB   answers kept MB    not 200")
    totals = []
    for number in range(count + 1):
        wrong = await one_round(port, list(requests(number, size))) if number else 0
        found = measured(server)
        totals.append(found["all"])
        shown = "".join(f"{found[key]:10.1f}" for key in ("server", "queries", "rules", "all"))
        print(f"{number:>5}   {shown}{await kept(port):>18.1f}{wrong:>11}", flush=True)
    return totals


def main() -> int:
    """Start a server, ask, and say whether it still grows when it has settled."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    size = int(sys.argv[2]) if len(sys.argv) > 2 else REQUESTS
    port = free_port()
    start = [sys.executable, "-m", "sojourn", "serve", "--port", str(port), "--no-access-log"]
    with subprocess.Popen(start, stderr=subprocess.DEVNULL) as server:
        try:
            totals = asyncio.run(rounds(port, server.pid, count, size))
        finally:
            server.terminate()
    if count <= SETTLED:
        return 0
    growth = (totals[-1] - totals[SETTLED]) / (count - SETTLED)
    print(f"after round {SETTLED}: {growth:+.1f} MB a round (at most {GROWTH})")
    return int(growth > GROWTH)


if __name__ == "__main__":
    sys.exit(main())
