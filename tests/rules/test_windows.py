"""Windows that lie elsewhere than at the anchor: offsets, several in a row, instants, whole years (RULES.md, section 8.2)."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date

import pytest

from sojourn.model.rule import (
    DAY_CONVENTIONS,
    Bound,
    Duration,
    Limb,
    Population,
    Rule,
    Window,
    rule_from_dict,
    rule_to_dict,
)
from sojourn.rules import History, counted
from sojourn.rules.comparison.relation import (
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
from sojourn.rules.evaluation.evaluator import evaluate
from sojourn.rules.logic.calendar import CYCLE_DATES
from sojourn.rules.logic.expand import map_limbs
from tests.rules.agreement import agree_with_z3, hold_against_travellers
from tests.rules.generate import edges, placed_limb, random_limb, random_rule, random_traveller
from tests.support import rounds

EVENTS = ("arrival", "departure", "reference-date")
PAIRS = rounds(40)
SEED = os.environ.get("SOJOURN_SEED", "1")


def pair(rng: random.Random, event: str, *, small: bool) -> tuple[Rule, Rule]:
    """Two rules, at least the first of them with a window elsewhere; days counted in one way or in several."""
    mixed, one = rng.random() < 0.3, rng.choice((None, *DAY_CONVENTIONS))

    def convened(limb: Limb) -> Limb:
        return replace(limb, day_convention=rng.choice(DAY_CONVENTIONS) if mixed else one)

    def make(rng: random.Random, event: str, *, small: bool) -> Limb:
        return convened(placed_limb(rng, event, small=small))

    depth = rng.choice((0, 0, 1))
    first = random_rule(rng, event, small=small, depth=depth, make=make)
    if rng.random() < 0.5:
        return first, random_rule(rng, event, small=small, depth=depth, make=make)
    return first, convened(random_limb(rng, event, small=small))


def reach_of(a: Rule, b: Rule) -> int:
    """Years that begin on a day lie up to three years away from the date."""
    return 1150 if any("starts" in str(rule_to_dict(rule)) for rule in (a, b)) else 60


@pytest.mark.parametrize("event", EVENTS)
def test_windows_elsewhere_agree_with_z3(event: str) -> None:
    rng = random.Random(f"{event} windows {SEED}")
    drawn = ((*pair(rng, event, small=True), rng.randrange(1461)) for _ in range(PAIRS))
    decided, answered = agree_with_z3(drawn, event, reach_of)
    assert decided > PAIRS * 0.6
    assert answered > 3 * decided * 0.8


@pytest.mark.parametrize("event", EVENTS)
def test_no_traveller_contradicts_a_relation(event: str) -> None:
    rng = random.Random(f"{event} windows days {SEED}")
    decided = 0
    for _ in range(PAIRS // 2):
        a, b = pair(rng, event, small=rng.random() < 0.3)
        try:
            found = sides(a, b)
        except (UnsupportedError, RuleError):
            continue
        decided += 1
        hold_against_travellers(rng, a, b, found, event, 6)
    assert decided > PAIRS * 0.3


@pytest.mark.parametrize("event", EVENTS)
def test_each_witness_is_counted_by_one_rule_and_not_by_the_other(event: str) -> None:
    rng = random.Random(f"{event} windows witness {SEED}")
    found_one = 0
    for _ in range(PAIRS // 4):
        a, b = pair(rng, event, small=True)
        base, contested = shared_base(a, b), contested_groups(a, b)
        try:
            mask = sides(a, b).a_not_b
            person = find_witness(cases(a, b, False, base, contested), mask) if mask else None
        except (UnsupportedError, RuleError):
            continue
        if mask:
            assert person is not None
            check(person, ((a, True), (b, False)), base, False)
            found_one += 1
    assert found_one > PAIRS // 20


@pytest.mark.parametrize("event", EVENTS)
def test_an_offset_of_zero_and_one_window_of_one_change_nothing(event: str) -> None:
    rng = random.Random(f"{event} windows laws {SEED}")
    for _ in range(20):
        limb = placed_limb(rng, event, small=True, place="offset")
        window = limb.window
        assert isinstance(window, Window)
        plain = replace(limb, window=replace(window, offset=None))
        for same in (replace(window, offset=Duration(0, "day")), replace(window, offset=None, some=1)):
            if limb.accumulation == "cumulative" or same.some is None:
                assert known_relation(replace(limb, window=same), plain) == EQUAL


def test_each_window_is_narrower_than_some_window_and_calendar_years_begin_on_1_january() -> None:
    def limb(**parts: object) -> Limb:
        window = Window(1, "year", "reference-date", "backward", **parts)  # type: ignore[arg-type]
        bound = Bound(183, "day", ">=")
        return Limb("reference-date", "stay", bound, accumulation="cumulative", window=window, basis="actual")

    assert known_relation(limb(each=3), limb(some=3)) == NARROWER
    assert known_relation(limb(each=3), limb(each=2)) == NARROWER
    assert known_relation(limb(some=2), limb(some=3)) == NARROWER
    calendar = replace(limb(), window=Window(1, "calendar-year", "reference-date", "backward"))
    assert known_relation(limb(starts="01-01"), calendar) == EQUAL
    assert known_relation(limb(starts="04-06"), calendar) != EQUAL


@pytest.mark.parametrize("event", EVENTS)
def test_windows_are_written_as_they_were_read(event: str) -> None:
    rng = random.Random(f"{event} windows text {SEED}")
    for _ in range(40):
        limb = placed_limb(rng, event, small=False)
        assert rule_from_dict(rule_to_dict(limb)) == limb


def test_a_date_is_decided_as_the_day_by_day_reading_says() -> None:
    rng = random.Random(f"windows decisions {SEED}")
    seen: set[bool] = set()
    for _ in range(PAIRS):
        rule = pair(rng, "reference-date", small=rng.random() < 0.5)[0]
        anchor = rng.choice(CYCLE_DATES)
        person = random_traveller(rng, "reference-date", anchor, edges(rule, anchor))
        person = replace(person, plans={"intended": person.stays})
        history = History("x", person.stays, None, None, dict(person.attributes))
        try:
            answers = {counted(asked, history, anchor).counted for asked in (as_actual(rule),)}
        except RuleError:
            continue
        expected = evaluate(as_actual(rule), person, silent=shared_base(rule, rule))
        assert answers == {expected}, (rule, person)
        seen.add(expected)
    assert seen == {True, False}


def as_actual(rule: Rule) -> Rule:
    """The rule about what happened, whomever it leaves out."""
    return map_limbs(rule, lambda limb: replace(limb, basis="actual", population=Population()))


# -- facts ---------------------------------------------------------------------------------------------------------------


def test_present_on_the_day_five_years_before() -> None:
    window = Window(5, "year", "reference-date", "backward", at=True)
    rule = Limb("reference-date", "stay", accumulation="continuous", window=window, basis="actual")
    there = History("x", ((date(2018, 3, 1), date(2018, 3, 2)),), None, None)
    assert [counted(rule, there, day).counted for day in (date(2023, 2, 28), date(2023, 3, 1), date(2023, 3, 2))] == [
        False,
        True,
        False,
    ]
    # From 29 February the day five years before is 28 February.
    leap = History("x", ((date(2019, 2, 28), date(2019, 3, 1)),), None, None)
    assert counted(rule, leap, date(2024, 2, 29)).counted is True


def test_the_anchor_belongs_to_a_backward_window_only_if_the_rule_says_so() -> None:
    window = Window(180, "day", "reference-date", "backward")
    rule = Limb(
        "reference-date", "stay", Bound(1, "day", ">="), accumulation="cumulative", window=window, basis="actual"
    )
    on_the_day = History("x", ((date(2023, 6, 1), date(2023, 6, 2)),), None, None)
    assert counted(rule, on_the_day, date(2023, 6, 1)).counted is False
    included = counted(replace(rule, window=replace(window, includes_anchor=True)), on_the_day, date(2023, 6, 1))
    assert included.counted is True
    assert included.numbers is not None
    assert included.numbers.window == (date(2022, 12, 4), date(2023, 6, 1))


def test_tax_years_begin_on_their_own_day() -> None:
    window = Window(1, "year", "reference-date", "backward", starts="04-06")
    rule = Limb(
        "reference-date", "stay", Bound(183, "day", ">="), accumulation="cumulative", window=window, basis="actual"
    )
    person = History("x", ((date(2019, 6, 1), date(2020, 1, 1)),), None, None)
    # 214 nights in the year to 5 April 2020; none in the next one.
    assert [counted(rule, person, day).counted for day in (date(2020, 4, 5), date(2020, 4, 6))] == [True, False]
    found = counted(rule, person, date(2020, 4, 5)).numbers
    assert found is not None
    assert found.window == (date(2019, 4, 6), date(2020, 4, 5))
