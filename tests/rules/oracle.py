"""A rule as a z3 formula over the nights, same-day visits and same-day trips of each day: an independent path.

Shares nothing with the search but the values of the model; the arithmetic of months is that of the day evaluator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import z3

from sojourn.model.rule import AllOf, AnyOf, Bound, Interruptions, Limb, Not, Ref, Rule, Share, Window
from sojourn.rules.evaluation.measured import later, sides
from sojourn.rules.evaluation.periods import PresencePeriod, period_of, periods

OBJECTS = {
    "actual": ("actual",),
    "intended": ("intended",),
    "granted": ("granted",),
    "registration": ("registered",),
    "actual-or-intended": ("actual", "intended"),
}
PRESENT = {"nights": "N", "both-ends": "P", "any-part": "P", "whole-days": "W", None: "N"}
ABSENT = {"nights": "N", "both-ends": "W", "any-part": "W", "whole-days": "P", None: "N"}
Counted = Callable[[int], Any]


class Oracle:
    """The language over the days within `reach` days of an anchor; before and after it nothing changes."""

    def __init__(self, event: str, anchor: date, reach: int, contested: frozenset[str], silent: str = "N") -> None:
        self.event, self.anchor, self.reach, self.contested, self.silent = event, anchor, reach, contested, silent
        self.nights: dict[str, list[Any]] = {}
        self.short: dict[tuple[str, str, int], Any] = {}
        # Formulas of days that were written already: to write one anew takes longer than to solve it.
        self.written: dict[tuple[str, str, int, bool], Any] = {}
        self.base: list[Any] = []
        self.prior = z3.Bool("resident before")
        self.numbers: dict[str, Any] = {}
        self.codes: dict[tuple[str, str], int] = {}
        self.flags: dict[str, Any] = {}
        # Whether the months of the limb that is being written roll over to the 1st.
        self.rolls = False

    def night(self, obj: str, day: int) -> Any:
        """Whether the night after a day is spent in the country, under the object's timeline."""
        if obj not in self.nights:
            self.nights[obj] = [z3.Bool(f"{obj}{i}") for i in range(-self.reach, self.reach + 1)]
            self._fix_crossing(obj)
        return self.nights[obj][max(-self.reach, min(self.reach, day)) + self.reach]

    def _fix_crossing(self, obj: str) -> None:
        """Who arrives was outside the night before and is there on the day; a departure is the reverse.

        A plan made at the crossing agrees with what happens on the day itself.
        """
        if obj == "registered" or self.event == "reference-date":
            return
        arrival = self.event == "arrival"
        if obj == "actual":
            before = self.night(obj, -1)
            self.base.append(z3.Not(before) if arrival else before)
            self.base.append(self.day(obj, "P" if arrival else "W", 0) == arrival)
            return
        self.base += [self.day(obj, "P", 0), z3.Not(self.day(obj, "W", 0))]

    def day(self, obj: str, base: str, day: int) -> Any:
        """Whether a day counts under a day indicator: its night, any part of it, or the whole of it."""
        if base == "N":
            return self.night(obj, day)
        key = (obj, base, day, True)
        if key not in self.written:
            self.written[key] = self._day(obj, base, day)
        return self.written[key]

    def away(self, obj: str, base: str, day: int) -> Any:
        """Whether a day does not count under a day indicator."""
        key = (obj, base, day, False)
        if key not in self.written:
            self.written[key] = z3.Not(self.day(obj, base, day))
        return self.written[key]

    def _day(self, obj: str, base: str, day: int) -> Any:
        before, after = self.night(obj, day - 1), self.night(obj, day)
        if not -self.reach < day < self.reach:
            return after
        short = self.short.setdefault((obj, base, day), z3.Bool(f"{obj} {base} {day}"))
        return z3.Or(before, after, short) if base == "P" else z3.And(before, after, z3.Not(short))

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
        for name, values in limb.population.allowed:
            number = self.numbers.setdefault(name, z3.Int(name))
            parts.append(z3.Or([number == self.codes.setdefault((name, v), len(self.codes)) for v in values]))
        for name, _, groups in limb.population.within:
            # Nobody is of a group without being of one of its countries.
            self.base += [self.numbers[name] != self.codes.setdefault((name, g), len(self.codes)) for g in groups]
        parts += [z3.Not(self._flag(g)) for g in limb.population.excludes if g in self.contested]
        return z3.And(parts)

    def indicator(self, limb: Limb) -> str:
        """The day indicator that a limb counts."""
        if limb.day_convention is None:
            return self.silent
        return (ABSENT if limb.measure == "absence" else PRESENT)[limb.day_convention]

    def _object(self, limb: Limb, obj: str) -> Any:
        away, base = limb.measure == "absence", self.indicator(limb)
        self.rolls = limb.month_end == "rolled-over"

        def seen(day: int) -> Any:
            return self.away(obj, base, day) if away else self.day(obj, base, day)

        # A plan holds no breaks.
        counted = seen if obj in ("intended", "granted") else self._closed(self._not_exempt(seen, limb), limb)
        # Where both sides of the anchor will do, the minimum and the maximum are kept on one and the same of them.
        window = limb.window if isinstance(limb.window, Window) else Window()
        options: list[Any] = []
        for side in sides(limb, self.event, obj):
            found = periods(limb, self.anchor, side)
            if window.at:
                far = found[0].first if side == "behind" else found[0].end
                assert far is not None
                options.append(counted((far - self.anchor).days))
                continue
            tests = [self._in_period(limb, counted, side, period, obj) for period in found]
            options.append(z3.Or(tests) if window.some else z3.And(tests))
        return z3.Or(options)

    def _in_period(self, limb: Limb, counted: Counted, side: str, period: PresencePeriod, obj: str) -> Any:
        """The minimum and the maximum, on one side of the anchor and in one period."""
        parts: list[Any] = []
        lower, upper = limb.threshold, limb.upper_bound
        if isinstance(lower, Bound | Share):
            parts.append(self._reaches(limb, counted, lower, lower.comparison == ">", True, side, period, obj))
        elif self.event == "reference-date":
            contains = isinstance(limb.window, Window) and limb.window.direction == "around"
            absent = limb.measure == "absence" and (limb.accumulation == "continuous" or contains)
            if limb.population.base == "de-facto" or absent:
                parts.append(counted(0))
        if isinstance(upper, Bound | Share):
            parts.append(
                z3.Not(self._reaches(limb, counted, upper, upper.comparison == "<=", False, side, period, obj))
            )
        return z3.And(parts)

    def _not_exempt(self, counted: Counted, limb: Limb) -> Counted:
        """Days that count and on which the person is in none of the exempt groups."""
        groups = limb.exempt_days
        if not isinstance(groups, tuple):
            return counted

        def member(group: str, day: int) -> Any:
            # On the day of the event it is what a rule that leaves the group out asks.
            return self._flag(group) if day == 0 else self._flag(f"{group} {day}")

        return lambda day: z3.And(counted(day), *(z3.Not(member(group, day)) for group in groups))

    def _closed(self, counted: Counted, limb: Limb) -> Counted:
        """Days that count once tolerated breaks are filled in: there is a counted day near enough on both sides."""
        kind = limb.interruptions
        if not isinstance(kind, Interruptions):
            return counted
        limit, known = kind.tolerated, dict[int, Any]()
        number = self.numbers.setdefault("break_purpose", z3.Int("break_purpose"))
        meant = [number == self.codes.setdefault(("break_purpose", v), len(self.codes)) for v in kind.purposes]

        def longest(first: int) -> int:
            assert limit is not None
            return self._offset(limit.value, limit.unit, first) - int(limit.comparison == "<")

        def filled(day: int) -> Any:
            edge = self.reach
            if limit is None:
                before = z3.Or([counted(p) for p in range(-edge, day)])
                return z3.And(before, z3.Or([counted(q) for q in range(day + 1, edge + 1)]))
            back = range(day - self._offset(limit.value, limit.unit) - 4, day)
            pairs = [(p, q) for p in back for q in range(day + 1, p + 2 + longest(p + 1))]
            return z3.Or([z3.And(counted(p), counted(q)) for p, q in pairs])

        def test(day: int) -> Any:
            if day not in known:
                near = filled(day)
                known[day] = z3.Or(counted(day), z3.And(z3.Or(meant), near) if meant else near)
            return known[day]

        return test

    def _offset(self, value: int, unit: str | None, day: int = 0) -> int:
        start = self.anchor + timedelta(days=day)
        return (later(start, value, unit, self.rolls) - start).days

    def _reaches(
        self,
        limb: Limb,
        counted: Counted,
        bound: Bound | Share,
        more: bool,
        minimum: bool,
        side: str,
        period: PresencePeriod,
        obj: str,
    ) -> Any:
        if isinstance(bound, Share):
            assert period.first is not None
            assert period.end is not None
            first, end = (period.first - self.anchor).days, (period.end - self.anchor).days
            product = bound.value * (end - first)
            needed = (
                product.numerator // product.denominator + 1 if more else -(-product.numerator // product.denominator)
            )
            return _at_least([counted(d) for d in range(first, end)], needed)
        if isinstance(limb.window, Window) and limb.window.anchor == "rolling":
            return self._rolling(limb, limb.window, counted, bound, more, minimum, obj)
        if limb.accumulation == "weighted":
            return self._weighted(limb, counted, bound, more)
        away, base, crossing = limb.measure == "absence", self.indicator(limb), self.event != "reference-date"
        sign = -1 if side == "behind" else 1
        near = (period.near - self.anchor).days
        length = abs(self._offset(sign * bound.value, bound.unit, near)) + int(more)
        if side == "around":
            return self._around(counted, bound, more, length)
        if limb.accumulation == "continuous":
            # An unbroken run of whole days begins on the day after the crossing, one of parts of days ends on it.
            late = near + int(crossing and sign > 0 and base == ("P" if away else "W"))
            early = near + int(crossing and sign < 0 and base == ("W" if away else "P"))
            days = range(late, late + length) if sign > 0 else range(early - length, early)
            return z3.And([counted(d) for d in days])
        if limb.accumulation == "longest":
            return self._longest(counted, bound, more, period)
        return self._added(limb, counted, bound, more, side, period)

    def _longest(self, counted: Counted, bound: Bound, more: bool, period: PresencePeriod) -> Any:
        """A stretch from its first day on, long enough, and with a day in the period."""
        assert period.first is not None
        assert period.end is not None
        first, end = (period.first - self.anchor).days, (period.end - self.anchor).days
        found = []
        for start in range(-self.reach, end):
            last = start + self._offset(bound.value, bound.unit, start) + int(more)
            days = [counted(d) for d in range(start, max(last, first + 1))]
            found.append(
                z3.And(*days, z3.BoolVal(start == -self.reach) if start == -self.reach else z3.Not(counted(start - 1)))
            )
        return z3.Or(found)

    def _around(self, counted: Counted, bound: Bound, more: bool, length: int) -> Any:
        spans = []
        for start in range(1 - length - 40, 1):
            end = start + self._offset(bound.value, bound.unit, start) + int(more)
            spans.append(z3.And([counted(d) for d in range(start, max(end, 1))]))
        return z3.Or(spans)

    def _rolling(
        self, limb: Limb, window: Window, counted: Counted, bound: Bound, more: bool, minimum: bool, obj: str
    ) -> Any:
        """A minimum in every window, a maximum passed in some; the reverse if some window is enough for the rule."""
        every = minimum == (window.quantifier != "some")
        parts, looked_at = [], []
        for start, end, asked, seen in self._windows(limb, window, counted, obj, every):
            needed = self._offset(bound.value, bound.unit, start) + int(more)
            reached = _at_least([seen(d) for d in range(start, end)], needed)
            parts.append(z3.Implies(asked, reached) if every else z3.And(asked, reached))
            looked_at.append(asked)
        if window.within is None and self.event == "reference-date" and obj not in ("intended", "granted") and every:
            # Nobody has kept a minimum in each window before there was one.
            return z3.And(z3.Or(looked_at), *parts)
        return z3.And(parts) if every else z3.Or(parts)

    def _windows(
        self, limb: Limb, window: Window, counted: Counted, obj: str, every: bool
    ) -> Iterator[tuple[int, int, Any, Counted]]:
        """The windows (first day, day after the last), whether each is looked at, and which of its days count."""
        longest = self._offset(window.value or 0, window.unit) + 4
        true = z3.BoolVal(True)
        span = (
            (s, s + self._offset(window.value or 0, window.unit, s)) for s in range(-self.reach - longest, self.reach)
        )
        if window.within is not None:
            first, last = ((day - self.anchor).days for day in period_of(limb, self.event, self.anchor))
            yield from ((s, e, true, counted) for s, e in span if first <= s and e <= last)
        elif self.event != "reference-date":
            yield from ((s, e, self._in_the_stay(limb, counted, e - 1), counted) for s, e in span)
        elif obj in ("intended", "granted"):
            yield from ((s, e, true, counted) for s, e in span if s >= 0)
        else:
            came = self._arrived(obj)
            for s, e in span:
                if e <= 0:
                    yield s, e, came(s) if every else true, lambda day: z3.And(counted(day), came(day))

    def _arrived(self, obj: str) -> Counted:
        """Whether the person has come by a day: was there for a part of it, or of one before."""
        known: dict[int, Any] = {}

        def came(day: int) -> Any:
            day = max(day, -self.reach)
            if day not in known:
                here = self.day(obj, "P", day)
                known[day] = here if day == -self.reach else z3.Or(came(day - 1), here)
            return known[day]

        return came

    def _in_the_stay(self, limb: Limb, counted: Counted, day: int) -> Any:
        """Whether a day lies in the unbroken stay (absence) at the crossing."""
        away, base = limb.measure == "absence", self.indicator(limb)
        if (self.event == "arrival") != away:
            start = int(base == ("P" if away else "W"))
            return z3.And([counted(d) for d in range(start, day + 1)]) if day >= start else z3.BoolVal(False)
        stop = int(base == ("W" if away else "P"))
        return z3.And([counted(d) for d in range(day, stop)]) if day < stop else z3.BoolVal(False)

    def _weighted(self, limb: Limb, counted: Counted, bound: Bound, more: bool) -> Any:
        needed = self._offset(bound.value, bound.unit) + int(more)
        scale = 1
        for weight in limb.weights or ():
            scale *= weight.denominator
        terms = []
        for back, weight in enumerate(limb.weights or ()):
            year = self.anchor.year - back
            first, last = (date(y, 1, 1).toordinal() - self.anchor.toordinal() for y in (year, year + 1))
            terms += [(counted(d), int(weight * scale)) for d in range(first, last)]
        return z3.PbGe(terms, needed * scale) if needed > 0 else z3.BoolVal(True)

    def _added(self, limb: Limb, counted: Counted, bound: Bound, more: bool, side: str, period: PresencePeriod) -> Any:
        window = limb.window if isinstance(limb.window, Window) else Window()
        endless = window.value is None
        first = -self.reach if period.first is None else (period.first - self.anchor).days
        last = self.reach + 1 if period.end is None else (period.end - self.anchor).days
        sign = -1 if side == "behind" else 1
        start = (period.near - self.anchor).days
        if window.unit == "calendar-year" or window.starts is not None:
            # Months of whole years are measured from their first day.
            sign, start = 1, first
        needed = abs(self._offset(sign * bound.value, bound.unit, start)) + int(more)
        edge = counted(self.reach if side == "ahead" else -self.reach)
        if limb.accumulation == "span":
            length = self._offset((-1 if side == "behind" else 1) * bound.value, bound.unit)
            length = abs(length) + int(more)
            days = range(length - 1, last) if side == "ahead" else range(first, 1 - length)
            return z3.Or([counted(d) for d in days] + ([edge] if endless else []))
        total = _at_least([counted(d) for d in range(first, last)], needed)
        return z3.Or(total, edge) if endless and needed > 0 else total


def _at_least(days: list[Any], needed: int) -> Any:
    if needed <= 0:
        return z3.BoolVal(True)
    return z3.PbGe([(day, 1) for day in days], needed) if len(days) >= needed else z3.BoolVal(False)


def relation_facts(
    a: Rule,
    b: Rule,
    event: str,
    anchor: date,
    reach: int,
    contested: frozenset[str],
    silent: str = "N",
    patience: int = 5000,
) -> tuple[bool | None, ...]:
    """Whether z3 finds a person whom only a, only b, both count; None where it gives up after `patience` ms."""
    oracle = Oracle(event, anchor, reach, contested, silent)
    one, two = oracle.rule(a), oracle.rule(b)
    solver = z3.Solver()
    solver.set("timeout", patience)
    solver.add(oracle.base)
    answers = {"sat": True, "unsat": False}
    questions = (z3.And(one, z3.Not(two)), z3.And(two, z3.Not(one)), z3.And(one, two))
    return tuple(answers.get(str(solver.check(question))) for question in questions)
