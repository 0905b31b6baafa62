"""Classification, mirror and comparability on small definitions whose answers are known."""

from __future__ import annotations

from typing import Any

import pytest

from sojourn.classification import Entry, ReferenceRule, classify, comparability, mirror
from sojourn.model.rule import rule_from_dict
from sojourn.rules import RuleError

FLOW: dict[str, Any] = {
    "event": "arrival",
    "measure": "stay",
    "threshold": {"value": 12, "unit": "month", "comparison": ">="},
    "accumulation": "continuous",
    "basis": "actual",
    "prior": "non-resident",
}
STOCK: dict[str, Any] = {
    "event": "reference-date",
    "measure": "stay",
    "threshold": {"value": 12, "unit": "month", "comparison": ">="},
    "accumulation": "continuous",
    "window": {"anchor": "reference-date", "direction": "backward"},
    "basis": "actual",
}
IMMIGRANT = ReferenceRule("long-term", "frame", "immigrant", None, rule_from_dict(FLOW), "Long-term immigrant")
RESIDENT = ReferenceRule("resident-b", "frame", "resident", "b", rule_from_dict(STOCK), "Resident, option B")


def only(rule: dict[str, Any], concept: str = "immigration") -> dict[str, Any]:
    found = classify(rule_from_dict(rule), concept, [IMMIGRANT, RESIDENT], definition_id="d").to_dict()
    assert len(found["results"]) == 1
    result: dict[str, Any] = found["results"][0]
    return result


def test_the_same_rule_conforms() -> None:
    result = only(FLOW)
    assert (result["relation"], result["mapping"], result["conformance"]) == ("equal", "exactMatch", "conforms")
    assert only(STOCK, "usual-residence")["conformance"] == "conforms-to-option"


@pytest.mark.parametrize(
    ("change", "mapping", "conformance"),
    [
        ({"threshold": {"value": 12, "unit": "month", "comparison": ">"}}, "closeMatch", "conforms"),
        ({"threshold": {"value": 365, "unit": "day", "comparison": ">="}}, "closeMatch", "conforms"),
        ({"threshold": {"value": 6, "unit": "month", "comparison": ">="}}, "narrowMatch", "does-not"),
        ({"threshold": {"value": 2, "unit": "year", "comparison": ">="}}, "broadMatch", "does-not"),
        ({"accumulation": "cumulative", "window": {"value": 16, "unit": "month"}}, "narrowMatch", "partly"),
        ({"prior": "none"}, "narrowMatch", "partly"),
        ({"population": {"requires": {"purpose": ["work"]}}}, "broadMatch", "partly"),
        ({"basis": "intended"}, None, "partly"),
    ],
)
def test_mapping_and_conformance(change: dict[str, Any], mapping: str | None, conformance: str) -> None:
    result = only({**FLOW, **change})
    assert (result["mapping"], result["conformance"]) == (mapping, conformance)


def test_what_is_silent_is_asked_and_said_as_far_as_stated() -> None:
    silent = {key: value for key, value in FLOW.items() if key != "accumulation"}
    result = only(silent)
    assert (result["relation"], result["alike"], result["conformance"]) == ("undetermined", "equal", "undetermined")
    assert result["possible"] == ["equal", "broader"]
    assert result["alike_mapping"] == "exactMatch"
    assert [u["facet"] for u in result["unknown"] if u["matters"]] == ["accumulation"]


def test_differences_say_what_they_do() -> None:
    result = only({**FLOW, "threshold": {"value": 6, "unit": "month", "comparison": ">="}})
    (difference,) = result["differences"]
    assert difference == {
        "facet": "threshold",
        "theirs": "at least 6 months",
        "reference": "at least 12 months",
        "effect": "takes more people in",
    }
    assert result["witnesses"]["definition_only"] is not None


def test_a_flow_meets_a_stock_over_the_bridge_only() -> None:
    found = classify(rule_from_dict(FLOW), "immigration", [RESIDENT])
    assert "becomes" in found.results[0].trace[1] or "bridged" in found.results[0].trace[1]
    assert classify(rule_from_dict(STOCK), "usual-residence", [IMMIGRANT]).results == ()


def test_unknown_concept() -> None:
    with pytest.raises(RuleError, match="no concept"):
        classify(rule_from_dict(FLOW), "tourism", [IMMIGRANT])


def test_mirror_of_equal_ends_and_of_different_ends() -> None:
    out = rule_from_dict({**FLOW, "event": "departure", "measure": "absence", "prior": "resident"})
    inward = rule_from_dict({**FLOW, "prior": "none"})
    found = mirror(rule_from_dict({**FLOW, "event": "departure", "measure": "absence", "prior": "none"}), inward)
    assert found.relation == "equal"
    assert found.neither is not None
    assert found.third_country is not None
    assert mirror(out, inward).relation == "narrower"
    with pytest.raises(RuleError, match="two ends"):
        mirror(inward, inward)


def test_comparability_of_a_set() -> None:
    six = {**FLOW, "threshold": {"value": 6, "unit": "month", "comparison": ">="}}
    rules = {"a": FLOW, "b": six, "c": FLOW, "d": {**FLOW, "basis": "intended"}}
    found = comparability([Entry(name, name.upper(), rule_from_dict(rule)) for name, rule in rules.items()])
    assert found.groups[0] == ("a", "c")
    assert found.relations[0][1] == "narrower"
    assert found.relations[1][0] == "broader"
    by_id = {step.id: step for step in found.steps}
    assert by_id["a"].changes == ()
    assert [c.facet for c in by_id["b"].changes] == ["threshold"]
    assert not by_id["d"].reachable
    assert found.to_rows()[0]["b"] == "narrower"
