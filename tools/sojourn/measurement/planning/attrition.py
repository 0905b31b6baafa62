"""Attrition: how many crossings each facet of a rule excludes, one after the other, and what one of them alone changes.

Each step is a rule of its own, measured like any other: the facets of the rule come in one by one (status before, then who,
then how long), and then the whole rule without one of them. So the numbers need no reading of formulas of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sojourn.model.rule import NONE, Limb, Population, Rule
from sojourn.rules.logic.expand import limbs_of, map_limbs

Change = Callable[[Limb], Limb]
# The facets in the order in which they come in, each with how a limb is without it.
FACETS: dict[str, Change] = {
    "prior": lambda limb: replace(limb, prior="none"),
    "population": lambda limb: replace(limb, population=Population(), criterion=None),
    "threshold": lambda limb: replace(limb, threshold=NONE),
    "upper_bound": lambda limb: replace(limb, upper_bound=NONE),
}
MARK = " \u2212 "


@dataclass(frozen=True, slots=True)
class AttritionStep:
    """A rule without some of its facets; `without` is empty for the whole rule."""

    without: tuple[str, ...]
    rule: Rule


def stated(rule: Rule) -> tuple[str, ...]:
    """The facets of a rule that exclude anybody, in their order.

    >>> from sojourn.model.rule import Bound
    >>> stated(Limb(event="arrival", threshold=Bound(12, "month", ">="), prior="non-resident"))
    ('prior', 'threshold')
    """
    return tuple(
        facet
        for facet, off in FACETS.items()
        if any(off(limb) != limb for limb in limbs_of(rule) if _says(limb, facet))
    )


def _says(limb: Limb, facet: str) -> bool:
    value = getattr(limb, facet)
    if facet == "prior":
        return value in ("resident", "non-resident")
    if facet == "population":
        return bool(limb.population.requires or limb.population.base == "registered" or limb.criterion)
    return value is not None and value is not NONE


def one_by_one(rule: Rule) -> Iterator[AttritionStep]:
    """The rule with no facet, then with one more each time, up to the whole rule."""
    facets = stated(rule)
    for k in range(len(facets) + 1):
        yield AttritionStep(facets[k:], without(rule, facets[k:]))


def each_left_out(rule: Rule) -> Iterator[AttritionStep]:
    """The rule without each one of its facets, where that is no step of `one_by_one`."""
    facets = stated(rule)
    for facet in facets[:-1]:
        yield AttritionStep((facet,), without(rule, (facet,)))


def without(rule: Rule, facets: tuple[str, ...]) -> Rule:
    """A rule without some facets."""

    def change(limb: Limb) -> Limb:
        for facet in facets:
            if _says(limb, facet):
                limb = FACETS[facet](limb)
        return limb

    return map_limbs(rule, change)


def name(rule: str, step: AttritionStep) -> str:
    """The name of a step among the rules of a run."""
    return rule + "".join(MARK + facet for facet in step.without)
