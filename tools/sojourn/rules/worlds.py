"""The status process of one rule over one history, with all that the unseen days could still bring.

A world is one way in which the undecided could turn out: a status, and bounds that the unseen days must then meet. The
unknown guards of several crossings are judged together, since they look at the same days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.model.rule import Rule
from sojourn.rules.differences import Bounds, feasible
from sojourn.rules.expand import limbs_of
from sojourn.rules.formula import Attr, Clause, Count, Lit, clauses, negate
from sojourn.rules.history import Crossing, History, known_days
from sojourn.rules.known import formula_of
from sojourn.rules.months import point_offset
from sojourn.rules.relate import shared_base
from sojourn.rules.timeline import numbers, points_of

POINTS_TO = {"arrival": "resident", "departure": "non-resident"}
MAX_WORLDS = 64


@dataclass(frozen=True, slots=True)
class _World:
    """One way in which the undecided could turn out: the status, and what the unseen days must then meet."""

    status: str
    unseen: tuple[frozenset[tuple[str, Bounds]], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can be true of one crossing: the statuses before and after it, and whether it is a migration."""

    before: frozenset[str]
    after: frozenset[str]
    migration: frozenset[bool]


class Run:
    """The process of one rule over one history."""

    def __init__(self, guard: Rule, always: frozenset[str], history: History, moves: tuple[Crossing, ...]) -> None:
        self.always, self.history, self.moves = always, history, moves
        base = shared_base(guard, guard)
        groups = {g for limb in limbs_of(guard) for g in limb.population.excludes if f"group:{g}" in history.attributes}
        self.cases: dict[str, tuple[tuple[Clause, ...], tuple[Clause, ...]]] = {}
        for direction in ("arrival", "departure"):
            formula = formula_of(guard, direction, base, frozenset(groups))
            self.cases[direction] = clauses(formula), clauses(negate(formula))

    def outcomes(self, count: int, until: date | None, sure: tuple[int, str | None] = (0, None)) -> list[Outcome]:
        """The outcomes of the crossings up to `count`, from one that is known to be entered with a status (`sure`)."""
        start, status = sure
        given = status or self.history.initial_status
        worlds = [_World(s, (frozenset(),)) for s in ([given] if given else ["resident", "non-resident"])]
        out: list[Outcome] = []
        for move in self.moves[start:count]:
            worlds, outcome = self._step(worlds, move, until)
            out.append(outcome)
        return out

    def _step(self, worlds: list[_World], move: Crossing, until: date | None) -> tuple[list[_World], Outcome]:
        target = POINTS_TO[move.direction]
        following: list[_World] = []
        before: set[str] = set()
        migration: set[bool] = set()
        for world in worlds:
            before.add(world.status)
            if world.status == target and move.direction not in self.always:
                migration.add(False)
                following.append(world)
                continue
            for holds in (True, False):
                unseen = self._join(world.unseen, move, holds, until)
                if unseen:
                    migration.add(holds)
                    following.append(_World(target if holds else world.status, unseen))
        merged = _merge(following)
        return merged, Outcome(frozenset(before), frozenset(w.status for w in merged), frozenset(migration))

    def _join(
        self, unseen: tuple[frozenset[tuple[str, Bounds]], ...], move: Crossing, holds: bool, until: date | None
    ) -> tuple[frozenset[tuple[str, Bounds]], ...]:
        """The ways in which the rule can hold (or not) for a crossing, together with what must be met already."""
        found: dict[frozenset[tuple[str, Bounds]], None] = {}
        for clause in self.cases[move.direction][0 if holds else 1]:
            wanted = self._wanted(clause, move)
            if wanted is None:
                continue
            for already in unseen:
                together = already | wanted
                if self._possible(together, until):
                    found[together if self._reaches(wanted, until) else already] = None
        return tuple(found)[:MAX_WORLDS]

    def _wanted(self, clause: Clause, move: Crossing) -> frozenset[tuple[str, Bounds]] | None:
        """A clause as bounds on days counted from the first crossing; None if an attribute contradicts it."""
        shift = (move.day - self.moves[0].day).days
        groups: dict[tuple[str, str], set[Lit]] = {}
        for lit in clause:
            if isinstance(lit.literal, Attr):
                value = self.history.attributes.get(lit.literal.name)
                if value is not None and (value in lit.literal.values) != lit.positive:
                    return None
            else:
                groups.setdefault((lit.literal.obj, lit.literal.base), set()).add(lit)
        out: set[tuple[str, Bounds]] = set()
        for (obj, base), lits in groups.items():
            fixed = frozenset(lits)
            offsets = {p: point_offset(p, move.day) for p in points_of(fixed)}
            found = numbers(fixed, "", obj, offsets)
            key = base if obj == "actual" else f"{obj} {base} {shift}"
            out |= {(key, b._replace(lo=b.lo + shift, hi=b.hi + shift)) for b in found.bounds}
        return frozenset(out)

    def _possible(self, wanted: frozenset[tuple[str, Bounds]], until: date | None) -> bool:
        for key in {key for key, _ in wanted}:
            bounds = [b for k, b in wanted if k == key]
            if key in ("N", "P", "W"):
                lo, hi = min(b.lo for b in bounds), max(b.hi for b in bounds)
                bounds += known_days(self.history, key, self.moves[0].day, lo, hi, until)
            if not feasible(frozenset(bounds)):
                return False
        return True

    def _reaches(self, wanted: frozenset[tuple[str, Bounds]], until: date | None) -> bool:
        """Whether bounds look at unseen days, so that they tie later decisions to this one."""
        if until is None:
            return any(key not in ("N", "P", "W") for key, _ in wanted)
        seen = (until - self.moves[0].day).days + 1
        return any(key not in ("N", "P", "W") or b.hi > seen for key, b in wanted)

    def last_day(self, move: Crossing) -> date | None:
        """The last day that the rule looks at for a crossing; None if it looks without end."""
        days = [0]
        for clause in self.cases[move.direction][0]:
            for lit in clause:
                if isinstance(lit.literal, Count):
                    if lit.literal.hi is None:
                        return None
                    days.append(point_offset(lit.literal.hi, move.day))
        return move.day + timedelta(days=max(days) - 1) if max(days) else move.day

    def first_certain(self, sure: tuple[int, str | None], index: int, outcome: Outcome, last: date | None) -> date:
        """The first date on which the answer for a crossing was certain, by bisection (knowledge only grows)."""
        lo = self.moves[index].day
        hi = max(lo, min(self.history.observed_until or last or lo, last or date.max))
        while lo < hi:
            middle = lo + timedelta(days=(hi - lo).days // 2)
            if self.outcomes(index + 1, middle, sure)[-1].migration == outcome.migration:
                hi = middle
            else:
                lo = middle + timedelta(days=1)
        return lo


def _merge(worlds: list[_World]) -> list[_World]:
    """Worlds of the same status and the same demands once; beyond the limit the demands are forgotten (still sound)."""
    unique = list(dict.fromkeys(worlds))
    if len(unique) <= MAX_WORLDS:
        return unique
    return [_World(status, (frozenset(),)) for status in sorted({w.status for w in unique})]
