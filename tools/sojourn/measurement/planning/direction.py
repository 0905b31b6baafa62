"""The two directions of a rule about crossings, and the ways to complete a rule: where `measure` meets `rules.decision`.

Only this module knows how the decision of one person reads a rule; everything behind it sees formulas.
"""

from __future__ import annotations

from dataclasses import replace

from sojourn.model.rule import Limb, Rule
from sojourn.rules.decision.alternatives.direction import (
    BOTH,
    POINTS_TO,
    asked_of,
    tells_visitors,
    with_endings,
    with_mirror,
)
from sojourn.rules.decision.alternatives.silence import Completion, assumed, completed
from sojourn.rules.logic.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.logic.normal_form import events_of

__all__ = [
    "POINTS_TO",
    "Completion",
    "assumed",
    "completions",
    "guard_of",
    "speaks_of_crossings",
    "tells_visitors",
    "whole_rule",
]


def completions(rule: Rule) -> tuple[Completion, ...]:
    """Every way to complete a rule without references."""
    return completed(rule).completions


def whole_rule(rule: Rule, resolve: Resolve | None) -> Rule:
    """A rule with all that it refers to written out: what it names, and the rule by which a status is lost."""
    return with_endings(expand(rule, resolve), resolve)


def speaks_of_crossings(rule: Rule) -> bool:
    """Whether a rule is about arrivals or departures."""
    return bool(events_of(rule) & BOTH)


def guard_of(written: Rule, completion: Rule) -> tuple[Rule, frozenset[str]]:
    """A completed rule for both directions, without the status before, and the directions counted at any status."""
    rule = with_mirror(completion) if asked_of(written).mirror else completion
    always = frozenset(
        limb.event for limb in limbs_of(rule) if limb.event and limb.prior in ("none", POINTS_TO.get(limb.event))
    )

    def without_prior(limb: Limb) -> Limb:
        # Where one direction counts by several rules each keeps its own status.
        return limb if limb.event in always and limb.prior != "none" else replace(limb, prior="none")

    return map_limbs(rule, without_prior), always
