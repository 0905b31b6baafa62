"""How many crossings of many travellers a rule counts in a period, and how many it has not decided yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sojourn.rules.decision.explanation.result import Decision

DIRECTIONS = ("arrival", "departure")


@dataclass(frozen=True, slots=True)
class Tally:
    """The crossings of one direction in a period (both days included; None = no limit) by what was decided of them.

    What is not decided may still be counted: the true number lies between `counted` and `most`.
    """

    direction: str
    since: date | None
    until: date | None
    counted: int
    not_counted: int
    undecided: int

    @property
    def most(self) -> int:
        """The number if all that is not decided will be counted."""
        return self.counted + self.undecided

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON output of `apply --count`."""
        return {
            "direction": self.direction,
            "since": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "counted": self.counted,
            "not_counted": self.not_counted,
            "undecided": self.undecided,
        }


def tally(decisions: Iterable[Decision], since: date | None = None, until: date | None = None) -> Iterator[Tally]:
    """The `decisions` of a period in numbers, arrivals and then departures.

    The period begins with `since` and ends with `until`, both included; None is without a limit. A crossing belongs to the
    period of its own date.

    >>> from sojourn.model.rule import Bound, Limb
    >>> from sojourn.rules import apply, history_from_dict
    >>> person = history_from_dict({"id": "x", "stays": [{"from": "2017-01-01", "to": None}], "initial_status": "non-resident"})
    >>> year = Limb("arrival", "stay", Bound(12, "month", ">="), accumulation="continuous", basis="actual")
    >>> [(found.direction, found.counted) for found in tally(apply(year, person))]
    [('arrival', 1), ('departure', 0)]
    """
    inside = [d for d in decisions if (since is None or since <= d.crossing) and (until is None or d.crossing <= until)]
    for direction in DIRECTIONS:
        found = [d.migration for d in inside if d.direction == direction]
        yield Tally(direction, since, until, found.count(True), found.count(False), found.count(None))
