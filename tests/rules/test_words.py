"""Rules, questions and travellers in words, as a statistician of a small office reads them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sojourn.model.rule import Limb, rule_from_dict
from sojourn.prose.english import question, rule_words, story
from sojourn.rules import compare
from sojourn.rules.comparison.witness import Witness

YEAR = {"value": 12, "unit": "month", "comparison": ">="}
STAY: dict[str, Any] = {"event": "arrival", "measure": "stay", "threshold": YEAR, "prior": "non-resident"}
LEISURE = {"event": "arrival", "threshold": "none", "population": {"requires": {"purpose": ["leisure", "visit"]}}}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (STAY, "a stay of at least 12 months, by a non-resident"),
        ({**STAY, "basis": "intended"}, "an intended stay of at least 12 months, by a non-resident"),
        (
            {**STAY, "accumulation": "cumulative", "basis": "granted", "window": {"value": 16, "unit": "month"}},
            "permitted days in the country that add up to at least 12 months in the 16 months from the arrival, by a "
            "non-resident",
        ),
        (
            {"event": "departure", "measure": "absence", "threshold": {"value": 90, "unit": "day", "comparison": ">"}},
            "an absence of more than 90 days",
        ),
        (
            {"event": "arrival", "threshold": {"value": 1, "unit": "year"}},
            "a stay of 1 year (is exactly 1 year enough? not stated)",
        ),
        (
            {**STAY, "accumulation": "span"},
            "a time from first arrival to last departure of at least 12 months, by a non-resident",
        ),
        (
            {"any": [STAY, {**STAY, "basis": "intended"}]},
            "a stay of at least 12 months, or an intended stay of at least 12 months, each by a non-resident",
        ),
        ({"all": [{"event": "arrival", "threshold": YEAR}, {"not": LEISURE}]},
         "a stay of at least 12 months, and nobody whose purpose is leisure or visit"),
        ({"not": {"event": "reference-date", "measure": "absence", "threshold": YEAR}}, "no absence of at least 12 months"),
        ({"event": "reference-date", "population": {"base": "de-facto"}}, "presence at the reference moment"),
        (
            {"event": "arrival", "threshold": YEAR, "population": {"requires": {"birth": ["native"]}}},
            "a stay of at least 12 months, by somebody who was born in the country",
        ),
        (
            {"event": "reference-date", "basis": "registration", "threshold": "none"},
            "being in the register (for however short a time)",
        ),
        ({"event": "reference-date"}, "a stay (of what length: not stated)"),
        ({"event": "departure", "threshold": "none"}, "any departure"),
        (
            {"event": "reference-date", "threshold": YEAR, "window": {"anchor": "reference-date", "direction": "around"}},
            "a stay of at least 12 months that includes the reference date",
        ),
    ],
)  # fmt: skip
def test_a_rule_in_words(rule: dict[str, Any], words: str) -> None:
    assert rule_words(rule_from_dict(rule)) == words


@pytest.mark.parametrize(
    ("facet", "rule", "words"),
    [
        ("threshold", {"event": "arrival"}, "How long must a stay be at least, if there is a minimum?"),
        ("threshold", {"basis": "registration"}, "How long must a person stay, or mean to stay, to be entered in the register"),
        ("prior", {"event": "departure"}, "Must the person have been a resident before, or does everybody who leaves count?"),
        ("accumulation", STAY, "do the days still add up to 12 months (and within which period), or must the stay be"),
    ],
)  # fmt: skip
def test_a_question_can_be_sent_as_it_is(facet: str, rule: dict[str, Any], words: str) -> None:
    limb = rule_from_dict(rule)
    assert isinstance(limb, Limb)
    assert words in question(facet, limb)


def test_plans_are_told_with_from_and_to() -> None:
    day, end = date(2023, 1, 1), date(2023, 4, 1)
    person = Witness("arrival", day, ((day, date(2023, 1, 2)),), (("intended", ((day, end),)), ("granted", ())))
    assert story(person) == (
        "Somebody who is there from 1 January 2023 to 2 January 2023 (1 night) and means to stay from 1 January 2023 to "
        "1 April 2023 and has no permission to stay"
    )
    assert story(Witness("arrival", day, ())) == "Somebody who comes on 1 January 2023 and does not stay the night"


def test_a_text_is_not_made_to_say_what_it_leaves_open() -> None:
    anybody = {**STAY, "threshold": "none"}
    found = compare(rule_from_dict(anybody), rule_from_dict(STAY), a_id="anybody", b_id="twelve")
    assert found.a_not_b is not None
    assert (
        "it asks for a stay of at least 12 months, by a non-resident; read here as an unbroken stay of at least 12 months"
        in found.a_not_b.why
    )


def test_of_parts_that_must_all_hold_the_sentence_names_the_one_that_fails() -> None:
    half = {"event": "reference-date", "measure": "stay", "threshold": {"value": 6, "unit": "month", "comparison": ">="},
            "accumulation": "cumulative", "basis": "actual",
            "window": {"value": 12, "unit": "month", "anchor": "reference-date", "direction": "backward"}}  # fmt: skip
    permit = {
        "event": "reference-date",
        "threshold": "none",
        "population": {"requires": {"legal_status": ["permanent-resident"]}},
    }
    a, b = rule_from_dict(half), rule_from_dict({"all": [half, permit]})
    found = compare(a, b, a_id="days", b_id="days-and-permit")
    assert found.relation == "broader"
    assert found.a_not_b is not None
    assert found.a_not_b.why.endswith(
        f"days counts this person, days-and-permit does not, as it asks for {rule_words(rule_from_dict(permit))}."
    )
