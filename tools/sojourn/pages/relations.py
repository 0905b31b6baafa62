"""How the rules of the registry relate to each other: all pairs within a concept, as scripts that pages load when asked.

A pair is worked out by the engine when the site is built, so that a reader has the answer at once, also from a folder on
disk. Rules that many definitions share are compared once, and equal results are written once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import Any

from sojourn.classification.pairs import A, B, PairResults
from sojourn.model.rule import Rule
from sojourn.pages import travellers
from sojourn.pages.catalogue import Catalogue
from sojourn.pages.linked import script_json
from sojourn.pages.render import Renderer
from sojourn.pages.retold import Retold
from sojourn.rules.expand import expand
from sojourn.rules.relate import MIRRORED

# Above this many pairs a concept is left to the engine in the browser: pairs grow with the square of the definitions.
MOST_PAIRS = 80_000
# The group of the reference rules.
RULES = "rule"
SIDE_A, SIDE_B = "side-a", "side-b"


@dataclass(frozen=True)
class Related:
    """The relations of all pairs of one group: the definitions of a concept, or the reference rules."""

    name: str
    # The number of each entry's rule; entries with the same rule have the same number.
    number: Mapping[str, int]
    # For numbers i <= j the place of their result, at j * (j + 1) / 2 + i.
    pairs: Sequence[int]
    results: Sequence[Mapping[str, Any]]

    def relation(self, a: str, b: str) -> tuple[str, str]:
        """How a stands to b: for sure, and as far as the sources speak."""
        i, j = self.number[a], self.number[b]
        low, high = sorted((i, j))
        result = self.results[self.pairs[high * (high + 1) // 2 + low]]
        sure, alike = str(result["relation"]), str(result["alike"] or result["relation"])
        return (sure, alike) if i <= j else (MIRRORED.get(sure, sure), MIRRORED.get(alike, alike))


def related(c: Catalogue, results: PairResults) -> dict[str, Related]:
    """The relations of all groups, by concept; groups with too many pairs are left out."""
    groups: dict[str, dict[str, Rule]] = defaultdict(dict)
    for definition in c.definitions.values():
        groups[definition.concept][definition.id] = definition.rule
    for rule in c.rules.values():
        groups[RULES][rule.id] = rule.rule
    out = {}
    for name in sorted(groups):
        number: dict[Rule, int] = {}
        numbers = {
            id: number.setdefault(expand(rule, c.registry.rule_of), len(number)) for id, rule in groups[name].items()
        }
        if len(number) * (len(number) + 1) // 2 <= MOST_PAIRS:
            out[name] = _related(name, numbers, list(number), results)
    return out


def _related(name: str, number: Mapping[str, int], rules: Sequence[Rule], results: PairResults) -> Related:
    order = [(i, j) for j in range(len(rules)) for i in range(j + 1)]
    # Asked in the order in which neighbours share their first rule.
    asked = list(combinations_with_replacement(range(len(rules)), 2))
    found = dict(zip(asked, results([(rules[i], rules[j]) for i, j in asked]), strict=True))
    interned = _Once()
    places = [interned.place(found[pair]) for pair in order]
    return Related(name, number, places, interned.values)


class _Once:
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


# -- scripts -----------------------------------------------------------------------------------------------------------


def relation_scripts(render: Renderer, groups: Mapping[str, Related]) -> Iterator[tuple[str, str]]:
    """File names and texts: a script for each group, and one for each framework's rules against definitions."""
    c = render.catalogue
    for name, group in groups.items():
        shown = _Shown(render)
        results = [shown.result(result) for result in group.results]
        data = {"number": group.number, "pairs": group.pairs, "results": results}
        yield f"{name}.js", _script(name, {**data, **shown.tables()})
    for framework in c.frameworks.values():
        if framework.rules:
            yield f"{framework.id}.js", _script(framework.id, _held(render, frozenset(framework.rules)))


def _script(name: str, data: Mapping[str, Any]) -> str:
    return f"sojournRelations.load({script_json(name)}, {script_json(data)});\n"


def _held(render: Renderer, rules: frozenset[str]) -> dict[str, Any]:
    """What the classification found for the rules of a framework: definition, rule, place of the result."""
    shown, once = _Shown(render), _Once()
    rows: dict[str, dict[str, int]] = defaultdict(dict)
    for verdicts in render.catalogue.verdicts.values():
        for verdict in verdicts:
            if verdict.reference in rules:
                result = _nameless(verdict.result, verdict.definition, verdict.reference)
                place = once.place({**shown.result(result), "conformance": verdict.conformance})
                rows[verdict.definition][verdict.reference] = place
    return {"rows": rows, "results": once.values, **shown.tables()}


def _nameless(result: Mapping[str, Any], definition: str, reference: str) -> dict[str, Any]:
    """A classification result in the form of a comparison, its two sides called `{a}` and `{b}`."""
    names = sorted(((definition, A), (reference, B)), key=lambda pair: -len(pair[0]))

    def plain(value: Any) -> Any:
        if isinstance(value, str):
            for name, sign in names:
                value = value.replace(name, sign)
            return value
        if isinstance(value, Mapping):
            return {key: plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list | tuple) else value

    sides = {"definition_only": "a_not_b", "reference_only": "b_not_a", "both": "both"}
    people = {own: (result["witnesses"] or {}).get(key) for key, own in sides.items()}
    kept = ("relation", "possible", "alike", "reason", "assumptions", "unknown", "start_dates", "if_plans_come_true")
    return {str(key): value for key, value in plain({**{key: result.get(key) for key in kept}, **people}).items()}


class _Shown:
    """Results as a page shows them, in its language: travellers drawn, sentences and travellers written once."""

    def __init__(self, render: Renderer) -> None:
        self._render = render
        self._retold = Retold(render)
        self._people, self._figures, self._texts = _Once(), _Once(), _Once()

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
        # What tells sentences anew looks for names of entries where the sides stand.
        told = self._retold.told(text.replace(A, SIDE_A).replace(B, SIDE_B))
        return self._kept(text, told and told.replace(SIDE_A, A).replace(SIDE_B, B))

    def _question(self, text: str) -> int:
        return self._kept(text, self._retold.asked(text))

    def _kept(self, text: str, told: str | None) -> int:
        """The place of a sentence; one that is not told in the page's language says that it is English."""
        return self._texts.place(told if told is not None else ["en", text])

    def _person(self, side: str, value: Mapping[str, Any] | None) -> int | None:
        if not value:
            return None
        lang, label = self._render.lang, self._render.label
        person = travellers.travellers({side: value})[0]
        # The page puts the sentence into the figure as its title: figures differ by their days only.
        bare = replace(person, attributes=(), plans=())
        drawn = travellers.figure(bare, "{id}", A, B, lang, label)
        said = value.get("why") if lang == "en" else None
        words = str(said or travellers.in_words(person, lang, label))
        return self._people.place([self._figures.place(str(drawn)), words])
