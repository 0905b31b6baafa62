"""What a rule still asks of the days that nobody has seen, once the days seen are counted.

A literal of a clause becomes a demand: a (weighted) sum of counted days over some windows that must be at least, or at
most, so much. The part of the windows that has been seen is taken off. What is left is met anyhow, or cannot be met, or
is open; so a verdict is known on the first day on which no open demand can change it.

**Limits in every window of some length** (`anchor: rolling`). Such a rule has no date of its own: the windows that
concern a crossing are those that end on a day of the stay (or of the absence) at the crossing: the one that begins
with it or, where the rule looks back, the one that ends with it. That is how the limit is applied in law ("the 180
days preceding each day of stay", Schengen Borders Code, Article 6(1)). A stay is an unbroken run of days that count
by the rule's own day convention. While it lasts, the measured days in the window that ends today never get fewer; so
the limit is broken on one day that can be told on arrival, if the person is still there on that day, and is kept as
soon as the person is not. (`compare` looks at whole lives: a limit is kept there if every stay keeps it.)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from sojourn.rules.decision.history import Crossing
from sojourn.rules.decision.observation import EVER, Seen
from sojourn.rules.logic.calendar import CYCLE_DAYS, Amount, Point, point_offset
from sojourn.rules.logic.formula import Around, Attribute, Break, Count, Literal, Rolling, Weighted
from sojourn.rules.logic.lowering import UnsupportedError
from sojourn.rules.solver.clause_satisfiability import attributes_possible
from sojourn.rules.solver.difference_constraints import Bounds, feasible
from sojourn.rules.solver.integer_program import some_solution
from sojourn.rules.solver.presolve import Program, Sum
from sojourn.rules.solver.satisfiability import anchor_bounds

ACTUAL = "actual"


class Demand(NamedTuple):
    """A sum that the days of one timeline must meet: of the actual stays, or of those planned at one crossing."""

    timeline: str
    sum: Sum

    @property
    def is_actual(self) -> bool:
        """Whether it is about the actual stays, so that time settles it."""
        return self.timeline == ACTUAL

    @property
    def object(self) -> str:
        """The presence object: actual, intended, granted or registered."""
        return self.timeline.partition(" ")[0]


Open = Demand | Literal
Parts = tuple[tuple[int, int, Fraction], ...]


def demand(literal: Literal, move: Crossing, origin: date, before: Seen) -> Open | bool:
    """What a literal asks at a crossing, in days from `origin`; `before` is what was seen by the day of the crossing.

    True or False where it is settled at the crossing.
    """
    atom = literal.atom
    shift = (move.day - origin).days
    match atom:
        case Attribute():
            return literal
        case Break():
            raise UnsupportedError("breaks that do not interrupt a stay")
        case Around():
            raise AssertionError("the stay around a date is asked at no crossing")
        case Rolling():
            return _signed(_filled(atom, move, origin, before), literal.positive)
        case Count():
            lo = -EVER if atom.lo is None else shift + point_offset(atom.lo, move.day)
            hi = EVER if atom.hi is None else shift + point_offset(atom.hi, move.day)
            parts: Parts = ((lo, max(lo, hi), Fraction(1)),)
        case Weighted():
            parts = tuple(
                (shift + point_offset(a, move.day), shift + point_offset(b, move.day), w) for a, b, w in atom.parts
            )
    timeline = ACTUAL if atom.obj == ACTUAL else f"{atom.obj} {move.direction} {shift}"
    wanted = Sum(parts, atom.base, atom.absent, True, Fraction(_days(atom.amount, move.day)))
    return _signed(Demand(timeline, wanted), literal.positive)


def _signed(found: Demand | bool, positive: bool) -> Demand | bool:
    """A demand, or its opposite: "not at least so much" is "at most one step less"."""
    if isinstance(found, bool):
        return found == positive
    if positive:
        return found
    step = Fraction(1)
    for _, _, weight in found.sum.parts:
        step /= weight.denominator
    return found._replace(sum=found.sum._replace(least=False, limit=found.sum.limit - step))


def _days(amount: Amount, day: date) -> int:
    return point_offset(amount.end, day) - point_offset(amount.start, day) + amount.extra


# -- every window of some length ---------------------------------------------------------------------------------------


def _filled(atom: Rolling, move: Crossing, origin: date, before: Seen) -> Demand | bool:
    """That a window holds the amount which ends in the stay (or absence) at the crossing: the stay lasts until then."""
    shift = (move.day - origin).days
    away = atom.absent != atom.rest
    if atom.obj != ACTUAL:
        # Nothing is known of the other stays of a plan: it may be so or not.
        return Demand(
            f"{atom.obj} {move.direction} {shift} {atom}",
            Sum(((0, 1, Fraction(1)),), "N", False, True, Fraction(1)),
        )
    if (move.direction == "arrival") != away:
        # The first day that can count after the crossing, as for an unbroken stay.
        start = shift + int(atom.base == ("P" if away else "W"))
        ends = range(start, start + longest(atom) + CYCLE_DAYS)
        day = next((end for end in ends if _holds(atom, origin, end, start, before)), None)
        if day is None:
            return False
        parts = ((start, day + 1, Fraction(1)),)
        return Demand(ACTUAL, Sum(parts, atom.base, away, True, Fraction(day + 1 - start)))
    stop = shift + int(atom.base == ("W" if away else "P"))
    since = before.run_before(atom.base, stop, not away)
    # Of a run without a beginning the last part shows all there is.
    first = since if since > -EVER // 2 else stop - longest(atom) - CYCLE_DAYS
    return any(_holds(atom, origin, end, since, before) for end in range(first, stop))


def longest(atom: Rolling) -> int:
    """No window of the literal has more days than so many."""
    return 31 * atom.months + atom.days


def _holds(atom: Rolling, origin: date, end: int, since: int, before: Seen) -> bool:
    """Whether a window that ends with the day `end` holds the amount, if all days from `since` on are measured."""
    for first in _starts(atom, origin, end):
        day = origin + timedelta(days=first)
        middle = min(max(first, since), end + 1)
        present = before.present(atom.base, first, middle)
        counted = middle - first - present if atom.absent else present
        if not atom.rest:
            counted += end + 1 - middle
        asked = point_offset(Point(atom.amount_months, atom.amount), day)
        if counted >= (end + 1 - first - asked + 1 if atom.rest else asked):
            return True
    return False


def _starts(atom: Rolling, origin: date, end: int) -> list[int]:
    """The first days of the windows that end with a day: one, or with calendar months none or several."""
    length = Point(atom.months, atom.days)
    if not atom.months:
        return [end + 1 - atom.days]
    close = range(end + 1 - longest(atom), end + 2 - 28 * atom.months - atom.days)
    return [first for first in close if first + point_offset(length, origin + timedelta(days=first)) == end + 1]


# -- what is left of demands, and whether they can be met --------------------------------------------------------------


def left(wanted: Demand, seen: Seen) -> Demand | bool:
    """What a demand asks of the days that have not been seen; True or False if it is settled."""
    asked = wanted.sum
    known = seen.known(asked.base) if wanted.timeline == ACTUAL else -EVER
    counted, most = Fraction(0), Fraction(0)
    rest = []
    for lo, hi, weight in asked.parts:
        middle = min(max(lo, known), hi)
        if lo < middle:
            present = seen.present(asked.base, lo, middle)
            counted += weight * (middle - lo - present if asked.absent else present)
        if middle < hi:
            rest.append((middle, hi, weight))
            most += weight * (hi - middle)
    limit = asked.limit - counted
    if asked.least and (limit <= 0 or limit > most):
        return limit <= 0
    if not asked.least and (limit < 0 or limit >= most):
        return limit >= 0
    return wanted._replace(sum=asked._replace(parts=tuple(rest), limit=limit))


def possible(wanted: Iterable[Open], seen: Seen) -> bool:
    """Whether unseen days, plans and attributes can meet open demands (as `left` gives them) all at once."""
    timelines: dict[str, list[Sum]] = {}
    attributes = []
    for item in wanted:
        if isinstance(item, Literal):
            attributes.append(item)
        else:
            timelines.setdefault(item.timeline, []).append(item.sum)
    return attributes_possible(attributes) and all(_can_be(name, sums, seen) for name, sums in timelines.items())


def _can_be(timeline: str, sums: list[Sum], seen: Seen) -> bool:
    bases = {item.base for item in sums}
    simple = all(len(item.parts) == 1 and item.parts[0][2] == 1 for item in sums)
    if len(bases) == 1 and simple:
        return feasible(frozenset([*map(_bounds, sums), *_fixed(timeline, next(iter(bases)))]))
    if len(bases) > 1 and timeline == ACTUAL:
        # The conventions are tied to each other by the nights, of which the last one seen is known.
        night = ((seen.end - 1, seen.end, Fraction(1)),)
        sums = [*sums, *(Sum(night, "N", False, least, Fraction(int(seen.inside))) for least in (True, False))]
    nodes = {t for item in sums for lo, hi, _ in item.parts for t in (lo, hi)}
    found = some_solution(Program(tuple(sorted(nodes)), tuple(sums)))
    # A search that was given up proves nothing: both answers stay possible.
    return found.numbers is not None or found.steps < 0


def _fixed(timeline: str, base: str) -> list[Bounds]:
    """What the crossing itself fixes of a plan that is made at it."""
    obj, *where = timeline.split(" ")
    if obj == ACTUAL or len(where) != 2:
        return []
    direction, shift = where
    days = int(shift)
    return [b._replace(lo=b.lo + days, hi=b.hi + days) for b in anchor_bounds(direction, base, obj)]


def _bounds(item: Sum) -> Bounds:
    """A sum over one window as bounds on the days present."""
    ((lo, hi, _),) = item.parts
    limit = int(item.limit)
    if item.absent:
        return Bounds(lo, hi, None, hi - lo - limit) if item.least else Bounds(lo, hi, hi - lo - limit, None)
    return Bounds(lo, hi, limit, None) if item.least else Bounds(lo, hi, None, limit)


def last_day(wanted: Demand) -> int | None:
    """The last day that a demand looks at: after it the demand is settled. None if it looks without end."""
    end = max(hi for _, hi, _ in wanted.sum.parts) - 1
    return end if end < EVER - 1 else None
