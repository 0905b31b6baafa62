"""Rules in which nothing is unknown, in the form that the search works on: clauses, made and hashed once.

Many definitions share a rule, and the readings of two rules meet each other many times over. So a known rule is turned
into its clauses once for each kind of event (`Known`), and every clause is hashed once (`Branch`): what has been found out
about two of them is found again quickly.
"""

from __future__ import annotations

from typing import NamedTuple

from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Share
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.caches import Hashed, cached, grown
from sojourn.rules.logic.expand import limbs_of
from sojourn.rules.logic.formula import (
    FALSE,
    And,
    Attribute,
    Clause,
    Formula,
    Literal,
    Or,
    all_of,
    any_of,
    clauses,
    negate,
)
from sojourn.rules.logic.lowering import OBJECTS, PLANS, limb_base, limb_formula


@cached(50_000)
def events_of(rule: Rule) -> frozenset[str]:
    """The kinds of event that a rule's limbs name."""
    return frozenset(limb.event for limb in limbs_of(rule) if limb.event is not None)


def formula_of(rule: Rule, event: str, base: str, contested: frozenset[str], plans_come_true: bool = False) -> Formula:
    """What a rule asks at an event; `plans_come_true` reads every plan as coming true (intended days are actual days)."""
    match rule:
        case Limb():
            if rule.event not in (None, event):
                return FALSE
            formula = limb_formula(rule, event, limb_base(rule, base), contested)
            return _as_actual(formula) if plans_come_true else formula
        case AnyOf(rules):
            return Or(tuple(formula_of(r, event, base, contested, plans_come_true) for r in rules))
        case AllOf(rules):
            return And(tuple(formula_of(r, event, base, contested, plans_come_true) for r in rules))
        case Not(inner):
            spoken = events_of(inner)
            if spoken and event not in spoken:
                return FALSE
            return negate(formula_of(inner, event, base, contested, plans_come_true))
        case Ref():
            raise AssertionError("references are replaced before this")


def _as_actual(formula: Formula) -> Formula:
    match formula:
        case Literal(atom, positive):
            if isinstance(atom, Attribute) or atom.obj not in PLANS:
                return formula
            return Literal(atom._replace(obj="actual"), positive)
        case And(parts):
            return And(tuple(_as_actual(p) for p in parts))
        case Or(parts):
            return Or(tuple(_as_actual(p) for p in parts))


class Branch(Hashed):
    """One clause at a kind of event."""

    __slots__ = ("against", "clause", "event")

    def __init__(self, event: str, clause: Clause) -> None:
        super().__init__((event, clause))
        self.event, self.clause = event, clause
        self.against = frozenset(Literal(literal.atom, not literal.positive) for literal in clause)

    def clashes(self, other: Branch) -> bool:
        """Whether a literal stands in the two with opposite signs."""
        return not self.against.isdisjoint(other.clause)


branch = cached(100_000)(Branch)
Branches = tuple[Branch, ...]
# What a rule says at one event, or why that cannot be told.
_Answer = tuple[Branches, Branches] | UnsupportedError | RuleError


class Meaning(Hashed):
    """What a rule says at some kinds of event; equal for rules that say the same."""

    __slots__ = ("_at", "asked", "events", "objects", "size")

    def __init__(self, own: frozenset[str], objects: frozenset[str], at: tuple[tuple[str, _Answer], ...]) -> None:
        super().__init__((own, objects, at))
        # The events that the rule itself names (a rule that names none holds wherever it is asked), those at which it is
        # asked, and the presence objects that it measures.
        self.asked = [event for event, _ in at]
        self.events = sorted(own) or self.asked
        self.objects = objects
        self._at = dict(at)
        # How many branches there are to go through.
        self.size = sum(len(part) for _, found in at if isinstance(found, tuple) for part in found)

    def at(self, event: str) -> tuple[Branches, Branches]:
        """The branches of the rule and those of its opposite. Raises UnsupportedError or RuleError if it has none."""
        found = self._at[event]
        if isinstance(found, Exception):
            raise found.with_traceback(None)
        return found


_meaning = cached(50_000)(Meaning)


class KnownRule:
    """A rule with nothing unknown, next to rules that share its day indicator and contested groups (see `known`)."""

    __slots__ = ("_meanings", "base", "contested", "events", "objects", "plans_come_true", "rule")

    def __init__(self, rule: Rule, base: str, contested: frozenset[str], plans_come_true: bool) -> None:
        self.rule, self.base, self.contested, self.plans_come_true = rule, base, contested, plans_come_true
        self.events = events_of(rule)
        self.objects = objects_of(rule, plans_come_true)
        self._meanings: dict[frozenset[str], Meaning] = {}

    def _answer(self, event: str) -> _Answer:
        try:
            return _branches(self.rule, event, self.base, self.contested, self.plans_come_true)
        except (UnsupportedError, RuleError) as reason:
            return reason

    def meaning(self, events: frozenset[str]) -> Meaning:
        """What the rule says at these kinds of event."""
        found = self._meanings.get(events)
        if found is None:
            at = tuple((event, self._answer(event)) for event in sorted(events))
            found = self._meanings[events] = _meaning(self.events, self.objects, at)
        return found


known = cached(50_000)(KnownRule)


@cached(50_000)
def _branches(
    rule: Rule, event: str, base: str, contested: frozenset[str], plans_come_true: bool
) -> tuple[Branches, Branches]:
    tree = _parts(rule, event, base, contested, plans_come_true)
    one, other = _clauses(tree, True), _clauses(tree, False)
    grown(2 * sum(map(len, (*one, *other))))
    return tuple(branch(event, c) for c in one), tuple(branch(event, c) for c in other)


class _Leaf(NamedTuple):
    """The clauses of a limb and those of its opposite."""

    holds: tuple[Clause, ...]
    fails: tuple[Clause, ...]


class _Node(NamedTuple):
    """A combination of parts: all of them hold, or any of them; `negated` parts count as their opposite."""

    every: bool
    parts: tuple[_Leaf | _Node, ...]
    negated: bool = False


_NOBODY = _Leaf((), (frozenset(),))


@cached(50_000)
def _leaf(limb: Limb, event: str, base: str, contested: frozenset[str], plans_come_true: bool) -> _Leaf:
    formula = formula_of(limb, event, base, contested, plans_come_true)
    return _Leaf(clauses(formula), clauses(negate(formula)))


def _parts(rule: Rule, event: str, base: str, contested: frozenset[str], plans_come_true: bool) -> _Leaf | _Node:
    """`formula_of` with the clauses of each limb, which many rules share, made only once."""
    match rule:
        case AnyOf(rules) | AllOf(rules):
            parts = tuple(_parts(r, event, base, contested, plans_come_true) for r in rules)
            return _Node(isinstance(rule, AllOf), parts)
        case Not(inner):
            spoken = events_of(inner)
            if spoken and event not in spoken:
                return _NOBODY
            return _Node(True, (_parts(inner, event, base, contested, plans_come_true),), True)
        case _:
            assert isinstance(rule, Limb)
            # Next to other rules, too, a limb says the same unless they change how its days or its groups are taken.
            groups = contested.intersection(rule.population.excludes)
            return _leaf(rule, event, limb_base(rule, base), groups, plans_come_true)


def _clauses(tree: _Leaf | _Node, positive: bool) -> tuple[Clause, ...]:
    if isinstance(tree, _Leaf):
        return tree.holds if positive else tree.fails
    if tree.negated:
        return _clauses(tree.parts[0], not positive)
    parts = [_clauses(part, positive) for part in tree.parts]
    return all_of(parts) if tree.every == positive else any_of(parts)


def objects_of(rule: Rule, plans_come_true: bool) -> frozenset[str]:
    """The presence objects that a known rule's durations speak of."""
    found: set[str] = set()
    for limb in limbs_of(rule):
        if isinstance(limb.threshold, Bound | Share) or isinstance(limb.upper_bound, Bound | Share):
            found |= set(OBJECTS[limb.basis or "actual"])
    if plans_come_true:
        found = {"registered" if obj == "registered" else "actual" for obj in found}
    return frozenset(found)
