"""What a rule decides for a traveller, crossing by crossing: the status process, with three values.

A person's status (resident or not) changes at crossings only. A crossing that points away from the status (an
arrival of a non-resident, a departure of a resident) is a migration, and changes the status, if the rule holds for
it. Every other crossing is no migration: a returning resident, a leaving visitor. A rule that speaks of one
direction only is mirrored for the other (the same length of stay, or of absence); `prior: none` counts a crossing
whatever the status.

The days after the end of observation are unknown. A case is decided when every continuation gives the same answer;
the unknown guards of several crossings are judged together, since they look at the same days. So a return soon
after a crossing that is not decided yet can be certain to be no migration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sojourn.model.rule import AnyOf, Limb, Rule, Window
from sojourn.rules.differences import Bounds, feasible
from sojourn.rules.errors import RuleError
from sojourn.rules.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.formula import Attr, Clause, Count, Lit, clauses, negate
from sojourn.rules.history import Crossing, History, crossings, known_days
from sojourn.rules.known import events_of, formula_of
from sojourn.rules.limbs import OPAQUE_CRITERIA
from sojourn.rules.months import point_offset
from sojourn.rules.readings import readings
from sojourn.rules.relate import shared_base
from sojourn.rules.timeline import numbers, points_of
from sojourn.rules.words import day_words, rule_words

OPPOSITE = {"resident": "non-resident", "non-resident": "resident"}
POINTS_TO = {"arrival": "resident", "departure": "non-resident"}
MAX_WORLDS = 64


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rule says of one crossing; `migration` is None while it is not decided.

    `decided_on` is the first date on which the answer was certain, or, while it is not, the date by which it will be.
    """

    crossing: date
    direction: str
    status_before: str
    status_after: str
    migration: bool | None
    decided_on: date | None
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON output of `apply`."""
        return {
            "crossing": self.crossing.isoformat(),
            "direction": self.direction,
            "status_before": self.status_before,
            "status_after": self.status_after,
            "migration": self.migration,
            "decided_on": None if self.decided_on is None else self.decided_on.isoformat(),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class _World:
    """One way in which the undecided could turn out: the status, and what the unseen days must then meet."""

    status: str
    unseen: tuple[frozenset[tuple[str, Bounds]], ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    before: frozenset[str]
    after: frozenset[str]
    migration: frozenset[bool]


def apply(rule: Rule, history: History, *, resolve: Resolve | None = None) -> list[Decision]:
    """The decisions for a history, in order of its crossings. Raises RuleError for a rule that decides no crossings.

    Where the rule leaves facets open, a decision stands only if all readings of the rule agree on it.
    """
    rule = expand(rule, resolve)
    _check_rule(rule)
    found = [_both_directions(r.rule) for r in readings(rule, rule).readings]
    always = frozenset(limb.event or "" for limb in limbs_of(rule) if limb.prior == "none")
    per_reading = [_decide(reading, history, always) for reading in found]
    return [_agreed(group) for group in zip(*per_reading, strict=True)]


def _check_rule(rule: Rule) -> None:
    if not events_of(rule) & {"arrival", "departure"}:
        raise RuleError(
            "rule decides no crossings",
            "it is about a reference date (or about no event at all).",
            "Use a rule about arrivals or departures.",
        )
    if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule)):
        raise RuleError("rule is a model", "it cannot be decided from a travel history.", "Use a rule about stays.")


def _both_directions(rule: Rule) -> Rule:
    """The rule with its mirror image where it speaks of one direction only."""
    events = events_of(rule)
    if {"arrival", "departure"} <= events:
        return rule
    return AnyOf((rule, map_limbs(rule, _mirrored)))


def _mirrored(limb: Limb) -> Limb:
    swap = {"arrival": "departure", "departure": "arrival"}
    window = limb.window
    if isinstance(window, Window):
        window = replace(window, anchor=swap.get(window.anchor or "", window.anchor))
    return replace(
        limb,
        event=swap.get(limb.event or "", limb.event),
        measure="stay" if limb.measure == "absence" else "absence",
        window=window,
        prior=OPPOSITE.get(limb.prior or "", limb.prior),
    )


def _agreed(group: Sequence[Decision]) -> Decision:
    first = group[0]
    if all(
        (d.migration, d.status_before, d.status_after) == (first.migration, first.status_before, first.status_after)
        for d in group
    ):
        known = [d.decided_on for d in group if d.decided_on is not None]
        return replace(first, decided_on=max(known) if len(known) == len(group) else None)
    same = {d.migration for d in group}
    return replace(
        first,
        status_before=first.status_before if len({d.status_before for d in group}) == 1 else "unknown",
        status_after=first.status_after if len({d.status_after for d in group}) == 1 else "unknown",
        migration=first.migration if len(same) == 1 else None,
        decided_on=None,
        why="The rule leaves open what decides this crossing: its readings differ.",
    )


def _decide(rule: Rule, history: History, always: frozenset[str]) -> list[Decision]:
    """Decisions under one reading of the rule; crossings of the kinds `always` count whatever the status."""
    guard = map_limbs(rule, lambda limb: replace(limb, prior="none"))
    moves = crossings(history)
    run = _Run(guard, always, history, moves)
    outcomes = run.outcomes(len(moves), history.observed_until)
    sure: tuple[int, str | None] = (0, None)
    decisions: list[Decision] = []
    for i, (move, outcome) in enumerate(zip(moves, outcomes, strict=True)):
        at_once = run.outcomes(i + 1, move.day, sure)[-1]
        if len(at_once.before) == 1:
            sure = i, next(iter(at_once.before))
        last = run.last_day(move)
        if at_once.migration == outcome.migration and len(outcome.migration) == 1:
            when: date | None = move.day
        elif len(outcome.migration) == 1:
            when = run.first_certain(sure, i, outcome, last)
        else:
            when = last if sure[1] or history.initial_status else None
        decisions.append(_decision(rule, move, outcome, when))
    return decisions


def _one(values: frozenset[str]) -> str:
    return next(iter(values)) if len(values) == 1 else "unknown"


def _decision(rule: Rule, move: Crossing, outcome: _Outcome, when: date | None) -> Decision:
    migration = next(iter(outcome.migration)) if len(outcome.migration) == 1 else None
    before, after = _one(outcome.before), _one(outcome.after)
    who = {"resident": "A resident", "non-resident": "A non-resident"}.get(before, "Somebody of unknown status")
    verb = "arrives" if move.direction == "arrival" else "leaves"
    start = f"{who} {verb} on {day_words(move.day)}"
    if migration is None:
        text = f"{start}: not decided yet" + (
            f"; it will be by {day_words(when)}." if when else ": the status before is not known."
        )
    elif migration:
        text = f"{start} and meets the rule: {_asks(rule, move.direction)}. A migration on this date."
    elif before == POINTS_TO[move.direction]:
        name = "a returning resident" if move.direction == "arrival" else "a leaving visitor"
        text = f"{start}: {name}, no migration."
    else:
        text = f"{start} without meeting the rule ({_asks(rule, move.direction)}): no migration."
    return Decision(move.day, move.direction, before, after, migration, when, text)


def _asks(rule: Rule, direction: str) -> str:
    parts = rule.rules if isinstance(rule, AnyOf) else (rule,)
    named = [part for part in parts if direction in events_of(part)]
    return " or ".join(rule_words(part) for part in named) or "it is not about this direction"


class _Run:
    """The process of one rule over one history."""

    def __init__(self, guard: Rule, always: frozenset[str], history: History, moves: tuple[Crossing, ...]) -> None:
        self.always, self.history, self.moves = always, history, moves
        base = shared_base(guard, guard)
        groups = {g for limb in limbs_of(guard) for g in limb.population.excludes if f"group:{g}" in history.attributes}
        self.cases: dict[str, tuple[tuple[Clause, ...], tuple[Clause, ...]]] = {}
        for direction in ("arrival", "departure"):
            formula = formula_of(guard, direction, base, frozenset(groups))
            self.cases[direction] = clauses(formula), clauses(negate(formula))

    def outcomes(self, count: int, until: date | None, sure: tuple[int, str | None] = (0, None)) -> list[_Outcome]:
        """The outcomes of the crossings up to `count`, from one that is known to be entered with a status (`sure`)."""
        start, status = sure
        given = status or self.history.initial_status
        worlds = [_World(s, (frozenset(),)) for s in ([given] if given else ["resident", "non-resident"])]
        out: list[_Outcome] = []
        for move in self.moves[start:count]:
            worlds, outcome = self._step(worlds, move, until)
            out.append(outcome)
        return out

    def _step(self, worlds: list[_World], move: Crossing, until: date | None) -> tuple[list[_World], _Outcome]:
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
        return merged, _Outcome(frozenset(before), frozenset(w.status for w in merged), frozenset(migration))

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

    def first_certain(self, sure: tuple[int, str | None], index: int, outcome: _Outcome, last: date | None) -> date:
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
