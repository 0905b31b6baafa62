"""The exact relation of two rules in which nothing is unknown: whom one counts and the other does not, and when.

`A and not B`, `B and not A` and `A and B` are split into clauses; each clause is decided for all 1461 start dates
at once (`timeline`). A rule is about the events that it names: an arrival is never a departure, so rules about
different events are not compared, and `not` stays within the events that the rule speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule
from sojourn.rules.expand import limbs_of
from sojourn.rules.formula import (
    FALSE,
    And,
    Attr,
    Clause,
    Formula,
    Lit,
    Or,
    clash,
    clauses,
    negate,
    too_complex,
)
from sojourn.rules.limbs import limb_base, limb_formula
from sojourn.rules.months import ALL_STARTS
from sojourn.rules.timeline import sat_first, sat_mask

EQUAL, NARROWER, BROADER = "equal", "narrower", "broader"
OVERLAPPING, DISJOINT = "overlapping", "disjoint"
INCOMPARABLE, UNDETERMINED = "incomparable", "undetermined"
RELATIONS = (EQUAL, NARROWER, BROADER, OVERLAPPING, DISJOINT, INCOMPARABLE, UNDETERMINED)
MIRRORED = {NARROWER: BROADER, BROADER: NARROWER}


# Pairs of clauses gone through for one question.
MAX_CASES = 100_000


class Case(NamedTuple):
    """One way in which a person may be told apart: a clause at a kind of event."""

    event: str
    clause: Clause


_Both = tuple[tuple[Clause, ...], tuple[Clause, ...]]


class Sides(NamedTuple):
    """The start dates (bit masks) with a person whom only a, only b, or both count."""

    a_not_b: int
    b_not_a: int
    both: int


def relation_of(a_not_b: bool, b_not_a: bool, both: bool) -> str:
    """The relation, from whether there is a person whom only a counts, only b counts, both count."""
    if not a_not_b:
        return NARROWER if b_not_a else EQUAL
    if not b_not_a:
        return BROADER
    return OVERLAPPING if both else DISJOINT


@lru_cache(maxsize=50_000)
def events_of(rule: Rule) -> frozenset[str]:
    """The kinds of event that a rule's limbs name."""
    return frozenset(limb.event for limb in limbs_of(rule) if limb.event is not None)


def formula_of(rule: Rule, event: str, base: str, contested: frozenset[str], together: bool = False) -> Formula:
    """What a rule asks at an event; `together` reads every plan as coming true (intended days are actual days)."""
    match rule:
        case Limb():
            if rule.event not in (None, event):
                return FALSE
            formula = limb_formula(rule, event, limb_base(rule, base), contested)
            return _as_actual(formula) if together else formula
        case AnyOf(rules):
            return Or(tuple(formula_of(r, event, base, contested, together) for r in rules))
        case AllOf(rules):
            return And(tuple(formula_of(r, event, base, contested, together) for r in rules))
        case Not(inner):
            spoken = events_of(inner)
            if spoken and event not in spoken:
                return FALSE
            return negate(formula_of(inner, event, base, contested, together))
        case Ref():
            raise AssertionError("references are replaced before this")


def _as_actual(formula: Formula) -> Formula:
    match formula:
        case Lit(literal, positive):
            if isinstance(literal, Attr) or literal.obj == "registered":
                return formula
            return Lit(literal._replace(obj="actual"), positive)
        case And(parts):
            return And(tuple(_as_actual(p) for p in parts))
        case Or(parts):
            return Or(tuple(_as_actual(p) for p in parts))


class _Summary(NamedTuple):
    """What a pair of rules must agree on: day indicators stated, groups named as out and as in."""

    bases: frozenset[str]
    excludes: frozenset[str]
    includes: frozenset[str]


@lru_cache(maxsize=50_000)
def _summary(rule: Rule) -> _Summary:
    limbs = list(limbs_of(rule))
    return _Summary(
        frozenset(limb_base(limb) for limb in limbs if limb.day_convention is not None),
        frozenset(g for limb in limbs for g in limb.population.excludes),
        frozenset(g for limb in limbs for g in limb.population.includes),
    )


def shared_base(a: Rule, b: Rule) -> str:
    """The day indicator for limbs whose convention is unknown: the one that the other limbs agree on, else nights."""
    stated = _summary(a).bases | _summary(b).bases
    return next(iter(stated)) if len(stated) == 1 else "N"


def contested_groups(a: Rule, b: Rule) -> frozenset[str]:
    """Groups that one limb excludes and another includes by name: only their treatment is part of the relation."""
    one, two = _summary(a), _summary(b)
    return (one.excludes | two.excludes) & (one.includes | two.includes)


@lru_cache(maxsize=50_000)
def rule_clauses(rule: Rule, event: str, base: str, contested: frozenset[str], together: bool) -> _Both:
    """The disjunctive forms of a rule and of its opposite at an event."""
    formula = formula_of(rule, event, base, contested, together)
    return clauses(formula), clauses(negate(formula))


def cases(a: Rule, b: Rule | None, together: bool, base: str, contested: frozenset[str]) -> Iterator[Case]:
    """The clauses of `a and not b` (of `a` alone without b)."""
    for event in sorted(events_of(a) or {"reference-date"}):
        mine = rule_clauses(a, event, base, contested, together)[0]
        if b is None:
            yield from (Case(event, clause) for clause in mine)
        else:
            yield from _joined(event, mine, rule_clauses(b, event, base, contested, together)[1])


def both_cases(a: Rule, b: Rule, together: bool, base: str, contested: frozenset[str]) -> Iterator[Case]:
    """The clauses of `a and b`."""
    for event in sorted(events_of(a) | events_of(b) or {"reference-date"}):
        mine, theirs = (rule_clauses(rule, event, base, contested, together)[0] for rule in (a, b))
        yield from _joined(event, mine, theirs)


def _joined(event: str, mine: tuple[Clause, ...], theirs: tuple[Clause, ...]) -> Iterator[Case]:
    if len(mine) * len(theirs) > MAX_CASES:
        raise too_complex()
    for one in mine:
        for other in theirs:
            if not clash(one, other):
                yield Case(event, one | other)


@lru_cache(maxsize=50_000)
def case_mask(case: Case) -> int:
    """The start dates on which somebody meets the clause; raises UnsupportedError outside the decidable fragment."""
    attributes, objects = _split(case)
    if not attributes_possible(attributes):
        return 0
    mask = ALL_STARTS
    for obj, lits in objects.items():
        mask = mask and mask & sat_mask(lits, case.event, obj)
    return mask


def _split(case: Case) -> tuple[list[Lit], dict[str, frozenset[Lit]]]:
    """A clause's literals on attributes, and those on each presence object."""
    attributes: list[Lit] = []
    objects: dict[str, set[Lit]] = {}
    for lit in case.clause:
        if isinstance(lit.literal, Attr):
            attributes.append(lit)
        else:
            objects.setdefault(lit.literal.obj, set()).add(lit)
    return attributes, {obj: frozenset(lits) for obj, lits in objects.items()}


DOMAINS = {"status_before": ("non-resident", "resident")}
OTHER = "other"


def attribute_values(attributes: list[Lit]) -> dict[str, str] | None:
    """A value for each attribute that the literals name, or None if they contradict each other."""
    names: dict[str, list[Lit]] = {}
    for lit in attributes:
        assert isinstance(lit.literal, Attr)
        names.setdefault(lit.literal.name, []).append(lit)
    out: dict[str, str] = {}
    for name in sorted(names):
        mentioned = {v for lit in names[name] if isinstance(lit.literal, Attr) for v in lit.literal.values}
        yes_no = mentioned == {"yes"}
        domain = DOMAINS.get(name) or (("yes", "no") if yes_no else (*sorted(mentioned), OTHER))
        fits = [v for v in domain if all(_allows(lit, v) for lit in names[name])]
        if not fits:
            return None
        out[name] = fits[0]
    return out


def _allows(lit: Lit, value: str) -> bool:
    assert isinstance(lit.literal, Attr)
    return (value in lit.literal.values) == lit.positive


def attributes_possible(attributes: list[Lit]) -> bool:
    """Whether a person can have all these attributes."""
    return not attributes or attribute_values(attributes) is not None


@lru_cache(maxsize=200_000)
def sides(a: Rule, b: Rule, together: bool = False) -> Sides:
    """The start dates with a person whom only a, only b, both count. Nothing in the rules may be unknown."""
    base, contested = shared_base(a, b), contested_groups(a, b)
    only_a = _mask(cases(a, b, together, base, contested))
    only_b = _mask(cases(b, a, together, base, contested))
    both = _mask(both_cases(a, b, together, base, contested))
    return Sides(only_a, only_b, both)


def _mask(found: Iterable[Case]) -> int:
    mask = 0
    for case in found:
        if mask == ALL_STARTS:
            break
        mask |= case_mask(case)
    return mask


@lru_cache(maxsize=400_000)
def known_relation(a: Rule, b: Rule, together: bool = False) -> str:
    """The relation over all start dates (see `overall`) of two rules in which nothing is unknown."""
    base, contested = shared_base(a, b), contested_groups(a, b)
    only_a = _somebody(cases(a, b, together, base, contested))
    only_b = _somebody(cases(b, a, together, base, contested))
    both = only_a and only_b and _somebody(both_cases(a, b, together, base, contested))
    return relation_of(only_a, only_b, both)


def _somebody(found: Iterable[Case]) -> bool:
    """Whether some start date has a person for one of the cases; most are settled by the first start date."""
    rest: list[Case] = []
    for case in found:
        if _on_first_start(case):
            return True
        rest.append(case)
    return any(case_mask(case) for case in rest)


@lru_cache(maxsize=100_000)
def _on_first_start(case: Case) -> bool:
    attributes, objects = _split(case)
    return attributes_possible(attributes) and all(sat_first(lits, case.event, obj) for obj, lits in objects.items())


def overall(found: Sides) -> str:
    """The relation over all start dates: a difference on one date is a difference."""
    return relation_of(bool(found.a_not_b), bool(found.b_not_a), bool(found.both))


def by_start(found: Sides) -> dict[str, int]:
    """The start dates (bit masks) of each relation that occurs, for the relation stated date by date."""
    p, q, r = found
    masks = {
        EQUAL: ALL_STARTS & ~p & ~q,
        NARROWER: ~p & q,
        BROADER: p & ~q,
        OVERLAPPING: p & q & r,
        DISJOINT: p & q & ~r,
    }
    return {relation: mask & ALL_STARTS for relation, mask in masks.items() if mask & ALL_STARTS}
