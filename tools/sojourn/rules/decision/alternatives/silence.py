"""What a rule leaves open when it decides about a person: each way to complete it, and what is taken for granted.

The completions of one rule next to itself (`rules.comparison.completions`) say what its silent facets could mean. Two
facets need more here, since there is no second rule that would state them: a minimum that no source names can be
anything from none at all to the longest that the window allows, and a rule that is silent on the status before may be
about crossings that point away from it, or about all. Both ends are tried; a decision that holds for them holds between.

What is not quantified over is named as an assumption, as in a comparison: the day convention (nights, unless some limb
says otherwise), and what `comparison.granted` lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from sojourn.model.message import Message, message
from sojourn.model.rule import NONE, Bound, Limb, Rule, Share, Window
from sojourn.rules.comparison.alike import shared_base
from sojourn.rules.comparison.completions import readings
from sojourn.rules.comparison.granted import KINDS, granted
from sojourn.rules.comparison.open_facets import is_attribute_test
from sojourn.rules.decision.alternatives.direction import OPPOSITE, POINTS_TO
from sojourn.rules.logic.expand import limbs_of, map_limbs
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA

# Longer than any stay: what an unknown minimum can be where no window limits it.
LONGEST = Bound(60, "year", ">=")
_CONVENTION_OF = {"N": "nights", "P": "both-ends", "W": "whole-days"}


@dataclass(frozen=True, slots=True)
class Completion:
    """A rule with nothing unknown but the day convention; `base` is the day indicator where it is silent on that."""

    rule: Rule
    base: str


@dataclass(frozen=True, slots=True)
class Completed:
    """All completions of a rule, the facets that they differ in, and what was taken for granted."""

    completions: tuple[Completion, ...]
    facets: tuple[str, ...]
    assumptions: tuple[Message, ...]


def completed(rule: Rule) -> Completed:
    """The completions of a rule without references."""
    whole = isinstance(rule, Limb)
    limbs = list(limbs_of(rule))
    facets = [
        facet
        for facet, is_open in (("threshold", _open_minimum), ("prior", _open_prior))
        if any(is_open(limb, whole) for limb in limbs)
    ]
    found: dict[Completion, None] = {}
    base = shared_base(rule, rule)
    for settled in _settled(rule, whole, facets):
        inner = readings(settled, settled)
        facets += [facet for facet in inner.facets if facet not in facets]
        for reading in inner.readings:
            found[Completion(reading.rule, base)] = None
    return Completed(tuple(found), tuple(facets), assumed(rule))


def assumed(rule: Rule) -> tuple[Message, ...]:
    """What is taken for granted of a rule without references, in whatever way it is completed."""
    return tuple(_assumptions(rule, shared_base(rule, rule)))


def _settled(rule: Rule, whole: bool, facets: list[str]) -> Iterator[Rule]:
    """The rule with each value of an unknown minimum and of the status before; one text is silent in one way."""
    for length, status in product(
        ("none", "longest") if "threshold" in facets else ("",), ("natural", "none") if "prior" in facets else ("",)
    ):

        def settle(limb: Limb, length: str = length, status: str = status) -> Limb:
            if _open_prior(limb, whole):
                limb = replace(limb, prior=OPPOSITE[POINTS_TO[limb.event or ""]] if status == "natural" else "none")
            if _open_minimum(limb, whole):
                limb = replace(limb, threshold=NONE if length == "none" else _most(limb))
            return limb

        yield map_limbs(rule, settle)


def _open_minimum(limb: Limb, whole: bool) -> bool:
    if limb.threshold is not None or is_attribute_test(limb, whole) or limb.criterion in OPAQUE_CRITERIA:
        return False
    present_only = limb.event == "reference-date" and limb.population.base == "de-facto"
    present_only = present_only or (isinstance(limb.window, Window) and limb.window.at is True)
    return not present_only and not isinstance(limb.upper_bound, Bound | Share)


def _open_prior(limb: Limb, whole: bool) -> bool:
    return limb.prior is None and limb.event in POINTS_TO and not is_attribute_test(limb, whole)


def _most(limb: Limb) -> Bound:
    """The longest minimum that the limb's window allows."""
    window = limb.window
    if not isinstance(window, Window) or not window.value or limb.accumulation == "continuous":
        return LONGEST
    unit = "year" if window.unit == "calendar-year" else window.unit or "day"
    return Bound(window.value, unit, ">=")


def _assumptions(rule: Rule, base: str) -> Iterator[Message]:
    timed = [limb for limb in limbs_of(rule) if not is_attribute_test(limb, isinstance(rule, Limb))]
    timed = [limb for limb in timed if limb.criterion not in OPAQUE_CRITERIA]
    bounded = [
        limb
        for limb in timed
        if isinstance(limb.threshold, Bound | Share) or isinstance(limb.upper_bound, Bound | Share)
    ]
    if any(limb.day_convention is None for limb in bounded):
        yield message(f"decision-assumed-{_CONVENTION_OF[base]}")
    kinds = granted(rule)
    yield from (message(f"decision-assumed-{kind}") for kind in KINDS if kind in kinds)
    groups = sorted({group for limb in timed for group in limb.population.excludes})
    if groups:
        yield message("decision-assumed-no-group")
    if any(isinstance(limb.exempt_days, tuple) for limb in timed):
        yield message("decision-assumed-no-exempt")
