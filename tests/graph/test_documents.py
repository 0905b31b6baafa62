"""The normal form and the context: nothing of the content is lost, and two JSON-LD readers understand it alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from sojourn.graph.triples.build import asserted_triples
from sojourn.graph.triples.documents import ADDED, COMPOSITES, RENAMED, json_ld, nodes, safe_iri, typed_date
from sojourn.graph.triples.parts import part_of
from sojourn.graph.vocabulary import context, prefixes
from sojourn.loading.forms.schema import KINDS
from sojourn.loading.glossary.content import Content

BASE = "https://example.org/small/"
SJ = "https://w3id.org/sojourn/ns#"


def keys_in(value: Any) -> set[str]:
    """Keys of JSON-LD nodes, inside and out; language tags are no keys."""
    if isinstance(value, list):
        return set[str]().union(*map(keys_in, value))
    if not isinstance(value, dict) or "@type" not in value or "@value" in value:
        return set()
    return {key for key in value if key[0] != "@"}.union(*(keys_in(inner) for inner in value.values()))


def context_keys() -> set[str]:
    return {key for key in context() if key[0] != "@" and key not in prefixes()}


def normal_form(content: Content) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for document in content.documents:
        for node in nodes(content, document):
            found[node["@id"]] = node
            for key in ("rules", "sources", "instruments", "definitions", "codes"):
                found |= {inner["@id"]: inner for inner in node.get(key, ())}
    return found


def test_the_fixture_is_sound(small: Content) -> None:
    assert [str(finding) for finding in small.findings] == []


def test_every_key_of_the_context_is_made_by_the_fixture_and_the_other_way_round(small: Content) -> None:
    assert keys_in(json_ld(small)["@graph"]) == context_keys()


def schema_keys(schema: dict[str, Any]) -> Iterator[str]:
    for key, inner in schema.get("properties", {}).items():
        yield key
        yield from schema_keys(inner)
    if isinstance(schema.get("items"), dict):
        yield from schema_keys(schema["items"])


def test_every_key_of_the_schemas_is_used_by_the_fixture(small: Content) -> None:
    folder = small.root / "schema"
    wanted = {key for kind in KINDS for key in schema_keys(json.loads((folder / f"{kind}.json").read_text("utf-8")))}
    raw = json.loads((folder / "common.json").read_text("utf-8"))["$defs"]
    wanted |= {key for schema in raw.values() for key in schema_keys(schema)}
    used = {str(node.path[-1]) for document in small.documents for node in small.schemas.walk(document) if node.path}
    assert wanted <= used


def test_every_key_of_the_context_comes_from_a_key_of_the_schemas(small: Content) -> None:
    """It is a schema key, a renamed one, a path of schema keys joined by '_', or documented as added."""
    used = {
        "_".join(str(step) for step in node.path[start:] if isinstance(step, str))
        for document in small.documents
        for node in small.schemas.walk(document)
        for start in range(len(node.path))
    }
    assert context_keys() - used <= ADDED | set(RENAMED.values())
    assert {*COMPOSITES, "rule"}.isdisjoint(context_keys())


def test_references_become_iris(small: Content) -> None:
    term = normal_form(small)[f"{BASE}term/immigration"]
    assert term["broader"] == [f"{BASE}term/international-migration"]
    assert term["domain"] == f"{BASE}code/domain/core"
    assert term["framework"] == f"{BASE}framework/small-framework"
    assert normal_form(small)[f"{BASE}term/old-residence"]["replaced_by"] == f"{BASE}term/international-migration"


def test_a_rule_of_one_limb_stands_on_its_definition(small: Content) -> None:
    node = normal_form(small)[f"{BASE}definition/small-nzl-arrival"]
    assert node["@type"] == ["sj:Definition", "skos:Concept", "sj:Limb"]
    assert (node["threshold_value"], node["threshold_unit"], node["threshold_comparison"]) == (
        12,
        f"{BASE}code/unit/month",
        ">=",
    )
    assert node["population_requires_purpose"] == [f"{BASE}code/purpose/work", f"{BASE}code/purpose/study"]
    assert node["valid_from"] == {"@value": "2019-01", "@type": "xsd:gYearMonth"}


def test_composite_rules_have_limbs_with_iris_of_their_own(small: Content) -> None:
    node = normal_form(small)[f"{BASE}definition/small-nzl-card-arrival"]
    assert "sj:AllOf" in node["@type"]
    first, second, *_ = node["limb"]
    assert first["@id"] == f"{BASE}definition/small-nzl-card-arrival/limb/1"
    assert first["stated_absent"] == [f"{SJ}windowValue"]
    assert second["@type"] == ["sj:Not"]
    assert second["limb"]["stated_absent"] == [f"{SJ}thresholdValue"]
    rule = normal_form(small)[f"{BASE}rule/small-immigrant"]
    assert rule["limb"][0] == f"{BASE}rule/small-immigrant-continuous"
    assert rule["limb"][1]["label"] == {"en": "Half a year"}


def test_weights_keep_their_order(small: Content) -> None:
    assert normal_form(small)[f"{BASE}definition/small-nzl-weighted"]["weights"] == "1, 1/3, 1/6"


def test_definitions_are_published_as_text_and_as_nodes(small: Content) -> None:
    term = normal_form(small)[f"{BASE}term/international-migration"]
    assert set(term["definition"]) == {"en", "fr"}
    french, english = term["definition_origin"]
    assert french["status"] == f"{BASE}code/translation-status/own"
    assert english == {
        "@id": f"{BASE}term/international-migration/definition/en",
        "@type": ["sj:DefinitionText"],
        "text_value": {"en": term["definition"]["en"]},
        "lang": "en",
        "citations": [f"{BASE}term/international-migration/citation/1"],
    }


def test_a_translated_summary_says_whose_translation_it_is(small: Content) -> None:
    definition = normal_form(small)[f"{BASE}definition/small-nzl-card-arrival"]
    (french,) = definition["summary_origin"]
    assert french == {
        "@id": f"{BASE}definition/small-nzl-card-arrival/summary/fr",
        "@type": ["sj:DefinitionText"],
        "text_value": {"fr": definition["summary"]["fr"]},
        "lang": "fr",
        "status": f"{BASE}code/translation-status/own",
    }


def test_parts_say_of_every_value_what_its_schema_says(small: Content) -> None:
    for document in small.documents:
        for node in small.schemas.walk(document):
            part = part_of(small.root / "schema", document.kind)
            for step in node.path:
                part = part.items if isinstance(step, int) else part[step]
            assert part.refers == node.schema.get("x-refers-to", ""), node.path
            assert part.open == isinstance(node.schema.get("additionalProperties"), dict), node.path
            assert (part.form == "decimal") == (node.schema.get("type") == "number"), node.path


def test_an_unknown_reference_is_left_out(small: Content) -> None:
    term = small.entries["term"]["emigration"]
    changed = {**term.data, "broader": ["international-migration", "gone"]}
    document = type(term.document)(term.document.file, "term", term.document.text, changed)
    (node,) = nodes(small, document)
    assert node["broader"] == [f"{BASE}term/international-migration"]


@pytest.mark.parametrize(
    ("text", "datatype"), [("2006", "xsd:gYear"), ("2006-09", "xsd:gYearMonth"), ("2006-09-30", "xsd:date")]
)
def test_dates_have_the_datatype_of_their_precision(text: str, datatype: str) -> None:
    assert typed_date(text) == {"@value": text, "@type": datatype}


def test_addresses_are_escaped_so_that_no_reader_drops_them() -> None:
    assert safe_iri("https://example.org/a|b?c={d}#e") == "https://example.org/a%7Cb?c=%7Bd%7D#e"


def rdflib_triples(text: str) -> set[str]:
    """Triples as rdflib reads them, in the spelling of pyoxigraph (which lower-cases language tags)."""
    rdflib.NORMALIZE_LITERALS = False
    try:
        graph = rdflib.Graph().parse(data=text, format="json-ld")
    finally:
        rdflib.NORMALIZE_LITERALS = True
    return {str(ox.Triple(_node(s), ox.NamedNode(str(p)), _node(o))) for s, p, o in graph}


def _node(term: Any) -> Any:
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language.lower())
        return (
            ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))
        )
    assert isinstance(term, rdflib.URIRef), f"{term} is no IRI: there must be no blank nodes"
    return ox.NamedNode(str(term))


@pytest.mark.parametrize("name", ["small", pytest.param("real", marks=pytest.mark.slow)])
def test_rdflib_and_pyoxigraph_read_the_same_graph(name: str, request: pytest.FixtureRequest) -> None:
    content: Content = request.getfixturevalue(name)
    ours = {str(triple) for triple in asserted_triples(content)}
    theirs = rdflib_triples(json.dumps(json_ld(content), ensure_ascii=False))
    assert ours - theirs == set()
    assert theirs - ours == set()


def test_the_context_is_one_file_without_remote_parts() -> None:
    path = Path(__file__).parents[2] / "ontology/context.jsonld"
    assert set(json.loads(path.read_text("utf-8"))) == {"@context"}
    assert all(isinstance(value, str | dict | float) for value in context().values())
