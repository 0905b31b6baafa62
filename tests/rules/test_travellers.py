"""Traveller cases written by domain experts (tests/cases), and what `apply` refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sojourn
from sojourn.model.rule import rule_from_dict
from sojourn.rules import RuleError, Traveller, apply, evaluate, history_from_dict
from sojourn.service.cases import run_cases

FOLDER = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_cases(file: Path) -> None:
    found = list(run_cases(sojourn.load(), file))
    assert found
    assert {case.id: case.differences for case in found if not case.passed} == {}


@pytest.mark.parametrize(
    "stays",
    [
        [{"from": "2017-02-01", "to": "2017-01-01"}],
        [{"from": "2017-01-01", "to": "2017-03-01"}, {"from": "2017-02-01", "to": None}],
        [{"from": "2017-01-01", "to": None}, {"from": "2017-02-01", "to": None}],
        [{"from": "2017-13-01", "to": None}],
    ],
)
def test_histories_that_make_no_sense(stays: list[dict[str, Any]]) -> None:
    with pytest.raises(RuleError, match="history makes no sense"):
        history_from_dict({"id": "x", "stays": stays})


def test_a_stock_rule_decides_no_crossings() -> None:
    rule = rule_from_dict({"event": "reference-date", "threshold": {"value": 12, "unit": "month", "comparison": ">="}})
    with pytest.raises(RuleError, match="no crossings"):
        apply(rule, history_from_dict({"id": "x", "stays": []}))


def test_intentions_leave_the_case_open() -> None:
    rule = rule_from_dict(
        {
            "event": "arrival",
            "measure": "stay",
            "threshold": {"value": 12, "unit": "month", "comparison": ">="},
            "accumulation": "continuous",
            "basis": "intended",
            "prior": "non-resident",
        }
    )
    history = history_from_dict(
        {"id": "x", "initial_status": "non-resident", "stays": [{"from": "2017-01-01", "to": None}]}
    )
    (open_case,) = apply(rule, history)
    assert open_case.migration is None
    assert open_case.decided_on is None
    assert "the length of stay or absence that the person intended" in open_case.why
    (decision,) = apply(rule, history, assume_intentions_come_true=True)
    assert decision.migration is True
    assert decision.decided_on == date(2017, 12, 31)


def test_months_of_a_calendar_year_are_measured_from_its_first_day_also_when_the_anchor_is_that_day() -> None:
    rule = rule_from_dict(
        {
            "event": "reference-date",
            "measure": "stay",
            "threshold": {"value": 6, "unit": "month", "comparison": ">="},
            "accumulation": "cumulative",
            "window": {"value": 1, "unit": "calendar-year", "anchor": "reference-date", "direction": "backward"},
            "basis": "intended",
            "day_convention": "nights",
        }
    )

    def counted(last: date) -> bool:
        plans = {"intended": ((date(2023, 1, 1), last),)}
        return evaluate(rule, Traveller("reference-date", date(2023, 1, 1), (), plans))

    # 1 January to 1 July 2023 are 181 nights: six months of that year, though 184 days lie in the six months before it.
    assert counted(date(2023, 7, 1)) is True
    assert counted(date(2023, 6, 30)) is False


ANY_STATUS = {
    "event": "arrival",
    "measure": "stay",
    "threshold": {"value": 90, "unit": "day", "comparison": ">"},
    "accumulation": "continuous",
    "basis": "actual",
    "prior": "none",
    "day_convention": "nights",
}


def test_a_rule_for_any_status_is_mirrored_for_any_status() -> None:
    history = history_from_dict({"id": "x", "stays": [{"from": "2022-01-01", "to": "2022-02-01"}]})
    arrival, departure = apply(rule_from_dict(ANY_STATUS), history)
    assert (arrival.migration, departure.migration) == (False, True)
    assert departure.why.endswith(
        "the rule speaks of arrivals only, and this is its mirror image. A migration on this date."
    )


def test_an_open_case_says_when_it_is_decided_and_what_its_answer_would_be() -> None:
    history = history_from_dict(
        {
            "id": "x",
            "initial_status": "non-resident",
            "observed_until": "2022-01-31",
            "stays": [{"from": "2022-01-01", "to": None}],
        }
    )
    (decision,) = apply(rule_from_dict(ANY_STATUS), history)
    # 91 nights end with that of 1 April; whoever leaves on 1 February has 31.
    assert decision.decided_on == date(2022, 4, 1)
    assert decision.why == (
        "A non-resident arrives on 1 January 2022: not decided yet. It will be decided on 1 April 2022 at the latest: "
        "on 1 April 2022 if the person stays (a migration); on 1 February 2022 if the person leaves on 1 February 2022 "
        "for good (no migration)."
    )


def test_an_unknown_status_is_named_as_what_is_missing() -> None:
    rule = rule_from_dict(ANY_STATUS | {"prior": "non-resident"})
    history = history_from_dict({"id": "x", "stays": [{"from": "2022-01-01", "to": None}]})
    (decision,) = apply(rule, history)
    assert decision.migration is None
    assert decision.status_after == "resident"
    assert "the status before the first crossing" in decision.why


@pytest.mark.parametrize(
    ("attributes", "message"),
    [({"purpos": "work"}, "is no attribute"), ({"registered": "often"}, "neither yes nor no"), ("work", "is no map")],
)
def test_attributes_that_make_no_sense(attributes: Any, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        history_from_dict({"id": "x", "stays": [], "attributes": attributes})
