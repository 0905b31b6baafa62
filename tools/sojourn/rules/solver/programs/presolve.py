"""Quick answers to the integer programs of `integer_program`, so that the search need not run for every length of months.

*Nobody*, where already the days of one indicator cannot be: what is asked of the other indicators is turned into
bounds that follow from it (a day with a night is a day with a part; a run of k nights touches k + 1 days; k whole days
in a row lie between k + 1 nights), and difference constraints decide. *Somebody*, where the solution of a program that
differs in a few lengths by a day or two fits again once it is stretched.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from sojourn.rules.solver.difference_constraints import Bounds, feasible


class Sum(NamedTuple):
    """A weighted sum of measured days over windows that must be at least (at most) `limit`.

    Weights and limit are whole numbers of parts of which `unit` make one day: thousands of programs are made of them.
    """

    parts: tuple[tuple[int, int, int], ...]
    base: str
    absent: bool
    least: bool
    limit: int
    unit: int = 1


class Program(NamedTuple):
    """Boundaries and sums, all in days."""

    nodes: tuple[int, ...]
    sums: tuple[Sum, ...]


def impossible(wanted: Program) -> bool:
    """Whether the bounds on single windows rule everybody out (if not, the program may still have no solution)."""
    plain = [found for item in wanted.sums for found in _as_bounds(item)]
    for base in sorted({item.base for item in wanted.sums}):
        bounds = {bound for kind, bound in plain if kind == base}
        bounds |= {bound for kind, known in plain for bound in _implied(kind, known, base)}
        if not feasible(frozenset(bounds)):
            return True
    return any(
        _outweighs(most, least) for least in wanted.sums if least.least for most in wanted.sums if not most.least
    )


def _outweighs(most: Sum, least: Sum) -> bool:
    """Whether a sum that must not be large counts at least so much of each window as one that must be large."""
    if (most.base, most.absent) != (least.base, least.absent):
        return False
    weights = {(lo, hi): weight for lo, hi, weight in most.parts}
    # The units of the two cancel out.
    ratios = [Fraction(weights.get((lo, hi), 0), weight) for lo, hi, weight in least.parts if weight > 0]
    return bool(ratios) and min(ratios) * least.limit > most.limit


def _as_bounds(item: Sum) -> Iterator[tuple[str, Bounds]]:
    """What a sum says of each of its windows alone, as bounds on the days present of its indicator.

    No window can hold more than the whole sum allows, nor fewer than what is lacking if all the others are full; for a sum
    over one window that is all it says.
    """
    full = sum(weight * (hi - lo) for lo, hi, weight in item.parts)
    for lo, hi, weight in item.parts:
        if weight <= 0:
            continue
        length = hi - lo
        # Rounded up, and down.
        days = -((full - weight * length - item.limit) // weight) if item.least else item.limit // weight
        if item.absent:
            days = length - days
        least = item.least != item.absent
        yield item.base, Bounds(lo, hi, days if least else None, None if least else days)


def _implied(base: str, known: Bounds, other: str) -> Iterator[Bounds]:
    """What a bound on the days of one indicator says of the days of another one."""
    lo, hi, least, most = known
    chain = "WNP"
    steps = chain.index(other) - chain.index(base)
    if steps > 0 and least is not None and least > 0:
        # A run of k whole days lies in k + 1 nights, one of k nights touches k + 1 days.
        yield Bounds(lo, hi, least, None)
        yield Bounds(lo - (base == "W"), hi + (other == "P"), least + steps, None)
    if steps < 0 and most is not None and hi > lo:
        yield Bounds(lo, hi, None, most)
        if most < hi - lo:
            # Not all the days: whatever nights there are show as many days, whatever touched days one whole day less.
            if steps == -1 and base == "P":
                yield Bounds(lo - 1, hi, None, most)
            if steps == -1 and base == "N" and hi - lo > 1:
                yield Bounds(lo + 1, hi, None, max(most - 1, 0))


Numbers = tuple[int, ...]


def stretched(found: Numbers, before: Program, wanted: Program) -> Numbers | None:
    """The numbers of the cells of one program fitted to another one, if they then solve it."""
    cells = len(wanted.nodes) - 1
    if len(before.nodes) != len(wanted.nodes):
        return None
    out = list(found)
    for k in range(cells):
        length, old = wanted.nodes[k + 1] - wanted.nodes[k], before.nodes[k + 1] - before.nodes[k]
        # Cells that were full stay full; the others keep their days as far as there is room.
        if len(found) == cells:
            out[k] = length if found[k] == old else min(found[k], length)
        elif length != old:
            n, a, p, w = (found[i * cells + k] for i in range(4))
            d = a + found[4 * cells + k] - found[4 * cells + k + 1]
            out[k] = new = length if n == old else min(n, length - d)
            out[2 * cells + k] = length if p == old else max(min(p, length), new + d)
            out[3 * cells + k] = new - a if w == n - a else min(w, new - a)
    return tuple(out) if solves(tuple(out), wanted) else None


def solves(found: Numbers, wanted: Program) -> bool:
    """Whether numbers meet all that a program asks.

    They are the counted days of each cell or, where several indicators are counted, n, a, p, w of each cell and then s
    of each boundary (see `integer_program`).
    """
    nodes = wanted.nodes
    cells = len(nodes) - 1
    several = len(found) != cells
    if not all(_in_cell(found, k, nodes[k + 1] - nodes[k], cells, several) for k in range(cells)):
        return False
    column = {"N": 0, "P": 2 * cells, "W": 3 * cells} if several else dict.fromkeys("NPW", 0)
    for item in wanted.sums:
        total, first = 0, column[item.base]
        for lo, hi, weight in item.parts:
            # The cells inside the window (its ends are boundaries) follow each other.
            begin, end = bisect_left(nodes, lo), bisect_right(nodes, hi) - 1
            if begin < end:
                days = sum(found[first + begin : first + end])
                total += weight * (nodes[end] - nodes[begin] - days if item.absent else days)
        if total < item.limit if item.least else total > item.limit:
            return False
    return True


def _in_cell(found: Numbers, k: int, length: int, cells: int, several: bool) -> bool:
    """Whether a cell can hold its numbers."""
    if not several:
        return 0 <= found[k] <= length
    n, a, p, w = (found[i * cells + k] for i in range(4))
    s, e = found[4 * cells + k], found[4 * cells + k + 1]
    d = a + s - e
    if not (0 <= a <= n <= length - d and d >= 0 and n <= length * (a + s) and length - n <= length * (d + 1 - s)):
        return False
    return n + d <= p <= length and 0 <= w <= n - a
