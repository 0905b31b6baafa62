"""Somebody who meets a clause with breaks filled in (`closed_days`): days whose filled sets meet all of its literals.

The filled sets are made out day by day for each timeline that is tried: those without a tolerated break, and those that are
as sparse, or as dense, as the tolerance allows inside a solution for a filled set. So whoever is found does meet the clause,
however the search came by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import NamedTuple

from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import CYCLE_DATES, Point, point_offset, point_offsets
from sojourn.rules.logic.closed_days import ClosedDays, closed_in
from sojourn.rules.logic.formula import Around, Break, Count, Literal, Weighted
from sojourn.rules.solver.anchored_run import mirror, pinned
from sojourn.rules.solver.breaks import on_date
from sojourn.rules.solver.closed_days import NO_LIMIT, Objects, chains, handed_on, of
from sojourn.rules.solver.difference_constraints import Bounds, Graph, build, least_days, most_days
from sojourn.rules.solver.programs.integer_program import anchor_of, needs_cells, stays_of
from sojourn.rules.solver.satisfiability import CellNumbers, literals_base, numbers_on, program_on
from sojourn.rules.solver.shortest_timeline import Stays, size_of

# A day so far away that a stay which reaches it goes on for ever.
EVER = 10**6
# So many days are looked at one by one at the most, and so many ways to lie of the stay around a date or of a break.
MAX_DAYS, MAX_PLACES = 1_600, 6


class FilledDays(NamedTuple):
    """What one presence object has to meet, by itself and with breaks filled in; `fixed` are days that the event fixes."""

    obj: str
    event: str
    base: str
    own: Objects
    sets: tuple[tuple[ClosedDays | None, frozenset[Literal]], ...]
    fixed: tuple[tuple[int, bool], ...]


def asked_of(objects: Objects, event: str) -> tuple[FilledDays, ...]:
    """What is asked of each object whose breaks are filled in somewhere."""
    out = []
    for obj, own in chains(objects).items():
        base = literals_base(frozenset(x for found in own.values() for x in found))
        sets = tuple((closed_in(name), found) for name, found in own.items())
        out.append(FilledDays(obj, event, base, own, sets, anchor_of(event, base, obj)))
    return tuple(out)


def example(asked: FilledDays, index: int) -> Stays | None:
    """Counted days by which all is met on the start date with that number, or None if none are found.

    A stay from -EVER on, or up to EVER, has no end on that side.
    """
    return next((days for days in _tried(asked, index) if meets(days, asked, CYCLE_DATES[index])), None)


def shortest_example(asked: FilledDays, index: int, shown: tuple[int, bool] | None) -> Stays | None:
    """The shortest of the days that are tried; `shown` is a day by which a stay shows the crossing, if there is one.

    Otherwise the crossing is one stay more.
    """
    start, best = CYCLE_DATES[index], list[tuple[tuple[int, int, int], Stays]]()
    for extra, fixed in ((0, asked.fixed),) if shown is None else ((0, (*asked.fixed, shown)), (1, asked.fixed)):
        one = asked._replace(fixed=fixed)
        for days in _tried(one, index):
            if meets(days, one, start):
                few = _simplified(days, one, start)
                number, *rest = size_of(few)
                best.append(((number + extra, rest[0], rest[1]), few))
    return min(best)[1] if best else None


def _simplified(days: Stays, asked: FilledDays, start: date) -> Stays:
    """The same without stays, and without breaks, that nothing asks for."""
    while True:
        fewer = (days[:i] + days[i + 1 :] for i in range(len(days)))
        joined = ((*days[:i], (days[i][0], days[i + 1][1]), *days[i + 2 :]) for i in range(len(days) - 1))
        found = next((found for found in (*fewer, *joined) if meets(found, asked, start)), None)
        if found is None:
            return days
        days = found


def meets(days: Stays, asked: FilledDays, start: date) -> bool:
    """Whether counted days meet all that is asked, on a start date."""
    for day, present in asked.fixed:
        if any(lo <= day < hi for lo, hi in days) != present:
            return False
    for part, literals in asked.sets:
        counted = days if part is None else closed(days, part, start)
        if not all(_holds(literal, counted, start) for literal in literals):
            return False
    return True


def moved(found: tuple[Stays, ...], by: int) -> tuple[Stays, ...]:
    """The same days, so many days later."""
    return tuple(tuple((lo + by if lo > -EVER else lo, hi + by if hi < EVER else hi) for lo, hi in s) for s in found)


def _tried(asked: FilledDays, index: int) -> Iterator[Stays]:
    """Days to try: first all that is asked of any set asked of the days themselves, then inside each filled set."""
    own, handed = asked.own, handed_on(asked.own)
    together = frozenset(of(literal, asked.obj) for found in own.values() for literal in found)
    yield from _solutions(together, asked, asked.obj, index)
    yield from _solutions(handed[asked.obj], asked, asked.obj, index)
    for name in sorted(own):
        part = closed_in(name)
        if part is not None:
            for outer in _solutions(handed[name], asked, name, index):
                yield outer
                yield from _within(closed(outer, part, CYCLE_DATES[index]), part, handed[asked.obj], asked, index)


def _solutions(literals: frozenset[Literal], asked: FilledDays, name: str, index: int) -> Iterator[Stays]:
    """Some days that meet the literals of one set; none where that cannot be told."""
    try:
        if needs_cells(literals):
            yield from _of_program(literals, asked.event, name, index)
            return
        found = numbers_on(literals, asked.event, name, CYCLE_DATES[index])
        fixed = _days_fixed(asked) if name == asked.obj else frozenset()
        for bounds in islice(_fixed(found._replace(bounds=found.bounds | fixed), index), MAX_PLACES):
            graph = build([*bounds, Bounds(0, 1, 0, 1)])
            if graph is not None:
                yield from (_for_ever(days, graph, literals) for days in _layouts(graph))
    except UnsupportedError:
        return


def _days_fixed(asked: FilledDays) -> frozenset[Bounds]:
    return frozenset(Bounds(day, day + 1, int(present), int(present)) for day, present in asked.fixed)


def _of_program(literals: frozenset[Literal], event: str, obj: str, index: int) -> Iterator[Stays]:
    wanted = program_on(literals, event, obj, CYCLE_DATES[index])
    stays = stays_of(wanted)
    if stays is not None:
        base = wanted.sums[0].base if wanted.sums else "N"
        first, last = {"N": (0, 0), "P": (0, 1), "W": (1, 0)}[base]
        yield tuple((lo + first, hi + last) for lo, hi in stays)


def _fixed(found: CellNumbers, index: int) -> Iterator[frozenset[Bounds]]:
    """The bounds, with the run around the anchor, or breaks, fixed in some of the ways that can be."""
    if found.breaks:
        yield from on_date(found.bounds, found.breaks, CYCLE_DATES[index])
    elif found.arounds:
        yield from pinned(found.bounds, found.arounds, index)
    else:
        yield found.bounds


def _layouts(graph: Graph) -> Iterator[Stays]:
    """The fewest and the most days of a system, packed to the ends of its cells and to their beginnings."""
    for numbers in (least_days(graph), most_days(graph)):
        if numbers is not None:
            for late in (True, False):
                yield _laid_out(graph, numbers, late)


def _laid_out(graph: Graph, numbers: tuple[int, ...], late: bool) -> Stays:
    runs: list[tuple[int, int]] = []
    for (lo, hi), (before, after) in zip(pairwise(graph.nodes), pairwise(numbers), strict=True):
        days = after - before
        if days:
            runs.append((hi - days, hi) if late else (lo, lo + days))
    return _joined(runs)


def _joined(runs: Iterable[tuple[int, int]]) -> Stays:
    out: list[tuple[int, int]] = []
    for lo, hi in runs:
        if out and out[-1][1] >= lo:
            out[-1] = (out[-1][0], max(out[-1][1], hi))
        else:
            out.append((lo, hi))
    return tuple(out)


def _for_ever(days: Stays, graph: Graph, literals: frozenset[Literal]) -> Stays:
    """The same, a stay that reaches the far end of unlimited time going on for ever."""
    counts = [literal.atom for literal in literals if isinstance(literal.atom, Count)]
    first, last = graph.nodes[0], graph.nodes[-1]
    before, after = (any(end is None for end in ends) for ends in ([c.lo for c in counts], [c.hi for c in counts]))
    return tuple((-EVER if before and lo <= first else lo, EVER if after and hi >= last else hi) for lo, hi in days)


class _Frame(NamedTuple):
    """The days that are looked at one by one, and the bounds on them."""

    first: int
    end: int
    bounds: frozenset[Bounds]


def _within(
    outer: Stays, part: ClosedDays, literals: frozenset[Literal], asked: FilledDays, index: int
) -> Iterator[Stays]:
    """Days that become the outer ones once breaks are filled in, and meet the literals, as few and as many as can be."""
    counts = frozenset(x for x in literals if isinstance(x.atom, Count))
    found = numbers_on(counts, asked.event, asked.obj, CYCLE_DATES[index]).bounds | _days_fixed(asked)
    named = [t for b in found for t in (b.lo, b.hi)]
    named += [t for run in outer for t in run if abs(t) < EVER]
    frame = _Frame(min([*named, -1]) - 2, max([*named, 2]) + 2, found)
    if frame.end - frame.first > MAX_DAYS:
        return
    runs = _complement(outer) if part.absent else outer
    bounds = set(frame.bounds)
    for measured in _held(runs, part, frame):
        bounds.add(mirror(measured) if part.absent else measured)
    graph = build(bounds)
    if graph is not None:
        yield from (_for_ever(days, graph, literals) for days in _layouts(graph))


def _held(runs: Stays, part: ClosedDays, frame: _Frame) -> Iterator[Bounds]:
    """The measured days of each run: its first and last one, and one in each length that is tolerated; none outside."""
    shortest = NO_LIMIT if part.limit is None else min(point_offsets(Point(*part.limit)))
    at = frame.first
    for lo, hi in runs:
        first, end = max(lo, frame.first), min(hi, frame.end)
        if first >= end:
            continue
        if at < first:
            yield Bounds(at, first, None, 0)
        yield Bounds(first, first + 1, 1, None)
        yield Bounds(end - 1, end, 1, None)
        for day in range(first + 1, end - shortest):
            yield Bounds(day, day + shortest, 1, None)
        at = end
    if at < frame.end:
        yield Bounds(at, frame.end, None, 0)


def _complement(runs: Stays) -> Stays:
    edges = [-EVER, *(t for run in runs for t in run), EVER]
    return tuple((lo, hi) for lo, hi in zip(edges[::2], edges[1::2], strict=True) if lo < hi)


# -- day by day --------------------------------------------------------------------------------------------------------


def closed(days: Stays, part: ClosedDays, start: date) -> Stays:
    """The days present once tolerated breaks are filled in: of a stay more of them, of an absence fewer."""
    if part.absent:
        return tuple(run for run in days if not _tolerated(*run, part, start))
    out: list[tuple[int, int]] = []
    for lo, hi in days:
        if out and (lo <= out[-1][1] or _tolerated(out[-1][1], lo, part, start)):
            lo = out.pop()[0]
        out.append((lo, hi))
    return tuple(out)


def _tolerated(first: int, end: int, part: ClosedDays, start: date) -> bool:
    if first <= -EVER or end >= EVER:
        return False
    return part.limit is None or end - first < _length(first, *part.limit, start)


def _length(day: int, months: int, days: int, start: date) -> int:
    return point_offset(Point(months, days), start + timedelta(days=day)) if months else days


def _holds(literal: Literal, days: Stays, start: date) -> bool:
    match literal.atom:
        case Count() as atom:
            lo = -EVER if atom.lo is None else point_offset(atom.lo, start)
            hi = EVER if atom.hi is None else point_offset(atom.hi, start)
            found = _measured(days, lo, hi, atom.absent) >= _amount(atom, start)
        case Weighted() as atom:
            edges = ((point_offset(lo, start), point_offset(hi, start), weight) for lo, hi, weight in atom.parts)
            found = sum(w * _measured(days, lo, hi, atom.absent) for lo, hi, w in edges) >= _amount(atom, start)
        case Around() as atom:
            runs = _complement(days) if atom.absent else days
            found = any(lo <= 0 < hi and _lasts(lo, hi, atom, start) for lo, hi in runs)
        case Break() as atom:
            lo, hi = point_offset(atom.lo, start), point_offset(atom.hi, start)
            runs = days if atom.absent else _complement(days)
            found = any(max(a, lo) < min(b, hi) and _lasts(a, b, atom, start) for a, b in runs)
        case _:
            raise AssertionError(literal)
    return found == literal.positive


def _amount(atom: Count | Weighted, start: date) -> int:
    return atom.amount.days(point_offset(atom.amount.end, start) - point_offset(atom.amount.start, start))


def _measured(days: Stays, lo: int, hi: int, absent: bool) -> int:
    present = sum(max(0, min(b, hi) - max(a, lo)) for a, b in days)
    return max(hi - lo, 0) - present if absent else present


def _lasts(lo: int, hi: int, atom: Around | Break, start: date) -> bool:
    if lo <= -EVER or hi >= EVER:
        return True
    return hi - lo >= _length(lo, atom.months, atom.days, start)
