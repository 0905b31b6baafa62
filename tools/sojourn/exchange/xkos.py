"""National definitions and each framework as XKOS correspondences (Turtle): which rule is held against which, and how.

One correspondence a framework, made of concept associations. Their identifiers are those of the comparisons in the graph. Only
what is certain is an association: pairs whose relation is open, and pairs that have nobody in common, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from sojourn.classification import Result
from sojourn.exchange.material import Material
from sojourn.graph.triples.build import ordered
from sojourn.graph.vocabulary import expand
from sojourn.graph.writing.formats import serialize

FILE = "correspondences.xkos.ttl"
TITLES = {"en": "National definitions", "fr": "Définitions nationales"}


def xkos(material: Material) -> Iterator[tuple[str, bytes]]:
    """All correspondences in one file."""
    yield FILE, serialize(ordered(_triples(material)), "ttl")


def _triples(material: Material) -> Iterator[ox.Triple]:
    registry = material.registry
    national = f"{material.base}scheme/{material.scheme['id']}/definitions"
    yield from _scheme(national, TITLES, material)
    rules = {rule.id: rule for rule in registry.rules()}
    definitions = {one.id: one for one in registry.definitions()}
    frameworks, used = set[str](), set[str]()
    for definition, result in material.mapped():
        if result.mapping is None:
            continue
        framework, rule = result.reference.framework, rules[result.reference.id]
        frameworks.add(framework)
        yield from _association(material, definition, result)
        for concept, scheme, names in (
            (definitions[definition], national, definitions[definition].national_term.to_dict()),
            (rule, material.address("framework", framework), rule.label.to_dict()),
        ):
            if concept.iri not in used:
                used.add(concept.iri)
                yield from _concept(concept.iri, concept.id, scheme, names)
    for one in registry.frameworks():
        if one.id in frameworks:
            yield from _scheme(one.iri, one.label.to_dict(), material)
            yield from _correspondence(material, one.id, national, one.iri, one.label.to_dict())


def _scheme(iri: str, titles: Mapping[str, str], material: Material) -> Iterator[ox.Triple]:
    yield _link(iri, "rdf:type", "skos:ConceptScheme")
    yield from _texts(iri, "dct:title", titles)
    yield _link(iri, "dct:license", material.scheme["licence"])


def _correspondence(
    material: Material, framework: str, national: str, iri: str, names: Mapping[str, str]
) -> Iterator[ox.Triple]:
    node = _node(material, framework)
    yield _link(node, "rdf:type", "xkos:Correspondence")
    yield from _texts(node, "dct:title", {lang: f"{TITLES[lang]}: {names[lang]}" for lang in TITLES if lang in names})
    yield _link(node, "xkos:compares", national)
    yield _link(node, "xkos:compares", iri)
    yield _link(node, "dct:license", material.scheme["licence"])
    yield ox.Triple(ox.NamedNode(node), ox.NamedNode(expand("owl:versionInfo")), ox.Literal(material.version))


def _association(material: Material, definition: str, result: Result) -> Iterator[ox.Triple]:
    source, target = material.address("definition", definition), material.address("rule", result.reference.id)
    node = f"{source}/against/{result.reference.id}"
    yield _link(_node(material, result.reference.framework), "xkos:madeOf", node)
    yield _link(node, "rdf:type", "xkos:ConceptAssociation")
    yield _link(node, "xkos:sourceConcept", source)
    yield _link(node, "xkos:targetConcept", target)
    yield _link(node, "sj:mapping", f"skos:{result.mapping}")
    for name, value in (("relation", result.relation), ("conformance", result.conformance)):
        yield ox.Triple(ox.NamedNode(node), ox.NamedNode(expand(f"sj:{name}")), ox.Literal(value))
    yield from _texts(node, "rdfs:comment", {"en": material.reasons(definition, result)})


def _concept(iri: str, id: str, scheme: str, names: Mapping[str, str]) -> Iterator[ox.Triple]:
    yield _link(iri, "rdf:type", "skos:Concept")
    yield _link(iri, "skos:inScheme", scheme)
    yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(expand("skos:notation")), ox.Literal(id))
    yield from _texts(iri, "skos:prefLabel", names)


def _node(material: Material, framework: str) -> str:
    return f"{material.address('framework', framework)}/correspondence"


def _link(subject: str, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), ox.NamedNode(expand(value)))


def _texts(subject: str, predicate: str, texts: Mapping[str, str]) -> Iterator[ox.Triple]:
    for lang, text in texts.items():
        yield ox.Triple(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), ox.Literal(text, language=lang))
