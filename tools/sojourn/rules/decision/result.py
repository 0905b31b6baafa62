"""A decision on one crossing, and the sentence that says it: what was decided and why, or what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sojourn.model.rule import AnyOf, Rule
from sojourn.prose.english import day_words, rule_words
from sojourn.rules.decision.history import Crossing, History
from sojourn.rules.decision.status_process import POINTS_TO, Outcome
from sojourn.rules.logic.normal_form import events_of

# What a history does not hold, by presence object.
_PLANS = {
    "intended": "the length of stay or absence that the person intended",
    "granted": "the length of stay that was permitted",
    "registered": "the time that the register shows",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rule says of one crossing; `migration` is None while it is not decided.

    `decided_on` is the first date on which the answer was certain, or, while it is not, the date by which it will be
    (None if time alone does not settle it).
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
class Settled:
    """When a case was decided, or by when it will be at the latest, and what an open one waits for.

    `ways` are what the first date of certainty would be, and whether the crossing is a migration then: if nobody
    crosses again, and if the next crossing is on the next day and the last one.
    """

    on: date | None
    time: bool = False
    status: bool = False
    plans: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    ways: tuple[tuple[date | None, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule as it is written, for sentences: the direction in which it is mirrored, and whether it tells visitors."""

    rule: Rule
    mirror: str | None
    visitors: bool

    def parts(self, direction: str) -> tuple[Rule, ...]:
        """The parts of the rule that speak of a direction."""
        parts = self.rule.rules if isinstance(self.rule, AnyOf) else (self.rule,)
        return tuple(part for part in parts if direction in events_of(part))

    def named(self, direction: str) -> str:
        """These parts in words."""
        return " or ".join(rule_words(part) for part in self.parts(direction))

    def words(self, direction: str) -> str:
        """What the rule asks of a crossing in a direction."""
        named = self.named(direction)
        if not named:
            return f"it says nothing of {direction}s"
        if direction != self.mirror:
            return named
        others = "departures" if direction == "arrival" else "arrivals"
        return f"{named}; the rule speaks of {others} only, and this is its mirror image"


def told(asked: Asked, move: Crossing, history: History, outcome: Outcome, settled: Settled) -> Decision:
    """The decision with its sentence."""
    migration = next(iter(outcome.migration)) if outcome.certain else None
    before, after = _one(outcome.before), _one(outcome.after)
    who = {"resident": "A resident", "non-resident": "A non-resident"}.get(before, "Somebody of unknown status")
    start = f"{who} {'arrives' if move.direction == 'arrival' else 'leaves'} on {day_words(move.day)}"
    verdict = "Counted as a visit on this date" if asked.visitors else "A migration on this date"
    if migration is None:
        text = f"{start}: not decided yet. {_waits(asked, history, settled)}"
    elif migration:
        text = f"{start} and meets the rule: {asked.words(move.direction)}. {verdict}."
    elif before == POINTS_TO[move.direction]:
        name = "a returning resident" if move.direction == "arrival" else "a leaving visitor"
        text = f"{start}: {name}, no migration."
    else:
        no = "not counted" if asked.visitors else "no migration"
        text = f"{start} without meeting the rule ({asked.words(move.direction)}): {no}."
    return Decision(move.day, move.direction, before, after, migration, settled.on, text)


def _one(values: frozenset[str]) -> str:
    return next(iter(values)) if len(values) == 1 else "unknown"


def _waits(asked: Asked, history: History, settled: Settled) -> str:
    """What an open case waits for, as sentences."""
    if settled.ways:
        return _by_time(asked, history, settled)
    reasons = []
    if settled.status:
        reasons.append("the status before the first crossing (`initial_status`)")
    reasons += [_PLANS[obj] for obj in settled.plans]
    reasons += [_attribute(name) for name in settled.attributes]
    if settled.time and history.observed_until is not None:
        reasons.append(f"the days after {day_words(history.observed_until)}")
    *first, last = reasons or ["what nothing in the history tells"]
    listed = f"{', on '.join(first)} and on {last}" if first else last
    return f"It depends on {listed}, which the history does not give."


def _attribute(name: str) -> str:
    """The words for an attribute of the person."""
    if name.startswith("group:"):
        return f"whether the person is one of the {name[6:].replace('-', ' ')}"
    if name.startswith("counted_by_"):
        return f"whether the {name[11:].replace('_', ' ')} makes the person count"
    return {"registered": "whether the person is registered"}.get(name, f"the person's {name.replace('_', ' ')}")


def _by_time(asked: Asked, history: History, settled: Settled) -> str:
    """When an open case will be decided at the latest, and what the two simplest continuations bring."""
    stays, crosses = ("stays", "leaves") if history.there else ("stays away", "comes")
    yes, no = ("counted", "not counted") if asked.visitors else ("a migration", "no migration")
    found = []
    for (day, counted), going_on in zip(
        settled.ways,
        (f"the person {stays}", f"the person {crosses} on {day_words(history.morrow)} for good"),
        strict=True,
    ):
        if day is not None:
            found.append(f"on {day_words(day)} if {going_on} ({yes if counted else no})")
    latest = "It may be any day, and no last day can be named"
    if settled.on:
        latest = f"It will be decided on {day_words(settled.on)} at the latest"
    return f"{latest}: {'; '.join(found)}." if found else f"{latest}."
