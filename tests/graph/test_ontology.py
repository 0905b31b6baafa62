"""The vocabulary: everything that the data use is defined in plain words, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS
from rdflib.namespace import DC, DCAT, DCTERMS, FOAF, PROV, SH, VOID

from sojourn.graph.vocabulary import NS, ontology_folder, prefixes
from sojourn.loading.glossary.content import Content

FOLDER = ontology_folder()
ONTOLOGY = rdflib.Graph().parse(FOLDER / "sojourn.ttl")
CLASSES = {str(s) for s in ONTOLOGY.subjects(RDF.type, OWL.Class)}
PROPERTIES = {
    str(s)
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty)
    for s in ONTOLOGY.subjects(RDF.type, kind)
    if str(s).startswith(NS)
}
# What we use of vocabularies that rdflib does not know as closed lists.
OTHERS = {
    "http://www.w3.org/2008/05/skos-xl#": {"Label", "prefLabel", "literalForm"},
    "http://purl.org/ontology/bibo/": {"doi", "isbn", "handle"},
    "http://www.w3.org/ns/dcat#": {"version"},  # since DCAT 3
    "https://schema.org/": {"target"},
}


def is_standard(iri: str) -> bool:
    namespaces = (SKOS, DCTERMS, DC, DCAT, PROV, VOID, OWL, RDF, RDFS, FOAF, SH)
    return any(iri.startswith(str(namespace)) and rdflib.URIRef(iri) in namespace for namespace in namespaces) or any(
        iri == namespace + name for namespace, names in OTHERS.items() for name in names
    )


def used(graph: list[ox.Triple]) -> set[str]:
    """Properties, and classes, of a graph."""
    types = {t.object.value for t in graph if t.predicate.value == str(RDF.type) and isinstance(t.object, ox.NamedNode)}
    return types | {t.predicate.value for t in graph}


@pytest.mark.parametrize("name", ["small_graph", "real_graph"])
def test_everything_in_use_is_defined(name: str, request: pytest.FixtureRequest) -> None:
    found = used(request.getfixturevalue(name))
    assert {iri for iri in found if iri.startswith(NS)} <= CLASSES | PROPERTIES
    assert {iri for iri in found if not iri.startswith(NS) and not is_standard(iri)} == set()


def test_everything_defined_is_in_use(small_graph: list[ox.Triple]) -> None:
    assert {*CLASSES, *PROPERTIES} - used(small_graph) == {f"{NS}Rule"}


@pytest.mark.parametrize("iri", sorted(CLASSES | PROPERTIES))
def test_each_has_a_label_and_a_comment_in_plain_words(iri: str) -> None:
    node = rdflib.URIRef(iri)
    label, comment = ONTOLOGY.value(node, RDFS.label), ONTOLOGY.value(node, RDFS.comment)
    assert isinstance(label, rdflib.Literal) and label.language == "en"
    assert isinstance(comment, rdflib.Literal) and str(comment).endswith(".") and len(comment) > 20


@pytest.mark.parametrize("iri", sorted(PROPERTIES))
def test_each_property_has_a_range_that_the_data_keep(iri: str, small_graph: list[ox.Triple]) -> None:
    wanted = str(ONTOLOGY.value(rdflib.URIRef(iri), RDFS.range))
    types = {(t.subject, t.object.value) for t in small_graph if t.predicate.value == str(RDF.type)}  # type: ignore[union-attr]
    for triple in small_graph:
        if triple.predicate.value != iri:
            continue
        value = triple.object
        if wanted.startswith(NS) and wanted != f"{NS}Rule":
            assert (value, wanted) in types, f"{value} is no {wanted}"
        elif isinstance(value, ox.Literal):
            assert wanted in (value.datatype.value, str(RDFS.Literal)), f"{value} is no {wanted}"


@pytest.mark.parametrize("iri", sorted(PROPERTIES))
def test_each_property_stands_only_on_its_domain(iri: str, small_graph: list[ox.Triple]) -> None:
    domain = ONTOLOGY.value(rdflib.URIRef(iri), RDFS.domain)
    if domain is None or str(domain) == f"{NS}Rule":
        return
    kinds = {
        t.subject for t in small_graph if t.predicate.value == str(RDF.type) and t.object == ox.NamedNode(str(domain))
    }
    assert {t.subject for t in small_graph if t.predicate.value == iri} <= kinds


def test_the_lists_that_comments_name_exist(small: Content) -> None:
    named = set(re.findall(r"\(list ([a-z-]+)\)", (FOLDER / "sojourn.ttl").read_text("utf-8")))
    assert len(named) > 20
    assert named <= set(small.entries["list"])


def names_in(folder: str, pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted((FOLDER / folder).glob(pattern)):
        for name in re.findall(r"(?<![\w<])sj:(\w+)", path.read_text("utf-8")):
            yield path.name, NS + name


@pytest.mark.parametrize(
    ("folder", "pattern"), [("queries", "*.rq"), ("checks", "*.rq"), ("construct", "*.rq"), ("shapes", "*.ttl")]
)
def test_queries_and_shapes_use_only_what_is_defined(folder: str, pattern: str) -> None:
    assert {(file, iri) for file, iri in names_in(folder, pattern) if iri not in CLASSES | PROPERTIES} == set()


def test_prefixes_of_the_vocabulary_are_those_of_the_context() -> None:
    for prefix, namespace in ONTOLOGY.namespaces():
        if prefix in prefixes():
            assert prefixes()[prefix] == str(namespace)
