"""Rolling windows that lie in a period: the qualifying period that a rule names, or the time up to a date.

A rolling rule that names a period (`within`) is asked of the windows that lie in it as a whole. One about a **date** that
names none is asked of the windows that end by the date (RULES.md 8.3): what was before the person ever came, and what comes
after the date, is no matter. A maximum is then held against the part of each window since the first observed arrival, a
minimum against the windows that lie in that time as a whole; before there is one such window it is not met.

The windows of which all days are known are gone through in jumps; those with unseen days become leaves. Of the known ones
the first that holds the amount stands in the formula or, if none does, one that stands for them all: where its days are to
be shown, the fullest is looked for (`Leaf.shown`).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sojourn.model.message import message
from sojourn.rules.decision.observed.observation import EVER, Days, Observation
from sojourn.rules.decision.required.residuals import ACTUAL, Leaf, Moment, Tree, joined, leaf
from sojourn.rules.decision.required.windows import asked, longest, measured, starts
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.calendar import Point, point_offset
from sojourn.rules.logic.formula import Literal, Rolling

# The most windows with unseen days in one question.
MAX_OPEN_WINDOWS = 4_000


class _Period(NamedTuple):
    """The days in which windows lie: from `first` to before `stop`; `whole` only as a whole."""

    first: int
    stop: int
    whole: bool


class _Found(NamedTuple):
    """A window, and how many days it lacks of the amount."""

    lacking: int
    begin: int
    end: int


def place(literal: Literal, atom: Rolling, moment: Moment, seen: Observation) -> Tree:
    """That some window in the period holds the amount, asked at a moment."""
    if atom.lo is not None and atom.hi is not None:
        first, stop = (moment.day + point_offset(point, moment.on) for point in (atom.lo, atom.hi))
        return _asked_in(_Period(first, stop, True), literal, atom, seen)
    arrival = _first_arrival(seen)
    if arrival is None:
        return atom.rest == literal.positive
    period = _Period(arrival, moment.day, atom.rest)
    if atom.rest and not any(
        begin >= arrival for end in range(period.stop - 4, period.stop) for begin in starts(atom, end)
    ):
        # Nobody has kept a minimum in every window before there was one.
        return literal.positive
    return _asked_in(period, literal, atom, seen)


def _asked_in(period: _Period, literal: Literal, atom: Rolling, seen: Observation) -> Tree:
    frontier = max(min(seen.known(atom.base, seen.until), period.stop), min(period.first, period.stop))
    if seen.gaps and period.first < -EVER // 2:
        # What was before the gap may have broken the limit, or not.
        uncertain = seen.uncertain(atom.base, -EVER, frontier)
    else:
        uncertain = seen.uncertain(atom.base, period.first, frontier)
    found = [_first(atom, days, period, frontier) for days in (seen.sure[atom.base], seen.maybe[atom.base])]
    holds = {each is not None and each.lacking <= 0 for each in found}
    if len(holds) > 1 or (uncertain and True not in holds):
        return Leaf(literal, atom.base, period.first, period.stop, 0, atom.absent, free="gap")
    known = [] if found[0] is None else [_leaf(literal, atom, found[0].begin, found[0].end, seen)]
    if True in holds:
        if isinstance(known[0], Leaf):
            known[0].latest = lambda: _last_begin(atom, seen.sure[atom.base], period, frontier)
        return known[0]
    for each in known:
        if isinstance(each, Leaf):
            each.shown = lambda: _shown(literal, atom, period, frontier, seen)
    if period.stop - frontier > MAX_OPEN_WINDOWS:
        raise RuleError(
            message("decision-error-large"),
            message("decision-error-late-detail"),
            message("decision-error-late-advice"),
        )
    ends = range(max(frontier - 1, period.first), period.stop)
    parts = [part for end in ends for part in _at(literal, atom, end, period, seen)]
    return joined(not literal.positive, [*known, *parts])


def _first_arrival(seen: Observation) -> int | None:
    if seen.history.stays and seen.history.stays[0][0] is None:
        return -EVER
    return next((move.day.toordinal() for move in seen.moves if move.direction == "arrival"), None)


def _first(atom: Rolling, days: Days, period: _Period, stop: int) -> _Found | None:
    """The first window that ends before `stop` and holds the amount or, if none does, one that lacks few days.

    From one day to the next a window gains at most one day (and those by which months are longer): so the search may jump.
    """
    end = _begin(atom, days, period, stop)
    wobble = 7 if atom.months or atom.amount_months else 0
    best: _Found | None = None
    while end < stop:
        here = _lacking(atom, end, period, days)
        if here is None:
            end += 1
            continue
        best = here if best is None else min(best, here)
        if here.lacking <= 0:
            return here
        end += max(here.lacking - wobble, 1)
    return best


def _last_begin(atom: Rolling, days: Days, period: _Period, stop: int) -> int:
    """The first day of the last window that ends before `stop` and holds the amount."""
    end, first = stop - 1, _begin(atom, days, period, stop)
    wobble = 7 if atom.months or atom.amount_months else 0
    while end >= first:
        here = _lacking(atom, end, period, days)
        if here is not None and here.lacking <= 0:
            return here.begin
        end -= 1 if here is None else max(here.lacking - wobble, 1)
    return first


def _begin(atom: Rolling, days: Days, period: _Period, stop: int) -> int:
    if period.first > -EVER // 2:
        return period.first
    return min([*_edges(days), stop]) - longest(atom)


def _edges(days: Days) -> list[int]:
    return [edge for edge in (*days.firsts, *days.lasts) if -EVER // 2 < edge < EVER // 2]


def _shown(literal: Literal, atom: Rolling, period: _Period, stop: int, seen: Observation) -> Leaf | None:
    """The fullest of the known windows: one that begins with a stretch of measured days, or ends with one."""
    days = seen.sure[atom.base]
    first, slack = _begin(atom, days, period, stop), 4 if atom.months else 0
    ends = {stop - 1, *(edge - 1 for edge in _edges(days))}
    for edge in (*_edges(days), first):
        guess = edge + (point_offset(Point(atom.months, atom.days), date.fromordinal(edge)) if edge > 0 else 0)
        ends |= {guess - 1 + n for n in range(-slack, slack + 1)}
    inside = sorted(end for end in ends if first <= end < stop)
    found = min((each for end in inside if (each := _lacking(atom, end, period, days))), default=None)
    tree = None if found is None else _leaf(literal, atom, found.begin, found.end, seen)
    return tree if isinstance(tree, Leaf) else None


def _lacking(atom: Rolling, end: int, period: _Period, days: Days) -> _Found | None:
    """The window that ends with a day and lacks the fewest days; None if none of the period does."""
    found: list[_Found] = []
    for begin in starts(atom, end):
        if begin < period.first:
            if period.whole:
                continue
            # Days before the person came are no days of absence.
            begin = period.first if atom.absent else begin
        lacking = asked(atom, begin, end, EVER, days) - measured(atom, begin, end, EVER, days)
        found.append(_Found(lacking, begin, end))
    return min(found, default=None)


def _at(literal: Literal, atom: Rolling, end: int, period: _Period, seen: Observation) -> list[Tree]:
    """The windows that end with a day, as leaves."""
    begins = [begin for begin in starts(atom, end) if begin >= period.first or not period.whole]
    return [_leaf(literal, atom, max(begin, period.first) if atom.absent else begin, end, seen) for begin in begins]


def _leaf(literal: Literal, atom: Rolling, begin: int, end: int, seen: Observation) -> Tree:
    needed = asked(atom, begin, end, EVER, seen.sure[atom.base])
    return leaf(literal, ACTUAL, atom.base, begin, end + 1, needed, atom.absent, seen)
