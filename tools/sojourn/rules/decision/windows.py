"""Limits in every window of some length (`anchor: rolling`), and the stay around a date.

A rolling rule about a **crossing** has no date of its own: the windows that concern a crossing are those that end on a
day of the stay (or of the absence) at the crossing: the one that begins with it or, where the rule looks back, the one
that ends with it. That is how the limit is applied in law ("the 180 days preceding each day of stay", Schengen Borders
Code, Article 6(1)). A stay is an unbroken run of days that count by the rule's own day convention. While it lasts, the
measured days in the window that ends today hardly get fewer; so the limit is broken on one day that can be told on
arrival, if the person is still there on that day, and is kept as soon as the person is not. (`compare` looks at whole
lives: a limit is kept there if every stay keeps it.)

A rolling rule about a **date** is asked of the time from the first observed arrival up to the date (RULES.md 8.3): what
was before the person ever came, and what comes after the date, is no matter. A maximum is held against the part of each
window that lies in that time, a minimum against the windows that lie in it as a whole; before there is one such
window it is not met.

A limit in calendar months within a window is as many days as those months have from the first day of a stay (absence) in
the window; where several begin in it, the count that is in the person's favour: an absence of exactly six months never
breaks "at most six months away in any twelve", one of six months and a day always does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from sojourn.model.message import message
from sojourn.rules.decision.history import FIRST_YEAR
from sojourn.rules.decision.observation import EVER, Days, Observation
from sojourn.rules.decision.residuals import ACTUAL, Leaf, Moment, Tree, joined, leaf
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.calendar import CYCLE_DAYS, Point, point_offset
from sojourn.rules.logic.formula import Around, Literal, Rolling

# So many windows with unseen days are put into one question.
MAX_OPEN_WINDOWS = 2_000


def place(literal: Literal, moment: Moment, seen: Observation) -> Tree:
    """A rolling limit, or the stay around a date, as leaves."""
    atom = literal.atom
    assert isinstance(atom, (Around, Rolling))
    if atom.obj != ACTUAL:
        # Nothing is known of the other stays of a plan: it may be so or not.
        return Leaf(literal, atom.base, 0, 0, 0, atom.absent, free=atom.obj)
    if isinstance(atom, Around):
        return _around(literal, atom, moment, seen)
    if moment.event == "reference-date":
        return _on_a_date(literal, atom, moment, seen)
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
    starts = _starts(atom, end)
    if not starts:
        # No month ends so: the day after can at most have what the longest window has.
        return max(_least(atom) - _measured(atom, end + 1 - longest(atom), end, since, days), 1)
    return min(_asked(atom, first, end, since, days) - _measured(atom, first, end, since, days) for first in starts)


def _measured(atom: Rolling, first: int, end: int, since: int, days: Days) -> int:
    """The measured days from `first` to `end`."""
    middle = min(max(first, since), end + 1)
    present = days.count(first, middle)
    counted = middle - first - present if atom.absent else present
    return counted if atom.rest else counted + end + 1 - middle


def _asked(atom: Rolling, first: int, end: int, since: int, days: Days) -> int:
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


def _starts(atom: Rolling, end: int) -> list[int]:
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


# -- rolling, on a date --------------------------------------------------------------------------------------------------


def _on_a_date(literal: Literal, atom: Rolling, moment: Moment, seen: Observation) -> Tree:
    """That some window between the first arrival and the date holds the amount."""
    first, stop = _first_arrival(seen), moment.day
    frontier = min(seen.known(atom.base, seen.until), stop)
    if first is None:
        return atom.rest == literal.positive
    if atom.rest and not any(begin >= first for end in range(stop - 4, stop) for begin in _starts(atom, end)):
        # Nobody has kept a minimum in every window before there was one.
        return literal.positive
    if seen.gaps and first < -EVER // 2:
        # What was before the gap may have broken the limit, or not.
        uncertain = seen.uncertain(atom.base, -EVER, frontier)
    else:
        uncertain = seen.uncertain(atom.base, first, frontier)
    answers = {_broken(atom, days, first, frontier) for days in (seen.sure[atom.base], seen.maybe[atom.base])}
    if len(answers) > 1 or (uncertain and True not in answers):
        return Leaf(literal, atom.base, first, stop, 0, atom.absent, free="gap")
    if answers == {True}:
        return literal.positive
    if stop - frontier > MAX_OPEN_WINDOWS:
        raise RuleError(
            message("decision-error-large"),
            message("decision-error-late-detail"),
            message("decision-error-late-advice"),
        )
    ends = range(frontier, stop)
    return joined(not literal.positive, [_window(literal, atom, end, first, seen) for end in ends])


def _first_arrival(seen: Observation) -> int | None:
    if seen.history.stays and seen.history.stays[0][0] is None:
        return -EVER
    return next((move.day.toordinal() for move in seen.moves if move.direction == "arrival"), None)


def _broken(atom: Rolling, days: Days, first: int, stop: int) -> bool:
    """Whether a window that ends before `stop`, all of it known, holds the amount."""
    edges = [edge for edge in (*days.firsts, *days.lasts) if -EVER // 2 < edge < EVER // 2]
    start = first if first > -EVER // 2 else min([*edges, stop]) - longest(atom)
    end = start
    while end < stop:
        lacking = min((_part(atom, begin, end, first, days) for begin in _starts(atom, end)), default=1)
        if lacking <= 0:
            return True
        end += max(lacking - (7 if atom.months or atom.amount_months else 0), 1)
    return False


def _part(atom: Rolling, begin: int, end: int, first: int, days: Days) -> int:
    """How many days a window lacks; a maximum looks at the part of it since the first arrival, a minimum at no part."""
    if begin < first:
        if atom.rest:
            return 1
        begin = first
    return _asked(atom, begin, end, EVER, days) - _measured(atom, begin, end, EVER, days)


def _window(literal: Literal, atom: Rolling, end: int, first: int, seen: Observation) -> Tree:
    """One window with unseen days in it, as a leaf."""
    parts: list[Tree] = []
    for begin in _starts(atom, end):
        if begin < first:
            if atom.rest:
                continue
            begin = first
        asked = _asked(atom, begin, end, EVER, seen.sure[atom.base])
        parts.append(leaf(literal, ACTUAL, atom.base, begin, end + 1, asked, atom.absent, seen))
    return joined(not literal.positive, parts)
