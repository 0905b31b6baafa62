"""Pairs of rules compared without names, so that definitions with the same rule share a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sojourn.model.rule import Rule
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.relation import INCOMPARABLE
from sojourn.rules.comparison.result import Comparison

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker

# What stands for the names of the two rules.
A, B = "{a}", "{b}"
Pair = tuple[Rule, Rule]


@dataclass(frozen=True, slots=True)
class PairResult:
    """The comparison of two rules that are called `{a}` and `{b}`.

    `if_plans_come_true` is the relation as far as stated under that assumption, where without it there is none.
    """

    comparison: Comparison
    if_plans_come_true: str | None = None

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON."""
        return {**self.comparison.to_dict(speaker), "if_plans_come_true": self.if_plans_come_true}


# Results of many pairs, in their order; who asks need not know whether they are kept from an earlier time.
PairResults = Callable[[Sequence[Pair]], list[PairResult]]


def pair_result(pair: Pair) -> PairResult:
    """The comparison of two rules without references."""
    a, b = pair
    found = compare(a, b, a_id=A, b_id=B)
    plans = None
    if INCOMPARABLE in (found.relation, found.as_stated):
        plans = compare(a, b, a_id=A, b_id=B, assume_intentions_come_true=True, witnesses=False).as_stated
    return PairResult(found, None if plans == INCOMPARABLE else plans)


def pair_results(pairs: Sequence[Pair]) -> list[PairResult]:
    """All results, worked out now."""
    return [pair_result(pair) for pair in pairs]
