"""Systems of difference constraints on days of presence: satisfiable or not, and the extreme solutions.

Let N(t) be the number of days present before day t. At the boundaries b0 < b1 < ... that a clause names, `0 <=
N(b[k+1]) - N(b[k]) <= b[k+1] - b[k]`, and each literal bounds one difference `N(hi) - N(lo)`. Such a system has a
solution (then an integral one) exactly when its constraint graph has no negative cycle. Given the numbers at the
boundaries, the days inside a cell can be laid out freely, so the system decides the clause.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sojourn.rules.logic.caches import cached, grown


class Bounds(NamedTuple):
    """The days present in [lo, hi) number at least `least` and at most `most`; `None` leaves that side open."""

    lo: int
    hi: int
    least: int | None
    most: int | None


Edge = tuple[int, int, int]


class Graph(NamedTuple):
    """Boundaries in order, and edges (i, j, w) that mean `N(b[j]) - N(b[i]) <= w`."""

    nodes: tuple[int, ...]
    edges: tuple[Edge, ...]


def build(bounds: Iterable[Bounds]) -> Graph | None:
    """The constraint graph of a system, or None when one bound alone cannot be met."""
    wanted = list(bounds)
    nodes = tuple(sorted({t for b in wanted for t in (b.lo, b.hi)}))
    index = {t: i for i, t in enumerate(nodes)}
    # Least bounds lead back in time, most bounds ahead.
    ahead = [(i, i + 1, nodes[i + 1] - nodes[i]) for i in range(len(nodes) - 1)]
    back = [(i + 1, i, 0) for i in range(len(nodes) - 1)]
    for b in wanted:
        length = max(b.hi - b.lo, 0)
        if (b.least is not None and b.least > length) or (b.most is not None and b.most < 0):
            return None
        if length == 0:
            continue
        if b.most is not None and b.most < length:
            ahead.append((index[b.lo], index[b.hi], b.most))
        if b.least is not None and b.least > 0:
            back.append((index[b.hi], index[b.lo], -b.least))
    # In this order one pass carries a distance all the way along a chain of edges, ahead or back.
    edges = [*sorted(ahead), *sorted(back, reverse=True)]
    return Graph(nodes, tuple(edges))


def distances(size: int, edges: Iterable[Edge], source: int | None = None) -> list[int] | None:
    """Shortest paths from `source` (from a common origin when None), or None when there is a negative cycle."""
    if source is None:
        dist = [0] * size
    else:
        dist = [_FAR] * size
        dist[source] = 0
    edges = tuple(edges)
    for _ in range(min(size + 1, _PATIENCE)):
        changed = False
        for i, j, w in edges:
            reach = dist[i] + w
            if reach < dist[j]:
                dist[j] = reach
                changed = True
        if not changed:
            return dist
    return _settled(dist, edges) if size >= _PATIENCE else None


def _settled(dist: list[int], edges: tuple[Edge, ...]) -> list[int] | None:
    """The end of a long search: a ring among the edges that last shortened a path shows a negative cycle early."""
    before = [-1] * len(dist)
    while True:
        changed = False
        for i, j, w in edges:
            reach = dist[i] + w
            if reach < dist[j]:
                dist[j] = reach
                before[j] = i
                changed = True
        if not changed:
            return dist
        if _has_ring(before):
            return None


def _has_ring(before: list[int]) -> bool:
    seen = [-1] * len(before)
    for start in range(len(before)):
        node = start
        while node >= 0 and seen[node] < 0:
            seen[node] = start
            node = before[node]
        if node >= 0 and seen[node] == start:
            return True
    return False


# Passes over the edges before a large system is looked at for a negative cycle.
_PATIENCE = 6
# Larger than any sum of lengths that passes the limits on rules, small enough to add to without care.
_FAR = 10**12


@cached(200_000)
def feasible(bounds: frozenset[Bounds]) -> bool:
    """Whether some presence timeline meets all the bounds."""
    grown(len(bounds))
    return met(bounds)


def met(bounds: Iterable[Bounds]) -> bool:
    """The same of a system that is asked once, and not kept."""
    graph = build(bounds)
    return graph is not None and distances(len(graph.nodes), graph.edges) is not None


def least_days(graph: Graph) -> tuple[int, ...] | None:
    """N at each boundary for the solution with the fewest days in all (N of the first boundary is 0), or None."""
    size = len(graph.nodes)
    # N(j) - N(0) is at least minus the shortest path from j to 0: shortest paths from 0 in the reversed graph.
    back = distances(size, [(j, i, w) for i, j, w in reversed(graph.edges)], 0)
    return None if back is None else tuple(-d for d in back)


def most_days(graph: Graph) -> tuple[int, ...] | None:
    """N at each boundary for the solution with the most days in all (N of the first boundary is 0), or None."""
    ahead = distances(len(graph.nodes), graph.edges, 0)
    return None if ahead is None else tuple(ahead)
