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
from typing import NamedTuple

from sojourn.model.message import Coded, Joined, Message, Named, message
from sojourn.model.rule import NONE, AllOf, Limb, Rule
from sojourn.rules.comparison.contradictions import never
from sojourn.rules.comparison.granted import KINDS, TRIED, granted
from sojourn.rules.comparison.pair import Pair, pair, same_but_for_recall
from sojourn.rules.comparison.questions import silent_on
from sojourn.rules.comparison.relation import INCOMPARABLE, UNDETERMINED, contested_groups, shared_base
from sojourn.rules.comparison.result import Comparison, Witness
from sojourn.rules.evaluation.evaluator import evaluate
from sojourn.rules.logic.caches import MEMORY, cached
from sojourn.rules.logic.expand import Resolve, expand, limbs_of, map_limbs
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import events_of, objects_of

# The reason for a relation that questions would settle; they are its argument.
LEFT_OPEN = "reason-left-open"


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
    """Compare two rules over all start dates (RULES.md, sections 3 and 4).

    `a` and `b` are rules; `a_id` and `b_id` are what the result calls them. `resolve` gives the rule of an id for `ref`.
    With `assume_intentions_come_true` an intended or granted stay is taken as the stay that will happen, so that rules on
    different bases can be compared; the result says so. Without `witnesses` the travellers and the start dates are left
    out, which is quicker.

    Raises RuleError for rules without a meaning: unknown or circular references, absurd numbers, too many limbs.

    >>> from sojourn.model.rule import Bound, Limb
    >>> six, year = (Limb("arrival", "stay", Bound(n, "month", ">=")) for n in (6, 12))
    >>> compare(year, six).relation
    'narrower'
    >>> compare(year, Limb("departure", "absence", Bound(12, "month", ">="))).reason.id
    'reason-directions'
    """
    MEMORY.tidy()
    a, b = expand(a, resolve), expand(b, resolve)
    reason = different_things(a, b) or _nobody(a, b, a_id, b_id)
    if reason is not None:
        return Comparison(a_id, b_id, INCOMPARABLE, (INCOMPARABLE,), as_stated=INCOMPARABLE, reason=reason)
    both = pair(a, b, assume_intentions_come_true)
    found = _relation(a, b, both, a_id, b_id)
    if both.relation in (INCOMPARABLE, UNDETERMINED) or not witnesses:
        return found
    only_a, only_b, shared = both.witnesses
    one, other = both.first
    return replace(
        found,
        a_not_b=only_a and _refused(only_a, a_id, b_id, other, b, both),
        b_not_a=only_b and _refused(only_b, b_id, a_id, one, a, both),
        both=shared and replace(shared, verdict=message("counted-by-both", a=Named(a_id), b=Named(b_id))),
        start_dates=both.start_dates,
    )


def _relation(a: Rule, b: Rule, both: Pair, a_id: str, b_id: str) -> Comparison:
    """The relation with its reason, what was assumed and what is unknown, without travellers."""
    assumptions = _assumptions(a, b, both, a_id, b_id)
    if both.relation not in (INCOMPARABLE, UNDETERMINED) and both.several:
        assumptions += (message("assumed-any-reading"),)
    return Comparison(
        a_id,
        b_id,
        both.relation,
        both.possible,
        assumptions=assumptions,
        unknown=both.unknown,
        as_stated=both.as_stated,
        reason=_reason(both),
    )


def _nobody(a: Rule, b: Rule, a_id: str, b_id: str) -> Message | None:
    """Which of two different rules nobody can meet: the empty set is narrower than everything, which tells nothing."""
    if same_but_for_recall(a, b):
        return None
    found = [(name, why_not) for name, rule in ((a_id, a), (b_id, b)) if (why_not := never(rule)) is not None]
    reasons = tuple(message("reason-nobody", id=Named(name), reason=why_not) for name, why_not in found)
    return message("reasons", reasons=Joined(reasons, "list")) if len(reasons) > 1 else next(iter(reasons), None)


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
    who = {"by": Named(by), "other": Named(other_id), "rule": written}
    if map_limbs(read, _worded) == map_limbs(written, _worded):
        return replace(witness, verdict=message("counted-by-one", **who))
    # What was read into a text is kept apart from what it says.
    return replace(witness, verdict=message("counted-by-one-read", **who, read=read))


def _worded(limb: Limb) -> Limb:
    """A limb without what its words do not say: how days are counted, and that there is no maximum, window or status."""
    return replace(
        limb,
        day_convention=None,
        upper_bound=None if limb.upper_bound is NONE else limb.upper_bound,
        window=None if limb.window is NONE else limb.window,
        prior=None if limb.prior == "none" else limb.prior,
    )


def _reason(both: Pair) -> Message | None:
    """Why two rules are incomparable or their relation is undetermined."""
    if both.relation == INCOMPARABLE:
        one, two = (
            Joined(tuple(message(f"time-{obj}") for obj in sorted(objects_of(rule, False))), "or")
            for rule in both.first
        )
        return message("reason-bases", one=one, other=two)
    if both.relation == UNDETERMINED:
        asked = dict.fromkeys(u.question for u in both.unknown if u.matters or not both.complete)
        questions = Joined(tuple(asked), "space")
        if not both.complete:
            return message("reason-too-many", questions=questions)
        # A question that could settle it says more than why one reading is refused.
        left_open = message(LEFT_OPEN, questions=questions)
        return both.unsupported or (left_open if asked else both.refused or left_open)
    return None


class _Traits(NamedTuple):
    """What tells at once that two rules speak of different things."""

    levels: frozenset[str]
    events: frozenset[str]
    models: frozenset[str]
    conventions: frozenset[str | None]
    excludes: frozenset[str]


@cached(20_000)
def _traits(rule: Rule) -> _Traits:
    limbs = list(limbs_of(rule))
    return _Traits(
        frozenset(limb.level or "country" for limb in limbs),
        events_of(rule),
        frozenset(limb.criterion or "" for limb in limbs) & frozenset(OPAQUE_CRITERIA),
        frozenset(limb.day_convention for limb in limbs),
        frozenset(g for limb in limbs for g in limb.population.excludes),
    )


def different_things(a: Rule, b: Rule) -> Message | None:
    """Why two rules without references cannot be compared at all, or None."""
    one, two = _traits(a), _traits(b)
    if one.levels != two.levels:
        return message("reason-levels")
    if one.events and two.events and not one.events & two.events:
        if "reference-date" in one.events | two.events:
            return message("reason-flow-and-stock")
        return message("reason-directions")
    models = one.models | two.models
    if models and not same_but_for_recall(a, b):
        return message("reason-criteria", criteria=Joined(tuple(Coded("criterion", model) for model in sorted(models))))
    return None


def _assumptions(a: Rule, b: Rule, both: Pair, a_id: str, b_id: str) -> tuple[Message, ...]:
    out = [*both.left.assumptions(a_id), *both.right.assumptions(b_id)]
    if not both.same and (None in _traits(a).conventions or None in _traits(b).conventions):
        out.append(message("assumed-day-convention"))
    taken = _taken(a, b, both)
    if taken:
        out.append(message("assumed-where-silent", points=Joined(taken, "list")))
    shared = both.left.facets if both.same else both.shared
    # The question on adding up asks for the period as well.
    silent = [silent_on(facet) for facet in shared if facet != "window" or "accumulation" not in shared]
    out += [message("assumed-same", open=what) for what in silent]
    out += _group_notes(a, b, a_id, b_id)
    if both.plans_come_true:
        out.append(message("assumed-intentions"))
    return tuple(dict.fromkeys(out))


def _taken(a: Rule, b: Rule, both: Pair) -> tuple[Message, ...]:
    """What is taken for granted of either rule (one text is equal to itself whatever it leaves open)."""
    if both.same:
        return ()
    kinds = granted(a) | granted(b)
    asked = {*both.left.facets, *both.right.facets}
    kinds |= {kind for facet, kind in TRIED.items() if facet in asked}
    if {_exempt(a), _exempt(b)} == {True, None}:
        kinds |= {"exempt"}
    if "interruptions" in asked:
        kinds -= {"breaks"}
    # Where both are silent on the status before, it is assumed to be the same.
    if "prior" not in asked - set(both.shared):
        kinds -= {"status"}
    return tuple(message(f"taken-{kind}") for kind in KINDS if kind in kinds)


def _exempt(rule: Rule) -> bool | None:
    """Whether a rule names days that do not count; None if it does not say."""
    said = {limb.exempt_days for limb in limbs_of(rule)}
    return True if any(isinstance(groups, tuple) for groups in said) else None if said == {None} else False


def _group_notes(a: Rule, b: Rule, a_id: str, b_id: str) -> list[Message]:
    contested = contested_groups(a, b)
    one, two = (_traits(rule).excludes - contested for rule in (a, b))
    out: list[Message] = []
    for only, name, other in ((sorted(one - two), a_id, b_id), (sorted(two - one), b_id, a_id)):
        if only:
            groups = Joined(tuple(Coded("group", group) for group in only))
            out.append(message("assumed-groups", id=Named(name), groups=groups, other=Named(other)))
    return out
