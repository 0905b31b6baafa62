"""The example queries as SHACL executables, in Turtle: what an editor of SPARQL or another endpoint loads."""

from __future__ import annotations

from collections.abc import Iterator

from sojourn.exchange.material import Material
from sojourn.graph.triples.build import ordered
from sojourn.graph.triples.example_queries import query_triples
from sojourn.graph.writing.formats import serialize

FILE = "queries.ttl"


def queries(material: Material) -> Iterator[tuple[str, bytes]]:
    """All queries in one file."""
    yield FILE, serialize(ordered(query_triples(material.scheme)), "ttl")
