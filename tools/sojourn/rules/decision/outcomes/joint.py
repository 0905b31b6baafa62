"""Several open crossings depend on the same unobserved days: which answers can they give together?

The crossings of a stretch are gone through in order. A world is a possible outcome of what is not observed: a status, and
what the unobserved days must then be. Usually each open crossing asks how many days will have been counted by the end of its
own window, and the windows end in the order of the crossings; then a world is a status and a range of that count, and
ranges are cut, shifted and united as the ends pass (`swept`). That is exact, and takes a few steps a crossing.

Other combinations (several windows, several day indicators, a window that begins later) are put to the solver, clause by
clause (`solved`): exact too, but only while the question is small. Beyond that each open part may go either way
(`swept` with `loose`): no answer is lost, though one that is certain may be taken for open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from sojourn.rules.decision.observed.observation import EVER, Observation
from sojourn.rules.decision.required.residuals import Known, Leaf, Tree, holds, known, leaves
from sojourn.rules.solver.difference_constraints import Bounds, feasible
from sojourn.rules.solver.programs.integer_program import some_solution
from sojourn.rules.solver.programs.presolve import Program, Sum

MAX_WORLDS = 64
MAX_CLAUSES = 64
# The most open leaves in all the ways of one answer together.
MAX_LEAVES = 20_000
# The most questions to the solver for one history, and the most crossings of a stretch that is put to it.
MAX_ASKED = 6_000
MAX_STRETCH = 24
# The work on integer programs (several day indicators, weighted sums), in squares of their numbers of boundaries.
MAX_WORK = 600
Ranges = list[tuple[int, int]]


@dataclass(slots=True, eq=False)
class Case:
    """What a rule asks at a crossing of somebody with a status: a formula, or several if plans leave it open.

    The answer (`value`) is known by the end of the day `time`, whatever the plans.
    """

    variants: tuple[Tree, ...]
    value: bool | None
    time: int
    # The day by whose end nothing is open but what nothing observed settles, and the answers that are left then.
    settled: int
    answers: frozenset[bool]
    # What nothing observed settles: presence objects, attributes, "gap".
    free: tuple[str, ...] = ()

    @staticmethod
    def of(variants: Sequence[Tree], free: tuple[str, ...] = ()) -> Case:
        """The case of some formulas."""
        found: list[Known] = [known(tree) for tree in variants]
        values = {value for value, _ in found}
        answers = frozenset(value for value in values if value is not None)
        if None in values:
            return Case(tuple(variants), None, EVER + 1, EVER + 1, frozenset((True, False)), free)
        last = max(time for _, time in found)
        if len(answers) == 1:
            return Case(tuple(variants), found[0][0], last, last, answers, free)
        return Case(tuple(variants), None, EVER + 1, last, answers, free)

    def answer(self, day: int) -> bool | None:
        """The answer by the end of a day."""
        return self.value if self.time <= day else None

    def open_leaves(self, day: int) -> list[Leaf]:
        """The leaves that are open at the end of a day, in formulas that are."""
        return [
            leaf
            for tree in self.variants
            if (found := known(tree))[0] is None or found[1] > day
            for leaf in leaves(tree)
            if leaf.value is None or leaf.time > day
        ]


@dataclass(slots=True, eq=False)
class CrossingStep:
    """One crossing: the case for each status, the status to which it points, and whether it changes the status.

    `hidden` are the statuses into which a crossing that nobody saw may have brought the person just before.
    """

    cases: Mapping[str, Case]
    target: str
    moves: bool
    hidden: tuple[str, ...] = ()

    @property
    def different(self) -> list[Case]:
        """The cases, each once."""
        one, two = self.cases.values()
        return [one] if one is two else [one, two]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can be true of one crossing: the statuses before and after it, and whether it is a migration."""

    before: frozenset[str]
    after: frozenset[str]
    migration: frozenset[bool]


class NotInOrderError(Exception):
    """The open windows do not end one after the other."""


def other(status: str) -> str:
    """The other status."""
    return "resident" if status == "non-resident" else "non-resident"


# -- in the order of the windows' ends -----------------------------------------------------------------------------------


def swept(
    steps: Sequence[CrossingStep], statuses: frozenset[str], seen: Observation, day: int, loose: bool
) -> list[Outcome]:
    """The outcomes of a stretch of crossings by what is known at the end of a day.

    Raises NotInOrderError if the open windows do not end in order, unless `loose`: then those may go either way.
    """
    base = _base(steps, day, loose)
    at = seen.known(base, day)
    start = seen.sure[base].upto(at) if at < EVER else 0
    worlds: dict[str, Ranges] = {status: [(start, start)] for status in statuses}
    out: list[Outcome] = []
    for step in steps:
        for status in step.hidden:
            if other(status) in worlds:
                worlds[status] = _united([*worlds.get(status, []), *worlds[other(status)]])
        end = _end(step, worlds, base, at, seen, day, loose)
        if end > at:
            worlds = {status: [(lo, hi + end - at) for lo, hi in ranges] for status, ranges in worlds.items()}
            at = end
        before, migration = frozenset(worlds), set()
        following: dict[str, Ranges] = {}
        for status, ranges in worlds.items():
            for answer, part in _cut(step.cases[status], ranges, day, at):
                if part:
                    migration.add(answer)
                    following.setdefault(step.target if answer and step.moves else status, []).extend(part)
        worlds = {status: _united(ranges) for status, ranges in following.items()}
        out.append(Outcome(before, frozenset(worlds), frozenset(migration)))
    return out


def _base(steps: Sequence[CrossingStep], day: int, loose: bool) -> str:
    """The day indicator of what is open."""
    bases = {
        leaf.base
        for step in steps
        for case in step.cases.values()
        if case.time > day
        for leaf in case.open_leaves(day)
        if not leaf.free
    }
    if len(bases) > 1 and not loose:
        raise NotInOrderError
    return min(bases, default="N")


def _end(
    step: CrossingStep, worlds: Mapping[str, Ranges], base: str, at: int, seen: Observation, day: int, loose: bool
) -> int:
    """Where the open windows of a crossing end."""
    ends, frontier = set(), seen.known(base, day)
    for status in worlds:
        case = step.cases[status]
        if case.time > day:
            for leaf in case.open_leaves(day):
                fits = not leaf.free and not leaf.parts and leaf.lo <= frontier and leaf.base == base and leaf.hi >= at
                fits = fits and not seen.exempt(base, at, leaf.hi)
                if fits:
                    ends.add(leaf.hi)
                elif not loose:
                    raise NotInOrderError
    if len(ends) > 1 and not loose:
        raise NotInOrderError
    return min(ends, default=at)


def _cut(case: Case, ranges: Ranges, day: int, at: int) -> Iterator[tuple[bool, Ranges]]:
    """The parts of the ranges in which the rule holds, and in which it does not."""
    if case.time <= day:
        assert case.value is not None
        yield case.value, ranges
        return
    found = case.open_leaves(day)
    cuttable = [leaf for leaf in found if leaf.hi == at and not leaf.free and not leaf.parts]
    if len(case.variants) == len(found) == len(cuttable) == 1 and isinstance(case.variants[0], Leaf):
        leaf = found[0]
        limit = leaf.limit
        yield not leaf.up, [(lo, min(hi, limit - 1)) for lo, hi in ranges if lo < limit]
        yield leaf.up, [(max(lo, limit), hi) for lo, hi in ranges if hi >= limit]
        return
    limits = sorted({leaf.limit for leaf in cuttable})
    for low, high in pairwise([-EVER, *limits, 3 * EVER]):
        part = [(max(lo, low), min(hi, high - 1)) for lo, hi in ranges if lo < high and hi >= low]
        if part:
            answers = {leaf: (low >= leaf.limit) == leaf.up for leaf in cuttable}
            for tree in case.variants:
                answer = holds(tree, answers, day)
                for each in (True, False) if answer is None else (answer,):
                    yield each, part


def _united(ranges: Ranges) -> Ranges:
    if len(ranges) == 1:
        return ranges
    out: Ranges = []
    for lo, hi in sorted(ranges):
        if out and lo <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], hi))
        else:
            out.append((lo, hi))
    return out


# -- by the solver -------------------------------------------------------------------------------------------------------

Clause = frozenset[tuple[Leaf, bool]]
Asked = frozenset[Sum]


class TooManyCasesError(Exception):
    """The question is too large for the solver."""


class Solver:
    """Questions to the solver about one history; it counts them."""

    def __init__(self, seen: Observation) -> None:
        self.seen, self.asked, self._work = seen, 0, 0
        self._known: dict[tuple[int, Asked], bool] = {}

    def solved(self, steps: Sequence[CrossingStep], statuses: frozenset[str], day: int) -> list[Outcome]:
        """As `swept`, for any formulas. Raises TooManyCasesError beyond the limits."""
        if len(steps) > MAX_STRETCH or any(step.hidden for step in steps):
            raise TooManyCasesError
        worlds: dict[str, tuple[Asked, ...]] = {status: (frozenset(),) for status in statuses}
        out: list[Outcome] = []
        for step in steps:
            before, migration = frozenset(worlds), set()
            following: dict[str, dict[Asked, None]] = {}
            for status, ways in worlds.items():
                for answer, wanted in self._ways(step.cases[status], day):
                    met = self._met(ways, wanted, day)
                    if met:
                        migration.add(answer)
                        key = step.target if answer and step.moves else status
                        following.setdefault(key, {}).update(dict.fromkeys(met))
            worlds = {status: _few(tuple(ways)) for status, ways in following.items()}
            out.append(Outcome(before, frozenset(worlds), frozenset(migration)))
        return out

    def answers(self, case: Case, day: int) -> frozenset[bool]:
        """The answers that one case can have. Raises TooManyCasesError beyond the limits."""
        return frozenset(answer for answer, wanted in self._ways(case, day) if self._met((frozenset(),), wanted, day))

    def _ways(self, case: Case, day: int) -> Iterator[tuple[bool, list[Asked]]]:
        for answer in (True, False):
            yield (
                answer,
                [
                    frozenset(self._sum(leaf, wanted, day) for leaf, wanted in clause)
                    for tree in case.variants
                    for clause in _clauses(tree, answer, day)
                ],
            )

    def _met(self, ways: tuple[Asked, ...], wanted: list[Asked], day: int) -> tuple[Asked, ...]:
        """The ways in which what must be met already and what is asked now can be met together."""
        found: dict[Asked, None] = {}
        for fresh in wanted:
            for already in ways:
                together = already | fresh
                if together not in found and self._possible(together, day):
                    found[together] = None
        return _few(tuple(found))

    def _sum(self, leaf: Leaf, wanted: bool, day: int) -> Sum:
        """What an open leaf asks of the days that are not known."""
        known_day = self.seen.known(leaf.base, day)
        days, counted = self.seen.sure[leaf.base], 0
        unit = prod(weight.denominator for _, _, weight in leaf.windows)
        parts = []
        for lo, hi, weight in leaf.windows:
            middle = min(max(lo, known_day), hi)
            present = days.count(lo, middle)
            whole = int(weight * unit)
            counted += whole * (middle - lo - present if leaf.absent else present)
            parts += [(first, last, whole) for first, last in self._open(leaf.base, middle, hi)]
        least = wanted == leaf.positive
        limit = int(leaf.amount * unit) - counted
        return Sum(tuple(parts), leaf.base[0], leaf.absent, least, limit if least else limit - 1, unit)

    def _open(self, base: str, lo: int, hi: int) -> Iterator[tuple[int, int]]:
        """The days of [lo, hi) of which it is open whether they count: all but the exempt ones."""
        for first, last in self.seen.exempt(base, lo, hi):
            if lo < first:
                yield lo, first
            lo = last
        if lo < hi:
            yield lo, hi

    def _possible(self, wanted: Asked, day: int) -> bool:
        if not wanted:
            return True
        key = day, wanted
        if key not in self._known:
            self.asked += 1
            if self.asked > MAX_ASKED:
                raise TooManyCasesError
            self._known[key] = self._can_be(list(wanted), day)
        return self._known[key]

    def _can_be(self, sums: list[Sum], day: int) -> bool:
        # Of days none of which is open the count is known.
        if any(not item.parts and (item.limit > 0 if item.least else item.limit < 0) for item in sums):
            return False
        sums = [item for item in sums if item.parts]
        if not sums:
            return True
        bases = {item.base for item in sums}
        if len(bases) == 1 and all(len(item.parts) == 1 and item.parts[0][2] == item.unit for item in sums):
            return feasible(frozenset(map(_bounds, sums)))
        if len(bases) > 1:
            # The conventions are tied to each other by the nights, of which the last one seen is known.
            night, inside = ((day, day + 1, 1),), int(self.seen.inside(day))
            sums = [*sums, *(Sum(night, "N", False, least, inside) for least in (True, False))]
        nodes = {t for item in sums for lo, hi, _ in item.parts for t in (lo, hi)}
        self._work += len(nodes) ** 2
        if self._work > MAX_WORK:
            raise TooManyCasesError
        found = some_solution(Program(tuple(sorted(nodes)), tuple(sums)))
        # A search that was given up proves nothing: both answers stay possible.
        return found.numbers is not None or found.steps < 0


def _few(ways: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """The ways; beyond the limit what they ask for is forgotten, which leaves everything possible."""
    return (frozenset(),) if len(ways) > MAX_WORLDS or frozenset() in ways else ways


def _bounds(item: Sum) -> Bounds:
    """A sum over one window as bounds on the days present."""
    ((lo, hi, _),) = item.parts
    # Rounded up for a least number of days, and down for a most.
    limit = -(-item.limit // item.unit) if item.least else item.limit // item.unit
    if item.absent:
        return Bounds(lo, hi, None, hi - lo - limit) if item.least else Bounds(lo, hi, hi - lo - limit, None)
    return Bounds(lo, hi, limit, None) if item.least else Bounds(lo, hi, None, limit)


def _clauses(tree: Tree, wanted: bool, day: int) -> list[Clause]:
    """The ways in which a formula has an answer: open leaves with theirs."""
    if isinstance(tree, bool):
        return [frozenset()] if tree == wanted else []
    if isinstance(tree, Leaf):
        if tree.value is not None and tree.time <= day:
            return [frozenset()] if tree.value == wanted else []
        return [frozenset(((tree, wanted),))]
    parts = [_clauses(part, wanted, day) for part in tree.parts]
    if tree.every != wanted:
        return list(dict.fromkeys(clause for part in parts for clause in part))
    # What has one way only is put together at once: there may be thousands of it.
    found: list[Clause] = [frozenset[tuple[Leaf, bool]]().union(*(part[0] for part in parts if len(part) == 1))]
    for part in [part for part in parts if len(part) != 1]:
        if len(found) * len(part) > 40 * MAX_CLAUSES or sum(map(len, found)) * len(part) > MAX_LEAVES:
            raise TooManyCasesError
        found = list(dict.fromkeys(one | more for one in found for more in part))
    return found


__all__ = [
    "Case",
    "CrossingStep",
    "NotInOrderError",
    "Outcome",
    "Solver",
    "TooManyCasesError",
    "other",
    "swept",
]
