"""Cold start: a fresh process that looks one label up, against one that only imports SQLite and JSON (goal: 1.25 times).

Prints medians of one run, by the clock and in seconds of processor time, which say more on a machine that is shared.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 25
FLOOR = "import sqlite3, json"
CASES = {
    "bare interpreter": "pass",
    FLOOR: FLOOR,
    "import sojourn": "import sojourn",
    "term by id": "import sojourn; sojourn.term('usual-residence').label['en']",
    "term by label": "import sojourn; sojourn.term('usual residence').label['en']",
    "country by its Chinese name": "import sojourn; sojourn.country('新西兰').id",
    "search": "import sojourn; sojourn.search('résidence', lang='fr')",
    "compare two definitions": "import sojourn; sojourn.compare('nzl-obm-arrival', 'nld-brp-immigration')",
    "classify a definition": "import sojourn; sojourn.classify('nzl-obm-arrival')",
}


def once(code: str, compiled: str) -> tuple[float, float]:
    """Seconds by the clock and of the processor of a process that runs `code`, with byte code in the folder `compiled`."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    clock, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Interleave the cases, so that a slow moment of the machine hits all of them."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as compiled:
        for code in CASES.values():
            once(code, compiled)
        for _ in range(ROUNDS):
            for name, code in CASES.items():
                seconds[name].append(once(code, compiled))
    medians = {name: [statistics.median(kind) for kind in zip(*found, strict=True)] for name, found in seconds.items()}
    for name, (clock, processor) in medians.items():
        ratios = f"{clock / medians[FLOOR][0]:6.2f} by the clock {processor / medians[FLOOR][1]:6.2f} of the processor"
        print(f"{name:<28} {clock * 1000:8.1f} ms {processor * 1000:8.1f} ms   {ratios}, times '{FLOOR}'")


if __name__ == "__main__":
    main()
