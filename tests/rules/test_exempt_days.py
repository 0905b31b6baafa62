"""Days that are not counted while a person is in a group (RULES.md, section 8.7: attributes with periods)."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sojourn.model.rule import DAY_CONVENTIONS, NONE, Bound, Limb, Population, Rule, rule_from_dict, rule_to_dict
from sojourn.model.traveller import Traveller
from sojourn.rules import History, compare, counted, evaluate, history_from_dict
from sojourn.rules.comparison.relation import cases, contested_groups, known_relation, shared_base, sides
from sojourn.rules.comparison.witness import check, find_witness
from sojourn.rules.decision.observed.history import AttributePeriod
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import CYCLE_DATES
from tests.rules.agreement import Asked, agree_with_z3
from tests.rules.generate import GROUPS, edges, placed_limb, random_limb, random_traveller, rolling_limb, whole_limb
from tests.support import rounds

EVENTS = ("arrival", "departure", "reference-date")
PAIRS = rounds(28)
SEED = os.environ.get("SOJOURN_SEED", "1")
YEAR: dict[str, Any] = {
    "event": "reference-date",
    "measure": "stay",
    "threshold": {"value": 183, "unit": "day", "comparison": ">="},
    "upper_bound": "none",
    "accumulation": "cumulative",
    "window": {"value": 1, "unit": "calendar-year", "anchor": "reference-date", "direction": "backward"},
    "basis": "actual",
    "day_convention": "any-part",
}


def year(**facets: Any) -> Limb:
    rule = rule_from_dict({**YEAR, **facets})
    assert isinstance(rule, Limb)
    return rule


STUDENTS, DIPLOMATS = (year(exempt_days=[group]) for group in ("students", "foreign-diplomats"))
BOTH, PLAIN = year(exempt_days=["students", "foreign-diplomats"]), year()


def test_the_facet_is_read_and_written_back_without_loss() -> None:
    for written in (["students"], "none"):
        rule = {"event": "reference-date", "exempt_days": written}
        assert rule_to_dict(rule_from_dict(rule)) == rule


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        (STUDENTS, PLAIN, "narrower"),
        (STUDENTS, replace(PLAIN, exempt_days=NONE), "narrower"),
        (replace(PLAIN, exempt_days=NONE), PLAIN, "equal"),
        (BOTH, STUDENTS, "narrower"),
        (STUDENTS, DIPLOMATS, "overlapping"),
        (STUDENTS, replace(PLAIN, threshold=Bound(100, "day", ">=")), "narrower"),
        (STUDENTS, replace(PLAIN, threshold=Bound(200, "day", ">=")), "overlapping"),
        # A maximum of the days that count leaves more people in.
        (year(threshold="none", upper_bound={"value": 90, "unit": "day", "comparison": "<="}, exempt_days=["students"]),
         year(threshold="none", upper_bound={"value": 90, "unit": "day", "comparison": "<="}), "broader"),
        # So of days away: 183 of them that are not exempt are 183 days away.
        (year(measure="absence", exempt_days=["students"]), year(measure="absence"), "narrower"),
    ],
)  # fmt: skip
def test_how_rules_relate_of_which_one_leaves_days_out(one: Rule, other: Rule, relation: str) -> None:
    assert known_relation(one, other) == relation


def test_that_every_day_counts_is_named_as_an_assumption_of_the_rule_that_does_not_say_so() -> None:
    found = compare(STUDENTS, PLAIN)
    assert found.relation == "narrower"
    assert any("taken-exempt" in str(note.to_dict()) for note in found.assumptions)
    assert not any("taken-exempt" in str(note.to_dict()) for note in compare(STUDENTS, DIPLOMATS).assumptions)
    assert found.b_not_a is not None
    assert dict(found.b_not_a.attributes)["group:students"] == "yes"


def test_a_scholar_is_counted_from_the_first_day_that_is_not_exempt() -> None:
    """An exchange scholar, arrived on 29 August 2021, exempt in 2021 and 2022: a resident for tax for 2023 only.

    TurboTax community, board 207, message 54738 (the answer follows an example of the tax authority).
    """
    weighted = {**YEAR, "accumulation": "weighted", "weights": [1, "1/3", "1/6"]}
    weighted["window"] = {**YEAR["window"], "value": 3}
    rule = rule_from_dict({**weighted, "exempt_days": ["students"]})
    scholar = history_from_dict(
        {
            "attributes": [{"from": "2021-08-29", "to": "2022-12-31", "group:students": "yes"}],
            "stays": [{"from": "2021-08-29", "to": "2023-12-31"}],
        }
    )
    answers = [counted(rule, scholar, date(year, 12, 31)) for year in (2021, 2022, 2023)]
    assert [answer.counted for answer in answers] == [False, False, True]
    # The 183rd day that counts is 2 July; who is there in the night before it is there on it.
    met = counted(rule, scholar, date(2023, 7, 5))
    assert met.decided_on == date(2023, 7, 1)
    assert met.numbers is not None
    assert met.numbers.counted == 365


def test_days_that_are_still_to_come_are_no_open_ones_if_they_are_exempt() -> None:
    seen = {"stays": [{"from": "2023-06-01", "to": None}], "observed_until": "2023-09-30"}
    open_one = history_from_dict(seen)
    exempt = history_from_dict({**seen, "attributes": [{"from": "2023-10-01", "to": None, "group:students": "yes"}]})
    answers = [counted(STUDENTS, person, date(2023, 12, 31)).counted for person in (open_one, exempt)]
    assert answers == [None, False]


def exempt_limb(rng: random.Random, event: str) -> Limb:
    """A limb with days that add up, some of which do not count."""
    roll = rng.random()
    if roll < 0.2 and event == "reference-date":
        limb = rolling_limb(rng, event, small=True)
    elif roll < 0.35:
        limb = placed_limb(rng, event, small=True, place=rng.choice(("offset", "each", "some")))
    else:
        limb = whole_limb(rng, event, small=True)
    groups = tuple(sorted(rng.sample(GROUPS, rng.randint(1, 2))))
    return replace(limb, basis="actual", exempt_days=groups) if limb.accumulation == "cumulative" else limb


def pairs(event: str) -> Iterator[Asked]:
    rng = random.Random(f"{event} exempt {SEED}")
    for _ in range(PAIRS):
        convention = rng.choice(DAY_CONVENTIONS)
        other = exempt_limb(rng, event) if rng.random() < 0.5 else random_limb(rng, event, small=True)
        a, b = (replace(limb, day_convention=convention) for limb in (exempt_limb(rng, event), other))
        windows = [limb.window for limb in (a, b)]
        if not any(getattr(window, "unit", "") == "calendar-year" for window in windows):
            yield a, b, rng.randrange(1461)


@pytest.mark.parametrize("event", EVENTS)
def test_rules_with_exempt_days_agree_with_z3(event: str) -> None:
    decided, answered = agree_with_z3(pairs(event), event, lambda a, b: 40)
    assert decided > PAIRS * 0.4
    assert answered > 3 * decided * 0.7


@pytest.mark.parametrize("event", EVENTS)
def test_each_traveller_shown_is_counted_as_told(event: str) -> None:
    shown = 0
    for a, b, index in pairs(event):
        try:
            found = sides(a, b)
        except UnsupportedError:
            continue
        base, contested = shared_base(a, b), contested_groups(a, b)
        person = find_witness(cases(a, b, False, base, contested), found.a_not_b & 1 << index)
        if person is not None:
            check(person, ((a, True), (b, False)), base, False)
            shown += 1
    assert shown > PAIRS // 10


def with_memberships(rng: random.Random, person: Traveller, days: list[date]) -> Traveller:
    spells = []
    for group in GROUPS:
        first = rng.choice(days) + timedelta(days=rng.randint(-4, 4))
        spells.append((group, first, first + timedelta(days=rng.randint(0, 9))))
    attributes = {name: value for name, value in person.attributes.items() if not name.startswith("group:")}
    return replace(person, attributes=attributes, memberships=tuple(spells))


def test_a_date_is_decided_as_the_day_by_day_reading_says() -> None:
    rng = random.Random(f"exempt decisions {SEED}")
    seen: set[bool] = set()
    for _ in range(4 * PAIRS):
        limb = replace(exempt_limb(rng, "reference-date"), prior="none", population=Population())
        rule = replace(limb, day_convention=rng.choice(DAY_CONVENTIONS), basis="actual")
        within = getattr(rule.window, "anchor", "") != "rolling" or getattr(rule.window, "within", None)
        endless = getattr(rule.window, "value", None) is None
        if not isinstance(rule.exempt_days, tuple) or not within or endless:
            continue
        anchor = rng.choice(CYCLE_DATES)
        days = edges(rule, anchor)
        person = with_memberships(rng, random_traveller(rng, "reference-date", anchor, days), days)
        periods = tuple(AttributePeriod(f"group:{g}", "yes", first, last) for g, first, last in person.memberships)
        found = counted(rule, History("x", person.stays, periods=periods), anchor).counted
        assert found == evaluate(rule, person), (rule, person)
        seen.add(bool(found))
    assert seen == {True, False}


@pytest.mark.parametrize("event", EVENTS)
def test_leaving_more_days_out_never_widens_a_minimum_nor_narrows_a_maximum(event: str) -> None:
    rng = random.Random(f"{event} exempt laws {SEED}")
    tried = 0
    for _ in range(PAIRS):
        limb = replace(exempt_limb(rng, event), day_convention="nights")
        groups = limb.exempt_days
        if not isinstance(groups, tuple) or len(groups) < 2:
            continue
        least = isinstance(limb.threshold, Bound)
        if least == isinstance(limb.upper_bound, Bound):
            continue
        for fewer in (replace(limb, exempt_days=groups[:1]), replace(limb, exempt_days=NONE)):
            try:
                assert known_relation(limb, fewer) in ("equal", "narrower" if least else "broader"), limb
            except UnsupportedError:
                continue
            tried += 1
    assert tried > PAIRS // 20
