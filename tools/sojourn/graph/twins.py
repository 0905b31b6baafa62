"""The data that stands beside each page: the entry's part of the graph in every format, and its compiled form as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pyoxigraph as ox

from sojourn.graph.formats import entry_graphs, serialize
from sojourn.loading.compiled import compiled_entries
from sojourn.loading.content import Content


def twin_writer(triples: Iterable[ox.Triple], content: Content) -> Callable[[str, str, str], bytes]:
    """A function (kind, id, format) -> bytes for every entry of the content; formats: ttl, jsonld, rdf, nt, json."""
    entries = compiled_entries(content)
    parts = entry_graphs(triples, [data["iri"] for found in entries.values() for data in found.values()])

    def twin(kind: str, id: str, extension: str) -> bytes:
        data = entries[kind][id]
        if extension == "json":
            return (json.dumps({"kind": kind, **data}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
        return serialize(parts[data["iri"]], extension)

    return twin
