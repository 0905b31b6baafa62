"""The page of the vocabulary: each class and property of the graph, at the place that its identifier leads to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sojourn.graph.vocabulary import NS, compress, expand
from sojourn.pages.templates.page import Page
from sojourn.pages.templates.render import Renderer

CLASS = expand("owl:Class")
KINDS = (CLASS, expand("owl:ObjectProperty"), expand("owl:DatatypeProperty"), expand("rdf:Property"))


@dataclass(frozen=True, slots=True)
class Word:
    """A class or property: local name, label, what it means, and what it is tied to."""

    name: str
    label: str
    comment: str
    is_class: bool
    above: tuple[str, ...]
    of: tuple[str, ...]
    takes: tuple[str, ...]


def vocabulary(path: Path) -> list[Word]:
    """The words of the ontology file, in the order of the file."""
    found: dict[str, dict[str, list[str]]] = {}
    for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.BlankNode):
            values = found.setdefault(triple.subject.value, {}).setdefault(compress(triple.predicate.value), [])
            values.append(getattr(triple.object, "value", ""))
    return [
        Word(
            iri.removeprefix(NS),
            _first(facts, "rdfs:label"),
            _first(facts, "rdfs:comment"),
            CLASS in facts.get("rdf:type", ()),
            tuple(map(compress, (*facts.get("rdfs:subClassOf", ()), *facts.get("rdfs:subPropertyOf", ())))),
            tuple(map(compress, facts.get("rdfs:domain", ()))),
            tuple(map(compress, facts.get("rdfs:range", ()))),
        )
        for iri, facts in found.items()
        if iri.startswith(NS) and set(facts.get("rdf:type", ())) & set(KINDS)
    ]


def _first(facts: dict[str, list[str]], key: str) -> str:
    return facts.get(key, [""])[0]


def vocabulary_page(render: Renderer, words: list[Word]) -> Page:
    """One table of classes and one of properties."""
    return render.page(
        "vocabulary.jinja",
        "ns",
        "Vocabulary",
        "The classes and properties of the graph, with what they mean.",
        parts=[(True, [w for w in words if w.is_class]), (False, [w for w in words if not w.is_class])],
        namespace=NS,
        names={word.name for word in words},
        head={"hide": ["navigation"], "alternates": [{"type": "text/turtle", "href": "ns.ttl"}]},
    )
