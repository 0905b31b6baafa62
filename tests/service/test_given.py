"""Whatever stands where a rule is asked for is resolved in one place, and what is wrong is said with its key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sojourn
from sojourn.lookup.registry import Registry
from sojourn.model.errors import NotFound, SojournError, UsageError
from sojourn.model.rule import Bound, Limb
from sojourn.service import check_rule, given_rule

SIX = {"event": "arrival", "measure": "stay", "threshold": {"value": 6, "unit": "month", "comparison": ">="}}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return sojourn.load()


def test_an_id_an_iri_and_an_entry_are_the_same_rule(registry: Registry) -> None:
    entry = registry.definition("nzl-obm-arrival")
    found = [given_rule(registry, given) for given in (entry.id, entry.iri, entry)]
    assert {item.id for item in found} == {"nzl-obm-arrival"}
    assert all(item.rule == entry.rule and item.concept == "immigration" for item in found)


def test_a_rule_and_its_content_form_are_the_same(registry: Registry) -> None:
    rule = Limb(event="arrival", measure="stay", threshold=Bound(6, "month", ">="))
    assert given_rule(registry, rule, "mine").rule == rule
    assert given_rule(registry, SIX, "mine").rule == rule
    whole = given_rule(registry, {"id": "office", "concept": "immigration", "rule": SIX})
    assert (whole.id, whole.rule, whole.concept) == ("office", rule, "immigration")


@pytest.mark.parametrize(
    ("data", "words", "key"),
    [
        ({"event": "arival"}, "arival", "rule.event"),
        ({"threshold": {"value": "six", "unit": "month"}}, "six", "rule.threshold.value"),
        ({"durration": 3}, "'durration' is not a known key", "rule.durration"),
        ({"any": [SIX, {"event": "x"}]}, "'x'", "rule.any[1].event"),
        ({"ref": "nobody"}, "'nobody' is not a known rule", "rule.ref"),
        ({"any": [SIX], "event": "arrival"}, "cannot stand together", "rule"),
        ({"concept": "immigrant", **SIX}, "'immigrant' is not a code", "rule.concept"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_with_its_key(
    registry: Registry, data: dict[str, Any], words: str, key: str
) -> None:
    with pytest.raises(SojournError) as caught:
        given_rule(registry, data)
    assert words in caught.value.title
    assert caught.value.where.key == key
    assert check_rule(registry, data).findings


def test_what_is_no_rule_is_refused(registry: Registry) -> None:
    with pytest.raises(NotFound, match="no entry"):
        given_rule(registry, "nzl-obm-arival")
    with pytest.raises(NotFound, match="is a term, not a rule"):
        given_rule(registry, "usual-residence")
    with pytest.raises(SojournError, match="empty"):
        given_rule(registry, {"id": "x"})
    with pytest.raises(UsageError, match="is no rule"):
        given_rule(registry, 7)  # type: ignore[arg-type]


def test_a_file_is_read_for_a_person_and_never_for_a_request(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("event: arrival\nthreshold: {value: 6, unit: month}\n", "utf-8")
    assert given_rule(registry, str(path), files=True).id == "mine"
    with pytest.raises(NotFound):
        given_rule(registry, str(path))
    # A name that no file system takes is no file.
    for name in ("x" * 5_000, "a\0b"):
        with pytest.raises(NotFound):
            given_rule(registry, name, files=True)


def test_checking_never_raises_for_what_is_in_a_text(registry: Registry) -> None:
    for text in (
        "",
        "- a",
        "a: [",
        "event: arrival",
        "all: []",
        "ref: un-2021-immigrant-b",
        "{" * 300,
        "threshold: {value: 1",
    ):
        assert check_rule(registry, text).to_dict()
    never = check_rule(
        registry, {**SIX, "window": {"value": 3, "unit": "month", "anchor": "arrival"}, "accumulation": "cumulative"}
    )
    assert never.ok
    assert never.never[0].whole
