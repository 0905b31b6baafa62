"""Literals about the unbroken stay (or absence) that contains the anchor.

Let the run that contains day 0 reach p days back and f days ahead. `p` and `f` are two more unknowns of the system
of difference constraints: measured against N(0), the run's first day is a node at -p and its end a node at f. Once
it is fixed in which cells the two ends lie, "the run lasts at least V days" is `f + p >= V`, again one difference.
A length in months depends on the date the run starts, so the possible starts are split into pieces of one length
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sojourn.rules.differences import Bounds, distances
from sojourn.rules.months import CYCLE_DAYS, Point, point_offsets


class AroundBound(NamedTuple):
    """The run around the anchor lasts at least so many months and days, or does not (`positive`)."""

    months: int
    days: int
    absent: bool
    positive: bool


class Run(NamedTuple):
    """The run around the anchor: present or absent, `back` days before day 0 and `ahead` days from day 0 on."""

    present: bool
    back: int
    ahead: int


# A range of values of `back` and the length in days that each literal asks for there.
Piece = tuple[int, int, tuple[int, ...]]


def around_mask(bounds: frozenset[Bounds], arounds: tuple[AroundBound, ...], starts: int) -> int:
    """The start dates among `starts` on which the bounds and the literals about the run can be met together."""
    if all(not a.months for a in arounds):
        pieces: tuple[Piece, ...] = ((0, _REACH, tuple(a.days for a in arounds)),)
        return starts if next(_runs(bounds, arounds, pieces), None) is not None else 0
    loosest, tightest = (
        tuple(_length_range(a)[0 if a.positive == loose else 1] for a in arounds) for loose in (True, False)
    )
    if next(_runs(bounds, arounds, ((0, _REACH, loosest),)), None) is None:
        return 0
    if next(_runs(bounds, arounds, ((0, _REACH, tightest),)), None) is not None:
        return starts
    mask = 0
    for index in range(CYCLE_DAYS):
        if starts >> index & 1 and next(_runs(bounds, arounds, _pieces(arounds, index)), None) is not None:
            mask |= 1 << index
    return mask


def runs_on(bounds: frozenset[Bounds], arounds: tuple[AroundBound, ...], index: int) -> Iterator[Run]:
    """One run for each way of placing its ends in cells that can be met on the start date with that index."""
    yield from _runs(bounds, arounds, _pieces(arounds, index))


_REACH = 40_000


@lru_cache(maxsize=1024)
def _length_range(bound: AroundBound) -> tuple[int, int]:
    lengths = point_offsets(Point(bound.months, bound.days))
    return min(lengths), max(lengths)


@lru_cache(maxsize=8192)
def _pieces(arounds: tuple[AroundBound, ...], index: int) -> tuple[Piece, ...]:
    """Ranges (p from, p to) of starts, p days before the anchor, on which all lengths in days are constant."""
    longest = max(_length_range(a)[1] for a in arounds)
    tables = [point_offsets(Point(a.months, a.days)) for a in arounds]
    pieces: list[Piece] = []
    for back in range(longest + 1):
        # The cycle repeats, so the start date before its first one is its last one.
        day = (index - back) % CYCLE_DAYS
        lengths = tuple(table[day] for table in tables)
        if pieces and pieces[-1][2] == lengths:
            pieces[-1] = (pieces[-1][0], back, lengths)
        else:
            pieces.append((back, back, lengths))
    # Longer runs than the longest length meet every bound whatever their start.
    pieces.append((longest + 1, _REACH, tuple(0 for _ in arounds)))
    return tuple(pieces)


def _runs(bounds: frozenset[Bounds], arounds: tuple[AroundBound, ...], pieces: tuple[Piece, ...]) -> Iterator[Run]:
    for present in (True, False):
        if any(a.positive and a.absent == present for a in arounds):
            continue
        wanted = tuple((i, a.positive) for i, a in enumerate(arounds) if a.absent != present)
        yield from _solve(bounds if present else frozenset(_mirror(b) for b in bounds), present, wanted, pieces)


def _mirror(b: Bounds) -> Bounds:
    """The same bounds, on days absent instead of days present."""
    length = b.hi - b.lo
    least = None if b.most is None else length - b.most
    most = None if b.least is None else length - b.least
    return Bounds(b.lo, b.hi, least, most)


def _solve(
    bounds: frozenset[Bounds], present: bool, wanted: tuple[tuple[int, bool], ...], pieces: tuple[Piece, ...]
) -> Iterator[Run]:
    reach = max([max(p[2], default=0) for p in pieces], default=0) + 2
    named = sorted({t for b in bounds for t in (b.lo, b.hi)} | {0})
    nodes = [named[0] - reach, *named, named[-1] + reach]
    zero = nodes.index(0)
    fixed = _fixed_edges(nodes, bounds)
    if fixed is None:
        return
    for left in range(zero, -1, -1):
        for right in range(zero, len(nodes)):
            for piece in pieces:
                run = _try(nodes, zero, fixed, left, right, wanted, piece)
                if run is not None:
                    yield Run(present, *run)


def _fixed_edges(nodes: list[int], bounds: frozenset[Bounds]) -> list[tuple[int, int, int]] | None:
    index = {t: i for i, t in enumerate(nodes)}
    edges = [(i, i + 1, nodes[i + 1] - nodes[i]) for i in range(len(nodes) - 1)]
    edges += [(i + 1, i, 0) for i in range(len(nodes) - 1)]
    for b in bounds:
        if b.most is not None:
            if b.most < 0:
                return None
            edges.append((index[b.lo], index[b.hi], b.most))
        if b.least is not None:
            if b.least > max(b.hi - b.lo, 0):
                return None
            edges.append((index[b.hi], index[b.lo], -b.least))
    return edges


def _try(
    nodes: list[int],
    zero: int,
    fixed: list[tuple[int, int, int]],
    left: int,
    right: int,
    wanted: tuple[tuple[int, bool], ...],
    piece: Piece,
) -> tuple[int, int] | None:
    """The run's reach (back, ahead) when its start lies at or before nodes[left] (after the node before), or None."""
    start, end = len(nodes), len(nodes) + 1
    edges = list(fixed)
    back_from, back_to = max(piece[0], -nodes[left]), piece[1]
    if left > 0:
        back_to = min(back_to, -nodes[left - 1] - 1)
        edges += [(left - 1, left, nodes[left] - nodes[left - 1] - 1), (start, left - 1, 0)]
    else:
        back_to = min(back_to, -nodes[left])
    ahead_from, ahead_to = max(nodes[right], 1), nodes[right]
    if right < len(nodes) - 1:
        ahead_to = nodes[right + 1] - 1
        edges += [(right, right + 1, nodes[right + 1] - nodes[right] - 1), (right + 1, end, 0)]
    if back_from > back_to or ahead_from > ahead_to:
        return None
    edges += [(left, zero, -nodes[left]), (zero, left, nodes[left])]
    edges += [(zero, right, nodes[right]), (right, zero, -nodes[right])]
    edges += [(zero, start, -back_from), (start, zero, back_to), (zero, end, ahead_to), (end, zero, -ahead_from)]
    for i, positive in wanted:
        length = piece[2][i]
        edges.append((end, start, -length) if positive else (start, end, length - 1))
    size = len(nodes) + 2
    # Shortest paths into the origin give the least N everywhere, and so the shortest run ahead.
    dist = distances(size, [(j, i, w) for i, j, w in edges], zero)
    if dist is None:
        return None
    return _reach(edges, size, zero, start, end)


def _reach(edges: list[tuple[int, int, int]], size: int, zero: int, start: int, end: int) -> tuple[int, int] | None:
    """Among the solutions the one whose run ahead is shortest, then whose run back is shortest."""
    toward = distances(size, [(j, i, w) for i, j, w in edges], zero)
    assert toward is not None
    ahead = -toward[end]
    pinned = [*edges, (zero, end, ahead), (end, zero, -ahead)]
    # The node `start` lies at -p: its greatest value is the shortest run back.
    forward = distances(size, pinned, zero)
    assert forward is not None
    return -forward[start], ahead
