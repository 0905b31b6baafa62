"""Times of which nothing is known, on arrays: which persons' answers may depend on what happened in them.

The days of a gap are counted neither as present nor as absent: they may be either, as days to come may. Whoever is given
the same certain answers by that is decided by what was seen; so long as no crossing that nobody saw could have brought
another status (`rules.decision.alternatives.gaps` says what it could). All others are decided one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from sojourn.measurement.arrays.formulas import value
from sojourn.measurement.arrays.presence import Anchors, Array, Chunk, Sides
from sojourn.measurement.deciding.crossings import MOVING, Slot
from sojourn.measurement.planning.unseen import reach
from sojourn.rules.logic.calendar import Point, point_offset
from sojourn.rules.logic.formula import FALSE

# First day, and the day after the last one.
Gap = tuple[int, int]
# In a longer gap crossings that nobody saw are not looked for day by day.
LONGEST = 400


@dataclass(slots=True)
class Unsure(Anchors):
    """Crossings as anchors of windows in which the days of gaps are open; with `at` their persons on that day instead."""

    gaps: tuple[Gap, ...] = ()
    at: int | None = None

    def __post_init__(self) -> None:
        Anchors.__post_init__(self)
        if self.at is not None:
            self.day = np.full(len(self.rows), self.at, np.int32)

    def moment(self, point: Point) -> Array:
        """The day number of a point."""
        if self.at is None:
            return Anchors.moment(self, point)
        return self.day + point_offset(point, date.fromordinal(self.at))

    def before(self, base: str, point: Point | None) -> Array:
        """The days present before a point, as far as they are known."""
        if self.at is None:
            return Anchors.before(self, base, point)
        known = self.known(base) + self.day * 0
        moment = known if point is None else np.minimum(self.moment(point), known)
        return self.chunk.presence(base).before(self.group, self.head, moment)

    def hidden(self, base: str, start: Any, end: Any) -> tuple[Array, Array]:
        """The days from `start` to `end` that lie in gaps, and those of them that are counted as present."""
        presence, known = self.chunk.presence(base), self.known(base)
        days = present = self.day * 0
        for begun, ended in self.gaps:
            # A night is not known if neither of its days is.
            last = np.minimum(ended - (base == "N"), known)
            first = np.minimum(begun, last)
            lo, hi = (np.clip(moment + self.day * 0, first, last) for moment in (start, end))
            days = days + (hi - lo)
            inside = (presence.before(self.group, self.head, moment) for moment in (hi, lo))
            present = present + (next(inside) - next(inside))
        return days, present


@dataclass(frozen=True, slots=True)
class Concern:
    """Whose answers to a rule may depend on gaps, in one chunk; `before` is the status before each crossing."""

    slot: Slot
    chunk: Chunk
    sides: Sides
    before: Array
    gaps: tuple[Gap, ...]

    def persons(self) -> Array:
        """The persons of the chunk, by number."""
        out = self._open()
        for gap in self.gaps:
            out |= self._flipped(gap, out)
        return np.flatnonzero(out)

    def _anchors(self, side: Anchors, rows: Array, at: int | None = None) -> Unsure:
        return Unsure(self.chunk, rows, side.calendar, side.attributes, side.combo, gaps=self.gaps, at=at)

    def _open(self) -> Array:
        """By person: whether an answer near a gap is open while its days are."""
        out = np.zeros(len(self.chunk.heads), bool)
        far = reach(self.slot.plan)
        for direction, side in self.sides.items():
            near = np.zeros(len(side.rows), bool)
            for begun, ended in self.gaps:
                near |= (side.day + far.ahead > begun) & (side.day - far.back < ended)
            rows = side.rows[near]
            anchors = self._anchors(side, rows)
            for status in ("resident", "non-resident"):
                openly = _values(self.slot, direction, status, anchors) == 1
                out[self.chunk.group[rows[openly]]] = True
        return out

    def _flipped(self, gap: Gap, known: Array) -> Array:
        """By person: whether a crossing in a gap may have given another status than that before the next one that was seen.

        Persons who are `known` already are not looked at.
        """
        chunk, (begun, ended) = self.chunk, gap
        out = known.copy()
        later = chunk.day >= begun
        earlier = np.append(False, later[:-1])
        earlier[chunk.heads] = False
        following = np.flatnonzero(later & ~earlier)
        if ended - begun > LONGEST:
            out[chunk.group[following]] = True
            return out
        for direction, side in self.sides.items():
            target = 2 if direction == "arrival" else 0
            for day in range(begun, ended):
                rows = following[(self.before[following] != target) & ~out[chunk.group[following]]]
                if not len(rows):
                    break
                anchors = self._anchors(side, rows, day)
                out[chunk.group[rows[_values(self.slot, direction, MOVING[direction], anchors) != 0]]] = True
        return out


def _values(slot: Slot, direction: str, status: str, anchors: Anchors) -> Array:
    formula = slot.variant.formulas[direction, status]
    if formula == FALSE or not len(anchors.rows):
        return np.zeros(len(anchors.rows), np.int8)
    return np.broadcast_to(np.asarray(value(formula, anchors, slot.variant.otherwise)), len(anchors.rows))
