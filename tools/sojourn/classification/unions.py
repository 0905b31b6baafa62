"""The parts of a union that are for different people: nationals by one test, foreigners by another."""

from __future__ import annotations

from dataclasses import replace

from sojourn.model.rule import AnyOf, Limb, Rule
from sojourn.rules.logic.expand import limbs_of, map_limbs

# The attribute that tells the people of a union apart: the first of these that its tests require.
APART_BY = ("citizenship", "birth", "legal_status", "purpose", "previous_residence", "next_residence")
# Values of an attribute that together leave nobody out.
WHOLE: dict[str, tuple[frozenset[str], ...]] = {
    "citizenship": (
        frozenset({"national", "foreign"}),
        *(frozenset({"national", union, "third-country"}) for union in ("eu", "eea")),
    ),
    "birth": (frozenset({"native", "abroad"}),),
    "legal_status": (frozenset({"permanent-resident", "non-permanent-resident"}),),
    "previous_residence": (frozenset({"country", "abroad"}),),
}
Who = tuple[str, tuple[str, ...]]


def required(rule: Rule) -> dict[str, frozenset[str]]:
    """The values of each attribute that the tests of a rule require, all together."""
    out: dict[str, frozenset[str]] = {}
    for limb in limbs_of(rule):
        for name, values in limb.population.requires:
            out[name] = out.get(name, frozenset()) | frozenset(values)
    return out


def leaves_nobody_out(attribute: str, values: frozenset[str]) -> bool:
    """Whether values of an attribute are all that there are.

    >>> leaves_nobody_out("birth", frozenset({"native", "abroad"}))
    True
    """
    return any(values >= whole for whole in WHOLE.get(attribute, ()))


def parts_of(rule: Rule) -> list[tuple[Who, Rule]]:
    """For each group of people of a union (attribute, values) the rule that decides on them, without that attribute.

    Empty unless every alternative is for people of its own, of whom there are two groups at least.

    >>> from sojourn.model.rule import Population
    >>> one, other = (Limb(population=Population(requires=(("citizenship", (c,)),))) for c in ("national", "foreign"))
    >>> [who for who, _ in parts_of(AnyOf((one, other)))]
    [('citizenship', ('national',)), ('citizenship', ('foreign',))]
    """
    if not isinstance(rule, AnyOf):
        return []
    attribute = next((name for name in APART_BY if all(_values(part, name) for part in rule.rules)), None)
    if attribute is None:
        return []
    groups: dict[tuple[str, ...], list[Rule]] = {}
    for part in rule.rules:
        groups.setdefault(_values(part, attribute), []).append(_without(part, attribute))
    if len(groups) < 2:
        return []
    return [((attribute, values), _any(found)) for values, found in groups.items()]


def for_the_same(who: Who, rule: Rule) -> Rule:
    """What a rule says of some people: of a union that tells people apart as they are told apart, the part for them.

    The whole rule where it tells nobody apart, or has no part for them.
    """
    attribute, values = who
    found = [part for (name, group), part in parts_of(rule) if name == attribute and set(group) & set(values)]
    return _any(found) if found else rule


def _any(rules: list[Rule]) -> Rule:
    distinct = list(dict.fromkeys(rules))
    return distinct[0] if len(distinct) == 1 else AnyOf(tuple(distinct))


def _values(rule: Rule, attribute: str) -> tuple[str, ...]:
    """The values of an attribute that a part requires; empty where some test of it does not require any."""
    found = [dict(limb.population.requires).get(attribute, ()) for limb in limbs_of(rule)]
    return found[0] if found and all(values == found[0] for values in found) else ()


def _without(rule: Rule, attribute: str) -> Rule:
    def change(limb: Limb) -> Limb:
        kept = tuple((name, values) for name, values in limb.population.requires if name != attribute)
        within = tuple(found for found in limb.population.within if found[0] != attribute)
        return replace(limb, population=replace(limb.population, requires=kept, within=within))

    return map_limbs(rule, change)
