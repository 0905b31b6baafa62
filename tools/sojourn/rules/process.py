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
from datetime import date
from typing import Any

from sojourn.model.rule import AnyOf, Limb, Rule, Window
from sojourn.rules.errors import RuleError
from sojourn.rules.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.history import Crossing, History, crossings
from sojourn.rules.known import events_of
from sojourn.rules.limbs import OPAQUE_CRITERIA
from sojourn.rules.readings import readings
from sojourn.rules.words import day_words, rule_words
from sojourn.rules.worlds import POINTS_TO, Outcome, Run

OPPOSITE = {"resident": "non-resident", "non-resident": "resident"}


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
    run = Run(guard, always, history, moves)
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


def _decision(rule: Rule, move: Crossing, outcome: Outcome, when: date | None) -> Decision:
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
