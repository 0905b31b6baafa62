"""Pairs of rules compared without names, so that definitions with the same rule share a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sojourn.classification.result import speaking, verdict_json
from sojourn.classification.verdict import Held, Verdict, verdict
from sojourn.model.message import Arg, Coded, Joined, Message, Named, message
from sojourn.model.rule import Rule
from sojourn.rules.comparison.compare import compare
from sojourn.rules.comparison.relation import INCOMPARABLE, told
from sojourn.rules.comparison.result import Comparison

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker

# What stands for the names of the two rules.
A, B = "{a}", "{b}"
Pair = tuple[Rule, Rule]


@dataclass(frozen=True, slots=True)
class PairResult:
    """The comparison of two rules; in a build they are called `{a}` and `{b}`.

    `if_plans_come_true` is the relation as far as stated under that assumption, where without it there is none. `verdict`
    is how the first rule stands to the second.
    """

    comparison: Comparison
    if_plans_come_true: str | None
    verdict: Verdict

    @property
    def in_short(self) -> Message:
        """The comparison in one or two sentences."""
        found, judged = self.comparison, self.verdict
        a, b, why = Named(found.a), Named(found.b), judged.why
        sure = Coded("certainty", "certain" if judged.certain else "stated")
        args: dict[str, Arg] = {"a": a, "b": b, "certain": sure, "n": judged.open}
        if judged.kind in ("shorter", "longer") and why:
            args |= dict(why.args)
        elif judged.kind in ("no-minimum", "another-test") and why:
            args |= {"side": why["side"], "tests": dict(why.args).get("tests", "")}
        elif judged.kind == "another-thing":
            args |= {"reason": why or message("verdict-why-nobody")}
        said = [message(f"pair-{judged.kind}", **args)]
        if self.if_plans_come_true:
            said.append(message("pair-plans", told=told(self.if_plans_come_true, a, b)))
        return message("told", parts=Joined(tuple(said), "sentences"))

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON."""
        words = speaking(speaker)
        return {
            **self.comparison.to_dict(words),
            "if_plans_come_true": self.if_plans_come_true,
            **verdict_json(self.verdict, words),
            "in_short": words.by_language(self.in_short),
        }


def pair_result(pair: Pair) -> PairResult:
    """The comparison of two rules without references, which are called `{a}` and `{b}`."""
    a, b = pair
    return judged(a, b, compare(a, b, a_id=A, b_id=B))


def judged(a: Rule, b: Rule, found: Comparison) -> PairResult:
    """A comparison of two rules without references, with its verdict.

    >>> from sojourn.model.rule import Bound, Limb
    >>> six, year = (Limb("arrival", "stay", Bound(n, "month", ">=")) for n in (6, 12))
    >>> judged(six, year, compare(six, year)).in_short["parts"].parts[0].id
    'pair-shorter'
    """
    plans = None
    if INCOMPARABLE in (found.relation, found.as_stated):
        plans = compare(a, b, a_id=A, b_id=B, assume_intentions_come_true=True, witnesses=False).as_stated
    plans = None if plans == INCOMPARABLE else plans
    return PairResult(found, plans, verdict(Held(a, b, found, plans=plans)))
