"""Reading records: files or a frame become the table `raw`, one row a crossing, with nothing left out yet.

`raw` has person, day (NULL where there is none), dir (NULL where the word is not known), `ord` (the time of day as written,
or an empty text), `month` (1 where only the month is known) and the columns carried along. The date of a timestamp is the
one that is written: the local date. Only a moment (a timestamp with a zone in Parquet) has none, and needs `zone`.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sojourn.measurement.intake.mapping import ColumnMapping, found_columns
from sojourn.measurement.intake.observation import told
from sojourn.measurement.planning.unseen import ENDS, NEVER, SINCE
from sojourn.measurement.sql.dialect import DUCKDB, Dialect
from sojourn.measurement.sql.engine import DuckDB, Engine
from sojourn.measurement.sql.formula_sql import quoted
from sojourn.model.errors import SojournError, UsageError, Where
from sojourn.model.message import message

# Calendar months repeat every four years in these years only.
FIRST_DAY, LAST_DAY = date(1901, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
PARQUET = (".parquet", ".pq")
# A time that is the same everywhere; on which date it falls depends on the zone.
MOMENT = "TIMESTAMP WITH TIME ZONE"
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Where records come from, as SQL that reads all of it, with the columns and their types."""

    sql: str
    types: dict[str, str]
    files: tuple[Path, ...] = ()
    dialect: Dialect = DUCKDB

    def name(self, column: str) -> str:
        """A column's name as SQL."""
        return self.dialect.name(column)


def open_files(engine: DuckDB, paths: Sequence[Path]) -> RecordSource:
    """The files as one table. Raises UsageError for files that are missing, empty or of different columns."""
    files = found_files(paths)
    kinds = {path.suffix.lower() in PARQUET for path in files}
    if len(kinds) > 1:
        raise UsageError(message("error-mixed-kinds"), "", message("error-one-kind"))
    listed = "[" + ", ".join(quoted(str(path)) for path in files) + "]"
    read = f"read_parquet({listed})" if kinds.pop() else f"read_csv({listed}, {_csv_options(files)})"
    sql = f"SELECT * FROM {read}"
    types = _types(engine, sql, str(files[0]))
    _check_clocks(engine, files, types)
    return RecordSource(sql, types, files)


def _check_clocks(engine: DuckDB, files: Sequence[Path], types: Mapping[str, str]) -> None:
    """Raise UsageError for files of which one has moments where another has times without a zone.

    The engine would read the latter as if they were those of Greenwich, and many dates would move by a day.
    """
    moments = [column for column, kind in types.items() if kind.startswith(MOMENT)]
    if not moments or len(files) == 1 or files[0].suffix.lower() not in PARQUET:
        return
    for path in files:
        own = _types(engine, f"SELECT * FROM read_parquet({quoted(str(path))})", str(path))
        for column in moments:
            if not own.get(column, MOMENT).startswith(MOMENT):
                raise UsageError(
                    message("error-two-clocks", column=column, kind=own[column]),
                    message("error-zone-of-others"),
                    message("error-write-moments"),
                    Where(str(path)),
                )


def open_frame(engine: DuckDB, frame: Any) -> RecordSource:
    """An Arrow table, or a Polars or pandas frame, as a table. Raises UsageError for what is none."""
    try:
        engine.connection.register("given_frame", frame)
    except Exception as error:
        raise UsageError(
            message("error-no-table", type=type(frame).__name__),
            str(error).splitlines()[0],
            message("error-arrow-or-frame"),
        ) from error
    return RecordSource("SELECT * FROM given_frame", _types(engine, "SELECT * FROM given_frame", "the frame"))


def _csv_options(files: Sequence[Path]) -> str:
    """How the engine reads CSV files: left to itself it takes one with an incomplete line for a file of one column.

    Raises UsageError for a file without column names, or with others than the first one has.
    """
    first, delimiter = _head(files[0])
    for path in files[1:]:
        names, _ = _head(path)
        if names != first:
            detail = message("error-in-place-of", names=", ".join(names), first=", ".join(first))
            raise UsageError(message("error-different-columns"), detail, message("error-one-form"), Where(str(path), 1))
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in first)
    return (
        f"auto_detect = false, header = true, strict_mode = true, delim = {quoted(delimiter)}, quote = '\"', "
        f"escape = '\"', columns = {{{columns}}}"
    )


def _head(path: Path) -> tuple[list[str], str]:
    """The names of columns in the first line of a CSV file, and what separates them."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            head = stream.readline(100_000).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        advice = message("error-save-csv-or-parquet")
        raise UsageError(message("error-file-unreadable"), str(error), advice, Where(str(path))) from error
    delimiter = max(",;\t|", key=head.count)
    names = next(csv.reader([head.rstrip("\r\n")], delimiter=delimiter), [])
    if not all(names) or len(set(names)) < len(names) or not names:
        detail = message("error-first-line-is", text=head.strip()[:80])
        raise UsageError(message("error-first-line"), detail, message("error-begin-with"), Where(str(path), 1))
    return names, delimiter


def found_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files, with those that folders hold. Raises UsageError for one that is not there."""
    return tuple(_files(paths))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in (*PARQUET, ".csv", ".gz"))
            if not inside:
                raise UsageError(
                    message("error-no-records-files"), "", message("error-name-the-files"), Where(str(path))
                )
            yield from inside
        elif not path.exists():
            raise UsageError(message("error-no-such-file"), "", message("error-check-path"), Where(str(path)))
        else:
            yield path


def _types(engine: DuckDB, sql: str, name: str) -> dict[str, str]:
    try:
        found = engine.rows(f"DESCRIBE {sql}")
    except SojournError:
        raise
    except Exception as error:
        detail = str(error).splitlines()[0]
        raise UsageError(
            message("error-file-unreadable"), detail, message("error-save-csv-or-parquet"), Where(name)
        ) from error
    return {row[0]: str(row[1]).upper() for row in found}


def read_raw(
    engine: Engine, source: RecordSource, mapping: ColumnMapping, carried: Sequence[str], months: str, where: str = "",
    observed: tuple[int, int] = (NEVER, LAST_DAY),
) -> str:  # fmt: skip
    """Make `raw` (`raw_stays`), and return which form the data have: `crossings` or `stays`.

    `carried` are columns that are kept, `months` is the day of a month that stands for it (first, middle, last), `observed`
    the days on which somebody was observed of whom no column says it.
    """
    found = found_columns(mapping, list(source.types))
    kept = "".join(
        f", CAST({source.name(column)} AS {source.dialect.text}) AS c{k}" for k, column in enumerate(carried)
    )
    if mapping.initial_status is not None:
        status = f"LOWER(CAST({source.name(mapping.initial_status)} AS {source.dialect.text}))"
        kept += f", CASE {status} WHEN 'resident' THEN 2 WHEN 'non-resident' THEN 0 ELSE 1 END AS start"
    person = f"{_person(source, found['person'])} AS person"
    also = ""
    if mapping.own_observation:
        _told(engine, source, mapping, f"SELECT {person}", f" FROM ({source.sql}) given {where}", observed)
        kept += f", told_{SINCE} AS {SINCE}, told_{ENDS} AS {ENDS}"
        also = f" LEFT JOIN told ON told_person = {_person(source, found['person'])}"
    if "direction" in found:
        direction = _direction(source, found["direction"], mapping)
        sql = f"SELECT {person}, {_day(source, found['date'], mapping, months)}, {direction}"
        time = (
            f"COALESCE(CAST({source.name(found['time'])} AS {source.dialect.text}), '')"
            if "time" in found
            else _time(source, found["date"])
        )
        _run(engine, "raw", f"{sql}, {time} AS ord{kept} FROM ({source.sql}) given{also} {where}", source)
        return "crossings"
    start, end = (_day(source, found[part], mapping, months) for part in ("from", "to"))
    _run(
        engine,
        "raw_stays",
        f"SELECT {person}, {start.replace(' AS day', ' AS a').replace(' AS month', ' AS month_a')}, "
        f"{end.replace(' AS day', ' AS b').replace(' AS month', ' AS month_b')}, "
        f"CASE WHEN {_blank(source, found['from'])} THEN 1 ELSE 0 END AS no_a, "
        f"CASE WHEN {_blank(source, found['to'])} THEN 1 ELSE 0 END AS no_b"
        f"{kept} FROM ({source.sql}) given{also} {where}",
        source,
    )
    return "stays"


def _told(
    engine: Engine, source: RecordSource, mapping: ColumnMapping, select: str, given: str, observed: tuple[int, int]
) -> None:
    """Make `told` of the columns that say when each person was observed."""
    columns = {part: name for part, name in ((SINCE, mapping.observed_from), (ENDS, mapping.observed_until)) if name}
    edge = {SINCE: "first", ENDS: "last"}
    days = {part: _day_and_month(source, name, mapping, edge[part]) for part, name in columns.items()}
    text, wrong = "", []
    for part in (SINCE, ENDS):
        day = days[part][0] if part in days else "CAST(NULL AS INTEGER)"
        text += f", {day} AS {part}"
        if part in days:
            wrong.append(f"(({day}) IS NULL AND NOT {_blank(source, columns[part])})")
    text += f", CASE WHEN {' OR '.join(wrong)} THEN 1 ELSE 0 END AS no_day"
    with _readable(source):
        told(engine, select + text + given, columns, observed)


def zones_written(engine: Engine, source: RecordSource, mapping: ColumnMapping) -> int:
    """How many time zones are written with the times of `raw`, whose local dates count."""
    found = found_columns(mapping, list(source.types))
    if "time" in found or "date" not in found or source.types[found["date"]] != "VARCHAR":
        return 0
    last = "substr(ord, LENGTH(ord) - 5"
    zone = f"CASE WHEN ord LIKE '%Z' THEN 'Z' WHEN {last}, 1) IN ('+', '-') THEN {last}) END AS zone"
    return int(engine.rows(f"SELECT COUNT(DISTINCT zone) FROM (SELECT {zone} FROM raw WHERE ord <> '') z")[0][0])


def last_day(engine: Engine, source: RecordSource, mapping: ColumnMapping, months: str) -> int | None:
    """The last day that the records name, as a day number; None if there is none."""
    found = found_columns(mapping, list(source.types))
    days = [_day(source, found[part], mapping, months) for part in ("date", "from", "to") if part in found]
    each = " UNION ALL ".join(
        f"SELECT MAX(day) AS day FROM (SELECT {day} FROM ({source.sql}) g) d WHERE day <= {LAST_DAY}" for day in days
    )
    last = _asked(engine, f"SELECT MAX(day) FROM ({each}) e", source)
    return None if last is None else int(last)


def count_records(engine: Engine, source: RecordSource) -> int:
    """How many records there are."""
    return int(_asked(engine, f"SELECT COUNT(*) FROM ({source.sql}) s", source))


def _asked(engine: Engine, sql: str, source: RecordSource) -> Any:
    """The one value of a SELECT over the records."""
    with _readable(source):
        return engine.rows(sql)[0][0]


def _run(engine: Engine, table: str, select: str, source: RecordSource) -> None:
    with _readable(source):
        engine.table(table, select)


@contextmanager
def _readable(source: RecordSource) -> Iterator[None]:
    """What an engine says of records that it cannot read, as a UsageError."""
    try:
        yield
    except SojournError:
        raise
    except Exception as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        detail = " ".join(lines[:3])
        named = next((path for path in source.files if str(path) in str(error)), None)
        where = Where(str(named or source.files[0]) if source.files else None)
        raise UsageError(
            message("error-records-unreadable"), detail, message("error-correct-line-or-column"), where
        ) from error


def _person(source: RecordSource, column: str) -> str:
    if source.types[column] in INTEGERS:
        return source.name(column)
    return f"NULLIF(TRIM(CAST({source.name(column)} AS {source.dialect.text})), '')"


def _blank(source: RecordSource, column: str) -> str:
    return f"COALESCE(TRIM(CAST({source.name(column)} AS {source.dialect.text})), '') IN ('', 'null', 'NULL', 'NA')"


def _day(source: RecordSource, column: str, mapping: ColumnMapping, months: str) -> str:
    """The columns `day` and `month` of a date."""
    return "{} AS day, {} AS month".format(*_day_and_month(source, column, mapping, months))


def _day_and_month(source: RecordSource, column: str, mapping: ColumnMapping, months: str) -> tuple[str, str]:
    """The day number of a date, and whether only the month is known."""
    kind, quoted_name = source.types[column], source.name(column)
    if kind == "DATE":
        return source.dialect.day_number(quoted_name), "0"
    if kind.startswith(MOMENT):
        if mapping.zone is None:
            raise UsageError(
                message("error-moments", column=column),
                message("error-time-zone"),
                message("error-say-zone"),
            )
        local = source.dialect.local.format(quoted_name, zone=quoted(mapping.zone))
        return source.dialect.day_number(local), "0"
    text = f"TRIM(CAST({quoted_name} AS {source.dialect.text}))"
    only_month = source.dialect.is_month.format(text)
    within = "01" if months == "first" else "15"
    read = source.dialect.read.format(
        f"CASE WHEN {only_month} THEN {text} || '-{within}' ELSE substr({text}, 1, 10) END"
    )
    if months == "last":
        read = f"CASE WHEN {only_month} THEN last_day({read}) ELSE {read} END"
    return source.dialect.day_number(read), f"CASE WHEN {only_month} THEN 1 ELSE 0 END"


def _time(source: RecordSource, column: str) -> str:
    """The time of day of a crossing as written: it orders the crossings of one day."""
    kind = source.types[column]
    if kind == "DATE":
        # A number: texts are slow to sort by, and all are the same here.
        return "0"
    if kind.startswith("TIMESTAMP"):
        return source.dialect.time.format(source.name(column))
    return f"substr(TRIM(CAST({source.name(column)} AS {source.dialect.text})), 12, 40)"


def _direction(source: RecordSource, column: str, mapping: ColumnMapping) -> str:
    folded = f"LOWER(TRIM(CAST({source.name(column)} AS {source.dialect.text})))"
    arrivals, departures = (
        ", ".join(quoted(word.casefold()) for word in words)
        for words in (mapping.arrival_words, mapping.departure_words)
    )
    # The usual words as they are come first: folding each word takes as long as all the rest of reading.
    name = source.name(column)
    quick = ""
    if source.types[column] == "VARCHAR":
        first = (quoted(words[0]) for words in (mapping.arrival_words, mapping.departure_words))
        quick = "WHEN {0} = {1} THEN 1 WHEN {0} = {2} THEN 0 ".format(name, *first)
    return f"CASE {quick}WHEN {folded} IN ({arrivals}) THEN 1 WHEN {folded} IN ({departures}) THEN 0 END AS dir"
