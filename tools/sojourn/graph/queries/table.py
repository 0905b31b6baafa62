"""Query results as text for people, as SPARQL JSON and as SPARQL CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from sojourn.graph.queries.query import QueryResult, Value
from sojourn.graph.vocabulary import compress, expand
from sojourn.model.csv_text import plain_csv

_LABELS = ("skos:prefLabel", "dct:title", "rdfs:label")
_RANK = {expand(name): place for place, name in enumerate(_LABELS)}
# The most nodes that one query asks for.
_AT_ONCE = 1_000
# Runs a query.
Ask = Callable[[str], QueryResult]
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_SEGMENTS = ("term", "framework", "rule", "country", "instrument", "definition", "source", "code", "scheme")


def readable(ask: Ask, result: QueryResult, lang: str = "en") -> Callable[[Value | None], str]:
    """A function that shows the values of a result to people: labels for what has one, ids for the rest of our IRIs.

    `ask` runs a query on the graph that the result came from; labels in `lang` come before those in any other language.
    """
    nodes = dict.fromkeys(value for row in result.rows for value in row if isinstance(value, ox.NamedNode))
    labels = _labels(ask, list(nodes), lang)

    def show(value: Value | None) -> str:
        if value is None:
            return ""
        if isinstance(value, ox.Literal):
            return value.value
        if isinstance(value, ox.NamedNode):
            return labels.get(value.value) or _short(value.value)
        return str(value)

    return show


def _labels(ask: Ask, nodes: list[ox.NamedNode], lang: str) -> dict[str, str]:
    """The label of each node that has one, by IRI."""
    found: dict[str, list[tuple[int, bool, str, str]]] = {}
    for start in range(0, len(nodes), _AT_ONCE):
        values = " ".join(map(str, nodes[start : start + _AT_ONCE]))
        rows = ask(f"SELECT ?n ?p ?l {{ VALUES ?n {{ {values} }} VALUES ?p {{ {' '.join(_LABELS)} }} ?n ?p ?l }}").rows
        for node, name, label in rows:
            if isinstance(node, ox.NamedNode) and isinstance(name, ox.NamedNode) and isinstance(label, ox.Literal):
                tag = label.language or ""
                rank = (_RANK[name.value], tag != lang, tag, label.value)
                found.setdefault(node.value, []).append(rank)
    return {iri: min(ranks)[-1] for iri, ranks in found.items()}


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
        {name: term_json(value) for name, value in zip(result.variables, row, strict=True) if value is not None}
        for row in result.rows
    ]
    return {"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}


def term_json(value: Value) -> dict[str, Any]:
    """A node or a literal as SPARQL JSON has it."""
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
    # Bare values, as the recommendation asks: a term that begins with a sign of a formula stays as it is.
    rows = (["" if value is None else getattr(value, "value", str(value)) for value in row] for row in result.rows)
    return plain_csv(result.variables, rows)
