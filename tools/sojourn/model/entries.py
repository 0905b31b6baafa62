"""The entries of the registry as frozen values.

Each holds its compiled form (the content's keys plus what is derived: IRIs, inverses, the holder), which was checked before it
was written; its properties read that form. `to_dict()` is what the command line, the files beside the pages and HTTP show.
"""

from __future__ import annotations

from sojourn.model.text import Text, Texts
from sojourn.model.value import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sojourn.model.parts import Citation, Distinction, FigureValue, Measure, Origin, Period, QualityCheck
    from sojourn.model.rule import Rule

    Data = Mapping[str, Any]

# What may be known of a data source; the workshop of 2019 asks for these (paragraphs 9 and 10).
FACTS = ("legal_basis", "coverage", "quality", "unit_identifier", "detail", "format", "access", "confidentiality")


class Value(Frozen):
    """What all entries share: an id, an IRI, and the compiled data."""

    __slots__ = ("_read", "data")
    kind = ""
    data: Data
    _read: dict[Part, Any]

    def __init__(self, data: Data) -> None:
        object.__setattr__(self, "data", data)
        object.__setattr__(self, "_read", {})

    @property
    def id(self) -> str:
        """The identifier inside the registry; it never changes."""
        return str(self.data["id"])

    @property
    def iri(self) -> str:
        """The identifier on the Web."""
        return str(self.data["iri"])

    def to_dict(self) -> dict[str, Any]:
        """The entry in its compiled form, ready for JSON."""
        return {"kind": self.kind, **self.data}

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.data == other.data

    def __hash__(self) -> int:
        return hash((type(self), self.id))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.data,)


# Readers: how the value of a key becomes a part. What they need is imported when a part is asked for.


def needed(data: Data, key: str) -> str:
    """A text that every entry of the kind has."""
    return str(data[key])


def optional(data: Data, key: str) -> Any:
    """A value that may be absent (None)."""
    return data.get(key)


def flag(data: Data, key: str) -> bool:
    """Whether a mark is set."""
    return bool(data.get(key))


def ids(data: Data, key: str) -> tuple[str, ...]:
    """References or other short texts."""
    return tuple(data.get(key, ()))


def text(data: Data, key: str) -> Text:
    """A text by language."""
    return Text.of(data.get(key))


def texts(data: Data, key: str) -> Texts:
    """Several texts by language."""
    return Texts.of(data.get(key))


def facts(data: Data, key: str) -> tuple[tuple[str, Text], ...]:
    """What is known of a data source, by key."""
    return tuple((name, Text.of(data[name])) for name in FACTS if name in data)


def citations(data: Data, key: str) -> tuple[Citation, ...]:
    """Where an entry comes from."""
    from sojourn.model.parts import Citation

    return tuple(Citation.of(item) for item in data.get(key, ()))


def origins(data: Data, key: str) -> tuple[Origin, ...]:
    """Where texts come from."""
    from sojourn.model.parts import Origin

    return tuple(Origin.of(item) for item in data.get(key, ()))


def distinctions(data: Data, key: str) -> tuple[Distinction, ...]:
    """What a term is not to be confused with."""
    from sojourn.model.parts import Distinction

    return tuple(Distinction.of(item) for item in data.get(key, ()))


def period(data: Data, key: str) -> Period:
    """When an entry applies."""
    from sojourn.model.parts import Period

    return Period.of(data.get(key))


def measures(data: Data, key: str) -> tuple[Measure, ...]:
    """What a method measures."""
    from sojourn.model.parts import Measure

    return tuple(Measure.of(item) for item in data.get(key, ()))


def quality_checks(data: Data, key: str) -> tuple[QualityCheck, ...]:
    """What to check of a method."""
    from sojourn.model.parts import QualityCheck

    return tuple(QualityCheck.of(item) for item in data.get(key, ()))


def figure_values(data: Data, key: str) -> tuple[FigureValue, ...]:
    """The numbers of a figure."""
    from sojourn.model.parts import FigureValue

    return tuple(FigureValue.of(item) for item in data[key])


def rule_of(data: Data, key: str) -> Rule:
    """The rule of an entry, as a value."""
    from sojourn.model.rule import rule_from_dict

    return rule_from_dict(data[key])


class Part:
    """A part of an entry, read from its compiled data when it is first asked for."""

    __slots__ = ("key", "read")

    def __init__(self, key: str, read: Callable[[Data, str], Any]) -> None:
        self.key = key
        self.read = read

    def __get__(self, value: Value | None, owner: type[Value]) -> Any:
        if value is None:
            return self
        if self not in value._read:
            value._read[self] = self.read(value.data, self.key)
        return value._read[self]


# The class of a part is for the interpreter; type checkers see the type that each part is declared with.
part: Any = Part


class Term(Value):
    """A concept of the glossary."""

    __slots__ = ()
    kind = "term"

    label: Text = part("label", text)  # Preferred labels.
    definition: Text = part("definition", text)  # Definitions.
    domain: str = part("domain", needed)  # Code of the list `domain`.
    framework: str | None = part("framework", optional)  # The framework that defines it, if one does.
    alternative: Texts = part("alternative", texts)  # Alternative labels.
    hidden: Texts = part("hidden", texts)  # Labels for search only.
    abbreviation: tuple[str, ...] = part("abbreviation", ids)  # Abbreviations.
    scope_note: Text = part("scope_note", text)  # When it applies, and how it is used.
    change_note: Text = part("change_note", text)  # What changed between frameworks.
    broader: tuple[str, ...] = part("broader", ids)  # More general concepts.
    narrower: tuple[str, ...] = part("narrower", ids)  # More special concepts (derived).
    related: tuple[str, ...] = part("related", ids)  # Related concepts, both ways (derived).
    distinguished_from: tuple[Distinction, ...] = part(
        "distinguished_from", distinctions
    )  # What it is often confused with.
    measured_by: tuple[str, ...] = part("measured_by", ids)  # Data sources that measure it.
    citations: tuple[Citation, ...] = part("citations", citations)  # Where the entry comes from.
    label_origin: tuple[Origin, ...] = part("label_origin", origins)  # Where labels come from.
    definition_origin: tuple[Origin, ...] = part("definition_origin", origins)  # Where definitions come from.
    confidence: str = part("confidence", needed)  # high, medium or low.
    note: str | None = part("note", optional)  # An editorial note, in English.
    deprecated: bool = part("deprecated", flag)  # Whether it is retired.
    replaced_by: str | None = part("replaced_by", optional)  # What replaces a retired entry.


class Framework(Value):
    """A reference framework: a recommendation, a law, a glossary."""

    __slots__ = ()
    kind = "framework"

    label: Text = part("label", text)  # Its name.
    label_origin: tuple[Origin, ...] = part("label_origin", origins)  # Where labels come from.
    framework_kind: str = part("framework_kind", needed)  # Code of the list `framework-kind`.
    abbreviation: tuple[str, ...] = part("abbreviation", ids)  # Abbreviations.
    publisher: str | None = part("publisher", optional)  # Who publishes it.
    status: str = part("status", needed)  # Code of the list `framework-status`.
    valid: Period = part("valid", period)  # When it applies; what no source says is open.
    replaces: tuple[str, ...] = part("replaces", ids)  # Frameworks that it replaces.
    summary: Text = part("summary", text)  # What it is.
    rules: tuple[str, ...] = part("rules", ids)  # Its reference rules.
    citations: tuple[Citation, ...] = part("citations", citations)  # Where the entry comes from.
    note: str | None = part("note", optional)  # An editorial note, in English.


class ReferenceRule(Value):
    """A rule of a framework that national definitions are held against."""

    __slots__ = ()
    kind = "rule"

    framework: str = part("framework", needed)  # Its framework.
    target: str = part("target", needed)  # Code of the list `target`.
    option: str | None = part("option", optional)  # The option, where the framework leaves a choice.
    part_of: str | None = part("part_of", optional)  # The rule of which it is one limb that nobody may choose alone.
    label: Text = part("label", text)  # Its name.
    label_origin: tuple[Origin, ...] = part("label_origin", origins)  # Where labels come from.
    term: str | None = part("term", optional)  # The concept that it decides.
    rule: Rule = part("rule", rule_of)  # What is asked of a person, as a value.
    inferred: bool = part("inferred", flag)  # Whether it is our reading, not a statement that was read.
    citations: tuple[Citation, ...] = part("citations", citations)  # Where the entry comes from.
    note: str | None = part("note", optional)  # An editorial note, in English.


class Instrument(Value):
    """A data source of a country."""

    __slots__ = ()
    kind = "instrument"

    country: str = part("country", needed)  # Its country.
    type: str = part("type", needed)  # Code of the list `instrument-type`.
    label: Text = part("label", text)  # Its name.
    operator: str | None = part("operator", optional)  # Who runs it.
    facts: tuple[tuple[str, Text], ...] = part(
        "facts", facts
    )  # What is known of it (coverage, quality, access, ...), by key.
    valid: Period = part("valid", period)  # When it applies; what no source says is open.
    citations: tuple[Citation, ...] = part("citations", citations)  # Where the entry comes from.
    note: str | None = part("note", optional)  # An editorial note, in English.


class Definition(Value):
    """What one instrument of one country counts."""

    __slots__ = ()
    kind = "definition"

    country: str = part("country", needed)  # Its country.
    concept: str = part("concept", needed)  # Code of the list `concept`.
    instrument: str = part("instrument", needed)  # The data source.
    national_term: Text = part("national_term", text)  # As the office writes it.
    summary: Text = part("summary", text)  # Who is counted, in plain words.
    rule: Rule = part("rule", rule_of)  # What is asked of a person, as a value.
    valid: Period = part("valid", period)  # When it applies; what no source says is open.
    replaces: tuple[str, ...] = part("replaces", ids)  # Definitions that it replaces.
    replaced_by: tuple[str, ...] = part("succeeded_by", ids)  # Definitions that replace it (derived).
    conflicts_with: tuple[str, ...] = part("conflicts_with", ids)  # Definitions that say otherwise of the same thing.
    citations: tuple[Citation, ...] = part("citations", citations)  # Where the entry comes from.
    confidence: str = part("confidence", needed)  # high, medium or low.
    note: str | None = part("note", optional)  # An editorial note, in English.


class Source(Value):
    """An entry of the bibliography."""

    __slots__ = ()
    kind = "source"

    title: str = part("title", needed)  # Its title.
    publisher: str | None = part("publisher", optional)  # Who published it.
    year: int | None = part("year", optional)  # When.
    url: str | None = part("url", optional)  # Where on the Web.
    source_kind: str = part("source_kind", needed)  # Code of the list `source-kind`.
    note: str | None = part("note", optional)  # An editorial note, in English.


class Code(Value):
    """A value of a controlled list; the id is `list/code`."""

    __slots__ = ()
    kind = "code"

    list: str = part("list", needed)  # Its list.
    label: Text = part("label", text)  # Its name.
    meaning: Text = part("meaning", text)  # What it means.
    term: str | None = part("term", optional)  # The concept that explains it further.


class Method(Value):
    """A kind of data source, or a method: what it can measure and what to check."""

    __slots__ = ()
    kind = "method"

    type: str | None = part("type", optional)  # Code of the list `instrument-type`, for a kind of data source.
    label: Text = part("label", text)  # Its name.
    summary: Text = part("summary", text)  # What it is.
    term: str | None = part("term", optional)  # The concept of it.
    related_terms: tuple[str, ...] = part("related_terms", ids)  # Further concepts.
    measures: tuple[Measure, ...] = part("measures", measures)  # What it can measure of each concept.
    durations: Text = part("durations", text)  # Typical duration rules.
    quality: tuple[QualityCheck, ...] = part("quality", quality_checks)  # What to check before its figures are used.
    guidance: Text = part("guidance", text)  # A paragraph for methodologists.
    citations: tuple[Citation, ...] = part("citations", citations)  # Where the entry comes from.
    label_origin: tuple[Origin, ...] = part("label_origin", origins)  # Where labels come from.
    confidence: str = part("confidence", needed)  # high, medium or low.
    note: str | None = part("note", optional)  # An editorial note, in English.


class Figure(Value):
    """Published numbers in which one population was counted by more than one definition."""

    __slots__ = ()
    kind = "figure"

    label: Text = part("label", text)  # Its name.
    label_origin: tuple[Origin, ...] = part("label_origin", origins)  # Where labels come from.
    summary: Text = part("summary", text)  # What is counted, and why the numbers differ.
    terms: tuple[str, ...] = part("terms", ids)  # Concepts concerned.
    countries: tuple[str, ...] = part("countries", ids)  # Countries concerned.
    unit: Text = part("unit", text)  # Unit of the numbers.
    values: tuple[FigureValue, ...] = part("values", figure_values)  # The numbers.
    citations: tuple[Citation, ...] = part("citations", citations)  # Where the entry comes from.
    confidence: str = part("confidence", needed)  # high, medium or low.
    note: str | None = part("note", optional)  # An editorial note, in English.


class Country(Value):
    """A country or area, with its definitions."""

    __slots__ = ("_definitions",)
    kind = "country"
    _definitions: tuple[Definition, ...]

    def __init__(self, data: Data, definitions: tuple[Definition, ...] = ()) -> None:
        super().__init__(data)
        object.__setattr__(self, "_definitions", definitions)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The country's definitions."""
        return self._definitions

    label: Text = part("label", text)  # Names.
    alternative: Texts = part("alternative", texts)  # Further names.
    iso2: str | None = part("iso2", optional)  # ISO 3166-1 alpha-2 code.
    m49: str | None = part("m49", optional)  # UN M49 code.
    region: str | None = part("region", optional)  # Code of the list `region`.
    member_of: tuple[str, ...] = part("member_of", ids)  # Codes of the list `country-group`.
    instruments: tuple[str, ...] = part("instruments", ids)  # Its data sources.
    definition_ids: tuple[str, ...] = part("definitions", ids)  # The ids of its definitions.
    note: str | None = part("note", optional)  # An editorial note, in English.


AnyEntry = Term | Framework | ReferenceRule | Country | Instrument | Definition | Method | Figure | Source | Code
ENTRY_TYPES: dict[str, type[Value]] = {
    cls.kind: cls
    for cls in (Term, Framework, ReferenceRule, Country, Instrument, Definition, Method, Figure, Source, Code)
}
