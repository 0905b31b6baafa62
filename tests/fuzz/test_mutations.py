"""Whatever stands in a file, the answer is a finding or a result, never a fault; and what `check` passes can be built.

Each law is put to `ROUNDS` inputs here, and to as many as SOJOURN_ROUNDS says under `make fuzz`.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

import sojourn
from sojourn.classification.classifier import classify
from sojourn.cli.people.travellers import read_histories
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.forms.schema import schemas
from sojourn.loading.reading.reader import parse_text
from sojourn.loading.writing.normal import normal_form
from sojourn.lookup.registry import Registry
from sojourn.model.errors import SojournError
from sojourn.model.finding import Finding
from sojourn.model.rule import rule_from_dict
from sojourn.rules import RuleError, compare
from sojourn.service.check import check_rule
from sojourn.service.classify import references
from sojourn.service.decide import decide_all
from sojourn.service.given import codes_of
from tests.fuzz.mutations import grid, mutated
from tests.support import COUNTRY, FILES, FRAMEWORK, NARROWER, REPOSITORY, TERM, rounds, small_glossary

ROUNDS = rounds(14)
SEED = int(os.environ.get("SOJOURN_SEED", "1"))
SHAPES = schemas(REPOSITORY / "glossary" / "schema")
FOLDERS = {
    "terms/residence/residence.yaml": TERM,
    "terms/residence/usual-residence.yaml": NARROWER,
    "recommendations/frame.yaml": FRAMEWORK,
    "countries/NOR.yaml": COUNTRY,
}
RULE = """\
event: arrival
measure: stay
threshold: {value: 6, unit: month, comparison: ">="}
upper_bound: none
accumulation: cumulative
window: {value: 12, unit: month, anchor: arrival, direction: forward}
basis: actual
prior: non-resident
day_convention: nights
level: country
"""
YAML_HISTORY = """\
- id: a
  initial_status: non-resident
  observed_until: 2021-12-31
  attributes: {purpose: work}
  stays: [{from: 2017-01-01, to: 2017-09-08}, {from: 2017-11-01, to: null}]
- id: b
  stays:
    - {from: null, to: 2018-05-01}
"""
CSV_HISTORY = """\
id,from,to,initial_status
a,2021-01-01,2021-01-30,non-resident
b,2021-01-01,,resident
c,,2021-02-01,
"""


@pytest.fixture(scope="module")
def registry() -> Registry:
    return sojourn.load()


def test_check_falls_over_no_file_and_what_it_passes_is_compiled_and_classified(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    root, passed = small_glossary(tmp_path), 0
    for _ in range(ROUNDS):
        name, text = chance.choice(list(FOLDERS.items()))
        (root / name).write_bytes(mutated(chance, text).encode("utf-8", "surrogatepass"))
        content = checked_content(root)
        assert all(finding.message and finding.severity for finding in content.findings)
        if not any(finding.severity == "error" for finding in content.findings):
            passed += 1
            found = sojourn.load(root)
            for definition in found.definitions():
                classify(definition.rule, definition.concept, references(found), resolve=found.rule_of)
        (root / name).write_text(FILES[name], "utf-8")
    assert passed


def test_fmt_keeps_what_a_changed_file_says_or_leaves_it() -> None:
    chance = random.Random(SEED)
    written = 0
    for _ in range(4 * ROUNDS):
        name, text = chance.choice(list(FOLDERS.items()))
        kind = {"terms": "term", "countries": "country"}.get(name.partition("/")[0], "framework")
        text = mutated(chance, text)
        read = parse_text(text, "x.yaml", kind)
        if isinstance(read, Finding):
            continue
        try:
            said = normal_form(read, SHAPES)
        except SojournError:
            continue
        again = parse_text(said, "x.yaml", kind)
        assert not isinstance(again, Finding), text
        assert again.data == read.data, text
        written += 1
    assert written


@pytest.mark.parametrize(("ending", "text"), [("yaml", YAML_HISTORY), ("csv", CSV_HISTORY)])
def test_a_history_is_decided_or_refused_with_its_place(
    tmp_path: Path, registry: Registry, ending: str, text: str
) -> None:
    chance, codes = random.Random(SEED), codes_of(registry)
    decided = 0
    for _ in range(4 * ROUNDS):
        path = tmp_path / f"histories.{ending}"
        path.write_bytes(mutated(chance, text).encode("utf-8", "surrogatepass"))
        try:
            decided += len(list(decide_all(registry, "nzl-obm-arrival", read_histories(path, codes))))
        except SojournError as error:
            assert error.title and (error.advice or error.detail)
    assert decided


def test_a_rule_is_compared_or_has_findings(registry: Registry) -> None:
    chance = random.Random(SEED)
    good, other = 0, registry.rule_of("nzl-obm-arrival")
    for _ in range(4 * ROUNDS):
        found = check_rule(registry, mutated(chance, RULE))
        if found.ok and found.rule:
            rule = rule_from_dict(found.rule)
            good += 1
            assert compare(rule, rule, resolve=registry.rule_of).relation in ("equal", "incomparable")
            compare(rule, other, resolve=registry.rule_of)
    assert good


def test_what_check_passes_of_a_grid_of_limbs_is_compared(registry: Registry) -> None:
    """560 of 2 880 such limbs passed `check` and broke `build`."""
    passed = 0
    for data in list(grid())[SEED % 16 :: max(1, 16 * 40 // ROUNDS)]:
        found = check_rule(registry, data)
        if found.ok:
            rule = rule_from_dict(data)
            try:
                assert compare(rule, rule).relation in ("equal", "incomparable"), data
            except RuleError as error:
                assert error.advice
            passed += 1
    assert passed
