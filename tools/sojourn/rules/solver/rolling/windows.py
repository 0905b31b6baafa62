"""Rolling windows in days: lengths and limits that calendar months make longer or shorter, and bounds on measured days.

Windows (or limits) of calendar months have no one length. Two systems of days lie around them: a harder one (the
longest that a ceiling's window can be, with the smallest limit) and an easier one. Where the two agree, so does the
exact one. Where they do not, which months the window covers decides, and that is refused: it is the only kind of
rolling window of months outside the fragment.
"""

from __future__ import annotations

from collections.abc import Callable

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


def longest_of(atom: Rolling) -> int:
    """No window of the literal has more days than so many."""
    return 31 * atom.months + atom.days


def measured(lo: int, hi: int, least: int | None, most: int | None, absent: bool) -> Bounds:
    """A bound on the measured days of a window, as one on the days present."""
    if not absent:
        return Bounds(lo, hi, least, most)
    length = hi - lo
    return Bounds(lo, hi, None if most is None else length - most, None if least is None else length - least)
