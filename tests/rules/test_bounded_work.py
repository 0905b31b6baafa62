"""What two rules may cost: the inputs that once took minutes, and rules made to be slow, end within stated steps.

Steps are counted (`sojourn.rules.solver.work`), so an answer is the same on every machine; the seconds here are wide.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import sojourn
from sojourn.model.rule import NONE, AllOf, AnyOf, Bound, Limb, Rule, Window
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.relation import RELATIONS
from sojourn.rules.logic.caches import MEMORY
from sojourn.service.given import given_rule
from tests.rules.wild import wild_pair
from tests.support import rounds

ROUNDS = rounds(4)
ATTACKED = Path(__file__).parents[1] / "fixtures" / "attacked"


@contextmanager
def seconds(most: float) -> Iterator[None]:
    """At most so many seconds of the processor."""
    start = time.process_time()
    yield
    assert time.process_time() - start < most


def attacked(name: str) -> Rule:
    return given_rule(sojourn.load(), str(ATTACKED / f"{name}.yaml"), files=True).rule


def test_every_window_of_three_years_is_classified_in_a_moment() -> None:
    """It took 50 seconds: a search along 1 100 days went one day a pass."""
    with seconds(20):
        found = sojourn.classify_rule(attacked("rolling-3-years"), "emigration")
    assert found.results and all(result.relation in RELATIONS for result in found.results)


def test_twelve_times_two_limbs_are_compared_in_a_moment_and_with_travellers() -> None:
    """It took 94 seconds: each of 4 096 clauses was searched for its shortest traveller."""
    rule, other = attacked("wide-all"), sojourn.definition("nzl-obm-arrival").rule
    assert other is not None
    with seconds(30):
        found = compare(other, rule)
    assert found.relation == "overlapping"
    assert found.a_not_b is not None and found.b_not_a is not None and found.both is not None


def test_a_rule_of_thousands_of_cases_is_equal_to_itself() -> None:
    with seconds(10):
        assert compare(attacked("wide-all"), attacked("wide-all")).relation == "equal"


def _wide(number: int, days: int) -> Rule:
    """So many pairs of windows of which one is enough each: two to the power of `number` cases."""

    def limb(n: int, back: bool) -> Limb:
        side = "backward" if back else "forward"
        return Limb(
            "arrival",
            "stay",
            Bound(days + n, "day", ">="),
            NONE,
            "cumulative",
            Window(50 + 3 * n, "day", "arrival", side),
            basis="actual",
            prior="none",
            day_convention="nights",
        )

    return AllOf(tuple(AnyOf((limb(n, False), limb(n, True))) for n in range(number)))


def test_beyond_the_bound_the_answer_is_too_large_to_decide_with_advice() -> None:
    with seconds(20):
        found = compare(_wide(16, 10), _wide(15, 9))
    assert found.relation == "undetermined" and found.reason is not None
    said = sojourn.speaker().text(found.reason)
    assert said.startswith("too large to decide") and "fewer or simpler parts" in said


def test_the_bound_is_the_same_whatever_was_asked_before() -> None:
    """Two pairs within the bound and one beyond it: fresh, and with what the others left in the memory, in either order."""
    pairs = [(_wide(4, 10), _wide(4, 9)), (_wide(16, 10), _wide(15, 9)), (_wide(4, 10), _wide(5, 12))]
    fresh = []
    for a, b in pairs:
        MEMORY.forget()
        fresh.append(compare(a, b))
    assert [found.relation for found in fresh] == ["narrower", "undetermined", "broader"]
    MEMORY.forget()
    assert [compare(a, b) for a, b in pairs] == fresh
    MEMORY.forget()
    assert [compare(a, b) for a, b in reversed(pairs)] == fresh[::-1]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_wild_rules_of_up_to_forty_limbs_end_with_an_answer_and_a_reason(seed: int) -> None:
    """Whatever the schema allows: silent facets, all ways to count, windows of years, nested `any`, `all` and `not`."""
    a, b = wild_pair(random.Random(seed), (1, 4, 12, 40)[seed % 4])
    with seconds(40):
        found = compare(a, b)
    assert found.relation in RELATIONS and set(found.possible) <= set(RELATIONS)
    if found.relation in ("undetermined", "incomparable"):
        assert found.reason is not None
    else:
        assert found.possible == (found.relation,)


def test_what_is_cached_is_forgotten_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MEMORY, "most_held", 500)
    emptied = MEMORY.emptied
    first = compare(_wide(5, 10), _wide(4, 9))
    assert MEMORY.emptied > emptied
    monkeypatch.undo()
    MEMORY.forget()
    assert compare(_wide(5, 10), _wide(4, 9)) == first
