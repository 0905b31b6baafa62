"""Search over names and texts: any of the words typed may match, and SQLite's own `bm25` orders what does.

The order, the same here and in the browser (`site/assets/search.js`; the numbers below go there with the index):
1. The query becomes words without those that say nothing (`analysis.py`). Each is sought as it is, the last (and any that is
   found nowhere) as the beginning of words, and one that begins none as its nearest spellings.
2. `bm25` over names, context (country, framework, what is counted) and texts, times the square of the share of the query that
   an entry matches, each word counted by how rare it is.
3. What the best of an entry's names adds: most for the whole name, less for the part of it that was typed.
4. The kind of entry: concepts before definitions that use them, ended ones last.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from dataclasses import dataclass
from functools import cached_property

from sojourn.lookup.analysis import Analyser, is_chinese
from sojourn.lookup.spelling import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

# Weights of names, context and texts for `bm25`.
COLUMNS = (5.0, 2.5, 1.0)
# The constants of FTS5's `bm25`.
K1, B = 1.2, 0.75
# How much a name counts by its role, and all names together against `bm25`.
ROLES = {
    "preferred": 1.0, "alternative": 0.97, "abbreviation": 0.97, "national term": 0.9, "native": 0.9,
    "hidden": 0.85, "people": 0.9, "identifier": 1.0,
}  # fmt: skip
NAME = 24.0
# What a name adds whose beginning was typed, and one of which words were typed: least and most.
BEGIN, PART = (0.4, 0.4), (0.2, 0.65)
# What is lost where other words of the family stand in the name.
KIN = 0.1
# A name in the language of the reader counts a little more.
LANGUAGE = 1.03
# How much a word says at least that stands in most entries, and one that stands in none.
COMMON, UNKNOWN = 0.5, 2.0
# How many entries, the best by `bm25`, are looked at closely.
CANDIDATES = 300
# Words of a query beyond this are left out.
MOST_WORDS = 24
# How much of a text a hit shows.
SHOWN = 160
# After every word that begins like another.
LAST = "\U0010ffff"


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


@dataclass(frozen=True)
class Group:
    """What one word of a query stands for: words as they are, perhaps the beginning of words, and where they stand."""

    own: str
    words: tuple[str, ...]
    begins: str | None
    found: frozenset[int]
    whole: int

    @cached_property
    def rarity(self) -> float:
        """How much the word says: `bm25`'s measure of how few entries have it."""
        if not self.found:
            return UNKNOWN
        return max(math.log((self.whole - len(self.found) + 0.5) / (len(self.found) + 0.5)), COMMON)

    @property
    def expression(self) -> str:
        """As FTS5 asks for it."""
        return expression(self.words, self.begins)

    def fits(self, place: str) -> bool:
        """Whether a place of a name (`stem` or `stem/head`) is one of these words."""
        own, _, head = place.partition("/")
        return own in self.words or head in self.words or (self.begins is not None and own.startswith(self.begins))


class SearchWords:
    """A query as names are held against it."""

    def __init__(self, groups: Sequence[Group], keys: set[str]) -> None:
        self.groups, self.keys = groups, keys
        self._begins = tuple(keys)
        # What a name must hold somewhere to answer any word of the query.
        parts = {p for g in groups for p in (*g.words, g.own, *((g.begins,) if g.begins else ()))} - {""}
        self._parts = re.compile("|".join(map(re.escape, sorted(parts))) if parts else "(?!)")
        self._whole = sum(group.rarity for group in groups)
        self._places: dict[str, tuple[int, int]] = {}

    def may_answer(self, key: str, places: str) -> bool:
        """Whether a name could answer anything of the query; most names of an entry cannot, and that is told at once."""
        return key.startswith(self._begins) or self._parts.search(places) is not None

    def worth(self, key: str, places: Sequence[str]) -> float:
        """How well a name answers the query, 0 to 1."""
        if key in self.keys:
            return 1.0
        begin = max((len(asked) / len(key) for asked in self.keys if key.startswith(asked)), default=0.0)
        worth = BEGIN[0] + BEGIN[1] * begin if begin else 0.0
        met = every = same = 0
        for place in places:
            fit, own = self._masks(place)
            met, every, same = met + bool(fit), every | fit, same | own
        if not met:
            return worth
        share = sum(group.rarity for at, group in enumerate(self.groups) if every >> at & 1) / self._whole
        kin = 1 - KIN + KIN * same.bit_count() / len(self.groups)
        return max(worth, share**2 * (PART[0] + PART[1] * met / len(places)) * kin)

    def _masks(self, place: str) -> tuple[int, int]:
        """Which words of the query a place of a name answers, a bit a word: any of the family, and the word itself."""
        if place not in self._places:
            own = place.partition("/")[0]
            fit = sum(1 << at for at, group in enumerate(self.groups) if group.fits(place))
            self._places[place] = fit, sum(1 << at for at, group in enumerate(self.groups) if group.own == own)
        return self._places[place]


def expression(words: Sequence[str], begins: str | None) -> str:
    """Any of some words, or a beginning, in the language of FTS5."""
    parts = [f'"{word}"' for word in words]
    if begins is not None:
        parts.append(f'"{begins}" *')
    return f"({' OR '.join(parts)})"


class Search:
    """The index of one registry, open for questions."""

    def __init__(self, connection: sqlite3.Connection, tables: dict[str, Any]) -> None:
        self._connection = connection
        self._analyser = Analyser(tables)
        # The names of entries that were looked at: as many as the registry has, at most.
        self._names: dict[int, tuple[str, list[list[str]]]] = {}
        (self._whole,) = connection.execute("select count(*) from sought").fetchone()

    def __call__(self, words: str, lang: str | None, kind: str | None, limit: int) -> tuple[Hit, ...]:
        """The best hits first; each entry once."""
        query = self._analyser.query(words)[:MOST_WORDS]
        groups = [self._group(own, head, number == len(query)) for number, (own, head) in enumerate(query, 1)]
        known = [group for group in groups if group.found]
        keys = {self._analyser.key(words), self._analyser.core_key(words)} - {""}
        scores = self._scores(known, groups) if known else {}
        numbers = self._candidates(scores, keys, kind)
        asked = SearchWords(groups, keys)
        found = [self._looked_at(row, scores.get(row[0], 0.0), asked, lang) for row in self._rows(numbers)]
        return tuple(self._hit(*one, lang) for one in sorted(found, key=lambda one: (-one[0], *one[1:3]))[:limit])

    def _group(self, own: str, word: str, last: bool) -> Group:
        """What a word of the query stands for, given as its stem and the head of its family."""
        chinese = is_chinese(word)
        here = bool(self._connection.execute("select 1 from vocabulary where term = ?", (word,)).fetchone())
        begins = word if (last or not here) and not chinese else None
        if begins and not here and not self._begun(begins):
            near = nearest(word, (term for (term,) in self._connection.execute("select term from vocabulary")))
            heads = dict.fromkeys(form for term in near for form in (term, self._analyser.head(term)))
            return self._found(own, tuple(heads), None)
        return self._found(own, (word,) if here else (), begins)

    def _begun(self, begins: str) -> bool:
        query = "select 1 from vocabulary where term >= ? and term < ? limit 1"
        return bool(self._connection.execute(query, (begins, begins + LAST)).fetchone())

    def _found(self, own: str, words: tuple[str, ...], begins: str | None) -> Group:
        found: frozenset[int] = frozenset()
        if words or begins:
            match = (expression(words, begins),)
            rows = self._connection.execute("select rowid from words where words match ?", match)
            found = frozenset(number for (number,) in rows)
        return Group(own, words, begins, found, self._whole)

    def _scores(self, known: Sequence[Group], groups: Sequence[Group]) -> dict[int, float]:
        """`bm25` of every entry that has any of the words, times the square of the share of the query that it has."""
        asked = " OR ".join(group.expression for group in known)
        whole = sum(group.rarity for group in groups)
        rows = self._connection.execute(
            f"select rowid, -bm25(words, {', '.join(map(str, COLUMNS))}) from words where words match ?",  # noqa: S608 - numbers
            (asked,),
        )
        return {
            number: score * (sum(group.rarity for group in known if number in group.found) / whole) ** 2
            for number, score in rows
        }

    def _candidates(self, scores: dict[int, float], keys: set[str], kind: str | None) -> list[int]:
        """The entries to look at closely: the best by their words, and those with the whole name."""
        of_kind = None
        if kind is not None:
            of_kind = {
                number for (number,) in self._connection.execute("select number from sought where kind = ?", (kind,))
            }
        best = sorted(
            (number for number in scores if of_kind is None or number in of_kind), key=lambda n: (-scores[n], n)
        )
        marks = ", ".join("?" * len(keys))
        named = self._connection.execute(
            f"select number from sought_key where key in ({marks})",  # noqa: S608 - marks alone
            sorted(keys),
        )
        exact = {number for (number,) in named if of_kind is None or number in of_kind}
        return sorted({*best[:CANDIDATES], *exact})

    def _rows(self, numbers: Sequence[int]) -> list[Any]:
        query = f"select number, kind, id, weight, names from sought where number in ({', '.join('?' * len(numbers))})"  # noqa: S608 - marks
        return self._connection.execute(query, numbers).fetchall()

    def _looked_at(
        self, row: Any, score: float, asked: SearchWords, lang: str | None
    ) -> tuple[float, str, str, int, Any]:
        """An entry's score, kind, id and number, and the name that answers best (role, language, text), if any does."""
        number, kind, id, weight, names = row
        best, matched = 0.0, None
        if number not in self._names:
            self._names[number] = self._analyser.key(id), json.loads(names)
        own, named = self._names[number]
        for role, language, text, key, places in named:
            if not asked.may_answer(key, places):
                continue
            most = ROLES[role] * (LANGUAGE if language == lang else 1)
            worth = most * asked.worth(key, places.split()) if most > best else 0.0
            if worth > best:
                best, matched = worth, (role, language, text)
        if best < 1 and own in asked.keys:
            best, matched = 1.0, ("identifier", "", id)
        return round(weight * (score + NAME * best), 3), kind, id, number, matched

    def _hit(self, score: float, kind: str, id: str, number: int, matched: Any, lang: str | None) -> Hit:
        (title,) = self._connection.execute("select title from entry where kind = ? and id = ?", (kind, id)).fetchone()
        if matched is None:
            (texts,) = self._connection.execute("select texts from sought where number = ?", (number,)).fetchone()
            matched = ("text", *_shown(json.loads(texts), lang))
        role, language, text = matched
        return Hit(kind, id, title, text, role, language, score)


def _shown(texts: dict[str, str], lang: str | None) -> tuple[str, str]:
    """The language and the beginning of the text that a hit shows."""
    for found in (lang or "en", "en", *texts):
        if found in texts:
            return found, texts[found][:SHOWN]
    return "", ""


def numbers() -> dict[str, Any]:
    """The numbers of the order, for the browser; roles of names stand in the order of `ROLES`."""
    return {
        "columns": COLUMNS, "k1": K1, "b": B, "roles": list(ROLES.values()), "name": NAME, "begin": BEGIN, "part": PART,
        "kin": KIN, "language": LANGUAGE, "common": COMMON, "unknown": UNKNOWN, "candidates": CANDIDATES, "words": MOST_WORDS,
    }  # fmt: skip
