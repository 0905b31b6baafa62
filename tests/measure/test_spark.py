"""Apache Spark runs the same text: the same numbers as DuckDB, and random rules decided as `apply` decides them.

Each statement is a job, which takes Spark as long for one person as for thousands: so a few jobs decide many rules about many
persons. Spark is the extra `spark` (450 MB, and Java): `make spark` installs both; where one is missing these tests are
skipped and say so.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sojourn.cli.main import main
from sojourn.measurement.intake.simulate import COLUMNS, travellers
from sojourn.measurement.intake.spark import Spark
from sojourn.measurement.planning.plan import NotMeasurableError, RulePlan
from sojourn.measurement.showing.stamped import stamp_of
from sojourn.rules import RuleError
from tests.measure.agreement import Records, decided, expected, expected_on, planned, random_records, stocks
from tests.measure.language import Drawn, drawn
from tests.measure.witnesses import witnesses_hold
from tests.support import rounds

pytest.importorskip("pyspark", reason="Spark is not installed: make spark, or pip install '.[spark]' (and Java 17)")
pytestmark = pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="Spark needs Java 17: make spark"
)
# Random populations with so many persons, and random rules for each: a case is a rule and a person.
POPULATIONS, PEOPLE, RULES_EACH = 3, 40, 6
ROUNDS = rounds(POPULATIONS)
# For jobs of few rows: what is compiled is used once, so the quickest compilation is the best, or none at all.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m"
CONF = {
    "ui.enabled": "false",
    "ui.showConsoleProgress": "false",
    "driver.host": "localhost",
    "driver.bindAddress": "127.0.0.1",
    "default.parallelism": "1",
    "sql.shuffle.partitions": "1",
    "sql.adaptive.enabled": "false",
    "sql.codegen.wholeStage": "false",
    "sql.codegen.factoryMode": "NO_CODEGEN",
}
RULES = ("nzl-obm-arrival", "eu-862-2007-immigrant", "un-2021-resident-b-actual")
WORDS = (*(word for rule in RULES for word in ("--rule", rule)), "--on", "2020-01-01", "--observed-until", "2022-12-31")


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """A session on this machine, as a notebook or a cluster gives one."""
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", JAVA)
        builder = SparkSession.builder.master("local[1]").appName("tests of sojourn")
        for key, value in CONF.items():
            builder = builder.config(f"spark.{key}", value)
        found = builder.getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def spark(session: Any) -> Spark:
    """The engine on that session."""
    return Spark(session)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["measure", *map(str, words)])


@pytest.fixture(scope="module")
def moves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with doubtful rows among them."""
    path = tmp_path_factory.mktemp("records") / "moves.csv"
    rows = [",".join(map(str, row)) for row in travellers(40, seed=5, shares={"cross-border-commuter": 0.0})]
    doubtful = ["x,2017-02-30,arrival,,,,", "41,2017-05,arrival,visitor,male,,foreign"]
    path.write_text("\n".join([",".join(COLUMNS), *rows, *doubtful]), "utf-8")
    return path


def test_spark_gives_what_duckdb_gives(moves: Path, session: Any, tmp_path: Path) -> None:
    out = {engine: tmp_path / engine for engine in ("duckdb", "spark")}
    found = {}
    for engine, folder in out.items():
        exact = ("--threshold", "0", "--round", "1", "--by", "sex", "--attribute", "citizenship=citizenship")
        made = run(moves, *WORDS, *exact, "--engine", engine, "--out", folder, "--format", "json")
        assert made.exit_code == 0, made.output
        found[engine] = json.loads(made.stdout)
    stamps = [found[engine].pop("stamp") for engine in out]
    assert found["spark"] == found["duckdb"]
    assert found["spark"]["quality"]["doubts"]
    assert {key for key in stamps[0] if stamps[0][key] != stamps[1][key]} == {"engine"}
    # The decisions: the same persons and days, with the stamp inside.
    folder = out["spark"] / "decisions/part-0001.parquet"
    assert stamp_of(folder) == stamps[1] == stamp_of(next(folder.glob("*.parquet")))
    theirs, ours = (read(path / "decisions/part-0001.parquet") for path in out.values())
    assert ours == theirs
    # The session belongs to somebody else: it is there still.
    assert session.sql("SELECT 1").collect()[0][0] == 1


def read(path: Path) -> list[tuple[str, ...]]:
    """The rows of a table as Parquet, in an order of their own."""
    from pyarrow import parquet

    rows = parquet.read_table(path).to_pylist()
    return sorted(tuple(str(value) for value in row.values()) for row in rows)


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("person,date,direction\na,2017-01-01,arrival\nb,2017-01-01\n", (), "cannot be read"),
        ("who,date,direction\na,2017-01-01,arrival\n", (), "no column for 'person'"),
        (None, (), "no such file"),
    ],
)
def test_records_that_spark_cannot_read_are_refused_in_words(
    session: Any, tmp_path: Path, text: str | None, words: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "moves.csv"
    if text is not None:
        path.write_text(text, "utf-8")
    result = run(path, "--rule", RULES[0], "--engine", "spark", *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr and "Traceback" not in result.stderr


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


@pytest.mark.parametrize("seed", range(1, ROUNDS + 1))
def test_spark_decides_random_rules_as_apply_does(spark: Spark, seed: int) -> None:
    rng = random.Random(f"spark {seed}")
    small = rng.random() < 0.6
    records = random_records(rng, small=small, people=PEOPLE)
    rules = random_rules(rng, records, None, small=small)
    found = decided(spark, [plan for _, plan in rules], records)
    for (rule, _), codes in zip(rules, found, strict=True):
        assert codes == expected(rule, records), f"{seed}: {rule}"


@pytest.mark.parametrize("seed", range(1, ROUNDS // 3 + 1))
def test_spark_counts_on_a_date_whom_counted_counts(spark: Spark, seed: int) -> None:
    rng = random.Random(f"spark date {seed}")
    small = rng.random() < 0.6
    records = random_records(rng, small=small, people=PEOPLE)
    rules = random_rules(rng, records, "reference-date", small=small)
    on = records.people.until - timedelta(days=rng.randint(-5, 40))
    found = stocks(spark, [plan for _, plan in rules], records, on)
    for (rule, _), counted in zip(rules, found, strict=True):
        assert counted == expected_on(rule, records, on), f"{seed}: {rule} on {on}"


@pytest.mark.slow
def test_spark_decides_the_witnesses_of_compare_as_predicted(spark: Spark) -> None:
    witnesses_hold(spark)
