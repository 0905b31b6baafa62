"""Whether a workbook can hold a file: its rows are put together again and must give the same data.

What a sheet cannot hold (a line break inside a list of lines, a text longer than a cell) is found before the workbook is
made, so that an export that nobody edits can never change a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sojourn.exchange.xlsx.assembling import assembled
from sojourn.exchange.xlsx.changes import differences, in_old_order
from sojourn.exchange.xlsx.layout import Sheet
from sojourn.exchange.xlsx.parting import rows_of
from sojourn.exchange.xlsx.reading import Line, Tables
from sojourn.exchange.xlsx.rows import Row, without_empty
from sojourn.loading.glossary.content import Content
from sojourn.loading.reading.reader import Document
from sojourn.loading.reading.telling import finding
from sojourn.model.finding import Finding
from sojourn.model.message import message

# What one cell of a spreadsheet program holds at most.
LONGEST_CELL = 32_767


def unheld(content: Content, documents: Sequence[Document], layout: Mapping[str, Sheet]) -> list[Finding]:
    """A finding for each file that no workbook can hold, at the first value that would be lost."""
    languages = tuple(content.scheme["languages"])
    return [found for document in documents for found in _unheld(document, layout, languages)]


def _unheld(document: Document, layout: Mapping[str, Sheet], languages: tuple[str, ...]) -> Iterator[Finding]:
    rows: dict[str, list[Row]] = {}
    for name, row in rows_of(document, layout, languages):
        rows.setdefault(name, []).append(row)
        for column, value in row.items():
            if isinstance(value, str) and len(value) > LONGEST_CELL:
                yield _told(document, column)
                return
    tables = Tables(document.file, None)
    for name, found in rows.items():
        tables.lines[name] = [Line(name, number, row, {}) for number, row in enumerate(found, 2)]
    back = [made.data for made in assembled(tables, layout)]
    old = without_empty(document.data)
    new = without_empty(in_old_order(old, back[0])) if len(back) == 1 else None
    if tables.findings or new != old:
        key = next((key for key, _, _ in differences(old, new, (), old, old)), "")
        yield _told(document, key)


def _told(document: Document, key: str) -> Finding:
    said, todo = message("sheet-cannot-hold", key=key or document.file), message("do-edit-the-yaml")
    return finding("warning", "workbook", document.file, said, todo, None, key or None)
