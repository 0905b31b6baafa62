"""Literals about the unbroken stay (or absence) that contains the anchor.

Let the run that contains day 0 reach p days back and f days ahead. `p` and `f` are two more unknowns of the system
of difference constraints: measured against N(0), the run's first day is a node at -p and its end a node at f. Once
it is fixed in which cells the two ends lie, "the run lasts at least V days" is `f + p >= V`, again one difference.
A length in months depends on the date the run starts, so the possible starts are split into pieces of one length
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import ALL_STARTS, CYCLE_DAYS, Point, point_offsets, start_groups
from sojourn.rules.solver.difference_constraints import Bounds, Edge, distances


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
    longest = max(_length_range(a)[1] for a in arounds)
    beyond = (longest + 1, _REACH, tuple(0 for _ in arounds))
    tables = _length_starts(tuple((a.months, a.days) for a in arounds))
    mask = 0
    for place in _places(bounds, arounds, longest):
        # Longer runs than the longest length meet every bound whatever their start.
        if place.reach(beyond) is not None:
            return starts
        for lengths, days in tables:
            reach = place.reach((0, longest, lengths))
            if reach is not None:
                mask |= _rotated(days, *reach)
        if mask & starts == starts:
            break
    return mask & starts


def runs_on(bounds: frozenset[Bounds], arounds: tuple[AroundBound, ...], index: int) -> Iterator[Run]:
    """One run for each way of placing its ends in cells that can be met on the start date with that index."""
    yield from _runs(bounds, arounds, _pieces(arounds, index))


def pinned(bounds: frozenset[Bounds], arounds: tuple[AroundBound, ...], index: int) -> Iterator[frozenset[Bounds]]:
    """The bounds with the run around the anchor fixed, in each of the ways of `runs_on`."""
    for run in runs_on(bounds, arounds, index):
        day, length = int(run.present), run.back + run.ahead
        fixed = {Bounds(-run.back, run.ahead, day * length, day * length)}
        yield bounds | fixed | {Bounds(d, d + 1, 1 - day, 1 - day) for d in (-run.back - 1, run.ahead)}


_REACH = 40_000


@cached(1024)
def _length_range(bound: AroundBound) -> tuple[int, int]:
    lengths = point_offsets(Point(bound.months, bound.days))
    return min(lengths), max(lengths)


@cached(1024)
def _length_starts(lengths: tuple[tuple[int, int], ...]) -> tuple[tuple[tuple[int, ...], int], ...]:
    """The numbers of days that lengths in months and days come to, with the start dates of each as a bit mask."""
    return start_groups(tuple(Point(months, days) for months, days in lengths))


def _rotated(mask: int, low: int, high: int) -> int:
    """The start dates that lie `low` to `high` days after one of the mask (the cycle repeats)."""
    out, width = _turned(mask, low), 1
    wanted = min(high - low + 1, CYCLE_DAYS)
    while width < wanted:
        step = min(width, wanted - width)
        out |= _turned(out, step)
        width += step
    return out


def _turned(mask: int, days: int) -> int:
    days %= CYCLE_DAYS
    return (mask << days | mask >> (CYCLE_DAYS - days)) & ALL_STARTS


@cached(8192)
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
    longest = max((max(piece[2], default=0) for piece in pieces), default=0)
    for place in _places(bounds, arounds, longest):
        wide: dict[tuple[int, ...], tuple[int, int] | None] = {}
        for piece in pieces:
            # Where a run with these lengths can begin at all, so that most pieces need not be tried.
            if piece[2] not in wide:
                wide[piece[2]] = place.reach((0, _REACH, piece[2]))
            reach = wide[piece[2]]
            if reach is None or reach[1] < piece[0] or reach[0] > piece[1]:
                continue
            run = place.run(piece)
            if run is not None:
                yield Run(place.present, *run)


def _places(bounds: frozenset[Bounds], arounds: tuple[AroundBound, ...], longest: int) -> Iterator[_Place]:
    """The cells in which the two ends of the run can lie; those that even the loosest lengths rule out are left out."""
    loosest = (0, _REACH, tuple(_length_range(a)[0 if a.positive else 1] for a in arounds))
    for present in (True, False):
        if any(a.positive and a.absent == present for a in arounds):
            continue
        wanted = tuple((i, a.positive) for i, a in enumerate(arounds) if a.absent != present)
        own = bounds if present else frozenset(mirror(b) for b in bounds)
        named = sorted({t for b in own for t in (b.lo, b.hi)} | {0})
        nodes = [named[0] - longest - 2, *named, named[-1] + longest + 2]
        zero = nodes.index(0)
        fixed = _fixed_edges(nodes, own)
        if fixed is None or distances(len(nodes), fixed) is None:
            continue
        for left in range(zero, -1, -1):
            for right in range(zero, len(nodes)):
                place = _Place(present, nodes, zero, fixed, left, right, wanted)
                if place.reach(loosest) is not None:
                    yield place


def mirror(b: Bounds) -> Bounds:
    """The same bounds, on days absent instead of days present."""
    length = b.hi - b.lo
    least = None if b.most is None else length - b.most
    most = None if b.least is None else length - b.least
    return Bounds(b.lo, b.hi, least, most)


def _fixed_edges(nodes: list[int], bounds: frozenset[Bounds]) -> list[Edge] | None:
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


class _Place(NamedTuple):
    """The run's start lies at or before nodes[left] (after the node before), its end at or after nodes[right]."""

    present: bool
    nodes: list[int]
    zero: int
    fixed: list[Edge]
    left: int
    right: int
    wanted: tuple[tuple[int, bool], ...]

    def edges(self, piece: Piece) -> list[Edge] | None:
        """The whole system for a piece: the ends of the run are two more nodes after the boundaries."""
        nodes, zero, left, right = self.nodes, self.zero, self.left, self.right
        start, end = len(nodes), len(nodes) + 1
        edges = list(self.fixed)
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
        for i, positive in self.wanted:
            length = piece[2][i]
            edges.append((end, start, -length) if positive else (start, end, length - 1))
        return edges

    def reach(self, piece: Piece) -> tuple[int, int] | None:
        """The fewest and most days before the anchor on which the run can begin (all between can be too), or None."""
        edges = self.edges(piece)
        if edges is None:
            return None
        size, start = len(self.nodes) + 2, len(self.nodes)
        toward = distances(size, [(j, i, w) for i, j, w in edges], self.zero)
        if toward is None:
            return None
        forward = distances(size, edges, self.zero)
        assert forward is not None
        return -forward[start], toward[start]

    def run(self, piece: Piece) -> tuple[int, int] | None:
        """The run (back, ahead) that is shortest ahead, then shortest back, or None."""
        edges = self.edges(piece)
        if edges is None:
            return None
        size, start, end = len(self.nodes) + 2, len(self.nodes), len(self.nodes) + 1
        # Shortest paths into the origin give the least N everywhere, and so the shortest run ahead.
        toward = distances(size, [(j, i, w) for i, j, w in edges], self.zero)
        if toward is None:
            return None
        ahead = -toward[end]
        pinned = [*edges, (self.zero, end, ahead), (end, self.zero, -ahead)]
        # The node `start` lies at -p: its greatest value is the shortest run back.
        forward = distances(size, pinned, self.zero)
        assert forward is not None
        return -forward[start], ahead
