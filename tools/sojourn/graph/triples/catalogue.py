"""The data set as catalogues list it (DCAT-AP 3): title, publisher, licence, languages, and where it lies in which formats.

Nothing here depends on the triples of the graph, so that the same description is a file of its own (`exchange.dcat`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from sojourn.graph.vocabulary import expand
from sojourn.model.file_types import FILE_TYPES, file_type


class Dump(NamedTuple):
    """A format of the whole graph: name for people, media type, name at the W3C, and whether its file is packed."""

    name: str
    media: str
    form: str
    packed: bool


# By file extension. Turtle stays as it is, to be read and to be opened by any tool; the others, which say the same at up
# to three times the length, are for programs and take a thirtieth of the room when packed.
_FORMS = {"ttl": ("Turtle", False), "nt": ("N-Triples", True), "jsonld": ("JSON-LD", True), "rdf": ("RDF_XML", True)}
DUMPS = {end: Dump(FILE_TYPES[end].name, FILE_TYPES[end].media, form, packed) for end, (form, packed) in _FORMS.items()}
# Files in the formats of other programs, with what they hold; a test holds them against what is exported.
FILES = {
    "csv-metadata.json": "Tables as CSV: entries, all texts, citations and classifications",
    "mappings.sssom.tsv": "Mappings of national definitions to reference rules, with their reasons",
    "structures.sdmx.xml": "Concept scheme, code lists and hierarchies",
    "correspondences.xkos.ttl": "Correspondences of national definitions and frameworks",
    "terms.dca.tbx": "Terms for translators (data categories as attributes)",
    "terms.dct.tbx": "Terms for translators (data categories as elements)",
    "terms.martif.tbx": "Terms for translators (the older layout)",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-{part}/{code}"
# The languages of the United Nations in the list that DCAT-AP prescribes.
_EU_LANGUAGES = {"ar": "ARA", "en": "ENG", "es": "SPA", "fr": "FRA", "ru": "RUS", "zh": "ZHO"}
_EU = "http://publications.europa.eu/resource/authority/"
# The theme of population statistics in DCAT-AP's list, and its name there.
THEME, THEME_NAME = f"{_EU}data-theme/SOCI", "Population and society"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
Value = ox.NamedNode | ox.Literal


def dataset_iri(scheme: Mapping[str, Any]) -> str:
    """The identifier of the glossary: a concept scheme and a data set."""
    return f"{scheme['base']}scheme/{scheme['id']}"


def catalogue_triples(scheme: Mapping[str, Any]) -> Iterator[ox.Triple]:
    """The catalogue, the data set, its distributions and its service. A value may come more than once."""
    dataset = dataset_iri(scheme)
    yield from _catalogue(scheme, dataset)
    yield from _dataset(scheme, dataset)
    for extension, dump in DUMPS.items():
        node, address = f"{dataset}/distribution/{extension}", dump_address(scheme, extension)
        yield from _file(scheme, node, f"All data as {dump.name}", address, dump.media, packed=dump.packed)
    for name, title in FILES.items():
        media = file_type(name)
        assert media is not None, name
        node = f"{dataset}/distribution/{name.replace('.', '-')}"
        yield from _file(scheme, node, title, f"{scheme['base']}data/{name}", media.media)
    yield from _service(scheme, dataset)


def dump_address(scheme: Mapping[str, Any], extension: str) -> str:
    """Where the whole graph can be fetched in the format of a file extension."""
    return f"{scheme['base']}data/{dump_name(str(scheme['id']), extension)}"


def dump_name(scheme: str, extension: str) -> str:
    """The name of the file with the whole graph in the format of a file extension."""
    return f"{scheme}.{extension}{'.gz' if DUMPS[extension].packed else ''}"


def triple(subject: str, predicate: str, value: Value | str) -> ox.Triple:
    """A triple; names may be prefixed, and a value that is a text is an identifier."""
    end = ox.NamedNode(expand(value)) if isinstance(value, str) else value
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), end)


def _catalogue(scheme: Mapping[str, Any], dataset: str) -> Iterator[ox.Triple]:
    """The catalogue that lists this data set and nothing else; it is where portals begin."""
    node = f"{dataset}/catalogue"
    yield triple(node, "rdf:type", "dcat:Catalog")
    yield from _texts(node, "dct:title", scheme["title"])
    yield from _texts(node, "dct:description", scheme.get("description") or scheme["title"])
    yield triple(node, "dcat:dataset", dataset)
    yield triple(node, "dcat:service", f"{dataset}/service/sparql")
    yield triple(node, "foaf:homepage", scheme["base"])
    yield triple(node, "dct:license", scheme["licence"])
    yield from _languages(scheme, node)
    yield from _publisher(scheme, dataset, node)


def _publisher(scheme: Mapping[str, Any], dataset: str, node: str) -> Iterator[ox.Triple]:
    if "publisher" in scheme:
        agent = f"{dataset}/publisher"
        yield triple(node, "dct:publisher", agent)
        yield triple(agent, "rdf:type", "foaf:Agent")
        yield triple(agent, "foaf:name", ox.Literal(scheme["publisher"], language="en"))


def _dataset(scheme: Mapping[str, Any], dataset: str) -> Iterator[ox.Triple]:
    yield triple(dataset, "rdf:type", "dcat:Dataset")
    yield from _texts(dataset, "dct:title", scheme["title"])
    yield from _texts(dataset, "dct:description", scheme.get("description") or {})
    yield triple(dataset, "dct:identifier", ox.Literal(scheme["id"]))
    yield triple(dataset, "dcat:landingPage", scheme["base"])
    yield triple(dataset, "dcat:version", ox.Literal(scheme["version"]))
    yield triple(dataset, "dcat:theme", THEME)
    yield from _publisher(scheme, dataset, dataset)
    yield from _languages(scheme, dataset)


def _languages(scheme: Mapping[str, Any], node: str) -> Iterator[ox.Triple]:
    for tag in scheme["languages"]:
        code = tag.partition("-")[0]
        addresses = [_LANGUAGES.format(part=1 if len(code) == 2 else 2, code=code)]
        addresses += [f"{_EU}language/{_EU_LANGUAGES[code]}"] if code in _EU_LANGUAGES else []
        for address in addresses:
            yield triple(node, "dct:language", address)


def _file(
    scheme: Mapping[str, Any], node: str, title: str, address: str, media: str, *, packed: bool = False
) -> Iterator[ox.Triple]:
    """A distribution that is a file."""
    yield from _distribution(scheme, node, title)
    yield triple(node, "dcat:accessURL", address)
    yield triple(node, "dcat:downloadURL", address)
    types = {"dcat:mediaType": media.partition(";")[0]} | (
        {"dcat:compressFormat": "application/gzip"} if packed else {}
    )
    for predicate, name in types.items():
        yield triple(node, predicate, _MEDIA + name)


def _distribution(scheme: Mapping[str, Any], node: str, title: str) -> Iterator[ox.Triple]:
    yield triple(dataset_iri(scheme), "dcat:distribution", node)
    yield triple(node, "rdf:type", "dcat:Distribution")
    yield triple(node, "dct:title", ox.Literal(title, language="en"))
    yield triple(node, "dct:license", scheme["licence"])


def _service(scheme: Mapping[str, Any], dataset: str) -> Iterator[ox.Triple]:
    node, service, address = f"{dataset}/distribution/sparql", f"{dataset}/service/sparql", f"{scheme['base']}sparql"
    yield from _distribution(scheme, node, "Answers to questions in SPARQL")
    yield triple(node, "dcat:accessURL", address)
    yield triple(node, "dcat:accessService", service)
    yield triple(service, "rdf:type", "dcat:DataService")
    yield triple(service, "dct:title", ox.Literal("SPARQL over all data", language="en"))
    yield triple(service, "dct:license", scheme["licence"])
    yield triple(service, "dct:conformsTo", _PROTOCOL)
    yield triple(service, "dcat:endpointURL", address)
    yield triple(service, "dcat:servesDataset", dataset)


def _texts(node: str, predicate: str, texts: Mapping[str, str]) -> Iterator[ox.Triple]:
    for lang, text in texts.items():
        yield triple(node, predicate, ox.Literal(text, language=lang))
