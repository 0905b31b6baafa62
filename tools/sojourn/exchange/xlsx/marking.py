"""A copy of a workbook in which what is wrong is marked: the cell in red with a comment, and all of it on one more sheet."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from sojourn.exchange.xlsx.reading import Tables
from sojourn.exchange.xlsx.writing import FINDINGS, put
from sojourn.model.finding import Finding

_COLOURS = {"error": "FF9999", "warning": "FFE699", "info": "DDEBF7"}


def write_marked(tables: Tables, findings: Sequence[Finding], target: Path) -> None:
    """Write the copy, whole or not at all; the workbook itself stays as it is."""
    book = tables.book
    if FINDINGS in book.sheetnames:
        del book[FINDINGS]
    page = book.create_sheet(FINDINGS, 0)
    for at, title in enumerate(("severity", "cell", "what is wrong", "what to do"), 1):
        put(page.cell(1, at), title)
    for row, finding in enumerate(findings, 2):
        for at, text in enumerate((finding.severity, finding.key or "", finding.message, finding.advice), 1):
            put(page.cell(row, at), text)
        sheet, _, ref = (finding.key or "").partition("!")
        if sheet in book.sheetnames and ref:
            first = ref.partition(":")[0]
            # A link inside the workbook; the text of the cell stays a text.
            page.cell(row, 2).hyperlink = f"#'{sheet}'!{first}"
            _mark(book[sheet][first], finding)
    for letter, width in (("A", 10), ("B", 22), ("C", 80), ("D", 60)):
        page.column_dimensions[letter].width = width
    book.active = 0
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".xlsx", dir=target.parent)
    os.close(handle)
    try:
        book.save(name)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def _mark(cell: object, finding: Finding) -> None:
    before = cell.comment.text + "\n" if cell.comment is not None else ""  # type: ignore[attr-defined]
    text = f"{before}{finding.message} {finding.advice}".strip()
    cell.comment = Comment(text, "sojourn", width=360, height=120)  # type: ignore[attr-defined]
    cell.fill = PatternFill("solid", fgColor=_COLOURS[finding.severity])  # type: ignore[attr-defined]
