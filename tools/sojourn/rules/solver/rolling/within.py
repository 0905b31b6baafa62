"""Rolling windows inside a period that is tied to the anchor ("in any 12 months of the last five years").

Every window has its place in days from the anchor, so "no window holds as many days" is one bound for each place, and
"some window does" is a choice among the places: a system of difference constraints for each of them. Most questions are
settled by the first few places; where all of them would have to be gone through in too large a system, that is refused.

For windows of calendar months there is a harder and an easier version, as in `windows`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import Point, point_offsets
from sojourn.rules.logic.formula import Literal, Rolling
from sojourn.rules.solver.difference_constraints import Bounds, feasible
from sojourn.rules.solver.rolling.windows import in_days, measured

# Places of windows gone through, times the bounds of the system that each of them is added to.
MAX_PLACES = 150_000
Choices = tuple[tuple[Bounds, ...], ...]


def inside(literal: Literal) -> bool:
    """Whether a literal speaks of rolling windows inside a period."""
    return isinstance(literal.atom, Rolling) and literal.atom.lo is not None


def contradictory(literals: frozenset[Literal], past: bool) -> bool:
    """Whether some window is asked to hold what no window of the same family may hold; exact whatever the months.

    `past` tells that windows without a period are those that end by the date.
    """
    wanted = [x.atom for x in literals if isinstance(x.atom, Rolling) and x.positive]
    barred = [x.atom for x in literals if isinstance(x.atom, Rolling) and not x.positive] if wanted else []
    return any(_as_much(one, other, past) for one in wanted for other in barred)


def _as_much(one: Rolling, other: Rolling, past: bool) -> bool:
    same = one._replace(amount=other.amount, lo=other.lo, hi=other.hi) == other
    return (
        same and (one.amount <= other.amount if one.rest else one.amount >= other.amount) and _lies_in(one, other, past)
    )


def _lies_in(one: Rolling, other: Rolling, past: bool) -> bool:
    """Whether the windows of one literal are among those of another on all start dates."""
    if one.lo is None or one.hi is None:
        return other.lo is None
    ends = point_offsets(one.hi)
    if other.lo is None or other.hi is None:
        # When the person came matters to limits on absence, and to minima.
        return past and not one.absent and not one.rest and max(ends) <= 0
    begins = zip(point_offsets(other.lo), point_offsets(one.lo), strict=True)
    return all(a <= b for a, b in begins) and all(a <= b for a, b in zip(ends, point_offsets(other.hi), strict=True))


def within_bounds(literals: frozenset[Literal], offsets: dict[Point, int], hard: bool) -> tuple[set[Bounds], Choices]:
    """The bounds that hold at every place, and for each literal that asks for some window those of each place."""
    every: set[Bounds] = set()
    choices: list[tuple[Bounds, ...]] = []
    for literal in sorted(filter(inside, literals), key=repr):
        places = tuple(_places(literal, offsets, hard))
        if literal.positive:
            choices.append(places)
        else:
            every.update(places)
        atom = literal.atom
        assert isinstance(atom, Rolling)
        assert atom.lo is not None
        assert atom.hi is not None
        # The period itself belongs to what is looked at, whatever its windows hold.
        every.add(Bounds(offsets[atom.lo], offsets[atom.hi], 0, None))
    return every, tuple(choices)


def _places(literal: Literal, offsets: dict[Point, int], hard: bool) -> Iterator[Bounds]:
    atom = literal.atom
    assert isinstance(atom, Rolling)
    assert atom.lo is not None
    assert atom.hi is not None
    first, end = offsets[atom.lo], offsets[atom.hi]
    lengths = point_offsets(Point(atom.months, atom.days))
    strict = hard == literal.positive
    length, amount = in_days(atom, strict)
    for day in range(first, end - (max(lengths) if strict else min(lengths)) + 1):
        last = min(day + length, end)
        least, most = (amount, None) if literal.positive else (None, amount - 1)
        yield measured(day, last, least, most, atom.absent)


def systems(bounds: frozenset[Bounds], choices: Choices) -> Iterator[frozenset[Bounds]]:
    """The bounds with a window at each place that was chosen; the outermost and the middle ones come first."""
    open_places = [_not_barred(places, bounds) for places in choices]
    ordered = [[places[i] for i in _order(len(places))] for places in open_places]
    work = 0
    for chosen in product(*ordered):
        work += len(bounds)
        if choices and work > MAX_PLACES:
            raise UnsupportedError(message("unsupported-rolling-within"))
        yield bounds | frozenset(chosen)


def _not_barred(places: tuple[Bounds, ...], bounds: frozenset[Bounds]) -> list[Bounds]:
    """The places at which no single bound that begins on the same day keeps the window from holding what it must."""
    beginning: dict[int, list[Bounds]] = {}
    for bound in bounds:
        beginning.setdefault(bound.lo, []).append(bound)
    return [place for place in places if not any(_bars(bound, place) for bound in beginning.get(place.lo, ()))]


def _bars(bound: Bounds, place: Bounds) -> bool:
    """Whether a bound from the same day on leaves too few days, or too many, for a place."""
    beyond = place.hi - bound.hi
    if bound.most is not None and place.least is not None and bound.most + max(beyond, 0) < place.least:
        return True
    return bound.least is not None and place.most is not None and bound.least - max(-beyond, 0) > place.most


def _order(number: int) -> list[int]:
    first = [i for i in dict.fromkeys((0, number - 1, number // 2, number // 4)) if 0 <= i < number]
    return [*first, *(i for i in range(number) if i not in first)]


def possible(bounds: frozenset[Bounds], choices: Choices) -> bool:
    """Whether a timeline keeps the bounds and has the windows asked for. Raises UnsupportedError if that is too much."""
    if not choices:
        return feasible(bounds)
    return feasible(bounds) and any(feasible(system) for system in systems(bounds, choices))
