"""The periods in which a limb counts days, as dates: the naive reading of windows, for one anchor.

It shares no code with the search (`rules.logic.windows`), not even the arithmetic of months.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.model.rule import Duration, Limb, Window


@dataclass(frozen=True, slots=True)
class PresencePeriod:
    """From the day `first` to before `end` (None = without limit); lengths in months are measured from `near`."""

    first: date | None
    end: date | None
    near: date


def later(day: date, value: int, unit: str | None, rolls: bool = False) -> date:
    """The day `count` units after (before, if negative) a day; the month's last day where there is no such day.

    With `rolls` it is the 1st of the next month.
    """
    if unit == "day":
        return day + timedelta(days=value)
    if unit == "week":
        return day + timedelta(weeks=value)
    count = value if unit == "month" else 12 * value
    year = day.year + (day.month - 1 + count) // 12
    month = (day.month - 1 + count) % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if rolls and day.day > last:
        return date(year, month, last) + timedelta(days=1)
    return date(year, month, min(day.day, last))


def periods(limb: Limb, anchor: date, side: str) -> list[PresencePeriod]:
    """The periods on one side of the anchor, in the order away from it."""
    window = limb.window if isinstance(limb.window, Window) else Window()
    behind = side == "behind"
    yearly = "01-01" if window.unit == "calendar-year" else window.starts
    if limb.accumulation == "continuous":
        # An unbroken time begins or ends at the anchor, whatever years the window names.
        yearly = None
    start = anchor
    if yearly is not None:
        month, day = int(yearly[:2]), int(yearly[3:])
        start = date(anchor.year, month, day)
        if start > anchor:
            start = date(anchor.year - 1, month, day)
        if behind:
            start = date(start.year + 1, month, day)
    extra = 0
    if (behind and window.includes_anchor) or (not behind and window.includes_anchor is False):
        extra = 1

    def edge(number: int) -> date:
        """The near end of a period by its number; that of the one after it is its far end."""
        steps = [] if window.value is None else [Duration(window.value * number, window.unit or "day")]
        steps += [window.offset] if window.offset else []
        months = sum({"month": 1, "year": 12, "calendar-year": 12}.get(step.unit, 0) * step.value for step in steps)
        days = sum({"day": 1, "week": 7}.get(step.unit, 0) * step.value for step in steps)
        sign = -1 if behind else 1
        rolls = limb.month_end == "rolled-over" and yearly is None
        return later(start, sign * months, "month", rolls) + timedelta(days=sign * days + extra)

    if window.value is None:
        near = edge(0)
        return [PresencePeriod(None, near, near) if behind else PresencePeriod(near, None, near)]
    found = []
    for number in range(window.each or window.some or 1):
        near, far = edge(number), edge(number + 1)
        first, end = (far, near) if behind else (near, far)
        found.append(PresencePeriod(first, end, near))
    return found


def period_of(limb: Limb, event: str, anchor: date) -> tuple[date, date]:
    """The period in which rolling windows lie: its first day, and the day after its last one."""
    within = limb.window.within if isinstance(limb.window, Window) else None
    assert within is not None
    ahead, rolls = within.direction == "forward", limb.month_end == "rolled-over"
    if within.direction is None and event != "reference-date":
        ahead = (event == "arrival") != (limb.measure == "absence")
    if ahead:
        return anchor, later(anchor, within.value, within.unit, rolls)
    return later(anchor, -within.value, within.unit, rolls), anchor
