"""Queries a second: this server beside a bare Oxigraph server and a plain endpoint over rdflib, on the same graph and queries.

    PYTHONPATH=tools:. python tests/bench/bench_endpoints.py [SECONDS]

Oxigraph is measured where its program `oxigraph` is on the path (PyPI, cargo). Each endpoint gets the example queries in turn
from the same clients; "new" queries differ in a comment, so that no endpoint can answer from memory.
"""

from __future__ import annotations

import http.client
import multiprocessing
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import rdflib
from tests.serve.running import free_port, running

from sojourn.graph.queries.query import example_queries
from sojourn.graph.queries.store import packaged_graph
from sojourn.graph.vocabulary import prefixes

CLIENTS, SECONDS = 4, 8.0
HEAD = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in prefixes().items())
# Half of the queries take an endpoint in Python more than three seconds of work: those that take it less than one.
SMALL = ("border-records", "changed-since-1998", "conflicts", "editions", "exclusions", "figures", "hierarchy")
Ask = Callable[[str], int]


def asked(port: int, path: str) -> Ask:
    """What sends a query to an endpoint over a connection that stays open, and gives the status of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(query: str) -> int:
        accept = {"Accept": "application/sparql-results+json"}
        connection.request("GET", f"{path}?query={quote(query)}", headers=accept)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    return ask


def throughput(name: str, port: int, path: str, queries: Sequence[str], seconds: float, *, new: bool) -> float:
    """Queries a second that several clients get answered."""
    times: list[float] = []
    wrong: list[int] = []
    end = time.perf_counter() + seconds

    def client(start: int) -> None:
        ask, number = asked(port, path), start
        while time.perf_counter() < end:
            text = HEAD + queries[number % len(queries)] + (f"\n# {start} {number}" if new else "")
            begun = time.perf_counter()
            status = ask(text)
            times.append(time.perf_counter() - begun)
            wrong.extend([status] if status != 200 else [])
            number += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.perf_counter() - begun)
    kind = "new" if new else "repeated"
    middle = statistics.median(times) * 1000
    print(
        f"{name:<10} {kind:<9} {rate:9.1f} a second   median {middle:9.2f} ms   n {len(times):>6}   wrong {len(wrong)}"
    )
    return rate


@contextmanager
def oxigraph(program: str, graph: Path) -> Iterator[int]:
    """A bare Oxigraph server over a graph."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "load", "--location", folder, "--file", str(graph)], check=True, capture_output=True)
        command = [program, "serve-read-only", "--location", folder, "--bind", f"127.0.0.1:{port}"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            wait_for(port, "/query")
            yield port
            server.terminate()


@contextmanager
def rdflib_endpoint(graph: Path) -> Iterator[int]:
    """The simplest endpoint over rdflib, in a process of its own."""
    port = free_port()
    process = multiprocessing.get_context("fork").Process(target=serve_rdflib, args=(graph, port), daemon=True)
    process.start()
    wait_for(port, "/query")
    yield port
    process.terminate()


def serve_rdflib(path: Path, port: int) -> None:
    """Load the graph and answer queries."""
    graph = rdflib.Graph().parse(path, format="nt")
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)["query"][0]
            # rdflib's parser of queries takes one at a time: two threads in it raise TypeError.
            with one_at_a_time:
                body = graph.query(query).serialize(format="json") or b""
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """No log."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


def wait_for(port: int, path: str) -> None:
    """Wait until an endpoint answers."""
    for _ in range(3_000):
        with suppress(OSError, http.client.HTTPException):
            if asked(port, path)("ASK {}") == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the endpoint did not start")


def main() -> None:
    """Measure all, and give the ratios."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    texts = {query.name: query.text for query in example_queries()}
    small = [texts[name] for name in SMALL if name in texts]
    graph, rates = packaged_graph(), dict[str, float]()
    with running(processes=2) as served:
        rates["known"] = throughput("sojourn", served.port, "/sparql", [*texts.values()], seconds, new=False)
        rates["new"] = throughput("sojourn", served.port, "/sparql", [*texts.values()], seconds, new=True)
        rates["small"] = throughput("sojourn 7", served.port, "/sparql", small, seconds, new=True)
    if program := shutil.which("oxigraph"):
        with oxigraph(program, graph) as port:
            for key in ("known", "new"):
                bare = throughput("oxigraph", port, "/query", [*texts.values()], seconds, new=key == "new")
                print(f"   sojourn answers {rates[key] / bare:.2f} times as many {key} queries as the bare server")
    with rdflib_endpoint(graph) as port:
        plain = throughput("rdflib 7", port, "/query", small, seconds, new=True)
        print(f"   sojourn answers {rates['small'] / plain:.0f} times as many as the endpoint over rdflib")


if __name__ == "__main__":
    main()
