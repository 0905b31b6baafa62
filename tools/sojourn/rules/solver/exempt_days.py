"""Clauses in which some days are exempt (`logic.exempt_days`), by clauses in which none is.

The days of a stay that are not exempt lie inside the days present; the days present lie inside the complement of the days
away that are not exempt. Whatever sets keep that order can be had, since nothing limits when a person is in a group. Each
literal asks for more days present, or for fewer. So a clause is certainly met by a person

- who is never exempt: all sets are the days present;
- who is always exempt: no day of a stay (of an absence) counts;

for each set of groups one or the other (`ways`). And it is met by nobody if one of the sets alone cannot meet its own
literals and those that another set hands on to it (`relaxed`): what asks for more days goes to the larger set, what asks
for fewer to the smaller one. Nearly always the two agree; between them nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from sojourn.rules.logic.exempt_days import exempt_in, plain
from sojourn.rules.logic.formula import Attribute, Break, Clause, Literal, Rolling

Objects = Mapping[str, frozenset[Literal]]


def named_in(objects: Iterable[str]) -> bool:
    """Whether some of the presence objects leave out exempt days."""
    return any(exempt_in(name) is not None for name in objects)


def exact_way(attributes: Clause, objects: Objects) -> Clause | None:
    """The one clause without exempt days that is met if the clause is; None where several have to be tried.

    It is known where all that is asked of each set without exempt days is for more of them (then nobody need be exempt),
    or for fewer (then all days may be).
    """
    chosen = []
    for name in sorted(objects):
        part = exempt_in(name)
        if part is not None:
            met = {_met_by_none(literal) for literal in objects[name]}
            if len(met) > 1:
                return None
            chosen.append(met == {True})
    return next(_chosen(attributes, objects, tuple(chosen)), None)


def ways(attributes: Clause, objects: Objects) -> Iterator[Clause]:
    """Clauses without exempt days, each of which meets the clause of these attributes and objects."""
    number = sum(1 for name in objects if exempt_in(name) is not None)
    for chosen in product((False, True), repeat=number):
        yield from _chosen(attributes, objects, chosen)


def _chosen(attributes: Clause, objects: Objects, chosen: tuple[bool, ...]) -> Iterator[Clause]:
    """The clause where each day is exempt for some of the objects (by name), and none for the others; if that can be."""
    exempt = {name: part for name in sorted(objects) if (part := exempt_in(name)) is not None}
    kept = frozenset(literal for name, found in objects.items() if name not in exempt for literal in found)
    always = [name for name, all_days in zip(exempt, chosen, strict=True) if all_days]
    never = {group for name, part in exempt.items() if name not in always for group in part.groups}
    members = [next((group for group in exempt[name].groups if group not in never), None) for name in always]
    if None in members or not all(_met_by_none(literal) for name in always for literal in objects[name]):
        return
    counted = (_of(literal, plain(name)) for name in exempt if name not in always for literal in objects[name])
    named = {Literal(Attribute(f"group:{group}", ("yes",))) for group in members}
    named |= {Literal(Attribute(f"group:{group}", ("yes",)), False) for group in _asked(attributes, never)}
    yield attributes | kept | frozenset(counted) | named


def _asked(attributes: Clause, groups: set[str]) -> set[str]:
    """The groups that a clause asks for: a person who is in none of them is so by name."""
    names = {literal.atom.name for literal in attributes if isinstance(literal.atom, Attribute)}
    return {group for group in groups if f"group:{group}" in names}


def relaxed(objects: Objects) -> dict[str, frozenset[Literal]]:
    """The objects, each with what the others hand on to it; they then are asked one by one."""
    out: dict[str, set[Literal]] = {name: set(found) for name, found in objects.items()}
    for name in objects:
        out.setdefault(plain(name), set())
    for lower in list(out):
        for upper in list(out):
            if lower != upper and _inside(lower, upper):
                out[upper] |= {_of(literal, upper) for literal in objects.get(lower, ()) if _more(literal)}
                out[lower] |= {_of(literal, lower) for literal in objects.get(upper, ()) if not _more(literal)}
    return {name: frozenset(found) for name, found in out.items()}


def since_arrival(objects: Objects) -> bool:
    """Whether it matters when the person came: then more days present may also help a literal to be missed."""
    atoms = [literal.atom for found in objects.values() for literal in found]
    return any(isinstance(a, Rolling) and a.lo is None and (a.absent or a.rest) for a in atoms)


def _inside(lower: str, upper: str) -> bool:
    """Whether the days of an object always lie inside those of another one: of fewer exempt groups, or of none."""
    if plain(lower) != plain(upper):
        return False
    one, other = exempt_in(lower), exempt_in(upper)
    if one is None or other is None:
        return (one is None or not one.absent) and (other is None or other.absent)
    if one.absent != other.absent:
        return other.absent
    less, more = (one, other) if one.absent else (other, one)
    return set(less.groups) <= set(more.groups)


def _more(literal: Literal) -> bool:
    """Whether more days present can only help a literal to be met."""
    atom = literal.atom
    assert not isinstance(atom, Attribute)
    # A break of a stay is a time away; all other atoms name the side that they count.
    return literal.positive != (atom.absent != isinstance(atom, Break))


def _met_by_none(literal: Literal) -> bool:
    """Whether a literal is met where no day of its own side counts."""
    part = exempt_in(literal.atom.obj) if not isinstance(literal.atom, Attribute) else None
    assert part is not None
    return _more(literal) == part.absent


def _of(literal: Literal, obj: str) -> Literal:
    assert not isinstance(literal.atom, Attribute)
    return Literal(literal.atom._replace(obj=obj), literal.positive)
