"""Texts by language."""

from __future__ import annotations

from sojourn.model.value import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Languages tried, in order, when a text is wanted in a language that it does not have.
FALLBACK = ("en", "fr", "es")


class Text(Frozen):
    """One text in several languages: a frozen map from language tag to string, in the order of the content."""

    __slots__ = ("items",)
    items: tuple[tuple[str, str], ...]

    def __init__(self, items: tuple[tuple[str, str], ...] = ()) -> None:
        self._set(items)

    @classmethod
    def of(cls, data: Mapping[str, str] | None) -> Text:
        """From a map of the content; None gives the empty text."""
        return cls(tuple(data.items())) if data else cls()

    def get(self, lang: str) -> str | None:
        """The text in exactly this language."""
        return next((text for tag, text in self.items if tag == lang), None)

    def best(self, lang: str = "en") -> str:
        """The text in `lang`, else in a fallback language, else in any; empty if there is none."""
        return self.with_language(lang)[1]

    def with_language(self, lang: str = "en") -> tuple[str, str]:
        """As `best`, with the language that was found."""
        for wanted in (lang, *FALLBACK):
            found = self.get(wanted)
            if found is not None:
                return wanted, found
        return self.items[0] if self.items else ("", "")

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags, in the order of the content."""
        return tuple(tag for tag, _ in self.items)

    def to_dict(self) -> dict[str, str]:
        """As a plain map."""
        return dict(self.items)

    def __getitem__(self, lang: str) -> str:
        found = self.get(lang)
        if found is None:
            raise KeyError(lang)
        return found

    def __iter__(self) -> Iterator[str]:
        return (tag for tag, _ in self.items)

    def __bool__(self) -> bool:
        return bool(self.items)

    def __str__(self) -> str:
        return self.best()


class Texts(Frozen):
    """Several texts in several languages."""

    __slots__ = ("items",)
    items: tuple[tuple[str, tuple[str, ...]], ...]

    def __init__(self, items: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> None:
        self._set(items)

    @classmethod
    def of(cls, data: Mapping[str, list[str]] | None) -> Texts:
        """From a map of the content; None gives no texts."""
        return cls(tuple((lang, tuple(texts)) for lang, texts in data.items())) if data else cls()

    def get(self, lang: str) -> tuple[str, ...]:
        """The texts in exactly this language."""
        return next((texts for tag, texts in self.items if tag == lang), ())

    def to_dict(self) -> dict[str, list[str]]:
        """As a plain map."""
        return {lang: list(texts) for lang, texts in self.items}

    def __bool__(self) -> bool:
        return bool(self.items)
