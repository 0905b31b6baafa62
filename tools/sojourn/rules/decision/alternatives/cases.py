"""From a rule to the case that it makes of one crossing, or of one date: formulas of leaves over what was observed.

A rule in which nothing is unknown (a completion) becomes one formula for each kind of event and each status before
(`formulas`), without what the history says of the person. Unknown attributes that do not change are the same at each
crossing; so each way in which they can be is a rule of its own (`people`). Plans, and attributes that change, are each
crossing's own: a case then has several formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import product

from sojourn.model.message import message
from sojourn.model.rule import Rule
from sojourn.rules.decision.observed.history import STATUSES, Crossing, History
from sojourn.rules.decision.observed.observation import Observation
from sojourn.rules.decision.outcomes.joint import Case
from sojourn.rules.decision.required.plans import Plans, plans_at, plans_on
from sojourn.rules.decision.required.residuals import (
    ACTUAL,
    Combination,
    Leaf,
    Moment,
    Tree,
    joined,
    known,
    leaves,
    place,
)
from sojourn.rules.errors import RuleError, UnsupportedError
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.formula import FALSE, TRUE, And, Attribute, Formula, Literal, Or
from sojourn.rules.logic.normal_form import formula_of
from sojourn.rules.solver.difference_constraints import Bounds, feasible
from sojourn.rules.solver.satisfiability import anchor_bounds

# The most combinations of unknown attributes that are distinguished; beyond, each test of one may go either way.
MAX_PEOPLE = 4_096
# The most plans and changing attributes of one crossing that are distinguished; beyond, the case is open.
MAX_FREE = 8
# The most days on which a crossing may have been, times the crossings of the history.
MAX_RANGE_WORK = 200_000
OTHER = "other than all that the rule names"
_Key = tuple[object, int, int, object]
_Plan = tuple[str, str, int, int, int, bool] | None
# When a formula is asked, what has been seen by then, and what was meant or permitted.
Asked = tuple[Moment, Observation, Plans | None]
# By kind of event and status before.
Formulas = Mapping[tuple[str, str], Formula]


def simplified(formula: Formula, known_values: Mapping[str, str]) -> Formula:
    """A formula without the attributes whose values are known."""

    def known_value(literal: Literal) -> bool | None:
        if not isinstance(literal.atom, Attribute):
            return None
        value = known_values.get(literal.atom.name)
        return None if value is None else (value in literal.atom.values) == literal.positive

    return answered(formula, known_value)


def answered(formula: Formula, answer: Callable[[Literal], bool | None]) -> Formula:
    """A formula without the literals that have an answer."""
    match formula:
        case Literal():
            value = answer(formula)
            return formula if value is None else TRUE if value else FALSE
        case And(parts) | Or(parts):
            every = isinstance(formula, And)
            neutral, decisive = (TRUE, FALSE) if every else (FALSE, TRUE)
            kept = [part for each in parts if (part := answered(each, answer)) != neutral]
            if decisive in kept:
                return decisive
            return kept[0] if len(kept) == 1 else type(formula)(tuple(dict.fromkeys(kept)))


def interned(formula: Formula, known_ones: dict[Formula, Formula]) -> Formula:
    """The formula with one object for each literal, so that what is made of it need not be looked up by its contents."""
    match formula:
        case Literal():
            return known_ones.setdefault(formula, formula)
        case And(parts) | Or(parts):
            return type(formula)(tuple(interned(part, known_ones) for part in parts))


def lowered(rule: Rule, event: str, base: str, groups: frozenset[str], plans_come_true: bool = False) -> Formula:
    """What a completed rule asks at a kind of event. Raises RuleError where no formula says it."""
    try:
        return formula_of(rule, event, base, groups, plans_come_true)
    except UnsupportedError as error:
        advice = message("decision-error-person-advice")
        raise RuleError(message("decision-error-person"), error.reason, advice) from error


def attributes_of(formula: Formula) -> Iterator[Attribute]:
    """The attributes that a formula asks for."""
    match formula:
        case Literal(Attribute() as atom, _):
            yield atom
        case And(parts) | Or(parts):
            for part in parts:
                yield from attributes_of(part)


def _asks_plans(formula: Formula) -> bool:
    match formula:
        case Literal(atom, _):
            return not isinstance(atom, Attribute) and atom.obj != ACTUAL
        case And(parts) | Or(parts):
            return any(_asks_plans(part) for part in parts)


def people(formulas: Formulas, history: History) -> dict[tuple[Formula, ...], list[Mapping[str, str]]]:
    """The different formulas, in the order of `formulas`, that unknown attributes leave possible, each with who makes them.

    Only values that the rule tells apart are tried. Attributes that change over time are left in.
    """
    plain = {key: simplified(formula, history.attributes) for key, formula in formulas.items()}
    changing = {period.name for period in history.periods}
    named: dict[str, set[str]] = {}
    for formula in plain.values():
        for name, values, groups in attributes_of(formula):
            if name not in changing:
                named.setdefault(name, set()).update(set(values) - set(groups))
    options = {name: [*_told_apart(name, values, plain), OTHER] for name, values in sorted(named.items())}
    number = 1
    for option in options.values():
        number *= len(option)
    if number > MAX_PEOPLE:
        return {tuple(plain.values()): [{}]}
    out: dict[tuple[Formula, ...], list[Mapping[str, str]]] = {}
    for chosen in product(*options.values()):
        person = dict(zip(options, chosen, strict=True))
        out.setdefault(tuple(simplified(formula, person) for formula in plain.values()), []).append(person)
    return out


def _told_apart(name: str, values: set[str], plain: Formulas) -> list[str]:
    """One value for each set of tests that values of an attribute pass."""
    asked = sorted({each for formula in plain.values() for n, each, _ in attributes_of(formula) if n == name})
    found: dict[tuple[bool, ...], str] = {}
    for value in sorted(values):
        found.setdefault(tuple(value in each for each in asked), value)
    return list(found.values())


ALWAYS, NOT = Case.of([True]), Case.of([False])


class Cases:
    """The cases of one rule, in which nothing is unknown but plans and what changes, over one history."""

    def __init__(self, formulas: Formulas, history: History, seen: Observation) -> None:
        self.formulas, self.history, self.seen = formulas, history, seen
        self._changing = {atom.name for formula in formulas.values() for atom in attributes_of(formula)} & {
            period.name for period in history.periods
        }
        work = sum((move.latest - move.day).days for move in seen.moves) * len(seen.moves)
        if work > MAX_RANGE_WORK:
            raise RuleError(
                message("decision-error-large"),
                message("decision-error-vague-detail", id=history.id),
                message("decision-error-vague-advice"),
            )

    @property
    def planned(self) -> bool:
        """Whether the history states plans, and a formula may ask for them."""
        return bool(self.history.plans) and any(_asks_plans(formula) for formula in self.formulas.values())

    def barred_until(self, day: date) -> date | None:
        """The next day on which an attribute changes, if what holds on a day keeps a rule about dates from counting at all."""
        if not self._changing or self._given(self.formulas["reference-date", ""], day) != FALSE:
            return None
        edges = [
            edge for p in self.history.periods for edge in (p.first, p.last and p.last + timedelta(days=1)) if edge
        ]
        return min((edge for edge in edges if edge > day), default=date.max)

    def _given(self, formula: Formula, day: date) -> Formula:
        """The formula without the attributes that change, as they are on a day."""
        values = {name: self.history.attribute(name, day) for name in self._changing}
        return simplified(formula, {name: value for name, value in values.items() if value is not None})

    def at(self, move: Crossing) -> dict[str, Case]:
        """What is asked at a crossing, by the status before."""
        asked = {status: self.formulas[move.direction, status] for status in STATUSES}
        made = {formula: self._case(formula, move) for formula in dict.fromkeys(asked.values())}
        return {status: made[formula] for status, formula in asked.items()}

    def on(self, moment: Moment) -> Case:
        """What is asked on a date."""
        plans = plans_on(self.history, moment.on) if self.history.plans else None
        return self._open(self.formulas[moment.event, ""], [(moment, self.seen, plans)])

    def _case(self, formula: Formula, move: Crossing) -> Case:
        if formula in (TRUE, FALSE):
            return ALWAYS if formula == TRUE else NOT
        days = [move.day + timedelta(days=n) for n in range((move.latest - move.day).days + 1)]
        return self._open(formula, [self._asked(move, day) for day in days])

    def _asked(self, move: Crossing, day: date) -> Asked:
        """The moment of a crossing, if it was on a day."""
        seen = self.seen if move.day == move.latest else self.seen.narrowed(move, day)
        return Moment.of(move.direction, day), seen, plans_at(self.history, move, day)

    def _open(self, formula: Formula, asked: list[Asked]) -> Case:
        """The case of a formula that is asked at one moment, or at any of several."""
        trees: list[Tree] = []
        free: dict[str, None] = {}
        for moment, seen, plans in asked:
            given = formula
            if plans is not None:
                given = answered(given, partial(plans.answer, moment=moment))
            if self._changing:
                given = self._given(given, moment.on)
            placed = place(given, moment, seen)
            open_ones = [leaf.free for leaf in leaves(placed) if leaf.free and leaf.value is None]
            free.update(dict.fromkeys(open_ones))
            trees += variants(placed, moment) if open_ones else [placed]
        return Case.of(trees if len(asked) == 1 else _different(trees), tuple(free))


# -- what nothing observed settles ---------------------------------------------------------------------------------------


def variants(tree: Tree, moment: Moment) -> list[Tree]:
    """The formulas that are left if plans, changing attributes and gaps turn out in each way in which they can."""
    free = [leaf for leaf in leaves(tree) if leaf.free and leaf.value is None]
    if not free:
        return [tree]
    asked = {(leaf.literal.atom, leaf.lo, leaf.hi, leaf.amount): leaf for leaf in free}
    if len(asked) > MAX_FREE:
        return [True, False]
    plans = tuple(_plan(leaf, moment.day) for leaf in asked.values())
    if len(free) == sum(1 for _ in leaves(tree)):
        return _answers(tree, asked, _signs(moment.event, plans))
    return _different([_with(tree, dict(zip(asked, signs, strict=True))) for signs in _signs(moment.event, plans)])


def _answers(tree: Tree, asked: Iterable[_Key], signs: tuple[tuple[bool, ...], ...]) -> list[Tree]:
    """The answers of a formula of plans only."""
    found: dict[bool, None] = {}
    for each in signs:
        found[_value(tree, dict(zip(asked, each, strict=True)))] = None
        if len(found) > 1:
            break
    return list(found)


def _value(tree: Tree, answers: Mapping[_Key, bool]) -> bool:
    if isinstance(tree, Leaf):
        return answers[tree.literal.atom, tree.lo, tree.hi, tree.amount] == tree.positive
    if isinstance(tree, Combination):
        for part in tree.parts:
            if _value(part, answers) != tree.every:
                return not tree.every
        return tree.every
    return tree


def _with(tree: Tree, answers: Mapping[_Key, bool]) -> Tree:
    if isinstance(tree, Leaf):
        if tree.free and tree.value is None:
            return answers[tree.literal.atom, tree.lo, tree.hi, tree.amount] == tree.positive
        return tree
    if isinstance(tree, Combination):
        return joined(tree.every, [_with(part, answers) for part in tree.parts])
    return tree


def _different(trees: list[Tree]) -> list[Tree]:
    """The formulas without repetition; of those that are known, one for each answer."""
    out: dict[object, Tree] = {}
    for tree in trees:
        value, time = known(tree)
        key: object = tree
        if isinstance(tree, bool):
            key = tree
        elif value is not None:
            key = value, time
        out.setdefault(key, tree)
    return list(out.values())


def _plan(leaf: Leaf, day: int) -> _Plan:
    """What a leaf asks of a plan, in days from the moment at which it is made; None for what is tied to nothing else."""
    if isinstance(leaf.literal.atom, Attribute) or leaf.free == "gap" or leaf.hi == leaf.lo or leaf.parts:
        return None
    return leaf.free, leaf.base, leaf.lo - day, leaf.hi - day, int(leaf.amount), leaf.absent


@cached(20_000)
def _signs(event: str, plans: tuple[_Plan, ...]) -> tuple[tuple[bool, ...], ...]:
    """The answers that plans can give together: there is one timeline for each presence object."""
    return tuple(signs for signs in product((True, False), repeat=len(plans)) if _can_be(event, plans, signs))


def _can_be(event: str, plans: tuple[_Plan, ...], signs: tuple[bool, ...]) -> bool:
    wanted: dict[tuple[str, str], set[Bounds]] = {}
    for plan, holds in zip(plans, signs, strict=True):
        if plan is not None:
            obj, base, lo, hi, amount, absent = plan
            least, most = (amount, None) if holds else (None, amount - 1)
            if absent:
                least, most = (None, hi - lo - amount) if holds else (hi - lo - amount + 1, None)
            wanted.setdefault((obj, base), set()).add(Bounds(lo, hi, least, most))
    return all(_feasible(event, obj, base, frozenset(asked)) for (obj, base), asked in wanted.items())


def _feasible(event: str, obj: str, base: str, wanted: frozenset[Bounds]) -> bool:
    """Bounds on one plan, with what the crossing itself fixes of a plan that is made at it."""
    return feasible(wanted | frozenset(anchor_bounds(event, base, obj)))
