"""Rules that can never hold, and parts of rules that can never hold: contradictions, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.model.message import Joined, Message, Named, message
from sojourn.model.rule import AllOf, AnyOf, Bound, Duration, Limb, Not, Ref, Rule, Window
from sojourn.rules.comparison.completions import readings
from sojourn.rules.comparison.pair import BRANCH
from sojourn.rules.comparison.relation import cases, shared_base
from sojourn.rules.comparison.result import Contradiction as Contradiction
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import Point, point_offsets
from sojourn.rules.logic.expand import Resolve, expand, limbs_of
from sojourn.rules.logic.lowering import OPAQUE_CRITERIA
from sojourn.rules.logic.normal_form import events_of, known
from sojourn.rules.solver.clause_satisfiability import case_mask, effort_of
from sojourn.rules.solver.work import Work

# The most steps of work for the question whether somebody can satisfy a rule.
MAX_HELD = 100_000
DATE = frozenset(("reference-date",))


def satisfiable(rule: Rule, *, resolve: Resolve | None = None) -> bool:
    """Whether some traveller meets the rule in some reading. Raises RuleError for rules without a meaning.

    `resolve` finds the rules that `ref` names. Rules outside the decidable fragment, and too large ones, are taken as
    satisfiable: nothing can be said against them (RULES.md, section 4).

    >>> from sojourn.model.rule import Bound, Limb
    >>> satisfiable(Limb("arrival", "stay", Bound(12, "month", ">=")))
    True
    """
    return can_hold(expand(rule, resolve))


@cached(20_000)
def can_hold(rule: Rule) -> bool:
    """`satisfiable` for a rule without references."""
    if any(limb.criterion in OPAQUE_CRITERIA for limb in limbs_of(rule)):
        return True
    work = Work(MAX_HELD)
    return any(_holds_somewhere(r.rule, work) for r in readings(rule, rule).each())


def never(rule: Rule) -> Message | None:
    """Why nobody can meet a rule without references; None if somebody can."""
    return None if can_hold(rule) else _reason(rule)


def contradictions(rule: Rule, *, resolve: Resolve | None = None) -> tuple[Contradiction, ...]:
    """The `rule` itself, if it can never hold, or else its parts that never do, each with the reason (RULES.md, section 4).

    `resolve` finds the rules that `ref` names. Raises RuleError for a rule without a meaning.

    >>> from sojourn.model.rule import Bound, Limb
    >>> never = Limb("arrival", "stay", Bound(12, "month", ">="), Bound(6, "month", "<"))
    >>> [found.path for found in contradictions(never)]
    [()]
    """
    rule = expand(rule, resolve)
    if not satisfiable(rule):
        return (Contradiction((), _reason(rule), True),)
    return tuple(Contradiction(path, _reason(part), False) for path, part in _dead_parts(rule, ()))


def _holds_somewhere(rule: Rule, work: Work) -> bool:
    try:
        # Making the branches is work, too.
        asked = known(rule, shared_base(rule, rule), frozenset(), False).meaning(events_of(rule) or DATE)
        work.spend(BRANCH * asked.size)
        for case in cases(rule, None, False, shared_base(rule, rule), frozenset()):
            work.spend(effort_of(case))
            if case_mask(case):
                return True
    except UnsupportedError:
        return True
    return False


def _dead_parts(rule: Rule, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Rule]]:
    if isinstance(rule, (AnyOf, AllOf)):
        key = "any" if isinstance(rule, AnyOf) else "all"
        for i, part in enumerate(rule.rules):
            if not satisfiable(part):
                yield (*path, key, i), part
            else:
                yield from _dead_parts(part, (*path, key, i))
    elif isinstance(rule, Not):
        if not satisfiable(rule.rule):
            yield (*path, "not"), rule.rule
        else:
            yield from _dead_parts(rule.rule, (*path, "not"))


def _reason(rule: Rule) -> Message:
    match rule:
        case Limb():
            return _limb_reason(rule)
        case AllOf(rules):
            kinds = [events_of(r) for r in rules if events_of(r)]
            if kinds and not frozenset.intersection(*kinds):
                return message("never-events")
            dead = [r for r in rules if not satisfiable(r)]
            return _reason(dead[0]) if dead else message("never-together")
        case AnyOf(rules):
            found = tuple(dict.fromkeys(_reason(r) for r in rules))
            return found[0] if len(found) == 1 else message("reasons", reasons=Joined(found, "list"))
        case Not(inner):
            return message("never-excluded", rule=inner)
        case Ref(target):
            return message("never-reference", id=Named(target))


def _limb_reason(limb: Limb) -> Message:
    """Why one limb can never hold: its bounds cross, or its window is too short."""
    lower, upper, window = limb.threshold, limb.upper_bound, limb.window
    if isinstance(lower, Bound) and isinstance(upper, Bound) and _days(upper)[0] <= _days(lower)[1]:
        return message("never-bounds", upper=_length(upper), lower=_length(lower))
    if isinstance(lower, Bound) and isinstance(window, Window) and window.value is not None:
        length = lower if lower.comparison == ">" else _length(lower)
        return message("never-window", window=Duration(window.value, window.unit or "day"), length=length)
    return message("never-met")


def _length(bound: Bound) -> Duration:
    return Duration(bound.value, bound.unit)


def _days(bound: Bound) -> tuple[int, int]:
    """The shortest and the longest number of days that a bound can be."""
    months = {"month": 1, "year": 12}.get(bound.unit, 0) * bound.value
    days = {"day": 1, "week": 7}.get(bound.unit, 0) * bound.value
    offsets = point_offsets(Point(months, days))
    return min(offsets), max(offsets)
