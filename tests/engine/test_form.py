"""The checks in plain Python against the compiled ones: the same findings, the same data from YAML."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from sojourn.engine.form import CHECKED, DESCRIBING, RuleForm
from sojourn.loading.forms.schema import schemas
from sojourn.loading.reading import yaml12
from sojourn.loading.reading.reader import Document
from sojourn.model.finding import Finding
from tests.support import REPOSITORY

SCHEMAS = REPOSITORY / "glossary" / "schema"
RAW = {name: json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")) for name in ("rule", "common")}
RULE: dict[str, Any] = {
    "event": "arrival",
    "measure": "stay",
    "threshold": {"value": 12, "unit": "month", "comparison": ">="},
    "window": {"value": 16, "unit": "month"},
    "population": {"includes": ["nationals", "foreigners"], "requires": {"purpose": ["work"]}},
    "weights": [1, "1/3"],
    "label": {"en": "x"},
}
ODD: list[Any] = [
    None, True, 0, -3, 2.5, 3.0, 10**6, "x", "none", "", [], {}, ["a", "a"], {"en": ""}, {"bad key": "x"}, ">",
    {"value": 1}, {"unit": "day"}, {"value": 0, "unit": "day"}, ["1/0"], ["x"] * 60, "x" * 300, [1, 1],
]  # fmt: skip
KEYS = ["tresh", "value", "unit", "comparison", "requires", "any", "not"]


def spots(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from spots(value, (*path, key))


def spoilt(rng: random.Random) -> dict[str, Any]:
    """A rule with one to two odd places."""
    rule = copy.deepcopy(RULE)
    for _ in range(rng.choice((1, 1, 2))):
        path = rng.choice([spot for spot in spots(rule) if spot])
        holder: Any = rule
        for step in path[:-1]:
            holder = holder[step]
        way = rng.random()
        if way < 0.6:
            holder[path[-1]] = copy.deepcopy(rng.choice(ODD))
        elif isinstance(holder, dict):
            if way < 0.8:
                holder[rng.choice(KEYS)] = copy.deepcopy(rng.choice(ODD))
            else:
                del holder[path[-1]]
    return rule


def said(findings: list[Finding]) -> list[tuple[str, int | None, str, str]]:
    return sorted((f.key or "", f.line, f.message, f.advice) for f in findings)


def test_a_spoilt_rule_gives_the_same_findings_as_the_compiled_validator() -> None:
    compiled, plain = schemas(SCHEMAS), RuleForm(RAW)
    rng = random.Random(5)
    wrong = 0
    for _ in range(1500):
        rule = spoilt(rng)
        document = Document("rule.yaml", "rule", json.dumps(rule), rule)
        findings = said(plain.check(document))
        assert findings == said(compiled.check(document)), rule
        wrong += bool(findings)
    assert wrong > 1000


def test_every_keyword_of_the_schema_of_rules_is_checked() -> None:
    def keywords(schema: dict[str, Any]) -> set[str]:
        found = set(schema)
        inner = [*schema.get("properties", {}).values()]
        inner += [schema[key] for key in ("items", "additionalProperties", "propertyNames") if key in schema]
        return found.union(*(keywords(item) for item in inner if isinstance(item, dict)))

    used = {"rule", "lower", "upper", "window", "duration", "length", "population", "text"}
    known = CHECKED | DESCRIBING
    assert keywords(RAW["rule"]).union(*(keywords(RAW["common"]["$defs"][name]) for name in used)) <= known


@pytest.mark.parametrize(
    "text",
    [
        "a: NO\nb: on\nc: 012\nd: 12:30:45\ne: 2020-01-01\nf: ~\ng: true\nh: 0x1F\ni: 1.5\nj: 1e3\nk:\nl: '12'",
        "weights: [1, 1/3]\nthreshold: {value: 12, unit: month, comparison: \">=\"}",
        '{"event": "arrival", "population": {"includes": ["a"]}}',
        "text: >\n  folded\n  lines\nother: |\n  kept\n  lines\n",
    ],
)  # fmt: skip
def test_yaml_is_read_alike_with_and_without_the_compiled_reader(text: str) -> None:
    assert yaml12.loads_in_python(text) == yaml12.loads(text)


@pytest.mark.parametrize("text", ["a: 1\na: 2", "a: [1", "a: b: c", "a: 'x"])
def test_what_is_no_yaml_is_refused_by_both(text: str) -> None:
    for read in (yaml12.loads, yaml12.loads_in_python):
        with pytest.raises(yaml12.YamlError):
            read(text)
