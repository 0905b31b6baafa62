"""Citizens of groups of countries, some of which lie in others: EU, EEA, EFTA, Nordic countries, ... (issue 11, point 6)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sojourn.loading.glossary.content import Content
from sojourn.model.rule import Bound, Limb, Rule, rule_from_dict
from sojourn.rules import compare, counted, history_from_dict
from sojourn.rules.evaluation.evaluator import evaluate
from sojourn.rules.logic.expand import expand
from sojourn.service.decide import check_codes
from tests.rules.agreement import Asked, agree_with_z3
from tests.rules.written import UNBROKEN

ON = date(2024, 6, 1)


def about(citizenship: list[str], attribute: str = "citizenship") -> Rule:
    return rule_from_dict(
        {
            **UNBROKEN,
            "event": "reference-date",
            "window": {"anchor": "reference-date", "direction": "backward"},
            "population": {"requires": {attribute: citizenship}},
        }
    )


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        (["eu"], ["eea"], "narrower"),
        (["nordic"], ["eea"], "narrower"),
        (["nordic"], ["eu"], "overlapping"),
        (["efta"], ["eu"], "disjoint"),
        (["efta"], ["eea"], "overlapping"),
        (["eea", "efta"], ["eu", "efta"], "equal"),
        (["eaeu"], ["cis"], "narrower"),
        (["commonwealth"], ["eu"], "overlapping"),
        (["ecowas"], ["commonwealth"], "overlapping"),
        (["gcc"], ["mercosur"], "disjoint"),
        (["eu"], ["foreign"], "narrower"),
        (["third-country"], ["foreign"], "narrower"),
        (["eu", "third-country"], ["foreign"], "equal"),
        (["efta"], ["third-country"], "narrower"),
        (["eu"], ["third-country"], "disjoint"),
        (["national"], ["eea"], "disjoint"),
    ],
)
def test_how_rules_for_groups_relate(content: Content, one: list[str], other: list[str], relation: str) -> None:
    found = compare(about(one), about(other), resolve=content.rule)
    assert found.relation == relation


def test_groups_agree_with_z3(content: Content) -> None:
    """Random sets of codes, against a solver that knows the members alone."""
    rng = random.Random("groups z3")
    codes = [*content.contained.inside["citizenship"], "national", "stateless"]
    asked: list[Asked] = []
    for _ in range(120):
        one, other = (about(rng.sample(codes, rng.randint(1, 3))) for _ in range(2))
        shorter = replace_length(expand(other, content.rule), rng.choice((5, 9)))
        asked.append((replace_length(expand(one, content.rule), 7), shorter, rng.randrange(1461)))
    decided, answered = agree_with_z3(asked, "reference-date", lambda a, b: 20)
    assert (decided, answered) == (120, 360)


def replace_length(rule: Rule, days: int) -> Rule:
    assert isinstance(rule, Limb)
    return replace(rule, threshold=Bound(days, "day", ">="))


def test_a_traveller_shows_the_country_that_makes_the_difference(content: Content) -> None:
    found = compare(about(["eea"]), about(["eu", "efta"]), resolve=content.rule)
    assert found.relation == "narrower"
    found = compare(about(["nordic"]), about(["eu"]), resolve=content.rule)
    assert found.both is not None
    assert dict(found.both.attributes)["citizenship"] in ("DNK", "FIN", "SWE")


@pytest.mark.parametrize(
    ("citizenship", "group", "answer"),
    [
        ("NOR", "nordic", True),
        ("NOR", "eea", True),
        ("NOR", "eu", False),
        ("DEU", "eu", True),
        ("DEU", "nordic", False),
        ("GBR", "eu", False),
        ("GBR", "commonwealth", True),
        ("GBR", "third-country", True),
        ("MLI", "ecowas", True),  # Until 28 January 2025.
        ("nordic", "eea", True),
        ("nordic", "eu", None),
        ("foreign", "eu", None),
        ("efta", "eea", None),
        ("national", "eea", False),
    ],
)
def test_a_person_is_in_a_group_by_country(content: Content, citizenship: str, group: str, answer: bool | None) -> None:
    person = history_from_dict({"attributes": {"citizenship": citizenship}, "stays": [["2020-01-01", None]]})
    assert counted(about([group]), person, ON, resolve=content.rule).counted is answer


def test_where_one_comes_from_and_goes_to_has_the_same_groups(content: Content) -> None:
    for attribute in ("previous_residence", "next_residence"):
        found = compare(about(["nordic"], attribute), about(["eea"], attribute), resolve=content.rule)
        assert found.relation == "narrower"
        abroad = compare(about(["nordic"], attribute), about(["abroad"], attribute), resolve=content.rule)
        assert abroad.relation == "narrower"


def test_the_day_by_day_reading_knows_the_groups(content: Content) -> None:
    eea, eu = (expand(about([group]), content.rule) for group in ("eea", "eu"))
    found = compare(about(["eea"]), about(["eu"]), resolve=content.rule)
    assert found.a_not_b is not None
    assert (evaluate(eea, found.a_not_b.traveller()), evaluate(eu, found.a_not_b.traveller())) == (True, False)


def test_a_rule_keeps_what_it_says(content: Content) -> None:
    """What lies in a group is no part of the rule as it is written and shown."""
    from sojourn.model.rule import rule_to_dict

    assert rule_to_dict(expand(about(["eea"]), content.rule)) == rule_to_dict(about(["eea"]))


def test_every_group_says_since_when_and_where_its_members_are_told(content: Content) -> None:
    groups = [entry for entry in content.of("code") if entry.data.get("members")]
    assert {entry.id.partition("/")[2] for entry in groups} >= {"eu", "eea", "efta", "nordic", "commonwealth", "cis"}
    for entry in groups:
        assert entry.data["since"], entry.id
        assert entry.data["url"], entry.id
        assert entry.data["members"] == sorted(entry.data["members"])


def test_countries_say_the_same_of_the_groups_to_which_they_belong(content: Content) -> None:
    members = {e.id.partition("/")[2]: set(e.data["members"]) for e in content.of("code") if "members" in e.data}
    for group in ("eu", "efta"):
        stated = {country.id for country in content.of("country") if group in country.data.get("member_of", ())}
        assert stated == members[group]


def test_a_history_names_a_country_or_a_code(codes: Callable[[str], list[str]]) -> None:
    for value in ("NOR", "eea"):
        check_codes(history_from_dict(_person(value)), codes)
    with pytest.raises(Exception, match="norway"):
        check_codes(history_from_dict(_person("norway")), codes)


@pytest.fixture
def codes(content: Content) -> Callable[[str], list[str]]:
    return lambda id: [e.id.partition("/")[2] for e in content.of("code") if e.parent == id]


def _person(citizenship: str) -> dict[str, Any]:
    return {"attributes": {"citizenship": citizenship}, "stays": []}
