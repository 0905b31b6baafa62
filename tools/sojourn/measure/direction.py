"""The two directions of a rule about crossings, and the ways to complete a rule: where `measure` meets `rules.decision`.

Only this module knows how the decision of one person reads a rule; everything behind it sees formulas.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sojourn.model.rule import Limb, Rule
from sojourn.rules.comparison.completions import readings
from sojourn.rules.comparison.relation import shared_base
from sojourn.rules.decision import flows
from sojourn.rules.logic.expand import limbs_of, map_limbs
from sojourn.rules.logic.normal_form import events_of

POINTS_TO = {"arrival": "resident", "departure": "non-resident"}


@dataclass(frozen=True, slots=True)
class Completion:
    """A rule with nothing unknown; `base` is the day indicator where it is silent on the day convention."""

    rule: Rule
    base: str


def completions(rule: Rule, kind: str) -> list[Completion]:
    """Every way to complete a rule without references."""
    asked = map_limbs(rule, flows._usual_prior) if kind == "crossings" else rule
    return [Completion(reading.rule, shared_base(reading.rule, reading.rule)) for reading in readings(asked, asked).readings]


def speaks_of_crossings(rule: Rule) -> bool:
    """Whether a rule is about arrivals or departures."""
    return bool(events_of(rule) & set(POINTS_TO))


def tells_visitors(rule: Rule) -> bool:
    """Whether a rule sets a maximum only, so that whom it counts changes no status."""
    return flows._tells_visitors(rule)


def guard_of(written: Rule, completion: Completion) -> tuple[Rule, frozenset[str], str]:
    """A completed rule for both directions, without the status before; the directions counted at any status; its base."""
    asked = flows._asked(written)
    rule = flows._with_mirror(completion.rule) if asked.mirror else completion.rule
    always = frozenset(
        limb.event for limb in limbs_of(rule) if limb.event and limb.prior in ("none", POINTS_TO.get(limb.event))
    )

    def without_prior(limb: Limb) -> Limb:
        return limb if limb.event in always and limb.prior != "none" else replace(limb, prior="none")

    guard = map_limbs(rule, without_prior)
    return guard, always, shared_base(guard, guard)
