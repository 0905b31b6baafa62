"""The W3C's tests of the SPARQL 1.1 Protocol on a running server: 20 about queries hold, 14 updates are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conformance.score import Score
from tests.serve.running import Running, running

FOLDER = Path(__file__).parent / "sparql-protocol"
MANIFEST = ox.Store()
MANIFEST.load(path=str(FOLDER / "manifest.ttl"), format=ox.RdfFormat.TURTLE, base_iri="urn:x-test:")
PREFIXES = {
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "ht": "http://www.w3.org/2011/http#",
    "cnt": "http://www.w3.org/2011/content#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
GRAPH = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
# What an answer of each format may be sent as.
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                "text/tab-separated-values"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A request of the manifest and what must come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: set[str]
    boolean: bool | None
    format: str | None


def rows(query: str, **bound: object) -> list[ox.QuerySolution]:
    found = MANIFEST.query(
        query,
        prefixes=PREFIXES,
        substitutions={ox.Variable(k): v for k, v in bound.items()},  # type: ignore[misc]
    )
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def elements(head: object) -> Iterator[object]:
    """The members of an RDF list."""
    while not (isinstance(head, ox.NamedNode) and head.value.endswith("#nil")):
        (row,) = rows("SELECT ?list ?first ?rest { ?list rdf:first ?first ; rdf:rest ?rest }", list=head)
        yield row["first"]
        head = row["rest"]


def value(term: object) -> str:
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def request(node: object) -> Asked:
    (row,) = rows(
        """SELECT ?r ?method ?path ?text ?encoding ?headers ?resp ?boolean ?format {
             ?r ht:methodName ?method ; ht:absolutePath ?path ; ht:resp ?resp
             OPTIONAL { ?r ht:body [ cnt:chars ?text ; cnt:characterEncoding ?encoding ] }
             OPTIONAL { ?r ht:headers ?headers }
             OPTIONAL { ?resp mf:expectedBoolean ?boolean } OPTIONAL { ?resp mf:expectedFormat ?format } }""",
        r=node,
    )
    headers = {}
    for header in elements(row["headers"]) if row["headers"] else ():
        (found,) = rows("SELECT ?h ?n ?v { ?h ht:fieldName ?n ; ht:fieldValue ?v }", h=header)
        headers[value(found["n"])] = value(found["v"])
    statuses = {value(r["s"])[-3:] for r in rows("SELECT ?r ?s { ?r mf:expectedStatus ?s }", r=row["resp"])}
    body = value(row["text"]).encode(value(row["encoding"])) if row["text"] else None
    return Asked(
        value(row["method"]),
        value(row["path"]),
        headers,
        body,
        statuses,
        value(row["boolean"]) == "true" if row["boolean"] else None,
        value(row["format"]) if row["format"] else None,
    )


def suite() -> dict[str, list[Asked]]:
    ((head,),) = [(row["e"],) for row in rows("SELECT ?e { ?m mf:entries ?e }")]
    found = {}
    for entry in elements(head):
        (row,) = rows("SELECT ?t ?r { ?t mf:action [ ht:requests ?r ] }", t=entry)
        found[value(entry).partition("#")[2]] = [request(node) for node in elements(row["r"])]
    return found


TESTS = suite()
QUERIES = [name for name in TESTS if "update" not in name]
UPDATES = [name for name in TESTS if "update" in name]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server over the data of the suite; data0, of which the suite has no file, has one triple."""
    quads = []
    for number in range(4):
        path = FOLDER / f"data{number}.nt"
        text = path.read_bytes() if number else b"<urn:x-test:a> <urn:x-test:b> <urn:x-test:c> ."
        graph = ox.NamedNode(GRAPH.format(number))
        quads += [
            ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)
        ]
    file = tmp_path_factory.mktemp("protocol") / "data.nq"
    ox.serialize(quads, file, ox.RdfFormat.N_QUADS)
    with running(graph=file) as found:
        yield found


def holds(endpoint: Running, asked: Asked) -> bool:
    """Whether the server answers as the suite wants."""
    connection = HTTPConnection("127.0.0.1", endpoint.port, timeout=30)
    connection.putrequest(asked.method, asked.path)
    for name, text in asked.headers.items():
        connection.putheader(name, text)
    connection.putheader("Content-Length", str(len(asked.body or b"")))
    connection.endheaders(asked.body or b"")
    answer = connection.getresponse()
    body, media = answer.read(), (answer.getheader("content-type") or "").partition(";")[0]
    if f"{answer.status // 100}xx" not in asked.statuses:
        return False
    if asked.format and media not in FORMATS[asked.format]:
        return False
    if asked.boolean is not None:
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        return isinstance(found, ox.QueryBoolean) and bool(found) is asked.boolean
    return True


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_the_suite_is_answered_as_it_should_be(endpoint: Running, name: str) -> None:
    assert all(holds(endpoint, asked) for asked in TESTS[name])


def refused(endpoint: Running, name: str) -> bool:
    """Whether the server refuses an update as it should, and nothing has changed."""
    update = TESTS[name][0]
    connection = HTTPConnection("127.0.0.1", endpoint.port, timeout=30)
    connection.request(update.method, update.path, update.body, update.headers)
    answer = connection.getresponse()
    told = 400 <= answer.status < 500 and answer.getheader("content-type") == "application/problem+json"
    triples = endpoint.json("/sparql", query="SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    return told and triples["results"]["bindings"][0]["n"]["value"] == "4"


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_of_the_suite_is_refused_and_changes_nothing(endpoint: Running, name: str) -> None:
    assert refused(endpoint, name)


def test_the_suite_is_whole(score: Score, endpoint: Running) -> None:
    right = sum(all(holds(endpoint, asked) for asked in TESTS[name]) for name in QUERIES)
    assert (right, len(QUERIES), len(UPDATES)) == (20, 20, 14)
    score("sparql-queries", right, len(QUERIES))
    score("sparql-updates", sum(refused(endpoint, name) for name in UPDATES), len(UPDATES))


def test_graphs_that_are_not_there_are_refused(endpoint: Running) -> None:
    for parameters in (
        {"query": "ASK {}", "default-graph-uri": "http://example.org/other"},
        {"query": "ASK FROM <http://example.org/other> {}"},
        {"query": "ASK FROM <file:///etc/passwd> {}"},
    ):
        answer = endpoint.get("/sparql", params=parameters)
        assert answer.status_code == 400
        assert answer.json()["error"]["advice"]
