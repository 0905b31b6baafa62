"""Groups of countries whose members change: who is in one on which day (issue 11, point 6; RULES.md, section 8.7)."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from sojourn.loading.glossary.content import Content
from sojourn.measurement.planning.plan import plan_rule
from sojourn.model.containment import CodeMembers, Resolver, containment
from sojourn.model.rule import rule_from_dict
from sojourn.rules import apply, compare, counted, history_from_dict
from tests.rules.test_groups_of_countries import about
from tests.rules.written import UNBROKEN

LIST = "country-group/"


def resident_of(country: str, **history: Any) -> Any:
    return history_from_dict({"attributes": {"citizenship": country}, "stays": [["1990-01-01", None]], **history})


@pytest.mark.parametrize(
    ("country", "group", "last_day_out", "first_day_in"),
    [
        ("AUT", "eu", "1994-12-31", "1995-01-01"),
        ("POL", "eu", "2004-04-30", "2004-05-01"),
        ("ROU", "eu", "2006-12-31", "2007-01-01"),
        ("HRV", "eu", "2013-06-30", "2013-07-01"),
        ("GBR", "eu", "2020-02-01", "2020-01-31"),
        ("GBR", "eea", "2020-02-01", "2020-01-31"),
        ("GBR", "third-country", "2020-01-31", "2020-02-01"),
        ("GEO", "cis", "2009-08-18", "2009-08-17"),
        ("ARM", "eaeu", "2015-01-01", "2015-01-02"),
        ("RUS", "eaeu", "2014-12-31", "2015-01-01"),
        ("MLI", "ecowas", "2025-01-29", "2025-01-28"),
        ("SWE", "efta", "1995-01-01", "1994-12-31"),
    ],
)
def test_a_citizen_is_in_a_group_by_the_day_that_is_asked_about(
    content: Content, country: str, group: str, last_day_out: str, first_day_in: str
) -> None:
    person = resident_of(country)
    for day, answer in ((last_day_out, False), (first_day_in, True)):
        found = counted(about([group]), person, date.fromisoformat(day), resolve=content.rule)
        assert found.counted is answer, (country, group, day)


def test_each_crossing_has_the_groups_of_its_own_day(content: Content) -> None:
    """A Briton who came to live in an EU country in 2019, left, and came back in 2021: once as an EU citizen, once not."""
    rule = rule_from_dict(
        {
            **UNBROKEN,
            "threshold": {"value": 30, "unit": "day", "comparison": ">="},
            "population": {"requires": {"citizenship": ["eu"]}},
        }
    )
    stays = [["2019-03-01", "2019-12-01"], ["2021-03-01", "2022-01-01"]]
    person = history_from_dict({"attributes": {"citizenship": "GBR"}, "stays": stays, "initial_status": "non-resident"})
    found = apply(rule, person, resolve=content.rule)
    assert [d.migration for d in found if d.direction == "arrival"] == [True, False]


def test_a_citizenship_of_some_years_is_cut_where_the_country_joined(content: Content) -> None:
    periods = [
        {"citizenship": "SRB", "to": "2012-12-31"},
        {"citizenship": "HRV", "from": "2013-01-01", "to": "2019-12-31"},
        {"citizenship": "GBR", "from": "2020-01-01"},
    ]
    person = history_from_dict({"attributes": periods, "stays": [["2000-01-01", None]]})
    asked = ("2012-06-01", "2013-06-30", "2013-07-01", "2019-12-31", "2020-01-31", "2020-02-01")
    found = [counted(about(["eu"]), person, date.fromisoformat(day), resolve=content.rule).counted for day in asked]
    assert found == [False, False, True, True, True, False]


def test_a_relation_holds_for_the_members_of_every_day(content: Content) -> None:
    """No country on no day contradicts what `compare` says of two groups."""
    rng, codes = random.Random("groups over time"), [*content.contained.inside["citizenship"]]
    countries = sorted(content.contained.stands_for)
    checked = 0
    for _ in range(8):
        one, other = (about(rng.sample(codes, rng.randint(1, 2))) for _ in range(2))
        found = compare(one, other, resolve=content.rule).relation
        for _ in range(5):
            day = date(1991 + rng.randrange(35), rng.randint(1, 12), rng.randint(1, 28))
            person = resident_of(rng.choice([*countries, *content.contained.past]), stays=[["1980-01-01", None]])
            by = tuple(counted(rule, person, day, resolve=content.rule).counted for rule in (one, other))
            never = {"narrower": (True, False), "broader": (False, True), "disjoint": (True, True)}.get(found)
            assert by != never, (one, other, person, day)
            assert found != "equal" or by[0] == by[1]
            checked += 1
    assert checked == 40


def test_a_set_of_groups_that_no_country_is_in_today_is_compared_as_well() -> None:
    """One country left a group that all its other members are in with another: the two groups were not the same then."""
    north = CodeMembers(LIST + "nordic", ("DNK", "NOR"), None, ("2001-05-01 left GRL",))
    west = CodeMembers(LIST + "eu", ("DNK", "NOR"))
    codes = [north, west, CodeMembers("citizenship/nordic"), CodeMembers("citizenship/eu")]
    found = containment(codes, ("DNK", "GRL", "NOR", "USA"))
    assert found.past == {"GRL": (("2001-04-30", "GRL 2001-04-30"),)}
    resolve = Resolver(lambda id: about([id]), found)
    assert compare(about(["eu"]), about(["nordic"]), resolve=resolve).relation == "narrower"
    today = Resolver(resolve.rule, containment([CodeMembers(LIST + "nordic", ("DNK", "NOR")), *codes[1:]]))
    assert compare(about(["eu"]), about(["nordic"]), resolve=today).relation == "equal"


def test_records_are_measured_by_the_day_of_each_crossing(content: Content) -> None:
    """SQL asks for a value whatever the day: rules on groups that have changed are decided person by person."""
    held = frozenset(("citizenship",))
    for group, reason in (("eu", "measure-groups-over-time"), ("gcc", None)):
        plan = plan_rule("x", about([group]), content.rule, held)
        assert (plan.by_person.id if plan.by_person else None) == reason


def test_two_changes_on_one_day_are_one_change() -> None:
    codes = [
        CodeMembers(LIST + "eu", ("SWE",), None, ("1995-01-01 joined SWE",)),
        CodeMembers(LIST + "efta", ("CHE",), None, ("1995-01-01 left SWE",)),
    ]
    assert containment(codes).past == {"SWE": (("1994-12-31", "CHE"),)}


def test_the_changes_of_the_glossary_lead_to_its_members(content: Content) -> None:
    """Who joined last is a member, who left last is none; so the changes and the list of today agree."""
    groups = [entry for entry in content.of("code") if entry.data.get("changes")]
    assert {entry.id.partition("/")[2] for entry in groups} >= {"eu", "eea", "efta", "cis", "eaeu", "ecowas"}
    for entry in groups:
        last: dict[str, str] = {}
        changes = [change.split() for change in entry.data["changes"]]
        assert changes == sorted(changes), entry.id
        for _, kind, *named in changes:
            last |= dict.fromkeys(named, kind)
        for country, kind in last.items():
            assert (country in entry.data["members"]) is (kind == "joined"), (entry.id, country)


def test_no_country_of_the_past_needs_a_name_of_its_own(content: Content) -> None:
    """Each set of groups of the past is that of some country today, so that travellers can be shown with a real one."""
    assert content.contained.past["GBR"] == (("2020-01-31", "CYP"),)
    assert all(len(value) <= 3 for found in content.contained.past.values() for _, value in found)
