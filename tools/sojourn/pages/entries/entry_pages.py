"""One page an entry: concepts, countries, national definitions, frameworks and reference rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sojourn.classification.in_short import in_short
from sojourn.classification.verdict import CONFORMING, KINDS
from sojourn.lookup.gaps import kind_message
from sojourn.model.entries import Country, Definition, Framework, ReferenceRule, Term
from sojourn.pages.content.catalogue import Against
from sojourn.pages.entries.answers import COUNTED, country_answers, questions, relations_of
from sojourn.pages.lists.coverage_page import figures_for, methods_for
from sojourn.pages.map.locator import locator
from sojourn.pages.map.map_geometry import World
from sojourn.pages.statistics.compare_data import main_first
from sojourn.pages.templates.cite import Cite, cite
from sojourn.pages.templates.linked import defined_term, script_json
from sojourn.pages.templates.page import Making, Page
from sojourn.pages.templates.render import Renderer

MEDIA = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "json": "application/json",
}
ABOUT_COUNTRY = "How {} defines migration and residence, from which data, and how that relates to recommendations."


def entry_pages(render: Renderer, formats: tuple[str, ...], world: World | None = None) -> Iterator[Making]:
    """The pages of all entries that have one.

    `formats` are the data forms that lie beside each page; `world` has the shapes of countries, where there are any.
    """
    c = render.catalogue
    for term in c.terms.values():
        yield render.kept_making(f"term/{term.id}", term_page, term, formats)
    for country in c.countries.values():
        yield render.kept_making(f"country/{country.id}", country_page, country, formats, world)
    for framework in c.frameworks.values():
        yield render.kept_making(f"framework/{framework.id}", framework_page, framework, formats)
    for definition in c.definitions.values():
        yield render.kept_making(f"definition/{definition.id}", definition_page, definition, formats)
    for rule in c.rules.values():
        yield render.kept_making(f"rule/{rule.id}", rule_page, rule, formats)


def _cite(render: Renderer, id: str, iri: str, title: str) -> Cite:
    return cite(id, iri, title, str(render.catalogue.scheme["version"]))


def _head(kind: str, id: str, formats: tuple[str, ...], **more: object) -> dict[str, object]:
    alternates = [{"type": MEDIA[form], "href": f"{kind}/{id}.{form}"} for form in formats]
    return {"alternates": alternates, "hide": ["navigation"], **more}


def term_page(render: Renderer, term: Term, formats: tuple[str, ...]) -> Page:
    """The page of a concept."""
    c = render.catalogue
    title = term.label.best(render.lang)
    uses = [(code, c.users_of_code.get(code.id, [])) for code in c.codes_for_term.get(term.id, [])]
    return render.page(
        "term.jinja",
        f"term/{term.id}",
        title,
        term.definition.best(render.lang),
        term=term,
        paths=c.ancestors(term),
        uses=[(code, by_country(render, found)) for code, found in uses],
        rules=c.rules_for_term.get(term.id, []),
        methods=methods_for(render, term.id),
        numbers=figures_for(render, "term", term.id),
        confused=[
            other
            for other in c.confused_with.get(term.id, [])
            if all(d.term != other.id for d in term.distinguished_from)
        ],
        cite=_cite(render, term.id, term.iri, title),
        formats=formats,
        head=_head(
            "term", term.id, formats, jsonld=script_json(defined_term(term, c.base, str(c.scheme["title"]["en"])))
        ),
    )


def by_country(render: Renderer, definitions: Iterable[Definition]) -> list[tuple[Country, list[Definition]]]:
    """Definitions under their countries, in the order of the countries' names."""
    groups: dict[str, list[Definition]] = defaultdict(list)
    for definition in definitions:
        groups[definition.country].append(definition)
    return [(country, groups[country.id]) for country in render.catalogue.by_label(render.lang) if country.id in groups]


def country_page(render: Renderer, country: Country, formats: tuple[str, ...], world: World | None = None) -> Page:
    """The page of a country: what it counts, from which data, and how that relates to the recommendations.

    `world` has the shapes, where there are any, that show where it lies.
    """
    c = render.catalogue
    title = country.label.best(render.lang)
    own = [c.definitions[id] for id in country.definition_ids]
    place = {id: at for at, id in enumerate(id for ids in main_first(c, own).values() for id in ids)}
    definitions = sorted(own, key=lambda d: place[d.id])
    columns = sorted({v.framework for d in definitions for v in c.verdicts.get(d.id, ())}, key=render.framework_order)
    return render.page(
        "country.jinja",
        f"country/{country.id}",
        title,
        render.translate(ABOUT_COUNTRY).format(title),
        country=country,
        shape=world.places.get(country.m49 or "") if world else None,
        draw=locator,
        definitions=definitions,
        numbers=figures_for(render, "country", country.id),
        open=c.work_list[country.id],
        kind_name=kind_message,
        columns=columns,
        best={d.id: best_by_framework(c.verdicts.get(d.id, ())) for d in definitions},
        answers=list(country_answers(render, country)),
        counted=COUNTED,
        questions=lambda definition: questions(render, c.verdicts.get(definition.id, ())),
        instruments=[c.instruments[id] for id in country.instruments],
        cite=_cite(
            render,
            country.id,
            country.iri,
            render.translate("{}: definitions of migration and residence").format(title),
        ),
        formats=formats,
        head=_head("country", country.id, formats),
    )


def best_by_framework(verdicts: Iterable[Against]) -> dict[str, Against]:
    """The best result of each framework (the first where none is marked as best)."""
    out: dict[str, Against] = {}
    for verdict in verdicts:
        out.setdefault(verdict.framework, verdict)
    return out


def definition_page(render: Renderer, definition: Definition, formats: tuple[str, ...]) -> Page:
    """The page of a national definition, with the figure of its rule and of each witness traveller."""
    c = render.catalogue
    country = c.countries[definition.country].label.best(render.lang)
    title = render.definition_title(definition)
    relations, apart = relations_of(render, definition)
    held = c.verdicts.get(definition.id, ())
    return render.page(
        "definition.jinja",
        f"definition/{definition.id}",
        f"{title} ({country})",
        definition.summary.best(render.lang),
        definition=definition,
        heading=title,
        relations=relations,
        apart=apart,
        short=in_short(relations[0][0].result) if relations else None,
        questions=questions(render, held),
        conflicts=sorted({*definition.conflicts_with, *c.contradicted_by.get(definition.id, ())}),
        cite=_cite(render, definition.id, definition.iri, f"{title} ({country})"),
        formats=formats,
        head=_head("definition", definition.id, formats),
    )


def framework_page(render: Renderer, framework: Framework, formats: tuple[str, ...]) -> Page:
    """The page of a reference framework: its rules, its concepts, and which countries conform."""
    c = render.catalogue
    title = framework.label.best(render.lang)
    rules = [c.rules[id] for id in framework.rules]
    targets = [
        (code, [rule for rule in rules if f"target/{rule.target}" == code.id])
        for code in c.codes_of("target")
        if any(f"target/{rule.target}" == code.id for rule in rules)
    ]
    conform = [
        (
            rule,
            by_country(render, [c.definitions[v.definition] for v in c.verdicts_on.get(rule.id, ()) if _conforms(v)]),
        )
        for rule in rules
    ]
    return render.page(
        "framework.jinja",
        f"framework/{framework.id}",
        title,
        framework.summary.best(render.lang) or title,
        framework=framework,
        targets=targets,
        terms=[term for term in c.live_terms() if term.framework == framework.id],
        conform=[(rule, countries) for rule, countries in conform if countries],
        held=any(c.verdicts_on.get(rule.id) for rule in rules),
        successors=[other for other in c.frameworks.values() if framework.id in other.replaces],
        cite=_cite(render, framework.id, framework.iri, title),
        formats=formats,
        head=_head("framework", framework.id, formats),
    )


def _conforms(verdict: Against) -> bool:
    return verdict.verdict.kind in CONFORMING


def rule_page(render: Renderer, rule: ReferenceRule, formats: tuple[str, ...]) -> Page:
    """The page of a reference rule, with the national definitions that were held against it."""
    c = render.catalogue
    title = rule.label.best(render.lang)
    framework = c.frameworks[rule.framework]
    place = {country.id: at for at, country in enumerate(c.by_label(render.lang))}
    verdicts = sorted(
        c.verdicts_on.get(rule.id, ()), key=lambda v: (place[c.definitions[v.definition].country], v.definition)
    )
    groups = [(kind, [v for v in verdicts if v.verdict.kind == kind]) for kind in KINDS]
    return render.page(
        "rule.jinja",
        f"rule/{rule.id}",
        f"{title} ({framework.abbreviation[0] if framework.abbreviation else framework.id})",
        render.rule_words(rule.rule),
        rule=rule,
        heading=title,
        framework=framework,
        groups=[(name, found) for name, found in groups if found],
        cite=_cite(render, rule.id, rule.iri, title),
        formats=formats,
        head=_head("rule", rule.id, formats),
    )
