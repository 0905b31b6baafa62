"""Where the windows of a limb lie: the two ends of each, as points on the time axis of the anchor (RULES.md, 8.2 and 8.8).

A window is `[lo, hi)`. Its *near* end is toward the anchor, its *far* end away from it: a forward window begins at its near
end, a backward one ends with it. An offset moves both away from the anchor; the next of several consecutive windows begins
where the one before it has its far end. All months are counted from the anchor at once (31 May - 3 months - 3 months is not
31 May - 6 months), and then the days. Whole years (calendar years, tax years) are placed by the year that holds the anchor.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from sojourn.model.rule import Window
from sojourn.rules.logic.calendar import ORIGIN, Amount, Point


class WindowFrame(NamedTuple):
    """One window; `far` is None where time has no limit on that side."""

    near: Point
    far: Point | None
    back: bool

    @property
    def lo(self) -> Point | None:
        """The first day."""
        return self.far if self.back else self.near

    @property
    def hi(self) -> Point | None:
        """The day after the last one."""
        return self.near if self.back else self.far

    def amount(self, months: int, days: int, extra: int) -> Amount:
        """A length of time in it: of whole years from their first day on, of another window from its near end."""
        if self.near.year:
            lo = self.lo
            assert lo is not None
            return Amount(moved(lo, months, days), lo, extra)
        if self.back:
            return Amount(self.near, moved(self.near, -months, -days), extra)
        return Amount(moved(self.near, months, days), self.near, extra)

    def share(self, value: Fraction, extra: int) -> Amount | None:
        """The least number of days that is so large a part of it (larger, if `extra`); None of a window without limits."""
        if self.lo is None or self.hi is None:
            return None
        return Amount(
            self.hi, self.lo, extra, value.numerator, value.denominator, 0 if extra else value.denominator - 1
        )


def moved(point: Point, months: int, days: int) -> Point:
    """The day that is this many months and days later."""
    return point._replace(months=point.months + months, days=point.days + days)


def months_days(value: int, unit: str) -> tuple[int, int]:
    """A length in a source's unit as (months, days)."""
    match unit:
        case "day":
            return 0, value
        case "week":
            return 0, 7 * value
        case "month":
            return value, 0
        case _:
            return 12 * value, 0


def year_code(starts: str) -> int:
    """The day on which years begin ("04-06") as points hold it: month and day in one number."""
    return int(starts[:2]) * 100 + int(starts[3:])


def near_end(window: Window, back: bool) -> Point:
    """Where time begins to be counted, seen from the anchor: the anchor itself, moved by the offset."""
    months, days = (0, 0) if window.offset is None else months_days(window.offset.value, window.offset.unit)
    sign = -1 if back else 1
    return moved(ORIGIN, sign * months, sign * days + _of_anchor(window, back))


def _of_anchor(window: Window, back: bool) -> int:
    """A backward window that includes the anchor, and a forward one that does not, lie one day later."""
    return int(window.includes_anchor is back)


def frames(window: Window, back: bool) -> tuple[WindowFrame, ...]:
    """The windows of a limb on one side of the anchor: one, or several consecutive ones."""
    sign = -1 if back else 1
    if window.value is None:
        return (WindowFrame(near_end(window, back), None, back),)
    months, days = months_days(window.value, window.unit or "day")
    near = near_end(window, back)
    if window.yearly is not None:
        # The backward ones end with the year that holds the anchor, the forward ones begin with it.
        near = near._replace(year=year_code(window.yearly), months=near.months + (12 if back else 0))
    out: list[WindowFrame] = []
    for _ in range(window.count):
        far = moved(near, sign * months, sign * days)
        out.append(WindowFrame(near, far, back))
        near = far
    return tuple(out)
