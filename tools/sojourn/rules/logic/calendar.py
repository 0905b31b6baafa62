"""Calendar months as exact numbers of days, for every start date of a four-year cycle.

Only the lengths of months matter to a rule, and they repeat every 1461 days (for the years 1901 to 2099). So a
statement about "twelve months" is proved for all start dates when it is proved for the 1461 start dates of one
cycle. The cycle used here starts on 2023-01-01 and holds one 29 February (2024).

A `Point` is a moment on the time axis of a rule, relative to the anchor (the crossing or the reference date): so
many months and days after the anchor, or after the first day of the year that holds it (1 January, or another day on
which years begin, such as 6 April). An `Amount` is the length between two points.

Months are *clamped*: the same day of the month, or the month's last day where there is no such day (31 January + 1 month
is 28 or 29 February). The day 29 February + 12 months is 28 February. A rule may say `month_end: rolled-over`: then it is the
1st of the month after, which differs on 27 of the 1461 start dates for six months.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from typing import NamedTuple

from sojourn.rules.logic.caches import cached

CYCLE_START = date(2023, 1, 1)
CYCLE_DAYS = 1461
CYCLE_DATES: tuple[date, ...] = tuple(CYCLE_START + timedelta(days=i) for i in range(CYCLE_DAYS))
ALL_STARTS = (1 << CYCLE_DAYS) - 1
# Windows and thresholds beyond this are refused: dates would leave the years 1901-2099 in which the cycle holds.
MAX_MONTHS = 840
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Point(NamedTuple):
    """A moment relative to the anchor: `months` and then `days` after it, or after the first day of its year.

    `year` says on which day years begin, month and day in one number (101 is 1 January, 406 is 6 April); 0: from the anchor.
    With `rolls` the months go over to the 1st of the month after where there is no such day.
    """

    months: int = 0
    days: int = 0
    year: int = 0
    rolls: bool = False


ORIGIN = Point()


class Amount(NamedTuple):
    """A number of days: from `start` to `end`, plus `extra`; or of the days between them a part, `of` of which are whole.

    With `of` more than 1: (`part` times the days, plus `up`) divided by `of`, rounded down, plus `extra`.
    """

    end: Point
    start: Point = ORIGIN
    extra: int = 0
    part: int = 1
    of: int = 1
    up: int = 0

    def days(self, span: int) -> int:
        """The number of days, where `span` is that from `start` to `end`."""
        return (span if self.of == 1 else (self.part * span + self.up) // self.of) + self.extra


def add_months(start: date, months: int, rolls: bool = False) -> date:
    """The same day of the month so many months later (or earlier); the month's last day if there is no such day.

    With `rolls` it is the 1st of the month after instead.

    >>> add_months(date(2023, 8, 31), 6), add_months(date(2023, 8, 31), 6, rolls=True)
    (datetime.date(2024, 2, 29), datetime.date(2024, 3, 1))
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    length = 29 if month == 1 and isleap(year) else _MONTH_DAYS[month]
    if rolls and start.day > length:
        return date(year, month + 1, length) + timedelta(days=1)
    return date(year, month + 1, min(start.day, length))


def year_start(day: date, year: int) -> date:
    """The first day of the year that holds a day; `year` says when years begin (see `Point`)."""
    first = date(day.year, *divmod(year, 100))
    return first if first <= day else date(day.year - 1, *divmod(year, 100))


def point_offset(point: Point, start: date) -> int:
    """Days from the anchor `start` to `point` (negative before the anchor)."""
    base = year_start(start, point.year) if point.year else start
    moved = add_months(base, point.months, point.rolls) if point.months else base
    return moved.toordinal() - start.toordinal() + point.days


@cached(4096)
def point_offsets(point: Point) -> tuple[int, ...]:
    """`point_offset` for every start date of the cycle."""
    if not point.months and not point.year:
        return (point.days,) * CYCLE_DAYS
    return tuple(point_offset(point, start) for start in CYCLE_DATES)


@cached(4096)
def start_groups(points: tuple[Point, ...]) -> tuple[tuple[tuple[int, ...], int], ...]:
    """The distinct vectors of offsets that `points` take over the cycle, each with its start dates as a bit mask.

    Bit i stands for `CYCLE_DATES[i]`; the first group always holds 2023-01-01.
    """
    # The days that a point names are the same on all start dates: only months and years tell the groups apart.
    moving = tuple(sorted({p._replace(days=0) for p in points if p.months or p.year}))
    where = [moving.index(p._replace(days=0)) if p.months or p.year else -1 for p in points]
    return tuple(
        (tuple(p.days + (vector[w] if w >= 0 else 0) for p, w in zip(points, where, strict=True)), mask)
        for vector, mask in _moving_groups(moving)
    )


@cached(4096)
def _moving_groups(points: tuple[Point, ...]) -> tuple[tuple[tuple[int, ...], int], ...]:
    """`start_groups` of different points that name months or years, and no days."""
    if not points:
        return (((), ALL_STARTS),)
    groups: dict[tuple[int, ...], list[int]] = {}
    for index, vector in enumerate(zip(*(point_offsets(p) for p in points), strict=True)):
        groups.setdefault(vector, []).append(index)
    return tuple((vector, _mask(indices)) for vector, indices in groups.items())


def _mask(indices: list[int]) -> int:
    bits = bytearray(CYCLE_DAYS // 8 + 1)
    for index in indices:
        bits[index >> 3] |= 1 << (index & 7)
    return int.from_bytes(bits, "little")


def mask_dates(mask: int) -> tuple[date, ...]:
    """The start dates that a bit mask stands for, in order."""
    return tuple(day for i, day in enumerate(CYCLE_DATES) if mask >> i & 1)


def first_start(mask: int) -> int:
    """The index of the first start date of a non-empty mask."""
    return (mask & -mask).bit_length() - 1
