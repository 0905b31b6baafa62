"""Apache Spark runs the same text and gives the same numbers as DuckDB. Slow: a session takes long to begin."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import sojourn
from sojourn.measurement.engine import DuckDB
from sojourn.measurement.mapping import Treatment
from sojourn.measurement.records import open_files
from sojourn.measurement.run import Options, measure_source
from sojourn.measurement.simulate import travellers

RULES = ("nzl-obm-arrival", "eu-862-2007-immigrant", "un-2021-resident-b-actual")


@pytest.mark.slow
def test_spark_gives_what_duckdb_gives(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    from sojourn.measurement.spark import Spark

    path = tmp_path / "moves.csv"
    shares = {"cross-border-commuter": 0.0}
    rows = [f"{p},{day},{direction},{sex}" for p, day, direction, _, sex, *_ in travellers(40, seed=5, shares=shares)]
    path.write_text(
        "\n".join(["person,date,direction,sex", *rows, "x,2017-02-30,arrival,", "41,2017-05,arrival,male"]), "utf-8"
    )
    registry = sojourn.load()
    rules = {
        name: registry.rule_of(name) if name.startswith(("un", "eu")) else registry.definition(name).rule
        for name in RULES
    }
    options = Options(treatment=Treatment(None, date(2022, 12, 31), "unknown"), on=(date(2020, 1, 1),))
    duck = DuckDB()
    wanted = measure_source(duck, open_files(duck, [path]), rules, registry.rule_of, options)
    spark = Spark()
    found = measure_source(spark, spark.source([path]), rules, registry.rule_of, options, decisions=tmp_path)
    assert found.tables() == wanted.tables()
    assert found.cube.each == wanted.cube.each
    assert found.quality.to_dict() == wanted.quality.to_dict()
    written = spark.rows(f"SELECT COUNT(*) FROM parquet.`{tmp_path}/part-0001.parquet`")
    assert written[0][0] == found.quality.used
    spark.close()
