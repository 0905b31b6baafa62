"""Rules as and/or formulas over a few kinds of literals, and their disjunctive form.

A literal speaks of one presence object (the actual stays, or the stated, permitted or registered ones) or of one
attribute of the person. Every duration limb becomes such literals in `lowering`; here they are only combined, negated
and split into clauses. A clause (a conjunction of signed literals) is what the decision procedure gets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sojourn.model.hashed_once import HashedOnce, hashed_once
from sojourn.rules.errors import TooLargeError
from sojourn.rules.logic.calendar import Amount, Point

MAX_CLAUSES = 5_000
# Up to so many clauses are searched for those that others make superfluous.
MAX_ABSORBED = 400


class Count(NamedTuple):
    """At least `amount` measured days lie in [lo, hi); `None` as an end is the unlimited past or future.

    `absent` counts days away instead of days present. `base` is the day indicator: N (nights), P (any part of the
    day) or W (whole days).
    """

    obj: str
    base: str
    lo: Point | None
    hi: Point | None
    amount: Amount
    absent: bool = False


class Around(NamedTuple):
    """The unbroken stay that contains the anchor day lasts at least so many months and days (plus `extra` days)."""

    obj: str
    base: str
    months: int
    days: int
    absent: bool = False


class Rolling(NamedTuple):
    """Some window of that length holds at least `amount_months` and `amount` measured days.

    It lies anywhere on the time axis or, with `lo` and `hi`, as a whole in the period between them. With `rest`, it holds
    all of its days but fewer than that: what is left of the window when somebody falls short of a minimum.
    """

    obj: str
    base: str
    months: int
    days: int
    amount: int
    absent: bool = False
    amount_months: int = 0
    rest: bool = False
    lo: Point | None = None
    hi: Point | None = None


class Break(NamedTuple):
    """Some day of [lo, hi) lies in a break: a stretch of the other state of at least so many `months` and `days`.

    Months are counted from the first day of the stretch. `absent` tells that absence is measured, so that a break is a
    visit. That there is none means: the measured state goes on through the whole of [lo, hi), but for shorter breaks.
    """

    obj: str
    base: str
    lo: Point
    hi: Point
    months: int
    days: int
    absent: bool = False


class Weighted(NamedTuple):
    """The weighted sum of the measured days of several windows is at least `amount` days."""

    obj: str
    base: str
    parts: tuple[tuple[Point, Point, Fraction], ...]
    amount: Amount
    absent: bool = False


class Attribute(NamedTuple):
    """The person's attribute `name` has one of `values` (sorted).

    `groups` are those of the values that stand for several others, so that nobody has such a one alone.
    """

    name: str
    values: tuple[str, ...]
    groups: tuple[str, ...] = ()


Atom = Count | Around | Rolling | Break | Weighted | Attribute


@hashed_once
@dataclass(frozen=True, slots=True)
class Literal(HashedOnce):
    """A literal that must hold (`positive`) or must not."""

    atom: Atom
    positive: bool = True


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold; `And(())` is always true."""

    parts: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds; `Or(())` is never true."""

    parts: tuple[Formula, ...] = ()


Formula = Literal | And | Or
Clause = frozenset[Literal]
TRUE = And(())
FALSE = Or(())


def negate(formula: Formula) -> Formula:
    """The opposite formula, with negation pushed down to the literals."""
    match formula:
        case Literal(atom, positive):
            return Literal(atom, not positive)
        case And(parts):
            return Or(tuple(negate(p) for p in parts))
        case Or(parts):
            return And(tuple(negate(p) for p in parts))


def clauses(formula: Formula) -> tuple[Clause, ...]:
    """The disjunctive form: one of these clauses holds. Raises TooLargeError when there are too many."""
    match formula:
        case Literal():
            return (frozenset((formula,)),)
        case Or(parts):
            return any_of([clauses(p) for p in parts])
        case And(parts):
            return all_of([clauses(p) for p in parts])


def any_of(parts: Iterable[tuple[Clause, ...]]) -> tuple[Clause, ...]:
    """The clauses of a disjunction, from those of its parts."""
    return _fewest(clause for part in parts for clause in part)


def all_of(parts: Iterable[tuple[Clause, ...]]) -> tuple[Clause, ...]:
    """The clauses of a conjunction, from those of its parts. Raises TooLargeError when there are too many."""
    several: list[tuple[Clause, ...]] = []
    certain: Clause = frozenset()
    for part in parts:
        if len(part) == 1:
            certain |= part[0]
        else:
            several.append(part)
    found: tuple[Clause, ...] = () if _contradicts(certain) else (certain,)
    for part in sorted(several, key=len):
        if len(found) * len(part) > MAX_CLAUSES:
            raise TooLargeError
        found = _fewest(one | other for one in found for other in part if not clash(one, other))
    return found


def only_minimums(formula: Formula) -> bool:
    """Whether more days can only help."""
    if isinstance(formula, Literal):
        return formula.positive
    return all(only_minimums(part) for part in formula.parts)


def _contradicts(clause: Clause) -> bool:
    """Whether a literal stands in a clause with both signs."""
    return len(clause) > 1 and len({literal.atom for literal in clause}) < len(clause)


def clash(one: Clause, other: Clause) -> bool:
    """Whether a literal stands in the two with opposite signs; other contradictions are the solver's business."""
    return any(Literal(literal.atom, not literal.positive) in one for literal in other)


def _fewest(found: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses without repetition and, if they are few, without those that ask for more than another one."""
    unique = tuple(dict.fromkeys(found))
    if len(unique) == 1 or len(unique) > MAX_ABSORBED:
        return unique
    return tuple(c for c in unique if not any(other < c for other in unique))
