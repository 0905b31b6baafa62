"""Clauses with everything that a person must meet at once, decided for all start dates or for the first one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import ALL_STARTS, CYCLE_DATES, first_start, start_groups
from sojourn.rules.logic.closed_days import closed_in
from sojourn.rules.logic.formula import Attribute, Clause, Literal
from sojourn.rules.logic.normal_form import Branch
from sojourn.rules.solver import closed_days, exempt_days
from sojourn.rules.solver.closed_examples import FilledDays, asked_of, example, meets, moved
from sojourn.rules.solver.satisfiability import effort, effort_of_one, points_of, sat_first, sat_mask
from sojourn.rules.solver.shortest_timeline import Stays

DOMAINS = {"status_before": ("non-resident", "resident")}
OTHER = "other"
# So many persons are looked for at the most to show that a clause with filled breaks is met on all start dates; each is
# about as much work as so many small systems.
MAX_EXAMPLES, MAX_KNOWN, EXAMPLE = 40, 3, 100


class ClauseCase(NamedTuple):
    """One way in which a person may be told apart: a clause at a kind of event."""

    event: str
    clause: Clause


@cached(50_000)
def case_mask(case: ClauseCase) -> int:
    """The start dates on which somebody meets the clause; raises UnsupportedError outside the decidable fragment."""
    attributes, objects = split(case)
    if not attributes_possible(attributes):
        return 0
    if closed_days.named_in(objects):
        return _mask_of_closed(case)
    if exempt_days.named_in(objects):
        _refuse_arrivals(objects)
        return _mask_of_exempt(case)
    return _mask_of(case.event, objects)


def _refuse_arrivals(objects: Mapping[str, frozenset[Literal]]) -> None:
    """Raise UnsupportedError for exempt days together with windows that roll since the first arrival."""
    if exempt_days.since_arrival(objects):
        raise UnsupportedError(message("unsupported-exempt-days"))


def _mask_of(event: str, objects: Mapping[str, frozenset[Literal]]) -> int:
    mask = ALL_STARTS
    refused: list[UnsupportedError] = []
    for obj, literals in objects.items():
        try:
            mask = mask and mask & sat_mask(literals, event, obj)
        except UnsupportedError as reason:
            refused.append(reason)
    # What one object rules out nobody meets, whatever the others ask for.
    if mask and refused:
        raise min(refused, key=str)
    return mask


def _mask_of_exempt(case: ClauseCase) -> int:
    """`case_mask` of a clause in which some days are exempt: what is certainly met is held against what may be met."""
    exact = _exact(case)
    if exact is not None:
        return case_mask(exact)
    fewest = 0
    for way in plain_cases(case):
        with suppress(UnsupportedError):
            fewest |= case_mask(way)
    if fewest != ALL_STARTS and fewest != _mask_of(case.event, exempt_days.relaxed(split(case)[1])):
        raise UnsupportedError(message("unsupported-exempt-days"))
    return fewest


def _mask_of_closed(case: ClauseCase) -> int:
    """`case_mask` of a clause with breaks filled in: whoever may meet it has to be shown, on each start date."""
    objects = _checked_closed(case)
    most, asked = _mask_of(case.event, closed_days.relaxed(objects)), asked_of(objects, case.event)
    points = points_of(frozenset(x for found in objects.values() for x in found))
    tries, known = MAX_EXAMPLES, list[tuple[tuple[Stays, ...], int]]()
    for vector, starts in start_groups(points):
        left, first = starts & most, min(vector, default=0)
        # Somebody of another start date, moved with the windows, often will do; so asked before one is looked for.
        for found, before in reversed(known[-MAX_KNOWN:]):
            left &= ~_shown_by(moved(found, first - before), asked, left) if left else 0
        while left:
            again = tuple(example(one, first_start(left)) if tries else None for one in asked)
            some = tuple(days for days in again if days is not None)
            if len(some) < len(asked):
                raise UnsupportedError(message("unsupported-breaks-sum"))
            tries -= 1
            known.append((some, first))
            left &= ~_shown_by(some, asked, left) if closed_days.months_in(objects) else 0
    return most


def may_be_met(case: ClauseCase, index: int) -> bool:
    """Whether somebody may meet the clause on the start date with that number: for sure, but where breaks are filled in.

    Whoever looks for somebody need not have all other dates worked out first. Raises UnsupportedError like `case_mask`.
    """
    attributes, objects = split(case)
    if not closed_days.named_in(objects):
        return bool(case_mask(case) >> index & 1)
    if not attributes_possible(attributes):
        return False
    return bool(_mask_of(case.event, closed_days.relaxed(_checked_closed(case))) >> index & 1)


def _shown_by(found: tuple[Stays, ...], asked: tuple[FilledDays, ...], starts: int) -> int:
    """The start dates, of some, on which the same days meet all that is asked."""
    mask = 0
    while starts:
        day = CYCLE_DATES[first_start(starts)]
        if all(meets(days, one, day) for days, one in zip(found, asked, strict=True)):
            mask |= starts & -starts
        starts &= starts - 1
    return mask


def _closed_on_first(case: ClauseCase) -> bool:
    objects = _checked_closed(case)
    if not _on_first(case.event, closed_days.relaxed(objects)):
        return False
    if any(example(one, 0) is None for one in asked_of(objects, case.event)):
        raise UnsupportedError(message("unsupported-breaks-sum"))
    return True


def _checked_closed(case: ClauseCase) -> dict[str, frozenset[Literal]]:
    """The objects of a clause with breaks filled in. Raises UnsupportedError for what is not decided together with them."""
    objects = split(case)[1]
    if exempt_days.named_in(objects) or not closed_days.decidable(objects):
        raise UnsupportedError(message("unsupported-breaks-sum"))
    return objects


def plain_cases(case: ClauseCase) -> Iterator[ClauseCase]:
    """The case itself or, if some days are exempt in it, ways to meet it in which none is, or all are."""
    attributes, objects = split(case)
    if not exempt_days.named_in(objects):
        yield case
        return
    for clause in exempt_days.ways(frozenset(attributes), objects):
        if attributes_possible([literal for literal in clause if isinstance(literal.atom, Attribute)]):
            yield ClauseCase(case.event, clause)


def on_first_start(case: ClauseCase) -> bool:
    """Whether somebody meets the clause on the first start date of the cycle; most questions are settled by it."""
    attributes, objects = split(case)
    if not attributes_possible(attributes):
        return False
    if closed_days.named_in(objects):
        return _closed_on_first(case)
    if exempt_days.named_in(objects):
        _refuse_arrivals(objects)
        return _exempt_on_first(case)
    return _on_first(case.event, objects)


def _exact(case: ClauseCase) -> ClauseCase | None:
    """The case without exempt days that is met if this one is, where one is enough (see `exempt_days.exact_way`)."""
    attributes, objects = split(case)
    clause = exempt_days.exact_way(frozenset(attributes), objects)
    if clause is None or not attributes_possible([x for x in clause if isinstance(x.atom, Attribute)]):
        return None
    return ClauseCase(case.event, clause)


def _exempt_on_first(case: ClauseCase) -> bool:
    exact = _exact(case)
    if exact is not None:
        return on_first_start(exact)
    for way in plain_cases(case):
        with suppress(UnsupportedError):
            if on_first_start(way):
                return True
    if _on_first(case.event, exempt_days.relaxed(split(case)[1])):
        raise UnsupportedError(message("unsupported-exempt-days"))
    return False


def _on_first(event: str, objects: Mapping[str, frozenset[Literal]]) -> bool:
    refused: list[UnsupportedError] = []
    for obj, literals in objects.items():
        try:
            if not sat_first(literals, event, obj):
                return False
        except UnsupportedError as reason:
            refused.append(reason)
    if refused:
        raise min(refused, key=str)
    return True


@cached(300_000)
def meet_on_first(one: Branch, other: Branch) -> tuple[bool | UnsupportedError, int]:
    """`on_first_start` of two branches of one event together, and how much work that is.

    What is outside the decidable fragment is given back.
    """
    if one.clashes(other):
        return False, 0
    case = ClauseCase(one.event, one.clause | other.clause)
    try:
        return on_first_start(case), effort_on_first(case)
    except UnsupportedError as reason:
        return UnsupportedError(reason.reason), effort_on_first(case)


@cached(100_000)
def meet_somewhere(one: Branch, other: Branch) -> tuple[bool, int]:
    """Whether somebody meets both branches on some start date, and how much work that is.

    Raises UnsupportedError like `case_mask`.
    """
    if one.clashes(other):
        return False, 0
    case = ClauseCase(one.event, one.clause | other.clause)
    return bool(case_mask(case)), effort_of(case)


@cached(100_000)
def effort_of(case: ClauseCase) -> int:
    """About how much work `case_mask` is, in small systems solved (see `satisfiability.effort`)."""
    attributes, objects = split(case)
    if not attributes_possible(attributes):
        return 1
    return 1 + sum(effort(literals) + EXAMPLE * (closed_in(name) is not None) for name, literals in objects.items())


def effort_on_first(case: ClauseCase) -> int:
    """About how much work `on_first_start` is."""
    attributes, objects = split(case)
    return sum(effort_of_one(literals) for literals in objects.values()) if attributes_possible(attributes) else 0


@cached(50_000)
def split(case: ClauseCase) -> tuple[list[Literal], dict[str, frozenset[Literal]]]:
    """A clause's literals on attributes, and those on each presence object."""
    attributes: list[Literal] = []
    objects: dict[str, set[Literal]] = {}
    for literal in case.clause:
        if isinstance(literal.atom, Attribute):
            attributes.append(literal)
        else:
            objects.setdefault(literal.atom.obj, set()).add(literal)
    return attributes, {obj: frozenset(literals) for obj, literals in objects.items()}


def attribute_values(attributes: list[Literal]) -> dict[str, str] | None:
    """A value for each attribute that the literals name, or None if they contradict each other."""
    names: dict[str, list[Literal]] = {}
    for literal in attributes:
        assert isinstance(literal.atom, Attribute)
        names.setdefault(literal.atom.name, []).append(literal)
    out: dict[str, str] = {}
    for name in sorted(names):
        atoms = [literal.atom for literal in names[name] if isinstance(literal.atom, Attribute)]
        mentioned = {value for atom in atoms for value in atom.values if value not in atom.groups}
        yes_no = mentioned == {"yes"}
        domain = DOMAINS.get(name) or (("yes", "no") if yes_no else (*sorted(mentioned), OTHER))
        fits = [v for v in domain if all(_allows(literal, v) for literal in names[name])]
        if not fits:
            return None
        out[name] = fits[0]
    return out


def _allows(literal: Literal, value: str) -> bool:
    assert isinstance(literal.atom, Attribute)
    return (value in literal.atom.values) == literal.positive


def attributes_possible(attributes: list[Literal]) -> bool:
    """Whether a person can have all these attributes."""
    return not attributes or _possible(frozenset(attributes))


@cached(50_000)
def _possible(attributes: frozenset[Literal]) -> bool:
    return attribute_values(list(attributes)) is not None
