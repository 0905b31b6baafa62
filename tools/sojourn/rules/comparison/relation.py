"""The exact relation of two rules in which nothing is unknown: whom one counts and the other does not, and when.

`A and not B`, `B and not A` and `A and B` are split into clauses; each clause is decided for all 1461 start dates
at once (`satisfiability`). A rule is about the events that it names: an arrival is never a departure, so rules about
different events are not compared, and `not` stays within the events that the rule speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sojourn.model.message import Arg, Message, message
from sojourn.model.rule import Rule
from sojourn.rules.comparison.alike import contested_groups as contested_groups
from sojourn.rules.comparison.alike import shared_base as shared_base
from sojourn.rules.errors import TooLargeError, UnsupportedError
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import ALL_STARTS
from sojourn.rules.logic.normal_form import Branches, KnownRule, Meaning, known
from sojourn.rules.logic.normal_form import events_of as events_of
from sojourn.rules.solver.clause_satisfiability import ClauseCase, case_mask, effort_of, meet_on_first, meet_somewhere
from sojourn.rules.solver.work import Work

EQUAL, NARROWER, BROADER = "equal", "narrower", "broader"
OVERLAPPING, DISJOINT = "overlapping", "disjoint"
INCOMPARABLE, UNDETERMINED = "incomparable", "undetermined"
RELATIONS = (EQUAL, NARROWER, BROADER, OVERLAPPING, DISJOINT, INCOMPARABLE, UNDETERMINED)
MIRRORED = {NARROWER: BROADER, BROADER: NARROWER}


def named(relation: str) -> Message:
    """The name of a relation.

    >>> named(EQUAL).id
    'relation-equal'
    """
    return message(f"relation-{relation}")


def told(relation: str, a: Arg, b: Arg) -> Message:
    """What a relation says of two rules.

    >>> told(NARROWER, "this", "that").id
    'relation-of-narrower'
    """
    return message(f"relation-of-{relation}", a=a, b=b)


# Pairs of clauses gone through for one question, and steps of work done on them (see `solver.work`).
MAX_CASES = 100_000
MAX_EFFORT = 300_000
# Branches of which each of the first meets each of the second.
Join = tuple[Branches, Branches]


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


def cases(a: Rule, b: Rule | None, plans_come_true: bool, base: str, contested: frozenset[str]) -> Iterator[ClauseCase]:
    """The clauses of `a and not b` (of `a` alone without b)."""
    if b is None:
        one = _meanings(a, a, plans_come_true, base, contested)[0]
        for event in one.events:
            yield from (ClauseCase(event, found.clause) for found in one.at(event)[0])
    else:
        yield from _cases(_differing(*_meanings(a, b, plans_come_true, base, contested)))


def both_cases(a: Rule, b: Rule, plans_come_true: bool, base: str, contested: frozenset[str]) -> Iterator[ClauseCase]:
    """The clauses of `a and b`."""
    yield from _cases(_shared(*_meanings(a, b, plans_come_true, base, contested)))


def _meanings(a: Rule, b: Rule, plans_come_true: bool, base: str, contested: frozenset[str]) -> tuple[Meaning, Meaning]:
    return shared_meanings(known(a, base, contested, plans_come_true), known(b, base, contested, plans_come_true))


def shared_meanings(a: KnownRule, b: KnownRule) -> tuple[Meaning, Meaning]:
    """What two rules say at the events of both."""
    events = a.events | b.events or frozenset(("reference-date",))
    return a.meaning(events), b.meaning(events)


def _cases(found: Iterable[Join]) -> Iterator[ClauseCase]:
    for mine, theirs in found:
        for one in mine:
            for other in theirs:
                if not one.clashes(other):
                    yield ClauseCase(one.event, one.clause | other.clause)


def _differing(a: Meaning, b: Meaning) -> Iterator[Join]:
    """The branches of a and those of the opposite of b, event by event."""
    for event in a.events:
        yield _bounded(a.at(event)[0], b.at(event)[1])


def _shared(a: Meaning, b: Meaning) -> Iterator[Join]:
    """The branches of a and those of b, event by event."""
    for event in a.asked:
        yield _bounded(a.at(event)[0], b.at(event)[0])


def _bounded(mine: Branches, theirs: Branches) -> Join:
    if len(mine) * len(theirs) > MAX_CASES:
        raise TooLargeError
    return mine, theirs


@cached(50_000)
def sides(a: Rule, b: Rule, plans_come_true: bool = False) -> Sides:
    """The start dates with a person whom only a, only b, both count. Nothing in the rules may be unknown."""
    base, contested = shared_base(a, b), contested_groups(a, b)
    one, other = _meanings(a, b, plans_come_true, base, contested)
    work = Work(MAX_EFFORT)
    asked = (_differing(one, other), _differing(other, one), _shared(one, other))
    return Sides(*(_mask(each, work) for each in asked))


def _mask(found: Iterable[Join], work: Work) -> int:
    mask = 0
    for case in _cases(found):
        if mask == ALL_STARTS:
            break
        work.spend(effort_of(case))
        mask |= case_mask(case)
    return mask


def known_relation(a: Rule, b: Rule, plans_come_true: bool = False) -> str:
    """The relation over all start dates (see `overall`) of two rules in which nothing is unknown."""
    base, contested = shared_base(a, b), contested_groups(a, b)
    found, _ = relation(*_meanings(a, b, plans_come_true, base, contested))
    if isinstance(found, UnsupportedError):
        raise UnsupportedError(found.reason)
    return found


@cached(300_000)
def relation(a: Meaning, b: Meaning) -> tuple[str | UnsupportedError, int]:
    """The relation of what two rules say at the events of both, or why it cannot be decided; and the steps of work."""
    work = Work(MAX_EFFORT)
    try:
        only_a = _somebody(_differing(a, b), work)
        only_b = _somebody(_differing(b, a), work)
        both = only_a and only_b and _somebody(_shared(a, b), work)
    except UnsupportedError as reason:
        return UnsupportedError(reason.reason), work.done
    return relation_of(only_a, only_b, both), work.done


def _somebody(found: Iterable[Join], work: Work) -> bool:
    """Whether some start date has a person for one of the cases; most are settled by the first start date."""
    joins: list[Join] = []
    for mine, theirs in found:
        for one in mine:
            for other in theirs:
                met, effort = meet_on_first(one, other)
                work.spend(effort)
                if met is True:
                    return True
                if met is not False:
                    raise UnsupportedError(met.reason)
        joins.append((mine, theirs))
    for mine, theirs in joins:
        for one in mine:
            for other in theirs:
                found_one, effort = meet_somewhere(one, other)
                if found_one:
                    return True
                work.spend(effort)
    return False


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
