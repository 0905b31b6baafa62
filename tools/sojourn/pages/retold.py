"""What the engine says, told in the language of the page.

The engine states its results as values and explains them in English sentences. Values (lengths, windows, codes) and
questions are told anew from the rule that they belong to; the sentences around them stand in a table a language
(`phrases/engine-<lang>.yaml`). What cannot be told stays as it is, marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from sojourn.classification.differences import FACETS, TEST, facet_words
from sojourn.classification.table import bridge, without_register_none
from sojourn.model.rule import Bound, Limb, Not, Rule, Window
from sojourn.pages.catalogue import Verdict, limbs
from sojourn.pages.facets import code_list, value_words
from sojourn.pages.links import language_attributes
from sojourn.pages.phrases import engine_phrases, phrases
from sojourn.pages.travellers import Traveller, reason
from sojourn.pages.words import bound, duration, listing, window
from sojourn.rules.words import QUESTIONS, question, registered, rule_words

if TYPE_CHECKING:
    from sojourn.pages.render import Renderer

HOLE = re.compile(r"\{(\w+)\}")
# What a hole may hold in the engine's English; the others take anything.
SHAPES = {"id": r"[\w.-]+", "counts": r"\{[^}]*\}", "relations": r"[\w, -]+?", "event": r"[\w-]+"}
LENGTH = re.compile(r"(more than )?(\d+) (day|night|week|month|year|calendar year)s?")


class Retold:
    """Results in one language; in English they stay as the engine gives them."""

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer
        self.lang = renderer.lang
        self.table = engine_phrases(self.lang)
        self._known: dict[str, str | None] = {}

    # -- for templates -------------------------------------------------------------------------------------------------

    def sentence(self, text: str) -> Markup:
        """A sentence of the engine; as it is, and marked, where there are no words for it."""
        return self._shown(text, self.told(text))

    def question(self, text: str) -> Markup:
        """A question to the country."""
        return self._shown(text, self.asked(text))

    def value(self, facet: str, text: str | None) -> Markup:
        """A value of a facet, as differences give it."""
        if not self.table:
            return escape(value_words(facet, text, self.renderer.label))
        return self._shown(text or "", self._value(facet, text))

    def why(self, person: Traveller, verdict: Verdict) -> Markup:
        """Why one of the two rules does not count a traveller."""
        if not self.table:
            return escape(reason(person))
        rejecting = verdict.reference if person.ours else verdict.definition
        rule = self._rule(rejecting) if not person.agreed else None
        if rule is None:
            return Markup("")
        return escape(self.table["rejected"].format(self.renderer.rule_words(rule)))

    # -- sentences -----------------------------------------------------------------------------------------------------

    def told(self, text: str) -> str | None:
        """A sentence of the engine in the language; None if there are no words for it."""
        if not self.table:
            return text
        if text not in self._known:
            self._known[text] = self._told(text)
        return self._known[text]

    def asked(self, text: str) -> str | None:
        """A question in the language; None if there are no words for it."""
        return self._question(text) if self.table else text

    def _told(self, text: str) -> str | None:
        own: str | None = self.table["sentences"].get(text.strip())
        if own is not None:
            return own
        for pattern, names, said in self._patterns:
            found = pattern.fullmatch(text)
            filled = found and self._filled(names, found.groups())
            if filled:
                return HOLE.sub(lambda hole, filled=filled: filled[hole[1]].pop(0), said)  # type: ignore[misc]
        # The same sentence, as the engine begins and ends it in a trace.
        plain = (text[:1].lower() + text[1:]).removesuffix(".")
        again = self._told(plain) if plain != text else None
        return again and f"{again[:1].upper()}{again[1:]}{'' if again.endswith('?') else '.'}"

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], list[str], str]]:
        """Sentences with holes, the longest first; holes are filled in the order in which the language names them."""
        out = []
        for english, own in sorted(self.table["sentences"].items(), key=lambda pair: -len(pair[0])):
            names = HOLE.findall(english)
            if names:
                parts = HOLE.split(english)
                shape = "".join(
                    re.escape(part) if at % 2 == 0 else f"({SHAPES.get(part, '.+?')})" for at, part in enumerate(parts)
                )
                out.append((re.compile(shape), names, own))
        return out

    def _filled(self, names: list[str], parts: tuple[str, ...]) -> dict[str, list[str]] | None:
        """What the holes hold, in the language, by name and in order; None if one of them cannot be told."""
        out: dict[str, list[str]] = {}
        for name, part in zip(names, parts, strict=True):
            # A rule is told anew from the rule whose identifier stands before it.
            told = self._rule_sentence(parts[0]) if name == "rule" else self._hole(name, part)
            if told is None:
                return None
            out.setdefault(name, []).append(told)
        return out

    def _hole(self, name: str, words: str) -> str | None:
        fill: dict[str, Callable[[str], str | None]] = {
            "id": lambda id: phrases(self.lang)["quote"].format(self.renderer.rule_name(id)),
            "concept": lambda id: self.renderer.label("concept", id.replace(" ", "-")),
            "target": lambda id: self.renderer.label("target", id),
            "event": lambda id: self.renderer.label("event", id),
            "criteria": lambda found: self._codes("criterion", found),
            "groups": lambda found: self._codes("group", found),
            "bases": lambda found: self._each(self.table["bases"], found.split(" or "), self.table["basis_join"]),
            "relations": lambda found: self._each(self.table["relations"], found.split(", "), ", "),
            "counts": self._counts,
            "questions": self._questions,
            "reason": self.told,
            "effect": self.told,
            "open": self.told,
            "length": self._told_length,
        }
        return fill[name](words)

    def _codes(self, list_id: str, found: str) -> str:
        names = (self.renderer.label(list_id, id.replace(" ", "-")) for id in found.split(", "))
        return listing(names, self.lang)

    @staticmethod
    def _each(table: dict[str, str], keys: list[str], join: str) -> str | None:
        return join.join(table[key] for key in keys) if all(key in table for key in keys) else None

    def _counts(self, found: str) -> str:
        """Numbers of start dates by relation, as the engine prints them: `{'narrower': 3, 'equal': 1458}`."""
        return re.sub(r"'(\w+)'", lambda m: self.table["relations"].get(m[1], m[1]), found.strip("{}"))

    def _rule(self, id: str) -> Rule | None:
        c = self.renderer.catalogue
        entry = c.rules.get(id) or c.definitions.get(id)
        return entry.rule if entry else None

    def _rule_sentence(self, id: str) -> str | None:
        rule = self._rule(id)
        if rule is None:
            return None
        words = self.renderer.rule_words(rule).removesuffix(".")
        return words[0].lower() + words[1:]

    # -- questions and values, told anew from the rules ----------------------------------------------------------------

    def _questions(self, text: str) -> str | None:
        parts = [self._question(part) for part in text.split("; ")]
        told = dict.fromkeys(part for part in parts if part)
        return " ".join(told) if all(parts) else None

    def _question(self, text: str) -> str | None:
        found = self._asked.get(text)
        return self._asked_about(*found) if found else None

    def _asked_about(self, facet: str, limb: Limb) -> str:
        """The question that settles a facet of a limb."""
        if facet == "threshold" and registered(limb):
            return str(self.table["register_question"])
        away = limb.event == "departure" if facet == "prior" else limb.measure == "absence"
        lower, upper = limb.threshold, limb.upper_bound
        text: str = self.table["questions"][facet][away].format(
            threshold=self._length(lower) if isinstance(lower, Bound) else self.table["the_minimum"],
            upper=self._length(upper) if isinstance(upper, Bound) else self.table["the_maximum"],
        )
        return text

    def _length(self, limit: Bound) -> str:
        return duration(limit.value, limit.unit, self.lang)

    def _told_length(self, words: str) -> str | None:
        """A length as the engine writes it in a sentence: `12 months`, `more than 1 calendar year`."""
        found = LENGTH.fullmatch(words)
        if found is None:
            return None
        limit = Bound(int(found[2]), found[3].replace(" ", "-"), ">" if found[1] else ">=")
        return bound(limit, self.lang) if found[1] else self._length(limit)

    @cached_property
    def _asked(self) -> dict[str, tuple[str, Limb]]:
        """Every question that the engine can ask about a rule of the registry, with what it is about."""
        return {question(facet, limb): (facet, limb) for limb in self._limbs() for facet in QUESTIONS}

    def _value(self, facet: str, text: str | None) -> str | None:
        if text is None:
            return str(phrases(self.lang)["unknown"])
        own: str | None = self.table["values"].get(text)
        if own is not None:
            return own
        if code_list(facet):
            return value_words(facet, text, self.renderer.label)
        value = self._values.get((facet, text))
        match value:
            case Bound():
                return bound(value, self.lang)
            case Window():
                return window(value, self.lang) or str(phrases(self.lang)["window"]["bare"])
            case Limb() | Not():
                return self.renderer.rule_words(value)
            case _:
                return None

    @cached_property
    def _values(self) -> dict[tuple[str, str], object]:
        """Every value of a facet in the rules of the registry, and every test, by the words that the engine has for it."""
        out: dict[tuple[str, str], object] = {}
        for limb in self._limbs():
            for facet in FACETS:
                out.setdefault((facet, facet_words(getattr(limb, facet))), getattr(limb, facet))
            for test in (limb, Not(limb)):
                out.setdefault((TEST, rule_words(test)), test)
        return out

    def _limbs(self) -> Iterator[Limb]:
        """The limbs of all rules, as they are written and as the engine reads them: reference rules with arrivals too."""
        c = self.renderer.catalogue
        for definition in c.definitions.values():
            yield from limbs(definition.rule)
            yield from limbs(without_register_none(definition.rule))
        for rule in c.rules.values():
            yield from limbs(rule.rule)
            yield from limbs(bridge(rule.rule))

    def _shown(self, text: str, told: str | None) -> Markup:
        if told is not None:
            return escape(told)
        return Markup("<span{}>{}</span>").format(language_attributes("en", self.lang), text)
