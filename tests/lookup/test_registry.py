"""The registry as Python users meet it: by id, IRI, code, and by a name in any language."""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn
from sojourn.lookup.registry import Registry
from sojourn.model.errors import NotFound, SojournError
from tests.support import small_glossary


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return sojourn.load(small_glossary(tmp_path_factory.mktemp("small")))


@pytest.mark.parametrize(
    "name",
    [
        "residence",
        "https://w3id.org/sojourn/term/residence",
        "RÉSIDENCE",
        "residence",
        "إقامة",
        "居住",
        "place of living",
    ],
)
def test_a_term_is_found_by_id_iri_or_any_name(registry: Registry, name: str) -> None:
    assert registry.term(name).id == "residence"


@pytest.mark.parametrize(
    "name", ["NOR", "NO", "no", "578", "Norvège", "norvege", "https://w3id.org/sojourn/country/NOR"]
)
def test_a_country_is_found_by_code_or_name(registry: Registry, name: str) -> None:
    country = registry.country(name)
    assert country.id == "NOR"
    assert [definition.id for definition in country.definitions] == ["nor-resident"]


def test_a_name_that_does_not_exist_names_the_nearest(registry: Registry) -> None:
    with pytest.raises(NotFound) as caught:
        registry.term("usual residance")
    assert "usual-residence" in str(caught.value)
    assert caught.value.near


def test_inverses_are_derived(registry: Registry) -> None:
    assert registry.term("residence").narrower == ("usual-residence",)
    assert registry.term("usual-residence").broader == ("residence",)


def test_values_are_frozen_comparable_and_give_their_json_form(registry: Registry) -> None:
    term = registry.term("residence")
    assert term == registry.term("居住")
    assert term.to_dict()["label"]["fr"] == "résidence"
    with pytest.raises(AttributeError):
        term.id = "other"  # type: ignore[misc]


def test_a_text_falls_back_to_a_stated_language(registry: Registry) -> None:
    assert registry.term("usual-residence").label.with_language("zh") == ("en", "usual residence")
    assert registry.definition("nor-resident").national_term.with_language("fr") == ("nb", "bosatt")


@pytest.mark.parametrize(
    ("words", "expected", "role"),
    [
        ("résidence", "residence", "preferred"),
        ("residense", "usual-residence", "hidden"),
        ("居", "residence", "preferred"),
        ("norv", "NOR", "preferred"),
        ("bosatt", "nor-resident", "national term"),
        ("AF", "frame", "abbreviation"),
        ("six months", "nor-resident", "text"),
        ("usaul residence", "usual-residence", "preferred"),
    ],
)
def test_search_finds_and_says_what_matched(registry: Registry, words: str, expected: str, role: str) -> None:
    hits = {hit.id: hit.role for hit in registry.search(words)}
    assert hits.get(expected) == role, hits


@pytest.mark.parametrize("words", ["", "   ", '"', "x' or '1'='1", "NEAR(", "*", "a" * 5000, "\x00"])
def test_odd_words_are_only_words(registry: Registry, words: str) -> None:
    assert isinstance(registry.search(words), tuple)


def test_records_are_flat_rows_for_data_frames(registry: Registry) -> None:
    (row,) = registry.to_records("definition")
    assert row["threshold_value"] == 6
    assert row["accumulation"] == "continuous"
    assert row["country"] == "NOR"
    assert not any(isinstance(value, dict) for value in row.values())


def test_definitions_on_a_date(registry: Registry) -> None:
    assert registry.definitions(on="2015-06-30")
    assert not registry.definitions(on="1985-01-01")


def test_content_with_errors_gives_no_registry(tmp_path: Path) -> None:
    root = small_glossary(tmp_path, {"countries/NOR.yaml": "x: ["})
    with pytest.raises(SojournError, match="content has errors"):
        sojourn.load(root)


def test_the_compiled_file_is_the_same_from_the_same_content(tmp_path: Path) -> None:
    from sojourn.build.registry import write_registry
    from sojourn.loading.checks.checking import checked_content
    from sojourn.loading.glossary.compiled import Compiled

    root = small_glossary(tmp_path)
    for name in ("one", "two"):
        write_registry(tmp_path / name, Compiled.of(checked_content(root)))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
