"""The status before the first crossing, where observation began on a known day: what was seen since then may tell it.

Whoever was there from then on for so long that an arrival on that day would make a resident is one; the same for those who
were away (`rules.decision.alternatives.gaps`). Persons are anchors on that day here, and days before it count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from sojourn.measurement.arrays.formulas import value
from sojourn.measurement.arrays.presence import Anchors, Array, Chunk, distinct
from sojourn.measurement.deciding.crossings import MOVING, Slot
from sojourn.measurement.planning.unseen import NEVER
from sojourn.rules.logic.calendar import Point, point_offset
from sojourn.rules.logic.formula import FALSE, only_minimums


@dataclass(slots=True)
class FirstDay(Anchors):
    """Persons (by the rows of their first crossings) as anchors on the first day on which each was observed."""

    def __post_init__(self) -> None:
        Anchors.__post_init__(self)
        assert self.chunk.since is not None
        self.day = self.chunk.since[self.group]

    def moment(self, point: Point) -> Array:
        """The day number of a point."""
        days = distinct(self.day)
        offsets = np.array([point_offset(point, date.fromordinal(day)) for day in days.tolist()], np.int32)
        found: Array = self.day + offsets[np.searchsorted(days, self.day)]
        return found

    def bound(self, base: str, point: Point | None) -> Array:
        """Where a window begins: not before the first day that is known (the night before it is, too)."""
        first = self.day - (base == "N")
        return first if point is None else np.maximum(self.moment(point), first)

    def before(self, base: str, point: Point | None) -> Array:
        """The days present from the first day that is known to a point."""
        known, first = self.known(base), self.bound(base, None)
        moment = first * 0 + known if point is None else np.minimum(self.moment(point), known)
        presence = self.chunk.presence(base)
        counted: Array = presence.before(self.group, self.head, np.maximum(moment, first))
        return counted - presence.before(self.group, self.head, first)


def begun(slot: Slot, chunk: Chunk, sides: Mapping[str, Anchors], start: Array) -> Array:
    """The status before the first crossing, by person: `start`, and where that is not known what was seen since."""
    if chunk.since is None or not (start == 1).any():
        return start
    out = start.copy()
    for direction, inside in (("arrival", True), ("departure", False)):
        formula, side = slot.variant.formulas[direction, MOVING[direction]], sides[direction]
        groups = np.flatnonzero((start == 1) & (chunk.came == inside) & (chunk.since > NEVER))
        if formula == FALSE or not only_minimums(formula) or not len(groups):
            continue
        anchors = FirstDay(chunk, chunk.heads[groups], side.calendar, side.attributes, side.combo)
        certain = np.broadcast_to(np.asarray(value(formula, anchors, slot.variant.otherwise)) == 2, len(groups))
        out[groups[certain]] = 2 if inside else 0
    return out
