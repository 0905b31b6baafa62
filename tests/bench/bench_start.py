"""Cold start: a fresh process that looks one label up, against the bare interpreter's start. Prints ratios of one run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 25
CASES = {
    "bare interpreter": "pass",
    "import sqlite3, json": "import sqlite3, json",
    "import sojourn": "import sojourn",
    "term by id": "import sojourn; sojourn.term('usual-residence').label['en']",
    "term by label": "import sojourn; sojourn.term('usual residence').label['en']",
    "country by its Chinese name": "import sojourn; sojourn.country('新西兰').id",
    "search": "import sojourn; sojourn.search('résidence', lang='fr')",
    "compare two definitions": "import sojourn; sojourn.compare('nzl-obm-arrival', 'nld-brp-immigration')",
    "classify a definition": "import sojourn; sojourn.classify('nzl-obm-arrival')",
}


def once(code: str, compiled: str) -> float:
    """Seconds from start to end of a process that runs `code`, with byte code in the folder `compiled` as after an install."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    return time.perf_counter() - begin


def main() -> None:
    """Interleave the cases, so that a slow moment of the machine hits all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as compiled:
        for code in CASES.values():
            once(code, compiled)
        for _ in range(ROUNDS):
            for name, code in CASES.items():
                seconds[name].append(once(code, compiled))
    floor = statistics.median(seconds["bare interpreter"])
    for name, measured in seconds.items():
        median = statistics.median(measured)
        print(f"{name:<28} {median * 1000:8.1f} ms   {median / floor:6.2f} x bare interpreter")


if __name__ == "__main__":
    main()
