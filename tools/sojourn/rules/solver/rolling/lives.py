"""Rolling windows for which a rule names no period: what they are asked of follows from the event (RULES.md, section 8.3).

At a crossing it is the stay (absence) at the crossing (`crossing`), on a date the time up to it (`past`), and
of a plan the time from the date on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sojourn.model.message import message
from sojourn.rules.errors import UnsupportedError
from sojourn.rules.logic.formula import Literal, Rolling
from sojourn.rules.logic.lowering import PLANS
from sojourn.rules.solver.difference_constraints import Bounds, feasible, met
from sojourn.rules.solver.rolling import past as rolling_past
from sojourn.rules.solver.rolling import within as rolling_within
from sojourn.rules.solver.rolling.crossing import RollingInDays, asked_of, run_options

System = frozenset[Bounds]


class Lives(NamedTuple):
    """The rolling literals without a period that speak of one object, counted by one day indicator."""

    literals: tuple[RollingInDays, ...]
    event: str
    obj: str
    base: str


def lives_of(literals: Iterable[Literal], event: str, obj: str, base: str, hard: bool) -> Lives | None:
    """Those among some literals, in days; None if there is none. Raises UnsupportedError outside the decidable part."""
    found = sorted((x for x in literals if isinstance(x.atom, Rolling) and x.atom.lo is None), key=repr)
    if not found:
        return None
    asked = tuple(asked_of(x.atom, x.positive, hard) for x in found if isinstance(x.atom, Rolling))
    if event == "reference-date" and len({x.atom.absent for x in asked}) > 1:
        raise UnsupportedError(message("unsupported-rolling-both"))
    return Lives(asked, event, obj, base)


def systems(bounds: System, lives: Lives, shown: bool = False) -> Iterator[System]:
    """The systems of bounds of which one must be met; `shown` asks that the counted days show when a person came."""
    literals, event, obj, base = lives
    if event != "reference-date":
        yield from _at_a_crossing(bounds, lives)
    elif obj in PLANS:
        yield rolling_past.ahead(bounds, literals)
    else:
        yield rolling_past.since_long_ago(bounds, literals, base, shown)
        if rolling_past.matters(literals):
            yield from rolling_past.since(bounds, literals, base, shown)


def _at_a_crossing(bounds: System, lives: Lives) -> Iterator[System]:
    """The stay at the crossing, and the absence on its other side, with all lengths that they can have."""
    first = min(b.lo for b in bounds) if bounds else 0
    stay, absence = ([x for x in lives.literals if (x.atom.absent != x.atom.rest) == away] for away in (False, True))
    if not stay or not absence:
        yield from (
            bounds | option for option in run_options(stay or absence, lives.event, lives.base, not stay, first)
        )
        return
    possible = [bounds | option for option in run_options(stay, lives.event, lives.base, False, first)]
    possible = [system for system in possible if met(system)]
    for option in run_options(absence, lives.event, lives.base, True, first):
        yield from (system | option for system in possible)


def possible(bounds: System, choices: rolling_within.Choices, lives: Lives | None) -> bool:
    """Whether a timeline keeps the bounds and has the windows asked for. Raises UnsupportedError if that is too much."""
    if lives is None:
        return rolling_within.possible(bounds, choices)
    if not feasible(bounds):
        return False
    return any(met(system) for one in systems(bounds, lives) for system in rolling_within.systems(one, choices))
