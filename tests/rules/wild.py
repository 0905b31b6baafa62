"""A random stream of rules from all that the schema allows, likely or not, with silent facets, of up to so many limbs."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from sojourn.model.rule import BASES, DAY_CONVENTIONS, NONE, AllOf, AnyOf, Bound, Limb, Not, Rule, Stated, Window

T = TypeVar("T")
EVENTS = ("arrival", "departure", "reference-date")
LONGEST = {"day": 900, "week": 150, "month": 60, "year": 6}


def wild_pair(rng: random.Random, limbs: int, silent: float = 0.2) -> tuple[Rule, Rule]:
    """Two rules about one event, each of up to so many limbs; `silent` is how likely a facet is left out."""
    event = rng.choice(EVENTS)
    return tuple(wild_rule(rng, event, rng.randint(1, limbs), silent) for _ in range(2))  # type: ignore[return-value]


def wild_rule(rng: random.Random, event: str, limbs: int, silent: float = 0.2) -> Rule:
    """A rule of about so many limbs."""
    if limbs <= 1:
        return wild_limb(rng, event, silent)
    number = rng.randint(2, min(limbs, 6))
    parts = tuple(wild_rule(rng, event, max(1, limbs // number), silent) for _ in range(number))
    whole = rng.choice((AnyOf, AllOf))(parts)
    return Not(whole) if rng.random() < 0.1 else whole


def wild_limb(rng: random.Random, event: str, silent: float = 0.2) -> Limb:
    """One limb."""

    def perhaps(value: T) -> T | None:
        return None if rng.random() < silent else value

    accumulation = perhaps(rng.choice(("cumulative", "continuous", "span", "weighted", "cumulative", "cumulative")))
    threshold: Bound | Stated | None = perhaps(_bound(rng, perhaps(rng.choice((">=", ">")))))
    upper: Bound | Stated = NONE
    if rng.random() < 0.25:
        upper = _bound(rng, perhaps(rng.choice(("<", "<="))))
        threshold = rng.choice((threshold, NONE, None))
    limb = Limb(
        event,
        perhaps(rng.choice(("stay", "absence"))),
        threshold,
        perhaps(upper),
        accumulation,
        perhaps(_window(rng, event)),
        basis=perhaps(rng.choice(BASES)),
        prior=perhaps(rng.choice(("none", "resident", "non-resident"))),
        day_convention=perhaps(rng.choice(DAY_CONVENTIONS)),
        level="country",
    )
    if accumulation != "weighted":
        return limb
    weights = (Fraction(1), Fraction(1, 3), Fraction(1, 6))
    return replace(limb, window=Window(3, "calendar-year", event, "backward"), weights=weights)


def _bound(rng: random.Random, comparison: str | None) -> Bound:
    unit = rng.choice(tuple(LONGEST))
    return Bound(rng.randint(1, LONGEST[unit]), unit, comparison)


def _window(rng: random.Random, event: str) -> Window:
    anchor = rng.choice((event, event, event, "rolling", "calendar"))
    if anchor == "calendar":
        return Window(rng.randint(1, 4), "calendar-year", event, rng.choice(("forward", "backward")))
    bound = _bound(rng, None)
    side = None if anchor == "rolling" else rng.choice(("forward", "backward", "either", None))
    return Window(bound.value, bound.unit, anchor, side)
