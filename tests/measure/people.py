"""Random rules about crossings and small random populations, for the agreement tests."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sojourn.model.rule import DAY_CONVENTIONS, AllOf, AnyOf, Limb, Rule, Window
from sojourn.rules import History
from sojourn.rules.evaluation.evaluator import Stay
from tests.rules.generate import random_rule, whole_limb

FIRST, LAST = date(2014, 1, 15), date(2019, 12, 20)
STATUSES = (None, "resident", "non-resident")


@dataclass(frozen=True)
class Population:
    """Histories that end on one day, with one status at the start."""

    histories: tuple[History, ...]
    until: date
    start: str | None


def random_population(rng: random.Random, *, small: bool, people: int = 12) -> Population:
    """Persons who cross often and seldom, with same-day trips, some of them there before observation began."""
    reach = timedelta(days=60 if small else 900)
    until = FIRST + reach + timedelta(days=rng.randint(0, 40))
    start = rng.choice(STATUSES)
    return Population(
        tuple(_history(rng, f"p{k}", until, start, small) for k in range(people)),
        until,
        start,
    )


def _history(rng: random.Random, name: str, until: date, start: str | None, small: bool) -> History:
    count, span = rng.choice((1, 2, 3, 4, 6, 9)), (until - FIRST).days
    late = rng.random() < 0.5
    days = sorted(rng.randint(span // 2 if late else 0, span) for _ in range(count))
    if rng.random() < 0.3:
        days = sorted([*days, rng.choice(days)])
    dates: list[date | None] = [FIRST + timedelta(days=day) for day in days]
    if rng.random() < 0.25:
        dates = [None, *dates]
    if len(dates) % 2:
        dates.append(None)
    stays: list[Stay] = list(zip(dates[::2], dates[1::2], strict=True))
    return History(name, tuple(stays), start, until)


def random_crossing_rule(rng: random.Random, *, small: bool, kind: str) -> Rule:
    """A rule about actual stays: one limb for a direction (`plain`), or anything in the language (`whole`)."""
    event = rng.choice(("arrival", "departure"))
    convention = rng.choice(DAY_CONVENTIONS)
    mixed = kind == "whole" and rng.random() < 0.3

    def make(rng: random.Random, event: str, *, small: bool) -> Limb:
        while True:
            limb = whole_limb(rng, event, small=small)
            window = limb.window
            if isinstance(window, Window) and window.anchor == "rolling":
                continue
            return replace(
                limb,
                basis="actual",
                day_convention=rng.choice(DAY_CONVENTIONS) if mixed else convention,
                population=replace(limb.population, base=None, requires=()),
            )

    if kind == "plain":
        limb = make(rng, event, small=small)
        other = make(rng, "departure" if event == "arrival" else "arrival", small=small)
        return limb if rng.random() < 0.5 else AnyOf((limb, other))
    rule = random_rule(rng, event, small=small, depth=2, make=make)
    if rng.random() < 0.3:
        other_rule = random_rule(rng, "departure" if event == "arrival" else "arrival", small=small, depth=1, make=make)
        return AnyOf((rule, other_rule))
    return rule if rng.random() < 0.9 else AllOf((rule, make(rng, event, small=small)))
