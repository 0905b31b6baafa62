"""Crossings that nobody saw: before observation began, and in its gaps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sojourn.rules.decision.alternatives.direction import POINTS_TO
from sojourn.rules.decision.observed.history import STATUSES, History
from sojourn.rules.decision.required.residuals import Moment, known, place
from sojourn.rules.logic.formula import FALSE, only_minimums

if TYPE_CHECKING:
    from sojourn.rules.decision.alternatives.cases import Cases
    from sojourn.rules.decision.observed.observation import Observation

# The statuses with which a person may enter the first crossing.
Start = frozenset[str]


def status_at_start(cases: Cases, history: History, seen: Observation) -> Start:
    """The statuses that are possible before the first crossing.

    Where it is known when observation began, the status may follow from what was seen: whoever was in the country from
    then on for so long that an arrival on the first day seen would already make a resident is one, since an arrival
    further back would do so too (StatisticsNZ/migstat, "Deriving initial residence status").
    """
    if history.initial_status is not None:
        return frozenset((history.initial_status,))
    if history.observed_from is None:
        return frozenset(STATUSES)
    inside = bool(history.stays) and history.stays[0][0] is None
    direction = "arrival" if inside else "departure"
    target = POINTS_TO[direction]
    before = next(status for status in STATUSES if status != target)
    formula = cases.formulas[direction, before]
    if formula == FALSE or not only_minimums(formula):
        return frozenset(STATUSES)
    value, _ = known(place(formula, Moment.of(direction, history.observed_from), seen))
    return frozenset((target,)) if value is True else frozenset(STATUSES)


def hidden_before(cases: Cases, seen: Observation) -> list[tuple[str, ...]]:
    """For each crossing the statuses into which a crossing that nobody saw may have brought the person before it."""
    out: list[tuple[str, ...]] = [()] * len(seen.moves)
    days = [move.day.toordinal() for move in seen.moves]
    for first, last in seen.gaps:
        if first < 0:
            continue
        index = sum(1 for day in days if day < first)
        if index < len(out):
            out[index] = tuple(sorted({*out[index], *_flips(cases, seen, first, last)}))
    return out


def _flips(cases: Cases, seen: Observation, first: int, last: int) -> list[str]:
    """The statuses that an unseen crossing in a gap may have led to."""
    out = []
    for direction, target in POINTS_TO.items():
        before = next(status for status in STATUSES if status != target)
        formula = cases.formulas[direction, before]
        for day in range(first, last):
            answer, _ = known(place(formula, Moment.of(direction, date.fromordinal(day)), seen))
            if answer is not False:
                out.append(target)
                break
    return out
