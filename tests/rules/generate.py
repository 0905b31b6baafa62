"""A random stream of fully known rules and of travellers, for the agreement tests."""

from __future__ import annotations

import random
from datetime import date, timedelta

from sojourn.model.rule import NONE, AllOf, AnyOf, Bound, Limb, Not, Population, Rule, Stated, Window
from sojourn.rules.evaluator import Stay, Traveller, _later

GROUPS = ("students", "diplomats")
PURPOSES = ("work", "study")


def random_rule(rng: random.Random, event: str, *, small: bool = False, depth: int = 2) -> Rule:
    """A rule about one kind of event; `small` keeps all lengths to a few weeks."""
    roll = rng.random()
    if depth == 0 or roll < 0.6:
        return random_limb(rng, event, small=small)
    if roll < 0.75:
        return AnyOf(tuple(random_rule(rng, event, small=small, depth=depth - 1) for _ in range(rng.randint(2, 3))))
    if roll < 0.9:
        return AllOf(tuple(random_rule(rng, event, small=small, depth=depth - 1) for _ in range(2)))
    return Not(random_rule(rng, event, small=small, depth=depth - 1))


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
    return Limb(
        event=event,
        measure=measure,
        threshold=threshold,
        upper_bound=upper,
        accumulation=way,
        window=_random_window(rng, event, way, small=small),
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
                        out.append(_later(anchor, sign * part.value, part.unit))
        case _:
            pass
    return out


def random_traveller(rng: random.Random, event: str, anchor: date, days: list[date]) -> Traveller:
    """A traveller whose crossings lie near the given dates, with random plans and attributes."""
    attributes = {"status_before": rng.choice(("resident", "non-resident")), "registered": rng.choice(("yes", "no"))}
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
    return tuple(stays)
