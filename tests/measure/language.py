"""Random rules from the whole language, and populations whose records hold some attributes: for the agreement of engines."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sojourn.model.rule import (
    DAY_CONVENTIONS,
    NONE,
    AllOf,
    AnyOf,
    Bound,
    Interruptions,
    Limb,
    Population,
    Ref,
    Rule,
    Share,
    Window,
)
from tests.rules.generate import (
    placed_limb,
    random_interruptions,
    random_length,
    random_limb,
    random_rule,
    rolling_limb,
    whole_limb,
)

OPPOSITE = {"arrival": "departure", "departure": "arrival"}
# What a rule loses at random, to be left open.
SILENT = ("threshold", "upper_bound", "accumulation", "window", "prior", "day_convention")
# Attributes that the records of a population may hold, with their values there (None = no value).
ATTRIBUTES: Mapping[str, tuple[str | None, ...]] = {
    "purpose": ("work", "study", "other", None),
    "break_purpose": ("work", "study", "other", None),
    "group:students": ("yes", "no", None),
    "group:diplomats": ("yes", "no"),
    "registered": ("yes", "no", None),
}


@dataclass(frozen=True)
class Drawn:
    """A rule with the rules that it refers to, whether plans are taken to come true, and what kinds of limbs it holds."""

    rule: Rule
    refers: Mapping[str, Rule]
    plans_come_true: bool
    kinds: frozenset[str]

    def resolve(self, name: str) -> Rule:
        """The rule of a name."""
        return self.refers[name]


def drawn(rng: random.Random, event: str, *, small: bool) -> Drawn:
    """A rule about one kind of event (or both directions): every facet, every way of counting, some of it left open."""
    kinds: set[str] = set()
    one = rng.choice(DAY_CONVENTIONS)
    mixed, silent, planned = rng.random() < 0.15, rng.random() < 0.12, rng.random() < 0.06

    def make(rng: random.Random, event: str, *, small: bool) -> Limb:
        kind = rng.choices(tuple(LIMBS), weights=[weight for weight, _ in LIMBS.values()])[0]
        limb = LIMBS[kind][1](rng, event, small)
        kinds.add(kind)
        convention = rng.choice(DAY_CONVENTIONS) if mixed else one
        if not planned:
            limb = replace(limb, basis="actual")
        limb = replace(limb, day_convention=convention, population=_population(rng, limb))
        if silent and rng.random() < 0.6:
            facet = rng.choice(SILENT)
            kinds.add(f"without {facet}")
            limb = replace(limb, **{facet: None})  # type: ignore[arg-type]
        return limb

    rule = random_rule(rng, event, small=small, depth=rng.choice((0, 1, 1, 2)), make=make)
    refers: dict[str, Rule] = {}
    if event in OPPOSITE:
        rule = _both_ways(rng, rule, event, kinds, refers, lambda: make(rng, OPPOSITE[event], small=small))
    return Drawn(rule, refers, planned and rng.random() < 0.7, frozenset(kinds))


def _both_ways(
    rng: random.Random, rule: Rule, event: str, kinds: set[str], refers: dict[str, Rule], other: Callable[[], Limb]
) -> Rule:
    """The rule with what it says of the other direction: nothing, a rule of its own beside it, or how a status is lost."""
    roll = rng.random()
    if roll < 0.15:
        return AnyOf((rule, other()))
    if roll < 0.2:
        return AllOf((rule, other()))
    if roll < 0.5 and isinstance(rule, Limb):
        ends = rng.choice(("mirror", "decision", Ref("lost")))
        kinds.add(f"ends {'by a rule' if isinstance(ends, Ref) else ends}")
        refers["lost"] = other()
        return replace(rule, ends=ends)
    if roll < 0.55:
        refers["meant"] = rule
        kinds.add("a reference")
        return Ref("meant")
    return rule


def _population(rng: random.Random, limb: Limb) -> Population:
    """Mostly everybody: attributes are drawn seldom, so that most answers rest on days."""
    return (
        limb.population
        if rng.random() < 0.3
        else replace(limb.population, base=None, includes=(), excludes=(), requires=())
    )


def _share(rng: random.Random, event: str, small: bool) -> Limb:
    """A part of the window as the minimum, the maximum, or both."""
    limb = placed_limb(rng, event, small=small, place=rng.choice(("offset", "each", "some", "includes", "years")))
    if rng.random() < 0.5:
        limb = replace(
            limb, window=Window(*random_length(rng, small=small, low=2), event, rng.choice(("forward", "backward")))
        )
    parts = [Fraction(rng.randint(1, 4), rng.choice((2, 3, 4, 5, 7))) for _ in range(2)]
    least, most = (min(part, Fraction(1)) for part in parts)
    kind = rng.random()
    return replace(
        limb,
        accumulation="cumulative",
        threshold=Share(least, rng.choice((">", ">="))) if kind < 0.8 else NONE,
        upper_bound=Share(most, rng.choice(("<", "<="))) if kind > 0.6 else NONE,
    )


def _longest(rng: random.Random, event: str, small: bool) -> Limb:
    """The longest stay (absence) that touches the window."""
    value, unit = random_length(rng, small=small, low=2)
    window = Window(value, unit, event, rng.choice(("forward", "backward", "either")))
    return replace(random_limb(rng, event, small=small), accumulation="longest", window=window)


def _breaks(rng: random.Random, event: str, small: bool) -> Limb:
    """An unbroken stay (absence) but for tolerated breaks; now and then breaks where they make no sense."""
    limb = whole_limb(rng, event, small=small)
    found = random_interruptions(rng)
    if not small and isinstance(found.tolerated, Bound):
        found = Interruptions(replace(found.tolerated, value=rng.choice((1, 2, 3)), unit="month"), found.purposes)
    if rng.random() < 0.8:
        limb = replace(
            limb,
            accumulation="continuous",
            window=Window(None, None, event, rng.choice(("forward", "backward"))),
            weights=None,
        )
    return replace(limb, interruptions=found)


def _tax_years(rng: random.Random, event: str, small: bool) -> Limb:
    """Weighted years that begin on a day of their own."""
    weights = tuple(Fraction(1, rng.choice((1, 2, 3, 6))) for _ in range(rng.randint(1, 3)))
    window = Window(1, "year", None, None, starts=rng.choice(("04-06", "07-01", "12-31")))
    bound = Bound(rng.randint(1, 200), "day", rng.choice((">", ">=")))
    return replace(
        random_limb(rng, event, small=small), accumulation="weighted", weights=weights, window=window, threshold=bound
    )


def _years(rng: random.Random, event: str, small: bool) -> Limb:
    """Lengths in years: of the window, the threshold, or both."""
    years = rng.choice((1, 2, 3))
    direction = rng.choice(("forward", "backward", "either"))
    bound = rng.choice(
        (Bound(years, "year", ">="), Bound(rng.randint(1, 12 * years), "month", ">"), Bound(1, "year", ">"))
    )
    return replace(
        random_limb(rng, event, small=small),
        accumulation="cumulative",
        threshold=bound,
        window=Window(years, "year", event, direction),
    )


LIMBS: Mapping[str, tuple[float, Callable[[random.Random, str, bool], Limb]]] = {
    "plain": (3, lambda rng, event, small: whole_limb(rng, event, small=small)),
    "placed": (3, lambda rng, event, small: placed_limb(rng, event, small=small)),
    "rolling": (0.6, lambda rng, event, small: rolling_limb(rng, event, small=small)),
    "share": (2, _share),
    "longest": (0.7, _longest),
    "breaks": (0.7, _breaks),
    "tax years": (0.7, _tax_years),
    "years": (0.7, _years),
}
