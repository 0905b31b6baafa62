"""Decisions as values: on a crossing, and on a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sojourn.model.message import Joined, Message, message
from sojourn.model.trace import Node
from sojourn.rules.decision.explanation.numbers import NONE, Numbers

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker


def _no_tree() -> Node:
    return Node(message("decision-node-none"))


def _no_numbers() -> Numbers | None:
    return None


def _speaker(given: Speaker | None) -> Speaker:
    from sojourn.prose.speaker import plain

    return given or plain()


def waited_for(reason: Message) -> Iterator[Message]:
    """What a decision waits for that a history does not give, each as a message of its own.

    >>> waits = message("decision-waits-on", what=Joined((message("decision-item-intended"),), "and"))
    >>> [item.id for item in waited_for(message("decision-open", reason=waits))]
    ['decision-item-intended']
    """
    for _, value in reason.args:
        for part in value.parts if isinstance(value, Joined) else (value,):
            if isinstance(part, Message):
                yield from (part,) if part.id.startswith("decision-item-") else waited_for(part)


class _Explained:
    """What decisions about crossings and about dates have in common: a reason, and how they came about when asked."""

    __slots__ = ()
    reason: Message
    explain: Callable[[], Node]
    count: Callable[[], Numbers | None]

    @property
    def why(self) -> str:
        """The reason in English."""
        return _speaker(None).text(self.reason)

    @property
    def lacking(self) -> tuple[Message, ...]:
        """What the history does not give and the answer waits for; empty where it waits for nothing, or only for time."""
        return tuple(waited_for(self.reason))

    @property
    def trace(self) -> Node:
        """How the decision came about, limb by limb, with the numbers."""
        return self.explain()

    @property
    def numbers(self) -> Numbers | None:
        """The days that decided, or that it waits for; None where the decision is about no days."""
        return self.count()


@dataclass(frozen=True, slots=True)
class Decision(_Explained):
    """What the rule says of one crossing; `migration` is None while it is not decided.

    `decided_on` is the first date on which the answer was certain, or, while it is not, the date by which it will be
    (None if time alone does not settle it). `latest` is the last day on which the crossing may have been. `reason` says
    what was decided and why, or what it waits for; `assumptions` what was taken for granted of a silent rule.
    """

    crossing: date
    direction: str
    status_before: str
    status_after: str
    migration: bool | None
    decided_on: date | None
    reason: Message
    latest: date | None = None
    assumptions: tuple[Message, ...] = ()
    explain: Callable[[], Node] = field(default=_no_tree, compare=False, repr=False)
    count: Callable[[], Numbers | None] = field(default=_no_numbers, compare=False, repr=False)

    def to_dict(self, speaker: Speaker | None = None, *, trace: bool = False) -> dict[str, Any]:
        """As in the JSON output of `apply`, in the language of the speaker."""
        found = self.numbers
        out: dict[str, Any] = {
            "crossing": self.crossing.isoformat(),
            "direction": self.direction,
            "status_before": self.status_before,
            "status_after": self.status_after,
            "migration": self.migration,
            "decided_on": None if self.decided_on is None else self.decided_on.isoformat(),
            "why": _speaker(speaker).text(self.reason),
            "why_message": self.reason.to_dict(),
            "lacking": list(map(_speaker(speaker).text, self.lacking)),
            **(NONE if found is None else found.to_dict()),
            "numbers": None if found is None else _speaker(speaker).text(found.message()),
        }
        if self.latest is not None:
            out["latest"] = self.latest.isoformat()
        return {**out, "trace": self.trace.to_dict()} if trace else out


@dataclass(frozen=True, slots=True)
class Counted(_Explained):
    """Whether a rule counts the person on a date; None while that is not decided, and then `reason` says what is missing.

    `decided_on` is the first date on which the answer was certain, or by which it will be. `first_met` is the first
    date, up to this one, on which the rule counted the person for certain.
    """

    on: date
    counted: bool | None
    reason: Message
    decided_on: date | None = None
    first_met: date | None = None
    assumptions: tuple[Message, ...] = ()
    explain: Callable[[], Node] = field(default=_no_tree, compare=False, repr=False)
    count: Callable[[], Numbers | None] = field(default=_no_numbers, compare=False, repr=False)

    def to_dict(self, speaker: Speaker | None = None, *, trace: bool = False) -> dict[str, Any]:
        """As in JSON output, in the language of the speaker. `counted` is the verdict; the days are `days`."""
        found = self.numbers
        numbers = dict(NONE if found is None else found.to_dict())
        out: dict[str, Any] = {
            "on": self.on.isoformat(),
            "counted": self.counted,
            "decided_on": None if self.decided_on is None else self.decided_on.isoformat(),
            "why": _speaker(speaker).text(self.reason),
            "why_message": self.reason.to_dict(),
            "lacking": list(map(_speaker(speaker).text, self.lacking)),
            "days": numbers.pop("counted"),
            **numbers,
            "numbers": None if found is None else _speaker(speaker).text(found.message()),
            "first_met": None if self.first_met is None else self.first_met.isoformat(),
        }
        return {**out, "trace": self.trace.to_dict()} if trace else out
