"""SHACL on the graph: the shapes of `ontology/shapes/`, and each result as a violation.

Two engines give the same results: pyshacl is the norm, pyshifty takes a fraction of its time. So that either can be
replaced, all that is asked of an engine is a validation report as the standard describes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from sojourn.graph.checking.checks import Violation
from sojourn.graph.vocabulary import ontology_folder
from sojourn.model.errors import MissingExtraError
from sojourn.model.finding import Severity

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"
_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}
_PACKAGES = {"pyshacl": "pyshacl", "shifty": "pyshifty", "rdflib": "rdflib"}


def run_shapes(triples: Iterable[ox.Triple], folder: Path | None = None) -> list[Violation]:
    """What the shapes of a folder (the ontology's, if none is named) find in the graph, by pyshacl."""
    return _violations(report(triples, folder or ontology_folder() / "shapes"))


def run_shapes_fast(triples: Iterable[ox.Triple], folder: Path | None = None) -> list[Violation]:
    """As `run_shapes`, by pyshifty."""
    return _violations(report_fast(triples, folder or ontology_folder() / "shapes"))


def report(triples: Iterable[ox.Triple], folder: Path) -> rdflib.Graph:
    """The validation report of pyshacl."""
    pyshacl = _engine("pyshacl")
    shapes, data = _shapes(folder), _rdflib_graph(triples)
    found: rdflib.Graph = pyshacl.validate(data, shacl_graph=shapes, inplace=True, meta_shacl=False)[1]
    return found


def report_fast(triples: Iterable[ox.Triple], folder: Path) -> rdflib.Graph:
    """The validation report of pyshifty; a shape that it does not know is an error and not passed over."""
    shapes, prepared = _prepared(folder)
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    found: rdflib.Graph = prepared.validate(data, graph_mode="data", infer=False, on_unsupported="error")[1]
    _tell_paths(found, shapes)
    return found


def _tell_paths(report: rdflib.Graph, shapes: rdflib.Graph) -> None:
    """Put paths of several steps into a report of pyshifty, which has blank nodes without content for them."""
    import rdflib

    sh = rdflib.Namespace(_SH)
    for result, path in list(report.subject_objects(sh.resultPath)):
        if isinstance(path, rdflib.BNode):
            told = shapes.value(report.value(result, sh.sourceShape), sh.path, any=False)
            assert told is not None, f"the report names no shape for {result}"
            report.set((result, sh.resultPath, told))
            report += shapes.cbd(told)


def _engine(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(_PACKAGES[module], "check", "SHACL needs it") from error


@cache
def _shapes(folder: Path) -> rdflib.Graph:
    """The shapes of a folder."""
    graph: rdflib.Graph = _engine("rdflib").Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def _prepared(folder: Path) -> tuple[rdflib.Graph, Any]:
    """The shapes of a folder with a name for each property shape, so that a report can point to it; and made ready."""
    shifty = _engine("shifty")
    import rdflib

    shapes = _shapes(folder)
    holders = {node for node in shapes.subjects(rdflib.SH.path) if isinstance(node, rdflib.BNode)}
    names: dict[object, rdflib.URIRef] = {node: rdflib.URIRef(f"urn:shape:{node}") for node in holders}
    named = rdflib.Graph()
    for s, p, o in shapes:
        named.add((names.get(s, s), p, names.get(o, o)))
    return named, shifty.PreparedValidator(named.serialize(format="nt", encoding="utf-8"))


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


def _violations(report: rdflib.Graph) -> list[Violation]:
    """The results of a report, in an order that does not depend on the engine."""
    import rdflib

    sh = rdflib.Namespace(_SH)
    found = []
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        severity = str(report.value(result, sh.resultSeverity)).removeprefix(_SH)
        value = report.value(result, sh.value)
        violation = Violation(
            check="shacl",
            severity=_SEVERITIES[severity],
            focus=str(report.value(result, sh.focusNode)),
            message=str(report.value(result, sh.resultMessage)),
            path=_first_property(report, report.value(result, sh.resultPath)),
            value=None if value is None else str(value),
        )
        found.append(violation)
    return sorted(found, key=lambda v: (v.focus, v.check, v.message, v.path or "", v.value or ""))


def _first_property(report: rdflib.Graph, path: rdflib.term.Node | None) -> str | None:
    """The property that a path begins with."""
    import rdflib

    if path is None or isinstance(path, rdflib.URIRef):
        return None if path is None else str(path)
    first = report.value(path, rdflib.RDF.first)
    return str(first) if isinstance(first, rdflib.URIRef) else None
