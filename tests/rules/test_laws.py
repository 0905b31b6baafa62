"""The laws that every comparison keeps, on random rules."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from sojourn.model.rule import NONE, AnyOf, Bound, Limb, Population, Rule, Window
from sojourn.rules import compare
from sojourn.rules.comparison.relation import BROADER, EQUAL, MIRRORED, NARROWER, known_relation
from sojourn.rules.errors import UnsupportedError
from tests.rules.generate import random_limb, random_rule
from tests.support import rounds

# Hypothesis draws simple rules again and again: about half of the pairs are new.
EXAMPLES = rounds(68)
LAW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
EVENTS = st.sampled_from(["arrival", "departure", "reference-date"])
# Each choice of a random rule is drawn by hypothesis, so that a rule which breaks a law is made as simple as it can be.
CHANCE = st.randoms(use_true_random=False)
IMPLIES = (EQUAL, NARROWER)


def decided(a: Rule, b: Rule) -> str:
    """The relation of two known rules; pairs outside the decidable fragment are no examples of a law."""
    try:
        return known_relation(a, b)
    except UnsupportedError:
        reject()


def rules(chance: random.Random, event: str, count: int) -> list[Rule]:
    return [random_rule(chance, event, small=True) for _ in range(count)]


@given(CHANCE, EVENTS)
@LAW
def test_every_rule_equals_itself(chance: random.Random, event: str) -> None:
    (rule,) = rules(chance, event, 1)
    assert decided(rule, rule) == EQUAL
    assert compare(rule, rule).relation == EQUAL


@given(CHANCE, EVENTS)
@LAW
def test_a_comparison_mirrors(chance: random.Random, event: str) -> None:
    a, b = rules(chance, event, 2)
    there = decided(a, b)
    assert decided(b, a) == MIRRORED.get(there, there)
    assert compare(b, a).to_dict()["relation"] == compare(a, b).mirrored().to_dict()["relation"]


@given(CHANCE, EVENTS)
@LAW
def test_implication_is_transitive(chance: random.Random, event: str) -> None:
    a, b, c = (random_limb(chance, event, small=True) for _ in range(3))
    # Attributes of groups are compared only where they clash, so the three must see the same clashes.
    wider, widest = AnyOf((a, b)), AnyOf((a, b, c))
    assert decided(a, wider) in IMPLIES
    assert decided(wider, widest) in IMPLIES
    assert decided(a, widest) in IMPLIES
    a, b, c = (replace(limb, population=Population()) for limb in (a, b, c))
    if decided(a, b) in IMPLIES and decided(b, c) in IMPLIES:
        assert decided(a, c) in IMPLIES


@given(CHANCE, EVENTS)
@LAW
def test_another_limb_with_any_never_narrows(chance: random.Random, event: str) -> None:
    a, b = (random_rule(chance, event, small=True, depth=1) for _ in range(2))
    assert decided(a, AnyOf((a, b))) in IMPLIES


@given(CHANCE, EVENTS, st.integers(min_value=1, max_value=5))
@LAW
def test_a_longer_threshold_narrows(chance: random.Random, event: str, more: int) -> None:
    limb = random_limb(chance, event, small=True)
    if isinstance(limb.threshold, Bound):
        longer = replace(limb, threshold=replace(limb.threshold, value=limb.threshold.value + more))
        assert decided(longer, limb) in IMPLIES


def cumulative(value: int, window: int) -> Limb:
    return Limb(
        event="arrival",
        measure="stay",
        threshold=Bound(value, "day", ">="),
        upper_bound=NONE,
        accumulation="cumulative",
        window=Window(window, "day", "arrival", "forward"),
        basis="actual",
        prior="none",
    )


@given(*[st.integers(min_value=1, max_value=30)] * 4)
@LAW
def test_cumulative_rules_imply_each_other_as_interval_arithmetic_says(v1: int, w1: int, v2: int, w2: int) -> None:
    if v1 > w1 or v2 > w2:
        return
    # Not even one night follows from another: who arrives may leave on the same day, and come back for a night later.
    expected = v2 <= v1 - max(0, w1 - w2)
    assert (decided(cumulative(v1, w1), cumulative(v2, w2)) in IMPLIES) == expected


@pytest.mark.parametrize(("a", "b", "relation"), [(">", ">=", NARROWER), (">=", ">", BROADER)])
def test_more_than_and_at_least_differ_by_one_day(a: str, b: str, relation: str) -> None:
    limb = cumulative(90, 180)
    one, other = (replace(limb, threshold=Bound(90, "day", sign)) for sign in (a, b))
    found = compare(one, other)
    assert found.relation == relation
    witness = found.a_not_b or found.b_not_a
    assert witness is not None
    assert [(left - came).days for came, left in witness.stays if came and left] == [90]
