"""Minimum lengths, and what is about the same length: the ground of `closeMatch` and of the same minimum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sojourn.model.message import Arg, Joined
from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Rule, Stated, Window
from sojourn.rules.logic.expand import map_limbs

# Days in a month on average, for lengths that are near to whole months (30, 90, 183, 365 days).
_MONTH = 30.4369
_NEAR = 3


def blurred(rule: Rule) -> Rule:
    """The rule without the boundary day, and with days that are about whole months as months (`closeMatch`)."""

    def soften(limb: Limb) -> Limb:
        changes: dict[str, object] = {}
        for name, sign in (("threshold", ">="), ("upper_bound", "<")):
            bound = getattr(limb, name)
            if isinstance(bound, Bound):
                changes[name] = Bound(*rounded(bound.value, bound.unit), sign)
        if isinstance(limb.window, Window) and limb.window.value is not None and limb.window.yearly is None:
            value, unit = rounded(limb.window.value, limb.window.unit or "day")
            changes["window"] = replace(limb.window, value=value, unit=unit)
        return replace(limb, **changes) if changes else limb  # type: ignore[arg-type]

    return map_limbs(rule, soften)


def rounded(value: int, unit: str) -> tuple[int, str]:
    """A length in months where it is about whole months, else in days; years and weeks are turned into them."""
    if unit == "year":
        return 12 * value, "month"
    if unit == "month":
        return value, "month"
    days = value * (7 if unit == "week" else 1)
    months = round(days / _MONTH)
    return (months, "month") if months and abs(days - months * _MONTH) <= _NEAR else (days, "day")


def asked(rule: Rule) -> Iterator[Limb]:
    """The limbs that a rule asks for; one under `not` is something that it asks to be absent."""
    match rule:
        case AnyOf(rules) | AllOf(rules):
            for inner in rules:
                yield from asked(inner)
        case Limb():
            yield rule


def joined(rule: Rule, said: Callable[[Limb], Iterable[Arg]]) -> Joined:
    """What the limbs of a rule say, each thing once: of alternatives joined by `or`, of joint tests by `and`.

    >>> one, two = Limb("arrival"), Limb("departure")
    >>> joined(AllOf((AnyOf((one, two)), one)), lambda limb: [str(limb.event)])
    Joined(parts=(Joined(parts=('arrival', 'departure'), by='or'), 'arrival'), by='and')
    """
    if not isinstance(rule, AnyOf | AllOf):
        return Joined(tuple(dict.fromkeys(said(rule))) if isinstance(rule, Limb) else (), "and")
    by = "and" if isinstance(rule, AllOf) else "or"
    parts: list[Arg] = []
    for inner in (joined(part, said) for part in rule.rules):
        parts += inner.parts if inner.by == by or len(inner.parts) < 2 else [inner]
    return Joined(tuple(dict.fromkeys(parts)), by)


def lengths(rule: Rule) -> tuple[frozenset[tuple[int, str]], bool]:
    """The minimum lengths that a rule asks for, blurred, and whether no limb that needs one leaves it open."""
    out: set[tuple[int, str]] = set()
    complete = True
    for limb in asked(rule):
        if isinstance(limb.threshold, Bound):
            out.add(rounded(limb.threshold.value, limb.threshold.unit))
        elif isinstance(limb.threshold, Stated):
            out.add((0, "day"))
        elif limb.event is not None and not (limb.event == "reference-date" and limb.population.base == "de-facto"):
            complete = False
    return frozenset(out), complete
