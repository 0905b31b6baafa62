"""Which values of an attribute lie in which: a citizen of Norway is a citizen of a Nordic country, and of the EEA.

The members of a group of countries are content: each code of the list `country-group` may name them (`members`). A code of
another list that has the same id is about that group. Codes that are about every country but those of some groups name these
(`outside`): "third country" those of the EU, "foreign" none.

No rule distinguishes countries that are in the same groups. So one of them, the first by its code, stands for all of them
in what the engine looks at, and ELSEWHERE for the countries that are in no group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sojourn.model.rule import ATTRIBUTE_LISTS, Rule

GROUPS = "country-group"
ELSEWHERE = "*"
# Attributes of which a country (ISO 3166-1 alpha-3) may be the value.
BY_COUNTRY = ("citizenship", "previous_residence", "next_residence")


@dataclass(frozen=True, slots=True)
class CodeMembers:
    """What a code (`list/code`) says of countries: those of a group, or all but those of some groups; None: neither."""

    id: str
    members: tuple[str, ...] = ()
    outside: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Containment:
    """The values that lie in each code, by attribute; and the country that stands for each country.

    The values are countries that stand for others, ELSEWHERE, the code itself, and codes whose countries are among its own.
    """

    inside: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def country(self, value: str) -> str:
        """The country that stands for a value; the value itself if it is no country (ISO 3166-1 alpha-3)."""
        if len(value) != 3 or not value.isupper() or not self.stands_for:
            return value
        return self.stands_for.get(value, ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Resolver:
    """What a `ref` in a rule leads to, and which values of attributes lie in which: all that a rule needs from outside."""

    rule: Callable[[str], Rule]
    contained: Containment

    def __call__(self, id: str) -> Rule:
        """The rule of an id; raises what `rule` raises for an unknown one."""
        return self.rule(id)


def containment(codes: Iterable[CodeMembers], countries: Iterable[str] = ()) -> Containment:
    """What lies in what, by the codes of all lists; `countries` are those that the registry knows.

    >>> found = containment([CodeMembers("country-group/eu", ("AUT", "DEU", "DNK")), CodeMembers("citizenship/eu"),
    ...     CodeMembers("country-group/nordic", ("DNK", "NOR")), CodeMembers("citizenship/foreign", (), ())])
    >>> found.inside["citizenship"]
    {'eu': ('AUT', 'DNK', 'eu'), 'foreign': ('*', 'AUT', 'DNK', 'NOR', 'eu', 'foreign')}
    >>> found.country("DEU"), found.country("USA")
    ('AUT', '*')
    """
    known = {code.id: code for code in codes}
    groups = {id.partition("/")[2]: frozenset(code.members) for id, code in known.items() if code.members}
    first: dict[frozenset[str], str] = {}
    stands_for = dict.fromkeys(countries, ELSEWHERE)
    for country in sorted(frozenset[str]().union(*groups.values())):
        belongs = frozenset(group for group, members in groups.items() if country in members)
        stands_for[country] = first.setdefault(belongs, country)
    every = frozenset((*first.values(), ELSEWHERE))
    inside: dict[str, dict[str, tuple[str, ...]]] = {}
    for attribute in BY_COUNTRY:
        own = {code.id.partition("/")[2]: code for code in known.values() if _list(code) == ATTRIBUTE_LISTS[attribute]}
        found = {code: every & groups[code] for code in own if code in groups}
        for code, said in own.items():
            if said.outside is not None:
                found[code] = every.difference(*(groups.get(group, frozenset()) for group in said.outside))
        inside[attribute] = {code: _inside(code, found) for code in found}
    return Containment({attribute: found for attribute, found in inside.items() if found}, stands_for)


def _list(code: CodeMembers) -> str:
    return code.id.partition("/")[0]


def _inside(code: str, found: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    smaller = {other for other, countries in found.items() if countries <= found[code]}
    return tuple(sorted({*found[code], *smaller, code}))
