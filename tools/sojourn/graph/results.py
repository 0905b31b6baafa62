"""Classification results as triples: one node a comparison, and the SKOS mapping link that it supports.

That two rules speak of different things, and cannot be compared, says little and is found for thousands of pairs; it is
published only where no other rule of the framework comes closer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from sojourn.graph.vocabulary import expand
from sojourn.loading.compiled import iri

_TYPE = ox.NamedNode(expand("rdf:type"))
_TRUE = ox.Literal(True)


def result_triples(results: Iterable[Mapping[str, Any]], base: str) -> Iterator[ox.Triple]:
    """Triples for results in the shape of `sojourn classify --format json`.

    The comparison of a definition with a rule has the IRI `definition/<id>/against/<rule id>`. A rule that occurs in
    several results of one definition (as itself, and among all frameworks) gives one node.
    """
    for classification in results:
        best = classification.get("best") or {}
        for result in classification["results"]:
            is_best = result["reference"] == best.get("reference")
            if is_best or result["relation"] != "incomparable":
                yield from _comparison(classification["definition"], result, is_best, base)


def _comparison(definition_id: str, result: Mapping[str, Any], best: bool, base: str) -> Iterator[ox.Triple]:
    definition = ox.NamedNode(iri(base, "definition", definition_id))
    reference = ox.NamedNode(iri(base, "rule", result["reference"]))
    node = ox.NamedNode(f"{definition.value}/against/{result['reference']}")
    yield ox.Triple(node, _TYPE, _named("sj:Comparison"))
    yield ox.Triple(definition, _named("sj:comparison"), node)
    yield ox.Triple(node, _named("sj:definition"), definition)
    yield ox.Triple(node, _named("sj:reference"), reference)
    yield ox.Triple(node, _named("sj:relation"), ox.Literal(result["relation"]))
    yield ox.Triple(node, _named("sj:conformance"), ox.Literal(result["conformance"]))
    if result["relation"] == "undetermined":
        for possible in result.get("possible", ()):
            yield ox.Triple(node, _named("sj:possibleRelation"), ox.Literal(possible))
    if stated := result.get("alike"):
        yield ox.Triple(node, _named("sj:relationAsStated"), ox.Literal(stated))
    if best:
        yield from _best(node, result)
    if mapping := result.get("mapping"):
        link = _named(f"skos:{mapping}")
        yield ox.Triple(node, _named("sj:mapping"), link)
        yield ox.Triple(definition, link, reference)


def _best(node: ox.NamedNode, result: Mapping[str, Any]) -> Iterator[ox.Triple]:
    """What only the closest rule of a framework carries: the mark, and the differences in words."""
    yield ox.Triple(node, _named("sj:best"), _TRUE)
    for line in result.get("differences", ()):
        if effect := line.get("effect"):
            yield ox.Triple(node, _named("rdfs:comment"), ox.Literal(f"{line['facet']}: {effect}", language="en"))


def _named(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))
