"""The process on arrays gives what the SQL gives: decisions, days waited for, counts and findings, on untidy records."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import sojourn
from sojourn.measurement.intake.mapping import ColumnMapping, Treatment
from sojourn.measurement.intake.records import open_files
from sojourn.measurement.intake.simulate import travellers
from sojourn.measurement.running.run import Measured, Options, measure_source
from sojourn.measurement.sql.engine import DuckDB
from sojourn.model.rule import Rule

RULES = (
    "nzl-obm-arrival",
    "aus-nom-12-12-departure",
    "un-2021-immigrant-a-actual",
    "isl-eurostat-immigration-until-2008",
    "kor-migrant-arrival",
)


def untidy(people: int) -> Iterator[str]:
    """Travellers with same-day trips, rows that are twice there or missing, and persons who are named by letters."""
    rng = random.Random(people)
    for person, day, direction, _, sex, age, citizenship in travellers(people, seed=5):
        row = f"p{person % 97}-{person},{day},{direction},{sex},{age},{citizenship}"
        if rng.random() < 0.005:
            continue
        yield row
        if rng.random() < 0.01:
            yield row
        if rng.random() < 0.02 and direction == "arrival" and day > date(2015, 1, 5):
            again = day - timedelta(days=rng.choice((0, 0, 1, 3)))
            yield row.replace(f"{day},arrival", f"{again},arrival")
            yield row.replace(f"{day},arrival", f"{again},departure")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("arrays") / "moves.csv"
    path.write_text("\n".join(["person,date,direction,sex,age_group,citizenship", *untidy(60)]), "utf-8")
    return path


def measured(path: Path, options: Options, folder: Path, *, arrays: bool) -> tuple[Measured, list[Any]]:
    registry, engine = sojourn.load(), DuckDB(arrays=arrays)
    rules: dict[str, Rule] = {name: registry.rule_of(name) for name in RULES}
    found = measure_source(engine, open_files(engine, [path]), rules, registry.rule_of, options, decisions=folder)
    decisions = engine.rows(f"SELECT * FROM read_parquet('{folder}/part-*.parquet') ORDER BY ALL")
    engine.close()
    return found, decisions


@pytest.mark.parametrize(
    ("start", "policy"), [("unknown", "exclude-person"), ("resident", "keep-first"), ("first-crossing", "keep-last")]
)
def test_arrays_and_sql_give_the_same(records: Path, tmp_path: Path, start: str, policy: str) -> None:
    treatment = Treatment(None, date(2020, 6, 30), start, {"repeated": policy, "out-of-range": "exclude"})
    mapping = ColumnMapping(by=("sex", "age_group"), attributes={"citizenship": "citizenship"})
    options = Options(treatment=treatment, mapping=mapping, on=(date(2019, 1, 1),))
    for name in ("arrays", "sql"):
        (tmp_path / name).mkdir()
    one, decisions = measured(records, options, tmp_path / "arrays", arrays=True)
    other, expected = measured(records, options, tmp_path / "sql", arrays=False)
    assert one.quality.to_dict() == other.quality.to_dict()
    assert {"duplicate", "repeated"} <= {doubt.case for doubt in one.quality.doubts}
    assert decisions == expected
    assert one.tables() == other.tables()
    assert one.by_hand == other.by_hand
