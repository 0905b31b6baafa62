"""Pairs of rules compared without names, so that definitions with the same rule share a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sojourn.model.rule import Rule
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.relation import INCOMPARABLE

# What stands for the names of the two rules in sentences.
A, B = "{a}", "{b}"
Pair = tuple[Rule, Rule]
# Results of many pairs, in their order; who asks need not know whether they are kept from an earlier time.
PairResults = Callable[[Sequence[Pair]], list[dict[str, Any]]]


def pair_result(pair: Pair) -> dict[str, Any]:
    """The comparison of two rules without references, as JSON, the rules called `{a}` and `{b}` in its sentences.

    `if_plans_come_true` is the relation as far as stated under that assumption, where without it there is none.
    """
    a, b = pair
    found = compare(a, b, a_id=A, b_id=B)
    plans = None
    if INCOMPARABLE in (found.relation, found.as_stated):
        plans = compare(a, b, a_id=A, b_id=B, assume_intentions_come_true=True, witnesses=False).as_stated
    return {**found.to_dict(), "if_plans_come_true": None if plans == INCOMPARABLE else plans}


def pair_results(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """All results, worked out now."""
    return [pair_result(pair) for pair in pairs]
