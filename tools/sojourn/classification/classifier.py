"""Holding one definition against the reference rules of the frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sojourn.classification.differences import Difference, blurred, differences, lengths
from sojourn.classification.table import BRIDGED, CONCEPTS, RANK, STOCKS, TARGETS, bridge, conformance, mapping
from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Not, Ref, Rule
from sojourn.rules.compare import compare, different_things
from sojourn.rules.comparison import Comparison
from sojourn.rules.errors import RuleError
from sojourn.rules.expand import Resolve, expand, limbs_of
from sojourn.rules.limbs import OPAQUE_CRITERIA, UnsupportedError
from sojourn.rules.pair import pair
from sojourn.rules.relate import EQUAL, INCOMPARABLE, UNDETERMINED, known_relation
from sojourn.rules.words import rule_words


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """One reference rule of a framework, as the engine needs it."""

    id: str
    framework: str
    target: str
    option: str | None
    rule: Rule
    label: str


@dataclass(frozen=True, slots=True)
class Result:
    """How one definition stands to one reference rule.

    `if_plans_come_true` is the relation, as far as stated, under the assumption that intended and granted stays happen;
    None where both rules speak of the same kind of stay.
    """

    reference: ReferenceRule
    comparison: Comparison
    mapping: str | None
    alike_mapping: str | None
    conformance: str
    differences: tuple[Difference, ...] = ()
    trace: tuple[str, ...] = ()
    if_plans_come_true: str | None = None

    @property
    def relation(self) -> str:
        """The relation of the definition to the reference."""
        return self.comparison.relation

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON output of `classify`."""
        found = self.comparison
        return {
            "reference": self.reference.id,
            "framework": self.reference.framework,
            "target": self.reference.target,
            "option": self.reference.option,
            "label": self.reference.label,
            "relation": found.relation,
            "possible": list(found.possible),
            "alike": found.alike,
            "mapping": self.mapping,
            "alike_mapping": self.alike_mapping,
            "conformance": self.conformance,
            "if_plans_come_true": self.if_plans_come_true,
            "reason": found.reason,
            "differences": [d.to_dict() for d in self.differences],
            "witnesses": {
                "definition_only": found.a_not_b and found.a_not_b.to_dict(),
                "reference_only": found.b_not_a and found.b_not_a.to_dict(),
                "both": found.both and found.both.to_dict(),
            },
            "start_dates": found.start_dates.to_dict(),
            "assumptions": list(found.assumptions),
            "unknown": [u.to_dict() for u in found.unknown if u.side == "a"],
            "trace": list(self.trace),
        }


@dataclass(frozen=True, slots=True)
class Classification:
    """A definition against the reference rules; `best` is the result that says most."""

    definition: str
    framework: str | None
    results: tuple[Result, ...]
    parts: frozenset[str] = frozenset()

    @property
    def best(self) -> Result | None:
        """The strongest mapping; among equals a whole rule before its parts, then what is strongest as far as stated."""
        return min(self.results, key=self._rank, default=None)

    def _rank(self, result: Result) -> tuple[int, bool, int]:
        part = result.mapping is None and result.reference.id in self.parts
        return RANK.index(result.mapping), part, RANK.index(result.alike_mapping)

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON output of `classify`."""
        best = self.best
        return {
            "definition": self.definition,
            "framework": self.framework,
            "results": [r.to_dict() for r in self.results],
            "best": best and best.to_dict(),
        }


def classify(
    rule: Rule,
    concept: str,
    references: Sequence[ReferenceRule],
    *,
    definition_id: str = "definition",
    framework_id: str | None = None,
    resolve: Resolve | None = None,
) -> Classification:
    """Classify a definition's rule against those references that its concept is compared with (see `table`).

    `framework_id` keeps to one framework. Raises RuleError for an unknown concept or a rule without a meaning.
    """
    if concept not in CONCEPTS:
        raise RuleError("unknown concept", f"`{concept}` is no concept.", f"Use one of {', '.join(CONCEPTS)}.")
    rule = expand(rule, resolve)
    chosen = [with_rule(r, expand(r.rule, resolve)) for r in references if framework_id in (None, r.framework)]
    parts = {id for r in references for id in referred(r.rule)}
    results: list[Result] = []
    for reference in chosen:
        target = _target_rule(concept, reference, chosen)
        if target is not None:
            results.append(_result(rule, concept, reference, target, definition_id))
    return Classification(definition_id, framework_id, tuple(results), frozenset(parts))


def referred(rule: Rule) -> set[str]:
    """The ids that a rule refers to: those rules are its parts."""
    match rule:
        case Ref(id):
            return {id}
        case AnyOf(rules) | AllOf(rules):
            return {id for inner in rules for id in referred(inner)}
        case Not(inner):
            return referred(inner)
        case Limb():
            return set()


def _target_rule(concept: str, reference: ReferenceRule, chosen: Sequence[ReferenceRule]) -> Rule | None:
    """The rule to compare with, bridged if need be; None if this reference is not for the concept."""
    if reference.target in TARGETS[concept]:
        return reference.rule
    if BRIDGED.get(concept) == reference.target:
        own = TARGETS[concept][0]
        if not any(r.target == own and r.framework == reference.framework for r in chosen):
            return bridge(reference.rule)
    return None


def _result(rule: Rule, concept: str, reference: ReferenceRule, target: Rule, name: str) -> Result:
    found = compare(rule, target, a_id=name, b_id=reference.id)
    trace = [f"{name} is about {concept.replace('-', ' ')}: compared with the {reference.target} rule {reference.id}."]
    if reference.target not in TARGETS[concept]:
        trace.append("A stock rule, bridged: an arrival counts if it makes the person a usual resident.")
    trace += [f"{name} asks for {rule_words(rule)}.", f"{reference.id} asks for {rule_words(target)}."]
    if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule)) or (
        found.relation == INCOMPARABLE and (found.possible == (INCOMPARABLE,) and not _same_events(rule, target))
    ):
        return _named_only(found, reference, concept, trace, rule)
    both = pair(rule, target)
    known, known_target = both.first
    mine, theirs = len(both.left.readings), len(both.right.readings)
    close = _equal_when(blurred(known), blurred(known_target), found)
    sure = (close and mine == theirs == 1) or (close and _always_close(rule, target, found))
    together = _if_plans_come_true(known, known_target)
    trace += _story(found, mine, theirs)
    lengths_here = _same_length(rule, target)
    return Result(
        reference,
        found,
        mapping(found.relation, sure),
        mapping(found.alike or found.relation, close),
        conformance(found.relation, found.possible, sure, lengths_here, reference.option, _same_level(rule, target)),
        differences(rule, target, known, known_target),
        tuple(trace),
        together,
    )


def _named_only(found: Comparison, reference: ReferenceRule, concept: str, trace: list[str], rule: Rule) -> Result:
    trace.append(f"Not comparable: {found.reason}.")
    model = any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule))
    verdict = "undetermined" if model or concept in STOCKS else "does-not"
    return Result(reference, found, None, None, verdict, (), tuple(trace))


def _same_events(rule: Rule, target: Rule) -> bool:
    events = [{limb.event for limb in limbs_of(r) if limb.event} for r in (rule, target)]
    return not events[0] or not events[1] or bool(events[0] & events[1])


def _same_level(rule: Rule, target: Rule) -> bool:
    """Whether both rules decide about the country, or both about places inside it."""
    levels = [{limb.level or "country" for limb in limbs_of(r)} for r in (rule, target)]
    return bool(levels[0] & levels[1])


def _equal_when(known: Rule, target: Rule, found: Comparison) -> bool:
    """Whether two fully known rules are equal; used on blurred rules to find a close match."""
    if INCOMPARABLE in (found.alike, found.relation):
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


def _timed(limb: Limb) -> bool:
    return isinstance(limb.threshold, Bound)


def _same_length(rule: Rule, target: Rule) -> bool | None:
    """Whether the rules share a minimum length; None if what is open could decide it."""
    (mine, mine_whole), (theirs, theirs_whole) = lengths(rule), lengths(target)
    if mine & theirs:
        return True
    return False if (mine and theirs) or (mine_whole and theirs_whole) else None


def _story(found: Comparison, mine: int, theirs: int) -> list[str]:
    out: list[str] = []
    if mine * theirs > 1:
        out.append(f"Silent facets were read in {mine} x {theirs} ways; possible: {', '.join(found.possible)}.")
    if found.reason:
        out.append(found.reason[0].upper() + found.reason[1:] + ("" if found.reason.endswith("?") else "."))
    if not found.start_dates.same_for_all:
        out.append(f"The relation depends on the start date: {dict(found.start_dates.relations)}.")
    out.append(
        f"Relation: {found.relation}." + (f" As far as stated: {found.alike}." if found.alike != found.relation else "")
    )
    return out


def with_rule(reference: ReferenceRule, rule: Rule) -> ReferenceRule:
    """The same reference with another rule (its references written out, for example)."""
    return replace(reference, rule=rule)
