"""The engine as it is packed for the browser: it runs in a Python that has nothing else, and answers as the package does."""

from __future__ import annotations

import json
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from sojourn.classification import Reference, classify
from sojourn.classification.pairs import judged
from sojourn.loading.forms.schema import schemas
from sojourn.loading.reading.reader import Document, parse_text
from sojourn.lookup.registry import Registry
from sojourn.model.rule import rule_from_dict
from sojourn.pages.data.engine_files import pack
from sojourn.prose.speaker import Speaker
from sojourn.rules import apply, compare, history_from_dict
from sojourn.rules.logic.expand import expand
from tests.engine.conftest import BARE, Ask
from tests.support import REPOSITORY

EXAMPLES: dict[str, Any] = json.loads(
    json.dumps(yaml.safe_load((REPOSITORY / "site" / "examples.yaml").read_text("utf-8")), default=str)
)


def test_the_pack_is_the_same_each_time_and_carries_the_licences() -> None:
    assert pack() == pack()
    with zipfile.ZipFile(BytesIO(pack())) as archive:
        assert {"licences/markupsafe.txt", "licences/PyYAML.txt"} <= set(archive.namelist())


def test_every_module_of_the_pack_can_be_imported_without_site_packages(packed: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packed[0]) as archive:
        names = [name for name in archive.namelist() if name.startswith("sojourn/") and name.endswith(".py")]
    modules = sorted({name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in names})
    code = f"import importlib, sys; sys.path.insert(0, sys.argv[1])\nfor n in {modules!r}: importlib.import_module(n)"
    done = subprocess.run([*BARE, code, str(packed[0])], capture_output=True, text=True)
    assert done.stderr == ""


def expected(registry: Registry, id: str, concept: str, rule: Any) -> dict[str, Any]:
    references = [
        Reference(r.id, r.framework, r.target, r.option, r.rule, r.label.best(), r.part_of) for r in registry.rules()
    ]
    found = classify(rule, concept, references, definition_id=id, resolve=registry.rule_of)
    plain: dict[str, Any] = json.loads(json.dumps(found.to_dict(Speaker("en", registry.labels()))))
    return plain


def test_definitions_are_classified_as_by_the_package(real: Registry, ask: Ask) -> None:
    chosen = real.definitions()[::60]
    assert len(chosen) > 5
    answers = ask(*[("classify", {"rule": d.id}) for d in chosen])
    for definition, answer in zip(chosen, answers, strict=True):
        assert answer == expected(real, definition.id, definition.concept, definition.rule)


def test_a_rule_given_as_a_value_is_compared_as_by_the_package(real: Registry, ask: Ask) -> None:
    rule = {**EXAMPLES["rules"][0]["rule"], "id": "mine"}
    (answer,) = ask(("compare", {"a": rule, "b": "un-2021-immigrant-b"}))
    b = real.rule_of("un-2021-immigrant-b")
    own, b = expand(rule_from_dict(rule), real.rule_of), expand(b, real.rule_of)
    found = judged(own, b, compare(own, b, a_id="mine", b_id="un-2021-immigrant-b"))
    assert answer == json.loads(json.dumps(found.to_dict(Speaker("en", real.labels()))))


def test_travellers_are_decided_as_by_the_package(real: Registry, ask: Ask) -> None:
    people = EXAMPLES["travellers"]
    answers = ask(*[("apply", {"rule": "nzl-obm-arrival", "history": person}) for person in people])
    for person, answer in zip(people, answers, strict=True):
        found = apply(real.rule_of("nzl-obm-arrival"), history_from_dict(person), resolve=real.rule_of)
        assumptions = ["The rule states no maximum; there is taken to be none."]
        # Beside what the package tells: which crossings the rule is about.
        assert answer.pop("events") == ["arrival"]
        for decision in found:
            waits = decision.to_dict()["lacking"]
            assert all(what in decision.why for what in waits)
            assert bool(waits) <= (decision.migration is None)
        decisions = [decision.to_dict() for decision in found]
        assert answer == {"id": person["id"], "decisions": decisions, "assumptions": assumptions}


def test_a_matrix_holds_each_pair_once(ask: Ask) -> None:
    ids = ["nzl-obm-arrival", "un-2021-immigrant-b", "un-1998-long-term-immigrant"]
    matrix, pair = ask(("matrix", {"ids": ids}), ("compare", {"a": ids[0], "b": ids[1]}))
    assert matrix["ids"] == ids
    assert matrix["pairs"][0][1] == pair
    assert [[cell is None for cell in row] for row in matrix["pairs"]] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_a_fault_has_the_one_shape_of_errors(ask: Ask) -> None:
    faults = ask(
        ("compare", {"a": "nzl-obm-arival", "b": "un-2021-immigrant-b"}),
        ("compare", {"a": {"threshold": {"value": 3}}, "b": "un-2021-immigrant-b"}),
        ("classify", {"rule": {"event": "arrival"}}),
        ("apply", {"rule": "nzl-obm-arrival", "history": {"stays": [{"from": "2020-02-30", "to": None}]}}),
        ("divine", {}),
    )
    assert all(set(fault["error"]) == {"title", "detail", "advice", "where", "messages"} for fault in faults)
    assert "nzl-obm-arrival" in faults[0]["error"]["advice"]
    assert faults[1]["error"]["where"] == {"file": None, "line": None, "key": "a.threshold"}
    assert "Give `concept`" in faults[2]["error"]["advice"]
    assert "2020-02-30" in faults[3]["error"]["detail"]
    assert "compare" in faults[4]["error"]["advice"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("event: arival", 1, "Did you mean 'arrival'"),
        ("event: arrival\nthreshold: {value: 12}", 2, "the key 'unit' is missing"),
        ("event: arrival\nevent: departure", 2, "stands twice"),
        ("event: [", 1, "cannot be read"),
        ("any: [{ref: nzl-obm-arival}]", None, "Did you mean 'nzl-obm-arrival'"),
        ("event: arrival\nany: [{event: arrival}]", 1, "cannot stand together"),
        ("threshold: {value: 30000, unit: month}", None, "longer than 70 years"),
        ("- event", 1, "a rule is a map"),
        ("concept: migration\nevent: arrival", None, "not a code of the list 'concept'"),
    ],
)
def test_a_text_with_a_fault_says_where_and_what_to_do(ask: Ask, text: str, line: int | None, words: str) -> None:
    (found,) = ask(("check", {"text": text}))
    (finding,) = found["findings"]
    assert finding["line"] == line
    assert words in f"{finding['message']} {finding['advice']}"


def test_what_can_never_hold_is_said(ask: Ask) -> None:
    text = "event: arrival\nmeasure: stay\nthreshold: {value: 12, unit: month}\nupper_bound: {value: 3, unit: month}"
    (found,) = ask(("check", {"text": text}))
    assert found["contradictions"][0]["whole"]
    assert "leaves no room" in found["contradictions"][0]["reason"]


def test_text_and_rule_go_round_without_change(real: Registry, ask: Ask) -> None:
    ids = [d.id for d in real.definitions()]
    described = ask(*[("describe", {"rule": id}) for id in ids])
    again = ask(*[("check", {"text": answer["yaml"]}) for answer in described])
    assert [answer["rule"] for answer in again] == [answer["rule"] for answer in described]
    assert [answer["id"] for answer in again] == ids
    assert not [answer["id"] for answer in again if answer["findings"]]


def test_a_rule_becomes_a_file_that_the_registry_takes(ask: Ask) -> None:
    rule = {**EXAMPLES["rules"][1]["rule"], "id": "xxx-183-days", "concept": "immigration"}
    (found,) = ask(("entry", {"rule": rule}))
    read = parse_text(found["text"], "XXX.yaml", "country")
    assert isinstance(read, Document)
    assert schemas(REPOSITORY / "glossary" / "schema").check(read) == []
    assert read.data["definitions"][0]["rule"] == EXAMPLES["rules"][1]["rule"]
