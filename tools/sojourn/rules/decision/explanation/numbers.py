"""The numbers of a decision: days counted, days needed (or allowed), in which window, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sojourn.model.message import Arg, Message, message
from sojourn.rules.decision.observed.observation import EVER, Observation, date_of
from sojourn.rules.decision.required.residuals import Leaf, Tree, bounds, known, leaves
from sojourn.rules.logic.formula import Rolling


@dataclass(frozen=True, slots=True)
class Numbers:
    """What one test counted.

    `counted` are the measured days seen in the window (of an unbroken stay: its length so far); a weighted sum may be a
    fraction. `needed` is the minimum, `allowed` the maximum; one of the two is None. `window` has its first and its last
    day (None = without a limit). `left` are the days that are still lacking, or still allowed.
    """

    counted: int | Fraction
    needed: int | Fraction | None
    allowed: int | Fraction | None
    window: tuple[date | None, date | None]

    @property
    def left(self) -> int | Fraction:
        """Days still lacking of the minimum, or still allowed under the maximum; never negative."""
        if self.needed is not None:
            return max(self.needed - self.counted, 0)
        assert self.allowed is not None
        return max(self.allowed - self.counted, 0)

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {
            "counted": _number(self.counted),
            "needed": _number(self.needed),
            "allowed": _number(self.allowed),
            "window": [None if day is None else day.isoformat() for day in self.window],
            "left": _number(self.left),
        }

    def message(self) -> Message:
        """The numbers as a sentence."""
        first, last = self.window
        part = "between" if first and last else "since" if first else "until" if last else "ever"
        named: dict[str, Arg] = {key: day for key, day in (("first", first), ("last", last)) if day}
        if self.needed is not None:
            return message("decision-numbers-needed", needed=self.needed, window=_when(part, named), **_two(self))
        assert self.allowed is not None
        return message("decision-numbers-allowed", allowed=self.allowed, window=_when(part, named), **_two(self))

    def pairs(self) -> tuple[tuple[str, Arg | None], ...]:
        """The numbers by name, for a node of an explanation."""
        first, last = self.window
        named: dict[str, Arg | None] = {"counted": self.counted, "needed": self.needed, "allowed": self.allowed}
        return tuple({**named, "from": first, "to": last, "left": self.left}.items())


def _when(part: str, named: dict[str, Arg]) -> Message:
    return message(f"decision-window-{part}", **named)


def _two(numbers: Numbers) -> dict[str, Arg]:
    return {"counted": numbers.counted, "left": numbers.left}


NONE: dict[str, Any] = {"counted": None, "needed": None, "allowed": None, "window": None, "left": None}


def _number(value: int | Fraction | None) -> int | str | None:
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else str(value)


def numbers_of(leaf: Leaf, seen: Observation) -> Numbers | None:
    """The numbers of one leaf; None for one that nothing observed tells of."""
    if leaf.free or leaf.hi <= leaf.lo:
        return None
    window = date_of(leaf.lo), date_of(leaf.hi - 1)
    if leaf.stretch is not None:
        return _stretch(leaf)
    if isinstance(leaf.literal.atom, Rolling):
        return _rolling(leaf, leaf.literal.atom, seen)
    least, _ = bounds(leaf, seen, seen.until)
    counted: int | Fraction = int(least) if least.denominator == 1 else least
    amount = leaf.amount
    if amount == leaf.hi - leaf.lo:
        counted = _unbroken(leaf, seen)
    if leaf.positive:
        return Numbers(counted, amount, None, window)
    return Numbers(counted, None, amount - 1, window)


def _stretch(leaf: Leaf) -> Numbers | None:
    """Of breaks, and of the longest stay or absence: the longest stretch, and how long one may be, or must be."""
    found = None if leaf.stretch is None else leaf.stretch()
    if found is None:
        return None
    begin, length, limit = found
    window = date_of(begin), date_of(begin + length - 1)
    return Numbers(length, None, limit - 1, window) if leaf.positive else Numbers(length, limit, None, window)


def _unbroken(leaf: Leaf, seen: Observation) -> int:
    """The measured days from the start of the window on, up to the first other one; back from its end, for a past one."""
    days, end = seen.sure[leaf.base], seen.known(leaf.base, seen.until)
    if leaf.time < EVER and leaf.hi <= end and leaf.lo < leaf.hi and _back(leaf):
        return min(leaf.hi - days.run_before(leaf.hi, not leaf.absent), leaf.hi - leaf.lo)
    first = days.nth(leaf.lo, 1) if leaf.absent else days.nth_away(leaf.lo, 1)
    return max(min(first, leaf.hi, end) - leaf.lo, 0)


def _back(leaf: Leaf) -> bool:
    atom = leaf.literal.atom
    lo = getattr(atom, "lo", None)
    return lo is not None and (lo.months < 0 or lo.days < 0)


def _rolling(leaf: Leaf, atom: Rolling, seen: Observation) -> Numbers | None:
    """Of rolling windows: the days of the fullest one or, of a limit on a stay, how long it may last before one is too full."""
    if leaf.shown is not None:
        leaf = leaf.shown() or leaf
    window = date_of(leaf.lo), date_of(leaf.hi - 1)
    length, amount = leaf.hi - leaf.lo, int(leaf.amount)
    if amount == length and atom.lo is None and leaf.shown is None and (atom.amount or 0) < length:
        return Numbers(_unbroken(leaf, seen), None, length - 1, window)
    counted, needed, least = int(bounds(leaf, seen, seen.until)[0]), amount, leaf.positive
    if atom.rest:
        # The leaf counts the other days of the window: all but fewer than the minimum.
        counted, needed, least = length - counted, length - amount + 1, not leaf.positive
    return Numbers(counted, needed, None, window) if least else Numbers(counted, None, needed - 1, window)


def decisive(tree: Tree) -> Iterator[Leaf]:
    """The leaves that settle a formula, the first one first; those that are open, if it is."""
    if isinstance(tree, bool):
        return
    if isinstance(tree, Leaf):
        yield tree
        return
    value, _ = known(tree)
    for part in tree.parts:
        if known(part)[0] == value:
            yield from decisive(part)
    yield from leaves(tree)
