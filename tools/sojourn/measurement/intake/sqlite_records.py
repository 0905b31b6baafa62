"""Records for SQLite, which reads no files: CSV and Parquet come in as text, and dates by the package's own functions."""

from __future__ import annotations

import csv
import gzip
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from sojourn.measurement.intake.records import PARQUET, RecordSource, found_files
from sojourn.measurement.sql.dialect import SQLITE
from sojourn.measurement.sql.engine import SQLite
from sojourn.model.errors import MissingExtraError, UsageError, Where
from sojourn.model.message import message


def open_in_sqlite(engine: SQLite, paths: Sequence[Path]) -> RecordSource:
    """The files as one table. Raises UsageError for files that are missing, cannot be read, or have other columns."""
    files = found_files(paths)
    for name, function in (("day_of", _day), ("date_of", _date), ("last_day", _last_day), ("is_month", _is_month)):
        engine.connection.create_function(name, 1, function, deterministic=True)
    first: list[str] = []
    for path in files:
        rows = _rows(path)
        try:
            head = next(rows)
        except StopIteration:
            raise UsageError(
                message("error-file-empty"), "", message("error-line-of-names"), Where(str(path))
            ) from None
        if not first:
            first = head
            listed = ", ".join(f"{SQLITE.name(column)} TEXT" for column in first)
            engine.connection.execute(f"CREATE TABLE given_frame ({listed})")
        elif head != first:
            raise UsageError(
                message("error-different-columns"),
                message("error-columns-are", columns=", ".join(head)),
                message("error-one-form"),
                Where(str(path)),
            )
        places = ", ".join("?" for _ in first)
        engine.connection.executemany(f"INSERT INTO given_frame VALUES ({places})", rows)
    return RecordSource("SELECT * FROM given_frame", dict.fromkeys(first, "VARCHAR"), files, SQLITE)


def _rows(path: Path) -> Iterator[list[Any]]:
    if path.suffix.lower() in PARQUET:
        yield from _parquet_rows(path)
        return
    with _opened(path) as stream:
        try:
            reader = csv.reader(stream)
            width = 0
            for row in reader:
                width = width or len(row)
                if len(row) != width:
                    detail, where = f"{len(row)} values in place of {width}", Where(str(path), reader.line_num)
                    raise UsageError(message("error-records-unreadable"), detail, message("error-correct-line"), where)
                yield row
        except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile) as error:
            raise UsageError(
                message("error-file-unreadable"), str(error), message("error-save-csv"), Where(str(path))
            ) from error


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _parquet_rows(path: Path) -> Iterator[list[Any]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "measure") from error
    try:
        table = parquet.read_table(path)
    except (ArrowException, OSError) as error:
        raise UsageError(
            message("error-file-unreadable"),
            str(error).splitlines()[0],
            message("error-save-parquet"),
            Where(str(path)),
        ) from error
    yield list(table.column_names)
    for batch in table.to_batches():
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [None if each is None else str(each) for each in values]


def _day(text: str | None) -> int | None:
    """The day number of a date as text; None if it is none."""
    try:
        return date.fromisoformat(text or "").toordinal()
    except ValueError:
        return None


def _date(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()


def _last_day(day: int | None) -> int | None:
    """The last day of a month, by any of its days."""
    if day is None:
        return None
    on = date.fromordinal(day)
    return on.replace(day=monthrange(on.year, on.month)[1]).toordinal()


def _is_month(text: str | None) -> int:
    """Whether a text is a month: 2019-05."""
    year, dash, month = (text or "").partition("-")
    return int(bool(dash) and len(year) == 4 and len(month) == 2 and (year + month).isdecimal())
