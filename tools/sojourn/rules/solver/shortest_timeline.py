"""The shortest timeline that meets a system of bounds: fewest stays, then fewest days, then nearest the anchor.

The numbers of days at the boundaries (`difference_constraints`) leave the layout inside each cell free. So the search goes
over the number of stays, from none upward, and over the ways in which that many stays can lie over the cells:
whether a stay goes on from one cell into the next, and whether a new one begins inside. For each way the least
solution of the system is the fewest days. Packing presence against its neighbour cells never needs more than two
pieces in a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sojourn.rules.solver.difference_constraints import Bounds, Edge, Graph, build, distances, least_days, most_days
from sojourn.rules.solver.work import Work

Stays = tuple[tuple[int, int], ...]


# With more boundaries (every window of some length names each day) only the fewest days are looked for.
MAX_BOUNDARIES = 48
# The maximum number of layouts; beyond it the best one found is shown, or the fewest days.
MAX_SHAPES = 2_000
# Steps of work that the solution of one layout is counted as; cells visited that are counted as one step.
STEPS_OF_SHAPE, CELLS_OF_STEP = 4, 4


class Cell(NamedTuple):
    """How the stays lie over one cell: a stay runs in from the left, on to the right, and how many begin inside."""

    left: bool
    right: bool
    begins: int


def shortest_stays(bounds: frozenset[Bounds], limit: int, work: Work) -> Stays | None:
    """Half-open runs of days present, or None when the bounds cannot be met with `limit` stays.

    When the work is spent, or there are too many boundaries, any runs that meet the bounds.
    """
    graph = build([*bounds, Bounds(0, 1, 0, 1)])
    if graph is None:
        return None
    work.note(len(graph.nodes))
    if work.spent or len(graph.nodes) > MAX_BOUNDARIES:
        return _fewest_days(graph)
    spread = _all_pairs(graph)
    if spread is None:
        return None
    tried = 0
    for stays in range(limit + 1):
        best: tuple[int, int, Stays] | None = None
        for shape in _shapes(graph, spread, stays, work):
            tried += 1
            work.note(STEPS_OF_SHAPE)
            if tried > MAX_SHAPES:
                return _fewest_days(graph) if best is None else best[2]
            found = _solve(graph, shape, best)
            if found is not None and (best is None or found < best):
                best = found
        if best is not None:
            return best[2]
        if work.spent:
            return _fewest_days(graph)
    return None


def plain_stays(bounds: frozenset[Bounds]) -> Stays | None:
    """Few stays for a system with a bound for each day: the fewest days, or the most, whichever are fewer stays."""
    graph = build([*bounds, Bounds(0, 1, 0, 1)])
    if graph is None:
        return None
    fewest = _packed(graph, least_days(graph))
    if fewest is None:
        return None
    options = (fewest, _packed(graph, most_days(graph)))
    return min((runs for runs in options if runs is not None), key=lambda runs: (len(runs), size_of(runs)))


def _fewest_days(graph: Graph) -> Stays | None:
    """The days of the least solution, packed to the end of each cell."""
    return _packed(graph, least_days(graph))


def _packed(graph: Graph, numbers: tuple[int, ...] | None) -> Stays | None:
    if numbers is None:
        return None
    runs: list[tuple[int, int]] = []
    for k, end in enumerate(graph.nodes[1:]):
        days = numbers[k + 1] - numbers[k]
        if days and runs and runs[-1][1] == end - days:
            runs[-1] = (runs[-1][0], end)
        elif days:
            runs.append((end - days, end))
    return tuple(runs)


def _all_pairs(graph: Graph) -> list[tuple[int, int]] | None:
    """The fewest and most days present that each cell can have, or None when the system has no solution."""
    size = len(graph.nodes)
    spread: list[tuple[int, int]] = []
    for k in range(size - 1):
        ahead = distances(size, graph.edges, k)
        back = distances(size, graph.edges, k + 1)
        if ahead is None or back is None:
            return None
        spread.append((-back[k], ahead[k + 1]))
    return spread


def _shapes(graph: Graph, spread: list[tuple[int, int]], stays: int, work: Work) -> Iterator[tuple[Cell, ...]]:
    """The ways in which so many stays can lie over the cells, until the work is spent."""
    lengths = [graph.nodes[k + 1] - graph.nodes[k] for k in range(len(spread))]

    def extend(k: int, left: bool, remaining: int) -> Iterator[tuple[Cell, ...]]:
        if k == len(spread):
            if not left and not remaining:
                yield ()
            return
        if k % CELLS_OF_STEP == 0:
            work.note()
        if work.spent:
            return
        least, most = spread[k]
        for right in (False, True):
            for begins in (0, 1):
                cell = Cell(left, right and k < len(spread) - 1, begins)
                if right != cell.right or begins > remaining or not _fits(cell, lengths[k], least, most):
                    continue
                for rest in extend(k + 1, cell.right, remaining - begins):
                    yield (cell, *rest)

    yield from extend(0, False, stays)


def _range(cell: Cell, length: int) -> tuple[int, int] | None:
    """The fewest and most days present that a way of lying allows in a cell, or None when it is impossible."""
    match cell:
        case Cell(False, False, 0):
            return 0, 0
        case Cell(False, True, 0):
            return None
        case Cell(True, True, 0):
            return length, length
        case Cell(True, True, _):
            return (2, length - 1) if length > 2 else None
        case Cell(True, False, 0) | Cell(False, _, _):
            return 1, length
        case _:
            return (2, length - 1) if length > 2 else None


def _fits(cell: Cell, length: int, least: int, most: int) -> bool:
    wanted = _range(cell, length)
    return wanted is not None and wanted[0] <= most and wanted[1] >= least


def _solve(graph: Graph, shape: tuple[Cell, ...], best: tuple[int, int, Stays] | None) -> tuple[int, int, Stays] | None:
    nodes = graph.nodes
    edges: list[Edge] = list(graph.edges)
    for k, cell in enumerate(shape):
        wanted = _range(cell, nodes[k + 1] - nodes[k])
        assert wanted is not None
        edges += [(k, k + 1, wanted[1]), (k + 1, k, -wanted[0])]
    shaped = Graph(nodes, tuple(edges))
    least = least_days(shaped)
    if least is None or (best is not None and least[-1] > best[0]):
        return None
    packed = _toward_anchor(shaped, least[-1])
    stays = _lay_out(nodes, packed, shape)
    days = sum(hi - lo for lo, hi in stays)
    return days, sum(_distance(lo, hi) for lo, hi in stays), stays


def _toward_anchor(graph: Graph, days: int) -> list[int]:
    """The solution with that many days in all whose days lie nearest day 0, boundary by boundary."""
    nodes = graph.nodes
    size, zero = len(nodes), nodes.index(0)
    edges = [*graph.edges, (0, size - 1, days)]
    for k in sorted(range(size), key=lambda i: (abs(nodes[i]), -nodes[i])):
        if k == zero:
            continue
        dist = distances(size, edges, zero)
        assert dist is not None
        if nodes[k] > 0:
            value = dist[k]
        else:
            back = distances(size, edges, k)
            assert back is not None
            value = -back[zero]
        edges += [(zero, k, value), (k, zero, -value)]
    final = distances(size, edges, zero)
    assert final is not None
    return final


def _lay_out(nodes: tuple[int, ...], numbers: list[int], shape: tuple[Cell, ...]) -> Stays:
    """The days of each cell, packed against the neighbour that they belong to, else toward day 0."""
    runs: list[tuple[int, int]] = []
    for k, cell in enumerate(shape):
        lo, hi, days = nodes[k], nodes[k + 1], numbers[k + 1] - numbers[k]
        runs += _cell_runs(cell, lo, hi, days)
    merged: list[tuple[int, int]] = []
    for run in runs:
        if merged and merged[-1][1] == run[0]:
            merged[-1] = (merged[-1][0], run[1])
        else:
            merged.append(run)
    return tuple(merged)


def _cell_runs(cell: Cell, lo: int, hi: int, days: int) -> list[tuple[int, int]]:
    if not days:
        return []
    if cell.left and cell.right and cell.begins:
        # One stay ends and another begins: leave all but one day with the side that is nearer the anchor.
        first = days - 1 if lo >= 0 else 1
        return [(lo, lo + first), (hi - (days - first), hi)]
    if cell.left and cell.begins:
        first = days - 1 if lo >= 0 else 1
        gap = lo + first + 1
        return [(lo, lo + first), (gap, gap + 1)] if lo >= 0 else [(lo, lo + 1), (hi - days + 1, hi)]
    if cell.left:
        return [(lo, lo + days)]
    if cell.right or lo < 0:
        return [(hi - days, hi)]
    return [(lo, lo + days)]


def size_of(stays: Stays) -> tuple[int, int, int]:
    """What is to be least: the number of runs, the days in them, and the sum of their distances from day 0."""
    return len(stays), sum(hi - lo for lo, hi in stays), sum(_distance(lo, hi) for lo, hi in stays)


def _distance(lo: int, hi: int) -> int:
    """The sum of the distances of the days of a run from day 0."""
    if hi <= 0:
        return _distance(-hi + 1, -lo + 1)
    if lo < 0 < hi:
        return _distance(lo, 0) + _distance(0, hi)
    return (lo + hi - 1) * (hi - lo) // 2
