"""The relation of random rules from the whole language, against z3 on the nights and days of one traveller.

The stream holds every way of counting, weighted and calendar years, limits in every window, stays around a date, all
day conventions (one in half of the pairs, mixed in the others), attributes, groups, and combinations of up to two
levels. How many of each kind it holds is asserted, so that no kind drops out unseen.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from sojourn.model.rule import Interruptions, Rule
from sojourn.rules.comparison.relation import contested_groups, sides
from sojourn.rules.logic.calendar import CYCLE_DATES
from sojourn.rules.logic.expand import limbs_of
from tests.rules.agreement import Asked, agree_with_z3
from tests.rules.generate import (
    fills,
    kind_of,
    random_limb,
    random_pair,
    random_pair_with_breaks,
    random_pair_with_filled_breaks,
)
from tests.rules.oracle import relation_facts
from tests.support import rounds

# Pairs for each kind of event: over three hundred altogether, and a thousand under `make test-long`.
PAIRS = rounds(112)
SEED = os.environ.get("SOJOURN_SEED", "1")
EVENTS = ("arrival", "departure", "reference-date")
YEARS = ("weighted", "calendar years")


def stream(event: str, slice_: int, slices: int) -> Iterator[Asked]:
    """A slice of the random pairs, with the start date to ask z3 about."""
    rng = random.Random(f"{event} whole {SEED} {slice_}")
    for _ in range(PAIRS // slices):
        yield *random_pair(rng, event, small=True, depth=rng.choice((0, 0, 1, 2))), rng.randrange(1461)


def reach_of(a: Rule, b: Rule) -> int:
    """Calendar years lie up to three years away from the date."""
    return 1150 if any(kind_of(limb) in YEARS for rule in (a, b) for limb in limbs_of(rule)) else 60


def with_breaks(event: str) -> Iterator[Asked]:
    """Random pairs of which one tolerates breaks; neither counts calendar years."""
    rng = random.Random(f"{event} breaks {SEED}")
    for _ in range(PAIRS):
        a, b = random_pair_with_breaks(rng, event, depth=rng.choice((0, 0, 1)))
        index, limbs = rng.randrange(1461), [limb for rule in (a, b) for limb in limbs_of(rule)]
        tolerant = any(isinstance(limb.interruptions, Interruptions) for limb in limbs)
        if tolerant and not any(kind_of(limb) in YEARS for limb in limbs):
            yield a, b, index


def with_filled_breaks(event: str) -> Iterator[Asked]:
    """Random pairs of which one counts tolerated breaks as days; few of them with calendar years, which take longer."""
    rng = random.Random(f"{event} filled breaks {SEED}")
    for _ in range(PAIRS // 4):
        a, b = random_pair_with_filled_breaks(rng, event, depth=rng.choice((0, 0, 1)))
        index, limbs = rng.randrange(1461), [limb for rule in (a, b) for limb in limbs_of(rule)]
        tolerant = any(fills(limb) and isinstance(limb.interruptions, Interruptions) for limb in limbs)
        if tolerant and (rng.random() < 0.05 or not any(kind_of(limb) in YEARS for limb in limbs)):
            yield a, b, index


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("part", range(4))
def test_the_whole_language_agrees_with_z3(event: str, part: int) -> None:
    decided, answered = agree_with_z3(stream(event, part, 4), event, reach_of)
    assert decided > PAIRS // 4 * 0.6
    assert answered > 3 * decided * 0.8


@pytest.mark.parametrize("event", EVENTS)
def test_breaks_that_do_not_interrupt_a_stay_agree_with_z3(event: str) -> None:
    decided, answered = agree_with_z3(with_breaks(event), event, lambda a, b: 40)
    assert decided > PAIRS // 10
    assert answered > 3 * decided * 0.8


@pytest.mark.parametrize("event", EVENTS)
def test_breaks_that_count_as_days_agree_with_z3(event: str) -> None:
    asked = list(with_filled_breaks(event))
    decided, answered = agree_with_z3(asked, event, reach_of)
    assert decided > len(asked) * 0.8 - 1
    assert answered > 3 * decided * 0.8


def test_the_stream_holds_every_kind_of_limb() -> None:
    kinds: Counter[str] = Counter()
    conventions: Counter[int] = Counter()
    for event in EVENTS:
        for part in range(4):
            for a, b, _ in stream(event, part, 4):
                limbs = [limb for rule in (a, b) for limb in limbs_of(rule)]
                kinds.update(kind_of(limb) for limb in limbs)
                conventions[len({limb.day_convention for limb in limbs})] += 1
    least = {
        "cumulative": 500,
        "continuous": 300,
        "span": 150,
        "rolling days": 100,
        "weighted": 60,
        "around the date": 30,
    }
    for kind, number in least.items():
        assert kinds[kind] >= number * PAIRS // 340, kinds
    assert conventions[1] > PAIRS // 2, conventions
    assert sum(n for ways, n in conventions.items() if ways > 1) > PAIRS // 2, conventions


@pytest.mark.parametrize("event", EVENTS)
def test_months_agree_with_z3(event: str) -> None:
    rng = random.Random(f"{event} z3 months {SEED}")
    for _ in range(max(PAIRS // 50, 2)):
        a, b = (random_limb(rng, event, small=False) for _ in range(2))
        index = rng.randrange(1461)
        found = sides(a, b)
        expected = relation_facts(a, b, event, CYCLE_DATES[index], 1900, contested_groups(a, b))
        for mask, answer in zip(found, expected, strict=True):
            assert answer is None or bool(mask >> index & 1) == answer, (a, b, index)
