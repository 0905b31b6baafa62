"""A stay that was meant or permitted, as the history states it, decides a rule that asks for it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from sojourn.model.rule import Bound, Limb, Population, Window
from sojourn.model.traveller import Traveller
from sojourn.rules import HistoryError, RuleError, apply, counted, history_from_dict
from sojourn.rules.evaluation.evaluator import evaluate

CAME, LEFT = date(2022, 1, 1), date(2022, 5, 1)
YEAR = Limb(
    "arrival",
    "stay",
    Bound(12, "month", ">="),
    accumulation="continuous",
    basis="intended",
    window=Window(anchor="arrival", direction="forward"),
)


def person(**stated: str) -> dict[str, object]:
    stay = {"from": CAME.isoformat(), "to": LEFT.isoformat(), **stated}
    return {"id": "x", "initial_status": "non-resident", "stays": [stay]}


@pytest.mark.parametrize(
    ("stated", "arrival"),
    [
        ({}, None),
        ({"intended_until": "2023-01-01"}, True),
        ({"intended_until": "2022-12-31"}, False),
        ({"permitted_until": "2023-01-01"}, None),
    ],
)
def test_the_stay_that_was_meant_decides_and_not_the_one_that_came_of_it(
    stated: dict[str, str], arrival: bool | None
) -> None:
    decision = apply(YEAR, history_from_dict(person(**stated)))[0]
    assert decision.migration is arrival
    # What was meant is known on the day of arrival.
    assert decision.decided_on == (None if arrival is None else CAME)


def test_what_was_meant_decides_for_a_person_whose_attributes_change_too() -> None:
    workers = replace(YEAR, population=Population(requires=(("purpose", ("work",)),)))
    for purpose, arrival in (("work", True), ("study", False)):
        changing = [{"from": "2021-01-01", "to": "2022-03-01", "purpose": purpose}]
        worker = history_from_dict({**person(intended_until="2023-01-01"), "attributes": changing})
        assert apply(workers, worker)[0].migration is arrival


def test_the_absence_that_was_meant_decides_a_departure() -> None:
    meant: list[dict[str, str]] = [{}, {"away_until": "2023-05-01"}, {"away_until": "2022-06-01"}]
    stayed = [history_from_dict(person(intended_until="2023-06-01", **away)) for away in meant]
    found = [[decision.migration for decision in apply(YEAR, history)] for history in stayed]
    assert found == [[True, None], [True, True], [True, False]]


def test_a_plan_that_has_run_out_says_nothing_of_a_later_date() -> None:
    rule = Limb(
        "reference-date", "stay", Bound(3, "month", ">="), accumulation="continuous", basis="intended",
        window=Window(anchor="reference-date", direction="forward"),
    )  # fmt: skip
    history = history_from_dict(
        {"id": "x", "stays": [{"from": "2022-01-01", "to": None, "intended_until": "2022-12-01"}]}
    )
    answers = [counted(rule, history, day).counted for day in (date(2022, 3, 1), date(2022, 11, 1), date(2023, 3, 1))]
    assert answers == [True, False, None]


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"intended_until": "2022-01-01"}, "ends (2022-01-01) before it was made"),
        ({"to": None, "away_until": "2023-01-01"}, "is not over"),
        ({"intended_till": "2023-01-01"}, "has the key `intended_till`"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(stated: dict[str, str], words: str) -> None:
    with pytest.raises(HistoryError) as refused:
        history_from_dict(person(**stated))
    assert words in refused.value.detail


def test_plans_stay_with_their_crossing_when_stays_are_put_in_order() -> None:
    given = {
        "id": "x",
        "stays": [
            {"from": "2023-01-01", "to": "2023-02-01", "intended_until": "2024-06-01"},
            {"from": "2022-01-01", "to": "2022-02-01"},
        ],
    }
    assert history_from_dict(given, merge=True).plans == {(1, "from"): (("intended", date(2024, 6, 1)),)}


LENGTHS = [Bound(n, unit, sign) for n, unit, sign in product((3, 90, 200), ("day",), (">=", ">"))] + [
    Bound(n, "month", ">=") for n in (2, 6, 12)
]


@pytest.mark.parametrize("seed", range(40))
def test_plans_are_read_as_day_by_day(seed: int) -> None:
    """Arrivals and dates under drawn rules: as the reading that looks at every single day."""
    draw = random.Random(seed)
    for _ in range(12):
        event = draw.choice(("arrival", "reference-date"))
        around = event == "reference-date" and draw.random() < 0.3
        accumulation = "continuous" if around else draw.choice(("continuous", "cumulative"))
        size = None if around or accumulation == "continuous" else draw.choice((None, 12, 16))
        window = Window(size, "month" if size else None, event, "around" if around else "forward")
        limb = Limb(
            event,
            "stay",
            draw.choice(LENGTHS),
            accumulation=accumulation,
            window=window,
            basis=draw.choice(("intended", "granted", "actual-or-intended")),
            day_convention=draw.choice(("nights", "both-ends", "whole-days", "any-part")),
            prior="none",
        )
        left = CAME + timedelta(days=draw.randint(1, 500))
        until = CAME + timedelta(days=draw.randint(1, 500))
        on = (
            CAME
            if event == "arrival"
            else CAME + timedelta(days=draw.randint(0, min((until - CAME).days, (left - CAME).days) - 1))
        )
        plan = ((CAME, until),)
        expected = evaluate(limb, Traveller(event, on, ((CAME, left),), {"intended": plan, "granted": plan}))
        stay = {"from": CAME, "to": left, "intended_until": until, "permitted_until": until}
        history = history_from_dict({"id": "x", "stays": [stay]})
        try:
            found = apply(limb, history)[0].migration if event == "arrival" else counted(limb, history, on).counted
        except RuleError as refused:
            pytest.fail(f"{limb}: {refused}")
        assert found is expected, (limb, left, until, on)
