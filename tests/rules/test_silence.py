"""What a comparison makes of facets that a rule does not state."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from sojourn.model.message import message
from sojourn.model.rule import NONE, Bound, Rule, Window, rule_from_dict
from sojourn.prose.speaker import plain
from sojourn.rules import compare, satisfiable
from sojourn.rules.comparison.completions import readings
from sojourn.rules.comparison.relation import known_relation
from sojourn.rules.logic.expand import limbs_of

STAY: dict[str, Any] = {"event": "arrival", "measure": "stay", "basis": "actual", "prior": "none"}


def length(value: int, unit: str = "month", comparison: str = ">=") -> dict[str, Any]:
    return {"value": value, "unit": unit, "comparison": comparison}


def rule(**facets: Any) -> Rule:
    return rule_from_dict({**STAY, **facets})


STATUSES = (("legal_status", "permanent-resident"), ("citizenship", "national"))
AT_LEAST_12, AT_LEAST_6 = rule(threshold=length(12)), rule(threshold=length(6))


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_a_window_no_longer_than_a_more_than_threshold_is_no_reading(unit: str) -> None:
    silent = rule(threshold=length(3, unit, ">"))
    stated = rule(threshold=length(3, unit, ">"), accumulation="cumulative", window={"value": 3, "unit": unit})
    for other in (stated, rule(threshold=length(3, unit)), silent):
        for reading in readings(silent, other).readings:
            assert satisfiable(reading.rule)
            for limb in limbs_of(reading.rule):
                window = limb.window
                assert limb.accumulation != "cumulative" or window is NONE or isinstance(window, Window)
                assert not (isinstance(window, Window) and window.unit == unit and window.value == 3)


def test_more_than_a_length_is_narrower_than_at_least_it_however_it_is_read() -> None:
    found = compare(rule(threshold=length(90, "day", ">")), rule(threshold=length(1, "day")))
    assert (found.relation, found.possible) == ("narrower", ("narrower",))


@pytest.mark.parametrize("comparison", [">", ">="])
def test_a_contradiction_stays_one(comparison: str) -> None:
    limb = rule(
        threshold={"value": 12, "unit": "month"}, accumulation="cumulative", window={"value": 3, "unit": "month"}
    )
    assert not satisfiable(limb)
    assert readings(limb, AT_LEAST_6).readings


def test_two_texts_that_are_silent_in_the_same_way_stand_as_their_lengths_do() -> None:
    found = compare(AT_LEAST_12, AT_LEAST_6)
    assert found.relation == "narrower"
    assert message("assumed-same", open=message("silent-on-accumulation")) in found.assumptions
    assert {(u.facet, u.side, u.matters) for u in found.unknown} == {
        ("accumulation", "a", False),
        ("accumulation", "b", False),
    }
    assert compare(AT_LEAST_6, AT_LEAST_12).relation == "broader"


def test_a_group_that_only_one_side_names_does_not_change_how_silence_is_read() -> None:
    named = rule(threshold=length(12), population={"includes": ["students"]})
    assert compare(named, AT_LEAST_12).relation == compare(AT_LEAST_12, AT_LEAST_12).relation == "equal"


def test_the_common_value_still_matters_where_it_changes_the_relation() -> None:
    # Twelve months unbroken imply 200 days in the first year; added up without a limit they do not.
    within = rule(threshold=length(200, "day"), accumulation="cumulative", window={"value": 1, "unit": "year"})
    found = compare(AT_LEAST_12, within)
    assert found.relation == "undetermined"
    assert [u.facet for u in found.unknown if u.matters] == ["accumulation"]


def test_what_one_side_states_is_left_open_on_the_other() -> None:
    for way in ("continuous", "cumulative"):
        stated = rule(
            threshold=length(12),
            accumulation=way,
            window={"value": 16, "unit": "month"} if way != "continuous" else None,
        )
        found = compare(AT_LEAST_12, stated)
        assert found.relation == "undetermined"
        assert not any(said.id == "assumed-same" for said in found.assumptions)


def test_the_side_of_the_reference_date_is_the_same_in_two_silent_texts() -> None:
    stock = {"event": "reference-date", "measure": "stay", "basis": "actual", "accumulation": "continuous"}
    one, other = (rule_from_dict({**stock, "threshold": length(value)}) for value in (12, 6))
    found = compare(one, other)
    assert found.relation == "narrower"
    assert message("assumed-same", open=message("silent-on-window-direction")) in found.assumptions


def test_two_unknown_lengths_are_not_taken_to_be_the_same() -> None:
    unknown = rule(population={"requires": {"purpose": ["work"]}})
    found = compare(unknown, rule())
    assert found.relation == "undetermined"
    assert found.as_stated == "narrower"
    assert next(u.facet for u in found.unknown if u.matters) == "threshold"
    assert compare(unknown, unknown).relation == "equal"


def test_the_possible_relations_are_exactly_those_of_the_readings() -> None:
    open_rule = rule_from_dict(
        {"event": "reference-date", "measure": "stay", "basis": "actual", "threshold": {"value": 6, "unit": "month"}}
    )
    other = rule_from_dict(
        {
            **STAY,
            "event": "reference-date",
            "accumulation": "cumulative",
            "threshold": length(12),
            "window": {"value": 16, "unit": "month", "direction": "backward"},
        }
    )
    found = compare(open_rule, other)
    pairs = product(readings(open_rule, other).readings, readings(other, open_rule).readings)
    assert set(found.possible) == {known_relation(a.rule, b.rule) for a, b in pairs}
    assert found.reason is not None
    assert found.reason.id == "reason-left-open"


def test_too_many_open_points_are_said_to_be_too_many() -> None:
    bare = {"event": "reference-date", "measure": "stay"}
    facets: list[dict[str, Any]] = [
        {**bare, "threshold": {"value": value, "unit": "month"}, "upper_bound": {"value": 40, "unit": "month"}}
        for value in (3, 5, 7)
    ]
    wide = rule_from_dict({"any": [bare, *facets]})
    stated = [
        {
            **bare,
            "basis": basis,
            "accumulation": "cumulative",
            "threshold": length(value),
            "upper_bound": {"value": value + 9, "unit": "month", "comparison": "<"},
            "window": {"value": value + 5, "unit": "month", "direction": side},
        }
        for basis, value, side in (("actual", 6, "forward"), ("intended", 9, "forward"), ("granted", 12, "backward"))
    ]
    found = compare(wide, rule_from_dict({"any": [bare, *stated]}), witnesses=False)
    assert found.relation == "undetermined"
    assert "undetermined" in found.possible
    assert found.reason is not None
    assert found.reason.id == "reason-too-many"
    assert "How long must a stay be at least" in plain().text(found.reason)


def test_a_threshold_without_a_sign_is_read_both_ways() -> None:
    silent = rule(threshold={"value": 12, "unit": "month"}, accumulation="continuous")
    signs = {
        limb.threshold.comparison
        for r in readings(silent, AT_LEAST_6).readings
        for limb in limbs_of(r.rule)
        if isinstance(limb.threshold, Bound)
    }
    assert signs == {">", ">="}


def test_a_rule_that_names_no_event_holds_wherever_it_is_asked() -> None:
    status = {"any": [{"population": {"requires": {key: [value]}}} for key, value in STATUSES]}
    found = compare(rule_from_dict(status), AT_LEAST_12)
    assert found.relation == compare(AT_LEAST_12, rule_from_dict(status)).relation == "overlapping"
