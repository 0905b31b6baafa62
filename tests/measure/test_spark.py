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
from sojourn.measurement.by_person import ANSWER, override
from sojourn.measurement.dates import stocks_on
from sojourn.measurement.decide import decide
from sojourn.measurement.engine import DuckDB
from sojourn.measurement.mapping import Treatment
from sojourn.measurement.plan import NotMeasurableError, RulePlan, plan_rule
from sojourn.measurement.records import open_files
from sojourn.measurement.run import Options, measure_source
from sojourn.measurement.simulate import travellers
from sojourn.measurement.spark import Spark
from sojourn.rules import RuleError, counted
from sojourn.rules.decision.history import crossings
from tests.measure.people import random_crossing_rule, random_population
from tests.measure.test_agreement import START, Codes, expected, load
from tests.measure.test_dates import make_limb
from tests.rules.generate import random_rule

RULES = ("nzl-obm-arrival", "eu-862-2007-immigrant", "un-2021-resident-b-actual")


pytest.importorskip("pyspark", reason="Spark is not installed: pip install '.[spark]' (and Java 17)")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="Spark needs Java 17"),
]
# Random populations, and random rules for each: so many cases in all.
POPULATIONS, RULES_EACH = 30, 8


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


@pytest.mark.parametrize("seed", range(POPULATIONS))
def test_spark_decides_random_rules_as_apply_does(spark: Spark, seed: int) -> None:
    rng = random.Random(f"spark {seed}")
    small = rng.random() < 0.6
    people = random_population(rng, small=small, people=6)
    plans: list[RulePlan] = []
    wanted: list[dict[tuple[str, int], Codes]] = []
    while len(plans) < RULES_EACH:
        rule = random_crossing_rule(rng, small=small, kind=rng.choice(("plain", "whole")))
        try:
            plan, answers = plan_rule(f"r{len(plans)}", rule, None), expected(rule, people)
        except (RuleError, NotMeasurableError):
            continue
        if len(plan.variants) <= 4:
            plans.append(plan)
            wanted.append(answers)
    load(spark, people)
    start = START[people.start]
    layout = decide(spark, plans, until=people.until.toordinal(), start=start)
    override(spark, layout, start)
    for k, answers in enumerate(wanted):
        rows = spark.rows(f"SELECT person, seq, b{k}, g{k}, f{k} FROM decided")
        assert {(row[0], row[1]): row[2:] for row in rows} == answers, f"{seed}: {plans[k].rule}"


@pytest.mark.parametrize("seed", range(4))
def test_spark_counts_on_a_date_whom_counted_counts(spark: Spark, seed: int) -> None:
    rng, done = random.Random(f"spark date {seed}"), 0
    small = rng.random() < 0.6
    people = random_population(rng, small=small, people=8)
    load(spark, people)
    layout = decide(spark, [], until=people.until.toordinal())
    on = people.until - timedelta(days=rng.randint(-5, 40))
    while done < 10:
        rule = random_rule(rng, "reference-date", small=small, depth=1, make=make_limb)
        try:
            plan = plan_rule("r", rule, None)
            wanted = {h.id: ANSWER[counted(rule, h, on).counted] for h in people.histories if crossings(h)}
        except (RuleError, NotMeasurableError):
            continue
        stocks_on(spark, [plan], layout, [on], lambda step: None)
        assert {row[0]: row[1] for row in spark.rows("SELECT person, g FROM stock")} == wanted, f"{seed}: {rule}"
        done += 1
