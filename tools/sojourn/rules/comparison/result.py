"""The result of a comparison as a value, with the form that it has in JSON output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sojourn.rules.comparison.relation import MIRRORED, RELATIONS
from sojourn.rules.comparison.witness import Witness


def ordered(found: set[str]) -> tuple[str, ...]:
    """Relations in the order of `RELATIONS`."""
    return tuple(r for r in RELATIONS if r in found)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A facet that a side leaves open; `matters` tells whether the relation depends on it."""

    facet: str
    side: str
    matters: bool
    question: str

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output."""
        return {"facet": self.facet, "side": self.side, "matters": self.matters, "question": self.question}


@dataclass(frozen=True, slots=True)
class StartDates:
    """Whether the relation is the same for every start date of a four-year cycle, and on which dates it differs."""

    same_for_all: bool = True
    differs_on: tuple[str, ...] = ()
    relations: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As in JSON output; `relations` counts the start dates of each relation."""
        return {
            "same_for_all": self.same_for_all,
            "differs_on": list(self.differs_on),
            "relations": dict(self.relations),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """How rule `a` stands to rule `b`; see INTERFACES ("Results") for the JSON form.

    `alike` is the relation if every facet that a side leaves open had the value of the other side (or, where both are
    silent, the same usual value): what can be said "as far as stated". `reason` explains incomparable and undetermined.
    """

    a: str
    b: str
    relation: str
    possible: tuple[str, ...]
    a_not_b: Witness | None = None
    b_not_a: Witness | None = None
    both: Witness | None = None
    start_dates: StartDates = StartDates()
    assumptions: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    as_stated: str | None = None
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The comparison as it stands in JSON output."""
        return {
            "a": self.a,
            "b": self.b,
            "relation": self.relation,
            "possible": list(self.possible),
            "alike": self.as_stated,
            "reason": self.reason,
            "a_not_b": self.a_not_b and self.a_not_b.to_dict(),
            "b_not_a": self.b_not_a and self.b_not_a.to_dict(),
            "both": self.both and self.both.to_dict(),
            "start_dates": self.start_dates.to_dict(),
            "assumptions": list(self.assumptions),
            "unknown": [u.to_dict() for u in self.unknown],
        }

    def mirrored(self) -> Comparison:
        """The same comparison seen from b."""
        swap = {"a": "b", "b": "a"}
        return Comparison(
            a=self.b,
            b=self.a,
            relation=MIRRORED.get(self.relation, self.relation),
            possible=ordered({MIRRORED.get(r, r) for r in self.possible}),
            a_not_b=self.b_not_a,
            b_not_a=self.a_not_b,
            both=self.both,
            start_dates=StartDates(
                self.start_dates.same_for_all,
                self.start_dates.differs_on,
                {MIRRORED.get(r, r): n for r, n in self.start_dates.relations.items()},
            ),
            assumptions=self.assumptions,
            unknown=tuple(Unknown(u.facet, swap[u.side], u.matters, u.question) for u in self.unknown),
            as_stated=None if self.as_stated is None else MIRRORED.get(self.as_stated, self.as_stated),
            reason=self.reason,
        )
