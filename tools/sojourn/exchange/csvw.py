"""The tables as CSV (RFC 4180, UTF-8) with metadata by the W3C's CSV on the Web: types, keys, links between tables.

Lists are joined by `; `. A cell that a spreadsheet program would run as a formula begins with an apostrophe.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sojourn.exchange.columns import meaning
from sojourn.exchange.material import Material
from sojourn.exchange.tables import Column, Row, Table, tables
from sojourn.model.csv_text import SEPARATOR, cell, plain_csv

METADATA = "csv-metadata.json"
DATATYPES: dict[str, Any] = {"boolean": {"base": "boolean", "format": "True|False"}}


def csvw(material: Material) -> Iterator[tuple[str, bytes]]:
    """Each table as CSV, and the metadata of all."""
    described = []
    names = set[str]()
    for table in tables(material):
        if not table.rows:
            continue
        names.add(table.name)
        yield f"{table.name}.csv", csv_bytes(table.columns, table.rows)
        described.append((table, _described(table, material)))
    for table, data in described:
        data["tableSchema"]["foreignKeys"] = [
            {"columnReference": [column], "reference": {"resource": f"{other}.csv", "columnReference": ["id"]}}
            for column, other in table.references.items()
            if other in names
        ]
    head = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": material.title,
        "dc:license": {"@id": material.scheme["licence"]},
        "dc:source": {"@id": material.base},
        "schema:version": material.version,
        "tables": [data for _, data in described],
    }
    yield METADATA, (json.dumps(head, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _described(table: Table, material: Material) -> dict[str, Any]:
    """The metadata of a table."""
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns], "primaryKey": list(table.key)}
    if table.kind:
        schema["aboutUrl"] = f"{material.base}{table.kind}/{{+id}}"
    return {"url": f"{table.name}.csv", "dc:title": table.title, "tableSchema": schema}


def _column(column: Column) -> dict[str, Any]:
    out: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "datatype": DATATYPES.get(column.type, column.type),
    }
    out["dc:description"] = meaning(column.name)
    return {**out, "separator": SEPARATOR} if column.many else out


def csv_bytes(columns: Sequence[Column], rows: Sequence[Row]) -> bytes:
    """The rows as CSV."""
    cells = ([cell_of(row.get(column.name), column) for column in columns] for row in rows)
    return plain_csv((column.name for column in columns), cells).encode("utf-8")


def cell_of(value: Any, column: Column) -> str:
    """A value as the text of a cell; in a column of JSON, a list is JSON too.

    >>> cell_of(["a", "b"], Column("x", "string", many=True)), cell_of(["a", "b"], Column("x", "json", many=False))
    ('a; b', '["a", "b"]')
    """
    if column.type == "json" and value is not None and not isinstance(value, str):
        return cell(json.dumps(value, ensure_ascii=False))
    return cell(value)
