"""Breaks that do not interrupt a stay, for one person: each window as long as a break too many needs a measured day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from sojourn.rules.decision.observed.observation import EVER, Observation
from sojourn.rules.decision.required.residuals import ACTUAL, Leaf, Moment, Tree, joined, leaf
from sojourn.rules.logic.calendar import ORIGIN, Amount, Point, point_offset, point_offsets
from sojourn.rules.logic.formula import Break, Count, Literal

_ONE = Amount(ORIGIN, extra=1)
# So many unseen days are looked at one by one as beginnings of a break, and the last one: a rule may look decades ahead.
MAX_UNSEEN = 2_000


def place(literal: Literal, moment: Moment, seen: Observation) -> Tree:
    """A literal about breaks, asked at a moment (RULES.md, section 8.1)."""
    atom = literal.atom
    assert isinstance(atom, Break)
    size = Point(atom.months, atom.days)
    first, last = moment.day + point_offset(atom.lo, moment.on), moment.day + point_offset(atom.hi, moment.on)
    # Without a break too many each of the windows has a measured day; with one, some window has none.
    seen_in = Literal(Count(atom.obj, atom.base, ORIGIN, ORIGIN, _ONE, atom.absent), not literal.positive)
    begin = first - max(point_offsets(size)) + 1
    parts: list[Tree] = []
    for day in _beginnings(atom, begin, last, seen):
        end = day + point_offset(size, date.fromordinal(day))
        if end > first:
            part = leaf(seen_in, atom.obj, atom.base, day, end, 1, atom.absent, seen)
            if isinstance(part, Leaf):
                part.stretch = lambda: _longest(atom, size, first, last, seen)
            parts.append(part)
    return joined(not literal.positive, parts)


def _longest(atom: Break, size: Point, first: int, last: int, seen: Observation) -> tuple[int, int, int] | None:
    """The longest stretch that touches [first, last): its first day, the days of it that are known, and the days asked for."""
    days, known = seen.sure[atom.base], seen.known(atom.base, seen.until)
    starts, ends = (days.firsts, days.lasts) if atom.absent else ((-EVER, *days.lasts), (*days.firsts, EVER))
    found: tuple[int, int, int] | None = None
    for start, end in zip(starts, ends, strict=False):
        # Of a stretch without a beginning, or without an end, the part that is looked at.
        begin = start if start > -EVER // 2 else first
        length = min(end, known, last if end > EVER // 2 else end) - begin
        if begin < last and end > first and length > 0 and (found is None or length > found[1]):
            found = begin, length, point_offset(size, date.fromordinal(begin))
    return found


def _beginnings(atom: Break, first: int, last: int, seen: Observation) -> Iterable[int]:
    """The days on which a break may begin: the first one, days after a measured one, and days that nobody saw.

    A window that begins inside a break asks for no more than the one that begins with it.
    """
    if atom.obj != ACTUAL:
        return range(first, last)
    # That none begins later is known with the window that begins last.
    unseen = max(first, seen.known(atom.base, seen.until))
    found = {first, last - 1, *range(unseen, min(last, unseen + MAX_UNSEEN))}
    for days in {seen.sure[atom.base], seen.maybe[atom.base]}:
        borders = days.firsts if atom.absent else days.lasts
        found |= set(borders[bisect_left(borders, first) : bisect_left(borders, last)])
    for lo, hi in seen.gaps:
        found |= set(range(max(lo - 1, first), min(hi + 1, last)))
    return sorted(found)
