"""Memory of a long-running process: the whole glossary is classified again and again in one process.

Run with `make bench`, or `PYTHONPATH=tools:. python tests/bench/bench_memory.py [ROUNDS] [STEP]` (each STEPth definition).
Prints the process's memory as it goes on; fails where it goes beyond the bound or where a later round answers otherwise.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path

import sojourn
from sojourn import service
from sojourn.rules.logic.caches import MEMORY

BOUND = 300.0


def megabytes() -> float:
    """What the process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


def one_round(number: int, step: int) -> tuple[str, float]:
    """A digest of all answers, and the most memory that was seen."""
    registry, digest, most, begin = sojourn.load(), hashlib.sha256(), 0.0, time.process_time()
    for place, definition in enumerate(registry.definitions()[::step], 1):
        found = service.classify(registry, definition)
        digest.update(json.dumps(found.to_dict(), sort_keys=True).encode())
        most = max(most, megabytes())
        if place % 100 == 0:
            seconds = time.process_time() - begin
            kept = f"{MEMORY.size():,} things remembered, emptied {MEMORY.emptied} times"
            print(f"round {number}, {place} definitions: {megabytes():.0f} MB, {kept}, {seconds:.0f} s CPU", flush=True)
    return digest.hexdigest(), most


def main() -> None:
    """Classify everything a few times over."""
    rounds, step = (
        (int(given) for given in [*sys.argv[1:], "2", "1"][:2]) if len(sys.argv) != 2 else (int(sys.argv[1]), 1)
    )
    found = [one_round(number, step) for number in range(1, rounds + 1)]
    most = max(seen for _, seen in found)
    same = len({digest for digest, _ in found}) == 1
    print(
        f"at most {most:.0f} MB (bound: {BOUND:.0f}); {'the same answers' if same else 'OTHER ANSWERS'} in each round"
    )
    sys.exit(0 if same and most <= BOUND else 1)


if __name__ == "__main__":
    main()
