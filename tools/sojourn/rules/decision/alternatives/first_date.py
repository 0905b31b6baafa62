"""The first date on which a rule about a date counts a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from sojourn.rules.decision.alternatives.cases import Cases
from sojourn.rules.decision.observed.observation import EVER, Observation
from sojourn.rules.decision.required.residuals import Leaf, Moment, Tree, bounds, known
from sojourn.rules.logic.calendar import point_offset, year_start
from sojourn.rules.logic.formula import Around, Attribute, Rolling, Weighted

# Months are up to three days longer than others; a window and what it asks for can both change by that.
WOBBLE = 7


def first_met(cases: Sequence[Cases], seen: Observation, until: date) -> date | None:
    """The first date up to `until` on which each of the cases certainly holds; None if there is none.

    Dates are gone through from the first crossing on; who has been in the country since before that and meets the rule
    already has no such date. Days on which the answer cannot have changed are jumped over.
    """
    if not seen.moves:
        return None
    first = day = seen.moves[0].day
    while day <= until:
        missing = 0
        for each in cases:
            barred = each.barred_until(day)
            if barred is not None:
                missing = max(missing, (barred - day).days)
                continue
            case = each.on(Moment.of("reference-date", day))
            if not (case.value is True and case.time <= seen.until):
                missing = max(missing, *(_stride(tree, day, seen) for tree in case.variants))
        if missing and any(each.planned for each in cases):
            # A plan may answer differently on each day, and is another one after each crossing.
            missing = 1
        if not missing:
            return None if day == first and seen.moves[0].direction == "departure" else day
        day += timedelta(days=min(missing, (until - day).days + 1))
    return None


def _stride(tree: Tree, day: date, seen: Observation) -> int:
    """How many days later a formula that does not hold can hold at the earliest."""
    if _sure(tree, seen):
        return 1
    if isinstance(tree, bool):
        # An attribute may change on any day.
        return 1
    if isinstance(tree, Leaf):
        return _lacking(tree, day, seen)
    if not tree.every:
        return min(_stride(part, day, seen) for part in tree.parts)
    failing = [part for part in tree.parts if not _sure(part, seen)]
    return max(_stride(part, day, seen) for part in failing)


def _sure(tree: Tree, seen: Observation) -> bool:
    value, time = known(tree)
    return value is True and time <= seen.until


def _lacking(leaf: Leaf, day: date, seen: Observation) -> int:
    atom = leaf.literal.atom
    if isinstance(atom, Rolling) and not leaf.free and not leaf.positive and leaf.value is False:
        return _until_it_leaves(leaf, atom, day)
    if leaf.free or leaf.parts or isinstance(atom, (Around, Attribute)) or (isinstance(atom, Rolling) and atom.rest):
        return 1
    least, most = bounds(leaf, seen, min(seen.until, EVER))
    gap = Fraction(leaf.amount) - most if leaf.positive else least - Fraction(leaf.amount) + 1
    stride = max(int(gap) - WOBBLE, 1)
    if isinstance(atom, Rolling):
        return stride
    ends = [lo for lo, _, _ in atom.parts] if isinstance(atom, Weighted) else [p for p in (atom.lo, atom.hi) if p]
    for year in {point.year for point in ends if point.year}:
        first = year_start(day, year)
        stride = min(stride, (first.replace(year=first.year + 1) - day).days)
    return stride


def _until_it_leaves(leaf: Leaf, atom: Rolling, day: date) -> int:
    """For how many days a window that breaks a limit stays in the period that is looked at."""
    if atom.lo is None:
        # All that was since the first arrival is looked at for ever.
        return EVER
    first = day.toordinal() + point_offset(atom.lo, day)
    last = leaf.lo if leaf.latest is None else leaf.latest()
    return max(last - first + 1 - WOBBLE, 1)
