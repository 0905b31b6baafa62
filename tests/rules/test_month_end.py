"""Months at the end of a month: clamped to its last day, or rolled over to the 1st (RULES.md, section 8.8)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from sojourn.cli.answers.compare import compare as compare_command
from sojourn.model.rule import DAY_CONVENTIONS, Bound, Limb, Population, Window, rule_from_dict, rule_to_dict
from sojourn.model.traveller import Traveller
from sojourn.rules import History, apply, compare, counted, evaluate
from sojourn.rules.comparison.relation import known_relation, sides
from sojourn.rules.logic.calendar import CYCLE_DATES, Point, point_offset
from tests.rules.agreement import agree_with_z3, no_traveller_contradicts
from tests.rules.generate import edges, random_limb, random_traveller
from tests.rules.written import UNBROKEN
from tests.support import rounds

ROUNDS = rounds(20)
SEED = os.environ.get("SOJOURN_SEED", "1")


def six(**facets: Any) -> Limb:
    rule = rule_from_dict({**UNBROKEN, **facets})
    assert isinstance(rule, Limb)
    return rule


CLAMPED, ROLLED = six(), six(month_end="rolled-over")


def differing(months: int) -> list[date]:
    """The start dates of four years from which so many months are other days under the other convention."""
    points = Point(months), Point(months, rolls=True)
    return [day for day in CYCLE_DATES if point_offset(points[0], day) != point_offset(points[1], day)]


def test_six_months_differ_on_27_of_1461_start_dates() -> None:
    assert len(differing(6)) == 27
    assert {day.day for day in differing(6)} == {29, 30, 31}


@pytest.mark.parametrize(
    ("start", "months", "clamped", "rolled"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28), date(2025, 3, 1)),
        (date(2024, 2, 29), 48, date(2028, 2, 29), date(2028, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28), date(2023, 3, 1)),
        (date(2024, 1, 31), 1, date(2024, 2, 29), date(2024, 3, 1)),
        (date(2023, 10, 31), -1, date(2023, 9, 30), date(2023, 10, 1)),
    ],
)
def test_the_two_conventions_on_the_last_days_of_a_month(start: date, months: int, clamped: date, rolled: date) -> None:
    for rolls, expected in ((False, clamped), (True, rolled)):
        assert start.toordinal() + point_offset(Point(months, rolls=rolls), start) == expected.toordinal()


def test_the_facet_is_read_and_written_back_without_loss() -> None:
    assert rule_to_dict(ROLLED)["month_end"] == "rolled-over"
    assert rule_from_dict(rule_to_dict(ROLLED)) == ROLLED


def test_rules_that_differ_in_the_convention_differ_on_those_dates_alone() -> None:
    assert known_relation(ROLLED, CLAMPED) == "narrower"
    found = sides(CLAMPED, ROLLED)
    assert found.a_not_b.bit_count() == 27
    assert found.b_not_a == 0
    assert known_relation(six(month_end="clamped"), CLAMPED) == "equal"


def test_a_window_that_rolls_over_holds_a_day_more_on_those_dates() -> None:
    ten = {"threshold": {"value": 10, "unit": "day", "comparison": ">="}, "accumulation": "cumulative"}
    window = {"value": 6, "unit": "month", "anchor": "arrival", "direction": "forward"}
    rolled, clamped = (six(**ten, window=window, month_end=end) for end in ("rolled-over", "clamped"))
    assert known_relation(rolled, clamped) == "broader"
    assert sides(rolled, clamped).a_not_b.bit_count() == 27


WITH_BREAKS = {"interruptions": {"tolerated": {"value": 14, "unit": "day", "comparison": "<="}}}
IN_ROLLING_WINDOWS = {
    "accumulation": "cumulative",
    "threshold": {"value": 29, "unit": "day", "comparison": ">="},
    "window": {
        "value": 60,
        "unit": "day",
        "anchor": "rolling",
        "quantifier": "some",
        "within": {"value": 6, "unit": "month", "direction": "forward"},
    },
}


@pytest.mark.parametrize(("facets", "away"), [(WITH_BREAKS, 10), (IN_ROLLING_WINDOWS, 145)])
def test_the_time_in_which_breaks_are_tolerated_or_windows_roll_rolls_over(facets: dict[str, Any], away: int) -> None:
    """A person who is away for some days, and back for the last 29 nights before a day around the end of six months."""
    rule = six(**facets, month_end="rolled-over")
    seen: set[bool] = set()
    for start in differing(6):
        end = start + timedelta(days=point_offset(Point(6, rolls=True), start))
        for left in (end + timedelta(days=shift) for shift in range(-3, 4)):
            back = left - timedelta(days=29)
            stays = ((start, back - timedelta(days=away)), (back, left))
            found = apply(rule, History("x", stays, initial_status="non-resident"))[0].migration
            assert found == evaluate(rule, Traveller("arrival", start, stays)), stays
            seen.add(bool(found))
    assert seen == {True, False}


def test_an_explanation_says_what_the_other_convention_would_give() -> None:
    """Arrived on 31 August and left on 29 February: six months by the last day, a day short by the 1st of March."""
    person = History("x", ((date(2023, 8, 31), date(2024, 2, 29)),))
    (arrival, _) = apply(CLAMPED, person)
    assert arrival.migration is True
    assert "decision-months-other" in str(arrival.trace.to_dict())
    (other, _) = apply(ROLLED, person)
    assert other.migration is False
    assert "decision-months-other" in str(other.trace.to_dict())
    (same, _) = apply(CLAMPED, History("x", ((date(2023, 8, 31), date(2024, 5, 1)),)))
    assert "decision-months-same" in str(same.trace.to_dict())
    (plain, _) = apply(CLAMPED, History("x", ((date(2023, 8, 1), date(2024, 5, 1)),)))
    assert "decision-months" not in str(plain.trace.to_dict())


def test_a_date_is_explained_so_too() -> None:
    stock = six(event="reference-date", window={"anchor": "reference-date", "direction": "backward"})
    found = counted(stock, History("x", ((date(2023, 3, 1), None),)), date(2023, 8, 31))
    assert found.counted is False
    assert "decision-months-other" in str(found.trace.to_dict())


def test_a_date_on_which_plans_are_taken_to_come_true_is_explained_by_the_same_reading() -> None:
    stock = six(event="reference-date", basis="intended", window={"anchor": "reference-date", "direction": "backward"})
    person, on = History("x", ((date(2023, 2, 28), None),)), date(2023, 8, 31)
    found = counted(stock, person, on, assume_intentions_come_true=True)
    assert found.counted is True
    assert "decision-months-same" in str(found.trace.to_dict())


def test_the_trace_of_a_comparison_says_what_the_other_convention_would_give() -> None:
    shown = CliRunner().invoke(compare_command, ["nzl-obm-arrival", "aus-nom-arrival", "--trace"]).output
    assert "rolled over to the 1st" in shown


def test_months_that_are_not_measured_from_the_event_are_refused_by_name() -> None:
    window = {"value": 12, "unit": "month", "anchor": "rolling"}
    rolling = six(accumulation="cumulative", window=window, month_end="rolled-over")
    found = compare(rolling, six(accumulation="cumulative", window=window))
    assert found.relation == "undetermined"
    assert "unsupported-rolled-months" in str(found.to_dict())


def pairs(event: str) -> Iterator[tuple[Limb, Limb]]:
    rng = random.Random(f"{event} month ends {SEED}")
    for _ in range(ROUNDS):
        convention = rng.choice(DAY_CONVENTIONS)
        one, other = (random_limb(rng, event, small=False) for _ in range(2))
        a, b = (replace(x, basis="actual", day_convention=convention, population=Population()) for x in (one, other))
        if a.window != b.window or rng.random() < 0.5:
            yield replace(a, month_end="rolled-over"), replace(b, month_end=rng.choice((None, "rolled-over")))


@pytest.mark.parametrize("event", ["arrival", "departure", "reference-date"])
def test_no_traveller_contradicts_a_relation(event: str) -> None:
    rng = random.Random(f"{event} month end travellers {SEED}")
    ends = [i for i, day in enumerate(CYCLE_DATES) if day.day > 28]
    assert no_traveller_contradicts(pairs(event), event, rng, ends) > ROUNDS // 4


@pytest.mark.parametrize("event", ["arrival", "departure", "reference-date"])
def test_months_that_roll_over_agree_with_z3(event: str) -> None:
    rng = random.Random(f"{event} month ends z3 {SEED}")
    ends = [i for i, day in enumerate(CYCLE_DATES) if day.day > 28]
    asked = [(a, b, rng.choice(ends)) for a, b in pairs(event) if reach_of(a, b) < 700][: max(ROUNDS // 12, 2)]
    decided, answered = agree_with_z3(asked, event, lambda a, b: 900)
    assert decided > len(asked) // 2
    assert answered


def reach_of(*rules: Limb) -> int:
    """About how many days two rules look away from the date."""
    days = {"day": 1, "week": 7, "month": 31, "year": 366, "calendar-year": 732}
    found = [part for rule in rules for part in (rule.threshold, rule.upper_bound, rule.window)]
    lengths = [part for part in found if isinstance(part, Bound | Window)]
    return max((part.value or 0) * days[part.unit or "day"] for part in lengths)


def test_a_date_is_decided_as_the_day_by_day_reading_says() -> None:
    rng = random.Random(f"month end decisions {SEED}")
    ends = [day for day in CYCLE_DATES if day.day > 28]
    for _ in range(ROUNDS):
        limb = random_limb(rng, "reference-date", small=False)
        rule = replace(limb, basis="actual", day_convention="nights", population=Population(), month_end="rolled-over")
        around = getattr(rule.window, "direction", "") == "around"
        if around or getattr(rule.window, "value", 1) is None or not isinstance(rule.threshold, Bound):
            continue
        anchor = rng.choice(ends)
        person = random_traveller(rng, "reference-date", anchor, edges(rule, anchor))
        assert counted(rule, History("x", person.stays), anchor).counted == evaluate(rule, person), (rule, person)
