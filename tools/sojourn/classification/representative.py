"""Which definition stands for a country where it has several: the order in which they are taken, and why.

Definitions are sorted by the steps below, the first step weighing most. Maps, comparisons of countries and measures of
comparability all take the first; what shows a choice also says from when the definition holds, and offers the others.
Two kinds of figure are never mixed while there is a choice: those that an office publishes at home, and those that it
delivers to others under their definition (`Instrument.delivered_under`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.classification.unions import leaves_nobody_out, required
from sojourn.model.entries import Definition, Instrument, Source
from sojourn.model.message import Message, message
from sojourn.model.rule import AllOf, AnyOf, Limb, Rule
from sojourn.rules.logic.expand import Resolve, expand, limbs_of

# What a country is shown by: the concepts, those that come first before the others, and the side that their length measures.
GROUPS: dict[str, tuple[tuple[str, ...], str]] = {
    "residents": (("usual-residence", "population-base"), "stay"),
    "immigrants": (("immigration",), "stay"),
    "emigrants": (("emigration",), "absence"),
}
FIRST = message("choice-deciding")
CONFIDENCE = ("high", "medium", "low")
# Data sources that are no statistics of their own.
NO_STATISTICS = ("law", "administrative")
# Sources that do not speak for an office, a law or a study.
OUTSIDE = ("web", "press", "thesaurus")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice looks up: data sources and bibliography by id, and the rule that an id refers to."""

    instruments: Mapping[str, Instrument]
    sources: Mapping[str, Source]
    resolve: Resolve


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """One step of the choice: what is said of it, and the key by which definitions are sorted."""

    said: Message
    key: Callable[[Facts, Definition, Sequence[str]], Any]
    highest_first: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The definition that stands for a country, and the others in the order in which they would be taken.

    `delivered`: it belongs to figures that are delivered under the definition of somebody else.
    """

    definition: Definition
    others: tuple[Definition, ...]
    delivered: bool

    @property
    def ended(self) -> bool:
        """Whether it is no longer in force."""
        return ended(self.definition)


def representative(definitions: Iterable[Definition], concepts: Sequence[str], facts: Facts) -> Chosen | None:
    """The definition that stands for a country among its definitions of some concepts; None if none may.

    A rule that only places people inside the country does not say who belongs to it, and never stands for it.
    """
    found = ranked((d for d in definitions if decides(d.rule, facts.resolve)), concepts, facts)
    return Chosen(found[0], tuple(found[1:]), is_delivered(found[0], facts)) if found else None


def ranked(definitions: Iterable[Definition], concepts: Sequence[str], facts: Facts) -> list[Definition]:
    """The definitions of some concepts in the order in which they are taken."""
    found = [d for d in definitions if d.concept in concepts]
    for step in reversed(STEPS):  # Sorting keeps what an earlier sort has put in order: the first step weighs most.
        found.sort(key=lambda d: step.key(facts, d, concepts), reverse=step.highest_first)
    return found


def ended(definition: Definition) -> bool:
    """Whether a definition is no longer in force: its end is stated, or a later one replaces it."""
    return definition.valid.end is not None or bool(definition.replaced_by)


def decides(rule: Rule, resolve: Resolve) -> bool:
    """Whether some part of a rule may decide who belongs to the country's population."""
    return any(limb.level != "within-country" for limb in limbs_of(expand(rule, resolve)))


def is_delivered(definition: Definition, facts: Facts) -> bool:
    """Whether a definition belongs to figures that are delivered under the definition of somebody else."""
    instrument = facts.instruments.get(definition.instrument)
    return instrument is not None and instrument.delivered_under is not None


def about_everybody(rule: Rule) -> bool:
    """Whether a rule without references leaves nobody out by what it requires of persons: citizenship, birth, status.

    A union is judged as a whole: nationals by one test and foreigners by another, be it one about permits, are everybody.

    >>> from sojourn.model.rule import Population
    >>> one, other = (Limb(population=Population(requires=(("citizenship", (c,)),))) for c in ("national", "foreign"))
    >>> about_everybody(AnyOf((one, other))), about_everybody(one)
    (True, False)
    """
    match rule:
        case Limb():
            return not rule.population.requires
        case AnyOf(rules):
            return any(about_everybody(part) for part in rules) or any(
                leaves_nobody_out(*found) for found in required(rule).items()
            )
        case AllOf(rules):
            return all(about_everybody(part) for part in rules)
        case _:
            return True


def since(definition: Definition, facts: Facts) -> str:
    """From when a definition is known to hold: its first day, else the year of the latest source; empty if none says."""
    years = [facts.sources[c.source].year for c in definition.citations if c.source in facts.sources]
    return definition.valid.start or str(max((year for year in years if year), default=""))


def _no_statistics(facts: Facts, definition: Definition) -> bool:
    instrument = facts.instruments.get(definition.instrument)
    return instrument is not None and instrument.type in NO_STATISTICS


def _outside(facts: Facts, definition: Definition) -> bool:
    first = definition.citations[0].source if definition.citations else ""
    return first not in facts.sources or facts.sources[first].source_kind in OUTSIDE


def _no_length(facts: Facts, definition: Definition) -> bool:
    """Whether a definition neither states a length nor says that there is none."""
    limbs = limbs_of(expand(definition.rule, facts.resolve))
    return all(limb.threshold is None and limb.population.base != "de-facto" for limb in limbs)


STEPS = (
    ChoiceStep(message("choice-in-force"), lambda f, d, _: ended(d)),
    ChoiceStep(message("choice-everybody"), lambda f, d, _: not about_everybody(expand(d.rule, f.resolve))),
    ChoiceStep(message("choice-ended-last"), lambda f, d, _: str(d.valid.end or ""), highest_first=True),
    ChoiceStep(message("choice-national"), lambda f, d, _: is_delivered(d, f)),
    ChoiceStep(message("choice-statistics"), lambda f, d, _: _no_statistics(f, d)),
    ChoiceStep(message("choice-newest"), lambda f, d, _: since(d, f), highest_first=True),
    ChoiceStep(message("choice-concept"), lambda f, d, concepts: concepts.index(d.concept)),
    ChoiceStep(message("choice-confidence"), lambda f, d, _: CONFIDENCE.index(d.confidence)),
    ChoiceStep(message("choice-offices"), lambda f, d, _: _outside(f, d)),
    ChoiceStep(message("choice-length"), lambda f, d, _: _no_length(f, d)),
    ChoiceStep(message("choice-identifier"), lambda f, d, _: d.id),
)
