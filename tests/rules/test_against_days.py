"""The search against the day-by-day evaluator: on random rules and travellers, and on every witness."""

from __future__ import annotations

import os
import random

import pytest

from sojourn.rules.comparison.relation import both_cases, cases, contested_groups, shared_base, sides
from sojourn.rules.comparison.witness import check, find_witness
from sojourn.rules.errors import UnsupportedError
from tests.rules.agreement import hold_against_travellers
from tests.rules.generate import random_rule
from tests.support import rounds

EVENTS = ("arrival", "departure", "reference-date")
ROUNDS = rounds(34)


@pytest.mark.parametrize("event", EVENTS)
def test_no_traveller_contradicts_a_relation(event: str) -> None:
    rng = random.Random(f"{event} {os.environ.get('SOJOURN_SEED', '1')}")
    for _ in range(ROUNDS):
        a, b = (random_rule(rng, event, small=rng.random() < 0.4) for _ in range(2))
        try:
            found = sides(a, b)
        except UnsupportedError:
            continue
        hold_against_travellers(rng, a, b, found, event, 12)


@pytest.mark.parametrize("event", EVENTS)
def test_each_witness_is_accepted_and_rejected(event: str) -> None:
    rng = random.Random(f"{event} witness {os.environ.get('SOJOURN_SEED', '1')}")
    for _ in range(ROUNDS // 2):
        a, b = (random_rule(rng, event, small=rng.random() < 0.6) for _ in range(2))
        found = sides(a, b)
        base, contested = shared_base(a, b), contested_groups(a, b)
        for wanted, mask, by_a, by_b in (
            (cases(a, b, False, base, contested), found.a_not_b, True, False),
            (cases(b, a, False, base, contested), found.b_not_a, False, True),
            (both_cases(a, b, False, base, contested), found.both, True, True),
        ):
            # A witness on any start date of the mask, not only on the first.
            if mask:
                starts = [i for i in (0, 58, 424, rng.randrange(1461)) if mask >> i & 1]
                mask = 1 << starts[-1] if starts else mask
                person = find_witness(wanted, mask)
                assert person is not None, (a, b, mask.bit_count())
                check(person, ((a, by_a), (b, by_b)), base, False)
