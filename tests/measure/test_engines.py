"""Engines by name give the same tables; counts as known on dates settle as they do; files that cannot be read say where."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from sojourn.measurement.counting.summary import COLUMNS as TABLES
from sojourn.measurement.intake.simulate import COLUMNS, travellers

RULES = ("--rule", "nzl-obm-arrival", "--rule", "kor-migrant-arrival", "--rule", "un-2021-resident-b-actual")
OPTIONS = (
    *RULES, "--on", "2019-01-01", "--by", "sex", "--attribute", "citizenship=citizenship", "--threshold", "0", "--round", "1",
    "--initial-status", "first-crossing", "--known-on", "year",
)  # fmt: skip


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["measure", *words])


@pytest.fixture
def moves(tmp_path: Path) -> Path:
    path = tmp_path / "moves.csv"
    rows = [",".join(map(str, row)) for row in travellers(40, seed=9)]
    path.write_text("\n".join([",".join(COLUMNS), *rows]), "utf-8")
    return path


def measured(*words: str) -> dict[str, Any]:
    result = run(*words, *OPTIONS, "--format", "json")
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_sqlite_gives_what_duckdb_gives_from_csv_and_parquet(moves: Path, tmp_path: Path) -> None:
    import duckdb

    parquet = tmp_path / "moves.parquet"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{moves}')) TO '{parquet}' (FORMAT parquet)")
    found = [measured(str(path), "--engine", engine) for path in (moves, parquet) for engine in ("duckdb", "sqlite")]
    for data in found:
        assert data.pop("stamp")["data"]
    assert found[0]["counts"]
    assert all(data == found[0] for data in found[1:])


def test_counts_as_known_on_a_date_are_those_of_the_records_up_to_it(moves: Path, tmp_path: Path) -> None:
    data = measured(str(moves))
    early = tmp_path / "early.csv"
    head, *rows = moves.read_text("utf-8").splitlines()
    early.write_text("\n".join([head, *(row for row in rows if row.split(",")[1] <= "2018-12-31")]), "utf-8")
    then = json.loads(
        run(
            str(early), "--rule", "nzl-obm-arrival", "--initial-status", "first-crossing", "--threshold", "0", "--round", "1",
            "--observed-until", "2018-12-31", "--format", "json",
        ).stdout
    )["counts"]  # fmt: skip
    names = ("period", "direction", "counted", "not_counted", "undecided")
    known = [row for row in data["revisions"] if row["rule"] == "nzl-obm-arrival" and row["known_on"] == "2018-12-31"]
    assert [[row[name] for name in names] for row in known] == [[row[name] for name in names] for row in then]
    # What is open on one date is decided on a later one.
    last = [row for row in data["revisions"] if row["known_on"] == "2021-12-31" and row["period"] == "2018"]
    assert sum(row["undecided"] for row in known) > sum(
        row["undecided"] for row in last if row["rule"] == "nzl-obm-arrival"
    )


def test_decisions_on_a_date_are_written_for_each_person(moves: Path, tmp_path: Path) -> None:
    import duckdb

    out = tmp_path / "out"
    assert run(str(moves), *OPTIONS, "--out", str(out)).exit_code == 0
    (file,) = (out / "decisions").glob("on-2019-01-01-*.parquet")
    rows = duckdb.connect().execute(f"SELECT person, rule, counted FROM '{file}'").fetchall()
    stocks = json.loads((out / "measure.json").read_text("utf-8"))["residents"]
    (stock,) = (row for row in stocks if row["rule"] == "un-2021-resident-b-actual")
    assert {rule for _, rule, _ in rows} == {"un-2021-resident-b-actual"}
    assert sum(1 for *_, counted in rows if counted) == stock["counted"]
    assert len({person for person, *_ in rows}) == len(rows)


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["person,date,direction\na,2017-01-01,arrival\nb,2017-01-01\n"], "3"),
        (["person,date,direction\na,2017-01-01,arrival\n", "person,direction,date\nb,arrival,2017-01-01\n"], "columns"),
        ([""], "column"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, engine: str, texts: list[str], said: str) -> None:
    paths = []
    for k, text in enumerate(texts):
        path = tmp_path / f"file-{k}.csv"
        path.write_text(text, "utf-8")
        paths.append(str(path))
    result = run(*paths, "--rule", "nzl-obm-arrival", "--engine", engine)
    assert result.exit_code == 2, result.output
    assert paths[-1] in result.stderr and said in result.stderr


@pytest.mark.parametrize(("engine", "package"), [("duckdb", "duckdb"), ("spark", "pyspark.sql")])
def test_an_engine_that_is_missing_says_what_to_install(
    moves: Path, monkeypatch: pytest.MonkeyPatch, engine: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    result = run(str(moves), "--rule", "nzl-obm-arrival", "--engine", engine)
    assert result.exit_code == 2
    assert "pip install '.[" in result.stderr


@pytest.mark.parametrize(("given", "said"), [("2999-01-01", "not observed"), ("soon", "no cut-off date")])
def test_a_cut_off_date_that_makes_no_sense_is_refused(moves: Path, given: str, said: str) -> None:
    result = run(str(moves), "--rule", "nzl-obm-arrival", "--known-on", given)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_table_without_rows_has_the_columns_of_one_with_rows(moves: Path, tmp_path: Path) -> None:
    full, few = tmp_path / "full", tmp_path / "few"
    assert run(str(moves), *OPTIONS, "--attrition", "--out", str(full)).exit_code == 0
    one = tmp_path / "one.csv"
    one.write_text("person,date,direction,sex\n1,2017-01-01,arrival,female\n", "utf-8")
    assert run(str(one), "--rule", "un-2021-resident-b-actual", "--by", "sex", "--out", str(few)).exit_code == 0
    heads = {
        folder: {path.name: path.read_text("utf-8").split("\n") for path in folder.glob("*.csv")}
        for folder in (full, few)
    }
    assert len(heads[few]) == len(TABLES) and [*heads[few]["counts.csv"][1:]] == [""]
    assert {name: lines[0] for name, lines in heads[few].items()} == {
        name: lines[0] for name, lines in heads[full].items()
    }
    assert all(len(lines) > 2 for lines in heads[full].values())
