"""Comparisons as a page shows them: travellers drawn, sentences in its language, what is equal once.

Pairs that the build works out and pairs that the engine works out in the browser both get their form here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sojourn.classification.pairs import A, B
from sojourn.prose import travellers
from sojourn.prose.retold import Retold

SIDE_A, SIDE_B = "side-a", "side-b"


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
    """Results as a page shows them, in its language: travellers drawn, sentences and travellers written once."""

    def __init__(self, retold: Retold) -> None:
        self._retold = retold
        self._people, self._figures, self._texts = Once(), Once(), Once()
        self._drawn: dict[travellers.Traveller, int] = {}

    def result(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """A result with the places of its travellers and sentences."""
        people = {side: result.get(side) for side in ("a_not_b", "b_not_a", "both")}
        dates = result.get("start_dates") or {}
        out = {
            "relation": result["relation"],
            "alike": result.get("alike"),
            "possible": result.get("possible"),
            "reason": self._sentence(result.get("reason")),
            "people": [self._person(side, value) for side, value in people.items()] if any(people.values()) else None,
            "assumptions": [self._sentence(text) for text in result.get("assumptions") or ()],
            "unknown": [
                [self._question(item["question"]), item.get("side"), int(bool(item.get("matters", True)))]
                for item in result.get("unknown") or ()
            ],
            "plans": result.get("if_plans_come_true"),
            "dates": None if dates.get("same_for_all", True) else dates.get("relations"),
        }
        return {key: value for key, value in out.items() if value not in (None, [], ())}

    def tables(self) -> dict[str, Any]:
        """The travellers and sentences that results point to."""
        return {"people": self._people.values, "figures": self._figures.values, "texts": self._texts.values}

    def _sentence(self, text: str | None) -> int | None:
        if not text:
            return None
        return self._kept(text, self._with_sides(self._retold.told, text))

    @staticmethod
    def _with_sides(tell: Callable[[str], str | None], text: str) -> str | None:
        """What tells sentences anew looks for names of entries where the sides stand."""
        told = tell(text.replace(A, SIDE_A).replace(B, SIDE_B))
        return told and told.replace(SIDE_A, A).replace(SIDE_B, B)

    def _question(self, text: str) -> int:
        return self._kept(text, self._retold.asked(text))

    def _kept(self, text: str, told: str | None) -> int:
        """The place of a sentence; one that is not told in the page's language says that it is English."""
        return self._texts.place(told if told is not None else ["en", text])

    def _person(self, side: str, value: Mapping[str, Any] | None) -> int | None:
        if not value:
            return None
        person = travellers.travellers({side: value})[0]
        # The page puts the sentence into the figure as its title: figures differ by their days only.
        bare = replace(person, attributes=(), plans=(), why="")
        if bare not in self._drawn:
            drawn = travellers.figure(bare, "{id}", A, B, self._retold.lang, self._retold.names.label)
            self._drawn[bare] = self._figures.place(str(drawn))
        return self._people.place([self._drawn[bare], self._story(person)])

    def _story(self, person: travellers.Traveller) -> str:
        """The stays and who counts them; English has a sentence of the engine for both."""
        lang = self._retold.lang
        if lang == "en" and person.why:
            return person.why
        counted = self._with_sides(self._retold.counted, person.why)
        return f"{travellers.in_words(person, lang, self._retold.names.label)} {counted or ''}".rstrip()
