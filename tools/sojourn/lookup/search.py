"""Search over names and texts: any of the words typed may match, and SQLite's own `bm25` orders what does.

The order, the same here and in the browser (`site/assets/search-engine.js`; the numbers below go there with the index):
1. The query becomes words without those that say nothing (`analysis.py`), each sought as `groups.py` says.
2. `bm25` over names, context (country, framework, what is counted) and texts, times the square of the share of the query that
   an entry matches, each word counted by how rare it is. The best `CANDIDATES` by it are looked at, and those with the whole
   name.
3. What the best of an entry's names adds: most for the whole name, less for the part of it that was typed.
4. The kind of entry: concepts before definitions that use them, ended ones last.

An entry that cannot come among the best any more is not looked at (`ranking.py`).
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache

from sojourn.lookup.analysis import Analyser
from sojourn.lookup.groups import COLUMNS, COMMON, LAST, UNKNOWN, Groups
from sojourn.lookup.ranking import (
    BEGIN,
    CANDIDATES,
    KIN,
    LANGUAGE,
    NAME,
    PART,
    SearchQuery,
    SoughtEntry,
    SoughtName,
    best,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sojourn.lookup.ranking import Scored

# The constants of FTS5's `bm25`.
K1, B = 1.2, 0.75
# How much a name counts by its role, and all names together against `bm25`.
ROLES = {
    "preferred": 1.0, "alternative": 0.97, "abbreviation": 0.97, "national term": 0.9, "native": 0.9,
    "hidden": 0.85, "people": 0.9, "identifier": 1.0,
}  # fmt: skip
# Words of a query beyond this are left out.
MOST_WORDS = 24
# How much of a text a hit shows.
SHOWN = 160
# Of so many entries the names, and the texts, are kept.
KEPT = 4096


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry that search found: which of its names or texts matched, in which language, and how well."""

    kind: str
    id: str
    title: str
    matched: str
    role: str
    lang: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


class Search:
    """The index of one registry, open for questions."""

    def __init__(self, connection: sqlite3.Connection, tables: dict[str, Any], words: list[str]) -> None:
        """`tables` as `Analyser` takes them; `words` are all words of the index, in order."""
        self._connection = connection
        self._analyser = Analyser(tables)
        rows = connection.execute("select number, kind, weight from sought").fetchall()
        self._weights = {number: weight for number, _, weight in rows}
        self._kinds = {
            kind: frozenset(n for n, own, _ in rows if own == kind) for kind in {kind for _, kind, _ in rows}
        }
        self._groups = Groups(connection, self._analyser, words, len(rows))
        self._entry = lru_cache(maxsize=KEPT)(self._read_entry)
        self._texts = lru_cache(maxsize=KEPT)(self._read_texts)

    def __call__(self, words: str, lang: str | None, kind: str | None, limit: int) -> tuple[Hit, ...]:
        """The best hits first; each entry once."""
        query = self._analyser.query(words)[:MOST_WORDS]
        groups = [self._groups.group(own, head, number == len(query)) for number, (own, head) in enumerate(query, 1)]
        keys = {self._analyser.key(words), self._analyser.core_key(words)} - {""}
        within = None if kind is None else self._kinds.get(kind, frozenset())
        asked = SearchQuery(groups, keys, self._begun(keys), lang, within, self._weights)
        return tuple(self._hit(found, lang) for found in best(asked, self._entry, limit))

    def _begun(self, keys: set[str]) -> dict[int, dict[int, str]]:
        """The names (by entry and number) whose keys begin with one of the query's, with their keys; -1 is an id."""
        out: dict[int, dict[int, str]] = {}
        query = "select key, number, name from sought_key where key >= ? and key < ?"
        for asked in keys:
            for key, number, name in self._connection.execute(query, (asked, asked + LAST)):
                out.setdefault(number, {})[name] = key
        return out

    def _read_entry(self, number: int) -> SoughtEntry:
        query = "select s.kind, s.id, e.title, s.weight, s.names from sought s join entry e using (kind, id) where number = ?"
        kind, id, title, weight, names = self._connection.execute(query, (number,)).fetchone()
        made = [
            SoughtName(ROLES[role], role, lang, text, len(places.split()))
            for role, lang, text, _, places in json.loads(names)
        ]
        return SoughtEntry(kind, id, title, weight, made)

    def _read_texts(self, number: int) -> dict[str, str]:
        (texts,) = self._connection.execute("select texts from sought where number = ?", (number,)).fetchone()
        return {lang: text[:SHOWN] for lang, text in json.loads(texts).items()}

    def _hit(self, found: Scored, lang: str | None) -> Hit:
        entry = found.entry
        if found.name is None:
            language, text = _shown(self._texts(found.number), lang)
            return Hit(entry.kind, entry.id, entry.title, text, "text", language, found.score)
        if found.name < 0:
            return Hit(entry.kind, entry.id, entry.title, entry.id, "identifier", "", found.score)
        name = entry.names[found.name]
        return Hit(entry.kind, entry.id, entry.title, name.text, name.role, name.lang, found.score)


def _shown(texts: dict[str, str], lang: str | None) -> tuple[str, str]:
    """The language and the beginning of the text that a hit shows."""
    for found in (lang or "en", "en", *texts):
        if found in texts:
            return found, texts[found]
    return "", ""


def numbers() -> dict[str, Any]:
    """The numbers of the order, for the browser; roles of names stand in the order of `ROLES`."""
    return {
        "columns": COLUMNS, "k1": K1, "b": B, "roles": list(ROLES.values()), "name": NAME, "begin": BEGIN, "part": PART,
        "kin": KIN, "language": LANGUAGE, "common": COMMON, "unknown": UNKNOWN, "candidates": CANDIDATES, "words": MOST_WORDS,
    }  # fmt: skip
