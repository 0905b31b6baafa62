"""The definitions that stand for countries in a registry, and the pairs of their rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement

from sojourn.lookup.registry import Registry
from sojourn.model.entries import Definition
from sojourn.model.rule import Rule

# What says who belongs to a country's population.
POPULATION = ("usual-residence", "population-base")


def about(registry: Registry, concepts: Sequence[str]) -> list[Definition]:
    """The definitions of some concepts, without those that only place people inside their country."""
    return [d for d in registry.definitions() if d.concept in concepts and not _within(registry, d)]


def standing(registry: Registry, definitions: Sequence[Definition], concepts: Sequence[str]) -> list[Definition]:
    """The definition that stands for each country, in the order of the definitions."""
    from sojourn.classification.representative import Facts, representative

    instruments = {instrument.id: instrument for instrument in registry.instruments()}
    facts = Facts(instruments, {source.id: source for source in registry.sources()}, registry.rule_of)
    by_country: dict[str, list[Definition]] = {}
    for definition in definitions:
        by_country.setdefault(definition.country, []).append(definition)
    chosen = (representative(found, concepts, facts) for found in by_country.values())
    return [found.definition for found in chosen if found]


def standing_pairs(registry: Registry) -> list[tuple[Rule, Rule]]:
    """The pairs of rules that are compared for all countries, by the concepts asked for unless others are named, or by one.

    Each pair is there once; the rules have no references. A build keeps the relations of these in the registry.
    """
    from sojourn.classification.comparability import rule_compared
    from sojourn.rules.logic.expand import expand

    pairs: dict[tuple[Rule, Rule], None] = {}
    single = sorted({(definition.concept,) for definition in registry.definitions()})
    for concepts in (POPULATION, *single):
        valid = [d for d in about(registry, concepts) if not d.replaced_by]
        found = standing(registry, valid, concepts)
        rules = dict.fromkeys(rule_compared(expand(d.rule, registry.rule_of)) for d in found)
        for a, b in combinations_with_replacement(rules, 2):
            if (b, a) not in pairs:
                pairs[a, b] = None
    return list(pairs)


def _within(registry: Registry, definition: Definition) -> bool:
    """Whether a limb only places people inside the country; such rules do not say who belongs to it."""
    from sojourn.rules.logic.expand import expand, limbs_of

    return any(limb.level == "within-country" for limb in limbs_of(expand(definition.rule, registry.rule_of)))
