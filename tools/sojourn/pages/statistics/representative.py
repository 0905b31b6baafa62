"""Which definition stands for a country where it has several, and how a definition is classed by length and by adding up.

This is the only place where the choice is made; each step carries the sentence that tells readers of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sojourn.model.entries import Country, Definition
from sojourn.model.rule import NONE, Bound, Limb
from sojourn.pages.frame.catalogue import Catalogue
from sojourn.prose.figures import months

# What a map is about: the concepts, those that come first before the others, and the side that their length measures.
GROUPS: dict[str, tuple[tuple[str, ...], str]] = {
    "residents": (("usual-residence", "population-base"), "stay"),
    "immigrants": (("immigration",), "stay"),
    "emigrants": (("emigration",), "absence"),
}
CONFIDENCE = ("high", "medium", "low")
# Sources that do not speak for an office, a law or a study.
OUTSIDE = ("web", "press", "thesaurus")
FIRST = (
    "Only definitions that decide who belongs to the country’s population: a test that only places people inside the"
    " country does not stand for it."
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the choice: what is said to readers, and the key by which definitions are sorted."""

    said: str
    key: Callable[[Catalogue, Definition, str], Any]
    highest_first: bool = False


STEPS = (
    Step(
        "Definitions about everybody come before those about some people only, for instance foreigners.",
        lambda c, d, group: all(limb.population.requires for limb in c.limbs(d.rule)),
    ),
    Step(
        "Definitions in force come before those that have ended; of these, the one that ended last comes first.",
        lambda c, d, group: str(d.valid.end or "in force"),  # A letter sorts after any year.
        highest_first=True,
    ),
    Step(
        "Usual residents come before the population that a census, register or estimate counts.",
        lambda c, d, group: GROUPS[group][0].index(d.concept),
    ),
    Step(
        "Statistical sources come before laws and other administrative sources.",
        lambda c, d, group: (
            d.instrument in c.instruments and c.instruments[d.instrument].type in ("law", "administrative")
        ),
    ),
    Step("Higher confidence comes first.", lambda c, d, group: CONFIDENCE.index(d.confidence)),
    Step(
        "Texts of offices, laws and studies come before press and other web pages.",
        lambda c, d, group: not d.citations or c.sources[d.citations[0].source].source_kind in OUTSIDE,
    ),
    Step(
        "A definition that states a length, or that there is none, comes before one that does not.",
        lambda c, d, group: length(c, d, GROUPS[group][1]) == "unknown",
    ),
    Step("The newest comes first.", lambda c, d, group: str(d.valid.start or ""), highest_first=True),
    Step("If all this is equal, the first by its identifier.", lambda c, d, group: d.id),
)

# Lengths in months within which a minimum counts as three, six or twelve months: 90 to 92, 180 to 184, 360 to 366 days.
NEAR = {"three": (2.9, 3.1), "six": (5.9, 6.1), "twelve": (11.8, 12.1)}


def standing(c: Catalogue, country: Country, group: str) -> Definition | None:
    """The definition that stands for a country; None if it has none that decides who belongs to its population."""
    found = [d for d in candidates(country, group) if any(decides(limb) for limb in c.limbs(d.rule))]
    for step in reversed(STEPS):  # Sorting keeps what an earlier sort has put in order: the last step weighs most.
        found.sort(key=lambda d: step.key(c, d, group), reverse=step.highest_first)
    return found[0] if found else None


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
