"""How much time a limb measures on one traveller, looking at every single day: the arithmetic of `evaluator`.

It shares no code with the search, not even the arithmetic of months.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate

from sojourn.model.rule import Bound, Limb, Share, Window
from sojourn.model.traveller import Stay, Traveller
from sojourn.rules.evaluation.periods import PresencePeriod, period_of
from sojourn.rules.evaluation.periods import later as later

_DAY = timedelta(days=1)
# No stay that is looked at goes on for so many days without a limit.
FAR = 1_500


def indicator(limb: Limb, silent: str) -> str:
    """Which days at home the convention looks at: N nights, P any part of the day, W whole days."""
    if limb.day_convention is None:
        return silent
    if limb.day_convention == "nights":
        return "N"
    whole_at_home = (limb.day_convention == "whole-days") != (limb.measure == "absence")
    return "W" if whole_at_home else "P"


def sides(limb: Limb, event: str, obj: str) -> list[str]:
    """On which sides of the anchor the limb looks: "ahead", "behind" or "around"."""
    window = limb.window if isinstance(limb.window, Window) else Window()
    natural = "ahead"
    if event == "arrival" and limb.measure == "absence":
        natural = "behind"
    if event == "departure" and limb.measure != "absence":
        natural = "behind"
    if event == "reference-date" and window.anchor in ("arrival", "departure"):
        return ["ahead"] if obj in ("intended", "granted") else ["around"]
    if event != "reference-date":
        if limb.accumulation == "continuous" and window.direction in (None, "around"):
            return [natural]
        if window.anchor not in (None, "rolling", event):
            return [natural]
    stated = {"forward": ["ahead"], "backward": ["behind"], "either": ["behind", "ahead"], "around": ["around"]}
    found = stated.get(window.direction or "", [natural])
    if limb.basis == "actual-or-intended" and obj == "intended" and "behind" in found:
        return ["ahead"]
    if found == ["around"] and limb.accumulation != "continuous":
        return ["behind", "ahead"]
    return found


def measure(
    limb: Limb,
    traveller: Traveller,
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    side: str,
    bound: Bound | Share,
    more: bool,
    minimum: bool,
    silent: str,
    period: PresencePeriod,
    obj: str,
) -> bool:
    """Whether the measured time on a side of the anchor, in a period, reaches the bound (passes it, if `more`)."""
    if isinstance(bound, Share):
        return _share(counted, bound, more, period)
    window = limb.window
    if isinstance(window, Window) and window.anchor == "rolling":
        return _rolling(limb, stays, counted, bound, more, minimum, traveller, obj, silent)
    if limb.accumulation == "weighted":
        return _weighted_years(limb, counted, traveller.anchor, bound, more)
    if side == "around":
        return _stay_around(counted, traveller.anchor, bound, more)
    if limb.accumulation == "continuous":
        return _unbroken(limb, traveller, counted, bound, more, side, silent, period)
    if limb.accumulation == "longest":
        return _longest(counted, bound, more, period)
    return _added_up(limb, traveller.anchor, stays, counted, bound, more, side, period)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days)]


def _share(counted: Callable[[date], bool], bound: Share, more: bool, period: PresencePeriod) -> bool:
    """Whether the counted days are so large a part of the period."""
    assert period.first is not None
    assert period.end is not None
    days = _days(period.first, period.end)
    found = Fraction(sum(1 for day in days if counted(day)), len(days))
    return found > bound.value if more else found >= bound.value


def _unbroken(
    limb: Limb,
    traveller: Traveller,
    counted: Callable[[date], bool],
    bound: Bound,
    more: bool,
    side: str,
    silent: str,
    period: PresencePeriod,
) -> bool:
    anchor, plus, rolls = period.near, timedelta(days=1 if more else 0), limb.month_end == "rolled-over"
    crossing = traveller.event != "reference-date"
    away = limb.measure == "absence"
    only_whole = indicator(limb, silent) == ("P" if away else "W")
    any_part = indicator(limb, silent) == ("W" if away else "P")
    if side == "ahead":
        # Whole days begin on the day after the crossing.
        late = _DAY if crossing and only_whole else timedelta(0)
        end = later(anchor, bound.value, bound.unit, rolls)
        return all(counted(day) for day in _days(anchor + late, end + late + plus))
    early = _DAY if crossing and any_part else timedelta(0)
    begin = later(anchor, -bound.value, bound.unit, rolls)
    return all(counted(day) for day in _days(begin + early - plus, anchor + early))


def _stay_around(counted: Callable[[date], bool], anchor: date, bound: Bound, more: bool) -> bool:
    if not counted(anchor):
        return False
    start = anchor
    limit = later(anchor, -bound.value, bound.unit) - timedelta(days=40)
    while start > limit and counted(start - _DAY):
        start -= _DAY
    end = later(start, bound.value, bound.unit) + timedelta(days=1 if more else 0)
    return all(counted(day) for day in _days(start, end))


def _longest(counted: Callable[[date], bool], bound: Bound, more: bool, period: PresencePeriod) -> bool:
    """Whether a stretch of counted days that touches the period reaches the bound, counted from its first day."""
    assert period.first is not None
    assert period.end is not None
    reach = later(period.first, -bound.value, bound.unit) - timedelta(days=40)
    for start in _days(reach, period.end):
        if counted(start) and (start == reach or not counted(start - _DAY)):
            end = later(start, bound.value, bound.unit) + timedelta(days=int(more))
            last = next(day for day in _days(start, max(end, period.first) + _DAY) if not counted(day) or day >= end)
            if last >= end and (end > period.first or all(counted(d) for d in _days(end, period.first + _DAY))):
                return True
    return False


def _added_up(
    limb: Limb,
    anchor: date,
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    bound: Bound,
    more: bool,
    side: str,
    period: PresencePeriod,
) -> bool:
    """Days added up in a period, or (span) a measured day far enough from the anchor."""
    ends = [day for stay in stays for day in stay if day is not None]
    reach = timedelta(days=(later(anchor, bound.value, bound.unit) - anchor).days + 60)
    first = period.first or min([*ends, period.near]) - 2 * reach
    last = period.end or max([*ends, period.near]) + 2 * reach
    base, behind, rolls = period.near, side == "behind", limb.month_end == "rolled-over"
    window = limb.window if isinstance(limb.window, Window) else Window()
    if window.unit == "calendar-year" or window.starts is not None:
        # Months of a whole year are measured forward from its first day, also where the anchor is that day.
        base, behind = first, False
        rolls = False
    needed = abs((later(base, -bound.value if behind else bound.value, bound.unit, rolls) - base).days) + int(more)
    if limb.accumulation == "span":
        if side == "behind":
            far = later(anchor, -bound.value, bound.unit, rolls) - timedelta(days=int(more))
            return any(counted(day) for day in _days(first, far + _DAY))
        near = later(anchor, bound.value, bound.unit, rolls) + timedelta(days=int(more)) - _DAY
        return any(counted(day) for day in _days(max(near, anchor - 9 * reach), last))
    return sum(1 for day in _days(first, last) if counted(day)) >= needed


def _rolling(
    limb: Limb,
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    bound: Bound,
    more: bool,
    minimum: bool,
    traveller: Traveller,
    obj: str,
    silent: str,
) -> bool:
    """Whether the bound is reached in every window (a minimum in each of them, a maximum in some), or the reverse.

    The caller negates a maximum: "at most so many in every window" fails if some window has more.
    """
    window = limb.window
    assert isinstance(window, Window)
    value, unit, anchor = window.value or 0, window.unit, traveller.anchor
    every = minimum == (window.quantifier != "some")
    if window.within is not None:
        first, end = period_of(limb, traveller.event, anchor)
        starts = [day for day in _days(first, end) if later(day, value, unit) <= end]
        if not starts:
            return every
    elif traveller.event == "reference-date" and obj in ("intended", "granted"):
        # A plan lies ahead.
        last = max([anchor, *(day for stay in stays for day in stay if day is not None)])
        starts = _days(anchor, last + timedelta(days=2))
    elif traveller.event == "reference-date":
        starts, counted = _until_the_date(stays, counted, anchor, value, unit, every)
    else:
        starts = _of_the_stay(limb, traveller, counted, silent, value, unit)
        if not starts:
            return every
    if not starts:
        # Nobody has kept a minimum in each window before there was one.
        return False
    # How many days counted up to each one, so that each window is one difference.
    first, end = starts[0], later(starts[-1], value, unit)
    upto = list(accumulate((counted(day) for day in _days(first, end)), initial=0))
    reached = (
        upto[(later(s, value, unit) - first).days] - upto[(s - first).days]
        >= (later(s, bound.value, bound.unit) - s).days + int(more)
        for s in starts
    )
    return all(reached) if every else any(reached)


def _until_the_date(
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    anchor: date,
    value: int,
    unit: str | None,
    whole: bool,
) -> tuple[list[date], Callable[[date], bool]]:
    """The first days of the windows that end by a date, and whether a day of them counts: from the first arrival on.

    Of every window that part counts or (`whole`) those that lie in it.
    """
    length = timedelta(days=(later(anchor, value, unit) - anchor).days + 40)
    ends = [day for stay in stays for day in stay if day is not None] or [anchor]
    starts = [day for day in _days(min(*ends, anchor) - 2 * length, anchor) if later(day, value, unit) <= anchor]
    if any(came is None for came, _ in stays):
        return starts, counted
    first = min((came for came, _ in stays if came is not None), default=anchor)
    if whole:
        starts = [day for day in starts if day >= first]
    return starts, lambda day: day >= first and counted(day)


def _of_the_stay(
    limb: Limb, traveller: Traveller, counted: Callable[[date], bool], silent: str, value: int, unit: str | None
) -> list[date]:
    """The first days of the windows that end on a day of the stay (absence) at a crossing."""
    away, anchor = limb.measure == "absence", traveller.anchor
    length = timedelta(days=(later(anchor, value, unit) - anchor).days + 40)
    ahead = (traveller.event == "arrival") != away
    whole = indicator(limb, silent) == ("P" if away else "W")
    part = indicator(limb, silent) == ("W" if away else "P")
    day = anchor + _DAY if (whole if ahead else part) else anchor
    run: set[date] = set()
    # A stay that goes on, or went on, for longer than that shows nothing more.
    step, day = (_DAY, day) if ahead else (-_DAY, day - _DAY)
    while counted(day) and len(run) < 3 * length.days + FAR:
        run.add(day)
        day += step
    if not run:
        return []
    return [s for s in _days(min(run) - length, max(run) + _DAY) if later(s, value, unit) - _DAY in run]


def _weighted_years(limb: Limb, counted: Callable[[date], bool], anchor: date, bound: Bound, more: bool) -> bool:
    total = Fraction(0)
    starts = limb.window.starts if isinstance(limb.window, Window) else None
    month, first_day = (int(starts[:2]), int(starts[3:])) if starts else (1, 1)
    this = anchor.year if date(anchor.year, month, first_day) <= anchor else anchor.year - 1
    for back, weight in enumerate(limb.weights or ()):
        year = this - back
        days = _days(date(year, month, first_day), date(year + 1, month, first_day))
        total += weight * sum(1 for day in days if counted(day))
    rolls = limb.month_end == "rolled-over"
    return total >= (later(anchor, bound.value, bound.unit, rolls) - anchor).days + int(more)
