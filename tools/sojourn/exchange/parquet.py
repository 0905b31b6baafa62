"""The tables as Parquet: typed columns, lists as lists; for DuckDB, Polars, pandas, Spark and R.

Needs pyarrow (extra `exchange`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from sojourn.exchange.material import Material
from sojourn.exchange.tables import Column, Table, tables
from sojourn.model.errors import MissingExtraError


def parquet(material: Material) -> Iterator[tuple[str, bytes]]:
    """Each table as a file. Raises MissingExtraError where pyarrow is not installed."""
    for table in tables(material):
        if table.rows:
            yield f"{table.name}.parquet", _file(table, material)


def _file(table: Table, material: Material) -> bytes:
    arrow, writer = _pyarrow()
    about = {
        "title": table.title,
        "source": material.base,
        "version": material.version,
        "licence": str(material.scheme["licence"]),
    }
    schema = arrow.schema([(column.name, _type(arrow, column)) for column in table.columns], metadata=about)
    values = {column.name: [_value(row.get(column.name), column) for row in table.rows] for column in table.columns}
    sink = io.BytesIO()
    writer.write_table(arrow.table(values, schema=schema), sink, compression="zstd")
    return sink.getvalue()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "exchange", "Parquet needs it") from error
    return pyarrow, pyarrow.parquet


def _type(arrow: Any, column: Column) -> Any:
    types = {"integer": arrow.int64(), "number": arrow.float64(), "boolean": arrow.bool_()}
    return arrow.list_(arrow.string()) if column.many else types.get(column.type, arrow.string())


def _value(value: Any, column: Column) -> Any:
    if column.type == "json" and value is not None and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return value
