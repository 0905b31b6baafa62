"""SSSOM/TSV: the mapping set is read by sssom-pydantic, and holds every certain mapping with its reasons."""

from __future__ import annotations

import pytest
import sssom_pydantic
from sssom_pydantic.io import SemanticMappingPack

from sojourn.classification import Result
from sojourn.exchange.material import Material
from tests.exchange.conftest import Exported


@pytest.fixture(scope="module")
def pack(exported: Exported) -> SemanticMappingPack:
    """The file as the library reads it."""
    return sssom_pydantic.read(exported("sssom") / "mappings.sssom.tsv")


@pytest.fixture(scope="module")
def results(material: Material) -> dict[tuple[str, str], Result]:
    """What was computed, by definition and reference rule."""
    return {(definition, result.reference.id): result for definition, result in material.mapped()}


def test_every_certain_mapping_is_a_row(pack: SemanticMappingPack, results: dict[tuple[str, str], Result]) -> None:
    rows = {
        (row.subject.identifier, row.object.identifier): row.predicate.identifier
        for row in pack.mappings
        if row.predicate_modifier is None
    }
    assert rows == {pair: result.mapping for pair, result in results.items() if result.mapping}
    assert len(rows) > 1_000


def test_a_pair_with_nobody_in_common_is_a_negative_mapping(
    pack: SemanticMappingPack, results: dict[tuple[str, str], Result]
) -> None:
    rows = {(row.subject.identifier, row.object.identifier) for row in pack.mappings if row.predicate_modifier == "Not"}
    assert rows == {pair for pair, result in results.items() if result.relation == "disjoint" and not result.mapping}


def test_each_row_says_how_it_was_found_and_why(
    pack: SemanticMappingPack, results: dict[tuple[str, str], Result], material: Material
) -> None:
    words = material.speaker()
    for row in pack.mappings:
        result = results[row.subject.identifier, row.object.identifier]
        assert row.justification.curie == "semapv:LogicalReasoning"
        assert row.comment
        for one in result.differences:
            assert " ".join(words.text(one.effect).split()).rstrip(".") in row.comment
        for person in (result.comparison.a_not_b, result.comparison.b_not_a):
            if person is not None:
                assert " ".join(words.text(person.story).split()).rstrip(".") in row.comment


def test_what_the_standard_has_no_column_for_is_an_extension(
    pack: SemanticMappingPack, results: dict[tuple[str, str], Result]
) -> None:
    for row in pack.mappings:
        result = results[row.subject.identifier, row.object.identifier]
        more = {name: slot.value for name, slot in (row.extensions or {}).items()}
        assert more["relation"] == result.relation
        assert more["conformance"] == result.conformance
        assert more["counts"] == result.concept
        assert more.get("option") == result.reference.option


def test_the_set_names_licence_version_and_tool(pack: SemanticMappingPack, material: Material) -> None:
    about = pack.mapping_set
    assert str(about.license) == material.scheme["licence"]
    assert about.version == material.version
    tool = pack.mappings[0].mapping_tool
    assert tool is not None
    assert tool.name == "Sojourn"
    iri = pack.converter.expand_reference(pack.mappings[0].subject, strict=True)
    assert material.registry.entry(iri).kind == "definition"
