"""The longest single stay or absence in a window (RULES.md, section 8.4), and what weights imply."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sojourn.model.rule import DAY_CONVENTIONS, NONE, Bound, Limb, Population, Window
from sojourn.rules import History, counted
from sojourn.rules.comparison.relation import BROADER, NARROWER, known_relation
from tests.rules.agreement import Asked, agree_with_z3, dates_are_decided_as_read
from tests.rules.generate import placed_limb, random_limb
from tests.support import rounds

EVENTS = ("arrival", "departure", "reference-date")
PAIRS = rounds(20)
SEED = os.environ.get("SOJOURN_SEED", "1")


def longest_limb(rng: random.Random, event: str) -> Limb:
    limb = placed_limb(rng, event, small=True, place="offset")
    return replace(limb, accumulation="longest", basis="actual", population=Population())


def pairs(event: str) -> Iterator[Asked]:
    rng = random.Random(f"{event} longest {SEED}")
    for _ in range(PAIRS):
        one = rng.choice((None, *DAY_CONVENTIONS))
        other = longest_limb(rng, event) if rng.random() < 0.4 else random_limb(rng, event, small=True)
        a, b = (replace(x, day_convention=one, basis="actual") for x in (longest_limb(rng, event), other))
        yield a, b, rng.randrange(1461)


@pytest.mark.parametrize("event", EVENTS)
def test_the_longest_stay_agrees_with_z3(event: str) -> None:
    decided, answered = agree_with_z3(pairs(event), event)
    assert decided > PAIRS * 0.25
    assert answered > 3 * decided * 0.7


def test_a_date_is_decided_as_the_day_by_day_reading_says() -> None:
    rng = random.Random(f"longest decisions {SEED}")
    limbs = (longest_limb(rng, "reference-date") for _ in range(PAIRS))
    dates_are_decided_as_read(rng, (replace(limb, day_convention=rng.choice(DAY_CONVENTIONS)) for limb in limbs))


def limb(upper: int, accumulation: str = "longest") -> Limb:
    window = Window(5, "year", "reference-date", "backward")
    return Limb(
        "reference-date",
        "absence",
        NONE,
        Bound(upper, "day", "<="),
        accumulation,
        window,
        basis="actual",
        day_convention="whole-days",
    )


def test_no_single_absence_over_180_days() -> None:
    """US naturalisation: 189 days away break the residence, 150 do not (public test values of a presence calculator)."""
    away = {189: date(2022, 7, 10), 150: date(2022, 6, 1)}
    answers = {
        days: counted(limb(180), History("x", ((None, date(2022, 1, 1)), (back, None))), date(2024, 1, 1)).counted
        for days, back in away.items()
    }
    assert answers == {189: False, 150: True}
    found = counted(limb(180), History("x", ((None, date(2022, 1, 1)), (away[150], None))), date(2024, 1, 1)).numbers
    assert found is not None
    assert (found.counted, found.allowed, found.left) == (150, 180, 30)
    assert found.window == (date(2022, 1, 2), date(2022, 5, 31))


def test_one_long_absence_is_also_many_days_away() -> None:
    assert known_relation(limb(180), limb(200)) == NARROWER
    assert known_relation(limb(180, "cumulative"), limb(180)) != BROADER


def weighted(*weights: Fraction | int) -> Limb:
    window = Window(len(weights), "calendar-year", "reference-date", "backward")
    return Limb(
        "reference-date",
        "stay",
        Bound(183, "day", ">="),
        NONE,
        "weighted",
        window,
        weights=tuple(map(Fraction, weights)),
        basis="actual",
        day_convention="any-part",
    )


def test_183_days_in_the_year_imply_the_weighted_test_and_heavier_weights_are_broader() -> None:
    year = Window(1, "calendar-year", "reference-date", "backward")
    plain = replace(weighted(1), accumulation="cumulative", window=year, weights=None)
    third = weighted(1, Fraction(1, 3), Fraction(1, 6))
    assert known_relation(plain, third) == NARROWER
    assert known_relation(weighted(1, Fraction(1, 2), Fraction(1, 4)), third) == BROADER
