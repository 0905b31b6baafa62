"""What the compare page shows: an index of all definitions and reference rules, and their facets by country or framework.

Both are scripts, since a page that is opened from a folder on disk may load scripts but no data. The index is small and
loaded with the page; the facets of a country come when one of its definitions is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sojourn.classification.representative import decides, ranked
from sojourn.classification.table import TARGETS
from sojourn.model.entries import Definition, ReferenceRule
from sojourn.model.parts import Citation
from sojourn.model.rule import AllOf, AnyOf, Limb, Not, Ref, Rule
from sojourn.model.text import Text
from sojourn.pages.content.catalogue import Catalogue
from sojourn.pages.statistics.relations import Related
from sojourn.pages.templates.linked import script_json
from sojourn.pages.templates.render import Renderer
from sojourn.prose import facets
from sojourn.prose.rules import period
from sojourn.rules.comparison.relation import MIRRORED

MOST = 6


def compare_scripts(render: Renderer, groups: Mapping[str, Related]) -> Iterator[tuple[str, str]]:
    """File names and texts: the index, and the facets of each country and framework."""
    yield "index.js", f"sojournRelations.index({script_json(index(render, groups))});\n"
    c = render.catalogue
    for country in c.countries.values():
        if country.definitions:
            found = {d.id: _definition_details(render, d) for d in country.definitions}
            yield f"{country.id}.js", f"sojournRelations.detailed({script_json(country.id)}, {script_json(found)});\n"
    for framework in c.frameworks.values():
        if framework.rules:
            found = {id: _rule_details(render, c.rules[id]) for id in framework.rules}
            yield (
                f"{framework.id}.js",
                f"sojournRelations.detailed({script_json(framework.id)}, {script_json(found)});\n",
            )


def index(render: Renderer, groups: Mapping[str, Related]) -> dict[str, Any]:
    """Names, concepts and periods by id; a country's definitions by concept, the main one first."""
    c = render.catalogue
    parts = _parts(c)
    return {
        "most": MOST,
        "concepts": [[code.id.split("/", 1)[1], code.label.best(render.lang)] for code in c.codes_of("concept")],
        "targets": [[code.id.split("/", 1)[1], code.label.best(render.lang)] for code in c.codes_of("target")],
        # What reference rules decide that a definition of a concept is held against.
        "fits": TARGETS,
        "kinds": {code.id.split("/", 1)[1]: code.label.best(render.lang) for code in c.codes_of("instrument-type")},
        "facets": [[key, facets.facet_name(key, render.lang)] for key in facets.KEYS],
        "mirrored": MIRRORED,
        "related": sorted(groups),
        "countries": {
            country.id: {"name": country.label.best(render.lang), "of": main_first(c, country.definitions)}
            for country in c.by_label(render.lang)
        },
        "frameworks": {f.id: f.abbreviation[0] if f.abbreviation else f.label.best(render.lang)
                       for f in render.ordered_frameworks()},
        "rules": {
            **{d.id: _definition_line(render, d) for d in c.definitions.values()},
            **{rule.id: _rule_line(render, rule, parts) for rule in c.rules.values()},
        },
    }  # fmt: skip


def main_first(c: Catalogue, definitions: Sequence[Definition]) -> dict[str, list[str]]:
    """The definitions of a country by concept, in the order in which they stand for it.

    Tests that only place people inside the country follow those that decide who belongs to it.
    """
    out: dict[str, list[str]] = {}
    for code in c.codes_of("concept"):
        concept = code.id.split("/", 1)[1]
        found = ranked(definitions, (concept,), c.facts)
        if found:
            out[concept] = [d.id for d in sorted(found, key=lambda d: not decides(d.rule, c.facts.resolve))]
    return out


def _named(text: Text, other: str, lang: str) -> dict[str, str]:
    """A name, with its language where that is not the page's."""
    found, name = text.with_language(lang)
    return {"name": name or other, **({"lang": found} if name and found != lang else {})}


def _definition_line(render: Renderer, definition: Definition) -> dict[str, Any]:
    c = render.catalogue
    instrument = c.instruments.get(definition.instrument)
    line = {
        **_named(definition.national_term, render.label("concept", definition.concept), render.lang),
        "kind": "definition",
        "of": definition.country,
        "concept": definition.concept,
        "by": instrument.type if instrument else None,
        "from": definition.valid.start,
        "to": definition.valid.end,
        "unsure": definition.confidence == "low",
        "against": sorted({*definition.conflicts_with, *c.contradicted_by.get(definition.id, ())}),
    }
    return {key: value for key, value in line.items() if value}


def _rule_line(render: Renderer, rule: ReferenceRule, parts: set[str]) -> dict[str, Any]:
    line = {**_named(rule.label, rule.id, render.lang), "kind": "rule", "of": rule.framework, "concept": rule.target}
    return {**line, "part": True} if rule.id in parts else line


def _parts(c: Catalogue) -> set[str]:
    """Rules that are parts of another one of their framework: those that it joins, and limbs that nobody may choose alone."""
    joined = {
        part.id
        for rule in c.rules.values()
        if isinstance(rule.rule, AnyOf | AllOf)
        for part in rule.rule.rules
        if isinstance(part, Ref)
    }
    return joined | {rule.id for rule in c.rules.values() if rule.part_of}


def _definition_details(render: Renderer, definition: Definition) -> dict[str, Any]:
    c = render.catalogue
    instrument = c.instruments.get(definition.instrument)
    return {
        **_rule_parts(render, definition.rule),
        "text": definition.summary.best(render.lang),
        "facts": [
            [render.translate("Data source"), instrument.label.best(render.lang) if instrument else "?"],
            [render.translate("Kind"), render.label("instrument-type", instrument.type) if instrument else "?"],
            [render.translate("Valid"), period(definition.valid.start, definition.valid.end, render.lang)],
            [render.translate("Confidence"), render.label("confidence", definition.confidence)],
        ],
        "sources": [_citation(c, item) for item in definition.citations],
    }


def _rule_details(render: Renderer, rule: ReferenceRule) -> dict[str, Any]:
    c = render.catalogue
    framework = c.frameworks[rule.framework]
    return {
        **_rule_parts(render, rule.rule),
        "text": "",
        "facts": [
            [render.translate("Data source"), render.translate("a recommendation, no data")],
            [render.translate("Valid"), period(framework.valid.start, framework.valid.end, render.lang)],
        ],
        "sources": [_citation(c, item) for item in rule.citations],
    }


def _citation(c: Catalogue, item: Citation) -> str:
    source = c.sources.get(item.source)
    parts = [source.title if source else item.source, str(source.year) if source and source.year else "", item.locator]
    return ", ".join(part for part in parts if part)


def _rule_parts(render: Renderer, rule: Rule) -> dict[str, Any]:
    """The rule in words, and the facets of all limbs, by facet: [place of the limb, words, state]."""
    out: dict[str, list[list[str]]] = defaultdict(list)
    for place, limb in _limbs(render.catalogue, rule, ""):
        for row in facets.facets(limb, render.label, render.lang):
            out[row.key].append([place, row.words, row.state])
    return {"words": render.rule_words(rule), "facets": dict(out)}


def _limbs(c: Catalogue, rule: Rule, place: str, depth: int = 0) -> list[tuple[str, Limb]]:
    """Limbs with their place in the combination (`1`, `2 not`); references are followed."""
    match rule:
        case Limb():
            return [(place.strip(), rule)]
        case AnyOf(rules) | AllOf(rules):
            return [found for n, part in enumerate(rules, 1) for found in _limbs(c, part, f"{place}{n} ", depth + 1)]
        case Not(inner):
            return _limbs(c, inner, f"{place}not ", depth + 1)
        case Ref(id):
            target = c.rules.get(id) or c.definitions.get(id)
            return _limbs(c, target.rule, place, depth + 1) if target and depth < 20 else []


def starts(render: Renderer) -> list[tuple[str, str]]:
    """Comparisons to start from: those that the settings name, then definitions that counted one population twice.

    Each is the ids of its parts, as they stand in the address, and what it is called (empty: the names of its parts).
    """
    c = render.catalogue
    known = {*c.countries, *c.definitions, *c.rules}
    out = []
    for item in render.settings.get("first_comparisons") or ():
        ids, concept = [str(id) for id in item["of"]], item.get("concept")
        if len(ids) > 1 and known.issuperset(ids):
            about = f": {render.label('concept', concept)}" if concept else ""
            name = " · ".join(_name(render, id) for id in ids) + about
            out.append((",".join(ids) + (f"/{concept}" if concept else ""), name))
    for figure in c.registry.figures():
        ids = list(dict.fromkeys(value.definition for value in figure.values if value.definition in c.definitions))
        if 1 < len(ids) <= MOST:
            out.append((",".join(map(str, ids)), figure.label.best(render.lang)))
    return out


def _name(render: Renderer, id: str) -> str:
    c = render.catalogue
    if id in c.countries:
        return c.countries[id].label.best(render.lang)
    holder = c.countries[c.definitions[id].country].label.best(render.lang) if id in c.definitions else ""
    framework = c.frameworks[c.rules[id].framework] if id in c.rules else None
    label = framework.abbreviation[0] if framework and framework.abbreviation else holder
    return f"{label}: {render.rule_name(id)}"
