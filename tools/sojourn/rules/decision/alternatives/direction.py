"""The two directions of a rule about crossings: what it says of each, and the mirror image where it speaks of one only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sojourn.model.message import Arg, Joined, Message, message
from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Share, Window
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.logic.normal_form import events_of

OPPOSITE = {"resident": "non-resident", "non-resident": "resident"}
POINTS_TO = {"arrival": "resident", "departure": "non-resident"}
BOTH = frozenset(POINTS_TO)


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule as it is written: the direction in which it is mirrored, and whether it tells visitors.

    >>> asked_of(Limb(event="arrival", threshold=Bound(12, "month", ">="))).mirror
    'departure'
    """

    rule: Rule
    mirror: str | None
    visitors: bool

    def parts(self, direction: str) -> tuple[Rule, ...]:
        """The parts of the rule that speak of a direction."""
        whole = with_mirror(self.rule) if self.mirror else self.rule
        parts = whole.rules if isinstance(whole, AnyOf) else (whole,)
        return tuple(part for part in parts if direction in events_of(part))

    def words(self, direction: str) -> Message:
        """What the rule asks of a crossing in a direction."""
        parts = self.parts(direction)
        if not parts:
            return message(f"decision-silent-on-{direction}s")
        named: Arg = parts[0] if len(parts) == 1 else Joined(parts, "or")
        return message(
            f"decision-asks-mirrored-{direction}" if direction == self.mirror else "decision-asks", rule=named
        )


def asked_of(written: Rule) -> Asked:
    """The rule for both directions: with its mirror image where it speaks of one only and a status is lost so."""
    silent, visitors = BOTH - events_of(written), tells_visitors(written)
    mirrored = silent and not visitors and "decision" not in endings(written)
    return Asked(written, next(iter(silent)) if mirrored else None, visitors)


def endings(rule: Rule) -> set[str | Ref]:
    """The ways in which its limbs say that a status is lost."""
    return {limb.ends for limb in limbs_of(rule) if limb.ends is not None}


def with_endings(rule: Rule, resolve: Resolve | None) -> Rule:
    """The rule (without references) and, where a status is lost by a rule of its own, that rule beside it.

    Raises RuleError where limbs say that it is lost in different ways, and for an unknown rule.
    """
    found = endings(rule)
    if len(found) > 1:
        raise RuleError(message("error-endings"), message("error-endings-detail"), message("error-endings-advice"))
    other = next(iter(found), None)
    if not isinstance(other, Ref):
        return rule
    return AnyOf((map_limbs(rule, lambda limb: replace(limb, ends=None)), expand(other, resolve)))


def with_mirror(rule: Rule) -> Rule:
    """The rule, or its mirror image: the same length of absence in place of stay, and the other status before."""
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


def tells_visitors(rule: Rule) -> bool:
    """Whether a rule sets a maximum only, so that whom it counts does not become, or cease to be, a resident.

    `not` turns a minimum into a maximum, and the reverse.
    """
    return set(_bounds(rule, True)) == {"maximum"}


def _bounds(rule: Rule, positive: bool) -> Iterator[str]:
    match rule:
        case Limb():
            if isinstance(rule.threshold, Bound | Share):
                yield "minimum" if positive else "maximum"
            if isinstance(rule.upper_bound, Bound | Share):
                yield "maximum" if positive else "minimum"
        case AnyOf(rules) | AllOf(rules):
            for part in rules:
                yield from _bounds(part, positive)
        case Not(inner):
            yield from _bounds(inner, not positive)
        case Ref():
            return
