"""The result of a comparison as a value, with the form that it has in JSON output.

Sentences are messages; `to_dict` gives the words of a language beside them. Without a `speaker` these are English, with
codes as words and entries by their ids (`sojourn.prose.speaker`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sojourn.model.message import Arg, Joined, Message, Named, arg_to_json, message
from sojourn.model.trace import Node
from sojourn.prose.said import all_said, said
from sojourn.rules.comparison.person import Timeline, story
from sojourn.rules.comparison.questions import clause
from sojourn.rules.comparison.relation import (
    BROADER,
    DISJOINT,
    EQUAL,
    MIRRORED,
    NARROWER,
    OVERLAPPING,
    RELATIONS,
    named,
)
from sojourn.rules.evaluation.evaluator import Traveller

if TYPE_CHECKING:
    from sojourn.prose.speaker import Speaker

# Whether there is somebody whom only a counts, only b counts.
ONLY = {EQUAL: (False, False), NARROWER: (False, True), BROADER: (True, False), OVERLAPPING: (True, True),
        DISJOINT: (True, True)}  # fmt: skip


def ordered(found: set[str]) -> tuple[str, ...]:
    """Relations in the order of `RELATIONS`."""
    return tuple(r for r in RELATIONS if r in found)


@dataclass(frozen=True, slots=True)
class Witness:
    """A traveller: anchor date, stays as dates of crossings, plans (other presence objects), attributes.

    A stay holds the dates of arrival and departure; None as arrival = there before, as departure = still there.
    `verdict` says who counts the person; `place` is where the stays are, if not in the one country of the rules.
    """

    event: str
    start: date
    stays: Timeline
    plans: tuple[tuple[str, Timeline], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    verdict: Message | None = field(default=None, compare=False)
    place: str = field(default="country", compare=False)

    @property
    def story(self) -> Message:
        """The stays, plans and attributes, as sentences."""
        return message("told", parts=Joined(tuple(self._sentences()), "sentences"))

    @property
    def why(self) -> Message:
        """The story and who counts the person."""
        verdict = (self.verdict,) if self.verdict else ()
        return message("told", parts=Joined((*self._sentences(), *verdict), "sentences"))

    def _sentences(self) -> Iterator[Message]:
        return story(self.event, self.start, self.stays, self.plans, self.attributes, message(f"place-{self.place}"))

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """The traveller as it stands in JSON output; `<object>_stays` only for plans that matter."""
        out: dict[str, Any] = {"start": self.start.isoformat(), "event": self.event, "stays": _as_text(self.stays)}
        for obj, stays in self.plans:
            out[f"{obj}_stays"] = _as_text(stays)
        out["attributes"] = dict(self.attributes)
        return {**out, **said("why", self.why, _speaker(speaker))}

    def traveller(self) -> Traveller:
        """The same person in the form that the day-by-day evaluator takes."""
        return Traveller(self.event, self.start, self.stays, dict(self.plans), dict(self.attributes))


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question: the value that the open facet would have, and the relations that are then still possible."""

    value: Arg
    leaves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A facet that a side leaves open; `matters` tells whether the relation depends on it.

    `who` names the people whom the question concerns (attributes with their values) where it does not concern everybody;
    `answers` are the answers that were tried, for a question that matters.
    """

    facet: str
    side: str
    matters: bool
    question: Message
    who: tuple[tuple[str, tuple[str, ...]], ...] = ()
    answers: tuple[Answer, ...] = ()

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON output."""
        words = _speaker(speaker)
        out: dict[str, Any] = {"facet": self.facet, "side": self.side, "matters": self.matters}
        if self.who:
            out["who"] = {name: list(values) for name, values in self.who}
        if self.answers:
            out["answers"] = [self._answer(one, words) for one in self.answers]
        return {**out, **said("question", self.question, words)}

    def _answer(self, one: Answer, words: Speaker) -> dict[str, Any]:
        return {
            "answer": words.words(one.value),
            "answer_value": arg_to_json(one.value),
            "leaves": list(one.leaves),
            **said("clause", clause(self.facet, self.question, one.value), words),
        }


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A rule, or a part of one, that no traveller can ever meet. `path` leads to the part: ("any", 1, "not")."""

    path: tuple[str | int, ...]
    reason: Message
    whole: bool

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """As in JSON output."""
        return {"path": list(self.path), **said("reason", self.reason, _speaker(speaker)), "whole": self.whole}


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

    `as_stated` is the relation if every facet that a side leaves open had the value of the other side (or, where both
    are silent, the same usual value): what can be said "as far as stated". `reason` explains incomparable and
    undetermined.
    """

    a: str
    b: str
    relation: str
    possible: tuple[str, ...]
    a_not_b: Witness | None = None
    b_not_a: Witness | None = None
    both: Witness | None = None
    start_dates: StartDates = StartDates()
    assumptions: tuple[Message, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    as_stated: str | None = None
    reason: Message | None = None

    @property
    def trace(self) -> Node:
        """How the relation was found: who is counted by one rule only, what is open, what was assumed."""
        asked = message("asked-compared", a=Named(self.a), b=Named(self.b))
        return Node(asked, named(self.relation), tuple(self.steps(witnesses=True)))

    def steps(self, witnesses: bool = False) -> Iterator[Node]:
        """The parts that the relation rests on; with `witnesses`, the travellers who show it too."""
        if len(self.possible) > 1:
            yield Node(message("asked-possible"), Joined(tuple(map(named, self.possible)), "or"))
        if self.reason:
            yield Node(message("asked-why"), self.reason)
        only = ONLY.get(self.relation)
        people = ((self.a, self.b, self.a_not_b), (self.b, self.a, self.b_not_a))
        for (by, other, person), found in zip(people, only or (), strict=False):
            shown = person.story if person and witnesses else message("answer-yes") if found else message("nobody")
            yield Node(message("asked-only", by=Named(by), other=Named(other)), shown)
        if self.relation in (OVERLAPPING, DISJOINT):
            yield Node(message("asked-both"), message("answer-yes" if self.relation == OVERLAPPING else "nobody"))
        if not self.start_dates.same_for_all:
            counts = self.start_dates.relations.items()
            each = tuple(message("on-start-dates", relation=named(relation), n=n) for relation, n in counts)
            yield Node(message("asked-start-dates"), Joined(each, "list"))
        if self.as_stated not in (None, self.relation):
            yield Node(message("asked-as-stated"), named(str(self.as_stated)))
        for name, gives in self.each_window():
            yield Node(message("asked-each-window", id=Named(name)), gives)

    def each_window(self) -> Iterator[tuple[str, Joined]]:
        """For a side that names no period: the relations that each plausible one leaves, by name (RULES.md, section 8.5)."""
        for unknown in self.unknown:
            tried = unknown.answers if unknown.matters and unknown.facet == "window" else ()
            gives = (
                message("window-gives", window=one.value, relation=Joined(tuple(map(named, one.leaves)), "or"))
                for one in tried
            )
            if tried:
                yield self.a if unknown.side == "a" else self.b, Joined(tuple(gives), "list")

    def to_dict(self, speaker: Speaker | None = None) -> dict[str, Any]:
        """The comparison as it stands in JSON output."""
        words = _speaker(speaker)
        return {
            "a": self.a,
            "b": self.b,
            "relation": self.relation,
            "possible": list(self.possible),
            "alike": self.as_stated,
            **said("reason", self.reason, words),
            "a_not_b": self.a_not_b and self.a_not_b.to_dict(words),
            "b_not_a": self.b_not_a and self.b_not_a.to_dict(words),
            "both": self.both and self.both.to_dict(words),
            "start_dates": self.start_dates.to_dict(),
            **all_said("assumptions", self.assumptions, words),
            "unknown": [u.to_dict(words) for u in self.unknown],
            "trace": list(words.lines(self.trace)),
            "trace_tree": words.tree(self.trace),
        }

    def mirrored(self) -> Comparison:
        """The same comparison seen from b."""
        swap = {"a": "b", "b": "a"}
        dates = self.start_dates
        return replace(
            self,
            a=self.b,
            b=self.a,
            relation=MIRRORED.get(self.relation, self.relation),
            possible=ordered({MIRRORED.get(r, r) for r in self.possible}),
            a_not_b=self.b_not_a,
            b_not_a=self.a_not_b,
            start_dates=replace(dates, relations={MIRRORED.get(r, r): n for r, n in dates.relations.items()}),
            unknown=tuple(replace(u, side=swap[u.side]) for u in self.unknown),
            as_stated=None if self.as_stated is None else MIRRORED.get(self.as_stated, self.as_stated),
        )

    def _repr_html_(self) -> str:
        """What notebooks show: the relation, who shows it, and what is open."""
        from sojourn.model.display import table

        words = _speaker(None)
        shown = [("relation", self.relation), ("as far as stated", self.as_stated or "")]
        shown += [("traveller", words.text(w.why)) for w in (self.a_not_b, self.b_not_a) if w is not None]
        shown += [("open", words.text(u.question)) for u in self.unknown if u.matters]
        return table(f"{self.a} / {self.b}", shown)


def _speaker(given: Speaker | None) -> Speaker:
    """The speaker to use: importing one costs more than a result without words needs."""
    if given is not None:
        return given
    from sojourn.prose.speaker import plain

    return plain()


def _as_text(stays: Timeline) -> list[list[str | None]]:
    return [[None if day is None else day.isoformat() for day in stay] for stay in stays]
