"""The data beside each page: the entry's part of the graph in every format, and its compiled form as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from sojourn.graph.formats import entry_graphs, serialize
from sojourn.loading.compiled import Compiled
from sojourn.model.errors import NotFound
from sojourn.model.json_lines import json_lines

# (kind, id, file extension) -> the bytes of the entry's data file.
TwinWriter = Callable[[str, str, str], bytes]


def twin_writer(triples: Iterable[ox.Triple], compiled: Compiled) -> TwinWriter:
    """A function (kind, id, format) -> bytes for every entry; formats: ttl, jsonld, rdf, nt, json."""
    scheme = compiled.scheme
    whole = {"iri": f"{scheme['base']}scheme/{scheme['id']}", **scheme}
    entries = {**compiled.entries, "scheme": {scheme["id"]: whole}}
    parts = entry_graphs(triples, [data["iri"] for found in entries.values() for data in found.values()])

    def twin(kind: str, id: str, extension: str) -> bytes:
        data = entries.get(kind, {}).get(id)
        if data is None:
            raise NotFound(f"there is no {kind} '{id}'", "its data cannot be written")
        if extension == "json":
            return json_lines({"kind": kind, **data}).encode("utf-8")
        return serialize(parts[data["iri"]], extension)

    return twin
