"""What the engine knows of the registry: reference rules, definitions, and the words of the controlled lists."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sojourn.classification import Reference
from sojourn.model.containment import Containment, Resolver
from sojourn.model.errors import NotFound
from sojourn.model.message import message
from sojourn.model.rule import Rule, rule_from_dict
from sojourn.model.text import Text


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule with the name that answers use, and what it counts if that is known."""

    id: str
    rule: Rule
    concept: str | None = None


class Known:
    """The registry's rules in the form in which the build writes them for the browser."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.rules: Mapping[str, Mapping[str, Any]] = data["rules"]

    @cached_property
    def countries(self) -> Mapping[str, Mapping[str, str]]:
        """The names of the countries that have a definition, for attributes of which one is the value."""
        return {item["country"]: item["group"] for item in self.rules.values() if item["kind"] == "definition"}

    @cached_property
    def references(self) -> list[Reference]:
        """The reference rules of all frameworks, in the order of the registry."""
        return [
            Reference(
                id,
                item["framework"],
                item["target"],
                item["option"],
                self.rule_of(id),
                Text.of(item["label"]).best(),
                item["part_of"],
            )
            for id, item in self.rules.items()
            if item["kind"] == "rule"
        ]

    @cached_property
    def rule_of(self) -> Resolver:
        """The rule of a reference rule or a definition, by id. Raises NotFound with the nearest ids."""
        said = self.data.get("contained", {"inside": {}, "stands_for": {}})
        inside = {name: {code: tuple(v) for code, v in found.items()} for name, found in said["inside"].items()}
        past = {
            country: tuple((last, value) for last, value in found) for country, found in said.get("past", {}).items()
        }
        return Resolver(self._rule_of, Containment(inside, said["stands_for"], past))

    def _rule_of(self, id: str) -> Rule:
        if id not in self.rules:
            near = tuple(difflib.get_close_matches(id, list(self.rules), 3, 0.5))
            advice = message("error-nearest", near=", ".join(near)) if near else message("error-give-an-id")
            raise NotFound(message("error-no-rule-of-id", id=id), "", advice, near)
        return rule_from_dict(self.rules[id]["rule"])

    def named(self, id: str) -> NamedRule:
        """A rule of the registry with its id and what it counts."""
        rule = self.rule_of(id)
        return NamedRule(id, rule, self.rules[id].get("concept"))

    def name(self, id: str, lang: str = "en") -> str:
        """What a reference rule or definition is called: its own name, else what it counts."""
        item = self.rules.get(id)
        if item is None:
            return id
        return Text.of(item["label"]).best(lang) or self.label("concept", str(item.get("concept", id)), lang)

    def framework(self, id: str) -> str:
        """The id of a framework. Raises NotFound if there is none."""
        if id not in self.data["frameworks"]:
            choices = message("error-one-of", choices=", ".join(self.data["frameworks"]))
            raise NotFound(message("error-no-entry", kind="framework", name=id), "", choices)
        return id

    def codes(self, list_id: str) -> list[str]:
        """The codes of a controlled list, in the order of the content."""
        return list(self.data["codes"].get(list_id, ()))

    def label(self, list_id: str, code: str, lang: str = "en") -> str:
        """The label of a code; the code itself if the list does not hold it."""
        found = (self.data["frameworks"] if list_id == "framework" else self.data["codes"].get(list_id, {})).get(code)
        return Text.of(found or self.countries.get(code)).best(lang) if found or code in self.countries else code
