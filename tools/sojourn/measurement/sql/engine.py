"""The engines that run the SQL: DuckDB (out of core, the default) and SQLite (for tests); Spark is in `spark`.

An engine makes a table from a SELECT, reads rows, and loads columns. The text of the SELECTs is the same on all of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from sojourn.measurement.sql.formula_sql import quoted
from sojourn.model.errors import MissingExtraError, SojournError, UsageError
from sojourn.model.message import Message, message

# A union of more parts than so many is made in steps.
MOST_PARTS = 60
Row = tuple[Any, ...]


class Engine(Protocol):
    """What `measure` asks of an engine."""

    name: str

    def table(self, name: str, select: str) -> None:
        """Make a table from a SELECT, in place of one of that name."""

    def drop(self, name: str) -> None:
        """Forget a table; it need not exist."""

    def rows(self, sql: str) -> list[Row]:
        """All rows of a SELECT."""

    def load(self, name: str, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]) -> None:
        """Make a table from columns; `types` are SQL types (INT, BIGINT, VARCHAR)."""

    def rename(self, name: str, new: str) -> None:
        """Give a table another name, in place of a table of that name."""

    def gather(self, name: str, parts: Sequence[str]) -> None:
        """Make a table from the rows of several SELECTs."""

    def write(self, select: str, path: Path, notes: Mapping[str, str]) -> None:
        """Write the rows of a SELECT as Parquet: whole, or not at all; `notes` are kept in the file, by key."""

    def version(self) -> str:
        """The engine and its version."""

    def close(self) -> None:
        """Give back what the engine holds."""


def gathered(engine: Engine, name: str, parts: Sequence[str]) -> None:
    """`Engine.gather` in steps, so that no statement has too many parts."""
    rest, made = list(parts), 0
    while len(rest) > MOST_PARTS:
        step = f"{name}_part_{made}"
        engine.table(step, " UNION ALL ".join(rest[:MOST_PARTS]))
        rest, made = [*rest[MOST_PARTS:], f"SELECT * FROM {step}"], made + 1
    engine.table(name, " UNION ALL ".join(rest))
    for number in range(made):
        engine.drop(f"{name}_part_{number}")


class DuckDB:
    """DuckDB in this process; what does not fit in `memory` goes to files in `folder`."""

    name = "duckdb"

    def __init__(
        self,
        folder: Path | None = None,
        memory: str | None = None,
        threads: int | None = None,
        *,
        arrays: bool = True,
    ) -> None:
        try:
            import duckdb
        except ImportError as error:
            raise MissingExtraError("duckdb", "measure") from error
        # Whether the status process runs on arrays (`measurement.arrays`) or in SQL.
        self.arrays = arrays
        self._duckdb = duckdb
        self.connection = duckdb.connect()
        # Names that are views, and those of them that read arrays.
        self._views: set[str] = set()
        self._adopted: set[str] = set()
        # The order of rows is stated where it matters; results must not wait for it elsewhere.
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute("SET enable_progress_bar = false")
        # Joins are written in the order in which they are meant; of twenty of them the search for a better one takes seconds.
        self.connection.execute("SET disabled_optimizers = 'join_order'")
        if folder is not None:
            self.connection.execute(f"SET temp_directory = '{str(folder).replace(chr(39), chr(39) * 2)}'")
        if memory is not None:
            self._set("memory_limit", memory, message("error-write-memory"))
        if threads is not None:
            self.connection.execute(f"SET threads = {int(threads)}")
        self.threads = int(self.rows("SELECT current_setting('threads')")[0][0])

    def _set(self, name: str, text: str, advice: Message) -> None:
        try:
            self.connection.execute(f"SET {name} = '{text.replace(chr(39), '')}'")
        except self._duckdb.Error as error:
            raise UsageError(message("error-no-setting", text=text, name=name), str(error), advice) from error

    def run(self, sql: str) -> Any:
        """Run a statement. Raises SojournError for a full disk or too little memory."""
        try:
            return self.connection.execute(sql)
        except (self._duckdb.OutOfMemoryException, self._duckdb.IOException) as error:
            advice = message("error-make-room")
            raise SojournError(message("error-no-room"), str(error).splitlines()[0], advice) from error

    def table(self, name: str, select: str) -> None:
        """Make a table from a SELECT."""
        if name in self._views:
            self.drop(name)
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")

    def drop(self, name: str) -> None:
        """Forget a table or a view."""
        if name in self._adopted:
            self.connection.unregister(name)
        else:
            self.run(f"DROP {'VIEW' if name in self._views else 'TABLE'} IF EXISTS {name}")
        self._views.discard(name)
        self._adopted.discard(name)

    def rename(self, name: str, new: str) -> None:
        """Give a table another name."""
        self.drop(new)
        self.run(f"ALTER TABLE {name} RENAME TO {new}")

    def view(self, name: str, select: str) -> None:
        """Let a name stand for a SELECT that is run each time."""
        self.drop(name)
        self.run(f"CREATE TEMP VIEW {name} AS {select}")
        self._views.add(name)

    def adopt(self, name: str, arrays: Mapping[str, Any]) -> None:
        """Let a name stand for NumPy arrays of one length, which are read where they are."""
        self.drop(name)
        self.connection.register(name, dict(arrays))
        self._views.add(name)
        self._adopted.add(name)

    def columns(self, select: str) -> dict[str, Any]:
        """The rows of a SELECT as NumPy arrays; no value may be missing."""
        found: dict[str, Any] = self.run(select).fetchnumpy()
        return found

    def rows(self, sql: str) -> list[Row]:
        """All rows of a SELECT."""
        found: list[Row] = self.run(sql).fetchall()
        return found

    def load(self, name: str, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]) -> None:
        """Make a table from columns."""
        # Lists as parameters: Arrow would import pandas wherever it is installed, which takes longer than most runs.
        listed = ", ".join(f"unnest(CAST(? AS {types[key]}[])) AS {key}" for key in columns)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {listed}", [list(v) for v in columns.values()]
        )

    def gather(self, name: str, parts: Sequence[str]) -> None:
        """Make a table from the rows of several SELECTs."""
        gathered(self, name, parts)

    def write(self, select: str, path: Path, notes: Mapping[str, str]) -> None:
        """Write the rows of a SELECT as a Parquet file."""
        fresh = path.with_suffix(".new")
        kept = ", ".join(f"{key}: {quoted(text)}" for key, text in notes.items())
        self.run(f"COPY ({select}) TO {quoted(str(fresh))} (FORMAT parquet, KV_METADATA {{{kept}}})")
        fresh.replace(path)

    def version(self) -> str:
        """The engine and its version."""
        return f"DuckDB {self._duckdb.__version__}"

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


class SQLite:
    """SQLite in memory: a third reading of the same SQL, for tests and small data."""

    name = "sqlite"

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.create_function("LEAST", -1, min, deterministic=True)
        self.connection.create_function("GREATEST", -1, max, deterministic=True)

    def table(self, name: str, select: str) -> None:
        """Make a table from a SELECT."""
        self.drop(name)
        self.connection.execute(f"CREATE TABLE {name} AS {select}")

    def drop(self, name: str) -> None:
        """Forget a table."""
        self.connection.execute(f"DROP TABLE IF EXISTS {name}")

    def rename(self, name: str, new: str) -> None:
        """Give a table another name."""
        self.drop(new)
        self.connection.execute(f"ALTER TABLE {name} RENAME TO {new}")

    def rows(self, sql: str) -> list[Row]:
        """All rows of a SELECT."""
        return self.connection.execute(sql).fetchall()

    def load(self, name: str, columns: Mapping[str, Sequence[Any]], types: Mapping[str, str]) -> None:
        """Make a table from columns."""
        self.drop(name)
        listed = ", ".join(f"{key} {types[key]}" for key in columns)
        self.connection.execute(f"CREATE TABLE {name} ({listed})")
        places = ", ".join("?" for _ in columns)
        self.connection.executemany(f"INSERT INTO {name} VALUES ({places})", zip(*columns.values(), strict=True))

    def gather(self, name: str, parts: Sequence[str]) -> None:
        """Make a table from the rows of several SELECTs."""
        gathered(self, name, parts)

    def write(self, select: str, path: Path, notes: Mapping[str, str]) -> None:
        """Write the rows of a SELECT as a Parquet file."""
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError as error:
            raise MissingExtraError("pyarrow", "measure") from error
        cursor = self.connection.execute(select)
        names, rows = [column[0] for column in cursor.description], cursor.fetchall()
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        fresh = path.with_suffix(".new")
        table = pa.table(dict(zip(names, map(list, columns), strict=True)))
        parquet.write_table(table.replace_schema_metadata(notes), fresh)
        fresh.replace(path)

    def version(self) -> str:
        """The engine and its version."""
        return f"SQLite {sqlite3.sqlite_version}"

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
