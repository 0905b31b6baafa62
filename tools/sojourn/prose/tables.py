"""The tables of messages, one file a language (`messages/<lang>.yaml`), each pattern in ICU MessageFormat.

A new language is a new file and nothing else. What a file does not hold is said in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from pyicumessageformat import Parser

from sojourn.model.errors import SojournError
from sojourn.prose.phrases import from_yaml

# A pattern, parsed: texts, and holes as maps.
Pattern = list[Any]
FOLDER = files("sojourn.prose") / "messages"


@dataclass(slots=True)
class Table:
    """The messages of one language: plural rules, patterns as written, and those parsed so far."""

    lang: str
    plurals: Mapping[str, str]
    written: Mapping[str, str]
    _parsed: dict[str, Pattern] = field(default_factory=dict)

    def pattern(self, id: str) -> Pattern:
        """The pattern of a message, parsed. Raises KeyError for an id that the table does not hold."""
        found = self._parsed.get(id)
        if found is None:
            found = self._parsed[id] = parsed(self.written[id], f"{self.lang}.yaml: {id}")
        return found


def parsed(text: str, place: str) -> Pattern:
    """A pattern in ICU MessageFormat, parsed. Raises SojournError for one that cannot be read."""
    try:
        pattern: Pattern = Parser().parse(text)
    except Exception as error:
        raise SojournError(
            "message pattern cannot be read", f"{place}: {error}", "Write it in ICU MessageFormat."
        ) from error
    return pattern


def table_from_yaml(lang: str, text: str) -> Table:
    """The table in the text of a language file."""
    data = from_yaml(text)
    return Table(lang, data.get("plurals") or {}, data["messages"])


@cache
def table(lang: str) -> Table:
    """The table of a language. Raises KeyError if there is none."""
    path = FOLDER / f"{lang}.yaml"
    if not path.is_file():
        raise KeyError(lang)
    return table_from_yaml(lang, path.read_text("utf-8"))
