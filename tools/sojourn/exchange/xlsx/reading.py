"""The rows of a workbook: values and where they stand; what is no value (a formula, an error, a merged cell) is a finding."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from sojourn.exchange.xlsx.cells import DAY, MONTH, YEAR, Cell, CellError, Day, shown
from sojourn.exchange.xlsx.guard import guarded_bytes
from sojourn.exchange.xlsx.kinds import BOTH, FILE_KINDS
from sojourn.exchange.xlsx.layout import Sheet
from sojourn.exchange.xlsx.rows import column_of
from sojourn.exchange.xlsx.writing import BASE, CHOICES, FINDINGS, FORMAT, guide_name
from sojourn.loading.reading.telling import finding
from sojourn.model.errors import SojournError, Where
from sojourn.model.finding import Finding, Severity
from sojourn.model.message import Message, message
from sojourn.model.safe_text import first_unsafe
from sojourn.model.suggestion import suggestion
from sojourn.prose.speaker import plain
from sojourn.prose.tables import spoken


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of a workbook; without `ref` the whole sheet."""

    sheet: str
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.ref}" if self.ref else self.sheet


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the values of its cells by column, and the place of each; `start` is its first cell."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    refs: Mapping[str, str]

    def place(self, column: str = "") -> CellPlace:
        """Where a column's cell stands; the first cell of the row where it is empty."""
        return CellPlace(self.sheet, self.refs.get(column) or f"A{self.number}")


@dataclass(slots=True)
class Tables:
    """What a workbook holds: its rows by sheet, what it was made from (digests by file), and what is wrong in it."""

    name: str
    book: Any
    lines: dict[str, list[Line]] = field(default_factory=dict)
    base: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def report(
        self, place: CellPlace, said: Message, todo: Message | str = "", *, severity: Severity = "error"
    ) -> None:
        """Note what is wrong at a place."""
        self.findings.append(finding(severity, "workbook", self.name, said, todo, None, str(place)))


def read_workbook(path: Path, layout: Mapping[str, Sheet]) -> Tables:
    """All rows of a workbook. Raises SojournError for a file that is none or may not be opened."""
    data = guarded_bytes(path)
    try:
        book = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:  # openpyxl lets through whatever it stumbles over
        advice = message("error-save-as-xlsx")
        why = f"{type(error).__name__}: {error}"
        raise SojournError(message("error-workbook-unreadable"), why, advice, Where(str(path))) from error
    tables = Tables(path.name, book)
    _read_base(tables)
    for name in layout:
        if name in book.sheetnames:
            tables.lines[name] = list(_lines(tables, layout[name], book[name]))
    _missing_sheets(tables, layout)
    _other_sheets(tables, layout)
    return tables


def _read_base(tables: Tables) -> None:
    if BASE not in tables.book.sheetnames:
        tables.report(CellPlace(BASE), message("sheet-missing", sheet=BASE), message("do-export-again"))
        return
    for name, value in tables.book[BASE].iter_rows(min_col=1, max_col=2, max_row=5_000, values_only=True):
        if isinstance(name, str) and value is not None:
            tables.base[name] = str(value)
    if tables.base.pop("format", "") != str(FORMAT):
        tables.report(CellPlace(BASE), message("workbook-of-another-form"), message("do-export-again"))
    tables.base.pop("version", None)


def _missing_sheets(tables: Tables, layout: Mapping[str, Sheet]) -> None:
    """Without its sheet, nobody can tell whether rows were deleted or never there."""
    kinds = [
        kind
        for kind, form in FILE_KINDS.items()
        if (form.sheet in tables.lines and not form.listed)
        or any(file.partition("/")[2].startswith(form.folder) for file in tables.base)
    ]
    wanted = {name for kind in kinds or FILE_KINDS for name in (*FILE_KINDS[kind].sheets, *BOTH)}
    for name in layout:
        if name in wanted and name not in tables.lines:
            tables.report(CellPlace(name), message("sheet-missing", sheet=name), message("do-export-again"))


def _other_sheets(tables: Tables, layout: Mapping[str, Sheet]) -> None:
    """Sheets that nobody reads are said, so that no work in them is thought to have been taken over."""
    ours = {*layout, BASE, CHOICES, FINDINGS, *(guide_name(plain(lang)) for lang in spoken())}
    for page in tables.book.worksheets:
        if page.title in ours or page.title.startswith("(") or not page._cells:
            continue
        tables.report(
            CellPlace(page.title), message("sheet-not-read"), message("do-rename-or-edit-yaml"), severity="warning"
        )


def _lines(tables: Tables, sheet: Sheet, page: Any) -> Iterator[Line]:
    for merged in page.merged_cells.ranges:
        tables.report(CellPlace(sheet.name, str(merged.coord)), message("cells-merged"), message("do-split-the-cells"))
    rows: dict[int, dict[int, Any]] = {}
    # Only the cells that are there: one far below would make millions of empty rows.
    for (row, column), cell in sorted(page._cells.items()):
        if cell.value is not None:
            rows.setdefault(row, {})[column] = cell
    if 1 not in rows:
        tables.report(CellPlace(sheet.name, "A1"), message("sheet-without-head"), message("do-export-again"))
        return
    names = _names(tables, sheet, rows.pop(1))
    for number, cells in rows.items():
        values: dict[str, Cell] = {}
        refs: dict[str, str] = {}
        for column, cell in cells.items():
            place = CellPlace(sheet.name, cell.coordinate)
            if column not in names:
                if not _blank(cell.value) and get_column_letter(column) not in _explaining(page):
                    tables.report(place, message("cell-without-column"), message("do-name-the-column"))
                continue
            try:
                value = _value(cell)
            except CellError as error:
                tables.report(place, error.said, error.todo)
                refs[names[column]] = cell.coordinate
                continue
            if not _blank(value):
                values[names[column]], refs[names[column]] = value, cell.coordinate
        if values or refs:
            yield Line(sheet.name, number, values, refs)


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _explaining(page: Any) -> set[str]:
    """The columns that nobody reads: their name stands in parentheses."""
    return {cell.column_letter for cell in page[1] if isinstance(cell.value, str) and cell.value.startswith("(")}


def _names(tables: Tables, sheet: Sheet, head: Mapping[int, Any]) -> dict[int, str]:
    """The columns that are read, by their place."""
    out: dict[int, str] = {}
    known = [*sheet.keys, *(column.name + (".en" if column.spoken else "") for column in sheet.columns)]
    for at, cell in head.items():
        name = str(cell.value).strip()
        place = CellPlace(sheet.name, cell.coordinate)
        if not name or name.startswith("("):
            continue
        if name not in sheet.keys and column_of(sheet, name) is None:
            tables.report(place, message("column-unknown", name=shown(name)), suggestion(name, known, "columns"))
        elif name in out.values():
            tables.report(place, message("column-twice", name=name), message("do-keep-one"))
        else:
            out[at] = name
    return out


def _value(cell: Any) -> Cell:
    """What a cell holds. Raises CellError for a formula, an error, and characters that no text needs."""
    value = cell.value
    if cell.data_type == "f" or (value is not None and not isinstance(value, str | int | float | bool | date | time)):
        raise CellError(message("cell-formula"), message("do-write-the-value"))
    if cell.data_type == "e":
        raise CellError(message("cell-error", shown=str(value)), message("do-write-the-value"))
    if isinstance(value, date):
        return _day(value, str(cell.number_format))
    if isinstance(value, time):
        raise CellError(message("cell-time", shown=str(value)), message("do-text-cell"))
    if isinstance(value, str) and (found := first_unsafe(value.replace("\r\n", "\n"))):
        raise CellError(
            message("character-not-allowed", number=f"U+{ord(found):04X}"), message("do-delete-the-character")
        )
    return value


def _day(value: date, form: str) -> Day:
    """A day with as much of it as the cell's format shows."""
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellError(message("cell-time", shown=str(value)), message("do-text-cell"))
        value = value.date()
    letters = form.lower()
    return Day(value, DAY if "d" in letters else MONTH if "m" in letters else YEAR if "y" in letters else DAY)
