"""Holding one definition against the reference rules of the frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sojourn.classification.differences import differences
from sojourn.classification.lengths import asked, blurred
from sojourn.classification.result import Classification, Reference, Result, UnionPart
from sojourn.classification.table import (
    BRIDGED,
    CONCEPTS,
    NOT_APPLICABLE,
    TARGETS,
    RelationFacts,
    another_end,
    bridge,
    conformance,
    mapping,
    without_register_none,
)
from sojourn.classification.unions import Who, for_the_same, parts_of
from sojourn.classification.verdict import CONFORMING, same_length
from sojourn.model.message import Joined, Named, message
from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Ref, Rule, Share
from sojourn.rules.comparison.compare import compare, different_things
from sojourn.rules.comparison.contradictions import never
from sojourn.rules.comparison.pair import pair
from sojourn.rules.comparison.relation import EQUAL, INCOMPARABLE, UNDETERMINED, events_of, known_relation
from sojourn.rules.comparison.result import Comparison
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.expand import Resolve, expand, limbs_of


def classify(
    rule: Rule,
    concept: str,
    references: Sequence[Reference],
    *,
    definition_id: str = "definition",
    framework_id: str | None = None,
    resolve: Resolve | None = None,
) -> Classification:
    """Classify a definition's rule against those references that its concept is compared with (see `table`).

    `concept` is a code of the list `concept` (what the rule counts), `definition_id` what the result calls the rule;
    `framework_id` keeps to one framework; `resolve` gives the rule of an id for `ref`.

    Raises RuleError for an unknown concept or a rule without a meaning.

    >>> from sojourn.model.rule import Limb
    >>> stay = Limb("arrival", "stay", Bound(12, "month", ">="))
    >>> reference = Reference("year", "frame", "immigrant", None, stay, "A year")
    >>> found = classify(stay, "immigration", [reference])
    >>> found.best.relation, found.best.mapping, found.best.conformance
    ('equal', 'closeMatch', 'conforms')
    """
    if concept not in CONCEPTS:
        raise RuleError(
            message("error-unknown-concept"),
            message("error-no-concept", concept=concept),
            message("error-use-concepts", codes=Joined(CONCEPTS)),
        )
    rule = expand(rule, resolve)
    chosen = [replace(r, rule=expand(r.rule, resolve)) for r in references if framework_id in (None, r.framework)]
    limbs = {id for r in references for id in alternatives(r.rule)}
    narrowed = {r.id for r in references if isinstance(r.rule, AllOf) and any(isinstance(x, Ref) for x in r.rule.rules)}
    results: list[Result] = []
    for reference in chosen:
        target = _target_rule(concept, reference, chosen)
        if target is not None and not another_end(events_of(rule), events_of(target)):
            result = _result(rule, concept, reference, target, definition_id)
            results.append(replace(result, special=True) if reference.id in narrowed else result)
    return Classification(definition_id, framework_id, _with_parts(results, frozenset(limbs)), frozenset(limbs))


def alternatives(rule: Rule) -> set[str]:
    """The ids of the rules that a rule offers as alternatives."""
    if isinstance(rule, AnyOf):
        return {id for inner in rule.rules for id in ({inner.id} if isinstance(inner, Ref) else alternatives(inner))}
    return set()


def _target_rule(concept: str, reference: Reference, chosen: Sequence[Reference]) -> Rule | None:
    """The rule to compare with, bridged if need be; None if this reference is not for the concept."""
    if reference.target in TARGETS[concept]:
        return reference.rule
    if BRIDGED.get(concept) == reference.target:
        own = TARGETS[concept][0]
        if not any(r.target == own and r.framework == reference.framework for r in chosen):
            return bridge(reference.rule)
    return None


def _with_parts(results: Sequence[Result], limbs: frozenset[str]) -> tuple[Result, ...]:
    """The results; the closest of each framework says how the parts of a union stand, group of people by group."""
    by_framework: dict[str, list[Result]] = {}
    for result in results:
        by_framework.setdefault(result.reference.framework, []).append(result)
    closest = [Classification("", None, tuple(found), limbs).best for found in by_framework.values()]
    return tuple(
        _parted(result, by_framework[result.reference.framework]) if any(result is best for best in closest) else result
        for result in results
    )


def _parted(result: Result, others: Sequence[Result]) -> Result:
    """A result with the verdicts on the parts of its union, each by the option that comes closest."""
    if not result.applicable:
        return result
    option, target = result.reference.option, result.reference.target
    finer = [o for o in others if option and (o.reference.option or "").startswith(f"{option}-")]
    against = [result, *(o for o in finer if o.reference.target == target)]
    return replace(result, parts=tuple(_part(who, rule, against) for who, rule in parts_of(result.rule)))


def _part(who: Who, rule: Rule, against: Sequence[Result]) -> UnionPart:
    """The verdict on the rule for some people: by the first of these references, or by another one that it conforms to.

    A reference that is a union for the same kinds of people is taken by its part for them.
    """
    found = []
    for held in against:
        target = for_the_same(who, held.target)
        one = _result(rule, held.concept, held.reference, target, held.comparison.a, witnesses=False).verdict
        found.append(one)
        if one.kind in CONFORMING:
            return UnionPart(who, rule, one)
    return UnionPart(who, rule, found[0])


def _result(
    written: Rule, concept: str, reference: Reference, target: Rule, name: str, witnesses: bool = True
) -> Result:
    rule = without_register_none(written)
    held = _Held(reference, written, target, concept, reference.target not in TARGETS[concept])
    for id, side in ((reference.id, target), (name, rule)):
        if reason := never(side):
            why = message("reason-nobody", id=Named(id), reason=reason)
            found = Comparison(name, reference.id, INCOMPARABLE, (INCOMPARABLE,), as_stated=INCOMPARABLE, reason=why)
            return held.result(found, None, None, NOT_APPLICABLE)
    found = compare(rule, target, a_id=name, b_id=reference.id, witnesses=witnesses)
    if different_things(rule, target) is not None:
        return held.result(found, None, None, _verdict_apart(rule, target))
    both = pair(rule, target)
    known, known_target = both.first
    maybe_close = _equal_when(blurred(known), blurred(known_target), found)
    close = maybe_close and (not both.several or _always_close(rule, target, found))
    # Equal, but for what is taken for granted.
    granted = _one_sided(rule, target) or bool(both.shared)
    facts = RelationFacts(found.relation, found.possible, close, maybe_close, same_length(written, target))
    as_stated = found.as_stated or found.relation
    result = held.result(
        found,
        mapping(found.relation, granted if found.relation == EQUAL else close, held.bridged),
        mapping(as_stated, granted if as_stated == EQUAL else maybe_close, held.bridged),
        conformance(facts, option=reference.option is not None, part=reference.part_of is not None),
    )
    return replace(
        result,
        differences=differences(rule, target, known, known_target),
        if_plans_come_true=_if_plans_come_true(known, known_target),
        special=_special(rule, target),
        close=close,
        maybe_close=maybe_close,
    )


@dataclass(frozen=True, slots=True)
class _Held:
    """A definition held against a reference, before anything is known of the relation."""

    reference: Reference
    written: Rule
    target: Rule
    concept: str
    bridged: bool

    def result(self, found: Comparison, mapped: str | None, as_stated: str | None, verdict: str) -> Result:
        """The result with what all results have."""
        return Result(
            self.reference,
            found,
            mapped,
            as_stated,
            verdict,
            self.written,
            self.target,
            self.concept,
            bridged=self.bridged,
        )


def _verdict_apart(rule: Rule, target: Rule) -> str:
    """What is said of two rules that speak of different things.

    A model or an arg-max over places may still count the same people, and so may a rule that only in part places people
    inside the country; all else is not applicable.
    """
    levels = [{limb.level or "country" for limb in limbs_of(r)} for r in (rule, target)]
    events = [events_of(rule), events_of(target)]
    return (
        NOT_APPLICABLE
        if levels[0].isdisjoint(levels[1]) or (all(events) and not events[0] & events[1])
        else "undetermined"
    )


def _one_sided(rule: Rule, target: Rule) -> bool:
    """Whether equality rests on taking for granted of one side what only the other says (see the table)."""

    def stated(side: Rule) -> tuple[set[str | None], set[str]]:
        limbs = list(limbs_of(side))
        return {x.day_convention for x in limbs if _timed(x)}, {g for x in limbs for g in x.population.excludes}

    return stated(rule) != stated(target)


def _equal_when(known: Rule, target: Rule, found: Comparison) -> bool:
    """Whether two fully known rules are equal; used on blurred rules to find a close match."""
    if INCOMPARABLE in (found.as_stated, found.relation):
        return False
    try:
        return known_relation(known, target) == EQUAL
    except UnsupportedError:
        return False


def _always_close(rule: Rule, target: Rule, found: Comparison) -> bool:
    """Whether all readings of the two rules are equal once blurred."""
    if found.relation not in ("narrower", "broader", "overlapping"):
        return False
    rule, target = blurred(rule), blurred(target)
    return different_things(rule, target) is None and pair(rule, target).relation == EQUAL


def _if_plans_come_true(known: Rule, target: Rule) -> str | None:
    """The relation as far as stated if plans and permits come true; None where both speak of the same kind of stay."""
    bases = [{limb.basis for limb in limbs_of(r) if limb.basis is not None and _timed(limb)} for r in (known, target)]
    if bases[0] == bases[1] or not (bases[0] | bases[1]) & {"intended", "granted", "actual-or-intended"}:
        return None
    try:
        return known_relation(known, target, True)
    except UnsupportedError:
        return UNDETERMINED


def _special(rule: Rule, target: Rule) -> bool:
    """Whether the reference is for persons with attributes that the definition does not ask about."""
    mine, theirs = ({name for limb in asked(r) for name, _ in limb.population.requires} for r in (rule, target))
    return not theirs <= mine


def _timed(limb: Limb) -> bool:
    return isinstance(limb.threshold, Bound | Share)
