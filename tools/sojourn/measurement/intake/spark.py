"""Apache Spark as an engine: the same SQL, on a cluster or on this machine.

Give the session of a cluster (Databricks, a notebook) or none for a local one. Records should be spread by person, as all
windows and joins are by person; a person with very many crossings is one task's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sojourn.measurement.intake.records import RecordSource
from sojourn.measurement.sql.dialect import SPARK
from sojourn.measurement.sql.engine import Row, gathered
from sojourn.model.errors import MissingExtraError, UsageError
from sojourn.model.message import message

TYPES = {"INT": "int", "BIGINT": "bigint", "VARCHAR": "string", "TINYINT": "tinyint"}
# The names of Spark's types as `records` knows them.
KINDS = {
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "timestamp_ntz": "TIMESTAMP",
    "bigint": "BIGINT",
    "int": "INTEGER",
    "string": "VARCHAR",
}
# One machine: few tasks, nothing of it visible on the network, and no bars among what the command says.
LOCAL = {
    "ui.enabled": "false",
    "ui.showConsoleProgress": "false",
    "log.level": "OFF",
    "sql.shuffle.partitions": "4",
    "driver.host": "localhost",
    "driver.bindAddress": "127.0.0.1",
}


class Spark:
    """Apache Spark by its session; `master` is where a new one runs (`local[2]`, `yarn`, ...)."""

    name = "spark"

    def __init__(self, session: Any = None, master: str = "local[2]") -> None:
        if session is None:
            try:
                from pyspark.sql import SparkSession
            except ImportError as error:
                raise MissingExtraError("pyspark", "spark") from error
            # The session of a notebook, of which somebody else makes use.
            session = SparkSession.getActiveSession()
        self._own = session is None
        if session is None:
            builder = SparkSession.builder.master(master).appName("sojourn measure")
            if master.startswith("local"):
                for key, value in LOCAL.items():
                    builder = builder.config(f"spark.{key}", value)
            try:
                session = builder.getOrCreate()
            except Exception as error:
                detail = str(error).splitlines()[0]
                raise UsageError(message("error-no-spark"), detail, message("error-install-java")) from error
            # What goes wrong is said in words; the log of the JVM is a wall of text in the same terminal.
            session.sparkContext.setLogLevel("OFF")
        self.session = session
        # Spark 4.3 loses track of columns where constraints of checkpointed tables meet in a union ("key not found").
        self._constraints = session.conf.get("spark.sql.constraintPropagation.enabled")
        session.conf.set("spark.sql.constraintPropagation.enabled", "false")

    def table(self, name: str, select: str) -> None:
        """Make a table from a SELECT; it is computed now, so that no step is computed twice."""
        self.session.sql(select).localCheckpoint().createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Forget a table."""
        self.session.catalog.dropTempView(name)

    def rename(self, name: str, new: str) -> None:
        """Give a table another name."""
        self.session.table(name).createOrReplaceTempView(new)
        self.drop(name)

    def rows(self, sql: str) -> list[Row]:
        """All rows of a SELECT."""
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def load(self, name: str, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]) -> None:
        """Make a table from columns."""
        schema = ", ".join(f"`{key}` {TYPES[types[key]]}" for key in columns)
        rows = list(zip(*columns.values(), strict=True))
        self.session.createDataFrame(rows, schema).createOrReplaceTempView(name)

    def gather(self, name: str, parts: Sequence[str]) -> None:
        """Make a table from the rows of several SELECTs."""
        gathered(self, name, parts)

    def write(self, select: str, path: Path, notes: Mapping[str, str]) -> None:
        """Write the rows of a SELECT as a folder of Parquet files; Spark keeps notes with the first column."""
        frame = self.session.sql(select)
        frame.withMetadata(frame.columns[0], dict(notes)).write.mode("overwrite").parquet(str(path))

    def version(self) -> str:
        """The engine and its version."""
        return f"Spark {self.session.version}"

    def source(self, records: Any) -> RecordSource:
        """Records from paths of CSV or Parquet files, or a Spark DataFrame."""
        frame = records
        if isinstance(records, (list, tuple)):
            paths = [str(path) for path in records]
            reader = self.session.read
            csv = paths[0].lower().endswith((".csv", ".csv.gz"))
            try:
                frame = reader.csv(paths, header=True, mode="FAILFAST") if csv else reader.parquet(*paths)
            except Exception as error:
                detail = str(error).splitlines()[0]
                raise UsageError(message("error-records-unreadable"), detail, message("error-check-paths")) from error
        frame.createOrReplaceTempView("given_frame")
        types = {column: KINDS.get(kind, kind.upper()) for column, kind in frame.dtypes}
        return RecordSource("SELECT * FROM given_frame", types, (), SPARK)

    def close(self) -> None:
        """Stop a session that was begun here."""
        self.session.conf.set("spark.sql.constraintPropagation.enabled", self._constraints)
        if self._own:
            self.session.stop()
