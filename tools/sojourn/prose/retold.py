"""Findings and errors told in another language than English, until they are messages: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from sojourn.prose.phrases import engine_phrases
from sojourn.prose.tables import phrases

HOLE = re.compile(r"\{(\w+)\}")
# What a hole may hold in English; the others take anything.
SHAPES = {"id": r"[\w.-]+", "number": r"\d+", "date": r"\d{4}-\d{2}-\d{2}"}


class Retold:
    """Findings and errors in one language; in English they stay as they are. `name` gives the names of entries."""

    def __init__(self, lang: str, name: Callable[[str], str]) -> None:
        self.lang, self.name = lang, name
        self.table = engine_phrases(lang)

    def told(self, text: str) -> str | None:
        """A sentence in the language; None if there are no words for it."""
        if not self.table:
            return text
        own: str | None = self.table["sentences"].get(text.strip())
        if own is not None:
            return own
        for pattern, names, said in self._patterns:
            found = pattern.fullmatch(text)
            filled = found and self._filled(names, found.groups())
            if filled:
                return HOLE.sub(lambda hole, filled=filled: filled[hole[1]].pop(0), said)  # type: ignore[misc]
        # The same sentence with a capital or a full stop.
        text = text.strip()
        plain = (text[:1].lower() + text[1:]).removesuffix(".")
        again = self.told(plain) if plain != text else None
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
        match name:
            case "id":
                return str(phrases(self.lang)["quote"].format(self.name(words)))
            case "open":
                return self.told(words)
            case "types":
                known, kinds = self.table["types"], words.split(" or ")
                return self._or(known[kind] for kind in kinds) if all(kind in known for kind in kinds) else None
            case "keys":
                return words.replace("', '", " », « ")
            case "near":
                return self._or(words.split(" or "))
            case _:
                # What has no name here is taken over as it is: a number, a date, what somebody wrote.
                return words

    def _or(self, words: Iterable[str]) -> str:
        return str(self.table["type_join"]).join(words)
