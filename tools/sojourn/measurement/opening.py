"""Engines by name, with the records that a user gives: files, a frame, or what a cluster reads itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.measurement.intake.records import RecordSource, found_files, open_files, open_frame
from sojourn.measurement.running.run import Options
from sojourn.measurement.running.stamp import files_digest, frame_digest
from sojourn.measurement.sql.engine import DuckDB, Engine, SQLite
from sojourn.model.errors import UsageError
from sojourn.model.message import message

ENGINES = ("duckdb", "sqlite", "spark")


@dataclass(frozen=True, slots=True)
class On:
    """Where a run takes place: the engine, and for Spark the master (`local[2]`, `yarn`) or a session that is there already."""

    engine: str = "duckdb"
    master: str | None = None
    session: Any = None


def opened(on: On, records: Any, options: Options, work: Path | None) -> tuple[Engine, RecordSource, str]:
    """An engine, its records, and their digest (empty where a cluster reads them).

    Raises UsageError for an engine that is none or missing, and for records that cannot be read.
    """
    paths = paths_of(records)
    if on.engine == "duckdb":
        duck = DuckDB(work, options.memory, options.threads)
        source = open_files(duck, paths) if paths is not None else open_frame(duck, records)
        return duck, source, files_digest(source.files) if source.files else frame_digest(duck)
    if on.engine == "sqlite":
        from sojourn.measurement.intake.sqlite_records import open_in_sqlite

        if paths is None:
            raise UsageError(message("error-sqlite-frames"), "", message("error-files-or-duckdb"))
        lite = SQLite()
        source = open_in_sqlite(lite, paths)
        return lite, source, files_digest(source.files)
    if on.engine == "spark":
        from sojourn.measurement.intake.spark import Spark

        spark = Spark(on.session, on.master or "local[*]")
        # Paths of a cluster's own storage (hdfs://, s3://) are its own affair.
        local = paths is not None and all("://" not in str(path) for path in _texts(records))
        files = found_files(paths) if local and paths is not None else ()
        given = spark.source(list(files) or (_texts(records) if paths is not None else records))
        return spark, given, files_digest(files) if files else ""
    raise UsageError(
        message("error-no-engine", name=on.engine), "", message("error-engines-are", engines=", ".join(ENGINES))
    )


def _texts(records: Any) -> list[str]:
    return [str(records)] if isinstance(records, (str, Path)) else [str(each) for each in records]


def paths_of(records: Any) -> list[Path] | None:
    """The paths, where records are named by paths."""
    if isinstance(records, (str, Path)):
        return [Path(records)]
    if isinstance(records, (list, tuple)) and records and all(isinstance(each, (str, Path)) for each in records):
        return [Path(each) for each in records]
    return None
