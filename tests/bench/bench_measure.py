"""Rules on records: the status process on crossings, next to what could be written by hand for one rule alone.

CPU seconds of one process each, as the machine may be shared. `python tests/bench/bench_measure.py [CROSSINGS ...]`

- by hand: DuckDB and NumPy for the 12/16 rule alone, with three values and decisions in files (`twelve_of_sixteen`)
- measure: reading, quality, the status process, counts and decisions in files for 1 rule, and for 4
- SQL: the same with DuckDB's SQL in place of arrays (up to 10^6)
- growth: the exponent of CPU seconds between the smallest and the largest size, start of the process left out
- migstat's published pace (R, C++): 4.6 s for 10^6 crossings with status under the same rule (records.md of the project)
"""

from __future__ import annotations

import json
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.twelve_of_sixteen import by_hand

RULES = ["nzl-obm-arrival", "un-2021-immigrant-b-actual", "aus-nom-12-12-departure", "eu-2025-2458-immigrant-actual"]
NAMES = {"hand": "by hand", "1": "1 rule", "4": "4 rules", "1 sql": "1 rule, SQL"}
MIGSTAT = 4.6e-6
# CPU seconds of a process that imports all and measures nothing.
START = 0.6
PIECE = 10_000_000


def generated(folder: Path, crossings: int, each: int = 16) -> None:
    """Crossings of travellers who cross about so often, in order of the date, as Parquet files of 10^7 at most."""
    folder.mkdir()
    for k in range(0, crossings, PIECE):
        _file(folder / f"{k // PIECE:03}.parquet", min(PIECE, crossings - k), each, k // PIECE)


def _file(path: Path, crossings: int, each: int, part: int) -> None:
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(1 + part)
    persons = max(crossings // each, 1)
    number = rng.poisson(each - 1, persons) + 1
    person = np.repeat(np.arange(persons), number)
    first = np.concatenate([[0], np.cumsum(number)[:-1]])
    scale = 16 / each
    long, short = rng.integers(150, 800, len(person)), rng.integers(1, 60, len(person))
    gap = np.maximum((np.where(rng.random(len(person)) < 0.25, long, short) * scale).astype(int), 1)
    steps = np.cumsum(gap)
    day = (
        13_000 + np.repeat(rng.integers(0, 365, persons), number) + steps - np.repeat(steps[first] - gap[first], number)
    )
    turn = (np.arange(len(person)) - np.repeat(first, number)) % 2 == 0
    order = np.argsort(day, kind="stable")
    kept = order[day[order] <= 13_000 + 12 * 365]
    direction = pa.DictionaryArray.from_arrays(pa.array(turn[kept].astype("int32")), pa.array(["departure", "arrival"]))
    dates = pa.array(day[kept].astype("int32")).cast(pa.date32())
    parquet.write_table(pa.table({"person": person[kept] + part * PIECE, "date": dates, "direction": direction}), path)


def measured(path: Path, rules: int, *, arrays: bool) -> dict[str, int]:
    """The whole of `sojourn measure` with decisions in files."""
    from sojourn import load
    from sojourn.measurement.intake.records import open_files
    from sojourn.measurement.running.run import Options, measure_source
    from sojourn.measurement.sql.engine import DuckDB

    registry = load()
    with tempfile.TemporaryDirectory() as folder:
        engine = DuckDB(Path(folder), "5GB", 2, arrays=arrays)
        found = measure_source(
            engine, open_files(engine, [path]), {name: registry.rule_of(name) for name in RULES[:rules]}, registry.rule_of,
            Options(), decisions=Path(folder),
        )  # fmt: skip
    return {"migrations": sum(n for (_, _, _, _, answer, _), n in found.cube.each[0].items() if answer == 2)}


Run = tuple[float, float, float, dict[str, int]]


def timed(kind: str, path: Path) -> Run:
    """CPU seconds, elapsed seconds, memory in GB and the result, in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, "--one", kind, str(path)], capture_output=True, text=True, check=True
    )
    cpu, elapsed, memory, found = json.loads(run.stdout.splitlines()[-1])
    return cpu, elapsed, memory, found


def one(kind: str, path: Path) -> None:
    begun = time.perf_counter()
    if kind == "hand":
        with tempfile.TemporaryDirectory() as folder:
            found = by_hand(str(path / "*.parquet"), f"{folder}/decisions.parquet")
    else:
        found = measured(path, int(kind[0]), arrays=not kind.endswith("sql"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps([cpu, time.perf_counter() - begun, used.ru_maxrss / 1e6, found]))


def shown(size: int, each: int, runs: dict[str, Run]) -> None:
    """A size in the table, each run as a multiple of the one by hand."""
    hand = runs.get("hand")
    for name, (cpu, elapsed, memory, _) in runs.items():
        ratio = f"{cpu / hand[0]:7.2f}" if hand else ""
        print(f"{size:>12,} {each:>5} {NAMES[name]:<12} {cpu:8.1f} {elapsed:8.1f} {memory:6.2f} {ratio}", flush=True)
    if "4" in runs:
        first = runs["1"][0]
        print(f"{'':>12} further rule: {(runs['4'][0] - first) / 3 / first:.0%} of the first; "
              f"migstat's pace: {MIGSTAT * size / runs['1'][1]:.1f} times", flush=True)  # fmt: skip
    assert len({found["migrations"] for *_, found in runs.values()}) == 1, runs


def main(sizes: list[int]) -> None:
    print(f"{'crossings':>12} {'each':>5} {'what':<12} {'CPU s':>8} {'s':>8} {'GB':>6} {'ratio':>7}")
    spent: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size, each in [*((size, 16) for size in sizes), *((sizes[0], each) for each in (4, 100, 500))]:
            path = Path(folder) / f"{size}-{each}"
            generated(path, size, each)
            # By hand all crossings are in memory at once.
            kinds = ["hand"] if size <= 2 * PIECE else []
            kinds += ["1", *(["4"] if each == 16 else []), *(["1 sql"] if size <= 1_000_000 and each == 16 else [])]
            runs = {kind: timed(kind, path) for kind in kinds}
            shown(size, each, runs)
            if each == 16:
                spent[size] = runs["1"][0] - START
            shutil.rmtree(path)
    low, high = min(spent), max(spent)
    if low < high:
        print(
            f"growth exponent from {low:,} to {high:,}: {math.log(spent[high] / spent[low]) / math.log(high / low):.2f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(float(size)) for size in sys.argv[1:]] or [100_000, 1_000_000])
