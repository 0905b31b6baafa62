"""The data set described by itself (DCAT, VoID): where it lies in which formats, its size, licence, languages, version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from sojourn.graph.vocabulary import NS, expand, prefixes


class Dump(NamedTuple):
    """A format of the whole graph: name for people, media type, name at the W3C, and whether its file is packed."""

    name: str
    media: str
    form: str
    packed: bool


# By file extension. Turtle stays as it is, to be read and to be opened by any tool; the others, which say the same at up
# to three times the length, are for programs and take a thirtieth of the room when packed.
DUMPS = {
    "ttl": Dump("Turtle", "text/turtle", "Turtle", packed=False),
    "nt": Dump("N-Triples", "application/n-triples", "N-Triples", packed=True),
    "jsonld": Dump("JSON-LD", "application/ld+json", "JSON-LD", packed=True),
    "rdf": Dump("RDF/XML", "application/rdf+xml", "RDF_XML", packed=True),
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMATS = "http://www.w3.org/ns/formats/"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-{part}/{code}"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_TYPE = ox.NamedNode(expand("rdf:type"))

Term = ox.NamedNode | ox.Literal


def description_triples(scheme: Mapping[str, Any], triples: Collection[ox.Triple]) -> list[ox.Triple]:
    """The description of a data set of these triples (each once) and of the description itself."""
    dataset = f"{scheme['base']}scheme/{scheme['id']}"
    found = [*_dataset(scheme, dataset), *_dumps(scheme, dataset), *_service(scheme, dataset)]
    found += [*_vocabularies(dataset, triples), *_partitions(dataset, triples)]
    total = len(triples) + len(found) + 1
    return [*found, _triple(dataset, "void:triples", ox.Literal(total))]


def dump_address(scheme: Mapping[str, Any], extension: str) -> str:
    """Where the whole graph can be fetched in the format of a file extension."""
    return f"{scheme['base']}data/{dump_name(str(scheme['id']), extension)}"


def dump_name(scheme: str, extension: str) -> str:
    """The name of the file with the whole graph in the format of a file extension."""
    return f"{scheme}.{extension}{'.gz' if DUMPS[extension].packed else ''}"


def _dataset(scheme: Mapping[str, Any], dataset: str) -> Iterator[ox.Triple]:
    yield _triple(dataset, "dcat:landingPage", ox.NamedNode(scheme["base"]))
    yield _triple(dataset, "dcat:version", ox.Literal(scheme["version"]))
    for tag in scheme["languages"]:
        code = tag.partition("-")[0]
        address = _LANGUAGES.format(part=1 if len(code) == 2 else 2, code=code)
        yield _triple(dataset, "dct:language", ox.NamedNode(address))


def _dumps(scheme: Mapping[str, Any], dataset: str) -> Iterator[ox.Triple]:
    for extension, dump in DUMPS.items():
        node = f"{dataset}/distribution/{extension}"
        address = ox.NamedNode(dump_address(scheme, extension))
        yield from _distribution(scheme, dataset, node, f"All data as {dump.name}")
        yield _triple(node, "dcat:accessURL", address)
        yield _triple(node, "dcat:downloadURL", address)
        yield _triple(node, "dcat:mediaType", ox.NamedNode(_MEDIA + dump.media))
        if dump.packed:
            yield _triple(node, "dcat:compressFormat", ox.NamedNode(_MEDIA + "application/gzip"))
        yield _triple(dataset, "void:dataDump", address)
        yield _triple(dataset, "void:feature", ox.NamedNode(_FORMATS + dump.form))


def _service(scheme: Mapping[str, Any], dataset: str) -> Iterator[ox.Triple]:
    node, service = f"{dataset}/distribution/sparql", f"{dataset}/service/sparql"
    address = ox.NamedNode(f"{scheme['base']}sparql")
    yield from _distribution(scheme, dataset, node, "Answers to questions in SPARQL")
    yield _triple(node, "dcat:accessURL", address)
    yield _triple(node, "dcat:accessService", ox.NamedNode(service))
    yield _triple(service, "rdf:type", ox.NamedNode(expand("dcat:DataService")))
    yield _triple(service, "dct:title", ox.Literal("SPARQL over all data", language="en"))
    yield _triple(service, "dct:license", ox.NamedNode(scheme["licence"]))
    yield _triple(service, "dct:conformsTo", ox.NamedNode(_PROTOCOL))
    yield _triple(service, "dcat:endpointURL", address)
    yield _triple(service, "dcat:servesDataset", ox.NamedNode(dataset))
    yield _triple(dataset, "void:sparqlEndpoint", address)


def _distribution(scheme: Mapping[str, Any], dataset: str, node: str, title: str) -> Iterator[ox.Triple]:
    yield _triple(dataset, "dcat:distribution", ox.NamedNode(node))
    yield _triple(node, "rdf:type", ox.NamedNode(expand("dcat:Distribution")))
    yield _triple(node, "dct:title", ox.Literal(title, language="en"))
    yield _triple(node, "dct:license", ox.NamedNode(scheme["licence"]))


def _vocabularies(dataset: str, triples: Collection[ox.Triple]) -> Iterator[ox.Triple]:
    """The vocabularies whose properties are in use, the description's own included."""
    used = {triple.predicate.value for triple in triples}
    for name, namespace in prefixes().items():
        if name in ("dcat", "void") or any(iri.startswith(namespace) for iri in used):
            yield _triple(dataset, "void:vocabulary", ox.NamedNode(namespace))


def _partitions(dataset: str, triples: Collection[ox.Triple]) -> Iterator[ox.Triple]:
    """How many there are of each of our kinds of thing."""
    types = (triple.object for triple in triples if triple.predicate == _TYPE)
    counts = Counter(kind.value for kind in types if isinstance(kind, ox.NamedNode) and kind.value.startswith(NS))
    for kind, count in counts.items():
        node = f"{dataset}/class/{kind.removeprefix(NS)}"
        yield _triple(dataset, "void:classPartition", ox.NamedNode(node))
        yield _triple(node, "rdf:type", ox.NamedNode(expand("void:Dataset")))
        yield _triple(node, "void:class", ox.NamedNode(kind))
        yield _triple(node, "void:entities", ox.Literal(count))


def _triple(subject: str, predicate: str, value: Term) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), value)
