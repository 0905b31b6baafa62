"""Faults that users reported of decisions, each named after what they saw. The right answer stands beside the reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sojourn.model.message import Message
from sojourn.model.rule import Rule, rule_from_dict
from sojourn.rules import Decision, RuleError, apply, counted, history_from_dict

AROUND: dict[str, Any] = {
    "event": "reference-date",
    "measure": "stay",
    "accumulation": "continuous",
    "basis": "actual",
    "day_convention": "nights",
    "upper_bound": "none",
    "window": {"anchor": "reference-date", "direction": "around"},
}
ARRIVAL: dict[str, Any] = {
    "event": "arrival",
    "measure": "stay",
    "accumulation": "continuous",
    "basis": "actual",
    "prior": "non-resident",
    "day_convention": "nights",
    "upper_bound": "none",
}
JUNE = date(2020, 6, 30)


def months(number: int, comparison: str = ">=") -> dict[str, Any]:
    return {"value": number, "unit": "month", "comparison": comparison}


def days(number: int, comparison: str = ">=") -> dict[str, Any]:
    return {"value": number, "unit": "day", "comparison": comparison}


def on(content: dict[str, Any], stays: Any, day: date = JUNE, **history: Any) -> bool | None:
    person = history_from_dict({"id": "x", "stays": stays, **history})
    return counted(rule_from_dict(content), person, day).counted


def decided(content: dict[str, Any], stays: Any, **history: Any) -> list[Decision]:
    return apply(rule_from_dict(content), history_from_dict({"id": "x", "stays": stays, **history}))


def migrations(content: dict[str, Any], stays: Any, **history: Any) -> list[bool | None]:
    return [decision.migration for decision in decided(content, stays, **history)]


# -- attributes that are not given ---------------------------------------------------------------------------------------

WORK_OR_STUDY = {
    "any": [
        {**AROUND, "threshold": months(6), "population": {"requires": {"purpose": ["work"]}}},
        {**AROUND, "threshold": months(36), "population": {"requires": {"purpose": ["study"]}}},
    ]
}


def test_seventeen_months_there_with_the_purpose_unknown_was_not_counted() -> None:
    stays = [["2019-02-01", "2020-07-01"]]
    assert on(WORK_OR_STUDY, stays) is None
    assert on(WORK_OR_STUDY, stays, attributes={"purpose": "work"}) is True
    assert on(WORK_OR_STUDY, stays, attributes={"purpose": "study"}) is False


def test_of_five_unknown_attributes_only_sixteen_combinations_were_tried() -> None:
    asked = [
        ("citizenship", "foreign"), ("birth", "foreign-born"), ("purpose", "work"), ("legal_status", "permit"),
        ("previous_residence", "abroad"),
    ]  # fmt: skip
    limb = {**AROUND, "threshold": months(6)}

    def of(name: str, value: str) -> dict[str, Any]:
        return {**limb, "population": {"requires": {name: [value]}}}

    content = {"all": [limb, {"not": of(*asked[0])}, *({"any": [limb, of(*pair)]} for pair in asked[1:])]}
    stays = [["2020-01-01", "2020-12-31"]]
    assert on(content, stays) is None
    assert on(content, stays, attributes={"citizenship": "national"}) is True
    assert on(content, stays, attributes={"citizenship": "foreign"}) is False


@pytest.mark.parametrize("number", [13, 40])
def test_a_rule_may_ask_for_any_number_of_attributes(number: int) -> None:
    limb = {**AROUND, "threshold": months(6)}
    parts = [{**limb, "population": {"excludes": [f"group-{i}"]}} for i in range(number)]
    named = {f"group:group-{i}": "no" for i in range(number)}
    stays = [["2020-01-01", "2020-12-31"]]
    assert on({"all": parts}, stays, attributes=named) is True
    assert on({"all": parts}, stays, attributes={**named, "group:group-3": "yes"}) is False


def test_an_end_of_observation_was_taken_for_one_more_stay_or_absence_only() -> None:
    content = {**AROUND, "threshold": days(32), "upper_bound": months(3, "<")}
    asked = date(2020, 3, 8)
    assert on(content, [[None, None]], asked, observed_until="2020-01-17") is None
    # Gone in time and back again: counted.
    assert on(content, [[None, "2020-02-05"], ["2020-03-06", "2020-04-10"]], asked) is True


# -- windows of a rolling limit ------------------------------------------------------------------------------------------

SETTLEMENT = {
    "event": "reference-date",
    "measure": "absence",
    "upper_bound": days(180, "<="),
    "accumulation": "cumulative",
    "window": {"value": 12, "unit": "month", "anchor": "rolling"},
    "basis": "actual",
    "day_convention": "whole-days",
}


@pytest.mark.parametrize(
    ("stays", "kept"),
    [
        ([["2023-01-01", None]], True),  # what was before the person ever came is no matter
        ([["2023-01-01", "2023-02-01"], ["2023-04-01", "2023-06-01"], ["2023-08-01", "2023-10-01"],
          ["2023-12-05", None]], False),  # 58 + 60 + 64 = 182 whole days away
        ([["2023-01-01", "2023-02-01"], ["2023-04-01", "2023-06-01"], ["2023-08-01", "2023-10-01"],
          ["2023-12-03", None]], True),  # 180
        ([[None, "2023-03-01"], ["2023-08-30", None]], False),  # 181
        ([[None, "2030-01-01"]], True),  # what comes after the date is no matter
    ],
)  # fmt: skip
def test_who_came_in_2023_was_refused_in_2028_for_the_time_before_and_for_what_came_after(
    stays: Any, kept: bool
) -> None:
    assert on(SETTLEMENT, stays, date(2028, 1, 1)) is kept


def test_more_than_183_days_in_some_twelve_months_is_met_on_the_day_on_which_they_are_reached() -> None:
    # 1 November 2019 to 8 February 2020 = 100 days, 1 June to 23 August 2020 = 84: the 184th is 23 August.
    content = {
        "not": {
            **SETTLEMENT, "measure": "stay", "upper_bound": days(183, "<="), "day_convention": "any-part",
        }
    }  # fmt: skip
    person = history_from_dict({"stays": [["2019-11-01", "2020-02-08"], ["2020-06-01", "2020-08-23"]]})
    answers = [
        counted(rule_from_dict(content), person, date(*day)).counted
        for day in ((2019, 12, 31), (2020, 8, 23), (2020, 8, 24))
    ]
    assert answers == [False, False, True]
    assert counted(rule_from_dict(content), person, date(2020, 12, 31)).first_met == date(2020, 8, 24)


HALF_A_YEAR_AWAY: dict[str, Any] = {
    "measure": "absence",
    "upper_bound": months(6, "<="),
    "accumulation": "cumulative",
    "window": {"value": 12, "unit": "month", "anchor": "rolling"},
    "basis": "actual",
    "day_convention": "nights",
}


@pytest.mark.parametrize(
    ("away", "kept"),
    [
        ([("2021-01-10", "2021-07-10")], [True]),  # exactly six months, 181 nights
        ([("2021-07-10", "2022-01-10")], [True]),  # exactly six months, 184 nights
        ([("2021-01-10", "2021-07-11")], [False]),  # six months and a day, 182 nights
        ([("2021-01-10", "2021-04-10"), ("2021-06-10", "2021-09-10")], [True, True]),  # 3 + 3
        ([("2021-01-10", "2021-04-10"), ("2021-06-10", "2021-10-10")], [True, False]),  # 3 + 4
    ],
)
def test_exactly_six_months_away_was_broken_and_six_and_a_day_was_not(
    away: list[tuple[str, str]], kept: list[bool]
) -> None:
    stays = [
        [came, left]
        for came, left in zip([None, *(back for _, back in away)], [*(gone for gone, _ in away), None], strict=True)
    ]
    flow = {**HALF_A_YEAR_AWAY, "event": "departure", "prior": "resident"}
    found = decided(flow, stays, initial_status="resident")
    assert [d.migration for d in found if d.direction == "departure"] == kept
    stock = {**HALF_A_YEAR_AWAY, "event": "reference-date"}
    assert on(stock, stays, date(2023, 1, 1)) is all(kept)


# -- `not` around a bound ------------------------------------------------------------------------------------------------

TWO_YEARS, TEN_DAYS = [["2021-01-01", "2023-01-01"]], [["2021-01-01", "2021-01-11"]]


def test_not_shorter_than_a_year_was_a_visit_and_not_at_least_a_year_made_a_resident() -> None:
    bare = {key: value for key, value in ARRIVAL.items() if key != "upper_bound"}
    not_shorter = {"not": {**bare, "upper_bound": months(12, "<")}}
    not_at_least = {"not": {**bare, "threshold": months(12)}}
    (came, left) = decided(not_shorter, TWO_YEARS, initial_status="non-resident")
    assert (came.migration, came.status_after, left.migration) == (True, "resident", True)
    (came, left) = decided(not_at_least, TEN_DAYS, initial_status="non-resident")
    assert (came.migration, came.status_after, left.migration) == (True, "non-resident", False)
    assert "Counted as a visit" in came.why


# -- dates at the end of all dates ---------------------------------------------------------------------------------------


def test_the_31st_of_december_9999_is_how_registers_write_still_there() -> None:
    content = {**ARRIVAL, "threshold": months(12)}
    stays = [{"from": "2017-01-01", "to": "9999-12-31"}]
    (came,) = decided(content, stays, initial_status="non-resident")
    assert came.migration is True
    assert on({**AROUND, "threshold": months(12)}, stays) is True


@pytest.mark.parametrize(
    "stay", [{"from": "0001-01-01", "to": None}, {"from": "2017-01-01", "to": "9999-12-30"}, {"from": "9999-12-31"}]
)
def test_a_date_out_of_reach_crashed(stay: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match=r"history makes no sense"):
        decided({**ARRIVAL, "threshold": months(12)}, [stay], initial_status="non-resident")


def test_the_29th_of_february_of_a_year_that_is_no_leap_year_crashed() -> None:
    (came,) = decided({**ARRIVAL, "threshold": months(1)}, [["2100-01-31", None]], initial_status="non-resident")
    assert came.decided_on == date(2100, 2, 27)


# -- silence -------------------------------------------------------------------------------------------------------------


def without(content: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != key}


def test_a_minimum_that_no_source_names_was_taken_as_met() -> None:
    content = {
        **ARRIVAL, "accumulation": "cumulative", "prior": "none",
        "window": {"anchor": "arrival", "direction": "forward", "value": 1, "unit": "month"},
    }  # fmt: skip
    (came, _) = decided(content, [["2021-12-19", "2022-01-02"]], initial_status="non-resident")
    assert came.migration is None
    assert "how long is long enough" in came.why
    assert migrations({**content, "threshold": days(20)}, [["2021-12-19", "2022-01-02"]])[0] is False


def test_a_status_before_that_no_source_names_was_taken_as_stated() -> None:
    content = without({**ARRIVAL, "threshold": days(20)}, "prior")
    (came, _) = decided(content, [["2021-01-01", "2021-03-01"]], initial_status="resident")
    assert came.migration is None
    assert "must have been a resident before" in came.why
    assert migrations({**content, "prior": "none"}, [["2021-01-01", "2021-03-01"]], initial_status="resident")[0]


def test_a_day_convention_that_no_source_names_was_nights_without_a_word() -> None:
    content = without({**ARRIVAL, "threshold": days(30)}, "day_convention")
    (came, _) = decided(content, [["2021-01-01", "2021-01-30"]], initial_status="non-resident")
    assert came.migration is False
    assert Message("decision-assumed-nights") in came.assumptions
    stated = decided({**content, "day_convention": "both-ends"}, [["2021-01-01", "2021-01-30"]])
    assert Message("decision-assumed-nights") not in stated[0].assumptions


def test_a_maximum_that_no_source_names_is_named_as_taken_for_granted() -> None:
    content = without({**ARRIVAL, "threshold": days(30), "interruptions": "none"}, "upper_bound")
    (came,) = decided(content, [["2021-01-01", None]], initial_status="non-resident")
    assert came.assumptions == (Message("decision-assumed-no-maximum"),)


def test_no_migration_and_not_decided_stood_in_one_line() -> None:
    content = without({**ARRIVAL, "upper_bound": months(12, "<"), "threshold": months(1)}, "accumulation")
    for stays, status in (([["2020-01-01", "2020-01-03"]], "non-resident"), ([[None, "2020-01-01"]], "resident")):
        for found in decided(content, stays, initial_status=status, observed_until="2030-01-01"):
            assert (found.migration is None) == ("not decided" in found.why)


def test_either_side_will_do_for_a_maximum_as_well() -> None:
    content = {
        **ARRIVAL, "accumulation": "cumulative", "prior": "none", "threshold": days(5), "upper_bound": days(20, "<"),
        "window": {"anchor": "arrival", "direction": "either", "value": 60, "unit": "day"},
    }  # fmt: skip
    # 10 days in the 60 before the second arrival, and 40 after it: the side before keeps both limits.
    stays = [["2020-01-01", "2020-01-11"], ["2020-02-01", "2020-03-12"]]
    assert migrations(content, stays, initial_status="non-resident")[2] is True


# -- rules and dates -----------------------------------------------------------------------------------------------------


def test_a_rule_about_a_date_and_one_about_crossings_say_which_they_are() -> None:
    with pytest.raises(RuleError, match="no crossings"):
        decided({**AROUND, "threshold": months(6)}, [])
    with pytest.raises(RuleError, match="decides crossings"):
        on({**ARRIVAL, "threshold": months(6)}, [])


def weekly(number: int) -> list[list[date]]:
    first = date(2010, 1, 4)
    return [[first + timedelta(7 * i), first + timedelta(7 * i + 4)] for i in range(number)]


def rule_12_16() -> Rule:
    return rule_from_dict(
        {
            **ARRIVAL,
            "accumulation": "cumulative",
            "threshold": months(12),
            "window": {"anchor": "arrival", "direction": "forward", "value": 16, "unit": "month"},
        }
    )


def test_fifty_two_trips_took_forty_seconds() -> None:
    person = history_from_dict({"id": "x", "initial_status": "non-resident", "stays": weekly(250)})
    # Four nights of seven are 278 of 487: never twelve months.
    assert {d.migration for d in apply(rule_12_16(), person)} == {False}


@pytest.mark.parametrize("convention", ["both-ends", "whole-days", "any-part"])
def test_six_stays_under_both_ends_took_two_minutes(convention: str) -> None:
    first = date(2017, 1, 1)
    stays: list[list[Any]] = [[first + timedelta(30 * i), first + timedelta(30 * i + 29)] for i in range(12)]
    stays[-1][1] = None
    content = {
        **ARRIVAL, "accumulation": "cumulative", "threshold": months(12), "day_convention": convention,
        "window": {"anchor": "arrival", "direction": "forward", "value": 16, "unit": "month"},
    }  # fmt: skip
    assert decided(content, stays, initial_status="non-resident")[0].migration is True


@pytest.mark.parametrize(
    "content",
    [
        {**ARRIVAL, "accumulation": "weighted", "threshold": days(183), "window": {"anchor": "arrival"}},
        {**ARRIVAL, "accumulation": "cumulative", "threshold": days(183), "window": {"anchor": "rolling"}},
        {
            **ARRIVAL,
            "accumulation": "cumulative",
            "threshold": days(9),
            "window": {"anchor": "reference-date", "value": 9, "unit": "day"},
        },
    ],
)
def test_a_rule_that_no_formula_says_was_a_fault_of_the_program(content: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="cannot be decided"):
        decided(content, [["2021-01-01", None]])


def test_what_no_count_can_meet_is_decided_on_the_day_of_the_crossing() -> None:
    """At least three days and fewer than three: the answer was dated by the first window that the days filled."""
    rule = rule_from_dict(
        ARRIVAL
        | {
            "measure": "absence",
            "accumulation": "cumulative",
            "threshold": days(2, ">"),
            "upper_bound": days(3, "<"),
            "window": {"anchor": "arrival", "direction": "forward", "value": 4, "unit": "day"},
        }
    )
    stays = [["2023-12-10", None]]
    seen = {"id": "x", "stays": stays, "initial_status": "non-resident", "observed_until": "2023-12-11"}
    decision = apply(rule, history_from_dict(seen))[0]
    assert (decision.migration, decision.decided_on) == (False, date(2023, 12, 10))
