"""How a decision came about, as a tree: the rule's parts, what was found of each, and the days that it counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sojourn.model.message import Arg, Message, message
from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Rule
from sojourn.model.trace import Node
from sojourn.rules.comparison.person import attribute_name
from sojourn.rules.decision.alternatives.cases import attributes_of, simplified
from sojourn.rules.decision.explanation.numbers import Numbers, decisive, numbers_of
from sojourn.rules.decision.observed.history import Crossing, History
from sojourn.rules.decision.observed.observation import Observation
from sojourn.rules.decision.required.residuals import Moment, Tree, known, place
from sojourn.rules.logic.formula import Formula
from sojourn.rules.logic.normal_form import events_of, formula_of


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule is asked, of whom."""

    moment: Moment
    base: str
    seen: Observation

    @property
    def history(self) -> History:
        return self.seen.history


def tree_of(
    rule: Rule,
    base: str,
    seen: Observation,
    move: Crossing,
    answer: bool | None,
    reason: Message,
    numbers: Numbers | None,
) -> Node:
    """The explanation of a decision on a crossing."""
    at = _Place(Moment.of(move.direction, move.day), base, seen)
    asked = message("decision-node-crossing", direction=move.direction, day=move.day)
    return _root(asked, rule, at, reason, numbers)


def tree_on(rule: Rule, base: str, seen: Observation, on: date, reason: Message, numbers: Numbers | None) -> Node:
    """The explanation of a decision on a date."""
    at = _Place(Moment.of("reference-date", on), base, seen)
    return _root(message("decision-node-date", day=on), rule, at, reason, numbers)


def _root(asked: Message, rule: Rule, at: _Place, reason: Message, numbers: Numbers | None) -> Node:
    part = _node(rule, at)
    return Node(asked, reason, (part,) if part else (), numbers.pairs() if numbers else ())


def _node(rule: Rule, at: _Place) -> Node | None:
    """The node of a part of the rule; None for one that is about another kind of event."""
    named = events_of(rule)
    if named and at.moment.event not in named:
        return None
    match rule:
        case AnyOf(rules) | AllOf(rules):
            parts = tuple(node for part in rules if (node := _node(part, at)))
            if len(parts) == 1:
                return parts[0]
            name = "decision-node-any" if isinstance(rule, AnyOf) else "decision-node-all"
            return Node(message(name), _found(rule, at), parts)
        case Not(inner):
            part = _node(inner, at)
            return Node(message("decision-node-not"), _found(rule, at), (part,) if part else ())
        case _:
            return _limb(rule, at)


def _limb(limb: Rule, at: _Place) -> Node:
    assert isinstance(limb, Limb)
    formula = _formula(limb, at)
    attributes = tuple(
        Node(message("decision-node-attribute", name=attribute_name(atom.name)), _value(atom.name, at))
        for atom in dict.fromkeys(attributes_of(formula))
    )
    tree = _placed(formula, at)
    numbers = next((found for leaf in decisive(tree) if (found := numbers_of(leaf, at.seen))), None)
    asked = message("decision-node-limb", rule=limb)
    return Node(asked, _answer(known(tree)[0]), attributes, numbers.pairs() if numbers else ())


def _value(name: str, at: _Place) -> Arg:
    return at.history.attribute(name, at.moment.on) or message("decision-answer-unknown")


def _found(rule: Rule, at: _Place) -> Message:
    return _answer(known(_placed(_formula(rule, at), at))[0])


def _formula(rule: Rule, at: _Place) -> Formula:
    return formula_of(rule, at.moment.event, at.base, at.history.groups)


def _placed(formula: Formula, at: _Place) -> Tree:
    named = {atom.name for atom in attributes_of(formula)}
    values: Mapping[str, str] = {
        name: value for name in named if (value := at.history.attribute(name, at.moment.on)) is not None
    }
    return place(simplified(formula, values), at.moment, at.seen)


def _answer(value: bool | None) -> Message:
    return message({True: "decision-answer-holds", False: "decision-answer-fails", None: "decision-answer-open"}[value])
