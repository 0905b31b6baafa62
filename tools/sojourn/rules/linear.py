"""Small integer programs, exactly: rational simplex (Bland's rule) with branch and bound.

Needed only where a rule leaves the form of difference constraints: weighted sums of years, and rules that count
days under different conventions. Such programs have a few dozen unknowns, so that plain fractions are fast enough.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Row(NamedTuple):
    """One inequality: the sum of `coefficients[i] * x[i]` is at most `limit`."""

    coefficients: dict[int, Fraction | int]
    limit: Fraction | int


Line = dict[int, Fraction]
# The key of a line's right side among its columns.
LIMIT = -1
ZERO = Fraction(0)
Solution = tuple[Fraction, list[Fraction]]


class TooHardError(Exception):
    """The search was given up before it had an answer."""


# Relaxed programs solved before the search gives up: keeps every answer in bounded time.
MAX_BOXES = 60


def minimize(cost: dict[int, int], rows: list[Row], upper: list[int | None]) -> list[int] | None:
    """The integers 0 <= x[i] <= upper[i] that meet all rows at the least cost, or None.

    `upper[i]` is None where the rows bound x[i] anyway. Without a cost any solution will do. Raises TooHardError when
    nothing was found within the limit; with a cost, the best found so far is given.
    """
    tried = 0
    best: tuple[Fraction, list[int]] | None = None
    open_boxes: list[tuple[list[int], list[int | None]]] = [([0] * len(upper), list(upper))]
    while open_boxes:
        low, high = open_boxes.pop()
        tried += 1
        if tried > MAX_BOXES:
            if best is None:
                raise TooHardError
            break
        found = _relaxed(cost, rows, low, high)
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
            continue
        floor = int(found[1][split] // 1)
        above, below = list(low), list(high)
        above[split], below[split] = floor + 1, floor
        top = high[split]
        if top is None or floor + 1 <= top:
            open_boxes.append((above, high))
        open_boxes.append((low, below))
    return None if best is None else best[1]


def _relaxed(cost: dict[int, int], rows: list[Row], low: list[int], high: list[int | None]) -> Solution | None:
    """The least cost over fractions, with each unknown shifted by its lower end."""
    table: list[Line] = []
    limits: list[Fraction] = []
    for row in rows:
        table.append({i: Fraction(value) for i, value in row.coefficients.items() if value})
        limits.append(Fraction(row.limit - sum(value * low[i] for i, value in row.coefficients.items())))
    for i, top in enumerate(high):
        if top is not None:
            table.append({i: Fraction(1)})
            limits.append(Fraction(top - low[i]))
    shifted = _simplex(table, limits, cost, len(low))
    if shifted is None:
        return None
    values = [x + low[i] for i, x in enumerate(shifted)]
    return sum((values[i] * factor for i, factor in cost.items()), Fraction(0)), values


def _simplex(table: list[Line], limits: list[Fraction], cost: dict[int, int], size: int) -> list[Fraction] | None:
    """The vertex of {x >= 0, table x <= limits} with the least cost."""
    height = len(table)
    # Columns: unknowns, one slack a row, one artificial unknown that starts the search; LIMIT holds the right side.
    extra = size + height
    lines: list[Line] = []
    for i, row in enumerate(table):
        line = {**row, size + i: Fraction(1), extra: Fraction(-1)}
        if limits[i]:
            line[LIMIT] = limits[i]
        lines.append(line)
    basis = list(range(size, extra))
    worst = min(range(height), key=lambda i: limits[i])
    if limits[worst] < 0:
        _pivot(lines, basis, worst, extra)
        if _improve(lines, basis, {extra: Fraction(1)}, None) > 0:
            return None
        if extra in basis:
            row_index = basis.index(extra)
            column = min(j for j in lines[row_index] if j not in (LIMIT, extra))
            _pivot(lines, basis, row_index, column)
    _improve(lines, basis, {i: Fraction(factor) for i, factor in cost.items() if factor}, extra)
    values = [Fraction(0)] * size
    for i, column in enumerate(basis):
        if column < size:
            values[column] = lines[i].get(LIMIT, ZERO)
    return values


def _improve(lines: list[Line], basis: list[int], goal: Line, banned: int | None) -> Fraction:
    """Pivot until the goal is least (all unknowns are bounded, so it is); returns its value."""
    reduced = dict(goal)
    for i, column in enumerate(basis):
        _subtract(reduced, lines[i], goal.get(column, ZERO))
    while True:
        enter = min((j for j, value in reduced.items() if value < 0 and j not in (LIMIT, banned)), default=None)
        if enter is None:
            return -reduced.get(LIMIT, ZERO)
        ratios = [
            (line.get(LIMIT, ZERO) / line[enter], basis[i], i)
            for i, line in enumerate(lines)
            if line.get(enter, ZERO) > 0
        ]
        leave = min(ratios)[2]
        _pivot(lines, basis, leave, enter)
        _subtract(reduced, lines[leave], reduced[enter])


def _pivot(lines: list[Line], basis: list[int], row: int, column: int) -> None:
    scale = lines[row][column]
    lines[row] = pivot = {j: value / scale for j, value in lines[row].items()}
    for i, line in enumerate(lines):
        if i != row and column in line:
            _subtract(line, pivot, line[column])
    basis[row] = column


def _subtract(line: Line, other: Line, factor: Fraction) -> None:
    """Take `factor` times another line away, keeping no zeros."""
    if not factor:
        return
    for j, value in other.items():
        left = line.get(j, ZERO) - factor * value
        if left:
            line[j] = left
        else:
            line.pop(j, None)
