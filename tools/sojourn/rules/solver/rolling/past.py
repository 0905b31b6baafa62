"""Rolling windows without a period, on a date: those that end by the date (RULES.md, 8.3); of a plan, those that lie ahead.

What was before the person's first arrival is neither presence nor absence: a maximum is held against the part of each window
since then, a minimum against the windows that lie in that time as a whole; before there is one such window it is not met. So
the day of the first arrival is a choice. Ranges of days are ruled out as a whole where even what all days of the range have
in common cannot be, and halved otherwise.

That somebody was there long ago is one choice, too: a pattern that the limits allow anywhere they allow far back as well, a
whole window's length away from everything else. It needs that all limits are on the same side (on presence, or on absence).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.solver.difference_constraints import Bounds, met
from sojourn.rules.solver.rolling.crossing import RollingInDays
from sojourn.rules.solver.rolling.windows import longest_of, measured

System = frozenset[Bounds]
# The most bounds gone through, over all days of the first arrival.
MAX_WORK = 400_000
# The first day that can be measured after the arrival, and whether it certainly is.
_FIRST_DAY = {"N": (0, False), "P": (0, True), "W": (1, False)}


def ahead(bounds: System, literals: Sequence[RollingInDays]) -> System:
    """The bounds on a plan: windows that begin on the date or later, those asked for far from everything else."""
    longest = max(longest_of(x.atom) for x in literals)
    last = max([b.hi for b in bounds], default=1) + longest
    out = set(bounds)
    for x in literals:
        if x.positive:
            out.add(measured(last, last + x.length, x.amount, None, x.atom.absent))
            last += x.length + longest
    for x in literals:
        if not x.positive:
            for day in range(last - x.length + 1):
                out.add(measured(day, day + x.length, None, x.amount - 1, x.atom.absent))
    return frozenset(out)


def since_long_ago(bounds: System, literals: Sequence[RollingInDays], base: str, shown: bool) -> System:
    """The bounds on the past of a person who came long before everything that is looked at.

    `shown` asks for a day on which the arrival can be seen: it may be a same-day visit, which no night shows.
    """
    longest = max(longest_of(x.atom) for x in literals)
    first = min([b.lo for b in bounds], default=0) - longest
    out = set(bounds)
    for x in literals:
        if x.positive:
            first -= x.length
            out.add(measured(first, first + x.length, x.amount, None, x.atom.absent))
            first -= longest
    for x in literals:
        if not x.positive:
            out.update(_window(x, day) for day in range(first, -_latest(x) + 1))
    if literals[0].atom.absent:
        out.add(Bounds(first - 1, first, 1, 1))
    elif matters(literals):
        out.update(_came(first - 1, first - 1, base, shown))
        out.update(_window(x, first - 1) for x in literals if not x.positive)
    return frozenset(out)


def _came(earliest: int, latest: int, base: str, shown: bool) -> Iterator[Bounds]:
    """That the person first came on one of these days."""
    offset, there = _FIRST_DAY[base]
    yield Bounds(earliest - 1, earliest + offset, None, 0)
    if there or shown:
        yield Bounds(earliest + offset, latest + offset + 1, 1, None)


def since(bounds: System, literals: Sequence[RollingInDays], base: str, shown: bool) -> Iterator[System]:
    """The systems for each day on which a person may have come first, that is not long ago; one of them must be met."""
    longest = max(longest_of(x.atom) for x in literals)
    edge = min([b.lo for b in bounds], default=0) - 2 * longest
    ranges, work = [(0, 0), (edge, -1)], 0
    while ranges:
        earliest, latest = ranges.pop(0)
        worth = False
        for system in _between(bounds, literals, (earliest, latest), edge, base, shown):
            work += len(system)
            if work > MAX_WORK:
                raise UnsupportedError(message("unsupported-rolling-within"))
            if earliest == latest:
                yield system
            elif met(system):
                worth = True
                break
        if worth:
            middle = (earliest + latest) // 2
            ranges += [(earliest, middle), (middle + 1, latest)]


def matters(literals: Sequence[RollingInDays]) -> bool:
    """Whether it matters when a person first came: not to limits on presence."""
    return any(x.atom.absent or x.atom.rest for x in literals)


def _between(
    bounds: System, literals: Sequence[RollingInDays], days: tuple[int, int], edge: int, base: str, shown: bool
) -> Iterator[System]:
    """What holds of all who first came on one of these days (day 0: not before the date); exact for one day."""
    earliest, latest = days
    out = {*bounds, Bounds(edge - 1, earliest, None, 0), *_came(earliest, latest, base, shown and latest < 0)}
    if latest == 0:
        out = {*bounds, Bounds(edge - 1, _FIRST_DAY[base][0], None, 0)}
    choices: list[list[Bounds]] = []
    for x in literals:
        if x.positive:
            places = _places(x, earliest, latest)
            if places is not None:
                choices.append(places)
            continue
        if x.atom.rest and earliest > -_shortest(x):
            return
        out.update(_kept(x, min(latest, -_shortest(x)) if x.atom.rest else latest))
    for chosen in product(*choices):
        yield frozenset({*out, *chosen})


def _latest(x: RollingInDays) -> int:
    """How many days before the date the last window begins that is looked at."""
    if x.atom.rest:
        return x.length
    # One that is hard to find has ended whatever its months; one that is easy to find may be cut short by the date.
    return x.length + x.slack if x.strict else x.length - x.slack


def _shortest(x: RollingInDays) -> int:
    """From how many days on a time holds a window as a whole: a minimum is not met before."""
    return x.length - x.slack if x.strict else x.length + x.slack


def _window(x: RollingInDays, day: int) -> Bounds:
    """What is asked of the window from a day on."""
    least, most = (x.amount, None) if x.positive else (None, x.amount - 1)
    return measured(day, min(day + x.length, 0), least, most, x.atom.absent)


def _part(x: RollingInDays, arrived: int) -> Bounds:
    """What is asked of the time from the arrival to the date, which is shorter than a window."""
    least, most = (x.amount, None) if x.positive else (None, x.amount - 1)
    # The last windows of months may end up to three days before the date.
    end = -3 if x.slack and x.strict else 0
    return measured(arrived, max(end, arrived), least, most, x.atom.absent)


def _kept(x: RollingInDays, arrived: int) -> Iterator[Bounds]:
    """No window since the arrival holds the amount."""
    yield from (_window(x, day) for day in range(arrived, -_latest(x) + 1))
    if not x.atom.rest and arrived > -_latest(x):
        yield _part(x, arrived)


def _places(x: RollingInDays, earliest: int, latest: int) -> list[Bounds] | None:
    """The places of the window that is asked for; None where none need be."""
    if x.atom.rest and latest > -_shortest(x):
        return None
    places = [_window(x, day) for day in range(earliest, -_latest(x) + 1)]
    if not x.atom.rest and latest > -_latest(x):
        places.append(_part(x, max(earliest, 1 - _latest(x))))
    return places
