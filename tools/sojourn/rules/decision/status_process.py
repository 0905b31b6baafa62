"""The status process of one rule over one history, with all that the unseen days could still bring.

A world is one way in which the undecided could turn out: a status, and what the unseen days, the plans and the unknown
attributes must then meet (`residuals`). What several crossings leave open is judged together, since they look at the same
days of the same person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sojourn.model.rule import Rule
from sojourn.rules.comparison.relation import shared_base
from sojourn.rules.decision.history import Crossing, History
from sojourn.rules.decision.observation import Seen, date_of
from sojourn.rules.decision.residuals import Demand, Open, demand, last_day, left, possible
from sojourn.rules.logic.expand import limbs_of
from sojourn.rules.logic.formula import Attribute, Clause, Literal, clauses, negate
from sojourn.rules.logic.normal_form import formula_of

POINTS_TO = {"arrival": "resident", "departure": "non-resident"}
MAX_WORLDS = 64
# The ways in which a rule holds for a crossing (or does not): what each of them asks of days and attributes.
Ways = tuple[frozenset[Open], ...]


@dataclass(frozen=True, slots=True)
class _World:
    """One way in which the undecided could turn out: the status, and what the unseen must then meet (in some way)."""

    status: str
    unseen: Ways


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can be true of one crossing: the statuses before and after it, and whether it is a migration.

    While that is open: by which date time settles it (None if it never need), and which plans (presence objects) and
    attributes that the history does not give play a part.
    """

    before: frozenset[str]
    after: frozenset[str]
    migration: frozenset[bool]
    last: date | None = None
    plans: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether there is one answer."""
        return len(self.migration) == 1


class Run:
    """The process of one rule over one history.

    `always` are the directions in which a crossing is counted whatever the status; a rule that does not
    move people (`moves_people`) counts them without changing their status. With `plans_come_true` what was intended or
    permitted is what happened.
    """

    def __init__(
        self,
        guard: Rule,
        always: frozenset[str],
        history: History,
        moves: tuple[Crossing, ...],
        *,
        moves_people: bool = True,
        plans_come_true: bool = False,
    ) -> None:
        self.always, self.history, self.moves, self.moves_people = always, history, moves, moves_people
        base = shared_base(guard, guard)
        groups = {g for limb in limbs_of(guard) for g in limb.population.excludes if f"group:{g}" in history.attributes}
        self.cases: dict[str, tuple[tuple[Clause, ...], tuple[Clause, ...]]] = {}
        for direction in ("arrival", "departure"):
            formula = formula_of(guard, direction, base, frozenset(groups), plans_come_true)
            self.cases[direction] = clauses(formula), clauses(negate(formula))
        self._seen: dict[date | None, Seen] = {}

    @cached_property
    def origin(self) -> date:
        """Day 0: the first crossing."""
        return self.moves[0].day

    def seen(self, until: date | None) -> Seen:
        """What was seen by the end of a day."""
        if until not in self._seen:
            self._seen[until] = Seen(self.history, self.origin, until)
        return self._seen[until]

    @cached_property
    def _asked(self) -> list[tuple[Ways, Ways]]:
        """For each crossing the ways in which the rule holds, and those in which it does not, before anything is seen."""
        out = []
        for move in self.moves:
            holds, fails = self.cases[move.direction]
            out.append((self._ways(holds, move), self._ways(fails, move)))
        return out

    def _ways(self, found: tuple[Clause, ...], move: Crossing) -> Ways:
        ways: dict[frozenset[Open], None] = {}
        for clause in found:
            wanted = [
                self._fits(literal.atom, literal.positive) for literal in clause if isinstance(literal.atom, Attribute)
            ]
            if False in wanted:
                continue
            open_ones: list[Open] = []
            for literal in sorted(clause, key=repr):
                if isinstance(literal.atom, Attribute):
                    if self._fits(literal.atom, literal.positive) is None:
                        open_ones.append(literal)
                    continue
                asked = demand(literal, move, self.origin, self.seen(move.day))
                if asked is False:
                    break
                if asked is not True:
                    open_ones.append(asked)
            else:
                ways[frozenset(open_ones)] = None
        return tuple(ways)

    def _fits(self, attribute: Attribute, positive: bool) -> bool | None:
        value = self.history.attributes.get(attribute.name)
        return None if value is None else (value in attribute.values) == positive

    def outcomes(self, count: int, until: date | None, sure: tuple[int, str | None] = (0, None)) -> list[Outcome]:
        """The outcomes of the crossings up to `count`, from one that is known to be entered with a status (`sure`)."""
        start, status = sure
        given = status or self.history.initial_status
        worlds = [_World(s, (frozenset(),)) for s in ([given] if given else ["resident", "non-resident"])]
        out: list[Outcome] = []
        for index in range(start, count):
            worlds, outcome = self._step(worlds, index, self.seen(until))
            out.append(outcome)
        return out

    def _step(self, worlds: list[_World], index: int, seen: Seen) -> tuple[list[_World], Outcome]:
        move = self.moves[index]
        target = POINTS_TO[move.direction]
        following: list[_World] = []
        migration: set[bool] = set()
        for world in worlds:
            if world.status == target and move.direction not in self.always:
                migration.add(False)
                following.append(world)
                continue
            for holds in (True, False):
                unseen = _join(world, self._asked[index][0 if holds else 1], seen)
                if unseen:
                    migration.add(holds)
                    following.append(_World(target if holds and self.moves_people else world.status, unseen))
        merged = _merge(following)
        before, after = (frozenset(w.status for w in each) for each in (worlds, merged))
        if len(migration) == 1:
            return merged, Outcome(before, after, frozenset(migration))
        return merged, Outcome(before, after, frozenset(migration), *self._missing(merged))

    def _missing(self, worlds: list[_World]) -> tuple[date | None, tuple[str, ...], tuple[str, ...]]:
        """What an open outcome waits for: the last day that matters, plans, attributes."""
        items = {item for world in worlds for way in world.unseen for item in way}
        days = [last_day(item) for item in items if isinstance(item, Demand) and item.is_actual]
        ends = [day for day in days if day is not None]
        last = date_of(self.origin, max(ends)) if ends and len(ends) == len(days) else None
        plans = {item.object for item in items if isinstance(item, Demand) and not item.is_actual}
        names = {item.atom.name for item in items if not isinstance(item, Demand) and isinstance(item.atom, Attribute)}
        return last, tuple(sorted(plans)), tuple(sorted(names))

    def first_certain(self, sure: tuple[int, str | None], index: int, outcome: Outcome) -> date | None:
        """The first date on which the answer for a crossing was certain, by bisection (knowledge only grows).

        None if no date made it certain: it rests on nothing being missing, for ever.
        """
        lo, hi = self.moves[index].day, self.history.observed_until
        if hi is None:
            hi = self._settled(sure, index)
            if hi is None:
                return None
        while lo < hi:
            middle = date.fromordinal((lo.toordinal() + hi.toordinal()) // 2)
            if self.outcomes(index + 1, middle, sure)[-1].migration == outcome.migration:
                hi = middle
            else:
                lo = middle.fromordinal(middle.toordinal() + 1)
        return lo

    def _settled(self, sure: tuple[int, str | None], index: int) -> date | None:
        """A date on which nothing more was open about a crossing; None if there is none."""
        day: date | None = max(self.moves[-1].day, self.moves[index].day)
        for _ in range(len(self.moves) + 2):
            found = self.outcomes(index + 1, day, sure)[-1]
            if found.certain:
                return day
            if found.last is None or found.last <= (day or found.last):
                return None
            day = found.last
        return None


def _join(world: _World, asked: Ways, seen: Seen) -> Ways:
    """The ways in which what must be met already and what a crossing asks can be met together."""
    found: dict[frozenset[Open], None] = {}
    for wanted in asked:
        fresh = _open(wanted, seen, world.status)
        if fresh is None:
            continue
        for already in world.unseen:
            old = _open(already, seen, world.status)
            together = None if old is None else old | fresh
            if together is not None and together not in found and possible(together, seen):
                found[together] = None
    if frozenset() in found:
        return (frozenset(),)
    # Too many ways to keep apart: forgetting what they ask for leaves everything possible, which is safe.
    return tuple(found) if len(found) <= MAX_WORLDS else (frozenset(),)


def _open(wanted: frozenset[Open], seen: Seen, status: str) -> frozenset[Open] | None:
    """What is still open of demands at a status; None if one of them cannot be met any more."""
    out: list[Open] = []
    for item in wanted:
        rest: Open | bool = left(item, seen) if isinstance(item, Demand) else item
        if isinstance(rest, Literal) and isinstance(rest.atom, Attribute) and rest.atom.name == "status_before":
            rest = (status in rest.atom.values) == rest.positive
        if rest is False:
            return None
        if rest is not True:
            out.append(rest)
    return frozenset(out)


def _merge(worlds: list[_World]) -> list[_World]:
    """One world a status; beyond the limit the demands are forgotten (still sound)."""
    ways: dict[str, dict[frozenset[Open], None]] = {}
    for world in worlds:
        ways.setdefault(world.status, {}).update(dict.fromkeys(world.unseen))
    return [
        _World(status, (frozenset(),) if len(found) > MAX_WORLDS or frozenset() in found else tuple(found))
        for status, found in ways.items()
    ]
