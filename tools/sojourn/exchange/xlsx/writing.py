"""A workbook from files of the glossary: texts that stay texts, lists of codes to choose from, and what it was made from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from sojourn.exchange.xlsx.kinds import BOTH, CITING, COUNTRY, FILE, FILE_KINDS, FRAMEWORK, LIST
from sojourn.exchange.xlsx.layout import FIELD, OF, OTHER, PART, N, Sheet, SheetColumn, sheets
from sojourn.exchange.xlsx.parting import rows_of
from sojourn.exchange.xlsx.rows import Row, without_empty
from sojourn.loading.glossary.content import Content
from sojourn.loading.reading.reader import Document
from sojourn.model.content_hash import content_hash
from sojourn.model.message import message
from sojourn.model.safe_text import FORMULA_STARTS
from sojourn.prose.speaker import Speaker, plain

# The sheet that says what the workbook was made from, and the one with the choices; both are hidden.
BASE, CHOICES = "sojourn", "choices"
# The sheet that `marking` adds to a copy.
FINDINGS = "findings"
FORMAT = 1
# Texts that have a column for every language of the glossary, whether somebody has filled it or not.
ALL_LANGUAGES = ("label", "definition")
# Rows below the last one that have the choices too, for new entries.
MORE_ROWS = 500
WIDTHS = {"text": 24, "lines": 28, "integer": 9, "flag": 11, "date": 12, "bound": 16, "length": 14}
WIDE = ("definition", "summary", "scope_note", "change_note", "note", "why", "coverage", "quality", "title")
_WRAPPED, _LEFT = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top", horizontal="left")
_HEAD = PatternFill("solid", fgColor="1F4E79")
_KEY = PatternFill("solid", fgColor="7F7F7F")
_NEEDED = PatternFill("solid", fgColor="9C5700")
# Zip files and their parts carry this date, so that the same content gives the same bytes.
_DAY = datetime(1980, 1, 1)
# The paragraphs of the sheet that says how to use the workbook, in their order.
PARAGRAPHS = ("what", "import", "rows", "country", "term", "code", "empty", "cells", "limbs", "identifiers")
KEYS = {
    COUNTRY: "country",
    FRAMEWORK: "framework",
    LIST: "list",
    FILE: "file",
    OF: "of",
    N: "n",
    FIELD: "field",
    PART: "part",
}


def data_hash(data: Any) -> str:
    """A digest of the data of a file, whatever the order of its keys; empty lists and maps do not count."""
    return content_hash(without_empty(data))


def guide_name(speaker: Speaker) -> str:
    """The name of the sheet that says how to use the workbook."""
    return speaker.text(message("workbook-guide"))


def workbook_of(content: Content, documents: Sequence[Document], lang: str = "en") -> bytes:
    """The workbook of some files of the glossary (of FILE_KINDS), the same bytes each time.

    `lang` is the language of what it says of itself; names of sheets and columns are the keys of the files.
    """
    speaker = plain(lang)
    languages = tuple(content.scheme["languages"])
    layout = sheets(content.schemas)
    rows: dict[str, list[Row]] = {}
    for document in documents:
        for name, row in rows_of(document, layout, languages):
            rows.setdefault(name, []).append(row)
    kinds = {document.kind for document in documents} or set(FILE_KINDS)
    kinds |= {"sources"} if kinds & set(CITING) else set()
    shown = [name for name in layout if name in BOTH or any(name in FILE_KINDS[kind].sheets for kind in kinds)]
    book = Workbook()
    _write_guide(book.active, speaker)
    places = _write_choices(book, content, layout)
    for name in shown:
        _write_sheet(book, layout[name], rows.get(name, []), languages, places, speaker)
    _write_base(book, content, documents)
    return _bytes(book)


def headers(sheet: Sheet, rows: Iterable[Row], languages: Sequence[str]) -> list[tuple[str, SheetColumn | None]]:
    """The names of the first row, each with its column; languages that no row uses are left out where that is usual."""
    used = {name for row in rows for name in row}
    out: list[tuple[str, SheetColumn | None]] = [(key, None) for key in sheet.keys]
    for column in sheet.columns:
        if column.spoken is None:
            out.append((column.name, column))
            continue
        always = languages if column.path[-1] in ALL_LANGUAGES and len(column.path) == 1 else ("en",)
        for tag in (*languages, OTHER):
            if tag in always or f"{column.name}.{tag}" in used:
                out.append((f"{column.name}.{tag}", column))
    return out


def _write_guide(page: Any, speaker: Speaker) -> None:
    page.title = guide_name(speaker)
    page.column_dimensions["A"].width = 120
    for at, name in enumerate(PARAGRAPHS, 1):
        put(page.cell(at, 1), speaker.text(message(f"workbook-guide-{name}")))


def _write_sheet(
    book: Workbook,
    sheet: Sheet,
    rows: Sequence[Row],
    languages: Sequence[str],
    places: Mapping[str, str],
    speaker: Speaker,
) -> None:
    page = book.create_sheet(sheet.name)
    names = headers(sheet, rows, languages)
    for at, (name, column) in enumerate(names, 1):
        cell = page.cell(1, at, name)
        cell.font = Font(bold=True, color="FFFFFF")
        needed = column is not None and column.needed and not name.endswith(f".{OTHER}")
        cell.fill = _KEY if column is None else _NEEDED if needed else _HEAD
        if help := _help(name, column, speaker):
            cell.comment = Comment(help, "sojourn", width=320, height=90)
        letter = get_column_letter(at)
        wide = name.split(".")[0] in WIDE
        page.column_dimensions[letter].width = 60 if wide else WIDTHS.get(column.form, 18) if column else 12
        # New cells of the column are texts too: no program makes a date of `2026-11` there.
        page.column_dimensions[letter].number_format = "General" if _counts(column, name) else "@"
        if column is not None and column.form == "text" and column.codes in places:
            choice = DataValidation("list", formula1=places[column.codes], allow_blank=True, errorStyle="warning")
            choice.add(f"{letter}2:{letter}{len(rows) + MORE_ROWS}")
            page.add_data_validation(choice)
    for row, values in enumerate(rows, 2):
        for at, (name, column) in enumerate(names, 1):
            value = values.get(name)
            if value is not None:
                put(page.cell(row, at), value, number=_counts(column, name))
    page.freeze_panes = page.cell(2, 2 + (len(sheet.keys) if sheet.keys else 0))
    page.auto_filter.ref = f"A1:{get_column_letter(len(names))}{max(len(rows) + 1, 2)}"


def _counts(column: SheetColumn | None, name: str) -> bool:
    return name == N if column is None else column.form in ("integer", "flag")


def _help(name: str, column: SheetColumn | None, speaker: Speaker) -> str:
    """What a column holds. The words of columns that are keys of entries are those of the schemas, which are in English."""
    if column is None:
        return speaker.text(message(f"workbook-key-{KEYS[name]}"))
    parts = [
        column.help,
        speaker.text(message("workbook-code-of", list=column.codes)) if column.codes else "",
        speaker.text(message("workbook-needed")) if column.needed else "",
    ]
    return " ".join(part for part in parts if part)


def put(cell: Any, value: str | int | bool, *, number: bool = False) -> None:
    """Put a value into a cell; a text is a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
        cell.number_format = "@"
        # Spreadsheet programs then keep it a text also when somebody edits the cell.
        cell.quotePrefix = value.startswith(FORMULA_STARTS)
        cell.alignment = _WRAPPED
    else:
        cell.value = value
        cell.number_format = "General" if number else "@"
        cell.alignment = _LEFT


def _write_choices(book: Workbook, content: Content, layout: Mapping[str, Sheet]) -> dict[str, str]:
    """The controlled lists, hidden, and where each of them stands (for cells with a choice)."""
    page = book.create_sheet(CHOICES)
    page.sheet_state = "hidden"
    wanted = {column.codes for sheet in layout.values() for column in sheet.columns}
    places = {}
    for at, entry in enumerate((entry for entry in content.of("list") if entry.id in wanted), 1):
        codes = [code["id"] for code in entry.data["codes"]]
        put(page.cell(1, at), entry.id)
        for row, code in enumerate(codes, 2):
            put(page.cell(row, at), code)
        letter = get_column_letter(at)
        places[entry.id] = f"{CHOICES}!${letter}$2:${letter}${len(codes) + 1}"
    return places


def _write_base(book: Workbook, content: Content, documents: Sequence[Document]) -> None:
    """What the workbook was made from: each file with a digest of its data."""
    page = book.create_sheet(BASE)
    page.sheet_state = "hidden"
    facts = [("format", str(FORMAT)), ("version", str(content.scheme["version"]))]
    for row, (name, value) in enumerate([*facts, *((d.file, data_hash(d.data)) for d in documents)], 1):
        put(page.cell(row, 1), name)
        put(page.cell(row, 2), value)


def _bytes(book: Workbook) -> bytes:
    book.properties.creator = "sojourn"
    book.properties.created = book.properties.modified = _DAY
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        ExcelWriter(book, archive).save()
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in made.infolist():
            fixed = zipfile.ZipInfo(item.filename, _DAY.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o644 << 16
            archive.writestr(fixed, made.read(item))
    return out.getvalue()
