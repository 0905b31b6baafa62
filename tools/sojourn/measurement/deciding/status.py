"""The resident status over a person's crossings, from what each crossing asks (`crossings`), with three values.

The status before a crossing is where the last crossing pointed that certainly changed it; each open crossing since then
leaves its own target possible too. That takes a maximum over the crossings before, and no step by step.
"""

from __future__ import annotations

from collections.abc import Sequence

from sojourn.measurement.deciding.crossings import Slot

BEFORE = "OVER (PARTITION BY person ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
UP_TO = "OVER (PARTITION BY person ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"


def persons_with_open(slots: Sequence[Slot]) -> str:
    """The persons of whom some crossing is open under some variant."""
    some = " OR ".join(f"m{s.number} = 1" + (f" OR o{s.number} = 1" if s.always else "") for s in slots)
    return f"SELECT DISTINCT person FROM guards WHERE {some}"


def settled(slots: Sequence[Slot], columns: Sequence[str], start: str, *, some_open: bool) -> str:
    """The process of the persons of whom no crossing is open (all persons, unless `some_open`)."""
    last = ",\n    ".join(f"{_last(s)} AS t{s.number}" for s in slots)
    out = "".join(f",\n  {_answers(s, _by_last(s, start))}, CAST(0 AS INT) AS d{s.number}" for s in slots)
    where = "WHERE NOT EXISTS (SELECT 1 FROM open_persons p WHERE p.person = guards.person)" if some_open else ""
    return _two_levels(slots, columns, last, out, where)


def opened(slots: Sequence[Slot], columns: Sequence[str], start: str) -> str:
    """The process of the persons of whom some crossing is open; `d` is the last day that an open crossing waits for."""
    parts = []
    for s in slots:
        n = s.number
        parts.append(f"{_last(s)} AS t{n}")
        parts.append(f"COALESCE(MAX(CASE WHEN m{n} = 1 AND dir = 1 THEN seq ELSE -1 END) {BEFORE}, -1) AS ua{n}")
        parts.append(f"COALESCE(MAX(CASE WHEN m{n} = 1 AND dir = 0 THEN seq ELSE -1 END) {BEFORE}, -1) AS ud{n}")
        if s.plan.single:
            openly = f"m{n} = 1" + (f" OR o{n} = 1" if s.always else "")
            parts.append(f"MAX(CASE WHEN {openly} THEN h{n} - 1 ELSE 0 END) {UP_TO} AS d{n}")
        else:
            parts.append(f"CAST(0 AS INT) AS d{n}")
    out = ""
    for s in slots:
        n, base = s.number, _by_last(s, start)
        status = base
        if s.plan.moves:
            resident = f"({base} >= 1 OR 2 * ua{n} > t{n})"
            other = f"({base} <= 1 OR 2 * ud{n} > t{n})"
            status = f"CASE WHEN {resident} AND {other} THEN 1 WHEN {resident} THEN 2 ELSE 0 END"
        out += f",\n  {_answers(s, status)}, d{n}"
    return _two_levels(
        slots,
        columns,
        ",\n    ".join(parts),
        out,
        "WHERE EXISTS (SELECT 1 FROM open_persons p WHERE p.person = guards.person)",
    )


def _two_levels(slots: Sequence[Slot], columns: Sequence[str], inner: str, out: str, where: str) -> str:
    carried = "".join(f", {column}" for column in columns)
    kept = "".join(f", m{s.number}" + (f", o{s.number}" if s.always else "") for s in slots)
    return f"""
SELECT person, seq, day, dir{carried}{out}
FROM (
  SELECT person, seq, day, dir{carried}{kept},
    {inner}
  FROM guards {where}
) x"""


def _last(slot: Slot) -> str:
    n = slot.number
    return f"COALESCE(MAX(CASE WHEN m{n} = 2 THEN 2 * seq + dir ELSE -1 END) {BEFORE}, -1)"


def _by_last(slot: Slot, start: str) -> str:
    """The status after the last crossing that certainly changed it."""
    if not slot.plan.moves:
        return start
    n = slot.number
    return f"(CASE WHEN t{n} < 0 THEN {start} ELSE 2 * (t{n} % 2) END)"


def _answers(slot: Slot, before: str) -> str:
    """The status before as a code, with the answer: `b` and `g` of the variant."""
    return f"CAST({before} AS TINYINT) AS b{slot.number}, {_kept(slot)}"


def _kept(slot: Slot) -> str:
    n = slot.number
    return f"m{n}" + (f", o{n}" if slot.always else "")


def answer(slot: Slot) -> str:
    """Whether a crossing is a migration, from the status before (`b`) and what is asked of each status."""
    n, other = slot.number, f"o{slot.number}" if slot.always else "0"
    moving, staying = f"m{n}", other
    # An arrival of a non-resident, or a departure of a resident, is asked `m`; the other way round `o`.
    away = f"(CASE WHEN dir = 1 THEN b{n} = 0 ELSE b{n} = 2 END)"
    both = f"CASE WHEN {moving} = {staying} THEN {moving} ELSE 1 END"
    return f"CASE WHEN b{n} = 1 THEN {both} WHEN {away} THEN {moving} ELSE {staying} END"


def after(slot: Slot) -> str:
    """The status after a crossing."""
    n = slot.number
    if not slot.plan.moves:
        return f"b{n}"
    arrival = f"CASE b{n} WHEN 0 THEN m{n} WHEN 2 THEN 2 ELSE CASE WHEN m{n} = 2 THEN 2 ELSE 1 END END"
    departure = f"CASE b{n} WHEN 2 THEN 2 - m{n} WHEN 0 THEN 0 ELSE CASE WHEN m{n} = 2 THEN 0 ELSE 1 END END"
    return f"CASE WHEN dir = 1 THEN {arrival} ELSE {departure} END"
