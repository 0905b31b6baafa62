"""The description of the data set: addresses, languages, licence and version, and counts that are true."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from sojourn.graph.queries.query import example_queries, run_query
from sojourn.graph.queries.store import open_store
from sojourn.graph.triples.build import build_graph
from sojourn.graph.triples.catalogue import FILES
from sojourn.graph.triples.description import DUMPS, description_triples, dump_address
from sojourn.graph.vocabulary import NS, expand
from sojourn.graph.writing.formats import FORMATS
from sojourn.loading.glossary.content import Content

BASE = "https://example.org/small/"
DATASET = f"{BASE}scheme/small"
MEDIA = "https://www.iana.org/assignments/media-types/"
Graph = list[ox.Triple]


def values(graph: Graph, subject: str, predicate: str) -> set[str]:
    wanted = (ox.NamedNode(subject), ox.NamedNode(expand(predicate)))
    return {t.object.value for t in graph if (t.subject, t.predicate) == wanted and not isinstance(t.object, ox.Triple)}


@pytest.mark.parametrize("name", ["small_graph", "real_graph"])
def test_the_number_of_triples_is_true(name: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(name)
    rows = run_query(open_store(graph), "SELECT ?n WHERE { ?glossary a sj:Glossary ; void:triples ?n }").rows
    assert rows == ((ox.Literal(len(graph)),),)


def test_the_number_of_each_kind_of_thing_is_true(small_graph: Graph) -> None:
    found = {
        row[0].value: int(row[1].value)
        for row in run_query(
            open_store(small_graph),
            "SELECT ?class ?n WHERE { ?d void:classPartition ?part . ?part void:class ?class ; void:entities ?n }",
        ).rows
        if isinstance(row[0], ox.NamedNode) and isinstance(row[1], ox.Literal)
    }
    types = [t.object for t in small_graph if t.predicate.value == expand("rdf:type")]
    named = (kind.value for kind in types if isinstance(kind, ox.NamedNode))
    assert found == Counter(kind for kind in named if kind.startswith(NS))


@pytest.mark.parametrize("name", ["small_graph", "real_graph"])
def test_the_number_of_triples_of_each_property_is_true(name: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(name)
    query = "SELECT ?p ?n { ?d a sj:Glossary ; void:propertyPartition [ void:property ?p ; void:triples ?n ] }"
    found = {row[0]: row[1] for row in run_query(open_store(graph), query).rows}
    assert found == {p: ox.Literal(n) for p, n in Counter(triple.predicate for triple in graph).items()}


@pytest.mark.parametrize("name", ["small_graph", "real_graph"])
def test_the_properties_of_each_class_are_counted(name: str, request: pytest.FixtureRequest) -> None:
    store = open_store(request.getfixturevalue(name))
    parts = """SELECT ?class ?p ?n { ?d void:classPartition ?part . ?part void:class ?class ;
        void:propertyPartition [ void:property ?p ; void:triples ?n ] } ORDER BY ?class ?p"""
    counted = """SELECT ?class ?p (COUNT(*) AS ?n) { ?s a ?class ; ?p ?o FILTER(STRSTARTS(STR(?class), STR(sj:))) }
        GROUP BY ?class ?p ORDER BY ?class ?p"""
    found = run_query(store, parts).rows
    assert found == run_query(store, counted).rows
    assert len(found) > 50


def test_example_queries_are_data_with_their_prefixes(small_graph: Graph) -> None:
    """As editors of SPARQL look for them; each of them runs."""
    store = open_store(small_graph)
    asked = "SELECT ?text ?comment { ?query a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select ?text }"
    rows = run_query(store, asked).rows
    assert len(rows) == len(example_queries())
    names = "SELECT ?prefix ?namespace { [] sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] }"
    found = [[value.value for value in row if isinstance(value, ox.Literal)] for row in run_query(store, names).rows]
    declared = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in found)
    for text, comment in rows:
        assert isinstance(text, ox.Literal)
        assert isinstance(comment, ox.Literal)
        store.query(f"{declared}\n{text.value}")


def test_all_formats_can_be_fetched(small: Content, small_graph: Graph) -> None:
    assert set(DUMPS) == set(FORMATS)
    assert values(small_graph, DATASET, "void:dataDump") == {dump_address(small.scheme, ending) for ending in FORMATS}
    turtle = f"{DATASET}/distribution/ttl"
    assert values(small_graph, turtle, "dcat:downloadURL") == {f"{BASE}data/small.ttl"}
    assert values(small_graph, turtle, "dcat:compressFormat") == set()
    packed = f"{DATASET}/distribution/nt"
    assert values(small_graph, packed, "dcat:downloadURL") == {f"{BASE}data/small.nt.gz"}
    assert values(small_graph, packed, "dcat:compressFormat") == {f"{MEDIA}application/gzip"}
    assert values(small_graph, packed, "dcat:mediaType") == {f"{MEDIA}application/n-triples"}
    assert values(small_graph, turtle, "dct:license") == {small.scheme["licence"]}
    distributions = values(small_graph, DATASET, "dcat:distribution")
    names = (*FORMATS, "sparql", *(name.replace(".", "-") for name in FILES))
    assert distributions == {f"{DATASET}/distribution/{name}" for name in names}
    assert all(values(small_graph, node, "dcat:accessURL") for node in distributions)


@pytest.mark.parametrize("ending", FORMATS)
def test_media_types_are_those_of_the_formats(ending: str) -> None:
    assert DUMPS[ending].media == FORMATS[ending].media_type


def test_the_service_is_told_to_both_kinds_of_client(small_graph: Graph) -> None:
    service = f"{DATASET}/service/sparql"
    assert values(small_graph, DATASET, "void:sparqlEndpoint") == {f"{BASE}sparql"}
    assert values(small_graph, service, "dcat:endpointURL") == {f"{BASE}sparql"}
    assert values(small_graph, service, "dcat:servesDataset") == {DATASET}
    assert values(small_graph, f"{DATASET}/distribution/sparql", "dcat:accessService") == {service}


def test_licence_languages_and_version_are_told(small: Content, small_graph: Graph) -> None:
    assert values(small_graph, DATASET, "dct:license") == {small.scheme["licence"]}
    assert values(small_graph, DATASET, "dcat:version") == {small.scheme["version"]}
    french = "http://id.loc.gov/vocabulary/iso639-1/fr"
    assert french in values(small_graph, DATASET, "dct:language")


def test_a_language_without_a_code_of_two_letters_has_one_of_three(small: Content) -> None:
    found = description_triples({**small.scheme, "languages": ["haw", "zh-Hans"]}, [])
    assert values(found, DATASET, "dct:language") == {
        "http://id.loc.gov/vocabulary/iso639-2/haw",
        "http://id.loc.gov/vocabulary/iso639-1/zh",
        "http://publications.europa.eu/resource/authority/language/ZHO",
    }


def test_vocabularies_in_use_are_named(small_graph: Graph) -> None:
    found = values(small_graph, DATASET, "void:vocabulary")
    assert {expand("skos:"), expand("dcat:"), expand("void:"), NS} <= found
    assert expand("xsd:") not in found


def test_the_description_counts_itself_once(small: Content) -> None:
    graph = build_graph(small)
    assert values(graph, DATASET, "void:triples") == {str(len(graph))}
    assert len(set(graph)) == len(graph)
