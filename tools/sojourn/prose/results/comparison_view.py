"""Comparisons as a page shows them: travellers drawn, sentences in its language, what is equal once.

Pairs that the build works out and pairs that the engine works out in the browser both get their form here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sojourn.classification.pairs import A, B, PairResult
from sojourn.model.message import Arg, Joined, Message, Named
from sojourn.prose import travellers
from sojourn.prose.results.people import Person, planned
from sojourn.prose.speaker import Speaker
from sojourn.rules.comparison.result import Comparison, Witness


class Once:
    """Values in the order of their first appearance, equal ones once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, value: Any) -> int:
        """The place of a value."""
        key = json.dumps(value, sort_keys=True, ensure_ascii=False)
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


class Shown:
    """Results as a page shows them, in its language: travellers drawn, sentences and travellers written once.

    The two rules are called `{a}` and `{b}` in all sentences: the page puts its own names in their places.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._people, self._figures, self._texts = Once(), Once(), Once()
        self._drawn: dict[travellers.TravellerWords, int] = {}
        # What was said already: results share most of their sentences.
        self._said: dict[tuple[Message, str, str, bool], int] = {}

    def result(self, found: Comparison, if_plans_come_true: str | None = None) -> dict[str, Any]:
        """A result with the places of its travellers and sentences."""
        sides = (found.a, found.b)
        people = ((found.a_not_b, True, False), (found.b_not_a, False, True), (found.both, True, True))
        dates = found.start_dates
        out = {
            "relation": found.relation,
            "alike": found.as_stated,
            "possible": list(found.possible),
            "reason": None if found.reason is None else self._text(found.reason, sides),
            "people": [self._person(*person, sides) for person in people] if any(p for p, _, _ in people) else None,
            "assumptions": [self._sentence(said, sides) for said in found.assumptions],
            "unknown": [[self._text(u.question, sides), u.side, int(u.matters)] for u in found.unknown],
            "plans": if_plans_come_true,
            "dates": None if dates.same_for_all else dict(dates.relations),
        }
        return {key: value for key, value in out.items() if value not in (None, [], ())}

    def pair(self, found: PairResult) -> dict[str, Any]:
        """The result of a pair: as `result`, with its verdict in one or two sentences."""
        sides = (found.comparison.a, found.comparison.b)
        verdict = found.verdict
        name = self._speaker.text(nameless(verdict.name, *sides))
        short = {"verdict": [verdict.kind, int(verdict.certain), name], "short": self._text(found.in_short, sides)}
        return {**self.result(found.comparison, found.if_plans_come_true), **short}

    def tables(self) -> dict[str, Any]:
        """The travellers and sentences that results point to."""
        return {"people": self._people.values, "figures": self._figures.values, "texts": self._texts.values}

    def _text(self, said: Message, sides: tuple[str, str]) -> int:
        return self._placed(said, sides, False)

    def _sentence(self, said: Message, sides: tuple[str, str]) -> int:
        return self._placed(said, sides, True)

    def _placed(self, said: Message, sides: tuple[str, str], whole: bool) -> int:
        key = (said, *sides, whole)
        if key not in self._said:
            say = self._speaker.sentence if whole else self._speaker.text
            self._said[key] = self._texts.place(say(nameless(said, *sides)))
        return self._said[key]

    def _person(self, person: Witness | None, ours: bool, reference: bool, sides: tuple[str, str]) -> int | None:
        if person is None:
            return None
        # The page puts the sentence into the figure as its title: figures differ by their days only.
        drawn = travellers.TravellerWords(person.start, person.stays, ours, reference, planned(person))
        if drawn not in self._drawn:
            bare = Witness(person.event, person.start, person.stays, person.plans)
            figure = Person(bare, ours, reference).figure("{id}", A, B, self._speaker)
            self._drawn[drawn] = self._figures.place(str(figure))
        words = self._speaker.text(nameless(person.why, *sides))
        return self._people.place([self._drawn[drawn], words])


def nameless(said: Message, a: str, b: str) -> Message:
    """A message with the names of two rules replaced by the signs of the two sides.

    >>> nameless(Message("asked-only", (("by", Named("x")), ("other", Named("y")))), "x", "y")["by"]
    Named(id='{a}')
    """
    if (a, b) == (A, B):
        return said
    return Message(said.id, tuple((name, _plain(value, {a: A, b: B})) for name, value in said.args))


def _plain(value: Arg, sides: Mapping[str, str]) -> Arg:
    match value:
        case Named(id):
            return Named(sides.get(id, id))
        case Message(id, args):
            return Message(id, tuple((name, _plain(arg, sides)) for name, arg in args))
        case Joined(parts, by):
            return Joined(tuple(_plain(part, sides) for part in parts), by)
        case _:
            return value
