"""The entries of the registry as frozen values.

Each holds its compiled form (the content's keys plus what is derived: IRIs, inverses, the holder), which was checked before it
was written; its fields (`model.fields`) read that form and check what they read. `to_dict()` is what every JSON shows.
"""

from __future__ import annotations

from sojourn.model.fields import Field, flag, ids, items, needed, optional, text, texts, whole, wrong
from sojourn.model.text import Text
from sojourn.model.value import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sojourn.model.parts import (
        Citation,
        CountryValue,
        Distinction,
        Example,
        FigureValue,
        Limit,
        Measure,
        Origin,
        Period,
        QualityCheck,
    )
    from sojourn.model.rule import Rule

    Data = Mapping[str, Any]

# What may be known of a data source; the workshop of 2019 asks for these (paragraphs 9 and 10).
FACTS = ("legal_basis", "coverage", "quality", "unit_identifier", "detail", "format", "access", "confidentiality")


class Value(Frozen):
    """What all entries share: an id, an IRI, and the compiled data."""

    __slots__ = ("_read", "data")
    kind = ""
    data: Data
    _read: dict[Field[Any], Any]

    def __init__(self, data: Data) -> None:
        object.__setattr__(self, "data", data)
        object.__setattr__(self, "_read", {})

    @property
    def id(self) -> str:
        """The identifier inside the registry; it never changes."""
        return needed(self.data, "id")

    @property
    def iri(self) -> str:
        """The identifier on the Web."""
        return needed(self.data, "iri")

    def to_dict(self) -> dict[str, Any]:
        """The entry in its compiled form, ready for JSON; whoever asks may change it."""
        from copy import deepcopy  # here, since a lookup of a label copies nothing

        return {"kind": self.kind, **deepcopy(self.data)}

    def _repr_html_(self) -> str:
        from sojourn.model.display import entry_table

        return entry_table(self.to_dict())

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.data == other.data

    def __hash__(self) -> int:
        return hash((type(self), self.id))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.data,)


# Readers of parts. What they need is imported when a part is asked for.


def facts(data: Data, key: str) -> tuple[tuple[str, Text], ...]:
    """What is known of a data source, by key."""
    return tuple((name, text(data, name)) for name in FACTS if name in data)


def citations(data: Data, key: str) -> tuple[Citation, ...]:
    """Where an entry comes from."""
    from sojourn.model.parts import Citation

    return tuple(Citation.of(item) for item in items(data, key))


def origins(data: Data, key: str) -> tuple[Origin, ...]:
    """Where texts come from."""
    from sojourn.model.parts import Origin

    return tuple(Origin.of(item) for item in items(data, key))


def distinctions(data: Data, key: str) -> tuple[Distinction, ...]:
    """What a term is not to be confused with."""
    from sojourn.model.parts import Distinction

    return tuple(Distinction.of(item) for item in items(data, key))


def period(data: Data, key: str) -> Period:
    """When an entry applies."""
    from sojourn.model.parts import Period

    return Period.of(data.get(key))


def measures(data: Data, key: str) -> tuple[Measure, ...]:
    """What a method measures."""
    from sojourn.model.parts import Measure

    return tuple(Measure.of(item) for item in items(data, key))


def quality_checks(data: Data, key: str) -> tuple[QualityCheck, ...]:
    """What to check of a method."""
    from sojourn.model.parts import QualityCheck

    return tuple(QualityCheck.of(item) for item in items(data, key))


def limits(data: Data, key: str) -> tuple[Limit, ...]:
    """What a method cannot tell."""
    from sojourn.model.parts import Limit

    return tuple(Limit.of(item) for item in items(data, key))


def examples(data: Data, key: str) -> tuple[Example, ...]:
    """Good examples of a method."""
    from sojourn.model.parts import Example

    return tuple(Example.of(item) for item in items(data, key))


def country_values(data: Data, key: str) -> tuple[CountryValue, ...]:
    """The numbers of a statistic."""
    from sojourn.model.parts import CountryValue

    return tuple(CountryValue.of(item) for item in items(data, key))


def figure_values(data: Data, key: str) -> tuple[FigureValue, ...]:
    """The numbers of a figure."""
    from sojourn.model.parts import FigureValue

    return tuple(FigureValue.of(item) for item in items(data, key))


def rule_of(data: Data, key: str) -> Rule:
    """The rule of an entry, as a value."""
    from sojourn.model.rule import rule_from_dict

    if not isinstance(data.get(key), dict):
        raise wrong(data, key, "rule")
    return rule_from_dict(data[key])


class Term(Value):
    """A concept of the glossary."""

    __slots__ = ()
    kind = "term"

    label = Field("label", text)  # Preferred labels.
    definition = Field("definition", text)  # Definitions.
    domain = Field("domain", needed)  # Code of the list `domain`.
    framework = Field("framework", optional)  # The framework that defines it, if one does.
    alternative = Field("alternative", texts)  # Alternative labels.
    hidden = Field("hidden", texts)  # Labels for search only.
    abbreviation = Field("abbreviation", ids)  # Abbreviations.
    scope_note = Field("scope_note", text)  # When it applies, and how it is used.
    change_note = Field("change_note", text)  # What changed between frameworks.
    broader = Field("broader", ids)  # More general concepts.
    narrower = Field("narrower", ids)  # More special concepts (derived).
    related = Field("related", ids)  # Related concepts, both ways (derived).
    distinguished_from = Field("distinguished_from", distinctions)  # What it is often confused with.
    measured_by = Field("measured_by", ids)  # Data sources that measure it.
    citations = Field("citations", citations)  # Where the entry comes from.
    label_origin = Field("label_origin", origins)  # Where labels come from.
    definition_origin = Field("definition_origin", origins)  # Where definitions come from.
    confidence = Field("confidence", needed)  # high, medium or low.
    note = Field("note", optional)  # An editorial note, in English.
    deprecated = Field("deprecated", flag)  # Whether it is retired.
    replaced_by = Field("replaced_by", optional)  # What replaces a retired entry.


class Framework(Value):
    """A reference framework: a recommendation, a law, a glossary."""

    __slots__ = ()
    kind = "framework"

    label = Field("label", text)  # Its name.
    label_origin = Field("label_origin", origins)  # Where labels come from.
    framework_kind = Field("framework_kind", needed)  # Code of the list `framework-kind`.
    abbreviation = Field("abbreviation", ids)  # Abbreviations.
    publisher = Field("publisher", optional)  # Who publishes it.
    status = Field("status", needed)  # Code of the list `framework-status`.
    order = Field("order", whole)  # Its place among the frameworks, the first ones first.
    rests_on = Field("rests_on", text)  # What its rules rest on, where its own text was not read whole.
    valid = Field("valid", period)  # When it applies; what no source says is open.
    replaces = Field("replaces", ids)  # Frameworks that it replaces.
    summary = Field("summary", text)  # What it is.
    rules = Field("rules", ids)  # Its reference rules.
    citations = Field("citations", citations)  # Where the entry comes from.
    note = Field("note", optional)  # An editorial note, in English.


class ReferenceRule(Value):
    """A rule of a framework that national definitions are held against."""

    __slots__ = ()
    kind = "rule"

    framework = Field("framework", needed)  # Its framework.
    target = Field("target", needed)  # Code of the list `target`.
    option = Field("option", optional)  # The option, where the framework leaves a choice.
    part_of = Field("part_of", optional)  # The rule of which it is one limb that nobody may choose alone.
    label = Field("label", text)  # Its name.
    label_origin = Field("label_origin", origins)  # Where labels come from.
    term = Field("term", optional)  # The concept that it decides.
    rule = Field("rule", rule_of)  # What is asked of a person, as a value.
    inferred = Field("inferred", flag)  # Whether it is our reading, not a statement that was read.
    citations = Field("citations", citations)  # Where the entry comes from.
    note = Field("note", optional)  # An editorial note, in English.


class Instrument(Value):
    """A data source of a country."""

    __slots__ = ()
    kind = "instrument"

    country = Field("country", needed)  # Its country.
    type = Field("type", needed)  # Code of the list `instrument-type`.
    label = Field("label", text)  # Its name.
    operator = Field("operator", optional)  # Who runs it.
    delivered_under = Field(
        "delivered_under", optional
    )  # The framework under which its figures are delivered to others.
    facts = Field("facts", facts)  # What is known of it (coverage, quality, access, ...), by key.
    valid = Field("valid", period)  # When it applies; what no source says is open.
    citations = Field("citations", citations)  # Where the entry comes from.
    note = Field("note", optional)  # An editorial note, in English.


class Definition(Value):
    """What one instrument of one country counts."""

    __slots__ = ()
    kind = "definition"

    country = Field("country", needed)  # Its country.
    concept = Field("concept", needed)  # Code of the list `concept`.
    instrument = Field("instrument", needed)  # The data source.
    national_term = Field("national_term", text)  # As the office writes it.
    summary = Field("summary", text)  # Who is counted, in plain words.
    summary_origin = Field("summary_origin", origins)  # Where the summary in other languages comes from.
    rule = Field("rule", rule_of)  # What is asked of a person, as a value.
    valid = Field("valid", period)  # When it applies; what no source says is open.
    replaces = Field("replaces", ids)  # Definitions that it replaces.
    replaced_by = Field("succeeded_by", ids)  # Definitions that replace it (derived).
    conflicts_with = Field("conflicts_with", ids)  # Definitions that say otherwise of the same thing.
    citations = Field("citations", citations)  # Where the entry comes from.
    confidence = Field("confidence", needed)  # high, medium or low.
    note = Field("note", optional)  # An editorial note, in English.


class Source(Value):
    """An entry of the bibliography."""

    __slots__ = ()
    kind = "source"

    title = Field("title", needed)  # Its title.
    publisher = Field("publisher", optional)  # Who published it.
    year = Field("year", whole)  # When.
    url = Field("url", optional)  # Where on the Web.
    source_kind = Field("source_kind", needed)  # Code of the list `source-kind`.
    note = Field("note", optional)  # An editorial note, in English.


class Code(Value):
    """A value of a controlled list; the id is `list/code`."""

    __slots__ = ()
    kind = "code"

    list = Field("list", needed)  # Its list.
    label = Field("label", text)  # Its name.
    meaning = Field("meaning", text)  # What it means.
    term = Field("term", optional)  # The concept that explains it further.
    members = Field("members", ids)  # The countries of a group (ISO 3166-1 alpha-3).


class Method(Value):
    """A kind of data source, or a method: what it can measure and what to check."""

    __slots__ = ()
    kind = "method"

    type = Field("type", optional)  # Code of the list `instrument-type`, for a kind of data source.
    label = Field("label", text)  # Its name.
    summary = Field("summary", text)  # What it is.
    term = Field("term", optional)  # The concept of it.
    related_terms = Field("related_terms", ids)  # Further concepts.
    measures = Field("measures", measures)  # What it can measure of each concept.
    durations = Field("durations", text)  # Typical duration rules.
    quality = Field("quality", quality_checks)  # What to check before its figures are used.
    limits = Field("limits", limits)  # What it cannot tell.
    examples = Field("examples", examples)  # What a good example looks like.
    guidance = Field("guidance", text)  # A paragraph for methodologists.
    citations = Field("citations", citations)  # Where the entry comes from.
    label_origin = Field("label_origin", origins)  # Where labels come from.
    confidence = Field("confidence", needed)  # high, medium or low.
    note = Field("note", optional)  # An editorial note, in English.


class Figure(Value):
    """Published numbers in which one population was counted by more than one definition."""

    __slots__ = ()
    kind = "figure"

    label = Field("label", text)  # Its name.
    label_origin = Field("label_origin", origins)  # Where labels come from.
    summary = Field("summary", text)  # What is counted, and why the numbers differ.
    terms = Field("terms", ids)  # Concepts concerned.
    countries = Field("countries", ids)  # Countries concerned.
    unit = Field("unit", text)  # Unit of the numbers.
    values = Field("values", figure_values)  # The numbers.
    citations = Field("citations", citations)  # Where the entry comes from.
    confidence = Field("confidence", needed)  # high, medium or low.
    note = Field("note", optional)  # An editorial note, in English.


class Statistic(Value):
    """One published number for every country: how large what is known, or missing, of a country is."""

    __slots__ = ()
    kind = "statistic"

    concept = Field("concept", needed)  # Code of the list `concept`: what is counted.
    label = Field("label", text)  # Its name.
    label_origin = Field("label_origin", origins)  # Where labels come from.
    summary = Field("summary", text)  # What is counted, and how.
    terms = Field("terms", ids)  # Concepts concerned.
    period = Field("period", needed)  # The date or period of the numbers, as the source writes it.
    unit = Field("unit", text)  # Unit of the numbers.
    by_country = Field("by_country", country_values)  # The numbers.
    citations = Field("citations", citations)  # Where the numbers come from.
    confidence = Field("confidence", needed)  # high, medium or low.
    note = Field("note", optional)  # An editorial note, in English.


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

    label = Field("label", text)  # Names.
    alternative = Field("alternative", texts)  # Further names.
    iso2 = Field("iso2", optional)  # ISO 3166-1 alpha-2 code.
    m49 = Field("m49", optional)  # UN M49 code.
    region = Field("region", optional)  # Code of the list `region`.
    member_of = Field("member_of", ids)  # Codes of the list `country-group`.
    instruments = Field("instruments", ids)  # Its data sources.
    definition_ids = Field("definitions", ids)  # The ids of its definitions.
    note = Field("note", optional)  # An editorial note, in English.


AnyEntry = (
    Term | Framework | ReferenceRule | Country | Instrument | Definition | Method | Figure | Statistic | Source | Code
)
TYPES = (Term, Framework, ReferenceRule, Country, Instrument, Definition, Method, Figure, Statistic, Source, Code)
ENTRY_TYPES: dict[str, type[Value]] = {cls.kind: cls for cls in TYPES}
