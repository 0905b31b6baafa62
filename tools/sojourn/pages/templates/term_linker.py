"""Concepts of the glossary found in running text, so that the first mention of each can be linked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sojourn.model.entries import Term

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
# Words of a language in which an apostrophe ends a word: `l’immigration` is two.
ELIDED = {"fr": re.compile(r"[^\W_]+['’]|[^\W_]+(?:-[^\W_]+)*")}
LONGEST = 6


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that names a concept."""

    start: int
    end: int
    term: str


def _key(words: Iterable[str]) -> str:
    return " ".join(word.casefold() for word in words)


def _singular(word: str) -> str:
    lower = word.casefold()
    if lower.endswith("ies") and len(lower) > 4:
        return lower[:-3] + "y"
    return lower[:-1] if lower.endswith("s") and not lower.endswith("ss") and len(lower) > 3 else lower


class Glossary:
    """The labels of the concepts in a language, ready to be found in texts; a label of two concepts finds neither."""

    def __init__(self, terms: Iterable[Term], lang: str = "en") -> None:
        self._word = ELIDED.get(lang, WORD)
        # In English the last word of a name takes the plural, elsewhere all may.
        self._all_plural = lang != "en"
        names: dict[str, set[str]] = {}
        for term in terms:
            if term.deprecated:
                continue
            for label in (term.label.get(lang) or "", *term.alternative.get(lang)):
                words = self._word.findall(label)
                # A short word or an abbreviation is too often something else.
                if words and len(label) >= 5 and len(words) <= LONGEST and "(" not in label:
                    names.setdefault(_key(self._base(words) if self._all_plural else words), set()).add(term.id)
        self._names = {key: next(iter(ids)) for key, ids in names.items() if len(ids) == 1}
        # How long a name can be that begins with a word: most words begin none.
        self._longest: dict[str, int] = {}
        for key in self._names:
            first, size = key.split(" ", 1)[0], key.count(" ") + 1
            self._longest[first] = max(size, self._longest.get(first, 0))

    def _base(self, words: list[str]) -> list[str]:
        """The words of a name in the singular."""
        return [_singular(word) if self._all_plural or at == len(words) - 1 else word for at, word in enumerate(words)]

    def mentions(self, text: str, skip: frozenset[str] = frozenset()) -> Iterator[Mention]:
        """The first mention of each concept, the longest name first at each place."""
        found = list(self._word.finditer(text))
        words = [match.group().casefold() for match in found]
        seen = set(skip)
        at = 0
        while at < len(found):
            longest = max(self._longest.get(words[at], 0), self._longest.get(_singular(words[at]), 0))
            for size in range(min(longest, len(found) - at), 0, -1):
                name = words[at : at + size]
                term = self._names.get(" ".join(name)) or self._names.get(" ".join(self._base(name)))
                if term:
                    if term not in seen:
                        seen.add(term)
                        yield Mention(found[at].start(), found[at + size - 1].end(), term)
                    at += size - 1
                    break
            at += 1
