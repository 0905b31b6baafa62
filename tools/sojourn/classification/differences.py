"""The differences between a definition and a reference, facet by facet, with what each of them does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from sojourn.classification.result import TEST, Difference
from sojourn.classification.unions import leaves_nobody_out, parts_of, required
from sojourn.model.message import Arg, Coded, Joined, Message, message
from sojourn.model.rule import (
    ATTRIBUTE_LISTS,
    NONE,
    AllOf,
    AnyOf,
    Bound,
    Duration,
    Interruptions,
    Limb,
    Not,
    Population,
    Ref,
    Rule,
    Share,
    Stated,
    Window,
)
from sojourn.rules.comparison.relation import known_relation
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.expand import limbs_of, map_limbs

FACETS = (
    "event",
    "measure",
    "threshold",
    "upper_bound",
    "accumulation",
    "window",
    "interruptions",
    "exempt_days",
    "basis",
    "prior",
    "day_convention",
    "level",
    "criterion",
)
# Facets that only say how a length is measured.
OF_LENGTHS = ("accumulation", "window", "interruptions", "exempt_days", "basis", "day_convention")
NO_TEST = message("value-no-test")
NOT_STATED = message("value-not-stated")
# The controlled list that holds the values of a facet.
LISTS = {
    "event": "event",
    "measure": "measure",
    "accumulation": "accumulation",
    "basis": "basis",
    "prior": "prior",
    "day_convention": "day-convention",
    "level": "level",
    "criterion": "criterion",
    "exempt_days": "group",
    "population.base": "population-base",
    "population.includes": "group",
    "population.excludes": "group",
}


def effect(relation: str) -> Message:
    """What a value does to the count by which two rules stand in a relation."""
    return message(f"effect-{relation}")


def value_of(facet: str, value: object, absent: Message = NOT_STATED) -> Arg:
    """A facet's value as an argument of a message: lengths and windows as they are, other values as codes."""
    match value:
        case None:
            return absent
        case Stated():
            return message("value-none")
        case Bound() | Share() | Duration() | Window() | Interruptions():
            return value
        case tuple():
            codes = tuple(value_of(facet, code) for code in value)
            return Joined(codes, "and") if codes else message("value-none-named")
        case "none":
            return message("value-none")
        case _:
            return Coded(_list(facet), str(value))


def _list(facet: str) -> str:
    head, _, attribute = facet.rpartition(".")
    return ATTRIBUTE_LISTS.get(attribute, attribute) if head == "population.requires" else LISTS[facet]


def differences(rule: Rule, reference: Rule, known: Rule, known_reference: Rule) -> tuple[Difference, ...]:
    """The differing facets of the limbs that correspond to each other, and the limbs that have no counterpart.

    `rule` and `reference` are as written, `known` and `known_reference` their alike readings (nothing unknown), on
    which the effect of each facet is computed: what happens if the definition took over the reference's value.
    """
    written, others = _tests(rule), _tests(reference)
    full, full_others = list(limbs_of(known)), list(limbs_of(known_reference))
    pairs = _counterparts(written, others, full, full_others)
    found: list[Difference] = []
    for i, test in enumerate(written):
        j = pairs.get(i)
        if j is None:
            found.append(Difference(TEST, test.rule, NO_TEST, _effect_of(known, _without(known, i))))
        else:
            rows = [
                *_facets(test.limb, others[j].limb, known, i, full_others[j]),
                *_population(test.limb, others[j].limb, known, i),
            ]
            found += [replace(row, test=test.rule) for row in rows] if len(written) > 1 else rows
    for j, test in enumerate(others):
        if j not in pairs.values():
            does = _effect_of(_without(known_reference, j), known_reference)
            found.append(Difference(TEST, NO_TEST, test.rule, does))
    out: dict[tuple[str, Arg, Arg], Difference] = {}
    for one in _of_the_union(found, rule, reference):
        out.setdefault((one.facet, one.theirs, one.reference), one)
    return tuple(out.values())


def _of_the_union(found: list[Difference], rule: Rule, reference: Rule) -> Iterator[Difference]:
    """The differences, with one on each attribute that tells the people of a union apart, judged on the whole union."""
    apart = parts_of(rule)
    attribute = apart[0][0][0] if apart and apart[0][0][0] not in required(reference) else None
    facet = f"population.requires.{attribute}"
    said = False
    for one in found:
        if attribute is None or one.facet != facet:
            yield one
        elif not said:
            said = True
            values = tuple(dict.fromkeys(value for (_, group), _ in apart for value in group))
            whole = leaves_nobody_out(attribute, frozenset(values))
            does = message("effect-by-groups") if whole else effect("narrower")
            yield Difference(facet, value_of(facet, values), message("value-any"), does)


class _Test(NamedTuple):
    """A limb, and whether it stands under `not`: what must not hold."""

    limb: Limb
    negated: bool

    @property
    def rule(self) -> Rule:
        """The test as a rule of its own."""
        return Not(self.limb) if self.negated else self.limb


def _tests(rule: Rule, negated: bool = False) -> list[_Test]:
    """The limbs of a rule without references, from left to right."""
    match rule:
        case AnyOf(rules) | AllOf(rules):
            return [test for inner in rules for test in _tests(inner, negated)]
        case Not(inner):
            return _tests(inner, not negated)
        case Limb():
            return [_Test(rule, negated)]
        case Ref():
            raise AssertionError("references are replaced before this")


def _counterparts(
    written: list[_Test], others: list[_Test], full: list[Limb], full_others: list[Limb]
) -> dict[int, int]:
    """Which limb of the reference each limb is held against: the most alike first, each at most once.

    A single limb on each side always corresponds, if both are to hold or both not to hold: what must not hold has not the
    maximum that is written, but its opposite. Otherwise only tests of one kind do: of the same event and the same measured
    side, both about a length or both about presence alone, both to hold or both not to hold.
    """
    if len(written) == len(others) == 1:
        return {0: 0} if written[0].negated == others[0].negated else {}

    def kind(test: _Test, known: Limb) -> tuple[object, ...]:
        return known.event, known.measure, test.negated, test.limb.population.base == "de-facto"

    ranked = sorted(
        (
            (i, j)
            for i, x in enumerate(written)
            for j, y in enumerate(others)
            if kind(x, full[i]) == kind(y, full_others[j])
        ),
        key=lambda pair: (-_alike(written[pair[0]].limb, others[pair[1]].limb), pair),
    )
    out: dict[int, int] = {}
    for i, j in ranked:
        if i not in out and j not in out.values():
            out[i] = j
    return out


def _facets(limb: Limb, other: Limb, known: Rule, index: int, full_other: Limb) -> Iterator[Difference]:
    for facet in FACETS:
        mine, theirs = getattr(limb, facet), getattr(other, facet)
        if facet in OF_LENGTHS and not (_has_length(limb) and _has_length(other)):
            continue
        if _same(facet, mine, theirs) or (facet == "window" and _no_window(limb, other)):
            continue
        if facet == "interruptions" and "continuous" not in (limb.accumulation, other.accumulation):
            continue
        if facet == "measure" and mine is None:  # follows from the event
            continue
        if facet == "threshold" and mine is None and limb.population.base == "de-facto":
            yield Difference(facet, message("value-presence"), value_of(facet, theirs), effect("broader"))
            continue
        absent = message("value-none-stated") if facet == "upper_bound" else NOT_STATED
        does = _effect(known, index, facet, getattr(full_other, facet))
        if mine is None:
            does = message("effect-if-none", effect=does) if facet == "upper_bound" else effect("open")
        yield Difference(facet, value_of(facet, mine, absent), value_of(facet, theirs, absent), does)


def _has_length(limb: Limb) -> bool:
    """Whether a limb may ask for a length: one that is stated, or one that is unknown."""
    if isinstance(limb.threshold, Bound | Share) or isinstance(limb.upper_bound, Bound | Share):
        return True
    return limb.threshold is not NONE and limb.population.base != "de-facto"


def _no_window(limb: Limb, other: Limb) -> bool:
    """Whether a window says nothing beside how time adds up: an unbroken stay has none but its side of the date."""
    windows = [x.window for x in (limb, other) if isinstance(x.window, Window)]
    if "continuous" not in (limb.accumulation, other.accumulation):
        return False
    sides = {w.direction for w in windows if w.direction is not None}
    return len(sides) < 2


def _same(facet: str, mine: object, theirs: object) -> bool:
    if _exact(mine) == _exact(theirs):
        return True
    silent = {"upper_bound": "none", "level": "country", "criterion": "residence", "prior": "none"}
    words = [None if v is None else (v.value if isinstance(v, Stated) else v) for v in (mine, theirs)]
    if facet in ("upper_bound", "level", "criterion"):
        return {silent[facet] if w is None else w for w in words} == {silent[facet]}
    # What the reference itself leaves open is no difference of the definition.
    return theirs is None


def _exact(value: object) -> object:
    """The value with years as months, which are exactly the same: 1 year and 12 months are no difference."""
    yearly = isinstance(value, Window) and value.yearly is not None
    if isinstance(value, (Bound, Window)) and value.unit == "year" and value.value is not None and not yearly:
        return replace(value, value=12 * value.value, unit="month")
    return value


def _alike(limb: Limb, other: Limb) -> int:
    score = 0
    for facet, weight in (("event", 8), ("measure", 8), ("basis", 4), ("accumulation", 2), ("threshold", 1)):
        score += weight * (getattr(limb, facet) == getattr(other, facet))
    return score


def _changed(rule: Rule, index: int, change: Callable[[Limb], Limb]) -> Rule:
    count = iter(range(10_000))
    return map_limbs(rule, lambda limb: change(limb) if next(count) == index else limb)


def _effect(known: Rule, index: int, facet: str, value: object) -> Message:
    """What the definition's own value does, against the reference's value in its place."""
    if facet in ("event", "measure", "level"):
        return effect("incomparable")
    return _effect_of(known, _changed(known, index, lambda limb: replace(limb, **{facet: value})))  # type: ignore[arg-type]


def _effect_of(known: Rule | None, other: Rule | None) -> Message:
    """What it does to count by the first rule in place of the second; None is a rule of which nothing is left."""
    if known is None or other is None:
        return effect("incomparable")
    try:
        return effect(known_relation(known, other))
    except UnsupportedError:
        return effect("incomparable")


def _without(rule: Rule, index: int) -> Rule | None:
    """The rule without its limb of that number; None if nothing is left."""
    count = iter(range(10_000))

    def keep(part: Rule) -> Rule | None:
        match part:
            case Limb():
                return None if next(count) == index else part
            case Not(inner):
                kept = keep(inner)
                return None if kept is None else Not(kept)
            case AnyOf(rules) | AllOf(rules):
                left = tuple(found for found in [keep(r) for r in rules] if found is not None)
                return None if not left else left[0] if len(left) == 1 else type(part)(left)
            case _:
                return part

    return keep(rule)


def _population(limb: Limb, other: Limb, known: Rule, index: int) -> list[Difference]:
    mine, theirs = limb.population, other.population
    out: list[Difference] = []
    if mine.base != theirs.base and mine.base is not None and theirs.base is not None:
        does = _effect_of(known, _changed(known, index, lambda x: replace(x, population=_with_base(x, theirs.base))))
        if does == effect("equal"):
            does = message("effect-by-length")
        name = "population.base"
        out.append(Difference(name, value_of(name, mine.base), value_of(name, theirs.base), does))
    for groups, opposite, id in (
        (mine.excludes, theirs.includes, "effect-leaves-out-named"),
        (mine.includes, theirs.excludes, "effect-takes-in-named"),
    ):
        clash = tuple(g for g in groups if g in opposite)
        if clash:
            name = "population.excludes" if groups is mine.excludes else "population.includes"
            out.append(Difference(name, value_of(name, clash), value_of(name, opposite), message(id)))
    silent = tuple(g for g in mine.excludes if g not in theirs.includes and g not in theirs.excludes)
    if silent:
        does, name = message("effect-groups-left-out"), "population.excludes"
        out.append(Difference(name, value_of(name, silent), message("value-not-named"), does))
    unnamed = tuple(g for g in theirs.excludes if g not in mine.includes and g not in mine.excludes)
    if unnamed:
        does, name = message("effect-groups-open"), "population.excludes"
        out.append(Difference(name, message("value-not-named"), value_of(name, unnamed), does))
    required, wanted = dict(mine.requires), dict(theirs.requires)
    for attribute in sorted(required.keys() | wanted.keys()):
        if required.get(attribute) != wanted.get(attribute):
            does = effect("narrower" if attribute not in wanted else "broader")
            if attribute in required and attribute in wanted:
                does = message("effect-other-attributes")
            facet = f"population.requires.{attribute}"
            values = (required.get(attribute), wanted.get(attribute))
            one, other_one = (value_of(facet, value) if value else message("value-any") for value in values)
            out.append(Difference(facet, one, other_one, does))
    return out


def _with_base(limb: Limb, base: str | None) -> Population:
    return replace(limb.population, base=base)
