"""Which start dates let a presence timeline meet all the literals that speak of one presence object.

The literals of one object are turned into numbers of days for each distinct vector of month lengths, and the system
of difference constraints of that vector is solved once (`difference_constraints`). Objects other than the actual stays are the
stated, permitted or registered ones: independent timelines, of which only the anchor day is fixed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.caches import cached, grown
from sojourn.rules.logic.calendar import ALL_STARTS, CYCLE_START, Amount, Point, point_offset, start_groups
from sojourn.rules.logic.formula import Around, Attribute, Break, Count, Literal, Rolling, Weighted
from sojourn.rules.logic.lowering import PLANS
from sojourn.rules.solver import breaks
from sojourn.rules.solver.anchored_run import AroundBound, around_mask
from sojourn.rules.solver.difference_constraints import Bounds
from sojourn.rules.solver.interval_bounds import settled
from sojourn.rules.solver.programs.integer_program import anchor_of, needs_cells, possible, program
from sojourn.rules.solver.programs.presolve import Program
from sojourn.rules.solver.rolling import lives as rolling_lives
from sojourn.rules.solver.rolling import within as rolling_within
from sojourn.rules.solver.rolling.windows import has_months, longest_of

# Nor bounds of rolling windows (one for each day) than so many, over all distinct lengths of months.
MAX_ROLLING = 60_000
# About how many small systems of difference constraints an integer program is, and each further one of the same question.
CELLS_ONE, CELLS_MORE = 400, 30


class CellNumbers(NamedTuple):
    """One object's literals in days, for one vector of month lengths."""

    bounds: frozenset[Bounds]
    arounds: tuple[AroundBound, ...]
    breaks: tuple[breaks.BreakBound, ...] = ()
    choices: rolling_within.Choices = ()
    lives: rolling_lives.Lives | None = None


def literals_base(literals: frozenset[Literal]) -> str:
    """The one day indicator that the literals count. Raises UnsupportedError when they mix day conventions."""
    bases = {literal.atom.base for literal in literals if not isinstance(literal.atom, Attribute)}
    if len(bases) > 1:
        raise UnsupportedError(message("unsupported-mixed"))
    return str(next(iter(bases), "N"))


@cached(50_000)
def points_of(literals: frozenset[Literal]) -> tuple[Point, ...]:
    """The points whose offsets the literals depend on, in a fixed order."""
    found: set[Point] = set()
    for literal in literals:
        if isinstance(literal.atom, Count):
            amount = literal.atom.amount
            found.update(p for p in (literal.atom.lo, literal.atom.hi, amount.end, amount.start) if p is not None)
        elif isinstance(literal.atom, Break | Rolling):
            found.update(p for p in (literal.atom.lo, literal.atom.hi) if p is not None)
        elif isinstance(literal.atom, Weighted):
            found.update((literal.atom.amount.end, literal.atom.amount.start))
            found.update(p for lo, hi, _ in literal.atom.parts for p in (lo, hi))
    return tuple(sorted(found))


def anchor_bounds(event: str, base: str, obj: str) -> list[Bounds]:
    """What the event itself fixes on the timeline of an object."""
    return [Bounds(day, day + 1, int(value), int(value)) for day, value in anchor_of(event, base, obj)]


def numbers(
    literals: frozenset[Literal], event: str, obj: str, offsets: dict[Point, int], hard: bool = True
) -> CellNumbers:
    """The literals of one object with all lengths in days; unlimited ends become far enough boundaries.

    Rolling windows of months give a system that is harder than they are, or (not `hard`) an easier one.
    """
    base = literals_base(literals)
    bounds = anchor_bounds(event, base, obj)
    counts = [(literal.atom, literal.positive) for literal in literals if isinstance(literal.atom, Count)]
    amounts = [_days(count.amount, offsets) for count, _ in counts]
    named = [offsets[p] for count, _ in counts for p in (count.lo, count.hi) if p is not None]
    arounds = tuple(
        AroundBound(literal.atom.months, literal.atom.days, literal.atom.absent, literal.positive)
        for literal in literals
        if isinstance(literal.atom, Around)
    )
    broken = breaks.break_bounds(literals, offsets)
    named += [t for b in broken for t in (b.lo, b.hi)]
    named += [offsets[p] for x in literals if isinstance(x.atom, Rolling) for p in (x.atom.lo, x.atom.hi) if p]
    margin = sum(abs(k) for k in amounts) + sum(31 * b.months + b.days for b in broken) + 8
    margin += sum(2 * longest_of(x.atom) for x in literals if isinstance(x.atom, Rolling) and x.atom.lo is None)
    first, last = min([*named, -1]) - margin, max([*named, 2]) + margin
    for (count, positive), amount in zip(counts, amounts, strict=True):
        lo = first if count.lo is None else offsets[count.lo]
        hi = last if count.hi is None else offsets[count.hi]
        bounds.append(_bounds(lo, max(lo, hi), amount, count.absent, positive))
        # A most in unlimited time settles how things are at the far end: for ever absent, or for ever present.
        if not positive and amount > 0:
            far = int(count.absent)
            bounds += [Bounds(first, first + 1, far, far)] if count.lo is None else []
            bounds += [Bounds(last - 1, last, far, far)] if count.hi is None else []
    if broken and arounds:
        raise UnsupportedError(message("unsupported-breaks-around"))
    if not any(isinstance(literal.atom, Rolling) for literal in literals):
        return CellNumbers(frozenset(bounds), tuple(sorted(arounds)), broken)
    if broken:
        raise UnsupportedError(message("unsupported-breaks-rolling"))
    if arounds:
        raise UnsupportedError(message("unsupported-rolling-around"))
    within, choices = rolling_within.within_bounds(literals, offsets, hard)
    lives = rolling_lives.lives_of(literals, event, obj, base, hard)
    unlimited = any(isinstance(x.atom, Count) and None in (x.atom.lo, x.atom.hi) for x in literals)
    if lives is not None and unlimited and event == "reference-date":
        raise UnsupportedError(message("unsupported-rolling-unlimited"))
    return CellNumbers(frozenset(bounds) | within, (), (), choices, lives)


def _days(amount: Amount, offsets: dict[Point, int]) -> int:
    return amount.days(offsets[amount.end] - offsets[amount.start])


def _bounds(lo: int, hi: int, amount: int, absent: bool, positive: bool) -> Bounds:
    """A count (of days present or absent), or its opposite, as bounds on the days present."""
    if absent:
        most = hi - lo - amount
        return Bounds(lo, hi, None, most) if positive else Bounds(lo, hi, most + 1, None)
    return Bounds(lo, hi, amount, None) if positive else Bounds(lo, hi, None, amount - 1)


def _cells_mask(literals: frozenset[Literal], event: str, obj: str, points: tuple[Point, ...]) -> int:
    """`sat_mask` for literals that need an integer program."""
    mask = 0
    groups = start_groups(points)
    programs = (program(literals, event, obj, dict(zip(points, vector, strict=True))) for vector, _ in groups)
    for (_, starts), met in zip(groups, possible(programs), strict=True):
        if met:
            mask |= starts
    return mask


def program_on(literals: frozenset[Literal], event: str, obj: str, start: date) -> Program:
    """The integer program of the literals for one start date."""
    return program(literals, event, obj, {p: point_offset(p, start) for p in points_of(literals)})


@cached(100_000)
def sat_mask(literals: frozenset[Literal], event: str, obj: str) -> int:
    """The start dates (as a bit mask) on which some timeline of the object meets all the literals.

    Raises UnsupportedError for literals outside the decidable fragment.
    """
    grown(2 * len(literals))
    try:
        return _sat_mask(literals, event, obj)
    except UnsupportedError:
        fewest, most = _bracket(literals, lambda found: _sat_mask(found, event, obj))
        if fewest != most:
            raise
        return most


def _bracket(literals: frozenset[Literal], found: Callable[[frozenset[Literal]], int]) -> tuple[int, int]:
    """What is certainly met and what may be met of literals about breaks that cannot be decided together with others."""
    plain = breaks.without(literals)
    if plain == literals:
        return 0, ALL_STARTS
    most, fewest = found(plain), 0
    for stricter in breaks.stricter(literals):
        if fewest != most:
            fewest |= found(stricter)
    return fewest, most


def _sat_mask(literals: frozenset[Literal], event: str, obj: str) -> int:
    points = points_of(literals)
    if needs_cells(literals):
        return _cells_mask(literals, event, obj, points)
    if rolling_within.contradictory(literals, _past(event, obj)):
        return 0
    mask = _mask(literals, event, obj, points, True)
    if (has_months(literals) or breaks.in_months(literals)) and mask != _mask(literals, event, obj, points, False):
        covers = "unsupported-rolling-covers" if has_months(literals) else "unsupported-breaks-months"
        raise UnsupportedError(message(covers))
    return mask


def _mask(literals: frozenset[Literal], event: str, obj: str, points: tuple[Point, ...], hard: bool) -> int:
    """`sat_mask` by difference constraints."""
    if len(start_groups(points)) > 1:
        alike = alike_on_all_starts(literals, event, obj)
        if alike is not None:
            return ALL_STARTS if alike else 0
    return date_by_date(literals, event, obj, hard)


def date_by_date(literals: frozenset[Literal], event: str, obj: str, hard: bool = True) -> int:
    """`sat_mask` by one system of difference constraints for each vector of month lengths."""
    mask = 0
    points = points_of(literals)
    groups = start_groups(points)
    rolling = any(isinstance(literal.atom, Rolling) for literal in literals)
    for vector, starts in groups:
        found = numbers(literals, event, obj, dict(zip(points, vector, strict=True)), hard)
        if rolling and len(groups) * _size(found) > MAX_ROLLING:
            raise UnsupportedError(message("unsupported-rolling-months"))
        if found.arounds:
            mask |= around_mask(found.bounds, found.arounds, starts)
        elif found.breaks:
            mask |= starts if breaks.possible(found.bounds, found.breaks, hard) else 0
        elif rolling_lives.possible(found.bounds, found.choices, found.lives):
            mask |= starts
    return mask & ALL_STARTS


def _size(found: CellNumbers) -> int:
    """How many bounds a system of the literals has, one for each place of a window."""
    days = sum(x.length for x in found.lives.literals) if found.lives else 0
    return len(found.bounds) + days


def alike_on_all_starts(literals: frozenset[Literal], event: str, obj: str) -> bool | None:
    """Whether the literals can be met on all start dates, or on none, if that can be told at once (see `interval_bounds`)."""
    counts = [(literal.atom, literal.positive) for literal in literals if isinstance(literal.atom, Count)]
    if len(counts) < len(literals):
        return None
    return settled(counts, anchor_bounds(event, literals_base(literals), obj))


@cached(100_000)
def effort(literals: frozenset[Literal]) -> int:
    """About how much work `sat_mask` is, in systems of difference constraints solved; nothing is solved for it."""
    lengths, one = len(start_groups(points_of(literals))), effort_of_one(literals)
    # A solution of one integer program often meets the next.
    return one + CELLS_MORE * lengths if needs_cells(literals) else one * lengths


@cached(100_000)
def effort_of_one(literals: frozenset[Literal]) -> int:
    """About how much work the literals are on one start date, in small systems of difference constraints solved."""
    if needs_cells(literals):
        return CELLS_ONE
    rolling = [literal.atom for literal in literals if isinstance(literal.atom, Rolling)]
    if rolling:
        # One bound for each position of a window.
        return 20 + max(31 * atom.months + atom.days for atom in rolling) // 8
    return 10 if any(isinstance(literal.atom, Around | Break) for literal in literals) else 1


@cached(100_000)
def sat_first(literals: frozenset[Literal], event: str, obj: str) -> bool:
    """Whether the literals can be met on the first start date of the cycle; quicker than `sat_mask`."""
    grown(2 * len(literals))
    try:
        return _sat_first(literals, event, obj)
    except UnsupportedError:
        fewest, most = _bracket(literals, lambda found: _sat_first(found, event, obj))
        if fewest != most:
            raise
        return bool(most)


def _sat_first(literals: frozenset[Literal], event: str, obj: str) -> bool:
    if needs_cells(literals):
        return next(possible((program_on(literals, event, obj, CYCLE_START),)))
    found = numbers_on(literals, event, obj, CYCLE_START)
    if found.arounds:
        return bool(around_mask(found.bounds, found.arounds, 1))
    if found.breaks:
        return breaks.possible(found.bounds, found.breaks)
    # Where a harder system of rolling months is met so are they; where it is not, all start dates have to tell.
    if rolling_within.contradictory(literals, _past(event, obj)):
        return False
    return rolling_lives.possible(found.bounds, found.choices, found.lives)


def _past(event: str, obj: str) -> bool:
    return event == "reference-date" and obj not in PLANS


def numbers_on(literals: frozenset[Literal], event: str, obj: str, start: date) -> CellNumbers:
    """`numbers` for one start date."""
    return numbers(literals, event, obj, {p: point_offset(p, start) for p in points_of(literals)})
