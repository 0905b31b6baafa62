"""What is doubtful in records: each case is counted and treated by a stated policy; nothing is left out silently.

Row by row first (`clean`): no person, no date, a direction that is not known, dates outside of what was observed. Then, once
crossings are in order (`Repairs`), what shows only in their sequence: crossings of one day, repeated rows, and two crossings
in one direction with none between, where one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sojourn.measurement.intake.mapping import Treatment
from sojourn.measurement.intake.records import FIRST_DAY, LAST_DAY
from sojourn.measurement.planning.unseen import ENDS, SINCE
from sojourn.measurement.sql.engine import Engine
from sojourn.model.errors import SojournError
from sojourn.model.message import message

KEEPS = ("person", "day", "dir")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful case that was found: how many records and how it was treated; `persons` where whole persons are meant."""

    case: str
    records: int
    policy: str
    persons: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {"case": self.case, "records": self.records, "persons": self.persons, "policy": self.policy}


@dataclass(slots=True)
class Quality:
    """What was read and found: records, persons, the days observed, and all doubtful cases."""

    treatment: Treatment
    records: int = 0
    used: int = 0
    persons: int = 0
    first: int = 0
    last: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    def found(self, case: str, records: int, persons: int = 0) -> str:
        """Note a case and give its policy. Raises SojournError if the policy is to stop."""
        policy = self.treatment.policy(case)
        if records:
            self.doubts.append(Doubt(case, records, policy, persons))
            if policy == "stop":
                raise SojournError(
                    message("error-doubtful-records", records=records, case=case),
                    message("error-policy-stops"),
                    message("error-other-policy", case=case),
                )
        return policy

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "records": self.records,
            "used": self.used,
            "persons": self.persons,
            "doubts": [doubt.to_dict() for doubt in self.doubts],
            "notes": dict(self.notes),
            "treatment": self.treatment.to_dict(),
        }


def clean(engine: Engine, form: str, carried: Sequence[str], quality: Quality) -> None:
    """Make `clean` from `raw` (or `raw_stays`): the records that can be used, and count the others."""
    if form == "stays":
        _stays_as_crossings(engine, carried, quality)
    _row_by_row(engine, carried, quality)


def _row_by_row(engine: Engine, carried: Sequence[str], quality: Quality) -> None:
    treatment = quality.treatment
    first = treatment.observed_from.toordinal() if treatment.observed_from else FIRST_DAY
    last = treatment.observed_until.toordinal() if treatment.observed_until else LAST_DAY
    if ENDS in carried:
        # Each person's own days say it; here those that the calendar has.
        first, last = FIRST_DAY, LAST_DAY
    own = [f"day < {SINCE} OR day > {ENDS}"] if ENDS in carried else []
    tests = {
        "no-person": "person IS NULL",
        "no-date": "day IS NULL",
        "no-direction": "dir IS NULL",
        "out-of-range": " OR ".join([f"day < {first} OR day > {last}", *own, *_in_gaps(treatment)]),
        "month-only": "month = 1",
    }
    sums = ", ".join(f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in tests.values())
    records, *counts = engine.rows(f"SELECT COUNT(*), {sums} FROM raw")[0]
    quality.records = quality.records or records
    unusable = []
    for (case, test), count in zip(tests.items(), counts, strict=True):
        policy = quality.found(case, int(count or 0))
        if policy == "exclude" and count:
            unusable.append(f"({test})")
    kept = "".join(f", {column}" for column in carried)
    # `COALESCE` because a test of what is missing is neither true nor false.
    where = f" WHERE NOT COALESCE({' OR '.join(unusable)}, FALSE)" if unusable else ""
    if where:
        engine.table("clean", f"SELECT person, day, dir, ord{kept} FROM raw{where}")
        engine.drop("raw")
    else:
        engine.rename("raw", "clean")
    found = engine.rows("SELECT COUNT(*), MIN(day), MAX(day) FROM clean")[0]
    quality.used, quality.first, quality.last = found[0], found[1] or 0, found[2] or 0


def _in_gaps(treatment: Treatment) -> Iterator[str]:
    """Tests of days of which nothing is known, records or not."""
    for begun, ended in treatment.unobserved:
        yield f"(day >= {begun.toordinal()} AND day <= {ended.toordinal()})"


def _stays_as_crossings(engine: Engine, carried: Sequence[str], quality: Quality) -> None:
    kept = "".join(f", {column}" for column in carried)
    bad = "(a IS NULL AND no_a = 0) OR (b IS NULL AND no_b = 0)"
    records, undated, backwards, empty = engine.rows(
        f"SELECT COUNT(*), SUM(CASE WHEN {bad} THEN 1 ELSE 0 END), SUM(CASE WHEN b < a THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN no_a = 1 AND no_b = 1 THEN 1 ELSE 0 END) FROM raw_stays"
    )[0]
    quality.records = records
    quality.notes["stays-without-dates"] = int(empty or 0)
    quality.found("no-date", int(undated or 0))
    quality.found("backwards", int(backwards or 0))
    engine.table(
        "whole_stays",
        f"SELECT * FROM raw_stays WHERE NOT ({bad}) AND COALESCE(b >= a, TRUE) AND NOT (no_a = 1 AND no_b = 1)",
    )
    engine.table("whole_stays", _without_overlaps(engine, quality, carried))
    engine.table(
        "raw",
        f"SELECT person, a AS day, 1 AS dir, 2 * place AS ord, month_a AS month{kept} FROM whole_stays WHERE a IS NOT NULL "
        f"UNION ALL SELECT person, b, 0, 2 * place + 1, month_b{kept} FROM whole_stays WHERE b IS NOT NULL",
    )
    engine.drop("raw_stays")
    engine.drop("whole_stays")


def _without_overlaps(engine: Engine, quality: Quality, carried: Sequence[str]) -> str:
    """The stays numbered in order of time; overlapping ones are merged, or their persons set aside."""
    order = "ORDER BY COALESCE(a, -1), COALESCE(b, 9999999)"
    engine.table(
        "numbered",
        f"""SELECT *, CASE WHEN COALESCE(a, -1) < COALESCE(MAX(COALESCE(b, 9999999)) OVER (PARTITION BY person {order}
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) THEN 1 ELSE 0 END AS lapped FROM whole_stays""",
    )
    count, persons = engine.rows("SELECT COUNT(*), COUNT(DISTINCT person) FROM numbered WHERE lapped = 1")[0]
    policy = quality.found("overlap", count, persons)
    place = f"CAST(ROW_NUMBER() OVER (PARTITION BY person {order}) AS INT) AS place"
    if count and policy == "exclude-person":
        return (
            f"SELECT n.*, {place} FROM numbered n WHERE NOT EXISTS "
            "(SELECT 1 FROM numbered o WHERE o.lapped = 1 AND o.person = n.person)"
        )
    if not count:
        return f"SELECT *, {place} FROM numbered"
    kept = "".join(f", MIN({column}) AS {column}" for column in carried)
    return f"""SELECT person, NULLIF(MIN(COALESCE(a, -1)), -1) AS a, NULLIF(MAX(COALESCE(b, 9999999)), 9999999) AS b,
  MAX(month_a) AS month_a, MAX(month_b) AS month_b{kept}, CAST(island AS INT) AS place
FROM (SELECT *, SUM(1 - lapped) OVER (PARTITION BY person {order}) AS island FROM numbered) i GROUP BY person, island"""


def in_order(engine: Engine, quality: Quality, carried: Sequence[str]) -> None:
    """Let crossings of one day alternate in `clean`: by the time of day, else by where the person was before.

    `ord` is the place in the day then, and 0 where there is one crossing only.
    """
    kept = "".join(f", {column}" for column in carried)
    engine.table("busy", "SELECT person, day FROM clean GROUP BY person, day HAVING COUNT(*) > 1")
    engine.table("busy_people", "SELECT DISTINCT person FROM busy")
    engine.table("sides", _SIDES)
    engine.table("alternating", _ALTERNATING.format(kept=kept))
    quality.found("duplicate", engine.rows("SELECT COUNT(*) FROM alternating WHERE i > other + 1")[0][0])
    columns = "".join(f", c.{column}" for column in carried)
    quiet = f"""SELECT c.person, c.day, c.dir, 0 AS ord{columns} FROM clean c
WHERE NOT EXISTS (SELECT 1 FROM busy b WHERE b.person = c.person AND b.day = c.day)"""
    place = "ROW_NUMBER() OVER (PARTITION BY person, day ORDER BY ord, 2 * i + late)"
    mended = f"""SELECT person, day, dir, CAST({place} AS INT) AS ord{kept}
FROM alternating WHERE i <= other + 1"""
    engine.table("clean_again", f"{quiet} UNION ALL {mended}")
    engine.rename("clean_again", "clean")
    for table in ("busy", "busy_people", "sides", "alternating"):
        engine.drop(table)


class Repairs:
    """Looks at crossings in order (`moves`) and mends `clean` where their sequence cannot be; see `decide.decide`."""

    def __init__(self, quality: Quality, carried: Sequence[str]) -> None:
        self.quality, self.carried = quality, list(carried)
        self._stage = 0

    def __call__(self, engine: Engine) -> bool:
        """Whether `clean` was changed."""
        same_day, repeated = engine.rows(
            "SELECT COALESCE(SUM(CASE WHEN nxt = day THEN 1 ELSE 0 END), 0), "
            "COALESCE(SUM(CASE WHEN prev = dir THEN 1 ELSE 0 END), 0) FROM moves"
        )[0]
        if self._stage == 0:
            self._stage = 1
            self.quality.notes["same-day"] = int(same_day)
            if same_day:
                in_order(engine, self.quality, self.carried)
                return True
        if self._stage == 1 and repeated:
            self._stage = 2
            return self._missing(engine, int(repeated))
        self._stage = 3
        used, persons = engine.rows(
            "SELECT COUNT(*), COALESCE(SUM(CASE WHEN seq = 1 THEN 1 ELSE 0 END), 0) FROM moves"
        )[0]
        self.quality.used, self.quality.persons = int(used), int(persons)
        return False

    def _missing(self, engine: Engine, repeated: int) -> bool:
        persons = engine.rows("SELECT COUNT(DISTINCT person) FROM moves WHERE prev = dir")[0][0]
        policy = self.quality.found("repeated", repeated, persons)
        kept = "".join(f", {column}" for column in self.carried)
        if policy == "exclude-person":
            where = "NOT EXISTS (SELECT 1 FROM moves o WHERE o.prev = o.dir AND o.person = m.person)"
        elif policy == "keep-first":
            where = "prev <> dir"
        else:
            where = "following <> dir"
        following = "COALESCE(LEAD(dir) OVER (PARTITION BY person ORDER BY seq), 1 - dir) AS following"
        engine.table(
            "clean",
            f"SELECT person, day, dir, seq AS ord{kept} FROM (SELECT *, {following} FROM moves) m WHERE {where}",
        )
        return True


# Where a person is before each day: where the last day with more crossings in one direction left him; else the next one.
_SIDES = """
SELECT person, day, arrivals, departures,
  CASE WHEN before >= 0 THEN before % 2 WHEN later < 99999999 THEN 1 - later % 2 ELSE 0 END AS inside
FROM (
  SELECT person, day, arrivals, departures,
    COALESCE(MAX(CASE WHEN arrivals <> departures THEN 2 * day + CASE WHEN arrivals > departures THEN 1 ELSE 0 END ELSE -1 END)
      OVER (PARTITION BY person ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), -1) AS before,
    COALESCE(MIN(CASE WHEN arrivals <> departures THEN 2 * day + CASE WHEN arrivals > departures THEN 1 ELSE 0 END
      ELSE 99999999 END) OVER (PARTITION BY person ORDER BY day ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 99999999)
      AS later
  FROM (
    SELECT c.person, c.day, SUM(c.dir) AS arrivals, SUM(1 - c.dir) AS departures
    FROM clean c JOIN busy_people b ON b.person = c.person GROUP BY c.person, c.day
  ) d
) s"""
_ALTERNATING = """
SELECT c.person, c.day, c.dir, c.ord{kept},
  ROW_NUMBER() OVER (PARTITION BY c.person, c.day, c.dir ORDER BY c.ord) AS i,
  CASE WHEN c.dir = 1 THEN s.departures ELSE s.arrivals END AS other,
  CASE WHEN c.dir = CASE WHEN s.arrivals > s.departures THEN 1 WHEN s.arrivals < s.departures THEN 0 ELSE 1 - s.inside END
    THEN 0 ELSE 1 END AS late
FROM clean c JOIN busy b ON b.person = c.person AND b.day = c.day JOIN sides s ON s.person = c.person AND s.day = c.day"""
