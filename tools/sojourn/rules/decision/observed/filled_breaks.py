"""One person's days with tolerated breaks filled in: which days count then, and when that is known.

A break of a stay is a stretch of days away between two days present, of an absence one of days present between two days
away. It is filled if it has ended and is short enough. So whether its days count is known when it ends, or when it has
become too long.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from sojourn.rules.logic.calendar import Point, point_offset
from sojourn.rules.logic.closed_days import ClosedDays

Run = tuple[int, int]


class FilledBreak(NamedTuple):
    """A stretch [first, end) of the other state; by the end of the day `known` it is known whether it is filled."""

    first: int
    end: int
    filled: bool
    known: int


def breaks_in(runs: list[Run], part: ClosedDays, ever: int) -> Iterator[FilledBreak]:
    """The breaks among the days present: of a stay the gaps between its runs, of an absence the runs themselves."""
    stretches = runs if part.absent else [(one[1], two[0]) for one, two in pairwise(runs)]
    if not part.absent and runs and runs[-1][1] < ever // 2:
        # Away for good, as far as is seen.
        stretches = [*stretches, (runs[-1][1], ever)]
    for first, end in stretches:
        if first < -ever // 2:
            continue
        too_long = ever if part.limit is None else first + point_offset(Point(*part.limit), date.fromordinal(first))
        filled = end < too_long and end < ever // 2
        yield FilledBreak(first, end, filled, min(end, too_long))


def filled(runs: list[Run], part: ClosedDays, ever: int) -> list[Run]:
    """The days present once tolerated breaks are filled in: of a stay more of them, of an absence fewer."""
    found = [(b.first, b.end) for b in breaks_in(runs, part, ever) if b.filled]
    if part.absent:
        return [run for run in runs if run not in found]
    out: list[Run] = []
    for first, last in sorted([*runs, *found]):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out
