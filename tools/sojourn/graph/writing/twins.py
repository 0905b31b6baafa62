"""The data beside each page: the entry's part of the graph in every format, and its compiled form as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import pyoxigraph as ox

from sojourn.graph.writing.formats import entry_graphs, serialize
from sojourn.loading.glossary.compiled import Compiled
from sojourn.model.errors import NotFound
from sojourn.model.json_lines import json_lines
from sojourn.model.message import message


class TwinWriter:
    """Every entry as data: called with kind, id and format (ttl, jsonld, rdf, nt, json) it gives the bytes of the file."""

    def __init__(self, triples: Iterable[ox.Triple], compiled: Compiled) -> None:
        scheme = compiled.scheme
        whole = {"iri": f"{scheme['base']}scheme/{scheme['id']}", **scheme}
        self._entries = {**compiled.entries, "scheme": {scheme["id"]: whole}}
        iris = [data["iri"] for found in self._entries.values() for data in found.values()]
        self._parts = entry_graphs(triples, iris)

    def __call__(self, kind: str, id: str, extension: str) -> bytes:
        """The file of an entry in a format. Raises NotFound if there is no such entry."""
        data = self._entries.get(kind, {}).get(id)
        if data is None:
            raise NotFound(message("error-no-entry", kind=kind, name=id), message("error-no-twin"))
        if extension == "json":
            return json_lines({"kind": kind, **data}).encode("utf-8")
        return serialize(self._parts[data["iri"]], extension)

    def state(self, kind: str, id: str) -> str:
        """A digest of all that the files of an entry are made from."""
        data = self._entries[kind][id]
        return sha256(self(kind, id, "json") + serialize(self._parts[data["iri"]], "nt")).hexdigest()
