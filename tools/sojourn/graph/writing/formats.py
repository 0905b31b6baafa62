"""Writing the graph, whole or by entry, in four formats; the same triples always give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from sojourn.graph.vocabulary import prefixes
from sojourn.graph.writing.compact import compact
from sojourn.model.errors import UsageError
from sojourn.model.message import message

# File extension -> format, in the order in which they are offered.
FORMATS: dict[str, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
EXTENSIONS = tuple(FORMATS)


def serialize(triples: Iterable[ox.Triple], extension: str) -> bytes:
    """The triples, in their given order (see `build.ordered`), in the format of a file extension."""
    if extension not in FORMATS:
        raise UsageError(
            message("error-no-rdf-format", name=extension), message("error-formats-are", formats=", ".join(FORMATS))
        )
    if extension == "jsonld":
        return compact(triples)
    written = ox.serialize(
        triples, format=FORMATS[extension], prefixes=prefixes() if extension in ("ttl", "rdf") else None
    )
    assert written is not None  # None only if an output was named
    return _heads[extension](written) if extension in _heads else written


def _turtle_head(written: bytes) -> bytes:
    """The prefixes that the text uses, sorted: the engine writes all of them, in an order of its own."""
    lines = written.split(b"\n")
    count = next(index for index, line in enumerate([*lines, b""]) if not line.startswith(b"@prefix "))
    body = b"\n".join(lines[count:])
    used = [line for line in lines[:count] if _uses(body, line.split(b" ")[1])]
    return b"\n".join([*sorted(used), b"", body])


def _uses(body: bytes, prefix: bytes) -> bool:
    # The plain search is a hundred times as quick as an expression that looks at what stands before each byte.
    at = body.find(prefix)
    while at > 0 and _IN_NAME.match(body, at - 1):
        at = body.find(prefix, at + 1)
    return at >= 0


def _xml_head(written: bytes) -> bytes:
    """The namespaces of the root element, sorted."""
    found = _ROOT.search(written)
    if found is None:
        return written
    names = sorted(_NAMESPACE.findall(found.group()))
    return written[: found.start()] + b"<rdf:RDF" + b"".join(names) + b">" + written[found.end() :]


_IN_NAME = re.compile(rb"[\w-]")
_ROOT = re.compile(rb"<rdf:RDF[^>]*>")
_NAMESPACE = re.compile(rb"\sxmlns:[^=]+=\"[^\"]*\"")
_heads = {"ttl": _turtle_head, "rdf": _xml_head}


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
