"""A result in sentences, for a terminal or a file: the relation, the differences, travellers, assumptions, open questions."""

from __future__ import annotations

from collections.abc import Iterator, Set

from sojourn.classification import Result
from sojourn.classification.differences import NO_TEST
from sojourn.classification.result import TEST, Difference
from sojourn.model.message import Arg, Joined, Message, Named, message
from sojourn.prose.facets import facet_name
from sojourn.rules import Comparison
from sojourn.rules.comparison.relation import INCOMPARABLE, UNDETERMINED, named, told


def result_lines(result: Result, common: Set[Message], lang: str) -> Iterator[Message]:
    """A definition against a reference rule; assumptions that are in `common` were said before."""
    reference, found = result.reference, result.comparison
    part = reference.part_of
    yield (
        message("line-part-of", label=reference.label, whole=Named(part))
        if part
        else message("told", parts=reference.label)
    )
    yield from reason_lines(result, lang)
    yield from (message("line-assumed", said=said) for said in found.assumptions if said not in common)
    for side, id in (("a", "line-ask-country"), ("b", "line-open-reference")):
        yield from (message(id, question=u.question) for u in found.unknown if u.matters and u.side == side)


def reason_lines(result: Result, lang: str) -> Iterator[Message]:
    """What the relation is and rests on: differences facet by facet, and the travellers who show them."""
    found = result.comparison
    if result.bridged:
        yield message("asked-bridged")
    yield from _relation(result)
    if not found.start_dates.same_for_all:
        yield message("line-start-dates")
    about = None
    for one in result.differences:
        if one.test is not None and one.test != about:
            yield message("line-about-test", rule=one.test)
        about = one.test
        yield _difference(one, lang)
    yield from (message("line-traveller", why=p.why) for p in (found.a_not_b, found.b_not_a) if p is not None)


def relation_lines(found: Comparison, a: Arg, b: Arg) -> Iterator[Message]:
    """The relation of two rules that are called a and b: what is sure, what is possible, what holds as far as stated."""
    if found.relation != UNDETERMINED or len(found.possible) < 2:
        yield told(found.relation, a, b)
    if len(found.possible) > 1:
        yield message("line-possible", relations=Joined(tuple(map(named, found.possible)), "or"))
    if found.relation == UNDETERMINED and found.as_stated not in (None, UNDETERMINED):
        yield message("line-as-stated", told=told(str(found.as_stated), a, b))
    # Where questions would settle it, they are the reason, and stand below.
    if found.reason and not (found.relation == UNDETERMINED and any(u.matters for u in found.unknown)):
        yield message("line-why", reason=found.reason)


def _relation(result: Result) -> Iterator[Message]:
    """The relation in sentences: what is sure, what is possible, what holds as far as stated."""
    found, a, b = result.comparison, message("side-definition"), message("side-reference")
    if found.relation == INCOMPARABLE and found.reason:
        yield message("line-not-comparable", reason=found.reason)
    elif result.mapping:
        yield message("line-mapped", told=told(found.relation, a, b), mapping=f"skos:{result.mapping}")
    else:
        yield from relation_lines(found, a, b)
    if result.if_plans_come_true and result.if_plans_come_true != found.as_stated:
        yield message("line-plans", told=told(result.if_plans_come_true, a, b))


def _difference(one: Difference, lang: str) -> Message:
    if one.facet == TEST:
        theirs = one.theirs == NO_TEST
        rule = one.reference if theirs else one.theirs
        return message("line-only-reference" if theirs else "line-only-definition", rule=rule, effect=one.effect)
    values = {"theirs": one.theirs, "reference": one.reference, "effect": one.effect}
    return message("line-difference", facet=facet_name(one.facet, lang), **values)
