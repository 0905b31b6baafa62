"""Days that nobody saw: before observation began, and in its gaps; and which persons' answers may depend on them.

Engines count the days that were seen. Where a rule looks at others the persons concerned are decided one by one, as
`rules.apply` does, which goes through all that may have happened on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sojourn.measurement.planning.plan import RulePlan, atoms
from sojourn.rules.logic.calendar import Point
from sojourn.rules.logic.formula import Around, Attribute, Count, Weighted

# Further than any length that a rule may name, in days.
FAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was not observed, as day numbers: all before `first` (None = nothing), and `gaps`, whose ends are not in them."""

    first: int | None = None
    gaps: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        return self.first is not None or bool(self.gaps)

    @property
    def observed_from(self) -> date | None:
        """The first day observed."""
        return None if self.first is None else date.fromordinal(self.first)

    @property
    def unobserved(self) -> tuple[tuple[date, date], ...]:
        """The gaps, with both ends in them."""
        return tuple((date.fromordinal(a), date.fromordinal(b - 1)) for a, b in self.gaps)


NOTHING_UNSEEN = Unseen()


class Reach(NamedTuple):
    """How many days before and after its anchor a rule looks at, at most."""

    back: int
    ahead: int


def reach(plan: RulePlan) -> Reach:
    """How far a rule looks."""
    back, ahead = 0, 0
    for variant in plan.variants:
        for formula in variant.formulas.values():
            for atom in atoms(formula):
                if not isinstance(atom, Attribute):
                    here = _reach(atom)
                    back, ahead = max(back, here.back), max(ahead, here.ahead)
    return Reach(back, ahead)


def _reach(atom: object) -> Reach:
    match atom:
        case Count(_, _, lo, hi):
            return Reach(_back(lo), _ahead(hi))
        case Weighted(_, _, parts):
            return Reach(max(_back(lo) for lo, _, _ in parts), max(_ahead(hi) for _, hi, _ in parts))
        case Around(_, _, months, days):
            length = 31 * months + days + 1
            return Reach(length, length)
    # What else there is looks at all that was.
    return Reach(FAR, FAR)


def _back(point: Point | None) -> int:
    if point is None:
        return FAR
    # One day more, as a day indicator may begin a day earlier than the window.
    return max(0, 1 - 31 * point.months - point.days + (366 if point.year else 0)) if _moves(point) else 0


def _moves(point: Point) -> bool:
    return bool(point.year) or point.months < 0 or point.days < 0


def _ahead(point: Point | None) -> int:
    return FAR if point is None else max(0, 31 * point.months + point.days + (366 if point.year else 0))


def persons_concerned(rule: int, plan: RulePlan, unseen: Unseen, start: str) -> Iterator[str]:
    """SQL of the persons whose crossings a rule may not decide by what was seen (rule, person), from the table `moves`.

    `start` is the SQL of the status before the first crossing, where it is to be worked out from what was seen; or empty.
    """
    far = reach(plan)
    select = f"SELECT DISTINCT {rule} AS rule, person FROM moves WHERE"
    if unseen.first is not None:
        if far.back:
            yield f"{select} day < {unseen.first + far.back}"
        if start:
            yield f"{select} seq = 1 AND ({start}) = 1"
    for begun, _ in unseen.gaps:
        yield f"{select} day > {begun - far.ahead}"
        if unseen.first is not None and begun < unseen.first + far.ahead:
            yield f"{select} seq = 1"


def dates_concerned(plan: RulePlan, unseen: Unseen, on: date) -> bool:
    """Whether a rule about a date looks at days that nobody saw."""
    far, day = reach(plan), on.toordinal()
    first, last = day - far.back, day + far.ahead + 1
    if unseen.first is not None and first < unseen.first:
        return True
    return any(first < end and begun < last for begun, end in unseen.gaps)
