"""How much faster the example queries run on pyoxigraph than on rdflib, as ratios within one run.

    PYTHONPATH=tools python tests/bench/bench_sparql.py [GRAPH.nt]

Without a graph, the content of this repository is built (without comparisons).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rdflib

from sojourn.graph.queries.query import example_queries, run_query
from sojourn.graph.queries.store import open_store
from sojourn.graph.triples.build import build_graph
from sojourn.graph.vocabulary import prefixes
from sojourn.graph.writing.formats import serialize
from sojourn.loading.glossary.content import load_content

REPEATS = 5


def seconds(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median time of a call."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print a line for loading and one for each query."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        content = load_content(Path(__file__).parents[2] / "glossary")
        path.write_bytes(serialize(build_graph(content), "nt"))
        measure(path)


def measure(path: Path) -> None:
    """Time both engines on one N-Triples file."""
    graph, store = rdflib.Graph(), open_store(path)
    slow = seconds(lambda: rdflib.Graph().parse(path, format="nt"), 1)
    show("load the graph", seconds(lambda: open_store(path)), slow)
    graph.parse(path, format="nt")
    print(f"{len(store):,} triples")
    ratios = []
    for query in example_queries():
        fast = seconds(lambda text=query.text: run_query(store, text))  # type: ignore[misc]
        slow = seconds(lambda text=query.text: list(graph.query(text, initNs=prefixes())), 1)  # type: ignore[misc]
        ratios.append(show(query.name, fast, slow))
    print(f"median over the queries: pyoxigraph is {statistics.median(ratios):.0f} times as fast")


def show(name: str, fast: float, slow: float) -> float:
    """One line; gives the ratio."""
    print(f"{name:<26} pyoxigraph {fast * 1000:9.2f} ms   rdflib {slow * 1000:9.1f} ms   ratio {slow / fast:7.0f}")
    return slow / fast


if __name__ == "__main__":
    main()
