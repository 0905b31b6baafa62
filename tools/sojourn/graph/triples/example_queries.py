"""The example queries as data (SHACL's `sh:SPARQLSelectExecutable`), so that clients of the endpoint can offer them.

Editors of SPARQL that know the convention (schema:target names the endpoint) read them, with the prefixes, from the graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sojourn.graph.queries.query import Query, example_queries
from sojourn.graph.triples.catalogue import dataset_iri, triple
from sojourn.graph.vocabulary import prefixes

# The first word of a query after its comments, with the class and the property for it.
KINDS = {
    "select": ("sh:SPARQLSelectExecutable", "sh:select"),
    "ask": ("sh:SPARQLAskExecutable", "sh:ask"),
    "construct": ("sh:SPARQLConstructExecutable", "sh:construct"),
}
_COMMENT = re.compile(r"^\s*#.*$\n?", re.MULTILINE)
_FIRST = re.compile(r"\b(select|ask|construct)\b", re.IGNORECASE)
_XSD_ANY_URI = ox.NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")


def query_triples(scheme: Mapping[str, Any], folder: Path | None = None) -> Iterator[ox.Triple]:
    """The queries of a folder (the ontology's, if none is named), and the prefixes that they use."""
    declared = f"{dataset_iri(scheme)}/prefixes"
    for name, namespace in prefixes().items():
        node = f"{declared}/{name}"
        yield triple(declared, "sh:declare", node)
        yield triple(node, "rdf:type", "sh:PrefixDeclaration")
        yield triple(node, "sh:prefix", ox.Literal(name))
        yield triple(node, "sh:namespace", ox.Literal(namespace, datatype=_XSD_ANY_URI))
    for query in example_queries(folder):
        yield from _query(scheme, query, declared)


def _query(scheme: Mapping[str, Any], query: Query, declared: str) -> Iterator[ox.Triple]:
    node = f"{dataset_iri(scheme)}/query/{query.name}"
    text = _COMMENT.sub("", query.text)
    first = _FIRST.search(text)
    assert first is not None, f"{query.name}: neither SELECT nor ASK nor CONSTRUCT"
    kind, predicate = KINDS[first.group().lower()]
    yield triple(node, "rdf:type", "sh:SPARQLExecutable")
    yield triple(node, "rdf:type", kind)
    yield triple(node, "rdfs:label", ox.Literal(query.title, language="en"))
    yield triple(node, "rdfs:comment", ox.Literal(query.question or query.title, language="en"))
    if query.note:
        yield triple(node, "skos:note", ox.Literal(query.note, language="en"))
    yield triple(node, predicate, ox.Literal(text))
    yield triple(node, "sh:prefixes", declared)
    yield triple(node, "schema:target", f"{scheme['base']}sparql")
