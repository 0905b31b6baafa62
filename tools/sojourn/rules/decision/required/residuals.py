"""What a rule asks at a crossing, or on a date, of the days of one traveller: when it is known, and with which answer.

A literal of a formula (`rules.logic.formula`) becomes a `Leaf`: so many measured days, at least, in [lo, hi). The days
seen are taken off; what is left is met anyhow, or cannot be met, or is open. Since days become known one after the other,
a leaf has one answer from one day on (`value`, `time`), which is found without going through the days. A formula of
leaves is known as soon as those of its parts are that decide it.

A leaf can be `free`: nothing that is observed settles it (a stay that was intended, an attribute that changes and is not
given, days that fall into a gap of observation).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from sojourn.rules.decision.observed.observation import EVER, Observation
from sojourn.rules.logic.calendar import Amount, point_offset
from sojourn.rules.logic.closed_days import closed_in
from sojourn.rules.logic.exempt_days import exempt_in
from sojourn.rules.logic.formula import And, Around, Attribute, Break, Count, Formula, Literal, Or, Rolling, Weighted

ACTUAL = "actual"
Part = tuple[int, int, Fraction]
_ONE = Fraction(1)


@dataclass(slots=True, eq=False)
class Leaf:
    """At least `amount` measured days in [lo, hi) (or not so many, unless `positive`).

    `value` is the answer that is known in the end (None = open) and `time` the day by whose end it is known (EVER = it
    rests on nothing being missing, for ever). `parts` are the weighted windows of a sum over several. `free` names what
    an answer would take: the presence object, or the attribute, or "gap".
    """

    literal: Literal
    base: str
    lo: int
    hi: int
    amount: int | Fraction
    absent: bool
    parts: tuple[Part, ...] = ()
    free: str = ""
    value: bool | None = None
    time: int = EVER
    # In the count of days present before a day, from day 0: the leaf holds if that of `hi` is (`up`) at least `limit`.
    limit: int = 0
    up: bool = True
    # Of rolling windows: the leaf whose days are to be shown in place of this one's.
    shown: Callable[[], Leaf | None] | None = None
    # Of breaks, and of the longest stretch: its first day, how long it is, and the length that is one too long.
    stretch: Callable[[], tuple[int, int, int] | None] | None = None
    # Of rolling windows one of which holds the amount: the first day of the last of them.
    latest: Callable[[], int] | None = None

    @property
    def positive(self) -> bool:
        """Whether it asks for so many days, and not for fewer."""
        return self.literal.positive

    @property
    def windows(self) -> tuple[Part, ...]:
        """The windows with their weights."""
        return self.parts or ((self.lo, self.hi, _ONE),)


@dataclass(slots=True, eq=False)
class Combination:
    """Every part holds, or any of them does."""

    every: bool
    parts: tuple[Tree, ...]


Tree = Leaf | Combination | bool
# The answer that is known in the end, and the day by whose end it is known.
Known = tuple[bool | None, int]


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a rule is asked: the kind of event, its date, and the number of that day."""

    event: str
    on: date
    day: int

    @staticmethod
    def of(event: str, on: date) -> Moment:
        """The moment of an event on a date."""
        return Moment(event, on, on.toordinal())


def known(tree: Tree) -> Known:
    """The answer of a formula and when it is known, from those of its leaves."""
    if isinstance(tree, Leaf):
        return tree.value, tree.time
    if isinstance(tree, bool):
        return tree, -EVER
    decisive, open_one, late = not tree.every, False, -EVER
    early: int | None = None
    for part in tree.parts:
        value, time = known(part)
        if value is None:
            open_one = True
        elif value == decisive:
            early = time if early is None else min(early, time)
        elif time > late:
            late = time
    if early is not None:
        return decisive, early
    return (None, EVER) if open_one else (tree.every, late)


def leaves(tree: Tree) -> Iterator[Leaf]:
    """The leaves of a formula, from left to right."""
    if isinstance(tree, Leaf):
        yield tree
    elif isinstance(tree, Combination):
        for part in tree.parts:
            yield from leaves(part)


def holds(tree: Tree, answers: dict[Leaf, bool], day: int) -> bool | None:
    """A formula where leaves that are open on a day have the given answers; None if that does not settle it."""
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, Leaf):
        return tree.value if tree.value is not None and tree.time <= day else answers.get(tree)
    found: bool | None = tree.every
    for part in tree.parts:
        value = holds(part, answers, day)
        if value is not None and value != tree.every:
            return value
        if value is None:
            found = None
    return found


def joined(every: bool, parts: Sequence[Tree]) -> Tree:
    """A combination without what cannot matter in it."""
    rest = [part for part in parts if part is not every]
    if any(part is (not every) for part in rest):
        return not every
    return rest[0] if len(rest) == 1 else Combination(every, tuple(rest)) if rest else every


def place(formula: Formula, moment: Moment, seen: Observation) -> Tree:
    """A formula, asked at a moment."""
    match formula:
        case And(parts):
            return joined(True, [place(part, moment, seen) for part in parts])
        case Or(parts):
            return joined(False, [place(part, moment, seen) for part in parts])
        case Literal():
            key = formula, moment.event, moment.day
            found = seen.placed.get(key)
            if found is None:
                found = seen.placed[key] = _literal(formula, moment, seen)
            placed: Tree = found
            return placed


def _literal(literal: Literal, moment: Moment, seen: Observation) -> Tree:
    literal = _counted(literal)
    atom = literal.atom
    match atom:
        case Attribute(name):
            return Leaf(literal, "N", 0, 0, 0, False, free=name)
        case Break():
            from sojourn.rules.decision.required import breaks

            return breaks.place(literal, moment, seen)
        case Around() | Rolling():
            from sojourn.rules.decision.required import windows

            return windows.place(literal, moment, seen)
        case Count():
            day = moment.day
            lo = -EVER if atom.lo is None else day + point_offset(atom.lo, moment.on)
            hi = EVER if atom.hi is None else day + point_offset(atom.hi, moment.on)
            return leaf(literal, atom.obj, atom.base, lo, max(lo, hi), _days(atom.amount, moment.on), atom.absent, seen)
        case Weighted():
            return _weighted(literal, atom, moment, seen)


def _counted(literal: Literal) -> Literal:
    """A literal about days some of which are exempt, or filled in, as one about the actual stays and a set of its own."""
    atom = literal.atom
    if isinstance(atom, Attribute) or (part := exempt_in(atom.obj) or closed_in(atom.obj)) is None:
        return literal
    base = atom.base + atom.obj.removeprefix(part.obj)
    return Literal(atom._replace(obj=part.obj, base=base), literal.positive)


def _days(amount: Amount, day: date) -> int:
    return amount.days(point_offset(amount.end, day) - point_offset(amount.start, day))


def leaf(
    literal: Literal, obj: str, base: str, lo: int, hi: int, amount: int, absent: bool, seen: Observation
) -> Leaf | bool:
    """One leaf over one window; its answer at once if no number of days could change it."""
    if amount <= 0 or amount > hi - lo:
        return (amount <= 0) == literal.positive
    found = Leaf(literal, base, lo, hi, amount, absent)
    if obj != ACTUAL:
        found.free = obj
        return found
    resolve(found, seen)
    return found


def resolve(found: Leaf, seen: Observation) -> None:
    """Work out the answer of a leaf over one window, and when it is known."""
    sure, maybe = seen.sure[found.base], seen.maybe[found.base]
    lo, hi, amount, absent = found.lo, found.hi, int(found.amount), found.absent
    spare = hi - lo - amount + 1
    if absent:
        reached, failed = maybe.nth_away(lo, amount), sure.nth(lo, spare)
    else:
        reached, failed = sure.nth(lo, amount), maybe.nth_away(lo, spare)
    last = hi if hi < EVER // 2 else EVER
    day = reached if reached < last else failed
    if day < last or hi > EVER // 2:
        # Beyond all dates it is known only if nothing is missing, for ever.
        time = seen.seen_on(found.base, day) if day < EVER // 2 else EVER
        if time <= seen.until:
            found.value, found.time = (reached < last) == found.positive, time
    if found.value is None and closed_in(found.base):
        # Which breaks are still to come, and are filled in, nobody can tell.
        found.free = "gap"
    if found.value is None and seen.uncertain(found.base, lo, min(hi, seen.known(found.base, seen.until))):
        found.free = "gap"
    before = sure.upto(lo)
    found.limit = hi - lo - amount + before + 1 if absent else amount + before
    found.up = absent != found.positive


def _weighted(literal: Literal, atom: Weighted, moment: Moment, seen: Observation) -> Tree:
    """A weighted sum: over one window, where all the others are known at the moment; else as it is."""
    day = moment.day
    parts = tuple((day + point_offset(a, moment.on), day + point_offset(b, moment.on), w) for a, b, w in atom.parts)
    limit = Fraction(_days(atom.amount, moment.on))
    days, end = seen.sure[atom.base], seen.known(atom.base, min(day, seen.until))
    rest = []
    for lo, hi, weight in parts:
        if atom.obj == ACTUAL and hi <= end and not seen.uncertain(atom.base, lo, hi):
            present = days.count(lo, hi)
            limit -= weight * (hi - lo - present if atom.absent else present)
        else:
            rest.append((lo, hi, weight))
    if not rest:
        return (limit <= 0) == literal.positive
    if len(rest) == 1 and rest[0][2] > 0:
        lo, hi, weight = rest[0]
        return leaf(literal, atom.obj, atom.base, lo, hi, ceil(limit / weight), atom.absent, seen)
    found = Leaf(literal, atom.base, rest[0][0], rest[-1][1], limit, atom.absent, tuple(rest))
    if atom.obj != ACTUAL:
        found.free = atom.obj
    else:
        _resolve_sum(found, seen, day)
    return found


def _resolve_sum(found: Leaf, seen: Observation, day: int) -> None:
    """The answer of a sum over several windows, by bisection over the days."""

    def by(until: int) -> bool | None:
        least, most = bounds(found, seen, until)
        return True if least >= found.amount else False if most < found.amount else None

    last = min(max(hi for _, hi, _ in found.parts), seen.until)
    answer = by(last)
    if answer is None and closed_in(found.base):
        found.free = "gap"
        return
    if answer is None:
        if seen.uncertain(found.base, found.lo, min(found.hi, seen.known(found.base, seen.until))):
            found.free = "gap"
        return
    first = min(day, last)
    while first < last:
        middle = (first + last) // 2
        first, last = (first, middle) if by(middle) is not None else (middle + 1, last)
    found.value, found.time = answer == found.positive, first


def bounds(found: Leaf, seen: Observation, until: int) -> tuple[Fraction, Fraction]:
    """The fewest and the most measured days (weighted) of a leaf, by what is known at the end of a day."""
    least = most = Fraction(0)
    sure, maybe, end = seen.sure[found.base], seen.maybe[found.base], seen.known(found.base, until)
    for lo, hi, weight in found.windows:
        middle = min(max(lo, end), hi)
        few, many = sure.count(lo, middle), maybe.count(lo, middle)
        if found.absent:
            few, many = middle - lo - many, middle - lo - few
        least += weight * few
        most += weight * (many + hi - middle)
    return least, most
