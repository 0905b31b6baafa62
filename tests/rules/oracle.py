"""A rule as a z3 formula over one Boolean a day: an independent path to the relation of two rules.

Shares nothing with the search but the values of the model; the arithmetic of months is that of the day evaluator.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import z3

from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Not, Ref, Rule, Window
from sojourn.rules.evaluator import _later, _sides

OBJECTS = {
    "actual": ("actual",),
    "intended": ("intended",),
    "granted": ("granted",),
    "registration": ("registered",),
    "actual-or-intended": ("actual", "intended"),
}


class Oracle:
    """The language over day Booleans within `reach` days of an anchor; before and after it nothing changes."""

    def __init__(self, event: str, anchor: date, reach: int, contested: frozenset[str]) -> None:
        self.event, self.anchor, self.reach, self.contested = event, anchor, reach, contested
        self.days: dict[str, list[Any]] = {}
        self.base: list[Any] = []
        self.prior = z3.Bool("resident before")
        self.purpose = z3.Int("purpose")
        self.flags: dict[str, Any] = {}

    def day(self, obj: str, day: int) -> Any:
        """Whether the person is present on a day, under the object's timeline."""
        if obj not in self.days:
            self.days[obj] = [z3.Bool(f"{obj}{i}") for i in range(-self.reach, self.reach + 1)]
            fixed = {"arrival": (False, True), "departure": (True, False)}.get(self.event)
            if fixed is not None and obj != "registered":
                self.base.append(self.days[obj][self.reach] == fixed[1])
                if obj == "actual":
                    self.base.append(self.days[obj][self.reach - 1] == fixed[0])
        return self.days[obj][max(-self.reach, min(self.reach, day)) + self.reach]

    def rule(self, rule: Rule) -> Any:
        """The rule as a formula."""
        match rule:
            case AnyOf(rules):
                return z3.Or([self.rule(r) for r in rules])
            case AllOf(rules):
                return z3.And([self.rule(r) for r in rules])
            case Not(inner):
                return z3.Not(self.rule(inner))
            case Limb():
                return z3.And(self._attributes(rule), z3.Or([self._object(rule, o) for o in OBJECTS[rule.basis or ""]]))
            case Ref():
                raise AssertionError

    def _flag(self, name: str) -> Any:
        return self.flags.setdefault(name, z3.Bool(name))

    def _attributes(self, limb: Limb) -> Any:
        parts: list[Any] = []
        if limb.prior in ("resident", "non-resident") and self.event != "reference-date":
            parts.append(self.prior == (limb.prior == "resident"))
        if limb.population.base == "registered":
            parts.append(self._flag("registered"))
        for name, values in limb.population.requires:
            parts.append(
                z3.Or([self.purpose == ("work", "study").index(v) for v in values]) if name == "purpose" else False
            )
        parts += [z3.Not(self._flag(g)) for g in limb.population.excludes if g in self.contested]
        return z3.And(parts)

    def _object(self, limb: Limb, obj: str) -> Any:
        parts: list[Any] = []
        away = limb.measure == "absence"

        def counted(day: int) -> Any:
            present = self.day(obj, day)
            return z3.Not(present) if away else present

        if isinstance(limb.threshold, Bound):
            parts.append(self._reaches(limb, obj, counted, limb.threshold, limb.threshold.comparison == ">"))
        elif self.event == "reference-date" and limb.population.base == "de-facto":
            parts.append(counted(0))
        if isinstance(limb.upper_bound, Bound):
            over = self._reaches(limb, obj, counted, limb.upper_bound, limb.upper_bound.comparison == "<=")
            parts.append(z3.Not(over))
        return z3.And(parts)

    def _offset(self, value: int, unit: str | None) -> int:
        return (_later(self.anchor, value, unit) - self.anchor).days

    def _reaches(self, limb: Limb, obj: str, counted: Any, bound: Bound, more: bool) -> Any:
        options: list[Any] = []
        for side in _sides(limb, self.event, obj):
            sign = -1 if side == "behind" else 1
            length = abs(self._offset(sign * bound.value, bound.unit)) + int(more)
            if side == "around":
                starts = range(1 - length - 40, 1)
                spans = []
                for start in starts:
                    day = date.fromordinal(self.anchor.toordinal() + start)
                    end = (_later(day, bound.value, bound.unit) - self.anchor).days + int(more)
                    spans.append(z3.And([counted(d) for d in range(start, max(end, 1))]))
                options.append(z3.Or(spans))
            elif limb.accumulation == "continuous":
                days = range(length) if sign > 0 else range(-length, 0)
                options.append(z3.And([counted(d) for d in days]))
            else:
                options.append(self._added(limb, counted, bound, more, side, length))
        return z3.Or(options)

    def _added(self, limb: Limb, counted: Any, bound: Bound, more: bool, side: str, length: int) -> Any:
        window = limb.window if isinstance(limb.window, Window) else Window()
        endless = window.value is None
        needed = length
        if window.unit == "calendar-year" and window.value is not None:
            year = self.anchor.year
            first_year = year - window.value + 1 if side == "behind" else year
            last_year = year + 1 if side == "behind" else year + window.value
            first, last = (date(y, 1, 1).toordinal() - self.anchor.toordinal() for y in (first_year, last_year))
            start = date(first_year, 1, 1)
            needed = (_later(start, bound.value, bound.unit) - start).days + int(more)
        elif side == "behind":
            first, last = (-self.reach if endless else self._offset(-(window.value or 0), window.unit)), 0
        else:
            first, last = 0, (self.reach + 1 if endless else self._offset(window.value or 0, window.unit))
        edge = counted(self.reach if side == "ahead" else -self.reach)
        if limb.accumulation == "span":
            days = range(max(length - 1, first) if side == "ahead" else first, last if side == "ahead" else 1 - length)
            if side == "ahead":
                days = range(length - 1, last)
            return z3.Or([counted(d) for d in days] + ([edge] if endless else []))
        days = range(first, last)
        if needed <= 0:
            return z3.BoolVal(True)
        total = z3.PbGe([(counted(d), 1) for d in days], needed) if len(days) >= needed else z3.BoolVal(False)
        return z3.Or(total, edge) if endless else total


def relation_facts(
    a: Rule, b: Rule, event: str, anchor: date, reach: int, contested: frozenset[str]
) -> tuple[bool | None, ...]:
    """Whether z3 finds a person whom only a, only b, both count; None where it gives up."""
    oracle = Oracle(event, anchor, reach, contested)
    one, two = oracle.rule(a), oracle.rule(b)
    solver = z3.Solver()
    solver.set("timeout", 5000)
    solver.add(oracle.base)
    answers = {"sat": True, "unsat": False}
    questions = (z3.And(one, z3.Not(two)), z3.And(two, z3.Not(one)), z3.And(one, two))
    return tuple(answers.get(str(solver.check(question))) for question in questions)
