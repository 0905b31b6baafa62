"""What there is to know about two rules next to each other, worked out once and only as far as it is asked for.

Nothing here depends on what the rules are called: `compare` puts the names in. So definitions that share a rule share a
`Pair`, and whoever needs only the possible relations does not pay for the travellers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from sojourn.model.message import Message
from sojourn.model.rule import Limb, Rule
from sojourn.rules.comparison.completions import Choice, Reading, Readings, choices, readings
from sojourn.rules.comparison.questions import answer, question
from sojourn.rules.comparison.relation import (
    BROADER,
    DISJOINT,
    EQUAL,
    INCOMPARABLE,
    NARROWER,
    OVERLAPPING,
    UNDETERMINED,
    Sides,
    both_cases,
    by_start,
    cases,
    contested_groups,
    relation,
    shared_base,
    sides,
)
from sojourn.rules.comparison.result import Answer, StartDates, Unknown, ordered
from sojourn.rules.comparison.witness import Witness, check, find_witness
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import mask_dates
from sojourn.rules.logic.expand import limbs_of, map_limbs, normal
from sojourn.rules.logic.normal_form import Meaning, events_of, known
from sojourn.rules.solver.work import Work

Witnesses = tuple[Witness | None, Witness | None, Witness | None]
# What the readings of two rules can come to; once all of it occurs, more readings tell nothing new.
ANSWERS = (EQUAL, NARROWER, BROADER, OVERLAPPING, DISJOINT, INCOMPARABLE)
# The most ways to answer the questions that are tried (no two rules found in sources have as many), with so many pairs of
# branches and so many steps of work in all (see `solver.work`).
MAX_TRIED = 4_000
MAX_BRANCHES = 300_000
MAX_PAIR = 600_000
# An integer program that was given up was worked on for so long; what else is refused is refused at once.
REFUSED = {"unsupported-mixed-cases": 10_000, "unsupported-weighted-cases": 10_000}
# The steps that it takes to make a branch.
BRANCH = 8


class _Tried(NamedTuple):
    """The relations found, by the answers that lead to them; whether no other can be found; whether all were tried."""

    relations: dict[Choice, str]
    complete: bool
    # Whether every way to answer the questions was tried.
    whole: bool = False
    # Why the first reading that was not decided is not.
    refused: Message | None = None


def pair(a: Rule, b: Rule, plans_come_true: bool = False) -> Pair:
    """The pair of two rules without references; `plans_come_true` takes every plan as coming true."""
    contested = contested_groups(a, b)
    return _pair(_bare(a, contested), _bare(b, contested), same_but_for_recall(a, b), plans_come_true)


def same_but_for_recall(a: Rule, b: Rule) -> bool:
    """Whether two rules are the same, but for what has no effect on who is counted."""
    return a == b or map_limbs(a, normal) == map_limbs(b, normal)


@cached(20_000)
def _bare(rule: Rule, contested: frozenset[str]) -> Rule:
    """The rule without what has no part in the relation: recall periods, and groups that nobody contests."""

    def strip(limb: Limb) -> Limb:
        groups = limb.population
        includes, excludes = (tuple(g for g in x if g in contested) for x in (groups.includes, groups.excludes))
        if includes == groups.includes and excludes == groups.excludes:
            return normal(limb)
        return replace(normal(limb), population=replace(groups, includes=includes, excludes=excludes))

    return map_limbs(rule, strip)


class Pair:
    """Two rules, and the relation of every reading of a to every reading of b that goes with it.

    The questions of a pair are those that both rules leave open (one answer for both), then those of a, then those of b.
    """

    def __init__(self, a: Rule, b: Rule, same: bool, plans_come_true: bool) -> None:
        self.a, self.b, self.same, self.plans_come_true = a, b, same, plans_come_true
        self.left, self.right = readings(a, b), readings(b, a)
        self.shared = tuple(o.facet for o in self.left.open if o.shared)
        self._questions = (
            *((facet, "ab") for facet in self.shared),
            *((facet, "a") for facet in self.left.facets if facet not in self.shared),
            *((facet, "b") for facet in self.right.facets if facet not in self.shared),
        )

    @cached_property
    def _positions(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Where the answers to the questions of a, and those to the questions of b, stand among all answers."""
        return tuple(  # type: ignore[return-value]
            tuple(i for facet in side.facets for i, q in enumerate(self._questions) if q[0] == facet and name in q[1])
            for side, name in ((self.left, "a"), (self.right, "b"))
        )

    def _readings(self, answers: Choice) -> tuple[Reading, Reading] | None:
        left, right = self._positions
        one = self.left.at(tuple(answers[i] for i in left))
        other = self.right.at(tuple(answers[i] for i in right))
        return None if one is None or other is None else (one, other)

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        sizes = {"a": dict(zip(self.left.facets, self.left.sizes, strict=True))}
        sizes["b"] = dict(zip(self.right.facets, self.right.sizes, strict=True))
        return tuple(max(sizes[name][facet] for name in names) for facet, names in self._questions)

    @cached_property
    def first(self) -> tuple[Rule, Rule]:
        """The alike readings."""
        for answers in choices(self._sizes):
            found = self._readings(answers)
            if found is not None:
                return found[0].rule, found[1].rule
        raise AssertionError("a limb that nobody meets in any reading keeps all of them")

    @cached_property
    def _tried(self) -> _Tried:
        """The relation for each way to answer the questions, the alike one first."""
        if self.same:
            # One text is equal to itself whatever it leaves open.
            return _Tried({(0,) * len(self._sizes): EQUAL}, True, True)
        base, contested = shared_base(*self.first), contested_groups(*self.first)
        events = events_of(self.first[0]) | events_of(self.first[1]) or frozenset(("reference-date",))

        relations: dict[Choice, str] = {}
        met: set[str] = set()
        refused: Message | None = None
        branches, work = 0, Work(MAX_PAIR)
        meanings = _Meanings(base, contested, self.plans_come_true, events)
        left, right = (meanings.of(side, at) for side, at in zip((self.left, self.right), self._positions, strict=True))
        answered: dict[tuple[int, int], tuple[str | UnsupportedError, int, int]] = {}
        for answers in choices(self._sizes):
            if len(relations) >= MAX_TRIED or branches > MAX_BRANCHES or work.spent or len(met) == len(ANSWERS):
                return _Tried(relations, len(met) == len(ANSWERS), refused=refused)
            one = left(answers)
            other = None if one is None else right(answers)
            if one is None or other is None:
                continue
            found = answered.get((one, other))
            if found is None:
                found = answered[one, other] = meanings.relation(one, other)
                work.note(meanings.made_for(one, other))
            name, steps, size = found
            branches += size
            work.note(steps)
            if isinstance(name, UnsupportedError):
                work.note(REFUSED.get(name.reason.id, 0))
                refused, name = refused or name.reason, UNDETERMINED
            else:
                met.add(name)
            relations[answers] = name
        return _Tried(relations, True, True, refused)

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """The relations that occur; "undetermined" among them where a reading cannot be decided or was not tried."""
        found = set(self._tried.relations.values())
        return ordered(found if self._tried.complete else found | {UNDETERMINED})

    @property
    def complete(self) -> bool:
        """Whether all there is to find was found; False where there are too many open points to work through."""
        return self._tried.complete

    @property
    def as_stated(self) -> str:
        """The relation of the alike readings."""
        return next(iter(self._tried.relations.values()))

    @property
    def relation(self) -> str:
        """The relation if all readings have the same one."""
        return self.possible[0] if len(self.possible) == 1 else UNDETERMINED

    @property
    def several(self) -> bool:
        """Whether more than one pair of readings was compared."""
        return len(self._tried.relations) > 1

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """The open facets, most informative first: those whose answer leaves the fewest possible relations.

        A facet matters if the relation changes with its value while all others stay. Where both rules are silent on it
        the value changes in both at once: whether the relation would also survive two different answers is not what is
        asked (the assumption says that they are taken to be the same).
        """
        relations = self._tried.relations
        found: dict[tuple[str, str, Message], tuple[float, int, Unknown]] = {}
        for position, (facet, names) in enumerate(self._questions):
            matters, after = _weight(relations, position) if self._sizes[position] > 1 else (False, {})
            for name in names if self._sizes[position] > 1 else "":
                unknown = self._unknown(facet, name, matters, after)
                told = unknown.facet
                key = (told, name, unknown.question)
                remaining = sum(len(left) for left in after.values()) / max(len(after), 1)
                rank = (remaining if matters else 99.0, len(found), unknown)
                if key not in found or rank[0] < found[key][0]:
                    found[key] = rank
        return tuple(unknown for _, _, unknown in sorted(found.values(), key=lambda entry: entry[:2]))

    def _unknown(self, facet: str, name: str, matters: bool, after: dict[int, set[str]]) -> Unknown:
        """The open facet of a side, with what follows from each answer to its question (`after`: by place of the value)."""
        side, rule = (self.left, self.first[0]) if name == "a" else (self.right, self.first[1])
        place = side.facets.index(facet)
        # The question on adding up asks for the period as well.
        told = "accumulation" if facet == "window" and "accumulation" in side.facets else facet
        limb = list(limbs_of(rule))[side.open[side.facets.index(told)].limb]
        answers = {
            answer(facet, side.open[place].values[i], limb): ordered(left)
            for i, left in sorted(after.items(), reverse=True)
            if i < len(side.open[place].values)
        }
        tried = tuple(Answer(value, left) for value, left in reversed(answers.items()))
        return Unknown(
            told,
            name,
            matters,
            question(told, limb),
            side.concerned(place),
            tried if matters and self._tried.whole else (),
        )

    @cached_property
    def _sides(self) -> Sides | UnsupportedError:
        try:
            return sides(*self.first, self.plans_come_true)
        except UnsupportedError as reason:
            return UnsupportedError(reason.reason)

    @property
    def unsupported(self) -> Message | None:
        """Why the alike readings cannot be compared date by date, or None."""
        return self._sides.reason if isinstance(self._sides, UnsupportedError) else None

    @property
    def refused(self) -> Message | None:
        """Why the first reading that is not decided is not."""
        return self._tried.refused

    @cached_property
    def witnesses(self) -> Witnesses:
        """Travellers whom only a, only b, both count: as dates, put to the independent evaluator, without a sentence."""
        found = self._sides
        if isinstance(found, UnsupportedError):
            return None, None, None
        (a, b), base, contested = self.first, shared_base(*self.first), contested_groups(*self.first)
        only_a = find_witness(cases(a, b, self.plans_come_true, base, contested), found.a_not_b)
        only_b = find_witness(cases(b, a, self.plans_come_true, base, contested), found.b_not_a)
        both = find_witness(both_cases(a, b, self.plans_come_true, base, contested), found.both)
        for witness, by_a, by_b in ((only_a, True, False), (only_b, False, True), (both, True, True)):
            if witness is not None:
                check(witness, ((a, by_a), (b, by_b)), base, self.plans_come_true)
        return only_a, only_b, both

    @cached_property
    def start_dates(self) -> StartDates:
        """On which start dates the alike readings have another relation than the one over all of them."""
        if isinstance(self._sides, UnsupportedError):
            return StartDates()
        masks = by_start(self._sides)
        others = 0
        for name, mask in masks.items():
            if name != self.relation:
                others |= mask
        relations = {name: mask.bit_count() for name, mask in masks.items()}
        return StartDates(len(masks) == 1, tuple(d.isoformat() for d in mask_dates(others)), relations)


_pair = cached(20_000)(Pair)


class _Meanings:
    """What two rules say by the answers to all questions of a pair, numbered: equal numbers for what says the same."""

    def __init__(self, base: str, contested: frozenset[str], plans_come_true: bool, events: frozenset[str]) -> None:
        # Conventions, groups and events are the same in all readings of the two rules.
        self._next_to = (base, contested, plans_come_true, events)
        self._numbers: dict[Meaning, int] = {}
        self._all: list[Meaning] = []
        self._counted: set[int] = set()

    def of(self, side: Readings, places: tuple[int, ...]) -> Callable[[Choice], int | None]:
        """For one side, the number of what its rule says by the answers to all questions; None if it can count nobody."""
        found: dict[Choice, int | None] = {}
        picked = _picker(places)

        def at(answers: Choice) -> int | None:
            own = picked(answers)
            if own not in found:
                reading = side.at(own)
                found[own] = None if reading is None else self._number(_meaning(reading, *self._next_to))
            return found[own]

        return at

    def _number(self, meaning: Meaning) -> int:
        number = self._numbers.setdefault(meaning, len(self._all))
        if number == len(self._all):
            self._all.append(meaning)
        return number

    def relation(self, one: int, other: int) -> tuple[str | UnsupportedError, int, int]:
        """The relation, the steps of work, and how many pairs of branches there are."""
        a, b = self._all[one], self._all[other]
        return *_relation(a, b), a.size * b.size

    def made_for(self, *numbers: int) -> int:
        """The steps that it took to make those that were not asked for before."""
        new = set(numbers) - self._counted
        self._counted |= new
        return sum(BRANCH * self._all[number].size for number in new)


def _picker(places: tuple[int, ...]) -> Callable[[Choice], Choice]:
    """The answers at some places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda answers: tuple([answers[place] for place in places])


@cached(300_000)
def _meaning(
    reading: Reading, base: str, contested: frozenset[str], plans_come_true: bool, events: frozenset[str]
) -> Meaning:
    return known(reading.rule, base, contested, plans_come_true).meaning(events)


def _relation(a: Meaning, b: Meaning) -> tuple[str | UnsupportedError, int]:
    """The relation of two known rules and the steps of work; incomparable if their durations speak of different objects."""
    if a.objects and b.objects and not a.objects & b.objects:
        return INCOMPARABLE, 0
    return relation(a, b)


def _weight(relations: dict[Choice, str], position: int) -> tuple[bool, dict[int, set[str]]]:
    """Whether a facet changes the relation while all others stay, and the relations that remain after each of its values."""
    if len(set(relations.values())) == 1:
        return False, {}
    fixed: dict[Choice, str] = {}
    after: dict[int, set[str]] = {}
    matters = False
    for answers, name in relations.items():
        rest = answers[:position] + answers[position + 1 :]
        matters = matters or fixed.setdefault(rest, name) != name
        after.setdefault(answers[position], set()).add(name)
    return matters, after
