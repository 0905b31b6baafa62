"""Classification, mirror and comparability on small definitions whose answers are known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sojourn.classification import ComparedEntry, Reference, classify, comparability, mirror
from sojourn.classification.stored import pack_classification, unpack_classification
from sojourn.classification.table import CONFORMANCE, MAPPING
from sojourn.model.message import message
from sojourn.model.rule import rule_from_dict
from sojourn.prose.speaker import plain
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
IMMIGRANT = Reference("long-term", "frame", "immigrant", None, rule_from_dict(FLOW), "Long-term immigrant")
RESIDENT = Reference("resident-b", "frame", "resident", "b", rule_from_dict(STOCK), "Resident, option B")


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


def test_what_must_not_hold_is_a_test_of_its_own_and_states_no_maximum() -> None:
    """ "Not shorter than twelve months" was told as a maximum that takes more people in."""
    shorter = {key: value for key, value in FLOW.items() if key != "threshold"}
    most = {"value": 12, "unit": "month", "comparison": "<"}
    told = only({"not": {**shorter, "upper_bound": most}})["differences"]
    assert {row["facet"] for row in told} == {"test"}
    twice = only({"not": {"not": {**FLOW, "threshold": {"value": 6, "unit": "month"}}}})["differences"]
    assert {row["facet"] for row in twice} == {"threshold"}


def test_what_is_silent_is_asked_and_said_as_far_as_stated() -> None:
    silent = {key: value for key, value in FLOW.items() if key != "accumulation"}
    result = only(silent)
    assert (result["relation"], result["alike"], result["conformance"]) == ("undetermined", "equal", "undetermined")
    assert result["possible"] == ["equal", "broader"]
    assert result["alike_mapping"] == "exactMatch"
    assert [u["facet"] for u in result["unknown"] if u["matters"]] == ["accumulation"]


def against(rule: dict[str, Any], reference: Reference, concept: str = "immigration") -> dict[str, Any]:
    (result,) = classify(rule_from_dict(rule), concept, [reference], definition_id="d").to_dict()["results"]
    return dict(result)


def test_a_part_is_matched_in_part_and_is_never_the_best_beside_its_whole() -> None:
    whole = Reference(
        "whole", "frame", "immigrant", None, rule_from_dict({"any": [FLOW, {**FLOW, "basis": "intended"}]}), "Whole"
    )
    part = Reference("part", "frame", "immigrant", None, rule_from_dict(FLOW), "Part", part_of="whole")
    found = classify(rule_from_dict(FLOW), "immigration", [part, whole])
    by_id = {r.reference.id: r for r in found.results}
    assert (by_id["part"].relation, by_id["part"].mapping, by_id["part"].conformance) == (
        "equal",
        "exactMatch",
        "partly",
    )
    assert found.best is by_id["whole"]
    assert by_id["part"].to_dict()["part_of"] == "whole"


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({**STOCK}, "a stock"),
        ({**FLOW, "level": "within-country"}, "inside it"),
    ],
)
def test_what_decides_something_else_is_not_applicable(rule: dict[str, Any], reason: str) -> None:
    result = against(rule, IMMIGRANT)
    assert (result["relation"], result["mapping"], result["conformance"]) == ("incomparable", None, "not-applicable")
    assert reason in result["reason"]


def test_what_can_be_compared_goes_before_what_cannot() -> None:
    inside = Reference("inside", "frame", "immigrant", None, rule_from_dict({**FLOW, "level": "within-country"}), "")
    other = {**FLOW, "threshold": {"value": 1, "unit": "month", "comparison": ">="}}
    best = classify(rule_from_dict(other), "immigration", [inside, IMMIGRANT]).best
    assert best is not None
    assert (best.reference.id, best.conformance) == ("long-term", "does-not")


def test_a_rule_about_departures_is_not_for_a_definition_of_arrivals() -> None:
    away = {**FLOW, "event": "departure", "measure": "absence", "prior": "resident"}
    leaving = Reference("leaving", "frame", "visitor", None, rule_from_dict(away), "Leaving")
    assert classify(rule_from_dict(FLOW), "short-term-mobility", [leaving]).results == ()
    assert len(classify(rule_from_dict(away), "short-term-mobility", [leaving]).results) == 1


def test_a_reference_that_nobody_can_meet_gives_the_reason_and_no_verdict() -> None:
    crossed = {**FLOW, "upper_bound": {"value": 3, "unit": "month", "comparison": "<"}}
    result = against(FLOW, Reference("crossed", "frame", "immigrant", None, rule_from_dict(crossed), "Crossed"))
    assert (result["relation"], result["mapping"], result["conformance"]) == ("incomparable", None, "not-applicable")
    assert "nobody can meet “crossed”: its maximum (3 months)" in result["reason"]


def test_a_register_without_a_length_leaves_the_length_open() -> None:
    register = {
        "event": "reference-date",
        "threshold": "none",
        "basis": "registration",
        "population": {"base": "registered"},
    }
    result = against(register, RESIDENT, "population-base")
    assert (result["relation"], result["conformance"]) == ("undetermined", "undetermined")
    assert any("entered in the register" in unknown["question"] for unknown in result["unknown"])


@pytest.mark.parametrize(
    ("change", "mapping"),
    [
        ({}, "exactMatch"),
        ({"day_convention": "nights"}, "closeMatch"),
        ({"population": {"excludes": ["diplomats"]}}, "closeMatch"),
    ],
)
def test_exact_match_takes_nothing_for_granted(change: dict[str, Any], mapping: str) -> None:
    result = only({**FLOW, **change})
    assert (result["relation"], result["mapping"], result["conformance"]) == ("equal", mapping, "conforms")


def test_what_both_leave_open_is_close_not_exact() -> None:
    silent = {key: value for key, value in FLOW.items() if key != "accumulation"}
    result = against(silent, Reference("silent", "frame", "immigrant", None, rule_from_dict(silent), "Silent"))
    assert (result["relation"], result["mapping"], result["conformance"]) == ("equal", "closeMatch", "conforms")


def test_over_the_bridge_concepts_are_related_only() -> None:
    result = against(FLOW, RESIDENT)
    assert result["bridged"]
    assert (result["mapping"], result["conformance"]) == ("relatedMatch", "conforms-to-option")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_mapping_and_conformance_is_explained(lang: str) -> None:
    ids = [*(f"mapping-when-{name}" for name in MAPPING), *(f"conformance-when-{name}" for name in CONFORMANCE)]
    texts = [plain(lang).text(message(id)) for id in ids]
    assert len(set(texts)) == len(MAPPING) + len(CONFORMANCE)
    assert all(text.endswith(".") for text in texts)


def test_a_test_without_a_counterpart_is_one_difference() -> None:
    absence = {**FLOW, "measure": "absence", "window": {"anchor": "arrival", "direction": "backward"}}
    (difference,) = only({"all": [FLOW, absence]})["differences"]
    assert (difference["facet"], difference["reference"]) == ("test", "no such test")
    assert difference["theirs"] == (
        "the arrival of a non-resident counts if the actual time away, without a break, is at least 12 months before arrival"
    )
    assert difference["theirs_value"]["rule"]["measure"] == "absence"
    assert difference["effect"] == "leaves people out"


def test_presence_needs_no_length() -> None:
    result = against({"event": "reference-date", "population": {"base": "de-facto"}}, RESIDENT, "population-base")
    rows = {row["facet"]: row["theirs"] for row in result["differences"]}
    assert rows["threshold"] == "none: presence is enough"
    assert not {"accumulation", "window", "basis"} & set(rows)


def test_years_and_months_are_no_difference_and_an_unbroken_stay_has_no_window() -> None:
    year = {
        **FLOW,
        "threshold": {"value": 1, "unit": "year", "comparison": ">="},
        "window": {"value": 1, "unit": "year"},
    }
    assert only(year)["differences"] == []


def test_differences_say_what_they_do() -> None:
    result = only({**FLOW, "threshold": {"value": 6, "unit": "month", "comparison": ">="}})
    (difference,) = result["differences"]
    assert difference == {
        "facet": "threshold",
        "theirs": "at least 6 months",
        "theirs_value": {"bound": {"value": 6, "unit": "month", "comparison": ">="}},
        "reference": "at least 12 months",
        "reference_value": {"bound": {"value": 12, "unit": "month", "comparison": ">="}},
        "effect": "takes more people in",
        "effect_message": {"message": "effect-broader", "args": {}},
    }
    assert result["witnesses"]["definition_only"] is not None


def test_a_flow_meets_a_stock_over_the_bridge_only() -> None:
    found = classify(rule_from_dict(FLOW), "immigration", [RESIDENT])
    assert message("asked-bridged") in [part.asked for part in found.results[0].trace.parts]
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
    assert mirror(out, inward).relation == "narrower"
    assert mirror(out, inward).movers.relation == "equal"
    with pytest.raises(RuleError, match="two ends"):
        mirror(inward, inward)


def test_a_third_country_after_and_on_the_way_is_time_away_but_no_stay() -> None:
    out = rule_from_dict({**FLOW, "event": "departure", "measure": "absence", "prior": "resident"})
    onward, by_way = mirror(out, rule_from_dict(FLOW)).third_country
    assert (onward.case, onward.by_origin, onward.by_destination) == ("goes-on", True, False)
    # Twelve months away, of which thirty nights elsewhere: eleven months in the destination.
    assert (by_way.case, by_way.by_origin, by_way.by_destination) == ("by-way-of", True, False)
    assert (by_way.why["arrival"], by_way.why["back"]) == (date(2023, 1, 31), date(2024, 1, 1))
    told = "comes to the destination on 31 January 2023 and returns on 1 January 2024: “origin” counts this person"
    assert told in plain().text(by_way.why)
    six = {**FLOW, "threshold": {"value": 6, "unit": "month", "comparison": ">="}}
    assert mirror(out, rule_from_dict(six)).third_country[1].by_destination, "eleven months are enough for six"


def test_no_journey_is_shown_where_no_length_is_stated() -> None:
    register = {"event": "departure", "basis": "registration", "population": {"base": "registered"}}
    assert mirror(rule_from_dict(register), rule_from_dict(FLOW)).third_country == ()


def test_comparability_of_a_set() -> None:
    six = {**FLOW, "threshold": {"value": 6, "unit": "month", "comparison": ">="}}
    rules = {"a": FLOW, "b": six, "c": FLOW, "d": {**FLOW, "basis": "intended"}}
    found = comparability([ComparedEntry(name, name.upper(), rule_from_dict(rule)) for name, rule in rules.items()])
    assert found.groups[0] == ("a", "c")
    assert found.relations[0][1] == "narrower"
    assert found.relations[1][0] == "broader"
    by_id = {step.id: step for step in found.steps}
    assert found.parts == ("a",)
    assert by_id["b"].cut_to == ("a",)
    assert by_id["b"].record == (message("record-length"),)
    assert by_id["a"].changes == ()
    assert [c.facet for c in by_id["b"].changes] == ["threshold"]
    assert not by_id["d"].reachable
    assert found.to_rows()[0]["b"] == "narrower"


def test_a_definition_without_a_length_equals_nobody() -> None:
    silent = {key: value for key, value in FLOW.items() if key != "threshold"}
    found = comparability(
        [ComparedEntry("a", "A", rule_from_dict(FLOW)), ComparedEntry("s", "S", rule_from_dict(silent))]
    )
    assert found.groups == (("a",),)
    assert found.undescribed == ("s",)
    assert [step.reachable for step in found.steps] == [True, False]
    assert found.step_rows()[1]["reason"] == "it does not say how long is long enough"


def test_a_result_is_read_back_from_its_bytes_without_loss() -> None:
    six = {**FLOW, "threshold": {"value": 6, "unit": "month", "comparison": ">="}}
    mixed = {"any": [six, {**FLOW, "basis": "intended", "population": {"excludes": ["students"]}}]}
    open_rule = {key: value for key, value in FLOW.items() if key not in ("accumulation", "window")}
    for rule, concept in (
        (six, "immigration"),
        (mixed, "immigration"),
        (open_rule, "immigration"),
        (STOCK, "usual-residence"),
    ):
        found = classify(rule_from_dict(rule), concept, [IMMIGRANT, RESIDENT])
        again = unpack_classification(pack_classification(found))
        assert again == found
        assert again.to_dict() == found.to_dict()


def test_json_gives_words_in_a_language_and_the_same_values_in_each() -> None:
    found = classify(rule_from_dict(FLOW), "immigration", [RESIDENT])
    english, french = found.to_dict()["results"][0], found.to_dict(plain("fr"))["results"][0]
    assert english["trace"][0].startswith("“definition” (immigration) held against ")
    assert french["trace"][0].startswith("« definition » (immigration) face à ")
    assert [len(item["trace"]) for item in (english, french)] == [1 + len(found.results[0].trace.parts)] * 2

    def values(data: Any) -> Any:
        """What is the same in every language."""
        if isinstance(data, dict):
            return {
                k: values(v) for k, v in data.items() if k.endswith(("_message", "_messages", "_value")) or k in KEPT
            }
        return [values(item) for item in data] if isinstance(data, list) else data

    assert values(english) == values(french)


KEPT = (
    "relation",
    "possible",
    "mapping",
    "conformance",
    "witnesses",
    "both",
    "start",
    "stays",
    "attributes",
    "message",
    "args",
)
