"""Classification results as triples: one node a comparison, and the SKOS mapping link that it supports.

That two rules speak of different things, and cannot be compared, says little and is found for thousands of pairs; it is
published only where no other rule of the framework comes closer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from sojourn.classification import Classification, Result
from sojourn.graph.vocabulary import expand
from sojourn.loading.glossary.compiled import iri
from sojourn.prose.speaker import plain
from sojourn.rules.comparison.relation import INCOMPARABLE, UNDETERMINED

_TYPE = ox.NamedNode(expand("rdf:type"))
_TRUE = ox.Literal(True)


def result_triples(results: Iterable[Classification], base: str) -> Iterator[ox.Triple]:
    """Triples for classification results.

    The comparison of a definition with a rule has the IRI `definition/<id>/against/<rule id>`. A rule that occurs in
    several results of one definition (as itself, and among all frameworks) gives one node.
    """
    for classification in results:
        best = classification.best
        for result in classification.results:
            if result is best or result.relation != INCOMPARABLE:
                yield from _comparison(classification.definition, result, result is best, base)


def _comparison(definition_id: str, result: Result, best: bool, base: str) -> Iterator[ox.Triple]:
    definition = ox.NamedNode(iri(base, "definition", definition_id))
    reference = ox.NamedNode(iri(base, "rule", result.reference.id))
    node = ox.NamedNode(f"{definition.value}/against/{result.reference.id}")
    yield ox.Triple(node, _TYPE, _named("sj:Comparison"))
    yield ox.Triple(definition, _named("sj:comparison"), node)
    yield ox.Triple(node, _named("sj:definition"), definition)
    yield ox.Triple(node, _named("sj:reference"), reference)
    yield ox.Triple(node, _named("sj:relation"), ox.Literal(result.relation))
    yield ox.Triple(node, _named("sj:conformance"), ox.Literal(result.conformance))
    verdict = result.verdict
    yield ox.Triple(node, _named("sj:verdict"), ox.Literal(verdict.kind))
    yield ox.Triple(node, _named("sj:verdictCertain"), ox.Literal(verdict.certain))
    yield ox.Triple(node, _named("sj:openQuestions"), ox.Literal(verdict.open))
    if result.relation == UNDETERMINED:
        for possible in result.comparison.possible:
            yield ox.Triple(node, _named("sj:possibleRelation"), ox.Literal(possible))
    if stated := result.comparison.as_stated:
        yield ox.Triple(node, _named("sj:relationAsStated"), ox.Literal(stated))
    if best:
        yield from _best(node, result)
    if result.mapping:
        link = _named(f"skos:{result.mapping}")
        yield ox.Triple(node, _named("sj:mapping"), link)
        yield ox.Triple(definition, link, reference)


def _best(node: ox.NamedNode, result: Result) -> Iterator[ox.Triple]:
    """What only the closest rule of a framework carries: the mark, and the differences in words."""
    yield ox.Triple(node, _named("sj:best"), _TRUE)
    for one in result.differences:
        words = f"{one.facet}: {plain().text(one.effect)}"
        yield ox.Triple(node, _named("rdfs:comment"), ox.Literal(words, language="en"))


def _named(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))
