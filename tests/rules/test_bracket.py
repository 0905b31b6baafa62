"""What is settled for all start dates at once agrees with going through the start dates one after the other."""

from __future__ import annotations

import random

import pytest

from sojourn.rules.comparison.relation import both_cases, cases
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.calendar import ALL_STARTS, Amount, Point, start_groups
from sojourn.rules.logic.formula import Count, Literal
from sojourn.rules.solver.clause_satisfiability import split
from sojourn.rules.solver.satisfiability import alike_on_all_starts, date_by_date, points_of
from tests.rules.generate import random_rule
from tests.support import rounds

ROUNDS = rounds(50)
Clause = tuple[frozenset[Literal], str, str]


def clauses_with_months(seed: int, event: str) -> list[Clause]:
    """The literals of one presence object, for clauses of random pairs of rules that name months or years."""
    rng = random.Random(seed)
    found: dict[Clause, None] = {}
    while len(found) < ROUNDS:
        a, b = random_rule(rng, event), random_rule(rng, event)
        try:
            some = [*cases(a, b, False, "N", frozenset()), *both_cases(a, b, False, "N", frozenset())]
        except (UnsupportedError, RuleError):
            continue
        for case in some[:20]:
            for obj, literals in split(case)[1].items():
                counts_only = all(isinstance(literal.atom, Count) for literal in literals)
                if counts_only and len(start_groups(points_of(literals))) > 1:
                    found[literals, event, obj] = None
    return list(found)


@pytest.mark.parametrize("event", ["arrival", "departure", "reference-date"])
def test_settled_at_once_is_what_every_start_date_says(event: str) -> None:
    answers = {True: 0, False: 0, None: 0}
    for clause in clauses_with_months(11, event):
        answer = alike_on_all_starts(*clause)
        answers[answer] += 1
        if answer is not None:
            assert date_by_date(*clause) == (ALL_STARTS if answer else 0), clause
    assert answers[True] and answers[False], f"nothing was settled: {answers}"


def test_a_year_and_its_days_are_left_to_the_dates() -> None:
    # 366 days fit into twelve months only where they hold a 29 February.
    year = Count("actual", "N", Point(), Point(12), Amount(Point(0, 366)))
    clause = frozenset((Literal(year),))
    assert alike_on_all_starts(clause, "arrival", "actual") is None
    assert 0 < date_by_date(clause, "arrival", "actual") < ALL_STARTS
