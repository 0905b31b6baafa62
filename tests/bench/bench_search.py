"""Searches a second in a process that has answered others before: queries that were not asked before, and the same again.

A part of the queries is misspelt, another ends within a word (`draw_queries.py`). Prints searches per second of CPU time.
"""

from __future__ import annotations

import sys
import time

from tests.bench.draw_queries import drawn

import sojourn
from sojourn.lookup.registry import Registry

BEFORE, ASKED = 2_000, 2_000


def main() -> None:
    """Ask them, three draws."""
    registry = sojourn.load()
    begin = time.process_time()
    registry.search("residence")
    print(f"the first search: {(time.process_time() - begin) * 1000:.0f} ms")
    for seed in map(int, sys.argv[1:] or ("1", "2", "3")):
        queries = drawn(BEFORE + ASKED, seed)
        print(f"draw {seed}: the first {BEFORE:,}: {rate(registry, queries[:BEFORE]):,.0f} a second", end=", ")
        print(f"{ASKED:,} others: {rate(registry, queries[BEFORE:]):,.0f} a second", end=", ")
        print(f"the last thousand again: {rate(registry, queries[-1000:]):,.0f} a second")


def rate(registry: Registry, queries: list[str]) -> float:
    """Searches a second."""
    begin = time.process_time()
    for query in queries:
        registry.search(query)
    return len(queries) / (time.process_time() - begin)


if __name__ == "__main__":
    main()
