"""The 12/16 rule alone, written by hand for it: what `sojourn measure` is held against in `bench_measure`.

The same work by the quickest means known: DuckDB reads and packs each crossing into one number, NumPy sorts the numbers and
sweeps them in chunks that fit in the cache, with three values, and DuckDB writes the decisions and counts. It knows nothing but
clean dates, two words for the directions and this rule.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sojourn.rules.logic.calendar import add_months

EVER, EPOCH, CHUNK = 10_000_000, 719_163, 1 << 16
Array = Any


def by_hand(files: str, out: str) -> dict[str, int]:
    """Read crossings, write decisions to `out`; the number of migrations."""
    import duckdb
    import numpy as np

    con = duckdb.connect()
    con.execute("SET threads = 2")
    con.execute("SET preserve_insertion_order = false")
    day = f"(date - DATE '1970-01-01' + {EPOCH})"
    low, known = con.execute(f"SELECT MIN({day}), MAX({day}) + 1 FROM '{files}'").fetchall()[0]
    packed = f"(person << 23) | ({day} << 1) | CAST(direction = 'arrival' AS BIGINT)"
    key = con.execute(f"SELECT {packed} AS key FROM '{files}'").fetchnumpy()["key"]
    key.sort()
    days = [date.fromordinal(each) for each in range(low, known)]
    ends = np.array([add_months(each, 16).toordinal() for each in days], np.int32)
    full = np.array([add_months(each, 12).toordinal() - each.toordinal() for each in days], np.int32)
    kinds = {"person": "int64", "day": "int32", "dir": "int8", "before": "int8", "answer": "int8", "after": "int8"}
    found = {name: np.empty(len(key), kind) for name, kind in (kinds | {"wait": "int32"}).items()}
    person, a = key >> 23, 0
    while a < len(key):
        b = a + CHUNK
        b = len(key) if b >= len(key) else int(np.searchsorted(person, person[b]))
        for name, values in _chunk(key[a:b], person[a:b], ends, full, low, known).items():
            found[name][a:b] = values
        a = b
    con.register("found", found)
    con.execute(f"COPY ({_WORDS}) TO '{out}' (FORMAT parquet)")
    counts = con.execute(
        f"SELECT year(DATE '1970-01-01' + (day - {EPOCH})) AS y, dir, answer, COUNT(*) FROM found GROUP BY ALL"
    )
    return {"migrations": sum(n for _, _, answer, n in counts.fetchall() if answer == 2)}


def _chunk(key: Array, person: Array, ends: Array, full: Array, low: int, known: int) -> dict[str, Array]:
    import numpy as np

    day, arrival = ((key >> 1) & ((1 << 22) - 1)).astype(np.int32), (key & 1).astype(np.int8)
    first = np.append(True, person[1:] != person[:-1])
    heads, group = np.flatnonzero(first), np.cumsum(first) - 1
    change = np.where(arrival == 1, -day, day).astype(np.int64)
    sums = np.cumsum(change)
    sums -= (sums[heads] - change[heads] - np.where(arrival[heads] == 1, 0, EVER))[group]
    window, needed = ends[day - low], full[day - low]
    end = np.minimum(window, known)
    last = np.searchsorted(key, (person << 23) | (end.astype(np.int64) << 1)) - 1
    present = sums[last] + arrival[last] * end - (sums + arrival * day)
    counted = np.where(arrival == 1, present, end - day - present)
    asked = (counted >= needed).astype(np.int8) + (counted + (window - end) >= needed)
    marks = np.zeros(len(key), np.int32)
    hits = np.flatnonzero(asked[:-1] == 2)
    marks[hits + 1] = 4 * (hits + 1) + 2 * arrival[hits]
    marks[heads] = 4 * heads + 1
    before, wait = (np.maximum.accumulate(marks) & 3).astype(np.int8), np.zeros(len(key), np.int32)
    if (asked == 1).any():
        who = np.zeros(len(heads), bool)
        who[group[asked == 1]] = True
        rows = np.flatnonzero(who[group])
        before[rows] = _open(asked[rows], arrival[rows], before[rows], first[rows])
        waiting = np.where(asked[rows] == 1, window[rows] - 1, 0)
        wait[rows] = np.maximum.accumulate((group[rows] << 24) | waiting) & ((1 << 24) - 1)
    target = 2 * arrival
    answer = np.where(before == 1, np.where(asked == 0, 0, 1), np.where(before != target, asked, 0))
    stays = np.where((asked == 0) & (before != 1), before, 1)
    after = np.where((before == target) | (asked == 2), target, stays)
    return {
        "person": person, "day": day, "dir": arrival, "before": before, "answer": answer, "after": after, "wait": wait,
    }  # fmt: skip


def _open(asked: Array, arrival: Array, before: Array, first: Array) -> Array:
    """The status before the crossings of persons of whom some is open."""
    import numpy as np

    def latest(test: Array) -> Array:
        marks = np.full(len(test), -1)
        hits = np.flatnonzero(test[:-1])
        marks[hits + 1] = hits + 1
        return np.maximum.accumulate(marks)

    begun = np.maximum(latest(asked == 2), np.maximum.accumulate(np.where(first, np.arange(len(first)), -1)))
    resident = (before >= 1) | (latest((asked == 1) & (arrival == 1)) > begun)
    other = (before <= 1) | (latest((asked == 1) & (arrival == 0)) > begun)
    return np.where(resident & other, 1, np.where(resident, 2, 0))


_KINDS = "ENUM('non-resident', 'unknown', 'resident')"
_STATUS = (
    f"CASE {{}} WHEN 0 THEN CAST('non-resident' AS {_KINDS}) WHEN 2 THEN CAST('resident' AS {_KINDS}) "
    f"ELSE CAST('unknown' AS {_KINDS}) END"
)
_WAY = "ENUM('departure', 'arrival')"
_WORDS = f"""
SELECT person, DATE '1970-01-01' + (day - {EPOCH}) AS crossing,
  CASE dir WHEN 1 THEN CAST('arrival' AS {_WAY}) ELSE CAST('departure' AS {_WAY}) END AS direction,
  {_STATUS.format("before")} AS status_before, CASE answer WHEN 0 THEN FALSE WHEN 2 THEN TRUE END AS migration,
  {_STATUS.format("after")} AS status_after,
  CASE WHEN answer = 1 THEN DATE '1970-01-01' + (wait - {EPOCH}) END AS decided_by
FROM found"""
