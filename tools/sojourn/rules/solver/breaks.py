"""Literals about breaks: that none in a stretch of time is too long, or that one is (RULES.md, section 8.1).

*None is too long.* Any window of as many days as a break needs (`length`), if it touches the stretch, has a measured day.
Between two boundaries inside the reach of those windows there are then at least `floor(days / length)` measured days;
and if that holds between all boundaries, the days of each cell can be laid out so that no break is too long. So this is
a lower bound on differences again, with a lower density than an unbroken run.

*One is too long.* It lies over some neighbouring cells: all between its ends are without a measured day, and those at
its ends can be packed away from it. So it is one upper bound for each pair of cells that it may begin and end in: a
handful of systems, of which one must have a solution.

Lengths in calendar months depend on the day on which a break begins. They are taken once at their longest and once at their
shortest (`hard`), as for rolling windows; where the two systems disagree, the months decide, and that is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from typing import NamedTuple

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import ORIGIN, Amount, Point, point_offset, point_offsets
from sojourn.rules.logic.formula import Break, Count, Literal
from sojourn.rules.solver.difference_constraints import Bounds, feasible

# With more boundaries than so many, bounds between all pairs of them are too many.
MAX_BOUNDARIES = 60


class BreakBound(NamedTuple):
    """A break in days: one of [lo, hi) lies in it (`positive`), or none does."""

    lo: int
    hi: int
    months: int
    days: int
    absent: bool
    positive: bool


class _Reach(NamedTuple):
    """Where a break of `length` days must lie to touch the stretch that a literal names."""

    lo: int
    hi: int
    length: int
    absent: bool
    written: BreakBound

    @property
    def first(self) -> int:
        """The first day on which such a break may begin."""
        return self.lo - self.length + 1

    @property
    def last(self) -> int:
        """The day by which it must have ended."""
        return self.hi - 1 + self.length


def break_bounds(literals: Iterable[Literal], offsets: dict[Point, int]) -> tuple[BreakBound, ...]:
    """The literals about breaks among some literals, in days for one vector of month lengths."""
    found = ((x.atom, x.positive) for x in literals if isinstance(x.atom, Break))
    return tuple(
        sorted(
            BreakBound(offsets[a.lo], offsets[a.hi], a.months, a.days, a.absent, p) for a, p in found if a.lo != a.hi
        )
    )


def in_months(literals: Iterable[Literal]) -> bool:
    """Whether a break's length is given in calendar months."""
    return any(isinstance(x.atom, Break) and x.atom.months for x in literals)


def systems(bounds: frozenset[Bounds], breaks: tuple[BreakBound, ...], hard: bool) -> Iterator[frozenset[Bounds]]:
    """The systems of bounds of which one must have a solution; harder, or easier, where lengths are in months.

    Raises UnsupportedError for what is outside the decidable part.
    """
    kept = [_reach(b, hard) for b in breaks if not b.positive]
    broken = _needed([_reach(b, hard) for b in breaks if b.positive])
    if len(broken) > 1:
        raise UnsupportedError(message("unsupported-breaks-several"))
    stretches = _allowed(broken[0], breaks) if broken else ()
    nodes = sorted(
        {t for b in bounds for t in (b.lo, b.hi)}
        | {t for r in kept for t in (r.first, r.last)}
        | {t for lo, hi in stretches for t in (lo, hi)}
    )
    if len(nodes) > MAX_BOUNDARIES:
        raise UnsupportedError(message("unsupported-breaks-rolling"))
    base = bounds | {bound for reach in kept for bound in _dense(reach, nodes)}
    if not broken:
        yield base
        return
    # A break uses up days that a stretch of the other state may need: then each of its places is a system of its own.
    apart = all(reach.absent == broken[0].absent for reach in kept)
    for lo, hi in stretches:
        for found in _placed(broken[0], nodes, lo, hi) if apart else _each_place(broken[0], nodes, lo, hi, kept):
            yield base | found


def stricter(literals: frozenset[Literal]) -> Iterator[frozenset[Literal]]:
    """Literals without breaks that together say more: whoever meets some of these systems meets the literals.

    No break at all in place of none too long; a break at one of two places in place of one that is too long. For
    combinations that cannot be decided otherwise.
    """
    choices = [_stricter(x.atom) if x.positive else (_whole(x.atom),) for x in literals if isinstance(x.atom, Break)]
    rest = without(literals)
    for chosen in product(*choices):
        yield rest.union(chosen)


def without(literals: frozenset[Literal]) -> frozenset[Literal]:
    """The literals that are not about breaks: all who meet the literals meet these."""
    return frozenset(x for x in literals if not isinstance(x.atom, Break))


def _whole(atom: Break) -> Literal:
    return Literal(Count(atom.obj, atom.base, atom.lo, atom.hi, Amount(atom.hi, atom.lo), atom.absent))


def _stricter(atom: Break) -> tuple[Literal, ...]:
    """No measured day in as many days as a break needs from the stretch's first day on, or up to its last one."""
    # Months before a date can be up to three days shorter than from there on.
    days = atom.days + (3 if atom.months else 0)
    after = atom.lo._replace(months=atom.lo.months + atom.months, days=atom.lo.days + days)
    before = atom.hi._replace(months=atom.hi.months - atom.months, days=atom.hi.days - days)
    one = Amount(ORIGIN, extra=1)
    edges = ((atom.lo, after), (before, atom.hi))
    return tuple(Literal(Count(atom.obj, atom.base, lo, hi, one, atom.absent), False) for lo, hi in edges)


def possible(bounds: frozenset[Bounds], breaks: tuple[BreakBound, ...], hard: bool = True) -> bool:
    """Whether a timeline meets the bounds and what is said of breaks (see `systems`)."""
    return any(feasible(system) for system in systems(bounds, breaks, hard))


def _reach(found: BreakBound, hard: bool) -> _Reach:
    lengths = point_offsets(Point(found.months, found.days))
    # A long break is hard to have; that none reaches a short length is hard to keep.
    length = max(lengths) if hard == found.positive else min(lengths)
    return _Reach(found.lo, found.hi, length, found.absent, found)


def _needed(wanted: list[_Reach]) -> list[_Reach]:
    """The breaks asked for, without those that another one of them is anyhow."""
    out: list[_Reach] = []
    for one in sorted(set(wanted), key=lambda r: (-r.length, r)):
        # A longer break that touches a part of the stretch is one of these, too.
        covered = any(other.absent == one.absent and one.lo <= other.lo and other.hi <= one.hi for other in out)
        if not covered:
            out.append(one)
    return out


def _allowed(wanted: _Reach, breaks: tuple[BreakBound, ...]) -> tuple[tuple[int, int], ...]:
    """The stretches in which the break asked for may lie: not where a break as long is excluded on all dates."""
    parts = [(wanted.first, wanted.last)]
    for excluded in (b for b in breaks if not b.positive and b.absent == wanted.absent):
        if not _never_shorter(wanted.written, excluded):
            continue
        parts = [
            part
            for lo, hi in parts
            for part in ((lo, min(hi, excluded.lo)), (max(lo, excluded.hi), hi))
            if part[1] - part[0] >= wanted.length
        ]
    return tuple(dict.fromkeys(parts))


def _never_shorter(one: BreakBound, other: BreakBound) -> bool:
    """Whether a break of the one length is at least as long as the other, whenever both begin on the same day."""
    if one.months == other.months:
        return one.days >= other.days
    return min(point_offsets(Point(one.months, one.days))) >= max(point_offsets(Point(other.months, other.days)))


def _dense(reach: _Reach, nodes: list[int]) -> Iterator[Bounds]:
    """No break between any two boundaries that windows of its length touch."""
    inside = [t for t in nodes if reach.first <= t <= reach.last]
    for i, lo in enumerate(inside):
        for hi in inside[i + 1 :]:
            if least := (hi - lo) // reach.length:
                yield _measured(lo, hi, least, None, reach.absent)


def _placed(wanted: _Reach, nodes: list[int], lo: int, hi: int) -> Iterator[frozenset[Bounds]]:
    """The ways in which a break can lie over the cells between two boundaries."""
    cells = [(a, b) for a, b in pairwise(nodes) if lo <= a and b <= hi]
    for i, (start, first_end) in enumerate(cells):
        for j in range(i, len(cells)):
            last_start, end = cells[j]
            if end - start < wanted.length:
                continue
            found = {_measured(start, end, None, end - start - wanted.length, wanted.absent)}
            if last_start > first_end:
                found.add(_measured(first_end, last_start, None, 0, wanted.absent))
            yield frozenset(found)
            # A break that fits between the inner boundaries needs no wider place.
            if last_start - first_end >= wanted.length:
                break


def _each_place(wanted: _Reach, nodes: list[int], lo: int, hi: int, kept: list[_Reach]) -> Iterator[frozenset[Bounds]]:
    """The break on each of its days, with the stretches beside it."""
    for day in range(lo, hi - wanted.length + 1):
        end = day + wanted.length
        inner = sorted({*nodes, day, end})
        beside = {bound for reach in kept for bound in _dense(reach, inner)}
        yield frozenset({*beside, _measured(day, end, None, 0, wanted.absent)})


def _measured(lo: int, hi: int, least: int | None, most: int | None, absent: bool) -> Bounds:
    """A bound on the measured days of a window, as one on the days present."""
    if not absent:
        return Bounds(lo, hi, least, most)
    length = hi - lo
    return Bounds(lo, hi, None if most is None else length - most, None if least is None else length - least)


def on_date(bounds: frozenset[Bounds], breaks: tuple[BreakBound, ...], start: date) -> Iterator[frozenset[Bounds]]:
    """The same for one start date day by day, exactly: one bound for each window, one system for each place of a break."""
    base = set(bounds)
    for found in breaks:
        if not found.positive:
            longest = max(point_offsets(Point(found.months, found.days)))
            for day in range(found.lo - longest + 1, found.hi):
                length = _length(found, start, day)
                if day + length > found.lo:
                    base.add(_measured(day, day + length, 1, None, found.absent))
    wanted = [b for b in breaks if b.positive]
    if not wanted:
        yield frozenset(base)
        return
    kept = [_reach(b, hard=False) for b in breaks if not b.positive]
    # One break serves all literals that ask for one; the latest place comes first.
    longest = max(max(point_offsets(Point(b.months, b.days))) for b in wanted)
    for day in range(max(b.hi for b in wanted) - 1, min(b.lo for b in wanted) - longest, -1):
        end = day + max(_length(b, start, day) for b in wanted)
        if all(day < b.hi and end > b.lo for b in wanted):
            broken = _measured(day, end, None, 0, wanted[0].absent)
            # A system with a bound for each day is dear: first one over a few boundaries, which is easier to meet.
            if feasible(bounds | {broken, *_roughly(kept, bounds | {broken})}):
                yield frozenset({*base, broken})


def _roughly(kept: list[_Reach], bounds: frozenset[Bounds]) -> Iterator[Bounds]:
    """That no break is too long between the boundaries of some bounds."""
    for reach in kept:
        inside = {t for b in bounds for t in (b.lo, b.hi) if reach.first <= t <= reach.last}
        yield from _dense(reach, sorted({*inside, reach.first, reach.last}))


def _length(found: BreakBound, start: date, day: int) -> int:
    return point_offset(Point(found.months, found.days), start + timedelta(days=day))
