"""Tables: CSV read by its own metadata (csvw), Parquet by DuckDB and Polars; nothing of the registry is missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import csvw
import duckdb
import polars
import pytest

from sojourn.build.registry import registry_from_sources
from sojourn.exchange.formats import format_of
from sojourn.exchange.material import Material
from sojourn.exchange.tables import KINDS, Table, tables, texts_of
from sojourn.model.safe_text import FORMULA_STARTS
from tests.exchange.conftest import Exported
from tests.support import small_glossary


@pytest.fixture(scope="module")
def made(material: Material) -> dict[str, Table]:
    """All tables as values."""
    return {table.name: table for table in tables(material)}


@pytest.fixture(scope="module")
def group(exported: Exported) -> Any:
    """The tables as the library reads them."""
    return csvw.TableGroup.from_file(exported("csvw") / "csv-metadata.json")


def plain(value: Any) -> Any:
    """A value of a row as a cell can hold it."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return json.loads(json.dumps(value, default=str)) if value not in ("", []) else None


def test_every_cell_is_read_back_with_its_type(group: Any, made: dict[str, Table]) -> None:
    assert set(group.tabledict) == {f"{name}.csv" for name in made}
    for name, table in made.items():
        kinds = {column.name: column.type for column in table.columns}
        for row, read in zip(table.rows, group.tabledict[f"{name}.csv"], strict=True):
            for column, value in row.items():
                back = read[column]
                if kinds[column] == "json" and isinstance(back, dict | list):
                    assert back == value
                else:
                    assert plain(back) == plain(value), (name, column)


@pytest.fixture(scope="module", params=["small", pytest.param("whole", marks=pytest.mark.slow)])
def linked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The tables of the small glossary; in a long run also those of the whole one, whose links take a reader half a minute."""
    if request.param == "whole":
        return request.getfixturevalue("group")
    folder = tmp_path_factory.mktemp("small")
    for file, data in format_of("csvw").files(Material(registry_from_sources(small_glossary(folder)))):
        (folder / file).write_bytes(data)
    return csvw.TableGroup.from_file(folder / "csv-metadata.json")


def test_keys_are_unique_and_links_lead_somewhere(linked: Any) -> None:
    faults: list[Any] = []

    class Log:
        def warning(self, *told: Any) -> None:
            faults.append(told)

        error = warn = warning

    assert linked.check_referential_integrity(log=Log())
    assert all(table.check_primary_key(log=Log()) for table in linked.tables)
    assert faults == []
    assert sum(len(table.tableSchema.foreignKeys) for table in linked.tables) >= 6


def test_every_text_of_every_entry_stands_in_the_table_of_texts(group: Any, material: Material) -> None:
    found = {(row["kind"], row["id"], row["path"], row["lang"]): row["text"] for row in group.tabledict["texts.csv"]}
    wanted = {
        (kind, entry.id, path, lang): text
        for kind, _ in KINDS.values()
        for entry in material.registry.entries(kind)
        for path, lang, text in texts_of(entry.data)
    }
    assert {key: plain(text) for key, text in wanted.items()} == found
    assert found["term", "usual-residence", "label", "fr"] == "résidence habituelle"
    assert found["term", "usual-residence", "alternative.2", "en"] == "habitual residence"


def test_the_dictionary_tells_of_every_column(made: dict[str, Table]) -> None:
    told = {(row["file"], row["column"]) for row in made["columns"].rows if row["holds"]}
    tables = (table for name, table in made.items() if name != "columns")
    columns = {(f"{table.name}.csv", column.name) for table in tables for column in table.columns}
    assert columns - told == set()


def test_every_citation_stands_in_the_table_of_citations(made: dict[str, Table], material: Material) -> None:
    rows = [row for row in made["citations"].rows if (row["kind"], row["id"]) == ("definition", "nzl-obm-arrival")]
    cited = material.registry.definition("nzl-obm-arrival").citations
    assert [(row["source"], row["locator"], row["seen"]) for row in rows] == [
        (c.source, c.locator, c.seen) for c in cited
    ]


def test_parquet_holds_the_same_with_lists_as_lists(exported: Exported, made: dict[str, Table]) -> None:
    for name, table in made.items():
        path: Path = exported("parquet") / f"{name}.parquet"
        assert polars.read_parquet(path).height == len(table.rows)
        read = duckdb.connect().execute(f"select * from read_parquet('{path}')")
        assert [told[0] for told in read.description or ()] == [column.name for column in table.columns]
        for row, back in zip(table.rows, read.fetchall(), strict=True):
            for column, value in zip(table.columns, back, strict=True):
                wanted = row.get(column.name)
                if column.type == "json" and wanted is not None and not isinstance(wanted, str):
                    wanted = json.dumps(wanted, ensure_ascii=False)
                assert value == wanted, (name, column)


def test_a_question_over_several_tables(exported: Exported) -> None:
    """An analyst's question, on the files alone: how many definitions of each country ask for exactly twelve months."""
    folder = exported("parquet")
    found = (
        duckdb.connect()
        .execute(
            f"""select c.iso2, count(*) n from read_parquet('{folder}/definitions.parquet') d
            join read_parquet('{folder}/countries.parquet') c on c.id = d.country
            where d.threshold_value = 12 and d.threshold_unit = 'month' and c.id = 'NZL' group by 1"""
        )
        .fetchall()
    )
    assert found
    assert found[0][0] == "NZ"
