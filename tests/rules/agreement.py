"""The engine's relation of pairs of rules held against z3: what every random stream of rules is put through."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sojourn.model.rule import Rule
from sojourn.rules import History, counted
from sojourn.rules.comparison.relation import Sides, contested_groups, shared_base, sides
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.evaluation.evaluator import evaluate
from sojourn.rules.logic.calendar import CYCLE_DATES
from tests.rules.generate import edges, random_traveller
from tests.rules.oracle import relation_facts

# Two rules, and the start date to ask z3 about.
Asked = tuple[Rule, Rule, int]


class Agreed(NamedTuple):
    """How many pairs the engine decided, and how many of its answers (three a pair) z3 gave, too."""

    decided: int
    answered: int


def agree_with_z3(pairs: Iterable[Asked], event: str, reach: Callable[[Rule, Rule], int] = lambda a, b: 60) -> Agreed:
    """Fails at the first answer that z3 contradicts; `reach` is how many days around the date two rules look at.

    Pairs that the engine refuses, and questions that z3 gives up, are passed over; whoever asks says how many may be.
    """
    decided = answered = 0
    for a, b, index in pairs:
        try:
            found = sides(a, b)
        except (UnsupportedError, RuleError):
            continue
        decided += 1
        groups, base = contested_groups(a, b), shared_base(a, b)
        expected = relation_facts(a, b, event, CYCLE_DATES[index], reach(a, b), groups, base, patience=300)
        for mask, answer in zip(found, expected, strict=True):
            answered += answer is not None
            assert answer is None or bool(mask >> index & 1) == answer, (a, b, index)
    return Agreed(decided, answered)


def hold_against_travellers(
    rng: random.Random,
    a: Rule,
    b: Rule,
    found: Sides,
    event: str,
    times: int,
    starts: Sequence[int] = range(len(CYCLE_DATES)),
) -> int:
    """Fails at the first of so many random travellers whom the rules tell apart where the relation says nobody is.

    `starts` are the numbers of the start dates to try. How many of the travellers one of the rules counts at least.
    """
    base, contested = shared_base(a, b), contested_groups(a, b)
    met = 0
    for _ in range(times):
        index = rng.choice(starts)
        anchor = CYCLE_DATES[index]
        person = random_traveller(rng, event, anchor, edges(a, anchor) + edges(b, anchor))
        person = replace(person, attributes=_outside(person.attributes, contested))
        by_a, by_b = (evaluate(rule, person, silent=base) for rule in (a, b))
        if by_a or by_b:
            mask = found.both if by_a and by_b else found.a_not_b if by_a else found.b_not_a
            assert mask >> index & 1, (a, b, person)
            met += 1
    return met


def no_traveller_contradicts(
    pairs: Iterable[tuple[Rule, Rule]], event: str, rng: random.Random, starts: Sequence[int]
) -> int:
    """`hold_against_travellers` for many pairs, six travellers each; pairs that the engine refuses are passed over."""
    met = 0
    for a, b in pairs:
        try:
            found = sides(a, b)
        except UnsupportedError:
            continue
        met += hold_against_travellers(rng, a, b, found, event, 6, starts)
    return met


def _outside(attributes: Mapping[str, str], contested: frozenset[str]) -> dict[str, str]:
    """The attributes of a person outside every group whose treatment is no part of the relation."""
    return {k: "no" if k.startswith("group:") and k[6:] not in contested else v for k, v in attributes.items()}


def dates_are_decided_as_read(rng: random.Random, rules: Iterable[Rule]) -> None:
    """Each rule decides on a random date as the day-by-day reading does; both answers must have been seen."""
    seen: set[bool] = set()
    for rule in rules:
        anchor = rng.choice(CYCLE_DATES)
        person = random_traveller(rng, "reference-date", anchor, edges(rule, anchor))
        found = counted(rule, History("x", person.stays), anchor).counted
        assert found == evaluate(rule, person), (rule, person)
        seen.add(bool(found))
    assert seen == {True, False}
