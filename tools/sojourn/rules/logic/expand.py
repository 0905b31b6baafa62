"""Bringing a rule into the form that the engine works on: references replaced, limits checked.

Limits keep every answer in bounded time: a rule may be nested 40 deep, hold 64 limbs, and name lengths of up to 70
years (so that dates stay in the years for which months repeat every four years).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sojourn.model.containment import Containment, Resolver
from sojourn.model.message import message
from sojourn.model.rule import (
    MAX_NESTING,
    AllOf,
    AnyOf,
    Bound,
    Duration,
    Interruptions,
    Limb,
    Not,
    Ref,
    Rule,
    Window,
)
from sojourn.rules.errors import RuleError
from sojourn.rules.logic.calendar import MAX_MONTHS

MAX_DEPTH = MAX_NESTING
MAX_LIMBS = 64
Resolve = Callable[[str], Rule]
_DAYS_A_UNIT = {"day": 1, "week": 7, "month": 31, "year": 366, "calendar-year": 366}


def expand(rule: Rule, resolve: Resolve | None = None) -> Rule:
    """The rule without `ref`s. Raises RuleError for unknown or cyclic references, absurd numbers, too large rules."""
    expanded = _expand(rule, resolve, (), 0, [0])
    for limb in limbs_of(expanded):
        _check_limb(limb)
    if not isinstance(resolve, Resolver):
        return expanded
    known = resolve.contained
    return map_limbs(expanded, lambda limb: _with_values_inside(limb, known))


def _with_values_inside(limb: Limb, known: Containment) -> Limb:
    """The limb with the values that lie in those which it requires."""
    within = []
    for name, values in limb.population.requires:
        codes = known.inside.get(name, {})
        inside = {found for value in values for found in codes.get(value, (known.country(value),))}
        if inside != set(values):
            within.append((name, tuple(sorted(inside)), tuple(sorted(inside & set(codes)))))
    if tuple(within) == limb.population.within:
        return limb
    return replace(limb, population=replace(limb.population, within=tuple(within)))


def limbs_of(rule: Rule) -> Iterator[Limb]:
    """The limbs of a rule without references, from left to right."""
    match rule:
        case Limb():
            yield rule
        case AnyOf(rules) | AllOf(rules):
            for part in rules:
                yield from limbs_of(part)
        case Not(inner):
            yield from limbs_of(inner)
        case Ref(target):
            raise RuleError(
                message("error-unresolved-reference"),
                message("error-not-replaced", id=target),
                message("error-call-expand"),
            )


def map_limbs(rule: Rule, change: Callable[[Limb], Limb]) -> Rule:
    """The rule with every limb replaced by `change` of it, from left to right."""
    match rule:
        case AnyOf(rules):
            return AnyOf(tuple(map_limbs(r, change) for r in rules))
        case AllOf(rules):
            return AllOf(tuple(map_limbs(r, change) for r in rules))
        case Not(inner):
            return Not(map_limbs(inner, change))
        case Limb():
            return change(rule)
        case Ref():
            return rule


def _expand(rule: Rule, resolve: Resolve | None, path: tuple[str, ...], depth: int, count: list[int]) -> Rule:
    if depth > MAX_DEPTH:
        raise RuleError(
            message("error-rule-too-deep"), message("error-rule-depth", n=MAX_DEPTH), message("error-write-flatter")
        )
    match rule:
        case AnyOf(rules) | AllOf(rules):
            parts = tuple(_expand(r, resolve, path, depth + 1, count) for r in rules)
            if not parts:
                raise RuleError(
                    message("error-empty-combination"), message("error-holds-no-rule"), message("error-name-a-rule")
                )
            return type(rule)(parts)
        case Not(inner):
            return Not(_expand(inner, resolve, path, depth + 1, count))
        case Ref(target):
            return _follow(target, resolve, path, depth, count)
        case Limb():
            count[0] += 1
            if count[0] > MAX_LIMBS:
                raise RuleError(
                    message("error-rule-too-large"), message("error-rule-limbs", n=MAX_LIMBS), message("error-split")
                )
            return rule


def _follow(target: str, resolve: Resolve | None, path: tuple[str, ...], depth: int, count: list[int]) -> Rule:
    if target in path:
        circle = " -> ".join((*path[path.index(target) :], target))
        raise RuleError(message("error-circular"), message("error-circle", circle=circle), message("error-write-out"))
    if resolve is None:
        raise RuleError(
            message("error-unknown-reference"), message("error-no-registry", id=target), message("error-pass-resolve")
        )
    try:
        rule = resolve(target)
    except KeyError as error:
        raise RuleError(
            message("error-unknown-reference"), message("error-no-rule", id=target), message("error-check-spelling")
        ) from error
    return _expand(rule, resolve, (*path, target), depth + 1, count)


def _check_limb(limb: Limb) -> None:
    lengths: list[tuple[str, int | None, str | None]] = []
    for name, bound in (("threshold", limb.threshold), ("upper_bound", limb.upper_bound)):
        if isinstance(bound, Bound):
            lengths.append((name, bound.value, bound.unit))
    if isinstance(limb.window, Window):
        lengths += _window_lengths(limb.window)
    kind = limb.interruptions
    if isinstance(kind, Interruptions) and kind.tolerated is not None:
        lengths.append(("interruptions", kind.tolerated.value, kind.tolerated.unit))
    for name, value, unit in lengths:
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise RuleError(
                message("error-no-whole-number", facet=name),
                message("error-its-value", written=repr(value)),
                message("error-write-whole-number"),
            )
        factor = _DAYS_A_UNIT.get(unit or "day")
        if factor is None:
            raise RuleError(
                message("error-unknown-unit", facet=name),
                message("error-no-unit", unit=str(unit)),
                message("error-use-units"),
            )
        if value < 0 or value * factor > MAX_MONTHS * 31:
            raise RuleError(
                message("error-out-of-range", facet=name),
                message(
                    "error-length-range",
                    length=Duration(value, unit or "day"),
                    years=Duration(MAX_MONTHS // 12, "year"),
                ),
                message("error-check-number"),
            )


def _window_lengths(window: Window) -> Iterator[tuple[str, int | None, str | None]]:
    """The lengths of a window: of all its periods together, of its offset, and of the period in which it rolls."""
    several = window.value if window.value is None else window.value * window.count
    yield "window", several, window.unit
    if window.offset is not None:
        yield "window.offset", window.offset.value, window.offset.unit
    if window.within is not None:
        yield "window.within", window.within.value, window.within.unit


def normal(limb: Limb) -> Limb:
    """The limb without what has no effect on who is counted: the recall period of a question, how a status is lost."""
    return limb if limb.recall is None and limb.ends is None else replace(limb, recall=None, ends=None)
