"""Which definition stands for a country on maps and in statistics, and how it is classed by length and by adding up.

The choice itself is made in `sojourn.classification.representative`; here it is made once for each country and group.
"""

from __future__ import annotations

from collections.abc import Iterable

from sojourn.classification.representative import GROUPS, Chosen, representative
from sojourn.model.entries import Country, Definition
from sojourn.model.rule import NONE, Bound, Limb
from sojourn.pages.content.catalogue import Catalogue
from sojourn.prose.figures import months

# Lengths in months within which a minimum counts as three, six or twelve months: 90 to 92, 180 to 184, 360 to 366 days.
NEAR = {"three": (2.9, 3.1), "six": (5.9, 6.1), "twelve": (11.8, 12.1)}


def chosen(c: Catalogue, country: Country, group: str) -> Chosen | None:
    """The choice of a country in a group, with what else there is to choose from."""
    return representative(country.definitions, GROUPS[group][0], c.facts)


def standing(c: Catalogue, country: Country, group: str) -> Definition | None:
    """The definition that stands for a country; None if it has none that decides who belongs to its population."""
    found = chosen(c, country, group)
    return found.definition if found else None


def candidates(country: Country, group: str) -> list[Definition]:
    """All definitions of a country that a map could be about."""
    return [d for d in country.definitions if d.concept in GROUPS[group][0]]


def decides(limb: Limb) -> bool:
    """Whether a limb may decide who belongs to the country's population."""
    return limb.level != "within-country"


def length(c: Catalogue, definition: Definition, side: str) -> str:
    """The class of the minimum length on one side: `none`, `short`, `three`, `six`, `twelve`, `other` or `unknown`."""
    deciding = [limb for limb in c.limbs(definition.rule) if decides(limb)]
    found = {band(limb.threshold) for limb in deciding if isinstance(limb.threshold, Bound) and limb.measure == side}
    if found:
        return found.pop() if len(found) == 1 else "other"
    return "none" if not _timed(deciding) and _without_length(deciding) else "unknown"


def tested(c: Catalogue, definition: Definition, side: str) -> str:
    """As `length`, with what else decides where no length on this side is stated.

    `away`: a length of the other side alone; `place`: where a person mainly lives; `register`: an entry in a register, a
    permit, a legal status or a model of them; `unknown`: nothing of the kind has been found.
    """
    found = length(c, definition, side)
    if found != "unknown":
        return found
    deciding = [limb for limb in c.limbs(definition.rule) if decides(limb)]
    if _timed(deciding):
        return "away"
    if any(limb.criterion == "main-place" for limb in deciding):
        return "place"
    return "register" if any(_registered(limb) for limb in deciding) else "unknown"


def _registered(limb: Limb) -> bool:
    return (
        limb.basis in ("registration", "granted")
        or limb.population.base == "registered"
        or limb.criterion in ("legal-status", "citizenship", "statistical-model")
    )


def band(bound: Bound) -> str:
    """The class of one length."""
    size = months(bound.value, bound.unit)
    for name, (low, high) in NEAR.items():
        if low <= size <= high:
            return name
    return "short" if size < NEAR["three"][0] else "other"


def adding(found: Iterable[Limb]) -> str:
    """How time adds up in some limbs: `continuous`, `cumulative`, `other`, `none` (nothing to add) or `unknown`."""
    deciding = list(found)
    kinds = {limb.accumulation for limb in deciding if isinstance(limb.threshold, Bound)}
    for kind in ("continuous", "cumulative"):
        if kind in kinds:
            return kind
    if kinds - {None}:
        return "other"
    return "none" if not kinds and _without_length(deciding) else "unknown"


def adding_up(c: Catalogue, definition: Definition) -> str:
    """How time adds up in the limbs of a definition that decide who belongs to the country's population."""
    return adding(limb for limb in c.limbs(definition.rule) if decides(limb))


def _timed(found: Iterable[Limb]) -> bool:
    return any(isinstance(limb.threshold, Bound) for limb in found)


def _without_length(found: Iterable[Limb]) -> bool:
    """Whether a source says that no length is asked for: those present are counted, or `none` is stated."""
    return any(limb.population.base == "de-facto" or limb.threshold is NONE for limb in found)
