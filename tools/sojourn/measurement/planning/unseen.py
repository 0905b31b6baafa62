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

# Further than any length that a rule may name, in days; and a day before all others.
FAR, NEVER = 1_000_000, -10_000_000
# The columns of the first and the last day on which a person was observed.
SINCE, ENDS = "since", "ends"


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was not observed, as day numbers: all before `first` (None = nothing), and `gaps`, whose ends are not in them.

    `own` where each person was observed from and until days of its own: the columns `SINCE` and `ENDS`, which hold a day in
    each row (`NEVER` for somebody of whom all that was before is known).
    """

    first: int | None = None
    gaps: tuple[tuple[int, int], ...] = ()
    own: bool = False

    def __bool__(self) -> bool:
        return self.first is not None or bool(self.gaps) or self.own

    @property
    def since(self) -> str | None:
        """The SQL of the first day observed; None if all that was before is known of everybody."""
        return SINCE if self.own else None if self.first is None else str(self.first)

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


def persons_concerned(rule: int, plan: RulePlan, unseen: Unseen, start: str, *, by_gaps: bool = True) -> Iterator[str]:
    """SQL of the persons whose crossings a rule may not decide by what was seen (rule, person), from the table `moves`.

    `start` is the SQL of the status before the first crossing, where it is to be worked out from what was seen; or empty.
    Without `by_gaps` those are left out whom only gaps concern, beyond the status at the start.
    """
    far = reach(plan)
    select = f"SELECT DISTINCT {rule} AS rule, person FROM moves WHERE"
    since = unseen.since
    if since is not None:
        if far.back:
            yield f"{select} day < {since} + {far.back}"
        if start:
            yield f"{select} seq = 1 AND ({start}) = 1 AND {since} > {NEVER}"
    for begun, _ in unseen.gaps:
        if by_gaps:
            yield f"{select} day > {begun - far.ahead}"
        if since is not None:
            yield f"{select} seq = 1 AND {begun} < {since} + {far.ahead}"


def dates_concerned(plan: RulePlan, unseen: Unseen, on: date) -> str:
    """SQL of whether a rule about a date looks at days on which nobody saw a person (1 or 0), from the table `persons`."""
    far, day = reach(plan), on.toordinal()
    first, last = day - far.back, day + far.ahead + 1
    if any(first < end and begun < last for begun, end in unseen.gaps):
        return "1"
    return "0" if unseen.since is None else f"CASE WHEN {first} < {unseen.since} THEN 1 ELSE 0 END"
