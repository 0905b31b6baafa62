"""Rules without a meaning: one clear error, in bounded time; rules that never hold: the reason."""

from __future__ import annotations

from typing import Any

import pytest

from sojourn.model.errors import SojournError
from sojourn.model.message import Named
from sojourn.model.rule import AnyOf, Limb, Not, Ref, Rule, rule_from_dict
from sojourn.prose.speaker import plain
from sojourn.rules import RuleError, compare, contradictions, satisfiable

STAY: dict[str, Any] = {"event": "arrival", "measure": "stay", "basis": "actual", "accumulation": "continuous"}


def length(value: int, comparison: str = ">=", unit: str = "month") -> dict[str, Any]:
    return {"value": value, "unit": unit, "comparison": comparison}


def test_circular_references_name_the_circle() -> None:
    table: dict[str, Rule] = {"x": Ref("y"), "y": AnyOf((Ref("x"),))}
    with pytest.raises(RuleError, match="x -> y -> x"):
        compare(Ref("x"), Limb(event="arrival"), resolve=table.__getitem__)


def test_unknown_reference() -> None:
    with pytest.raises(RuleError, match="nowhere"):
        compare(Ref("nowhere"), Limb(event="arrival"), resolve=dict[str, Rule]().__getitem__)


@pytest.mark.parametrize("value", [10**9, -1])
def test_absurd_numbers(value: int) -> None:
    with pytest.raises(RuleError, match="out of range"):
        satisfiable(rule_from_dict({**STAY, "threshold": length(value)}))


def test_hundreds_of_limbs_and_levels() -> None:
    limb = rule_from_dict({**STAY, "threshold": length(3)})
    deep: Rule = limb
    for _ in range(300):
        deep = Not(deep)
    with pytest.raises(RuleError, match="nested"):
        satisfiable(deep)
    with pytest.raises(RuleError, match="limbs"):
        satisfiable(AnyOf((limb,) * 300))


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({**STAY, "threshold": length(12), "upper_bound": length(3, "<")}, "leaves no room"),
        (
            {**STAY, "threshold": length(12), "accumulation": "cumulative", "window": {"value": 6, "unit": "month"}},
            "too short",
        ),
        ({"all": [{**STAY, "threshold": length(3)}, {"event": "departure", "threshold": length(3)}]}, "events"),
        ({"all": [{**STAY, "threshold": length(12)}, {"not": {**STAY, "threshold": length(6)}}]}, "at once"),
    ],
)
def test_contradictions_say_why(rule: dict[str, Any], reason: str) -> None:
    found = contradictions(rule_from_dict(rule))
    assert len(found) == 1
    assert found[0].whole
    assert reason in plain().text(found[0].reason)


def test_a_dead_part_is_pointed_at() -> None:
    rule = {"any": [{**STAY, "threshold": length(3)}, {**STAY, "threshold": length(12), "upper_bound": length(3, "<")}]}
    (found,) = contradictions(rule_from_dict(rule))
    assert found.path == ("any", 1)
    assert not found.whole


@pytest.mark.parametrize("key", ["any", "all", "not"])
def test_no_depth_of_input_runs_out_of_stack(key: str) -> None:
    deep: dict[str, Any] = {**STAY, "threshold": length(3)}
    for _ in range(100_000):
        deep = {key: deep} if key == "not" else {key: [deep]}
    with pytest.raises(SojournError, match="nested more than 40 levels"):
        rule_from_dict(deep)


NEVER = rule_from_dict({**STAY, "threshold": length(12), "upper_bound": length(3, "<")})
LONG = rule_from_dict({**STAY, "threshold": length(12)})


def test_what_nobody_meets_is_not_narrower_than_everything() -> None:
    found = compare(NEVER, LONG, a_id="mine", b_id="theirs")
    assert (found.relation, found.possible) == ("incomparable", ("incomparable",))
    assert found.reason is not None
    assert (found.reason.id, found.reason["id"]) == ("reason-nobody", Named("mine"))
    assert plain().text(found.reason).startswith("nobody can meet “mine”: its maximum (3 months) leaves no room")
    assert compare(LONG, NEVER).relation == "incomparable"
    assert compare(NEVER, NEVER).relation == "equal"


def test_a_visitor_without_a_night_can_be_said() -> None:
    visit = {**STAY, "threshold": "none", "day_convention": "nights"}
    no_night = rule_from_dict({**visit, "upper_bound": length(1, "<", "day")})
    one_night = rule_from_dict({**visit, "threshold": length(1, ">=", "day")})
    found = compare(no_night, one_night)
    assert found.relation == "disjoint"
    assert found.a_not_b is not None
    assert found.a_not_b.stays == ((found.a_not_b.start, found.a_not_b.start),)
    assert compare(no_night, rule_from_dict(visit)).relation == "narrower"


def test_an_absence_with_a_maximum_only_is_an_absence() -> None:
    away: dict[str, Any] = {
        "event": "reference-date",
        "measure": "absence",
        "basis": "actual",
        "accumulation": "continuous",
    }
    short = {**away, "upper_bound": length(2, "<"), "window": {"anchor": "reference-date", "direction": "around"}}
    present = {"event": "reference-date", "measure": "stay", "basis": "actual", "population": {"base": "de-facto"}}
    assert (
        compare(rule_from_dict(short), rule_from_dict({**short, "threshold": length(1, ">=", "day")})).relation
        == "equal"
    )
    assert compare(rule_from_dict(short), rule_from_dict(present)).relation == "disjoint"
    # Days away that add up are not tied to the date.
    total = {**short, "accumulation": "cumulative", "window": {"value": 6, "unit": "month", "direction": "backward"}}
    assert compare(rule_from_dict(total), rule_from_dict(present)).relation == "overlapping"
