"""Which values of an attribute lie in which: a citizen of Norway is a citizen of a Nordic country, and of the EEA.

The members of a group of countries are content: each code of the list `country-group` may name them (`members`). A code of
another list that has the same id is about that group. Codes that are about every country but those of some groups name these
(`outside`): "third country" those of the EU, "foreign" none.

No rule distinguishes countries that are in the same groups. So one of them, the first by its code, stands for all of them
in what the engine looks at, and ELSEWHERE for the countries that are in no group.

Members change (`changes`: "2020-02-01 left GBR"). A country stands for the groups of a day: a British citizen of 2019 is like
one of Malta, who is in the EU and in the Commonwealth. The engine compares rules for every set of groups in which some
country was on some day, so a relation holds on all of them. Before the first change that is named all is as it was then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sojourn.model.rule import ATTRIBUTE_LISTS, Rule

GROUPS = "country-group"
ELSEWHERE = "*"
# The days on which countries joined or left each group.
Events = Mapping[str, list[tuple[str, str]]]
# Attributes of which a country (ISO 3166-1 alpha-3) may be the value.
BY_COUNTRY = ("citizenship", "previous_residence", "next_residence")


@dataclass(frozen=True, slots=True)
class CodeMembers:
    """What a code (`list/code`) says of countries: those of a group, or all but those of some groups; None: neither."""

    id: str
    members: tuple[str, ...] = ()
    outside: tuple[str, ...] | None = None
    # "2013-07-01 joined HRV": from when on the members were others; `members` are those of today.
    changes: tuple[str, ...] = ()

    @classmethod
    def of(cls, id: str, data: Mapping[str, Any]) -> CodeMembers:
        """What the content of a code says."""
        outside = data.get("outside")
        excepted = None if outside is None else tuple(outside)
        return cls(id, tuple(data.get("members", ())), excepted, tuple(data.get("changes", ())))


@dataclass(frozen=True, slots=True)
class Containment:
    """The values that lie in each code, by attribute; and the country that stands for each country.

    The values are countries that stand for others, ELSEWHERE, the code itself, and codes whose countries are among its own.
    """

    inside: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)
    # The countries that stood for one before: each with the last day (ISO 8601) on which it did, in order.
    past: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

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
    groups = {id.partition("/")[2]: code for id, code in known.items() if code.members}
    events = {group: _events(code) for group, code in groups.items()}
    stood = {country: list(_groups_of(country, groups, events)) for country in sorted(_named(groups, events))}
    first = _first_with(stood)
    stands_for, past = dict.fromkeys(countries, ELSEWHERE), {}
    for country, found in stood.items():
        *before, (_, now) = [(last, first[belongs]) for last, belongs in found]
        stands_for[country] = now
        if before:
            past[country] = tuple(before)
    belongs_to = {value: groups for groups, value in first.items()}
    inside: dict[str, dict[str, tuple[str, ...]]] = {}
    for attribute in BY_COUNTRY:
        own = {code.id.partition("/")[2]: code for code in known.values() if _list(code) == ATTRIBUTE_LISTS[attribute]}
        within = {
            code: frozenset(v for v, found in belongs_to.items() if code in found) for code in own if code in groups
        }
        for code, said in own.items():
            if said.outside is not None:
                within[code] = frozenset(v for v, found in belongs_to.items() if not found & frozenset(said.outside))
        inside[attribute] = {code: _inside(code, within) for code in within}
    return Containment({attribute: found for attribute, found in inside.items() if found}, stands_for, past)


def _named(groups: Mapping[str, CodeMembers], events: Events) -> set[str]:
    """The countries that are, or were, in some group."""
    return {country for group, code in groups.items() for country in (*code.members, *(c for _, c in events[group]))}


def _events(code: CodeMembers) -> list[tuple[str, str]]:
    """The days on which countries joined or left a group, the last one first."""
    found = (change.split() for change in code.changes)
    return sorted(((day, country) for day, _, *named in found for country in named), reverse=True)


def _groups_of(country: str, groups: Mapping[str, CodeMembers], events: Events) -> Iterator[tuple[str, frozenset[str]]]:
    """The groups of a country, each set of them with its last day ("" for the one that holds today); the earliest first."""
    changes = sorted(
        ((day, group) for group, found in events.items() for day, named in found if named == country),
        reverse=True,
    )
    now = {group for group, code in groups.items() if country in code.members}
    found, last = [("", frozenset(now))], ""
    for day, group in changes:
        now ^= {group}
        eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        if eve == last:
            found.pop()
        found.append((eve, frozenset(now)))
        last = eve
    yield from reversed(found)


def _first_with(stood: Mapping[str, list[tuple[str, frozenset[str]]]]) -> dict[frozenset[str], str]:
    """The value that stands for each set of groups: a country of today or, if there is none, one with the day before."""
    first: dict[frozenset[str], str] = {frozenset(): ELSEWHERE}
    for country, found in stood.items():
        first.setdefault(found[-1][1], country)
    for country, found in stood.items():
        for last, belongs in found[:-1]:
            first.setdefault(belongs, f"{country} {last}")
    return first


def _list(code: CodeMembers) -> str:
    return code.id.partition("/")[0]


def _inside(code: str, found: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    smaller = {other for other, countries in found.items() if countries <= found[code]}
    return tuple(sorted({*found[code], *smaller, code}))
