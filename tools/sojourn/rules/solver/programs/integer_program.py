"""Clauses with weighted sums or several day conventions, as an integer program over the cells between boundaries.

For each cell of L days: n nights present, a arrivals, p days present in any part, w days present as a whole; for
each boundary s, whether the night before it was spent in the country. With d = a + s - s' departures the possible
numbers are exactly those with

    a <= n <= L - d,   n <= L (a + s),   L - n <= L (d + 1 - s),   n + d <= p <= L,   0 <= w <= n - a

(a same-day visit adds a day to p, a same-day trip takes one from w). Counts, weighted or not, are sums over cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod
from typing import NamedTuple

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import Amount, Point
from sojourn.rules.logic.closed_days import closed_in
from sojourn.rules.logic.exempt_days import exempt_in, plain
from sojourn.rules.logic.formula import Around, Attribute, Break, Count, Literal, Rolling, Weighted
from sojourn.rules.solver.programs.presolve import Numbers, Program, Sum, impossible, stretched
from sojourn.rules.solver.programs.simplex import Row, SimplexResult, TooHardError, minimize

Stay = tuple[int, int]
# The most earlier solutions that are tried on the next program.
MAX_KNOWN = 3
# The most steps of the search for one question (all lengths of months together).
MAX_STEPS = 1_500
# What the anchor fixes, by event and day indicator: (day, present) pairs of the actual timeline. Who arrives spent the
# night before outside, and is there for a part of the day; whether the night that follows is spent in the country is
# open, since a visitor may leave on the same day. A departure is the reverse.
ACTUAL_ANCHOR: dict[tuple[str, str], tuple[tuple[int, bool], ...]] = {
    ("arrival", "N"): ((-1, False),),
    ("arrival", "P"): ((0, True),),
    ("arrival", "W"): ((-1, False), (0, False)),
    ("departure", "N"): ((-1, True),),
    ("departure", "P"): ((-1, True), (0, True)),
    ("departure", "W"): ((0, False),),
}
# A plan made at the crossing at least agrees with the crossing itself.
PLAN_ANCHOR: dict[tuple[str, str], tuple[tuple[int, bool], ...]] = {
    key: tuple((day, value) for day, value in days if day >= 0) for key, days in ACTUAL_ANCHOR.items()
}


def anchor_of(event: str, base: str, obj: str) -> tuple[tuple[int, bool], ...]:
    """What an event fixes on the timeline of an object: days, and whether somebody is counted on them.

    Whoever is away on a day is not counted on it without exempt days either; a day present may be an exempt one. A day
    away may be counted once breaks of a stay are filled in, one present not where those of an absence are.
    """
    part, filled = exempt_in(obj), closed_in(obj)
    whole = plain(obj) if filled is None else filled.obj
    if whole == "registered":
        return ()
    fixed = (ACTUAL_ANCHOR if whole == "actual" else PLAN_ANCHOR).get((event, base), ())
    if filled is not None:
        return tuple((day, value) for day, value in fixed if value != filled.absent)
    return fixed if part is None else tuple((day, value) for day, value in fixed if value == part.absent)


def needs_cells(literals: Iterable[Literal]) -> bool:
    """Whether the literals of one object leave the form of difference constraints on one day indicator."""
    found = [literal.atom for literal in literals]
    bases = {atom.base for atom in found if not isinstance(atom, Attribute)}
    return len(bases) > 1 or any(isinstance(atom, Weighted) for atom in found)


def program(literals: frozenset[Literal], event: str, obj: str, offsets: dict[Point, int]) -> Program:
    """The program of the literals of one object, in days. Raises UnsupportedError for literals of other kinds."""
    sums: list[Sum] = []
    ends: list[tuple[Count, bool, int]] = []
    nodes = {-1, 0, 1, 2}
    for literal in _ordered(literals):
        atom = literal.atom
        if isinstance(atom, (Around, Rolling, Break)):
            raise UnsupportedError(message("unsupported-no-fixed-window"))
        if isinstance(atom, Count):
            ends.append((atom, literal.positive, _days(atom.amount, offsets)))
            nodes |= {offsets[p] for p in (atom.lo, atom.hi) if p is not None}
        elif isinstance(atom, Weighted):
            nodes |= {offsets[p] for lo, hi, _ in atom.parts for p in (lo, hi)}
            sums.append(_weighted(atom, offsets, literal.positive))
    margin = sum(abs(k) for _, _, k in ends) + 8
    first, last = min(nodes) - margin, max(nodes) + margin
    for count, positive, amount in ends:
        lo = first if count.lo is None else offsets[count.lo]
        hi = last if count.hi is None else offsets[count.hi]
        sums.append(_sum(count, lo, max(lo, hi), amount, positive))
        if not positive and amount > 0:
            far = int(count.absent)
            for end, day in ((count.lo, first), (count.hi, last - 1)):
                if end is None:
                    nodes |= {day, day + 1}
                    ever = ((day, day + 1, 1),)
                    sums += [Sum(ever, count.base, False, least, far) for least in (True, False)]
    bases = {item.base for item in sums}
    for base in sorted(bases if len(bases) == 1 else bases | {"N"}):
        sums += _anchor(event, obj, base)
    nodes |= {t for s in sums for lo, hi, _ in s.parts for t in (lo, hi)}
    return Program(tuple(sorted(nodes)), tuple(sums))


@cached(20_000)
def _ordered(literals: frozenset[Literal]) -> tuple[Literal, ...]:
    return tuple(sorted(literals, key=repr))


def _days(amount: Amount, offsets: dict[Point, int]) -> int:
    return amount.days(offsets[amount.end] - offsets[amount.start])


def _sum(count: Count, lo: int, hi: int, amount: int, positive: bool) -> Sum:
    limit = amount if positive else amount - 1
    return Sum(((lo, hi, 1),), count.base, count.absent, positive, limit)


def _weighted(atom: Weighted, offsets: dict[Point, int], positive: bool) -> Sum:
    """A weighted sum; "less than" becomes "at most" one step below, since the sums are multiples of one fraction."""
    unit = prod(weight.denominator for _, _, weight in atom.parts)
    parts = tuple((offsets[lo], offsets[hi], int(weight * unit)) for lo, hi, weight in atom.parts)
    limit = _days(atom.amount, offsets) * unit
    return Sum(parts, atom.base, atom.absent, positive, limit if positive else limit - 1, unit)


def _anchor(event: str, obj: str, base: str) -> list[Sum]:
    """What the event fixes on the days of one indicator."""
    fixed = anchor_of(event, base, obj)
    out: list[Sum] = []
    for day, present in fixed:
        window = ((day, day + 1, 1),)
        out += [Sum(window, base, False, least, int(present)) for least in (True, False)]
    return out


def possible(programs: Iterable[Program]) -> Iterator[bool]:
    """Whether each program has a solution. Raises UnsupportedError when the search is given up.

    Programs that are alike (other lengths of months) are asked one after the other: solutions are tried again.
    """
    known: list[tuple[Program, Numbers]] = []
    steps = MAX_STEPS
    for wanted in programs:
        again = any(stretched(found, before, wanted) for before, found in reversed(known[-MAX_KNOWN:]))
        if again or impossible(wanted):
            yield again
            continue
        found = some_solution(wanted)
        steps -= found.steps
        if steps < 0 or found.steps < 0:
            raise _too_hard(wanted)
        if found.numbers is not None:
            known.append((wanted, found.numbers))
        yield found.numbers is not None


class ProgramAnswer(NamedTuple):
    """Numbers that solve a program, or None, and how long the search was; less than nothing if it was given up."""

    numbers: Numbers | None
    steps: int


@cached(20_000)
def some_solution(wanted: Program) -> ProgramAnswer:
    """Any solution of a program."""
    try:
        found = _solution(wanted, False)
    except TooHardError:
        return ProgramAnswer(None, -1)
    return ProgramAnswer(None if found.numbers is None else tuple(found.numbers), found.steps)


@cached(20_000)
def solve(wanted: Program) -> Numbers | None:
    """The numbers of the cells (n, a, p, w for each, then s for each boundary) with the fewest stays, then nights."""
    try:
        found = _solution(wanted, True).numbers
    except TooHardError as error:
        raise _too_hard(wanted) from error
    return None if found is None else tuple(found)


def _too_hard(wanted: Program) -> UnsupportedError:
    mixed = len({item.base for item in wanted.sums}) > 1
    return UnsupportedError(message("unsupported-mixed-cases" if mixed else "unsupported-weighted-cases"))


def _counted_days(wanted: Program) -> SimplexResult:
    """Where all sums count the same days: the counted days of each cell, any number of them being possible."""
    cells = len(wanted.nodes) - 1
    columns = dict.fromkeys("npw", 0)
    rows = [_sum_row(item, wanted.nodes, columns) for item in wanted.sums]
    upper: list[int | None] = [wanted.nodes[k + 1] - wanted.nodes[k] for k in range(cells)]
    return minimize(dict.fromkeys(range(cells), 1), rows, upper)


def _solution(wanted: Program, shortest: bool) -> SimplexResult:
    if len({item.base for item in wanted.sums}) == 1:
        return _counted_days(wanted)
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
    return minimize(_cost(nodes, columns, bases) if shortest else {}, rows, upper)


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
    coefficients: dict[int, int] = {}
    total = 0
    for lo, hi, weight in item.parts:
        for k in range(len(nodes) - 1):
            if lo <= nodes[k] and nodes[k + 1] <= hi:
                coefficients[column + k] = coefficients.get(column + k, 0) + (-weight if item.absent else weight)
                total += weight * (nodes[k + 1] - nodes[k]) if item.absent else 0
    limit = item.limit - total
    if item.least:
        return Row({i: -value for i, value in coefficients.items()}, -limit, item.unit)
    return Row(coefficients, limit, item.unit)


def stays_of(wanted: Program) -> tuple[Stay, ...] | None:
    """The stays (day of arrival, day of departure) of the solution, nearest the anchor within each cell, or None."""
    found = solve(wanted)
    if found is None:
        return None
    if len({item.base for item in wanted.sums}) == 1:
        return _packed(wanted, found)
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


def with_crossing(stays: tuple[Stay, ...], event: str) -> tuple[Stay, ...]:
    """Stays by the days of their crossings, with the crossing of the event on day 0 written out.

    The days that are counted need not show it: a same-day visit, a same-day trip, or a stay of one night.
    """
    if event not in ("arrival", "departure"):
        return stays
    if any(lo == 0 if event == "arrival" else lo < 0 and hi == 0 for lo, hi in stays):
        return stays
    across = next(((lo, hi) for lo, hi in stays if lo < 0 <= hi), None)
    if across is not None:
        lo, hi = across
        parts = [(lo, -1), (0, hi)] if event == "arrival" else [(lo, 0), (0, hi)]
    else:
        parts = [(0, 0)] if event == "arrival" else [(-1, 0)]
    return tuple(sorted([*(stay for stay in stays if stay != across), *parts]))


def _packed(wanted: Program, found: tuple[int, ...]) -> tuple[Stay, ...]:
    """The counted days of each cell, packed toward the anchor, as stays by their crossings."""
    base = wanted.sums[0].base
    out: list[Stay] = []
    for k, days in enumerate(found):
        lo, hi = wanted.nodes[k], wanted.nodes[k + 1]
        if days:
            run = (lo, lo + days) if lo >= 0 else (hi - days, hi)
            if out and out[-1][1] == run[0]:
                run = (out.pop()[0], run[1])
            out.append(run)
    came, left = {"N": (0, 0), "P": (0, -1), "W": (-1, 0)}[base]
    return tuple((lo + came, hi + left) for lo, hi in out)


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
