"""Clauses about days that add up, are weighed, or surround a date with tolerated breaks filled in (`logic.closed_days`).

A person's days lie inside those with the breaks of a stay filled in, and hold those with the breaks of an absence filled in
(the visits left out); with longer breaks tolerated there are more of the one and fewer of the other. So a clause is met by
nobody if one of these sets alone cannot meet its own literals and those that the others hand on to it (`relaxed`): what
asks for more days goes to the larger sets, what asks for fewer to the smaller ones. Nor can filling break after break make
more days than the tolerated length allows between two days that were there before.

It is met by somebody if one is found (`closed_examples`). Nearly always the two agree; between them nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sojourn.rules.logic.calendar import Amount, Point, point_offsets
from sojourn.rules.logic.closed_days import ClosedDays, closed_in
from sojourn.rules.logic.formula import Around, Attribute, Break, Count, Literal, Rolling

Objects = Mapping[str, frozenset[Literal]]
# Lengths of breaks are compared by the most days that they can have; more than any of them.
NO_LIMIT = 10**9


def named_in(objects: Iterable[str]) -> bool:
    """Whether some of the presence objects have their breaks filled in."""
    return any(closed_in(name) is not None for name in objects)


def plain(name: str) -> str:
    """The presence object of which a name tells, breaks not filled in."""
    part = closed_in(name)
    return name if part is None else part.obj


def decidable(objects: Objects) -> bool:
    """Whether all literals of a person's days count them in one way, and none looks at every window of a length."""
    for own in chains(objects).values():
        atoms = [x.atom for found in own.values() for x in found if not isinstance(x.atom, Attribute)]
        if len({atom.base for atom in atoms}) > 1 or any(isinstance(atom, Rolling) for atom in atoms):
            return False
    return True


def months_in(objects: Objects) -> bool:
    """Whether a length is told in months from a day that may be any: of a break, or of the stay around the anchor."""
    parts = [closed_in(name) for name in objects]
    atoms = [x.atom for found in objects.values() for x in found]
    return any(part is not None and part.limit and part.limit[0] for part in parts) or any(
        isinstance(atom, Around | Break) and atom.months for atom in atoms
    )


def chains(objects: Objects) -> dict[str, dict[str, frozenset[Literal]]]:
    """The objects with filled breaks and the one whose breaks they fill, by the name of that one."""
    out: dict[str, dict[str, frozenset[Literal]]] = {}
    for name in objects:
        if closed_in(name) is not None:
            out.setdefault(plain(name), {plain(name): objects.get(plain(name), frozenset())})[name] = objects[name]
    return out


# -- what nobody meets -------------------------------------------------------------------------------------------------


def relaxed(objects: Objects) -> dict[str, frozenset[Literal]]:
    """The objects, each with what the others hand on to it; they then are asked one by one."""
    out = dict(objects)
    for own in chains(objects).values():
        out.update(handed_on(own))
    return out


def handed_on(own: Objects) -> dict[str, frozenset[Literal]]:
    """The objects made of one, each with what the others hand on to it."""
    out = {name: set(found) for name, found in own.items()}
    for lower in own:
        for upper in own:
            if lower != upper and _inside(lower, upper):
                out[upper] |= {of(literal, upper) for literal in own[lower] if _more(literal)}
                out[lower] |= {of(literal, lower) for literal in own[upper] if not _more(literal)}
    for name, found in own.items():
        part = closed_in(name)
        if part is not None and part.limit is not None and not part.absent:
            longest, days = _longest(part), plain(name)
            out[days] |= {of(thin, days) for literal in found if (thin := _thinned(literal, longest)) is not None}
            out[name] |= {of(full, name) for literal in own[days] if (full := _swollen(literal, longest)) is not None}
        if part is not None and part.limit is not None:
            whole = (_unbroken(literal, part) for literal in own[plain(name)])
            out[name] |= {of(literal, name) for literal in whole if literal is not None}
    return {name: frozenset(found) for name, found in out.items()}


def _inside(lower: str, upper: str) -> bool:
    """Whether the days of one object always lie inside those of another one made of the same."""
    return _rank(lower) < _rank(upper)


def _rank(name: str) -> int:
    part = closed_in(name)
    if part is None:
        return 0
    length = _longest(part)
    return -length if part.absent else length


def _longest(part: ClosedDays) -> int:
    """The length in days from which on no break is filled."""
    return NO_LIMIT if part.limit is None else max(point_offsets(Point(*part.limit)))


def _more(literal: Literal) -> bool:
    """Whether more days present can only help a literal to be met."""
    atom = literal.atom
    assert not isinstance(atom, Attribute)
    # A break of a stay is a time away; all other atoms name the side that they count.
    return literal.positive != (atom.absent != isinstance(atom, Break))


def _thinned(literal: Literal, longest: int) -> Literal | None:
    """What so many days with filled breaks ask of those without: one in each tolerated length at least."""
    atom = literal.atom
    if not isinstance(atom, Count) or atom.absent or not literal.positive or atom.amount.of > 1 or longest < 2:
        return None
    return Literal(atom._replace(amount=atom.amount._replace(extra=0, of=longest, up=atom.amount.extra)))


def _swollen(literal: Literal, longest: int) -> Literal | None:
    """What at most so many days ask of those with filled breaks: no more than they and the breaks beside each."""
    atom = literal.atom
    if not isinstance(atom, Count) or atom.absent or literal.positive or atom.amount.of > 1:
        return None
    times = atom.amount._replace(extra=0, part=2 * longest, of=2, up=2 * longest * atom.amount.extra)
    return Literal(atom._replace(amount=times), False)


def _unbroken(literal: Literal, part: ClosedDays) -> Literal | None:
    """What a literal about breaks says of the days with breaks filled in: that all days of a stretch are among them, or not."""
    atom = literal.atom
    if not isinstance(atom, Break) or atom.absent != part.absent or part.limit is None:
        return None
    lengths, filled = (point_offsets(Point(*length)) for length in ((atom.months, atom.days), part.limit))
    alike = (atom.months, atom.days) == part.limit
    if not alike and (min(lengths) < max(filled) if literal.positive else max(lengths) > min(filled)):
        return None
    whole = Count(atom.obj, atom.base, atom.lo, atom.hi, Amount(atom.hi, atom.lo), atom.absent)
    return Literal(whole, not literal.positive)


def of(literal: Literal, obj: str) -> Literal:
    """The same literal on another object."""
    assert not isinstance(literal.atom, Attribute)
    return Literal(literal.atom._replace(obj=obj), literal.positive)
