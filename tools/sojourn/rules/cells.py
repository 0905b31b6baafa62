"""Clauses with weighted sums or several day conventions, as an integer program over the cells between boundaries.

For each cell of L days: n nights present, a arrivals, p days present in any part, w days present as a whole; for
each boundary s, whether the night before it was spent in the country. With d = a + s - s' departures the possible
numbers are exactly those with

    a <= n <= L - d,   n <= L (a + s),   L - n <= L (d + 1 - s),   n + d <= p <= L,   0 <= w <= n - a

(a same-day visit adds a day to p, a same-day trip takes one from w). Counts, weighted or not, are sums over cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sojourn.rules.formula import Around, Attr, Count, Lit, Rolling, Weighted
from sojourn.rules.limbs import UnsupportedError
from sojourn.rules.linear import Row, TooHardError, minimize
from sojourn.rules.months import Amount, Point

Stay = tuple[int, int]


class Sum(NamedTuple):
    """A weighted sum of measured days over windows that must be at least (at most) `limit`."""

    parts: tuple[tuple[int, int, Fraction], ...]
    base: str
    absent: bool
    least: bool
    limit: Fraction


class Program(NamedTuple):
    """Boundaries and sums, all in days."""

    nodes: tuple[int, ...]
    sums: tuple[Sum, ...]


def needs_cells(lits: Iterable[Lit]) -> bool:
    """Whether the literals of one object leave the form of difference constraints on one day indicator."""
    found = [lit.literal for lit in lits]
    bases = {literal.base for literal in found if not isinstance(literal, Attr)}
    return len(bases) > 1 or any(isinstance(literal, Weighted) for literal in found)


def program(lits: frozenset[Lit], event: str, obj: str, offsets: dict[Point, int]) -> Program:
    """The program of the literals of one object, lengths in days. Raises UnsupportedError for literals of other kinds."""
    sums: list[Sum] = []
    ends: list[tuple[Count, bool, int]] = []
    nodes = {-1, 0, 1}
    for lit in sorted(lits, key=repr):
        literal = lit.literal
        if isinstance(literal, (Around, Rolling)):
            raise UnsupportedError("rules that count days in different ways, one of them without a fixed window")
        if isinstance(literal, Count):
            ends.append((literal, lit.positive, _days(literal.amount, offsets)))
            nodes |= {offsets[p] for p in (literal.lo, literal.hi) if p is not None}
        elif isinstance(literal, Weighted):
            parts = tuple((offsets[lo], offsets[hi], weight) for lo, hi, weight in literal.parts)
            nodes |= {t for lo, hi, _ in parts for t in (lo, hi)}
            limit = Fraction(_days(literal.amount, offsets))
            sums.append(_weighted(literal, parts, limit, lit.positive))
    margin = sum(abs(k) for _, _, k in ends) + 8
    first, last = min(nodes) - margin, max(nodes) + margin
    for count, positive, amount in ends:
        lo = first if count.lo is None else offsets[count.lo]
        hi = last if count.hi is None else offsets[count.hi]
        sums.append(_sum(count, lo, max(lo, hi), amount, positive))
        if not positive and amount > 0:
            far = Fraction(int(count.absent))
            for end, day in ((count.lo, first), (count.hi, last - 1)):
                if end is None:
                    nodes |= {day, day + 1}
                    sums += [Sum(((day, day + 1, Fraction(1)),), "N", False, least, far) for least in (True, False)]
    sums += _anchor(event, obj)
    nodes |= {t for s in sums for lo, hi, _ in s.parts for t in (lo, hi)}
    return Program(tuple(sorted(nodes)), tuple(sums))


def _days(amount: Amount, offsets: dict[Point, int]) -> int:
    return offsets[amount.end] - offsets[amount.start] + amount.extra


def _sum(count: Count, lo: int, hi: int, amount: int, positive: bool) -> Sum:
    limit = Fraction(amount if positive else amount - 1)
    return Sum(((lo, hi, Fraction(1)),), count.base, count.absent, positive, limit)


def _weighted(literal: Weighted, parts: tuple[tuple[int, int, Fraction], ...], limit: Fraction, positive: bool) -> Sum:
    """A weighted sum; "less than" becomes "at most" one step below, since the sums are multiples of one fraction."""
    if positive:
        return Sum(parts, literal.base, literal.absent, True, limit)
    denominator = 1
    for _, _, weight in parts:
        denominator = denominator * weight.denominator
    return Sum(parts, literal.base, literal.absent, False, limit - Fraction(1, denominator))


def _anchor(event: str, obj: str) -> list[Sum]:
    fixed = {"arrival": ((-1, 0), (0, 1)), "departure": ((-1, 1), (0, 0))}.get(event, ())
    out: list[Sum] = []
    for day, present in fixed:
        if obj != "registered" and (obj == "actual" or day >= 0):
            window = ((day, day + 1, Fraction(1)),)
            out += [Sum(window, "N", False, least, Fraction(present)) for least in (True, False)]
    return out


@lru_cache(maxsize=20_000)
def possible(wanted: Program) -> bool:
    """Whether the program has a solution. Raises UnsupportedError when the search is given up."""
    return _solution(wanted, False) is not None


@lru_cache(maxsize=20_000)
def solve(wanted: Program) -> tuple[int, ...] | None:
    """The numbers of the cells (n, a, p, w for each, then s for each boundary) with the fewest stays, then nights."""
    return _solution(wanted, True)


def _solution(wanted: Program, shortest: bool) -> tuple[int, ...] | None:
    nodes = wanted.nodes
    cells = len(nodes) - 1
    columns = {name: 4 * cells if name == "s" else i * cells for i, name in enumerate("napws")}
    rows: list[Row] = []
    upper: list[int | None] = [None] * (5 * cells + 1)
    bases = {item.base for item in wanted.sums}
    for k in range(cells):
        length = nodes[k + 1] - nodes[k]
        n, a, p, w, s = (columns[name] + k for name in "napws")
        # d = a + s - s1; what no sum counts is fixed (p = n + d, w = n - a) by leaving it out of the cost and the rows.
        rows += [
            Row({s + 1: 1, a: -1, s: -1}, 0),
            Row({a: 1, n: -1}, 0),
            Row({n: 1, a: 1, s: 1, s + 1: -1}, length),
            Row({n: 1, a: -length, s: -length}, 0),
            Row({n: -1, a: -length, s + 1: length}, 0),
        ]
        if "P" in bases:
            rows += [Row({n: 1, a: 1, s: 1, s + 1: -1, p: -1}, 0), Row({p: 1}, length)]
        if "W" in bases:
            rows.append(Row({w: 1, a: 1, n: -1}, 0))
    for k in range(cells + 1):
        upper[columns["s"] + k] = 1
    for item in wanted.sums:
        rows.append(_sum_row(item, nodes, columns))
    try:
        found = minimize(_cost(nodes, columns, bases) if shortest else {}, rows, upper)
    except TooHardError as error:
        raise UnsupportedError("the rules count days in different ways, with too many cases to decide") from error
    return None if found is None else tuple(found)


def _cost(nodes: tuple[int, ...], columns: dict[str, int], bases: set[str]) -> dict[int, int]:
    """Stays count most: arrivals, same-day visits (p beyond n + d) and trips (w short of n - a); then nights."""
    cells = len(nodes) - 1
    stay = 2 * (nodes[-1] - nodes[0]) + 1
    cost = {columns["s"]: stay + 1}

    def add(column: int, amount: int) -> None:
        cost[column] = cost.get(column, 0) + amount

    for k in range(cells):
        n, a, p, w, s = (columns[name] + k for name in "napws")
        add(a, stay)
        add(n, 1)
        if "P" in bases:
            for column, sign in ((p, 1), (n, -1), (a, -1), (s, -1), (s + 1, 1)):
                add(column, sign * stay)
        if "W" in bases:
            for column, sign in ((n, 1), (a, -1), (w, -1)):
                add(column, sign * stay)
    return cost


def _sum_row(item: Sum, nodes: tuple[int, ...], columns: dict[str, int]) -> Row:
    column = columns[{"N": "n", "P": "p", "W": "w"}[item.base]]
    coefficients: dict[int, Fraction | int] = {}
    total = Fraction(0)
    for lo, hi, weight in item.parts:
        for k in range(len(nodes) - 1):
            if lo <= nodes[k] and nodes[k + 1] <= hi:
                coefficients[column + k] = coefficients.get(column + k, 0) + (-weight if item.absent else weight)
                total += weight * (nodes[k + 1] - nodes[k]) if item.absent else 0
    limit = item.limit - total
    if item.least:
        return Row({i: -value for i, value in coefficients.items()}, -limit)
    return Row(coefficients, limit)


def stays_of(wanted: Program) -> tuple[Stay, ...] | None:
    """The stays (day of arrival, day of departure) of the solution, nearest the anchor within each cell, or None."""
    found = solve(wanted)
    if found is None:
        return None
    nodes, cells = wanted.nodes, len(wanted.nodes) - 1
    bases = {item.base for item in wanted.sums}
    nights: list[Stay] = [(nodes[0] - 1, nodes[0])] if found[4 * cells] else []
    visits: list[Stay] = []
    trips: list[int] = []
    for k in range(cells):
        n, a, p, w = (found[i * cells + k] for i in range(4))
        s, e = found[4 * cells + k], found[4 * cells + k + 1]
        runs = _runs(nodes[k], nodes[k + 1], n, a, s, e)
        nights += runs
        busy = {d for lo, hi in runs for d in range(lo, hi + 1)} | ({nodes[k]} if s else set())
        free = [d for d in range(nodes[k], nodes[k + 1]) if d not in busy]
        visits += [(d, d) for d in free[: p - n - (a + s - e)]] if "P" in bases else []
        whole = [d for lo, hi in runs for d in range(lo + (0 if s and lo == nodes[k] else 1), hi)]
        trips += whole[: n - a - w] if "W" in bases else []
    merged: list[Stay] = []
    for lo, hi in nights:
        if merged and merged[-1][1] == lo:
            merged[-1] = (merged[-1][0], hi)
        else:
            merged.append((lo, hi))
    return tuple(sorted([*visits, *_split(merged, trips)]))


def _runs(lo: int, hi: int, n: int, a: int, s: int, e: int) -> list[Stay]:
    """Runs of n nights in [lo, hi): going on from before if s, `a` beginning inside, reaching the end if e."""
    if n == 0:
        return []
    blocks = a + s
    departures = a + s - e
    gaps = (hi - lo) - n
    # Nights of each block, the first one as long as it can be (the last one if the stay goes on to the right).
    sizes = [1] * blocks
    if s and departures and n < blocks:
        sizes[0] = 0
    sizes[-1 if e else 0] += n - sum(sizes)
    spare = gaps - max(departures - (0 if e else 1), 0) if not e else gaps - departures
    spaces = [1] * blocks
    day = lo if s else lo + (max(spare, 0) if e and departures == 0 else 0)
    out: list[Stay] = []
    for i, size in enumerate(sizes):
        if e and i == blocks - 1:
            out.append((hi - size, hi))
            break
        if size:
            out.append((day, day + size))
        day += size + spaces[i]
    return out


def _split(stays: list[Stay], trips: list[int]) -> list[Stay]:
    """Stays broken by same-day trips: out and in again on one day."""
    out: list[Stay] = []
    for lo, hi in stays:
        for day in sorted(d for d in trips if lo < d < hi):
            out.append((lo, day))
            lo = day
        out.append((lo, hi))
    return out
