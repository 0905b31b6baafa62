"""Months that roll over to the 1st where a month has no such day, in place of its last day: the other convention.

Only lengths that are measured from the anchor can be told so: a window, a threshold in months, a qualifying period, the time
in which breaks are tolerated or windows roll. Where months are measured from each day of a life (rolling windows of months,
breaks of months, the stay around a date) they are clamped.
"""

from __future__ import annotations

from dataclasses import replace

from sojourn.model.message import message
from sojourn.model.rule import Bound, Limb, Rule, Window
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import Amount, Point
from sojourn.rules.logic.expand import limbs_of, map_limbs
from sojourn.rules.logic.formula import (
    And,
    Around,
    Atom,
    Attribute,
    Break,
    Count,
    Formula,
    Literal,
    Or,
    Rolling,
    Weighted,
)

MONTHS = ("month", "year", "calendar-year")


def rolled_over(formula: Formula) -> Formula:
    """A formula whose months roll over. Raises UnsupportedError where they are not measured from the anchor."""
    match formula:
        case Literal(atom, positive):
            return Literal(_rolled(atom), positive)
        case And(parts) | Or(parts):
            return type(formula)(tuple(rolled_over(part) for part in parts))


def _rolled(atom: Atom) -> Atom:
    match atom:
        case Attribute():
            return atom
        case Count():
            return atom._replace(lo=_edge(atom.lo), hi=_edge(atom.hi), amount=_amount(atom.amount))
        case Weighted():
            return atom._replace(amount=_amount(atom.amount))
        case Around():
            _refuse_months(atom.months)
            return atom
        case Rolling():
            _refuse_months(atom.months or atom.amount_months)
            return atom._replace(lo=_edge(atom.lo), hi=_edge(atom.hi))
        case Break():
            _refuse_months(atom.months)
            return atom._replace(lo=_rolls(atom.lo), hi=_rolls(atom.hi))


def _refuse_months(months: int) -> None:
    """Raise UnsupportedError for a length that is measured from each day of a life, unless it is told in days alone."""
    if months:
        raise UnsupportedError(message("unsupported-rolled-months"))


def _edge(point: Point | None) -> Point | None:
    return None if point is None else _rolls(point)


def _rolls(point: Point) -> Point:
    return point._replace(rolls=True) if point.months and not point.year else point


def _amount(amount: Amount) -> Amount:
    return amount._replace(end=_rolls(amount.end), start=_rolls(amount.start))


def with_other_convention(*rules: Rule) -> tuple[Rule, ...] | None:
    """The rules with the convention on months that they do not have; None if none of them states a length in months.

    All of them are turned: a window that several leave open is tried in months for each of them, and is one window.

    >>> from sojourn.model.rule import Bound
    >>> others = with_other_convention(Limb(threshold=Bound(6, "month", ">=")), Limb())
    >>> [other.month_end for other in others or () if isinstance(other, Limb)]
    ['rolled-over', 'rolled-over']
    """
    if not any(_in_months(limb) for rule in rules for limb in limbs_of(rule)):
        return None
    return tuple(map_limbs(rule, lambda limb: replace(limb, month_end=_other(limb.month_end))) for rule in rules)


def _other(month_end: str | None) -> str:
    return "clamped" if month_end == "rolled-over" else "rolled-over"


def _in_months(limb: Limb) -> bool:
    lengths: list[str | None] = [bound.unit for bound in (limb.threshold, limb.upper_bound) if isinstance(bound, Bound)]
    if isinstance(limb.window, Window):
        lengths += [part.unit for part in (limb.window, limb.window.offset, limb.window.within) if part is not None]
    return any(unit in MONTHS for unit in lengths)
