"""The words of each language, one file a language (`messages/<lang>.yaml`): messages, and the phrases of rules.

Messages are patterns in ICU MessageFormat. A new language is a new file and nothing else; what a file does not hold is
said in English.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sojourn.model.errors import SojournError
from sojourn.model.message import Arg, Coded, Message, Named, message
from sojourn.prose.plurals import category

# A pattern, parsed: texts, and holes as maps.
Pattern = list[Any]
Words = Callable[[Arg], str]
FOLDER: Any = Path(__file__).parent / "messages"
if not FOLDER.is_dir():  # The package is packed, as in the browser.
    from importlib.resources import files

    FOLDER = files("sojourn.prose") / "messages"
# The same as JSON, read thirty times as fast: made with the data of the package, used while it is current.
COMPILED: Any = FOLDER.parent.parent / "data" / "words"


def from_yaml(text: str) -> Any:
    """The value that a YAML text of our own says; JSON, which is YAML too, has a reader of its own, which is quicker."""
    if text.startswith('{"'):
        return json.loads(text)
    import yaml  # Whoever only speaks has the compiled tables, and needs no YAML.

    # The quick loader where there is one: libyaml is not everywhere, in the browser for one.
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)


@dataclass(slots=True)
class WordTable:
    """The words of one language: plural rules, patterns as written and those parsed so far, phrases."""

    lang: str
    plurals: Mapping[str, str]
    written: Mapping[str, str]
    phrases: Mapping[str, Any] = field(default_factory=dict)
    _parsed: dict[str, Pattern] = field(default_factory=dict)

    def pattern(self, id: str) -> Pattern:
        """The pattern of a message, parsed. Raises KeyError for an id that the table does not hold."""
        found = self._parsed.get(id)
        if found is None:
            found = self._parsed[id] = parsed(self.written[id], f"{self.lang}.yaml: {id}")
        return found

    def said(self, id: str, args: Mapping[str, Arg], words: Words) -> str:
        """The words of a message; `words` gives those of an argument. Raises KeyError for an unknown message."""
        return self._said(self.pattern(id), args, words)

    def _said(self, pattern: Pattern, args: Mapping[str, Arg], words: Words, number: int | None = None) -> str:
        return "".join(part if isinstance(part, str) else self._hole(part, args, words, number) for part in pattern)

    def _hole(self, hole: Mapping[str, Any], args: Mapping[str, Arg], words: Words, number: int | None) -> str:
        if hole.get("hash"):
            assert number is not None
            return words(number)
        value, kind = args[hole["name"]], hole.get("type")
        if kind == "plural":
            assert isinstance(value, int)
            options = hole["options"]
            exact = f"={value}"
            chosen = options[exact] if exact in options else _option(options, category(self.plurals, value))
            return self._said(chosen, args, words, value)
        if kind == "select":
            options = hole["options"]
            return self._said(_option(options, _key(value)), args, words, number)
        return words(value)


def _option(options: Mapping[str, Pattern], key: str) -> Pattern:
    """The pattern of a choice; it may be empty."""
    return options[key] if key in options else options["other"]


def _key(value: Arg) -> str:
    """What a `select` goes by: the code, the id or the text itself."""
    match value:
        case Coded(_, code):
            return code
        case Message(id, _) | Named(id):
            return id
        case _:
            return str(value)


def parsed(text: str, place: str) -> Pattern:
    """A pattern in ICU MessageFormat, parsed. Raises SojournError for one that cannot be read."""
    from pyicumessageformat import Parser

    try:
        pattern: Pattern = Parser().parse(text)
    except Exception as error:
        raise SojournError(message("error-pattern"), f"{place}: {error}", message("error-write-icu")) from error
    return pattern


def compiled_table(text: bytes) -> str:
    """The text of a language file as JSON, with a digest of it that tells whether it is current."""
    return json.dumps({"of": _digest(text), "table": from_yaml(text.decode("utf-8"))}, ensure_ascii=False)


def write_compiled(folder: Path) -> None:
    """Write the compiled table of each language into a new folder."""
    folder.mkdir()
    for lang in spoken():
        (folder / f"{lang}.json").write_text(compiled_table((FOLDER / f"{lang}.yaml").read_bytes()), "utf-8")


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _read(lang: str) -> Any:
    """What the file of a language says: from the compiled table, or from the file itself where there is none of it."""
    text = (FOLDER / f"{lang}.yaml").read_bytes()
    try:
        found = json.loads((COMPILED / f"{lang}.json").read_bytes())
        if found["of"] == _digest(text):
            return found["table"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # None was made, or it is damaged: the file itself says the same.
    return from_yaml(text.decode("utf-8"))


def speaks(lang: str) -> bool:
    """Whether there is a file of a language."""
    return bool((FOLDER / f"{lang}.yaml").is_file())


def spoken() -> tuple[str, ...]:
    """The languages that there are files of."""
    return tuple(sorted(path.name[:-5] for path in FOLDER.iterdir() if path.name.endswith(".yaml")))


@cache
def table(lang: str) -> WordTable:
    """The table of a language. Raises KeyError if there is none."""
    if not speaks(lang):
        raise KeyError(lang)
    data = _read(lang)
    return WordTable(lang, data.get("plurals") or {}, data["messages"], data.get("phrases") or {})


@cache
def phrases(lang: str = "en") -> Mapping[str, Any]:
    """The phrases of a language; what it does not have is English."""
    english = table("en").phrases
    return {**english, **table(lang).phrases} if speaks(lang) else english


def table_with(id: str, lang: str) -> WordTable:
    """The table that has words for a message: that of the language, else the English one. Raises KeyError."""
    if lang != "en" and speaks(lang) and id in table(lang).written:
        return table(lang)
    if id in table("en").written:
        return table("en")
    raise KeyError(id)
