"""The data set as portals harvest it: DCAT-AP 3, one catalogue with one data set, in Turtle.

The same description stands in the graph. Readers of DCAT-AP do not reason, so here what a property leads to outside the
glossary (a licence, a language, a media type) is also said to be of the class that the profile wants.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from sojourn.exchange.material import Material
from sojourn.graph.triples.build import ordered
from sojourn.graph.triples.catalogue import THEME, THEME_NAME, catalogue_triples, triple
from sojourn.graph.vocabulary import expand
from sojourn.graph.writing.formats import serialize

FILE = "catalogue.dcat.ttl"
# The class of what a property leads to.
RANGES = {
    "dct:language": "dct:LinguisticSystem",
    "dct:license": "dct:LicenseDocument",
    "dct:conformsTo": "dct:Standard",
    "dcat:mediaType": "dct:MediaType",
    "dcat:compressFormat": "dct:MediaType",
    "dcat:theme": "skos:Concept",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
}


def dcat(material: Material) -> Iterator[tuple[str, bytes]]:
    """The catalogue as one file."""
    found = list(catalogue_triples(material.scheme))
    theme = triple(THEME, "skos:prefLabel", ox.Literal(THEME_NAME, language="en"))
    yield FILE, serialize(ordered([*found, *_classes(found), theme]), "ttl")


def _classes(triples: list[ox.Triple]) -> Iterator[ox.Triple]:
    ranges = {expand(name): kind for name, kind in RANGES.items()}
    for one in triples:
        if one.predicate.value in ranges and isinstance(one.object, ox.NamedNode):
            yield triple(one.object.value, "rdf:type", ranges[one.predicate.value])
