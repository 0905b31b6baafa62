"""Limits in every window of some length (`anchor: rolling`), and the stay around a date.

A rolling rule about a **crossing** has no date of its own: the windows that concern a crossing are those that end on a
day of the stay (or of the absence) at the crossing: the one that begins with it or, where the rule looks back, the one
that ends with it. That is how the limit is applied in law ("the 180 days preceding each day of stay", Schengen Borders
Code, Article 6(1)). A stay is an unbroken run of days that count by the rule's own day convention. While it lasts, the
measured days in the window that ends today hardly get fewer; so the limit is broken on one day that can be told on
arrival, if the person is still there on that day, and is kept as soon as the person is not. `compare` reads it in the same
way.

A rolling rule about a **date**, and one whose windows lie in a period, is asked by `rolling_periods`.

A limit in calendar months within a window is as many days as those months have from the first day of a stay (absence) in
the window; where several begin in it, the count that is in the person's favour: an absence of exactly six months never
breaks "at most six months away in any twelve", one of six months and a day always does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from sojourn.model.message import message
from sojourn.rules.decision.observed.history import FIRST_YEAR
from sojourn.rules.decision.observed.observation import EVER, Days, Observation
from sojourn.rules.decision.required.residuals import ACTUAL, Leaf, Moment, Tree, joined, leaf
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.calendar import CYCLE_DAYS, Point, point_offset
from sojourn.rules.logic.formula import Around, Literal, Rolling


def place(literal: Literal, moment: Moment, seen: Observation) -> Tree:
    """A rolling limit, or the stay around a date, as leaves."""
    atom = literal.atom
    assert isinstance(atom, (Around, Rolling))
    if atom.obj != ACTUAL:
        # Nothing is known of the other stays of a plan: it may be so or not.
        return Leaf(literal, atom.base, 0, 0, 0, atom.absent, free=atom.obj)
    if isinstance(atom, Around):
        return _around(literal, atom, moment, seen)
    if atom.lo is not None or moment.event == "reference-date":
        from sojourn.rules.decision.required import rolling_periods

        return rolling_periods.place(literal, atom, moment, seen)
    return _at_a_crossing(literal, atom, moment, seen)


# -- the stay around a date ----------------------------------------------------------------------------------------------


def _around(literal: Literal, atom: Around, moment: Moment, seen: Observation) -> Tree:
    """The unbroken stay (absence) that contains the date lasts at least so long: from each day on which it may begin."""
    day, days = moment.day, seen.sure[atom.base]
    if not seen.uncertain(atom.base, -EVER, day + 1) and day < seen.known(atom.base, seen.until):
        if days.holds(day) == atom.absent:
            return not literal.positive
        start = days.run_before(day + 1, not atom.absent)
        if start < -EVER // 2:
            # Without a beginning it lasts long enough.
            return literal.positive
        return _run(literal, atom, start, day, seen)
    longest = 31 * atom.months + atom.days
    runs = [_run(literal, atom, start, day, seen) for start in range(day - longest, day + 1)]
    return joined(not literal.positive, runs)


def _run(literal: Literal, atom: Around, start: int, day: int, seen: Observation) -> Leaf | bool:
    """All days measured from `start` on, so long, and past `day`."""
    end = max(start + point_offset(Point(atom.months, atom.days), date.fromordinal(start)), day + 1)
    return leaf(literal, ACTUAL, atom.base, start, end, end - start, atom.absent, seen)


# -- rolling, at a crossing ----------------------------------------------------------------------------------------------


def _at_a_crossing(literal: Literal, atom: Rolling, moment: Moment, seen: Observation) -> Tree:
    """That some window which ends in the stay (absence) at the crossing holds the amount: the stay lasts until then."""
    away = atom.absent != atom.rest
    if (moment.event == "arrival") != away:
        # The first day that can count after the crossing, as for an unbroken stay.
        start = moment.day + int(atom.base == ("P" if away else "W"))
        reach = start - longest(atom)
        found = {
            _first(atom, start, start, start + longest(atom) + CYCLE_DAYS, days)
            for days in _versions(seen, atom.base, reach, start)
        }
        if len(found) > 1:
            return Leaf(literal, atom.base, start, start, 0, away, free="gap")
        day = found.pop()
        if day is None:
            return not literal.positive
        return leaf(literal, ACTUAL, atom.base, start, day + 1, day + 1 - start, away, seen)
    stop = moment.day + int(atom.base == ("W" if away else "P"))
    answers = set()
    for days in _versions(seen, atom.base, -EVER, stop):
        since = days.run_before(stop, not away)
        # Of a run without a beginning the last part shows all there is.
        first = since if since > -EVER // 2 else stop - longest(atom) - CYCLE_DAYS
        answers.add(_first(atom, first, since, stop, days) is not None)
    if len(answers) > 1:
        return Leaf(literal, atom.base, stop, stop, 0, away, free="gap")
    return answers.pop() == literal.positive


def _versions(seen: Observation, base: str, lo: int, hi: int) -> list[Days]:
    return [seen.sure[base], seen.maybe[base]] if seen.uncertain(base, lo, hi) else [seen.sure[base]]


def longest(atom: Rolling) -> int:
    """No window of the literal has more days than so many."""
    return 31 * atom.months + atom.days


def _least(atom: Rolling) -> int:
    """No window is broken by fewer days than so many."""
    if atom.rest:
        return 1
    return 28 * atom.amount_months + atom.amount


def _first(atom: Rolling, first: int, since: int, stop: int, days: Days) -> int | None:
    """The first day from `first` to before `stop` with which a window ends that holds the amount.

    All days from `since` on are measured. From one day to the next a window gains no more than one of them (and, if it is
    measured in months, those by which it is longer): so the search may jump.
    """
    wobble = 7 if atom.months or atom.amount_months else 0
    end = first
    while end < stop:
        lacking = _lacking(atom, end, since, days)
        if lacking <= 0:
            return end
        end += max(lacking - wobble, 1)
    return None


def _lacking(atom: Rolling, end: int, since: int, days: Days) -> int:
    """How many days the fullest window that ends with a day lacks (none or fewer: it holds the amount)."""
    begins = starts(atom, end)
    if not begins:
        # No month ends so: the day after can at most have what the longest window has.
        return max(_least(atom) - measured(atom, end + 1 - longest(atom), end, since, days), 1)
    return min(asked(atom, first, end, since, days) - measured(atom, first, end, since, days) for first in begins)


def measured(atom: Rolling, first: int, end: int, since: int, days: Days) -> int:
    """The measured days from `first` to `end`."""
    middle = min(max(first, since), end + 1)
    present = days.count(first, middle)
    counted = middle - first - present if atom.absent else present
    return counted if atom.rest else counted + end + 1 - middle


def asked(atom: Rolling, first: int, end: int, since: int, days: Days) -> int:
    """The days that break the limit in the window from `first` to `end`."""
    amount = atom.amount
    if atom.amount_months:
        starts = list(_beginnings(atom, first, end, since, days)) or [first]
        lengths = [point_offset(Point(atom.amount_months), _date(start)) for start in starts]
        amount += min(lengths) if atom.rest else max(lengths)
    return end + 1 - first - amount + 1 if atom.rest else amount


def _date(day: int) -> date:
    if day < date(FIRST_YEAR // 2, 1, 1).toordinal():
        raise RuleError(
            message("decision-error-reach"),
            message("decision-error-reach-detail"),
            message("decision-error-reach-advice"),
        )
    return date.fromordinal(day)


def _beginnings(atom: Rolling, first: int, end: int, since: int, days: Days) -> Iterator[int]:
    """The first days of stays (of absences) in a window."""
    absent = atom.absent != atom.rest
    middle = min(max(first, since), end + 1)
    edges = days.lasts if absent else days.firsts
    if first < middle and days.holds(first) != absent:
        yield first
    for i in range(bisect_left(edges, first + 1), len(edges)):
        if edges[i] >= middle:
            break
        yield edges[i]
    if middle <= end and not atom.rest and (middle == first or days.holds(middle - 1) == absent):
        yield middle


def starts(atom: Rolling, end: int) -> list[int]:
    """The first days of the windows that end with a day: one, or with calendar months none or several."""
    if not atom.months:
        return [end + 1 - atom.days]
    length = Point(atom.months, atom.days)
    return [first for first in _near(atom, end) if first + point_offset(length, date.fromordinal(first)) == end + 1]


def _near(atom: Rolling, end: int) -> range:
    """The days among which those lie from which so many months (and days) later is the day after `end`."""
    back = date.fromordinal(end + 1 - atom.days)
    guess = back.toordinal() + point_offset(Point(-atom.months), back)
    return range(guess - 4, guess + 5)
