"""Breaks that do not interrupt the measured state, day by day: whether a day counts once they are filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sojourn.model.rule import Interruptions, Limb
from sojourn.rules.evaluation.measured import later

_DAY = timedelta(days=1)
# How far away the end of a break without a limit is looked for.
FAR = 6_000


def closed(counted: Callable[[date], bool], limb: Limb, attributes: Mapping[str, str]) -> Callable[[date], bool]:
    """Whether a day counts, tolerated breaks filled in (RULES.md, section 8.1).

    A break is a stretch without counted days between two counted days; the purpose of all breaks of a traveller is the
    attribute `break_purpose`.
    """
    kind = limb.interruptions
    if not isinstance(kind, Interruptions):
        return counted
    if kind.purposes and attributes.get("break_purpose") not in kind.purposes:
        return counted
    known: dict[date, bool] = {}
    limit = kind.tolerated
    reach = FAR if limit is None else 2 + limit.value * {"day": 1, "week": 7, "month": 31, "year": 366}[limit.unit]

    def tolerated(first: date, end: date) -> bool:
        if limit is None:
            return True
        longest = later(first, limit.value, limit.unit)
        return end < longest if limit.comparison == "<" else end <= longest

    def fill(day: date) -> None:
        """Note for a day that does not count, and for the days of the same break around it, whether they are filled in."""
        first = next((i for i in range(reach) if counted(day - (i + 1) * _DAY)), None)
        end = next((i for i in range(1, reach + 1) if counted(day + i * _DAY)), None)
        # Where an end is not found, the break is longer than any that is tolerated.
        filled = first is not None and end is not None and tolerated(day - first * _DAY, day + end * _DAY)
        for i in range(-(reach - 1 if first is None else first), reach + 1 if end is None else end):
            known[day + i * _DAY] = filled

    def test(day: date) -> bool:
        if day not in known:
            if counted(day):
                known[day] = True
            else:
                fill(day)
        return known[day]

    return test
