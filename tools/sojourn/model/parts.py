"""The parts of entries: citations, origins, periods, distinctions, and the rows of methods, figures and statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sojourn.model.fields import ids, items, needed, number, optional, text
from sojourn.model.text import Text

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source; `seen` says whether the whole text was read (`full`) or a part (`excerpt`)."""

    source: str
    locator: str | None = None
    seen: str | None = None
    accessed: str | None = None
    note: str | None = None

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            needed(data, "source"),
            optional(data, "locator"),
            optional(data, "seen"),
            optional(data, "accessed"),
            optional(data, "note"),
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text in one language comes from.

    A source (`sourced`), or our own translation: one that awaits review (`own`), or one that a second reader has held
    against the original (`own-read`).
    """

    lang: str
    status: str
    source: str | None = None
    locator: str | None = None
    note: str | None = None

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            needed(data, "lang"),
            needed(data, "status"),
            optional(data, "source"),
            optional(data, "locator"),
            optional(data, "note"),
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Dates as precise as the source: `2006`, `2006-09` or `2006-09-30`; None = no source says."""

    start: str | None = None
    end: str | None = None

    @classmethod
    def of(cls, data: Data | None) -> Self:
        """Read the compiled form; None gives an open period."""
        return cls(optional(data, "from"), optional(data, "to")) if data else cls()

    def covers(self, day: str) -> bool:
        """Whether an ISO date lies in the period; an end that no source states excludes nothing."""
        return (self.start is None or self.start <= day[: len(self.start)]) and (
            self.end is None or day[: len(self.end)] <= self.end
        )

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Distinction:
    """A concept that another is often confused with, and how to tell them apart."""

    term: str
    why: Text

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(needed(data, "term"), text(data, "why"))


def _citations(data: Data) -> tuple[Citation, ...]:
    return tuple(Citation.of(item) for item in items(data, "citations"))


@dataclass(frozen=True, slots=True)
class Measure:
    """How well a method measures a concept, and how."""

    concept: str
    suitability: str
    how: Text
    citations: tuple[Citation, ...]

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(needed(data, "concept"), needed(data, "suitability"), text(data, "how"), _citations(data))


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """A quality criterion, and what to check."""

    criterion: Text
    check: Text
    citations: tuple[Citation, ...]

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(text(data, "criterion"), text(data, "check"), _citations(data))


@dataclass(frozen=True, slots=True)
class Limit:
    """What a method cannot tell."""

    statement: Text
    citations: tuple[Citation, ...]

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(text(data, "statement"), _citations(data))


@dataclass(frozen=True, slots=True)
class Example:
    """A good example of a method in use, and the countries that it comes from."""

    label: Text
    summary: Text
    countries: tuple[str, ...]
    citations: tuple[Citation, ...]

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(text(data, "label"), text(data, "summary"), ids(data, "countries"), _citations(data))


@dataclass(frozen=True, slots=True)
class CountryValue:
    """The number of one country in a statistic."""

    country: str
    value: float

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(needed(data, "country"), number(data, "value"))


@dataclass(frozen=True, slots=True)
class FigureValue:
    """One number of a figure, and the definition that it was counted by."""

    label: Text
    period: str
    value: float
    definition: str | None
    citations: tuple[Citation, ...]
    note: str | None

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            text(data, "label"),
            needed(data, "period"),
            number(data, "value"),
            optional(data, "definition"),
            _citations(data),
            optional(data, "note"),
        )
