"""One meaning: random rules from the whole language get the same three-valued decisions from `apply` and from each engine.

A case is a rule and a person. Rules are decided several at a time, as in a run; what cannot be measured is refused with a
reason, and with no other reason than those that are listed here.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from sojourn.measurement.planning.plan import NotMeasurableError, RulePlan
from sojourn.measurement.sql.engine import Engine
from sojourn.rules import RuleError
from tests.measure.agreement import (
    ENGINES,
    Codes,
    Counted,
    Records,
    decided,
    expected,
    expected_on,
    in_sql,
    partly_seen,
    planned,
    random_records,
    seen_each_for_a_time,
    stocks,
)
from tests.measure.language import LIMBS, Drawn, drawn
from tests.support import rounds

# Populations in each part of a test, rules for each population, persons in it.
ROUNDS = rounds(2)
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


# What offices see of lives: all of them until one day, not all of that time, or each person for a time of its own.
SEEN: dict[str, Callable[[random.Random, Records], Records]] = {
    "whole": lambda rng, records: records,
    "partly": partly_seen,
    "each": seen_each_for_a_time,
}


@dataclass
class Tally:
    """The rules that were compared, cases of them, and the answers that came up."""

    cases: int = 0
    answers: set[int] = field(default_factory=set)


def same(name: str, event: str | None, see: Callable[[random.Random, Records], Records], engines: Sequence[Engine],
         tally: Tally) -> None:  # fmt: skip
    """Let engines and `apply` (or `counted`) decide some random rules for a random population, named by a seed."""
    rng = random.Random(name)
    small = rng.random() < 0.6
    records = see(rng, random_records(rng, small=small, people=PEOPLE))
    rules = list(measurable(rng, records, event, small=small))
    plans = [plan for _, plan in rules]
    on = records.people.until - timedelta(days=rng.randint(-5, 60))
    wanted: Sequence[Codes | Counted]
    found: Sequence[Codes | Counted]
    if event == "reference-date":
        counted = [expected_on(rule, records, on) for rule, _ in rules]
        tally.answers |= {answer for each in counted for answer in each.values()}
        wanted = counted
    else:
        codes = [expected(rule, records) for rule, _ in rules]
        tally.answers |= {answer for each in codes for _, answer, _ in each.values()}
        wanted = codes
    for engine in engines:
        if event == "reference-date":
            found = stocks(engine, plans, records, on)
        else:
            found = decided(engine, plans, records, many=rng.choice((2, 64)))
        for (rule, _), theirs, ours in zip(rules, wanted, found, strict=True):
            assert ours == theirs, f"{engine.version()}, {name}: {records.unseen} {rule} on {on}"
        tally.cases += len(rules) * len(records.people.histories)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("seen", SEEN)
def test_engines_decide_crossings_as_apply_does(seen: str, part: int) -> None:
    engines, tally = [make() for make in ENGINES], Tally()
    for number in range(ROUNDS):
        same(f"crossings {seen} {part} {number}", None, SEEN[seen], engines, tally)
    # In few populations everything may happen to be decided.
    assert tally.answers >= ({0, 1, 2} if ROUNDS > 3 else {0, 1})
    most = ROUNDS * RULES * PEOPLE * len(ENGINES)
    assert tally.cases == most if seen == "whole" else most / 3 < tally.cases <= most


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("seen", SEEN)
def test_engines_count_on_a_date_as_counted_does(seen: str, part: int) -> None:
    engines, tally = [make() for make in ENGINES if make is not in_sql], Tally()
    for number in range(ROUNDS):
        same(f"dates {seen} {part} {number}", "reference-date", SEEN[seen], engines, tally)
    assert tally.answers == {0, 1, 2}
