"""One meaning: random rules from the whole language get the same three-valued decisions from `apply` and from each engine.

A case is a rule and a person. Rules are decided several at a time, as in a run; what cannot be measured is refused with a
reason, and with no other reason than those that are listed here.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from sojourn.measurement.planning.plan import NotMeasurableError, RulePlan
from sojourn.rules import RuleError
from tests.measure.agreement import (
    ENGINES,
    Records,
    decided,
    expected,
    expected_on,
    in_sql,
    partly_seen,
    planned,
    random_records,
    stocks,
)
from tests.measure.language import LIMBS, Drawn, drawn

# Populations in each part of a test, rules for each population, persons in it.
ROUNDS = int(os.environ.get("SOJOURN_ROUNDS", "6"))
PARTS, RULES, PEOPLE = 4, 3, 12
# Why a rule with a meaning is not measured.
REASONS = {
    "measure-not-plans",  # it is about intended or permitted stays, which no record of crossings shows
    "unsupported-breaks-rolling",  # breaks that do not interrupt, in rolling windows
    "unsupported-breaks-sum",  # and in the longest stretch
    "unsupported-rolling-run",  # an unbroken stay in a rolling window
    "unsupported-rolling-bounds",
    "unsupported-several-windows",
    "unsupported-share-window",
    "unsupported-longest-window",
    "unsupported-weights",
}


def reason_of(error: NotMeasurableError) -> str:
    """The reason why a rule is not measured."""
    inner = dict(error.why.args).get("reason")
    return str(getattr(inner, "id", error.why.id))


def measurable(
    rng: random.Random, records: Records, event: str | None, *, small: bool
) -> Iterator[tuple[Drawn, RulePlan]]:
    """Some random rules that can be measured, with their plans."""
    found = 0
    while found < RULES:
        rule = drawn(rng, event or rng.choice(("arrival", "departure")), small=small)
        try:
            plan = planned(rule, records, found)
        except NotMeasurableError as error:
            assert reason_of(error) in REASONS, rule
            continue
        except RuleError:  # a random rule need not have a meaning
            continue
        yield rule, plan
        found += 1


def test_every_kind_of_rule_is_measured_or_refused_with_a_listed_reason() -> None:
    rng, measured, refused = random.Random("kinds"), Counter[str](), Counter[str]()
    for _ in range(150):
        records = random_records(rng, small=True, people=1)
        for event in ("arrival", "departure", "reference-date"):
            rule = drawn(rng, event, small=rng.random() < 0.5)
            try:
                plan = planned(rule, records)
            except NotMeasurableError as error:
                refused[reason_of(error)] += 1
                continue
            assert plan.kind == ("dates" if event == "reference-date" else "crossings")
            measured.update(rule.kinds)
    assert set(refused) <= REASONS
    assert measured.keys() >= {*LIMBS, "ends mirror", "ends decision", "ends by a rule", "a reference"}
    assert sum(refused.values()) < 60, refused


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_decide_crossings_as_apply_does(part: int) -> None:
    engines, seen, cases = [make() for make in ENGINES], set[int](), 0
    for number in range(ROUNDS):
        rng = random.Random(f"crossings {part} {number}")
        small = rng.random() < 0.6
        records = random_records(rng, small=small, people=PEOPLE)
        rules = list(measurable(rng, records, None, small=small))
        wanted = [expected(rule, records) for rule, _ in rules]
        for engine in engines:
            found = decided(engine, [plan for _, plan in rules], records, many=rng.choice((2, 64)))
            for (rule, _), theirs, ours in zip(rules, wanted, found, strict=True):
                assert ours == theirs, f"{engine.version()}, {part} {number}: {rule}"
            cases += len(rules) * PEOPLE
        seen |= {answer for codes in wanted for _, answer, _ in codes.values()}
    assert seen == {0, 1, 2}
    assert cases == ROUNDS * RULES * PEOPLE * len(ENGINES)


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_count_on_a_date_as_counted_does(part: int) -> None:
    engines, seen = [make() for make in ENGINES if make is not in_sql], set[int]()
    for number in range(ROUNDS):
        rng = random.Random(f"dates {part} {number}")
        small = rng.random() < 0.6
        records = random_records(rng, small=small, people=PEOPLE)
        rules = list(measurable(rng, records, "reference-date", small=small))
        on = records.people.until - timedelta(days=rng.randint(-5, 60))
        wanted = [expected_on(rule, records, on) for rule, _ in rules]
        for engine in engines:
            found = stocks(engine, [plan for _, plan in rules], records, on)
            for (rule, _), theirs, ours in zip(rules, wanted, found, strict=True):
                assert ours == theirs, f"{engine.version()}, {part} {number}: {rule} on {on}"
        seen |= {answer for each in wanted for answer in each.values()}
    assert seen == {0, 1, 2}


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_decide_crossings_of_partly_seen_lives_as_apply_does(part: int) -> None:
    engines, seen, cases = [make() for make in ENGINES], set[int](), 0
    for number in range(ROUNDS):
        rng = random.Random(f"unseen {part} {number}")
        small = rng.random() < 0.6
        records = partly_seen(rng, random_records(rng, small=small, people=PEOPLE))
        rules = list(measurable(rng, records, None, small=small))
        wanted = [expected(rule, records) for rule, _ in rules]
        for engine in engines:
            found = decided(engine, [plan for _, plan in rules], records, many=rng.choice((2, 64)))
            for (rule, _), theirs, ours in zip(rules, wanted, found, strict=True):
                assert ours == theirs, f"{engine.version()}, {part} {number}: {records.unseen} {rule}"
            cases += len(rules) * len(records.people.histories)
        seen |= {answer for codes in wanted for _, answer, _ in codes.values()}
    assert seen == {0, 1, 2}
    assert cases > ROUNDS * RULES * PEOPLE


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_count_on_a_date_of_partly_seen_lives_as_counted_does(part: int) -> None:
    engines, seen = [make() for make in ENGINES if make is not in_sql], set[int]()
    for number in range(ROUNDS):
        rng = random.Random(f"unseen dates {part} {number}")
        small = rng.random() < 0.6
        records = partly_seen(rng, random_records(rng, small=small, people=PEOPLE))
        rules = list(measurable(rng, records, "reference-date", small=small))
        on = records.people.until - timedelta(days=rng.randint(-5, 60))
        wanted = [expected_on(rule, records, on) for rule, _ in rules]
        for engine in engines:
            found = stocks(engine, [plan for _, plan in rules], records, on)
            for (rule, _), theirs, ours in zip(rules, wanted, found, strict=True):
                assert ours == theirs, f"{engine.version()}, {part} {number}: {records.unseen} {rule} on {on}"
        seen |= {answer for each in wanted for answer in each.values()}
    assert seen == {0, 1, 2}
