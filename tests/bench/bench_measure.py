"""Rules on records: the status process on crossings, next to what could be written by hand for one rule alone.

CPU seconds of one process each, as the machine may be shared, with byte code as after an installation.
`python tests/bench/bench_measure.py [CROSSINGS ...]`

- by hand: DuckDB and NumPy for the 12/16 rule alone, with three values and decisions in files (`twelve_of_sixteen`)
- measure: reading, quality, the status process, counts and decisions in files for 1 rule, and for 4
- SQL: the same with DuckDB's SQL in place of arrays (up to 10^6)
- command: `sojourn measure` as a user types it, with the digest of the data, all tables and the report
- start: the same as "1 rule" over a thousand crossings: what does not depend on the size
- growth: the exponent of CPU seconds between the smallest and the largest size, the start left out
- migstat's published pace (R, C++): 4.6 s for 10^6 crossings with status under the same rule
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.twelve_of_sixteen import by_hand

RULES = ["nzl-obm-arrival", "un-2021-immigrant-b-actual", "aus-nom-12-12-departure", "eu-2025-2458-immigrant-actual"]
NAMES = {"hand": "by hand", "1": "1 rule", "4": "4 rules", "1 sql": "1 rule, SQL", "command": "command, 1 rule"}
MIGSTAT = 4.6e-6
FEW = 1_000
# Crossings a person: 4, 50 and 500 stays.
EACH = (8, 100, 1_000)
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
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(path.parent / "compiled")
    run = subprocess.run(
        [sys.executable, __file__, "--one", kind, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    cpu, elapsed, memory, found = json.loads(run.stdout.splitlines()[-1])
    return cpu, elapsed, memory, found


def typed(path: Path) -> dict[str, int]:
    """What a user types, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["measure", str(path), "--rule", RULES[0], "--out", f"{folder}/out", "--threshold", "0", "--round", "1"]
        subprocess.run([sys.executable, "-m", "sojourn", *words], check=True, capture_output=True)
        counts = json.loads(Path(folder, "out", "measure.json").read_text("utf-8"))["counts"]
    return {"migrations": sum(row["counted"] for row in counts)}


def one(kind: str, path: Path) -> None:
    begun = time.perf_counter()
    if kind == "hand":
        with tempfile.TemporaryDirectory() as folder:
            found = by_hand(str(path / "*.parquet"), f"{folder}/decisions.parquet")
    elif kind == "command":
        found = typed(path)
    else:
        found = measured(path, int(kind[0]), arrays=not kind.endswith("sql"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN if kind == "command" else resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps([cpu, time.perf_counter() - begun, used.ru_maxrss / 1e6, found]))


def shown(size: int, each: int, runs: dict[str, Run]) -> None:
    """A size in the table, each run as a multiple of the one by hand."""
    hand = runs.get("hand")
    for name, (cpu, elapsed, memory, _) in runs.items():
        ratio = f"{cpu / hand[0]:7.2f}" if hand else ""
        print(f"{size:>12,} {each:>5} {NAMES[name]:<15} {cpu:8.1f} {elapsed:8.1f} {memory:6.2f} {ratio}", flush=True)
    if "4" in runs:
        first = runs["1"][0]
        print(f"{'':>12} further rule: {(runs['4'][0] - first) / 3 / first:.0%} of the first", flush=True)
        for name in ("1", "command"):
            cpu, elapsed, *_ = runs[name]
            print(f"{'':>12} {NAMES[name]}: {MIGSTAT * size / cpu:.1f} times migstat's pace by CPU, "
                  f"{MIGSTAT * size / elapsed:.1f} by the clock", flush=True)  # fmt: skip
    assert len({found["migrations"] for *_, found in runs.values()}) == 1, runs


def main(sizes: list[int]) -> None:
    print(f"{'crossings':>12} {'each':>5} {'what':<15} {'CPU s':>8} {'s':>8} {'GB':>6} {'ratio':>7}")
    spent: dict[tuple[int, int], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        few = Path(folder) / "few"
        generated(few, FEW)
        for kind in ("hand", "1", "command"):  # Once for the byte code.
            timed(kind, few)
        starts = {kind: timed(kind, few) for kind in ("hand", "1", "command")}
        shown(FEW, 16, starts)
        for size, each in [*((size, 16) for size in sizes), *((sizes[0], each) for each in EACH)]:
            path = Path(folder) / f"{size}-{each}"
            generated(path, size, each)
            # By hand all crossings are in memory at once.
            kinds = ["hand"] if size <= 2 * PIECE else []
            kinds += ["1", *(["4", "command"] if each == 16 else [])]
            kinds += ["1 sql"] if size <= 1_000_000 and each == 16 else []
            runs = {kind: timed(kind, path) for kind in kinds}
            shown(size, each, runs)
            spent[size, each] = runs["1"][0] - starts["1"][0]
            shutil.rmtree(path)
    spent_by_size = {size: cpu for (size, each), cpu in spent.items() if each == 16}
    print(f"growth exponent in crossings: {exponent(spent_by_size):.2f}")
    # The number of crossings is the same: a person's work grows with the stays, and by so much more.
    spent_by_stays = {each // 2: cpu for (size, each), cpu in spent.items() if size == sizes[0]}
    print(f"growth exponent in stays a person: {1 + exponent(spent_by_stays):.2f}")


def exponent(spent: dict[int, float]) -> float:
    """How CPU seconds grow between the smallest and the largest."""
    low, high = min(spent), max(spent)
    return math.log(spent[high] / spent[low]) / math.log(high / low) if low < high else math.nan


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(float(size)) for size in sys.argv[1:]] or [100_000, 1_000_000])
