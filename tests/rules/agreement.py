"""The engine's relation of pairs of rules held against z3: what every random stream of rules is put through."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sojourn.model.rule import Rule
from sojourn.rules import evaluate
from sojourn.rules.comparison.relation import contested_groups, shared_base, sides
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.calendar import CYCLE_DATES
from tests.rules.generate import edges, random_traveller
from tests.rules.oracle import relation_facts

# Two rules, and the start date to ask z3 about.
Asked = tuple[Rule, Rule, int]


def no_traveller_contradicts(
    pairs: Iterable[tuple[Rule, Rule]], event: str, rng: random.Random, starts: list[int]
) -> int:
    """Fails at the first random traveller, on one of the start dates, whom the day-by-day reading puts elsewhere.

    How many travellers were counted by one of the rules at least. Pairs that the engine refuses are passed over.
    """
    tried = 0
    for a, b in pairs:
        try:
            found = sides(a, b)
        except UnsupportedError:
            continue
        for _ in range(6):
            index = rng.choice(starts)
            anchor = CYCLE_DATES[index]
            person = random_traveller(rng, event, anchor, edges(a, anchor) + edges(b, anchor))
            by_a, by_b = (evaluate(rule, person) for rule in (a, b))
            if by_a or by_b:
                mask = found.both if by_a and by_b else found.a_not_b if by_a else found.b_not_a
                assert mask >> index & 1, (a, b, person)
                tried += 1
    return tried


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
