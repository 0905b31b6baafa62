"""Two systems of difference constraints that answer for all start dates at once, where they can.

A clause names points in time; how far they are apart depends on the start date (months differ in length, 1 January is
nearer or farther). Taking each distance at its largest gives a system that is easier than that of any start date: if
even that has no solution, no start date has one. Taking each at its smallest gives one that is harder: if that has a
solution, every start date has one. Most clauses are settled by one of the two; the others are solved date by date.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import ORIGIN, Amount, Point, point_offsets
from sojourn.rules.logic.formula import Count
from sojourn.rules.solver.difference_constraints import Bounds, distances


class Range(NamedTuple):
    """The smallest and the largest value that something takes over the start dates."""

    least: int
    most: int


def settled(counts: Iterable[tuple[Count, bool]], fixed: Iterable[Bounds]) -> bool | None:
    """Whether signed counts can be met on all start dates (True), on none (False), or only each date tells (None).

    `fixed` is what the event fixes, the same on all dates.
    """
    system = _System(list(counts), list(fixed))
    if not system.ordered:
        return None
    if distances(len(system.nodes), system.edges(1)) is None:
        return False
    return True if distances(len(system.nodes), system.edges(0)) is not None else None


@cached(100_000)
def _range(hi: Point, lo: Point, end: Point = ORIGIN, start: Point = ORIGIN) -> Range:
    """The days from lo to hi, less those from start to end."""
    least, most = _month_range(*(p._replace(days=0) for p in (hi, lo, end, start)))
    days = hi.days - lo.days - end.days + start.days
    return Range(least + days, most + days)


@cached(20_000)
def _month_range(hi: Point, lo: Point, end: Point, start: Point) -> Range:
    """`_range` of points that name no days."""
    if (hi, end) == (lo, start) or (hi, lo) == (end, start):
        return Range(0, 0)
    columns = zip(*(point_offsets(p) for p in (hi, lo, end, start)), strict=True)
    found = {h - low - e + s for h, low, e, s in columns}
    return Range(min(found), max(found))


class _System:
    """The signed counts and fixed days over points; weights as ranges."""

    def __init__(self, counts: list[tuple[Count, bool]], fixed: list[Bounds]) -> None:
        amounts = [_range(c.amount.end, c.amount.start).most + c.amount.extra for c, _ in counts]
        named = [p for c, _ in counts for p in (c.lo, c.hi) if p is not None]
        # Unlimited time begins and ends so far away that farther makes no difference on any start date.
        margin = sum(abs(k) for k in amounts) + 8
        first = Point(days=min([_range(p, ORIGIN).least for p in named] + [-1]) - margin)
        last = Point(days=max([_range(p, ORIGIN).most for p in named] + [2]) + margin)
        self._counts = [(c.lo or first, c.hi or last, c, positive) for c, positive in counts]
        self._fixed = [(Point(days=b.lo), Point(days=b.hi), b.least or 0) for b in fixed]
        for (count, positive), amount in zip(counts, amounts, strict=True):
            # A most in unlimited time settles how things are at the far end (see `satisfiability.numbers`).
            if not positive and amount > 0:
                far = int(count.absent)
                self._fixed += [(first, Point(days=first.days + 1), far)] if count.lo is None else []
                self._fixed += [(Point(days=last.days - 1), last, far)] if count.hi is None else []
        ends = [p for entry in self._counts for p in entry[:2]] + [p for entry in self._fixed for p in entry[:2]]
        self.nodes = tuple(sorted(dict.fromkeys(ends), key=lambda p: _range(p, ORIGIN)))
        self.ordered = all(_range(found[1], found[0]).least >= 0 for found in self._counts)

    def edges(self, which: int) -> tuple[tuple[int, int, int], ...]:
        """Edges (i, j, w): N(j) - N(i) <= w, with w at its least (0) or at its most (1)."""
        at = {p: i for i, p in enumerate(self.nodes)}
        out = list(_spans(self.nodes, which))
        for lo, hi, days in self._fixed:
            out += [(at[lo], at[hi], days), (at[hi], at[lo], -days)]
        for lo, hi, count, positive in self._counts:
            upper = count.absent == positive
            weight = _weight(lo, hi, count.amount, count.absent, positive)[which]
            out.append((at[lo], at[hi], weight) if upper else (at[hi], at[lo], weight))
        return tuple(out)


@cached(50_000)
def _spans(nodes: tuple[Point, ...], which: int) -> tuple[tuple[int, int, int], ...]:
    """There are never more days present between two points than days, nor fewer than none."""
    return tuple(
        (i, j, max(0, _range(nodes[j], nodes[i])[which]))
        for i in range(len(nodes))
        for j in range(len(nodes))
        if i != j
    )


def _weight(lo: Point, hi: Point, amount: Amount, absent: bool, positive: bool) -> Range:
    """The weight of a count's edge: the most days present in [lo, hi), or the least with the sign turned."""
    days = _range(amount.end, amount.start)
    if not absent:
        # At least `amount` days present, or at most one fewer.
        least, most = amount.days(days.least), amount.days(days.most)
        return Range(-most, -least) if positive else Range(least - 1, most - 1)
    if amount.of > 1:
        # A share of the same days: what is left of them grows with them, too.
        least, most = days.least - amount.days(days.least), days.most - amount.days(days.most)
    else:
        left = _range(hi, lo, amount.end, amount.start)
        least, most = left.least - amount.extra, left.most - amount.extra
    # At least `amount` days away leave at most the rest present; fewer leave at least one day more than the rest.
    return Range(least, most) if positive else Range(-most - 1, -least - 1)
