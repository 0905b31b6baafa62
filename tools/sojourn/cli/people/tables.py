"""Tables as people have them: any usual separator, encoding and way to write a date is recognised, or refused by name.

What could be read in two ways is never guessed: the error names the row and says what to write instead.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.model.errors import UsageError, Where
from sojourn.model.message import message
from sojourn.model.safe_text import first_unsafe

SEPARATORS = ",;\t|"
_NAMED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# What programs write where there is no value; whether that means "none" or "not known" only the writer can say.
_NO_VALUE = {"na", "n/a", "nan", "null", "none", "nil", "-", "--", ".", "?", "#n/a", "nat"}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: 00:00(?::00)?)?")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class TableRow:
    """The values of a row by column, without surrounding spaces, and its line in the file."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table as read: the names of its columns as written in lower case, and its rows; empty rows are left out."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def is_table(text: str, needed: Sequence[str]) -> bool:
    """Whether a text from standard input is a table rather than YAML: its first line names the columns."""
    return bool(_NAMED.match(text)) or _separator(text, needed) is not None


def decoded(raw: bytes, name: str) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark, as spreadsheets write it."""
    coding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(coding)
    except UnicodeDecodeError as error:
        where = Where(name, raw.count(b"\n", 0, error.start) + 1)
        advice = message("error-save-as-utf")
        raise UsageError(message("error-no-utf"), "", advice, where) from error
    plain = text.replace("\r\n", "\n")
    if unsafe := first_unsafe(plain):
        line = plain.count("\n", 0, plain.index(unsafe)) + 1
        raise UsageError(
            message("error-character", code=f"{ord(unsafe):04X}"), "", message("error-delete-it"), Where(name, line)
        )
    return text


def read_table(text: str, name: str, needed: Sequence[str]) -> TextTable:
    """The table in a text, with a header that holds the columns `needed`. Raises UsageError for what is wrong in it."""
    start = 0
    if named := _NAMED.match(text):
        separator: str | None = named.group(1)
        text, start = text[named.end() :], 1
    else:
        separator = _separator(text, needed)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or ",", strict=True)
    try:
        header = next(reader, [])
        columns = _columns(header, name, needed, start + 1)
        rows = list(_rows(reader, columns, name, start))
    except csv.Error as error:
        advice = message("error-double-quotes")
        raise UsageError(
            message("error-table-unreadable"), str(error), advice, Where(name, start + reader.line_num)
        ) from error
    return TextTable(name, tuple(column for column in columns if column), tuple(rows))


def _separator(text: str, needed: Sequence[str]) -> str | None:
    """The separator with which the first line names the columns that are needed."""
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    for separator in SEPARATORS:
        names = {_column(cell.strip().strip('"')) for cell in first.split(separator)}
        if set(needed) <= names:
            return separator
    return None


def _column(cell: str) -> str:
    name = cell.strip()
    return name if name.startswith("group:") else name.lower()


def _columns(header: list[str], name: str, needed: Sequence[str], line: int) -> list[str]:
    columns = [_column(cell) for cell in header]
    missing = [column for column in needed if column not in columns]
    if missing:
        detail = message("error-columns-are", columns=", ".join(column for column in columns if column) or "none")
        advice = message("error-first-row", columns=", ".join(needed))
        raise UsageError(message("error-column-missing", column=missing[0]), detail, advice, Where(name, line))
    for column in columns:
        if column and columns.count(column) > 1:
            raise UsageError(
                message("error-column-twice", column=column), "", message("error-keep-one"), Where(name, line, column)
            )
    return columns


def _rows(reader: Iterator[list[str]], columns: list[str], name: str, start: int) -> Iterator[TableRow]:
    for cells in reader:
        line = start + reader.line_num  # type: ignore[attr-defined]  # csv's readers have it
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        extra = [value for column, value in zip([*columns, *[""] * len(values)], values, strict=False) if not column]
        if len(values) < len(columns) or any(extra):
            advice = message("error-one-value-a-column")
            raise UsageError(message("error-row-values"), "", advice, Where(name, line))
        yield TableRow(line, {column: value for column, value in zip(columns, values, strict=False) if column})


# -- dates -------------------------------------------------------------------------------------------------------------


def with_dates(table: TextTable, dated: Sequence[str]) -> TextTable:
    """The table with the dates of some columns as 2020-12-31. Raises UsageError for what is no date, or might be two."""
    day_first = _day_first(table, dated)
    rows = []
    for row in table.rows:
        where = Where(table.name, row.line)
        told = {
            column: _date(value, day_first, column, where) for column, value in row.values.items() if column in dated
        }
        rows.append(TableRow(row.line, {**row.values, **told}))
    return TextTable(table.name, table.columns, tuple(rows))


def _day_first(table: TextTable, dated: Sequence[str]) -> bool | None:
    """Whether dates with the year last begin with the day; None if no row settles it."""
    settled: dict[bool, tuple[str, int]] = {}
    for row in table.rows:
        for column in dated:
            found = _YEAR_LAST.fullmatch(row.values.get(column, ""))
            if (found and found.group(2) == ".") or (found and int(found.group(1)) > 12 >= int(found.group(3))):
                settled.setdefault(True, (found.group(), row.line))
            elif found and int(found.group(3)) > 12 >= int(found.group(1)):
                settled.setdefault(False, (found.group(), row.line))
    if len(settled) == 2:
        (day, line), (month, other) = settled[True], settled[False]
        detail = message("error-day-and-month-first", day=day, line=line, month=month, other=other)
        title = message("error-dates-two-ways")
        raise UsageError(title, detail, message("error-write-all-dates"), Where(table.name, max(line, other)))
    return next(iter(settled), None)


def _date(value: str, day_first: bool | None, column: str, where: Where) -> str:
    """A date as 2020-12-31; what has another form is left for the reader of histories, which refuses it."""
    place = Where(where.file, where.line, column)
    if not value:
        return value
    if found := _YEAR_FIRST.fullmatch(value):
        year, month, day = (int(part) for part in found.groups())
        return f"{year:04}-{month:02}-{day:02}"
    if found := _YEAR_LAST.fullmatch(value):
        first, second, year = int(found.group(1)), int(found.group(3)), int(found.group(4))
        if day_first is None and first != second:
            detail = message("error-two-readings", first=first, second=second)
            advice = message("error-no-row-settles")
            raise UsageError(message("error-may-be-two-dates", text=value), detail, advice, place)
        day, month = (first, second) if day_first in (None, True) else (second, first)
        return f"{year:04}-{month:02}-{day:02}"
    if value.lower() in _NO_VALUE:
        detail = message("error-no-value-meaning")
        advice = message("error-leave-cell-empty")
        raise UsageError(message("error-no-date", text=value), detail, advice, place)
    if _SERIAL.fullmatch(value):
        days = int(float(value))
        readings = [date(1899, 12, 30) + timedelta(days), date(1904, 1, 1) + timedelta(days)]
        detail = message("error-serial-readings", one=str(readings[0]), two=str(readings[1]))
        advice = message("error-form-of-a-date")
        raise UsageError(message("error-serial", text=value), detail, advice, place)
    if _TIME.fullmatch(value):
        detail = message("error-time-of-day")
        raise UsageError(
            message("error-more-than-a-date", text=value), detail, message("error-date-at-the-border"), place
        )
    return value
