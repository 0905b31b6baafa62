"""The work list: what the registry does not know of each country, whom to ask, and how many people it is about.

A gap is one of three kinds, the heaviest first: a definition that is missing; a facet that a definition leaves open; and
evidence that is weak. Each has the question to put to the office and the places to look in first, as messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sojourn.lookup.coverage import limbs
from sojourn.lookup.registry import Registry
from sojourn.model.entries import Country, Definition, Instrument, Source
from sojourn.model.message import Coded, Joined, Message, message
from sojourn.model.parts import Citation
from sojourn.model.rule import Limb
from sojourn.rules.comparison.open_facets import filled, is_attribute_test, silent_facets
from sojourn.rules.comparison.questions import FACETS, question

# What should be known of every country, and the concepts that it may be written under.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "population": ("usual-residence", "population-base"),
    "immigration": ("immigration",),
    "emigration": ("emigration",),
}
MISSING = tuple(GROUPS)
EVIDENCE = ("press", "confidence", "validity")
TIERS = ("missing", "open", "evidence")
# The statistics that countries are put in order by: the concept that each counts.
SIZES = {"population": "population-base", "migrants": "migrant-stock"}
# Kinds of source that do not speak for an office, a law or a study.
OUTSIDE = ("press", "web", "thesaurus")
# The most documents of the office that are named as places to look in.
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is not known; `kind` is one of `MISSING`, an open facet, or one of `EVIDENCE`.

    `about` names the definition to those who wrote it: by their own term and data source.
    """

    kind: str
    question: Message
    where: tuple[Message, ...] = ()
    definition: str | None = None
    about: Message | None = None

    @property
    def tier(self) -> str:
        """`missing`, `open` or `evidence`."""
        return "missing" if self.kind in MISSING else "evidence" if self.kind in EVIDENCE else "open"

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it, without words."""
        where = [place.to_dict() for place in self.where]
        return {
            "kind": self.kind,
            "tier": self.tier,
            "definition": self.definition,
            "question": self.question.to_dict(),
            "where": where,
        }


@dataclass(frozen=True, slots=True)
class CountryGaps:
    """What is not known of a country, with its size: persons, and those of them who are migrants (None: no number)."""

    country: Country
    offices: tuple[str, ...]
    population: int | None
    migrants: int | None
    gaps: tuple[Gap, ...]

    @property
    def heaviest(self) -> int:
        """The place in `TIERS` of the country's heaviest gap; behind all of them without gaps."""
        return min((TIERS.index(gap.tier) for gap in self.gaps), default=len(TIERS))

    def count(self, tier: str) -> int:
        """How many gaps are of a tier (one of `TIERS`)."""
        return sum(gap.tier == tier for gap in self.gaps)

    def lacks(self, group: str) -> bool:
        """Whether the country has no definition of a group (one of `GROUPS`)."""
        return any(gap.kind == group for gap in self.gaps)

    def letter(self, lang: str = "en") -> tuple[Message, ...]:
        """A letter to the office, paragraph by paragraph: subject, opening, the questions, closing. Empty without gaps."""
        if not self.gaps:
            return ()
        name = self.country.label.best(lang)
        offices = Joined(self.offices) if self.offices else message("coverage-letter-office")
        asked = tuple(
            message("coverage-letter-question", number=number, question=part)
            for number, part in enumerate(self._asked(), 1)
        )
        head = message("coverage-letter-subject", country=name, n=len(asked))
        return (
            head,
            message("coverage-letter-opening", country=name, offices=offices, page=self.country.iri),
            *asked,
            message("coverage-letter-closing"),
        )

    def _asked(self) -> Iterator[Message]:
        """One question a gap, those about one definition together and with its name."""
        for gap in self.gaps:
            if gap.definition is None:
                yield gap.question
        for about in dict.fromkeys(gap.about for gap in self.gaps if gap.about):
            parts = dict.fromkeys(gap.question for gap in self.gaps if gap.about == about)
            yield message("coverage-letter-about", definition=about, questions=Joined(tuple(parts), "sentences"))

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it, without words."""
        gaps = [gap.to_dict() for gap in self.gaps]
        return {"country": self.country.id, "population": self.population, "migrants": self.migrants, "gaps": gaps}


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """How much of the world has a definition: countries, and people and migrants who live in them, of all."""

    group: str
    countries: tuple[int, int]
    population: tuple[int, int]
    migrants: tuple[int, int]


def work_list(registry: Registry, by: str = "migrants") -> tuple[CountryGaps, ...]:
    """All countries with their gaps: the heaviest kind of gap first, and of these the largest country by one of `SIZES`.

    Countries without a number come last of their kind, countries without a gap last of all.
    """
    sizes = {name: _numbers(registry, concept) for name, concept in SIZES.items()}
    places = _Places(registry)
    rows = [
        CountryGaps(
            country,
            places.offices(country),
            sizes["population"].get(country.id),
            sizes["migrants"].get(country.id),
            tuple(_gaps(country, places)),
        )
        for country in registry.countries()
    ]
    return tuple(sorted(rows, key=lambda row: (row.heaviest, -(getattr(row, by) or 0), row.country.id)))


def known(rows: Sequence[CountryGaps]) -> tuple[GroupCoverage, ...]:
    """For each of `GROUPS`, how much of the world has a definition."""
    return tuple(_known(group, rows) for group in GROUPS)


def _known(group: str, rows: Sequence[CountryGaps]) -> GroupCoverage:
    have = [row for row in rows if not row.lacks(group)]
    people, migrants = (
        (sum(getattr(row, size) or 0 for row in have), sum(getattr(row, size) or 0 for row in rows)) for size in SIZES
    )
    return GroupCoverage(group, (len(have), len(rows)), people, migrants)


def _numbers(registry: Registry, concept: str) -> dict[str, int]:
    """The number of each country in the newest statistic of a concept."""
    found = sorted((s for s in registry.statistics() if s.concept == concept), key=lambda s: s.period[-4:])
    return {row.country: int(row.value) for statistic in found[-1:] for row in statistic.by_country}


class _Places:
    """Where something about a country might be found: its data sources, the documents of its offices."""

    def __init__(self, registry: Registry) -> None:
        self.sources = {source.id: source for source in registry.sources()}
        self.instruments: dict[str, list[Instrument]] = {}
        for instrument in registry.instruments():
            self.instruments.setdefault(instrument.country, []).append(instrument)
        # What is cited for each data source and for the definitions of it.
        self.of_instrument: dict[str, list[Citation]] = {}
        for item in registry.instruments():
            self.of_instrument.setdefault(item.id, []).extend(item.citations)
        for definition in registry.definitions():
            self.of_instrument.setdefault(definition.instrument, []).extend(definition.citations)
        self.own: dict[str, list[Source]] = {}
        for source in self.sources.values():
            if country := source.data.get("country"):
                self.own.setdefault(country, []).append(source)
        # The kinds of data source that methods call good, or good enough, for a concept.
        self.fitting: dict[str, list[str]] = {}
        for level in ("good", "limited"):
            for method in registry.methods():
                for use in method.measures:
                    if method.type and use.suitability == level:
                        self.fitting.setdefault(use.concept, []).append(method.type)

    def offices(self, country: Country) -> tuple[str, ...]:
        """Who runs the country's data sources, the census first."""
        found = sorted(self.instruments.get(country.id, ()), key=lambda i: (i.type != "census", i.id))
        return tuple(dict.fromkeys(i.operator for i in found if i.operator))[:1]

    def of_group(self, country: Country, group: str) -> Iterator[Message]:
        """Where a definition that is missing might be found."""
        kinds = list(dict.fromkeys(kind for concept in GROUPS[group] for kind in self.fitting.get(concept, ())))
        have = [i for i in self.instruments.get(country.id, ()) if i.type in kinds]
        for instrument in sorted(have, key=lambda i: (kinds.index(i.type), i.id))[:MOST_PLACES]:
            yield message(
                "coverage-where-instrument",
                instrument=instrument.label.best(),
                type=Coded("instrument-type", instrument.type),
            )
        if other := [kind for kind in kinds if kind not in {i.type for i in have}]:
            parts = tuple(Coded("instrument-type", kind) for kind in other[:MOST_PLACES])
            yield message("coverage-where-kinds", kinds=Joined(parts, "or"))
        yield from self.documents(self.own.get(country.id, ()))

    def of_definition(self, definition: Definition) -> tuple[Message, ...]:
        """Where more about a definition might be found: what is cited for it, its data source, and others of that."""
        cited = [c.source for c in (*definition.citations, *self.of_instrument.get(definition.instrument, ()))]
        return tuple(self.documents(self.sources[id] for id in cited if id in self.sources))

    def about(self, definition: Definition) -> Message:
        """A definition as those know it who wrote it."""
        instrument = next(
            (i for i in self.instruments.get(definition.country, ()) if i.id == definition.instrument), None
        )
        term = definition.national_term.best() if definition.national_term else Coded("concept", definition.concept)
        return message(
            "coverage-about", term=term, instrument=instrument.label.best() if instrument else definition.instrument
        )

    def documents(self, found: Iterable[Source]) -> Iterator[Message]:
        """Documents of offices, laws and studies that are on the Web."""
        kept = dict.fromkeys(s for s in found if s.url and s.source_kind not in OUTSIDE)
        for source in list(kept)[:MOST_PLACES]:
            yield message("coverage-where-document", title=source.title, url=source.url or "")

    def outside(self, definition: Definition) -> bool:
        """Whether a definition rests on press, web pages and word lists alone."""
        kinds = [self.sources[c.source].source_kind for c in definition.citations if c.source in self.sources]
        return bool(kinds) and all(kind in OUTSIDE for kind in kinds)


def _gaps(country: Country, places: _Places) -> Iterator[Gap]:
    """The gaps of a country: missing definitions, then open facets, then weak evidence."""
    for group, concepts in GROUPS.items():
        if not any(d.concept in concepts for d in country.definitions):
            yield Gap(group, message(f"coverage-ask-{group}"), tuple(places.of_group(country, group)))
    wanted = {concept for concepts in GROUPS.values() for concept in concepts}
    now = newest(d for d in country.definitions if d.concept in wanted)
    for definition in now:
        where, about = places.of_definition(definition), places.about(definition)
        found = {facet: asked for limb in _asked_limbs(definition) for facet, asked in _open(limb, definition)}
        for facet in FACETS:
            if facet in found:
                yield Gap(facet, found[facet], where, definition.id, about)
    for definition in now:
        make = partial(
            Gap,
            where=places.of_definition(definition),
            definition=definition.id,
            about=places.about(definition),
        )
        if places.outside(definition):
            yield make("press", message("coverage-ask-press"))
        if definition.confidence == "low":
            yield make("confidence", _reading(definition))
        if definition.valid.start is None:
            yield make("validity", message("coverage-ask-validity"))


def newest(definitions: Iterable[Definition]) -> list[Definition]:
    """The definitions that an office can still be asked about: not replaced or ended, and the newest of each data source.

    Of one concept and data source, those whose beginning is not known stay; of the others, those that began last.
    """
    found = [d for d in definitions if not d.replaced_by and d.valid.end is None and not d.data.get("deprecated")]
    last: dict[tuple[str, str], str] = {}
    for d in found:
        key = (d.concept, d.instrument)
        last[key] = max(last.get(key, ""), (d.valid.start or "")[:4])
    return [d for d in found if d.valid.start is None or d.valid.start[:4] == last[d.concept, d.instrument]]


def _reading(definition: Definition) -> Message:
    """The question whether a definition was read rightly: its rule, whom it counts and whom it leaves out."""
    asked = [message("coverage-ask-confidence", rule=definition.rule)]
    for name in ("includes", "excludes"):
        named = (group for limb in limbs(definition.rule) for group in getattr(limb.population, name))
        if groups := tuple(Coded("group", group) for group in dict.fromkeys(named)):
            asked.append(message(f"coverage-ask-{name}", groups=Joined(groups, "list")))
    return message("coverage-ask-reading", questions=Joined(tuple(asked), "sentences"))


def _asked_limbs(definition: Definition) -> Iterator[Limb]:
    """The limbs of a definition that test time, with what follows from the rest of them written out."""
    found = list(limbs(definition.rule))
    whole = len(found) == 1
    event = next((limb.event for limb in found if limb.event), None)
    for limb in found:
        if not is_attribute_test(limb, whole):
            yield filled(limb, event or "reference-date", whole)


def _open(limb: Limb, definition: Definition) -> Iterator[tuple[str, Message]]:
    """The facets that a limb leaves open, with their questions. Where the minimum is not known, that is asked alone."""
    silent = silent_facets(limb)
    for facet in ("threshold",) if "threshold" in silent else silent:
        if facet in FACETS:
            yield facet, question(facet, limb)


def known_message(one: GroupCoverage) -> Message:
    """How much of the world has a definition of a group, as a message."""
    return message(
        "coverage-known",
        group=message(f"coverage-group-{one.group}"),
        countries=one.countries[0],
        of=one.countries[1],
        population=_percent(one.population),
        migrants=_percent(one.migrants),
    )


def kind_message(kind: str) -> Message:
    """The name of a kind of gap."""
    return message(f"coverage-kind-{kind.replace('.', '-').replace('_', '-')}")


def _percent(part: tuple[int, int]) -> int:
    return round(100 * part[0] / part[1]) if part[1] else 0
