"""How two rules relate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sojourn.lookup.registry import Registry
from sojourn.service.given import RuleLike, given_rule

if TYPE_CHECKING:
    from sojourn.classification.pairs import PairResult
    from sojourn.rules import Comparison


def compare(
    registry: Registry,
    a: RuleLike,
    b: RuleLike,
    *,
    assume_intentions_come_true: bool = False,
    witnesses: bool = True,
    files: bool = False,
) -> Comparison:
    """How the rule `a` relates to `b`, over all start dates, with the shortest traveller whom only one of them counts.

    Both are ids, IRIs or rules of the `registry`; with `files` also rule files (see `given_rule`). Without `witnesses`
    travellers and start dates are left out, which is quicker. `assume_intentions_come_true` takes an intended or granted
    stay as the stay that will happen. Raises NotFound for an unknown id and RuleError for a rule without a meaning (a
    circle of references, absurd lengths).

    >>> import sojourn
    >>> compare(sojourn.load(), "nzl-obm-arrival", "nzl-obm-arrival").relation
    'equal'
    """
    return compare_with_verdict(
        registry,
        a,
        b,
        assume_intentions_come_true=assume_intentions_come_true,
        witnesses=witnesses,
        files=files,
    ).comparison


def compare_with_verdict(
    registry: Registry,
    a: RuleLike,
    b: RuleLike,
    *,
    assume_intentions_come_true: bool = False,
    witnesses: bool = True,
    files: bool = False,
) -> PairResult:
    """As `compare`, with the verdict on the two and what it is in short.

    `registry`, `a`, `b`, `assume_intentions_come_true`, `witnesses` and `files` are those of `compare`, and so is what is
    raised: NotFound and RuleError.

    >>> import sojourn
    >>> compare_with_verdict(sojourn.load(), "nzl-obm-arrival", "nzl-obm-arrival").verdict.kind
    'same'
    """
    from sojourn import rules
    from sojourn.classification.pairs import judged
    from sojourn.rules.logic.expand import expand

    first, second = (given_rule(registry, given, name, files=files) for given, name in ((a, "a"), (b, "b")))
    one, other = (expand(given.rule, registry.rule_of) for given in (first, second))
    found = rules.compare(
        one,
        other,
        a_id=first.id,
        b_id=second.id,
        assume_intentions_come_true=assume_intentions_come_true,
        witnesses=witnesses,
    )
    return judged(one, other, found)
