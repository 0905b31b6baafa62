"""XKOS: read by rdflib; every association belongs to a correspondence and links a concept of each of its two schemes."""

from __future__ import annotations

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from sojourn.exchange.material import Material
from tests.exchange.conftest import Exported

XKOS = Namespace("http://rdf-vocabulary.ddialliance.org/xkos#")
SJ = Namespace("https://w3id.org/sojourn/ns#")


@pytest.fixture(scope="module")
def graph(exported: Exported) -> Graph:
    """The correspondences as rdflib reads them."""
    return Graph().parse(exported("xkos") / "correspondences.xkos.ttl")


def test_every_certain_mapping_is_an_association(graph: Graph, material: Material) -> None:
    found = {
        (str(graph.value(node, XKOS.sourceConcept)), str(graph.value(node, XKOS.targetConcept))): str(
            graph.value(node, SJ.mapping)
        )
        for node in graph.subjects(RDF.type, XKOS.ConceptAssociation)
    }
    wanted = {
        (material.address("definition", id), material.address("rule", one.reference.id)): str(SKOS[one.mapping])
        for id, one in material.mapped()
        if one.mapping
    }
    assert found == wanted


def test_an_association_links_concepts_of_the_two_schemes_that_are_compared(graph: Graph) -> None:
    correspondences = list(graph.subjects(RDF.type, XKOS.Correspondence))
    assert len(correspondences) > 5
    for correspondence in correspondences:
        compared = set(graph.objects(correspondence, XKOS.compares))
        assert len(compared) == 2
        assert all((scheme, RDF.type, SKOS.ConceptScheme) in graph for scheme in compared)
        for node in graph.objects(correspondence, XKOS.madeOf):
            ends = [graph.value(node, XKOS.sourceConcept), graph.value(node, XKOS.targetConcept)]
            schemes = {graph.value(end, SKOS.inScheme) for end in ends}
            assert schemes == compared


def test_each_association_belongs_to_one_correspondence_and_gives_its_reasons(graph: Graph) -> None:
    for node in graph.subjects(RDF.type, XKOS.ConceptAssociation):
        assert len(list(graph.subjects(XKOS.madeOf, node))) == 1
        assert graph.value(node, URIRef("http://www.w3.org/2000/01/rdf-schema#comment"))


def test_concepts_have_their_names_in_every_language(graph: Graph, material: Material) -> None:
    rule = material.registry.rule("un-2021-immigrant-b-actual")
    names = set(graph.objects(URIRef(rule.iri), SKOS.prefLabel))
    assert names == {Literal(text, lang=lang) for lang, text in rule.label.items}
