"""What building and checking the graph cost, step by step, in time of the processor and as ratios within one run.

PYTHONPATH=tools python tests/bench/bench_graph.py [GLOSSARY]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from sojourn.graph.checking.checks import read_checks, run_checks
from sojourn.graph.checking.shacl import run_shapes, run_shapes_fast
from sojourn.graph.queries.store import open_store
from sojourn.graph.triples.build import asserted_quads, build_graph, derived_triples, ordered
from sojourn.graph.triples.documents import json_ld
from sojourn.graph.vocabulary import ontology_folder
from sojourn.graph.writing.formats import FORMATS, serialize
from sojourn.loading.glossary.content import load_content

REPEATS = 5


def main() -> None:
    """Print a line a step; the unit is parsing the same graph from N-Triples."""
    content = load_content(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "glossary")
    graph = build_graph(content)
    text, document = serialize(graph, "nt"), json_ld(content)
    quads = asserted_quads(content)
    store, folder = open_store(graph), ontology_folder() / "construct"
    print(f"{len(graph):,} triples, {len(text):,} bytes of N-Triples")
    unit = seconds(lambda: list(ox.parse(text, format=ox.RdfFormat.N_TRIPLES)))
    steps: list[tuple[str, Callable[[], object], int]] = [
        ("shape documents", lambda: json_ld(content), REPEATS),
        ("write JSON", lambda: json.dumps(document, ensure_ascii=False), REPEATS),
        ("shape, write, read JSON-LD", lambda: asserted_quads(content), REPEATS),
        ("derive", lambda: list(derived_triples(quads, folder)), REPEATS),
        ("order", lambda: ordered(graph), REPEATS),
        ("whole graph", lambda: build_graph(content), REPEATS),
        *((f"write {ending}", lambda ending=ending: serialize(graph, ending), 2) for ending in FORMATS),
        ("checks in SPARQL", lambda: list(run_checks(store, read_checks())), 2),
        ("shapes, fast engine", lambda: run_shapes_fast(graph), 2),
        ("shapes, pyshacl", lambda: run_shapes(graph), 1),
    ]
    show("parse N-Triples", unit, unit)
    for name, step, repeats in steps:
        show(name, seconds(step, repeats), unit)


def seconds(step: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median processor time of a step."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        step()
        times.append(time.process_time() - start)
    return statistics.median(times)


def show(name: str, measured: float, unit: float) -> None:
    """One line."""
    print(f"{name:<28} {measured:7.3f} s   {measured / unit:6.1f} x parsing")


if __name__ == "__main__":
    main()
