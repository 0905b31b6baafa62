"""Days present, counted on arrays: a chunk of persons' crossings in order, and how many days each was there before a moment.

The days present before a moment are d1 + dir * moment, with d1 and dir of the last crossing before it, as in `crossings`.
Day indicators differ in the day from which a crossing counts: nights (N) from the day itself, any part of a day (P) from
the day after a departure, whole days (W) from the day after an arrival.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sojourn.measurement.sql.formula_sql import EVER
from sojourn.rules.logic.calendar import ORIGIN, Point

Array = npt.NDArray[Any]
# Days of all crossings and moments fit in so many bits, counted from the first day.
DAY_BITS = 21
LATEST = (1 << DAY_BITS) - 1


def distinct(values: Array) -> Array:
    """The values that occur, in order.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    # Not by `np.unique`, which imports masked arrays: a tenth of what a small run takes.
    found = np.sort(values)
    return found[np.flatnonzero(np.diff(found, prepend=found[:1] - 1))]


class Chunk:
    """Crossings of whole persons in order: `day`, `dir`, and for each the place of its person and of the person's first one."""

    def __init__(
        self, code: Array, day: Array, dir: Array, until: int, low: int
    ) -> None:  # fmt: skip
        self.code, self.day, self.dir, self.low = code, day, dir, low
        first = np.empty(len(day), bool)
        first[0] = True
        np.not_equal(code[1:], code[:-1], out=first[1:])
        self.heads = np.flatnonzero(first).astype(np.int32)
        self.tails = np.append(self.heads[1:], len(day)) - 1
        self.group = np.cumsum(first, dtype=np.int32) - 1
        self.head = self.heads[self.group]
        # Whose first crossing is a departure was there before observation began; whose last one is an arrival is there now.
        self.came = dir[self.heads] == 0
        self.inside = dir[self.tails]
        # The last day observed, of all or by person; and the first one by person, None if all that was before is known.
        self.until: Any = until
        self.since: Array | None = None
        self._bases: dict[str, Presence] = {}

    def presence(self, base: str) -> Presence:
        """The count of days present by a day indicator."""
        if base not in self._bases:
            self._bases[base] = Presence(self, base)
        return self._bases[base]

    def known(self, base: str) -> Any:
        """The first day that is not known; for P and W by person, as it depends on where the last crossing led, and for all
        where each person was observed until a day of its own."""
        if base == "N":
            return self.until + 1
        inside = self.inside.astype(np.int32)
        return self.until + 1 + inside if base == "P" else self.until + 2 - inside

    def rows_of(self, groups: Array) -> Array:
        """The crossings of some persons."""
        asked = np.zeros(len(self.heads), bool)
        asked[groups] = True
        return np.flatnonzero(asked[self.group])

    def same_day(self) -> Array:
        """The persons who cross twice on one day."""
        same = (self.day[1:] == self.day[:-1]) & (self.group[1:] == self.group[:-1])
        found: Array = self.group[1:][same]
        return found


class Presence:
    """The days present before moments, by one day indicator (for P and W: of persons who cross once a day at most)."""

    def __init__(self, chunk: Chunk, base: str) -> None:
        self.chunk = chunk
        at = chunk.day
        if base == "P":
            at = at + (1 - chunk.dir)
        elif base == "W":
            at = at + chunk.dir
        change = np.where(chunk.dir == 1, -at, at).astype(np.int64)
        sums = np.cumsum(change)
        begun = sums[chunk.heads] - change[chunk.heads] - np.where(chunk.came, EVER, 0)
        self.d1 = (sums - begun[chunk.group]).astype(np.int32)
        self.keys = (chunk.group.astype(np.int64) << DAY_BITS) | (at - (chunk.low - 1))

    def before(self, group: Array, head: Array, moment: Array) -> Array:
        """The days present before a moment of each person in `group`, whose first crossing is at `head`."""
        asked = np.minimum(np.maximum(moment - (self.chunk.low - 1), 0), LATEST)
        place = np.searchsorted(self.keys, (group.astype(np.int64) << DAY_BITS) | asked) - 1
        counted = self.d1[place] + self.chunk.dir[place] * moment
        earlier = place < head
        if earlier.any():
            counted = np.where(earlier, np.where(self.chunk.came[group], EVER + moment, 0), counted)
        found: Array = counted
        return found


@dataclass(slots=True)
class Anchors:
    """The crossings of one direction in a chunk, as anchors of formulas; what is looked up is kept for all rules.

    `calendar` holds, for each point that moves with months or years, its day number by day from the chunk's `low` on;
    `attributes` what each test of an attribute says by combination of carried columns.
    """

    chunk: Chunk
    rows: Array
    calendar: Mapping[Point, Array]
    attributes: Mapping[Any, Array]
    combo: Array | None
    day: Array = field(init=False)
    group: Array = field(init=False)
    head: Array = field(init=False)
    _moments: dict[Point, Array] = field(default_factory=dict)
    _counts: dict[tuple[str, Point | None], Array] = field(default_factory=dict)

    def some(self, test: Array) -> Anchors:
        """The anchors whose crossings pass a test."""
        return Anchors(self.chunk, self.rows[test[self.rows]], self.calendar, self.attributes, self.combo)

    def __post_init__(self) -> None:
        self.day = self.chunk.day[self.rows]
        self.group, self.head = self.chunk.group[self.rows], self.chunk.head[self.rows]

    def known(self, base: str) -> Any:
        """The first day that is not known."""
        known = self.chunk.known(base)
        return known[self.group] if isinstance(known, np.ndarray) else known

    def moment(self, point: Point) -> Array:
        """The day number of a point."""
        if point not in self._moments:
            found = self.day
            if point.months or point.year:
                found = self.calendar[point._replace(days=0)][self.day - self.chunk.low]
            self._moments[point] = found + point.days if point.days else found
        return self._moments[point]

    def bound(self, base: str, point: Point | None) -> Any:
        """Where a window begins; None is the unlimited past."""
        return -EVER if point is None else self.moment(point)

    def hidden(self, base: str, start: Any, end: Any) -> tuple[Array, Array] | None:
        """The days from `start` to `end` that may have been other than they are counted, and those of them counted as present;
        None where there are none (see `unsure`)."""
        return None

    def before(self, base: str, point: Point | None) -> Array:
        """The days present before a point, as far as they are known; None is the end of what is known."""
        key = base, point
        if key not in self._counts:
            presence = self.chunk.presence(base)
            if base == "N" and point == ORIGIN:
                self._counts[key] = presence.d1[self.rows] + self.chunk.dir[self.rows] * self.day
            else:
                known = self.known(base)
                moment = np.minimum(self.moment(point), known) if point is not None else self.day * 0 + known
                self._counts[key] = presence.before(self.group, self.head, moment)
        return self._counts[key]


# The crossings of a chunk as anchors, by direction.
Sides = Mapping[str, Anchors]
