"""The SPARQL 1.1 Protocol, queries only: GET, POST of a form, POST of the query itself; results as the client likes them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from sojourn.graph.queries.sandbox import Dataset
from sojourn.graph.vocabulary import expand
from sojourn.graph.writing.formats import serialize
from sojourn.serve.http.answers import fields, reply
from sojourn.serve.http.negotiation import best_media
from sojourn.serve.http.problems import Refusal
from sojourn.serve.processes.backend import Backend
from sojourn.serve.web.linked_data import see_other

FORM, DIRECT, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
# The formats of results, the favourite first.
ROWS = (
    ("application/sparql-results+json", "json"),
    ("application/json", "json"),
    ("application/sparql-results+xml", "xml"),
    ("application/xml", "xml"),
    ("text/csv", "csv"),
    ("text/tab-separated-values", "tsv"),
)
YES_OR_NO = tuple(offer for offer in ROWS if offer[1] in ("json", "xml"))
TRIPLES = (
    ("text/turtle", "ttl"),
    ("application/n-triples", "nt"),
    ("application/ld+json", "jsonld"),
    ("application/json", "jsonld"),
    ("application/rdf+xml", "rdf"),
    ("application/xml", "rdf"),
)
OFFERS = {"solutions": ROWS, "boolean": YES_OR_NO, "triples": TRIPLES}
MEDIA = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
_RESULTS = {
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


@dataclass(frozen=True, slots=True)
class SparqlQuestion:
    """A query as the protocol carries it."""

    query: str | None
    dataset: Dataset | None


async def sparql(request: Request) -> Response:
    """The answer to a query; without one, what the endpoint is, or its page for a browser."""
    backend: Backend = request.app.state.backend
    asked = await _asked(request)
    if asked.query is None:
        return _about(request)
    kind, body = await backend.query(asked.query, asked.dataset)
    form = best_media(request.headers.get("accept"), OFFERS[kind])
    if form is None:
        raise Refusal(406, "no-format", formats=", ".join(dict.fromkeys(media for media, _ in OFFERS[kind])))
    dataset = repr(asked.dataset) if asked.dataset else ""
    tag = backend.tag("sparql", asked.query, dataset, form)
    return await asyncio.to_thread(_reply, request, kind, body, form, tag)


def _reply(request: Request, kind: str, body: bytes, form: str, tag: str) -> Response:
    return reply(request, written(kind, body, form), MEDIA[form], tag=tag, vary=["Accept"])


def written(kind: str, body: bytes, form: str) -> bytes:
    """An answer of the sandbox (SPARQL JSON or N-Triples) in a format."""
    if form in ("json", "nt"):
        return body
    if kind == "triples":
        quads = ox.parse(body, ox.RdfFormat.N_TRIPLES)
        return serialize([ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads], form)
    out = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON).serialize(format=_RESULTS[form])
    assert out is not None  # None only if an output was named
    return out


async def _asked(request: Request) -> SparqlQuestion:
    address = fields(request.scope["query_string"])
    if request.method != "POST":
        return _from_fields(address)
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.strip().lower().partition("charset=")[2].strip('" ')
    if charset not in ("", "utf-8", "utf8"):
        raise Refusal(415, "charset", charset=charset[:40])
    match media.strip().lower():
        case "application/x-www-form-urlencoded":
            return _from_fields(address + fields(await request.body()))
        case "application/sparql-query":
            if any(name == "query" for name, _ in address):
                raise Refusal(400, "two-queries")
            try:
                text = (await request.body()).decode("utf-8")
            except UnicodeDecodeError:
                raise Refusal(400, "not-utf8") from None
            return _from_fields([*address, ("query", text)])
        case "application/sparql-update":
            raise Refusal(403, "read-only")
    raise Refusal(415, "sparql-type", form=FORM, direct=DIRECT)


def _from_fields(found: list[tuple[str, str]]) -> SparqlQuestion:
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in found):
        raise Refusal(403, "read-only")
    queries = [value for name, value in found if name == "query"]
    if len(queries) > 1:
        raise Refusal(400, "two-queries")
    default = tuple(value for name, value in found if name == "default-graph-uri")
    named = tuple(value for name, value in found if name == "named-graph-uri")
    dataset = Dataset(default, named) if default or named else None
    return SparqlQuestion(queries[0] if queries else None, dataset)


def _about(request: Request) -> Response:
    """The endpoint described (SPARQL 1.1 Service Description), or its page."""
    if request.method == "POST":
        raise Refusal(400, "no-query")
    offers = (("text/html", "html"), *TRIPLES)
    form = best_media(request.headers.get("accept"), offers)
    if form == "html" and request.app.state.site is not None:
        return see_other("/sparql.html")
    if form in (None, "html"):
        raise Refusal(400, "no-query")
    body = serialize(_description(request.app.state.settings.url), str(form))
    return reply(request, body, MEDIA[str(form)], vary=["Accept"])


def _description(url: str) -> list[ox.Triple]:
    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(f"http://www.w3.org/ns/sparql-service-description#{name}")

    def format_of(name: str) -> ox.NamedNode:
        return ox.NamedNode(f"http://www.w3.org/ns/formats/{name}")

    service, kind = ox.NamedNode(f"{url}/sparql"), ox.NamedNode(expand("rdf:type"))
    formats = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
               "Turtle", "N-Triples", "JSON-LD", "RDF_XML")  # fmt: skip
    dataset, graph = ox.NamedNode(f"{url}/sparql#dataset"), ox.NamedNode(f"{url}/sparql#graph")
    return [
        ox.Triple(service, kind, sd("Service")),
        ox.Triple(service, sd("endpoint"), service),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *(ox.Triple(service, sd("resultFormat"), format_of(name)) for name in formats),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, kind, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), graph),
        ox.Triple(graph, kind, sd("Graph")),
    ]
