"""Writing the graph, whole or by entry, in four formats; the same triples always give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from sojourn.graph.vocabulary import prefixes
from sojourn.model.errors import UsageError

# File ending -> format, in the order in which they are offered.
FORMATS: dict[str, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def write(triples: Iterable[ox.Triple], ending: str) -> bytes:
    """The triples, in their given order (see `build.ordered`), in the format of a file ending."""
    if ending not in FORMATS:
        raise UsageError(f"'{ending}' is no RDF format", f"the formats are {', '.join(FORMATS)}")
    written = ox.serialize(triples, format=FORMATS[ending], prefixes=prefixes())
    assert written is not None  # only None if an output was named
    return written


def entry_graphs(triples: Iterable[ox.Triple], entries: Iterable[str]) -> dict[str, list[ox.Triple]]:
    """The triples about each entry (by IRI) and its nested nodes: citations, limbs, texts, comparisons."""
    known = dict[str, list[ox.Triple]]((iri, []) for iri in entries)
    owners = dict[str, str | None]()
    for triple in triples:
        subject = triple.subject
        if not isinstance(subject, ox.NamedNode):
            continue
        if subject.value not in owners:
            owners[subject.value] = _owner(subject.value, known)
        owner = owners[subject.value]
        if owner is not None:
            known[owner].append(triple)
    return known


def _owner(iri: str, known: dict[str, list[ox.Triple]]) -> str | None:
    """The entry that a subject belongs to: itself, or the nearest entry above it on its path."""
    while iri not in known:
        iri, slash, _ = iri.rpartition("/")
        if not slash:
            return None
    return iri
