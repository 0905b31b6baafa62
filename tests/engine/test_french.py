"""The engine's answers to French pages: nothing in English but what cannot be told, and that is marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sojourn.engine.answers import BrowserEngine
from sojourn.lookup.registry import Registry
from tests.engine.conftest import rules_of
from tests.engine.test_pack import EXAMPLES

MINE: dict[str, Any] = {
    "id": "my-definition", "concept": "immigration", "event": "arrival", "measure": "stay",
    "threshold": {"value": 3, "unit": "month", "comparison": ">="}, "accumulation": "cumulative",
    "window": {"value": 12, "unit": "month", "anchor": "arrival", "direction": "forward"},
    "population": {"requires": {"citizenship": ["foreign"]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(real: Registry) -> BrowserEngine:
    return BrowserEngine(rules_of(real))


def ask(engine: BrowserEngine, method: str, **given: Any) -> Any:
    return json.loads(engine.call(method, json.dumps({"lang": "fr", **given})))


def english(found: Any, path: str = "") -> Iterator[str]:
    """What an answer marks as English."""
    match found:
        case ["en", str(text)]:
            yield f"{path}: {text}"
        case dict():
            for key, item in found.items():
                yield from english(item, f"{path}/{key}")
        case list():
            for item in found:
                yield from english(item, path)


def own_rules() -> list[Any]:
    return [MINE, *({**item["rule"], "id": item["id"], "concept": item["concept"]} for item in EXAMPLES["rules"])]


def test_a_report_on_any_definition_is_in_french(engine: BrowserEngine, real: Registry) -> None:
    for rule in (*own_rules(), *(definition.id for definition in real.definitions()[::25])):
        found = ask(engine, "report", rule=rule)
        assert found["frameworks"]
        assert list(english(found["frameworks"])) == []


def test_the_report_tells_a_definition_of_ones_own_and_why_a_traveller_does_not_count(engine: BrowserEngine) -> None:
    found = ask(engine, "report", rule=MINE, framework="un-2021")["frameworks"][0]["best"]
    told = "l’arrivée d’un étranger compte si les jours du séjour totalisent au moins 3 mois"
    assert any(line.startswith("Ce qu’énonce « my-definition » : " + told) for line in found["trace"])
    assert any("compte cette personne, mais non « " in person["reason"] for person in found["travellers"])
    assert all("qui énonce : « " in person["reason"] for person in found["travellers"])
    names = {item["facet"] for item in found["differences"]}
    assert "Statut antérieur" in names
    # What goes to a file stays as the command line prints it.
    whole = ask(engine, "report", rule=MINE, framework="un-2021")["classification"]
    assert whole == ask(engine, "classify", rule=MINE, framework="un-2021")


def test_what_rules_decide_of_a_traveller_is_told_in_french(engine: BrowserEngine, real: Registry) -> None:
    told = set()
    for rule in (*own_rules(), *(definition.id for definition in real.definitions()[::12])):
        for person in EXAMPLES["travellers"]:
            for found in (
                ask(engine, "apply", rule=rule, history=person),
                ask(engine, "counted", rule=rule, history=person, on=person["on"]),
            ):
                assert list(english(found)) == [], (rule, person)
                told |= {item["why"] for item in found.get("decisions", [found]) if "error" not in item}
    assert any("et satisfait la règle : « " in text for text in told)
    assert any("pas encore décidé" in text for text in told)
    assert not any("The rule" in text or "the person" in text for text in told)


def test_a_pair_is_shown_as_by_the_build(engine: BrowserEngine) -> None:
    found = ask(engine, "pair", a="nzl-obm-arrival", b="un-2021-immigrant-b")
    figure, words = found["people"][found["result"]["people"][0]]
    assert found["figures"][figure].startswith("<svg")
    assert "« {a} » compte cette personne, mais non « {b} »" in words
    assert list(english(found)) == []


FAULTY = [
    "event: arival", "threshold: {value: 12}", "event: arrival\nevent: departure", "any: [{ref: nzl-obm-arival}]",
    "threshold: {value: 30000, unit: month}", "- event", "concept: migration", "threshold: {value: 0, unit: month}",
    "tresh: 3", "event: arrival\nany: [{event: arrival}]", "event: 3", "threshold: 12", "population: {includes: [x, x]}",
    "any: []", "event: [",
]  # fmt: skip


@pytest.mark.parametrize("text", FAULTY)
def test_faults_in_a_text_are_said_in_french(engine: BrowserEngine, text: str) -> None:
    found = ask(engine, "describe", text=text)
    assert found["findings"]
    assert list(english(found)) == []


def test_what_can_never_hold_and_errors_are_said_in_french(engine: BrowserEngine) -> None:
    never = {**MINE, "upper_bound": {"value": 2, "unit": "month", "comparison": "<"}}
    assert ask(engine, "describe", rule=never)["contradictions"][0]["reason"].startswith("son maximum (2 mois)")
    backwards = {"stays": [{"from": "2020-02-03", "to": "2019-01-01"}]}
    for found in (
        ask(engine, "report", rule={"event": "arrival"}),
        ask(engine, "report", rule={"concept": "immigration"}),
        ask(engine, "apply", rule="nzl-obm-arrival", history=backwards),
        ask(engine, "apply", rule="gone", history={}),
    ):
        assert found["error"]["told"]["title"] != found["error"]["title"]
        assert list(english(found)) == []
