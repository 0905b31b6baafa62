"""Query results as text for people, as SPARQL JSON and as SPARQL CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from sojourn.graph.query import QueryResult, Value
from sojourn.graph.vocabulary import compress, expand

_LABELS = ("skos:prefLabel", "dct:title", "rdfs:label")
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_SEGMENTS = ("term", "framework", "rule", "country", "instrument", "definition", "source", "code", "scheme")


def readable(store: ox.Store, lang: str = "en") -> Callable[[Value | None], str]:
    """A function that shows a value to people: labels for what has one, ids for the rest of our IRIs."""

    def show(value: Value | None) -> str:
        if value is None:
            return ""
        if isinstance(value, ox.Literal):
            return value.value
        if isinstance(value, ox.NamedNode):
            return label_of(store, value, lang) or _short(value.value)
        return str(value)

    return show


def label_of(store: ox.Store, iri: ox.NamedNode, lang: str = "en") -> str | None:
    """The label of a node in `lang`, else in any language."""
    for name in _LABELS:
        quads = store.quads_for_pattern(iri, ox.NamedNode(expand(name)), None)
        texts = sorted((q.object.language or "", q.object.value) for q in quads if isinstance(q.object, ox.Literal))
        if texts:
            return next((text for tag, text in texts if tag == lang), texts[0][1])
    return None


def _short(iri: str) -> str:
    """The id in one of our IRIs, a prefixed name, or the IRI."""
    for segment in _SEGMENTS:
        _, found, id = iri.partition(f"/{segment}/")
        if found and id:
            return id
    return compress(iri)


def text_table(result: QueryResult, show: Callable[[Value | None], str], width: int = 60) -> str:
    """Columns under their names; numbers to the right, long texts cut to `width`."""
    rows = [[_cut(show(value), width) for value in row] for row in result.rows]
    widths = [max(map(len, column)) for column in zip(result.variables, *rows, strict=True)]
    right = [bool(rows) and all(_number(row[i]) for row in result.rows) for i in range(len(widths))]

    def line(cells: list[str]) -> str:
        return "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True)).rstrip()

    return "\n".join([line(list(result.variables)), line(["-" * w for w in widths]), *map(line, rows)])


def _number(value: Value | None) -> bool:
    return isinstance(value, ox.Literal) and value.datatype.value.endswith(("#integer", "#decimal", "#double"))


def _cut(text: str, width: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def sparql_json(result: QueryResult) -> dict[str, Any]:
    """The shape of the W3C recommendation "SPARQL 1.1 Query Results JSON Format"."""
    bindings = [
        {name: _json_value(value) for name, value in zip(result.variables, row, strict=True) if value is not None}
        for row in result.rows
    ]
    return {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}


def _json_value(value: Value) -> dict[str, Any]:
    match value:
        case ox.NamedNode():
            return {"type": "uri", "value": value.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": value.value}
        case ox.Literal():
            out = {"type": "literal", "value": value.value}
            if value.language:
                out["xml:lang"] = value.language
            elif value.datatype.value != _STRING:
                out["datatype"] = value.datatype.value
            return out
    return {"type": "literal", "value": str(value)}


def sparql_csv(result: QueryResult) -> str:
    """The shape of the W3C recommendation "SPARQL 1.1 Query Results CSV and TSV Formats": bare values, CRLF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(result.variables)
    for row in result.rows:
        writer.writerow("" if value is None else getattr(value, "value", str(value)) for value in row)
    return out.getvalue()
