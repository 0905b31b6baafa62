"""Rules without a meaning: one clear error, in bounded time; rules that never hold: the reason."""

from __future__ import annotations

from typing import Any

import pytest

from sojourn.model.rule import AnyOf, Limb, Not, Ref, Rule, rule_from_dict
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
    assert reason in found[0].reason


def test_a_dead_part_is_pointed_at() -> None:
    rule = {"any": [{**STAY, "threshold": length(3)}, {**STAY, "threshold": length(12), "upper_bound": length(3, "<")}]}
    (found,) = contradictions(rule_from_dict(rule))
    assert found.path == ("any", 1)
    assert not found.whole
