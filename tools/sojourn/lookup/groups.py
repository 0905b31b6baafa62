"""What one word of a query stands for, and where the registry has it: in which entries, in which of their names.

A word is sought as it is, the last (and any that is found nowhere) as the beginning of words, and one that begins none as its
nearest spellings. What was found for a word is kept: queries differ, their words hardly.
"""

from __future__ import annotations

import math
import sqlite3
from bisect import bisect_left
from functools import cached_property, lru_cache

from sojourn.lookup.analysis import Analyser, is_chinese

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from sojourn.lookup.spelling import Vocabulary

    # Of each name of an entry that has the word, by its number: at which of its places (a bit a place), and whether the word
    # itself stands there and not only its family.
    Named = dict[int, tuple[int, bool]]

# Weights of names, context and texts for `bm25`.
COLUMNS = (5.0, 2.5, 1.0)
# How much a word says at least that stands in most entries, and one that stands in none.
COMMON, UNKNOWN = 0.5, 2.0
# After every word that begins like another.
LAST = "\U0010ffff"
# What was found for so many words of queries is kept.
KEPT = 4096


class Group:
    """One word of a query: the words of the index that it stands for, and where they are."""

    def __init__(
        self,
        own: str,
        words: tuple[str, ...],
        begins: str | None,
        scores: Mapping[int, float],
        places: Iterable[tuple[str, int, int, int, int, int]],
        whole: int,
    ) -> None:
        """`scores` is `bm25` by entry; `places` are rows of the table `place`; `whole` is the number of all entries."""
        self.own, self.words, self.begins, self.scores = own, words, begins, scores
        self.highest = max(scores.values(), default=0.0)
        # How much the word says: `bm25`'s measure of how few entries have it.
        found = len(scores)
        self.rarity = max(math.log((whole - found + 0.5) / (found + 0.5)), COMMON) if found else UNKNOWN
        self.named: dict[int, Named] = {}
        # The largest share of the places of one name of an entry.
        self.cover: dict[int, float] = {}
        self._place(places)

    def _place(self, places: Iterable[tuple[str, int, int, int, int, int]]) -> None:
        sizes = {}
        for form, entry, name, at, size, stem in places:
            named = self.named.setdefault(entry, {})
            mask, same = named.get(name, (0, False))
            named[name] = mask | 1 << at, same or bool(stem and form == self.own)
            sizes[entry, name] = size
        for entry, named in self.named.items():
            self.cover[entry] = max(mask.bit_count() / sizes[entry, name] for name, (mask, _) in named.items())

    @cached_property
    def ranked(self) -> list[int]:
        """The entries, the best by `bm25` first."""
        return sorted(self.scores, key=lambda number: (-self.scores[number], number))


class Groups:
    """The words of queries, as one registry has them."""

    def __init__(self, connection: sqlite3.Connection, analyser: Analyser, words: Sequence[str], whole: int) -> None:
        """`words` are all words of the index, in order; `whole` is the number of its entries."""
        self._connection, self._analyser, self._words, self._whole = connection, analyser, words, whole
        self._vocabulary: Vocabulary | None = None
        self.group = lru_cache(maxsize=KEPT)(self._group)
        self._phrase = lru_cache(maxsize=KEPT)(self._scores)

    def _group(self, own: str, word: str, last: bool) -> Group:
        """What a word of the query stands for, given as its stem and the head of its family."""
        chinese, at = is_chinese(word), bisect_left(self._words, word)
        here = self._words[at : at + 1] == [word]
        if chinese or (here and not last):
            return self._found(own, (word,) if here else (), None)
        begun = bisect_left(self._words, word + LAST, at) - at
        if not begun:
            near = self._near().nearest(word)
            return self._found(own, tuple(dict.fromkeys(f for term in near for f in (term, self._analyser.head(term)))))
        return self._found(own, (word,) if here else (), word, alone=here and begun == 1)

    def _near(self) -> Vocabulary:
        if self._vocabulary is None:
            from sojourn.lookup.spelling import Vocabulary

            self._vocabulary = Vocabulary(self._words)
        return self._vocabulary

    def _found(self, own: str, words: tuple[str, ...], begins: str | None = None, alone: bool = False) -> Group:
        """The group of some words and of those that begin so; `alone`: the one word is all that begins so."""
        phrases = [f'"{word}"' for word in words]
        if begins is not None:
            phrases.append(phrases[0] if alone else f'"{begins}" *')
        scores: dict[int, float] = {}
        for phrase in phrases:
            found = self._phrase(phrase)
            scores = scores | {n: scores.get(n, 0.0) + score for n, score in found.items()} if scores else found
        places = self._places((*words, own), None if alone else begins)
        return Group(own, words, begins, scores, places if scores else (), self._whole)

    def _scores(self, phrase: str) -> dict[int, float]:
        """`bm25` of each entry that has a phrase, as FTS5 writes it."""
        weights = ", ".join(map(str, COLUMNS))
        query = f"select rowid, -bm25(words, {weights}) from words where words match ?"  # noqa: S608 - numbers of our own
        return dict(self._connection.execute(query, (phrase,)).fetchall())

    def _places(self, words: tuple[str, ...], begins: str | None) -> list[Any]:
        """Where names have one of some words, or a word that begins so."""
        query = "select form, number, name, at, size, stem from place where "
        marks = ", ".join("?" * len(words))
        found = self._connection.execute(f"{query} form in ({marks})", words).fetchall()
        if begins is not None:
            begun = (begins, begins + LAST)
            found += self._connection.execute(f"{query} form >= ? and form < ? and stem", begun).fetchall()
        return found
