"""Rolling windows inside a period, every one of them or some (RULES.md, section 8.3)."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date

import pytest

from sojourn.model.rule import DAY_CONVENTIONS, NONE, Bound, Limb, Population, Rule, Window
from sojourn.model.window import Within
from sojourn.rules import History, counted
from sojourn.rules.comparison.relation import (
    BROADER,
    EQUAL,
    NARROWER,
    cases,
    contested_groups,
    known_relation,
    shared_base,
    sides,
)
from sojourn.rules.comparison.witness import check, find_witness
from sojourn.rules.errors import RuleError, UnsupportedError
from tests.rules.agreement import agree_with_z3, dates_are_decided_as_read, hold_against_travellers
from tests.rules.generate import placed_limb, random_limb, random_rule, rolling_limb
from tests.support import rounds

EVENTS = ("arrival", "departure", "reference-date")
PAIRS = rounds(34)
SEED = os.environ.get("SOJOURN_SEED", "1")


def pair(rng: random.Random, event: str) -> tuple[Rule, Rule]:
    """Two rules that count days in one way, the first with rolling windows."""
    one = rng.choice((None, *DAY_CONVENTIONS))

    def make(rng: random.Random, event: str, *, small: bool) -> Limb:
        return replace(rolling_limb(rng, event, small=small), day_convention=one)

    first = random_rule(rng, event, small=True, depth=rng.choice((0, 0, 1)), make=make)
    if rng.random() < 0.5:
        return first, random_rule(rng, event, small=True, depth=0, make=make)
    other = rng.choice((random_limb, placed_limb))
    return first, replace(other(rng, event, small=True), day_convention=one, basis="actual")


@pytest.mark.parametrize("event", EVENTS)
def test_rolling_windows_in_a_period_agree_with_z3(event: str) -> None:
    rng = random.Random(f"{event} within {SEED}")
    decided, answered = agree_with_z3(((*pair(rng, event), rng.randrange(1461)) for _ in range(PAIRS)), event)
    assert decided > PAIRS * 0.5
    assert answered > 3 * decided * 0.7


@pytest.mark.parametrize("event", EVENTS)
def test_no_traveller_contradicts_a_relation_and_each_witness_is_one(event: str) -> None:
    rng = random.Random(f"{event} within days {SEED}")
    shown = 0
    for _ in range(PAIRS // 2):
        a, b = pair(rng, event)
        base, contested = shared_base(a, b), contested_groups(a, b)
        try:
            found = sides(a, b)
            person = find_witness(cases(a, b, False, base, contested), found.a_not_b) if found.a_not_b else None
        except (UnsupportedError, RuleError):
            continue
        if person is not None:
            check(person, ((a, True), (b, False)), base, False)
            shown += 1
        hold_against_travellers(rng, a, b, found, event, 4)
    assert shown > PAIRS // 20


def limb(lower: int | None = None, upper: int | None = None, **parts: object) -> Limb:
    window = Window(12, "month", "rolling", **parts)  # type: ignore[arg-type]
    threshold = NONE if lower is None else Bound(lower, "day", ">=")
    upper_bound = NONE if upper is None else Bound(upper, "day", "<=")
    return Limb("reference-date", "stay", threshold, upper_bound, "cumulative", window, basis="actual")


FIVE, THREE = Within(5, "year", "backward"), Within(3, "year", "backward")


def test_every_and_some_are_each_others_opposite() -> None:
    assert known_relation(limb(183, within=FIVE), limb(183, within=FIVE, quantifier="every")) == EQUAL
    assert known_relation(limb(183, within=FIVE, quantifier="some"), limb(183, within=FIVE)) == BROADER


def test_a_stricter_limit_and_a_shorter_period_imply_as_they_should() -> None:
    assert known_relation(limb(upper=180, within=FIVE), limb(upper=183, within=FIVE)) == NARROWER
    assert known_relation(limb(upper=180, within=FIVE), limb(upper=180, within=THREE)) == NARROWER
    assert known_relation(limb(upper=180), limb(upper=180, within=FIVE)) == NARROWER
    some = "some"
    assert known_relation(limb(183, within=THREE, quantifier=some), limb(183, within=FIVE, quantifier=some)) == NARROWER


def test_one_window_that_keeps_a_minimum_and_a_maximum_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedError) as refused:
        known_relation(limb(100, 183, within=FIVE, quantifier="some"), limb(100, within=FIVE))
    assert refused.value.reason.id == "unsupported-rolling-bounds"


def test_a_date_is_decided_as_the_day_by_day_reading_says() -> None:
    rng = random.Random(f"within decisions {SEED}")
    drawn = (rolling_limb(rng, "reference-date", small=rng.random() < 0.7) for _ in range(3 * PAIRS))
    past = (limb for limb in drawn if not _forward(limb))
    bare = (replace(limb, population=Population(), day_convention=rng.choice(DAY_CONVENTIONS)) for limb in past)
    dates_are_decided_as_read(rng, bare)


def _forward(limb: Limb) -> bool:
    """Whether the windows lie in a period after the date, of which nothing is known."""
    window = limb.window
    return isinstance(window, Window) and window.within is not None and window.within.direction == "forward"


# -- facts: cases of public tests ----------------------------------------------------------------------------------------


def test_more_than_183_days_in_any_12_months_is_met_on_day_184() -> None:
    """Norway and New Zealand: "any" is "some", looked at up to the date (shared case: any 12 months)."""
    window = Window(12, "month", "rolling", quantifier="some")
    rule = Limb("reference-date", "stay", Bound(183, "day", ">"), NONE, "cumulative", window, basis="actual")
    rule = replace(rule, day_convention="nights")
    split = History("x", ((date(2019, 11, 1), date(2020, 2, 8)), (date(2020, 6, 1), date(2020, 8, 25))))
    # 99 nights and then 85: the last one is that of 24 August.
    found = [counted(rule, split, day) for day in (date(2019, 12, 31), date(2020, 8, 24), date(2020, 8, 25))]
    assert [each.counted for each in found] == [False, False, True]
    assert found[2].numbers is not None
    assert (found[2].numbers.counted, found[2].numbers.needed) == (184, 184)
    assert found[1].numbers is not None
    assert (found[1].numbers.counted, found[1].numbers.left) == (183, 1)
    shorter = History("x", ((date(2019, 11, 1), date(2020, 2, 8)), (date(2020, 6, 1), date(2020, 8, 24))))
    assert counted(rule, shorter, date(2020, 12, 31)).counted is False


def test_settlement_asks_for_at_most_180_days_away_in_any_12_months_of_five_years() -> None:
    window = Window(12, "month", "rolling", within=Within(5, "year", "backward"))
    rule = Limb("reference-date", "absence", NONE, Bound(180, "day", "<="), "cumulative", window, basis="actual")
    rule = replace(rule, day_convention="whole-days")
    kept = History("x", ((date(2023, 1, 1), date(2023, 3, 1)), (date(2023, 8, 29), None)))
    broken = History("x", ((date(2023, 1, 1), date(2023, 3, 1)), (date(2023, 8, 30), None)))
    on = date(2028, 1, 1)
    found, other = counted(rule, kept, on), counted(rule, broken, on)
    assert (found.counted, other.counted) == (True, False)
    assert found.numbers is not None
    assert (found.numbers.counted, found.numbers.allowed, found.numbers.left) == (180, 180, 0)
    assert other.numbers is not None
    assert other.numbers.counted == 181
    # Who leaves for good two years later was within the rule on the date.
    later = History("x", ((None, date(2030, 1, 1)),))
    assert counted(rule, later, on).counted is True
