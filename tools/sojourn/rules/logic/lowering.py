"""What one fully known limb says, as a formula over literals (see `formula`).

The time axis has day 0 at the anchor: the day of the crossing, or the reference date. Conventions, each of them
checked against the sources in the tests:

- a window `forward` is [0, W), `backward` is [-W, 0); `calendar-year` means whole years up to (backward) or from
  (forward) the anchor's own year; `either` means that the forward or the backward window will do (where there are a
  minimum and a maximum, one window for both);
- a threshold in months is the number of days from the anchor to the same day so many months on (or back);
- an unbroken stay starts or ends at the anchor, or contains it (`around`). Its window gives the side only;
- an absence on a reference date without a minimum length is a time away that contains the date: with an upper bound
  alone it means "is away on the date, and away for less than that" (days away that add up are not tied to the date);
- under `both-ends` and `any-part` a same-day visit counts one day, so the two agree; absence is counted from the
  rule's own convention (whole days away are the complement of both-ends at home);
- an intended or granted stay lies ahead: "actual or intended" measured backward means time behind the person, or
  plans for the time ahead.
"""

from __future__ import annotations

from collections.abc import Callable

from sojourn.model.message import message
from sojourn.model.rule import NONE, Bound, Interruptions, Limb, Share, Window
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import ORIGIN, Amount, Point
from sojourn.rules.logic.closed_days import closed_object
from sojourn.rules.logic.exempt_days import object_of
from sojourn.rules.logic.formula import (
    And,
    Around,
    Attribute,
    Break,
    Count,
    Formula,
    Literal,
    Or,
    Rolling,
    Weighted,
    negate,
)
from sojourn.rules.logic.month_end import rolled_over
from sojourn.rules.logic.windows import WindowFrame, frames, months_days, moved, near_end, year_code

OBJECTS = {
    "actual": ("actual",),
    "intended": ("intended",),
    "granted": ("granted",),
    "registration": ("registered",),
    "actual-or-intended": ("actual", "intended"),
}
# Presence objects that are planned, and not lived.
PLANS = ("intended", "granted")
# The day indicator that a convention counts, for time present and for time absent.
BASE_PRESENT = {"nights": "N", "both-ends": "P", "any-part": "P", "whole-days": "W"}
BASE_ABSENT = {"nights": "N", "both-ends": "W", "any-part": "W", "whole-days": "P"}
CRITERION_ATTRIBUTE = {
    "legal-status": "legal_status",
    "citizenship": "citizenship",
    "country-of-birth": "birth",
    "previous-residence": "previous_residence",
}
UNLIMITED = Window()
OPAQUE_CRITERIA = ("main-place", "statistical-model")


def limb_base(limb: Limb, default: str = "N") -> str:
    """The day indicator that a limb counts; `default` if its convention is unknown."""
    if limb.day_convention is None:
        return default
    table = BASE_ABSENT if limb.measure == "absence" else BASE_PRESENT
    return table[limb.day_convention]


def limb_formula(limb: Limb, event: str, base: str, contested: frozenset[str]) -> Formula:
    """What a known limb asks at an `event`; `contested` are the groups whose exclusion is compared (see `compare`)."""
    if is_rolling(limb) and limb.accumulation not in (None, "cumulative"):
        raise UnsupportedError(message("unsupported-rolling-run"))
    parts: list[Formula] = list(_attributes(limb, event, contested))
    durations = [_without_exempt(limb, event, obj, base) for obj in OBJECTS[limb.basis or "actual"]]
    parts.append(durations[0] if len(durations) == 1 else Or(tuple(durations)))
    return And(tuple(parts))


def is_rolling(limb: Limb) -> bool:
    """Whether a limb looks at every window of a length: it has no anchor, from which time could be unbroken."""
    return isinstance(limb.window, Window) and limb.window.anchor == "rolling"


def _attributes(limb: Limb, event: str, contested: frozenset[str]) -> list[Formula]:
    out: list[Formula] = []
    if limb.prior in ("resident", "non-resident") and event != "reference-date":
        out.append(Literal(Attribute("status_before", (limb.prior,))))
    required, groups = dict(limb.population.allowed), {name: found for name, _, found in limb.population.within}
    out += [Literal(Attribute(k, tuple(sorted(values)), groups.get(k, ()))) for k, values in required.items()]
    attribute = CRITERION_ATTRIBUTE.get(limb.criterion or "")
    if attribute is not None and attribute not in required:
        out.append(Literal(Attribute(f"counted_by_{attribute}", ("yes",))))
    if limb.population.base == "registered":
        out.append(Literal(Attribute("registered", ("yes",))))
    out += [Literal(Attribute(f"group:{g}", ("yes",)), False) for g in limb.population.excludes if g in contested]
    return out


def _without_exempt(limb: Limb, event: str, obj: str, base: str) -> Formula:
    """The time that a limb asks for, counted on the days that are not exempt (see `exempt_days`)."""
    formula, counted = _duration(limb, event, obj, base), object_of(limb, obj)
    if limb.month_end == "rolled-over":
        formula = rolled_over(formula)
    if counted == obj:
        return formula
    if breaks_of(limb, obj):
        raise UnsupportedError(message("unsupported-exempt-run"))
    free_rolling = is_rolling(limb) and _window(limb).within is None and event != "reference-date"
    if limb.accumulation not in ("cumulative", "weighted") or _window(limb).at or obj != "actual" or free_rolling:
        raise UnsupportedError(message("unsupported-exempt-run"))
    return _of_object(formula, counted)


def _of_object(formula: Formula, obj: str) -> Formula:
    match formula:
        case Literal(atom, positive):
            assert not isinstance(atom, Attribute)
            return Literal(atom._replace(obj=obj), positive)
        case And(parts) | Or(parts):
            return type(formula)(tuple(_of_object(part, obj) for part in parts))


def _duration(limb: Limb, event: str, obj: str, base: str) -> Formula:
    """The minimum and the maximum of a limb; where it looks on either side, both of them on one of the two sides."""
    _check_window(limb)
    if not _has_side(limb):
        return _in_frame(limb, event, obj, base, None)
    either = _direction(limb, event, obj) == "either"
    sides = (True, False) if either else (_direction(limb, event, obj) == "backward",)
    parts = tuple(_on_side(limb, event, obj, base, back) for back in sides)
    return Or(parts) if either else parts[0]


def _on_side(limb: Limb, event: str, obj: str, base: str, back: bool) -> Formula:
    """The same on one side: in each, or in some, of several windows."""
    window = _window(limb)
    if window.at:
        return _instant(limb, obj, base, frames(window, back)[0])
    found = tuple(_in_frame(limb, event, obj, base, frame) for frame in frames(window, back))
    if len(found) == 1:
        return found[0]
    return Or(found) if window.some else And(found)


def _instant(limb: Limb, obj: str, base: str, frame: WindowFrame) -> Formula:
    """The measured state on the day at the far end of a window."""
    if frame.far is None:
        raise UnsupportedError(message("unsupported-instant"))
    one = Amount(ORIGIN, extra=1)
    return Literal(Count(obj, base, frame.far, moved(frame.far, 0, 1), one, limb.measure == "absence"))


def _check_window(limb: Limb) -> None:
    """Raise UnsupportedError for parts of a window that have no meaning with this way of counting."""
    window = _window(limb)
    several = window.each is not None or window.some is not None
    elsewhere = window.offset is not None or window.includes_anchor is not None
    timed = isinstance(limb.threshold, Bound | Share) or isinstance(limb.upper_bound, Bound | Share)
    if window.at and (timed or several):
        raise UnsupportedError(message("unsupported-instant"))
    if several and (limb.accumulation not in (None, "cumulative", "longest") or window.value is None):
        raise UnsupportedError(message("unsupported-several-windows"))
    if elsewhere and limb.accumulation in ("span", "weighted"):
        raise UnsupportedError(message("unsupported-offset"))
    if elsewhere and window.direction == "around" and limb.accumulation == "continuous":
        raise UnsupportedError(message("unsupported-offset"))


def _window(limb: Limb) -> Window:
    return limb.window if isinstance(limb.window, Window) else UNLIMITED


def _in_frame(limb: Limb, event: str, obj: str, base: str, frame: WindowFrame | None) -> Formula:
    """The minimum and the maximum in one window (None: of a limb that has no side)."""
    parts: list[Formula] = []
    lower, upper = limb.threshold, limb.upper_bound
    if isinstance(lower, Bound | Share):
        parts.append(_at_least(limb, event, obj, base, lower, 1 if lower.comparison == ">" else 0, frame))
    elif event == "reference-date" and _on_the_date(limb):
        parts.append(_throughout(limb, obj, base, ORIGIN, Point(days=1)))
    if isinstance(upper, Bound | Share):
        over = _at_least(limb, event, obj, base, upper, 1 if upper.comparison == "<=" else 0, frame)
        parts.append(negate(over))
    return And(tuple(parts))


def _has_side(limb: Limb) -> bool:
    """Whether a limb's time lies on a side of the anchor: not if it looks at every window, or weighs years."""
    return limb.accumulation != "weighted" and not (
        limb.accumulation == "cumulative" and isinstance(limb.window, Window) and limb.window.anchor == "rolling"
    )


def _on_the_date(limb: Limb) -> bool:
    """Whether a limb without a minimum looks at the reference date itself: present, or away, on that day."""
    if limb.measure != "absence":
        return limb.population.base == "de-facto"
    around = isinstance(limb.window, Window) and limb.window.direction == "around"
    return limb.population.base == "de-facto" or around or limb.accumulation in (None, "continuous")


def _at_least(
    limb: Limb, event: str, obj: str, base: str, bound: Bound | Share, extra: int, frame: WindowFrame | None
) -> Formula:
    """The measured time is at least the bound (plus `extra` days)."""
    absent = limb.measure == "absence"
    if isinstance(bound, Share):
        if limb.accumulation != "cumulative" or frame is None or breaks_of(limb, obj):
            raise UnsupportedError(message("unsupported-share-run"))
        return _counted(limb, obj, base, bound, extra, frame)
    if limb.accumulation == "weighted":
        return _filled(limb, obj, lambda name: _weighted(limb, name, base, bound, extra))
    if limb.accumulation == "cumulative" and frame is None:
        if breaks_of(limb, obj):
            raise UnsupportedError(message("unsupported-breaks-rolling"))
        return _rolling(limb, event, obj, base, bound, extra)
    assert frame is not None
    if limb.accumulation == "cumulative":
        return _filled(limb, obj, lambda name: _counted(limb, name, base, bound, extra, frame))
    if limb.accumulation == "longest":
        return _longest(limb, obj, base, bound, extra, frame)
    if limb.accumulation == "span":
        return _span(limb, obj, base, bound, extra, frame.back)
    if _direction(limb, event, obj) == "around":
        months, days = months_days(bound.value, bound.unit)
        return _filled(limb, obj, lambda name: Literal(Around(name, base, months, days + extra, absent)))
    return _run(limb, event, obj, base, bound, extra, frame.back)


def _direction(limb: Limb, event: str, obj: str) -> str:
    """The side of the anchor that a limb measures; follows from event and measured side unless the rule says."""
    window = _window(limb)
    same_side = (event == "arrival") == (limb.measure != "absence")
    if event == "reference-date" and window.anchor in ("arrival", "departure"):
        if obj in ("intended", "granted"):
            return "forward"
        if limb.accumulation in ("cumulative", "span"):
            raise UnsupportedError(message("unsupported-earlier-crossing"))
        return "around"
    if event != "reference-date":
        if window.anchor == "reference-date":
            raise UnsupportedError(message("unsupported-from-date"))
        if limb.accumulation == "continuous" and window.direction in (None, "around"):
            return "forward" if same_side else "backward"
        if window.anchor not in (None, "rolling", event):
            return "forward" if same_side else "backward"
    direction = window.direction or ("forward" if event == "reference-date" or same_side else "backward")
    if obj == "intended" and limb.basis == "actual-or-intended" and direction in ("backward", "either"):
        return "forward"
    if direction == "around" and limb.accumulation != "continuous":
        return "either"
    return direction


def _run(limb: Limb, event: str, obj: str, base: str, bound: Bound, extra: int, back: bool) -> Formula:
    """An unbroken run from the anchor on (or up to it)."""
    months, days = months_days(bound.value, bound.unit)
    absent = limb.measure == "absence"
    # The first day that the convention can count: the day of the crossing itself, or the one after (before) it.
    whole = base == ("P" if absent else "W")
    part = base == ("W" if absent else "P")
    if event == "reference-date":
        whole = part = False
    near = moved(near_end(_window(limb), back), 0, int(part if back else whole))
    if back:
        return _throughout(limb, obj, base, moved(near, -months, -days - extra), near)
    return _throughout(limb, obj, base, near, moved(near, months, days + extra))


def breaks_of(limb: Limb, obj: str) -> Interruptions | None:
    """The breaks that do not interrupt what is measured; a plan is for a length of time, and holds no breaks."""
    return limb.interruptions if isinstance(limb.interruptions, Interruptions) and obj not in PLANS else None


def _filled(limb: Limb, obj: str, made: Callable[[str], Formula]) -> Formula:
    """What is asked of the days of an object, the breaks filled in that do not interrupt them (see `closed_days`)."""
    kind = breaks_of(limb, obj)
    if kind is None:
        return made(obj)
    closed = made(closed_object(limb, obj, kind))
    if not kind.purposes:
        return closed
    return Or((made(obj), And((Literal(Attribute("break_purpose", tuple(sorted(kind.purposes)))), closed))))


def _throughout(limb: Limb, obj: str, base: str, lo: Point, hi: Point) -> Formula:
    """The measured state on every day of [lo, hi), breaks that do not interrupt it aside (RULES.md, section 8.1)."""
    absent, kind = limb.measure == "absence", breaks_of(limb, obj)
    whole = Literal(Count(obj, base, lo, hi, Amount(hi, lo), absent))
    if kind is None:
        return whole
    if kind.tolerated is None:
        # Whatever its length: it has ended when the state is seen again, on the last day or later.
        one, first, last = Amount(ORIGIN, extra=1), lo._replace(days=lo.days + 1), hi._replace(days=hi.days - 1)
        but_for_breaks: Formula = And(
            (
                Literal(Count(obj, base, None, first, one, absent)),
                Literal(Count(obj, base, last, None, one, absent)),
            )
        )
    else:
        months, days = months_days(kind.tolerated.value, kind.tolerated.unit)
        days += 0 if kind.tolerated.comparison == "<" else 1
        but_for_breaks = Literal(Break(obj, base, lo, hi, months, days, absent), False)
    if not kind.purposes:
        return but_for_breaks
    return Or((whole, And((Literal(Attribute("break_purpose", tuple(sorted(kind.purposes)))), but_for_breaks))))


def _counted(limb: Limb, obj: str, base: str, bound: Bound | Share, extra: int, frame: WindowFrame) -> Formula:
    """Days added up in the window."""
    if isinstance(bound, Share):
        share = frame.share(bound.value, extra)
        if share is None:
            raise UnsupportedError(message("unsupported-share-window"))
        amount = share
    else:
        amount = frame.amount(*months_days(bound.value, bound.unit), extra)
    return Literal(Count(obj, base, frame.lo, frame.hi, amount, limb.measure == "absence"))


def _longest(limb: Limb, obj: str, base: str, bound: Bound, extra: int, frame: WindowFrame) -> Formula:
    """Some stretch of the measured state that touches the window is so long: as a whole, from its first day on."""
    if frame.lo is None or frame.hi is None:
        raise UnsupportedError(message("unsupported-longest-window"))
    if breaks_of(limb, obj):
        raise UnsupportedError(message("unsupported-breaks-sum"))
    months, days = months_days(bound.value, bound.unit)
    # A stretch of presence is what would break an absence, and the reverse.
    return Literal(Break(obj, base, frame.lo, frame.hi, months, days + extra, limb.measure != "absence"))


def _span(limb: Limb, obj: str, base: str, bound: Bound, extra: int, back: bool) -> Formula:
    """From the anchor to the last measured day (or from the first one to the anchor), interruptions ignored."""
    months, days = months_days(bound.value, bound.unit)
    frame = frames(_window(limb), back)[0]
    lo, hi = frame.lo, frame.hi
    one = Amount(ORIGIN, extra=1)
    absent = limb.measure == "absence"
    if back:
        return Literal(Count(obj, base, lo, Point(-months, 1 - days - extra), one, absent))
    return Literal(Count(obj, base, Point(months, days + extra - 1), hi, one, absent))


def _rolling(limb: Limb, event: str, obj: str, base: str, bound: Bound, extra: int) -> Formula:
    """The measured days of rolling windows are at least the bound: in every one of them, or in some.

    A maximum is asked for by its opposite: that every window keeps it is that not even some window has more.
    """
    window = limb.window
    assert isinstance(window, Window)
    if window.value is None:
        raise UnsupportedError(message("unsupported-rolling-no-length"))
    if window.unit == "calendar-year":
        raise UnsupportedError(message("unsupported-rolling-calendar"))
    some = window.quantifier == "some"
    if some and isinstance(limb.threshold, Bound) and isinstance(limb.upper_bound, Bound):
        raise UnsupportedError(message("unsupported-rolling-bounds"))
    months, days = months_days(window.value, window.unit or "day")
    amount_months, amount = months_days(bound.value, bound.unit)
    absent, (lo, hi) = limb.measure == "absence", _period(limb, event)
    if (bound is limb.upper_bound) != some:
        return Literal(Rolling(obj, base, months, days, amount + extra, absent, amount_months, False, lo, hi))
    return Literal(Rolling(obj, base, months, days, amount + extra, not absent, amount_months, True, lo, hi), False)


def _period(limb: Limb, event: str) -> tuple[Point | None, Point | None]:
    """The period in which windows roll; without a side it lies where the event itself looks."""
    within = limb.window.within if isinstance(limb.window, Window) else None
    if within is None:
        return None, None
    months, days = months_days(within.value, within.unit)
    same_side = (event == "arrival") == (limb.measure != "absence")
    ahead = event != "reference-date" and same_side if within.direction is None else within.direction == "forward"
    return (ORIGIN, Point(months, days)) if ahead else (Point(-months, -days), ORIGIN)


def _weighted(limb: Limb, obj: str, base: str, bound: Bound, extra: int) -> Formula:
    """Weighted calendar years: the first weight for the anchor's own year, the next for the year before, and so on."""
    window = limb.window
    if limb.weights is None or not isinstance(window, Window) or window.yearly is None:
        raise UnsupportedError(message("unsupported-weights"))
    year = year_code(window.yearly)
    parts = tuple((Point(-12 * i, 0, year), Point(12 - 12 * i, 0, year), w) for i, w in enumerate(limb.weights))
    amount = Amount(Point(*months_days(bound.value, bound.unit)), ORIGIN, extra)
    return Literal(Weighted(obj, base, parts, amount, limb.measure == "absence"))


def no_threshold(limb: Limb) -> bool:
    """Whether the limb asks for no minimum duration: it says so, or it counts whoever is present at the moment."""
    if limb.threshold is NONE:
        return True
    return limb.threshold is None and limb.event == "reference-date" and limb.population.base == "de-facto"
