"""The relation of two rules, with the shortest traveller that shows each difference.

`compare` is exact inside the decidable fragment (see `lowering` for the meaning of each facet): it never guesses. What
it assumes it says (`assumptions`), what it does not know it asks (`unknown`), and where the rules speak of
different things it says why they cannot be compared (`incomparable`).

Groups: real definitions never list all groups. The relation is stated for persons outside every group that only one
side names as left out; that treatment is reported as an assumption. A group that one side leaves out and the other
includes by name is a real difference and part of the relation, with the group among the witness's attributes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from sojourn.model.rule import AllOf, Rule
from sojourn.prose.english import code_words, why
from sojourn.rules.comparison.contradictions import never
from sojourn.rules.comparison.pair import Pair, pair, same_but_for_recall
from sojourn.rules.comparison.relation import INCOMPARABLE, UNDETERMINED, contested_groups, shared_base
from sojourn.rules.comparison.result import Comparison
from sojourn.rules.comparison.witness import Witness
from sojourn.rules.evaluation.evaluator import evaluate
from sojourn.rules.logic.expand import Resolve, expand, limbs_of
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import events_of, objects_of

# The reason for a relation that questions would settle; they stand behind it.
LEFT_OPEN = "what the rules leave open decides it"
# What two rules can both be silent on, for the assumption that they mean the same.
SILENT_ON = {
    "threshold": "how long is long enough",
    "threshold.comparison": "whether exactly the minimum counts",
    "upper_bound.comparison": "whether exactly the maximum counts",
    "basis": "on what evidence the length is taken (basis)",
    "accumulation": "whether interrupted periods add up, and in which period (accumulation)",
    "window": "in which period days are added up (window)",
    "window.direction": "on which side of the reference date it looks (direction)",
    "prior": "whether the person must have been a resident before (prior)",
}


def compare(
    a: Rule,
    b: Rule,
    *,
    resolve: Resolve | None = None,
    a_id: str = "a",
    b_id: str = "b",
    assume_intentions_come_true: bool = False,
    witnesses: bool = True,
) -> Comparison:
    """Compare two rules over all start dates. Raises RuleError for rules without a meaning (cycles, absurd numbers).

    `resolve` gives the rule of an id for `ref`. With `assume_intentions_come_true` an intended or granted stay is taken
    as the stay that will happen, so that rules on different bases can be compared; the result says so. Without
    `witnesses` the travellers and the start dates are left out, which is quicker.
    """
    a, b = expand(a, resolve), expand(b, resolve)
    reason = different_things(a, b) or _nobody(a, b, a_id, b_id)
    if reason is not None:
        return Comparison(a_id, b_id, INCOMPARABLE, (INCOMPARABLE,), as_stated=INCOMPARABLE, reason=reason)
    both = pair(a, b, assume_intentions_come_true)
    assumptions = _assumptions(a, b, both, a_id, b_id)
    if both.relation not in (INCOMPARABLE, UNDETERMINED) and both.several:
        assumptions += ("The relation holds however silent facets are read; travellers show one reading.",)
    base = Comparison(
        a_id,
        b_id,
        both.relation,
        both.possible,
        assumptions=assumptions,
        unknown=both.unknown,
        as_stated=both.as_stated,
        reason=_reason(both),
    )
    if both.relation in (INCOMPARABLE, UNDETERMINED) or not witnesses:
        return base
    only_a, only_b, shared = both.witnesses
    one, other = both.first
    return replace(
        base,
        a_not_b=only_a and _refused(only_a, a_id, b_id, other, b, both),
        b_not_a=only_b and _refused(only_b, b_id, a_id, one, a, both),
        both=shared and replace(shared, why=why(shared, a_id, None, b_id)),
        start_dates=both.start_dates,
    )


def _nobody(a: Rule, b: Rule, a_id: str, b_id: str) -> str | None:
    """Which of two different rules nobody can meet: the empty set is narrower than everything, which tells nothing."""
    if same_but_for_recall(a, b):
        return None
    found = [(name, why_not) for name, rule in ((a_id, a), (b_id, b)) if (why_not := never(rule)) is not None]
    return "; ".join(f"nobody can meet {name}: {why_not}" for name, why_not in found) or None


def _refused(witness: Witness, by: str, other_id: str, read: Rule, written: Rule, both: Pair) -> Witness:
    """The traveller with the sentence that says what the other rule asks for that this person does not meet.

    Of parts that must all hold it names the first that fails: the whole of a long rule explains nothing.
    """
    base = shared_base(*both.first)
    while isinstance(read, AllOf) and isinstance(written, AllOf) and len(read.rules) == len(written.rules):
        parts = zip(read.rules, written.rules, strict=True)
        read, written = next(
            part
            for part in parts
            if not evaluate(part[0], witness.traveller(), silent=base, plans_come_true=both.plans_come_true)
        )
    return replace(witness, why=why(witness, by, (other_id, read), written=written))


def _reason(both: Pair) -> str | None:
    """Why two rules are incomparable or their relation is undetermined."""
    if both.relation == INCOMPARABLE:
        one, two = (" or ".join(sorted(objects_of(rule, False))) for rule in both.first)
        return (
            f"one rule measures {one} time, the other {two} time: neither implies the other "
            "(compare under the assumption that intentions come true)"
        )
    if both.relation == UNDETERMINED:
        asked = dict.fromkeys(u.question for u in both.unknown if u.matters or not both.complete)
        open_questions = "; ".join(asked)
        if not both.complete:
            return f"too many open points to work through: {open_questions}"
        return both.unsupported or f"{LEFT_OPEN}: {open_questions}"
    return None


class _Traits(NamedTuple):
    """What tells at once that two rules speak of different things."""

    levels: frozenset[str]
    events: frozenset[str]
    models: frozenset[str]
    conventions: frozenset[str | None]
    excludes: frozenset[str]


@lru_cache(maxsize=20_000)
def _traits(rule: Rule) -> _Traits:
    limbs = list(limbs_of(rule))
    return _Traits(
        frozenset(limb.level or "country" for limb in limbs),
        events_of(rule),
        frozenset(limb.criterion or "" for limb in limbs) & frozenset(OPAQUE_CRITERIA),
        frozenset(limb.day_convention for limb in limbs),
        frozenset(g for limb in limbs for g in limb.population.excludes),
    )


def different_things(a: Rule, b: Rule) -> str | None:
    """Why two rules without references cannot be compared at all, or None."""
    one, two = _traits(a), _traits(b)
    if one.levels != two.levels:
        return "one rule decides who belongs to the country, the other places people inside it"
    if one.events and two.events and not one.events & two.events:
        if "reference-date" in one.events | two.events:
            return "one rule decides on crossings (a flow), the other on who is counted on a date (a stock)"
        return "one rule is about arrivals, the other about departures: use the mirror comparison of two countries"
    models = one.models | two.models
    if models and not same_but_for_recall(a, b):
        named = ", ".join(sorted(models)).replace("-", " ")
        return f"decided by {named}, which says nothing about lengths of stay: comparable by name only"
    return None


def _assumptions(a: Rule, b: Rule, both: Pair, a_id: str, b_id: str) -> tuple[str, ...]:
    out = [*both.left.assumptions(a_id), *both.right.assumptions(b_id)]
    if not both.same and (None in _traits(a).conventions or None in _traits(b).conventions):
        out.append("Both rules count days in the same way, where one does not say how.")
    shared = both.left.facets if both.same else both.shared
    # The question on adding up asks for the period as well.
    silent = [SILENT_ON[facet] for facet in shared if facet != "window" or "accumulation" not in shared]
    out += [f"Neither rule says {words}; it is taken to be the same in both." for words in silent]
    out += _group_notes(a, b, a_id, b_id)
    if both.plans_come_true:
        out.append("Intentions and permits come true: an intended or granted stay is the stay that happens.")
    return tuple(dict.fromkeys(out))


def _group_notes(a: Rule, b: Rule, a_id: str, b_id: str) -> list[str]:
    contested = contested_groups(a, b)
    one, two = (_traits(rule).excludes - contested for rule in (a, b))
    out: list[str] = []
    for only, name, other in ((sorted(one - two), a_id, b_id), (sorted(two - one), b_id, a_id)):
        if only:
            groups = ", ".join(code_words(group) for group in only)
            out.append(f"{name} leaves out {groups}; {other} does not name them: compared for everybody else.")
    return out
