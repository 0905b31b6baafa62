"""The status process over all crossings as SQL: what each rule asks, the status before, and whether it is a migration.

Steps, each a table: `moves` (crossings in order, with the days present so far), `guards` (for each variant of each rule
whether the crossing changes the status of somebody who could change it), `status` (the last crossing that certainly did
decides; open ones since then leave the status open). `joint` then settles what only several open crossings together decide.

Codes: status 0 non-resident, 1 not known, 2 resident; answers 0 no, 1 not decided, 2 yes; direction 1 arrival, 0 departure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.measurement.planning.plan import RulePlan, Variant, counts_at
from sojourn.measurement.planning.unseen import ENDS, NOTHING_UNSEEN, SINCE, Unseen
from sojourn.measurement.sql.formula_sql import EVER, Lookup, Names, threshold, value
from sojourn.rules.logic.calendar import ORIGIN, Point
from sojourn.rules.logic.formula import FALSE

# Persons with more crossings than so many are looked up in one pass over their crossings, not by a join.
MANY = 64
DIRECTIONS = (("arrival", 1), ("departure", 0))
MOVING = {"arrival": "non-resident", "departure": "resident"}


@dataclass(frozen=True, slots=True)
class Slot:
    """A variant of a rule by its number among all variants of a run."""

    number: int
    rule: int
    plan: RulePlan
    variant: Variant

    @property
    def always(self) -> bool:
        """Whether it counts crossings that do not point away from the status."""
        return any(
            self.variant.formulas[d, s] != FALSE for d, s in (("arrival", "resident"), ("departure", "non-resident"))
        )


Counted = tuple[int, int, tuple[Any, ...], int, int, int, int]


class Layout:
    """The SQL of a run over crossings: its rules, the columns that the data carry along, and the last day observed."""

    def __init__(
        self, plans: Sequence[RulePlan], columns: Sequence[str], attributes: Mapping[str, str], until: int,
        unseen: Unseen = NOTHING_UNSEEN,
    ) -> None:  # fmt: skip
        self.slots = [
            Slot(number, rule, plan, variant)
            for number, (rule, plan, variant) in enumerate(
                (rule, plan, variant)
                for rule, plan in enumerate(plans)
                if not plan.by_person
                for variant in plan.variants
            )
        ]
        self.plans, self.columns, self.until, self.unseen = list(plans), list(columns), until, unseen
        # What is carried along to the decisions; and how a person of `decided` is written: as it is, but for codes.
        self.kept = ["nxt", *self.columns]
        self.person, self.people = "person", ""
        # SQL of the rules and persons whom only `by_person` decides.
        self.by_hand: list[str] = []
        # By rule, where they are counted already: how many crossings of a day, direction, carried columns and codes (b, g, f).
        self.counted: dict[int, list[Counted]] = {}
        self.attributes = dict(attributes)
        points: dict[Point, str] = {}
        self.names = {direction: OwnNames(self.known, attributes, points) for direction, _ in DIRECTIONS}
        self.points = points
        self._guards = list(self._guard_columns())

    @property
    def known(self) -> dict[str, str]:
        """The SQL of the first day that is not known of a person, by day indicator."""
        ends = ENDS if self.unseen.own else str(self.until)
        return {"N": f"({ends} + 1)", "P": f"({ends} + 1 + inside)", "W": f"({ends} + 2 - inside)"}

    @property
    def observed(self) -> tuple[str, ...]:
        """The columns of the days on which a person was observed, where there are any."""
        return (SINCE, ENDS) if self.unseen.own else ()

    def of_persons(self, table: str) -> str:
        """A table of decisions, so that `person` of this layout gives persons as they are in the data."""
        if self.person == "person":
            return table
        return f"(SELECT d.person AS code, d.* EXCLUDE (person) FROM {table} d) d {self.people}"

    # -- tables ------------------------------------------------------------------------------------------------------------

    def moves(self, source: str) -> str:
        """The crossings of each person in order: `seq`, the day of the next one, and the days present before it (`s1`).

        The days present before a moment d after a crossing and up to the next one are s1 + dir * d: days add up as those of
        departures less those of arrivals. Who was there before observation began was so for ever.
        """
        inside = (
            ", MAX(2 * seq + dir) OVER (PARTITION BY person) % 2 AS inside" if self.asks("P") or self.asks("W") else ""
        )
        carried = "".join(f", {column}" for column in self.columns)
        return f"""
SELECT person, day, dir, seq, nxt, prev, s1 + {EVER} * ((seq + dir) % 2) AS s1{carried}{inside}
FROM (
  SELECT person, day, dir{carried}, COALESCE(LAG(dir) OVER w, 1 - dir) AS prev,
    CAST(ROW_NUMBER() OVER w AS INT) AS seq,
    COALESCE(LEAD(day) OVER w, {EVER}) AS nxt,
    CAST(SUM(CASE WHEN dir = 1 THEN -day ELSE day END) OVER w AS INT) AS s1
  FROM {source}
  WINDOW w AS (PARTITION BY person ORDER BY day, ord)
) x"""

    def asks(self, base: str) -> bool:
        """Whether a rule counts days by that indicator."""
        return any(lookup.base == base for names in self.names.values() for lookup in names.lookups)

    def stays(self) -> str:
        """The stays out of the crossings, and from when on one counts in parts of days (no day twice)."""
        return f"""
SELECT person, a, b, CASE WHEN a = last THEN a + 1 ELSE a END AS pa
FROM (
  SELECT person, day AS a, nxt AS b, dir, LAG(day) OVER (PARTITION BY person ORDER BY seq) AS last FROM moves
) x WHERE dir = 1
UNION ALL
SELECT person, -{EVER} AS a, day AS b, -{EVER} AS pa FROM moves WHERE seq = 1 AND dir = 0"""

    @staticmethod
    def events(base: str) -> str:
        """Where the count of days present begins and stops to grow: the moment, and what is added to the count then."""
        first, last = {"N": ("a", "b"), "P": ("pa", "b + 1"), "W": ("a + 1", "b")}[base]
        first = f"CASE WHEN a = -{EVER} THEN a ELSE {first} END"
        some = f"{first} < {last}"
        return f"""
SELECT person, {first} AS pos, -({first}) AS d1, 1 AS d2 FROM stays WHERE {some}
UNION ALL
SELECT person, {last} AS pos, {last} AS d1, -1 AS d2 FROM stays WHERE {some} AND b < {EVER}"""

    @staticmethod
    def segments(base: str) -> str:
        """The days present before a moment in (pos, nxt]: d1 + d2 * moment; the first segment has no beginning."""
        return f"""
SELECT person, pos, COALESCE(LEAD(pos) OVER w, 2 * {EVER}) AS nxt,
  CAST(SUM(d1) OVER w AS INT) AS d1, CAST(SUM(d2) OVER w AS INT) AS d2
FROM (SELECT person, pos, d1, d2 FROM events_{base} UNION ALL SELECT person, -2 * {EVER}, 0, 0 FROM moves WHERE seq = 1) x
WINDOW w AS (PARTITION BY person ORDER BY pos, d2)"""

    def anchors(self, table: str) -> str:
        """The crossings with the moments that the rules ask about, each no later than what is known."""
        points = "".join(f", c.{column}" for column in self.points.values())
        moments = "".join(f",\n  {sql} AS {name}_at" for name, sql in self._moments())
        return f"SELECT x.*{moments}\nFROM (SELECT m.*{points} FROM {table} m JOIN calendar c ON c.day = m.day) x"

    def _moments(self) -> Iterator[tuple[str, str]]:
        for name in self.lookup_names():
            arms = []
            for direction, code in DIRECTIONS:
                names = self.names[direction]
                found = next((lookup for lookup, column in names.lookups.items() if column == name), None)
                if found is not None:
                    known = names.known[found.base]
                    moment = known if found.point is None else f"LEAST({names.moment(found.point)}, {known})"
                    arms.append((code, moment))
            if len(arms) == 2 and arms[0][1] == arms[1][1]:
                yield name, arms[0][1]
            else:
                cases = " ".join(f"WHEN dir = {code} THEN {moment}" for code, moment in arms)
                yield name, f"CASE {cases} ELSE day + 1 END"

    def lookup_names(self) -> list[str]:
        """The columns that hold the days present before some moment; a direction has each at most once."""
        found = {name: lookup.base for names in self.names.values() for lookup, name in names.lookups.items()}
        return sorted(found)

    def ahead_only(self) -> bool:
        """Whether nothing is looked up before the crossing itself, so that the crossings themselves are the segments."""
        return all(
            lookup.base == "N" and (lookup.point is None or (not lookup.point.year and min(lookup.point[:2]) >= 0))
            for names in self.names.values()
            for lookup in names.lookups
        )

    def looked_up(self, anchors: str) -> str:
        """The anchors with the days present before each moment, by a join: one segment a moment."""
        text, counted = f"({anchors}) a", ""
        for i, name in enumerate(self.lookup_names()):
            source = f"segments_{name[1]}"
            if self.ahead_only():
                source = "(SELECT person, day AS pos, nxt, s1 AS d1, dir AS d2 FROM moves)"
            when = f"a.{name}_at"
            text += f"\n  JOIN {source} l{i} ON l{i}.person = a.person AND l{i}.pos < {when} AND {when} <= l{i}.nxt"
            counted += f", l{i}.d1 + l{i}.d2 * {when} AS {name}"
        return f"SELECT a.*{counted} FROM {text}"

    def passed(self, anchors: str) -> str:
        """As `looked_up`, in one pass over each person's crossings and moments in order: for persons with very many."""
        text, counted = f"({anchors}) a", ""
        for i, base in enumerate(sorted({name[1] for name in self.lookup_names()})):
            names = [name for name in self.lookup_names() if name[1] == base]
            asked = "".join(
                f"\n  UNION ALL SELECT person, {name}_at, 0, 0, seq, {k} FROM ({anchors}) q{k}"
                for k, name in enumerate(names)
            )
            columns = ", ".join(
                f"MAX(CASE WHEN slot = {k} THEN n ELSE -{EVER} END) AS {name}" for k, name in enumerate(names)
            )
            text += f"""
JOIN (SELECT person, seq, {columns} FROM (
  SELECT person, seq, slot, CAST(SUM(d1) OVER w + pos * SUM(d2) OVER w AS INT) AS n FROM (
  SELECT person, pos, d1, d2, 0 AS seq, -1 AS slot FROM events_{base}{asked}) u
  WINDOW w AS (PARTITION BY person ORDER BY pos, slot ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) v
WHERE slot >= 0 GROUP BY person, seq) l{i} ON l{i}.person = a.person AND l{i}.seq = a.seq"""
            counted += "".join(f", l{i}.{name}" for name in names)
        return f"SELECT a.*{counted} FROM {text}"

    def guards(self, looked_up: str) -> str:
        """What each variant says of a crossing of somebody whose status it could change (`m`), and of others (`o`)."""
        carried = "".join(f", {column}" for column in self.kept)
        columns = "".join(f",\n  {sql} AS {name}" for name, sql in self._guards)
        return f"SELECT person, seq, day, dir{carried}{columns}\nFROM ({looked_up}) y"

    def _guard_columns(self) -> Iterator[tuple[str, str]]:
        for slot in self.slots:
            moving = [self._value(slot, d, MOVING[d]) for d, _ in DIRECTIONS]
            yield f"m{slot.number}", _tiny(moving)
            if slot.always:
                yield f"o{slot.number}", _tiny([self._value(slot, d, _other(MOVING[d])) for d, _ in DIRECTIONS])
            if slot.plan.single:
                ends = [self._threshold(slot, direction) for direction, _ in DIRECTIONS]
                for k, (name, kind) in enumerate((("h", "INT"), ("l", "INT"), ("u", "TINYINT"))):
                    yield (
                        f"{name}{slot.number}",
                        f"CAST(CASE WHEN dir = 1 THEN {ends[0][k]} ELSE {ends[1][k]} END AS {kind})",
                    )

    def _value(self, slot: Slot, direction: str, status: str) -> str:
        return value(slot.variant.formulas[direction, status], self.names[direction], slot.variant.otherwise)

    def _threshold(self, slot: Slot, direction: str) -> tuple[str, str, str]:
        counts = counts_at(slot.variant.formulas, direction)
        if not counts:
            return "0", "0", "0"
        end, least, up = threshold(next(iter(counts)), self.names[direction])
        return end, least, str(int(up))


class OwnNames(Names):
    """Names at a crossing: the nights present before the crossing itself stand in its own row."""

    def __init__(self, known: Mapping[str, str], attribute: Mapping[str, str], points: dict[Point, str]) -> None:
        super().__init__(known, attribute, points)

    def lookup(self, base: str, point: Point | None) -> str:
        """As in `Names`; the columns are numbered for each day indicator."""
        if base == "N" and point == ORIGIN:
            return "(s1 + dir * day)"
        key = Lookup(base, point)
        if key not in self.lookups:
            self.lookups[key] = f"n{base}{sum(1 for each in self.lookups if each.base == base)}"
        return self.lookups[key]


def _tiny(values: Sequence[str]) -> str:
    return f"CAST(CASE WHEN dir = 1 THEN {values[0]} ELSE {values[1]} END AS TINYINT)"


def _other(status: str) -> str:
    return "resident" if status == "non-resident" else "non-resident"
