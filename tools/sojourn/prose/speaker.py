"""Words for values in one language: messages, codes, dates, lengths, rules, and how an answer was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from sojourn.model.message import Arg, Coded, Joined, Message, Named, message
from sojourn.model.rule import AllOf, AnyOf, Bound, Duration, Interruptions, Limb, Not, Ref, Rule, Share, Window
from sojourn.model.trace import Node
from sojourn.prose import rules as rules_in_words
from sojourn.prose.facets import facet_name
from sojourn.prose.rules import Label
from sojourn.prose.tables import phrases, table_with

# The most messages that are remembered with their words: a build words the same ones again and again.
MAX_KNOWN = 50_000


def plain_label(list_id: str, code: str) -> str:
    """A code as words, where no registry gives its label: `permanent resident`."""
    return {"eu": "EU"}.get(code) or code.replace("-", " ").replace("non ", "non-")


class Speaker:
    """Says values in one language.

    `label` gives the label of a code and `name` the name of an entry; both usually come from the registry. A message
    that the language's file does not hold is said in English. `others` say it in other languages too, where an answer gives
    a text by language.
    """

    def __init__(
        self,
        lang: str = "en",
        label: Label = plain_label,
        name: Callable[[str], str] | None = None,
        others: Iterable[Speaker] = (),
        remembered: int = MAX_KNOWN,
    ) -> None:
        self.lang, self.label, self.name = lang, label, name or str
        self.others = tuple(others)
        self._known: dict[Message, str] = {}
        self._most = remembered

    def text(self, message: Message) -> str:
        """The words of a message. Raises KeyError for a message that not even English has words for.

        >>> Speaker("fr").text(message("never-met"))
        'aucun voyageur ne peut la satisfaire'
        """
        found = self._known.get(message)
        if found is None:
            if len(self._known) >= self._most:
                self._known.clear()
            found = table_with(message.id, self.lang).said(message.id, dict(message.args), self.words)
            self._known[message] = found
        return found

    def by_language(self, message: Message) -> dict[str, str]:
        """The words of a message in each language that there is a speaker of."""
        return {one.lang: one.text(message) for one in (self, *self.others)}

    def sentence(self, message: Message) -> str:
        """The words of a message with a capital at the beginning and a full stop at the end."""
        return _sentence(self.text(message))

    def words(self, value: Arg) -> str:
        """The words of any argument of a message.

        >>> Speaker("en").words(Joined((Bound(6, "month", ">="), Coded("purpose", "work")), "or"))
        'at least 6 months or work'
        """
        match value:
            case str():
                return value
            case Message():
                return self.text(value)
            case Joined(parts, "sentences"):
                return " ".join(_sentence(self.words(part)) for part in parts)
            case Joined(parts, by):
                return self.joined([self.words(part) for part in parts], by)
            case Coded("facet", key):
                return _lower(facet_name(key, self.lang))
            case Coded(list_id, code):
                return self.label(list_id, code)
            case Named(id):
                return str(phrases(self.lang)["quote"].format(self.name(id)))
            case date():
                return rules_in_words.day_words(value, self.lang)
            case Bound() | Share():
                return rules_in_words.bound(value, self.lang)
            case Duration(length, unit):
                return rules_in_words.duration(length, unit, self.lang)
            case Interruptions():
                return rules_in_words.breaks(value, self.label, self.lang)
            case Window():
                return rules_in_words.window(value, self.lang) or str(phrases(self.lang)["window"]["bare"])
            case Limb() | AnyOf() | AllOf() | Not() | Ref():
                return self.rule(value)
            case Fraction() | int():
                return str(value)

    def rule(self, rule: Rule) -> str:
        """A whole rule, as a part of a sentence (without a capital or a full stop).

        >>> Speaker("en").rule(Limb("arrival", "stay", Bound(1, "year", ">")))
        'an arrival counts if the stay is more than 1 year'
        """
        words = self.rule_sentence(rule).removesuffix(".")
        return words[:1].lower() + words[1:]

    def rule_sentence(self, rule: Rule) -> str:
        """A whole rule in running text."""
        return rules_in_words.rule_words(rule, self.label, self.name, self.lang)

    def joined(self, words: Iterable[str], by: str) -> str:
        """Several words in one: `a, b and c` (`and`, `or`), or one after the other (`list`, `space`)."""
        found = list(words)
        between, last = phrases(self.lang)["joins"][by]
        return last.join([between.join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)

    # -- how an answer was found -------------------------------------------------------------------------------------

    def line(self, node: Node) -> str:
        """One step of an explanation as a sentence: what was asked, and the answer where it has one of its own."""
        if node.found is None:
            return self.sentence(node.asked)
        return self.sentence(message("node", asked=node.asked, found=node.found))

    def lines(self, node: Node, indent: str = "") -> Iterator[str]:
        """A whole explanation, one line a step; steps are set in by `indent` for each step that they belong to."""
        for depth, step in node.walk():
            yield indent * depth + self.line(step)

    def tree(self, node: Node) -> dict[str, Any]:
        """A whole explanation for JSON: values, and the words of each step."""
        out = {"text": self.line(node), **node.to_dict()}
        if node.parts:
            out["parts"] = [self.tree(part) for part in node.parts]
        return out


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


@cache
def plain(lang: str = "en") -> Speaker:
    """A speaker without a registry: codes as words, entries by their ids."""
    return Speaker(lang)
