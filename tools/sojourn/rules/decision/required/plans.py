"""Stays that are meant, or permitted, as the history states them: what a rule asks of them is answered at once.

A plan is made at a crossing: to stay until a day, or to stay away until one. It is for a length of time and holds no breaks;
when it runs out, the person is on the other side of the border. Of what lies before the crossing a plan says nothing, and
nothing is known of the plans of a person who has outstayed the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.model.traveller import Stay
from sojourn.rules.decision.observed.history import Crossing, History, Stated
from sojourn.rules.decision.observed.observation import Observation
from sojourn.rules.decision.required.residuals import ACTUAL, Moment, known, place
from sojourn.rules.logic.caches import cached
from sojourn.rules.logic.calendar import Point, point_offset
from sojourn.rules.logic.formula import Around, Attribute, Break, Count, Literal, Rolling, Weighted


@dataclass(frozen=True, slots=True)
class Plans:
    """What was meant and permitted at a crossing, or at the last one before a date.

    `made` is the day of the crossing; None where the person was there before observation began.
    """

    stated: Stated
    arrived: bool
    made: date | None

    def answer(self, literal: Literal, moment: Moment) -> bool | None:
        """Whether a literal holds; None for one of which no plan says anything."""
        atom = literal.atom
        if isinstance(atom, Attribute):
            return None
        until = dict(self.stated).get(atom.obj)
        if until is None or until <= moment.on or not self._ahead(literal, moment):
            return None
        asked = Literal(atom._replace(obj=ACTUAL), literal.positive)
        return known(place(asked, moment, _seen(self.arrived, self.made, until)))[0]

    def _ahead(self, literal: Literal, moment: Moment) -> bool:
        """Whether the literal asks for nothing that lies before the plan was made."""
        first = moment.day if self.made is None else self.made.toordinal()
        match literal.atom:
            case Around():
                return self.made is not None
            case Count(_, _, lo) | Break(_, _, lo) | Rolling(lo=lo):
                begins: tuple[Point | None, ...] = (lo,)
            case Weighted(_, _, parts):
                begins = tuple(lo for lo, _, _ in parts)
            case _:
                return False
        return all(lo is not None and moment.day + point_offset(lo, moment.on) >= first for lo in begins)


@cached(2_000)
def _seen(arrived: bool, made: date | None, until: date) -> Observation:
    """The days of a plan, as if all of them had been seen."""
    stays: tuple[Stay, ...] = ((made, until),) if arrived else ((None, made), (until, None))
    return Observation(History("plan", stays))


def plans_at(history: History, move: Crossing, day: date) -> Plans | None:
    """The plans that were made at a crossing, on that day; None if the history states none."""
    stated = history.plans.get(move.side)
    return Plans(stated, move.side[1] == "from", day) if stated else None


def plans_on(history: History, day: date) -> Plans | None:
    """The plans that a person has on a date: those of the last crossing."""
    found: Plans | None = None
    for number, stay in enumerate(history.stays):
        for side, crossed in zip(("from", "to"), stay, strict=True):
            begun = crossed is None and side == "from"
            if begun or (crossed is not None and crossed <= day):
                stated = history.plans.get((number, side))
                vague = (number, side) in history.ranges
                found = Plans(stated, side == "from", crossed) if stated and not vague else None
    return found
