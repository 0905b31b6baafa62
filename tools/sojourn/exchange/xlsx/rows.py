"""An entry as the cells of a row, and the cells of a row as an entry. Knows columns and values, no workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sojourn.exchange.xlsx.cells import NONE, Cell, CellError, read, written
from sojourn.exchange.xlsx.layout import OTHER, Path, Sheet, SheetColumn
from sojourn.model.message import message

# `nb: bosatt`, a line of a column for all other languages.
_LINE = re.compile(r"([a-z]{2,3}(?:-[A-Za-z0-9]+)*):[ \t]*(.*)")
Row = dict[str, str | int | bool]
Report = Callable[[str, CellError], None]


def to_row(sheet: Sheet, entry: Mapping[str, Any], languages: tuple[str, ...]) -> Row:
    """The cells of an entry by the name of their column; empty ones are left out."""
    out: Row = {}
    for column in sheet.columns:
        value = _at(entry, column.path)
        if column.spoken is not None:
            out.update(_spoken(column, value or {}, languages))
        elif column.head is not None:
            if head := _head(column, value):
                out[column.name] = head
        elif value is not None:
            out[column.name] = written(column.form, value)
    return out


def _at(value: Any, path: Path) -> Any:
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def _head(column: SheetColumn, value: Any) -> str | None:
    """What a map's own column says of it: `none`, or its length."""
    if value is None or isinstance(value, str):
        return value
    inner = _at(value, column.head or ())
    if not column.head:
        inner = {key: inner[key] for key in ("value", "unit") if key in inner}
    return str(written(column.form, inner)) if inner else None


def _spoken(column: SheetColumn, value: Mapping[str, Any], languages: tuple[str, ...]) -> Row:
    out: Row = {}
    others = []
    for lang, said in value.items():
        if lang in languages:
            out[f"{column.name}.{lang}"] = said if column.spoken == "text" else "\n".join(said)
        else:
            others += [f"{lang}: {one}" for one in ([said] if column.spoken == "text" else said)]
    if others:
        out[f"{column.name}.{OTHER}"] = "\n".join(others)
    return out


def column_of(sheet: Sheet, name: str) -> tuple[SheetColumn, str | None] | None:
    """The column of a name in the first row, with its language (or OTHER) for a text by language."""
    for column in sheet.columns:
        if column.spoken is None and column.name == name:
            return column, None
        if column.spoken is not None and name.startswith(f"{column.name}."):
            return column, name[len(column.name) + 1 :]
    return None


def from_row(sheet: Sheet, cells: Mapping[str, Cell], report: Report) -> dict[str, Any]:
    """The entry of a row; what a cell may not hold is reported with its column and left out."""
    entry: dict[str, Any] = {}
    for name, cell in cells.items():
        found = column_of(sheet, name)
        if found is None:
            continue
        column, lang = found
        try:
            _put(entry, column, lang, cell)
        except CellError as error:
            report(name, error)
    return entry


def _put(entry: dict[str, Any], column: SheetColumn, lang: str | None, cell: Cell) -> None:
    if lang is not None:
        for tag, said in _said(column, lang, cell):
            _set(entry, (*column.path, tag), said)
        return
    value = read(column.form, cell)
    if value in ([], ""):
        return
    if column.head is None or value == NONE:
        _set(entry, column.path, value)
    elif column.head:
        _set(entry, (*column.path, *column.head), value)
    else:
        for key, part in value.items():
            _set(entry, (*column.path, key), part)


def _said(column: SheetColumn, lang: str, cell: Cell) -> Iterator[tuple[str, Any]]:
    if lang != OTHER:
        said = read("text" if column.spoken == "text" else "lines", cell)
        if said:
            yield lang, said
        return
    found: dict[str, list[str]] = {}
    last = ""
    for line in read("lines", cell):
        if match := _LINE.fullmatch(line):
            last = match[1]
            found.setdefault(last, []).append(match[2])
        elif last and column.spoken == "text":
            found[last][-1] += f"\n{line}"
        else:
            raise CellError(message("cell-no-language", shown=line[:60]), message("do-write-the-language"))
    for tag, lines in found.items():
        if column.spoken == "text" and len(lines) > 1:
            raise CellError(message("cell-language-twice", tag=tag), message("do-keep-one"))
        yield tag, lines[0] if column.spoken == "text" else lines


def _set(entry: dict[str, Any], path: Path, value: Any) -> None:
    holder = entry
    for key in path[:-1]:
        inner = holder.setdefault(key, {})
        if not isinstance(inner, dict):
            raise CellError(message("cell-beside-none", key=key), message("do-empty-one"))
        holder = inner
    if isinstance(holder.get(path[-1]), dict):
        raise CellError(message("cell-beside-none", key=path[-1]), message("do-empty-one"))
    holder[path[-1]] = value


def in_order_of(old: Any, new: Any) -> Any:
    """The new value with the keys of its maps in the order that they had, new ones after them.

    Empty lists and maps, for which no sheet has a row, stay.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*(key for key in old if key in new or old[key] in ([], {})), *(key for key in new if key not in old)]
        return {key: in_order_of(old.get(key), new[key]) if key in new else old[key] for key in keys}
    if isinstance(old, list) and isinstance(new, list):
        known = {item["id"]: item for item in old if isinstance(item, dict) and "id" in item}
        places = [known.get(item["id"]) if isinstance(item, dict) and "id" in item else None for item in new]
        return [
            in_order_of(place if place is not None else old[at] if at < len(old) else None, item)
            for at, (item, place) in enumerate(zip(new, places, strict=True))
        ]
    return new


def without_empty(value: Any) -> Any:
    """The value without the empty lists and maps in it, which say nothing."""
    if isinstance(value, dict):
        return {key: without_empty(item) for key, item in value.items() if item not in ([], {})}
    return [without_empty(item) for item in value] if isinstance(value, list) else value
