"""Rules that count days in different ways, weighted years and rolling windows, against the day-by-day evaluator."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from sojourn.model.message import message
from sojourn.model.rule import DAY_CONVENTIONS, NONE, Bound, Limb, Rule, Window
from sojourn.rules import compare
from sojourn.rules.comparison.relation import both_cases, cases, contested_groups, shared_base, sides
from sojourn.rules.comparison.witness import check, find_witness
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.expand import map_limbs
from tests.rules.agreement import hold_against_travellers
from tests.rules.generate import random_pair, random_rule
from tests.support import rounds

EVENTS = ("arrival", "departure", "reference-date")
ROUNDS = rounds(40) // 8


def _mixed(rng: random.Random, rule: Rule) -> Rule:
    """The rule with a day convention of its own in each limb; no stays around a date, which cannot be mixed."""

    def change(limb: Limb) -> Limb:
        window = limb.window
        if isinstance(window, Window) and window.direction == "around":
            window = replace(window, direction="forward")
        return replace(limb, day_convention=rng.choice(DAY_CONVENTIONS), window=window)

    return map_limbs(rule, change)


def _rolling(rng: random.Random, event: str) -> Rule:
    days = rng.randint(3, 12)
    most = Bound(rng.randint(1, days - 1), "day", rng.choice(("<", "<=")))
    return Limb(
        event=event,
        measure="stay",
        threshold=NONE,
        upper_bound=most,
        accumulation="cumulative",
        window=Window(days, "day", "rolling"),
        basis="actual",
        prior="none",
    )


def _rolling_months(rng: random.Random, event: str) -> Rule:
    months = rng.choice((1, 2, 3))
    limit = (rng.randint(1, months), "month") if rng.random() < 0.3 else (rng.randint(3, 27 * months), "day")
    return Limb(
        event=event,
        measure=rng.choice(("stay", "stay", "absence")),
        threshold=NONE,
        upper_bound=Bound(*limit, rng.choice(("<", "<="))),
        accumulation="cumulative",
        window=Window(months, "month", "rolling"),
        basis="actual",
        prior="none",
    )


def _agrees(rng: random.Random, event: str, a: Rule, b: Rule, *, witnesses: bool) -> bool:
    """Hold the relation of two rules against travellers (and its own witnesses); False if it cannot be decided."""
    try:
        found = sides(a, b)
    except (UnsupportedError, RuleError):
        return False
    hold_against_travellers(rng, a, b, found, event, 12)
    if witnesses:
        _check_witnesses(a, b)
    return True


def _check_witnesses(a: Rule, b: Rule) -> None:
    found, base, contested = sides(a, b), shared_base(a, b), contested_groups(a, b)
    for wanted, mask, by_a, by_b in (
        (cases(a, b, False, base, contested), found.a_not_b, True, False),
        (cases(b, a, False, base, contested), found.b_not_a, False, True),
        (both_cases(a, b, False, base, contested), found.both, True, True),
    ):
        if mask:
            witness = find_witness(wanted, mask)
            assert witness is not None, (a, b)
            check(witness, ((a, by_a), (b, by_b)), base, False)


@pytest.mark.parametrize("event", EVENTS)
def test_rules_that_count_days_in_different_ways(event: str) -> None:
    rng = random.Random(f"{event} mixed {os.environ.get('SOJOURN_SEED', '1')}")
    decided = sum(
        _agrees(
            rng,
            event,
            *(_mixed(rng, random_rule(rng, event, small=True, depth=0)) for _ in range(2)),
            witnesses=False,
        )
        for _ in range(ROUNDS)
    )
    assert decided > ROUNDS // 2


@pytest.mark.parametrize("event", EVENTS)
def test_rolling_windows(event: str) -> None:
    rng = random.Random(f"{event} rolling {os.environ.get('SOJOURN_SEED', '1')}")
    decided = 0
    for _ in range(ROUNDS):
        other = _rolling(rng, event) if rng.random() < 0.4 else random_rule(rng, event, small=True, depth=0)
        decided += _agrees(rng, event, _rolling(rng, event), other, witnesses=True)
    assert decided > ROUNDS // 2


@pytest.mark.parametrize("event", EVENTS)
def test_rolling_windows_of_months(event: str) -> None:
    rng = random.Random(f"{event} rolling months {os.environ.get('SOJOURN_SEED', '1')}")
    rounds = max(ROUNDS, 8)
    decided = 0
    for _ in range(rounds):
        other = random_rule(rng, event, small=True, depth=0)
        decided += _agrees(rng, event, _rolling_months(rng, event), other, witnesses=True)
    # The rest limits presence and absence at once, or looks around a date: outside the fragment.
    assert decided >= rounds // 4


def every(value: int, months: int, unit: str = "day") -> Limb:
    return Limb(
        event="reference-date",
        measure="stay",
        threshold=NONE,
        upper_bound=Bound(value, unit, "<="),
        accumulation="cumulative",
        window=Window(months, "month", "rolling"),
        basis="actual",
        prior="none",
    )


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (every(90, 6), every(100, 6), "narrower"),
        (every(90, 6), every(90, 3), "narrower"),
        (every(90, 6), every(200, 12), "narrower"),
        (every(90, 6), every(170, 12), "overlapping"),
    ],
)
def test_limits_in_every_so_many_months(a: Limb, b: Limb, relation: str) -> None:
    found = compare(a, b)
    assert found.relation == relation, found.to_dict()
    assert compare(b, a).relation == found.mirrored().relation


def test_where_single_months_would_decide_it_says_so() -> None:
    found = compare(every(90, 6), every(180, 12))
    assert found.relation == "undetermined"
    assert found.reason == message("unsupported-rolling-covers")


@pytest.mark.parametrize("event", EVENTS)
def test_the_whole_language_against_travellers(event: str) -> None:
    rng = random.Random(f"{event} whole {os.environ.get('SOJOURN_SEED', '1')}")
    rounds = ROUNDS * 2
    decided = sum(
        _agrees(rng, event, *random_pair(rng, event, small=True, depth=rng.choice((0, 0, 1))), witnesses=True)
        for _ in range(rounds)
    )
    assert decided > rounds * 0.6
