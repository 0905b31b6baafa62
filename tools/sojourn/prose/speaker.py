"""Words for values in one language: messages, codes, dates, lengths, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sojourn.model.message import Arg, Code, Joined, Message, Named
from sojourn.model.rule import AllOf, AnyOf, Bound, Duration, Limb, Not, Ref, Rule, Window
from sojourn.prose import rules as rules_in_words
from sojourn.prose.phrases import phrases
from sojourn.prose.plurals import category
from sojourn.prose.tables import Pattern, Table, table

# The label of a code: list, code -> words.
Label = Callable[[str, str], str]


def plain_label(list_id: str, code: str) -> str:
    """A code as words, where no registry gives its label: `permanent resident`."""
    return code.replace("-", " ").replace("non ", "non-")


class Speaker:
    """Says values in one language.

    `label` gives the label of a code and `name` the name of an entry; both usually come from the registry. A message
    that the language's table does not hold is said in English.
    """

    def __init__(
        self,
        lang: str = "en",
        label: Label = plain_label,
        name: Callable[[str], str] | None = None,
        messages: Table | None = None,
    ) -> None:
        self.lang, self.label, self.name = lang, label, name or str
        self._tables = tuple(dict.fromkeys((messages.lang, "en") if messages else (lang, "en")))
        self._own = {messages.lang: messages} if messages else {}
        # Long texts come again and again in a build; the caller's registry outlives none of them.
        self._known: dict[Message, str] = {}

    def text(self, message: Message) -> str:
        """The words of a message. Raises KeyError for a message that not even English has words for."""
        found = self._known.get(message)
        if found is None:
            if len(self._known) >= 50_000:
                self._known.clear()
            spoken = self._table(message.id)
            found = self._known[message] = self._said(spoken.pattern(message.id), dict(message.args), spoken)
        return found

    def sentence(self, message: Message) -> str:
        """The words of a message with a capital at the beginning and a full stop at the end."""
        text = self.text(message)
        return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")

    def words(self, value: Arg) -> str:
        """The words of any argument of a message."""
        match value:
            case str():
                return value
            case Message():
                return self.text(value)
            case Joined(parts, by):
                return self.joined([self.words(part) for part in parts], by)
            case Code(list_id, code):
                return self.label(list_id, code)
            case Named(id):
                return self.name(id)
            case date():
                return rules_in_words.day_words(value, self.lang)
            case Bound():
                return rules_in_words.bound(value, self.lang)
            case Duration(length, unit):
                return rules_in_words.duration(length, unit, self.lang)
            case Window():
                return rules_in_words.window(value, self.lang)
            case Limb() | AnyOf() | AllOf() | Not() | Ref():
                return self.rule(value)
            case Fraction() | int():
                return str(value)

    def rule(self, rule: Rule) -> str:
        """A whole rule, as a part of a sentence (without a capital or a full stop)."""
        words = rules_in_words.rule_words(rule, self.label, self.name, self.lang).removesuffix(".")
        return words[:1].lower() + words[1:]

    def joined(self, words: Iterable[str], by: str) -> str:
        """Several words in one: `a, b and c` (`and`, `or`), or one after the other (`list`)."""
        found = list(words)
        between, last = phrases(self.lang)["joins"][by]
        return last.join([between.join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)

    def to_json(self, message: Message) -> dict[str, Any]:
        """A message for JSON: its value and its words."""
        return {"text": self.text(message), **message.to_dict()}

    def _table(self, id: str) -> Table:
        for lang in self._tables:
            try:
                found = self._own.get(lang) or table(lang)
            except KeyError:
                continue
            if id in found.written:
                return found
        raise KeyError(id)

    def _said(self, pattern: Pattern, args: Mapping[str, Arg], spoken: Table, number: int | None = None) -> str:
        return "".join(part if isinstance(part, str) else self._hole(part, args, spoken, number) for part in pattern)

    def _hole(self, hole: Mapping[str, Any], args: Mapping[str, Arg], spoken: Table, number: int | None) -> str:
        if hole.get("hash"):
            return str(number)
        value, kind = args[hole["name"]], hole.get("type")
        if kind == "plural":
            assert isinstance(value, int)
            options = hole["options"]
            chosen = options.get(f"={value}") or options.get(category(spoken.plurals, value)) or options["other"]
            return self._said(chosen, args, spoken, value)
        if kind == "select":
            options = hole["options"]
            return self._said(options.get(_key(value)) or options["other"], args, spoken, number)
        return self.words(value)


def _key(value: Arg) -> str:
    """What a `select` goes by: the code, the id or the text itself."""
    match value:
        case Code(_, code):
            return code
        case Message(id, _) | Named(id):
            return id
        case _:
            return str(value)
