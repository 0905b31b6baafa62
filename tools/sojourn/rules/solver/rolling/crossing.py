"""Rolling windows without a period, at a crossing: those that end on a day of the stay (absence) at the crossing.

That stay is a run of measured days that begins at the crossing or, where the rule looks back, ends with it (RULES.md, 8.3).
How long it lasts is a choice: for each length every literal is one bound. From one day of the run to the next a window gains
a measured day and loses one at the most, so it is fullest on the last day of the run, and emptiest on the first.

For windows of calendar months there is a harder and an easier version, as in `windows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sojourn.rules.logic.calendar import Point, point_offsets
from sojourn.rules.logic.formula import Rolling
from sojourn.rules.solver.difference_constraints import Bounds
from sojourn.rules.solver.rolling.windows import in_days, longest_of, measured

Option = frozenset[Bounds]


class RollingInDays(NamedTuple):
    """One rolling literal in days: a window of `length` days, `amount` of them in the state that the atom counts.

    A window of months has `slack` days less or more: no day of the run need be the last one of such a window.
    """

    atom: Rolling
    positive: bool
    length: int
    amount: int
    slack: int
    # Whether the window is the harder one to be found.
    strict: bool


def asked_of(atom: Rolling, positive: bool, hard: bool) -> RollingInDays:
    """The literal in days, harder or easier to be met."""
    strict = hard == positive
    lengths = point_offsets(Point(atom.months, atom.days))
    slack = (max(lengths) - min(lengths)) if atom.months else 0
    return RollingInDays(atom, positive, *in_days(atom, strict), slack, strict)


def run_options(literals: Sequence[RollingInDays], event: str, base: str, away: bool, first: int) -> Iterator[Option]:
    """The ways in which the stay (`away`: the absence) at a crossing can lie, each with what the literals ask of it.

    All of them look at this one run; before the day `first` nothing else is asked.
    """
    if (event == "arrival") != away:
        yield from _ahead(literals, int(base == ("P" if away else "W")), away)
    else:
        yield from _behind(literals, int(base == ("W" if away else "P")), away, first)


def _ahead(literals: Sequence[RollingInDays], start: int, away: bool) -> Iterator[Option]:
    """The run begins at the crossing: so many days of it, or as many as any window has."""
    most = max(longest_of(x.atom) for x in literals)
    for days in (most, *range(most)):
        run = {measured(start, start + days, days, None, away)}
        if days < most:
            run.add(measured(start + days, start + days + 1, None, 0, away))
        found = _option(literals, run, start, start + days)
        if found is not None:
            yield found


def _behind(literals: Sequence[RollingInDays], stop: int, away: bool, first: int) -> Iterator[Option]:
    """The run ends with the crossing: where it began matters to minima, and to windows of months, alone."""
    emptiest = any(x.atom.rest for x in literals)
    # A run that began earlier shows nothing more; one without a beginning keeps every minimum.
    most = (stop - first + 2) if emptiest else 1 + max(x.slack for x in literals)
    for days in range(most + 1):
        run = {measured(stop - days, stop, days, None, away)}
        if days < most or emptiest:
            run.add(measured(stop - days - 1, stop - days, None, 0, away))
        found = _option(literals, run, stop - days, stop)
        if found is not None:
            yield found
    if emptiest:
        longest = max(longest_of(x.atom) for x in literals)
        reach = stop - most - 2 * longest
        # A run without a beginning: the first of its windows lies in it.
        found = _option(literals, {measured(reach, stop, stop - reach, None, away)}, reach + longest, stop)
        if found is not None:
            yield found


def _option(literals: Sequence[RollingInDays], run: set[Bounds], start: int, stop: int) -> Option | None:
    """What is asked of a run from `start` to before `stop`; None where some literal cannot be met."""
    out = set(run)
    for x in literals:
        bound = _of_window(x, start, stop)
        if bound is None and x.positive:
            return None
        if bound is not None:
            out.add(bound)
    return frozenset(out)


def _of_window(x: RollingInDays, start: int, stop: int) -> Bounds | None:
    """The bound on the window that tells; None if there is no such window for certain."""
    if stop - start < 1 + (x.slack if x.strict else 0):
        return None
    amount, end = x.amount, stop
    first = stop - x.length
    if x.atom.rest:
        # The window that ends with the first day, or one of months that ends soon after it.
        end, amount = start + 1, amount + (x.slack if x.strict else 0)
        first = end - x.length
    elif x.strict:
        # Wherever the window of months ends, it holds these days.
        first, end = stop - x.length - x.slack, stop - x.slack
    least, most = (amount, None) if x.positive else (None, amount - 1)
    return measured(first, end, least, most, x.atom.absent)
