"""The use cases as whoever builds on them meets them: the command line, the browser, HTTP."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

import sojourn
from sojourn import service
from sojourn.build.results import classification_results
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from sojourn.model.errors import NotFound, UsageError
from sojourn.service.classify import classified
from tests.support import small_glossary


@pytest.fixture(scope="module")
def registry() -> Registry:
    return sojourn.load()


def test_a_search_comes_in_pages(registry: Registry) -> None:
    whole = service.find(registry, "migrant", limit=20)
    first = service.find(registry, "migrant", limit=7)
    second = service.find(registry, "migrant", limit=7, offset=7)
    assert first.more
    assert [*first.hits, *second.hits] == list(whole.hits)[:14]
    assert json.dumps(first.to_dict())
    for limit, offset in ((0, 0), (201, 0), (5, -1)):
        with pytest.raises(UsageError, match="out of range"):
            service.find(registry, "migrant", limit=limit, offset=offset)
    with pytest.raises(UsageError, match="there is no kind 'person'"):
        service.find(registry, "migrant", kind="person")


def test_an_entry_is_shown_by_id_iri_or_name(registry: Registry) -> None:
    assert {service.show(registry, name).id for name in ("NZL", "NZ", "New Zealand", registry.country("NZL").iri)} == {
        "NZL"
    }
    with pytest.raises(NotFound):
        service.show(registry, "Atlantis")


def test_two_rules_are_compared_whatever_form_they_come_in(registry: Registry) -> None:
    by_id = service.compare(registry, "nzl-obm-arrival", "un-2021-immigrant-b")
    by_value = service.compare(
        registry, registry.definition("nzl-obm-arrival"), registry.rule_of("un-2021-immigrant-b")
    )
    assert by_id.relation == by_value.relation
    quick = service.compare(registry, "nzl-obm-arrival", "un-2021-immigrant-b", witnesses=False)
    assert (quick.relation, quick.a_not_b) == (by_id.relation, None)
    assert sojourn.compare("nzl-obm-arrival", "un-2021-immigrant-b") == by_id


def test_the_results_of_a_build_are_what_is_worked_out(tmp_path: Path) -> None:
    content = checked_content(small_glossary(tmp_path))
    compiled = Compiled.of(content)
    built = Registry(write_store(":memory:", compiled.entries, compiled.facts, classification_results(content)))
    frameworks = [None, *(framework.id for framework in built.frameworks())]
    stored = 0
    for definition in built.definitions():
        for framework, lang in product(frameworks, ("en", "fr")):
            given = classified(built, definition.id, framework=framework, lang=lang)
            stored += given is not None
            assert given in (None, service.classify(built, definition.id, framework=framework, lang=lang))
    assert stored
    assert classified(built, built.rules()[0].id) is None
    with pytest.raises(NotFound):
        classified(built, "no-such-definition")


def test_what_a_bare_rule_counts_must_be_said(registry: Registry) -> None:
    rule = {"event": "arrival", "threshold": {"value": 12, "unit": "month", "comparison": ">="}}
    with pytest.raises(UsageError, match="it is not known what this rule counts"):
        service.classify(registry, rule)
    with pytest.raises(UsageError, match="'arrivals' is no concept"):
        service.classify(registry, rule, concept="arrivals")
    found = service.classify(registry, rule, concept="immigration", framework="un-1998")
    assert found.results
    assert {result.reference.framework for result in found.results} == {"un-1998"}


def test_a_country_is_no_mirror_of_itself() -> None:
    registry = sojourn.load()
    with pytest.raises(UsageError, match="NZL stands at both ends"):
        service.mirror(registry, "NZL", "NZL")


def test_the_ends_of_a_flow_are_chosen(registry: Registry) -> None:
    found = service.mirror(registry, "AUS", "NZL")
    assert found
    assert {one.origin.partition("-")[0] for one in found} == {"aus"}
    with pytest.raises(UsageError, match="neither end"):
        service.mirror(registry, "AUS", "NZL", instruments=[registry.country("ARM").definitions[0].instrument or ""])
    flows = {d.instrument for d in registry.definitions("AUS") if d.concept == "emigration"}
    other = next(d.instrument for d in registry.definitions("AUS") if d.instrument and d.instrument not in flows)
    with pytest.raises(NotFound, match="a reference rule can stand in"):
        service.mirror(registry, "AUS", "NZL", instruments=[other])


def test_comparability_takes_what_stands_for_each_country(registry: Registry) -> None:
    """The national rules of the three, and not those of figures for others; all of them only if that is asked for."""
    found = service.comparability(registry, ["NOR", "SWE", "DNK"], concepts=["immigration"])
    assert [entry.id for entry in found.found.entries] == ["dnk-immigration", "nor-immigration", "swe-immigration"]
    every = service.comparability(registry, ["NOR", "SWE", "DNK"], concepts=["immigration"], every=True)
    assert len(every.found.entries) == 3 + found.others > 3


def test_comparability_says_what_was_left_out(registry: Registry) -> None:
    found = service.comparability(registry, ["Norway", "SWE", "DNK"])
    assert {entry.country for entry in found.found.entries} <= {"NOR", "SWE", "DNK"}
    assert service.comparability(registry, ["Norway", "SWE", "DNK"], earlier=True).left_out == 0
    with pytest.raises(NotFound, match="no group or region 'xx'"):
        service.comparability(registry, group="xx")
    with pytest.raises(NotFound, match="fewer than two"):
        service.comparability(registry, ["NOR"], concepts=["tourism"])


def test_a_history_is_a_map(registry: Registry) -> None:
    decided = service.decide(
        registry, "nzl-obm-arrival", {"stays": [["2017-01-01", None]], "initial_status": "non-resident"}
    )
    assert [decision.migration for decision in decided] == [True]
    with pytest.raises(UsageError, match="a history is a map"):
        service.decide(registry, "nzl-obm-arrival", [1])  # type: ignore[arg-type]
