"""A second, deliberately naive reading of rules: look at every single day of one traveller.

It shares no code with the search (`formula`, `limbs`, `differences`, ...), not even the arithmetic of months, so
that a mistake there shows: every witness is put to it before it is returned, and the tests put random travellers to
both.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Window

# A stay by the dates of its crossings; None = there before, or still there.
Stay = tuple[date | None, date | None]
_DAY = timedelta(days=1)
_OBJECT_OF_BASIS = {
    "actual": ["actual"],
    "intended": ["intended"],
    "granted": ["granted"],
    "registration": ["registered"],
    "actual-or-intended": ["actual", "intended"],
}


@dataclass(frozen=True, slots=True)
class Traveller:
    """One person at one event: the anchor date, the stays (actual, and stated or permitted ones) and attributes."""

    event: str
    anchor: date
    stays: tuple[Stay, ...]
    plans: Mapping[str, tuple[Stay, ...]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


def evaluate(rule: Rule, traveller: Traveller, *, silent: str = "N", together: bool = False) -> bool:
    """Whether the rule counts the traveller. Nothing in the rule may be unknown but the day convention.

    `silent` is the day indicator (N, P, W) for limbs without a convention; `together` takes plans as the actual stays.
    Raises ValueError for limbs that have no day-by-day meaning (decided by a model, by name).
    """
    match rule:
        case AnyOf(rules):
            return any(evaluate(r, traveller, silent=silent, together=together) for r in rules)
        case AllOf(rules):
            return all(evaluate(r, traveller, silent=silent, together=together) for r in rules)
        case Not(inner):
            spoken = _events(inner)
            if spoken and traveller.event not in spoken:
                return False
            return not evaluate(inner, traveller, silent=silent, together=together)
        case Ref():
            raise ValueError("replace references first")
        case Limb():
            if rule.event not in (None, traveller.event):
                return False
            return _attributes_fit(rule, traveller) and _duration_fits(rule, traveller, silent, together)


def _events(rule: Rule) -> set[str]:
    match rule:
        case Limb():
            return {rule.event} if rule.event else set()
        case AnyOf(rules) | AllOf(rules):
            return {e for r in rules for e in _events(r)}
        case Not(inner):
            return _events(inner)
        case Ref():
            return set()


def _attributes_fit(limb: Limb, traveller: Traveller) -> bool:
    has = traveller.attributes
    asks_status = limb.prior in ("resident", "non-resident") and traveller.event != "reference-date"
    if asks_status and has.get("status_before", limb.prior) != limb.prior:
        return False
    for name, values in limb.population.requires:
        if has.get(name) not in values:
            return False
    if limb.population.base == "registered" and has.get("registered") != "yes":
        return False
    by_criterion = {
        "legal-status": "legal_status",
        "citizenship": "citizenship",
        "country-of-birth": "birth",
        "previous-residence": "previous_residence",
    }
    attribute = by_criterion.get(limb.criterion or "")
    if attribute and attribute not in dict(limb.population.requires) and has.get(f"counted_by_{attribute}") != "yes":
        return False
    return not any(has.get(f"group:{group}") == "yes" for group in limb.population.excludes)


def _duration_fits(limb: Limb, traveller: Traveller, silent: str, together: bool) -> bool:
    for obj in _OBJECT_OF_BASIS[limb.basis or "actual"]:
        real = obj == "actual" or (together and obj != "registered")
        stays = traveller.stays if real else traveller.plans.get(obj, ())
        if _object_fits(limb, traveller, stays, obj, silent):
            return True
    return False


def _object_fits(limb: Limb, traveller: Traveller, stays: tuple[Stay, ...], obj: str, silent: str) -> bool:
    counted = _day_test(limb, stays, silent)
    lower, upper = limb.threshold, limb.upper_bound
    if isinstance(lower, Bound):
        if not _measure(limb, traveller, stays, counted, obj, lower, lower.comparison == ">", True, silent):
            return False
    elif traveller.event == "reference-date" and _tied_to_the_date(limb) and not counted(traveller.anchor):
        return False
    if isinstance(upper, Bound):
        return not _measure(limb, traveller, stays, counted, obj, upper, upper.comparison == "<=", False, silent)
    return True


def _tied_to_the_date(limb: Limb) -> bool:
    """Who is counted de facto is there on the day; who is in the middle of an absence is away on it."""
    contains = isinstance(limb.window, Window) and limb.window.direction == "around"
    one_absence = limb.measure == "absence" and (
        contains or limb.accumulation not in ("cumulative", "span", "weighted")
    )
    return one_absence or limb.population.base == "de-facto"


def _indicator(limb: Limb, silent: str) -> str:
    """Which days at home the convention looks at: N nights, P any part of the day, W whole days."""
    if limb.day_convention is None:
        return silent
    if limb.day_convention == "nights":
        return "N"
    whole_at_home = (limb.day_convention == "whole-days") != (limb.measure == "absence")
    return "W" if whole_at_home else "P"


def _day_test(limb: Limb, stays: tuple[Stay, ...], silent: str) -> Callable[[date], bool]:
    """Whether a day counts, under the limb's own day convention."""
    away = limb.measure == "absence"
    indicator = _indicator(limb, silent)

    def present(day: date) -> bool:
        for came, left in stays:
            after = came is None or came <= day
            if indicator == "N" and after and (left is None or day < left):
                return True
            if indicator == "P" and after and (left is None or day <= left):
                return True
            if indicator == "W" and (came is None or came < day) and (left is None or day < left):
                return True
        return False

    return (lambda day: not present(day)) if away else present


def _later(day: date, value: int, unit: str | None) -> date:
    """So many units after (before, if negative) a day; the month's last day where there is no such day."""
    if unit == "day":
        return day + timedelta(days=value)
    if unit == "week":
        return day + timedelta(weeks=value)
    count = value if unit == "month" else 12 * value
    year = day.year + (day.month - 1 + count) // 12
    month = (day.month - 1 + count) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _sides(limb: Limb, event: str, obj: str) -> list[str]:
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


def _measure(
    limb: Limb,
    traveller: Traveller,
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    obj: str,
    bound: Bound,
    more: bool,
    minimum: bool,
    silent: str,
) -> bool:
    """Whether the measured time reaches the bound (passes it, if `more`)."""
    window = limb.window
    if isinstance(window, Window) and window.anchor == "rolling":
        return _every_window(window, stays, counted, bound, more, minimum, traveller.anchor)
    if limb.accumulation == "weighted":
        return _weighted_years(limb, counted, traveller.anchor, bound, more)
    for side in _sides(limb, traveller.event, obj):
        if side == "around":
            found = _stay_around(counted, traveller.anchor, bound, more)
        elif limb.accumulation == "continuous":
            found = _unbroken(limb, traveller, counted, bound, more, side, silent)
        else:
            found = _added_up(limb, traveller.anchor, stays, counted, bound, more, side)
        if found:
            return True
    return False


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days)]


def _unbroken(
    limb: Limb,
    traveller: Traveller,
    counted: Callable[[date], bool],
    bound: Bound,
    more: bool,
    side: str,
    silent: str,
) -> bool:
    anchor, plus = traveller.anchor, timedelta(days=1 if more else 0)
    crossing = traveller.event != "reference-date"
    away = limb.measure == "absence"
    only_whole = _indicator(limb, silent) == ("P" if away else "W")
    any_part = _indicator(limb, silent) == ("W" if away else "P")
    if side == "ahead":
        # Whole days begin on the day after the crossing.
        late = _DAY if crossing and only_whole else timedelta(0)
        return all(counted(day) for day in _days(anchor + late, _later(anchor, bound.value, bound.unit) + late + plus))
    early = _DAY if crossing and any_part else timedelta(0)
    return all(counted(day) for day in _days(_later(anchor, -bound.value, bound.unit) + early - plus, anchor + early))


def _stay_around(counted: Callable[[date], bool], anchor: date, bound: Bound, more: bool) -> bool:
    if not counted(anchor):
        return False
    start = anchor
    limit = _later(anchor, -bound.value, bound.unit) - timedelta(days=40)
    while start > limit and counted(start - _DAY):
        start -= _DAY
    end = _later(start, bound.value, bound.unit) + timedelta(days=1 if more else 0)
    return all(counted(day) for day in _days(start, end))


def _added_up(
    limb: Limb,
    anchor: date,
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    bound: Bound,
    more: bool,
    side: str,
) -> bool:
    """Days added up in a window, or (span) a measured day far enough from the anchor."""
    window = limb.window if isinstance(limb.window, Window) else Window()
    ends = [day for stay in stays for day in stay if day is not None]
    reach = timedelta(days=(_later(anchor, bound.value, bound.unit) - anchor).days + 60)
    first, last = min([*ends, anchor]) - 2 * reach, max([*ends, anchor]) + 2 * reach
    base = anchor
    if window.value is not None and window.unit == "calendar-year":
        year = anchor.year
        first = date(year - window.value + 1, 1, 1) if side == "behind" else date(year, 1, 1)
        last = date(year + 1, 1, 1) if side == "behind" else date(year + window.value, 1, 1)
        base = first
    elif side == "behind":
        first = first if window.value is None else _later(anchor, -window.value, window.unit)
        last = anchor
    else:
        first = anchor
        last = last if window.value is None else _later(anchor, window.value, window.unit)
    behind = side == "behind" and base == anchor
    needed = abs((_later(base, -bound.value if behind else bound.value, bound.unit) - base).days) + int(more)
    if limb.accumulation == "span":
        if side == "behind":
            far = _later(anchor, -bound.value, bound.unit) - timedelta(days=int(more))
            return any(counted(day) for day in _days(first, far + _DAY))
        near = _later(anchor, bound.value, bound.unit) + timedelta(days=int(more)) - _DAY
        return any(counted(day) for day in _days(max(near, anchor - 9 * reach), last))
    return sum(1 for day in _days(first, last) if counted(day)) >= needed


def _every_window(
    window: Window,
    stays: tuple[Stay, ...],
    counted: Callable[[date], bool],
    bound: Bound,
    more: bool,
    minimum: bool,
    anchor: date,
) -> bool:
    """For a minimum: every window reaches it. For a maximum: some window passes it."""
    ends = [day for stay in stays for day in stay if day is not None] or [anchor]
    length = timedelta(days=(_later(anchor, window.value or 0, window.unit) - anchor).days + 40)
    starts = _days(min(ends) - length, max(ends) + length)
    reached = (
        sum(counted(d) for d in _days(s, _later(s, window.value or 0, window.unit)))
        >= (_later(s, bound.value, bound.unit) - s).days + int(more)
        for s in starts
    )
    return all(reached) if minimum else any(reached)


def _weighted_years(limb: Limb, counted: Callable[[date], bool], anchor: date, bound: Bound, more: bool) -> bool:
    total = Fraction(0)
    for back, weight in enumerate(limb.weights or ()):
        year = anchor.year - back
        total += weight * sum(1 for day in _days(date(year, 1, 1), date(year + 1, 1, 1)) if counted(day))
    return total >= (_later(anchor, bound.value, bound.unit) - anchor).days + int(more)
