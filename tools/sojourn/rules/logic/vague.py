"""Groups of countries that lie in the values of a rule only in part: a citizen of an EFTA country may be one of the EEA."""

from __future__ import annotations

from sojourn.model.containment import Resolver
from sojourn.model.rule import Rule
from sojourn.rules.logic.expand import Resolve, limbs_of


def vague_values(rule: Rule, resolve: Resolve | None) -> dict[str, frozenset[str]]:
    """By attribute the values that do not say whether a person meets what the rule (without references) requires.

    >>> from sojourn.model.containment import Containment
    >>> from sojourn.model.rule import Limb, Population
    >>> eea = Limb(population=Population(requires=(("citizenship", ("eea",)),), within=(("citizenship", ("NOR", "eea"), ()),)))
    >>> known = Containment({"citizenship": {"eea": ("NOR", "eea"), "efta": ("CHE", "NOR", "efta")}})
    >>> vague_values(eea, Resolver(lambda id: eea, known))
    {'citizenship': frozenset({'efta'})}
    """
    if not isinstance(resolve, Resolver):
        return {}
    out: dict[str, set[str]] = {}
    for limb in limbs_of(rule):
        for name, values in limb.population.allowed:
            for code, inside in resolve.contained.inside.get(name, {}).items():
                if code not in values and set(inside) & set(values):
                    out.setdefault(name, set()).add(code)
    return {name: frozenset(codes) for name, codes in out.items()}
