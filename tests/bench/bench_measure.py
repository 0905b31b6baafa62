"""Rules on records: the status process on crossings, next to what could be written by hand for one rule alone.

CPU seconds of one process each, as the machine may be shared. `python tests/bench/bench_measure.py [CROSSINGS ...]`

- by hand: NumPy for the 12/16 rule alone (sort, running sums, one search a crossing, a running maximum for the status)
- measure: reading, quality, the SQL, counts and decisions in files for 1 rule, and for 5
- migstat's published pace (R, C++): 4.6 s for 10^6 crossings with status under the same rule (records.md of the project)
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

RULES = ["nzl-obm-arrival", "un-2021-immigrant-b-actual", "aus-nom-12-12-departure", "eu-2025-2458-immigrant-actual"]
MIGSTAT = 4.6e-6
EVER = 10_000_000


def generated(path: Path, crossings: int, each: int = 16) -> None:
    """Crossings of travellers who cross about so often, in order of the date, as Parquet."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(1)
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
    parquet.write_table(pa.table({"person": person[kept], "date": dates, "direction": direction}), path)


def by_hand(path: Path) -> dict[str, float]:
    """The 12/16 rule alone, written for it: migrations by direction."""
    import numpy as np
    from pyarrow import parquet

    from sojourn.rules.logic.calendar import add_months

    table = parquet.read_table(path, read_dictionary=["direction"])
    day = table["date"].cast("int32").to_numpy().astype(np.int64) + 719_163
    words = table["direction"].combine_chunks()
    words = words if not hasattr(words, "chunks") else words.chunk(0)
    code = words.dictionary.to_pylist().index("arrival")
    key = (table["person"].to_numpy() << 23) | (day << 1) | (words.indices.to_numpy() == code)
    key.sort()
    person, day, arrival = key >> 23, (key >> 1) & ((1 << 22) - 1), (key & 1).astype(bool)
    start = np.flatnonzero(np.concatenate([[True], person[1:] != person[:-1]]))
    group = np.cumsum(np.concatenate([[True], person[1:] != person[:-1]])) - 1
    low, known = int(day.min()), int(day.max()) + 1
    days = [date.fromordinal(d) for d in range(low, known)]
    window = np.array([add_months(d, 16).toordinal() for d in days])[day - low]
    needed = np.array([add_months(d, 12).toordinal() for d in days])[day - low] - day
    change = np.where(arrival, -day, day)
    sums = np.cumsum(change)
    sums -= (sums - change)[start][group]
    sums += np.where(arrival[start], 0, EVER)[group]
    end = np.minimum(window, known)
    last = np.searchsorted(key, (person << 23) | (end << 1)) - 1
    present = sums[last] + arrival[last] * end - (sums + arrival * day)
    counted = np.where(arrival, present, end - day - present)
    holds, may = counted >= needed, counted + window - end >= needed
    place = np.arange(len(key))
    before = np.concatenate([[-1], np.maximum.accumulate(np.where(holds, place, -1))[:-1]])
    before[before < start[group]] = -1
    other = np.where(before >= 0, arrival[before] != arrival, False)
    return {"migrations": int((holds & other).sum()), "open": int((may & ~holds).sum())}


def measured(path: Path, rules: int) -> dict[str, float]:
    """The whole of `sojourn measure` with decisions in files."""
    from sojourn import load
    from sojourn.measurement.run import Options
    from sojourn.service.measure import measure

    with tempfile.TemporaryDirectory() as folder:
        found = measure(
            load(), path, RULES[:rules], Options(memory="5GB", threads=2), work=Path(folder), decisions=Path(folder)
        )
    total = sum(n for (_, _, _, before, answer, _), n in found.cube.each[0].items() if answer == 2 and before != 1)
    return {"migrations": total}


def timed(kind: str, path: Path) -> tuple[float, float, float, dict[str, float]]:
    """CPU seconds, elapsed seconds, memory in GB and the result, in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, "--one", kind, str(path)], capture_output=True, text=True, check=True
    )
    cpu, elapsed, memory, found = json.loads(run.stdout.splitlines()[-1])
    return cpu, elapsed, memory, found


def one(kind: str, path: Path) -> None:
    begun = time.perf_counter()
    found = by_hand(path) if kind == "hand" else measured(path, int(kind))
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps([cpu, time.perf_counter() - begun, used.ru_maxrss / 1e6, found]))


def main(sizes: list[int]) -> None:
    print(f"{'crossings':>12} {'each':>5} {'what':<10} {'CPU s':>8} {'s':>8} {'GB':>6} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for size, each in [*((size, 16) for size in sizes), *((sizes[0], each) for each in (4, 100, 500))]:
            path = Path(folder) / f"{size}-{each}.parquet"
            generated(path, size, each)
            hand = timed("hand", path)
            rows = [("by hand", hand), ("1 rule", timed("1", path))]
            if each == 16:
                rows.append(("4 rules", timed("4", path)))
            for name, (cpu, elapsed, memory, _) in rows:
                print(f"{size:>12,} {each:>5} {name:<10} {cpu:8.1f} {elapsed:8.1f} {memory:6.2f} {cpu / hand[0]:7.2f}")
            if each == 16:
                further = (rows[2][1][0] - rows[1][1][0]) / 3 / rows[1][1][0]
                print(
                    f"{'':>12} further rule: {further:.0%} of the first; migstat's pace: {MIGSTAT * size / rows[1][1][1]:.1f}x"
                )
            assert hand[3]["migrations"] == rows[1][1][3]["migrations"], (hand[3], rows[1][1][3])
            path.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main([int(float(size)) for size in sys.argv[1:]] or [100_000, 1_000_000])
