"""Everything that pages look up in the registry, read once, with the inverses that no entry holds itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from sojourn.classification import Classification, Result
from sojourn.classification.representative import Facts
from sojourn.classification.verdict import Verdict
from sojourn.lookup.gaps import CountryGaps, work_list
from sojourn.lookup.registry import Registry
from sojourn.model.entries import (
    Code,
    Country,
    Definition,
    Figure,
    Framework,
    Instrument,
    Method,
    ReferenceRule,
    Source,
    Statistic,
    Term,
    Value,
)
from sojourn.model.rule import ATTRIBUTE_LISTS, AllOf, AnyOf, Limb, Not, Ref, Rule, Window
from sojourn.pages.content.reads import WHOLE, Reads, Watched
from sojourn.pages.content.states import States
from sojourn.prose.language import fold
from sojourn.rules import Comparison

V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Against:
    """One classification result together with the framework it belongs to."""

    definition: str
    framework: str
    result: Result
    best: bool

    @property
    def reference(self) -> str:
        """The id of the reference rule."""
        return self.result.reference.id

    @property
    def verdict(self) -> Verdict:
        """The one verdict on the definition."""
        return self.result.verdict

    @property
    def conformance(self) -> str:
        """How the definition stands to the reference rule."""
        return self.result.conformance

    @property
    def relation(self) -> str:
        """The relation of the two rules."""
        return self.result.relation

    @property
    def comparison(self) -> Comparison:
        """The comparison of the two rules."""
        return self.result.comparison


@dataclass
class Catalogue:
    """The registry's entries by id, and who refers to whom."""

    registry: Registry
    scheme: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        registry, self.reads = self.registry, Reads()
        self.scheme = registry.meta("scheme")
        self.terms: dict[str, Term] = {term.id: term for term in registry.terms()}
        self.frameworks: dict[str, Framework] = {item.id: item for item in registry.frameworks()}
        self.rules: dict[str, ReferenceRule] = {rule.id: rule for rule in registry.rules()}
        self.countries: dict[str, Country] = self._watched("country", registry.countries())
        self.instruments: dict[str, Instrument] = self._watched("instrument", registry.instruments())
        self.definitions: dict[str, Definition] = self._watched("definition", registry.definitions())
        self.sources: dict[str, Source] = self._watched("source", registry.sources())
        self.codes: dict[str, Code] = {code.id: code for code in registry.codes()}
        self.lists: dict[str, dict[str, Any]] = registry.lists()
        self.methods: tuple[Method, ...] = registry.methods()
        self.figures: tuple[Figure, ...] = registry.figures()
        self.statistics: tuple[Statistic, ...] = registry.statistics()
        self._by_label: dict[str, list[Country]] = {}

    def _watched(self, name: str, values: Iterable[V]) -> dict[str, V]:
        return Watched(name, self.reads, {value.id: value for value in values})

    def prepared(self) -> Catalogue:
        """Itself with the inverses made: once for all processes, and so that no page counts as having read all of them."""
        for name, made in vars(type(self)).items():
            if isinstance(made, cached_property):
                getattr(self, name)
        return self

    @cached_property
    def states(self) -> States:
        """What each place that a page reads holds, as digests."""
        return States(self)

    @property
    def base(self) -> str:
        """The start of all identifiers."""
        return str(self.scheme["base"])

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of labels, in the order of the scheme."""
        return tuple(self.scheme["languages"])

    def code(self, list_id: str, id: str, lang: str = "en") -> str:
        """The label of a code; the code itself if the list does not hold it."""
        code = self.codes.get(f"{list_id}/{id}")
        country = self.countries.get(id)
        return code.label.best(lang) if code else country.label.best(lang) if country else id

    def codes_of(self, list_id: str) -> list[Code]:
        """The codes of a list in the order of the content."""
        found = self.lists.get(list_id)
        return [self.codes[id] for id in found["codes"]] if found else []

    @cached_property
    def facts(self) -> Facts:
        """What the choice of the definition that stands for a country looks up."""
        return Facts(self.instruments, self.sources, self.registry.rule_of)

    # -- classification ----------------------------------------------------------------------------------------------

    @cached_property
    def verdicts(self) -> dict[str, list[Against]]:
        """The classification results of each definition, the best of each framework first."""
        out: dict[str, list[Against]] = defaultdict(list)
        for group in self.registry.results():
            out[group.definition] += _verdicts(group)
        return Watched("result", self.reads, dict(out))

    @cached_property
    def work_list(self) -> dict[str, CountryGaps]:
        """What is not known of each country, the heaviest and largest gaps first."""
        return Watched("gaps", self.reads, {row.country.id: row for row in work_list(self.registry)})

    @cached_property
    def verdicts_on(self) -> dict[str, list[Against]]:
        """The classification results that concern each reference rule."""
        out: dict[str, list[Against]] = defaultdict(list)
        for verdicts in self.verdicts.values():
            for verdict in verdicts:
                if verdict.definition in self.definitions:
                    out[verdict.reference].append(verdict)
        return Watched("results-on", self.reads, dict(out))

    # -- who refers to a concept --------------------------------------------------------------------------------------

    @cached_property
    def codes_for_term(self) -> dict[str, list[Code]]:
        """Codes that a concept explains, by concept."""
        out: dict[str, list[Code]] = defaultdict(list)
        for code in self.codes.values():
            if code.term:
                out[code.term].append(code)
        return dict(out)

    @cached_property
    def users_of_code(self) -> dict[str, list[Definition]]:
        """Definitions that use a code, by code."""
        out: dict[str, list[Definition]] = defaultdict(list)
        for definition in self.definitions.values():
            instrument = self.instruments.get(definition.instrument)
            used = {f"concept/{definition.concept}", *codes_in(definition.rule)}
            if instrument:
                used.add(f"instrument-type/{instrument.type}")
            for code in sorted(used):
                out[code].append(definition)
        return Watched("users-of-code", self.reads, dict(out))

    @cached_property
    def rules_for_term(self) -> dict[str, list[ReferenceRule]]:
        """Reference rules that put a concept into a test, by concept."""
        out: dict[str, list[ReferenceRule]] = defaultdict(list)
        for rule in self.rules.values():
            if rule.term:
                out[rule.term].append(rule)
        return dict(out)

    @cached_property
    def confused_with(self) -> dict[str, list[Term]]:
        """Concepts that warn against being confused with a concept, by concept."""
        out: dict[str, list[Term]] = defaultdict(list)
        for term in self.terms.values():
            for item in term.distinguished_from:
                out[item.term].append(term)
        return dict(out)

    @cached_property
    def contradicted_by(self) -> dict[str, list[str]]:
        """Definitions that say that they conflict with a definition, by definition."""
        out: dict[str, list[str]] = defaultdict(list)
        for definition in self.definitions.values():
            for other in definition.conflicts_with:
                out[other].append(definition.id)
        return Watched("contradicted-by", self.reads, dict(out))

    @cached_property
    def measures(self) -> dict[str, list[Term]]:
        """Concepts that a data source measures, by data source."""
        out: dict[str, list[Term]] = defaultdict(list)
        for term in self.terms.values():
            for source in term.measured_by:
                out[source].append(term)
        return dict(out)

    def limbs(self, rule: Rule, seen: frozenset[str] = frozenset()) -> Iterator[Limb]:
        """The limbs of a rule, those of the rules and definitions that it refers to included."""
        match rule:
            case Ref(id):
                named = self.rules.get(id) or self.definitions.get(id)
                if named and id not in seen:
                    yield from self.limbs(named.rule, seen | {id})
            case AnyOf(rules) | AllOf(rules):
                for part in rules:
                    yield from self.limbs(part, seen)
            case Not(inner):
                yield from self.limbs(inner, seen)
            case Limb():
                yield rule

    def ancestors(self, term: Term) -> list[list[Term]]:
        """Paths from a top concept down to the parents of a concept, one a way up."""
        paths = self._paths(term.id, ())
        return [path[:-1] for path in paths if len(path) > 1]

    def _paths(self, id: str, seen: tuple[str, ...]) -> list[list[Term]]:
        if id in seen or id not in self.terms:
            return []
        term = self.terms[id]
        found = [[*path, term] for parent in term.broader for path in self._paths(parent, (*seen, id))]
        return found or [[term]]

    # -- order --------------------------------------------------------------------------------------------------------

    def by_label(self, lang: str = "en") -> list[Country]:
        """The countries in the order of their names."""
        self.reads.note("country-names", WHOLE)
        if lang not in self._by_label:
            self._by_label[lang] = sorted(self.countries.values(), key=lambda item: fold(item.label.best(lang)))
        return self._by_label[lang]

    def live_terms(self) -> list[Term]:
        """The concepts that are not retired, in the order of their English labels."""
        live = [term for term in self.terms.values() if not term.deprecated]
        return sorted(live, key=lambda term: (fold(term.label.best()), term.id))

    def narrower_live(self, term: Term) -> list[str]:
        """The narrower concepts that are not retired."""
        return [id for id in term.narrower if id in self.terms and not self.terms[id].deprecated]


def _verdicts(group: Classification) -> list[Against]:
    """The results of a classification, the best first."""
    best = group.best
    found = [Against(group.definition, one.reference.framework, one, one is best) for one in group.results]
    return sorted(found, key=lambda verdict: not verdict.best)


def alike(verdicts: Iterable[Against]) -> list[list[Against]]:
    """Results in groups of one framework with the same answer for the same reason, in the order of their first."""
    out: dict[tuple[Any, ...], list[Against]] = {}
    for verdict in verdicts:
        key = (verdict.framework, verdict.verdict, verdict.comparison.reason)
        out.setdefault(key, []).append(verdict)
    return list(out.values())


def limbs(rule: Rule) -> Iterator[Limb]:
    """The limbs of a rule, from left to right; references are not followed."""
    match rule:
        case Limb():
            yield rule
        case AnyOf(rules) | AllOf(rules):
            for part in rules:
                yield from limbs(part)
        case Not(inner):
            yield from limbs(inner)
        case _:
            return


def codes_in(rule: Rule) -> set[str]:
    """The codes (`list/code`) that a rule uses."""
    out: set[str] = set()
    for limb in limbs(rule):
        single = {
            "event": limb.event,
            "measure": limb.measure,
            "accumulation": limb.accumulation,
            "basis": limb.basis,
            "prior": limb.prior,
            "day-convention": limb.day_convention,
            "level": limb.level,
            "criterion": limb.criterion,
            "population-base": limb.population.base,
        }
        out |= {f"{name}/{value}" for name, value in single.items() if value}
        if isinstance(limb.window, Window):
            out |= {f"{k}/{v}" for k, v in (("anchor", limb.window.anchor), ("direction", limb.window.direction)) if v}
        exempt = limb.exempt_days if isinstance(limb.exempt_days, tuple) else ()
        out |= {f"group/{group}" for group in (*limb.population.includes, *limb.population.excludes, *exempt)}
        out |= {f"{ATTRIBUTE_LISTS.get(k, k)}/{value}" for k, values in limb.population.requires for value in values}
    return out
