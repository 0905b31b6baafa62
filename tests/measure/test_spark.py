"""Apache Spark runs the same text: the same numbers as DuckDB, and random rules decided as `apply` decides them.

Slow, as a session takes long to begin and each statement is a job: `make test-all` runs them. Spark is the extra `spark`
(300 MB, and Java); where it is missing these tests are skipped and say so.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

import sojourn
from sojourn.measurement.intake.mapping import Treatment
from sojourn.measurement.intake.records import open_files
from sojourn.measurement.intake.simulate import travellers
from sojourn.measurement.intake.spark import Spark
from sojourn.measurement.planning.plan import NotMeasurableError, RulePlan
from sojourn.measurement.running.run import Options, measure_source
from sojourn.measurement.sql.engine import DuckDB
from sojourn.rules import RuleError
from tests.measure.agreement import Records, decided, expected, expected_on, planned, random_records, stocks
from tests.measure.language import Drawn, drawn
from tests.measure.witnesses import witnesses_hold

RULES = ("nzl-obm-arrival", "eu-862-2007-immigrant", "un-2021-resident-b-actual")


pytest.importorskip("pyspark", reason="Spark is not installed: pip install '.[spark]' (and Java 17)")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="Spark needs Java 17"),
]
# Random populations with so many persons, and random rules for each: a case is a rule and a person.
POPULATIONS, PEOPLE, RULES_EACH = 6, 30, 6


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    engine = Spark()
    yield engine
    engine.close()


def test_spark_gives_what_duckdb_gives(tmp_path: Path, spark: Spark) -> None:
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
    found = measure_source(spark, spark.source([path]), rules, registry.rule_of, options, decisions=tmp_path)
    assert found.tables() == wanted.tables()
    assert found.cube.each == wanted.cube.each
    assert found.quality.to_dict() == wanted.quality.to_dict()
    written = spark.rows(f"SELECT COUNT(*) FROM parquet.`{tmp_path}/part-0001.parquet`")
    assert written[0][0] == found.quality.used


def random_rules(
    rng: random.Random, records: Records, event: str | None, *, small: bool
) -> list[tuple[Drawn, RulePlan]]:
    """Random rules with few ways to complete them: each is a column of the one statement that decides them all."""
    found: list[tuple[Drawn, RulePlan]] = []
    while len(found) < RULES_EACH:
        rule = drawn(rng, event or rng.choice(("arrival", "departure")), small=small)
        try:
            plan = planned(rule, records, len(found))
        except (RuleError, NotMeasurableError):
            continue
        if len(plan.variants) <= 4:
            found.append((rule, plan))
    return found


@pytest.mark.parametrize("seed", range(POPULATIONS))
def test_spark_decides_random_rules_as_apply_does(spark: Spark, seed: int) -> None:
    rng = random.Random(f"spark {seed}")
    small = rng.random() < 0.6
    records = random_records(rng, small=small, people=PEOPLE)
    rules = random_rules(rng, records, None, small=small)
    found = decided(spark, [plan for _, plan in rules], records)
    for (rule, _), codes in zip(rules, found, strict=True):
        assert codes == expected(rule, records), f"{seed}: {rule}"


@pytest.mark.parametrize("seed", range(2))
def test_spark_counts_on_a_date_whom_counted_counts(spark: Spark, seed: int) -> None:
    rng = random.Random(f"spark date {seed}")
    small = rng.random() < 0.6
    records = random_records(rng, small=small, people=PEOPLE)
    rules = random_rules(rng, records, "reference-date", small=small)
    on = records.people.until - timedelta(days=rng.randint(-5, 40))
    found = stocks(spark, [plan for _, plan in rules], records, on)
    for (rule, _), counted in zip(rules, found, strict=True):
        assert counted == expected_on(rule, records, on), f"{seed}: {rule} on {on}"


def test_spark_decides_the_witnesses_of_compare_as_predicted(spark: Spark) -> None:
    witnesses_hold(spark)
