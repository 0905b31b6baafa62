"""Facts with dates in histories: observation that begins or has gaps, a known status, attributes by period, rough dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.model.message import message
from sojourn.model.rule import Rule, rule_from_dict
from sojourn.rules import HistoryError, apply, counted, history_from_dict

NINE_OF_TWELVE: dict[str, Any] = {
    "event": "arrival",
    "measure": "stay",
    "threshold": {"value": 270, "unit": "day", "comparison": ">="},
    "upper_bound": "none",
    "accumulation": "cumulative",
    "window": {"value": 365, "unit": "day", "anchor": "arrival", "direction": "forward"},
    "basis": "actual",
    "prior": "non-resident",
    "day_convention": "nights",
}
UNBROKEN: dict[str, Any] = {
    **NINE_OF_TWELVE,
    "accumulation": "continuous",
    "threshold": {"value": 6, "unit": "month", "comparison": ">="},
    "window": {"anchor": "arrival", "direction": "forward"},
}


def decided(content: dict[str, Any], **history: Any) -> list[tuple[bool | None, str, str]]:
    found = apply(rule_from_dict(content), history_from_dict({"id": "x", **history}))
    return [(d.migration, d.status_before, d.status_after) for d in found]


def test_the_status_before_the_first_crossing_follows_from_when_observation_began() -> None:
    """StatisticsNZ/migstat, "Deriving initial residence status": known if the first crossing comes late enough."""
    left = {"stays": [[None, "2010-06-01"]], "observed_until": "2011-12-31"}
    assert decided(NINE_OF_TWELVE, **left)[0][1] == "unknown"
    # 516 days in the country before it: a resident.
    assert decided(NINE_OF_TWELVE, **left, observed_from="2009-01-01") == [(True, "resident", "non-resident")]
    # Only 59 days: it may be either.
    assert decided(NINE_OF_TWELVE, **left, observed_from="2010-04-03")[0][1] == "unknown"
    came = {"stays": [["2010-06-01", None]], "observed_from": "2009-01-01", "observed_until": "2011-12-31"}
    assert decided(NINE_OF_TWELVE, **came) == [(True, "non-resident", "resident")]


def test_a_status_known_on_a_date_holds_from_there() -> None:
    # Never 270 days there in twelve months, and 270 away only after the last departure.
    stays = [["2017-01-01", "2017-01-11"], ["2017-06-01", "2017-08-01"], ["2017-10-01", "2018-01-20"]]
    assert decided(NINE_OF_TWELVE, stays=stays)[2][1:] == ("unknown", "unknown")
    known = decided(NINE_OF_TWELVE, stays=stays, status=[{"on": "2017-02-01", "is": "resident"}])
    assert known[2] == (False, "resident", "resident")
    assert known[5] == (True, "resident", "non-resident")


def test_an_attribute_holds_in_its_period() -> None:
    content = {**UNBROKEN, "population": {"requires": {"purpose": ["work"]}}}
    periods = [
        {"from": "2016-01-01", "to": "2017-12-31", "purpose": "study"},
        {"from": "2018-01-01", "purpose": "work"},
    ]
    stays = [["2017-01-01", "2017-09-01"], ["2018-02-01", "2018-12-01"]]
    found = apply(
        rule_from_dict(content),
        history_from_dict({"stays": stays, "initial_status": "non-resident", "attributes": periods}),
    )
    assert [d.migration for d in found if d.direction == "arrival"] == [False, True]
    early = apply(
        rule_from_dict(content),
        history_from_dict({"stays": stays, "initial_status": "non-resident", "attributes": periods[1:]}),
    )
    assert early[0].migration is None
    assert "the person's purpose" in early[0].why


def test_a_gap_is_no_absence() -> None:
    stays = [["2017-01-01", "2018-06-01"]]
    assert decided(UNBROKEN, stays=stays, initial_status="non-resident")[0][0] is True
    gap = [{"from": "2017-03-01", "to": "2017-03-20"}]
    (came, _) = apply(
        rule_from_dict(UNBROKEN),
        history_from_dict({"stays": stays, "initial_status": "non-resident", "unobserved": gap}),
    )
    assert came.migration is None
    assert "days that nobody saw" in came.why
    # Nine months of the first twelve are seen all the same.
    assert decided(NINE_OF_TWELVE, stays=stays, initial_status="non-resident", unobserved=gap)[0][0] is True


@pytest.mark.parametrize(
    ("stay", "answer"),
    [
        (["2017-03", "2017-10-15"], True),  # from 31 March on it is still six months
        (["2017-03", "2017-09-15"], None),  # from 15 March on it is; from 20 March on it is not
        (["2017-03", "2017-08-15"], False),  # not even from 1 March on
        (["2017-03-10", "2017"], None),
        (["2016", "2017-08-15"], True),
    ],
)
def test_a_date_known_to_the_month_leaves_open_exactly_what_depends_on_it(stay: list[str], answer: bool | None) -> None:
    assert decided(UNBROKEN, stays=[stay], initial_status="non-resident")[0][0] is answer


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([NINE_OF_TWELVE, UNBROKEN]),
    st.lists(st.integers(20, 400), min_size=2, max_size=5),
    st.integers(0, 4),
    st.sampled_from(["resident", "non-resident"]),
)
def test_whatever_the_day_was_a_decision_that_is_given_is_right(
    content: dict[str, Any], lengths: list[int], rough: int, status: str
) -> None:
    days = [date(2016, 5, 20)]
    for length in lengths:
        days.append(days[-1] + timedelta(days=length))
    rough = min(rough, len(days) - 1)
    month = f"{days[rough]:%Y-%m}"
    rule: Rule = rule_from_dict(content)

    def answers(written: list[Any]) -> list[bool | None]:
        stays = [written[i : i + 2] + [None] * (i + 1 == len(written)) for i in range(0, len(written), 2)]
        found = apply(rule, history_from_dict({"stays": stays, "initial_status": status}))
        return [decision.migration for decision in found]

    given_ones = answers([*days[:rough], month, *days[rough + 1 :]])
    lo = days[rough - 1] if rough else date.min
    hi = days[rough + 1] if rough + 1 < len(days) else date.max
    first = days[rough].replace(day=1)
    possible = [day for n in range(31) if (day := first + timedelta(n)).month == first.month and lo <= day <= hi]
    for day in possible[::3]:
        for shown, true in zip(given_ones, answers([*days[:rough], day, *days[rough + 1 :]]), strict=True):
            assert shown in (None, true)


def test_overlapping_stays_are_refused_with_their_numbers_and_merged_on_request_with_a_report() -> None:
    stays = [["2017-06-01", "2017-09-01"], ["2017-01-01", "2017-03-01"], ["2017-02-01", "2017-05-01"]]
    with pytest.raises(HistoryError, match="stay 2") as error:
        history_from_dict({"id": "x", "stays": stays})
    assert error.value.stays == (1, 2)
    merged = history_from_dict({"id": "x", "stays": stays}, merge=True)
    assert merged.stays == (
        (date(2017, 1, 1), date(2017, 5, 1)),
        (date(2017, 6, 1), date(2017, 9, 1)),
    )
    assert merged.notes == (message("history-sorted"), message("history-merged", first=2, second=3))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"observed_from": "2018-01-01", "stays": [["2017-01-01", None]]}, "before `observed_from`"),
        ({"observed_from": "2018-01-01", "observed_until": "2017-01-01"}, "before `observed_from`"),
        ({"unobserved": [{"from": "2017-02-01", "to": "2017-01-01"}]}, "ends"),
        ({"unobserved": [{"from": "2017-02-01"}]}, "no beginning or no end"),
        ({"unobserved": {"from": "2017-02-01"}}, "is no list"),
        (
            {"stays": [["2017-02-05", None]], "unobserved": [{"from": "2017-02-01", "to": "2017-03-01"}]},
            "lies in the gap",
        ),
        ({"status": [{"on": "2017-01-01"}]}, "no day or no status"),
        ({"status": [{"on": "2017-01-01", "is": "guest"}]}, "neither resident"),
        ({"attributes": [{"from": "2017-01-01", "purpos": "work"}]}, "is no attribute"),
        ({"attributes": [{"purpose": "work"}, {"from": "2017-01-01", "purpose": "study"}]}, "at the same time"),
        ({"attributes": {"purpose": ["work"]}}, "is no single value"),
        ({"stays": [["2017-13", None]]}, "is no month"),
        ({"stays": [["2017-03", "2017-02-01"]]}, "ends"),
        ({"stays": [["20170301", None]]}, "is no date of the form"),
    ],
)
def test_facts_that_make_no_sense_are_refused(facts: dict[str, Any], words: str) -> None:
    with pytest.raises(HistoryError, match=words):
        history_from_dict({"id": "x", **facts})


def test_numbers_stand_beside_each_decision() -> None:
    person = {"stays": [["2017-01-01", "2017-09-08"], ["2017-11-01", None]], "initial_status": "non-resident"}
    (came, left, _) = [d.to_dict() for d in apply(rule_from_dict(NINE_OF_TWELVE), history_from_dict(person))]
    # 250 nights to 8 September, and 61 from 1 November to the end of the window on 31 December.
    assert (came["counted"], came["needed"], came["left"]) == (311, 270, 0)
    assert came["window"] == ["2017-01-01", "2017-12-31"]
    assert came["numbers"] == "311 days counted from 1 January 2017 to 31 December 2017, 270 needed; 0 lacking"
    # 54 nights away from 8 September to 1 November.
    assert (left["counted"], left["needed"], left["left"]) == (54, 270, 216)


def test_on_a_date_days_used_days_left_and_the_first_date_are_told() -> None:
    content = {
        **NINE_OF_TWELVE,
        "event": "reference-date",
        "window": {"value": 365, "unit": "day", "anchor": "reference-date", "direction": "backward"},
    }
    person = history_from_dict({"stays": [["2017-01-01", None]]})
    early = counted(rule_from_dict(content), person, date(2017, 4, 1)).to_dict()
    assert (early["counted"], early["days"], early["needed"], early["left"]) == (False, 90, 270, 180)
    assert early["first_met"] is None
    late = counted(rule_from_dict(content), person, date(2018, 1, 1)).to_dict()
    # 270 nights from 1 January lie before 28 September.
    assert (late["counted"], late["first_met"]) == (True, "2017-09-28")


def test_a_decision_explains_itself_as_a_tree() -> None:
    content = {"any": [NINE_OF_TWELVE, {**UNBROKEN, "population": {"requires": {"purpose": ["work"]}}}]}
    person = {"stays": [["2017-01-01", "2017-03-01"]], "initial_status": "non-resident"}
    tree = apply(rule_from_dict(content), history_from_dict(person))[0].trace
    assert [(depth, node.asked.id) for depth, node in tree.walk()] == [
        (0, "decision-node-crossing"),
        (1, "decision-node-any"),
        (2, "decision-node-limb"),
        (2, "decision-node-limb"),
        (3, "decision-node-attribute"),
    ]
    counted_days = [dict(node.numbers).get("counted") for _, node in tree.walk()]
    assert counted_days[2:4] == [59, 59]


def test_a_window_without_an_end_is_no_reason_to_leave_all_dates_behind() -> None:
    """Days away that add up to less than nine in a period that no source names: open, and no date is out of range."""
    away = {
        **NINE_OF_TWELVE,
        "event": "reference-date",
        "measure": "absence",
        "threshold": "none",
        "upper_bound": {"value": 9, "unit": "day", "comparison": "<"},
        "window": {"anchor": "reference-date", "direction": "backward"},
    }
    person = history_from_dict({"stays": [[None, "2018-01-01"], ["2018-02-01", None]]})
    found = counted(rule_from_dict(away), person, date(2020, 6, 30))
    assert (found.counted, found.first_met) == (None, None)
    assert "in which period" in found.why
