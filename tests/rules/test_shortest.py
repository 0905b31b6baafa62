"""Every witness is the shortest traveller there is: fewest stays, then fewest nights, then nearest the anchor.

The other side of the comparison enumerates all travellers of a few weeks in that order and puts them to the
day-by-day evaluator, so it shares nothing with the search.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from sojourn.model.rule import NONE, Bound, Limb, Rule, Window
from sojourn.rules.comparison.relation import both_cases, cases, sides
from sojourn.rules.comparison.witness import Witness, find_witness
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.evaluation.evaluator import Stay, Traveller, evaluate
from tests.rules.generate import random_rule
from tests.support import rounds

ANCHOR = date(2023, 1, 1)
# Nights from the anchor that travellers of the enumeration can spend in the country.
BEHIND, AHEAD = 6, 7
ROUNDS = rounds(40)
Size = tuple[int, int, int]


def size(nights: tuple[int, ...], event: str) -> Size:
    """How many stays show these nights (with the crossing on day 0), how many nights, how far from day 0."""
    has = set(nights)
    stays = sum(1 for n in nights if n - 1 not in has)
    shown = {"arrival": 0 in has, "departure": 0 not in has}.get(event, True)
    return stays + (not shown), len(nights), sum(n if n >= 0 else -n for n in nights)


@cache
def travellers(event: str) -> tuple[tuple[Size, Traveller], ...]:
    """All travellers, the shortest first: who arrives was out the night before, who departs was in."""
    days = range(-BEHIND, AHEAD)
    found: list[tuple[Size, tuple[int, ...]]] = []
    for bits in range(1 << len(days)):
        nights = tuple(day for i, day in enumerate(days) if bits >> i & 1)
        if (event == "arrival" and -1 in nights) or (event == "departure" and -1 not in nights):
            continue
        found.append((size(nights, event), nights))
    return tuple((s, Traveller(event, ANCHOR, stays_of(nights, event))) for s, nights in sorted(found))


def stays_of(nights: tuple[int, ...], event: str) -> tuple[Stay, ...]:
    """The nights as stays by the dates of their crossings."""
    stays: list[list[int]] = []
    for n in nights:
        if stays and stays[-1][1] == n and not (event == "departure" and n == 0):
            stays[-1][1] = n + 1
        else:
            stays.append([n, n + 1])
    if event == "arrival" and 0 not in nights:
        stays.append([0, 0])
    return tuple((ANCHOR + timedelta(days=lo), ANCHOR + timedelta(days=hi)) for lo, hi in sorted(stays))


def small_limb(rng: random.Random, event: str, *, small: bool) -> Limb:
    """A limb whose lengths and windows fit into the enumeration."""
    away = rng.random() < (0.6 if event == "departure" else 0.25)
    way = rng.choice(("continuous", "cumulative", "cumulative", "span"))
    longest = min(BEHIND, AHEAD) - 1
    value = rng.randint(1, longest if way == "continuous" else 4)
    window: Window = Window(None, None, event, rng.choice(("forward", "forward", "backward", "either")))
    if way != "continuous":
        window = Window(rng.randint(value, longest), "day", event, window.direction)
    most = rng.randint(value + 1, longest) if rng.random() < 0.3 and value < longest else None
    return Limb(
        event=event,
        measure="absence" if away else "stay",
        threshold=Bound(value, "day", ">=" if value == longest else rng.choice((">", ">="))),
        upper_bound=NONE if most is None else Bound(most, "day", rng.choice(("<", "<="))),
        accumulation=way,
        window=window,
        basis="actual",
        prior="none",
        day_convention="nights",
    )


def shortest(event: str, a: Rule, b: Rule, by_a: bool, by_b: bool) -> Size | None:
    """The size of the first traveller of the enumeration whom the rules count (or not) as wanted."""
    for found, person in travellers(event):
        if evaluate(a, person) == by_a and evaluate(b, person) == by_b:
            return found
    return None


def size_of(witness: Witness) -> Size:
    """The size of a witness, from its stays as they are shown."""
    nights = {
        (came - ANCHOR).days + i
        for came, left in witness.stays
        if came is not None and left is not None
        for i in range((left - came).days)
    }
    _, number, distance = size(tuple(sorted(nights)), witness.event)
    return len(witness.stays), number, distance


def questions(a: Rule, b: Rule) -> Iterator[tuple[Witness, bool, bool]]:
    found, none = sides(a, b), frozenset[str]()
    for wanted, mask, by_a, by_b in (
        (cases(a, b, False, "N", none), found.a_not_b, True, False),
        (cases(b, a, False, "N", none), found.b_not_a, False, True),
        (both_cases(a, b, False, "N", none), found.both, True, True),
    ):
        if mask:
            witness = find_witness(wanted, mask)
            assert witness is not None
            yield witness, by_a, by_b


@pytest.mark.parametrize("event", ["arrival", "departure", "reference-date"])
def test_no_shorter_traveller_shows_the_difference(event: str) -> None:
    rng = random.Random(f"{event} shortest {os.environ.get('SOJOURN_SEED', '1')}")
    checked = 0
    for _ in range(ROUNDS):
        a, b = (random_rule(rng, event, small=True, depth=rng.randint(0, 1), make=small_limb) for _ in range(2))
        try:
            for witness, by_a, by_b in questions(a, b):
                # "Was there before" and "still there" have no number of nights to compare.
                if all(day is not None for stay in witness.stays for day in stay):
                    assert size_of(witness) == shortest(event, a, b, by_a, by_b), (a, b, by_a, by_b, witness.stays)
                    checked += 1
        except UnsupportedError:
            continue
    assert checked > ROUNDS
