"""The relation of random rules from the whole language, against z3 on one Boolean a day."""

from __future__ import annotations

import os
import random

import pytest

from sojourn.rules.limbs import UnsupportedError
from sojourn.rules.months import CYCLE_DATES
from sojourn.rules.relate import contested_groups, sides
from tests.rules.generate import random_limb, random_rule
from tests.rules.oracle import relation_facts

ROUNDS = int(os.environ.get("SOJOURN_ROUNDS", "120"))
SEED = os.environ.get("SOJOURN_SEED", "1")


@pytest.mark.parametrize("event", ["arrival", "departure", "reference-date"])
def test_short_rules_agree_with_z3(event: str) -> None:
    rng = random.Random(f"{event} z3 {SEED}")
    for _ in range(ROUNDS):
        a, b = (random_rule(rng, event, small=True) for _ in range(2))
        index = rng.randrange(1461)
        try:
            found = sides(a, b)
        except UnsupportedError:
            continue
        expected = relation_facts(a, b, event, CYCLE_DATES[index], 60, contested_groups(a, b))
        for mask, answer in zip(found, expected, strict=True):
            assert answer is None or bool(mask >> index & 1) == answer, (a, b, index)


@pytest.mark.parametrize("event", ["arrival", "departure", "reference-date"])
def test_months_agree_with_z3(event: str) -> None:
    rng = random.Random(f"{event} z3 months {SEED}")
    for _ in range(max(ROUNDS // 20, 2)):
        a, b = (random_limb(rng, event, small=False) for _ in range(2))
        index = rng.randrange(1461)
        found = sides(a, b)
        expected = relation_facts(a, b, event, CYCLE_DATES[index], 1900, contested_groups(a, b))
        for mask, answer in zip(found, expected, strict=True):
            assert answer is None or bool(mask >> index & 1) == answer, (a, b, index)
