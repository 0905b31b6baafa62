"""Months that roll over to the 1st where a month has no such day, in place of its last day: the other convention.

Only lengths that are measured from the anchor can be told so: a window, a threshold in months, a qualifying period. Where
months are measured from each day of a life (rolling windows of months, breaks, the stay around a date) they are clamped.
"""

from __future__ import annotations

from dataclasses import replace

from sojourn.model.message import message
from sojourn.model.rule import Bound, Limb, Rule, Window
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.calendar import Amount, Point
from sojourn.rules.logic.expand import limbs_of, map_limbs
from sojourn.rules.logic.formula import And, Attribute, Count, Formula, Literal, Or, Weighted

MONTHS = ("month", "year", "calendar-year")


def rolled_over(formula: Formula) -> Formula:
    """A formula whose months roll over. Raises UnsupportedError where they are not measured from the anchor."""
    match formula:
        case Literal(Attribute(), _):
            return formula
        case Literal(Count() as atom, positive):
            lo, hi = (None if point is None else _rolls(point) for point in (atom.lo, atom.hi))
            return Literal(atom._replace(lo=lo, hi=hi, amount=_amount(atom.amount)), positive)
        case Literal(Weighted() as atom, positive):
            return Literal(atom._replace(amount=_amount(atom.amount)), positive)
        case Literal(atom, _):
            # Of rolling windows, breaks and the stay around a date, which may be told in days alone.
            assert not isinstance(atom, Attribute | Count | Weighted)
            if atom.months or getattr(atom, "amount_months", 0):
                raise UnsupportedError(message("unsupported-rolled-months"))
            return formula
        case And(parts) | Or(parts):
            return type(formula)(tuple(rolled_over(part) for part in parts))


def _rolls(point: Point) -> Point:
    return point._replace(rolls=True) if point.months and not point.year else point


def _amount(amount: Amount) -> Amount:
    return amount._replace(end=_rolls(amount.end), start=_rolls(amount.start))


def with_other_convention(rule: Rule) -> Rule | None:
    """The rule with the convention on months that it does not have; None if no length of it is in months.

    >>> from sojourn.model.rule import Bound
    >>> other = with_other_convention(Limb(threshold=Bound(6, "month", ">=")))
    >>> other.month_end if isinstance(other, Limb) else None
    'rolled-over'
    """
    if not any(_in_months(limb) for limb in limbs_of(rule)):
        return None
    return map_limbs(rule, lambda limb: replace(limb, month_end=_other(limb.month_end)))


def _other(month_end: str | None) -> str:
    return "clamped" if month_end == "rolled-over" else "rolled-over"


def _in_months(limb: Limb) -> bool:
    lengths = [bound.unit for bound in (limb.threshold, limb.upper_bound) if isinstance(bound, Bound)]
    if isinstance(limb.window, Window):
        lengths += [limb.window.unit or "day", limb.window.offset.unit if limb.window.offset else "day"]
    return any(unit in MONTHS for unit in lengths)
