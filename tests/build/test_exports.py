"""Tables for download: a column for each language with its origin, a dictionary of columns, cells that are what they are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from sojourn.exchange.formats import format_of
from sojourn.exchange.material import Material
from sojourn.loading.checks.checking import checked_content
from sojourn.loading.glossary.compiled import Compiled
from sojourn.lookup.registry import Registry
from sojourn.lookup.writing import write_store
from tests.support import TERM, small_glossary


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    sourced = TERM.replace("{lang: fr, status: own}", "{lang: fr, status: sourced, source: handbook}")
    content = checked_content(small_glossary(folder, {"terms/residence/residence.yaml": sourced}))
    compiled = Compiled.of(content)
    (folder / "out").mkdir()
    material = Material(Registry(write_store(":memory:", compiled.entries, compiled.facts)))
    for name, data in format_of("csvw").files(material):
        (folder / "out" / name).write_bytes(data)
    return folder / "out"


def test_terms_have_a_column_for_each_language_and_its_origin(tables: Path) -> None:
    row = next(row for row in read(tables / "terms.csv") if row["id"] == "residence")
    assert row["label"] == row["label_en"] == "residence"
    assert (row["label_fr"], row["label_fr_origin"], row["label_fr_source"]) == ("résidence", "sourced", "handbook")
    assert (row["label_zh"], row["label_zh_origin"], row["label_zh_source"]) == ("居住", "own", "")
    assert row["label_ru"] == ""
    assert "label_origin" not in row


def test_countries_and_codes_have_them_too(tables: Path) -> None:
    (norway,) = read(tables / "countries.csv")
    assert (norway["label_fr"], norway["label_fr_origin"]) == ("Norvège", "own")
    assert {"label_fr", "label_ar_origin", "meaning_es"} <= set(read(tables / "codes.csv")[0])


def test_the_dictionary_tells_of_every_column_of_every_table(tables: Path) -> None:
    told = {(row["file"], row["column"]): row["holds"] for row in read(tables / "columns.csv")}
    for path in tables.glob("*.csv"):
        if path.name != "columns.csv" and (rows := read(path)):
            assert [column for column in rows[0] if not told.get((path.name, column))] == [], path.name


def test_an_empty_cell_is_empty_in_every_table(tables: Path) -> None:
    for path in tables.glob("*.csv"):
        for row in read(path):
            assert "'" not in row.values(), path.name
