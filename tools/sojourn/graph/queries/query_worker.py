"""The process that runs queries from outside: it has one graph in memory, no network and no files, and limits.

Started by `sandbox`, never imported by it. It reads one question a line from standard input (`{"query", "rows", "bytes"}`)
and answers with a head line of JSON and so many bytes of SPARQL JSON. Once the graph is loaded it gives up the right to
open anything: with no free file descriptor no socket can be made, whatever the engine might be brought to try.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sojourn.graph.queries.confined import Replies, cut_off
from sojourn.graph.queries.store import open_store
from sojourn.graph.vocabulary import NS, prefixes
from sojourn.model.errors import SojournError
from sojourn.model.message import arg_to_json

JSON = ox.QueryResultsFormat.JSON
_GRAPHS = {"default_graph": "default", "named_graphs": "named"}
# What relative IRIs of a query start from.
_BASE = NS.partition("ns#")[0]


class CountedOutput(io.RawIOBase):
    """A place to write to that holds no more than so many bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.parts: list[bytes] = []
        self.size, self.limit = 0, limit

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Keep the data. Raises OverflowError beyond the limit."""
        self.size += len(data)
        if self.size > self.limit:
            raise OverflowError
        self.parts.append(bytes(data))
        return len(data)


def answer(store: ox.Store, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The head and the body of the answer to one question. Row limits cut nothing off: too many rows are an error."""
    rows, out = int(asked["rows"]), CountedOutput(int(asked["bytes"]))
    try:
        found = store.query(asked["query"], base_iri=_BASE, prefixes=prefixes(), **_dataset(asked))
        if isinstance(found, ox.QueryBoolean):
            found.serialize(out, JSON)  # type: ignore[arg-type]
            return {"ok": "boolean"}, b"".join(out.parts)
        if isinstance(found, ox.QueryTriples):
            triples = []
            for triple in found:
                triples.append(triple)
                if len(triples) > rows:
                    return {"error": "rows"}, b""
            ox.serialize(triples, out, ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
            return {"ok": "triples"}, b"".join(out.parts)
        return _solutions(found, rows, out)
    except SyntaxError as error:
        return {"error": "syntax", "detail": str(error)}, b""
    except (OverflowError, MemoryError) as error:
        return {"error": "memory" if isinstance(error, MemoryError) else "bytes"}, b""
    except (RuntimeError, OSError, ValueError) as error:
        return {"error": "run", "detail": str(error)}, b""


def _dataset(asked: dict[str, Any]) -> dict[str, Any]:
    """Which graphs a question is about, where it says so; none as default graph is an empty one."""
    if "default" not in asked:
        return {}
    graphs = {key: [ox.NamedNode(iri) for iri in asked[name]] for key, name in _GRAPHS.items()}
    return {**graphs, "default_graph": graphs["default_graph"] or [ox.NamedNode("urn:sojourn:nothing")]}


def _solutions(found: ox.QuerySolutions, rows: int, out: CountedOutput) -> tuple[dict[str, Any], bytes]:
    """Solutions as SPARQL JSON, row by row."""
    from sojourn.graph.queries.table import term_json

    names = [variable.value for variable in found.variables]
    out.write(f'{{"head":{json.dumps({"vars": names})},"results":{{"bindings":['.encode())
    for number, solution in enumerate(found):
        if number >= rows:
            return {"error": "rows"}, b""
        row = {name: term_json(value) for name in names if (value := solution[name]) is not None}
        out.write((b"," if number else b"") + json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))
    out.write(b"]}}")
    return {"ok": "solutions"}, b"".join(out.parts)


def _loaded(path: str) -> ox.Store:
    store = open_store(Path(path))
    # What the engine and Python read on first use is read now: afterwards nothing can be opened.
    answer(store, {"query": "SELECT * { ?s ?p ?o } LIMIT 1", "rows": 9, "bytes": 9_999_999})
    answer(store, {"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "rows": 9, "bytes": 9_999_999})
    answer(store, {"query": "ASK { ?s ?p", "rows": 9, "bytes": 9_999_999})
    return store


def main(graph: str, memory: int, *, template: bool) -> None:
    """Load the graph, divide if it is a template, shut the door, answer until nobody asks any more."""
    replies = Replies(memory)
    try:
        store = _loaded(graph)
    except MemoryError:
        return replies.send({"error": "memory"})
    except SojournError as error:
        return replies.send({"error": "load", "parts": [arg_to_json(part) for part in error.parts]})
    named = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    ready = {"ok": "ready", "named": named}
    if template:
        replies.send(ready)
        replies.divide()
    cut_off()
    replies.send(ready)
    return replies.each(lambda asked: answer(store, asked))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), template="template" in sys.argv[3:])
