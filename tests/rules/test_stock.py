"""Whether a rule about a reference date counts a traveller on a date, with what is not seen left open."""

from __future__ import annotations

import os
import random
from datetime import date, timedelta

import pytest

from sojourn.model.rule import Rule, rule_from_dict
from sojourn.rules import RuleError, counted, history_from_dict
from sojourn.rules.decision.observed.history import History
from sojourn.rules.evaluation.evaluator import Traveller, evaluate
from tests.support import rounds

YEAR_BEFORE = {
    "event": "reference-date",
    "measure": "stay",
    "threshold": {"value": 12, "unit": "month", "comparison": ">="},
    "accumulation": "continuous",
    "window": {"anchor": "reference-date", "direction": "backward"},
    "basis": "actual",
    "day_convention": "nights",
}
SIX_OF_TWELVE = {
    **YEAR_BEFORE,
    "threshold": {"value": 6, "unit": "month", "comparison": ">"},
    "accumulation": "cumulative",
    "window": {"value": 12, "unit": "month", "anchor": "reference-date", "direction": "backward"},
}
AHEAD = {**YEAR_BEFORE, "window": {"anchor": "reference-date", "direction": "forward"}}


def rule(**changes: object) -> Rule:
    return rule_from_dict({**YEAR_BEFORE, **changes})


@pytest.mark.parametrize(
    ("content", "until", "on", "answer"),
    [
        (YEAR_BEFORE, None, date(2020, 3, 1), True),
        (YEAR_BEFORE, None, date(2020, 2, 29), False),
        (SIX_OF_TWELVE, None, date(2019, 12, 31), True),
        (AHEAD, date(2019, 12, 31), date(2019, 6, 1), None),  # a year ahead is not seen yet
        (AHEAD, date(2020, 6, 1), date(2019, 6, 1), True),
        (AHEAD, date(2019, 12, 31), date(2019, 1, 1), False),  # not there on the date, whatever follows
    ],
)
def test_a_traveller_who_came_on_1_march_2019_and_stays(
    content: dict[str, object], until: date | None, on: date, answer: bool | None
) -> None:
    person = history_from_dict({"stays": [{"from": "2019-03-01", "to": None}], "observed_until": until})
    found = counted(rule_from_dict(content), person, on)
    assert found.counted is answer, found.why


def test_a_stay_that_was_only_intended_is_not_in_a_history() -> None:
    person = history_from_dict({"stays": [{"from": "2019-03-01", "to": None}]})
    found = counted(rule(basis="intended"), person, date(2020, 6, 1))
    assert found.counted is None
    assert "the length of stay or absence that the person intended" in found.why


def test_an_attribute_decides_only_once_it_is_given() -> None:
    asked = rule(population={"requires": {"purpose": ["work"]}})
    stays = [{"from": "2019-03-01", "to": None}]
    answers = [
        counted(asked, history_from_dict({"stays": stays, "attributes": given}), date(2020, 6, 1)).counted
        for given in ({}, {"purpose": "work"}, {"purpose": "study"})
    ]
    assert answers == [None, True, False]


def test_a_rule_about_crossings_says_nothing_of_a_date() -> None:
    with pytest.raises(RuleError, match="decides crossings"):
        counted(rule(event="arrival"), history_from_dict({"stays": []}), date(2020, 1, 1))


def random_history(rng: random.Random, on: date) -> History:
    days = sorted(rng.sample(range(-500, 500), rng.choice((2, 4))))
    stays = tuple(
        (on + timedelta(days=first), on + timedelta(days=last))
        for first, last in zip(days[::2], days[1::2], strict=True)
    )
    return History("random", stays)


def seen_until(history: History, until: date) -> History:
    """The part of a history that is seen by a day."""
    stays = [
        (came, left if left is not None and left <= until else None)
        for came, left in history.stays
        if came is not None and came <= until
    ]
    return History("seen", tuple(stays), observed_until=until)


def test_what_is_decided_early_never_turns_out_otherwise() -> None:
    """A decision on what is seen by some day agrees with the day-by-day reading of the whole history."""
    rng = random.Random(os.environ.get("SOJOURN_SEED", "3"))
    contents = (
        YEAR_BEFORE,
        SIX_OF_TWELVE,
        AHEAD,
        {**SIX_OF_TWELVE, "upper_bound": {"value": 8, "unit": "month", "comparison": "<"}},
        {"all": [{**YEAR_BEFORE, "threshold": {"value": 1, "unit": "month", "comparison": ">="}}, {"not": AHEAD}]},
    )
    decided = 0
    for _ in range(rounds(34)):
        tested = rule_from_dict(rng.choice(contents))
        on = date(2020, 1, 1) + timedelta(days=rng.randrange(366))
        whole = random_history(rng, on)
        truth = evaluate(tested, Traveller("reference-date", on, whole.stays))
        assert counted(tested, whole, on).counted is truth
        early = counted(tested, seen_until(whole, on + timedelta(days=rng.randrange(-200, 500))), on).counted
        assert early in (None, truth)
        decided += early is not None
    assert decided > 10
