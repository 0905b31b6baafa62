"""Literals about every window of some length, wherever it lies: as bounds day by day.

"No window of L days holds U measured days or more" is one bound for each position of the window. Beyond the days that
other literals name nothing is measured, so positions further away than L need no bound. "Some window holds as many" is
met far from everything else: a pattern that the ceilings allow anywhere they allow there as well. Both need that all
ceilings are on the same side (on presence, or on absence); and windows of calendar months, which have no one length,
are refused.
"""

from __future__ import annotations

from sojourn.rules.differences import Bounds
from sojourn.rules.formula import Lit, Rolling
from sojourn.rules.limbs import UnsupportedError


def rolling_bounds(lits: frozenset[Lit], bounds: frozenset[Bounds]) -> frozenset[Bounds]:
    """The bounds of one object with its rolling literals added. Raises UnsupportedError outside the decidable part."""
    rolling = sorted(
        ((lit.literal, lit.positive) for lit in lits if isinstance(lit.literal, Rolling)), key=lambda pair: repr(pair)
    )
    if any(literal.months for literal, _ in rolling):
        raise UnsupportedError("every window of some calendar months is outside what can be decided")
    if len({literal.absent for literal, _ in rolling}) > 1:
        raise UnsupportedError("it limits presence and absence in every window at once")
    absent = rolling[0][0].absent
    longest = max(literal.days for literal, _ in rolling)
    first = min([b.lo for b in bounds], default=0) - longest
    last = max([b.hi for b in bounds], default=1) + longest
    out = set(bounds)
    for literal, positive in rolling:
        if positive:
            # Each wanted window lies alone, a whole window's length away from everything before it.
            out.add(_measured(last, last + literal.days, literal.amount, None, absent))
            last += literal.days + longest
    for literal, positive in rolling:
        if not positive:
            for day in range(first, last - literal.days + 1):
                out.add(_measured(day, day + literal.days, None, literal.amount - 1, absent))
    if not absent:
        return frozenset(out)
    return frozenset(out | {Bounds(first - 1, first, 1, 1), Bounds(last, last + 1, 1, 1)})


def _measured(lo: int, hi: int, least: int | None, most: int | None, absent: bool) -> Bounds:
    """A bound on the measured days of a window, as one on the days present."""
    if not absent:
        return Bounds(lo, hi, least, most)
    length = hi - lo
    return Bounds(lo, hi, None if most is None else length - most, None if least is None else length - least)
