"""Formulas on arrays: what one says of each anchor, 2 (holds), 1 (not decided yet) or 0; `formula_sql` is the same in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from math import lcm
from typing import Any

import numpy as np

from sojourn.measurement.arrays.presence import Anchors
from sojourn.measurement.sql.formula_sql import EVER
from sojourn.rules.logic.calendar import Amount, Point
from sojourn.rules.logic.formula import And, Attribute, Count, Formula, Literal, Or, Weighted

# An array, or one number for all anchors.
Values = Any


def value(formula: Formula, anchors: Anchors, otherwise: Mapping[str, str]) -> Values:
    """What a formula says at each anchor: 2, 1 or 0."""
    match formula:
        case Literal(atom, positive):
            found = _atom(atom, anchors, otherwise)
            return found if positive else 2 - found
        case And(()):
            return 2
        case Or(()):
            return 0
        case And(parts) | Or(parts):
            join = np.minimum if isinstance(formula, And) else np.maximum
            found = value(parts[0], anchors, otherwise)
            for part in parts[1:]:
                found = join(found, value(part, anchors, otherwise))
            return found


def _atom(atom: object, anchors: Anchors, otherwise: Mapping[str, str]) -> Values:
    match atom:
        case Attribute(name):
            assert anchors.combo is not None
            return anchors.attributes[atom, otherwise[name]][anchors.combo[anchors.rows]]
        case Count():
            counted, rest = _window(atom.base, atom.lo, atom.hi, atom.absent, anchors)
            return _three(counted, rest, days(atom.amount, anchors))
        case Weighted():
            scale = lcm(*(weight.denominator for _, _, weight in atom.parts))
            counted, rest = np.int64(0), np.int64(0)
            for lo, hi, weight in atom.parts:
                here, to_come = _window(atom.base, lo, hi, atom.absent, anchors)
                factor = np.int64(int(weight * scale))
                counted, rest = counted + factor * here, rest + factor * to_come
            return _three(counted, rest, scale * days(atom.amount, anchors))
    raise AssertionError(f"{atom} is not decided on arrays")


def _three(counted: Values, rest: Values, amount: Values) -> Values:
    sure, possible = counted >= amount, counted + rest >= amount
    return np.add(sure, possible, dtype=np.int8)


def _window(base: str, lo: Point | None, hi: Point | None, absent: bool, anchors: Anchors) -> tuple[Values, Values]:
    """The days counted in a window so far, and those still to come."""
    known = anchors.known(base)
    start = anchors.bound(base, lo)
    end = EVER if hi is None else anchors.moment(hi)
    present = anchors.before(base, hi)
    if lo is not None:
        present = present - anchors.before(base, lo)
    counted = np.maximum(present, 0)
    rest = np.maximum(end - np.maximum(start, known), 0)
    if absent:
        counted = np.maximum(np.minimum(end, known) - np.minimum(start, known), 0) - counted
    if (hidden := anchors.hidden(base, start, end)) is not None:
        unseen, there = hidden
        counted, rest = counted - (unseen - there if absent else there), rest + unseen
    return counted, rest


def days(amount: Amount, anchors: Anchors) -> Values:
    """A number of days."""
    end, start = amount.end, amount.start
    if not (end.months or end.year or start.months or start.year):
        return amount.days(end.days - start.days)
    span = anchors.moment(end) - anchors.moment(start)
    # A part of the days is rounded down as `Amount.days` rounds it.
    found = span if amount.of == 1 else (amount.part * span + amount.up) // amount.of
    return found + amount.extra if amount.extra else found


def threshold(literal: Literal, anchors: Anchors) -> tuple[Values, Values, bool]:
    """As `formula_sql.threshold`: the end of the window of the only count, and the days present by then at which it turns."""
    atom = literal.atom
    assert isinstance(atom, Count)
    start = -EVER if atom.lo is None else anchors.moment(atom.lo)
    end = EVER if atom.hi is None else anchors.moment(atom.hi)
    before = 0 if atom.lo is None else anchors.before(atom.base, atom.lo)
    amount = days(atom.amount, anchors)
    if atom.absent:
        return end, end - start - amount + before + 1, not literal.positive
    return end, amount + before, literal.positive
