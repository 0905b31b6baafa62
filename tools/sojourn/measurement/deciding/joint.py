"""What several open crossings of one person decide together, as SQL: they are about the same days to come.

A crossing that is open waits for the days present by the end of its window. The windows end in the order of the crossings;
so what the future may be is, for each status, a range of days present, which is cut at the end of each window: above the
number that the crossing asks for, and below it. From one end to the next the count grows by no day at least, and by one a
day at most. Whatever status has a range left is possible. This is exact for rules that count one window a direction; the
persons of other rules, and those whose windows do not end in order, are decided one by one (`by_person`).

`lo` is the least count by now, `top` the greatest one less the day on which it is reached; both hold at any later day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sojourn.measurement.deciding.crossings import Layout, Slot
from sojourn.measurement.deciding.sweep import Step, swept
from sojourn.measurement.planning.plan import counts_at
from sojourn.measurement.sql.engine import Engine
from sojourn.measurement.sql.formula_sql import EVER
from sojourn.rules.logic.formula import Count

# Persons with more open crossings than so many are swept one by one.
LONG = 24


def settle(engine: Engine, layout: Layout, slots: Sequence[Slot]) -> bool:
    """Make the table `together` (slot, person, seq, b, g, f), which replaces what `opened` says; whether there is any.

    Also `unordered` (slot, person): those whose windows do not end in order.
    """
    asked = [slot for slot in slots if slot.plan.single and slot.plan.moves]
    if not asked:
        return False
    engine.table("tails", " UNION ALL ".join(_tail(layout, slot) for slot in asked))
    engine.table("unordered", _UNORDERED)
    engine.table("tail", _NUMBERED)
    longest = engine.rows("SELECT COALESCE(MAX(k), 0) FROM tail")[0][0]
    if not longest:
        return False
    parts = []
    if longest > LONG:
        _by_steps(engine)
        parts.append("SELECT slot, person, seq, b, g, f FROM long_out")
        longest = engine.rows("SELECT COALESCE(MAX(k), 0) FROM tail")[0][0]
    engine.table("world_0", _FIRST)
    for k in range(1, longest + 1):
        engine.table(f"cut_{k}", _cut(k))
        engine.table(f"world_{k}", _merged(k))
        engine.drop(f"world_{k - 1}")
        engine.table(f"out_{k}", _outcomes(k))
        engine.drop(f"cut_{k}")
        parts.append(f"SELECT slot, person, seq, b, g, f FROM out_{k}")
    engine.drop(f"world_{longest}")
    engine.gather("outcome", parts)
    engine.table("together", " UNION ALL ".join(_spread(slot) for slot in asked))
    for name in ("outcome", "tail", "tails", "long_out", *(f"out_{k}" for k in range(1, longest + 1))):
        engine.drop(name)
    return True


def _by_steps(engine: Engine) -> None:
    """Sweep the persons with very many open crossings one by one, since each further crossing is a query for all others."""
    long = f"(SELECT slot AS of, person AS who FROM tail WHERE k = {LONG + 1})"
    rows = engine.rows(
        "SELECT slot, person, seq, dir, m, o, h, l, u, b, present, known FROM tail "
        f"JOIN {long} x ON of = slot AND who = person ORDER BY slot, person, k"
    )
    out: dict[str, list[Any]] = {name: [] for name in ("slot", "person", "seq", "b", "g", "f")}
    for (slot, person), tail in groupby(rows, key=lambda row: (row[0], row[1])):
        kept = list(tail)
        steps = [Step(*row[3:9]) for row in kept]
        start, present, known = kept[0][9:12]
        for row, codes in zip(kept, swept(steps, start, present, known), strict=True):
            for column, each in zip(out.values(), (slot, person, row[2], *codes), strict=True):
                column.append(each)
    kind = "VARCHAR" if out["person"] and isinstance(out["person"][0], str) else "BIGINT"
    engine.load("long_out", out, {**dict.fromkeys(out, "INT"), "person": kind})
    engine.table(
        "tail_again",
        f"SELECT t.* FROM tail t WHERE NOT EXISTS (SELECT 1 FROM {long} x WHERE of = t.slot AND who = t.person)",
    )
    engine.table("tail", "SELECT * FROM tail_again")
    engine.drop("tail_again")


def _tail(layout: Layout, slot: Slot) -> str:
    """The crossings from the first open one on that could change the status, of persons with several open ones."""
    n = slot.number
    other, its = (f"o{n}", f"g.o{n}") if slot.always else ("0", "0")
    base, known = _end(layout, slot)
    return f"""
SELECT {n} AS slot, g.person, g.seq, g.dir, g.m{n} AS m, {its} AS o, g.h{n} AS h, g.l{n} AS l, g.u{n} AS u,
  s.b{n} AS b, e.present, e.known
FROM guards g
JOIN (SELECT person, MIN(seq) AS first FROM guards WHERE m{n} = 1 OR {other} = 1 GROUP BY person HAVING COUNT(*) > 1) f
  ON f.person = g.person AND g.seq >= f.first
JOIN opened s ON s.person = g.person AND s.seq = g.seq
JOIN ({_present(base, known)}) e ON e.person = g.person
WHERE g.m{n} > 0 OR {its} > 0"""


def _end(layout: Layout, slot: Slot) -> tuple[str, str]:
    """The day indicator of a variant, and the SQL of the first day that is not known."""
    counts = [each.atom for direction in layout.names for each in counts_at(slot.variant.formulas, direction)]
    base = min((atom.base for atom in counts if isinstance(atom, Count)), default="N")
    return base, layout.names["arrival"].known[base]


def _present(base: str, known: str) -> str:
    """The days present before the first day that is not known."""
    if base == "N":
        return f"SELECT person, s1 + dir * {known} AS present, {known} AS known FROM moves WHERE nxt = {EVER}"
    return f"""
SELECT m.person, d1 + d2 * {known} AS present, {known} AS known
FROM (SELECT * FROM moves WHERE nxt = {EVER}) m
JOIN (SELECT person AS of, d1, d2 FROM segments_{base} WHERE nxt = 2 * {EVER}) s ON of = m.person"""


_RUNNING = "OVER (PARTITION BY slot, person ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
_UNORDERED = f"""
SELECT DISTINCT slot, person FROM (
  SELECT slot, person, m, o, h, COALESCE(MAX(CASE WHEN m = 1 OR o = 1 THEN h ELSE -{EVER} END) {_RUNNING}, -{EVER}) AS last
  FROM tails) x
WHERE (m = 1 OR o = 1) AND h < last"""
_NUMBERED = """
SELECT t.*, CAST(ROW_NUMBER() OVER w AS INT) AS k, MAX(CASE WHEN m = 1 OR o = 1 THEN h ELSE known END) OVER w AS now
FROM tails t
WHERE NOT EXISTS (SELECT 1 FROM unordered u WHERE u.slot = t.slot AND u.person = t.person)
WINDOW w AS (PARTITION BY slot, person ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"""
_FIRST = """
SELECT slot, person, 0 AS status, present AS lo, present - known AS top FROM tail WHERE k = 1 AND b <= 1
UNION ALL
SELECT slot, person, 2 AS status, present AS lo, present - known AS top FROM tail WHERE k = 1 AND b >= 1"""


def _cut(k: int) -> str:
    """Each world with each answer that it can still give to crossing k: the status after it, and what is left of the range."""
    return f"""
SELECT slot, person, seq, status, answer, target, lo, top FROM (
  SELECT slot, person, seq, status, answer, v,
    CASE WHEN answer = 2 AND moving = 1 THEN 2 * dir ELSE status END AS target,
    CASE WHEN v <> 1 OR (u = 1) <> (answer = 2) THEN lo ELSE GREATEST(lo, l) END AS lo,
    CASE WHEN v <> 1 OR (u = 1) = (answer = 2) THEN top ELSE LEAST(top, l - 1 - h) END AS top, h
  FROM (
    SELECT w.slot, w.person, w.status, w.lo, w.top, t.seq, t.dir, t.h, t.l, t.u, a.answer,
      CASE WHEN w.status = 2 - 2 * t.dir THEN 1 ELSE 0 END AS moving,
      CASE WHEN w.status = 2 - 2 * t.dir THEN t.m ELSE t.o END AS v
    FROM world_{k - 1} w JOIN tail t ON t.slot = w.slot AND t.person = w.person AND t.k = {k}
    CROSS JOIN (SELECT 0 AS answer UNION ALL SELECT 2 AS answer) a
  ) x
) y WHERE v = answer OR (v = 1 AND lo <= top + h)"""


def _merged(k: int) -> str:
    """The worlds after crossing k: ranges of one status that touch are one."""
    return f"""
SELECT slot, person, status, MIN(lo) AS lo, MAX(top) AS top FROM (
  SELECT slot, person, status, lo, top, SUM(fresh) OVER w AS island FROM (
    SELECT slot, person, target AS status, lo, top,
      CASE WHEN lo > 1 + now + COALESCE(MAX(top) OVER v, -{2 * EVER}) THEN 1 ELSE 0 END AS fresh
    FROM (SELECT c.*, t.now FROM cut_{k} c JOIN tail t ON t.slot = c.slot AND t.person = c.person AND t.k = {k}) c
    WINDOW v AS (PARTITION BY slot, person, target ORDER BY lo, top ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ) x
  WINDOW w AS (PARTITION BY slot, person, status ORDER BY lo, top ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) y GROUP BY slot, person, status, island"""


def _outcomes(k: int) -> str:
    sets = ", ".join(
        f"CASE WHEN MIN({column}) = MAX({column}) THEN MIN({column}) ELSE 1 END AS {name}"
        for column, name in (("status", "b"), ("answer", "g"), ("target", "f"))
    )
    return f"SELECT slot, person, seq, {sets} FROM cut_{k} GROUP BY slot, person, seq"


def _spread(slot: Slot) -> str:
    """The outcomes for all crossings from the first open one on: others keep the status that the last one left."""
    n = slot.number
    order = "OVER (PARTITION BY person ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    return f"""
SELECT {n} AS slot, person, seq, CASE WHEN own = 1 THEN b ELSE held % 4 END AS b, CASE WHEN own = 1 THEN g ELSE 0 END AS g,
  CASE WHEN own = 1 THEN f ELSE held % 4 END AS f
FROM (
  SELECT person, seq, own, b, g, f, COALESCE(MAX(CASE WHEN own = 1 THEN 4 * seq + f ELSE -1 END) {order}, -1) AS held
  FROM (
    SELECT s.person, s.seq, CASE WHEN x.seq IS NULL THEN 0 ELSE 1 END AS own, COALESCE(x.b, 0) AS b, COALESCE(x.g, 0) AS g,
      COALESCE(x.f, 0) AS f
    FROM opened s
    JOIN (SELECT person, MIN(seq) AS first FROM outcome WHERE slot = {n} GROUP BY person) p
      ON p.person = s.person AND s.seq >= p.first
    LEFT JOIN outcome x ON x.slot = {n} AND x.person = s.person AND x.seq = s.seq
  ) y
) z"""


def persons_by_hand(slots: Sequence[Slot]) -> Iterator[str]:
    """SQL of the persons whom SQL leaves open although they may be decided, rule by rule."""
    for slot in slots:
        n = slot.number
        openly = f"m{n} = 1" + (f" OR o{n} = 1" if slot.always else "")
        if slot.plan.single and slot.plan.moves:
            yield f"SELECT {slot.rule} AS rule, person FROM unordered WHERE slot = {n}"
        elif not slot.plan.single:
            yield f"SELECT DISTINCT {slot.rule} AS rule, person FROM guards WHERE {openly}"
