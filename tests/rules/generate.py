"""A random stream of fully known rules and of travellers, for the agreement tests."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from sojourn.model.rule import (
    DAY_CONVENTIONS,
    NONE,
    AllOf,
    AnyOf,
    Bound,
    Duration,
    Interruptions,
    Limb,
    Not,
    Population,
    Rule,
    Stated,
    Window,
)
from sojourn.model.window import Within
from sojourn.rules.evaluation.evaluator import Stay, Traveller
from sojourn.rules.evaluation.periods import later, periods

GROUPS = ("students", "diplomats")
PURPOSES = ("work", "study")


def random_rule(
    rng: random.Random, event: str, *, small: bool = False, depth: int = 2, make: Callable[..., Limb] | None = None
) -> Rule:
    """A rule about one kind of event; `small` keeps all lengths to a few weeks; `make` makes the limbs."""
    make = make or random_limb
    roll = rng.random()
    if depth == 0 or roll < 0.6:
        return make(rng, event, small=small)

    def part() -> Rule:
        return random_rule(rng, event, small=small, depth=depth - 1, make=make)

    if roll < 0.75:
        return AnyOf(tuple(part() for _ in range(rng.randint(2, 3))))
    if roll < 0.9:
        return AllOf(tuple(part() for _ in range(2)))
    return Not(part())


def random_pair(rng: random.Random, event: str, *, small: bool, depth: int = 2) -> tuple[Rule, Rule]:
    """Two rules from the whole language: every way of counting, weights, rolling windows, all day conventions.

    Half of the pairs count days in one way (any of the four), the others mix the ways.
    """
    one = None if rng.random() < 0.3 else rng.choice(DAY_CONVENTIONS)
    mixed = rng.random() < 0.5

    def make(rng: random.Random, event: str, *, small: bool) -> Limb:
        limb = whole_limb(rng, event, small=small)
        return replace(limb, day_convention=rng.choice(DAY_CONVENTIONS) if mixed else one)

    a, b = (random_rule(rng, event, small=small, depth=depth, make=make) for _ in range(2))
    return a, b


def random_pair_with_breaks(rng: random.Random, event: str, *, depth: int) -> tuple[Rule, Rule]:
    """As `random_pair`, all days counted in nights; more than half of the unbroken stays tolerate breaks."""

    def make(rng: random.Random, event: str, *, small: bool) -> Limb:
        limb = replace(whole_limb(rng, event, small=small), day_convention="nights")
        around = isinstance(limb.window, Window) and limb.window.direction == "around"
        if limb.accumulation != "continuous" or around or rng.random() < 0.4:
            return limb
        return replace(limb, interruptions=random_interruptions(rng))

    a, b = (random_rule(rng, event, small=True, depth=depth, make=make) for _ in range(2))
    return a, b


def random_pair_with_filled_breaks(rng: random.Random, event: str, *, depth: int) -> tuple[Rule, Rule]:
    """As `random_pair_with_breaks`, the breaks tolerated where days add up, are weighed, or surround a date."""

    def make(rng: random.Random, event: str, *, small: bool) -> Limb:
        limb = replace(whole_limb(rng, event, small=small), day_convention="nights")
        return replace(limb, interruptions=random_interruptions(rng)) if fills(limb) and rng.random() < 0.7 else limb

    a, b = (random_rule(rng, event, small=True, depth=depth, make=make) for _ in range(2))
    return a, b


def fills(limb: Limb) -> bool:
    """Whether tolerated breaks of a limb count as days of their own: not where they only keep a stay from ending."""
    kind = kind_of(limb)
    return kind in ("cumulative", "weighted", "around the date", "calendar years")


def random_interruptions(rng: random.Random) -> Interruptions:
    """Breaks up to a length, for some purposes, or both."""
    tolerated = Bound(rng.randint(1, 4), "day", rng.choice(("<", "<=")))
    purposes = tuple(sorted(rng.sample(PURPOSES, rng.randint(1, 2))))
    return Interruptions(*rng.choice(((tolerated, ()), (None, purposes), (tolerated, purposes))))


def whole_limb(rng: random.Random, event: str, *, small: bool) -> Limb:
    """A fully known limb of any kind: those of `random_limb`, weighted years, and limits in every window."""
    limb = random_limb(rng, event, small=small)
    roll = rng.random()
    if roll < 0.08:
        return _weighted(rng, limb)
    if roll < 0.2:
        return _in_every_window(rng, limb, small=small)
    if roll < 0.24:
        return _calendar_years(rng, limb)
    return replace(limb, basis="registration") if roll > 0.95 else limb


def _weighted(rng: random.Random, limb: Limb) -> Limb:
    weights = tuple(Fraction(1, rng.choice((1, 1, 2, 3, 6))) for _ in range(rng.randint(1, 3)))
    value, unit = rng.choice(((rng.randint(1, 120), "day"), (183, "day"), (6, "month")))
    most = Bound(rng.randint(1, 300), "day", rng.choice(("<", "<="))) if rng.random() < 0.3 else NONE
    return replace(
        limb,
        threshold=NONE if rng.random() < 0.1 else Bound(value, unit, rng.choice((">", ">="))),
        upper_bound=most,
        accumulation="weighted",
        weights=weights,
        window=Window(1, "calendar-year", None, None),
    )


def _calendar_years(rng: random.Random, limb: Limb) -> Limb:
    side = rng.choice(("forward", "backward"))
    return replace(
        limb,
        threshold=Bound(rng.randint(1, 200), "day", rng.choice((">", ">="))),
        upper_bound=NONE,
        accumulation="cumulative",
        window=Window(rng.randint(1, 2), "calendar-year", limb.event, side),
    )


def _in_every_window(rng: random.Random, limb: Limb, *, small: bool) -> Limb:
    days = rng.randint(3, 12) if small else rng.choice((30, 90, 180))
    months = not small and rng.random() < 0.4
    window = Window(rng.choice((3, 6, 12)), "month", "rolling") if months else Window(days, "day", "rolling")
    least = rng.random() < 0.15
    value = rng.randint(1, max(days - 1, 1))
    bound = Bound(value, "day", rng.choice((">", ">=") if least else ("<", "<=")))
    return replace(
        limb,
        measure=rng.choice(("stay", "stay", "stay", "absence")),
        threshold=bound if least else NONE,
        upper_bound=NONE if least else bound,
        accumulation="cumulative",
        window=window,
        basis="actual",
    )


PLACES = ("offset", "each", "some", "at", "includes", "years")


def placed_limb(rng: random.Random, event: str, *, small: bool, place: str | None = None) -> Limb:
    """A fully known limb whose window lies elsewhere than at the anchor (RULES.md, section 8.2)."""
    limb = replace(
        random_limb(rng, event, small=small), prior="none", basis=rng.choice(("actual", "actual", "intended"))
    )
    place = place or rng.choice(PLACES)
    direction = rng.choice(("forward", "backward", "backward", "either"))
    value, unit = random_length(rng, small=small, low=2)
    window = Window(value, unit, event, direction)
    offset = Duration(rng.randint(0, 6), "day") if small else Duration(*random_length(rng, small=False, low=0))
    if place == "at":
        return replace(limb, threshold=NONE, upper_bound=NONE, window=replace(window, at=True))
    if place == "years":
        years = Window(1, "year", event, direction, starts=rng.choice(("04-06", "07-01", "12-31", "01-01")))
        window = replace(years, some=rng.choice((None, 2)))
    elif place in ("each", "some"):
        short = Window(rng.randint(2, 4), "day", event, direction) if small else Window(3, "month", event, direction)
        window = replace(short, **{place: rng.randint(2, 3)})  # type: ignore[arg-type]
    if place == "includes":
        window = replace(window, includes_anchor=rng.random() < 0.5)
    elif place == "offset" or rng.random() < 0.3:
        window = replace(window, offset=offset)
    unbroken = place in ("offset", "includes") and event == "reference-date" and rng.random() < 0.3
    if unbroken:
        return replace(limb, accumulation="continuous", window=window)
    longest = max(value - 1, 1) if place in ("offset", "includes") else 3
    bound = Bound(rng.randint(1, longest), "day", rng.choice((">", ">=")))
    return replace(limb, accumulation="cumulative", window=window, threshold=bound if small else limb.threshold)


def rolling_limb(rng: random.Random, event: str, *, small: bool) -> Limb:
    """A limb that asks every rolling window, or some, most of them inside a period (RULES.md, section 8.3)."""
    limb = replace(random_limb(rng, event, small=small), prior="none", basis="actual")
    days = rng.randint(2, 7) if small else rng.choice((30, 90))
    within: Within | None = None
    if rng.random() < 0.85:
        period = rng.randint(days, 14) if small else rng.choice((90, 200))
        within = Within(period, "day", rng.choice(("forward", "backward", None)))
    window = Window(days, "day", "rolling", within=within, quantifier=rng.choice(("every", "some", "some", None)))
    least = rng.random() < 0.5
    bound = Bound(rng.randint(1, days), "day", rng.choice((">", ">=") if least else ("<", "<=")))
    return replace(
        limb,
        threshold=bound if least else NONE,
        upper_bound=NONE if least else bound,
        accumulation="cumulative",
        window=window,
    )


def kind_of(limb: Limb) -> str:
    """What kind of limb it is, to count what a random stream holds."""
    window = limb.window
    if isinstance(window, Window) and window.anchor == "rolling":
        return f"rolling {window.unit}s"
    if isinstance(window, Window) and window.unit == "calendar-year" and limb.accumulation != "weighted":
        return "calendar years"
    if isinstance(window, Window) and window.direction == "around" and limb.accumulation == "continuous":
        return "around the date"
    return limb.accumulation or ""


def random_length(rng: random.Random, *, small: bool, low: int = 1) -> tuple[int, str]:
    """A length and its unit."""
    if small:
        return (rng.randint(low, 9), "day") if rng.random() < 0.85 else (1, "week")
    unit = rng.choice(("day", "month", "month", "month", "week", "year"))
    top = {"day": 400, "month": 14, "week": 30, "year": 2}[unit]
    common = {"day": (90, 183, 365), "month": (3, 6, 12), "week": (4,), "year": (1,)}[unit]
    return (rng.choice(common) if rng.random() < 0.5 else rng.randint(low, top)), unit


def random_limb(rng: random.Random, event: str, *, small: bool) -> Limb:
    """A fully known limb; a third of them with an upper bound, some with attributes."""
    way = rng.choice(("continuous", "continuous", "cumulative", "cumulative", "cumulative", "span"))
    measure = (
        rng.choice(("stay", "stay", "absence")) if event != "departure" else rng.choice(("absence", "absence", "stay"))
    )
    threshold: Bound | Stated = Bound(*random_length(rng, small=small), rng.choice((">", ">=")))
    upper: Bound | Stated = NONE
    if rng.random() < 0.3:
        upper = Bound(*random_length(rng, small=small), rng.choice(("<", "<=")))
    if rng.random() < 0.1:
        threshold = NONE
    window = _random_window(rng, event, way, small=small)
    return Limb(
        event=event,
        measure=measure,
        threshold=threshold,
        upper_bound=upper,
        accumulation=way,
        window=window,
        basis=rng.choice(("actual", "actual", "actual", "actual", "intended", "actual-or-intended", "granted")),
        prior=rng.choice(("non-resident", "resident", "none", "none")),
        population=_random_population(rng, event),
    )


def _random_window(rng: random.Random, event: str, way: str, *, small: bool) -> Window | Stated:
    sides = (
        ("forward", "backward", "either") if event == "reference-date" else ("forward", "forward", "backward", "either")
    )
    direction = rng.choice(sides)
    if way == "continuous":
        return Window(None, None, event, "around" if event == "reference-date" and rng.random() < 0.3 else direction)
    if rng.random() < 0.1:
        return Window(None, None, event, direction)
    if not small and rng.random() < 0.1:
        return Window(rng.randint(1, 2), "calendar-year", event, direction)
    length, unit = random_length(rng, small=small, low=2)
    return Window(length * 2 if small or rng.random() < 0.5 else length, unit, event, direction)


def _random_population(rng: random.Random, event: str) -> Population:
    if rng.random() < 0.75:
        return Population(base="de-facto") if event == "reference-date" and rng.random() < 0.2 else Population()
    return Population(
        base=rng.choice((None, "registered", "usual-resident")),
        includes=tuple(g for g in GROUPS if rng.random() < 0.3),
        excludes=tuple(g for g in GROUPS if rng.random() < 0.3),
        requires=(("purpose", tuple(rng.sample(PURPOSES, rng.randint(1, 2)))),) if rng.random() < 0.4 else (),
    )


def edges(rule: Rule, anchor: date) -> list[date]:
    """The dates at which a rule's windows and thresholds begin and end."""
    out = [anchor]
    match rule:
        case AnyOf(rules) | AllOf(rules):
            return [day for r in rules for day in edges(r, anchor)]
        case Not(inner):
            return edges(inner, anchor)
        case Limb():
            for part in (rule.threshold, rule.upper_bound, rule.window):
                if isinstance(part, (Bound, Window)) and part.value is not None:
                    for sign in (-1, 1):
                        out.append(later(anchor, sign * part.value, part.unit))
            window = rule.window if isinstance(rule.window, Window) else Window()
            if window.within:
                length = window.within
                out += [later(anchor, sign * length.value, length.unit) for sign in (-1, 1)]
            if window.offset or window.count > 1 or window.starts:
                found = [each for side in ("ahead", "behind") for each in periods(rule, anchor, side)]
                out += [day for period in found for day in (period.first, period.end) if day is not None]
        case _:
            pass
    return out


def random_traveller(rng: random.Random, event: str, anchor: date, days: list[date]) -> Traveller:
    """A traveller whose crossings lie near the given dates, with random plans and attributes."""
    attributes = {"status_before": rng.choice(("resident", "non-resident")), "registered": rng.choice(("yes", "no"))}
    attributes["break_purpose"] = rng.choice(("work", "study", "other"))
    attributes["purpose"] = rng.choice(("work", "study", "other"))
    attributes |= {f"group:{g}": rng.choice(("yes", "no", "no")) for g in GROUPS}
    return Traveller(
        event,
        anchor,
        _random_stays(rng, event, anchor, days, actual=True),
        {obj: _random_stays(rng, event, anchor, days, actual=False) for obj in ("intended", "granted")},
        attributes,
    )


def _random_stays(rng: random.Random, event: str, anchor: date, days: list[date], *, actual: bool) -> tuple[Stay, ...]:
    near = {rng.choice(days) + timedelta(days=rng.choice((-2, -1, 0, 0, 1, 2))) for _ in range(rng.randint(0, 6))}
    one = timedelta(days=1)
    if event == "arrival":
        near = {day for day in near if day > anchor or (actual and day < anchor)} | {anchor}
    if event == "departure":
        near = {day for day in near if day > anchor or (actual and day < anchor)} | {anchor}
    marks = sorted(near)
    begins = {"arrival": True, "departure": False}.get(event, rng.random() < 0.5)
    # Crossings alternate; the one on the anchor must point the way that the event says.
    position = marks.index(anchor) if anchor in near and event != "reference-date" else 0
    first_in = begins if position % 2 == 0 else not begins
    stays: list[Stay] = []
    came: date | None = None
    inside = not first_in
    for mark in marks:
        if inside:
            stays.append((came, mark))
        else:
            came = mark
        inside = not inside
    if inside and marks:
        stays.append((came, None if rng.random() < 0.3 else max(marks) + rng.randint(1, 500) * one))
    return _with_short_ones(rng, event if actual else "", anchor, stays, days)


def _with_short_ones(
    rng: random.Random, event: str, anchor: date, stays: list[Stay], days: list[date]
) -> tuple[Stay, ...]:
    """Some same-day visits and same-day trips besides, and now and then the crossing itself is one."""
    if event == "arrival" and rng.random() < 0.15:
        stays = [stay for stay in stays if stay[0] != anchor] + [(anchor, anchor)]
    if event == "departure" and rng.random() < 0.15:
        after = [stay for stay in stays if stay[0] is not None and stay[0] > anchor]
        later = anchor + timedelta(days=rng.randint(1, 9))
        if all(stay[0] is not None and stay[0] > later for stay in after):
            stays = [*stays, (anchor, later)]
    for day in {rng.choice(days) + timedelta(days=rng.randint(-3, 3)) for _ in range(rng.randint(0, 2))}:
        if day == anchor or rng.random() < 0.5:
            continue
        if all((left is not None and left < day) or (came is not None and came > day) for came, left in stays):
            stays = [*stays, (day, day)]
        inside = [s for s in stays if (s[0] is None or s[0] < day) and (s[1] is None or day < s[1])]
        if inside:
            stays = [s for s in stays if s != inside[0]] + [(inside[0][0], day), (day, inside[0][1])]
    return tuple(sorted(stays, key=lambda stay: (stay[0] or date.min, stay[1] or date.max)))
