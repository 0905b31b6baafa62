"""Every output says what it rests on: the rules with a hash of their content, the data's digest, versions and options.

Whatever file or frame of a result somebody is given, its stamp is that of the run; and Sojourn says of each file alone
whether its rules have changed since.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import csvw
import duckdb
import polars as pl
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from pyarrow import parquet

import sojourn
from sojourn.cli.main import main
from sojourn.measurement.intake.simulate import COLUMNS, travellers
from sojourn.measurement.running.run import Options
from sojourn.measurement.showing.stamped import METADATA, stamp_of
from sojourn.model.containment import Resolver
from sojourn.model.errors import UsageError
from sojourn.model.rule import Rule

RULES = ("nzl-obm-arrival", "un-2021-resident-b-actual")
MOVES = {"person": [1, 1], "date": [date(2017, 1, 1), date(2019, 1, 1)], "direction": ["arrival", "departure"]}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["measure", *map(str, words)])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results in all forms, with decisions, a report and tables for suppression."""
    folder = tmp_path_factory.mktemp("stamp")
    moves = folder / "moves.csv"
    rows = [",".join(map(str, row)) for row in travellers(60, seed=3)]
    moves.write_text("\n".join([",".join(COLUMNS), *rows]), "utf-8")
    words = [word for rule in RULES for word in ("--rule", rule)]
    forms = ["--table", "csv", "--table", "parquet", "--table", "json"]
    made = run(
        moves,
        *words,
        *forms,
        "--on",
        "2019-01-01",
        "--by",
        "sex",
        "--out",
        folder / "out",
        "--export",
        folder / "exact",
    )
    assert made.exit_code == 0, made.output
    return folder / "out"


@pytest.fixture(scope="module")
def stamp(out: Path) -> dict[str, Any]:
    """The stamp of the run."""
    found: dict[str, Any] = json.loads((out / "measure.json").read_text("utf-8"))["stamp"]
    return found


def outputs(out: Path) -> list[Path]:
    """Every file of the folder."""
    return sorted(path for path in out.rglob("*") if path.is_file())


def test_the_stamp_names_rules_data_versions_and_options(stamp: dict[str, Any]) -> None:
    assert set(stamp["rules"]) == set(RULES)
    assert all(len(known) == 64 for known in (*stamp["rules"].values(), stamp["data"]))
    assert stamp["sojourn"] and stamp["engine"].startswith("DuckDB")
    assert stamp["options"]["by"] == ["sex"] and stamp["options"]["on"] == ["2019-01-01"]


def test_every_file_holds_the_stamp_of_the_run(out: Path, stamp: dict[str, Any]) -> None:
    kinds = set()
    for path in [out, out.with_name("exact"), *outputs(out)]:
        assert stamp_of(path) == stamp, path
        kinds.add(path.suffix)
    assert kinds == {"", ".csv", ".json", ".parquet", ".html"}


def test_a_csv_file_has_its_stamp_and_its_columns_in_a_file_that_readers_of_csvw_find(
    out: Path, stamp: dict[str, Any]
) -> None:
    table = csvw.Table.from_file(out / f"counts.csv{METADATA}")
    assert json.loads(table.common_props["dc:provenance"]) == stamp
    read = list(table)
    assert {type(row["period"]) for row in read} == {str}
    assert {type(row["counted"]) for row in read} <= {int, type(None)}
    assert len(read) == len((out / "counts.csv").read_text("utf-8").splitlines()) - 1
    assert next(iter(csvw.Table.from_file(out / f"residents.csv{METADATA}")))["on"] == datetime(2019, 1, 1)


def test_other_programs_read_the_stamp_of_parquet_files(out: Path, stamp: dict[str, Any]) -> None:
    files = [out / "counts.parquet", *(out / "decisions").iterdir()]
    assert {path.name[:3] for path in files} == {"cou", "par", "on-"}
    for path in files:
        assert json.loads(pl.read_parquet_metadata(path)["sojourn"]) == stamp
        sql = f"SELECT value FROM parquet_kv_metadata('{path}') WHERE key = 'sojourn'"
        (text,) = duckdb.connect().execute(sql).fetchall()
        assert json.loads(text[0]) == stamp


@pytest.mark.parametrize("name", ["counts", "decisions", "counted_on"])
def test_frames_hold_the_stamp(name: str, tmp_path: Path) -> None:
    frames = sojourn.measure(pa.table(MOVES), list(RULES), Options(on=(date(2018, 1, 1),)), decisions=True).frames
    assert json.loads(frames.arrow(name).schema.metadata[b"sojourn"]) == json.loads(frames.stamp)
    assert frames.pandas(name).attrs["sojourn"] == frames.stamp
    # Polars has no place in a frame; its files have.
    path = tmp_path / "frame.parquet"
    frames.polars(name).write_parquet(path, metadata={"sojourn": frames.stamp})
    assert stamp_of(path) == json.loads(frames.stamp)


def test_decisions_written_by_sqlite_hold_the_stamp(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "lite"
    made = run(out.with_name("moves.csv"), "--rule", RULES[0], "--engine", "sqlite", "--out", folder)
    assert made.exit_code == 0, made.output
    found = stamp_of(folder / "decisions/part-0001.parquet")
    assert found is not None and found["engine"].startswith("SQLite")
    assert found == stamp_of(folder)


def older(path: Path) -> None:
    """Make a stamp that of a time when a rule said something else."""
    stamp = stamp_of(path)
    assert stamp is not None
    old, new = stamp["rules"][RULES[0]], "0" * 64
    if path.suffix == ".parquet":
        notes = {
            key: text.replace(old.encode(), new.encode()) for key, text in parquet.read_schema(path).metadata.items()
        }
        parquet.write_table(parquet.read_table(path).replace_schema_metadata(notes), path)
        return
    beside = path.with_name(path.name + METADATA) if path.suffix == ".csv" else path
    beside.write_text(beside.read_text("utf-8").replace(old, new), "utf-8")


@pytest.mark.parametrize(
    "name", ["measure.json", "report.html", "counts.csv", "counts.parquet", "decisions/part-0001.parquet"]
)
def test_a_file_older_than_its_rule_says_so(out: Path, tmp_path: Path, name: str) -> None:
    copy = tmp_path / Path(name).name
    for path in (out / name, out / f"{name}{METADATA}"):
        if path.is_file():
            copy.with_name(path.name).write_bytes(path.read_bytes())
    assert run(copy).exit_code == 0
    older(copy)
    said = run(copy)
    assert said.exit_code == 1
    assert RULES[0] in said.output and RULES[1] not in said.output


def test_a_rule_of_a_changed_glossary_makes_results_old(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The definition changes, and not the file: as when an office has a new release of the glossary."""
    known: Callable[[Resolver, str], Rule] = Resolver.__call__

    def changed(resolver: Resolver, name: str) -> Rule:
        return known(resolver, "aus-nom-12-12-arrival" if name == RULES[0] else name)

    assert run(out / "report.html", "--lang", "fr").exit_code == 0
    monkeypatch.setattr(Resolver, "__call__", changed)
    said = run(out / "report.html", "--lang", "fr")
    assert said.exit_code == 1
    assert RULES[0] in said.output and "aujourd’hui" in said.output


RULE_FILE = """event: arrival
measure: stay
threshold: {value: 6, unit: month, comparison: ">="}
accumulation: continuous
basis: actual
prior: none
ends: {ref: aus-nom-12-12-departure}
"""


def test_a_rule_in_a_file_is_held_against_the_file_as_it_is_today(out: Path, tmp_path: Path) -> None:
    rule, folder = tmp_path / "mine.yaml", tmp_path / "mine"
    rule.write_text(RULE_FILE, "utf-8")
    assert run(out.with_name("moves.csv"), "--rule", rule, "--out", folder).exit_code == 0
    assert run(folder, "--rule", rule).exit_code == 0
    rule.write_text(RULE_FILE.replace("value: 6", "value: 7"), "utf-8")
    assert run(folder, "--rule", rule).exit_code == 1
    # Without the file nobody knows what the rule says.
    assert run(folder).exit_code == 1


def test_a_change_in_the_rule_by_which_a_status_is_lost_makes_results_old(out: Path, tmp_path: Path) -> None:
    rule, folder = tmp_path / "mine.yaml", tmp_path / "mine"
    rule.write_text(RULE_FILE, "utf-8")
    assert run(out.with_name("moves.csv"), "--rule", rule, "--out", folder).exit_code == 0
    rule.write_text(RULE_FILE.replace("aus-nom-12-12-departure", "nzl-obm-departure"), "utf-8")
    assert run(folder, "--rule", rule).exit_code == 1


@pytest.mark.parametrize("text", ["{", "[]", '{"stamp": {}}', '{"stamp": {"rules": []}}'])
def test_a_result_whose_stamp_is_damaged_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "measure.json").write_text(text, "utf-8")
    with pytest.raises(UsageError, match="does not say what it rests on"):
        stamp_of(tmp_path)
    assert run(tmp_path).exit_code == 2


def test_records_are_no_result(out: Path) -> None:
    assert stamp_of(out.with_name("moves.csv")) is None
    said = run(out.with_name("moves.csv"))
    assert said.exit_code == 2
    assert "--rule" in said.output


def test_the_same_run_gives_the_same_stamp_and_other_data_another(
    out: Path, stamp: dict[str, Any], tmp_path: Path
) -> None:
    moves = tmp_path / "moves.csv"
    moves.write_text(
        out.with_name("moves.csv").read_text("utf-8") + "\n999,2017-01-01,arrival,x,male,0-14,foreign", "utf-8"
    )
    words = [word for rule in RULES for word in ("--rule", rule)]
    again = [
        json.loads(run(path, *words, "--on", "2019-01-01", "--by", "sex", "--format", "json").stdout)["stamp"]
        for path in (out.with_name("moves.csv"), moves)
    ]
    assert again[0] == stamp
    assert {key for key in stamp if again[1][key] != stamp[key]} == {"data"}
