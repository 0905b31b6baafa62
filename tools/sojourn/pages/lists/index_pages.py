"""Pages that list: home, indexes of terms and countries, data sources, frameworks, bibliography, codes, queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sojourn.graph.queries.query import example_queries
from sojourn.model.entries import Definition, Framework, Instrument, ReferenceRule, Term
from sojourn.model.message import message
from sojourn.model.text import Text
from sojourn.pages.lists.alphabetical import alphabetical, index_name
from sojourn.pages.lists.coverage_page import coverage_context, methods
from sojourn.pages.lists.verdicts_page import kinds
from sojourn.pages.map.map_geometry import World
from sojourn.pages.map.map_page import world_context
from sojourn.pages.statistics.comparability import charts
from sojourn.pages.statistics.compare_data import starts
from sojourn.pages.statistics.distributions import findings, silent
from sojourn.pages.statistics.lengths import matrix
from sojourn.pages.statistics.pair_shares import PARTS, concepts, matrix_data, shares
from sojourn.pages.statistics.relations import Related
from sojourn.pages.templates.page import Making, Page
from sojourn.pages.templates.render import Renderer
from sojourn.prose.language import fold

# The compare page can run the engine, which is WebAssembly.
ENGINE = {"hide": ["navigation", "toc"], "wasm": True}
WIDE = {"hide": ["navigation", "toc"]}
LISTS = {"hide": ["navigation"]}
# How many countries the home page offers to start from.
STARTS = 8


@dataclass(frozen=True, slots=True)
class ShownQuery:
    """An example query: its file name, title, question in plain words, what to know about the answer, and text."""

    id: str
    title: str
    question: str
    note: str
    text: str


# Name, title and description of each page that lists; the title is a text of the interface.
LISTING = (
    ("hierarchy", "Terms by domain", "All concepts, from the more general to the more specific."),
    ("countries", "Countries", "Countries and areas with their definitions, by region and by group."),
    ("frameworks", "Frameworks", "The recommendations, laws and glossaries that definitions are held against."),
    ("data-sources", "Data sources", "The instruments that countries count with, by kind."),
    ("bibliography", "Bibliography", "Everything that the registry cites."),
    ("codes", "Code lists", "The controlled lists: every facet value, group and kind, with its meaning."),
    ("queries", "Example queries", "Questions that methodologists ask, as SPARQL queries."),
    ("search", "Search", "Search over all names and texts."),
    ("compare", "Compare definitions", "Two to six definitions side by side, the differences first."),
    ("methods", "Sources and methods", "What each kind of data source can and cannot measure, and what to check."),
    ("numbers", "Published numbers", "The same population, counted by two definitions."),
    ("coverage", "What we know and what we do not", "Coverage by facet, language, confidence and kind of source."),
    ("figures", "Comparability", "Which lengths of time are used, how days add up, who conforms."),
    (
        "verdicts",
        "Verdicts",
        "The closed set of verdicts: what each means, how it is reached, and an example to check.",
    ),
    ("map", "The world by definition", "Minimum stay, how time adds up and more, country by country, on a map."),
)


def index_pages(
    render: Renderer,
    queries: list[ShownQuery],
    queries_run: bool,
    world: World | None,
    groups: Mapping[str, Related],
) -> Iterator[Making]:
    """All pages that list entries; without shapes the map's page has its tables only."""
    yield render.making("index", home)
    for lang in render.catalogue.languages:
        yield render.making(index_name(lang), alphabetical, lang)
    contexts: dict[str, Callable[[], dict[str, object]]] = {
        "hierarchy": lambda: {"tree": tree(render)},
        "countries": lambda: {"regions": regions(render)},
        "data-sources": lambda: {"kinds": instruments(render)},
        "bibliography": lambda: {"kinds": bibliography(render), "cited": cited(render)},
        "methods": lambda: {"methods": methods(render)},
        "numbers": lambda: {"numbers": render.catalogue.figures, "statistics": render.catalogue.statistics},
        "coverage": lambda: coverage_context(render),
        "queries": lambda: {"queries": queries, "run": queries_run},
        "compare": lambda: {"starts": starts(render)},
        "figures": lambda: comparability(render, queries, queries_run, groups),
        "verdicts": lambda: {"kinds": kinds(render), "stated": message("verdict-as-stated")},
        "map": lambda: world_context(render, world),
    }
    for name, title, description in LISTING:
        if render.has(name):
            yield render.making(name, _listing, name, title, description, contexts.get(name, dict))


def _listing(
    render: Renderer, name: str, title: str, description: str, context: Callable[[], dict[str, object]]
) -> Page:
    head = ENGINE if name == "compare" else WIDE if name in ("search", "figures", "map") else LISTS
    title, description = render.translate(title), render.translate(description)
    return render.page(f"{name}.jinja", name, title, description, head=head, **context())


def comparability(
    render: Renderer, queries: list[ShownQuery], queries_run: bool, groups: Mapping[str, Related]
) -> dict[str, object]:
    """What the comparability page shows."""
    return {
        "charts": charts(render),
        "findings": findings(render),
        "silent": silent(render.catalogue),
        "matrix": matrix(render),
        "queries": {query.id: query for query in queries},
        "run": queries_run,
        "shares": shares(render, groups),
        "share_concepts": concepts(render, groups),
        "parts": [name for name, _ in PARTS],
        "chooser": dict(matrix_data(render, groups)),
    }


def home(render: Renderer) -> Page:
    """The first page."""
    c = render.catalogue
    counts = {
        "terms": len(c.live_terms()),
        "definitions": len(c.definitions),
        "countries": len(c.countries),
        "frameworks": len(c.frameworks),
        "languages": len(c.languages),
    }
    about = Text.of(c.scheme["description"]).best(render.lang)
    # Those of which there is most to read.
    countries = sorted(c.by_label(render.lang), key=lambda country: -len(country.definition_ids))[:STARTS]
    return render.page("home.jinja", "index", "Sojourn", about, counts=counts, countries=countries, head=WIDE)


def tree(render: Renderer) -> list[tuple[str, list[Term]]]:
    """The top concepts of each domain: those without a broader concept in the same domain."""
    c = render.catalogue
    live = c.live_terms()
    out = []
    for code in c.codes_of("domain"):
        domain = code.id.split("/", 1)[1]
        tops = [t for t in live if t.domain == domain and not any(c.terms[b].domain == domain for b in t.broader)]
        if tops:
            out.append((domain, tops))
    return out


def regions(render: Renderer) -> list[tuple[str, list[str]]]:
    """Countries by region, in the order of the code list; only regions that have any."""
    c = render.catalogue
    groups: dict[str, list[str]] = defaultdict(list)
    for country in c.by_label(render.lang):
        groups[country.region or ""].append(country.id)
    ordered = [code.id.split("/", 1)[1] for code in c.codes_of("region")]
    return [(region, groups[region]) for region in [*ordered, ""] if region in groups]


def instruments(render: Renderer) -> list[tuple[str, list[tuple[str, list[Instrument]]]]]:
    """Instruments by kind, in the order of the code list, and by country."""
    c = render.catalogue
    order = {country.id: place for place, country in enumerate(c.by_label(render.lang))}
    groups: dict[str, list[Instrument]] = defaultdict(list)
    for item in sorted(c.instruments.values(), key=lambda item: (order[item.country], item.id)):
        groups[item.type].append(item)
    return [
        (kind, [(country, list(own)) for country, own in groupby(groups[kind], key=lambda item: item.country)])
        for kind in (code.id.split("/", 1)[1] for code in c.codes_of("instrument-type"))
        if kind in groups
    ]


def bibliography(render: Renderer) -> list[tuple[str, list[str]]]:
    """Sources by kind, each kind by title."""
    c = render.catalogue
    groups: dict[str, list[str]] = defaultdict(list)
    for source in sorted(c.sources.values(), key=lambda source: (fold(source.title), source.id)):
        groups[source.source_kind].append(source.id)
    return [
        (kind, groups[kind])
        for kind in (code.id.split("/", 1)[1] for code in c.codes_of("source-kind"))
        if kind in groups
    ]


def cited(render: Renderer) -> Counter[str]:
    """How many entries cite each source."""
    c = render.catalogue
    holders: list[Term | Definition | Instrument | ReferenceRule | Framework] = [
        *c.terms.values(),
        *c.definitions.values(),
        *c.instruments.values(),
        *c.rules.values(),
        *c.frameworks.values(),
    ]
    return Counter(source for holder in holders for source in {item.source for item in holder.citations})


def read_queries(folder: Path) -> list[ShownQuery]:
    """The example queries, their heads taken off: the page shows what they say."""
    return [
        ShownQuery(query.name, query.title, query.question, query.note, _without_head(query.text))
        for query in (example_queries(folder) if folder.is_dir() else [])
    ]


def _without_head(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip()
