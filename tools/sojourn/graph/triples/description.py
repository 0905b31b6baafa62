"""The data set described by itself: as catalogues list it (`catalogue`), and what is in it (VoID), so that a client of the
endpoint learns which classes and properties there are, and how often, without counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from sojourn.graph.triples.catalogue import DUMPS, catalogue_triples, dataset_iri, dump_address, dump_name, triple
from sojourn.graph.triples.example_queries import query_triples
from sojourn.graph.vocabulary import NS, compress, expand, prefixes

__all__ = ["DUMPS", "description_triples", "dump_address", "dump_name"]

_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = ox.NamedNode(expand("rdf:type"))


def description_triples(scheme: Mapping[str, Any], triples: Collection[ox.Triple]) -> list[ox.Triple]:
    """The description of a data set of these triples (each once) and of the description itself, which counts too."""
    dataset, known = dataset_iri(scheme), set(triples)
    found = dict.fromkeys([*catalogue_triples(scheme), *_dumps(scheme, dataset), *query_triples(scheme)])
    found |= dict.fromkeys(_vocabularies(dataset, triples))
    new = [one for one in found if one not in known]
    new += _partitions(dataset, [*triples, *new])
    return [*new, triple(dataset, "void:triples", ox.Literal(len(triples) + len(new) + 1))]


def _dumps(scheme: Mapping[str, Any], dataset: str) -> Iterator[ox.Triple]:
    for extension, dump in DUMPS.items():
        yield triple(dataset, "void:dataDump", dump_address(scheme, extension))
        yield triple(dataset, "void:feature", _FORMATS + dump.form)
    yield triple(dataset, "void:sparqlEndpoint", f"{scheme['base']}sparql")


def _vocabularies(dataset: str, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The vocabularies whose properties are in use, the description's own included."""
    used = {one.predicate.value for one in triples}
    for name, namespace in prefixes().items():
        if name in ("dcat", "foaf", "sh", "void") or any(iri.startswith(namespace) for iri in used):
            yield triple(dataset, "void:vocabulary", namespace)


# -- what there is, and how often --------------------------------------------------------------------------------------


class Partition(NamedTuple):
    """A part of the data set: whose part it is and by which link, what it is of, and how its size is called."""

    holder: str
    link: str
    node: str
    of: tuple[str, str]
    size: str


def _partitions(dataset: str, triples: Collection[ox.Triple]) -> list[ox.Triple]:
    """The number of things of each of our classes, and of triples of each property, in all and on things of each class."""
    counts = _counts(triples)
    # What the parts say of the data set, and how often a property is used, counts as well.
    for predicate in ("void:classPartition", "void:propertyPartition", "void:triples"):
        counts.of_class[f"{NS}Glossary", expand(predicate)] += 0
    for predicate in ("class", "classPartition", "entities", "property", "propertyPartition", "triples"):
        counts.properties[expand(f"void:{predicate}")] += 0
    parts = list(_parts(dataset, counts))
    for part in parts:
        for predicate in (part.link, "rdf:type", part.of[0], part.size):
            counts.properties[expand(predicate)] += 1
        if part.holder == dataset:
            counts.of_class[f"{NS}Glossary", expand(part.link)] += 1
    # The size of the whole is said last, by `description_triples`.
    counts.properties[expand("void:triples")] += 1
    counts.of_class[f"{NS}Glossary", expand("void:triples")] += 1
    sizes = dict(zip((part.node for part in parts), counts.sizes(), strict=True))
    return [one for part in parts for one in _told(part, sizes[part.node])]


class _Counts(NamedTuple):
    """Things by class, triples by property, and triples by class of their subject and property."""

    classes: Counter[str]
    properties: Counter[str]
    of_class: Counter[tuple[str, str]]

    def sizes(self) -> Iterator[int]:
        """All numbers, in the order of `_parts`."""
        yield from (self.properties[name] for name in sorted(self.properties))
        for kind in sorted(self.classes):
            yield self.classes[kind]
            yield from (self.of_class[pair] for pair in sorted(self.of_class) if pair[0] == kind)


def _counts(triples: Collection[ox.Triple]) -> _Counts:
    kinds: dict[str, list[str]] = {}
    for one in triples:
        if one.predicate == _TYPE and isinstance(one.object, ox.NamedNode) and one.object.value.startswith(NS):
            kinds.setdefault(str(one.subject), []).append(one.object.value)
    pairs = Counter((str(one.subject), one.predicate.value) for one in triples)
    properties, of_class = Counter[str](), Counter[tuple[str, str]]()
    for (subject, predicate), count in pairs.items():
        properties[predicate] += count
        for kind in kinds.get(subject, ()):
            of_class[kind, predicate] += count
    return _Counts(Counter(kind for found in kinds.values() for kind in found), properties, of_class)


def _parts(dataset: str, counts: _Counts) -> Iterator[Partition]:
    link, of = "void:propertyPartition", "void:property"
    for name in sorted(counts.properties):
        yield Partition(dataset, link, f"{dataset}/property/{_short(name)}", (of, name), "void:triples")
    for kind in sorted(counts.classes):
        node = f"{dataset}/class/{kind.removeprefix(NS)}"
        yield Partition(dataset, "void:classPartition", node, ("void:class", kind), "void:entities")
        for pair in sorted(counts.of_class):
            if pair[0] == kind:
                yield Partition(node, link, f"{node}/property/{_short(pair[1])}", (of, pair[1]), "void:triples")


def _short(iri: str) -> str:
    """A property as a part of an address: `skos-prefLabel`."""
    return compress(iri).replace(":", "-", 1)


def _told(part: Partition, size: int) -> Iterator[ox.Triple]:
    yield triple(part.holder, part.link, part.node)
    yield triple(part.node, "rdf:type", "void:Dataset")
    yield triple(part.node, *part.of)
    yield triple(part.node, part.size, ox.Literal(size))
