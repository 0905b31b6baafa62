"""The entries of the registry as frozen values.

Each is made by `from_dict` from its compiled form (the content's keys plus what is derived: IRIs, inverses, the holder) and
`to_dict()` gives that form back; it is what the command line, the files beside the pages and HTTP show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from sojourn.model.rule import Rule, rule_from_dict
from sojourn.model.text import Text, Texts

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
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(data["source"], data.get("locator"), data.get("seen"), data.get("accessed"), data.get("note"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text in one language comes from: a source, or our own translation (`own`) that awaits review."""

    lang: str
    status: str
    source: str | None = None
    locator: str | None = None
    note: str | None = None

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(data["lang"], data["status"], data.get("source"), data.get("locator"), data.get("note"))


@dataclass(frozen=True, slots=True)
class Period:
    """Dates as precise as the source: `2006`, `2006-09` or `2006-09-30`; None = no source says."""

    start: str | None = None
    end: str | None = None

    @classmethod
    def from_dict(cls, data: Data | None) -> Self:
        """Read the compiled form."""
        return cls(data.get("from"), data.get("to")) if data else cls()

    def covers(self, day: str) -> bool:
        """Whether an ISO date lies in the period; an end that no source states excludes nothing."""
        return (self.start is None or self.start <= day[: len(self.start)]) and (
            self.end is None or day[: len(self.end)] <= self.end
        )

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Distinction:
    """A concept that this one is often confused with, and how to tell them apart."""

    term: str
    why: Text

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(data["term"], Text.of(data["why"]))


@dataclass(frozen=True, slots=True)
class Value:
    """What all entries share: the compiled data they were made from."""

    kind: ClassVar[str] = ""

    id: str
    iri: str
    data: Data = field(repr=False, compare=False, hash=False)

    def to_dict(self) -> dict[str, Any]:
        """The entry in its compiled form, ready for JSON."""
        return {"kind": self.kind, **self.data}


def _citations(data: Data) -> tuple[Citation, ...]:
    return tuple(Citation.from_dict(item) for item in data.get("citations", ()))


def _origins(data: Data, key: str) -> tuple[Origin, ...]:
    return tuple(Origin.from_dict(item) for item in data.get(key, ()))


@dataclass(frozen=True, slots=True)
class Term(Value):
    """A concept of the glossary."""

    kind: ClassVar[str] = "term"

    label: Text
    definition: Text
    domain: str
    framework: str | None
    alternative: Texts
    hidden: Texts
    abbreviation: tuple[str, ...]
    scope_note: Text
    change_note: Text
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    related: tuple[str, ...]
    distinguished_from: tuple[Distinction, ...]
    measured_by: tuple[str, ...]
    citations: tuple[Citation, ...]
    label_origin: tuple[Origin, ...]
    definition_origin: tuple[Origin, ...]
    confidence: str
    note: str | None
    deprecated: bool
    replaced_by: str | None

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            label=Text.of(data["label"]),
            definition=Text.of(data["definition"]),
            domain=data["domain"],
            framework=data.get("framework"),
            alternative=Texts.of(data.get("alternative")),
            hidden=Texts.of(data.get("hidden")),
            abbreviation=tuple(data.get("abbreviation", ())),
            scope_note=Text.of(data.get("scope_note")),
            change_note=Text.of(data.get("change_note")),
            broader=tuple(data.get("broader", ())),
            narrower=tuple(data.get("narrower", ())),
            related=tuple(data.get("related", ())),
            distinguished_from=tuple(Distinction.from_dict(item) for item in data.get("distinguished_from", ())),
            measured_by=tuple(data.get("measured_by", ())),
            citations=_citations(data),
            label_origin=_origins(data, "label_origin"),
            definition_origin=_origins(data, "definition_origin"),
            confidence=data["confidence"],
            note=data.get("note"),
            deprecated=bool(data.get("deprecated")),
            replaced_by=data.get("replaced_by"),
        )


@dataclass(frozen=True, slots=True)
class Framework(Value):
    """A reference framework: a recommendation, a law, a glossary."""

    kind: ClassVar[str] = "framework"

    label: Text
    framework_kind: str
    abbreviation: tuple[str, ...]
    publisher: str | None
    status: str
    valid: Period
    replaces: tuple[str, ...]
    summary: Text
    rules: tuple[str, ...]
    citations: tuple[Citation, ...]
    note: str | None

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            label=Text.of(data["label"]),
            framework_kind=data["framework_kind"],
            abbreviation=tuple(data.get("abbreviation", ())),
            publisher=data.get("publisher"),
            status=data["status"],
            valid=Period.from_dict(data.get("valid")),
            replaces=tuple(data.get("replaces", ())),
            summary=Text.of(data.get("summary")),
            rules=tuple(data.get("rules", ())),
            citations=_citations(data),
            note=data.get("note"),
        )


@dataclass(frozen=True, slots=True)
class ReferenceRule(Value):
    """A rule of a framework that national definitions are held against."""

    kind: ClassVar[str] = "rule"

    framework: str
    target: str
    option: str | None
    label: Text
    term: str | None
    rule: Rule
    inferred: bool
    citations: tuple[Citation, ...]
    note: str | None

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            framework=data["framework"],
            target=data["target"],
            option=data.get("option"),
            label=Text.of(data["label"]),
            term=data.get("term"),
            rule=rule_from_dict(data["rule"]),
            inferred=bool(data.get("inferred")),
            citations=_citations(data),
            note=data.get("note"),
        )


@dataclass(frozen=True, slots=True)
class Country(Value):
    """A country or area, with the ids of its instruments and definitions."""

    kind: ClassVar[str] = "country"

    label: Text
    alternative: Texts
    iso2: str | None
    m49: str | None
    region: str | None
    member_of: tuple[str, ...]
    instruments: tuple[str, ...]
    definition_ids: tuple[str, ...]
    note: str | None
    _definitions: tuple[Definition, ...] = field(default=(), repr=False, compare=False, hash=False)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The country's definitions."""
        return self._definitions

    @classmethod
    def from_dict(cls, data: Data, definitions: tuple[Definition, ...] = ()) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            label=Text.of(data["label"]),
            alternative=Texts.of(data.get("alternative")),
            iso2=data.get("iso2"),
            m49=data.get("m49"),
            region=data.get("region"),
            member_of=tuple(data.get("member_of", ())),
            instruments=tuple(data.get("instruments", ())),
            definition_ids=tuple(data.get("definitions", ())),
            note=data.get("note"),
            _definitions=definitions,
        )


@dataclass(frozen=True, slots=True)
class Instrument(Value):
    """A data source of a country; `facts` holds what is known of it (coverage, quality, access, ...) by key."""

    kind: ClassVar[str] = "instrument"

    country: str
    type: str
    label: Text
    operator: str | None
    facts: tuple[tuple[str, Text], ...]
    valid: Period
    citations: tuple[Citation, ...]
    note: str | None

    FACTS: ClassVar[tuple[str, ...]] = (
        "legal_basis",
        "coverage",
        "quality",
        "unit_identifier",
        "detail",
        "format",
        "access",
        "confidentiality",
    )

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            country=data["country"],
            type=data["type"],
            label=Text.of(data["label"]),
            operator=data.get("operator"),
            facts=tuple((key, Text.of(data[key])) for key in cls.FACTS if key in data),
            valid=Period.from_dict(data.get("valid")),
            citations=_citations(data),
            note=data.get("note"),
        )


@dataclass(frozen=True, slots=True)
class Definition(Value):
    """What one instrument of one country counts."""

    kind: ClassVar[str] = "definition"

    country: str
    concept: str
    instrument: str
    national_term: Text
    summary: Text
    rule: Rule
    valid: Period
    replaces: tuple[str, ...]
    replaced_by: tuple[str, ...]
    conflicts_with: tuple[str, ...]
    citations: tuple[Citation, ...]
    confidence: str
    note: str | None

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            country=data["country"],
            concept=data["concept"],
            instrument=data["instrument"],
            national_term=Text.of(data.get("national_term")),
            summary=Text.of(data["summary"]),
            rule=rule_from_dict(data["rule"]),
            valid=Period.from_dict(data.get("valid")),
            replaces=tuple(data.get("replaces", ())),
            replaced_by=tuple(data.get("succeeded_by", ())),
            conflicts_with=tuple(data.get("conflicts_with", ())),
            citations=_citations(data),
            confidence=data["confidence"],
            note=data.get("note"),
        )


@dataclass(frozen=True, slots=True)
class Source(Value):
    """An entry of the bibliography."""

    kind: ClassVar[str] = "source"

    title: str
    publisher: str | None
    year: int | None
    url: str | None
    source_kind: str
    note: str | None

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            title=data["title"],
            publisher=data.get("publisher"),
            year=data.get("year"),
            url=data.get("url"),
            source_kind=data["source_kind"],
            note=data.get("note"),
        )


@dataclass(frozen=True, slots=True)
class Code(Value):
    """A value of a controlled list; the id is `list/code`."""

    kind: ClassVar[str] = "code"

    list: str
    label: Text
    meaning: Text
    term: str | None

    @classmethod
    def from_dict(cls, data: Data) -> Self:
        """Read the compiled form."""
        return cls(
            id=data["id"],
            iri=data["iri"],
            data=data,
            list=data["list"],
            label=Text.of(data["label"]),
            meaning=Text.of(data.get("meaning")),
            term=data.get("term"),
        )


AnyEntry = Term | Framework | ReferenceRule | Country | Instrument | Definition | Source | Code
ENTRY_TYPES: dict[str, type[Value]] = {
    cls.kind: cls for cls in (Term, Framework, ReferenceRule, Country, Instrument, Definition, Source, Code)
}
