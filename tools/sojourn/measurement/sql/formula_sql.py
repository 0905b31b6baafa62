"""Formulas as SQL: three values as the integers 2 (holds), 1 (not decided yet) and 0 (does not hold).

The text keeps to what DuckDB, Spark and SQLite read alike: integers, CASE, LEAST, GREATEST. A moment is a day number (as
`date.toordinal`); a moment that depends on months is a column of the calendar table (`calendar_table`), which the
package's own month arithmetic makes. Days present are looked up: `Lookup` is the number of days present before a moment, by
one day indicator, as far as they are known.

With K the first day that is not known, a count over [lo, hi) has counted N(min(hi, K)) - N(min(lo, K)) days, and hi - K days
are still to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import lcm
from typing import NamedTuple

from sojourn.rules.logic.calendar import Amount, Point
from sojourn.rules.logic.formula import And, Around, Attribute, Count, Formula, Literal, Or, Weighted

# Further away than any length that a rule may name, in days: "for ever".
EVER = 10_000_000
HOLDS, OPEN, FAILS = 2, 1, 0


class Lookup(NamedTuple):
    """The days present before a moment, relative to the anchor; None is the end of what is known."""

    base: str
    point: Point | None


class AroundRun(NamedTuple):
    """The unbroken stay (absence) that contains the anchor day: its first day and the day after its last one."""

    base: str
    absent: bool


@dataclass(slots=True)
class Names:
    """What the formulas of one kind of anchor look up, and the columns that hold it.

    `known` gives the SQL of the first day that is not known, by day indicator; `attribute` the column of an attribute.
    """

    known: Mapping[str, str]
    attribute: Mapping[str, str] = field(default_factory=dict)
    points: dict[Point, str] = field(default_factory=dict)
    lookups: dict[Lookup, str] = field(default_factory=dict)
    runs: dict[AroundRun, str] = field(default_factory=dict)

    def moment(self, point: Point) -> str:
        """The SQL of a moment: the day of the anchor, or a column of the calendar, and so many days more."""
        base = "day"
        if point.months or point.year:
            bare = point._replace(days=0)
            base = self.points.setdefault(bare, f"p{len(self.points)}")
        return f"({base} {point.days:+d})" if point.days else base

    def lookup(self, base: str, point: Point | None) -> str:
        """The SQL of the days present before a moment, as far as they are known."""
        return self.lookups.setdefault(Lookup(base, point), f"n{len(self.lookups)}")

    def run(self, base: str, absent: bool) -> str:
        """The name of the columns (`_a`, `_b`) of the run around the anchor."""
        return self.runs.setdefault(AroundRun(base, absent), f"r{len(self.runs)}")


def value(formula: Formula, names: Names, otherwise: Mapping[str, str]) -> str:
    """The SQL of what a formula says at an anchor: 2, 1 or 0."""
    match formula:
        case Literal(atom, positive):
            text = _atom(atom, names, otherwise)
            return text if positive else f"(2 - {text})"
        case And(()):
            return "2"
        case Or(()):
            return "0"
        case And(parts) | Or(parts):
            inner = [value(part, names, otherwise) for part in parts]
            name = "LEAST" if isinstance(formula, And) else "GREATEST"
            return inner[0] if len(inner) == 1 else f"{name}({', '.join(inner)})"


def _atom(atom: object, names: Names, otherwise: Mapping[str, str]) -> str:
    match atom:
        case Attribute(name, values):
            listed = ", ".join(quoted(value) for value in values)
            column = names.attribute[name]
            return f"CASE WHEN COALESCE({column}, {quoted(otherwise[name])}) IN ({listed}) THEN 2 ELSE 0 END"
        case Count():
            counted, rest = _window(atom.base, atom.lo, atom.hi, atom.absent, names)
            return _three(counted, rest, days(atom.amount, names))
        case Weighted():
            scale = lcm(*(weight.denominator for _, _, weight in atom.parts))
            sums = [_window(atom.base, lo, hi, atom.absent, names) for lo, hi, _ in atom.parts]
            factors = [int(weight * scale) for _, _, weight in atom.parts]
            counted = " + ".join(f"{k} * ({c})" for k, (c, _) in zip(factors, sums, strict=True))
            rest = " + ".join(f"{k} * ({r})" for k, (_, r) in zip(factors, sums, strict=True))
            return _three(counted, rest, f"{scale} * ({days(atom.amount, names)})")
        case Around():
            return _around(atom, names)
    raise AssertionError(f"{atom} is decided person by person")


def _three(counted: str, rest: str, amount: str) -> str:
    return f"CASE WHEN {counted} >= {amount} THEN 2 WHEN {counted} + {rest} < {amount} THEN 0 ELSE 1 END"


def _window(base: str, lo: Point | None, hi: Point | None, absent: bool, names: Names) -> tuple[str, str]:
    """The days counted in a window so far, and those still to come."""
    known = names.known[base]
    start = f"-{EVER}" if lo is None else names.moment(lo)
    end = str(EVER) if hi is None else names.moment(hi)
    before = "0" if lo is None else names.lookup(base, lo)
    present = f"GREATEST(0, {names.lookup(base, hi)} - {before})"
    seen = f"GREATEST(0, LEAST({end}, {known}) - LEAST({start}, {known}))"
    rest = f"GREATEST(0, {end} - GREATEST({start}, {known}))"
    return (f"({seen} - {present})" if absent else present), rest


def days(amount: Amount, names: Names) -> str:
    """The SQL of a number of days."""
    end, start = names.moment(amount.end), names.moment(amount.start)
    if amount.of > 1:
        times = f"({amount.part} * ({end} - {start}) + {amount.up})"
        return f"(CAST(({times} - {times} % {amount.of}) / {amount.of} AS INTEGER) {amount.extra:+d})"
    if not (amount.end.months or amount.end.year or amount.start.months or amount.start.year):
        return str(amount.end.days - amount.start.days + amount.extra)
    return f"({end} - {start} {amount.extra:+d})"


def threshold(literal: Literal, names: Names) -> tuple[str, str, bool]:
    """For a formula with one count: the end of its window, and the days present by then at which its answer turns.

    The third part says whether it holds from that number on (or, if not, below it).
    """
    atom = literal.atom
    assert isinstance(atom, Count)
    start = f"-{EVER}" if atom.lo is None else names.moment(atom.lo)
    end = str(EVER) if atom.hi is None else names.moment(atom.hi)
    before = "0" if atom.lo is None else names.lookup(atom.base, atom.lo)
    amount = days(atom.amount, names)
    if atom.absent:
        return end, f"({end} - {start} - {amount} + {before} + 1)", not literal.positive
    return end, f"({amount} + {before})", literal.positive


def _around(atom: Around, names: Names) -> str:
    """The stay around the date lasts at least so long. Its first day has its own months in the calendar."""
    run = names.run(atom.base, atom.absent)
    known = names.known[atom.base]
    length = Point(atom.months, atom.days)
    start = f"{run}_m{length.months}" if length.months else f"{run}_a"
    needed = f"GREATEST({start} + {atom.days}, day + 1)"
    return (
        f"CASE WHEN day >= {known} THEN 1 WHEN {run}_there = 0 THEN 0 WHEN {run}_a < -{EVER // 2} THEN 2 "
        f"WHEN LEAST({run}_b, {known}) >= {needed} THEN 2 WHEN {run}_b < {known} THEN 0 ELSE 1 END"
    )


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
