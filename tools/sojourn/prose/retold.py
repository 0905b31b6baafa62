"""Findings, errors and decisions told in another language than English, until they are messages: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sojourn.model.rule import AllOf, Bound, Rule
from sojourn.prose import english
from sojourn.prose.phrases import engine_phrases
from sojourn.prose.rules import Label, attribute_name, bound, day_words, duration, listing, rule_words
from sojourn.prose.tables import phrases
from sojourn.rules.logic.expand import Resolve, expand

HOLE = re.compile(r"\{(\w+)\}")
# What a hole may hold in the engine's English; the others take anything.
SHAPES = {
    "id": r"[\w.-]+", "counts": r"\{[^}]*\}", "relations": r"[\w, -]+?", "event": r"[\w-]+", "day": r"\d+ \w+ \d+",
    "number": r"\d+", "moves": r"\w+",
    # A reading is the last of its sentence, whose full stop is not its own.
    "reading": r".+[^.]", "date": r"\d{4}-\d{2}-\d{2}",
}  # fmt: skip
LENGTH = re.compile(r"(more than )?(\d+) (day|night|week|month|year|calendar year)s?")


@dataclass(frozen=True, slots=True)
class Names:
    """What codes, rules and definitions are called in a language."""

    lang: str
    label: Label
    name: Callable[[str], str]

    def rule_words(self, rule: Rule) -> str:
        """A rule in running text."""
        return rule_words(rule, self.label, self.name, self.lang)

    def inside(self, rule: Rule) -> str:
        """The same as a part of a sentence."""
        words = self.rule_words(rule).removesuffix(".")
        return words[:1].lower() + words[1:]


def _parts(rule: Rule) -> Iterator[Rule]:
    """A rule and, where all of its parts must hold, each of them: a sentence may name the one that fails."""
    yield rule
    if isinstance(rule, AllOf):
        for part in rule.rules:
            yield from _parts(part)


class Retold:
    """Results in one language; in English they stay as the engine gives them.

    `rules` are those that results are about, by the names that sentences use; `asked` are further phrases for what rules
    ask for, with the rules that one of them says.
    """

    def __init__(
        self,
        names: Names,
        rules: Mapping[str, Rule],
        resolve: Resolve,
        asked: Mapping[str, Sequence[Rule]] | None = None,
    ) -> None:
        self.names = names
        self.lang = names.lang
        self.table = engine_phrases(self.lang)
        self._rules = rules
        self._resolve = resolve
        self._more_asked = asked or {}
        self._known: dict[str, str | None] = {}

    # -- what is told --------------------------------------------------------------------------------------------------

    def told(self, text: str) -> str | None:
        """A sentence of the engine in the language; None if there are no words for it."""
        if not self.table:
            return text
        if text not in self._known:
            self._known[text] = self._told(text)
        return self._known[text]

    # -- sentences -----------------------------------------------------------------------------------------------------

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
        text = text.strip()
        plain = (text[:1].lower() + text[1:]).removesuffix(".")
        again = self._told(plain) if plain != text else None
        if again is None:
            return None
        begin = again[:1].upper() if text[:1].isupper() else again[:1]
        return f"{begin}{again[1:]}{'.' if text.endswith('.') and not again.endswith('?') else ''}"

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], list[str], str]]:
        """Sentences with holes, the longest first; holes are filled in the order in which the language names them."""
        out = []
        for words, own in sorted(self.table["sentences"].items(), key=lambda pair: -len(pair[0])):
            names = HOLE.findall(words)
            if names:
                parts = HOLE.split(words)
                shape = "".join(
                    re.escape(part) if at % 2 == 0 else f"({SHAPES.get(part, '.+?')})" for at, part in enumerate(parts)
                )
                out.append((re.compile(shape), names, own))
        return out

    def _filled(self, names: list[str], parts: tuple[str, ...]) -> dict[str, list[str]] | None:
        """What the holes hold, in the language, by name and in order; None if one of them cannot be told."""
        out: dict[str, list[str]] = {}
        for name, part in zip(names, parts, strict=True):
            told = self._hole(name, part)
            if told is None:
                return None
            out.setdefault(name, []).append(told)
        return out

    def _hole(self, name: str, words: str) -> str | None:
        fill: dict[str, Callable[[str], str | None]] = {
            "id": lambda id: phrases(self.lang)["quote"].format(self.names.name(id)),
            "concept": lambda id: self.names.label("concept", id.replace(" ", "-")),
            "target": lambda id: self.names.label("target", id),
            "event": lambda id: self.names.label("event", id),
            "criteria": lambda found: self._codes("criterion", found),
            "groups": lambda found: self._codes("group", found),
            "reason": self.told,
            "effect": self.told,
            "open": self.told,
            "missing": self.told,
            "types": lambda found: self._each(self.table["types"], found.split(" or "), self.table["type_join"]),
            "length": self._told_length,
            "keys": lambda found: found.replace("', '", " », « "),
            "near": lambda found: found.replace(" or ", self.table["type_join"]),
            "asks": self._asks,
            # How a rule was read is named as a reading; the words of it would be those of no text.
            "reading": lambda _: "",
            "day": self._day,
            "who": self.table["who"].get,
            "moves": self.table["moves"].get,
            "waits": self.told,
            "going": self.told,
            "goes": self.table["goes"].get,
            "flow": self.table["flows"].get,
            "outcome": self.told,
            "waiting": lambda found: self._all(re.split(", on | and on ", found), self.table["cause_join"]),
            "ways": lambda found: self._all(found.split("; "), " ; "),
            "silences": lambda found: self._all(found.split(", nor "), self.table["nor_join"]),
            "group": lambda id: self.names.label("group", id.replace(" ", "-")),
            "criterion": lambda id: self.names.label("criterion", id.replace(" ", "-")),
            "attribute": lambda name: attribute_name(name.replace(" ", "_"), self.lang),
            "causes": lambda found: self._all(found.split(" and "), self.table["cause_join"]),
        }
        # What has no name here is taken over as it is: a number, a date, what somebody wrote.
        return fill.get(name, str)(words)

    def _codes(self, list_id: str, found: str) -> str:
        names = (self.names.label(list_id, id.replace(" ", "-")) for id in found.split(", "))
        return listing(names, self.lang)

    @staticmethod
    def _each(table: dict[str, str], keys: list[str], join: str) -> str | None:
        return join.join(table[key] for key in keys) if all(key in table for key in keys) else None

    def _all(self, parts: Sequence[str], join: str) -> str | None:
        """Sentences that are joined; None if one of them cannot be told."""
        told = [self.told(part) for part in parts]
        return None if None in told else join.join(str(part) for part in told)

    def _day(self, words: str) -> str | None:
        """A date, as the engine writes it: `1 January 2023`."""
        day, month, year = words.split()
        months: list[str] = phrases()["months"]
        return day_words(date(int(year), months.index(month) + 1, int(day)), self.lang) if month in months else None

    def _asks(self, words: str) -> str | None:
        """What a rule asks for, from the rule that the engine puts into these words."""
        rules = self._asking.get(words)
        if rules is None:
            return self.told(words)
        return str(self.table["asks_join"]).join(self.names.inside(rule) for rule in rules)

    @cached_property
    def _asking(self) -> dict[str, Sequence[Rule]]:
        """The rules by the words that the engine has for them, as written and as it reads them."""
        parts = (part for rule in self._read() for part in _parts(rule))
        return {**{english.rule_words(part): (part,) for part in parts}, **self._more_asked}

    def _told_length(self, words: str) -> str | None:
        """A length as the engine writes it in a sentence: `12 months`, `more than 1 calendar year`."""
        found = LENGTH.fullmatch(words)
        if found is None:
            return None
        limit = Bound(int(found[2]), found[3].replace(" ", "-"), ">" if found[1] else ">=")
        return bound(limit, self.lang) if found[1] else duration(limit.value, limit.unit, self.lang)

    def _read(self) -> Iterator[Rule]:
        """All rules without references, as they are written and as a classification takes them."""
        for written in self._rules.values():
            rule = expand(written, self._resolve)
            yield rule
