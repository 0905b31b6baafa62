"""From a rule to what it asks of each crossing, or on each date: formulas in which nothing is unknown but the days.

A rule that leaves facets open is measured in each way to complete it, and an attribute that the data do not hold with each
value that the rule tells apart. Each such way is a *variant*; a decision stands if all variants give it. This is the same
reading as that of `rules.apply`; the words of the formula are those of `rules.logic`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from sojourn.measurement.planning.direction import (
    POINTS_TO,
    assumed,
    completions,
    guard_of,
    speaks_of_crossings,
    tells_visitors,
    whole_rule,
)
from sojourn.model.containment import BY_COUNTRY, Containment, Resolver
from sojourn.model.message import Message, message
from sojourn.model.rule import Rule
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.closed_days import closed_in
from sojourn.rules.logic.expand import Resolve, limbs_of
from sojourn.rules.logic.formula import (
    FALSE,
    TRUE,
    And,
    Around,
    Attribute,
    Break,
    Count,
    Formula,
    Literal,
    Or,
    Rolling,
    Weighted,
)
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import formula_of

STATUSES = ("non-resident", "resident")
DATE = "reference-date"
OTHER = "other than all that the rule names"
# The most ways to complete a rule and a person that SQL distinguishes; a rule with more is decided person by person.
MAX_VARIANTS = 64
# By kind of event and status before (none on a date).
Formulas = Mapping[tuple[str, str], Formula]


class NotMeasurableError(Exception):
    """A rule that no records can decide; `why` says the reason."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.id)
        self.why = why


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to complete the rule and the person: formulas, and the values of attributes where a record has none."""

    formulas: Formulas
    otherwise: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule, ready to be measured.

    `kind` is `crossings` or `dates`; `moves` whether who is counted changes status; `single` whether each formula asks
    for one count of days at most (then SQL alone is exact); `by_person` why SQL does not decide it, if so.
    """

    id: str
    written: Rule
    rule: Rule
    kind: str
    variants: tuple[Variant, ...]
    moves: bool
    single: bool
    by_person: Message | None
    plans_come_true: bool
    # What is taken for granted of a silent rule.
    assumptions: tuple[Message, ...] = ()
    # Knows which countries stand for others, for what is decided person by person.
    resolve: Resolve | None = None


def plan_rule(
    id: str,
    rule: Rule,
    resolve: Resolve | None,
    attributes: frozenset[str] = frozenset(),
    *,
    plans_come_true: bool = False,
) -> RulePlan:
    """The plan of a rule for data that hold some `attributes` of persons.

    Raises NotMeasurableError with the reason for a rule that no records of stays decide, RuleError for one without a meaning.
    """
    expanded = whole_rule(rule, resolve)
    if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(expanded)):
        raise NotMeasurableError(message("measure-not-a-model"))
    kind = "crossings" if speaks_of_crossings(expanded) else "dates"
    try:
        known = resolve.contained if isinstance(resolve, Resolver) else Containment()
        variants = _variants(expanded, kind, attributes, plans_come_true, known)
    except UnsupportedError as error:
        raise NotMeasurableError(message("measure-not-supported", reason=error.reason)) from error
    formulas = [formula for variant in variants for formula in variant.formulas.values()]
    if any(isinstance(limb.exempt_days, tuple) for limb in limbs_of(expanded)):
        raise NotMeasurableError(message("measure-exempt-days"))
    if any(_planned(formula) for formula in formulas):
        raise NotMeasurableError(message("measure-not-plans"))
    why = None
    if len(variants) > MAX_VARIANTS:
        why = message("measure-many-variants", n=len(variants))
    elif any(isinstance(atom, Rolling) for formula in formulas for atom in atoms(formula)):
        why = message("measure-rolling")
    elif any(_looks_at_breaks(atom) for formula in formulas for atom in atoms(formula)):
        why = message("measure-breaks")
    elif any(_over_time(atom, known) for formula in formulas for atom in atoms(formula)):
        why = message("measure-groups-over-time")
    single = all(_single(variant.formulas) for variant in variants)
    moves = kind == "crossings" and not tells_visitors(expanded)
    return RulePlan(id, rule, expanded, kind, variants, moves, single, why, plans_come_true, assumed(expanded), resolve)


def _variants(
    rule: Rule, kind: str, attributes: frozenset[str], plans: bool, known: Containment
) -> tuple[Variant, ...]:
    """The different variants; those of which nothing tells one from another are one."""
    found: dict[tuple[object, ...], Variant] = {}
    for completion in completions(rule):
        guard, always, base = completion.rule, frozenset[str](), completion.base
        if kind == "crossings":
            guard, always = guard_of(rule, completion.rule)
        groups = {g for limb in limbs_of(guard) for g in limb.population.excludes if f"group:{g}" in attributes}
        made = _formulas(guard, kind, base, frozenset(groups), always, plans)
        formulas = {key: _by_country(formula, known) for key, formula in made.items()}
        for variant in _people(formulas, attributes):
            key = (tuple(variant.formulas.items()), tuple(sorted(variant.otherwise.items())))
            found.setdefault(key, variant)
            if len(found) > 4 * MAX_VARIANTS:
                return tuple(found.values())
    return tuple(found.values())


def _over_time(atom: Atom, known: Containment) -> bool:
    """Whether a country joined or left what an attribute is asked for: then the answer depends on the day."""
    if not isinstance(atom, Attribute) or atom.name not in BY_COUNTRY:
        return False
    stood = ((country, value) for country, found in known.past.items() for _, value in found)
    return any((value in atom.values) != (known.country(country) in atom.values) for country, value in stood)


def _by_country(formula: Formula, known: Containment) -> Formula:
    """A formula with every country that data may name, in place of those that stand for others."""
    match formula:
        case Literal(Attribute(name, values), positive) if name in BY_COUNTRY:
            countries = {country for country, other in known.stands_for.items() if other in values}
            return Literal(Attribute(name, tuple(sorted({*values, *countries}))), positive)
        case Literal():
            return formula
        case And(parts) | Or(parts):
            return type(formula)(tuple(_by_country(part, known) for part in parts))


def _formulas(
    guard: Rule, kind: str, base: str, groups: frozenset[str], always: frozenset[str], plans: bool
) -> dict[tuple[str, str], Formula]:
    if kind == "dates":
        return {(DATE, ""): formula_of(guard, DATE, base, groups, plans)}
    out: dict[tuple[str, str], Formula] = {}
    for direction, target in POINTS_TO.items():
        formula = formula_of(guard, direction, base, groups, plans)
        for status in STATUSES:
            asked = status != target or direction in always
            out[direction, status] = simplified(formula, {"status_before": status}) if asked else FALSE
    return out


def simplified(formula: Formula, known: Mapping[str, str]) -> Formula:
    """A formula without the attributes whose values are known, and without parts that change nothing."""
    match formula:
        case Literal(Attribute(name, values), positive):
            value = known.get(name)
            if value is None:
                return formula
            return TRUE if (value in values) == positive else FALSE
        case Literal():
            return formula
        case And(parts) | Or(parts):
            every = isinstance(formula, And)
            neutral, decisive = (TRUE, FALSE) if every else (FALSE, TRUE)
            kept: list[Formula] = []
            for each in parts:
                part = simplified(each, known)
                if part == decisive:
                    return decisive
                if part != neutral:
                    kept.append(part)
            return kept[0] if len(kept) == 1 else type(formula)(tuple(dict.fromkeys(kept)))


def _people(formulas: Formulas, attributes: frozenset[str]) -> Iterator[Variant]:
    """The variants by what an attribute may be where it is not known: one value for each set of tests that it passes."""
    plain = {key: simplified(formula, {}) for key, formula in formulas.items()}
    tests: dict[str, set[tuple[str, ...]]] = {}
    for formula in plain.values():
        for atom in atoms(formula):
            if isinstance(atom, Attribute):
                tests.setdefault(atom.name, set()).add(atom.values)
    options = {name: _told_apart(asked) for name, asked in sorted(tests.items())}
    for chosen in product(*options.values()):
        person = dict(zip(options, chosen, strict=True))
        missing = {name: value for name, value in person.items() if name not in attributes}
        there = {name: value for name, value in person.items() if name in attributes}
        yield Variant({key: simplified(formula, missing) for key, formula in plain.items()}, there)


def _told_apart(tests: set[tuple[str, ...]]) -> list[str]:
    asked = sorted(tests)
    found: dict[tuple[bool, ...], str] = {}
    for value in sorted({value for values in asked for value in values}):
        found.setdefault(tuple(value in values for values in asked), value)
    return [*found.values(), OTHER]


Atom = Count | Around | Rolling | Break | Weighted | Attribute


def atoms(formula: Formula) -> Iterator[Atom]:
    """The atoms of a formula."""
    match formula:
        case Literal(atom, _):
            yield atom
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms(part)


def literals(formula: Formula) -> Iterator[Literal]:
    """The literals of a formula."""
    match formula:
        case Literal():
            yield formula
        case And(parts) | Or(parts):
            for part in parts:
                yield from literals(part)


def attributes_of(plan: RulePlan) -> frozenset[str]:
    """The attributes of persons that a plan reads from the data."""
    return frozenset(
        atom.name
        for variant in plan.variants
        for formula in variant.formulas.values()
        for atom in atoms(formula)
        if isinstance(atom, Attribute)
    )


def _planned(formula: Formula) -> bool:
    asked = (atom.obj for atom in atoms(formula) if not isinstance(atom, Attribute))
    return any((filled.obj if (filled := closed_in(name)) else name) != "actual" for name in asked)


def _looks_at_breaks(atom: Atom) -> bool:
    return isinstance(atom, Break) or (not isinstance(atom, Attribute) and closed_in(atom.obj) is not None)


def _single(formulas: Formulas) -> bool:
    """Whether each event asks for one count of days at most, whatever the status, that begins by the anchor, with one sign.

    All of them count by one day indicator.
    """
    found = [counts_at(formulas, event) for event in sorted({event for event, _ in formulas})]
    counts = [each.atom for literals in found for each in literals]
    simple = all(isinstance(atom, Count) and _begins_by_anchor(atom) for atom in counts)
    return simple and all(len(each) <= 1 for each in found) and len({atom.base for atom in counts}) <= 1  # type: ignore[union-attr]


def counts_at(formulas: Formulas, event: str) -> frozenset[Literal]:
    """What the formulas for an event ask of days."""
    return frozenset(
        literal
        for (at, _), formula in formulas.items()
        for literal in literals(formula)
        if at == event and not isinstance(literal.atom, Attribute)
    )


def _begins_by_anchor(atom: Count) -> bool:
    lo = atom.lo
    return lo is None or (lo.months <= 0 and lo.months * 28 + lo.days <= (0 if lo.year else 1))
