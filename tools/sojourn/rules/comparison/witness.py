"""The traveller who shows a difference: the shortest, as dates, put to the independent evaluator before it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from sojourn.model.rule import Rule
from sojourn.rules.comparison.person import Timeline
from sojourn.rules.comparison.result import Witness as Witness
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.evaluation.evaluator import evaluate
from sojourn.rules.logic.calendar import CYCLE_DATES, first_start
from sojourn.rules.logic.formula import Count, Literal, Rolling
from sojourn.rules.solver.anchored_run import pinned
from sojourn.rules.solver.breaks import on_date
from sojourn.rules.solver.clause_satisfiability import (
    ClauseCase,
    attribute_values,
    effort_of,
    may_be_met,
    plain_cases,
    split,
)
from sojourn.rules.solver.closed_days import plain
from sojourn.rules.solver.closed_examples import EVER, FilledDays, asked_of, shortest_example
from sojourn.rules.solver.difference_constraints import Bounds, feasible, met
from sojourn.rules.solver.programs.integer_program import needs_cells, stays_of, with_crossing
from sojourn.rules.solver.rolling import lives as rolling_lives
from sojourn.rules.solver.rolling.within import systems
from sojourn.rules.solver.satisfiability import (
    CellNumbers,
    anchor_bounds,
    effort_of_one,
    literals_base,
    numbers_on,
    program_on,
)
from sojourn.rules.solver.shortest_timeline import Stays, plain_stays, shortest_stays, size_of
from sojourn.rules.solver.work import Work

NEVER = 10**9
# No traveller has more stays, and so many steps are spent on the search for the shortest (see `solver.work`).
MOST_STAYS = 12
MAX_WITNESS = 300_000


def find_witness(found: Iterable[ClauseCase], mask: int) -> Witness | None:
    """The shortest traveller of any of the cases, on the first start date of the mask.

    Where that is more work than `MAX_WITNESS`, the shortest of those found until then.
    """
    if not mask:
        return None
    index, work = first_start(mask), Work(MAX_WITNESS)
    best: tuple[tuple[int, ...], Witness] | None = None
    for case in found:
        if work.spent and (best is not None or work.done > 2 * MAX_WITNESS):
            break
        work.note(effort_of(case))
        for way in plain_cases(case):
            if _met(way, index):
                candidate = _shown(way, index, MOST_STAYS if best is None else best[0][0], work)
                if candidate is not None and (best is None or candidate[0] < best[0]):
                    best = candidate
    return None if best is None else best[1]


def _met(case: ClauseCase, index: int) -> bool:
    """Whether somebody meets the case on that start date; a case that cannot be decided shows nobody."""
    try:
        return may_be_met(case, index)
    except UnsupportedError:
        return False


def _shown(case: ClauseCase, index: int, most: int, work: Work) -> tuple[tuple[int, ...], Witness] | None:
    """`_of_case`; a case whose shortest traveller cannot be found shows nobody."""
    try:
        return _of_case(case, index, most, work)
    except UnsupportedError:
        return None


class ObjectStays(NamedTuple):
    """The stays of one presence object, and what makes them short (see `Runs`)."""

    obj: str
    timeline: Timeline
    size: tuple[int, int, int]


def _of_case(case: ClauseCase, index: int, most: int, work: Work) -> tuple[tuple[int, ...], Witness] | None:
    """The shortest traveller of a case, with its size; None if there is none with that many stays."""
    attributes, objects = split(case)
    values = attribute_values(attributes)
    if values is None:
        return None
    shown: list[ObjectStays] = []
    filled = {asked.obj: asked for asked in asked_of(objects, case.event)}
    for obj in sorted({"actual", *(plain(name) for name in objects)}):
        left = most - sum(one.size[0] for one in shown)
        if obj in filled:
            one = _closed(filled[obj], index)
        else:
            one = _of_object(WitnessQuestion(objects.get(obj, frozenset()), case.event, obj, index, left), work)
        if one is None:
            return None
        shown.append(one)
    timelines = {one.obj: one.timeline for one in sorted(shown)}
    actual = timelines.pop("actual")
    size = [sum(sizes) for sizes in zip(*(one.size for one in shown), strict=True)]
    witness = Witness(case.event, CYCLE_DATES[index], actual, tuple(timelines.items()), tuple(sorted(values.items())))
    return (*size, len(case.clause)), witness


def _of_object(asked: WitnessQuestion, work: Work) -> ObjectStays | None:
    """The shortest stays of one object."""
    literals, event, obj, index, _ = asked
    start = CYCLE_DATES[index]
    if not needs_cells(literals):
        runs = _object_runs(asked, work)
        if runs is None:
            return None
        return ObjectStays(obj, _dates(runs, event, obj, literals_base(literals), start), runs.size)
    wanted = program_on(literals, event, obj, start)
    work.note(effort_of_one(literals))
    days = stays_of(wanted)
    if days is None:
        return None
    if obj == "actual":
        days = with_crossing(days, event)
    return ObjectStays(obj, _with_open_ends(days, literals, wanted.nodes, start), size_of(days))


def _closed(asked: FilledDays, index: int) -> ObjectStays | None:
    """Stays whose breaks are filled in somewhere."""
    shown = SHOWN.get((asked.event, asked.base)) if asked.obj == "actual" else None
    days = shortest_example(asked, index, shown)
    if days is None:
        return None
    runs = Runs(days, -EVER, EVER, size_of(days))
    return ObjectStays(asked.obj, _dates(runs, asked.event, asked.obj, asked.base, CYCLE_DATES[index]), runs.size)


def _with_open_ends(days: Stays, literals: frozenset[Literal], nodes: tuple[int, ...], start: date) -> Timeline:
    """Stays by their dates; those that reach the far end of unlimited time go on for ever."""
    counts = [literal.atom for literal in literals if isinstance(literal.atom, Count)]
    before = any(count.lo is None for count in counts)
    after = any(count.hi is None for count in counts)
    return tuple(
        (
            None if before and lo <= nodes[0] else start + timedelta(days=lo),
            None if after and hi >= nodes[-1] else start + timedelta(days=hi),
        )
        for lo, hi in days
    )


class Runs(NamedTuple):
    """Half-open runs of days; `early` and `late` tell beyond which day a run goes on for ever.

    `size` is what makes a traveller short: the number of stays, the days of them, and how far they are from the anchor.
    """

    days: Stays
    early: int
    late: int
    size: tuple[int, int, int]


# The day on which a run shows the crossing itself, and whether somebody is counted on it. Otherwise the crossing is
# another stay: a same-day visit, or a stay broken by a same-day trip.
SHOWN: dict[tuple[str, str], tuple[int, bool]] = {
    ("arrival", "N"): (0, True),
    ("arrival", "P"): (-1, False),
    ("arrival", "W"): (1, True),
    ("departure", "N"): (0, False),
    ("departure", "P"): (1, False),
    ("departure", "W"): (-1, True),
}


class WitnessQuestion(NamedTuple):
    """What the counted days of one object have to meet: on the start date with that number, in no more than `most` stays."""

    literals: frozenset[Literal]
    event: str
    obj: str
    start: int
    most: int


def _object_runs(asked: WitnessQuestion, work: Work) -> Runs | None:
    """The shortest runs of an object's counted days that meet what is asked."""
    literals, event, obj, index, most = asked
    found = numbers_on(literals, event, obj, CYCLE_DATES[index])
    best: Runs | None = None
    for bounds in _pinned(found, index):
        if best is not None and (found.breaks or work.spent):
            break
        for extra, own in _crossings(bounds, event, obj, literals_base(literals)):
            stays = _plainest(event, own) if found.breaks else shortest_stays(own, most - extra, work)
            if stays is not None:
                number, days, distance = size_of(stays)
                runs = Runs(stays, *_for_ever(literals, event, bounds), (number + extra, days, distance))
                best = runs if best is None or runs.size < best.size else best
    return best


def _plainest(event: str, bounds: frozenset[Bounds]) -> Stays | None:
    """Few stays, without any before an arrival if that will do."""
    first = min((b.lo for b in bounds), default=0)
    found = plain_stays(bounds)
    # Most systems have no solution at all: then this one, which asks for more, has none either.
    if found is not None and event == "arrival" and first < 0:
        return plain_stays(bounds | {Bounds(first, 0, 0, 0)}) or found
    return found


def _pinned(found: CellNumbers, index: int) -> Iterator[frozenset[Bounds]]:
    """The bounds, with the run around the anchor, or breaks, fixed in each of the ways that can be."""
    if found.breaks:
        yield from on_date(found.bounds, found.breaks, CYCLE_DATES[index])
        return
    if found.lives is not None:
        lives = rolling_lives.systems(found.bounds, found.lives, shown=True)
        yield from islice((each for one in lives for each in systems(one, found.choices) if met(each)), 1)
        return
    if found.choices:
        yield next(system for system in systems(found.bounds, found.choices) if feasible(system))
        return
    if not found.arounds:
        yield found.bounds
        return
    yield from pinned(found.bounds, found.arounds, index)


def _crossings(bounds: frozenset[Bounds], event: str, obj: str, base: str) -> Iterator[tuple[int, frozenset[Bounds]]]:
    """The bounds with the crossing shown by a run, and with it as one more stay."""
    shown = SHOWN.get((event, base)) if obj == "actual" else None
    if shown is None:
        yield 0, bounds
        return
    day, present = shown
    for extra, value in ((0, int(present)), (1, int(not present))):
        yield extra, bounds | {Bounds(day, day + 1, value, value)}


def _for_ever(literals: frozenset[Literal], event: str, bounds: frozenset[Bounds]) -> tuple[int, int]:
    """The days at which a run stands for "there before" and "still there": where only an unlimited end was named.

    A departure whose past no rule looks at also is by somebody who simply was there before.
    """
    counts = [literal.atom for literal in literals if isinstance(literal.atom, Count)]
    early, late = -NEVER, NEVER
    first, last = min((b.lo for b in bounds), default=0), max((b.hi for b in bounds), default=0)
    if any(count.lo is None for count in counts) or (event == "departure" and first == -1):
        early = first
    if any(count.hi is None for count in counts):
        late = last
    if any(isinstance(literal.atom, Rolling) and literal.atom.absent for literal in literals):
        # Absences are limited wherever one looks: outside of what is looked at the person is there.
        early, late = first, last
    return early, late


def _dates(runs: Runs, event: str, obj: str, base: str, start: date) -> Timeline:
    """Runs of counted days as stays by their crossing dates."""
    first = {"N": 0, "P": 0, "W": -1}[base]
    last = {"N": 0, "P": -1, "W": 0}[base]
    early, late = runs.early + first, runs.late + last
    stays = tuple((lo + first, hi + last) for lo, hi in runs.days)
    if obj == "actual":
        stays = with_crossing(stays, event)
    return tuple(
        (None if lo <= early else start + timedelta(days=lo), None if hi >= late else start + timedelta(days=hi))
        for lo, hi in stays
    )


def check(witness: Witness, wanted: tuple[tuple[Rule, bool], ...], base: str, plans_come_true: bool) -> None:
    """Put the traveller to the day-by-day evaluator. Raises AssertionError if they disagree: a fault of the engine."""
    for rule, counted in wanted:
        if evaluate(rule, witness.traveller(), silent=base, plans_come_true=plans_come_true) != counted:
            raise AssertionError(f"the two readings of a rule disagree on {witness.to_dict()}: {rule}")


def anchor_days(event: str) -> list[Bounds]:
    """What an event fixes on the actual timeline when nights are counted (for tests)."""
    return anchor_bounds(event, "N", "actual")
