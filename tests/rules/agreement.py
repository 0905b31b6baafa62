"""The engine's relation of pairs of rules held against z3: what every random stream of rules is put through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sojourn.model.rule import Rule
from sojourn.rules.comparison.relation import contested_groups, shared_base, sides
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.calendar import CYCLE_DATES
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
