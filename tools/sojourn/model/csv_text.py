"""Tables as CSV: the one place where cells and lines are written (RFC 4180, UTF-8 by whoever writes the file)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import IO, Any

from sojourn.model.safe_text import FORMULA_STARTS

SEPARATOR = "; "
# How lines end: RFC 4180 for files, a line feed for streams that other programs read line by line.
FILE_END, STREAM_END = "\r\n", "\n"


def cell(value: Any) -> str:
    """A value as the text of a cell: nothing is empty, a list of single values is joined by `; `, the rest is JSON.

    A text that a spreadsheet program would run as a formula begins with an apostrophe; a number or an empty text never does.

    >>> [cell(value) for value in (None, "", "=1+1", -3, ["a", "b"], {"a": 1})]
    ['', '', "'=1+1", '-3', 'a; b', '{"a": 1}']
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple) and all(not isinstance(item, dict | list | tuple) for item in value):
        text = SEPARATOR.join(str(item) for item in value)
    elif isinstance(value, dict | list | tuple):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, str):
        text = value
    else:
        return str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain_csv(header: Iterable[str], rows: Iterable[Iterable[str]], end: str = FILE_END, delimiter: str = ",") -> str:
    """A table whose cells are texts already and stay as they are."""
    out = io.StringIO(newline="")
    write_csv(out, header, rows, end, delimiter)
    return out.getvalue()


def write_csv(
    stream: IO[str], header: Iterable[str], rows: Iterable[Iterable[Any]], end: str = FILE_END, delimiter: str = ","
) -> None:
    """The same into a stream, line by line."""
    writer = csv.writer(stream, lineterminator=end, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)


def csv_text(header: Iterable[str], rows: Iterable[Sequence[Any]], end: str = FILE_END) -> str:
    """A table with its header.

    >>> csv_text(["code", "until"], [["NOR", ""]], STREAM_END)
    'code,until\\nNOR,\\n'
    """
    return plain_csv(header, ([cell(value) for value in row] for row in rows), end)


def records_csv(rows: Sequence[dict[str, Any]], columns: Sequence[str] = (), end: str = FILE_END) -> str:
    """Rows by column name; without `columns`, all in the order of their first appearance."""
    names = columns or list(dict.fromkeys(key for row in rows for key in row))
    return csv_text(names, ([row.get(name) for name in names] for row in rows), end)
