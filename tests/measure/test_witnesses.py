"""Witnesses of `compare` are decided as predicted on every engine (Spark: `test_spark`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sojourn.measurement.sql.engine import Engine
from tests.measure.agreement import ENGINES
from tests.measure.witnesses import at_random, hold, witnesses_hold
from tests.support import rounds

ROUNDS = rounds(8)


@pytest.mark.parametrize("make", ENGINES)
def test_witnesses_of_rules_of_the_glossary_are_decided_as_predicted(make: Callable[[], Engine]) -> None:
    witnesses_hold(make())


@pytest.mark.parametrize("kind", ["crossings", "dates"])
def test_witnesses_of_random_rules_are_decided_as_predicted(kind: str) -> None:
    engines, answered = [make() for make in ENGINES], 0
    for number in range(ROUNDS):
        rules, found = at_random(number, kind)
        answered += sum(hold(engine, rules, found) for engine in engines)
    assert answered > 2 * ROUNDS
