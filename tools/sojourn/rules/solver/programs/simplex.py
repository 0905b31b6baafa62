"""Small integer programs, exactly: rational simplex (Bland's rule) with branch and bound.

Needed only where a rule leaves the form of difference constraints: weighted sums of years, and rules that count
days under different conventions. Such programs have a few dozen unknowns, so that plain fractions are fast enough.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import gcd
from typing import NamedTuple


class Row(NamedTuple):
    """One inequality: the sum of `coefficients[i] * x[i]` is at most `limit`; all of them are parts, `unit` to one."""

    coefficients: dict[int, int]
    limit: int
    unit: int = 1


# A line of the tableau in whole numbers: its basic unknown has a positive coefficient, not always one.
Line = dict[int, int]
# The key of a line's right side among its columns.
LIMIT = -1
Solution = tuple[Fraction, list[Fraction]]


class TooHardError(Exception):
    """The search was given up before it had an answer."""


# Steps of the search (pivots) before it gives up: keeps every answer in bounded time.
MAX_STEPS = 600
# Pivots with the steepest column, before the rule that cannot run in a circle.
STEEP = 80


class SimplexResult(NamedTuple):
    """The numbers, or None; and how many steps the search took."""

    numbers: list[int] | None
    steps: int


def minimize(cost: dict[int, int], rows: list[Row], upper: list[int | None]) -> SimplexResult:
    """The integers 0 <= x[i] <= upper[i] that meet all rows at the least cost, or None.

    `upper[i]` is None where the rows bound x[i] anyway. Without a cost any solution will do. Raises TooHardError when
    nothing was found within the limit; with a cost, the best found so far is given.
    """
    left = [MAX_STEPS]
    best: tuple[Fraction, list[int]] | None = None
    open_boxes: list[tuple[list[int], list[int | None]]] = [([0] * len(upper), list(upper))]
    while open_boxes:
        low, high = open_boxes.pop()
        try:
            found = _relaxed(cost, rows, low, high, left)
        except TooHardError:
            if best is None:
                raise
            break
        if found is None or (best is not None and found[0] >= best[0]):
            continue
        # Yes-or-no unknowns first: they decide most.
        split = min(
            (i for i, value in enumerate(found[1]) if value.denominator != 1),
            key=lambda i: (upper[i] != 1, i),
            default=None,
        )
        if split is None:
            best = found[0], [int(value) for value in found[1]]
            if not cost:
                break
            continue
        floor = int(found[1][split] // 1)
        above, below = list(low), list(high)
        above[split], below[split] = floor + 1, floor
        top = high[split]
        if top is None or floor + 1 <= top:
            open_boxes.append((above, high))
        open_boxes.append((low, below))
    return SimplexResult(None if best is None else best[1], MAX_STEPS - left[0])


def _relaxed(
    cost: dict[int, int], rows: list[Row], low: list[int], high: list[int | None], steps: list[int]
) -> Solution | None:
    """The least cost over fractions, with each unknown shifted by its lower end; `steps` holds the steps left."""
    table: list[Line] = []
    for row in rows:
        limit = row.limit - sum(value * low[i] for i, value in row.coefficients.items())
        # In the largest parts in which all of the row are whole numbers.
        common = 1 if row.unit == 1 else gcd(row.unit, limit, *row.coefficients.values())
        line = {i: value // common for i, value in row.coefficients.items() if value}
        table.append({**line, LIMIT: limit // common})
    table += [{i: 1, LIMIT: top - low[i]} for i, top in enumerate(high) if top is not None]
    shifted = _simplex(table, cost, len(low), steps)
    if shifted is None:
        return None
    values = [x + low[i] for i, x in enumerate(shifted)]
    return sum((values[i] * factor for i, factor in cost.items()), Fraction(0)), values


def _simplex(table: list[Line], cost: dict[int, int], size: int, steps: list[int]) -> list[Fraction] | None:
    """The vertex of {x >= 0, table x <= limits} with the least cost."""
    height = len(table)
    # Columns: unknowns, one slack a row, one artificial unknown that starts the search; LIMIT holds the right side.
    extra = size + height
    lines = [{**row, size + i: 1, extra: -1} for i, row in enumerate(table)]
    basis = list(range(size, extra))
    worst = min(range(height), key=lambda i: table[i][LIMIT])
    if table[worst][LIMIT] < 0:
        _pivot(lines, basis, worst, extra)
        if not _improve(lines, basis, {extra: 1}, None, steps):
            return None
        if extra in basis:
            row_index = basis.index(extra)
            column = min((j for j in lines[row_index] if j not in (LIMIT, extra)), default=None)
            if column is not None:
                _pivot(lines, basis, row_index, column)
    _improve(lines, basis, {i: factor for i, factor in cost.items() if factor}, extra, steps)
    values = [Fraction(0)] * size
    for i, column in enumerate(basis):
        if column < size:
            values[column] = Fraction(lines[i].get(LIMIT, 0), lines[i][column])
    return values


def _improve(lines: list[Line], basis: list[int], goal: Line, banned: int | None, steps: list[int]) -> bool:
    """Pivot until the goal is least (all unknowns are bounded, so it is); whether it comes to nothing or less."""
    reduced = dict(goal)
    for i, column in enumerate(basis):
        if column in reduced:
            _clear(reduced, lines[i], column)
    for pivots in count():
        falling = [(value, j) for j, value in reduced.items() if value < 0 and j not in (LIMIT, banned)]
        if not falling:
            return reduced.get(LIMIT, 0) >= 0
        enter = min(falling)[1] if pivots < STEEP else min(j for _, j in falling)
        ratios = [
            (Fraction(line.get(LIMIT, 0), line[enter]), basis[i], i)
            for i, line in enumerate(lines)
            if line.get(enter, 0) > 0
        ]
        leave = min(ratios)[2]
        steps[0] -= 1
        if steps[0] < 0:
            raise TooHardError
        _pivot(lines, basis, leave, enter)
        _clear(reduced, lines[leave], enter)
    raise AssertionError


def _pivot(lines: list[Line], basis: list[int], row: int, column: int) -> None:
    if lines[row][column] < 0:
        lines[row] = {j: -value for j, value in lines[row].items()}
    for i, line in enumerate(lines):
        if i != row and column in line:
            _clear(line, lines[row], column)
    basis[row] = column


def _clear(line: Line, pivot: Line, column: int) -> None:
    """Take as much of the pivot line from another one as leaves nothing in the column; only positive factors scale it."""
    own, other = line[column], pivot[column]
    common = gcd(own, other)
    factor, times = other // common, own // common
    if factor != 1:
        for j in line:
            line[j] *= factor
    for j, value in pivot.items():
        left = line.get(j, 0) - times * value
        if left:
            line[j] = left
        else:
            line.pop(j, None)
    if factor != 1 and line:
        shared = gcd(*line.values())
        if shared > 1:
            for j in line:
                line[j] //= shared
