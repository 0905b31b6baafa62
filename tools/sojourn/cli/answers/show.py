"""Entries as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sojourn.lookup.registry import Registry
from sojourn.model.entries import (
    Code,
    Country,
    Definition,
    Framework,
    Instrument,
    ReferenceRule,
    Source,
    Term,
    Value,
)
from sojourn.model.parts import Citation
from sojourn.model.rule import Rule
from sojourn.model.text import Text
from sojourn.prose.speaker import Speaker

WIDTH = 100


def describe(registry: Registry, value: Value, lang: str = "en") -> str:
    """All that is known of an entry, as lines."""
    lines = [f"{_title(value, lang)}   [{value.kind} {value.id}]", value.iri, ""]
    match value:
        case Term():
            lines += _term(registry, value, lang)
        case Country():
            lines += _country(registry, value, lang)
        case Definition():
            lines += _definition(registry, value, lang)
        case ReferenceRule():
            lines += _para(_rule(registry, value.rule, lang)) + _facts(
                {"framework": value.framework, "note": value.note}
            )
        case Framework():
            lines += _para(value.summary.best(lang)) + [
                f"  rule  {id:<32} {registry.rule(id).label.best(lang)}" for id in value.rules
            ]
        case Instrument():
            lines += _facts(
                {"type": value.type, "operator": value.operator, **{k: t.best(lang) for k, t in value.facts}}
            )
        case Source():
            lines += _facts(
                {
                    "publisher": value.publisher,
                    "year": str(value.year or ""),
                    "url": value.url,
                    "kind": value.source_kind,
                    "note": value.note,
                }
            )
        case Code():
            lines += _para(value.meaning.best(lang))
    lines += _cited(registry, getattr(value, "citations", ()))
    return "\n".join(lines).rstrip()


def _rule(registry: Registry, rule: Rule, lang: str) -> str:
    """A rule in running text."""
    return Speaker(lang, registry.labels(lang)).rule_sentence(rule)


def _title(value: Value, lang: str) -> str:
    label = getattr(value, "label", None) or getattr(value, "national_term", None)
    return label.best(lang) if isinstance(label, Text) and label else str(getattr(value, "title", value.id))


def _para(text: str | None, indent: str = "") -> list[str]:
    return [*_wrapped(text, indent), ""] if text else []


def _wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    """Lines of the page's width, broken at spaces only: `non-resident` and addresses stay whole."""
    start = indent if first is None else first
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _facts(facts: dict[str, str | None]) -> list[str]:
    return [
        line
        for key, fact in facts.items()
        if fact
        for line in _wrapped(fact, " " * 17, f"{key.replace('_', ' '):<16} ")
    ] + [""]


def _term(registry: Registry, term: Term, lang: str) -> Iterator[str]:
    found, text = term.definition.with_language(lang)
    yield from _para(text if found == lang else f"[{found}] {text}")
    yield from _para(term.scope_note.best(lang))
    origins = {origin.lang: origin.status for origin in term.label_origin}
    labels = (
        f"{tag}: {text}{' (our translation)' if origins.get(tag) == 'own' else ''}" for tag, text in term.label.items
    )
    names = {
        key: ", ".join(registry.term(id).label.best(lang) for id in getattr(term, key))
        for key in ("broader", "narrower", "related")
    }
    yield from _facts(
        {
            "labels": "; ".join(labels),
            "also": ", ".join(term.alternative.get(lang)),
            **names,
            "framework": term.framework,
            "changes": term.change_note.best(lang),
        }
    )
    for other in term.distinguished_from:
        yield from _para(
            f"Not to be confused with {registry.term(other.term).label.best(lang)}: {other.why.best(lang)}"
        )


def _country(registry: Registry, country: Country, lang: str) -> Iterator[str]:
    for id in country.instruments:
        instrument = registry.instrument(id)
        yield f"{instrument.label.best(lang)}   [{instrument.type}]"
        for definition in (d for d in country.definitions if d.instrument == id):
            yield f"  {definition.id}   ({definition.concept}{', ' + _period(definition) if definition.valid else ''})"
            yield from _para(definition.summary.best(lang), "    ")


def _definition(registry: Registry, definition: Definition, lang: str) -> Iterator[str]:
    yield from _para(definition.summary.best(lang))
    yield from _para(_rule(registry, definition.rule, lang))
    country, instrument = registry.country(definition.country), registry.instrument(definition.instrument)
    yield from _facts(
        {
            "country": country.label.best(lang),
            "data source": f"{instrument.label.best(lang)} [{instrument.type}]",
            "concept": definition.concept,
            "valid": _period(definition),
            "confidence": definition.confidence,
            "conflicts with": ", ".join(definition.conflicts_with),
            "note": definition.note,
        }
    )


def _period(definition: Definition) -> str:
    start, end = definition.valid.start, definition.valid.end
    return " ".join(part for part in (f"from {start}" if start else "", f"to {end}" if end else "") if part)


def _cited(registry: Registry, citations: tuple[Citation, ...]) -> list[str]:
    lines = []
    for citation in citations:
        source = registry.source(citation.source)
        seen = {"full": "seen whole", "excerpt": "seen in part"}.get(citation.seen or "", "")
        parts = (source.title, source.publisher, str(source.year or ""), citation.locator, seen, source.url)
        lines += _wrapped("Source: " + "; ".join(part for part in parts if part), " " * 8, "")
    return lines
