"""Literals about every window of some length, wherever it lies: as bounds day by day.

"No window of L days holds U measured days or more" is one bound for each position of the window. Beyond the days that
other literals name nothing is measured, so positions further away than L need no bound. "Some window holds as many" is
met far from everything else: a pattern that the ceilings allow anywhere they allow there as well. Both need that all
ceilings are on the same side (on presence, or on absence), and that nothing else looks at time without an end.

Windows (or limits) of calendar months have no one length. Two systems of days lie around them: a harder one (the
longest that a ceiling's window can be, with the smallest limit) and an easier one. Where the two agree, so does the
exact one. Where they do not, which months the window covers decides, and that is refused: it is the only kind of
rolling window of months outside the fragment.
"""

from __future__ import annotations

from collections.abc import Callable

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import Point, point_offsets
from sojourn.rules.logic.formula import Literal, Rolling
from sojourn.rules.solver.difference_constraints import Bounds


def has_months(literals: frozenset[Literal]) -> bool:
    """Whether a window, or the days asked for in it, is given in calendar months."""
    found = [literal.atom for literal in literals]
    return any(isinstance(literal, Rolling) and (literal.months or literal.amount_months) for literal in found)


def in_days(atom: Rolling, hard: bool) -> tuple[int, int]:
    """The window's length and the measured days asked for in it, in days.

    For a window given in months this is the version that is harder (or easier) to be found.
    """
    lengths, amounts = (
        point_offsets(Point(months, days))
        for months, days in ((atom.months, atom.days), (atom.amount_months, atom.amount))
    )
    most: Callable[[tuple[int, ...]], int]
    least: Callable[[tuple[int, ...]], int]
    most, least = (max, min) if hard else (min, max)
    if atom.rest:
        length = most(lengths)
        return length, length - least(amounts) + 1
    return least(lengths), most(amounts)


def rolling_bounds(literals: frozenset[Literal], bounds: frozenset[Bounds], hard: bool = True) -> frozenset[Bounds]:
    """The bounds of one object with its rolling literals (those without a period) added; harder or easier.

    Raises UnsupportedError outside the decidable part.
    """
    rolling = sorted(
        (
            (literal.atom, literal.positive)
            for literal in literals
            if isinstance(literal.atom, Rolling) and literal.atom.lo is None
        ),
        key=lambda pair: repr(pair),
    )
    if len({atom.absent for atom, _ in rolling}) > 1:
        raise UnsupportedError(message("unsupported-rolling-both"))
    absent = rolling[0][0].absent
    # A ceiling is hard to keep where a window that breaks it is easy to find.
    windows = [(*in_days(atom, hard == positive), positive) for atom, positive in rolling]
    longest = max(length for length, _, _ in windows)
    first = min([b.lo for b in bounds], default=0) - longest
    last = max([b.hi for b in bounds], default=1) + longest
    out = set(bounds)
    for length, amount, positive in windows:
        if positive:
            # Each wanted window lies alone, a whole window's length away from everything before it.
            out.add(measured(last, last + length, amount, None, absent))
            last += length + longest
    for length, amount, positive in windows:
        if not positive:
            for day in range(first, last - length + 1):
                out.add(measured(day, day + length, None, amount - 1, absent))
    if not absent:
        return frozenset(out)
    return frozenset(out | {Bounds(first - 1, first, 1, 1), Bounds(last, last + 1, 1, 1)})


def measured(lo: int, hi: int, least: int | None, most: int | None, absent: bool) -> Bounds:
    """A bound on the measured days of a window, as one on the days present."""
    if not absent:
        return Bounds(lo, hi, least, most)
    length = hi - lo
    return Bounds(lo, hi, None if most is None else length - most, None if least is None else length - least)
