"""SHACL on the graph, by pyshacl: the shapes of `ontology/shapes/`, and each result as a violation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sojourn.graph.checks import Violation
from sojourn.graph.vocabulary import ontology_folder
from sojourn.model.errors import SojournError
from sojourn.model.finding import Severity

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


def run_shapes(triples: Iterable[ox.Triple], folder: Path | None = None) -> Iterator[Violation]:
    """What the shapes of a folder (the ontology's, if none is named) find in the graph."""
    try:
        import pyshacl
    except ImportError as error:
        advice = "Install it with: pip install 'sojourn[check]'"
        raise SojournError("SHACL needs the package pyshacl", str(error), advice) from error
    shapes = _shapes(folder or ontology_folder() / "shapes")
    _, report, _ = pyshacl.validate(_rdflib_graph(triples), shacl_graph=shapes, inplace=True, meta_shacl=False)
    yield from sorted(_violations(report), key=lambda v: (v.focus, v.check, v.message, v.value or ""))


@cache
def _shapes(folder: Path) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path)
    return graph


def _rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """The triples for rdflib, without a detour by text; each term is made once, and literals stay as they are."""
    import rdflib

    known: dict[ox.NamedNode | ox.Literal, rdflib.term.Node] = {}

    def term(value: object) -> rdflib.term.Node:
        assert isinstance(value, ox.NamedNode | ox.Literal), f"{value} is no published term"
        if value not in known:
            known[value] = (
                rdflib.URIRef(value.value)
                if isinstance(value, ox.NamedNode)
                else rdflib.Literal(value.value, lang=value.language, normalize=False)
                if value.language or value.datatype.value.endswith("#string")
                else rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False)
            )
        return known[value]

    graph = rdflib.Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _violations(report: rdflib.Graph) -> Iterator[Violation]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        severity = str(report.value(result, sh.resultSeverity)).removeprefix(_SH)
        value = report.value(result, sh.value)
        yield Violation(
            check="shacl",
            severity=_SEVERITIES[severity],
            focus=str(report.value(result, sh.focusNode)),
            message=str(report.value(result, sh.resultMessage)),
            path=_first_property(report, report.value(result, sh.resultPath)),
            value=None if value is None else str(value),
        )


def _first_property(report: rdflib.Graph, path: rdflib.term.Node | None) -> str | None:
    """The property that a path begins with."""
    import rdflib

    if path is None or isinstance(path, rdflib.URIRef):
        return None if path is None else str(path)
    first = report.value(path, rdflib.RDF.first)
    return str(first) if isinstance(first, rdflib.URIRef) else None
