"""What the registry knows and what it does not: counts by language, facet, confidence and kind of source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sojourn.classification import Result
from sojourn.lookup.registry import Registry
from sojourn.model.entries import ENTRY_TYPES
from sojourn.model.rule import AllOf, AnyOf, Bound, Limb, Not, Ref, Rule

# Facets that a limb with a duration should have; the others do not apply to every rule.
FACETS = ("event", "measure", "threshold", "comparison", "accumulation", "basis", "level", "day_convention", "base")
# A citation that does not say how its source was seen.
NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts; `facets` gives for each facet how many limbs state it and how many of the limbs could.

    `conformance` and `verdicts` count, for each framework, the best result of each definition that it has a rule for.
    """

    counts: dict[str, int]
    labels: dict[str, dict[str, int]]
    definitions_by_language: dict[str, int]
    facets: dict[str, tuple[int, int]]
    confidence: dict[str, dict[str, int]]
    source_kinds: dict[str, int]
    seen: dict[str, int]
    concepts: dict[str, int]
    instrument_types: dict[str, int]
    instrument_facts: dict[str, tuple[int, int]]
    conformance: dict[str, dict[str, int]]
    verdicts: dict[str, dict[str, int]]

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


def coverage(registry: Registry) -> Coverage:
    """Count everything once."""
    terms, definitions, instruments = registry.terms(), registry.definitions(), registry.instruments()
    kind_of = {source.id: source.source_kind for source in registry.sources()}
    main = [citation for d in definitions for citation in d.citations[:1]]
    labels = _labels(terms)
    return Coverage(
        counts=dict(registry.meta("counts")),
        labels=labels,
        definitions_by_language=_tally(lang for term in terms for lang in term.definition),
        facets=_facets([limb for d in definitions for limb in limbs(d.rule)]),
        confidence={
            "terms": _tally(term.confidence for term in terms),
            "definitions": _tally(definition.confidence for definition in definitions),
        },
        source_kinds=_tally(kind_of[citation.source] for citation in main),
        seen=_tally(citation.seen or NOT_SAID for citation in main),
        concepts=_tally(definition.concept for definition in definitions),
        instrument_types=_tally(instrument.type for instrument in instruments),
        instrument_facts=_instrument_facts(instruments),
        conformance=_best(registry, lambda best: best.conformance),
        verdicts=_best(registry, lambda best: best.verdict.kind),
    )


def last_read(registry: Registry) -> str | None:
    """When a source was looked up last, as exact as the citations tell it (a month, a day); None where none does."""
    entries = (entry for kind in ENTRY_TYPES for entry in registry.entries(kind))
    days = (cited.get("accessed") for entry in entries for cited in entry.data.get("citations", ()))
    return max(filter(None, days), default=None)


def _tally(items: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(items).items(), key=lambda pair: (-pair[1], pair[0])))


def _labels(terms: Iterable[Any]) -> dict[str, dict[str, int]]:
    """For each language: labels from a source, and our own translations."""
    out: dict[str, Counter[str]] = {}
    for term in terms:
        told = {origin.lang: origin.status for origin in term.label_origin}
        for lang in term.label:
            out.setdefault(lang, Counter())[told.get(lang, "sourced")] += 1
    return {lang: dict(sorted(found.items())) for lang, found in sorted(out.items())}


def limbs(rule: Rule) -> Iterator[Limb]:
    """The limbs that a rule is written with; those behind a reference are counted where they stand."""
    match rule:
        case AnyOf(rules) | AllOf(rules):
            for inner in rules:
                yield from limbs(inner)
        case Not(inner):
            yield from limbs(inner)
        case Ref():
            return
        case Limb():
            yield rule


def _facets(found: list[Limb]) -> dict[str, tuple[int, int]]:
    timed = [limb for limb in found if isinstance(limb.threshold, Bound) or isinstance(limb.upper_bound, Bound)]
    population = {"event", "threshold", "level", "base"}
    return {facet: _stated(facet, found if facet in population else timed) for facet in FACETS}


def _stated(facet: str, found: list[Limb]) -> tuple[int, int]:
    return sum(_states(limb, facet) for limb in found), len(found)


def _states(limb: Limb, facet: str) -> bool:
    match facet:
        case "comparison":
            bounds = [b for b in (limb.threshold, limb.upper_bound) if isinstance(b, Bound)]
            return all(b.comparison is not None for b in bounds)
        case "base":
            return limb.population.base is not None
        case "threshold":
            return limb.threshold is not None or limb.upper_bound is not None or limb.population.base == "de-facto"
    return getattr(limb, facet) is not None


def _best(registry: Registry, name: Callable[[Result], str]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for result in registry.results():
        if best := result.best:
            found.setdefault(best.reference.framework, Counter())[name(best)] += 1
    return {framework: _tally(counts.elements()) for framework, counts in sorted(found.items())}


def _instrument_facts(instruments: Iterable[Any]) -> dict[str, tuple[int, int]]:
    all_of_them = list(instruments)
    told: Counter[str] = Counter(key for instrument in all_of_them for key, _ in instrument.facts)
    return {key: (count, len(all_of_them)) for key, count in sorted(told.items(), key=lambda pair: (-pair[1], pair[0]))}
