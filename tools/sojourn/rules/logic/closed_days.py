"""Days that add up with the breaks that do not interrupt them filled in, as presence objects of their own (RULES.md, 8.1).

Where time is added up, weighed, or looked at around a date, tolerated breaks count as days of the measured state. A limb
that says so speaks of a presence object whose name tells the object that it is made of, the measured side and which breaks
are filled in. One person's days are counted so (`decision.observed.filled_breaks`); what two such rules imply is decided in
`solver.closed_days`.
"""

from __future__ import annotations

from typing import NamedTuple

from sojourn.model.rule import Interruptions, Limb
from sojourn.rules.logic.windows import months_days

_MARK = "^"


class ClosedDays(NamedTuple):
    """What the name of an object with filled breaks tells; a break is filled if it is shorter than months and days.

    `limit` is None where breaks of any length are. Of an absence (`absent`) the breaks are visits.
    """

    obj: str
    absent: bool
    limit: tuple[int, int] | None


def closed_object(limb: Limb, obj: str, kind: Interruptions) -> str:
    """The presence object that a limb measures, with its tolerated breaks filled in.

    >>> from sojourn.model.rule import Bound
    >>> closed_object(Limb(measure="stay"), "actual", Interruptions(Bound(14, "day", "<=")))
    'actual^stay^0.15'
    """
    length = ""
    if kind.tolerated is not None:
        months, days = months_days(kind.tolerated.value, kind.tolerated.unit)
        length = f"{months}.{days + (kind.tolerated.comparison != '<')}"
    return _MARK.join((obj, "absence" if limb.measure == "absence" else "stay", length))


def closed_in(name: str) -> ClosedDays | None:
    """What the name of a presence object tells of filled breaks; None for an object without any."""
    obj, mark, rest = name.partition(_MARK)
    if not mark:
        return None
    side, _, length = rest.partition(_MARK)
    months, _, days = length.partition(".")
    return ClosedDays(obj, side == "absence", (int(months), int(days)) if length else None)
